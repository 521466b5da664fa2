"""What of a list fits a window, and where the signs of what does not stand; pure.

A window is given up piece by piece, always in the same order: the proof, what is known beside the
question, then the rows, which scroll. The pointed row, the hint and what was just said stay. What is
cut always ends with a sign (interview, line 16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diag.interview.lines import wrap

BELOW, ABOVE, AROUND = "la suite plus bas", "le début plus haut", "la suite plus bas et plus haut"
#: What is given up first, and how many of its lines stay: a part may come twice.
_ORDER = (
    ("blank", 0),
    ("under", 2),
    ("earlier", 1),
    ("commands", 1),
    ("under", 1),
    ("rows", 6),
    ("top", 3),
    ("top", 2),
    ("rows", 2),
    ("said", 1),
    ("under", 0),
    ("top", 1),
    ("rows", 1),
    ("commands", 0),
    ("earlier", 0),
    ("top", 0),
)


@dataclass(frozen=True)
class Drawn:
    """What is on screen: its lines, those in bold, and where the cursor stands (column, line)."""

    lines: tuple[str, ...]
    strong: frozenset[int] = frozenset()
    cursor: tuple[int, int] | None = None


@dataclass(frozen=True)
class Parts:
    """A list before it is fitted: whole lines, already wrapped to the window.

    `to_read` says how to read all of `earlier`, `to_open` all of `under`, the proof of the pointed row.
    In `field` words are typed, with the cursor at its end; `column` is where it stands in the pointed row
    when a text is written there. `all_commands`: there is no other way to see them than to show them all.
    """

    top: Sequence[str]
    rows: Sequence[Sequence[str]]
    pointed: int
    hint: str = ""
    earlier: Sequence[str] = ()
    to_read: str = ""
    field: str | None = None
    commands: Sequence[str] = ()
    at_commands: bool = False
    all_commands: bool = False
    under: Sequence[str] = ()
    to_open: str = ""
    said: Sequence[str] = ()
    column: int | None = None


def fit(parts: Parts, width: int, height: int, encoding: str = "utf-8") -> Drawn:
    """Return what is shown of a list in `width` columns and `height` lines."""
    hint = _hint(parts.hint, "", width, encoding)
    sizes = _shared(parts, len(hint), height)
    seen = range(len(parts.rows))
    if sizes["rows"] < _tall(parts.rows):
        longest = len(_hint(parts.hint, AROUND, width, encoding))
        sizes = _shared(parts, longest, height)
        seen = _around(parts, sizes["rows"])
        hint = _hint(parts.hint, _where(seen, len(parts.rows)), width, encoding)
        sizes["under"] += longest - len(hint)
    rows = {i: cut(parts.rows[i], sizes["rows"], "...", width) for i in seen}
    sizes["under"] += max(0, sizes["rows"] - _tall([*rows.values()]))  # rows stay whole
    page = _Page()
    page.add([""] * sizes["blank"])
    page.add(cut(parts.top, sizes["top"], "...", width), strong=True)
    page.add(cut(parts.earlier, sizes["earlier"], parts.to_read, width))
    page.add(hint[: max(0, height - len(page.lines))])
    page.add_rows(parts, rows)
    page.add(cut(parts.commands, sizes["commands"], "...", width), strong=parts.at_commands)
    page.add(cut(parts.under, sizes["under"], parts.to_open, width))
    page.add(cut(parts.said, sizes["said"], "...", width))
    return page.drawn(height)


class _Page:
    """Lines as they are laid one under the other."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.strong: set[int] = set()
        self.cursor: tuple[int, int] | None = None

    def add(self, lines: Sequence[str], *, strong: bool = False) -> None:
        start = len(self.lines)
        self.lines += lines
        if strong:
            self.strong |= set(range(start, len(self.lines)))

    def add_rows(self, parts: Parts, rows: Mapping[int, Sequence[str]]) -> None:
        """Add the rows that are seen, under the field; the cursor is where words are typed."""
        if parts.field is not None:
            self.cursor = (len(parts.field), len(self.lines))
            self.add([parts.field])
        for i, row in rows.items():
            written = i == parts.pointed and parts.column is not None
            if written:
                self.cursor = (parts.column or 0, len(self.lines))
            self.add(row, strong=i == parts.pointed and not written)

    def drawn(self, height: int) -> Drawn:
        """Return the page; a window of a few lines shows the last ones, where things happen."""
        over = max(0, len(self.lines) - height)
        cursor = self.cursor and (self.cursor[0], max(0, self.cursor[1] - over))
        strong = frozenset(i - over for i in self.strong if i >= over)
        return Drawn(tuple(self.lines[over:]), strong, cursor)


def cut(lines: Sequence[str], size: int, sign: str, width: int) -> list[str]:
    """Return `size` lines, of which the last ends with `sign` when something is left out."""
    if size >= len(lines):
        return list(lines)
    if not size:
        return []
    *whole, last = lines[:size]
    indent = " " * (len(last) - len(last.lstrip()))
    sign = sign if len(sign) < width else "..."
    kept = last if len(last) + len(sign) < width else _words_within(last, width - len(sign) - 1)
    return [*whole, f"{kept} {sign}" if kept.strip() else f"{indent}{sign}"]


def _words_within(line: str, width: int) -> str:
    """Return the beginning of a line, cut between commands or words where it can be."""
    if len(line) <= width:
        return line
    ends = (line.rfind(gap, width // 2, width + 1) for gap in ("  ", " "))
    return line[: next((end for end in ends if end > 0), width)].rstrip()


def _hint(hint: str, where: str, width: int, encoding: str) -> list[str]:
    said = " ; ".join(filter(None, (hint, where)))
    return wrap(f"({said})", width, encoding) if said else []


def _tall(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) for row in rows)


def _shared(parts: Parts, hint: int, height: int) -> dict[str, int]:
    """Return how many lines each part gets."""
    sizes = {
        "blank": 1,
        "top": len(parts.top),
        "earlier": len(parts.earlier),
        "rows": _tall(parts.rows),
        "commands": len(parts.commands),
        "under": len(parts.under),
        "said": len(parts.said),
    }
    over = sum(sizes.values()) + hint + (parts.field is not None) - height
    scrolls = sizes["rows"] > height  # whatever else is given up
    for name, floor in _ORDER:
        if floor == 1 and ((name == "commands" and parts.all_commands) or (name == "under" and scrolls)):
            continue
        given = max(0, min(over, sizes[name] - floor))
        sizes[name] -= given
        over -= given
    return sizes


def _around(parts: Parts, size: int) -> range:
    """Return the rows that fit whole in `size` lines, with the pointed one in the middle."""
    first = max(0, min(parts.pointed, len(parts.rows) - 1))
    last, left = first + 1, size - len(parts.rows[first])
    grown = True
    while grown:
        grown = False
        if last < len(parts.rows) and len(parts.rows[last]) <= left:
            left -= len(parts.rows[last])
            last, grown = last + 1, True
        if first and len(parts.rows[first - 1]) <= left:
            left -= len(parts.rows[first - 1])
            first, grown = first - 1, True
    return range(first, last)


def _where(seen: range, count: int) -> str:
    if seen.start and seen.stop < count:
        return AROUND
    return ABOVE if seen.start else BELOW if seen.stop < count else ""
