"""A document: what one reader of a visit is given, as a head, parts in their order, and a foot.

One view-model serves every carrier: the parts are the same in HTML, Markdown, Word and JSON, and bear
the same name in all of them: that of their template, of their variable, of their key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from diag.report.view_model import Part

Reader = Literal["conseil", "direction", "conseiller", "financeur"]
Page = Reader | Literal["reseau", "repere", "evolution", "bilan"]
"""What a document is: of one visit, for a reader; the page of a network, of a release, of some visits,
of a period."""
READERS: tuple[Reader, ...] = get_args(Reader)
"""Who reads: the board, the direction, the adviser, a funder."""
MOST_SIGNS = 48
"""Signs of a name that is set large; a longer one is set smaller, on two lines at most."""


@dataclass(frozen=True)
class Section(Part):
    """One part of a document; `heading` is its title, empty where it has none.

    `name` is that of its templates (`parts/NAME.html.j2`, `parts/NAME.md.j2`), of its variable in a
    Word template and of its key in JSON.
    """

    name: ClassVar[str]

    heading: str


@dataclass(frozen=True)
class Fact(Part):
    """A short text, and the words of the visit that go with it; empty where there are none."""

    text: str
    quote: str = ""


@dataclass(frozen=True)
class Head(Part):
    """What stands above all (E1): what this is, of whom, when, and what the data are."""

    kicker: str
    structure: str
    small: bool  # a long name is set smaller
    lines: tuple[str, ...]
    stamps: tuple[str, ...]


@dataclass(frozen=True)
class Foot(Part):
    """What closes a document: how to read its figures, whom to talk to, what it was made with."""

    reading: str
    contact_title: str
    contact: str
    email: str
    made_with: str


@dataclass(frozen=True)
class Entry(Part):
    """One line of the contents."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Document(Part):
    """What one reader is given, whole.

    Attributes:
        reader: for whom it is, or which page.
        title: of the window.
        running: foot of each printed page: the name, the date, the stamp.
        mark: of which visit this is: see `report_files`; empty for the other pages.
        head, sections, foot: what is read, in order.
        contents: the parts that have a title; empty on a single page.
    """

    reader: Page
    title: str
    running: str
    mark: str
    head: Head
    contents: tuple[Entry, ...]
    sections: tuple[Section, ...]
    foot: Foot

    @property
    def parts(self) -> Mapping[str, Section]:
        """The parts by name, in their order."""
        return {section.name: section for section in self.sections}


@dataclass(frozen=True)
class Lead(Section):
    """The sentence that opens a document (M25); the structure's own words replace ours.

    What people typed may be long: it is cut between words, and `more` says where it is whole; `long`
    sets it as a text.
    """

    name: ClassVar[str] = "lead"

    opening: str
    more: str
    long: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its two sentences, each of which a page keeps on one line; a longer text is one block."""
        parts = re.split(r"(?<=[.!?…]) ", self.opening)
        return tuple(parts) if len(parts) == 2 and not self.long else (self.opening,)
