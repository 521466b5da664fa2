"""What the texts of an export say of a question or of a profile field.

Nothing is guessed: a text is a declared spelling of an answer, a declared word for none, or a
damaged cell that is reported and never scored. An empty cell is never a zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from diag.export.spelling import is_blank, is_excel_error
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    ProfileField,
    Question,
    SingleQuestion,
    level_of,
    possible_levels,
)
from diag.safe_text import clean
from diag.table.answers import NO_ANSWER, Reading, State, answered, damaged, told
from diag.table.binding import Columns
from diag.table.choices import read_many
from diag.table.lexicon import Lexicon
from diag.table.numbers import read_number
from diag.table.wording import STATE_WORDS, declared, read_one

__all__ = ["Lexicon", "Reading", "State", "read_profile", "read_question"]


def read_question(
    question: Question,
    columns: Columns,
    lexicon: Lexicon,
    texts: Sequence[str],
    problem: str = "",
) -> Reading:
    """Return what the cells of a question say in one row.

    Args:
        question: the question.
        columns: its columns.
        lexicon: words of the questionnaire.
        texts: one raw text per position of `columns`.
        problem: what `scale.weigh` found of its numbers, which are then refused.

    """
    if columns.form == "code":
        return _read_code(question, texts[0])
    if len(texts) > 1 and columns.form == "single":
        return _agreed(read_question(question, columns, lexicon, [t], problem) for t in texts)
    labels = lexicon.labels(question)
    if isinstance(question, MultipleQuestion):
        reading = read_many(labels, lexicon, columns, texts)
    elif isinstance(question, SingleQuestion):
        reading = read_one(labels, lexicon, columns.values, texts[0], problem)
    else:
        bounds = question.minimum, question.maximum
        reading = _read_number(columns, lexicon, texts[0], *bounds, question.unit)
    if reading.state is State.NOT_APPLICABLE and question.not_applicable is None:
        how = "demandez une réponse, ou « ne sait pas »"
        return damaged("« non concerné » n’est pas admis pour cette question", how)
    if reading.state is not State.ANSWERED:
        return reading
    value = int(str(reading.value)) if isinstance(question, SingleQuestion) else reading.value
    return replace(reading, value=value, level=level_of(question, value))  # type: ignore[arg-type]


_CODES = {
    "NSP": State.UNKNOWN,
    "NC": State.NOT_APPLICABLE,
    "SR": State.NO_ANSWER,
    "": State.NOT_ASKED,
}


def _read_code(question: Question, text: str) -> Reading:
    """Read the cell of a table of scores: a level, or the code of a state."""
    code = text.strip()
    if code in _CODES:
        return told(_CODES[code])
    for level in possible_levels(question):
        if code == str(level):
            value = level if isinstance(question, SingleQuestion) else None
            return Reading(State.ANSWERED, value, level)
    return damaged("ce n’est pas un niveau de cette question", "reprenez le tableau d’origine")


def read_profile(
    field: ProfileField, columns: Columns, lexicon: Lexicon, texts: Sequence[str]
) -> Reading:
    """Return what the cells of a profile field say in one row, typed as `visit.acceptance` types it."""
    if len(texts) > 1 and columns.form == "single":
        return _agreed(read_profile(field, columns, lexicon, [text]) for text in texts)
    if field.kind == "number":
        return _read_number(columns, lexicon, texts[0], field.minimum, field.maximum)
    if field.kind == "text":
        return _read_text(lexicon, texts[0])
    labels = lexicon.labels(field)
    if field.kind == "choice":
        return read_one(labels, lexicon, columns.values, texts[0])
    reading = read_many(labels, lexicon, columns, texts)
    if reading.state is State.ANSWERED:
        return replace(reading, value=list(reading.value))  # type: ignore[arg-type]
    return reading


def _agreed(readings: Iterable[Reading]) -> Reading:
    """Return what several columns of one question say together, one of them being empty or the same."""
    said = list(dict.fromkeys(readings))
    held = [r for r in said if r.state not in (State.NO_ANSWER, State.NOT_ASKED)]
    wrong = [r for r in held if r.state is State.DAMAGED]
    if wrong or len(held) < 2:
        return (wrong or held or said)[0]
    how = "gardez l’une des réponses, ou dites quelle colonne lire dans une correspondance"
    return damaged("les colonnes de cette question se contredisent", how)


def _read_number(
    columns: Columns,
    lexicon: Lexicon,
    text: str,
    minimum: Decimal,
    maximum: Decimal,
    unit: str = "",
) -> Reading:
    """Read a number; a number within the bounds is one, even where it is also a code of the tool."""
    word = declared(columns.values, text)
    if word in STATE_WORDS:
        return told(STATE_WORDS[word])
    if word is None and is_blank(text):
        return NO_ANSWER
    number = read_number(text if word is None else word, minimum, maximum, unit)
    if isinstance(number, Decimal):
        return answered(number)
    state = lexicon.state(text)
    if state is not None:
        return told(state)
    if is_excel_error(text):
        return damaged("erreur d’Excel", number.how)
    return damaged(number.reason, number.how)


def _read_text(lexicon: Lexicon, text: str) -> Reading:
    if is_blank(text):
        return NO_ANSWER
    if is_excel_error(text):
        return damaged("erreur d’Excel", "reprenez la réponse d’origine")
    state = lexicon.state(text)
    return answered(clean(text)) if state is None else told(state)
