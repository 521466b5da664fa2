"""What a filled plan sheet changes of some visits, and each of its cells that cannot be taken.

Rows may have been sorted, moved or deleted, columns moved. A row is known by its hidden codes, else by
its structure and its title. Of each cell three values are compared: what was exported, what the sheet
says, what the visit holds now. A cell that nobody touched changes nothing; one that the visit changed
too meanwhile, or that is not understood, is named with how to mend it, and the visit keeps its own.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from diag.export.sheet_guard import PlainSheet
from diag.export.spelling import normalise
from diag.followup.follow_up import STATE, STATE_OF, FollowedAction, FollowUp, State, every_action, first_of, last_of
from diag.followup.plan_sheet import HEADINGS, OWN, SHOWN, Column, Told, cell_text, digest, labels, prints_of, told_of
from diag.french import count, cut_at_word, listing, long_date, month_year
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.safe_text import clean
from diag.visit.visit_model import MAX_TEXT, Choice, Decision, OwnAction

_ABOVE = 20  # rows among which the headings are looked for
_COLUMNS: Mapping[str, Column] = {normalise(told): column for column, told in HEADINGS.items()}
_NEEDED: tuple[Column, ...] = ("title", "state")  # what makes a sheet one of ours
_AWAITED: tuple[Column, ...] = ("structure", "owner", "start", "due", "note")
_STATES: Mapping[str, State] = {
    **{normalise(told): state for state, told in STATE.items()},
    "fait": "done",
    "abandonne": "dropped",
    "ecartee": "dropped",
    "ecarte": "dropped",
}
_MONTHS = [normalise(month_year(datetime.date(2000, n, 1))).removesuffix(" 2000") for n in range(1, 13)]
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ]00:00(?::00)?)?)?")
_FRENCH = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2}|1er) )?([a-z]{3,9})\.? (\d{4})")
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class FilledSheet:
    """A sheet of a file with its headings found: their row and the columns that are there, ranks from 0.

    `mistakes` are what its headings hold that is not ours, or lack.
    """

    file: str
    cells: PlainSheet
    head: int
    columns: Mapping[Column, int]
    mistakes: tuple[Mistake, ...]

    def rows(self) -> Iterator[int]:
        """Yield the ranks of the rows where something can be read."""
        for row in range(self.head + 1, len(self.cells.rows)):
            if any(self.text(row, column) or self.error(row, column) for column in SHOWN):
                yield row

    def value(self, row: int, column: Column) -> Any:
        """Return what a cell holds, "" for nothing or where the column is gone."""
        place, cells = self.columns.get(column), self.cells.rows[row]
        return "" if place is None or place >= len(cells) else cells[place]

    def text(self, row: int, column: Column) -> str:
        """Return what a cell holds as a text, without blanks around it."""
        return text_of(self.value(row, column))

    def error(self, row: int, column: Column) -> str:
        """Return the error that a cell shows, `#REF!`; empty for none."""
        return self.cells.errors.get((row, self.columns.get(column, -1)), "")

    def mistake(self, row: int, column: Column, what: str, how: str, code: str = "T02") -> Mistake:
        """Return a mistake of a cell, named by its sheet and its reference."""
        place = self.cells.place(row, self.columns.get(column, 0))
        return Mistake(f"{self.file}, {place}", 0, 0, code, what, how)


def find_sheet(file: str, sheets: Sequence[PlainSheet]) -> FilledSheet:
    """Return the first sheet that has the headings of a plan; the others that have them are told.

    Raises:
        Refusal: no sheet has them (T01).
    """
    found = [filled for one in sheets if (filled := _headed(file, one))]
    if not found:
        what = "ce n’est pas un tableau de suivi : aucune feuille n’a les colonnes « Action » et « État »"
        how = "donnez un fichier écrit par « diag suivi VISITE --xlsx FICHIER »"
        raise Refusal([Mistake(file, 0, 0, "T01", what, how)])
    first, *others = found
    what = f"cette feuille n’est pas relue : seule « {first.cells.name} » l’est"
    told = [one.mistake(one.head, "title", what, "gardez une seule feuille de ce genre") for one in others]
    return replace(first, mistakes=(*first.mistakes, *told))


def _headed(file: str, sheet: PlainSheet) -> FilledSheet | None:
    for row, cells in enumerate(sheet.rows[:_ABOVE]):
        named = [_COLUMNS.get(normalise(text_of(cell))) for cell in cells]
        if all(column in named for column in _NEEDED):
            columns = {column: named.index(column) for column in dict.fromkeys(named) if column is not None}
            return FilledSheet(file, sheet, row, columns, tuple(_odd(file, sheet, row, columns)))
    return None


def _odd(file: str, sheet: PlainSheet, head: int, columns: Mapping[Column, int]) -> Iterator[Mistake]:
    """Yield what the headings hold that is not ours and is not empty below, then what they lack."""
    width = max(map(len, sheet.rows), default=0)
    for place in sorted({*range(width)} - {*columns.values()}):
        below = [row for row in sheet.rows[head + 1 :] if place < len(row) and text_of(row[place])]
        if below:
            what = "cette colonne n’est pas de ce tableau : rien n’en est repris"
            how = "écrivez ce qui compte dans « Commentaire »"
            yield Mistake(f"{file}, {sheet.place(head, place)}", 0, 0, "T02", what, how)
    for column in _AWAITED:
        if column not in columns:
            what = f"la colonne « {HEADINGS[column]} » manque : rien n’en est repris"
            how = f"rendez son titre, « {HEADINGS[column]} », à cette colonne"
            yield Mistake(f"{file}, {sheet.place(head, 0)}", 0, 0, "T02", what, how)


def text_of(value: Any) -> str:
    """Return a cell as a text: whole numbers without a point, dates as they are read in French."""
    if isinstance(value, bool):
        return "Vrai" if value else "Faux"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value))


def state_of(text: str) -> State | None:
    """Return a state from its words, None for others."""
    return _STATES.get(normalise(text))


def day_of(value: Any) -> datetime.date | None:
    """Return a day: a date, `31/03/2027`, `2027-03-31`, « 31 mars 2027 »; of a month, its last day.

    None for anything else, and for a year that no plan speaks of.
    """
    year, month, day = _parts(value) or (0, 0, 0)
    if year not in _YEARS:
        return None
    try:
        return datetime.date(year, month, day) if day else last_of(datetime.date(year, month, 1))
    except ValueError:
        return None


def month_of(value: Any) -> str | None:
    """Return a month, `2027-03`, from what says a day or a month; see `day_of`."""
    day = day_of(value)
    return f"{day:%Y-%m}" if day else None


def _parts(value: Any) -> tuple[int, int, int] | None:
    """Return a year, a month and a day, 0 for no day."""
    if isinstance(value, datetime.date):
        return value.year, value.month, value.day
    text = normalise(value) if isinstance(value, str) else ""
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3] or 0)
    if found := _FRENCH.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1] or 0)
    if found := _WORDS.fullmatch(text):
        near = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(found[2])]
        if len(near) == 1:
            return int(found[3]), near[0], int((found[1] or "0").removesuffix("er"))
    return None


_FILLED: tuple[Column, ...] = ("title", "owner", "start", "due", "state", "note")
_READ: tuple[Column, ...] = ("structure", "number", "why")  # told, and never taken
_CHOICE: Mapping[str, Choice] = {state: choice for choice, state in STATE_OF.items()}
_MOST_TITLE, _MOST_TOLD = 200, 60  # signs
_MOST_NAMED = 5  # visits that are not there
_HOW_LATER = "la visite garde sa valeur ; exportez de nouveau le tableau, ou changez-la par « diag plan »"


class FieldChange(NamedTuple):
    """One cell that is taken: its column, and what it says before and after, in French."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True)
class ActionChange:
    """What the sheet changes of one action of a visit; without `id`, one that it adds.

    `taken` is what is decided of it from now on, `fields` the cells that are taken.
    """

    visit: str
    id: str | None
    title: str
    taken: Decision | OwnAction
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class SheetChanges:
    """What a sheet changes, in its order, and what of it cannot be taken."""

    changes: tuple[ActionChange, ...]
    mistakes: tuple[Mistake, ...]


def sheet_changes(sheet: FilledSheet, plans: Sequence[FollowUp]) -> SheetChanges:
    """Return what a sheet changes of the visits that it speaks of."""
    reader = _Reader(sheet, plans)
    changes = tuple(filter(None, map(reader.change, sheet.rows())))
    return SheetChanges(changes, (*sheet.mistakes, *reader.told()))


class _Cell(NamedTuple):
    """A cell that is understood: how it compares, and what a visit would hold."""

    told: str
    held: str | None


class _Known:
    """What a sheet may say of one visit."""

    def __init__(self, plan: FollowUp, label: str) -> None:
        self.plan, self.label = plan, label
        self.actions = {f"{OWN if one.own else ''}{one.id}": one for one in every_action(plan.questionnaire, plan)}

    @cached_property
    def titled(self) -> Mapping[str, FollowedAction]:
        """Actions by their titles, short and long; what is followed goes before what is not."""
        found: dict[str, FollowedAction] = {}
        asked = self.plan.questionnaire.action
        for one in self.actions.values():
            for title in (one.title, *([] if one.own else [asked[one.id].title])):
                found.setdefault(_one(title), one)
        return found


class _Reader:
    """The rows of a sheet, one after the other, and what is told of them."""

    def __init__(self, sheet: FilledSheet, plans: Sequence[FollowUp]) -> None:
        self.sheet = sheet
        named = labels(plans)
        self.known = {one.identity: _Known(one, named[one.identity]) for one in plans}
        self.called: dict[str, list[_Known]] = defaultdict(list)
        for one in self.known.values():
            self.called[_one(one.label)].append(one)
        self.mistakes: list[Mistake] = []
        self.strangers: dict[str, list[int]] = defaultdict(list)
        self.met: dict[tuple[str, str], int] = {}

    def told(self) -> Iterator[Mistake]:
        """Yield what cannot be taken: cells, then the rows of visits that are not there, at the first of them."""
        yield from self.mistakes
        if not self.strangers:
            return
        rows = [row for found in self.strangers.values() for row in found]
        names = [self.sheet.text(found[0], "structure") for found in self.strangers.values()]
        told = listing([f"« {_short(name)} »" for name in names[:_MOST_NAMED]])
        more = "…" if len(names) > _MOST_NAMED else ""
        lines = count(len(rows), "ligne vient", "lignes viennent")
        whose = "d’une autre visite" if len(names) == 1 else f"de {len(names)} autres visites"
        how = "donnez aussi le fichier de cette visite ; si elle a été corrigée, exportez de nouveau"
        yield self.sheet.mistake(rows[0], "structure", f"{lines} {whose} : {told}{more}", how)

    def change(self, row: int) -> ActionChange | None:
        """Return what a row changes, if anything."""
        known = self._visit(row)
        if known is None:
            return None
        code, title = self.sheet.text(row, "action_code"), self.sheet.text(row, "title")
        action = known.actions.get(code) if code else known.titled.get(_one(title))
        if code and action is None:
            self._wrong(row, "title", *_GONE)
        elif not code and not title:
            self._wrong(row, "title", "cette ligne n’a pas d’intitulé", "écrivez-le dans « Action »")
        elif not self._twice(row, known, f"{action.own}{action.id}" if action else _one(title)):
            return self._changed(row, known, action) if action else self._added(row, known)
        return None

    def _wrong(self, row: int, column: Column, what: str, how: str, code: str = "T02") -> None:
        self.mistakes.append(self.sheet.mistake(row, column, what, how, code))

    # -- whose row it is -----------------------------------------------------------------------------

    def _visit(self, row: int) -> _Known | None:
        """Return the visit of a row; None where it is not there, and is told."""
        code, name = self.sheet.text(row, "visit_code"), self.sheet.text(row, "structure")
        if code and code not in self.known:
            self.strangers[code].append(row)
            return None
        named = self.called.get(_one(name), [])
        if code:
            if not named or self.known[code] in named:
                return self.known[code]
            self._wrong(row, "structure", *_MIXED)
            return None
        if not name and len(self.known) == 1:
            return next(iter(self.known.values()))
        if len(named) == 1:
            return named[0]
        near = did_you_mean(name, [one.label for one in self.known.values()])
        told = f"« {name} » n’est aucune des structures données" if name else "structure non dite"
        how = "écrivez le nom de la structure comme dans les autres lignes"
        self._wrong(row, "structure", told, f"{how} ; {near}" if near else how)
        return None

    def _twice(self, row: int, known: _Known, name: str) -> bool:
        """Tell whether an action was met above, or its row says another: it is then named."""
        first = self.met.setdefault((known.plan.identity, name), row)
        if first != row:
            place = self.sheet.cells.place(first, self.sheet.columns["title"])
            what = f"cette ligne est la même action que {place}"
            how = "effacez l’une des deux ; pour ajouter une action, écrivez-la sur une ligne vide"
            self._wrong(row, "title", what, how)
        return first != row

    # -- what its cells say --------------------------------------------------------------------------

    def _changed(self, row: int, known: _Known, action: FollowedAction) -> ActionChange | None:
        """Return what a row changes of an action that is known."""
        now = told_of(action, known.label)
        prints = prints_of(self.sheet.text(row, "print"))
        if self._of_another(row, known, action):
            return None
        self._untouchable(row, known, action, prints)
        says = state_of(self.sheet.text(row, "state"))
        if prints is None and action.state == "dropped" and says not in ("dropped", None):
            self._wrong(row, "state", "cette action a été écartée dans la visite", _HOW_LATER, "T03")
            return None
        taken = self._taken(row, action, now, prints)
        self._check_dropped(row, action, taken)
        if action.taken is None and "state" not in taken:
            if taken:
                self._wrong(row, "state", *_UNDECIDED)
            return None
        return _change_of(known, action, now, taken) if taken else None

    def _taken(self, row: int, action: FollowedAction, now: Told, prints: Any) -> dict[Column, _Cell]:
        """Return the cells that the person changed and that can be taken, by column."""
        taken: dict[Column, _Cell] = {}
        for column in _FILLED:
            if column not in self.sheet.columns or (column == "title" and not action.own):
                continue
            cell = self._cell(row, column, action, prints is not None)
            if cell is None or cell.told == now.held[column]:
                continue
            if prints is None:
                untouched, moved = cell.told in ("", now.shown[column]), False
            else:
                shown, held = prints
                untouched = digest(cell.told) == shown[column]
                moved = digest(now.held[column]) != held[column]
            if untouched:
                continue
            if moved:
                holds = _words(column, now.held[column]) or "rien"
                what = f"la visite a changé entre-temps : « {holds} », et ici « {_words(column, cell.told)} »"
                self._wrong(row, column, what, _HOW_LATER, "T03")
            else:
                taken[column] = cell
        return taken

    def _cell(self, row: int, column: Column, action: FollowedAction | None, printed: bool) -> _Cell | None:
        """Return what a cell says; None where it is told, or says nothing."""
        if error := self.sheet.error(row, column):
            self._wrong(row, column, f"cette case affiche l’erreur {error}", "écrivez-y la valeur")
            return None
        text, value = self.sheet.text(row, column), self.sheet.value(row, column)
        if column == "state":
            return self._state(row, text, action, printed)
        if column in ("start", "due"):
            if not text:
                return _Cell("", None)
            day = month_of(value) if column == "start" else day_of(value)
            if day is None:
                self._wrong(row, column, f"« {_short(text)} » n’est pas une date", _DATES[column])
                return None
            return _Cell(str(day), str(day))
        most = _MOST_TITLE if column == "title" else MAX_TEXT
        if len(text) > most:
            self._wrong(row, column, f"ce texte dépasse {most} signes", "raccourcissez-le")
        elif column == "title" and not text:
            self._wrong(row, column, "l’intitulé a été effacé", "écrivez-le de nouveau")
        else:
            held = text if column == "note" else " ".join(text.split())
            return _Cell(cell_text(text), held or None)
        return None

    def _state(self, row: int, text: str, action: FollowedAction | None, printed: bool) -> _Cell | None:
        undecided = action is not None and action.taken is None
        if not text and (undecided or not printed):
            return _Cell("to_decide", None) if undecided else None
        state = state_of(text)
        if state == "to_decide" and not undecided:
            self._wrong(row, "state", *_DECIDED)
        elif state is None:
            what = f"« {_short(text)} » n’est pas un état" if text else "l’état a été effacé"
            self._wrong(row, "state", what, f"choisissez dans la liste : {', '.join(STATE.values())}")
        else:
            return _Cell(state, _CHOICE.get(state))
        return None

    def _check_dropped(self, row: int, action: FollowedAction | None, taken: dict[Column, _Cell]) -> None:
        """Take no « abandonnée » without its reason."""
        state, note = taken.get("state"), taken.get("note")
        known = (action and action.taken and action.taken.note) or ""
        if state and state.told == "dropped" and not (note.held if note else known):
            self._wrong(row, "note", "une action abandonnée demande sa raison", "écrivez-la ici")
            del taken["state"]

    def _of_another(self, row: int, known: _Known, action: FollowedAction) -> bool:
        """Tell whether a row bears the title of another action: codes and titles were separated."""
        title = _one(self.sheet.text(row, "title"))
        if known.titled.get(title, action) is action or title == _one(action.title):
            return False
        self._wrong(row, "title", *_MIXED)
        return True

    def _untouchable(self, row: int, known: _Known, action: FollowedAction | None, prints: Any) -> None:
        """Name the cells that only say what is followed, and that somebody changed."""
        named: tuple[Column, ...] = ("title",) if action and not action.own else ()
        for column in (*_READ, *named) if action else ("number", "why"):
            told = cell_text(self.sheet.text(row, column))
            gone = column not in self.sheet.columns or (prints is None and not told)
            numbered = column == "number" and action is not None and prints is None
            if gone or numbered or (action and _still(column, told, known, action)):
                continue  # without a print, the year may number it otherwise by now
            if prints is None or digest(told) != prints[0][column]:
                what = f"« {HEADINGS[column]} » ne se change pas ici : rien n’en est repris"
                self._wrong(row, column, what, "écrivez ce qui compte dans « Commentaire »")

    def _added(self, row: int, known: _Known) -> ActionChange | None:
        """Return the action that a row adds."""
        self._untouchable(row, known, None, None)
        before = len(self.mistakes)
        state = self._cell(row, "state", None, False)
        if len(self.mistakes) > before:
            return None
        taken: dict[Column, _Cell] = {"state": state} if state else {}
        for column in ("title", "owner", "start", "due", "note"):
            cell = self._cell(row, column, None, False)
            if cell is not None and cell.held is not None:
                taken[column] = cell
        self._check_dropped(row, None, taken)
        if "title" not in taken or (state and "state" not in taken):
            return None
        return _change_of(known, None, None, taken)


def _still(column: Column, told: str, known: _Known, action: FollowedAction) -> bool:
    """Tell whether a cell still says what it is about."""
    if column == "title":
        return known.titled.get(_one(told)) is action
    if column == "structure":
        return _one(told) == _one(known.label)
    return told == told_of(action, known.label).shown[column]


def _change_of(
    known: _Known, action: FollowedAction | None, now: Told | None, taken: Mapping[Column, _Cell]
) -> ActionChange:
    """Return the change of an action, from the cells that are taken."""
    own = action is None or action.own
    held: dict[str, Any] = dict(action.taken) if action and action.taken else {}
    held |= {"choice" if name == "state" else name: cell.held for name, cell in taken.items()}
    decided = OwnAction.model_validate(held) if own else Decision.model_validate(held)
    title = decided.title if isinstance(decided, OwnAction) else action.title if action else ""
    fields = [
        FieldChange(column, _words(column, now.held[column]) if now else "", _words(column, cell.told))
        for column, cell in taken.items()
    ]
    return ActionChange(known.plan.identity, action.id if action else None, title, decided, tuple(fields))


def _words(column: Column, told: str) -> str:
    """Return what a cell says, in French; empty for nothing."""
    if not told:
        return ""
    if column == "state":
        return next(words for state, words in STATE.items() if state == told)
    if column == "start":
        return month_year(first_of(told))
    day = day_of(told) if column == "due" else None
    return long_date(day) if day else cut_at_word(told, _MOST_TOLD)


def _short(text: str) -> str:
    return cut_at_word(" ".join(text.split()), _MOST_TOLD)


def _one(text: str) -> str:
    """Return the one spelling of a text, through the gate or not."""
    return normalise(cell_text(text))


_GONE = ("cette action n’est plus dans la visite", "exportez de nouveau le tableau, ou ajoutez-la sur une ligne vide")
_MIXED = (
    "cette ligne porte le nom d’une autre : les colonnes cachées n’ont pas suivi un tri, rien n’en est repris",
    "annulez le tri, ou effacez le contenu des colonnes cachées de cette ligne",
)
_UNDECIDED = (
    "cette action est encore à décider : rien de sa ligne n’est repris",
    "choisissez « à faire » pour la garder",
)
_DECIDED = (
    "une action décidée ne redevient pas « à décider » ici",
    "oubliez la décision par « diag plan », ou choisissez un autre état",
)
_DATES: Mapping[Column, str] = {
    "start": "écrivez un mois, par exemple « mars 2027 »",
    "due": "écrivez un jour, par exemple « 31/03/2027 », ou un mois, « mars 2027 »",
}
