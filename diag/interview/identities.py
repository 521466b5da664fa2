"""The structures that a network knows: code, name, type, département, code of the organisation.

A file of the network fills a part of the profile, so that the people of a visit are asked less. Nothing of
it is kept but what is of the structure visited, in its own visit; the other lines are read and forgotten.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from diag.export.spelling import is_blank, squeeze
from diag.french import count, listing
from diag.interview.prompts import Entry, Face, Listing, Option, Row
from diag.interview.typed_line import matching
from diag.questionnaire.admitted_values import profile_value
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    OPERATOR_CODE,
    STRUCTURE_CODE,
    TYPE_FIELD,
    ProfileField,
    Questionnaire,
    holds,
)
from diag.safe_text import one_line
from diag.visit.acceptance import match
from diag.visit.visit_model import MAX_NAME, Visit

NAME = "name"
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    STRUCTURE_CODE: ("code", "code structure", "code de la structure"),
    NAME: ("nom", "nom de la structure", "structure", "raison sociale"),
    TYPE_FIELD: ("type", "type de structure", "catégorie", "code catégorie", "catégorie FINESS"),
    DEPARTMENT_FIELD: ("département", "code département"),
    OPERATOR_CODE: ("code organisme", "code de l’organisme", "code gestionnaire"),
}
"""How a network calls a column, besides the id, the title and the accepted headings of a profile field."""
_EXPECTED = "la première ligne nomme les colonnes : code, nom, type, département, code organisme"


@dataclass(frozen=True)
class Identity:
    """One structure: its code, its name, and the profile fields that the network knows, as a visit holds them."""

    code: str
    name: str
    profile: Mapping[str, str]


@dataclass(frozen=True)
class Identities:
    """The structures of a file.

    Attributes:
        known: those whose code is good and theirs alone, by their code without case nor signs.
        mistakes: what is not understood, each thing once, at its first line.
        unread: headings of the columns that say nothing of a profile.
    """

    known: Mapping[str, Identity]
    mistakes: tuple[Mistake, ...]
    unread: tuple[str, ...]

    def of(self, visit: Visit) -> Identity | None:
        """Return the structure whose code a visit bears."""
        return self.known.get(squeeze(str(visit.structure.profile.get(STRUCTURE_CODE, ""))))


def read_identities(path: Path, questionnaire: Questionnaire) -> Identities:
    """Return the structures of a CSV file or of the first sheet of a workbook.

    A type is said by its label, its acronym or the code of its FINESS category: the spellings that the
    questionnaire accepts.

    Raises:
        Refusal: the file cannot be read, has no column of codes, or two columns that say one thing.
    """
    from diag.export.sheet_guard import read_sheets  # once there is a file

    sheet = read_sheets(path)[0]
    rows = [(line, cells) for line, cells in enumerate(sheet.rows) if not all(is_blank(_text(c)) for c in cells)]
    if not rows:
        raise refuse_file(path, "F02", "ce fichier est vide", _EXPECTED)
    headings = [_text(cell) for cell in rows[0][1]]
    columns = _columns(path, headings, questionnaire)
    reader = _Reader(path, columns, questionnaire)
    known = {squeeze(one.code): one for one in reader.identities(rows[1:])}
    unread = [text for rank, text in enumerate(headings) if rank not in columns.values() and not is_blank(text)]
    return Identities(known, reader.mistakes(), tuple(unread))


def _columns(path: Path, headings: Sequence[str], questionnaire: Questionnaire) -> dict[str, int]:
    """Return the column of each thing that a file says."""
    fields = [f for f in questionnaire.profile if f.kind in ("choice", "text")]
    spelled = {f.id: (f.id, f.title, *f.accepts, *_HEADINGS.get(f.id, ())) for f in fields}
    spelled = {**{name: _HEADINGS[name] for name in (STRUCTURE_CODE, NAME)}, **spelled}
    wanted = {squeeze(text): name for name, texts in spelled.items() for text in texts}
    columns = dict[str, int]()
    for rank, heading in enumerate(headings):
        name = wanted.get(squeeze(heading))
        if name in columns:
            what = f"les colonnes « {headings[columns[name]]} » et « {heading} » disent la même chose"
            raise Refusal([Mistake(str(path), 1, rank + 1, "I01", what, "gardez-en une")])
        if name is not None:
            columns[name] = rank
    if STRUCTURE_CODE not in columns:
        raise refuse_file(path, "I01", "aucune colonne ne s’appelle « code »", _EXPECTED)
    return columns


def _text(cell: Any) -> str:
    """Return what a cell says on one line; a workbook holds codes as numbers: 500.0 is « 500 »."""
    if isinstance(cell, float) and cell.is_integer():
        cell = Decimal(cell).to_integral()
    return one_line(str(cell))


class _Reader:
    """Reads lines into structures, and keeps what it does not understand."""

    def __init__(self, path: Path, columns: Mapping[str, int], asked: Questionnaire) -> None:
        self.path, self.columns, self.asked = path, columns, asked
        self._told = defaultdict[tuple[int, str, str], list[int]](list)
        self._words = {name: _words(asked.field[name]) for name in columns if name in asked.field}

    def identities(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> list[Identity]:
        """Return the structures of these lines, without those whose code is wrong or comes twice."""
        read = [(line, one) for line, cells in rows if (one := self._identity(line, cells))]
        lines = defaultdict[str, list[int]](list)
        for line, one in read:
            lines[squeeze(one.code)].append(line)
        for code, places in lines.items():
            if len(places) > 1:
                others = listing([str(line + 1) for line in places])
                what = f"plusieurs structures portent le code « {code.upper()} » (lignes {others})"
                self._tell(STRUCTURE_CODE, places[0], what, "aucune n’est prise : donnez à chacune le sien")
        return [one for _, one in read if len(lines[squeeze(one.code)]) == 1]

    def mistakes(self) -> tuple[Mistake, ...]:
        """Return what was not understood, each thing once."""
        every = (self._mistake(*told, lines) for told, lines in self._told.items())
        return tuple(sorted(every))

    def _mistake(self, column: int, what: str, how: str, lines: Sequence[int]) -> Mistake:
        more = f" ; aussi dans {count(len(lines) - 1, 'autre ligne')}" if len(lines) > 1 else ""
        return Mistake(str(self.path), lines[0] + 1, column + 1, "I02", what + more, how)

    def _tell(self, name: str, line: int, what: str, how: str) -> None:
        self._told[self.columns[name], what, how].append(line)

    def _said(self, cells: Sequence[Any], name: str) -> str:
        rank = self.columns.get(name, len(cells))
        return _text(cells[rank]) if rank < len(cells) else ""

    def _identity(self, line: int, cells: Sequence[Any]) -> Identity | None:
        from diag.benchmark.contribution import why_not_a_code

        code, name = self._said(cells, STRUCTURE_CODE), self._said(cells, NAME)
        if not squeeze(code):
            self._tell(STRUCTURE_CODE, line, "cette structure n’a pas de code", "donnez-lui en un")
            return None
        if refused := why_not_a_code(code, name):
            self._tell(STRUCTURE_CODE, line, *refused)
            return None
        if len(name) > MAX_NAME:
            self._tell(NAME, line, f"ce nom dépasse {MAX_NAME} caractères", "raccourcissez-le")
            name = ""
        fields = [name for name in self.columns if name in self.asked.field]
        values = {name: self._value(line, name, self._said(cells, name)) for name in fields}
        return Identity(code, name, {name: value for name, value in values.items() if value})

    def _value(self, line: int, name: str, said: str) -> str:
        """Return what a cell says of a profile field, as a visit holds it; empty for nothing."""
        from diag.benchmark.contribution import why_not_a_code

        field = self.asked.field[name]
        if not said:
            return ""
        if field.kind == "text":
            refused = why_not_a_code(said, "") if name == OPERATOR_CODE else None
            if refused:
                self._tell(name, line, *refused)
            return "" if refused or profile_value(field, said) is None else said
        found = self._words[name].get(squeeze(said), "")
        if not found:
            how = "écrivez un des noms ou des codes que propose le questionnaire"
            self._tell(name, line, f"« {said[:80]} » n’est pas compris ({field.title.lower()})", how)
        return found


def _words(field: ProfileField) -> dict[str, str]:
    """Return the option that each spelling says alone."""
    said = defaultdict[str, set[str]](set)
    for option in field.options:
        for word in (option.id, option.label, *option.accepts):
            said[squeeze(word)].add(option.id)
    return {word: next(iter(ids)) for word, ids in said.items() if len(ids) == 1}


# --- which one, and what it fills -----------------------------------------------------------------


def choose_identity(face: Face, identities: Identities, questionnaire: Questionnaire) -> Identity | None:
    """Ask which structure is visited, by its code or a part of its name; None is one that is not there.

    Raises:
        EOFError: it is given up.
    """
    entry = Entry("Code de la structure, ou une partie de son nom ; Entrée seule : la liste", several=False)
    commands = {"t": "taper autre chose", "a": "une structure qui n’est pas dans le fichier"}
    while True:
        typed = face.write(entry)
        if typed is None:
            raise EOFError
        rows = tuple(_rows(typed, identities, questionnaire))
        title = "Quelle structure visitez-vous ?"
        picked = face.choose(Listing(title, rows, commands, empty="Aucune structure du fichier ne s’appelle ainsi."))
        if picked.command == "a":
            return None
        if picked.row and not picked.command:
            return identities.known[picked.row]


def _rows(typed: str, identities: Identities, questionnaire: Questionnaire) -> Iterator[Row]:
    """Yield the structures that a typed text names, all of them for nothing."""
    known, words = identities.known, " ".join(typed.split())
    whole = squeeze(words)
    if whole in known:
        found = [whole]
    else:
        options = [Option(key, f"{one.name} {one.code}", names=(one.code,)) for key, one in known.items()]
        found = [option.key for option in matching(words, options)] if words else [*known]
    for rank, key in enumerate(found, 1):
        one = known[key]
        told = [
            label for name, label in _labels(one.profile, questionnaire) if name in (TYPE_FIELD, DEPARTMENT_FIELD)
        ]
        yield Row(key, str(rank), " ; ".join([f"{one.name or 'sans nom'} ({one.code})", *told]))


def _labels(profile: Mapping[str, str], questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield the id of each field with what a person reads of its value."""
    for name, value in profile.items():
        options = {option.id: option.label for option in questionnaire.field[name].options}
        yield name, options.get(value, value)


def filled(visit: Visit, identity: Identity | None, questionnaire: Questionnaire) -> Visit:
    """Return the visit with what the network knows, where it says nothing itself."""
    if identity is None:
        return visit
    structure = visit.structure
    whole = structure.model_copy(update={"profile": {**identity.profile, **structure.profile}})
    typed = match(visit.model_copy(update={"structure": whole}), questionnaire).profile
    asked = {name for name in identity.profile if holds(questionnaire.field[name].when, typed, {})}
    given = {name: value for name, value in identity.profile.items() if name in asked}
    told = {"name": structure.name or identity.name, "profile": {**given, **structure.profile}}
    return visit.model_copy(update={"structure": structure.model_copy(update=told)})


def given_by(visit: Visit, identity: Identity | None) -> frozenset[str]:
    """Return the steps of the profile that a visit holds as the network gives them: they are not asked."""
    if identity is None:
        return frozenset()
    profile = visit.structure.profile
    same = {name for name, value in identity.profile.items() if profile.get(name) == value}
    return frozenset(same | ({NAME} if visit.structure.name == identity.name else set()))


def tell_filled(face: Face, visit: Visit, identity: Identity | None, questionnaire: Questionnaire) -> None:
    """Say what the file of the network fills, how to change it, and what the visit holds otherwise."""
    if identity is None:
        return
    given, profile = given_by(visit, identity), visit.structure.profile
    labels = dict(_labels(identity.profile, questionnaire))
    titles = {name: questionnaire.field[name].title for name in labels}
    known = [f"{titles[name].lower()}, {label}" for name, label in labels.items() if name in given]
    if known:
        face.tell(f"Rempli d’après le fichier du réseau : {' ; '.join(known)}. Pour le changer : l, la liste.")
    for name, label in labels.items():
        if name in profile and name not in given:
            face.tell(f"{titles[name]} : le fichier du réseau dit « {label} » ; la visite garde sa réponse.")
