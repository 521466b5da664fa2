"""Conditions: their closed vocabulary, and what they say of a profile and answers; never as code."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, Union

from pydantic import Field, model_validator

from diag.questionnaire.value_types import Model, Number, refuse


class Condition(Model):
    """Closed vocabulary of conditions; nothing is ever evaluated as code.

    Either a group (`all`, `any`, `not`) or a test on one `profile` field or one `answer`, by
    membership (`in`) or by comparison (`at_least`, `at_most`). A test on what was not answered is
    false, so `not` of it is true.
    """

    all: list["Condition"] | None = Field(None, description="Toutes ces conditions", min_length=1)
    any: list["Condition"] | None = Field(None, description="Au moins une de ces conditions", min_length=1)
    not_: Union["Condition", None] = Field(None, alias="not", description="Le contraire")
    profile: str | None = Field(None, description="Champ du profil")
    answer: str | None = Field(None, description="Question posée plus tôt")
    in_: list[str] | None = Field(None, alias="in", description="Valeurs admises (une suffit)", min_length=1)
    at_least: Number | None = Field(None, description="Valeur minimale, comprise")
    at_most: Number | None = Field(None, description="Valeur maximale, comprise")

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        heads = [k for k in ("all", "any", "not_", "profile", "answer") if getattr(self, k) is not None]
        if len(heads) != 1:
            raise refuse(
                "une condition porte exactement une clé parmi all, any, not, profile, answer",
                "gardez une seule de ces clés, ou groupez-les sous « all »",
            )
        tests = [k for k in ("in_", "at_least", "at_most") if getattr(self, k) is not None]
        if heads[0] in ("all", "any", "not_") and tests:
            raise refuse(
                "« in », « at_least » et « at_most » vont avec « profile » ou « answer »",
                "déplacez ce test dans une condition de la liste",
            )
        if heads[0] in ("profile", "answer") and not tests:
            raise refuse("il manque le test de la condition", "ajoutez « in », « at_least » ou « at_most »")
        return self


Value = str | int | Decimal | Sequence[str]
"""What a condition compares: an option id, a level, a number, or ticked ids."""


def holds(condition: Condition | None, profile: Mapping[str, Value], answers: Mapping[str, Value]) -> bool:
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


def may_hold(condition: Condition | None, profile: Mapping[str, Value], *, wanted: bool = True) -> bool:
    """Tell whether `condition` can be true (or false, if not `wanted`) before any answer is given.

    What the profile does not say yet can be either; None is always true.
    """
    if condition is None:
        return wanted
    if condition.all is not None:
        found = [may_hold(c, profile, wanted=wanted) for c in condition.all]
        return all(found) if wanted else any(found)
    if condition.any is not None:
        found = [may_hold(c, profile, wanted=wanted) for c in condition.any]
        return any(found) if wanted else all(found)
    if condition.not_ is not None:
        return may_hold(condition.not_, profile, wanted=not wanted)
    if condition.profile is None or condition.profile not in profile:
        return True
    return _test(condition, profile[condition.profile]) == wanted


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
