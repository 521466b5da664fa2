"""The mapping file: what the user says of the columns of an export, checked where it is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from diag.export.layout import Layout
from diag.export.spelling import normalise
from diag.french import cut
from diag.questionnaire.located_yaml import Place, Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.validation import validate
from diag.questionnaire.value_types import Model, refuse

_NULL = ("", "~", "null", "Null", "NULL")


def _or_none(value: Any) -> Any:
    return None if isinstance(value, str) and value in _NULL else value


def _or_empty(value: Any) -> Any:
    return {} if isinstance(value, str) and value in _NULL else value


Heading = Annotated[str | None, BeforeValidator(_or_none)]


Values = dict[str, str] | Literal["rank"]
"""What texts mean; `rank`: a number or a code (1, A1, AO01) is the rank of the answer proposed."""


class Told(Model):
    """The columns of one question or field, named by heading or by position (`#12`)."""

    column: str | None = Field(None, description="La colonne, par son titre ou sa position (#12)")
    columns: dict[str, str] | list[str] | None = Field(
        None, description="Une colonne par case (case: colonne), ou la liste des réponses par rang"
    )
    values: Values = Field({}, description="Ce que vaut chaque texte de la colonne, ou rank")

    @model_validator(mode="after")
    def _one_form(self) -> "Told":
        if (self.column is None) == (not self.columns):
            raise refuse(
                "il faut « column » ou « columns », l’un des deux", "gardez une seule de ces clés"
            )
        return self


MaybeTold = Annotated[Told | None, BeforeValidator(_or_none)]
Section = Annotated[dict[str, MaybeTold], BeforeValidator(_or_empty)]


class MappingFile(Model):
    """A file for `--correspondance`; what it leaves out is recognised as usual."""

    questionnaire: str = Field(description="Identifiant du questionnaire")
    key: Heading = Field(None, description="Colonne qui identifie la structure ; null : la ligne")
    name: Heading = Field(None, description="Nom de la structure ; null : aucune colonne")
    operator: Heading = Field(None, description="Organisme gestionnaire")
    role: Heading = Field(None, description="Fonction de la personne qui répond")
    date: Heading = Field(None, description="Date de la réponse")
    values: Values = Field(
        {}, description="Ce que vaut un texte dans toutes les questions, ou rank"
    )
    questions: Section = Field({}, description="Colonnes par question ; null : à ne pas lire")
    profile: Section = Field({}, description="Colonnes par champ du profil")
    ignore: Annotated[list[str], BeforeValidator(lambda v: [] if v in _NULL else v)] = Field(
        [], description="Colonnes à laisser de côté"
    )


@dataclass(frozen=True)
class Correspondence:
    """A mapping file read, and the place of each of its words for later mistakes."""

    file: MappingFile
    source: Source


def read_mapping(path: Path) -> Correspondence:
    """Read a mapping file; `resolve` then checks it against an export.

    Raises:
        Refusal: unreadable, or not of the form of a mapping file.

    """
    source = read_source(path)
    file, mistakes = validate(MappingFile, source)
    if file is None:
        raise Refusal(mistakes)
    return Correspondence(file, source)


def find_columns(layout: Layout, told: str) -> list[int]:
    """Return the columns that a heading or a position names: as spelled first, then nearly so.

    A position counts from 1, as the columns of a spreadsheet do.
    """
    exact = [h.position for h in layout.headings if told in (h.name, h.label)]
    if exact and told:
        return exact
    rank = told.strip().removeprefix("#")
    if rank != told.strip() and rank.isascii() and rank.isdigit() and len(rank) < 7:
        return [int(rank) - 1] if 0 < int(rank) <= len(layout.headings) else []
    wanted = normalise(told)
    return [
        h.position
        for h in layout.headings
        if wanted and wanted in (normalise(h.name), normalise(h.label))
    ]


def explain_missing(layout: Layout, told: str, found: list[int]) -> tuple[str, str, str]:
    """Return code, what and how for a heading that names no column, or several."""
    if found:
        where = " ou ".join(f"#{position + 1}" for position in found[:6])
        return "L04", f"plusieurs colonnes s’appellent « {cut(told, 60)} »", f"écrivez {where}"
    names = [" ".join(h.name.split())[:80] for h in layout.headings]
    how = did_you_mean(told, names) or "recopiez un titre de l’export, ou sa position : #12"
    return "L03", f"aucune colonne « {cut(told, 60)} » dans l’export", how


@dataclass
class Finder:
    """Finds the columns that a mapping file names, and notes what it cannot find."""

    layout: Layout
    source: Source
    mistakes: list[Mistake] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)

    def column(self, told: str, place: Place, use: str = "") -> int | None:
        """Return the one column of a heading, or None and a mistake.

        Args:
            told: heading or position.
            place: where it is written.
            use: what the column is for; a column is for one question only. What identifies the
                structure has no use here: it may be read as an answer too.

        """
        found = find_columns(self.layout, told)
        if len(found) != 1:
            self.note(place, *explain_missing(self.layout, told, found))
            return None
        before = self.taken.setdefault(found[0], use) if use else use
        if before != use:
            what = f"cette colonne est déjà prise pour « {before} »"
            self.note(place, "L05", what, "gardez une seule des deux lignes")
            return None
        return found[0]

    def note(self, place: Place, code: str, what: str, how: str, key: bool = False) -> None:
        """Note a mistake, at a value or at its key."""
        mark = self.source.key_mark(place) if key else self.source.value_mark(place)
        self.mistakes.append(Mistake(self.source.name, mark.line, mark.column, code, what, how))


def unknown(word: str, known: Iterable[str], kind: str) -> tuple[str, str, str]:
    """Return code, what and how for a question, field or box that does not exist."""
    names = list(known)
    how = did_you_mean(word, names) or f"au choix : {', '.join(names[:12])}"
    return "L02", f"{kind} « {cut(word, 60)} » inconnu", how


def boxes(columns: Mapping[str, str] | list[str]) -> Iterator[tuple[str | int, str]]:
    """Yield each entry of `columns` with its key or rank."""
    yield from columns.items() if isinstance(columns, Mapping) else enumerate(columns)
