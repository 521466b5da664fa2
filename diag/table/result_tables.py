"""The tables of a folder of results, written row after row: CSV, the same in a workbook if asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.csv_lines import Dialect, lines_of, neutral
from diag.table.published_columns import Field, about, fields_of
from diag.table.results_workbook import ResultsWorkbook

DESCRIPTOR = "datapackage.json"
# Rows of a table, and structures whose answers, that are put together at a time: texts take room.
_ROWS, _TOGETHER = 32_768, 4_096


Answers = tuple[NDArray[Any], Sequence[Sequence[str]], NDArray[np.bool_]]
"""What n structures answer to a question: (n,) ranks of rows of cells, these rows, (n,) if asked."""


class ResultTables:
    """The tables of a folder; those of a batch that ends well are described beside them.

    Sheets of the workbook, and descriptions, are in the order in which tables were first written.

    Attributes:
        too_long: tables whose sheet could not hold all the rows.
    """

    def __init__(self, folder: Path, questionnaire: Questionnaire, dialect: Dialect, workbook: bool) -> None:
        self.too_long: list[str] = []
        self._folder, self._questionnaire, self._dialect = folder, questionnaire, dialect
        self._book = ResultsWorkbook(folder, questionnaire) if workbook else None
        self._files: dict[str, Any] = {}
        self._fields: dict[str, list[Field]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stack.close()
        if self._book is not None:
            self._book.close()
        if kind is None:
            self._describe()

    @property
    def columns(self) -> dict[str, list[str]]:
        """Columns of each table written, in their order."""
        return {name: [field.name for field in fields] for name, fields in self._fields.items()}

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Add the rows of a frame, its index apart, to a table; no row makes a table of none.

        A number with decimals is written with one, a date as AAAA-MM-JJ, what is missing as nothing.

        Raises:
            KeyError: a column is not published, or one of the first rows is not there.
        """
        self._open(name, list(frame.columns))
        for start in range(0, len(frame), _ROWS):
            self._put(name, frame.iloc[start : start + _ROWS])

    def _put(self, name: str, frame: pd.DataFrame) -> None:
        cells = [_cells(frame[column], self._dialect.decimal) for column in self.columns[name]]
        separator = self._dialect.separator
        written = (_taken(codes, _quoted(texts, separator)) for codes, texts in cells)
        lines = [*map(separator.join, zip(*written, strict=True)), ""]
        self._files[name].write("\r\n".join(lines))
        if self._book is not None:
            self._show(name, zip(*(_taken(*one) for one in cells), strict=True))

    def write_answers(self, structure: Iterable[str], questions: Mapping[str, Answers]) -> None:
        """Add to `reponses` a row for each of n structures and each question that it is asked.

        Args:
            structure: (n,) keys.
            questions: by id, what is said: texte, valeur, statut, niveau, poids.
        """
        self._open("reponses", list(fields_of("reponses", self._questionnaire)))
        keys, separator = neutral([*structure]), self._dialect.separator
        codes, cells, shown = zip(*questions.values(), strict=True)
        asked = np.column_stack(shown)
        told = zip(questions, cells, strict=True)
        rows = [[(name, *neutral(row)) for row in known] for name, known in told]
        # A line is a key and one of few ends, each put in CSV once.
        starts = np.array([key + separator for key in _quoted(keys, separator)], object)
        ends = [np.array(lines_of(known, separator), object) for known in rows]
        for start in range(0, len(keys), _TOGETHER):
            some = slice(start, start + _TOGETHER)
            lines = np.empty((int(asked[some].sum()), 2), object)
            lines[:, 0] = np.repeat(starts[some], asked[some].sum(axis=1))
            ended = [end[code[some]] for end, code in zip(ends, codes, strict=True)]
            lines[:, 1] = np.column_stack(ended)[asked[some]]
            self._files["reponses"].write("".join(lines.ravel().tolist()))
        if self._book is not None:
            places = np.argwhere(asked).tolist()
            self._show("reponses", ((keys[i], *rows[q][codes[q][i]]) for i, q in places))

    def _open(self, name: str, columns: list[str]) -> None:
        """Open a table and write its header, the first time."""
        if name in self._fields:
            return
        known = fields_of(name, self._questionnaire)
        self._fields[name] = [known[column] for column in columns]
        path = self._folder / f"{name}.csv"
        stream = path.open("w", encoding=self._dialect.encoding, newline="")
        self._files[name] = self._stack.enter_context(stream)
        stream.writelines(lines_of([columns], self._dialect.separator))
        if self._book is not None:
            self._book.open_sheet(name, self._fields[name])

    def _show(self, name: str, rows: Iterable[Sequence[str]]) -> None:
        """Add rows to the sheet of a table, until it is full."""
        if self._book is not None and name not in self.too_long and not self._book.add(name, rows):
            self.too_long.append(name)

    def _describe(self) -> None:
        """Write what the tables are, as a Frictionless Data Package."""
        told = [_resource(name, fields, self._dialect) for name, fields in self._fields.items()]
        package = {"name": "resultats", "profile": "tabular-data-package", "resources": told}
        text = json.dumps(package, ensure_ascii=False, indent=2)
        (self._folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")


def _cells(column: "pd.Series[Any]", decimal: str) -> tuple[NDArray[Any], list[str]]:
    """Return the rank of each cell among the texts of a column; -1 is the last one, of no value."""
    codes, values = pd.factorize(column)
    if pd.api.types.is_float_dtype(values.dtype):
        texts = [f"{value:.1f}".replace(".", decimal) for value in values.tolist()]
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        texts = [f"{value:%Y-%m-%d}" for value in values]
    else:
        texts = neutral([str(value) for value in values.tolist()])
    return codes, [*texts, ""]


def _taken(codes: NDArray[Any], texts: Sequence[str]) -> list[str]:
    found: list[str] = np.array(texts, object)[codes].tolist()
    return found


def _quoted(texts: Sequence[str], separator: str) -> list[str]:
    """Return texts as cells of CSV."""
    end = len(separator) + len("\r\n")
    return [line[:-end] for line in lines_of([(text, "") for text in texts], separator)]


def _resource(name: str, fields: Sequence[Field], dialect: Dialect) -> dict[str, Any]:
    schema = [field.schema() for field in fields]
    for one in schema:
        if one["type"] == "number" and dialect.decimal != ".":
            one["decimalChar"] = dialect.decimal
    return {
        "name": name,
        "title": about(name)[1],
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "schema": {"fields": schema, "missingValues": [""]},
        "mediatype": "text/csv",
        "encoding": dialect.encoding,
        "dialect": {"delimiter": dialect.separator, "lineTerminator": "\r\n"},
    }
