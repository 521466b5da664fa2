"""Which rows count: complete or not, and whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.safe_text import CONTROL, as_re2
from diag.table.binding import Binding
from diag.table.ingest import Ingested, Part
from diag.table.totals_and_tests import LIKELY, is_sum, is_test


class Fate(IntEnum):
    """What becomes of a row: scored, rejected (an error to mend) or excluded (by a known rule)."""

    KEPT = 0
    NO_KEY = 1  # rejected
    DAMAGED_KEY = 2  # rejected
    DUPLICATE = 3  # rejected
    NO_ANSWER = 4  # rejected
    INCOMPLETE = 5  # excluded
    REPLACED = 6  # excluded
    LESS_FULL = 7  # excluded
    SUM = 8  # rejected
    TEST = 9  # rejected


REJECTED = frozenset(Fate) - {Fate.KEPT, Fate.INCOMPLETE, Fate.REPLACED, Fate.LESS_FULL}
# Every space that people or programs put between figures, and the marks that show as nothing.
_GAPS = r"[\s\p{Z}\p{Cf}.]"
_DAMAGED = r"^#[A-Za-zÀ-ÿ/0-9]+[!?]?$|^\d(?:[.,]\d+)?E\+\d+$"


@dataclass(frozen=True, eq=False)
class Selection:
    """What becomes of every row of the parts, in their order.

    Attributes:
        fate: (n,) `Fate` codes, NO_ANSWER not yet known.
        group: (n,) rank of the structure of each kept row, -1 for the others, numbered in the order
            of their first row. Keys that `comparable` makes one are of one structure.
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


def comparable(texts: pa.Array) -> pa.Array:
    """Return the spelling under which two keys are one: case, accents and spaces do not count."""
    texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKD"), r"\p{M}+", "")
    texts = pc.replace_substring_regex(pc.utf8_lower(texts), "[’‘ʼ´`]", "'")
    texts = pc.replace_substring_regex(texts, "[‐‑‒–—−]", "-")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"[\s\p{Z}\p{Cf}]+", " "))


@dataclass(frozen=True)
class Keyed:
    """One export gone through, and how its rows are told from those of the others."""

    ingested: Ingested
    binding: Binding
    stem: str


def select(files: Sequence[Keyed]) -> Selection:
    """Decide which rows count and whose they are, over all the files of a batch."""
    fates, spelled, lines = [np.zeros(0, np.int8)], [pa.array([], pa.string())], []
    for file in files:
        for path in file.ingested.parts:
            part = Part(path)
            texts = keys(part, file.binding, file.stem)
            fates.append(_fate(part, texts, file.binding, file.ingested.distinct))
            spelled.append(comparable(texts))
            lines.append(part.lines.astype(np.int32))
    fate = np.concatenate(fates)
    group = np.full(len(fate), -1, np.int64)
    kept = fate == Fate.KEPT
    codes = pa.concat_arrays(spelled).filter(pa.array(kept)).dictionary_encode().indices
    group[kept] = codes.to_numpy(zero_copy_only=False)
    return Selection(fate, group, np.concatenate(lines) if lines else np.zeros(0, np.int32))


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
