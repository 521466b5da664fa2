"""A visit file that another program may change while it is open here; nothing it wrote is lost.

Before each save the file is compared with what was last read or written. Where it changed, both
visits are put together answer by answer, starting from the one that both knew. What cannot be put
together (the same answer given twice, a file that is no visit any more) stays beside, whole, under
a name that says so. A change made between the comparison and the saving itself is not seen.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diag.french import listing
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import explain_os_error, read_whole
from diag.visit.acceptance import adopt, match
from diag.visit.result_folder import write_whole
from diag.visit.visit_file import OWNER_ONLY, read_visit, visit_text, write_text
from diag.visit.visit_model import Visit

_Part = tuple[str, ...]


@dataclass(frozen=True)
class Saved:
    """What a save left.

    Attributes:
        visit: what the file holds now, changes made elsewhere included.
        path: where it was written; a spare copy where Windows kept the file busy.
        said: sentences for the person, in French; empty when nobody else touched the file.

    """

    visit: Visit
    path: Path
    said: tuple[str, ...] = ()


class KnownVisit:
    """A visit file, and what this window last knew of it."""

    def __init__(self, path: Path, questionnaire: Questionnaire) -> None:
        self.path = self._wanted = path
        self._questionnaire = questionnaire
        self._raw: bytes | None = None
        self._visit: Visit | None = None

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
        text = visit_text(visit)
        self.path = write_text(self._wanted, text, private=True)
        # Only now: an interruption before this line finds the change again.
        if self.path == Path(os.path.realpath(self._wanted)):
            self._raw, self._visit = text.encode(), visit
        else:
            self._raw = found
        return Saved(visit, self.path, tuple(said))

    def _spared(self, visit: Visit, refusal: Refusal) -> Saved:
        """Save under another name what can no longer go where it was: a folder, a pipe stands there.

        Raises:
            Refusal: the folder refuses this one too.

        """
        spare = self._wanted.with_name(f"{self._wanted.stem}.secours{self._wanted.suffix}")
        if spare == self.path or not os.path.lexists(spare):
            self.path = write_text(spare, visit_text(visit), private=True)
            why = refusal.mistakes[0].what
            return Saved(visit, self.path, (f"Le fichier de la visite n’en est plus un : {why}.",))
        raise refusal

    def _reconciled(self, visit: Visit, found: bytes | None, said: list[str]) -> Visit:
        """Return the visit with what another program changed; what became of it is added to `said`."""
        before = self._visit
        if found is None:
            said.append("Le fichier de la visite avait été déplacé ou supprimé : il est récrit.")
            return visit
        if not found.strip():
            said.append("Le fichier de la visite avait été vidé par un autre programme : récrit.")
            return visit
        theirs = self._readable()
        if before is None or theirs is None:
            beside = _keep_beside(self._wanted, found)
            said.append(
                "Le fichier de la visite avait été remplacé par un autre programme. Ce qu’il y"
                f" avait mis est gardé dans {beside.name}"
            )
            return visit
        merged, taken, doubled = _merged(before, visit, theirs)
        if not self._fits(merged):  # an answer by a respondent that they removed, say
            beside = _keep_beside(self._wanted, found)
            said.append(
                "Le fichier a été modifié par un autre programme, d’une façon qui contredit vos"
                f" réponses. Les vôtres sont enregistrées ; l’autre version est dans {beside.name}"
            )
            return visit
        if taken:
            said.append(
                "Le fichier a été modifié par un autre programme. Ses changements sont gardés :"
                f" {listing(self._titles(taken))}."
            )
        if doubled:
            beside = _keep_beside(self._wanted, found)
            said.append(
                f"Changé ici et par un autre programme : {listing(self._titles(doubled))}. Ce qui a"
                f" été répondu ici est enregistré ; l’autre version est dans {beside.name}"
            )
        return merged

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
        titles = []
        for kind, *names in parts:
            title = _TITLES.get(kind, "")
            if kind == "answers":
                title = self._questionnaire.question[names[0]].title
            elif kind == "profile":
                title = self._questionnaire.field[names[0]].title
            elif kind == "decisions":
                title = f"décision « {self._questionnaire.action[names[0]].title} »"
            titles.append(title)
        return titles


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
}


_OCCASION = ("date", "form", "mode", "finished")


def _parts(visit: Visit) -> Iterator[tuple[_Part, Any]]:
    """Yield what two programs may change apart from each other."""
    yield ("name",), visit.structure.name
    for name, value in visit.structure.profile.items():
        yield ("profile", name), value
    for name in _OCCASION:
        yield (name,), getattr(visit.visit, name)
    yield ("illustrative",), visit.illustrative
    yield ("opening",), visit.opening
    yield ("respondents",), visit.respondents
    for name, answer in visit.answers.items():
        yield ("answers", name), answer
    yield ("set_aside",), visit.set_aside
    yield ("capacity",), visit.plan.capacity
    for name, decision in visit.plan.decisions.items():
        yield ("decisions", name), decision


def _merged(before: Visit, ours: Visit, theirs: Visit) -> tuple[Visit, list[_Part], list[_Part]]:
    """Return both visits in one, what comes from the other, and what both changed (ours stays)."""
    old, here, there = dict(_parts(before)), dict(_parts(ours)), dict(_parts(theirs))
    taken, doubled = list[_Part](), list[_Part]()
    for part in dict.fromkeys((*old, *there)):
        new = there.get(part)
        if new == old.get(part) or new == here.get(part):
            continue
        if here.get(part) == old.get(part):
            here[part] = new
            taken.append(part)
        else:
            doubled.append(part)

    def kept(kind: str) -> dict[str, Any]:
        return {p[1]: v for p, v in here.items() if p[0] == kind and len(p) > 1 and v is not None}

    plan = {"capacity": here[("capacity",)], "decisions": kept("decisions")}
    occasion = {name: here[(name,)] for name in _OCCASION}
    changes = {
        "structure": ours.structure.model_copy(
            update={"name": here[("name",)], "profile": kept("profile")}
        ),
        "visit": ours.visit.model_copy(update=occasion),
        "illustrative": here[("illustrative",)],
        "opening": here[("opening",)],
        "respondents": here[("respondents",)],
        "answers": kept("answers"),
        "set_aside": here[("set_aside",)],
        "plan": ours.plan.model_copy(update=plan),
    }
    return ours.model_copy(update=changes), taken, doubled


def _bytes(path: Path) -> bytes | None:
    """Return what the file holds, None when there is none.

    Raises:
        Refusal: it is no file, or it cannot be read.

    """
    # Path.exists raises on a name that no file can have (before Python 3.12).
    if not os.path.exists(path):  # noqa: PTH110
        return None
    return read_whole(path, "vérifiez que c’est bien le fichier voulu")


def _keep_beside(path: Path, raw: bytes) -> Path:
    """Write what another program had put in the file under a new name, and return it."""
    path = Path(os.path.realpath(path))
    number = 1
    while os.path.lexists(beside := _beside(path, number)):
        number += 1
    try:
        beside.touch(OWNER_ONLY, exist_ok=False)
        write_whole(beside, raw)
    except OSError as error:
        raise refuse_file(beside, "F01", *explain_os_error(error, beside)) from None
    return beside


def _beside(path: Path, number: int) -> Path:
    rank = f"-{number}" if number > 1 else ""
    return path.with_name(f"{path.stem}.modifie-ailleurs{rank}{path.suffix}")
