"""What several people say of a structure: all the same, most of them, or nothing in common.

It is nobody's profile: not that of the first file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diag.french import listing
from diag.questionnaire.questionnaire_model import ProfileField
from diag.visit.acceptance import profile_value
from diag.visit.gathered_forms import Form, Value


@dataclass(frozen=True)
class Disagreement:
    """A profile field of which people do not say the same.

    Attributes:
        field: what was asked.
        retained: what most of those who answered say, as the file spells it; None where it is open.
        said: how many say each value, in words, the most said first.
    """

    field: ProfileField
    retained: Value | None
    said: tuple[tuple[str, int], ...]


def alike(field: ProfileField, value: Value) -> Any:
    """Return what two spellings of one value have in common."""
    typed = profile_value(field, value)
    return tuple(sorted(typed)) if isinstance(typed, list) else typed


def distinct(field: ProfileField, values: Iterable[Value]) -> list[Value]:
    """Return one spelling of each value, in an order of their own."""
    found = {alike(field, value): value for value in sorted(values, key=str, reverse=True)}
    return sorted(found.values(), key=str)


def vote(field: ProfileField, values: Iterable[Value]) -> tuple[Value | None, bool]:
    """Return what more than half of those who answer say, and whether some say otherwise."""
    said = list(values)
    likes = [alike(field, value) for value in said]
    most = [v for v in distinct(field, said) if 2 * likes.count(alike(field, v)) > len(said)]
    return (most[0] if most else None), len(set(likes)) > 1


def decided(form: Form, field: ProfileField) -> list[Value]:
    """Return what somebody decided of a field since the form was gathered, if anything."""
    value = form.visit.structure.profile.get(field.id)
    if not form.merged or value is None:
        return []
    said = [p.profile[field.id] for p in form.people.values() if field.id in p.profile]
    voted = vote(field, said)[0]
    return [value] if voted is None or alike(field, voted) != alike(field, value) else []


def counted(field: ProfileField, values: Iterable[Value]) -> tuple[tuple[str, int], ...]:
    """Return how many say each value, in words, the most said first."""
    said = [alike(field, value) for value in values]
    found = [(in_words(field, v), said.count(alike(field, v))) for v in distinct(field, values)]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def in_words(field: ProfileField, value: Value) -> str:
    """Return what is chosen in the words of the questionnaire, or what was typed."""
    if isinstance(value, str) and not field.options:
        return value
    chosen = [value] if isinstance(value, str) else value
    return listing([option.label for option in field.options if option.id in chosen])
