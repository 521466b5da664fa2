"""The tables of a folder of results, written row after row: CSV, and the same texts in a workbook if asked.

The workbook is typed, with labels beside codes, for those who work in a spreadsheet.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.structures import ANSWER_CODES
from diag.export.made_workbook import MADE
from diag.french import cut
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.safe_text import spreadsheet_text
from diag.table.csv_lines import Dialect, lines_of, neutral
from diag.table.lexicon import answers_of
from diag.table.published_columns import Field, about, fields_of

WORKBOOK = "resultats.xlsx"
_SHEET_ROWS = 1_048_576  # rows of a sheet, for every spreadsheet
_TEXT = 32_767  # signs of a cell
_WIDTHS = {"string": 18, "integer": 11, "number": 11, "date": 12, "code": 7}
_FORMATS = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "date": {"num_format": "dd/mm/yyyy"},
    "number": {"num_format": "0.0"},
    "integer": {"num_format": "0"},
}


Row = Sequence[str]


class _Column(NamedTuple):
    """One column of a sheet: its title, its type, and what it shows of a row of the table."""

    title: str
    kind: str
    cell: Callable[[Row], str]


class ResultsWorkbook:
    """`resultats.xlsx`, filled sheet by sheet or several at once; on the disk once it is closed."""

    def __init__(self, folder: Path, questionnaire: Questionnaire) -> None:
        import xlsxwriter

        self._questionnaire = questionnaire
        self._book = xlsxwriter.Workbook(folder / WORKBOOK, {"constant_memory": True})
        self._book.set_properties({"title": "Résultats de diag lot", "created": MADE})
        self._book.set_size(1600, 1200)
        self._styles = {kind: self._book.add_format(told) for kind, told in _FORMATS.items()}
        self._sheets: dict[str, tuple[Any, Sequence[_Column]]] = {}
        self._filled: dict[str, int] = {}  # rows of each sheet, its titles included
        self._told: list[tuple[str, str, str]] = []  # rows of the sheet that says what columns are

    def open_sheet(self, table: str, fields: Sequence[Field]) -> None:
        """Add the sheet of a table, each code followed by its label."""
        (name, title), columns = about(table), []
        labels = _labels(table, [field.name for field in fields], self._questionnaire)
        for place, field in enumerate(fields):
            kind = "code" if field.words == ANSWER_CODES else field.kind
            columns.append(_Column(field.name, kind, itemgetter(place)))
            if field.name in labels:
                columns.append(_Column(f"{field.name}_libelle", "string", labels[field.name]))
        self._add(table, name, columns)
        self._told.append((name, "", title))
        self._told += [(name, field.name, field.meaning) for field in fields]

    def _add(self, table: str, name: str, columns: Sequence[_Column]) -> None:
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, column.title, self._styles["head"])
        sheet.freeze_panes(1, 1)
        self._sheets[table], self._filled[table] = (sheet, columns), 1

    def add(self, table: str, rows: Iterable[Row]) -> bool:
        """Add rows of a table, as texts; return False if its sheet is full before their end."""
        sheet, columns = self._sheets[table]
        for row in rows:
            if self._filled[table] == _SHEET_ROWS:
                return False
            for place, column in enumerate(columns):
                if text := column.cell(row):
                    self._write(sheet, self._filled[table], place, column.kind, text)
            self._filled[table] += 1
        return True

    def _write(self, sheet: Any, row: int, place: int, kind: str, text: str) -> None:
        if kind == "date":
            day = datetime.datetime.fromisoformat(text)
            sheet.write_datetime(row, place, day, self._styles[kind])
        elif kind in ("number", "integer") or (kind == "code" and text.isdigit()):
            number = float(text.replace(",", "."))
            sheet.write_number(row, place, number, self._styles.get(kind))
        else:
            sheet.write_string(row, place, cut(spreadsheet_text(text), _TEXT))

    def close(self) -> None:
        """Say what every column of the tables is, and write the workbook, ready to be sorted."""
        titles = ("feuille", "colonne", "ce_qu_elle_dit")
        columns = [_Column(title, "string", itemgetter(i)) for i, title in enumerate(titles)]
        self._add("", "Colonnes", columns)
        self.add("", self._told)
        self._sheets[""][0].set_column(2, 2, 90)
        for table, (sheet, shown) in self._sheets.items():
            last = self._filled[table] - 1
            sheet.autofilter(0, 0, last, len(shown) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        self._book.close()


def _labels(table: str, names: Sequence[str], questionnaire: Questionnaire) -> dict[str, Callable[[Row], str]]:
    """Return what gives, from a row of a table, the label of each of its columns that has codes."""
    if table == "reponses":
        asked, answer = names.index("question"), names.index("valeur")
        choices = {q.id: {code: one.label for code, one in answers_of(q)} for q in questionnaire.questions}
        return {
            "question": lambda row: questionnaire.question[row[asked]].title,
            "valeur": lambda row: " ; ".join(filter(None, map(choices[row[asked]].get, row[answer].split()))),
        }
    if table != "scores":
        return {}
    codes = {}
    for name, field in (("type", TYPE_FIELD), ("departement", DEPARTMENT_FIELD)):
        if field in questionnaire.field:
            codes[name] = {option.id: option.label for option in questionnaire.field[field].options}
    levels = {str(i): level.title for i, level in enumerate(questionnaire.header.levels)}
    codes |= {n: levels for n in names if n.endswith(("_niveau", "_niveau_haut"))}
    places = {name: names.index(name) for name in codes if name in names}
    return {name: partial(_label, codes[name], place) for name, place in places.items()}


def _label(labels: Mapping[str, str], place: int, row: Row) -> str:
    return labels.get(row[place], "")


DESCRIPTOR = "datapackage.json"


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

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Add the rows of a frame, its index apart, to a table; no row makes a table of none.

        A number with decimals is written with one, a date as AAAA-MM-JJ, what is missing as nothing.

        Raises:
            KeyError: a column is not published, or one of the first rows is not there.
        """
        self._open(name, list(frame.columns))
        cells = [_cells(frame[field.name], self._dialect.decimal) for field in self._fields[name]]
        self._files[name].writelines(_lines(cells, self._dialect.separator))
        self._show(name, zip(*(_taken(*one) for one in cells), strict=True))

    def write_answers(self, structure: Iterable[str], questions: Mapping[str, Answers]) -> None:
        """Add to `reponses` a row for each of n structures and each question that it is asked.

        Args:
            structure: (n,) keys.
            questions: by id, what is said: texte, valeur, statut, niveau, poids.
        """
        self._open("reponses", list(fields_of("reponses", self._questionnaire)))
        keys, separator = neutral([*structure]), self._dialect.separator
        codes, cells, asked = zip(*questions.values(), strict=True)
        told = zip(questions, cells, strict=True)
        rows = [[(name, *neutral(row)) for row in known] for name, known in told]
        # A line is a key and one of few ends, each put in CSV once.
        starts = [key + separator for key in _quoted(keys, separator)]
        ends = [lines_of(known, separator) for known in rows]
        places, ranks = np.argwhere(np.column_stack(asked)), np.column_stack(codes)
        met = [*zip(*places.T.tolist(), ranks[*places.T].tolist(), strict=True)]
        self._files["reponses"].writelines(starts[i] + ends[q][rank] for i, q, rank in met)
        self._show("reponses", ((keys[i], *rows[q][rank]) for i, q, rank in met))

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


def _lines(cells: Iterable[tuple[NDArray[Any], Sequence[str]]], separator: str) -> Iterator[str]:
    """Yield the lines of a table, from the ranks and texts of each column: each text is put in CSV once."""
    columns = [_taken(codes, _quoted(texts, separator)) for codes, texts in cells]
    return (separator.join(row) + "\r\n" for row in zip(*columns, strict=True))


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
