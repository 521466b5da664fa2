"""The page of a period: what a network did, in the words of who asks for it, in one of two editions.

The internal edition tells everything, and names structures at its end. The shareable one is for
somebody outside: `Discretion` says what of it may be told, and its order is that in which totals are
asked of it: who was met first, then what was asked for, then the rest. A terminal
gets the same facts as lines.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import ClassVar, TypeVar

import numpy as np

from diag.benchmark.words import FORM_NAMES
from diag.followup.activity import DIRECTIONS, OVERALL, Direction, Met, Origin
from diag.followup.indicators import DEFAULT, Indicator, IndicatorFile
from diag.followup.small_classes import FEWEST, Counts, Discretion
from diag.followup.visits_met import OUTSIDE, Period, VisitsMet
from diag.french import count, inside, long_date, number, sentence, typeset
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Action,
    Format,
    Question,
    Questionnaire,
)
from diag.report.chart_figures import ENOUGH, rounded
from diag.report.document import Document, Foot, Head, Lead, Part, Quality, Section
from diag.report.french_labels import MODE, UNNAMED, WHOLE_ROW, axis_told, short
from diag.report.head_view import made_with
from diag.report.score_view import band_told
from diag.visit.visit_model import Became, Choice

Key = TypeVar("Key")
NOT_TOLD = "non dit"
UNTOLD = "Non précisé"
NOTHING = "–"
_MOST_ACTIONS = 5
_MOST_FILES = 6
_ONE_BY_ONE = "une-a-une"
_COMPARED = 10
"""Fewest structures compared for an evolution, or evaluated for a median, to be told outside."""
_ROUNDED, _FINE = 5, 50
"""Step of a median told outside, and structures from which it is told to the unit (M16)."""
_INTERNAL = "Édition interne, à ne pas diffuser : de petits effectifs et des structures y sont nommés."
_SHAREABLE = f"Édition partageable : aucune classe de moins de {FEWEST} structures."
_TOO_FEW = f"Trop peu de structures pour dire le détail sans montrer moins de {FEWEST} d’entre elles."
_MEANING = (
    f"« {NOT_TOLD} » : moins de {FEWEST} structures d’un côté ou de l’autre, de quoi le déduire, ou "
    "deux critères croisés."
)
_KEPT = (
    "Actions gardées dans les plans, telles que les fichiers les disent aujourd’hui ; celles que les "
    "structures ont écartées n’y sont pas."
)
_SINCE = (
    "la visite d’avant, sur les questions communes. « Nette » et « probable » dépassent l’incertitude des réponses."
)
_ORIGINS: Mapping[Origin, str] = {
    "print": "PRINT",
    "public": "Dispositifs publics",
    "tool": "Conseils de l’outil",
    "own": "Ajoutées par les structures",
    "gone": "Plus proposées aujourd’hui",
}
_STATES: Mapping[Choice, str] = {"keep": "À faire", "under_way": "En cours", "done": "Faites"}
_BECAME: Mapping[Became | None, str] = {
    "done": "Faites",
    "under_way": "En cours",
    "dropped": "Abandonnées",
    None: "Pas encore dit",
}
_MOVED: Mapping[Direction, str] = {
    "clear_up": "Hausse nette",
    "probable_up": "Hausse probable",
    "stable": "Stable",
    "probable_down": "Baisse probable",
    "clear_down": "Baisse nette",
}


@dataclass(frozen=True)
class ActivityRow(Part):
    """One row of a table: its title, or what people typed, and a cell for each other column."""

    title: str
    quote: str
    cells: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class ActivityTable(Part):
    """One table; without rows, the caption says why. `columns` begins with that of the titles."""

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[ActivityRow, ...]
    numbers: bool  # its cells are numbers, set to the right


@dataclass(frozen=True)
class ActivityTables(Section):
    """One part of the page: small tables side by side, then wide ones, then what is said of them."""

    name: ClassVar[str] = "activity"

    anchor: str
    small: tuple[ActivityTable, ...]
    wide: tuple[ActivityTable, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ActivityPage:
    """What is told of the visits of a period, by the indicators asked for; `shareable` for somebody outside."""

    found: VisitsMet
    period: Period
    asked: IndicatorFile = DEFAULT
    shareable: bool = False

    @property
    def mark(self) -> str:
        """What the page bears, by which a later run knows it: of its period, its edition, its title."""
        days = "/".join(map(str, self.period))
        told = f"bilan {self.questionnaire.header.id} {days} {self.shareable} {self.asked.title} {self.asked.funder}"
        return f"diag:{sha256(told.encode()).hexdigest()[:16]}:{'0' * 16}"

    @property
    def questionnaire(self) -> Questionnaire:
        """What the visits answer."""
        return self.found.activity.questionnaire

    @property
    def met(self) -> tuple[Met, ...]:
        """The structures met."""
        return self.found.activity.met

    @cached_property
    def discretion(self) -> Discretion:
        """What may be told: asked again, it tells the same."""
        return Discretion(len(self.met), shareable=self.shareable)

    @cached_property
    def axes(self) -> dict[str, str]:
        """The names of the axes by id, then of the whole."""
        return {d.id: axis_told(d) for d in self.questionnaire.dimensions} | {OVERALL: WHOLE_ROW}

    def _total(self, criterion: str, counts: Counts) -> str:
        """Return a total as it is told."""
        told = self.discretion.admits(criterion, counts)
        return number(int(counts.sum())) if told else NOT_TOLD

    def document(self) -> Document:
        """Return the page."""
        structures = self._structures()  # who was met is told first: see the module
        indicators = self._indicators()
        sections = [
            indicators,
            structures,
            self._where(),
            self._decided(),
            self._moved(),
            Quality("Ce que valent ces chiffres", tuple(self._worth()), ""),
            self._named(),
            self._aside(),
        ]
        title, imagined = self.asked.title, ", données imaginées" if self.found.illustrative else ""
        edition = "édition partageable" if self.shareable else "document interne"
        return Document(
            reader="bilan",
            title=f"{title}, {self._days()}",
            running=f"{title}{imagined}, {self._days()} – {edition}",
            mark=self.mark,
            head=self._head(),
            contents=(),
            sections=(Lead("", typeset(self._opening()), "", long=False), *filter(None, sections)),
            foot=Foot("", "", "", "", made_with(self.questionnaire)),
        )

    def _days(self) -> str:
        first, last = self.period
        start = long_date(first)
        if first.year == last.year:
            start = start.removesuffix(f" {first.year}")
        return f"du {start} au {long_date(last)}"

    def _head(self) -> Head:
        asked, stamp = self.asked, self.found.illustrative
        period = f"{asked.period} : {self._days()}" if asked.period else sentence(self._days())
        return Head(
            kicker=asked.funder or self.questionnaire.header.title,
            structure=asked.title,
            small=False,
            lines=(period, _SHAREABLE if self.shareable else _INTERNAL),
            stamps=(f"Données imaginées. {stamp}",) if stamp else (),
        )

    def _opening(self) -> str:
        told = count(len(self.met), "structure rencontrée", "structures rencontrées")
        visits = self.found.activity.counts(lambda one: len(one.visits))
        if self.discretion.admits("visits", visits):
            told += f" en {count(int(visits.sum()), 'visite')}"
        decided = self.found.activity.counts(lambda one: len(one.decided))
        if self.discretion.admits("actions", decided):
            actions = count(int(decided.sum()), "action décidée", "actions décidées")
            told += f". {actions}" if decided.any() else ". Aucune action n’est encore décidée"
        return f"{told}."

    # What was asked for

    def _indicators(self) -> ActivityTables:
        targets = any(one.target is not None for one in self.asked.indicators)
        rows = tuple([self._indicator(one, targets) for one in self.asked.indicators])
        columns = ("Indicateur", "Compté", *(("Objectif",) if targets else ()))
        untold = any(NOT_TOLD in row.cells for row in rows)
        return ActivityTables(
            "Indicateurs", "indicateurs", (), (_table("", "", columns, rows),), (_MEANING,) if untold else ()
        )

    def _indicator(self, one: Indicator, targets: bool) -> ActivityRow:
        counts = self.found.activity.counts(one.amount)
        criteria = one.criteria(self.questionnaire)
        crossed = self.shareable and len(criteria) > 1
        told = NOT_TOLD if crossed else self._total(next(iter(criteria), ""), counts)
        target = NOTHING if one.target is None else number(one.target)
        return _row(one.title, (told, target) if targets else (told,))

    # Who was met

    def _structures(self) -> ActivityTables:
        header = self.questionnaire.header
        kinds, places = (self._options(name) for name in (TYPE_FIELD, DEPARTMENT_FIELD))
        sizes = {one.id: one.label for one in header.sizes}
        groups: list[tuple[str, str, Mapping[str, str], Callable[[Met], str], bool]] = [
            ("type", "Par type", kinds, lambda one: one.kind, True),
            ("department", "Par département", places, lambda one: one.department, True),
            ("size", "Par effectif", sizes, lambda one: one.size_class, False),
            ("mode", "Par façon de faire", _MODES, lambda one: one.side.visit.visit.mode or "", False),
            ("visits", "Par visite", _VISITS, lambda one: "following" if one.following else "first", False),
            ("answers", "Par formulaire", _FORMS_TOLD, lambda one: one.side.assessment.form, False),
        ]
        small = [self._classes(*group) for group in groups if group[2]]
        told = tuple([one for one in small if one.rows])
        untold = [one.title.removeprefix("Par ") for one in small if not one.rows]
        lines = (f"{_TOO_FEW} Non dit : {', '.join(untold)}.",) if untold else ()
        return ActivityTables("Structures rencontrées", "structures", told, (), lines)

    def _options(self, name: str) -> dict[str, str]:
        asked = self.questionnaire.field.get(name)
        return {option.id: short(option) for option in (asked.options if asked else [])}

    def _classes(
        self, criterion: str, title: str, labels: Mapping[str, str], name_of: Callable[[Met], str], largest: bool
    ) -> ActivityTable:
        """Return the structures by class, in the order of the labels, or the largest first."""
        names = {**labels, "": UNTOLD}
        found = self.found.activity.classes(lambda one: name_of(one) if name_of(one) in names else "")
        ordered = {names[name]: found[name] for name in names if name in found}
        if largest:
            ordered = dict(sorted(ordered.items(), key=lambda one: (one[0] == UNTOLD, -one[1].sum())))
        return _classes(title, self.discretion.classes(criterion, ordered), "Structures")

    # Where they are

    def _where(self) -> ActivityTables | None:
        wide = tuple(filter(None, (self._axes(), self._facts())))
        return ActivityTables("Où en sont ces structures", "situation", (), wide, ()) if wide else None

    def _axes(self) -> ActivityTable | None:
        """Return the scores of the axes, of the form that most structures were asked (M2)."""
        form, met = self.found.activity.main_form()
        medians = {name: self._median([m.scores[name].exact for m in met if name in m.scores]) for name in self.axes}
        about = f"Médiane sur 100 des structures évaluées, forme {FORM_NAMES[form]}"
        if self.shareable:
            told = {name: median for name, median in medians.items() if median != NOTHING}
            if not told:
                return None
            step = "" if len(met) >= _FINE else f", arrondie à {_ROUNDED} points"
            rows = [_row(self.axes[name], (told[name],), whole=name == OVERALL) for name in told]
            return _table("Les axes", f"{about}{step}.", ("Axe", "Médiane"), rows)
        levels = self.questionnaire.header.levels
        columns = ("Axe", "Médiane", *(band_told(level.title) for level in levels), "À établir")
        rows = []
        for name, title in self.axes.items():
            reached = [m.level(name) for m in met]
            numbers = [reached.count(level) for level in (*range(len(levels)), None)]
            rows.append(_row(title, (medians[name], *map(number, numbers)), whole=name == OVERALL))
        return _table("Les axes", f"{about}, puis structures à chaque niveau.", columns, rows)

    def _median(self, scores: Sequence[Fraction]) -> str:
        """Return the median of scores as it is told: a dash where there are too few of them."""
        if len(scores) < (_COMPARED if self.shareable else ENOUGH):
            return NOTHING
        ranked, half = sorted(scores), len(scores) // 2
        middle = (ranked[half] + ranked[-half - 1]) / 2
        step = _ROUNDED if self.shareable and len(scores) < _FINE else 1
        return str(rounded(middle / step) * step)

    def _facts(self) -> ActivityTable | None:
        """Return how many structures hold each statement of the lasting conditions (M21)."""
        rows = []
        for rank, condition in enumerate(self.questionnaire.header.lasting_conditions):
            for place, statement in enumerate(condition.statements):
                states = [one.side.assessment.conditions[rank].statements[place].state for one in self.met]
                if self._hidden(self.questionnaire.question[statement.question]):
                    continue
                held = self._total("answers", _marked(state == "held" for state in states))
                # What is not asked or does not concern a structure is not to be known.
                others = () if self.shareable else (states.count("not_held"), states.count("unknown"))
                if held != NOT_TOLD:
                    rows.append(_row(statement.held.rstrip("."), (held, *map(number, others))))
        if not rows:
            return None
        columns = ("Ce qui fait durer", "En place", *(() if self.shareable else ("Pas encore", "À savoir")))
        caption = f"Ce qui est en place, sur {count(len(self.met), 'structure')} ; ce qui n’est pas su ne compte pas."
        return _table("", caption, columns, rows)

    def _hidden(self, *some: Question | Action) -> bool:
        """Tell whether these depend on the profile: telling them outside would cross it."""
        return self.shareable and any(one.when is not None for one in some)

    # What they decided

    def _decided(self) -> ActivityTables | None:
        if not any(one.decided or one.became for one in self.met):
            return None
        small, wide = [], []
        if self.shareable:
            states = self._actions("actions", lambda one: [d.choice for d in one.decided], _STATES)
            origins = self._actions("actions", lambda one: [d.origin for d in one.decided], _ORIGINS)
            small += [_classes("Où elles en sont", states, "Actions")]
            small += [_classes("D’où elles viennent", origins, "Actions")]
        else:
            wide.append(self._by_origin())
        small += self._formats()
        became = self._actions("visits", lambda one: one.became, _BECAME)
        small.append(_classes("Décidées à la visite d’avant", became, "Actions"))
        wide.append(self._most())
        small, wide = ([one for one in tables if one.rows] for tables in (small, wide))
        lines = (_KEPT,) if self.shareable else ()
        lines = lines if small or wide else (_TOO_FEW,)
        return ActivityTables("Actions décidées", "actions", tuple(small), tuple(wide), lines)

    def _actions(
        self, criterion: str, told: Callable[[Met], Sequence[Key]], labels: Mapping[Key, str]
    ) -> dict[str, Counts] | None:
        """Return how many actions each structure counts in each class, as they are told."""
        found = [told(one) for one in self.met]
        counts = {label: np.array([some.count(name) for some in found], np.int64) for name, label in labels.items()}
        return self.discretion.classes(criterion, {label: one for label, one in counts.items() if one.any()})

    def _by_origin(self) -> ActivityTable:
        taken = [decided for one in self.met for decided in one.decided]
        rows = []
        for origin, title in _ORIGINS.items():
            choices = [one.choice for one in taken if one.origin == origin]
            if choices:
                numbers = [choices.count(choice) for choice in _STATES]
                rows.append(_row(title, tuple(map(number, [*numbers, len(choices)]))))
        totals = [sum(one.choice == choice for one in taken) for choice in _STATES]
        rows.append(_row("En tout", tuple(map(number, [*totals, len(taken)])), whole=True))
        columns = ("D’où elles viennent", *_STATES.values(), "En tout")
        return _table("", _KEPT, columns, rows if taken else [])

    def _formats(self) -> Iterator[ActivityTable]:
        """Yield the formats of the partner: structures that asked for each, and that followed it."""
        partner = self.questionnaire.partner
        if partner is None:
            return
        rows = []
        for one in partner.formats:
            asked = _marked(any(decided.id in one.actions for decided in met.decided) for met in self.met)
            done = _marked(_followed(met, partner.followed, one) for met in self.met)
            hidden = self._hidden(*(self.questionnaire.action[name] for name in one.actions))
            decided = NOT_TOLD if hidden else self._total("actions", asked)
            cells = (decided, self._total("followed", done))
            if not {*cells} <= {NOT_TOLD, "0"}:
                rows.append(_row(one.title, cells))
        title = f"Formats de {partner.name}, structures"
        yield _table(title, "", (title, "Décidé", "Déjà suivi"), rows)

    def _most(self) -> ActivityTable:
        """Return the actions that most structures decided."""
        actions = self.questionnaire.action
        taken = [[one.id for one in met.decided if one.id in actions and one.origin != "own"] for met in self.met]
        named = dict.fromkeys(chain.from_iterable(taken))
        held = {name: _marked(name in some for some in taken) for name in named}
        rows = []
        for name in sorted(held, key=lambda name: -held[name].sum())[:_MOST_ACTIONS]:
            told = NOT_TOLD if self._hidden(actions[name]) else self._total("actions", held[name])
            if told != NOT_TOLD and (self.shareable or held[name].sum() > 1):
                rows.append(_row(actions[name].title, (told,)))
        return _table("Les plus décidées", "", ("Action", "Structures"), rows)

    # What moved

    def _moved(self) -> ActivityTables | None:
        compared = [one for one in self.met if one.since is not None]
        if not compared:
            return None
        table = self._moved_outside() if self.shareable else self._moved_inside(compared)
        if table is None:
            return None
        lines = (f"Structures comparées à {_SINCE}",) if self.shareable else ()
        return ActivityTables("Ce qui a bougé", "evolution", (), (table,), lines)

    def _moved_inside(self, compared: Sequence[Met]) -> ActivityTable:
        rows = []
        for name, title in self.axes.items():
            went = [one.moved.get(name) for one in compared]
            cells = tuple([number(went.count(way)) for way in (*DIRECTIONS, None)])
            rows.append(_row(title, cells, whole=name == OVERALL))
        caption = f"{count(len(compared), 'structure comparée', 'structures comparées')} à {_SINCE}"
        return _table("", caption, ("Axe", *_MOVED.values(), "Non comparable"), rows)

    def _moved_outside(self) -> ActivityTable | None:
        """Return where the whole went, of ten structures or more (one axis would be a crossing)."""
        ways = {label: _marked(one.moved.get(OVERALL) == way for one in self.met) for way, label in _MOVED.items()}
        found = {label: counts for label, counts in ways.items() if counts.any()}
        if sum(counts.sum() for counts in found.values()) < _COMPARED:
            return None
        told = self.discretion.classes("visits", found)
        return _classes("L’ensemble", told, "Structures") if told else None

    # What is for the house

    def _named(self) -> ActivityTables | None:
        if self.shareable or not self.met:
            return None
        kinds, places = (self._options(name) for name in (TYPE_FIELD, DEPARTMENT_FIELD))
        columns = ("Structure", "Type", "Département", "Visite", "Actions décidées", "Faites")
        rows = []
        for one in self.met:
            visit = one.side.visit
            where = kinds.get(one.kind, UNTOLD), places.get(one.department, UNTOLD)
            done = sum(decided.choice == "done" for decided in one.decided)
            cells = (*where, f"{visit.visit.date:%d/%m/%Y}", number(len(one.decided)), number(done))
            rows.append(ActivityRow("", visit.structure.name or UNNAMED, cells, whole=False))
        table = ActivityTable("", "Par leur dernière visite de la période.", columns, tuple(rows), numbers=False)
        return ActivityTables("Une à une, document interne", _ONE_BY_ONE, (), (table,), ())

    def _aside(self) -> ActivityTables | None:
        why: dict[str, list[str]] = defaultdict(list)
        for one in self.found.aside:
            why[one.why].append(one.file)
        if not why:
            return None
        told = 1 if self.shareable else 2  # the files are named inside alone
        rows = [
            _row(sentence(reason), (number(len(why[reason])), _files(why[reason]))[:told])
            for reason in sorted(why, key=lambda reason: (reason == OUTSIDE, reason))
        ]
        columns = ("Pourquoi", "Fichiers", "Lesquels")[: told + 1]
        table = ActivityTable("", "", columns, tuple(rows), numbers=self.shareable)
        return ActivityTables("Fichiers mis de côté", "de-cote", (), (table,), ())

    def _worth(self) -> Iterator[str]:
        yield "Une structure compte une fois, par sa dernière visite de la période."
        provisional = self.found.activity.counts(lambda one: int(one.side.assessment.provisional))
        if provisional.any():
            told = self._total("finished", provisional)
            one, many = "structure est comptée", "structures sont comptées"
            who = f"Des {many}" if told == NOT_TOLD else count(int(provisional.sum()), one, many)
            yield f"{who} par une visite qui n’est pas finie : chiffres provisoires."
        if (main := self.found.activity.main_form()[1]) and len(main) < len(self.met):
            yield "Les axes ne mêlent pas les formulaires : les autres structures n’y sont pas comptées."
        yield (
            "Ces structures sont accompagnées ; elles n’ont pas été tirées au sort, et ne parlent que "
            "pour elles-mêmes. Les échelles sont celles de l’outil, pas encore éprouvées sur le terrain."
        )


_MODES = {name: sentence(label) for name, label in MODE.items()}
_VISITS = {"first": "Première visite", "following": "Visite suivante"}
_FORMS_TOLD: Mapping[str, str] = {name: sentence(label) for name, label in FORM_NAMES.items()}


def _marked(marks: Iterable[bool]) -> Counts:
    """Return who is in a class, from a mark for each structure."""
    return np.array([*marks], np.int64)


def _followed(met: Met, followed: str, one: Format) -> bool:
    value = met.side.matched.profile.get(followed)
    return isinstance(value, tuple | list) and one.done in value


def _row(title: str, cells: tuple[str, ...], *, whole: bool = False) -> ActivityRow:
    return ActivityRow(title, "", cells, whole)


def _table(title: str, caption: str, columns: tuple[str, ...], rows: Sequence[ActivityRow]) -> ActivityTable:
    return ActivityTable(title, caption, columns, tuple(rows), numbers=True)


def _classes(title: str, classes: Mapping[str, Counts] | None, what: str) -> ActivityTable:
    """Return a small table of classes: its title heads its first column."""
    rows = [_row(name, (number(int(one.sum())),)) for name, one in (classes or {}).items()]
    return _table(title, "", (title, what), rows)


def _files(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_FILES])
    left = len(names) - _MOST_FILES
    return f"{shown} et {count(left, 'autre')}" if left > 0 else shown


def activity_lines(document: Document) -> Iterator[tuple[int, str]]:
    """Yield lines to print, each at its depth of indent; an empty text is a blank line."""
    yield 0, document.title
    for stamp in document.head.stamps:
        yield 0, stamp
    for section in document.sections:
        if isinstance(section, Lead):
            yield 0, section.opening
        elif isinstance(section, ActivityTables) and section.anchor != _ONE_BY_ONE:  # names stay on the page
            yield 0, ""
            yield 0, section.heading
            yield from _tables(section)
        elif isinstance(section, Quality):
            yield 0, ""
            yield from ((0, line) for line in section.lines)


def _tables(section: ActivityTables) -> Iterator[tuple[int, str]]:
    for table in (*section.small, *section.wide):
        if table in section.small and len(table.columns) == 2:  # classes, and how many are in each
            told = ", ".join(f"{_named(row)} {row.cells[0]}" for row in table.rows)
            yield 1, f"{table.title} : {told}"
            continue
        if table.title:
            yield 1, table.title
        for row in table.rows:
            yield 1, f"{_named(row)} : {_told(table, row)}"
    yield from ((1, line) for line in section.lines)


def _named(row: ActivityRow) -> str:
    return row.quote or row.title


def _told(table: ActivityTable, row: ActivityRow) -> str:
    """Return the cells of a row, each with the name of its column where there are several."""
    if len(row.cells) == 1:
        return row.cells[0]
    first, *others = [f"{inside(name)} {cell}" for name, cell in zip(table.columns[1:], row.cells, strict=True)]
    untold = ("0", NOTHING) if table.numbers else ()
    held = [one for one, cell in zip(others, row.cells[1:], strict=True) if cell not in untold]
    return ", ".join(held if row.cells[0] == NOTHING and held else [first, *held])
