"""The register of what was erased: one line each time, without any name, to be shown when asked for.

A table for Excel in French, whatever it saved it as: plain letters, « ; », a mark of UTF-8.
"""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import read_whole
from diag.visit.visit_file import locked, write_bytes

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
