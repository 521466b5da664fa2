"""The plan as a sheet that people fill: one row an action, drop-downs, and room for their own.

What it says of a row to whoever reads it back is in three hidden columns: the visit, the action, and
the print of what was exported, by which a change made in the sheet is told from one made elsewhere.
Nothing private is in it: neither what was declined nor a private note.
"""

import datetime
import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import Any, Literal

from diag.export.made_workbook import MADE, set_paper
from diag.followup.follow_up import STATE, FollowedAction, FollowUp
from diag.french import long_date, typeset
from diag.safe_text import spreadsheet_text
from diag.visit.visit_model import MAX_TEXT, joint_identity

Column = Literal[
    "structure",
    "number",
    "title",
    "why",
    "owner",
    "start",
    "due",
    "state",
    "note",
    "visit_code",
    "action_code",
    "print",
]
HEADINGS: Mapping[Column, str] = {
    "structure": "Structure",
    "number": "N°",
    "title": "Action",
    "why": "Pourquoi",
    "owner": "Porteur",
    "start": "Mois de début",
    "due": "Échéance",
    "state": "État",
    "note": "Commentaire",
    "visit_code": "Code visite",
    "action_code": "Code action",
    "print": "Empreinte",
}
"""What each column is called; the last three are hidden."""
CODES: tuple[Column, ...] = ("visit_code", "action_code", "print")
SHOWN: tuple[Column, ...] = tuple(column for column in HEADINGS if column not in CODES)
SHEET, GUIDE = "Plan", "Mode d'emploi"
OWN = "ajout:"
"""What the code of an action begins with where the structure added it."""
_WIDTHS: Mapping[Column, int] = {
    "structure": 18,
    "number": 4,
    "title": 30,
    "why": 34,
    "owner": 18,
    "start": 15,
    "due": 11,
    "state": 11,
    "note": 28,
}
_GUIDE_WIDTH = 74
_ROOM = 20  # blank rows
_DIGITS = 8
_MONTH, _DAY = "[$-40C]mmmm yyyy", "[$-40C]dd/mm/yyyy"
_LISTED = 10  # row of the guide where the structures begin, from 1


def cell_text(text: str) -> str:
    """Return a text as a cell shows it, to compare: no spreadsheet runs it, any may change its blanks."""
    return " ".join(spreadsheet_text(text).split())


@dataclass(frozen=True)
class Told:
    """What is compared of one action: by column, what its row shows and what the visit holds.

    Months are `2027-03`, days in ISO form, states by their code; a computed date is shown and not held.
    """

    shown: Mapping[Column, str]
    held: Mapping[Column, str]

    @property
    def print(self) -> str:
        """The print of it: no word of it can be read there."""
        return "-".join(digest(told[column]) for told in (self.shown, self.held) for column in SHOWN)


def digest(text: str) -> str:
    """Return a few digits that tell a text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def prints_of(code: str) -> tuple[Mapping[Column, str], Mapping[Column, str]] | None:
    """Return the digits of what a row showed and of what the visit held, None if it is no print."""
    found, half = code.split("-"), len(SHOWN)
    if len(found) != 2 * half or any(len(one) != _DIGITS for one in found):
        return None
    return dict(zip(SHOWN, found[:half], strict=True)), dict(zip(SHOWN, found[half:], strict=True))


def labels(plans: Sequence[FollowUp]) -> Mapping[str, str]:
    """Return what the rows call each structure, by visit: two visits of one are told by their dates."""
    times = Counter(one.structure for one in plans)
    return {
        one.identity: one.structure
        if times[one.structure] == 1
        else f"{one.structure}, {long_date(one.visit.visit.date)}"
        for one in plans
    }


def told_of(one: FollowedAction, structure: str) -> Told:
    """Return what is compared of an action."""
    taken = one.taken
    held: dict[Column, str] = {
        "structure": cell_text(structure),
        "number": str(one.number or ""),
        "title": cell_text(one.title),
        "why": cell_text(one.why),
        "owner": cell_text(one.owner),
        "start": (taken and taken.start) or "",
        "due": str(taken.due) if taken and taken.due else "",
        "state": one.state,
        "note": cell_text((taken and taken.note) or ""),
    }
    start, due = f"{one.start:%Y-%m}" if one.start else "", str(one.due) if one.due else ""
    return Told({**held, "start": start, "due": due}, held)


def sheet_bytes(plans: Sequence[FollowUp], mark: str = "") -> bytes:
    """Return the workbook of the plans of some visits: same plans, same bytes.

    Args:
        plans: one a visit.
        mark: comment of the archive, which no spreadsheet shows.
    """
    import xlsxwriter

    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": "Suivi du plan d’action", "created": MADE})
    book.set_size(1600, 1200)
    _Sheet(book, plans).fill()
    book.close()
    made = BytesIO()
    # Rows keep the height they are given until somebody types in them.
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b' customHeight="1"', b""))
        new.comment = mark.encode()
    return made.getvalue()


_LINE = {"bottom": 7, "bottom_color": "#8F8576"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E4EEF0", "bottom": 1, "text_wrap": True, "valign": "top"},
    "number": {"align": "center", "valign": "top", "font_color": "#4B5763", **_LINE},
    "fixed": {"text_wrap": True, "valign": "top", "font_color": "#4B5763", **_LINE},
    "text": {"text_wrap": True, "valign": "top", **_LINE},
    "start": {"num_format": _MONTH, "align": "left", "valign": "top", **_LINE},
    "due": {"num_format": _DAY, "align": "left", "valign": "top", **_LINE},
    "title": {"bold": True, "font_size": 14},
    "prose": {"text_wrap": True, "valign": "top"},
}
_STYLES: Mapping[Column, str] = {"structure": "fixed", "number": "number", "title": "fixed", "why": "fixed"}
"""Columns that tell what is followed, in grey: they are not for writing, but in rows of one's own."""
_WRAPPED: tuple[Column, ...] = ("structure", "title", "why", "owner", "note")
_HEIGHT, _ROOM_HEIGHT = 15, 22  # of a line and of a blank row, in points
_MOST_LINES = 12  # of a row at first


def _lines(text: str, width: int) -> int:
    """Return on how many lines a text is shown in a column, so many at most."""
    found = sum(max(1, len(wrap(line, width + 2))) for line in text.split("\n"))
    return min(found, _MOST_LINES)


class _Sheet:
    """The workbook while it is filled: column of each heading, row of each action."""

    def __init__(self, book: Any, plans: Sequence[FollowUp]) -> None:
        self.plans, self.labels = plans, labels(plans)
        self.sheet, self.guide = book.add_worksheet(SHEET), book.add_worksheet(GUIDE)
        self.styles = {name: book.add_format(told) for name, told in _FORMATS.items()}
        self.place = {column: place for place, column in enumerate(HEADINGS)}
        self.row = 0

    def fill(self) -> None:
        self._head()
        for plan in self.plans:
            for one in plan.actions:
                self._action(plan, one)
        filled = self.row
        for _ in range(_ROOM):  # for the actions that a structure adds
            self.row += 1
            self.sheet.set_row(self.row, _ROOM_HEIGHT)
            for column in SHOWN:
                self._write(column, "", column if column in ("start", "due") else "text")
        self._choices(filled)
        self._paper()
        self._guide()

    def _head(self) -> None:
        for column, place in self.place.items():
            hidden = {"hidden": True} if column in CODES else {}
            self.sheet.set_column(place, place, _WIDTHS.get(column, 12), None, hidden)
            self.sheet.write_string(0, place, HEADINGS[column], self.styles["head"])

    def _action(self, plan: FollowUp, one: FollowedAction) -> None:
        """Write the row of an action."""
        self.row += 1
        told = told_of(one, self.labels[plan.identity])
        note = spreadsheet_text((one.taken and one.taken.note) or "")  # with its lines
        texts = {**told.shown, "state": STATE[one.state], "note": note}
        for column in SHOWN:
            self._write(column, texts[column], _STYLES.get(column, "text"))
        self.sheet.set_row(self.row, _HEIGHT * max(_lines(texts[c], _WIDTHS[c]) for c in _WRAPPED))
        for column, day in (("start", one.start), ("due", one.due)):
            self._write(column, day, column)
        codes = (plan.identity, f"{OWN if one.own else ''}{one.id}", told.print)
        for column, code in zip(CODES, codes, strict=True):
            self._write(column, code, "text")

    def _write(self, column: Column, held: str | datetime.date | None, style: str) -> None:
        cell = self.row, self.place[column]
        if not held:
            self.sheet.write_blank(*cell, None, self.styles[style])
        elif isinstance(held, datetime.date):
            self.sheet.write_datetime(*cell, held, self.styles[style])
        elif column == "number":
            self.sheet.write_number(*cell, int(held), self.styles[style])
        else:
            self.sheet.write_string(*cell, held, self.styles[style])

    def _choices(self, filled: int) -> None:
        """Offer the states everywhere, the structures in the rows to fill, and say what is awaited."""
        state = {"validate": "list", "source": [*STATE.values()], **_STATE_REFUSED}
        self._validate("state", 1, state)
        if len(self.plans) > 1:
            guide = GUIDE.replace("'", "''")
            source = f"='{guide}'!$A${_LISTED}:$A${_LISTED + len(self.plans) - 1}"
            listed = {"validate": "list", "source": source, "error_type": "warning"}
            self._validate("structure", filled + 1, {**listed, **_STRUCTURE_REFUSED})
        for column, (title, message) in _AWAITED.items():
            told = {"validate": "any", "input_title": title, "input_message": typeset(message)}
            self._validate(column, 1, told)

    def _validate(self, column: Column, first: int, told: Mapping[str, Any]) -> None:
        place = self.place[column]
        self.sheet.data_validation(first, place, self.row, place, dict(told))

    def _paper(self) -> None:
        """Freeze the headings, sort and filter, and print on sheets that are wide enough."""
        last = len(HEADINGS) - 1
        self.sheet.freeze_panes(1, 3)
        self.sheet.autofilter(0, 0, self.row, last)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self.row + 1}"})
        set_paper(self.sheet, self.guide, "Suivi du plan d’action")
        self.sheet.print_area(0, 0, self.row, len(SHOWN) - 1)

    def _guide(self) -> None:
        """Say how the sheet is filled, and which structures it is about."""
        self.guide.set_column(0, 0, _GUIDE_WIDTH)
        self.guide.write_string(0, 0, "Remplir ce tableau", self.styles["title"])
        for row, line in enumerate(_SAID, 1):
            self.guide.set_row(row, _HEIGHT * _lines(line, _GUIDE_WIDTH) + _HEIGHT / 3)
            self.guide.write_string(row, 0, typeset(line), self.styles["prose"])
        self.guide.write_string(_LISTED - 2, 0, "Structures de ce tableau", self.styles["head"])
        for row, label in enumerate(self.labels.values(), _LISTED - 1):
            self.guide.write_string(row, 0, cell_text(label), self.styles["prose"])


_STATE_REFUSED = {
    "error_title": "État",
    "error_message": "Choisissez l’état dans la liste.",
    "input_title": "État",
    "input_message": "Une action abandonnée demande sa raison, dans « Commentaire ».",
}
_STRUCTURE_REFUSED = {"error_title": "Structure", "error_message": "Choisissez la structure dans la liste."}
_AWAITED: Mapping[Column, tuple[str, str]] = {
    "owner": ("Porteur", "Une fonction, jamais un nom : « direction », « référente numérique »."),
    "start": ("Mois de début", "Un mois : « mars 2027 »."),
    "due": ("Échéance", "Un jour : « 31/03/2027 », ou un mois : « mars 2027 »."),
}
_SAID = (
    "Une ligne est une action du plan. Remplissez les colonnes « Porteur », « Mois de début »,"
    " « Échéance », « État » et « Commentaire » ; les autres disent de quoi il s’agit, et ne se"
    " changent pas.",
    "« État » se choisit dans la liste. « à décider » : proposée, personne n’en a encore décidé ;"
    " choisissez « à faire » pour la garder. « abandonnée » demande sa raison, dans « Commentaire ».",
    "« Porteur » est une fonction, jamais un nom de personne. Vide : personne ne porte l’action.",
    "Une date s’écrit 31/03/2027 ou « mars 2027 ». Celles qui sont là et que personne n’a décidées"
    " sont calculées selon le temps disponible ; vous pouvez les remplacer.",
    "Pour ajouter une action à vous, remplissez une ligne vide, sous les autres : son intitulé dans"
    " « Action », et la structure s’il y en a plusieurs.",
    "Vous pouvez trier, filtrer, déplacer les lignes et les colonnes, et effacer une ligne : l’action"
    f" reste alors comme elle était. Les titres des colonnes restent écrits ainsi. {MAX_TEXT} signes au"
    " plus dans une case.",
    "Rendez ensuite le fichier à la personne qui vous accompagne : elle le relit avec « diag suivi"
    " VISITE --relire FICHIER », qui dit chaque changement, et chaque case qui ne se comprend pas.",
)


def mark_of(plans: Iterable[FollowUp]) -> str:
    """Return what a sheet of these visits bears, and no other, still without the digits of its content."""
    return f"diag:{joint_identity(one.identity for one in plans)}:{'0' * 16}"
