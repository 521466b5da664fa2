"""What is too old to be kept: the visits of a folder, their copies, who recalls them, and the register.

A visit is as old as its date says, whatever the date of its file. What lies beside it under its name
(a spare copy, another version, the copy to hand over) goes with it. Nothing else is touched: links are
not followed, and what only looks like a visit, or only bears the name of a copy, is told.

The register holds one line for each time, without any name, in a table that French Excel opens.
"""

import calendar
import datetime
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.user_files import read_whole, system_refusal
from diag.visit.visit_file import COPIES, locked, read_visit, says_visit, write_bytes
from diag.visit.visit_model import Visit, answer_hash, identity_of


@dataclass(frozen=True)
class Rule:
    """How long visits are kept.

    Attributes:
        months: calendar months.
        today: the day that they are counted from.
    """

    months: int
    today: datetime.date

    def forgets(self, day: datetime.date) -> bool:
        """Tell whether something of a day is older: so many months after it is past.

        The last day of a month stands for those that it lacks: a month after 31 January is 28
        February.
        """
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        if year > datetime.MAXYEAR:
            return False
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(day.day, last)) < self.today


@dataclass(frozen=True)
class OldVisit:
    """An old visit, and what lies beside it under its name.

    Attributes:
        path: its file, which a window may hold open; it may be gone when a copy is left.
        versions: what each file that is read holds, by path.
        copies: files that bear its name, say that they are a visit or are empty, and cannot be read.
    """

    path: Path
    versions: dict[Path, Visit] = field(default_factory=dict)
    copies: tuple[Path, ...] = ()

    @cached_property
    def identities(self) -> frozenset[str]:
        """By what its reports know it, under each name and date that it had."""
        return frozenset(map(identity_of, self.versions.values()))

    def rank(self, path: Path) -> tuple[bool, Path]:
        """Return the order of its files: the visit itself first."""
        return path != self.path, path

    @property
    def days(self) -> list[datetime.date]:
        """Dates of the visit, one unless it was corrected."""
        return sorted({visit.visit.date for visit in self.versions.values()})


@dataclass(frozen=True)
class FolderVisits:
    """What a folder holds.

    Attributes:
        old: visits to forget, in the order of their paths.
        recent: those that are not old, by path.
        others: files that are no visit.
        mistakes: what could not be looked at, or read.
    """

    old: tuple[OldVisit, ...]
    recent: dict[Path, Visit]
    others: tuple[Path, ...]
    mistakes: tuple[Mistake, ...]

    def recalled(self, one: OldVisit) -> list[Path]:
        """Return the recent visits that recall an old one: what it answered lives on in them."""
        return [
            path
            for path, visit in self.recent.items()
            if any(_recalls(visit, former) for former in one.versions.values())
        ]


def _recalls(visit: Visit, former: Visit) -> bool:
    previous = visit.previous
    if previous is None or previous.date != former.visit.date:
        return False
    same = visit.structure.name.casefold() == former.structure.name.casefold()
    return same or previous.hash == answer_hash(former)


def look(folder: Path, rule: Rule) -> FolderVisits:
    """Return what a folder holds, at any depth, and what of it is too old."""
    mistakes: list[Mistake] = []
    files = list(_files(folder, mistakes))
    visits = dict(_read(files, mistakes))
    old = {path: visit for path, visit in visits.items() if rule.forgets(visit.visit.date)}
    recent = {path: visit for path, visit in visits.items() if path not in old}
    mains = {main_file(path) for path in old}
    named = {path for path in files if path not in visits and main_file(path) in mains - {path}}
    copies = {path for path in named if _was_visit(path)}
    mistakes += [_no_copy(path) for path in sorted(named - copies)]
    held = tuple(_gathered(main, old, sorted(copies)) for main in sorted(mains))
    told = tuple(one for one in mistakes if Path(one.file) not in copies)
    wrong = {Path(one.file) for one in told}
    others = tuple(path for path in files if path not in {*visits, *copies, *wrong})
    return FolderVisits(held, recent, others, told)


def _was_visit(path: Path) -> bool:
    """Tell whether a file is what is left of a visit: it still says so, or a full disk left it empty."""
    if path.is_symlink() or not path.is_file():
        return False
    return path.stat().st_size == 0 or says_visit(path)


def _no_copy(path: Path) -> Mistake:
    what = "il porte le nom d’une copie d’une visite à effacer, et n’en est pas une"
    return Mistake(str(path), 0, 0, "F05", what, "regardez-le : il est laissé")


def _gathered(main: Path, old: dict[Path, Visit], copies: Sequence[Path]) -> OldVisit:
    versions = {path: visit for path, visit in old.items() if main_file(path) == main}
    return OldVisit(main, versions, tuple(path for path in copies if main_file(path) == main))


def main_file(path: Path) -> Path:
    """Return the visit that a file is a copy of, by its name; the file itself where it is none."""
    match = re.fullmatch(rf"(.+?)(?:\.(?:{'|'.join(COPIES)})(?:-\d+)?)+", path.stem)
    return path.with_name(f"{match[1]}{path.suffix}") if match else path


def _files(folder: Path, mistakes: list[Mistake]) -> Iterator[Path]:
    """Yield the files of a folder at any depth, links as they are, in the order of their paths."""

    def refused(error: OSError) -> None:
        mistakes.extend(system_refusal(error, Path(error.filename or folder)).mistakes)

    for place, folders, names in os.walk(folder, onerror=refused):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))


def _read(files: Sequence[Path], mistakes: list[Mistake]) -> Iterator[tuple[Path, Visit]]:
    """Yield the visits among files, by path; what says that it is one and is not read is a mistake."""
    for path in files:
        if path.is_symlink() or not says_visit(path):
            continue
        try:
            yield path, read_visit(path)[0]
        except Refusal as refusal:
            first = refusal.mistakes[0]
            how = "regardez-le : il est laissé, quel que soit son âge"
            mistakes.append(Mistake(str(path), 0, 0, first.code, first.what, how))


def erase(one: OldVisit, more: Sequence[Path], erased: list[Path]) -> list[Mistake]:
    """Erase a visit with all that goes with it; return what the system refuses.

    Args:
        one: the visit; not while a window holds it open.
        more: its reports, erased first: they are found again by the visit as long as it is there,
            so it stays where one of them does.
        erased: receives each file once it is gone, whatever comes after.
    """
    try:
        with locked(one.path):
            refused = _erase_each([*more, *one.copies], erased)
            return refused or _erase_each(sorted(one.versions, key=one.rank, reverse=True), erased)
    except Refusal as refusal:
        return list(refusal.mistakes)


def _erase_each(paths: Sequence[Path], erased: list[Path]) -> list[Mistake]:
    refused: list[Mistake] = []
    for path in paths:
        try:
            _refuse_protected(path)
            path.unlink()
        except OSError as error:
            refused.extend(system_refusal(error, path).mistakes)
        except Refusal as refusal:
            refused.extend(refusal.mistakes)
        else:
            erased.append(path)
    return refused


def _refuse_protected(path: Path) -> None:
    """Refuse what somebody protected: on every system, as Windows does."""
    if not path.stat().st_mode & stat.S_IWUSR:
        how = "enlevez cette protection, puis recommencez"
        raise refuse_file(path, "F01", "ce fichier est protégé en écriture", how)


REGISTER = "registre-effacements.csv"
"""Its name, in the folder that was looked at."""
COLUMNS = "date;visites;mois_le_plus_ancien;mois_le_plus_recent;fichiers;regle"
_MARK, _END = b"\xef\xbb\xbf", b"\r\n"


@dataclass(frozen=True)
class Erasure:
    """What was erased at once.

    Attributes:
        day: when.
        visits: how many visits.
        oldest, newest: months of their dates, `2022-03`.
        files: how many files, copies and reports included.
        rule: why, in French: « plus de 36 mois ».
    """

    day: datetime.date
    visits: int
    oldest: str
    newest: str
    files: int
    rule: str

    @property
    def line(self) -> str:
        """The line of the register."""
        return f"{self.day};{self.visits};{self.oldest};{self.newest};{self.files};{self.rule}"


@contextmanager
def opened_register(folder: Path) -> Iterator[Path]:
    """Hold the register of a folder, to be read before anything is erased.

    Raises:
        Refusal: what bears its name is no register, or the folder refuses.
    """
    path = folder / REGISTER
    with locked(path):
        _lines(path)
        yield path


def register(path: Path, erasure: Erasure) -> None:
    """Add a line to a register that is held, whole or not at all.

    Raises:
        Refusal: the folder refuses it, or the disk is full.
    """
    write_bytes(path, _lines(path) + erasure.line.encode() + _END)


def _lines(path: Path) -> bytes:
    """Return what a register holds, up to the end of its last line; its head where there is none."""
    if not os.path.lexists(path):
        return _MARK + COLUMNS.encode() + _END
    held = read_whole(path, "ouvrez-le pour voir ce que c’est")
    head = held.removeprefix(_MARK).lstrip().splitlines()[:1]
    if [line.strip(b"; ") for line in head] != [COLUMNS.encode()]:
        what = "ce fichier n’est pas un registre d’effacements : rien n’est effacé"
        raise refuse_file(path, "F05", what, "renommez-le, puis recommencez")
    return held if held.endswith(b"\n") else held + _END
