"""The table of scores that `diag lot` writes, read back: 40,000 structures in a fraction of a second."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import OVERALL
from diag.benchmark.structures import ANSWER_CODES, NOT_TOLD, content_of
from diag.benchmark.table_file import Table, open_table
from diag.benchmark.visits import Crossings, Visits
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Question, Questionnaire, possible_levels
from diag.scoring import METHOD
from diag.scoring.form import FORMS

_WHO = ("structure", "gestionnaire", "type", "departement", "effectif", "date", "questionnaire")
_OPTIONAL = ("nom", "ligne")
_SCORE = re.compile(r"\d{1,3}([.,]\d+)?")
ROW_NUMBER = re.compile(r"(?:\d+:)?ligne \d+", re.ASCII)
"""What `diag lot` calls a structure that no column identifies."""
_STAFF = re.compile(r"\d{1,9}([.,]\d+)?")
_ANSWERS = {code: rank for rank, code in enumerate(ANSWER_CODES)}
_FORMS: dict[str, int] = {form: rank for rank, form in enumerate(FORMS)}
_LEVELS = {"": NOT_TOLD, **{str(level): level for level in range(5)}}


@dataclass(frozen=True, eq=False)
class Scored:
    """A table of scores.

    Attributes:
        visits: one per row.
        synthetic: every row is invented.

    """

    visits: Visits
    synthetic: bool


def read_scores(path: Path, crossings: Crossings) -> Scored:
    """Read a table of scores.

    Raises:
        Refusal: unreadable, of another questionnaire or another content of it, without one of its
            columns, with a value that `diag lot` does not write, or with structures known only by
            the number of their row: four structures would count as twelve (E42).

    """
    questionnaire = crossings.questionnaire
    measures = [*(d.id for d in questionnaire.dimensions), OVERALL]
    questions = questionnaire.questions
    wanted = [
        *_WHO,
        "methode",
        "forme",
        "mention",
        *(f"{m}_{k}" for m in measures for k in ("score", "niveau")),
    ]
    table = open_table(path, [*wanted, *(q.id for q in questions)], _OPTIONAL)
    _same_content(table, questionnaire)
    same_method(table, "notez de nouveau ces visites avec « diag lot »")
    _identified(table)
    synthetic = _stamped(table)
    visits = _visits(table, crossings, measures, questions)
    if table.mistakes:
        raise Refusal(table.mistakes)
    return Scored(visits, synthetic)


def _visits(
    table: Table, crossings: Crossings, measures: Sequence[str], questions: Sequence[Question]
) -> Visits:
    rows = len(table)
    # Column after column in memory: the aggregates go through one measure, one question at a time.
    scores = np.empty((rows, len(measures)), order="F")
    levels = np.empty((rows, len(measures)), np.int8, order="F")
    answers = np.empty((rows, len(questions)), np.int8, order="F")
    read = table.convert
    for rank, measure in enumerate(measures):
        scores[:, rank] = read(f"{measure}_score", _score, float, ("R05", "score impossible"))
        levels[:, rank] = levels_told(table, measure)
    for rank, question in enumerate(questions):
        reached = {str(level) for level in possible_levels(question)}
        admitted = {k: v for k, v in _ANSWERS.items() if not k.isdigit() or k in reached}
        answers[:, rank] = read(question.id, admitted.get, np.int8, ("R05", "réponse impossible"))
    names = table.columns.get("nom")
    places = {"": NOT_TOLD, **crossings.departments}
    mend = "écrivez-la AAAA-MM-JJ, par exemple 2026-11-22"
    return Visits(
        structure=table.columns["structure"].texts(),
        name=names.texts() if names else np.full(rows, "", dtype=object),
        operator=table.columns["gestionnaire"].texts(),
        day=read("date", _day, "datetime64[D]", ("R05", "date impossible"), mend),
        type=table.ranks("type", {"": NOT_TOLD, **crossings.types}, "type de structure inconnu"),
        department=table.ranks("departement", places, "département inconnu"),
        staff=read("effectif", _staff, float, ("R05", "effectif impossible")),
        size=np.full(rows, NOT_TOLD, np.int16),
        scores=scores,
        levels=levels,
        answers=answers,
        form=forms_told(table),
    )


def _identified(table: Table) -> None:
    """Note the first structure that is known by the number of its row alone, as `ligne 12`."""
    column = table.columns["structure"]
    numbered = [rank for rank, word in enumerate(column.words) if ROW_NUMBER.fullmatch(word)]
    if numbered or _counted(table):
        row = min(map(column.first, numbered), default=0)
        what = "les structures n’y sont connues que par leur numéro de ligne"
        how = (
            "notez de nouveau l’export avec « diag lot … --cle COLONNE », qui dit quelle colonne "
            "identifie la structure : sans elle, une structure compterait plusieurs fois"
        )
        table.say(row, "structure", "R01", what, how)


def _counted(table: Table) -> bool:
    """Tell whether every structure is the number of its row, as `diag lot` wrote it once."""
    lines = table.columns.get("ligne")
    if lines is None or not len(table):
        return False
    pairs = zip(table.columns["structure"].texts(), lines.texts(), strict=True)
    return all(text == line or text.endswith(f"ligne {line}") for text, line in pairs)


def _same_content(table: Table, questionnaire: Questionnaire) -> None:
    """Note the rows scored with another questionnaire, or another content of it."""
    wanted = content_of(questionnaire)
    how = f"ce repère porte sur « {wanted} » : notez de nouveau ces visites avec « diag lot »"
    other = ("R03", "scores d’un autre questionnaire :")
    table.convert("questionnaire", {wanted: 0}.get, np.int8, other, how)


def forms_told(table: Table) -> NDArray[np.int8]:
    """Return the rank in `FORMS` of what each row was asked (M2); an unknown form is noted."""
    found: NDArray[np.int8] = table.convert("forme", _FORMS.get, np.int8, ("R05", "forme inconnue"))
    return found


def levels_told(table: Table, measure: str) -> NDArray[np.int8]:
    """Return the level of each row, -1 where there is none; an impossible one is noted."""
    impossible = ("R05", "niveau impossible")
    found: NDArray[np.int8] = table.convert(f"{measure}_niveau", _LEVELS.get, np.int8, impossible)
    return found


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


def _score(word: str) -> float | None:
    if not word:
        return float("nan")
    number = float(word.replace(",", ".")) if _SCORE.fullmatch(word) else 101.0
    return number if number <= 100 else None


def _staff(word: str) -> float | None:
    if not word:
        return float("nan")
    return float(word.replace(",", ".")) if _STAFF.fullmatch(word) else None


def _day(word: str) -> np.datetime64 | None:
    try:
        return np.datetime64(word, "D") if len(word) in (0, 10) else None
    except ValueError:
        return None
