"""A workbook that people filled: each of its sheets as a visit, and each cell that cannot be taken.

Nothing is guessed: a cell that is not understood is named by its reference, with how to mend it, and the rest is
taken. The content is that of the version that the form was made with, kept or in use.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from diag.export.sheet_guard import PlainSheet, read_sheets
from diag.export.spelling import normalise
from diag.forms.workbook_form import (
    ANSWER,
    ASKED,
    CODE,
    MARK,
    NOT_APPLICABLE,
    NOTE,
    NUMBER,
    REASON,
    SHOWN,
    UNKNOWN,
    YES,
    answer_label,
)
from diag.french import number_of
from diag.questionnaire.admitted_values import invalid_value, profile_value
from diag.questionnaire.loader import load_version
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    Pin,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.safe_text import clean, one_line
from diag.visit.new_names import role_id
from diag.visit.visit_model import MAX_NAME, MAX_TEXT, Answer, Occasion, Respondent, Structure, Visit

_IN_THE_LIST = "choisissez une réponse de la liste"


@dataclass(frozen=True)
class Filled:
    """What a workbook brings back.

    Attributes:
        visits: one for each sheet where something was answered, in their order.
        mistakes: each cell that cannot be taken.
    """

    visits: tuple[Visit, ...]
    mistakes: tuple[Mistake, ...]


def asked_by(path: Path) -> str:
    """Return the questionnaire that a filled workbook follows; empty for any other one."""
    try:
        return next((mark[0] for sheet in read_sheets(path) if (mark := _mark(sheet))), "")
    except Refusal:
        return ""


def read_filled(path: Path, questionnaire: Questionnaire, today: datetime.date) -> Filled:
    """Return the visits of a filled workbook, dated `today` where no date is said.

    Raises:
        Refusal: it is no form of this questionnaire (G01), its version is not kept, or nothing is answered.
    """
    sheets = [(sheet, mark) for sheet in read_sheets(path) if (mark := _mark(sheet))]
    if not sheets:
        what = "ce classeur n’est pas un formulaire de diag"
        how = "donnez un fichier fait par « diag formulaire xlsx », et rempli"
        raise Refusal([Mistake(str(path), 0, 0, "G01", what, how)])
    visits, mistakes = list[Visit](), list[Mistake]()
    for sheet, (name, version, kind) in sheets:
        if name != questionnaire.header.id:
            what = f"ce formulaire est celui du questionnaire « {name} »"
            raise Refusal([Mistake(str(path), 0, 0, "G01", what, f"précisez-le : --questionnaire {name}")])
        read = _Sheet(path, sheet, load_version(questionnaire, version), kind == "express", today)
        visit = read.visit()
        visits += [visit] if visit.answers or visit.structure.profile else []
        mistakes += read.mistakes
    if not visits and not mistakes:
        raise Refusal([Mistake(str(path), 0, 0, "G01", "rien n’est répondu dans ce formulaire", "remplissez-le")])
    return Filled(tuple(visits), tuple(mistakes))


def _mark(sheet: PlainSheet) -> tuple[str, str, str] | None:
    """Return the questionnaire, the version and the form that a sheet to fill is made for."""
    told = str(sheet.rows[0][CODE]) if sheet.rows and sheet.rows[0] else ""
    parts = told.split(";")
    return (parts[1], parts[2], parts[3]) if parts[0] == MARK and len(parts) == 4 else None


class _Sheet:
    """One sheet while it is read: the row of each code, what its cells say, what cannot be taken."""

    def __init__(
        self, path: Path, sheet: PlainSheet, content: Questionnaire, express: bool, today: datetime.date
    ) -> None:
        self.path, self.sheet, self.content = path, sheet, content
        self.express, self.today = express, today
        self.mistakes: list[Mistake] = []
        self.read: set[tuple[int, int]] = set()
        self.rows: dict[str, int] = {}
        for row, cells in enumerate(sheet.rows[1:], 1):
            code = str(cells[CODE]).strip() if cells else ""
            if code in self.rows:
                self._refuse(row, CODE, "cette ligne est en double", "supprimez la copie de la ligne")
            elif code:
                self.rows[code] = row

    def visit(self) -> Visit:
        """Return what the sheet says, as a visit of the version of its form."""
        header, role = self.content.header, self._line("role")
        people = [Respondent(id=role_id(role, ()), role=role)] if role else []
        profile = {one.id: value for one in self.content.profile if (value := self._profile(one)) is not None}
        answers = {one.id: said for one in self.content.questions if (said := self._answer(one)) is not None}
        visit = Visit(
            questionnaire=Pin(id=header.id, version=header.version, hash=self.content.hash),
            structure=Structure(name=self._line("name"), profile=profile),
            visit=Occasion(date=self._date(), form="express" if self.express else "full", finished=False),
            respondents=people,
            answers=answers,
        )
        self._tell_unread()
        return visit

    # -- cells -----------------------------------------------------------------------------------

    def _cell(self, code: str, column: int = ANSWER) -> Any:
        row = self.rows.get(code)
        cells: Sequence[Any] = self.sheet.rows[row] if row is not None else ()
        if row is not None:
            self.read.add((row, column))
        if row is not None and (row, column) in self.sheet.errors:
            self._refuse(row, column, f"cette case montre {self.sheet.errors[row, column]}", "effacez-la")
            return ""
        return cells[column] if column < len(cells) else ""

    def _tell_unread(self) -> None:
        """Name each cell where something is written and nothing was expected: a code may be gone, a row added."""
        for row, cells in enumerate(self.sheet.rows[1:], 1):
            for column, value in enumerate(cells):
                expected = column in (CODE, NUMBER, ASKED, SHOWN) or (row, column) in self.read
                if not expected and clean(str(value)):
                    what = "cette case n’est pas à remplir : rien n’en est repris"
                    self._refuse(row, column, what, "écrivez-le sur la ligne de la question, ou dans sa « Note »")

    def _text(self, code: str, column: int = ANSWER) -> str:
        value = self._cell(code, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return clean(str(value))

    def _line(self, code: str) -> str:
        """Return a name or a function, on one line, cut where a visit cuts it, which is told."""
        text = one_line(self._text(code))
        if len(text) > MAX_NAME:
            self._wrong(code, f"ce texte dépasse {MAX_NAME} signes : seul son début est repris", "raccourcissez-le")
        return text[:MAX_NAME].rstrip()

    def _refuse(self, row: int, column: int, what: str, how: str) -> None:
        place = f"{self.path}, {self.sheet.place(row, column)}"
        self.mistakes.append(Mistake(place, 0, 0, "G02", what, how))

    def _wrong(self, code: str, what: str, how: str, column: int = ANSWER) -> None:
        self._refuse(self.rows[code], column, what, how)

    def _date(self) -> datetime.date:
        value = self._cell("date")
        text = clean(str(value))
        if isinstance(value, datetime.datetime | datetime.date):
            return value.date() if isinstance(value, datetime.datetime) else value
        for spelled in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
            try:
                return datetime.datetime.strptime(text, spelled).date()
            except ValueError:
                continue
        if text:
            self._wrong("date", f"« {text} » n’est pas une date", "écrivez-la ainsi : 31/03/2027")
        return self.today

    # -- what is asked ---------------------------------------------------------------------------

    def _profile(self, field: ProfileField) -> Any:
        code = f"p/{field.id}"
        if field.kind == "choices":
            ticked = self._ticked(code, [one.id for one in field.options])
            if ticked and profile_value(field, ticked) is None:
                self._wrong(code, "ces cases ne vont pas ensemble", "gardez celles qui sont vraies")
                return None
            return ticked or None
        text = self._text(code)
        if not text:
            return None
        labels = {normalise(one.label): one.id for one in field.options}
        value = labels.get(normalise(text)) if field.options else _plain(text) if field.kind == "number" else text
        if value is None or profile_value(field, value) is None:
            how = _IN_THE_LIST if field.options else f"écrivez un nombre de {field.minimum} à {field.maximum}"
            self._wrong(code, f"« {text[:80]} » n’est pas admis ici", how)
            return None
        return value

    def _answer(self, question: Question) -> Answer | None:
        """Return an answer with its note; None where nothing is said."""
        code = f"q/{question.id}"
        said = self._said(code, question)
        note = self._text(code, NOTE)
        if len(note) > MAX_TEXT:
            self._wrong(code, f"cette note dépasse {MAX_TEXT} signes", "raccourcissez-la", NOTE)
            note = ""
        if not said and not note:
            return None
        return Answer(**{"status": "missing", **said, "scale": question.scale, "note": note or None})

    def _said(self, code: str, question: Question) -> Mapping[str, Any]:
        text, reason = self._text(code), self._text(code, REASON)
        ticked = (
            self._ticked(code, [one.id for one in question.choices]) if isinstance(question, MultipleQuestion) else []
        )
        word = normalise(text)
        if text and ticked:
            self._wrong(code, "une case est choisie plus bas, et une autre réponse ici", "gardez l’une ou l’autre")
            return {}
        if reason and word != normalise(NOT_APPLICABLE):
            how = f"choisissez « {NOT_APPLICABLE} », ou mettez ce texte dans « Note »"
            self._wrong(code, "une raison est écrite, et la réponse est autre", how, REASON)
        if word == normalise(UNKNOWN):
            return {"status": "unknown"}
        if word == normalise(NOT_APPLICABLE):
            return self._apart(code, question, reason)
        value: Any = ticked or (self._value(question, text) if text else None)
        if value is None:
            return {}
        if how := invalid_value(question, value):
            self._wrong(code, f"« {text[:80] or 'ces cases'} » n’est pas une réponse", _IN_THE_LIST if text else how)
            return {}
        return {"status": "answered", "value": value}

    def _apart(self, code: str, question: Question, reason: str) -> Mapping[str, Any]:
        if question.not_applicable is None:
            self._wrong(code, f"« {NOT_APPLICABLE} » n’a pas de sens pour cette question", _IN_THE_LIST)
            return {}
        if not reason:
            self._wrong(code, f"« {NOT_APPLICABLE} » est sans raison", "dites pourquoi, dans « Raison »")
            return {}
        if len(reason) > MAX_TEXT:
            self._wrong(code, f"cette raison dépasse {MAX_TEXT} signes", "raccourcissez-la", REASON)
            return {}
        return {"status": "not_applicable", "reason": reason}

    def _value(self, question: Question, text: str) -> str:
        """Return what a cell says in the terms of the questionnaire; itself where it is not understood."""
        if isinstance(question, SingleQuestion):
            labels = {normalise(answer_label(question, one.level)): str(one.level) for one in question.choices}
            labels |= {normalise(one.label): str(one.level) for one in question.choices}
            return labels.get(normalise(text), text)
        return (_plain(text) or text) if isinstance(question, NumberQuestion) else text

    def _ticked(self, code: str, names: Sequence[str]) -> list[str]:
        return [name for name in names if self._is_ticked(f"{code}/{name}")]

    def _is_ticked(self, code: str) -> bool:
        text = self._text(code)
        if not text:
            return False
        if normalise(text) in _TICKS:
            return True
        self._wrong(code, f"« {text[:80]} » n’est pas admis ici", f"« {YES} », ou rien")
        return False


_TICKS = frozenset({normalise(YES), "x", "1", "vrai", "true", "ok"})


def _plain(text: str) -> str | None:
    """Return a number as a visit spells it: `7.5`, `12`."""
    value = number_of("".join(text.split()))
    if value is None:
        return None
    return str(int(value)) if value == value.to_integral_value() else str(Decimal(value).normalize())
