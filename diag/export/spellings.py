"""The distinct texts of cells, each with a code, so that each is understood once.

Most cells of answers are a few bytes long: with what ends them, up to eight bytes are taken as one
whole number and looked up in an array, thousands of cells at once. Other cells, and those met for
the first time, are looked up as texts.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.export.borders import QUOTE
from diag.export.strings import bytes_of

Codes = NDArray[np.int32]

_SHORT = 8  # bytes of a short cell and of what ends it
_MASKS = np.array([2 ** (8 * size) - 1 for size in range(1, _SHORT + 1)] + [0], np.uint64)
_SLOTS, _MIX = 16, np.uint64(0x9FB21C651E98DF25)


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a text in UTF-8, as they are written there: where each begins and ends."""

    text: bytes
    delimiter: str
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    def keys(self) -> NDArray[np.uint64]:
        """Return a number that only equal short cells share; 0 for the others."""
        padded = self.text + bytes(_SHORT)
        words: NDArray[np.uint64] = np.ndarray(len(self.text), "<u8", padded, strides=(1,))
        return words.take(self.starts) & _MASKS.take(self.ends - self.starts, mode="clip")

    def pick(self, places: Any) -> "Cells":
        """Return some of the cells."""
        return Cells(self.text, self.delimiter, self.starts[places], self.ends[places])

    def texts(self) -> pa.Array:
        """Return what the cells say, without their quotes; they go up in the text.

        Raises:
            UnicodeDecodeError, pyarrow.ArrowInvalid: the bytes are not UTF-8 after all.

        """
        text = np.frombuffer(self.text, np.uint8)
        quoted = text.take(self.starts) == QUOTE
        closed = quoted & (text.take(self.ends - 1) == QUOTE)
        inside = self._strings(self.starts + quoted, self.ends - closed)
        if not (bytes_of(inside)[1] == QUOTE).any():
            return inside
        # A quote that is left is one of two, or followed by more text: rare, left to `csv`.
        more = quoted & pc.match_substring(inside, '"').to_numpy(zero_copy_only=False)
        spans = zip(self.starts[more].tolist(), self.ends[more].tolist(), strict=True)
        told = [
            cells[0] for cells in cut_records((self.text[a:b] for a, b in spans), self.delimiter)
        ]
        return pc.replace_with_mask(inside, pa.array(more), pa.array(told, pa.string()))

    def _strings(self, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> pa.Array:
        """Return the bytes between places that go up, as strings."""
        borders = np.stack([starts, ends], axis=1).astype(np.int32).ravel()
        buffers = pa.py_buffer(borders), pa.py_buffer(self.text)
        around = pa.StringArray.from_buffers(max(len(borders) - 1, 0), *buffers)
        strings = around.take(pa.array(np.arange(0, len(borders), 2)))  # not what lies between
        strings.validate(full=True)
        return strings


def cut_records(texts: Iterable[bytes], delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each record, cut one after the other."""
    lines = "".join(f"{text.decode()}\n" for text in texts)
    csv.field_size_limit(max(csv.field_size_limit(), len(lines)))
    return csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)


@dataclass(eq=False)
class Spellings:
    """Texts met so far, in a dictionary with their codes; readers side by side can share them.

    Attributes:
        codes: code of each text, from 0.
        blank: codes of the texts that hold nothing.

    """

    codes: dict[str, int] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keys: NDArray[np.uint64] = np.zeros(1 << _SLOTS, np.uint64)
        self._keys[0] = 1  # no cell has this key: nothing is found in the first slot
        self._found: Codes = np.zeros(1 << _SLOTS, np.int32)
        self._lock = Lock()

    def read(self, cells: Cells, columns: Sequence[int]) -> Codes:
        """Return the codes of some columns, going up, of a grid of cells (n, width), as (C, n)."""
        chosen = np.array(columns, np.intp)
        keys = cells.keys()[:, chosen]
        slots = (keys * _MIX >> np.uint64(64 - _SLOTS)).view(np.intp)
        rows, ranks = np.nonzero(self._keys.take(slots) != keys)
        codes: Codes = self._found.take(slots)
        if len(rows):
            codes[rows, ranks] = told = self.learn(cells.pick((rows, chosen[ranks])).texts())
            new = keys[rows, ranks]
            self._keep(new[new > 0], told[new > 0])
        return np.ascontiguousarray(codes.T)

    def learn(self, texts: Any) -> Codes:
        """Return the code of each text, new ones included."""
        found = texts.dictionary_encode()
        distinct = found.dictionary.to_pylist()
        with self._lock:
            for text in distinct:
                if text not in self.codes:
                    if not text.strip():
                        self.blank.append(len(self.codes))
                    self.codes[text] = len(self.codes)
        local = np.array([self.codes[text] for text in distinct], np.int32)
        codes: Codes = local.take(found.indices.to_numpy(zero_copy_only=False))
        return codes

    def _keep(self, keys: NDArray[np.uint64], codes: Codes) -> None:
        """Keep short cells in their slots; where a slot is taken, they stay looked up as texts."""
        keys, first = np.unique(keys, return_index=True)
        slots = (keys * _MIX >> np.uint64(64 - _SLOTS)).view(np.intp)
        with self._lock:
            free = self._keys[slots] == 0
            # The key comes last: who finds it finds its code.
            self._found[slots[free]] = codes[first[free]]
            self._keys[slots[free]] = keys[free]
