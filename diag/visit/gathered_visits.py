"""Several visits of one structure, each filled by somebody, as one visit (M13).

The order of what is given changes nothing, and a visit gathered already is gathered with one more as
its forms would have been: people, answers, texts and decisions are sets, put in an order of their own.
One alone stays as it is. Nothing is written here, and what the forms contradict each other on is left
undecided: `Gathered` keeps what each said of it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, TypeVar

from diag.french import count, listing
from diag.questionnaire.admitted_values import profile_value
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import STEPS, Model, ProfileField, Question, Questionnaire
from diag.visit.acceptance import Matched
from diag.visit.gathered_forms import (
    Disagreement,
    Form,
    Person,
    Pieces,
    Value,
    counted,
    decided,
    distinct,
    form_of,
    in_words,
    joined,
    pieces,
    placed,
    short,
    single,
    vote,
)
from diag.visit.new_names import folded, identifier, role_id, untaken
from diag.visit.outside_changes import Settle
from diag.visit.visit_model import (
    MAX_DRAFT,
    Answer,
    Arbitration,
    Decision,
    Draft,
    DraftKind,
    Gathered,
    OwnAction,
    PastAction,
    Previous,
    Remarks,
    Respondent,
    SetAside,
    Visit,
    Voice,
)

_TOLD = "Réponses réunies : "
"""How what is told here in a private note begins: gathered again, it is told anew."""
_M = TypeVar("_M", bound=Model)
_TEXTS: tuple[tuple[DraftKind, str], ...] = (
    ("note", "note"),
    ("private_note", "private_note"),
    ("evidence", "evidence"),
)


@dataclass(frozen=True)
class Gatherer:
    """Somebody who answered, in the visit that was gathered.

    Attributes:
        respondent: as the visit lists them.
        forms: ranks of the visits given where this person speaks, from 0; several where the same
            answers came twice.
        given, asked: how many questions hold an answer, of those asked to this person.
    """

    respondent: Respondent
    forms: tuple[int, ...]
    given: int
    asked: int


@dataclass(frozen=True)
class GatheredVisits:
    """One visit out of several.

    Attributes:
        visit: what was gathered; the visit itself where one alone was given.
        people: who answered, in the order of the visit.
        disagreements: profile fields that are to check.
        undecided: what the visits contradict each other on besides, a sentence each, in French, for
            the adviser: decisions of the plan may be in it.
        left: what is only in the files given, or waits in a draft, a sentence each.
    """

    visit: Visit
    people: tuple[Gatherer, ...]
    disagreements: tuple[Disagreement, ...] = ()
    undecided: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def gather(
    met: Sequence[tuple[Visit, Matched]],
    questionnaire: Questionnaire,
    settle: Settle,
    *,
    name: str | None = None,
    apart: bool = False,
) -> GatheredVisits:
    """Return n visits of one structure as one.

    Args:
        met: the visits, and how they match the questionnaire.
        questionnaire: the one in use, to which the visit is pinned.
        settle: returns an answer with what its voices retain: `scoring.voices.settled`.
        name: of the structure; by default the fullest of its spellings in the visits.
        apart: each visit is known to be of somebody else, as rows of a table are; by default, the
            same answers under the same function are the same person's.

    Raises:
        Refusal: notes on one thing are too long even for a draft.
    """
    forms = [form_of(visit, matched, questionnaire) for visit, matched in met]
    given = [visit for visit, _ in met]
    if all(visit == given[0] for visit in given[1:]) and not (apart and given[1:]):
        visit = given[0]
        renamed = visit.structure.model_copy(update={"name": visit.structure.name if name is None else name})
        people = [(one, [*range(len(given))]) for one in forms[0].people.values()]
        visit = visit.model_copy(update={"structure": renamed})
        return GatheredVisits(visit, tuple(_told_people(visit.respondents, people)))
    return _Gathering(forms, questionnaire, settle, apart).whole(name)


def fullest(names: Iterable[str]) -> str:
    """Return the name that says most of those that only differ by case and accents."""
    return max(names, default="", key=lambda n: (not n.isascii(), n != n.upper(), n != n.lower(), n))


class _Gathering:
    """Puts forms together part by part; what is undecided, left and typed is added on the way."""

    def __init__(self, forms: Sequence[Form], questionnaire: Questionnaire, settle: Settle, apart: bool) -> None:
        self.forms, self.questionnaire, self.settle = forms, questionnaire, settle
        self.people = _people(forms, apart)
        self.respondents = _respondents([person for person, _ in self.people])
        #: Respondent of each id in each form.
        self.whose = [
            {
                by: respondent
                for by, person in form.people.items()
                for respondent, (one, ranks) in zip(self.respondents, self.people, strict=True)
                if one == person and rank in ranks
            }
            for rank, form in enumerate(forms)
        ]
        self.undecided: list[str] = []
        self.left: list[str] = []
        self.disagreements: list[Disagreement] = []
        self.drafts: list[Draft] = []
        self.gathered: dict[str, dict[str, Any]] = {
            name: {} for name in ("profile", "arbitrations", "decisions", "became")
        }

    def whole(self, name: str | None) -> GatheredVisits:
        first = self.forms[0].visit
        profile, notes = self._profile()
        answers, plan, previous = self._answers(), self._plan(), self._previous()
        structure = first.structure.model_copy(
            update={
                "name": self._name() if name is None else name,
                "profile": profile,
                "remarks": self._remarks(notes),
            }
        )
        opening, illustrative = self._opening(), self._illustrative()
        visit = first.model_copy(
            update={
                "illustrative": illustrative,
                "structure": structure,
                "respondents": self.respondents,
                "answers": answers,
                "set_aside": self._set_aside(),
                "opening": opening,
                "plan": plan,
                "previous": previous,
                "gathered": Gathered(**self.gathered),
                "visit": self._occasion(),  # its note tells what is undecided
            }
        )
        self._say_left()
        return GatheredVisits(
            visit.model_copy(update={"drafts": sorted(self.drafts, key=_draft_order)}),
            tuple(_told_people(self.respondents, self.people)),
            tuple(self.disagreements),
            tuple(self.undecided),
            tuple(self.left),
        )

    def _name(self) -> str:
        return fullest(form.visit.structure.name for form in self.forms)

    # -- the visit itself ----------------------------------------------------------------------------

    def _occasion(self) -> Any:
        visits = [form.visit.visit for form in self.forms]
        modes = {one.mode for one in visits}
        spoke = [form.visit.visit for form in self.forms if any(p.given for p in form.people.values())]
        full = any(one.form == "full" for one in spoke or visits)
        told = [_TOLD + listing(self.undecided, "et")] if self.undecided else []
        texts = self._texts(None, {"private_note": told}, lambda form: form.visit.visit)
        texts.pop("evidence")
        return visits[0].model_copy(
            update={
                "date": max(one.date for one in visits),
                "form": "full" if full else "express",
                "mode": modes.pop() if len(modes) == 1 else None,
                "finished": all(one.finished for one in visits),
                "place": None,
                **texts,
            }
        )

    def _opening(self) -> str | None:
        kept = _all(pieces(form.visit.opening) for form in self.forms)
        left = _all(self._drafted(form, None, "opening") for form in self.forms)
        opening, draft = placed(kept, left, single)
        if not single(pieces(draft)):
            self.undecided.append("phrases différentes pour ouvrir le rapport, gardées en brouillon")
        self._keep_draft(None, "opening", draft)
        return opening

    def _illustrative(self) -> str | None:
        return joined(_all(pieces(form.visit.illustrative) for form in self.forms))

    def _set_aside(self) -> list[SetAside]:
        found = {
            one.model_dump_json(): one
            for form, whose in zip(self.forms, self.whose, strict=True)
            for one in (_renamed(aside, form, whose) for aside in form.visit.set_aside)
        }
        return sorted(found.values(), key=_aside_order)

    def _say_left(self) -> None:
        """Say what was not asked, and what was being typed or ticked elsewhere than in a note."""
        if hidden := sum(form.hidden for form in self.forms):
            one = "réponse à une question qui n’était pas posée à cette personne est mise"
            some = "réponses à des questions qui n’étaient pas posées à ces personnes sont mises"
            self.left.append(f"{count(hidden, one, some)} de côté")
        drafts = [draft for form in self.forms for draft in form.visit.drafts]
        stays = sum(draft.kind in ("answer", "reason", "decision") for draft in drafts)
        if stays:
            told = count(stays, "saisie commencée reste", "saisies commencées restent")
            self.left.append(f"{told} dans les fichiers donnés, et n’entre pas dans la visite")
        for draft in self.drafts:
            if isinstance(draft.value, str) and draft.kind != "opening" and not short(frozenset([draft.value])):
                self.left.append(
                    f"les notes sur « {self._title(draft.of)} » sont trop longues réunies : elles"
                    " attendent, entières, à l’ouverture de la note"
                )

    def _title(self, name: str | None) -> str:
        asked = self.questionnaire.question.get(name or "") or self.questionnaire.field.get(name or "")
        return asked.title if asked else "toute la visite"

    # -- texts ---------------------------------------------------------------------------------------

    def _texts(
        self, of: str | None, told: Mapping[str, list[str]], place: Callable[[Form], Any]
    ) -> dict[str, str | None]:
        """Return the notes and the evidence of one place; what does not fit is added to the drafts.

        What is `told` here is no one's: it is told anew each time, and only where there is room.
        """
        found = {}
        for kind, name in _TEXTS:
            kept, left = frozenset[str](), frozenset[str]()
            for rank, form in enumerate(self.forms):
                own, typed = pieces(getattr(place(form), name, None)), self._drafted(form, of, kind)
                if name == "private_note":
                    own, typed = self._signed(rank, own), self._signed(rank, typed)
                kept, left = kept | own, left | typed
            text, draft = placed(kept, left)
            whole = pieces(text) | frozenset(told.get(name, ()))
            found[name] = joined(whole) if short(whole) else text
            self._keep_draft(of, kind, draft)
        return found

    def _drafted(self, form: Form, of: str | None, kind: DraftKind) -> Pieces:
        drafts = [d.value for d in form.visit.drafts if (d.of, d.kind) == (of, kind)]
        return _all(pieces(value) for value in drafts if isinstance(value, str))

    def _keep_draft(self, of: str | None, kind: DraftKind, value: str | None) -> None:
        if value and len(value) > MAX_DRAFT:
            what = f"les notes sur « {self._title(of)} » sont trop longues réunies"
            raise Refusal([Mistake("visites", 0, 0, "V03", what, "raccourcissez-les dans un fichier")])
        if value:
            self.drafts.append(Draft(of=of, kind=kind, value=value))

    def _signed(self, rank: int, told: Pieces) -> Pieces:
        """Return private notes with the function of whose form they are in, where it is one person's."""
        form, whose = self.forms[rank], self.whose[rank]
        told = frozenset(one for one in told if not one.startswith(_TOLD))
        if form.alone is not None:
            return frozenset(f"{whose[form.alone].role} : {one}" for one in told)
        roles = {one.role: whose[one.id].role for one in form.visit.respondents if one.id in whose}
        return frozenset(_signed_anew(one, roles) for one in told) if form.merged else told

    # -- what is asked -------------------------------------------------------------------------------

    def _answers(self) -> dict[str, Answer]:
        found = {q.id: self._answer(q) for q in self.questionnaire.questions}
        return {name: one for name, one in found.items() if one is not None}

    def _answer(self, question: Question) -> Answer | None:
        stored = [form.visit.answers.get(question.id) for form in self.forms]
        voices = [
            Voice(by=respondent.id, **person.voices[question.id].alone)
            for respondent, (person, _) in zip(self.respondents, self.people, strict=True)
            if question.id in person.voices
        ]
        texts = self._texts(question.id, {}, lambda form: form.visit.answers.get(question.id))
        arbitration = self._arbitration(question)
        check = any(one.to_check for one in stored if one) or self._after(question, arbitration)
        beside: dict[str, Any] = {**texts, "to_check": check, "scale": question.scale}
        if len(voices) == 1 and voices[0].status != "missing" and arbitration is None:
            return Answer(**voices[0].alone, by=voices[0].by, **beside)
        if voices:
            heard = Answer(status="missing", voices=voices, arbitration=arbitration, **beside)
            return self.settle(question, heard)
        noted = Answer(status="missing", **beside)
        return None if noted == Answer(status="missing", scale=question.scale) else noted

    def _arbitration(self, question: Question) -> Arbitration | None:
        own = [_arbitrations(form, question.id) for form in self.forms]
        alone, several = _agreed(own)
        if several:
            self.gathered["arbitrations"][question.id] = several
            self.undecided.append(f"« {question.title} » tranchée différemment")
        return alone

    def _after(self, question: Question, arbitration: Arbitration | None) -> bool:
        """Tell whether somebody answers who was not there when a gap was closed."""
        if arbitration is None:
            return False
        there = [form for form in self.forms if _arbitrations(form, question.id)]
        heard = [person for form in there for person in form.people.values()]
        others = (person for person, _ in self.people if person not in heard)
        return any(p.voices[question.id].status != "missing" for p in others if question.id in p.voices)

    def _profile(self) -> tuple[dict[str, Value], dict[str, str]]:
        """Return the profile, and what is told of each field that is to check."""
        profile, notes = dict[str, Value](), dict[str, str]()
        for field in self.questionnaire.profile:
            said = {r.id: p.profile[field.id] for r, p in self._speakers(field)}
            retained, apart = vote(field, said.values())
            since = distinct(field, [v for form in self.forms for v in decided(form, field)])
            retained = since[0] if len(since) == 1 else retained
            if retained is not None:
                profile[field.id] = retained
            if said:
                self.gathered["profile"][field.id] = [Voice(by=k, value=v) for k, v in said.items()]
            if apart:
                notes[field.id] = self._who_said(field, said)
                told = counted(field, said.values())
                self.disagreements.append(Disagreement(field, retained, told))
        return profile, notes

    def _speakers(self, field: ProfileField) -> Iterator[tuple[Respondent, Person]]:
        for respondent, (person, _) in zip(self.respondents, self.people, strict=True):
            value = person.profile.get(field.id)
            if value is not None and profile_value(field, value) is not None:
                yield respondent, person

    def _who_said(self, field: ProfileField, said: Mapping[str, Value]) -> str:
        roles = {one.id: one.role for one in self.respondents}
        words = dict[str, list[str]]()
        for by, value in said.items():
            words.setdefault(in_words(field, value), []).append(roles[by])
        ordered = sorted(words.items(), key=lambda one: (-len(one[1]), one[0]))
        return _TOLD + " ; ".join(f"{value} ({', '.join(who)})" for value, who in ordered)

    def _remarks(self, notes: Mapping[str, str]) -> dict[str, Remarks]:
        """Return what is written beside the name and the profile, with what is told of it."""
        found = dict[str, Remarks]()
        for name in (*STEPS, *(field.id for field in self.questionnaire.profile)):
            told = {"private_note": [notes[name]] if name in notes else []}
            texts = self._texts(name, told, _beside(name))
            own = (form.visit.structure.remarks.get(name) for form in self.forms)
            check = name in notes or any(one.to_check for one in own if one)
            if (one := Remarks(**texts, to_check=check)) != Remarks():
                found[name] = one
        return found

    # -- what was decided ----------------------------------------------------------------------------

    def _plan(self) -> Any:
        plans = [form.visit.plan for form in self.forms]
        capacities = {plan.capacity for plan in plans if plan.capacity is not None}
        if len(capacities) > 1:
            self.left.append("jours disponibles par trimestre : le plus petit nombre est gardé")
        changes = {
            "capacity": min(capacities, default=None),
            "decisions": self._decisions(),
            "own": _own_actions([one for plan in plans for one in plan.own.values()]),
        }
        return plans[0].model_copy(update=changes)

    def _decisions(self) -> dict[str, Decision]:
        found = dict[str, Decision]()
        for action in self.questionnaire.actions:
            alone, several = _agreed([_decided_about(form, action.id) for form in self.forms])
            if alone is not None:
                found[action.id] = alone
            elif several:
                self.gathered["decisions"][action.id] = several
                self.undecided.append(f"action « {action.title} », décidée différemment")
        return found

    def _previous(self) -> Previous | None:
        """Return the latest of the visits that these follow, with what became of its actions."""
        known = [one for form in self.forms if (one := form.visit.previous) is not None]
        if not known:
            return None
        previous = max(known, key=_previous_order)
        same = [form for form in self.forms if _same_previous(form.visit.previous, previous)]
        if len(same) < len(known):
            self.left.append("ces visites n’en suivent pas la même : la plus récente est gardée")
        return previous.model_copy(update={"actions": [self._became(one, same) for one in previous.actions]})

    def _became(self, action: PastAction, forms: Sequence[Form]) -> PastAction:
        told: dict[Any, Pieces] = {}
        for form in forms:
            for became, why in _what_became(form, action.id).items():
                told[became] = told.get(became, frozenset()) | pieces(why)
        several = {became: joined(why) or "" for became, why in sorted(told.items())}
        if len(several) == 1 and all(map(short, told.values())):
            ((became, text),) = several.items()
            return action.model_copy(update={"became": became, "why": text or None})
        if several:
            self.gathered["became"][action.id] = several
            self.undecided.append(f"ce qu’est devenue « {action.title or action.id} »")
        return action.model_copy(update={"became": None, "why": None})


# --- people ---------------------------------------------------------------------------------------


def _people(forms: Sequence[Form], apart: bool) -> list[tuple[Person, list[int]]]:
    """Return each person in their order, with the ranks of the forms where they speak."""
    found: list[tuple[Person, list[int]]] = []
    for rank, form in enumerate(forms):
        for person in form.people.values():
            same = [ranks for one, ranks in found if one == person and rank not in ranks]
            if same and not apart:
                same[0].append(rank)
            else:
                found.append((person, [rank]))
    return sorted(found, key=lambda one: one[0].order)


def _respondents(people: Sequence[Person]) -> list[Respondent]:
    """Return people as the visit lists them: « Soin », « Soin (2) », « Répondant A »."""
    listed: list[Respondent] = []
    met: dict[str, int] = {}
    for person in people:
        rank = met[person.role] = met.get(person.role, 0) + 1
        role = _ranked(person.role, rank) if person.role else f"Répondant {_letter(rank - 1)}"
        listed.append(Respondent(id=role_id(person.role or role, [r.id for r in listed]), role=role))
    return listed


def _ranked(role: str, rank: int) -> str:
    return role if rank == 1 else f"{role} ({rank})"


def _letter(rank: int) -> str:
    before, last = divmod(rank, len(ascii_uppercase))
    return (ascii_uppercase[before - 1] if before else "") + ascii_uppercase[last]


def _told_people(
    respondents: Sequence[Respondent], people: Sequence[tuple[Person, Sequence[int]]]
) -> Iterator[Gatherer]:
    listed = respondents or [Respondent(id="n", role="")] * len(people)
    for respondent, (person, ranks) in zip(listed, people, strict=False):
        yield Gatherer(respondent, tuple(ranks), person.given, len(person.voices))


def _signed_anew(told: str, roles: Mapping[str, str]) -> str:
    """Return a private note of a gathered visit under the function that its author has now."""
    authors = [role for role in roles if told.startswith(f"{role} : ")]
    if not authors:
        return told
    author = max(authors, key=len)
    return roles[author] + told[len(author) :]


def _renamed(aside: SetAside, form: Form, whose: Mapping[str, Respondent]) -> SetAside:
    """Return what was set aside with the ids that people have now."""
    answer = aside.answer
    if answer is None:
        return aside
    ids = {by: respondent.id for by, respondent in whose.items()}
    by = answer.by or form.alone
    voices = [v.model_copy(update={"by": ids.get(v.by, v.by)}) for v in answer.voices]
    renamed = {"by": ids.get(by, by) if by is not None else None, "voices": voices}
    return aside.model_copy(update={"answer": answer.model_copy(update=renamed)})


# --- what several forms say of one thing ------------------------------------------------------------


def _beside(name: str) -> Callable[[Form], Remarks | None]:
    """Return what tells what a form holds beside a profile field, or the name."""
    return lambda form: form.visit.structure.remarks.get(name)


def _all(told: Iterable[Pieces]) -> Pieces:
    return frozenset[str]().union(*told)


def _agreed(said: Iterable[Sequence[_M]]) -> tuple[_M | None, list[_M]]:
    """Return what all that is said amounts to, or else what contradicts itself, in an order."""
    found = {one.model_dump_json(): one for own in said for one in own}
    several = [found[text] for text in sorted(found)]
    return (several[0], []) if len(several) == 1 else (None, several)


def _arbitrations(form: Form, question: str) -> Sequence[Arbitration]:
    answer, kept = form.visit.answers.get(question), form.visit.gathered
    if answer is not None and answer.arbitration is not None:
        return [answer.arbitration]
    return kept.arbitrations.get(question, []) if kept else []


def _decided_about(form: Form, action: str) -> Sequence[Decision]:
    decision, kept = form.visit.plan.decisions.get(action), form.visit.gathered
    if decision is not None:
        return [decision]
    return kept.decisions.get(action, []) if kept else []


def _what_became(form: Form, action: str) -> Mapping[Any, str]:
    previous, kept = form.visit.previous, form.visit.gathered
    own = next((one for one in previous.actions if one.id == action), None) if previous else None
    if own is not None and own.became is not None:
        return {own.became: own.why or ""}
    return kept.became.get(action, {}) if kept else {}


def _own_actions(actions: Iterable[OwnAction]) -> dict[str, OwnAction]:
    """Return the actions that people added, each once, under names of their own."""
    found = {one.model_dump_json(): one for one in actions}
    ordered = sorted(found, key=lambda text: (folded(found[text].title), text))
    named = dict[str, OwnAction]()
    for text in ordered:
        named[untaken(identifier(found[text].title), named)] = found[text]
    return named


def _previous_order(previous: Previous) -> tuple[datetime.date, str, str]:
    """Return what orders former visits; what became of their actions is said by the later ones."""
    actions = [one.model_copy(update={"became": None, "why": None}) for one in previous.actions]
    told = previous.model_copy(update={"actions": actions})
    return previous.date, previous.hash or "", told.model_dump_json()


def _same_previous(one: Previous | None, other: Previous) -> bool:
    return one is not None and (one.date, one.hash) == (other.date, other.hash)


def _draft_order(draft: Draft) -> tuple[str, str]:
    return draft.of or "", draft.kind


def _aside_order(one: SetAside) -> tuple[str, list[int], str]:
    return one.id, [*map(int, one.version.split("."))], one.model_dump_json()
