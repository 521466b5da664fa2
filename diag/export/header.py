"""Header rows of an export: which survey tool wrote them, how many, and what they name each column.

A quarter of real exports have two or three. The tool's own words (`header.toml`, as
`spelling.normalise` spells them) settle it when they are there; otherwise the rows are compared with
the answers below, which repeat themselves and have types where headings do not. Above the columns of a
block, the same empty cell means « the rest of the block » and « a question that stands alone »: the
answers decide, and the question marks.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from diag.export.dialect import ABOVE
from diag.export.layout import Heading, Layout
from diag.export.spelling import normalise

#: How header rows name a column: by one row; by the heading of a block above the column's own; by a
#: code and a text of which neither is the heading of a block.
Shape = Literal["single", "grouped", "coded"]
_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
#: How people call a tool.
TOOLS: dict[str, str] = _TOLD["names"]
#: Words of each list, normalised.
WORDS = {name: frozenset(words) for name, words in _TOLD["words"].items()}
_IMPORT_ID = re.compile(r"\s*\{\s*[\"']+ImportId")


@dataclass(frozen=True)
class Signature:
    """What the words of a tool settle."""

    tool: str = ""
    rows: int = 0  # header rows; 0 when they have to be found otherwise
    shape: Shape = "single"  # how they name a column
    upper: int = 0  # rank of the row of the blocks (`grouped`) or of the texts (`coded`)
    lower: int = 0  # rank of the row of the columns' own headings, or of the codes


def recognise(rows: Sequence[Sequence[str]]) -> Signature:
    """Return what the first rows of an export, blank ones left out, say of its tool."""
    said = [[normalise(cell) for cell in row] for row in rows[:3]]
    if len(said) < 2:
        return _one_row(said[0])
    return _qualtrics(rows, said) or _webform(said) or _two_rows(*said[:2]) or _one_row(said[0])


def are_codes(row: Sequence[str]) -> bool:
    """Whether the cells of a row are codes, words without a space."""
    filled = [cell.strip() for cell in row if cell.strip()]
    codes = sum(len(cell) <= 60 and not re.search(r"\s", cell) for cell in filled)
    return bool(filled) and codes >= 0.9 * len(filled)


def _among(row: Sequence[str], name: str) -> int:
    return len(WORDS[name].intersection(row))


def _qualtrics(rows: Sequence[Sequence[str]], said: list[list[str]]) -> Signature | None:
    for rank, row in enumerate(rows[1:3], start=1):
        if any(map(_IMPORT_ID.match, row)):
            return Signature("qualtrics", rank + 1, "coded" if rank == 2 else "single", upper=1)
    if said[0][0] == "v1" and _among(said[1], "qualtrics_old") >= 3:
        return Signature("qualtrics", 2, "coded", upper=1)
    if _among(said[0], "qualtrics") < 3:
        return None
    dates = [i for i, cell in enumerate(said[0]) if cell in WORDS["qualtrics_dates"]]
    if dates and all(said[1][i] and not re.search(r"\d", said[1][i]) for i in dates):
        return Signature("qualtrics", 2, "coded", upper=1)
    return Signature("qualtrics", 1)


def _webform(said: list[list[str]]) -> Signature | None:
    """Recognise Framaforms: a title, the headings of the blocks, then the columns' own."""
    for rank, row in enumerate(said[:-1]):
        if _among(row[:1], "webform_block"):
            return Signature("framaforms", rank + 2, "grouped", upper=rank, lower=rank + 1)
    for rank, row in enumerate(said):
        if _among(row, "webform") >= 3:
            shape: Shape = "grouped" if rank else "single"
            return Signature("framaforms", rank + 1, shape, upper=rank - 1, lower=rank)
    return None


def _two_rows(first: list[str], second: list[str]) -> Signature | None:
    respondent = [i for i, cell in enumerate(first) if cell in WORDS["respondent"]]
    responses = sum(cell in WORDS["response"] for cell in second)
    if (respondent and not any(second[i] for i in respondent)) or (
        responses and 5 * responses >= sum(map(bool, second))
    ):
        return Signature("surveymonkey", 2, "grouped", lower=1)
    if "#" in second[:1] and not first[0]:
        return Signature("typeform", 2, "grouped", lower=1)
    if _among(second, "limesurvey") >= 3 > _among(first, "limesurvey"):
        return Signature("limesurvey", 2, "coded", lower=1)
    return None


def _one_row(row: list[str]) -> Signature:
    """Recognise a tool whose own columns stand in the first row."""
    for tool in _TOLD["row"]:
        if len(set(tool["words"]).intersection(row[: tool.get("among")])) >= tool["at_least"]:
            return Signature(tool["tool"], 1)
    return Signature()


#: Rows of headings at most.
MOST = 3
#: Records compared with a row that may be a header, and those that decide where blocks end.
_COMPARED, _ANSWERS = 200, 2000
#: Merged cells of a workbook: row, first and last column of each, from 0.
Spans = Sequence[tuple[int, int, int]]
_TYPED = re.compile(r"(?=.*\d)[\d\s.,:/%€+TZ\-]+")
_NOTHING = {"", "n/a", "na", "nan", "null", "none", "-"}
_OTHER = re.compile(r"(other|further|autres?|andere[rs]?|sonstige[rs]?|otros?|altro|anders)\b.*")
_SENTENCE = 60  # characters beyond which an answer is a sentence


def read_header(
    layout: Layout, rows: Sequence[Sequence[str]], imposed: int | None = None, merged: Spans = ()
) -> Layout:
    """Return a layout that tells the header of a table, with what the user should know of it.

    Args:
        layout: what is known of the table.
        rows: first records, blank ones left out, all of the same width.
        imposed: number of header rows that the user wants, 1 to 3.
        merged: merged cells of a workbook.
    """
    signature, above = recognise(rows), 0
    imposed = None if imposed is None else min(imposed, len(rows))
    if imposed is not None and imposed != signature.rows:
        tool = signature.tool
        signature = _two_names(rows, imposed - 2, tool) if imposed > 1 else Signature(tool, 1)
    elif not signature.rows:
        above = _titles(rows)
        signature = replace(_compare(rows, merged, above), tool=signature.tool)
    headings = (Heading(position, *named) for position, named in enumerate(_names(rows, signature, merged)))
    return replace(
        layout,
        header_rows=signature.rows,
        tool=signature.tool or layout.tool,
        headings=tuple(headings),
        notes=(*layout.notes, *_notes(signature, above, rows[signature.lower])),
    )


def _notes(signature: Signature, above: int, lower: Sequence[str]) -> Iterator[str]:
    """Yield what the user should know, one French sentence each; no cell is quoted."""
    if above:
        what = "lignes ne sont pas lues" if above > 1 else "ligne n’est pas lue"
        yield f"Au-dessus des titres des colonnes, {above} {what}."
    if signature.rows > above + 1:
        tool = f" (export {TOOLS[signature.tool]})" if signature.tool else ""
        yield f"Les titres des colonnes occupent {signature.rows - above} lignes{tool}."
    filled = [cell for cell in lower if cell.strip()]
    if len(filled) > 1 and 2 * sum(map(_is_typed, filled)) > len(filled):
        what = "La ligne des titres ressemble à des réponses"
        yield f"{what} : si le fichier n’a pas de titres, ajoutez-les."


def _is_typed(cell: str) -> bool:
    return bool(_TYPED.fullmatch(cell))


def _two_names(rows: Sequence[Sequence[str]], upper: int, tool: str = "") -> Signature:
    """Return the signature of two rows: one of codes and one of texts, or blocks above columns."""
    lower, full = upper + 1, all(cell.strip() for cell in rows[upper])
    if full and are_codes(rows[upper]):
        return Signature(tool, lower + 1, "coded", upper=lower, lower=upper)
    coded = full and are_codes(rows[lower])
    return Signature(tool, lower + 1, "coded" if coded else "grouped", upper, lower)


def _compare(rows: Sequence[Sequence[str]], merged: Spans, title: int) -> Signature:
    """Find the header rows of a table that no tool signs, below its titles."""
    one = Signature("", title + 1, lower=title)
    if len(rows) < title + 3:  # an answer must remain below
        return one
    upper, lower = rows[title], rows[title + 1]
    for_, against = _votes(lower, rows[title + 2 : title + 2 + _COMPARED])
    holes = [i for i, cell in enumerate(upper) if not cell.strip()]
    covered = sum(bool(lower[i].strip()) for i in holes)
    blocks = len(holes) >= max(2, 0.25 * len(upper)) and covered >= 0.8 * len(holes)
    headed = for_ > against or (for_ == against and not any(map(_is_typed, lower)))
    wide = any(row == title and last > first for row, first, last in merged)
    two = wide or (blocks and headed) or for_ >= 3 + 4 * against
    return _two_names(rows, title) if two else one


def _votes(row: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the columns in which a row looks like a heading above answers, and like an answer."""
    for_ = against = 0
    for position, cell in enumerate(row):
        answers = [r[position] for r in below if r[position].strip()]
        if normalise(cell) in _NOTHING or len(answers) < 2:
            continue
        if sum(map(_is_typed, answers)) >= 0.9 * len(answers):
            for_, against = for_ + (not _is_typed(cell)), against + _is_typed(cell)
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

    Its few cells begin the row (or stand anywhere, unless `first`). It is copied nowhere.
    """
    filled = [i for i, cell in enumerate(upper) if cell.strip()]
    few = 3 * len(filled) <= sum(bool(cell.strip()) for cell in lower)
    begins = filled == list(range(len(filled))) and not any("?" in upper[i] for i in filled)
    return few and (begins or not first)


def _names(rows: Sequence[Sequence[str]], signature: Signature, merged: Spans) -> list[tuple[str, str]]:
    """Return the group and label of each column."""
    lower, upper = rows[signature.lower], list(rows[signature.upper])
    grouped = signature.shape == "grouped"
    if signature.shape == "single" or _is_banner(upper, lower, first=grouped):
        return [("", label) for label in lower]
    if signature.shape == "coded":
        return [(one if one != code else "", code) for one, code in zip(upper, lower, strict=True)]
    if signature.tool == "framaforms" and normalise(upper[0]).startswith(("details", "submission")):
        upper[0] = ""  # the heading of the tool's own columns, which stand alone
    groups = [heading if heading.strip() else "" for heading in upper]
    spans = [(first, last) for row, first, last in merged if row == signature.upper]
    for first, last in spans:
        for position in range(first, min(last + 1, len(groups))):
            groups[position] = upper[first]
    if not spans:
        answers = rows[signature.rows : signature.rows + _ANSWERS]
        starts = [position for position, group in enumerate(groups) if group]
        for start, following in pairwise([*starts, len(groups)]):
            end = following
            if signature.tool != "surveymonkey":  # where no column stands alone
                end = _end(start, following, lower, answers)
            groups[start:end] = [groups[start]] * (end - start)
    alone = {group for group, columns in Counter(groups).items() if columns == 1}
    return [  # a column that is alone in its block is named by its question
        ("", group or label)
        if not label.strip() or (group in alone and normalise(label) in WORDS["response"])
        else (group, label)
        for group, label in zip(groups, lower, strict=True)
    ]


def _end(start: int, following: int, labels: Sequence[str], answers: Sequence[Sequence[str]]) -> int:
    """Return the first column after a block that begins at `start`, at most `following`.

    The boxes of one question hold the same mark, or each its own label; the rows of a grid share
    their answers. A block ends with the first column that does not.
    """

    def values_of(position: int) -> set[str]:
        return {value for record in answers if (value := record[position].strip())}

    shared = values_of(start)
    boxes = shared <= {labels[start].strip()}
    for position in range(start + 1, following):
        values, label = values_of(position), labels[position].strip()
        if "?" in label and "?" not in labels[start] and values not in ({"X"}, {label}):
            return position  # a question, below the words of boxes or of a grid
        if not values or (boxes and values == {label}):
            continue
        ticked = not shared and values == {"X"}  # boxes that nobody ticked come first
        if ticked or len(values & shared) * 2 >= len(values):
            shared, boxes = shared | values, False
        elif _OTHER.fullmatch(normalise(label)) and "?" not in label and len(label) <= _SENTENCE:
            return position + 1  # the free text that ends the options
        else:
            return position
    return following
