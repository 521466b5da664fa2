"""The table of scores that `diag lot` writes, read back: 40,000 structures in a fraction of a second."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.release import OVERALL
from diag.benchmark.structures import ANSWER_CODES, NOT_TOLD, content_of
from diag.benchmark.table_file import Table, open_table
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire, possible_levels
from diag.scoring import METHOD
from diag.scoring.rubric import FORMS

_TEXTS = ("structure", "gestionnaire", "type", "departement", "date", "provisoire", "forme")
ROW_NUMBER = re.compile(r"(?:\d+:)?ligne \d+", re.ASCII)
"""What `diag lot` calls a structure that no column identifies."""
_SCORE = re.compile(r"(\d{1,3})(?:[.,](\d))?", re.ASCII)
_ANSWERS = {code: rank for rank, code in enumerate(ANSWER_CODES)}
_FINISHED, _SO = {"non": True, "oui": False}, "écrivez-la AAAA-MM-JJ, par exemple 2026-11-22"
_LEVELS = {"": NOT_TOLD, **{str(level): level for level in range(5)}}
_FORM_RANKS: dict[str, int] = {form: rank for rank, form in enumerate(FORMS)}


@dataclass(frozen=True, eq=False)
class Visits:
    """n visits, a structure coming back as often as it was visited.

    `told` has one row each: texts, empty where not told, `structure`, `organisation`, `type`,
    `department`, `day` (`AAAA-MM-JJ`, the first of a month told alone), `form`; and `finished`. The
    arrays are as in `Structures`.
    """

    told: pd.DataFrame
    tenths: NDArray[np.int16]
    levels: NDArray[np.int8]
    answers: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.told)

    def take(self, rows: NDArray[Any]) -> "Visits":
        """Return some visits, in the order of `rows`."""
        told = self.told.iloc[rows].reset_index(drop=True)
        return Visits(told, self.tenths[rows], self.levels[rows], self.answers[rows])


def option_ids(questionnaire: Questionnaire, field: str) -> list[str]:
    """Return the ids that a profile field admits; none where it is not asked."""
    asked = questionnaire.field.get(field)
    return [option.id for option in asked.options] if asked else []


def read_scores(path: Path, questionnaire: Questionnaire) -> tuple[Visits, bool]:
    """Read a table of scores, and return its visits and whether they are invented.

    Raises:
        Refusal: unreadable, of another questionnaire or another content of it, without one of its
            columns, with a value that `diag lot` does not write, or with structures known only by
            the number of their row: four structures would count as twelve.
    """
    measures = [*(d.id for d in questionnaire.dimensions), OVERALL]
    numbers = [f"{measure}_{kind}" for measure in measures for kind in ("score", "niveau")]
    asked = [q.id for q in questionnaire.questions]
    wanted = [*_TEXTS, "questionnaire", "methode", "mention", *numbers, *asked]
    table = open_table(path, wanted)
    content = content_of(questionnaire)
    how = f"ce repère porte sur « {content} » : notez de nouveau ces visites avec « diag lot »"
    other = ("R03", "scores d’un autre questionnaire :")
    table.convert("questionnaire", {content: 0}.get, np.int8, other, how)
    same_method(table, "notez de nouveau ces visites avec « diag lot »")
    _identified(table)
    synthetic = _stamped(table)
    visits = _visits(table, questionnaire, measures)
    if table.mistakes:
        raise Refusal(table.mistakes)
    return visits, synthetic


def _visits(table: Table, questionnaire: Questionnaire, measures: list[str]) -> Visits:
    # Column after column in memory: what follows goes through one measure, one question at a time.
    shape = len(table), len(measures)
    tenths, levels = np.empty(shape, np.int16, order="F"), np.empty(shape, np.int8, order="F")
    answers = np.empty((len(table), len(questionnaire.questions)), np.int8, order="F")
    types, departments = (option_ids(questionnaire, f) for f in (TYPE_FIELD, DEPARTMENT_FIELD))
    told = {
        "structure": table.columns["structure"].texts(),
        "organisation": table.columns["gestionnaire"].texts(),
        "day": table.convert("date", _day, object, ("R05", "date impossible"), _SO),
        "type": _known(table, "type", types, "type de structure inconnu"),
        "department": _known(table, "departement", departments, "département inconnu"),
        "form": np.array(FORMS, dtype=object)[forms_told(table)],
        "finished": table.convert("provisoire", _FINISHED.get, bool, ("R05", "ni oui ni non :")),
    }
    for rank, measure in enumerate(measures):
        impossible = ("R05", "score impossible")
        tenths[:, rank] = table.convert(f"{measure}_score", tenths_of, np.int16, impossible)
        levels[:, rank] = levels_told(table, measure)
    for rank, question in enumerate(questionnaire.questions):
        reached = {str(level) for level in possible_levels(question)}
        admitted = {k: v for k, v in _ANSWERS.items() if not k.isdigit() or k in reached}
        impossible = ("R05", "réponse impossible")
        answers[:, rank] = table.convert(question.id, admitted.get, np.int8, impossible)
    return Visits(pd.DataFrame(told), tenths, levels, answers)


def _known(table: Table, name: str, ids: list[str], what: str) -> NDArray[Any]:
    """Return (n,) the ids of a column; one that the profile does not admit is noted, with a guess."""
    table.ranks(name, dict.fromkeys(["", *ids], 0), what)
    return table.columns[name].texts()


def _day(word: str) -> str | None:
    try:
        return word if not word or (len(word) == 10 and np.datetime64(word, "D")) else None
    except ValueError:
        return None


def _identified(table: Table) -> None:
    """Note the first structure that is known by the number of its row alone, as `ligne 12`."""
    column = table.columns["structure"]
    numbered = [rank for rank, word in enumerate(column.words) if ROW_NUMBER.fullmatch(word)]
    if numbered:
        how = (
            "notez de nouveau l’export avec « diag lot … --cle COLONNE », qui dit quelle colonne "
            "identifie la structure : sans elle, une structure compterait plusieurs fois"
        )
        what = "les structures n’y sont connues que par leur numéro de ligne"
        table.say(min(map(column.first, numbered)), "structure", "R01", what, how)


def forms_told(table: Table) -> NDArray[np.int8]:
    """Return the rank in `FORMS` of what each row was asked (M2); an unknown form is noted."""
    return table.convert("forme", _FORM_RANKS.get, np.int8, ("R05", "forme inconnue"))


def levels_told(table: Table, measure: str) -> NDArray[np.int8]:
    """Return the level of each row, -1 where there is none; an impossible one is noted."""
    return table.convert(f"{measure}_niveau", _LEVELS.get, np.int8, ("R05", "niveau impossible"))


def same_method(table: Table, how: str) -> None:
    """Note the rows scored with another method: no figure of one stands beside one of another."""
    other = ("R03", "scores d’une autre méthode :")
    table.convert("methode", {str(METHOD): 0}.get, np.int8, other, how)


def _stamped(table: Table) -> bool:
    """Tell whether the rows are synthetic, and note where it changes."""
    column = table.columns["mention"]
    marked = np.array([bool(word.strip()) for word in column.words] or [False])
    rows = marked[column.codes]
    if rows.any() and not rows.all():
        row = int(np.flatnonzero(rows != rows[0])[0])
        what = "des lignes synthétiques et d’autres qui ne le sont pas"
        table.say(row, "mention", "R07", what, "séparez-les : elles ne vont jamais ensemble")
    return bool(rows.any())


def tenths_of(word: str) -> int | None:
    """Return ten times a score, -1 for an empty text, None for what is no score."""
    match = _SCORE.fullmatch(word)
    if match is None:
        return None if word else NOT_TOLD
    tenths = 10 * int(match[1]) + int(match[2] or 0)
    return tenths if tenths <= 1000 else None
