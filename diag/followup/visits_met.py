"""The visits of a folder that a period counts, and the files that it does not, each with why.

The folder is read with those inside it; links are not followed, and files whose name begins with a
point are the program's own. A visit counts by its date, even unfinished: it is then said.
"""

import datetime
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from diag.benchmark.structures import same_name
from diag.followup.activity import Activity, Met
from diag.followup.compared_visits import Compared, VisitSide, compare_visits, compared_with_previous
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, STRUCTURE_CODE, TYPE_FIELD, Questionnaire
from diag.questionnaire.user_files import explain_os_error
from diag.scoring.assessment import assess_all
from diag.visit.acceptance import Matched, match
from diag.visit.visit_copies import HANDED_OVER
from diag.visit.visit_file import NOT_A_VISIT, read_visit
from diag.visit.visit_model import Visit, answer_hash

Period = tuple[datetime.date, datetime.date]
"""First and last day, both in it."""
LINK = "lien, qui n’est pas suivi"
COPY = "copie d’une visite (à transmettre, de secours ou d’avant)"
OTHER_FILE = "ce n’est pas une visite"
UNREADABLE = "illisible"
OTHER_QUESTIONNAIRE = "autre questionnaire"
CONTRADICTS = "visite qui se contredit"
PREPARED = "visite préparée, sans aucune réponse"
OUTSIDE = "hors de la période"
IMAGINED = "cas illustratif, aux réponses imaginées"
TWICE = "même structure et même date qu’un autre fichier"
SAME_ANSWERS = "mêmes réponses et même date qu’un autre fichier, sous un autre nom"
_COPIES = re.compile(r"\.(secours|avant-secours|secours-laisse|modifie-ailleurs|avant-recommencement)(-\d+)?$")
_SUFFIXES = (".yaml", ".yml")
_BY_CHANCE = 10
"""Answers from which two structures do not give the same ones by chance."""


class Aside(NamedTuple):
    """A file that is not counted, why, and what is said of it at its place where it is wrong."""

    file: str
    why: str
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class VisitsMet:
    """What a folder holds for a period: the structures met, and the files left, in their order.

    `illustrative` says that the visits are imagined; empty for real ones.
    """

    activity: Activity
    aside: tuple[Aside, ...]
    illustrative: str


@dataclass(frozen=True)
class _Read:
    """A visit of the folder: its file, what it holds, whose it is."""

    file: str
    visit: Visit
    source: Source
    structure: str = ""

    @property
    def date(self) -> datetime.date:
        return self.visit.visit.date


def visits_met(
    folder: Path,
    questionnaire: Questionnaire,
    period: Period,
    leave: Path | None = None,
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> VisitsMet:
    """Return the structures that a folder says were met in a period.

    Args:
        leave: a file that is no visit and is known to be there.
        advance: told after each file how many were read, of how many.
    """
    aside: list[Aside] = []
    read: list[_Read] = []
    left = leave and leave.absolute()
    files = [file for file in _yaml_files(folder, aside) if (folder / file).absolute() != left]
    for done, file in enumerate(files, 1):
        found = _read(folder, file, questionnaire)
        if isinstance(found, Aside):
            aside.append(found)
        else:
            read.append(found)
        advance(done, len(files))
    if real := [one for one in read if not one.visit.illustrative]:  # never counted with imagined ones
        aside += [Aside(one.file, IMAGINED) for one in read if one.visit.illustrative]
        read = real
    read = list(_without_renamed(list(_each_once(_named(read), aside)), aside))
    inside = [one for one in read if period[0] <= one.date <= period[1]]
    aside += [Aside(one.file, OUTSIDE) for one in read if not period[0] <= one.date <= period[1]]
    met = tuple(_met(questionnaire, read, inside, aside))
    stamps = dict.fromkeys(one.visit.illustrative for one in inside if one.visit.illustrative)
    return VisitsMet(
        activity=Activity(questionnaire, met), aside=tuple(sorted(aside)), illustrative=next(iter(stamps), "")
    )


def _yaml_files(folder: Path, aside: list[Aside]) -> list[str]:
    """Return the files that may be visits, by name, and note the links and folders that are left."""
    found: list[str] = []

    def refused(error: OSError) -> None:
        place = Path(error.filename or folder)
        mistake = Mistake(str(place), 0, 0, "F01", *explain_os_error(error, place))
        aside.append(Aside(os.path.relpath(place, folder), UNREADABLE, (mistake,)))

    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(os.path.relpath(place, folder))
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        aside.extend(Aside(str(here / name), LINK) for name in linked)
        found += [str(here / n) for n in sorted(names) if n.lower().endswith(_SUFFIXES) and not n.startswith(".")]
    return found


def _read(folder: Path, file: str, questionnaire: Questionnaire) -> _Read | Aside:
    path = folder / file
    if path.is_symlink():
        return Aside(file, LINK)
    if file.endswith(HANDED_OVER) or _COPIES.search(path.stem):
        return Aside(file, COPY)
    try:
        visit, source = read_visit(path)
    except Refusal as refusal:
        if any(one.what == NOT_A_VISIT for one in refusal.mistakes):
            return Aside(file, OTHER_FILE)
        return Aside(file, UNREADABLE, refusal.mistakes)
    if visit.questionnaire.id != questionnaire.header.id:
        return Aside(file, OTHER_QUESTIONNAIRE)
    if not _answers(visit):
        return Aside(file, PREPARED)
    return _Read(file, visit, source)


def _named(read: Sequence[_Read]) -> Iterator[_Read]:
    """Yield each visit with whose it is: the code that its network gave, else name, type, département.

    A visit without a code is that of its namesake which has one, if there is one alone. Without a name
    either, nobody knows: it is a structure of its own.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for one in read:
        codes[_described(one)] |= {_code(one.visit)} - {""}
    for one in read:
        known = {_code(one.visit)} - {""} or codes[_described(one)]
        yield replace(one, structure=f"code {min(known)}" if len(known) == 1 else _described(one))


def _code(visit: Visit) -> str:
    return same_name(str(visit.structure.profile.get(STRUCTURE_CODE, "")))


def _described(one: _Read) -> str:
    structure = one.visit.structure
    name = same_name(structure.name)
    if not name:
        return f"file {one.file}"
    return " / ".join([name, *(str(structure.profile.get(field, "")) for field in (TYPE_FIELD, DEPARTMENT_FIELD))])


def _each_once(read: Iterator[_Read], aside: list[Aside]) -> Iterator[_Read]:
    """Yield one file for each structure and date.

    That of most people, which gathers theirs; then the finished one, the fullest, the last by name.
    """
    alike: dict[tuple[str, datetime.date], list[_Read]] = defaultdict(list)
    for one in read:
        alike[one.structure, one.date].append(one)
    for some in alike.values():
        kept = max(
            some,
            key=lambda one: (len(one.visit.respondents), one.visit.visit.finished, _answers(one.visit), one.file),
        )
        aside += [Aside(one.file, TWICE) for one in some if one is not kept]
        yield kept


def _without_renamed(read: Sequence[_Read], aside: list[Aside]) -> Iterator[_Read]:
    """Yield the visits without the copies that bear another name: one more structure may let small classes out.

    Two codes of the network are two structures, whatever they answer.
    """
    seen: dict[tuple[str, datetime.date], _Read] = {}
    for one in read:
        first = seen.setdefault((answer_hash(one.visit), one.date), one)
        codes = {_code(first.visit), _code(one.visit)} - {""}
        if first is one or len(codes) > 1 or _answers(one.visit) < _BY_CHANCE:
            yield one
        else:
            aside.append(Aside(one.file, SAME_ANSWERS))


def _answers(visit: Visit) -> int:
    return sum(answer.status != "missing" for answer in visit.answers.values())


def _met(
    questionnaire: Questionnaire, read: Sequence[_Read], inside: Sequence[_Read], aside: list[Aside]
) -> Iterator[Met]:
    """Yield each structure of the period, in the order of its latest visit."""
    matched = dict(_matched(questionnaire, inside, aside))
    visits: dict[str, list[_Read]] = defaultdict(list)
    for one in sorted(read, key=lambda one: (one.date, one.file)):
        visits[one.structure].append(one)
    latest = filter(None, ([one for one in some if one.file in matched] for some in visits.values()))
    chosen = sorted(latest, key=lambda some: (some[-1].date, some[-1].file))
    rows = [matched[some[-1].file] for some in chosen]
    for some, row, scored in zip(chosen, rows, assess_all(questionnaire, rows) if rows else (), strict=True):
        last = some[-1]
        before = [one.visit for one in visits[last.structure] if one.date < last.date]
        side = VisitSide(last.visit, row, scored)
        yield Met(
            side=side,
            visits=tuple([one.visit for one in some]),
            following=bool(before) or last.visit.previous is not None,
            since=_since(questionnaire, side, before),
        )


def _matched(
    questionnaire: Questionnaire, inside: Sequence[_Read], aside: list[Aside]
) -> Iterator[tuple[str, Matched]]:
    for one in inside:
        try:
            yield one.file, match(one.visit, questionnaire, one.source)
        except Refusal as refusal:
            aside.append(Aside(one.file, CONTRADICTS, refusal.mistakes))


def _since(questionnaire: Questionnaire, side: VisitSide, before: Sequence[Visit]) -> Compared | None:
    """Return what moved since the visit that the latest recalls, else since the last of the folder."""
    if side.visit.previous is not None and side.visit.previous.answers:
        return compared_with_previous(questionnaire, side)
    try:
        return compare_visits(questionnaire, [before[-1], side.visit])[0] if before else None
    except Refusal:
        return None
