"""The tables of a batch as one workbook, typed, labels beside codes, for those who work in a spreadsheet.

It takes the very texts that the CSV files take, so that it cannot say anything else.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from diag.benchmark.structures import ANSWER_CODES
from diag.export.made_workbook import MADE
from diag.french import cut
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    MultipleQuestion,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.safe_text import spreadsheet_text
from diag.table.published_columns import Field, about

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
        choices = {question.id: _choices(question) for question in questionnaire.questions}
        return {
            "question": lambda row: questionnaire.question[row[asked]].title,
            "valeur": lambda row: _listed(choices[row[asked]], row[answer]),
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


def _choices(question: Question) -> dict[str, str]:
    """Return the labels of the answers of a question, by their code."""
    if isinstance(question, SingleQuestion):
        return {str(choice.level): choice.label for choice in question.choices}
    ticks = question.choices if isinstance(question, MultipleQuestion) else ()
    return {tick.id: tick.label for tick in ticks}


def _listed(labels: Mapping[str, str], answer: str) -> str:
    return " ; ".join(labels[word] for word in answer.split() if word in labels)
