"""Visits and contributions, one file each, brought to the same columns as a table of scores."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.contribution import Contribution, answers_of, is_over, read_contribution
from diag.benchmark.scores_table import Visits, option_ids
from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    OPERATOR_CODE,
    STRUCTURE_CODE,
    TYPE_FIELD,
    Pin,
    Questionnaire,
)
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric, Status
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

_STATUS = np.array([*[Status.ANSWERED] * 5, *list(Status)[1:]], np.int8)  # of each of ANSWER_CODES


@dataclass
class SingleFiles:
    """Files of one visit each, being read; then their rows."""

    questionnaire: Questionnaire
    rows: list[dict[str, Any]] = field(default_factory=list)
    answers: list[list[int]] = field(default_factory=list)

    def add_visit(self, path: Path) -> bool:
        """Read a visit file, and return whether it is synthetic.

        Only a code identifies it: a name spelled in two ways would count twice (M16).

        Raises:
            Refusal: not a visit, or not of this very questionnaire.
        """
        visit, source = read_visit(path)
        self._pinned(visit.questionnaire, source)
        matched = match(visit, self.questionnaire, source)
        profile = {name: str(value) for name, value in matched.profile.items()}
        self._add(
            answers_of(self.questionnaire, matched),
            structure=profile.get(STRUCTURE_CODE, ""),
            organisation=profile.get(OPERATOR_CODE, ""),
            type=profile.get(TYPE_FIELD, ""),
            department=profile.get(DEPARTMENT_FIELD, ""),
            day=visit.visit.date.isoformat(),
            form="express" if matched.express else "complete",
            finished=is_over(self.questionnaire, matched),
        )
        return visit.illustrative is not None

    def add_contribution(self, path: Path) -> bool:
        """Read a contribution, and return whether it is synthetic.

        Raises:
            Refusal: not a contribution of this very questionnaire, or with a name unknown to it.
        """
        told, source = read_contribution(path)
        self._pinned(told.questionnaire, source)
        self._known(told, source)
        self._add(
            told.answers,
            structure=told.structure,
            organisation=told.operator,
            type=told.type,
            department=told.department,
            day=f"{told.month}-01",
            form="express" if told.form == "express" else "complete",
            finished=True,  # nothing else leaves
        )
        return told.synthetic

    def visits(self) -> Visits:
        """Score what was read, and return its rows."""
        answers = np.asfortranarray(np.array(self.answers, np.int8))
        status = _STATUS[answers]
        values = np.where(status == Status.ANSWERED, answers, 0).astype(np.int8)
        scores = score(Rubric.of(self.questionnaire), values, status)
        parts, whole = scores.dimensions, scores.overall
        return Visits(
            pd.DataFrame(self.rows),
            _beside(parts.tenths, whole.tenths).astype(np.int16),
            _beside(parts.level, whole.level).astype(np.int8),
            answers,
        )

    def _add(self, answers: Mapping[str, str], **told: Any) -> None:
        codes = [answers.get(q.id, "") for q in self.questionnaire.questions]
        self.answers.append([ANSWER_CODES.index(code) for code in codes])
        self.rows.append(told)

    def _pinned(self, pin: Pin, source: Source) -> None:
        header = self.questionnaire.header
        if pin.hash == self.questionnaire.hash and pin.id == header.id:
            return
        what = f"faite avec le questionnaire « {pin.id} » {pin.version}"
        if (pin.id, pin.version) == (header.id, header.version):
            what = f"faite avec un autre contenu de la version {pin.version} du questionnaire"
        how = f"ce repère porte sur « {header.id} » {header.version} : adoptez-la d’abord"
        raise Refusal([source.mistake(("questionnaire", "hash"), "R03", what, how)])

    def _known(self, told: Contribution, source: Source) -> None:
        """Refuse the names that the questionnaire does not know."""
        asked = self.questionnaire
        names: list[tuple[tuple[str, ...], str, Collection[str]]] = [
            (("type",), told.type, option_ids(asked, TYPE_FIELD)),
            (("department",), told.department, option_ids(asked, DEPARTMENT_FIELD)),
            (("size",), told.size, [size.id for size in asked.header.sizes]),
            *((("answers", name), name, asked.question) for name in told.answers),
        ]
        mistakes = []
        for path, name, known in names:
            if name and name not in known:
                how = did_you_mean(name, known) or "redemandez la contribution à qui l’a écrite"
                mark, what = source.key_mark(path), f"« {name} » est inconnu ici"
                mistakes.append(Mistake(source.name, mark.line, mark.column, "R04", what, how))
        if mistakes:
            raise Refusal(mistakes)


def _beside(parts: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    return np.asfortranarray(np.column_stack([parts, whole]))
