"""Whose answer a row is: key, name, organisation, role, date, and the tool's own marks."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from diag.export.layout import Heading, Layout
from diag.export.spelling import is_blank, is_scientific, normalise, squeeze
from diag.safe_text import printable
from diag.table.completion import Marker
from diag.table.tools import (
    DATES,
    MARKS,
    OPERATOR_NAMES,
    RESPONSE_IDS,
    ROLES,
    STAMPS,
    STRUCTURE_IDS,
    STRUCTURE_NAMES,
    STRUCTURES,
    TECHNICAL,
    TECHNICAL_STARTS,
    TOOL_STARTS,
)

_LETTERS = re.compile(r"[a-z]+")
_BARE = re.compile(r"[.,]0{1,2}$|[\s.\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
# A spreadsheet may have eaten one leading zero; Corsican numbers hold a letter.
_SHAPES = {
    "finess": re.compile(r"\d{8,9}|2[ABab]\d{7}"),
    "siret": re.compile(r"\d{13,14}"),
    "siren": re.compile(r"\d{8,9}"),
}
_WIDTHS = {"finess": 9, "siret": 14, "siren": 9}
_OPERATOR_WORDS = frozenset({"ej", "juridique", "gestionnaire", "organisme", "siege"})
_PLACE_WORDS = frozenset({"et", "etablissement", "geographique", "structure"})
_ID = re.compile(r"(?=\S*\d)[\w.:/-]{1,40}")
_STRUCTURE_WORDS = frozenset(
    ("structure", "etablissement", "esms", "service", "lieu", "site", "foyer", "association", "nom")
)
_HALF = 0.5


@dataclass(frozen=True)
class Number:
    """A column of official numbers, recognised by its heading and by what it holds."""

    position: int
    kind: Literal["finess", "siret", "siren"]
    operator: bool
    place: bool

    @property
    def width(self) -> int:
        """Digits of such a number."""
        return _WIDTHS[self.kind]


def official_numbers(layout: Layout) -> tuple[list[Number], list[str]]:
    """Return the columns of FINESS, SIRET and SIREN numbers, and notes on those damaged.

    The heading alone does not tell: a questionnaire may ask whether there is a FINESS number.
    """
    found, notes = [], []
    for heading in layout.headings:
        words = set(_LETTERS.findall(normalise(heading.name)))
        kind: Literal["finess", "siret", "siren"]
        for kind in ("finess", "siret", "siren"):
            if kind not in words:
                continue
            cells = list(samples(layout, heading.position))
            if _share(bool(_SHAPES[kind].fullmatch(_BARE.sub("", c.strip()))) for c in cells):
                operator = kind == "siren" or bool(words & _OPERATOR_WORDS)
                found.append(Number(heading.position, kind, operator, bool(words & _PLACE_WORDS)))
            elif _share(is_scientific(c) for c in cells):
                notes.append(
                    f"{shown(heading)} : numéros arrondis par un tableur (1,23E+13) ; "
                    "cette colonne ne peut pas servir de clé"
                )
            break
    return found, notes


def pick_key(
    layout: Layout, numbers: Sequence[Number], free: Sequence[Heading], code: int | None
) -> tuple[int | None, list[str]]:
    """Return the column of the key and notes; an official number is surer than an id of the tool.

    `code` is the column where the questionnaire itself asks for the code given by the network.
    """
    notes: list[str] = []
    for kind in ("finess", "siret"):
        able = [n for n in numbers if n.kind == kind and not n.operator]
        able = [n for n in able if n.place] or able
        if len(able) == 1:
            return able[0].position, notes
        if able:
            where = ", ".join(f"#{n.position + 1}" for n in able)
            notes.append(
                f"plusieurs colonnes de numéros {kind.upper()} ({where}) : "
                "dites laquelle est la clé avec --cle"
            )
    identified = [h for h in free if _holds_ids(layout, h.position)]
    candidates = (
        first_of(STRUCTURE_IDS, free),
        code if code is not None and any(True for _ in samples(layout, code)) else None,
        first_of(STRUCTURES, identified),
        first_of(RESPONSE_IDS, free),
    )
    return next((position for position in candidates if position is not None), None), notes


def _holds_ids(layout: Layout, position: int) -> bool:
    """Tell whether the cells of a column are identifiers, and no names: one word with a figure."""
    cells = list(samples(layout, position))
    return bool(cells) and all(_ID.fullmatch(cell.strip()) for cell in cells)


def names_responses(layout: Layout, position: int) -> bool:
    """Tell whether a column numbers the responses: the tool's own id, never met twice."""
    cells = list(samples(layout, position))
    own = not names_of(layout.headings[position]).isdisjoint(RESPONSE_IDS)
    return own and len(set(cells)) == len(cells)


def likely_keys(layout: Layout, read: Set[int]) -> list[Heading]:
    """Return the columns that may name the structure of several respondents, the likeliest first.

    Their texts come back from row to row. `read` are the columns that tell something else.
    """
    found = []
    for heading in layout.headings:
        cells = list(samples(layout, heading.position))
        different = len({normalise(cell) for cell in cells})
        full = 2 * len(cells) > len(layout.sample)
        if heading.position not in read and full and 1 < different < len(cells):
            words = set(_LETTERS.findall(normalise(heading.name)))
            found.append((not words & _STRUCTURE_WORDS, -different, heading.position))
    found = [one for one in found if not one[0]] or found
    return [layout.headings[position] for _, _, position in sorted(found)]


def pick_operator(
    numbers: Sequence[Number], free: Sequence[Heading], code: int | None
) -> int | None:
    """Return the column of the managing organisation: a number or a code is surer than a name."""
    for kind in ("finess", "siren", "siret"):
        able = [n.position for n in numbers if n.kind == kind and n.operator]
        if len(able) == 1:
            return able[0]
    return first_of(OPERATOR_NAMES, free) if code is None else code


def pick_name(free: Sequence[Heading]) -> int | None:
    """Return the column of the name of the structure."""
    return first_of(STRUCTURE_NAMES, free)


def pick_stamp(layout: Layout) -> int | None:
    """Return the column that stamps invented data."""
    return first_of(STAMPS, layout.headings)


def pick_role(free: Sequence[Heading]) -> int | None:
    """Return the column of the role of the respondent."""
    return first_of(ROLES, free)


def pick_date(free: Sequence[Heading]) -> int | None:
    """Return the column of the date of the answer."""
    return first_of(DATES, free)


def markers(layout: Layout, taken: Set[int]) -> tuple[Marker, ...]:
    """Return how the tool marks the answers that do not count."""
    return tuple(
        Marker(heading.position, mark.kind, mark.values, mark.others)
        for heading in layout.headings
        if heading.position not in taken
        for mark in MARKS
        if layout.tool in mark.tools and names_of(heading) & set(mark.names)
    )


def first_of(names: Iterable[str], free: Sequence[Heading]) -> int | None:
    """Return the column that bears the first of `names` to be borne, once only."""
    for name in names:
        bearers = [h.position for h in free if name in names_of(h)]
        if bearers:
            return bearers[0] if len(bearers) == 1 else None
    return None


def is_technical(layout: Layout, heading: Heading) -> bool:
    """Tell whether a column is the tool's own, or holds nothing and has no heading."""
    if names_of(heading) & TECHNICAL:
        return True
    text = normalise(heading.label or heading.group)
    if not text:
        return not any(True for _ in samples(layout, heading.position))
    return text.startswith((*TECHNICAL_STARTS, *TOOL_STARTS.get(layout.tool, ())))


def samples(layout: Layout, position: int) -> Iterator[str]:
    """Yield the cells of a column that hold something, among the first records."""
    for row in layout.sample:
        if position < len(row) and not is_blank(row[position]):
            yield row[position]


@lru_cache(maxsize=4_096)
def names_of(heading: Heading) -> frozenset[str]:
    """Return the names a column goes by, to compare with those of `tools`."""
    texts = (heading.label, heading.group) if heading.group else (heading.label,)
    return frozenset(squeeze(text) or text.strip() for text in texts) - {""}


def shown(heading: Heading) -> str:
    """Return a heading short enough for a sentence, with its place."""
    name = " ".join(printable(heading.name).split())
    short = name if len(name) <= 60 else name[:59] + "…"
    return f"« {short} » (colonne {heading.position + 1})"


def _share(tests: Iterable[bool]) -> bool:
    """Tell whether most of the tests hold, one at least."""
    results = list(tests)
    return bool(results) and sum(results) > _HALF * len(results)
