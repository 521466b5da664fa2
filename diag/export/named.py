"""Tables whose columns are named and typed: Parquet files, DataFrames."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from diag.export.layout import Heading, Layout


def as_texts(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of any type as texts, an empty text where it holds nothing."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_nested(column.type):  # lists, records: no answer, and Arrow does not spell them
        told = [None if value is None else str(value) for value in column.to_pylist()]
        column = pa.chunked_array([pa.array(told, pa.string())])
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(column, pc.floor(column))).as_py()  # an integer column with gaps
        column = column.cast(pa.int64()) if whole else column
    texts = pc.fill_null(column.cast(pa.string()), "")
    return texts.combine_chunks()


def layout_of(names: Sequence[str], sample: tuple[tuple[str, ...], ...]) -> Layout:
    """Return the layout of a table whose columns are named."""
    seen: dict[str, int] = {}
    headings = []
    for position, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        headings.append(Heading(position, "", name, seen[name]))
    return Layout("workbook", "utf-8", False, "", 1, "", "", tuple(headings), sample)
