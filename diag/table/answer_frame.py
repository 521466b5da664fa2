"""A table of answers as pandas holds it: one row a structure, one column a question.

    index       the structure
    EQ01 …      `ANSWER_TYPE`, one byte a cell; whole numbers are read too, NA being a missing answer
    staff …     the profile, under the ids of its fields
    date …      what else is known of a row: `ABOUT`

A row is read without a look at the others: a partition says the same as the whole.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.questionnaire.admitted_values import possible, profile_value
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import ProfileField, Questionnaire, SingleQuestion, possible_levels
from diag.scoring.rubric import FORMS, Form, Status
from diag.table.answers import NO_ANSWER, Said, answered
from diag.table.asked_form import asked_rows, declared_form, form_of_columns

WORDS = ("0", "1", "2", "3", "4", "unknown", "not_applicable", "missing", "hidden")
ANSWER_TYPE = pd.CategoricalDtype([*WORDS])
"""The type of every column of answers: a level, or why there is none (M2)."""
LEVELS, UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN = range(5), *range(5, len(WORDS))
"""Ranks in `WORDS`."""
ABOUT = ("nom", "gestionnaire", "date", "ligne", "forme", "finie", "mention")
"""Columns that may say more of a row: name, managing organisation, day of the answer, row in its
file, form (M2), whether the answer is known to be finished, mention of synthetic data."""

_FORM_TYPE = pd.CategoricalDtype([*FORMS])
_STATUS = np.array([*[Status.ANSWERED] * 5, *list(Status)[1:]], np.int8)
_NO_YES = ("False", "True")
_SHOWN = 5  # wrong values named


def arrays(frame: pd.DataFrame, questionnaire: Questionnaire) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return (n, Q) the values and statuses that the kernel takes; without a column, hidden."""
    values = np.zeros((len(frame), len(questionnaire.questions)), np.int8, order="F")
    status = np.full(values.shape, Status.HIDDEN, np.int8, order="F")
    for place, question in enumerate(questionnaire.questions):
        if question.id in frame:
            codes = frame[question.id].cat.codes.to_numpy()
            values[:, place] = np.where(codes < len(LEVELS), codes, 0)
            status[:, place] = _STATUS[codes]
    return values, status


def words(values: NDArray[np.int8], status: NDArray[np.int8]) -> pd.Categorical:
    """Return (n,) answers as a column of the table, from the values and statuses of the kernel."""
    codes = np.where(status == Status.ANSWERED, values, status + np.int8(len(LEVELS) - 1))
    return pd.Categorical.from_codes(codes, dtype=ANSWER_TYPE)


def forms(ranks: NDArray[Any]) -> pd.Categorical:
    """Return (n,) ranks in `FORMS` as the column `forme`."""
    return pd.Categorical.from_codes(ranks, dtype=_FORM_TYPE)


def profile_column(field: ProfileField, said: Said) -> Any:
    """Return what a profile field says, of one type whatever the rows; NA where nothing was told."""
    if field.kind == "number":
        numbers = [np.nan if v is None else float(str(v)) for v in said.values()]
        return np.array([*numbers, np.nan])[said.codes]
    texts = [" ".join(v) if isinstance(v, list | tuple) else v for v in said.values()]
    cells = pd.Series([*texts, None], dtype="str").take(said.codes).array
    if field.kind == "text":
        return cells
    options = pd.CategoricalDtype([option.id for option in field.options])
    return pd.Categorical(cells, dtype=options if field.kind == "choice" else None)


def checked(frame: pd.DataFrame, questionnaire: Questionnaire, form: Form | None = None) -> pd.DataFrame:
    """Return the table of answers that a user's table amounts to, of every column of `ABOUT`.

    A question that has no column was not asked. One that a condition hides is hidden, and so is a
    cell that says `hidden`. A condition on what the table cannot say is not looked at: a field that
    has no column, the number or the boxes behind a level.

    `form` is what the survey asked; by default what the column `forme` says, else what the columns of
    questions make (M2).

    Raises:
        Refusal: unknown columns, or values that a column does not admit, each named.
    """
    mistakes = _unknown(frame, questionnaire)
    if mistakes:
        raise Refusal(mistakes)
    fields = {f.id: f for f in questionnaire.profile if f.id in frame}
    profile = {name: _profile(field, frame[name], mistakes) for name, field in fields.items()}
    told = [q for q in questionnaire.questions if q.id in frame]
    answers: dict[str, NDArray[np.int8]] = {}
    for question in told:
        admitted = [*map(str, possible_levels(question)), *WORDS[len(LEVELS) :]]
        answers[question.id] = _ranks(frame[question.id], admitted, WORDS, mistakes, MISSING)
    own = declared_form(questionnaire, form) if form else form_of_columns(questionnaire, answers)
    columns = _about(frame, own.form, form is None and "forme" in frame, mistakes)
    if mistakes:
        raise Refusal(mistakes)
    single = {q.id for q in questionnaire.questions if isinstance(q, SingleQuestion)}
    known = single & own.asked & {*answers}
    levels = [*map(answered, LEVELS), *[NO_ANSWER] * 4]
    said = profile | {name: Said(answers[name], levels) for name in known}
    blind = questionnaire.question.keys() - single | questionnaire.field.keys() - fields.keys()
    visible, shown = asked_rows(questionnaire, len(frame), said, blind)
    columns |= {name: profile_column(field, visible[name]) for name, field in fields.items()}
    everybody = np.full(len(frame), True)
    for name in questionnaire.question:
        if name in own.asked:
            codes = answers.get(name, np.int8(MISSING))
            codes = np.where(shown.get(name, everybody), codes, np.int8(HIDDEN))
            columns[name] = pd.Categorical.from_codes(codes, dtype=ANSWER_TYPE)
    return pd.DataFrame(columns, pd.Index(frame.index.astype("str"), name="structure"))


def _unknown(frame: pd.DataFrame, questionnaire: Questionnaire) -> list[Mistake]:
    """Return the columns that are of no question, field or known name, and those that come twice."""
    known = {*questionnaire.question, *questionnaire.field, *ABOUT}
    found = []
    for name in dict.fromkeys(map(str, frame.columns)):
        if name not in known:
            how = did_you_mean(name, known) or "retirez-la, ou nommez-la comme une question"
            found.append(_mistake(f"colonne inconnue : « {name} »", how))
        elif list(frame.columns).count(name) > 1:
            found.append(_mistake(f"colonne « {name} » présente deux fois", "gardez-en une"))
    if not any(name in questionnaire.question for name in frame.columns):
        what = "aucune colonne ne porte le nom d’une question"
        found.append(_mistake(what, f"par exemple « {questionnaire.questions[0].id} »"))
    return found


def _mistake(what: str, how: str) -> Mistake:
    return Mistake("tableau de réponses", 0, 0, "E22", what, how)


def _refuse(name: str, wrong: Sequence[object], how: str, mistakes: list[Mistake]) -> None:
    """Add a mistake for the wrong values of a column, if any."""
    if wrong:
        shown = ", ".join(f"« {value} »" for value in wrong[:_SHOWN])
        mistakes.append(_mistake(f"colonne « {name} », valeur non admise : {shown}", how))


def _whole(value: object) -> object:
    """Return a whole number of any type as an int; anything else as it is."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_)
    return int(value) if number and float(value).is_integer() else value  # type: ignore


def _ranks(
    column: "pd.Series[Any]",
    admitted: Sequence[str],
    known: Sequence[str],
    mistakes: list[Mistake],
    nothing: int = -1,
) -> NDArray[np.int8]:
    """Return (n,) the rank in `known` of each cell, `nothing` for NA; what is not admitted is refused."""
    codes, found = pd.factorize(column)
    cells = [str(_whole(value)) for value in found]
    wrong: list[object] = [v for v, cell in zip(found, cells, strict=True) if cell not in admitted]
    if nothing < 0 and (codes < 0).any():
        wrong.append(None)
    _refuse(str(column.name), wrong, f"attendu : {', '.join(admitted)}", mistakes)
    table = [known.index(cell) if cell in admitted else -1 for cell in cells]
    return np.array([*table, nothing], np.int8)[codes]


def _profile(field: ProfileField, column: "pd.Series[Any]", mistakes: list[Mistake]) -> Said:
    """Return what the cells of a profile field say, typed as those of an export."""
    codes, found = pd.factorize(column)
    texts = [str(value).strip() for value in found]
    listed = field.kind == "choices"
    values = [profile_value(field, t.split() if listed else t) if t else None for t in texts]
    wrong = [text for text, value in zip(texts, values, strict=True) if text and value is None]
    _refuse(field.id, wrong, f"attendu : {possible(field)}", mistakes)
    readings = [NO_ANSWER if value is None else answered(value) for value in values]
    return Said(np.where(codes < 0, len(found), codes), [*readings, NO_ANSWER])


def _about(frame: pd.DataFrame, form: Form, by_row: bool, mistakes: list[Mistake]) -> dict[str, Any]:
    """Return the columns of `ABOUT`; `form` is that of every row, unless the table says it by row."""
    rows, cells = len(frame), frame.reindex(columns=[*ABOUT])
    ranks, finished = np.full(rows, FORMS.index(form), np.int8), np.zeros(rows, np.int8)
    if by_row:
        ranks = _ranks(cells["forme"], FORMS, FORMS, mistakes)
    if "finie" in frame:
        finished = _ranks(cells["finie"], _NO_YES, _NO_YES, mistakes)
    days: Any = "NaT"
    try:
        days = pd.to_datetime(cells["date"], format="ISO8601").dt.tz_localize(None).dt.normalize()
    except (TypeError, ValueError):
        how = "donnez des dates, ou des textes AAAA-MM-JJ"
        mistakes.append(_mistake("colonne « date », valeur non admise", how))
    lines: Any = -1
    try:
        lines = pd.to_numeric(cells["ligne"]).fillna(-1)
    except (TypeError, ValueError):
        mistakes.append(_mistake("colonne « ligne », valeur non admise", "donnez des nombres"))
    for name in ("nom", "gestionnaire", "mention"):
        cells[name] = cells[name].astype("str").fillna("")
    told = {"date": days, "ligne": lines, "forme": forms(ranks), "finie": finished > 0}
    types = {"date": "datetime64[s]", "ligne": "int64"}
    about = cells.assign(**told).astype(types)
    return {name: about[name].array for name in ABOUT}
