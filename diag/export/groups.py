"""Which columns a heading written above the first column of a block goes for.

The same empty cell means « the rest of the block » and « a question that stands alone »
(`exports.md`, 1.2): the answers decide, and the question marks. The boxes of one question hold the
same mark, or each its own label; the rows of a grid share their answers. A block ends with the first
column that does not.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from diag.export.spelling import normalise

#: Merged cells of a workbook: row, first and last column of each, from 0.
Spans = Sequence[tuple[int, int, int]]
_OTHER = re.compile(r"(other|further|autres?|andere[rs]?|sonstige[rs]?|otros?|altro|anders)\b.*")
_TEXT = 60  # characters beyond which an answer is a sentence


def spread_over(upper: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Carry each heading over the columns that its merged cell covers."""
    groups = list(upper)
    for first, last in spans:
        for position in range(first, min(last + 1, len(groups))):
            groups[position] = upper[first] if first < len(upper) else ""
    return groups


def spread(
    upper: Sequence[str],
    labels: Sequence[str],
    answers: Sequence[Sequence[str]],
    to_next: bool = False,
) -> list[str]:
    """Carry each heading to the columns of its block.

    Args:
        upper: headings of the blocks, above their first column, empty elsewhere.
        labels: the columns' own headings.
        answers: records, as wide as the header.
        to_next: a block goes as far as the next heading, because no column stands alone under an
            empty cell (SurveyMonkey).

    """
    groups = [heading if heading.strip() else "" for heading in upper]
    starts = [position for position, group in enumerate(groups) if group]
    for start, following in pairwise([*starts, len(groups)]):
        end = following if to_next else _end(start, following, labels, answers)
        groups[start:end] = [groups[start]] * (end - start)
    return groups


def _end(
    start: int, following: int, labels: Sequence[str], answers: Sequence[Sequence[str]]
) -> int:
    """Return the first column after a block that begins at `start`."""
    shared = _values(start, answers)
    boxes = shared <= {labels[start].strip()}
    for position in range(start + 1, following):
        values = _values(position, answers)
        label = labels[position].strip()
        if "?" in label and "?" not in labels[start] and values not in ({"X"}, {label}):
            return position  # a question, below the words of boxes or of a grid
        if not values or (boxes and values == {label}):
            continue
        if not shared and values == {"X"}:  # boxes that nobody ticked come first
            shared, boxes = values, False
        elif len(values & shared) * 2 >= len(values):
            shared |= values
            boxes = False
        elif _OTHER.fullmatch(normalise(label)) and not _is_question(label):
            return position + 1  # the free text that ends the options
        else:
            return position
    return following


def _values(position: int, answers: Sequence[Sequence[str]]) -> set[str]:
    return {value for record in answers if (value := record[position].strip())}


def _is_question(label: str) -> bool:
    return "?" in label or len(label) > _TEXT
