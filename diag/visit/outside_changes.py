"""A visit file that another program may change while it is open here; nothing it wrote is lost.

Before each save the file is compared with what was last read or written. Where it changed, both
visits are put together answer by answer, and one answer voice by voice, starting from the one that
both knew. What cannot be put together (the same answer given twice, a file that is no visit any
more) stays beside, whole, under a name that says so. A change made between the comparison and the
saving itself is not seen.
"""

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin

from diag.french import listing
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Model, Question, Questionnaire
from diag.questionnaire.user_files import read_whole
from diag.visit.acceptance import adopt, match
from diag.visit.visit_file import keep_beside, read_visit, spare_of, visit_text, write_text
from diag.visit.visit_model import Answer, Occasion, PlanChoices, Previous, Remarks, Structure, Visit

_Part = tuple[str, ...]
_Name = TypeVar("_Name", bound=Hashable)
Settle = Callable[[Question, Answer], Answer]
"""Returns an answer with what its voices retain: `scoring.voices.settled`."""


@dataclass(frozen=True)
class Saved:
    """What a save left.

    Attributes:
        visit: what the file holds now, changes made elsewhere included.
        path: where it was written; a spare copy where the file could not be replaced.
        said: sentences for the person, in French; empty when nobody else touched the file.
    """

    visit: Visit
    path: Path
    said: tuple[str, ...] = ()


class KnownVisit:
    """A visit file, and what this window last knew of it.

    While the file cannot be replaced, saves go to a spare copy of this window; the first one that
    reaches the file again takes the copy away (interview, line 9).
    """

    def __init__(self, path: Path, questionnaire: Questionnaire, settle: Settle | None = None) -> None:
        """Know nothing yet of a file.

        `settle` says what the answers of several people to one question retain; without it, what
        two of them answered in two windows is the same answer given twice.
        """
        self.path = self._wanted = path
        self._questionnaire = questionnaire
        self._settle = settle
        self._raw: bytes | None = None
        self._visit: Visit | None = None
        self._spare: tuple[Path, bytes] | None = None

    def read(self) -> Visit:
        """Return the visit of the file.

        Raises:
            Refusal: see `read_visit`.
        """
        self._raw = _bytes(self._wanted)
        self._visit = read_visit(self._wanted)[0]
        return self._visit

    def save(self, visit: Visit) -> Saved:
        """Save a visit over the file that is known, and beside whatever else it holds.

        Raises:
            Refusal: the file cannot be read or written.
        """
        said = list[str]()
        try:
            found = _bytes(self._wanted)
        except Refusal as refusal:
            return self._spared(visit, refusal)
        if found != self._raw:
            visit = self._reconciled(visit, found, said)
        text, spare = visit_text(visit), self._own_spare()
        self.path = write_text(self._wanted, text, private=True, spare=spare)
        # Only now: an interruption before this line finds the change again.
        if self.path == Path(os.path.realpath(self._wanted)):
            self._raw, self._visit, self._spare = text.encode(), visit, None
        else:
            if self._spare is None:
                said.append("Le fichier est pris par un autre logiciel.")
            self._raw, self._spare = found, (self.path, text.encode())
        if spare is not None and spare != self.path:
            with suppress(OSError):  # it would be offered at the next opening: nothing is lost
                spare.unlink()
        return Saved(visit, self.path, tuple(said))

    def _spared(self, visit: Visit, refusal: Refusal) -> Saved:
        """Save under another name what can no longer go where it was: a folder, a pipe stands there.

        Raises:
            Refusal: the folder refuses this one too.
        """
        text, known = visit_text(visit), self._spare is not None
        spare = self._own_spare() or spare_of(self._wanted)
        self.path = write_text(spare, text, private=True)
        self._spare = (self.path, text.encode())
        why = f"Le fichier de la visite n’en est plus un : {refusal.mistakes[0].what}."
        return Saved(visit, self.path, () if known else (why,))

    def _own_spare(self) -> Path | None:
        """Return the spare copy of this window, if nobody touched it since."""
        if self._spare is None:
            return None
        path, raw = self._spare
        with suppress(Refusal):
            return path if _bytes(path) == raw else None
        return None

    def _reconciled(self, visit: Visit, found: bytes | None, said: list[str]) -> Visit:
        """Return the visit with what another program changed; what became of it is added to `said`."""
        if found is None or not found.strip():
            said.append(_VANISHED if found is None else _EMPTIED)
            return visit
        before, theirs = self._visit, self._readable()
        if before is None or theirs is None:
            return self._mine(visit, found, said, _REPLACED)
        merged, taken, doubled = _merged(before, visit, theirs, self._joined)
        strangers = any(kind == "respondents" for kind, *_ in doubled)
        if strangers or not self._fits(merged):  # one id for two people, or for nobody any more
            return self._mine(visit, found, said, _AT_ODDS)
        if taken:
            said.append(
                "Le fichier a été modifié par un autre programme. Ses changements sont gardés :"
                f" {listing(self._titles(taken))}."
            )
        if doubled:
            told = f"Changé ici et par un autre programme : {listing(self._titles(doubled))}."
            return self._mine(merged, found, said, f"{told} {_OURS}")
        return merged

    def _mine(self, visit: Visit, found: bytes, said: list[str], told: str) -> Visit:
        """Return a visit that leaves something of the other version out: it is kept beside, whole."""
        beside = keep_beside(self._wanted, found, "modifie-ailleurs")
        said.append(f"{told} {beside.name}")
        return visit

    def _joined(self, part: _Part, before: Any, ours: Any, theirs: Any) -> Answer | None:
        """Return an answer that both changed with the voices of both, None if it cannot be."""
        if self._settle is None or part[0] != "answers" or ours is None or theirs is None:
            return None
        both = _with_both_voices(before, ours, theirs)
        return both and self._settle(self._questionnaire.question[part[1]], both)

    def _readable(self) -> Visit | None:
        """Return the visit of the file when it answers the same questions, None otherwise."""
        try:
            theirs = read_visit(self._wanted)[0]
        except Refusal:
            return None
        same = theirs.questionnaire.hash == self._questionnaire.hash
        return theirs if same and self._fits(theirs) else None

    def _fits(self, visit: Visit) -> bool:
        """Tell whether this questionnaire reads a visit whole, but for what it had set aside."""
        try:
            match(visit, self._questionnaire)
        except Refusal:
            return False
        return adopt(visit, self._questionnaire).set_aside == visit.set_aside

    def _titles(self, parts: list[_Part]) -> list[str]:
        return list(dict.fromkeys(self._title(*part) for part in parts))

    def _title(self, kind: str, name: str = "", *_: str) -> str:
        asked = self._questionnaire
        if kind == "answers":
            return asked.question[name].title
        if kind == "profile":
            return asked.field[name].title
        if kind == "remarks":
            field = asked.field.get(name)
            return f"notes sur « {field.title if field else _TITLES[name]} »"
        if kind == "decisions":
            return f"décision « {asked.action[name].title} »"
        return _TITLES[kind]


_VANISHED = "Le fichier de la visite avait été déplacé ou supprimé : il est récrit."
_EMPTIED = "Le fichier de la visite avait été vidé par un autre programme : récrit."
_REPLACED = "Le fichier de la visite avait été remplacé par un autre programme. Ce qu’il y avait mis est gardé dans"
_AT_ODDS = (
    "Le fichier a été modifié par un autre programme, d’une façon qui contredit vos réponses. Les"
    " vôtres sont enregistrées ; l’autre version est dans"
)
_OURS = "Ce qui a été répondu ici est enregistré ; l’autre version est dans"
_TITLES = {
    "name": "nom de la structure",
    "date": "date",
    "form": "forme",
    "mode": "façon de répondre",
    "finished": "fin de la visite",
    "respondents": "répondants",
    "set_aside": "réponses mises de côté",
    "capacity": "jours disponibles",
    "illustrative": "mention d’un cas fictif",
    "opening": "phrase qui ouvre le rapport",
    "note": "note sur la visite",
    "private_note": "note privée sur la visite",
    "own": "actions ajoutées au plan",
    "drafts": "textes en cours d’écriture",
    "previous": "réponses de la visite précédente",
    "gathered": "ce que disait chacun des formulaires réunis",
    "actions": "ce qu’est devenue une action de la visite précédente",
}

_HOLDERS: Mapping[str, type[Model]] = {"": Visit, "structure": Structure, "visit": Occasion, "plan": PlanChoices}
"""Parts of a visit whose fields change apart from each other; the whole of it has no name."""
_KEYED: Mapping[str, Callable[[Any], _Part]] = {
    "respondents": lambda one: (one.id,),
    "drafts": lambda one: (one.of or "", one.kind),
    "actions": lambda one: ("own" if one.own else "", one.id),
}
"""Lists of which each item changes apart, and what names an item; `actions` are of the visit before."""
_NOT_MERGED = {"format", "questionnaire", "place", "previous", *_HOLDERS, *_KEYED}
"""What is compared before, where each window stands, and what changes by its own parts."""


def _fields_of(*, named: bool) -> tuple[_Part, ...]:
    """Return the holder and the name of each field: of those that change by name, or of the others."""
    return tuple(
        (holder, name)
        for holder, model in _HOLDERS.items()
        for name, field in model.model_fields.items()
        if name not in _NOT_MERGED and (get_origin(field.annotation) is dict) is named
    )


_SINGLE, _NAMED = _fields_of(named=False), _fields_of(named=True)
"""Values that change whole, and values by name, each of which changes apart: the model says which."""


def _held(visit: Visit, holder: str) -> Any:
    return getattr(visit, holder) if holder else visit


def _without_actions(previous: Previous | None) -> Previous | None:
    return previous and previous.model_copy(update={"actions": []})


def _parts(visit: Visit) -> Iterator[tuple[_Part, Any]]:
    """Yield what two programs may change apart from each other."""
    previous = visit.previous
    for holder, name in _SINGLE:
        yield (name,), getattr(_held(visit, holder), name)
    yield ("previous",), _without_actions(previous)
    for holder, kind in _NAMED:
        for name, value in getattr(_held(visit, holder), kind).items():
            yield (kind, name), value
    actions = previous.actions if previous else []
    listed: dict[str, Sequence[Any]] = {"respondents": visit.respondents, "drafts": visit.drafts, "actions": actions}
    for kind, key in _KEYED.items():
        yield from (((kind, *key(item)), item) for item in listed[kind])


def _merged(
    before: Visit, ours: Visit, theirs: Visit, joined: Callable[[_Part, Any, Any, Any], Any]
) -> tuple[Visit, list[_Part], list[_Part]]:
    """Return both visits in one, what comes from the other, and what both changed (ours stays).

    `joined` puts together what both changed, where it can be; None where it cannot.
    """
    old, here, there = (dict(_parts(one)) for one in (before, ours, theirs))
    parts, taken, doubled = _three_way(old, here, there, joined)
    changes: dict[str, dict[str, Any]] = {holder: {} for holder in _HOLDERS}
    for holder, name in _SINGLE:
        changes[holder][name] = parts[name,]
    for holder, kind in _NAMED:
        held = {part[1]: value for part, value in parts.items() if part[0] == kind}
        changes[holder][kind] = {name: value for name, value in held.items() if value is not None}
    listed = {kind: [v for part, v in parts.items() if part[0] == kind and v is not None] for kind in _KEYED}
    actions = listed.pop("actions")
    previous = parts["previous",] or (ours.previous if actions else None)
    whole = {**changes.pop(""), **listed}
    whole["previous"] = previous and previous.model_copy(update={"actions": actions})
    for holder, changed in changes.items():
        whole[holder] = getattr(ours, holder).model_copy(update=changed)
    return ours.model_copy(update=whole), taken, doubled


_BESIDE = (*Remarks.model_fields, "scale", "arbitration")


def _with_both_voices(before: Answer | None, ours: Answer, theirs: Answer) -> Answer | None:
    """Return an answer with the voices of both, None where one person's or a note is changed twice."""
    three = (before or Answer(status="missing", scale=ours.scale), ours, theirs)
    old, here, there = ({voice.by: voice for voice in one.heard} for one in three)
    voices, _, twice = _three_way(old, here, there)
    old_side, side, their_side = map(_fields, three)
    beside, _, also = _three_way(old_side, side, their_side)
    heard = [voice for voice in voices.values() if voice is not None]
    if twice or also or len(heard) < 2:
        return None
    return ours.model_copy(update={**beside, "voices": heard})


def _fields(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in _BESIDE}


def _three_way(
    before: Mapping[_Name, Any],
    ours: Mapping[_Name, Any],
    theirs: Mapping[_Name, Any],
    joined: Callable[[_Name, Any, Any, Any], Any] = lambda *_: None,
) -> tuple[dict[_Name, Any], list[_Name], list[_Name]]:
    """Return ours with what they changed, the names of that, and what both changed: ours stays.

    `joined` puts together what both changed, where it can be. A value that is gone is None.
    """
    both, taken, doubled = dict(ours), list[_Name](), list[_Name]()
    for name in dict.fromkeys((*before, *theirs)):
        old, here, new = before.get(name), ours.get(name), theirs.get(name)
        if new in (old, here):
            continue
        found = new if here == old else joined(name, old, here, new)
        if here != old and found is None:
            doubled.append(name)
        else:
            both[name] = found
            taken.append(name)
    return both, taken, doubled


def _bytes(path: Path) -> bytes | None:
    """Return what the file holds, None when there is none.

    Raises:
        Refusal: it is no file, or it cannot be read.
    """
    # Path.exists raises on a name that no file can have (before Python 3.12).
    if not os.path.exists(path):  # noqa: PTH110
        return None
    return read_whole(path, "vérifiez que c’est bien le fichier voulu")
