"""What a question or a field of the profile admits as an answer, and the answer typed."""

from decimal import Decimal

from diag.french import number, number_of
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.questionnaire.questionnaire_model import MultipleQuestion, ProfileField, Question, SingleQuestion, Value


def ticks_at_odds(ticked: list[str], alone: set[str]) -> str:
    """Return how to mend ticks that cannot go together, or an empty string."""
    if len(set(ticked)) < len(ticked):
        return "retirez les répétitions"
    if set(ticked) & alone and len(ticked) > 1:
        return f"« {', '.join(sorted(set(ticked) & alone))} » va seul"
    return ""


def profile_value(field: ProfileField, value: str | list[str]) -> Value | None:
    """Return the typed value of a profile field, or None when it is not admitted."""
    ids = [o.id for o in field.options]
    if field.kind == "choices":
        listed = [value] if isinstance(value, str) else value
        alone = {o.id for o in field.options if o.exclusive}
        known = bool(listed) and set(listed) <= set(ids) and len(set(listed)) == len(listed)
        return listed if known and not (len(listed) > 1 and set(listed) & alone) else None
    if isinstance(value, list):
        return None
    if field.kind == "choice":
        return value if value in ids else None
    if field.kind == "number":
        number = number_of(value)
        return number if number is not None and field.minimum <= number <= field.maximum else None
    return value


def possible(field: ProfileField) -> str:
    """Return what a profile field admits, in French."""
    if field.options:
        return ", ".join(o.id for o in field.options)
    return _between(field.minimum, field.maximum)


def invalid_value(question: Question, value: str | list[str]) -> str:
    """Return how to mend a value the question does not admit, or an empty string if it does."""
    if isinstance(question, SingleQuestion):
        levels = [str(c.level) for c in question.choices]
        return "" if value in levels else f"réponses proposées : {', '.join(levels)}"
    if isinstance(question, MultipleQuestion):
        ids = [c.id for c in question.choices]
        if not isinstance(value, list) or not value or not set(value) <= set(ids):
            return f"liste à prendre dans : {', '.join(ids)}"
        return ticks_at_odds(value, {c.id for c in question.choices if c.exclusive})
    number = number_of(value) if isinstance(value, str) else None
    if number is None or not question.minimum <= number <= question.maximum:
        return _between(question.minimum, question.maximum)
    return ""


def _between(low: Decimal, high: Decimal) -> str:
    return f"un nombre de {number(low)} à {number(high)}"


def typed(question: Question, value: str | list[str] | None) -> Given:
    """Return an admitted answer typed: a level, a number or ticked ids."""
    if isinstance(value, list):
        return tuple(value)
    number = number_of(value or "0") or Decimal(0)
    return int(number) if isinstance(question, SingleQuestion) else number
