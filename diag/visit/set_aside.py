"""What a visit holds and a questionnaire does not ask in this form, in the words of its time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from diag.french import counted, listing, long_date, number_of
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    situation,
)
from diag.visit.visit_model import Answer, Decision, SetAside


@dataclass(frozen=True)
class LeftAside:
    """One thing that a visit holds and that the questionnaire does not ask in this form.

    Its words are looked for when somebody wants to read them, and only then.

    Attributes:
        stored: what the file holds.
        why: why it is set aside, in French, without a full stop.
        questionnaire: that which is in use.
    """

    stored: SetAside
    why: str
    questionnaire: Questionnaire = field(repr=False)

    @property
    def id(self) -> str:
        """Id of the question, the profile field or the action."""
        return self.stored.id

    @property
    def asked_again(self) -> bool:
        """Whether the questionnaire still asks it, or a question of its name."""
        return self.id in self.questionnaire.question or self.id in self.questionnaire.field

    @cached_property
    def title(self) -> str:
        """Its title now, else the one it had; empty where nobody knows."""
        if self.stored.decision is not None:
            then = self.questionnaire.then(self.stored.version)
            return then.action[self.id].title if then and self.id in then.action else ""
        asked = _asked(self.questionnaire, self.id) or self._asked_then
        return asked.title if asked else ""

    @property
    def name(self) -> str:
        """Its title, with the code of a question, which the pages show; the id where it has none."""
        asked = _asked(self.questionnaire, self.id) or self._asked_then
        coded = asked is not None and not isinstance(asked, ProfileField)
        return f"{self.title} ({self.id})" if self.title and coded else self.title or self.id

    @cached_property
    def _asked_then(self) -> Question | ProfileField | None:
        return _asked(self.questionnaire.then(self.stored.version), self.id)

    @cached_property
    def held(self) -> str:
        """What the visit holds, in French; never a private note."""
        if self.stored.decision is not None:
            return _decision_words(self.stored.decision)
        return held_words(self.questionnaire, self.stored)

    @property
    def note(self) -> str:
        """Shared note given with it; empty where it stays with its question."""
        given = self.stored.decision or self.stored.answer
        return (given.note if given else None) or ""


def by_reason(set_aside: Iterable[LeftAside], *, brief: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Return what a screen says of what is set aside: for each reason a line, and its items.

    `brief` only names what is asked again, on the line: each question then recalls its former
    answer. Shared notes are for the report.
    """
    told: dict[tuple[str, bool], list[LeftAside]] = {}
    for one in set_aside:
        told.setdefault((one.why, brief and one.asked_again), []).append(one)
    return [
        (f"mis de côté, {why} : {listing([one.name for one in items])}.", ())
        if named
        else (f"mis de côté, {why} :", tuple(map(_in_full, items)))
        for (why, named), items in told.items()
    ]


def _in_full(one: LeftAside) -> str:
    return f"{one.name} : {one.held}" if one.held else one.name


def _asked(content: Questionnaire | None, name: str) -> Question | ProfileField | None:
    """Return the question or the field that a content asks under a name; None without any."""
    return (content.question.get(name) or content.field.get(name)) if content else None


def held_words(questionnaire: Questionnaire, stored: SetAside) -> str:
    """Return what an answer that was set aside holds: its codes where nobody knows their words."""
    answer = stored.answer or Answer(status="missing")
    if answer.status == "unknown":
        return "ne sait pas"
    if answer.status == "not_applicable":
        return f"non concerné : {answer.reason}" if answer.reason else "non concerné"
    values = answer.value if isinstance(answer.value, list) else [answer.value or ""]
    former = _asked(questionnaire.then(stored.version), stored.id)
    if former is None or (not isinstance(former, ProfileField) and former.scale != answer.scale):
        return ", ".join(values)
    if isinstance(former, NumberQuestion):
        return _counted(former, values)
    labels = _labels(former)
    return (" ; " if labels else ", ").join(labels.get(value, value) for value in values)


def _counted(question: NumberQuestion, values: list[str]) -> str:
    value = number_of(values[0]) if len(values) == 1 else None
    sensible = value is not None and -6 < value.adjusted() < 9  # 1e999999999 is never spelled
    return counted(value, question.unit) if value is not None and sensible else ", ".join(values)


def _labels(asked: SingleQuestion | MultipleQuestion | ProfileField) -> dict[str, str]:
    """Return what each level, box or option says, by its code, without a full stop."""
    if isinstance(asked, SingleQuestion):
        return {str(c.level): situation(asked, c.level) for c in asked.choices}
    listed = asked.options if isinstance(asked, ProfileField) else asked.choices
    return {one.id: one.label.rstrip(".") for one in listed}


_CHOICES = {"keep": "gardée", "decline": "écartée", "under_way": "en cours", "done": "faite"}


def _decision_words(decision: Decision) -> str:
    start = f"pas avant {decision.start[5:]}/{decision.start[:4]}" if decision.start else ""
    due = long_date(decision.due) if decision.due else ""
    return ", ".join(filter(None, (_CHOICES[decision.choice], decision.owner, start, due)))
