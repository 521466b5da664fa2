"""One published table as a CSV file of its own, without a folder of results, and without pandas."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from diag.table.csv_lines import Dialect, lines_of, neutral
from diag.table.published_columns import Field, fields_told
from diag.table.word_lists import load


def table_csv(table: str, rows: Iterable[Sequence[Any]], dialect: Dialect) -> bytes:
    """Return the file of a table whose cells are given, with the columns and words of a batch."""
    fields = list(fields_told(load("published_columns")[table]["columns"]))
    told = [neutral([_cell(f, c, dialect) for f, c in zip(fields, row, strict=True)]) for row in rows]
    lines = lines_of([[field.name for field in fields], *told], dialect.separator)
    return "".join(lines).encode(dialect.encoding)


def _cell(field: Field, value: Any, dialect: Dialect) -> str:
    """Return a cell as a batch writes it: a number with one decimal (M8), nothing for what is not."""
    if field.kind != "number":
        return str(value)
    return "" if math.isnan(value) else f"{value:.1f}".replace(".", dialect.decimal)
