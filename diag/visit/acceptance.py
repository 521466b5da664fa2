"""A visit meets a questionnaire: typed answers, and what is set aside.

A visit outlives the content that it was made with. What is the same is read: a question of the same
id and scale whose answer is still proposed, a field that still admits its value, an action that is
still there. The rest is set aside and said in the words of its time, whatever the version, and nothing
leaves the file. Only what contradicts itself is a mistake.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

from diag.french import counted, listing, long_date, number_of
from diag.questionnaire.admitted_values import invalid_value, profile_value, ticks_at_odds, typed
from diag.questionnaire.located_yaml import Place, Source
from diag.questionnaire.mistakes import Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import (
    STEPS,
    MultipleQuestion,
    NumberQuestion,
    Pin,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    Value,
    holds,
    situation,
    version_of,
)
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.visit.new_names import ROLES
from diag.visit.visit_model import (
    Answer,
    Decision,
    Mode,
    Previous,
    Remarks,
    Respondent,
    Said,
    SetAside,
    Structure,
    Visit,
    Voice,
)


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


GONE = "n’est plus demandé"
NEW_SCALE = "l’échelle a changé, la réponse est à redonner"
AGAIN = "la réponse est à redonner"
NOT_PROPOSED = "n’est plus une réponse proposée"
NO_ACTION = "l’action n’est plus proposée"
NOT_YET = {
    GONE: "n’était pas encore demandé",
    NEW_SCALE: "l’échelle n’était pas encore celle-là",
    NOT_PROPOSED: "n’était pas encore une réponse proposée",
    NO_ACTION: "l’action n’était pas encore proposée",
}
"""The same, of a content that a visit of a later version is read with."""


@dataclass(frozen=True)
class Matched:
    """A visit as a questionnaire reads it.

    Attributes:
        profile: typed values of the profile fields whose condition holds, by field id.
        given: typed values of the `answered` questions by id (level, number or ticked ids).
        answers: stored answers as this questionnaire reads them, by question id; one whose value is
            set aside is `missing`, with its notes, and so is a « non concerné » that is not
            admitted or has no reason (M2).
        differences: another version of the content, and such « non concerné », in French.
        set_aside: what the visit holds and this questionnaire does not ask in this form, that which
            an earlier version left in the file included, until it is answered again.
        express: only the core questions are asked.
        finished: the person said that the visit is over (M2); None for a file of 1.x, where nobody
            could say it.
        mode: how the visit took place, where it is known.
        respondents: who answered, by role.
        left_out: questions that were not asked, of a row of a table that has no column for them.
        highest: level at every high end of answers that wait for an arbitration, by question, of
            a row of a table; those of a visit follow from its voices (M13).
    """

    profile: Mapping[str, Value]
    given: Mapping[str, Given]
    answers: Mapping[str, Answer]
    differences: tuple[str, ...]
    set_aside: tuple[LeftAside, ...] = ()
    express: bool = False
    finished: bool | None = None
    mode: Mode | None = None
    respondents: tuple[Respondent, ...] = ()
    left_out: frozenset[str] = frozenset()
    highest: Mapping[str, int] = field(default_factory=dict)

    def in_form(self, question: Question) -> bool:
        """Tell whether the form that was filled in has a question, whatever its condition (M2)."""
        return (question.core or not self.express) and question.id not in self.left_out

    def asked(self, questionnaire: Questionnaire) -> dict[str, bool]:
        """Return, for each question id, whether it is asked (M2): computed, never stored.

        Its condition must hold, and the form must have it.
        """
        visible: dict[str, bool] = {}
        known: dict[str, Value] = {}
        for question in questionnaire.questions:
            visible[question.id] = self.in_form(question) and holds(question.when, self.profile, known)
            if visible[question.id] and question.id in self.given:
                known[question.id] = self.given[question.id]
        return visible


def match(visit: Visit, questionnaire: Questionnaire, source: Source | None = None) -> Matched:
    """Return the visit as `questionnaire` reads it.

    Raises:
        Refusal: the visit belongs to another questionnaire, or it contradicts itself.
    """
    source = source or Source("visite")
    if visit.questionnaire.id != questionnaire.header.id:
        what = f"cette visite a été faite avec le questionnaire « {visit.questionnaire.id} »"
        how = f"précisez-le : --questionnaire {visit.questionnaire.id}"
        raise Refusal([source.mistake(("questionnaire", "id"), "V02", what, how)])
    contradictions = [
        source.mistake(path, "V03", what, how) for path, what, how in _contradictions(visit, questionnaire)
    ]
    if contradictions:
        raise Refusal(contradictions)
    adopted = adopt(visit, questionnaire)
    answers: dict[str, Answer] = {}
    refused: dict[str, list[str]] = {}
    for name, answer in adopted.answers.items():
        question = questionnaire.question[name]
        why = _why_not_applicable_is_refused(question, answer)
        answers[name] = _without_value(answer) if why else answer
        if why:
            refused.setdefault(why, []).append(f"{question.title} ({name})")
    differences = [*_version_differences(visit, questionnaire)]
    for why, named in refused.items():
        said = f"« non concerné » {why}, et compte comme laissé sans réponse"
        differences.append(f"{said} : {listing(named)}")
    given = {
        name: typed(questionnaire.question[name], answer.value)
        for name, answer in answers.items()
        if answer.status == "answered"
    }
    profile = {
        name: value
        for name, stored in adopted.structure.profile.items()
        if (value := profile_value(questionnaire.field[name], stored)) is not None
    }
    return Matched(
        profile=_visible(profile, questionnaire),
        given=given,
        answers=answers,
        differences=tuple(differences),
        set_aside=tuple(_left_aside(adopted, answers, profile, questionnaire)),
        express=visit.visit.form == "express",
        finished=said_finished(visit),
        mode=adopted.visit.mode,
        respondents=tuple(adopted.respondents),
    )


def said_finished(visit: Visit) -> bool | None:
    """Return whether a visit was said to be over; None for a file of 1.x, where nobody could (M2)."""
    return visit.visit.finished or (None if visit.format == 1 else False)


def adopt(visit: Visit, questionnaire: Questionnaire) -> Visit:
    """Return the visit pinned to `questionnaire`; what it no longer asks is set aside in the file.

    What it recalls of the visit before stays as it was said then: it is compared, never asked; its
    actions only take their title, while a content is at hand to give one. The notes of an answer that
    is to be given again stay with its question, and those of a profile field with their field. One
    voice that is not admitted sets aside the answer and its voices: what they would retain without it
    is another answer. Drafts and one's own actions stay, whatever they are about. A visit that fits
    comes back as it is.
    """
    aside = list(visit.set_aside)

    def leave(name: str, **left: Any) -> None:
        aside.append(SetAside(id=name, version=visit.questionnaire.version, **left))

    brought = _out_of_the_profile(visit, questionnaire)
    answers = _answers_in_use(visit.answers, questionnaire, leave)
    structure = _structure_in_use(visit.structure, questionnaire, brought.read, leave)
    for name, decision in visit.plan.decisions.items():
        if name not in questionnaire.action:
            leave(name, decision=decision)
    kept = {k: d for k, d in visit.plan.decisions.items() if k in questionnaire.action}
    header = questionnaire.header
    return visit.model_copy(
        update={
            "questionnaire": Pin(id=header.id, version=header.version, hash=questionnaire.hash),
            "structure": structure,
            "visit": visit.visit.model_copy(update={"mode": brought.mode}),
            "respondents": brought.respondents,
            "answers": answers,
            "set_aside": aside,
            "plan": visit.plan.model_copy(update={"decisions": kept}),
            "previous": visit.previous and _with_titles(visit.previous, questionnaire),
        }
    )


def _with_titles(previous: Previous, questionnaire: Questionnaire) -> Previous:
    """Return the visit before with the titles of its actions, those of its time where they are gone."""
    if all(one.title for one in previous.actions):
        return previous
    then = questionnaire.then(previous.version or questionnaire.header.version)
    known = {**(then.action if then else {}), **questionnaire.action}
    titles = {name: action.title for name, action in known.items()}
    actions = [one.model_copy(update={"title": one.title or titles.get(one.id)}) for one in previous.actions]
    return previous.model_copy(update={"actions": actions})


def _answers_in_use(
    answers: Mapping[str, Answer], questionnaire: Questionnaire, leave: Callable[..., None]
) -> dict[str, Answer]:
    """Return the answers that the questionnaire can use, the others left aside without their notes."""
    used = dict[str, Answer]()
    for name, answer in answers.items():
        question = questionnaire.question.get(name)
        if question is not None and not _why_aside(question, answer):
            used[name] = answer
            continue
        left = answer
        if question is not None and _remarks(answer) != Remarks():
            used[name] = _without_value(answer).model_copy(update={"scale": question.scale})
            left = answer.model_copy(update=dict(Remarks()))
        leave(name, answer=left)
    return used


def _structure_in_use(
    structure: Structure, questionnaire: Questionnaire, read: Collection[str], leave: Callable[..., None]
) -> Structure:
    """Return the structure with the fields that are still asked; `read` are of the visit now."""
    profile = dict[str, str | list[str]]()
    asked = questionnaire.field.keys() | set(STEPS)
    gone = {name: one for name, one in structure.remarks.items() if name not in asked}
    remarks = {name: one for name, one in structure.remarks.items() if name in asked}
    for name, value in structure.profile.items():
        field = questionnaire.field.get(name)
        if field is not None and profile_value(field, value) is not None:
            profile[name] = value
        elif name not in read:
            leave(name, answer=Answer(value=value, **dict(gone.pop(name, Remarks()))))
    for name, one in gone.items():
        leave(name, answer=Answer(status="missing", **dict(one)))
    return structure.model_copy(update={"profile": profile, "remarks": remarks})


def _remarks(answer: Answer) -> Remarks:
    return Remarks(**{name: getattr(answer, name) for name in Remarks.model_fields})


def _without_value(answer: Answer) -> Answer:
    """Return what is known of an answer but the answer itself."""
    return Answer(scale=answer.scale, by=answer.by, **dict(_remarks(answer)), status="missing")


def _why_aside(question: Question, answer: Answer) -> str:
    """Return why the questionnaire cannot use an answer, in French, or an empty string."""
    given = [one for _, one in _each_said((), answer) if one.status != "missing"]
    if not given:
        return ""
    if answer.scale != question.scale:
        return NEW_SCALE
    values = [one.value for one in given if one.status == "answered" and one.value is not None]
    return NOT_PROPOSED if any(invalid_value(question, value) for value in values) else ""


def _each_said(path: Place, answer: Answer) -> Iterator[tuple[Place, Said]]:
    """Yield what is retained, what each voice said and what was decided, each with its place."""
    yield path, answer
    for rank, voice in enumerate(answer.voices):
        yield (*path, "voices", rank), voice
    if answer.arbitration is not None:
        yield (*path, "arbitration"), answer.arbitration


def _why_not_applicable_is_refused(question: Question, answer: Answer) -> str:
    """Return why a « non concerné » counts as missing (M2), in French, or an empty string."""
    if answer.status != "not_applicable":
        return ""
    if question.not_applicable is None:
        return "n’est pas admis"
    return "" if answer.reason else "est sans raison"


def _left_aside(
    visit: Visit, answers: Mapping[str, Answer], profile: Mapping[str, Value], questionnaire: Questionnaire
) -> Iterator[LeftAside]:
    """Yield what an adopted visit keeps aside and nothing has replaced since."""
    latest = {one.id: one for one in visit.set_aside}
    again = {name for name, answer in answers.items() if answer.status != "missing"}
    for name, one in latest.items():
        if name in again or name in profile or name in visit.plan.decisions:
            continue
        if one.decision is not None:
            why = NO_ACTION
        elif one.answer is not None:
            why = _why_answer_aside(name, one.answer, questionnaire)
        else:
            continue
        later = version_of(one.version) > version_of(questionnaire.header.version)
        yield LeftAside(one, NOT_YET.get(why, why) if later else why, questionnaire)


def _why_answer_aside(name: str, answer: Answer, questionnaire: Questionnaire) -> str:
    if name in questionnaire.field:
        return NOT_PROPOSED
    if name in questionnaire.question:
        return _why_aside(questionnaire.question[name], answer) or AGAIN
    return GONE


@dataclass(frozen=True)
class _Brought:
    """What the contents of 1.x asked in the profile and is of the visit; `read` are its fields."""

    mode: Mode | None
    respondents: list[Respondent]
    read: frozenset[str]


OF_THE_VISIT = ("visit_mode", "respondent_roles")
"""Fields of the profiles of 1.x that say how a visit goes and who is there: not of its structure."""


def _out_of_the_profile(visit: Visit, questionnaire: Questionnaire) -> _Brought:
    """Return the mode and the respondents of a visit, from the profile fields of 1.x if need be."""
    profile = visit.structure.profile
    mode, respondents, read = visit.visit.mode, visit.respondents, set[str]()
    how, who = OF_THE_VISIT
    former = next((m for m in get_args(Mode) if profile.get(how) == m), None)
    if how not in questionnaire.field and mode is None and former:
        mode = former
        read.add(how)
    roles = profile.get(who, [])
    roles = [roles] if isinstance(roles, str) else roles
    known = bool(roles) and set(roles) <= set(ROLES)
    if who not in questionnaire.field and not respondents and known:
        respondents = [Respondent(id=role, role=ROLES[role]) for role in dict.fromkeys(roles)]
        read.add(who)
    return _Brought(mode, respondents, frozenset(read))


def _contradictions(visit: Visit, questionnaire: Questionnaire) -> Iterator[tuple[Place, str, str]]:
    """Yield the place, the nature and the remedy of what cannot be true at once."""
    alone = dict[str, set[str]]()  # of the multiple questions, as they were asked
    if visit.questionnaire.hash == questionnaire.hash:
        multiple = (q for q in questionnaire.questions if isinstance(q, MultipleQuestion))
        alone = {q.id: {c.id for c in q.choices if c.exclusive} for q in multiple}
    roles = [r.id for r in visit.respondents]
    if visit.previous is not None:
        yield from _recalled_at_odds(visit.previous)
    for name, answer in visit.answers.items():
        for path, said in _each_said(("answers", name), answer):
            yield from _at_odds(path, name, said, alone.get(name))
            if isinstance(said, Answer | Voice) and said.by is not None and said.by not in roles:
                how = did_you_mean(said.by, roles) or "ajoutez-le à « respondents »"
                yield (*path, "by"), f"{name} : aucun répondant « {said.by} »", how
        yield from _voices_at_odds(("answers", name), name, answer)


def _recalled_at_odds(previous: Previous) -> Iterator[tuple[Place, str, str]]:
    """Yield what cannot be true of the visit before; its ticks are those of the content of its time."""
    for name, answer in previous.answers.items():
        yield from _at_odds(("previous", "answers", name), name, answer, None)
    known = [(one.own, one.id) for one in previous.actions]
    for rank, one in enumerate(previous.actions):
        if (one.own, one.id) in known[:rank]:
            what = f"l’action « {one.id} » de la visite précédente est là deux fois"
            yield ("previous", "actions", rank, "id"), what, "gardez-en une"


def _at_odds(path: Place, name: str, said: Said, alone: set[str] | None) -> Iterator[tuple[Place, str, str]]:
    """Yield how an answer contradicts itself; `alone` are ticks of a multiple question that go alone."""
    if said.status != "answered" and said.value is not None:
        what = f"{name} : une valeur et le statut « {said.status} » à la fois"
        yield (*path, "value"), what, "retirez l’un des deux"
    if said.status == "answered" and said.value is None:
        yield path, f"{name} : réponse sans valeur", "ajoutez « value: … », ou retirez la réponse"
    if alone is not None and isinstance(said.value, list):
        how = ticks_at_odds(said.value, alone)
        if how:
            shown = ", ".join(said.value)
            yield (*path, "value"), f"{name} : « {shown} » ne va pas ensemble", how


def _voices_at_odds(path: Place, name: str, answer: Answer) -> Iterator[tuple[Place, str, str]]:
    """Yield what cannot be true of the answers of several people to one question."""
    heard = [voice.by for voice in answer.voices]
    for rank, by in enumerate(heard):
        if by in heard[:rank]:
            what = f"{name} : deux réponses du répondant « {by} »"
            yield (*path, "voices", rank, "by"), what, "gardez-en une"
    if answer.arbitration is not None and not answer.voices:
        how = "ajoutez les réponses de chacun dans « voices », ou retirez « arbitration »"
        yield (*path, "arbitration"), f"{name} : rien à trancher, une seule réponse", how


def _version_differences(visit: Visit, questionnaire: Questionnaire) -> Iterator[str]:
    pin, header = visit.questionnaire, questionnaire.header
    if pin.hash == questionnaire.hash:
        return
    if pin.version != header.version:
        yield f"visite faite avec la version {pin.version} du questionnaire, lue avec la {header.version}"
    else:
        yield f"le contenu de la version {header.version} du questionnaire a changé depuis la visite"


def _visible(profile: Mapping[str, Value], questionnaire: Questionnaire) -> dict[str, Value]:
    """Return the values of the fields whose condition holds; the others stay in the file (M2)."""
    kept: dict[str, Value] = {}
    for asked in questionnaire.profile:
        if asked.id in profile and holds(asked.when, kept, {}):
            kept[asked.id] = profile[asked.id]
    return kept
