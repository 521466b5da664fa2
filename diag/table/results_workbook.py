"""The tables of a batch as one workbook, typed, labels beside codes, for those who work in a spreadsheet.

It is made from the tables as they were written, so that it cannot say anything else.
"""

import csv
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.safe_text import spreadsheet_text
from diag.table.names import options_of
from diag.table.published_columns import TITLES, Field, fields_of
from diag.table.sheet import Dialect

WORKBOOK = "resultats.xlsx"
_SHEETS = {
    "scores": "Structures",
    "reponses": "Réponses",
    "actions": "Actions",
    "rejets": "Rejets",
    "ecarts": "Écarts",
}
_FIELDS = {("scores", "type"): TYPE_FIELD, ("scores", "departement"): DEPARTMENT_FIELD}
_ROWS = 1_048_576  # rows of a sheet, for every spreadsheet
_TEXT = 32_767  # signs of a cell
_WIDTHS = {"string": 18, "integer": 11, "number": 11, "date": 12, "code": 7}
_MADE = datetime.datetime(2026, 1, 1)


def write_workbook(
    folder: Path,
    questionnaire: Questionnaire,
    tables: Mapping[str, Iterable[str]],
    dialect: Dialect | None,
) -> list[str]:
    """Write the workbook of a folder, and return the tables that hold more rows than a sheet can.

    Args:
        folder: of the results, whose tables are written.
        questionnaire: what was asked.
        tables: columns of each table.
        dialect: of the CSV files; None for Parquet.

    """
    import xlsxwriter

    left = []
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(folder / WORKBOOK, options) as book:
        book.set_properties({"title": "Résultats de diag lot", "created": _MADE})
        book.set_size(1600, 1200)
        styles = _Styles(book)
        for name, columns in tables.items():
            known = fields_of(name, questionnaire)
            shown = list(_columns(name, [known[column] for column in columns], questionnaire))
            sheet = book.add_worksheet(_SHEETS[name])
            if not styles.fill(sheet, shown, _rows(folder, name, dialect)):
                left.append(name)
        _describe(book, styles, questionnaire, tables)
    return left


@dataclass(frozen=True)
class _Column:
    """One column of a sheet: its title, its type, and what it shows of a row of the table."""

    title: str
    kind: str
    cell: Callable[[Mapping[str, Any]], Any]


def _columns(
    table: str, fields: Sequence[Field], questionnaire: Questionnaire
) -> Iterator[_Column]:
    """Yield the columns of a table, each code followed by its label."""
    for field in fields:
        kind = "code" if field.words == ANSWER_CODES else field.kind
        yield _Column(field.name, kind, itemgetter(field.name))
        label = _label(table, field.name, questionnaire)
        if label is not None:
            yield _Column(f"{field.name}_libelle", "string", label)


def _label(
    table: str, name: str, questionnaire: Questionnaire
) -> Callable[[Mapping[str, Any]], str] | None:
    """Return what gives the label of a code, None for a column that holds no code."""
    asked = questionnaire.field.get(_FIELDS.get((table, name), ""))
    if asked is not None:
        titles = {option.id: option.label for option in asked.options}
        return lambda row: titles.get(row[name], "")
    if table == "scores" and name.endswith(("_niveau", "_niveau_haut")):
        levels = {str(rank): level.title for rank, level in enumerate(questionnaire.header.levels)}
        return lambda row: levels.get(str(row[name] or ""), "")
    if (table, name) == ("reponses", "question"):
        return lambda row: questionnaire.question[row[name]].title
    if (table, name) == ("reponses", "valeur"):
        spelled = {q.id: _answers(q) for q in questionnaire.questions}
        return lambda row: _answer(spelled, row)
    return None


def _answers(question: Question) -> dict[str, str]:
    if isinstance(question, SingleQuestion):
        return {str(choice.level): choice.label for choice in question.choices}
    return {name: labels[0] for name, labels in options_of(question)}


def _answer(spelled: Mapping[str, Mapping[str, str]], row: Mapping[str, Any]) -> str:
    """Return the labels of an answer, joined by a semicolon."""
    known = spelled[row["question"]]
    return " ; ".join(known[word] for word in row["valeur"].split() if word in known)


def _rows(folder: Path, name: str, dialect: Dialect | None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, numbers with a decimal point."""
    if dialect is None:
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(folder / f"{name}.parquet").iter_batches():
            for row in batch.to_pylist():
                yield {
                    k: "" if v is None else v if isinstance(v, str) else str(v)
                    for k, v in row.items()
                }
        return
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=dialect.separator)


class _Styles:
    """How the cells of a workbook look, and how a sheet is filled."""

    def __init__(self, book: Any) -> None:
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self._kinds = {
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "number": book.add_format({"num_format": "0.0"}),
            "integer": book.add_format({"num_format": "0"}),
            "string": None,
            "code": None,
        }

    def fill(
        self, sheet: Any, columns: Sequence[_Column], rows: Iterable[Mapping[str, Any]]
    ) -> bool:
        """Fill a sheet, its titles in sight and ready to be sorted; return False if it is too short."""
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.title, self._head)
        rank = 0
        for rank, row in enumerate(rows, start=1):
            if rank == _ROWS:
                return False
            for place, column in enumerate(columns):
                self._write(sheet, rank, place, column.kind, column.cell(row))
        sheet.autofilter(0, 0, rank, len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rank + 1}"})
        return True

    def _write(self, sheet: Any, rank: int, place: int, kind: str, cell: str) -> None:
        if not cell:
            return
        style = self._kinds[kind]
        if kind == "date":
            sheet.write_datetime(rank, place, datetime.datetime.fromisoformat(cell), style)
        elif kind in ("number", "integer") or (kind == "code" and cell.isdigit()):
            sheet.write_number(rank, place, float(cell.replace(",", ".")), style)
        else:
            text = spreadsheet_text(cell)
            sheet.write_string(rank, place, text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…")


def _describe(
    book: Any, styles: _Styles, questionnaire: Questionnaire, tables: Mapping[str, Iterable[str]]
) -> None:
    """Add the sheet that says what every column is."""
    titles = ("feuille", "colonne", "ce_qu_elle_dit")
    rows = []
    for name, columns in tables.items():
        known = fields_of(name, questionnaire)
        rows.append((_SHEETS[name], "", TITLES[name]))
        rows += [(_SHEETS[name], column, known[column].meaning) for column in columns]
    sheet = book.add_worksheet("Colonnes")
    shown = [_Column(title, "string", itemgetter(title)) for title in titles]
    styles.fill(sheet, shown, (dict(zip(titles, row, strict=True)) for row in rows))
    sheet.set_column(2, 2, 90)
