"""Visits and contributions, one file each, brought to the same columns as a table of scores."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from diag.benchmark.contribution import Contribution, identity_of, read_contribution
from diag.benchmark.structures import ANSWER_CODES, NOT_TOLD
from diag.benchmark.visits import Crossings, Visits
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    OPERATOR_CODE,
    STAFF_FIELD,
    STRUCTURE_CODE,
    TYPE_FIELD,
    Pin,
)
from diag.scoring.assessment import encode
from diag.scoring.form import FORMS
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric, Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_file import read_visit

_RANK = np.array([0, 5, 6, 7, 8], np.int8)  # in ANSWER_CODES, of each status, ANSWERED apart
_STATUS = np.array([*[Status.ANSWERED] * 5, *list(Status)[1:]], np.int8)  # of each of ANSWER_CODES


@dataclass
class Singles:
    """Files of one visit each, being read; then their rows."""

    crossings: Crossings
    rows: list[dict[str, Any]] = field(default_factory=list)
    answers: list[NDArray[np.int8]] = field(default_factory=list)

    def add_visit(self, path: Path) -> bool:
        """Read a visit file, and return whether it is synthetic.

        Raises:
            Refusal: not a visit, or not of this very questionnaire.

        """
        visit, source = read_visit(path)
        self._pinned(visit.questionnaire, source)
        questionnaire = self.crossings.questionnaire
        matched = match(visit, questionnaire, source)
        values, status = encode(questionnaire, matched)
        self.answers.append(np.where(status[0] == Status.ANSWERED, values[0], _RANK[status[0]]))
        self.rows.append(
            {
                "structure": _code(matched, STRUCTURE_CODE) or identity_of(visit) or f"{path}",
                "name": visit.structure.name,
                "operator": _code(matched, OPERATOR_CODE),
                "form": FORMS.index("express" if matched.express else "complete"),
                "day": np.datetime64(visit.visit.date, "D"),
                "type": self._rank(self.crossings.types, matched, TYPE_FIELD),
                "department": self._rank(self.crossings.departments, matched, DEPARTMENT_FIELD),
                "staff": _staff(matched),
                "size": NOT_TOLD,
            }
        )
        return visit.illustrative is not None

    def add_contribution(self, path: Path) -> Contribution:
        """Read a contribution, and return it.

        Raises:
            Refusal: not a contribution, not of this very questionnaire, or with a name unknown to it.

        """
        told, source = read_contribution(path)
        self._pinned(told.questionnaire, source)
        crossings = self.crossings
        mistakes = [
            mistake
            for name, known in (
                ("type", crossings.types),
                ("department", crossings.departments),
                ("size", crossings.sizes),
            )
            for mistake in _unknown(source, (name,), getattr(told, name), known)
        ]
        asked = crossings.questionnaire.question
        for name in told.answers:
            mistakes += _unknown(source, ("answers", name), name, asked)
        if mistakes:
            raise Refusal(mistakes)
        codes = [told.answers.get(q.id, "") for q in crossings.questionnaire.questions]
        self.answers.append(np.array([ANSWER_CODES.index(code) for code in codes], np.int8))
        self.rows.append(
            {
                "structure": told.structure,
                "name": "",
                "operator": told.operator,
                "form": FORMS.index("express" if told.form == "express" else "complete"),
                "day": np.datetime64(f"{told.month}-01", "D"),
                "type": crossings.types.get(told.type, NOT_TOLD),
                "department": crossings.departments.get(told.department, NOT_TOLD),
                "staff": float("nan"),
                "size": crossings.sizes.get(told.size, NOT_TOLD),
            }
        )
        return told

    def visits(self) -> Visits:
        """Score what was read, and return its rows."""
        kinds: dict[str, DTypeLike] = {"day": "datetime64[D]", "staff": float}
        kinds |= dict.fromkeys(("type", "department", "size"), np.int16) | {"form": np.int8}
        columns = {
            name: np.array([row[name] for row in self.rows], kinds.get(name, object))
            for name in self.rows[0]
        }
        answers = np.asfortranarray(self.answers)
        status = _STATUS[answers]
        values = np.where(status == Status.ANSWERED, answers, 0).astype(np.int8)
        scores = score(Rubric.of(self.crossings.questionnaire), values, status)
        parts, whole = scores.dimensions, scores.overall
        return Visits(
            **columns,
            scores=_in_points(np.column_stack([parts.tenths, whole.tenths])),
            levels=np.column_stack([parts.level, whole.level]),
            answers=answers,
        )

    def _pinned(self, pin: Pin, source: Source) -> None:
        questionnaire = self.crossings.questionnaire
        if pin.hash == questionnaire.hash and pin.id == questionnaire.header.id:
            return
        header = questionnaire.header
        what = f"faite avec le questionnaire « {pin.id} » {pin.version}"
        if (pin.id, pin.version) == (header.id, header.version):
            what = f"faite avec un autre contenu de la version {pin.version} du questionnaire"
        how = f"ce repère porte sur « {header.id} » {header.version} : adoptez-la d’abord"
        raise Refusal([source.mistake(("questionnaire", "hash"), "R03", what, how)])

    @staticmethod
    def _rank(known: dict[str, int], matched: Matched, name: str) -> int:
        return known.get(str(matched.profile.get(name, "")), NOT_TOLD)


def _unknown(
    source: Source, path: tuple[str, ...], name: str, known: Collection[str]
) -> list[Mistake]:
    """Return a mistake when a name is not one of the `known`."""
    if not name or name in known:
        return []
    how = did_you_mean(name, known) or "redemandez la contribution à qui l’a écrite"
    mark = source.key_mark(path)
    return [Mistake(source.name, mark.line, mark.column, "R04", f"« {name} » est inconnu ici", how)]


def _in_points(tenths: NDArray[Any]) -> NDArray[np.float64]:
    """Return scores with one decimal, NaN where not given."""
    return np.where(tenths < 0, np.nan, tenths / 10)


def _code(matched: Matched, name: str) -> str:
    return str(matched.profile.get(name, ""))


def _staff(matched: Matched) -> float:
    value = matched.profile.get(STAFF_FIELD)
    return float("nan") if value is None or isinstance(value, str | list) else float(str(value))
