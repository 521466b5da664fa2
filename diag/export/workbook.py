"""Workbooks (.xlsx): the same records as a text would give, cells as people read them."""

import datetime
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from diag.export.groups import Spans
from diag.export.open_document import CONTENT, measure
from diag.export.sheet_xml import MAX_CELLS, WORKBOOK, Oversized, WorkbookXml
from diag.questionnaire.mistakes import Refusal, did_you_mean, refuse_file


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: as its tab shows it.
        others: names of the other sheets.
        candidates: those of them that were looked at, or could have been.
        first_row: row of the first record, from 1, as the spreadsheet numbers it.
        height: rows from the first record to the last.
        merged: merged cells, counted from the first record and the first column.
        made_by_sphinx: another sheet says that Sphinx made the workbook.

    """

    name: str
    others: tuple[str, ...]
    candidates: tuple[str, ...]
    first_row: int
    height: int
    merged: Spans
    made_by_sphinx: bool
    _sheet: Any
    _errors: dict[tuple[int, int], str]

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows from the first record on, all as wide, blank ones included."""
        for rank, row in enumerate(self._sheet.iter_rows()):
            cells = [_text(value) for value in row]
            if self._errors:
                cells = [c or self._errors.get((rank, i), "") for i, c in enumerate(cells)]
            yield cells


def open_sheet(path: Path, name: str, wanted: str | None = None) -> Sheet:
    """Open a sheet of a workbook: the one that is wanted, else the first that has records.

    Args:
        path: the workbook.
        name: of the file, for messages.
        wanted: name of a sheet or its rank from 1, else None.

    Raises:
        Refusal: the workbook is damaged or protected, it has no such sheet (E06), the sheet is
            oversized (E07) or empty (E02).

    """
    try:
        return _open(path, name, wanted)
    except Refusal:
        raise
    except calamine.PasswordError:
        what = "le classeur est protégé par un mot de passe"
        how = "enregistrez-le sans mot de passe, puis recommencez"
        raise refuse_file(Path(name), "E06", what, how) from None
    except (MemoryError, Oversized):
        raise _oversized(name) from None
    except BaseException as error:  # calamine is Rust: on a damaged file it may also panic
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        what = "le classeur est abîmé"
        how = "ouvrez-le dans un tableur et réenregistrez-le"
        raise refuse_file(Path(name), "E06", what, how) from None


def _open(path: Path, name: str, wanted: str | None) -> Sheet:
    with zipfile.ZipFile(path) as archive:  # looked at before calamine inflates anything
        parts = None
        if CONTENT in archive.namelist() and WORKBOOK not in archive.namelist():
            measure(archive)
        else:
            parts = WorkbookXml(archive)
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return _choose(book, parts, name, wanted)


def _choose(book: Any, parts: WorkbookXml | None, name: str, wanted: str | None) -> Sheet:
    names = list(book.sheet_names)
    ranks = _candidates(book, names, name, wanted)
    chosen, best = None, 0
    for rank in ranks:
        errors = {} if parts is None else parts.errors(rank)
        sheet = book.get_sheet_by_index(rank)
        filled = _filled(sheet)
        if filled > best:
            chosen, best = (rank, sheet, errors), filled
        if filled >= 2:
            break
    if chosen is None:
        what = "le classeur est vide" if wanted is None else f"la feuille « {wanted} » est vide"
        raise refuse_file(Path(name), "E02", what, "vérifiez l’export, ou la feuille à lire")
    rank, sheet, errors = chosen
    top, left = _corner(sheet)
    spans = [
        (r0 - top, c0 - left, c1 - left)
        for (r0, c0), (_, c1) in getattr(sheet, "merged_cell_ranges", None) or ()
        if c1 > c0 >= left and r0 >= top
    ]
    return Sheet(
        name=names[rank],
        others=tuple(n for n in names if n != names[rank]),
        candidates=tuple(names[r] for r in ranks if r != rank),
        first_row=top + 1,
        height=sheet.end[0] + 1 - top,
        merged=tuple(spans),
        made_by_sphinx=any(
            _mentions_sphinx(book, parts, i) for i in range(len(names)) if i != rank
        ),
        _sheet=sheet,
        _errors={(r - top, c - left): text for (r, c), text in errors.items()},
    )


def _candidates(book: Any, names: list[str], name: str, wanted: str | None) -> list[int]:
    """Return the ranks of the sheets to look at, in order."""
    if wanted is None:
        shown = [
            rank
            for rank, sheet in enumerate(book.sheets_metadata)
            if str(sheet.typ).endswith("WorkSheet") and str(sheet.visible).endswith(".Visible")
        ]
        return shown or list(range(len(names)))
    if wanted in names:
        return [names.index(wanted)]
    folded = [n.strip().casefold() for n in names]
    if wanted.strip().casefold() in folded:
        return [folded.index(wanted.strip().casefold())]
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(names):
        return [int(wanted) - 1]
    listed = ", ".join(f"« {n} »" for n in names)
    near = did_you_mean(wanted, names)
    how = f"feuilles du classeur : {listed}" + (f" ; {near}" if near else "")
    raise refuse_file(Path(name), "E06", f"le classeur n’a pas de feuille « {wanted} »", how)


def _corner(sheet: Any) -> tuple[int, int]:
    """Return the row and column, from 0, of the first cell that calamine gives.

    Some versions give the empty rows above the table, or the empty columns before it, and some not;
    the table itself begins with a row that holds something.
    """
    top, left = sheet.start
    first = next(iter(sheet.iter_rows()))
    if not any(value not in ("", None) for value in first):
        top = 0
    return top, left if len(first) == sheet.end[1] + 1 - left else 0


def _filled(sheet: Any) -> int:
    """Return how many rows hold something, up to 2: headings, and one record."""
    filled = 0
    for row in sheet.iter_rows():
        filled += any(value not in ("", None) for value in row)
        if filled == 2:
            break
    return filled


def _mentions_sphinx(book: Any, parts: WorkbookXml | None, rank: int) -> bool:
    if book.sheet_names[rank].casefold() != "information":
        return False
    if parts is not None:
        parts.errors(rank)
    rows = book.get_sheet_by_index(rank).to_python(nrows=10)
    return any("sphinx" in str(cell).casefold() for row in rows for cell in row)


def _oversized(name: str) -> Refusal:
    what = f"une feuille couvre plus de {MAX_CELLS // 1_000_000} millions de cellules, ou trop de texte"
    how = "effacez ce qui est rempli très loin des autres cellules, ou exportez les réponses en CSV"
    return refuse_file(Path(name), "E07", what, how)


def _text(value: Any) -> str:
    """Return a cell as text: whole numbers without « .0 », dates in ISO form, « Vrai » or « Faux »."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Vrai" if value else "Faux"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        day = value.date().isoformat()
        return day if value.time() == datetime.time() else f"{day} {value:%H:%M:%S}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M:%S}"
    return "" if value is None else str(value)
