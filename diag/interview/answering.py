"""From what was typed or chosen to the value that the visit file holds; pure."""

import re

from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
)
from diag.safe_text import clean
from diag.visit.values import invalid_value, possible, profile_value

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_SPACES = re.compile(r"\s+")


class NotUnderstoodError(ValueError):
    """The reply is not an answer; the message says why, in French."""


def question_value(question: Question, values: tuple[str, ...]) -> str | list[str]:
    """Return the value to store; `values` are the keys of the options, or the number typed.

    Raises:
        NotUnderstoodError: not a number, or out of bounds.

    """
    if isinstance(question, MultipleQuestion):
        return [question.choices[int(v)].id for v in values]
    if not isinstance(question, NumberQuestion):
        return values[0]
    number = _number(values[0])
    how = invalid_value(question, number)
    if how:
        raise NotUnderstoodError(f"Il faut {how.replace('.', ',')}.")
    return number


def profile_answer(field: ProfileField, values: tuple[str, ...]) -> str | list[str]:
    """Return the profile value to store; see `question_value`.

    Raises:
        NotUnderstoodError: not a number, or out of bounds.

    """
    value: str | list[str]
    if field.kind == "choices":
        value = [field.options[int(v)].id for v in values]
    elif field.kind == "choice":
        value = field.options[int(values[0])].id
    elif field.kind == "text":
        value = one_line(values[0])
    else:
        value = _number(values[0])
    if profile_value(field, value) is None:
        how = possible(field).replace(".", ",")
        raise NotUnderstoodError(f"Il faut {how}." if not field.options else f"Choisissez : {how}.")
    return value


def one_line(text: str) -> str:
    """Return cleaned free text without line feeds."""
    return _SPACES.sub(" ", clean(text))


def _number(text: str) -> str:
    """Return a number as the file spells it; thousands may be spaced, the decimal sign a comma."""
    number = _SPACES.sub("", text).replace(",", ".").replace("\u2212", "-")
    if not _NUMBER.fullmatch(number):
        raise NotUnderstoodError("Tapez un nombre, par exemple 12 ou 7,5.")
    return number.removeprefix("+")
