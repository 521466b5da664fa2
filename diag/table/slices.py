"""Cutting the rows of a batch into slices that can be done in any order."""

from collections.abc import Iterator, Sequence

import numpy as np

from diag.table.context import Context, Slice
from diag.table.ingest import Ingested, Part
from diag.table.rows import Fate, Selection, keys


def cut_slices(
    context: Context, ingested: Sequence[Ingested], selection: Selection, size: int
) -> Iterator[Slice]:
    """Yield slices of at most `size` rows; a ragged row goes with the slice it lies in."""
    names = _report_names(context, ingested, selection) if context.reports else ()
    done = rank = 0
    for file, read in enumerate(ingested):
        ragged = list(read.ragged)
        starts = [
            (path, start, min(start + size, rows), done + offset + start)
            for path, rows, offset in read.placed()
            for start in range(0, rows, size)
        ]
        for index, (path, start, stop, first) in enumerate(starts):
            last = first + stop - start
            end = selection.lines[last] if index + 1 < len(starts) else np.iinfo(np.int64).max
            own = tuple(r for r in ragged if r.line < end)
            ragged = ragged[len(own) :]
            named = tuple(names[first:last])
            fate = selection.fate[first:last]
            yield Slice(rank, file, path, start, stop, fate, own, named, first=not index)
            rank += 1
        if ragged and not starts:
            yield Slice(rank, file, None, 0, 0, selection.fate[:0], tuple(ragged), first=True)
            rank += 1
        done += read.records


def _report_names(
    context: Context, ingested: Sequence[Ingested], selection: Selection
) -> tuple[str, ...]:
    from diag.table.reports import report_names

    found = []
    for file, read in zip(context.files, ingested, strict=True):
        for path in read.parts:
            found.extend(keys(Part(path), file.binding, file.stem).to_pylist())
    kept = np.flatnonzero(selection.fate == Fate.KEPT)
    names = report_names([found[i] for i in kept])
    spread = [""] * len(found)
    for place, name in zip(kept, names, strict=True):
        spread[place] = name
    return tuple(spread)
