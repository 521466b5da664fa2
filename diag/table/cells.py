"""What the texts of an export say of a question or of a profile field.

Nothing is guessed: a text is a declared spelling of an answer, a declared word for none, or a
damaged cell that is reported and never scored. An empty cell is never a zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from diag.export.spelling import is_blank, is_excel_error
from diag.french import typeset
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    ProfileField,
    Question,
    SingleQuestion,
    level_of,
)
from diag.safe_text import clean
from diag.table.answers import NO_ANSWER, Reading, State, answered, damaged, told
from diag.table.binding import Columns
from diag.table.choices import read_many
from diag.table.lexicon import Lexicon
from diag.table.numbers import read_number
from diag.table.wording import STATE_WORDS, declared, number_of, read_one, settled

#: Distinct numbers out of the ladder that may be slips in a column of levels.
_WRONG_CELLS = 2

__all__ = ["Lexicon", "Reading", "State", "column_problem", "read_profile", "read_question"]


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
        problem: what `column_problem` found in the whole column: its numbers are then refused.

    """
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


def read_profile(
    field: ProfileField, columns: Columns, lexicon: Lexicon, texts: Sequence[str]
) -> Reading:
    """Return what the cells of a profile field say in one row, typed as `visit.acceptance` types it."""
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


def column_problem(
    question: Question, columns: Columns, lexicon: Lexicon, texts: Iterable[str]
) -> str:
    """Return why no number of a column can be trusted, in French, or an empty string.

    A column of 1 to 5 for a ladder of 0 to 4 gives itself away by its 5, and by having no 0: then
    its 1 to 4 are no levels either. Beside a 0, one or two strange numbers are wrong cells, and
    more are another scale; a step that the ladder has not is always the rank of an answer. Labels
    are still read.

    Args:
        question: the question.
        columns: its columns.
        lexicon: words of the questionnaire.
        texts: distinct texts of the column.

    """
    if not isinstance(question, SingleQuestion):
        return ""
    labels = lexicon.labels(question)
    numbers = {
        int(number)
        for text in texts
        if settled(labels, lexicon, columns.values, text) is None
        and (number := number_of(labels, lexicon, text)) is not None
    }
    ladder = set(map(int, labels.titles))
    strange = numbers - ladder
    steps = {number for number in strange if min(ladder) < number < max(ladder)}
    if not strange or (min(ladder) in numbers and not steps and len(strange) <= _WRONG_CELLS):
        return ""
    levels = ", ".join(sorted(labels.titles))
    return typeset(f"la colonne porte d’autres nombres que {levels} : son échelle est inconnue")


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
