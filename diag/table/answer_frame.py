"""A table of answers as pandas holds it: one row a structure, one column a question.

    index       the structure
    EQ01 …      `ANSWER_TYPE`, one byte a cell; whole numbers are read too, NA being a missing answer
    staff …     the profile, under the ids of its fields
    date …      what else is known of a row: `ABOUT`

A row is read without a look at the others: a partition says the same as the whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from diag.questionnaire.conditions import Condition, Value, references
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import (
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    possible_levels,
)
from diag.scoring.form import FORMS, Form
from diag.scoring.rubric import Status
from diag.table.answers import NO_ANSWER, Reading, State, answered, told
from diag.table.applicable import Fact
from diag.table.asked_form import declared_form, form_of_columns
from diag.table.encode import Encoded, Told, profile_facts
from diag.table.results import Identity, answer_codes

WORDS = ("0", "1", "2", "3", "4", "unknown", "not_applicable", "missing", "hidden")
ANSWER_TYPE = pd.CategoricalDtype([*WORDS])
"""The type of every column of answers: a level, or why there is none (M2)."""
ABOUT = ("nom", "gestionnaire", "date", "ligne", "forme", "finie", "mention")
"""Columns that may say more of a row: name, managing organisation, day of the answer, row in its
file, form (M2), whether the answer is known to be finished, mention of synthetic data."""

_FORM_TYPE = pd.CategoricalDtype([*FORMS])
_MISSING = WORDS.index("missing")
_STATES = (
    *[Status.ANSWERED] * 5,
    Status.UNKNOWN,
    Status.NOT_APPLICABLE,
    Status.MISSING,
    Status.HIDDEN,
)
_SAID = {Status.UNKNOWN: State.UNKNOWN, Status.NOT_APPLICABLE: State.NOT_APPLICABLE}
_SHOWN = 5  # wrong values named


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows as the kernel takes them.

    Attributes:
        encoded: their answers and profile.
        identity: who they are.
        mention: (n,) mention of synthetic data, or empty.

    """

    encoded: Encoded
    identity: Identity
    mention: pa.Array


def read_frame(frame: pd.DataFrame, questionnaire: Questionnaire, form: Form | None = None) -> Rows:
    """Return the rows of a table of answers.

    A question that has no column was not asked. One that a condition hides is hidden, and so is a
    cell that says `hidden`.

    Args:
        frame: the table.
        questionnaire: what was asked.
        form: what the survey asked; by default what the column `forme` says, else what the columns
            of questions make (M2).

    Raises:
        Refusal: unknown columns, or values that a column does not admit, each named.

    """
    mistakes = _unknown(frame, questionnaire)
    if mistakes:
        raise Refusal(mistakes)
    profile = {
        f.id: _profile(f, frame[f.id], mistakes) for f in questionnaire.profile if f.id in frame
    }
    codes = {
        q.id: _answers(q, frame[q.id], mistakes) for q in questionnaire.questions if q.id in frame
    }
    identity = _identity(frame, questionnaire, codes, profile, form, mistakes)
    if mistakes:
        raise Refusal(mistakes)
    mention = _texts(frame, "mention")
    asked = codes if form is None else declared_form(questionnaire, form).asked
    return Rows(_encoded(questionnaire, len(frame), codes, asked, profile), identity, mention)


def frame_of(
    questionnaire: Questionnaire, encoded: Encoded, identity: Identity, asked: Collection[str]
) -> pd.DataFrame:
    """Return the table of answers of n structures, of the questions that are in `asked`."""
    columns: dict[str, Any] = {
        "nom": _plain(identity.name),
        "gestionnaire": _plain(identity.operator),
        "date": dates_of(_plain(identity.date)),
        "ligne": pd.Series(identity.line, dtype="int64"),
        "forme": pd.Categorical.from_codes(identity.form, dtype=_FORM_TYPE),
        "finie": pd.Series(identity.sent, dtype="bool"),
    }
    for field in questionnaire.profile:
        if field.id in encoded.profile:
            columns[field.id] = _profile_column(field, encoded.profile[field.id])
    ranks = answer_codes(encoded.values, encoded.status)
    for place, question in enumerate(questionnaire.questions):
        if question.id in asked:
            columns[question.id] = pd.Categorical.from_codes(ranks[:, place], dtype=ANSWER_TYPE)
    index = pd.Index(identity.structure.to_pandas(), dtype="str", name="structure")
    return pd.DataFrame(columns).set_index(index)


def dates_of(days: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """Return days `AAAA-MM-JJ` as dates, NaT where there is none."""
    return pd.to_datetime(days.mask(days == ""), format="%Y-%m-%d").astype("datetime64[s]")


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


def _answers(
    question: Question, column: "pd.Series[Any]", mistakes: list[Mistake]
) -> NDArray[np.int8]:
    """Return (n,) the ranks in `WORDS` of the cells of a question."""
    levels = possible_levels(question)
    if isinstance(column.dtype, pd.CategoricalDtype) and tuple(column.cat.categories) == WORDS:
        codes = column.cat.codes.to_numpy()
        distinct: Sequence[object] = WORDS
    else:
        codes, found = pd.factorize(column)
        distinct = list(found)
    ranks = [_rank(value, levels) for value in distinct]
    used = set(np.unique(codes).tolist())
    wrong = [
        v for code, (v, r) in enumerate(zip(distinct, ranks, strict=True)) if r < 0 and code in used
    ]
    how = f"attendu : {', '.join(map(str, levels))}, {', '.join(WORDS[5:])}"
    _refuse(question.id, wrong, how, mistakes)
    read: NDArray[np.int8] = np.array([*ranks, _MISSING], np.int8)[codes]  # -1, NA, is the last
    return read


def _rank(value: object, levels: Sequence[int]) -> int:
    """Return the rank in `WORDS` of a value, -1 where it is not admitted."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_)
    if number and float(value).is_integer():  # type: ignore[arg-type]
        value = int(value)  # type: ignore[call-overload]
    word = str(value)
    if word not in WORDS or (word.isdigit() and int(word) not in levels):
        return -1
    return WORDS.index(word)


def _profile(field: ProfileField, column: "pd.Series[Any]", mistakes: list[Mistake]) -> Told:
    """Return what the cells of a profile field say, typed as those of an export."""
    codes, found = pd.factorize(column)
    readings, wrong = [], []
    for value in found:
        reading = _value(field, value)
        if reading is None:
            wrong.append(value)
        readings.append(reading or NO_ANSWER)
    options = ", ".join(option.id for option in field.options)
    how = f"attendu : {options}" if options else f"attendu : de {field.minimum} à {field.maximum}"
    _refuse(field.id, wrong, how, mistakes)
    raw = [*map(str, found), ""]
    return Told(np.where(codes < 0, len(found), codes), [*readings, NO_ANSWER], raw)


def _value(field: ProfileField, value: object) -> Reading | None:
    """Return what a value says, None where the field does not admit it."""
    text = str(value).strip()
    if not text:
        return NO_ANSWER
    known = {option.id for option in field.options}
    if field.kind == "text":
        return answered(text)
    if field.kind == "choice":
        return answered(text) if text in known else None
    if field.kind == "choices":
        return answered(text.split()) if set(text.split()) <= known else None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    number = number.to_integral_value() if number == number.to_integral_value() else number
    return answered(number) if field.minimum <= number <= field.maximum else None


def _identity(
    frame: pd.DataFrame,
    questionnaire: Questionnaire,
    codes: Mapping[str, NDArray[np.int8]],
    profile: Mapping[str, Told],
    form: Form | None,
    mistakes: list[Mistake],
) -> Identity:
    rows = len(frame)
    if form is None and "forme" in frame:
        ranks, wrong = _known(frame["forme"], FORMS)
        _refuse("forme", wrong, f"attendu : {', '.join(FORMS)}", mistakes)
    else:
        own = form or form_of_columns(questionnaire, codes).form
        ranks = np.full(rows, FORMS.index(own), np.int8)
    sent = np.zeros(rows, bool)
    if "finie" in frame:
        finished, wrong = _known(frame["finie"], ("False", "True"))
        _refuse("finie", wrong, "attendu : True ou False", mistakes)
        sent = finished > 0
    return Identity(
        structure=pa.array(frame.index.astype("str"), pa.string()),
        name=_texts(frame, "nom"),
        operator=_texts(frame, "gestionnaire"),
        date=_days(frame, mistakes),
        line=_lines(frame, mistakes),
        form=ranks,
        sent=sent,
        profile=profile,
    )


def _lines(frame: pd.DataFrame, mistakes: list[Mistake]) -> NDArray[np.int64]:
    """Return (n,) the rows of a file, -1 where not told."""
    if "ligne" not in frame:
        return np.full(len(frame), -1, np.int64)
    try:
        return pd.to_numeric(frame["ligne"]).fillna(-1).to_numpy().astype(np.int64)
    except (TypeError, ValueError):
        mistakes.append(_mistake("colonne « ligne », valeur non admise", "donnez des nombres"))
        return np.zeros(len(frame), np.int64)


def _known(column: "pd.Series[Any]", words: Sequence[str]) -> tuple[NDArray[np.int8], list[object]]:
    """Return (n,) the rank of each cell in `words`, and the values that are none of them."""
    codes, found = pd.factorize(column, use_na_sentinel=False)
    ranks = {word: rank for rank, word in enumerate(words)}
    table = np.array([ranks.get(str(value), -1) for value in found], np.int8)
    return table[codes], [v for v, rank in zip(found, table, strict=True) if rank < 0]


def _texts(frame: pd.DataFrame, name: str) -> pa.Array:
    if name not in frame:
        return pa.array([""], pa.string()).take(pa.array(np.zeros(len(frame), np.int8)))
    return pa.array(frame[name].astype("str").fillna(""), pa.string(), from_pandas=True).fill_null(
        ""
    )


def _days(frame: pd.DataFrame, mistakes: list[Mistake]) -> pa.Array:
    """Return (n,) the days of the answers as `AAAA-MM-JJ`, empty where not told."""
    if "date" not in frame:
        return _texts(frame, "date")
    try:
        days = pd.to_datetime(frame["date"], format="ISO8601")
    except (TypeError, ValueError):
        how = "donnez des dates, ou des textes AAAA-MM-JJ"
        mistakes.append(_mistake("colonne « date », valeur non admise", how))
        return _texts(frame, "")
    return pa.array(days.dt.strftime("%Y-%m-%d").fillna(""), pa.string())


def _encoded(
    questionnaire: Questionnaire,
    rows: int,
    codes: Mapping[str, NDArray[np.int8]],
    asked: Collection[str],
    profile: Mapping[str, Told],
) -> Encoded:
    """Return the arrays of the kernel: what is answered, and what each row was asked (M2)."""
    values = np.zeros((rows, len(questionnaire.questions)), np.int8, order="F")
    status = np.full(values.shape, Status.HIDDEN, np.int8, order="F")
    states = np.array(_STATES, np.int8)
    answers: dict[str, Fact] = {}
    facts = replace(profile_facts(questionnaire, rows, profile), answers=answers)
    for place, question in enumerate(questionnaire.questions):
        if question.id not in asked:
            continue
        own = codes.get(question.id, np.full(rows, _MISSING, np.int8))
        values[:, place] = np.where(own < 5, own, 0)
        status[:, place] = states[own]
        shown = None
        if question.when and _readable(question.when, questionnaire):
            shown = facts.hold(question.when)
            status[~shown, place] = Status.HIDDEN
        if isinstance(question, SingleQuestion):
            answers[question.id] = Fact(own, [*range(5), None, None, None, None], shown)
    answered_rows = (status != Status.MISSING) & (status != Status.HIDDEN)
    questions = {name: _told(own) for name, own in codes.items()}
    return Encoded(values, status, questions, profile, answered_rows.any(axis=1))


def _readable(condition: Condition, questionnaire: Questionnaire) -> bool:
    """Tell whether a table of levels can say a condition: the number or the boxes behind one are lost."""
    return all(
        kind == "profile" or isinstance(questionnaire.question[name], SingleQuestion)
        for kind, name, *_ in references(condition)
    )


def _told(codes: NDArray[np.int8]) -> Told:
    states = [_SAID.get(state, State.NO_ANSWER) for state in _STATES[5:]]
    levels = [Reading(State.ANSWERED, level, level) for level in range(5)]
    return Told(codes, [*levels, *map(told, states)], WORDS)


def _plain(texts: pa.Array) -> "pd.Series[str]":
    return pd.Series(texts.to_pandas(), dtype="str")


def _profile_column(field: ProfileField, said: Told) -> Any:
    """Return what a profile field says, of one type whatever the rows; NA where nothing was told."""
    values = [reading.value for reading in said.readings]
    codes = np.asarray(said.codes, np.int64)
    if field.kind == "number":
        numbers = [np.nan if v is None else float(str(v)) for v in values]
        return pd.Series(np.array([*numbers, np.nan])[codes], dtype="float64")
    words: list[Value | None] = [" ".join(v) if isinstance(v, list | tuple) else v for v in values]
    cells = pd.Series(np.array([*words, None], dtype=object)[codes], dtype="str")
    if field.kind == "choice":
        return cells.astype(pd.CategoricalDtype([option.id for option in field.options]))
    return cells
