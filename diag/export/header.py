"""Header rows of an export: how many there are, and what they name each column.

A quarter of real exports have two or three (`exports.md`, 0.4). The tool's own words settle it when
they are there; otherwise the rows are compared with the answers below, which repeat themselves and
have types where headings do not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diag.export.dialect import ABOVE
from diag.export.groups import Spans, spread, spread_over
from diag.export.layout import Heading
from diag.export.signatures import Signature, are_codes, recognise
from diag.export.spelling import normalise

#: Rows of headings at most.
MOST = 3
#: Records compared with a row that may be a header.
_COMPARED = 200
_TYPED = re.compile(r"(?=.*\d)[\d\s.,:/%€+TZ\-]+")
_NOTHING = {"", "n/a", "na", "nan", "null", "none", "-"}
_FILLERS = {"response", "open-ended response", "reponse", "reponse ouverte"}


@dataclass(frozen=True)
class Header:
    """What the first rows of a table are.

    Attributes:
        rows: rows before the first answer, blank ones left out.
        above: those of them that are titles of the table, and name no column.
        tool: survey tool recognised, or empty.
        headings: one per column.
        doubtful: the header looks like answers.

    """

    rows: int
    tool: str
    headings: tuple[Heading, ...]
    doubtful: bool = False
    above: int = 0


def read_header(
    rows: Sequence[Sequence[str]], imposed: int | None = None, merged: Spans = ()
) -> Header:
    """Return the header of a table.

    Args:
        rows: first records, blank ones left out, all of the same width.
        imposed: number of header rows that the user wants, 1 to 3, else None.
        merged: merged cells of a workbook: row, first and last column of each, from 0.

    """
    signature, above = recognise(rows), 0
    imposed = None if imposed is None else min(imposed, len(rows))
    if imposed is not None and imposed != signature.rows:
        signature = _imposed(rows, imposed, signature.tool)
    elif not signature.rows:
        above = _titles(rows)
        signature = replace(_compare(rows, merged, above), tool=signature.tool)
    count = signature.rows
    answers = rows[count : count + 2000]
    pairs = _pair(rows, signature, answers, merged)
    seen: Counter[tuple[str, str]] = Counter()
    headings = []
    for position, (group, label) in enumerate(pairs):
        seen[group, label] += 1
        headings.append(Heading(position, group, label, seen[group, label]))
    lower = rows[signature.lower] if rows else ()
    typed = sum(bool(_TYPED.fullmatch(cell)) for cell in lower)
    filled = sum(bool(cell.strip()) for cell in lower)
    doubtful = filled > 1 and 2 * typed > filled
    return Header(count, signature.tool, tuple(headings), doubtful, above)


def _imposed(rows: Sequence[Sequence[str]], count: int, tool: str) -> Signature:
    if count == 1 or len(rows) < 2:
        return Signature(tool, count)
    upper, lower = count - 2, count - 1
    if len(rows) > lower and not _has_holes(rows[upper]):
        return _two_names(rows, upper, lower, count, tool)
    return Signature(tool, count, "grouped", upper, lower)


def _two_names(
    rows: Sequence[Sequence[str]], upper: int, lower: int, count: int, tool: str = ""
) -> Signature:
    """Return the signature of two full rows: one of codes and one of texts, or blocks repeated."""
    if are_codes(rows[lower]) and not are_codes(rows[upper]):
        return Signature(tool, count, "coded", upper=upper, lower=lower)
    if are_codes(rows[upper]):
        return Signature(tool, count, "coded", upper=lower, lower=upper)
    return Signature(tool, count, "grouped", upper, lower)


def _compare(rows: Sequence[Sequence[str]], merged: Spans, title: int) -> Signature:
    """Find the header rows of a table that no tool signs, below its titles."""
    if len(rows) < title + 3:  # an answer must remain below
        return Signature("", title + 1, lower=title)
    upper, lower, below = rows[title], title + 1, rows[title + 2 : title + 2 + _COMPARED]
    two = title + 2
    if any(row == title and last > first for row, first, last in merged):
        return Signature("", two, "grouped", title, lower)
    for_, against = _votes(rows[lower], below)
    holes = [i for i, cell in enumerate(upper) if not cell.strip()]
    covered = sum(bool(rows[lower][i].strip()) for i in holes)
    blocks = len(holes) >= max(2, 0.25 * len(upper)) and covered >= 0.8 * len(holes)
    untyped = not any(_TYPED.fullmatch(cell) for cell in rows[lower])
    if blocks and (for_ > against or (for_ == against and untyped)):
        return Signature("", two, "grouped", title, lower)
    if for_ >= 3 + 4 * against:
        return _two_names(rows, title, lower, two)
    return Signature("", title + 1, lower=title)


def _votes(row: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the columns in which a row looks like a heading above answers, and like an answer."""
    for_ = against = 0
    for position, cell in enumerate(row):
        answers = [r[position] for r in below if r[position].strip()]
        if normalise(cell) in _NOTHING or len(answers) < 2:
            continue
        typed = sum(bool(_TYPED.fullmatch(answer)) for answer in answers)
        if typed >= 0.9 * len(answers):
            is_typed = bool(_TYPED.fullmatch(cell))
            for_, against = for_ + (not is_typed), against + is_typed
        elif cell in answers:
            ticked = set(answers) == {cell} and len(answers) < len(below)
            for_, against = for_ + ticked, against + (not ticked)
        elif len(answers) >= 5 and 2 * len(set(answers)) <= len(answers):
            for_ += 1
    return for_, against


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows are titles of the table: one cell each, above a row that is nearly full."""
    above = 0
    while above < min(ABOVE, len(rows) - 2) and _is_alone(rows[above]):
        above += 1
    below = sum(bool(cell.strip()) for cell in rows[above]) if above else 0
    return above if below >= max(2, 0.6 * len(rows[0])) else 0


def _is_alone(row: Sequence[str]) -> bool:
    """Whether the first cell of a row is its only one, and no question."""
    filled = [i for i, cell in enumerate(row) if cell.strip()]
    return len(row) >= 3 and filled == [0] and "?" not in row[0]


def _is_banner(upper: Sequence[str], lower: Sequence[str], first: bool) -> bool:
    """Whether a row above the headings names no column: who made the file, when, for whom.

    Its few cells begin the row (or stand anywhere, unless `first`), above columns that have their
    own headings. What it says may be anything: it is copied nowhere.
    """
    filled = [i for i, cell in enumerate(upper) if cell.strip()]
    few = 3 * len(filled) <= sum(bool(cell.strip()) for cell in lower)
    if not first:
        return few
    return few and filled == list(range(len(filled))) and not any("?" in upper[i] for i in filled)


def _has_holes(row: Sequence[str]) -> bool:
    return any(not cell.strip() for cell in row)


def _pair(
    rows: Sequence[Sequence[str]],
    signature: Signature,
    answers: Sequence[Sequence[str]],
    merged: Spans,
) -> list[tuple[str, str]]:
    """Return the group and label of each column."""
    if not rows:
        return []
    lower = rows[min(signature.lower, len(rows) - 1)]
    above = rows[: signature.lower]
    if signature.shape == "coded":
        texts = rows[signature.upper]
        if _is_banner(texts, lower, first=False):
            return [("", code) for code in lower]
        return [
            (text if text != code else "", code) for text, code in zip(texts, lower, strict=True)
        ]
    if signature.shape == "single":
        corner = lower[0]
        if (
            not corner and signature.tool == "sphinx"
        ):  # it names its first column in the title's row
            corner = next((row[0] for row in above if row[0].strip()), "")
        return [("", label) for label in (corner, *lower[1:])]
    upper = list(rows[signature.upper])
    if _is_banner(upper, lower, first=True):
        return [("", label) for label in lower]
    if signature.tool == "framaforms" and normalise(upper[0]).startswith(("details", "submission")):
        upper[0] = ""  # the heading of the tool's own columns, which stand alone
    row_spans = [(first, last) for row, first, last in merged if row == signature.upper]
    if row_spans:
        groups = spread_over(upper, row_spans)
    else:
        groups = spread(upper, lower, answers, to_next=signature.tool == "surveymonkey")
    sizes = Counter(groups)
    return [_name(group, label, sizes[group]) for group, label in zip(groups, lower, strict=True)]


def _name(group: str, label: str, columns: int) -> tuple[str, str]:
    """Return the group and label of a column; alone in its block, it is named by its question."""
    if not label.strip() or (columns == 1 and normalise(label) in _FILLERS):
        return "", group or label
    return group, label
