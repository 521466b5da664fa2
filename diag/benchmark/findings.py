"""What an attack finds: a cell, and how a reader would get at it."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from diag.benchmark.release import CellKey


class Kind(Enum):
    """How something comes out that should not."""

    SMALL = "a published cell fails M16, or has too few answers (M17)"
    FINE = "a number is finer than the size of its cell allows (M16, M17)"
    SIZE = "a size class is not that of the structures (M18)"
    ORPHAN = "a cell is published, and one that holds it is not"
    DIFFERENCE = "a published cell less others that lie in it (M17)"
    SUM = "published cells added and subtracted (M17)"
    CHANGE = "two releases differ by a few organisations"


@dataclass(frozen=True)
class Finding:
    """One thing that an attack gets at.

    Attributes:
        kind: how.
        subject: what is told of the cell: `""` (its size), a measure, `niveaux:` and a measure, or
            a question.
        cell: the cell at fault: published, secret and computed, or the smallest published one that
            holds what is computed.
        terms: published cells whose sum, each times its number, is the group that comes out.
        n, organisations, largest: of this group, where structures are known; else 0.

    """

    kind: Kind
    subject: str
    cell: CellKey
    terms: tuple[tuple[Fraction, CellKey], ...] = ()
    n: int = 0
    organisations: int = 0
    largest: int = 0
