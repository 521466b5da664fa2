"""Which survey tool wrote an export, and how many header rows it writes, from its own columns.

The words of the tools are in `signatures.toml`, as `spelling.normalise` spells them.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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
