"""Which rows count: complete or not, whose they are, and once per structure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.export.strings import bytes_of
from diag.safe_text import CONTROL, as_re2
from diag.table.binding import Binding
from diag.table.ingest import Ingested, Part
from diag.table.totals_and_tests import LIKELY, is_sum, is_test

Duplicates = Literal["refuser", "premier", "dernier"]
_MARKED = 64  # bytes of a text that its mark is made of


class Fate(IntEnum):
    """What becomes of a row: scored, rejected (an error to mend) or excluded (by a known rule)."""

    KEPT = 0
    NO_KEY = 1  # rejected
    DAMAGED_KEY = 2  # rejected
    DUPLICATE = 3  # rejected
    NO_ANSWER = 4  # rejected
    INCOMPLETE = 5  # excluded
    REPLACED = 6  # excluded
    SUM = 7  # rejected
    TEST = 8  # rejected


REJECTED = frozenset(Fate) - {Fate.KEPT, Fate.INCOMPLETE, Fate.REPLACED}
# Every space that people or programs put between figures, and the marks that show as nothing.
_GAPS = r"[\s\p{Z}\p{Cf}.]"
_DAMAGED = r"^#[A-Za-zÀ-ÿ/0-9]+[!?]?$|^\d(?:[.,]\d+)?E\+\d+$"


@dataclass(frozen=True, eq=False)
class Selection:
    """What becomes of every row of the parts, in their order.

    Attributes:
        fate: (n,) `Fate` codes, NO_ANSWER not yet known.
        group: (n,) rank of the structure of each kept row, -1 for the others, numbered in the order
            of their first row; empty unless rows are respondents.
        lines: (n,) row of each record in its file.

    """

    fate: NDArray[np.int8]
    group: NDArray[np.int64]
    lines: NDArray[np.int32]


def keys(part: Part, binding: Binding, stem: str = "") -> pa.Array:
    """Return the key of each row, spaces trimmed; `ligne 12` where no column identifies it.

    FINESS, SIRET and SIREN numbers get back the zeros and lose the spaces that a spreadsheet gave
    them. A key that is but the number of a row says so, here and in every table that copies it.
    """
    if binding.key is None:
        return row_keys(part.lines, stem)
    shown = pc.replace_substring_regex(part.texts(binding.key), as_re2(CONTROL), "")
    texts = pc.utf8_trim_whitespace(shown)
    if binding.key_width:
        # « .0 » is what pandas adds to a number that it saved again.
        whole = pc.replace_substring_regex(texts, r"[.,]0{1,2}$", "")
        bare = pc.utf8_upper(pc.replace_substring_regex(whole, _GAPS, ""))
        padded = pc.utf8_lpad(bare, binding.key_width, "0")
        # Corsican FINESS numbers hold a letter.
        texts = pc.if_else(pc.match_substring_regex(bare, r"^(?:\d+|2[AB]\d{7})$"), padded, texts)
    return texts


def row_keys(lines: NDArray[np.int64], stem: str = "") -> pa.Array:
    """Return the keys of rows that no column identifies."""
    return pc.binary_join_element_wise(f"{stem}ligne ", pc.cast(pa.array(lines), pa.string()), "")


@dataclass(frozen=True)
class Keyed:
    """One export gone through, and how its rows are told from those of the others."""

    ingested: Ingested
    binding: Binding
    stem: str


def select(files: Sequence[Keyed], rule: Duplicates, respondents: bool) -> Selection:
    """Decide what becomes of each row, over all the files of a batch.

    Args:
        files: the exports, gone through.
        rule: what to do when a key comes back.
        respondents: rows of the same key are several respondents of one structure (M13).

    """
    fates, marks, lines = [], [], []
    for part, texts, file in _parts(files):
        fates.append(_fate(part, texts, file.binding, file.ingested.distinct))
        marks.append(fingerprint(texts))
        lines.append(part.lines.astype(np.int32))
    fate = np.concatenate(fates) if fates else np.zeros(0, np.int8)
    group = np.zeros(0, np.int64)
    if respondents:
        group = np.full(len(fate), -1, np.int64)
        group[fate == Fate.KEPT] = _numbered(files, fate == Fate.KEPT)
    elif marks:
        again = _repeated(np.concatenate(marks), fate == Fate.KEPT)
        _deduplicate(fate, np.flatnonzero(again), _numbered(files, again), rule)
    return Selection(fate, group, np.concatenate(lines) if lines else np.zeros(0, np.int32))


def _parts(files: Sequence[Keyed]) -> Iterator[tuple[Part, pa.Array, Keyed]]:
    """Yield every part with its keys."""
    for file in files:
        for path in file.ingested.parts:
            part = Part(path)
            yield part, keys(part, file.binding, file.stem), file


def _fate(
    part: Part, texts: pa.Array, binding: Binding, distinct: dict[int, list[str]]
) -> NDArray[np.int8]:
    fate = np.zeros(len(part.lines), dtype=np.int8)
    damaged = pc.match_substring_regex(texts, _DAMAGED).to_numpy(zero_copy_only=False)
    empty = pc.equal(texts, "").to_numpy(zero_copy_only=False)
    fate[damaged] = Fate.DAMAGED_KEY
    fate[empty] = Fate.NO_KEY
    for marker in binding.markers:
        going = np.array([marker.complete(t) is False for t in distinct[marker.position]], bool)
        fate[going[part.codes(marker.position)]] = Fate.INCOMPLETE
    for names in [texts, *([] if binding.name is None else [part.texts(binding.name)])]:
        likely = pc.match_substring_regex(names, LIKELY).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(likely)
        for row, name in zip(rows, names.take(pa.array(rows)).to_pylist(), strict=True):
            if is_sum(name) or is_test(name):
                fate[row] = Fate.SUM if is_sum(name) else Fate.TEST
    return fate


def answers_met(file: Keyed, fate: NDArray[np.int8]) -> Mapping[int, Sequence[str]]:
    """Return the texts of the columns of answers of an export, totals and trials apart, by position.

    Args:
        file: the export.
        fate: (n,) of its rows.

    """
    distinct = file.ingested.distinct
    aside = np.isin(fate, (Fate.SUM, Fate.TEST))
    if not aside.any():
        return distinct
    met: dict[int, set[int]] = {position: set() for position in distinct}
    for path, size, first in file.ingested.placed():
        counts = ~aside[first : first + size]
        for position, codes in Part(path).coded().items():
            met[position] |= set(codes[counts].tolist())
    return {position: [distinct[position][c] for c in sorted(met[position])] for position in met}


def fingerprint(texts: pa.Array) -> NDArray[np.uint64]:
    """Return (n,) 64 bits of each text: equal texts have equal ones, and seldom do others.

    Only their size and first bytes are read: texts that agree so far are compared in full.
    """
    offsets, data = bytes_of(texts)
    sizes = np.diff(offsets)
    # Far from zero, which the first sign of a text could otherwise bring back to nothing.
    mark = sizes.astype(np.uint64) ^ np.uint64(0x9E3779B97F4A7C15)
    order = np.argsort(-sizes, kind="stable")
    for place in range(min(int(sizes.max(initial=0)), _MARKED)):
        rows = order[: np.searchsorted(-sizes[order], -place)]
        mixed = (mark[rows] ^ data[offsets[rows] + place]) * np.uint64(0x9FB21C651E98DF25)
        mark[rows] = mixed ^ (mixed >> np.uint64(29))
    return mark


def _repeated(mark: NDArray[np.uint64], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the kept rows whose mark is met more than once; in most batches, none."""
    ordered = mark if kept.all() else mark[kept]
    ordered = np.sort(ordered)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return kept & np.isin(mark, twice) if len(twice) else np.zeros(len(mark), dtype=bool)


def _numbered(files: Sequence[Keyed], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the structure of each wanted row, by its key, in the order of their first row."""
    if not wanted.any():
        return np.zeros(0, np.int64)
    found, start = [], 0
    for _, texts, _ in _parts(files):
        found.append(texts.filter(pa.array(wanted[start : start + len(texts)])))
        start += len(texts)
    codes = pa.concat_arrays(found).dictionary_encode().indices
    ranks: NDArray[np.int64] = codes.to_numpy(zero_copy_only=False).astype(np.int64)
    return ranks


def _deduplicate(
    fate: NDArray[np.int8], again: NDArray[np.intp], group: NDArray[np.int64], rule: Duplicates
) -> None:
    """Settle the structures that come back, in place.

    Args:
        fate: of every row.
        again: rows whose mark was met more than once.
        group: structure of each of them.
        rule: which row to keep.

    """
    real = np.bincount(group, minlength=1)[group] > 1 if len(group) else np.zeros(0, bool)
    again, group = again[real], group[real]
    if rule == "refuser":
        fate[again] = Fate.DUPLICATE
        return
    turn = slice(None) if rule == "premier" else slice(None, None, -1)
    _, first = np.unique(group[turn], return_index=True)
    replaced = np.ones(len(again), dtype=bool)
    replaced[np.arange(len(again))[turn][first]] = False
    fate[again[replaced]] = Fate.REPLACED
