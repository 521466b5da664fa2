"""Conditions evaluated over a profile and answers; pure, and never as code."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from diag.questionnaire.base import Condition

Value = str | int | Decimal | Sequence[str]
"""What a condition compares: an option id, a level, a number, or ticked ids."""


def holds(
    condition: Condition | None, profile: Mapping[str, Value], answers: Mapping[str, Value]
) -> bool:
    """Tell whether `condition` is true; None is always true, a test on an absent value is false."""
    if condition is None:
        return True
    if condition.all is not None:
        return all(holds(c, profile, answers) for c in condition.all)
    if condition.any is not None:
        return any(holds(c, profile, answers) for c in condition.any)
    if condition.not_ is not None:
        return not holds(condition.not_, profile, answers)
    if condition.profile is not None:
        return _test(condition, profile.get(condition.profile))
    return _test(condition, answers.get(condition.answer or ""))


def _test(condition: Condition, value: Value | None) -> bool:
    if value is None:
        return False
    several = not isinstance(value, str | int | Decimal)
    if condition.in_ is not None:
        present = {str(v) for v in value} if several else {str(value)}  # type: ignore[union-attr]
        if not present & set(condition.in_):
            return False
    if condition.at_least is None and condition.at_most is None:
        return True
    if several or isinstance(value, str):
        return False
    number = Decimal(value)  # type: ignore[arg-type]
    low, high = condition.at_least, condition.at_most
    return (low is None or number >= low) and (high is None or number <= high)


def references(
    condition: Condition | None, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[Literal["profile", "answer"], str, Condition, tuple[str | int, ...]]]:
    """Yield every test of a condition: what it reads, the id, the test itself and its place."""
    if condition is None:
        return
    for key, group in (("all", condition.all), ("any", condition.any)):
        for index, inner in enumerate(group or []):
            yield from references(inner, (*place, key, index))
    yield from references(condition.not_, (*place, "not"))
    if condition.profile is not None:
        yield "profile", condition.profile, condition, (*place, "profile")
    if condition.answer is not None:
        yield "answer", condition.answer, condition, (*place, "answer")
