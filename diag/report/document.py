"""A document: what one reader of a visit is given, as a head, parts in their order, and a foot.

One view-model serves every carrier: the parts are the same in HTML, Markdown, Word and JSON, and bear
the same name in all of them: that of their template, of their variable, of their key. Pages print
nothing but what a view holds: texts are made safe and typeset as they enter it.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar, get_args

from diag.french import typeset
from diag.safe_text import printable

_VERBATIM = frozenset({"structure", "opening", "owner", "note", "evidence", "quote", "file_name"})
"""Fields that hold what people typed, shown as they typed it."""


class Part:
    """A part of a view: its texts lose control characters and take French spaces as they enter it.

    Every part is a frozen dataclass of texts, flags, other parts, and tuples of them.
    """

    def __post_init__(self) -> None:
        held = vars(self)  # a frozen dataclass refuses assignments, not its own dictionary
        for name, value in held.items():
            held[name] = _mapped(value, printable if name in _VERBATIM else _entering)


AnyPart = TypeVar("AnyPart", bound=Part)


def with_texts(part: AnyPart, change: Callable[[str], str]) -> AnyPart:
    """Return a copy of a part of a view, where `change` was applied to each text at any depth."""
    other = copy.copy(part)
    for name, value in vars(part).items():
        vars(other)[name] = _mapped(value, change, lambda inner: with_texts(inner, change))
    return other


def _entering(text: str) -> str:
    return typeset(printable(text))


def _as_it_is(part: Part) -> Part:
    return part


def _mapped(value: Any, change: Callable[[str], str], inner: Callable[[Part], Part] = _as_it_is) -> Any:
    """Return a value of a part with its texts changed, and the parts it holds by `inner`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple([_mapped(item, change, inner) for item in value])
    return inner(value) if isinstance(value, Part) else value


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a view, or of a part of it, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, Part):
        for item in vars(value).values():
            yield from texts(item)


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


@dataclass(frozen=True)
class Quality(Section):
    """What the figures are worth: rows read and left out, forms, what is not finished."""

    name: ClassVar[str] = "quality"

    lines: tuple[str, ...]
    file_name: str
