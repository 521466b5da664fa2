"""The mapping file: what the user says of the columns of an export; each mistake at its place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from diag.export.layout import Layout
from diag.export.spelling import normalise
from diag.french import cut
from diag.questionnaire.located_yaml import Place, Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import Model, ProfileField, Questionnaire, SingleQuestion, refuse
from diag.questionnaire.validation import validate
from diag.table.answers import read_number
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX, Columns
from diag.table.lexicon import STATE_WORDS, Asked, answers_of, entry
from diag.table.names import options_of

#: Words of `columns` for the boxes that a tool adds to those of a question.
BOX_WORDS = {"unknown": UNKNOWN_BOX, "not_applicable": NOT_APPLICABLE_BOX}
IDENTITY = ("key", "name", "operator", "role", "date")
_TICKED = ("yes", "no")  # words of `values` for the texts of boxes

Values = dict[str, str] | Literal["rank"]
"""What texts mean; `rank`: a number or a code (1, A1, AO01) is the rank of the answer proposed."""


def _null_is(value: Any) -> BeforeValidator:
    return BeforeValidator(lambda v: value if v in ("", "~", "null", "Null", "NULL") else v)


class Told(Model):
    """The columns of one question or field, named by heading or by position (`#12`)."""

    column: str | None = None
    columns: dict[str, str] | list[str] | None = None  # by box, or by rank
    values: Values = {}

    @model_validator(mode="after")
    def _one_form(self) -> "Told":
        if (self.column is None) == (not self.columns):
            what = "il faut « column » ou « columns », l’un des deux"
            raise refuse(what, "gardez une seule de ces clés")
        return self


Heading = Annotated[str | None, _null_is(None)]
Section = Annotated[dict[str, Annotated[Told | None, _null_is(None)]], _null_is({})]


class MappingFile(Model):
    """A file for `--correspondance`; what it leaves out is recognised as usual, null is none.

    `values` says what a text means in all questions and their boxes; `ignore` sets columns aside.
    """

    questionnaire: str
    key: Heading = None
    name: Heading = None
    operator: Heading = None
    role: Heading = None
    date: Heading = None
    values: Values = {}
    questions: Section = {}
    profile: Section = {}
    ignore: Annotated[list[str], _null_is([])] = []


@dataclass(frozen=True)
class Correspondence:
    """A mapping file read, and the place of each of its words for later mistakes."""

    file: MappingFile
    source: Source


def read_mapping(path: Path) -> Correspondence:
    """Read a mapping file; raise a Refusal where it is not of the form of one."""
    source = read_source(path)
    file, mistakes = validate(MappingFile, source)
    if file is None:
        raise Refusal(mistakes)
    return Correspondence(file, source)


def find_columns(layout: Layout, told: str) -> list[int]:
    """Return the columns of a heading, as spelled then nearly so, or of a position from `#1`."""
    exact = [h.position for h in layout.headings if told in (h.name, h.label)]
    if exact and told:
        return exact
    rank = told.strip().removeprefix("#")
    if rank != told.strip() and rank.isascii() and rank.isdigit() and len(rank) < 7:
        return [int(rank) - 1] if 0 < int(rank) <= len(layout.headings) else []
    wanted = normalise(told)
    near = [h for h in layout.headings if wanted in (normalise(h.name), normalise(h.label))]
    return [h.position for h in near] if wanted else []


def explain_missing(layout: Layout, told: str, found: list[int]) -> tuple[str, str, str]:
    """Return code, what and how for a heading that names no column, or several."""
    if found:
        where = " ou ".join(f"#{position + 1}" for position in found[:6])
        return "L04", f"plusieurs colonnes s’appellent « {cut(told, 60)} »", f"écrivez {where}"
    names = [" ".join(h.name.split())[:80] for h in layout.headings]
    how = did_you_mean(told, names) or "recopiez un titre de l’export, ou sa position : #12"
    return "L03", f"aucune colonne « {cut(told, 60)} » dans l’export", how


def ranks(asked: Asked) -> dict[str, str]:
    """Return the level of each code that tools give to the answers of a ladder by their rank, from 1."""
    return {
        entry(f"{prefix}{rank:0{width}}"): level
        for rank, (level, _) in enumerate(answers_of(asked) if asked.kind == "single" else (), 1)
        for prefix in ("", "A", "AO", "Item")
        for width in (1, 2, 3)
    }


def admitted(asked: Asked, boxes: bool) -> list[str]:
    """Return the words that `values` may give to the texts of a question, or of its boxes."""
    own = [name for name, _ in answers_of(asked)]
    free = isinstance(asked, ProfileField) or asked.not_applicable is not None
    states = [word for word in STATE_WORDS if word != "not_applicable" or free]
    return [*own, *(_TICKED if boxes else ()), *states]


@dataclass(frozen=True)
class Settled:
    """What a mapping file settles; matching goes on with the rest."""

    #: Columns by id, and by each of `IDENTITY` that the file names; None where none is to be read.
    questions: Mapping[str, Columns | None] = field(default_factory=dict)
    profile: Mapping[str, Columns | None] = field(default_factory=dict)
    identity: Mapping[str, int | None] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()  # given to a question or a field, or ignored
    values: Values = field(default_factory=dict)  # in every ladder and box that admits them

    def complete(self, asked: Asked, columns: Columns) -> Columns:
        """Return columns that also know `values`, where their own do not say.

        `0` and `1` are what boxes hold of themselves: a state that they are in a ladder is not theirs.
        """
        wide: Mapping[str, str] = {}
        if isinstance(self.values, str):
            wide = ranks(asked)
        elif asked.kind in ("single", "multiple", "choices"):
            boxes = columns.form == "ticks"
            words, ticks = admitted(asked, boxes), ("0", "1") if boxes else ()
            said = [(t, m) for t, m in self.values.items() if m in words]
            wide = {text: m for text, m in said if text not in ticks or m in _TICKED}
        return replace(columns, values={**wide, **columns.values})


def resolve(mapping: Correspondence, layout: Layout, questionnaire: Questionnaire) -> Settled:
    """Return the columns that a mapping file names.

    Raises a Refusal: another questionnaire, an unknown question, a heading that names no column or
    several, a column told twice, a value that its question does not admit.
    """
    file, one = mapping.file, _Resolver(mapping.source, layout)
    if file.questionnaire != questionnaire.header.id:
        what = f"correspondance faite pour le questionnaire « {file.questionnaire} »"
        how = f"écrivez « questionnaire: {questionnaire.header.id} », ou choisissez l’autre"
        one.note(("questionnaire",), "L01", what, how)
    levels = sorted({name for q in questionnaire.questions for name in ranks(q).values()})
    uses = {use: getattr(file, use) for use in IDENTITY if use in file.model_fields_set}
    identity = {use: told and one.column(told, (use,)) for use, told in uses.items()}
    questions = one.section("questions", "question", file.questions, questionnaire.question)
    profile = one.section("profile", "champ du profil", file.profile, questionnaire.field)
    ignored = {one.column(h, ("ignore", i), "ignore") for i, h in enumerate(file.ignore)}
    values = file.values
    if not isinstance(values, str):
        values = one.meanings(values, (), None, [*levels, *_TICKED, *STATE_WORDS])
    if one.mistakes:
        raise Refusal(one.mistakes)
    told = frozenset(one.taken)
    return Settled(questions, profile, identity, frozenset(ignored), told, values)


@dataclass
class _Resolver:
    """Finds what a mapping file names; what it returns is worth nothing once a mistake is noted."""

    source: Source
    layout: Layout
    mistakes: list[Mistake] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)

    def note(self, place: Place, code: str, what: str, how: str) -> None:
        """Note a mistake: at its key where something is unknown, else at its value."""
        mark = self.source.key_mark(place) if code == "L02" else self.source.value_mark(place)
        self.mistakes.append(Mistake(self.source.name, *mark, code, what, how))

    def unknown(self, place: Place, kind: str, known: Collection[str]) -> None:
        """Note a question, field or box that does not exist."""
        word = str(place[-1])
        how = did_you_mean(word, known) or f"au choix : {', '.join([*known][:12])}"
        self.note(place, "L02", f"{kind} « {cut(word, 60)} » inconnu", how)

    def column(self, told: str, place: Place, use: str = "") -> int:
        """Return the column of a heading; of one `use` only, save what identifies the structure."""
        found = find_columns(self.layout, told)
        if len(found) != 1:
            self.note(place, *explain_missing(self.layout, told, found))
            return -1
        before = self.taken.setdefault(found[0], use) if use else use
        if before != use:
            what = f"cette colonne est déjà prise pour « {before} »"
            self.note(place, "L05", what, "gardez une seule des deux lignes")
        return found[0]

    def section(
        self, name: str, kind: str, told: Mapping[str, Told | None], known: Mapping[str, Asked]
    ) -> dict[str, Columns | None]:
        """Return the columns of the questions, or of the fields, that the file names."""
        found: dict[str, Columns | None] = dict.fromkeys(told)
        for asked, one in told.items():
            if asked not in known:
                self.unknown((name, asked), kind, known)
            elif one is not None:
                found[asked] = self.columns(known[asked], one, (name, asked))
        return found

    def columns(self, asked: Asked, told: Told, place: Place) -> Columns:
        """Return the columns of one question or field."""
        options = {option: option for option, _ in options_of(asked)}
        boxed, known = isinstance(told.columns, dict), BOX_WORDS | options
        values = self.meanings(told.values, place, asked, admitted(asked, boxed))
        if told.column is not None:
            position = self.column(told.column, (*place, "column"), asked.id)
            return Columns("joined" if options else "single", (position,), values=values)
        place = (*place, "columns")
        if boxed and not options:
            what = "cette question n’a qu’une réponse, donc pas de cases"
            self.note(place, "L06", what, "écrivez « column: … »")
            return Columns("ticks", ())
        columns: dict[str, int] = {}
        listed = told.columns or {}
        for key, heading in listed.items() if isinstance(listed, dict) else enumerate(listed):
            if boxed and key not in known:
                self.unknown((*place, key), "case", [*options, *BOX_WORDS])
            box = known.get(str(key), str(key))
            columns[box] = self.column(heading, (*place, key), f"{asked.id} {box}")
        positions = tuple(columns.values())
        if boxed:
            return Columns("ticks", positions, tuple(columns), values)
        return Columns("packed" if options else "single", positions, values=values)

    def meanings(self, told: Values, place: Place, asked: Asked | None, words: Sequence[str]) -> dict[str, str]:
        """Return what texts mean, in a question or in the whole export, by spelling of a cell."""
        place = (*place, "values")
        if isinstance(told, str):
            if isinstance(asked, SingleQuestion):
                return ranks(asked)
            what = "« rank » ne vaut que pour une question qui n’a qu’une réponse"
            self.note(place, "L06", what, "dites ce que vaut chaque texte")
            return {}
        found: dict[str, str] = {}
        for text, meant in told.items():
            if meant not in words and not _is_number(asked, meant):
                whose = "la question n’admet pas" if asked else "aucune question n’admet"
                how = f"valeurs admises : {', '.join(words)}"
                self.note((*place, text), "L06", f"{whose} « {meant} »", how)
            elif found.setdefault(entry(text), meant) != meant:
                what = "deux écritures du même texte n’ont pas la même valeur"
                self.note((*place, text), "L06", what, "gardez une seule des deux lignes")
        return found


def _is_number(asked: Asked | None, text: str) -> bool:
    if asked is None or asked.kind != "number":
        return False
    return isinstance(read_number(text, asked.minimum, asked.maximum), Decimal)
