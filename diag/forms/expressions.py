"""The conditions of the questionnaire in the languages of other tools: the same truth as the kernel's (M2).

A test on an answer is a list of the proposed answers that satisfy it, or the bounds of a number: no tool
needs to know how levels compare. What is itself not asked answers nothing, so a test on it is false.

Beside an answer stand « je ne sais pas » and « non concerné », their reason, a note, in columns whose
endings `table/tools.toml` knows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diag.forms.form_order import FormOrder
from diag.questionnaire.questionnaire_model import Choice, Condition, Question, holds


@dataclass(frozen=True)
class Language:
    """How a tool writes a condition.

    Attributes:
        every, some: from parts, what is true when all are, when one is.
        opposite: from a part, its negation.
        false: what never holds.
        chosen: from what is asked and a value, whether it is the one chosen.
        ticked: likewise, for a box.
        within: from what is asked and bounds, either of which may be None, whether a number lies in them.
    """

    every: Callable[[Sequence[str]], str]
    some: Callable[[Sequence[str]], str]
    opposite: Callable[[str], str]
    false: str
    chosen: Callable[[str, str], str]
    ticked: Callable[[str, str], str]
    within: Callable[[str, Decimal | None, Decimal | None], str]


def joined(sign: str) -> Callable[[Sequence[str]], str]:
    """Return how parts are joined where a sign stands between them: `(a and b)`."""
    return lambda parts: f"({f' {sign} '.join(parts)})"


def bounds(written: str, low: Decimal | None, high: Decimal | None) -> Iterator[str]:
    """Yield the tests of a number, as it is written, against the bounds that there are."""
    yield from (f"{written} {sign} {one}" for sign, one in ((">=", low), ("<=", high)) if one is not None)


def relevances(order: FormOrder, language: Language) -> dict[str, str]:
    """Return what decides whether each thing is asked, by id, where something does; in the order of the form."""
    found: dict[str, str] = {}
    for asked in (*order.fields, *order.questions):
        if asked.when is not None:
            found[asked.id] = expression(asked.when, order, language, found)
    return found


def expression(when: Condition, order: FormOrder, language: Language, shown: Mapping[str, str]) -> str:
    """Return a condition; `shown` is what decides whether each thing before it is asked, where something does."""
    for join, group in ((language.every, when.all), (language.some, when.any)):
        if group is not None:
            return join([expression(one, order, language, shown) for one in group])
    if when.not_ is not None:
        return language.opposite(expression(when.not_, order, language, shown))
    name = when.profile or when.answer or ""
    tests = [*_tests(when, name, order, language)]
    if not tests:
        return language.false
    test = language.some(tests) if len(tests) > 1 else tests[0]
    return language.every([shown[name], test]) if name in shown else test


def _tests(when: Condition, name: str, order: FormOrder, language: Language) -> Iterator[str]:
    """Yield the tests of which one is enough; none where nothing in this form can answer."""
    asked = {one.id: one for one in (*order.fields, *order.questions)}.get(name)
    bare = when.model_copy(update={"profile": "it", "answer": None})
    if asked is None:
        return
    if asked.kind == "number":
        yield language.within(name, when.at_least, when.at_most)
    proposed: Sequence[Any] = getattr(asked, "options", ()) or getattr(asked, "choices", ())
    for one in proposed:
        several = asked.kind in ("choices", "multiple")
        value: int | str = one.level if isinstance(one, Choice) else one.id
        if holds(bare, {"it": [str(value)] if several else value}, {}):
            yield (language.ticked if several else language.chosen)(name, str(value))


NOT_APPLICABLE, UNKNOWN = "nc", "nsp"
_STATES = {UNKNOWN: "Je ne sais pas", NOT_APPLICABLE: "Non concerné"}
NO_NUMBER = "Si vous ne savez pas, ou si ce n’est pas concerné."
OTHERWISE, REASON, NOTE = "sinon", "raison", "comment"
"""What ends the name of the columns that stand beside an answer."""


def states(question: Question) -> dict[str, str]:
    """Return the code and the label of what may be said instead of an answer."""
    return {name: label for name, label in _STATES.items() if name == UNKNOWN or question.not_applicable}
