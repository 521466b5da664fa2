"""One form among those that are gathered: who speaks in it, what each says, and what they say together.

A form is a visit file, or a row of a table. One person's holds a voice for all that it asked, a blank
included: asked and left blank is an answer that is missing (M13). What was hidden from that person,
or is not of the form, is no voice. Of a form of several people, the voices are those that it holds:
nobody can say whose a blank is.

A text of several people keeps each piece whole, once, between lines of a dash, in an order that does
not depend on files; what does not fit in its place is left in the draft of that place. The profile is
nobody's: all say the same, most do, or nothing is retained.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from diag.french import listing
from diag.questionnaire.admitted_values import profile_value
from diag.questionnaire.questionnaire_model import ProfileField, Questionnaire
from diag.visit.acceptance import Matched, adopt
from diag.visit.new_names import folded
from diag.visit.visit_model import MAX_TEXT, Answer, Said, SetAside, Visit

Value = str | list[str]
NOBODY = ""
"""Stands for the id of whoever answers without being named."""
_LONGEST = MAX_TEXT - 10
"""Signs of a function to which a rank may be added."""
_RANKED = re.compile(r" \(\d{1,3}\)$")
_LETTERED = re.compile(r"Répondant [A-Z]{1,2}")


@dataclass(frozen=True)
class Person:
    """Somebody who fills a form.

    Attributes:
        role: the function as it was said, without the rank that tells two people of one function
            apart; empty where nobody said it.
        voices: by question, a blank included.
        profile: what this person says of the structure.
    """

    role: str
    voices: Mapping[str, Said]
    profile: Mapping[str, Value]

    @property
    def order(self) -> tuple[bool, str, str]:
        """What puts people in an order, whatever the files: two of the same are one."""
        voices = {name: said.model_dump() for name, said in sorted(self.voices.items())}
        told = json.dumps([self.role, voices, dict(sorted(self.profile.items()))])
        return not self.role, folded(self.role), told

    @property
    def given(self) -> int:
        """How many questions hold an answer."""
        return sum(said.status != "missing" for said in self.voices.values())


@dataclass(frozen=True)
class Form:
    """A visit as one of those that are gathered.

    Attributes:
        visit: as the questionnaire in use reads it, without what was hidden from whom filled it.
        people: by their id in it.
        hidden: number of answers that were set aside because they were not asked.
    """

    visit: Visit
    people: Mapping[str, Person]
    hidden: int = 0

    @property
    def merged(self) -> bool:
        """Whether it was gathered from several already."""
        return self.visit.gathered is not None

    @property
    def alone(self) -> str | None:
        """The id of the one person who filled it; None where they are several, or nobody."""
        return next(iter(self.people)) if len(self.people) == 1 and not self.merged else None


def form_of(visit: Visit, matched: Matched, questionnaire: Questionnaire) -> Form:
    """Return a visit, matched with the questionnaire in use, as one of those to gather."""
    visit = adopt(visit, questionnaire)
    if _by_several(visit):
        return Form(visit, dict(_each(visit)))
    by = visit.respondents[0].id if len(visit.respondents) == 1 else NOBODY
    asked = matched.asked(questionnaire)
    shown, voices = _without_hidden(visit, asked), _voices(visit, asked)
    if not (voices or visit.structure.profile or visit.respondents):
        return Form(shown, {})  # a file prepared for others, with notes perhaps
    person = Person(_joint_role(visit), voices, visit.structure.profile)
    return Form(shown, {by: person}, len(shown.set_aside) - len(visit.set_aside))


def _by_several(visit: Visit) -> bool:
    """Tell whether answers of several people stand apart in a file."""
    named = any(answer.by or answer.voices for answer in visit.answers.values())
    return visit.gathered is not None or (len(visit.respondents) > 1 and named)


def _joint_role(visit: Visit) -> str:
    return listing([role for one in visit.respondents if (role := _bare(one.role))])[:_LONGEST].strip()


def _bare(role: str) -> str:
    """Return a function without what gathering added to it."""
    return "" if _LETTERED.fullmatch(role) else _RANKED.sub("", role)[:_LONGEST].strip()


def _voices(visit: Visit, asked: Mapping[str, bool]) -> dict[str, Said]:
    """Return what one person says of all that was asked; nothing where nothing was answered."""
    voices = {name: _said(visit.answers.get(name)) for name, shown in asked.items() if shown}
    given = any(said.status != "missing" for said in voices.values())
    return voices if given else {}


def _said(answer: Answer | None) -> Said:
    said = next(iter(answer.heard), answer) if answer else None
    return Said(**said.alone) if said else Said(status="missing")


def _without_hidden(visit: Visit, asked: Mapping[str, bool]) -> Visit:
    """Return a visit whose answers to what was not asked are set aside: nothing leaves the file."""
    hidden = {
        name: answer for name, answer in visit.answers.items() if not asked.get(name) and answer.status != "missing"
    }
    version = visit.questionnaire.version
    left = [
        SetAside(id=name, version=version, answer=Answer(**_said(one).alone, scale=one.scale))
        for name, one in hidden.items()
    ]
    blank = dict(Said(status="missing")) | {"by": None, "voices": [], "arbitration": None}
    answers = {
        name: answer.model_copy(update=blank) if name in hidden else answer for name, answer in visit.answers.items()
    }
    return visit.model_copy(update={"answers": answers, "set_aside": [*visit.set_aside, *left]})


def _each(visit: Visit) -> Iterator[tuple[str, Person]]:
    """Yield the people of a form of several, by id; together where an answer is nobody's."""
    voices: dict[str, dict[str, Said]] = {one.id: {} for one in visit.respondents}
    for name, answer in visit.answers.items():
        for voice in answer.heard:
            voices[voice.by][name] = Said(**voice.alone)
        if not answer.heard and answer.status != "missing":
            voices.setdefault(NOBODY, {})[name] = Said(**answer.alone)
    roles = {one.id: _bare(one.role) for one in visit.respondents}
    for by, said in voices.items():
        role = roles[by] if by != NOBODY else _joint_role(visit)
        yield by, Person(role, said, _profile(visit, by))


def _profile(visit: Visit, by: str) -> dict[str, Any]:
    """Return what somebody said of the structure; around one table, all said the same."""
    if visit.gathered is None:
        return dict(visit.structure.profile)
    said = visit.gathered.profile.items()
    return {name: v.value for name, voices in said for v in voices if v.by == by}


Pieces = frozenset[str]
SEPARATOR = "\n\n—\n\n"
"""What stands between what two people wrote; in one line, a dash."""


def pieces(text: str | None) -> Pieces:
    """Return what stands in a text, where several may have been put together already."""
    return frozenset(filter(None, map(str.strip, (text or "").split(SEPARATOR))))


def joined(told: Iterable[str]) -> str | None:
    """Return pieces as one text; None of none."""
    return SEPARATOR.join(sorted(told)) or None


def short(told: Pieces) -> bool:
    """Tell whether pieces fit together in one place of the visit."""
    return len(joined(told) or "") <= MAX_TEXT


def single(told: Pieces) -> bool:
    """Tell whether pieces do not contradict each other, where one alone may stand."""
    return len(told) < 2


def placed(kept: Pieces, left: Pieces, fits: Callable[[Pieces], bool] = short) -> tuple[str | None, str | None]:
    """Return what a place holds and its draft, of what was kept there and what was being typed.

    What does not fit is all in the draft: gathered later with one more text, it still does not.
    """
    if fits(kept) and fits(left):
        return joined(kept), joined(left)
    return None, joined(kept | left)


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
