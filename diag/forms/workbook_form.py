"""The form as a workbook: one sheet to fill for each person, with drop-downs, help and hidden codes.

A row is a question, or one of its boxes. The first column, hidden, holds its code (`filled_workbook` reads it);
the last one, hidden too, whether it is asked, by formulas that are the conditions of the kernel (M2).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import Any

from diag.export.made_workbook import MADE, set_paper
from diag.forms.expressions import Language, bounds, expression
from diag.forms.form_order import FormOrder, Moment
from diag.french import typeset
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    SingleQuestion,
    holds,
)
from diag.safe_text import spreadsheet_text

SHEET, GUIDE, LISTS = "Réponses", "Mode d’emploi", "Listes"
MARK = "diag-formulaire"
"""Begins the first cell of a sheet to fill, before the questionnaire, its version and the form."""
UNKNOWN, NOT_APPLICABLE, YES = "Je ne sais pas", "Non concerné", "Oui"
CODE, NUMBER, ASKED, ANSWER, REASON, NOTE, SHOWN = range(7)
"""Columns of a sheet, from 0; the first and the last are hidden."""
HEADINGS = ("", "N°", "Question", "Réponse", "Raison, si non concerné", "Note", "")
_WIDTHS = (0, 7, 74, 46, 26, 36, 0)
_HEIGHT = 14.5
_SAID = (
    "Une feuille est ce que répond une personne, ou un groupe. Pour une autre, copiez la feuille « Réponses » dans ce"
    " classeur, ou le classeur lui-même. La première ligne demande la fonction : jamais de nom.",
    "Choisissez la réponse la plus haute dont tout est vrai. Si une partie manque, prenez celle d’avant, avec une"
    " note. « Je ne sais pas » est une réponse. « Non concerné » n’est proposé que là où il a un sens, et demande sa"
    " raison.",
    "Une ligne grise n’est pas à remplir : la question ne se pose pas à cette structure. Répondez d’abord à ce qui"
    " décrit la structure, tout en haut.",
    "Pour une question à cases, choisissez « Oui » devant ce qui est vrai, et laissez le reste vide.",
    "Ne changez pas l’ordre des lignes, et n’en supprimez pas. Les notes paraissent dans le rapport.",
    "Rendez ensuite le fichier à la personne qui vous accompagne : « diag entretien FICHIER.xlsx » en fait une"
    " visite, et « diag reunir » réunit celles de plusieurs personnes.",
)


def form(order: FormOrder) -> bytes:
    """Return the workbook."""
    import xlsxwriter

    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": order.questionnaire.header.title, "created": MADE})
    book.set_size(1700, 1200)
    _Filled(book, order).fill()
    book.close()
    return data.getvalue()


def answer_label(question: SingleQuestion, level: int) -> str:
    """Return what the drop-down says of a level: its number, then its words, cut where Excel cuts."""
    label = next(one.label for one in question.choices if one.level == level)
    return f"{level} – {label}"[:250]


def mark_of(order: FormOrder) -> str:
    """Return what the first cell of a sheet to fill says: `diag-formulaire;print;2.1.0;full`."""
    header = order.questionnaire.header
    return ";".join((MARK, header.id, header.version, "express" if order.express else "full"))


class _Filled:
    """A workbook while it is made: next row, next list, where each thing is answered."""

    def __init__(self, book: Any, order: FormOrder) -> None:
        self.order, self.row, self.list, self.number = order, 0, 0, 0
        self.guide, self.sheet, self.lists = (book.add_worksheet(one) for one in (GUIDE, SHEET, LISTS))
        self.styles = {name: book.add_format(told) for name, told in _FORMATS.items()}
        self.cells: dict[str, str] = {}
        self.boxes: dict[str, Mapping[str, str]] = {}
        self.listed: dict[tuple[str, str], str] = {}
        self.shown: dict[str, str] = {}

    def fill(self) -> None:
        self._head()
        self._heading("La structure et qui répond")
        self._asked("role", "Fonction de qui répond", "« Direction », « Équipe de nuit ». Jamais un nom.")
        self._asked("name", "Nom de la structure", "", self.order.name)
        self._asked("date", "Date", "Par exemple 31/03/2027.")
        self._fields("first")
        for dimension, questions in self.order.dimensions:
            self._heading(dimension.title)
            for question in questions:
                self._question(question)
        self._heading("Pour finir")
        self._fields("last")
        self._finish()

    # -- rows ------------------------------------------------------------------------------------

    def _head(self) -> None:
        for column, (title, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            hidden = {} if width else {"hidden": True}
            self.sheet.set_column(column, column, width or 9, None, hidden)
            self.sheet.write_string(0, column, title, self.styles["head"])
        self.sheet.write_string(0, CODE, mark_of(self.order))

    def _heading(self, title: str) -> None:
        self.row += 1
        for column in range(NUMBER, SHOWN):
            self.sheet.write_string(self.row, column, title if column == ASKED else "", self.styles["axis"])

    def _asked(self, code: str, text: str, help_: str, value: str = "") -> None:
        """Write a row that takes a text."""
        self._row(code, [("strong", text), ("soft", help_)])
        if value:
            self.sheet.write_string(self.row, ANSWER, spreadsheet_text(value), self.styles["answer"])

    def _row(self, code: str, told: Sequence[tuple[str, str]], number: str = "") -> None:
        """Write the next row: its code, what is asked in several styles, blanks to fill."""
        self.row += 1
        told = [(style, text) for style, text in told if text]
        parts: list[Any] = []
        for rank, (style, text) in enumerate(told):
            parts += [self.styles[style], ("\n" if rank else "") + text]
        self.sheet.write_string(self.row, CODE, code)
        self.sheet.write_string(self.row, NUMBER, number, self.styles["number"])
        if len(told) > 1:
            self.sheet.write_rich_string(self.row, ASKED, *parts, self.styles["cell"])
        else:
            self.sheet.write_string(self.row, ASKED, told[0][1], self.styles[f"{told[0][0]}_cell"])
        for column in (ANSWER, REASON, NOTE):
            self.sheet.write_blank(self.row, column, None, self.styles["answer"])
        self.sheet.set_row(self.row, min(sum(_height(*one) for one in told) + 5, 400))

    def _fields(self, asked: Moment) -> None:
        for field in self.order.fields_asked(asked):
            self._field(field)

    def _field(self, field: ProfileField) -> None:
        code, known = f"p/{field.id}", self.order.profile.get(field.id)
        self._row(code, [("strong", field.text), ("soft", field.help or "")])
        first, boxes = self.row, dict[str, str]()
        if field.kind == "choice":
            self._choose(field.id, {one.id: one.label for one in field.options})
        elif field.kind == "number":
            self._bound(field)
        for option in field.options if field.kind == "choices" else ():
            boxes[option.id] = self._box(f"{code}/{option.id}", option.label)
            if isinstance(known, list | tuple) and option.id in known:
                self.sheet.write_string(self.row, ANSWER, YES, self.styles["answer"])
        if known is not None and field.kind != "choices":
            labels = {one.id: one.label for one in field.options}
            self.sheet.write_string(first, ANSWER, labels.get(str(known), str(known)), self.styles["answer"])
        self._place(field.id, first, boxes)

    def _question(self, question: Question) -> None:
        self.number += 1
        code, stop = f"q/{question.id}", [UNKNOWN, *([NOT_APPLICABLE] if question.not_applicable else [])]
        told = [("strong", question.text), ("soft", question.help or ""), *_choices_told(question)]
        if question.not_applicable:
            told.append(("soft", f"Non concerné : {question.not_applicable}"))
        self._row(code, told, f"{self.number}")
        first, boxes = self.row, dict[str, str]()
        if isinstance(question, SingleQuestion):
            labels = {str(one.level): answer_label(question, one.level) for one in question.choices}
            self._choose(question.id, labels, stop)
        else:
            self._choose(question.id, {}, stop, strict=not isinstance(question, NumberQuestion))
        for tick in question.choices if isinstance(question, MultipleQuestion) else ():
            boxes[tick.id] = self._box(f"{code}/{tick.id}", tick.label, tick.check)
        self._place(question.id, first, boxes)

    def _box(self, code: str, label: str, check: str = "") -> str:
        self._row(code, [("box", f"☐  {label}"), ("soft", check)])
        listed = {"validate": "list", "source": [YES], "error_message": f"« {YES} », ou rien."}
        self.sheet.data_validation(self.row, ANSWER, self.row, ANSWER, listed)
        return f"$D${self.row + 1}"

    def _choose(self, name: str, labels: Mapping[str, str], stop: Sequence[str] = (), *, strict: bool = True) -> None:
        """Offer a list of words, kept in a column of the hidden sheet."""
        from xlsxwriter.utility import xl_col_to_name

        column = xl_col_to_name(self.list)
        for rank, (value, label) in enumerate([*labels.items(), *((one, one) for one in stop)]):
            self.lists.write_string(rank, self.list, label)
            self.listed[name, value] = f"{LISTS}!${column}${rank + 1}"
        last = len(labels) + len(stop)
        self.list += 1
        listed: dict[str, Any] = {"validate": "list", "source": f"={LISTS}!${column}$1:${column}${last}", **_REFUSED}
        if not strict:  # a number is typed, or one of these words
            listed["show_error"] = False
        self.sheet.data_validation(self.row, ANSWER, self.row, ANSWER, listed)

    def _bound(self, field: ProfileField) -> None:
        bounds = {"minimum": float(field.minimum), "maximum": float(field.maximum)}
        told = typeset(f"Un nombre de {field.minimum} à {field.maximum}.")
        checked = {"validate": "decimal", "criteria": "between", **bounds, "error_message": told}
        self.sheet.data_validation(self.row, ANSWER, self.row, ANSWER, checked)

    # -- conditions ------------------------------------------------------------------------------

    def _place(self, name: str, first: int, boxes: Mapping[str, str]) -> None:
        """Remember where something is answered, and grey its rows while it is not asked."""
        self.cells[name], self.boxes[name] = f"$D${first + 1}", boxes
        asked = self.order.questionnaire.field.get(name) or self.order.questionnaire.question[name]
        if asked.when is None:
            return
        formula = self.shown[name] = expression(asked.when, self.order, self._language(), self.shown)
        at_first = int(holds(asked.when, self.order.profile, {}))
        for row in range(first, self.row + 1):
            self.sheet.write_formula(row, SHOWN, f"=IF({formula},1,0)", None, at_first)
        greyed = {"type": "formula", "criteria": f"=$G{first + 1}=0", "format": self.styles["greyed"]}
        self.sheet.conditional_format(first, NUMBER, self.row, NOTE, greyed)

    def _language(self) -> Language:
        """Return how a spreadsheet writes a condition: a test on what comes later in the sheet is false."""

        def chosen(name: str, value: str) -> str:
            return f"{self.cells[name]}={self.listed[name, value]}" if name in self.cells else "FALSE"

        def within(name: str, low: Decimal | None, high: Decimal | None) -> str:
            cell = self.cells.get(name, '""')
            return f"AND(ISNUMBER({cell}),{','.join(bounds(cell, low, high))})"

        return Language(
            every=lambda parts: f"AND({','.join(parts)})",
            some=lambda parts: f"OR({','.join(parts)})",
            opposite=lambda part: f"NOT({part})",
            false="FALSE",
            chosen=chosen,
            ticked=lambda name, value: f'{self.boxes[name][value]}<>""' if name in self.boxes else "FALSE",
            within=within,
        )

    # -- the rest --------------------------------------------------------------------------------

    def _finish(self) -> None:
        self.lists.hide()
        self.sheet.freeze_panes(1, ASKED)
        self.sheet.activate()
        self.guide.set_column(0, 0, 100)
        self.guide.write_string(0, 0, "Remplir ce classeur", self.styles["title"])
        for row, line in enumerate((*_SAID, self.order.questionnaire.header.source), 1):
            self.guide.set_row(row, _HEIGHT * len(wrap(line, 104)) + 8)
            self.guide.write_string(row, 0, typeset(line), self.styles["cell"])
        set_paper(self.sheet, self.guide, "Questionnaire")
        self.sheet.print_area(0, NUMBER, self.row, NOTE)


def _choices_told(question: Question) -> Iterator[tuple[str, str]]:
    """Yield each proposed answer, then how to know; boxes have rows of their own."""
    if isinstance(question, SingleQuestion):
        for one in question.choices:
            yield "plain", f"{one.level} – {one.label}"
            yield "soft", f"     {one.check}"
    elif isinstance(question, NumberQuestion):
        yield "plain", f"Un nombre de {question.minimum} à {question.maximum} : {question.unit}."


def _height(style: str, text: str) -> float:
    """Return the points that a text takes in the column of questions; what is small holds more on a line."""
    signs, points = (_WIDTHS[ASKED] + 22, 12.5) if style == "soft" else (_WIDTHS[ASKED] + 4, _HEIGHT)
    return len(wrap(text, signs)) * points


_REFUSED = {"error_title": "Réponse", "error_message": "Choisissez dans la liste, ou laissez vide."}
_LINE = {"bottom": 7, "bottom_color": "#8F8576", "valign": "top", "text_wrap": True}
_SIDES = {"left_color": "#D8D0C3", "right_color": "#D8D0C3"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#0B5561", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"},
    "axis": {"bold": True, "bg_color": "#E4EEF0", "font_size": 13},
    "number": {**_LINE, "align": "center", "font_color": "#4B5763"},
    "cell": _LINE,
    "answer": {**_LINE, "bg_color": "#FFFDF7", "left": 7, "right": 7, **_SIDES},
    "strong": {"bold": True},
    "strong_cell": {**_LINE, "bold": True},
    "plain": {},
    "box": {},
    "box_cell": {**_LINE, "indent": 1},
    "soft": {"font_color": "#4B5763", "font_size": 9},
    "title": {"bold": True, "font_size": 14},
    "greyed": {"bg_color": "#D9D9D9", "font_color": "#A6A6A6"},
}
