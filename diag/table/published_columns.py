"""Every column that a batch writes: its name, its type, what it means. The one place that says so.

The descriptor of a folder of results (`datapackage.json`, Frictionless Table Schema) and
`docs/tables.md` are made from it; a column that is not here cannot be written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.french_labels import FAMILY, ORIGIN
from diag.scoring.form import FORMS
from diag.table.answers_sheet import STATUSES
from diag.table.results import OVERALL, STATES, TO_CONFIRM
from diag.table.sheet import Dialect

DESCRIPTOR = "datapackage.json"
Kind = Literal["string", "integer", "number", "date"]
TITLES = {
    "scores": "Une ligne par structure : qui, scores, niveaux, réponses",
    "reponses": "Une ligne par structure et par question qui lui est posée",
    "actions": "Les actions de chaque structure, dans l’ordre de son plan",
    "rejets": "Chaque ligne ou cellule refusée : où, pourquoi, comment corriger",
    "ecarts": "Les écarts de perception entre répondants d’une même structure",
}
"""What each table is, by the name of its file."""


@dataclass(frozen=True)
class Field:
    """One column: its name, its type, what it means, and its words where they are few."""

    name: str
    kind: Kind
    meaning: str
    words: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the column as a Table Schema tells it."""
        told: dict[str, Any] = {
            "name": self.name,
            "type": self.kind,
            "description": self.meaning,
        }
        words = [word for word in self.words if word]
        return told | ({"constraints": {"enum": words}} if words else {})


_YES_NO = ("non", "oui")
_STATUS = (*STATES.values(), TO_CONFIRM)
_MEASURES = (
    ("score", "number", "score, 0 à 100", ()),
    ("haut", "number", "jusqu’où le score peut monter quand tout sera su", ()),
    ("niveau", "integer", "niveau, 0 à 4", ()),
    ("niveau_haut", "integer", "plus haut niveau possible quand tout sera su", ()),
    ("part_connue", "number", "part connue des réponses, en %", ()),
    ("statut", "string", "noté, à confirmer, ou pourquoi il n’y a pas de score", _STATUS),
    ("position", "string", "où le score se situe dans son groupe du repère", ()),
)
_BEFORE = (
    ("score_precedent", "number", "score du lot précédent, de la même forme", ()),
    ("niveau_precedent", "integer", "niveau du lot précédent, de la même forme", ()),
)
_STRUCTURE = Field("structure", "string", "Identifiant de la structure")
_FIXED = {
    "scores": (
        _STRUCTURE,
        Field("nom", "string", "Nom de la structure"),
        Field("gestionnaire", "string", "Organisme gestionnaire : numéro, code ou nom"),
        Field("type", "string", "Type de structure, identifiant du questionnaire"),
        Field("departement", "string", "Département, identifiant du questionnaire"),
        Field("effectif", "number", "Nombre de professionnels"),
        Field("date", "date", "Date de la réponse"),
        Field("ligne", "string", "Ligne du fichier, comme un tableur la montre"),
        Field("questionnaire", "string", "Questionnaire, version et empreinte du contenu"),
        Field("methode", "string", "Version de la méthode de calcul"),
        Field("forme", "string", "Questions posées", FORMS),
        Field("provisoire", "string", "La réponse n’est pas dite achevée", _YES_NO),
        Field("mention", "string", "Mention de données synthétiques"),
        Field("points_bloquants", "string", "Questions et axes qui retiennent un niveau"),
        Field("repondants", "integer", "Nombre de répondants réunis"),
        Field("ecarts_de_perception", "integer", "Nombre de questions où ils diffèrent"),
        Field("repere", "string", "Date du repère où la structure est située"),
        Field("groupe", "string", "Groupe de comparaison, ou pourquoi il n’y en a pas"),
        Field("groupe_effectif", "string", "Nombre de structures du groupe"),
        Field("date_precedente", "date", "Date de la réponse dans le lot précédent"),
        Field("forme_precedente", "string", "Questions posées dans le lot précédent", FORMS),
    ),
    "reponses": (
        _STRUCTURE,
        Field("question", "string", "Identifiant de la question"),
        Field("texte", "string", "Ce qui est écrit dans l’export"),
        Field(
            "valeur", "string", "Réponse comprise : niveau, nombre, ou cases séparées d’une espace"
        ),
        Field("statut", "string", "Ce que dit la réponse", STATUSES),
        Field("niveau", "integer", "Niveau de la réponse, 0 à 4"),
        Field("poids", "integer", "Poids de la question dans son axe"),
    ),
    "actions": (
        _STRUCTURE,
        Field("rang", "integer", "Place dans le plan"),
        Field("action", "string", "Identifiant de l’action"),
        Field("titre", "string", "Titre de l’action"),
        Field("origine", "string", "D’où vient l’action", tuple(ORIGIN.values())),
        Field("famille", "string", "Pourquoi elle est à cette place", tuple(FAMILY.values())),
        Field("effort_jours", "number", "Effort, en jours"),
        Field("gain", "number", "Gain, en points du score"),
        Field("prealable_de", "string", "Action dont elle est le préalable"),
        Field("debloque", "string", "Elle lève ce qui retient un niveau", _YES_NO),
        Field("priorite", "string", "Elle est parmi les premières", _YES_NO),
    ),
    "rejets": (
        Field("fichier", "string", "Fichier lu"),
        Field("ligne", "string", "Ligne du fichier, comme un tableur la montre"),
        _STRUCTURE,
        Field("portee", "string", "Ce qui est refusé : ligne, colonne ou cellule"),
        Field("colonne", "string", "Colonne, ou question"),
        Field("valeur", "string", "Ce qui est écrit dans l’export"),
        Field("motif", "string", "Pourquoi"),
        Field("remede", "string", "Comment corriger"),
    ),
    "ecarts": (
        _STRUCTURE,
        Field("question", "string", "Identifiant de la question"),
        Field("titre", "string", "Titre de la question"),
        Field("genre", "string", "Sur quoi les répondants diffèrent"),
        Field("retenu", "string", "Réponse retenue : la médiane, ou ce qu’elle devient"),
        Field("reponses", "string", "Réponses de chacun, avec son rôle"),
        Field("ecart_moyen", "number", "Écart moyen à la moyenne, en niveaux"),
        Field("etendue", "integer", "Du plus bas au plus haut niveau, en niveaux"),
    ),
}


def fields_of(table: str, questionnaire: Questionnaire) -> dict[str, Field]:
    """Return every column that a table may have, by name."""
    found = {field.name: field for field in _FIXED[table]}
    if table == "scores":
        titles = {d.id: f"Axe « {d.title} »" for d in questionnaire.dimensions}
        for part, title in {**titles, OVERALL: "Ensemble"}.items():
            for name, kind, meaning, words in (*_MEASURES, *_BEFORE):
                column = f"{part}_{name}"
                found[column] = Field(column, kind, f"{title} : {meaning}", words)  # type: ignore[arg-type]
        answer = "niveau 0 à 4, NSP ne sait pas, NC non concerné, SR sans réponse, vide non posée"
        for question in questionnaire.questions:
            meaning = f"{question.title} : {answer}"
            found[question.id] = Field(question.id, "string", meaning, ANSWER_CODES)
    return found


def write_descriptor(
    path: Path,
    questionnaire: Questionnaire,
    tables: Mapping[str, Iterable[str]],
    dialect: Dialect | None,
) -> None:
    """Write what the tables of a folder are, as a Frictionless Data Package.

    Args:
        path: file to write.
        questionnaire: what was asked.
        tables: columns of each table, in the order they are written.
        dialect: of the CSV files; None for Parquet.

    Raises:
        KeyError: a column is not published.

    """
    resources = []
    for name, columns in tables.items():
        known = fields_of(name, questionnaire)
        resources.append(_resource(name, [known[column] for column in columns], dialect))
    package = {"name": "resultats", "profile": "tabular-data-package", "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _resource(name: str, fields: list[Field], dialect: Dialect | None) -> dict[str, Any]:
    schema = [field.schema() for field in fields]
    told: dict[str, Any] = {
        "name": name,
        "title": TITLES[name],
        "path": f"{name}.{'parquet' if dialect is None else 'csv'}",
        "profile": "tabular-data-resource",
        "format": "parquet" if dialect is None else "csv",
        "schema": {"fields": schema, "missingValues": [""]},
    }
    if dialect is not None:
        told |= {
            "mediatype": "text/csv",
            "encoding": "utf-8-sig" if dialect.bom else "utf-8",
            "dialect": {"delimiter": dialect.separator, "lineTerminator": "\r\n"},
        }
        if dialect.decimal != ".":
            for one in schema:
                if one["type"] == "number":
                    one["decimalChar"] = dialect.decimal
    return told


def described() -> str:
    """Return `docs/tables.md`: every table and every column, for those who read them."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Les tableaux de `diag lot`"
    yield ""
    yield (
        "Chaque dossier de résultats porte la description de ses tableaux, `datapackage.json` "
        "(Frictionless Table Schema) : colonnes, types, mots possibles, séparateur. "
        "`AXE` est l’identifiant d’un axe, ou `global` ; `QUESTION` celui d’une question."
    )
    for name, title in TITLES.items():
        yield from ("", f"## `{name}.csv`", "", f"{title}.", "")
        yield from ("| Colonne | Type | Ce qu’elle dit |", "|---|---|---|")
        for field in _FIXED[name]:
            yield _line(field)
        if name == "scores":
            for column, kind, meaning, words in (*_MEASURES, *_BEFORE):
                yield _line(Field(f"AXE_{column}", kind, meaning, words))  # type: ignore[arg-type]
            yield _line(Field("QUESTION", "string", "Réponse à la question", ANSWER_CODES))


_TYPES = {"string": "texte", "integer": "entier", "number": "nombre", "date": "date"}


def _line(field: Field) -> str:
    words = ", ".join(f"`{word}`" for word in field.words if word)
    said = f"{field.meaning} ({words})" if words else field.meaning
    return f"| `{field.name}` | {_TYPES[field.kind]} | {said} |"


if __name__ == "__main__":
    print(described(), end="")
