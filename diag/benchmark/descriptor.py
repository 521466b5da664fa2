"""`datapackage.json`: what a release says of itself, as a Frictionless Data Package.

Keys of the standard are those of Data Package v1; ours stand under `diag`. The file is read as YAML,
of which JSON is a part: each mistake then has its line.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from diag.benchmark.release import CLASSES, MAX_SOURCE, Asked, Content, Release
from diag.benchmark.words import DESCRIPTION, LICENCE, STAMP, TITLE
from diag.questionnaire.loader import content_hash
from diag.questionnaire.located_yaml import parse_source
from diag.questionnaire.questionnaire_model import Pin
from diag.questionnaire.value_types import Digest, Flag, Identifier, Model, Prose, QuestionId
from diag.safe_text import clean

FORMAT, FORMATS = 2, ("1", "2")
"""Version of the format of a release, and those that are read: the first tells no form and no
method, which were « complete » and 1."""
DESCRIPTOR, CELLS, SHARES, README = "datapackage.json", "repere.csv", "reponses.csv", "LISEZMOI.md"
FILES = (DESCRIPTOR, CELLS, SHARES, README)
CROSSED = ("region", "departement", "type", "taille")
NUMBERS = (
    *("mediane", "q1", "q3"),
    *(f"d{rank}" for rank in range(1, 10)),
    *(f"niveau_{level}" for level in range(5)),
)
CELL_COLUMNS = (*CROSSED, "effectif", "mesure", *NUMBERS, "mention")
SHARE_COLUMNS = (*CROSSED, "question", "reponse", "part", "mention")

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class _Asked(Model):
    id: QuestionId
    dimension: Identifier
    scale: int = Field(ge=1)
    weight: int = Field(ge=1, le=3)
    core: Flag


class _Dimension(Model):
    id: Identifier
    weight: int = Field(ge=0, le=9)


class _Department(Model):
    id: Identifier
    region: Prose


class Period(Model):
    """Months of the first and last visit."""

    first: Month
    last: Month


class About(Model):
    """What is ours in the descriptor; `fingerprint` is that of the whole file, less itself."""

    format: int
    date: datetime.date
    source: Annotated[
        str, StringConstraints(min_length=1, max_length=MAX_SOURCE), AfterValidator(clean)
    ]
    questionnaire: Pin
    form: Literal["express", "complete"] = "complete"
    method: int = Field(1, ge=1)
    period: Period
    synthetic: Flag
    dimensions: list[_Dimension] = Field(min_length=1)
    questions: list[_Asked] = Field(min_length=1)
    departments: list[_Department]
    types: list[Identifier]
    sizes: list[Identifier]
    fingerprint: Digest

    @property
    def content(self) -> Content:
        """What the release remembers of the questionnaire."""
        return Content(
            questions=tuple(
                Asked(q.id, q.dimension, q.scale, q.weight, q.core) for q in self.questions
            ),
            dimensions={d.id: d.weight for d in self.dimensions},
            departments={d.id: d.region for d in self.departments},
            types=tuple(self.types),
            sizes=tuple(self.sizes),
        )


class TableFile(Model):
    """One CSV file of the package."""

    name: Literal["repere", "reponses"]
    path: Literal["repere.csv", "reponses.csv"]
    profile: Literal["tabular-data-resource"]
    title: str
    format: Literal["csv"]
    mediatype: Literal["text/csv"]
    encoding: Literal["utf-8"]
    bytes: int
    hash: Digest
    dialect: Any
    schema_: Any = Field(alias="schema")


class Package(Model):
    """The whole descriptor."""

    name: Identifier
    profile: Literal["tabular-data-package"]
    title: str
    description: str
    licenses: Any
    sources: Any
    diag: About
    resources: Annotated[list[TableFile], Field(min_length=2, max_length=2)]


def descriptor(release: Release, content: Content, files: Mapping[str, tuple[int, str]]) -> str:
    """Return the text of `datapackage.json`.

    Args:
        release: what is published.
        content: what it remembers of the questionnaire.
        files: size and digest of each CSV file, by path.

    """
    about = _about(release, content)
    package = {
        "name": f"repere-{release.questionnaire.lower()}",
        "profile": "tabular-data-package",
        "title": TITLE + (f" ({STAMP})" if release.synthetic else ""),
        "description": DESCRIPTION,
        "licenses": [LICENCE],
        "sources": [{"title": release.source}],
        "diag": about,
        "resources": [
            _table("repere", CELLS, "Quantiles des scores", _cell_schema(content), files),
            _table("reponses", SHARES, "Parts des réponses", _share_schema(content), files),
        ],
    }
    about["fingerprint"] = fingerprint(parse_source(_written(package), DESCRIPTOR).data)
    return _written(package)


def fingerprint(tree: Any) -> str:
    """Return the fingerprint of a descriptor as it is read, whatever its layout."""
    bare = {**tree, "diag": {k: v for k, v in tree["diag"].items() if k != "fingerprint"}}
    return content_hash(bare)


def _written(package: Mapping[str, Any]) -> str:
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _about(release: Release, content: Content) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "date": release.date,
        "source": release.source,
        "questionnaire": {
            "id": release.questionnaire,
            "version": release.version,
            "hash": release.hash,
        },
        "form": release.form,
        "method": release.method,
        "period": {"first": release.period[0], "last": release.period[1]},
        "synthetic": release.synthetic,
        "dimensions": [{"id": k, "weight": w} for k, w in content.dimensions.items()],
        "questions": [vars(question) for question in content.questions],
        "departments": [{"id": k, "region": v} for k, v in content.departments.items()],
        "types": list(content.types),
        "sizes": list(content.sizes),
    }


def _table(
    name: str, path: str, title: str, schema: Any, files: Mapping[str, tuple[int, str]]
) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": files[path][0],
        "hash": files[path][1],
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "schema": schema,
    }


def _cell_schema(content: Content) -> dict[str, Any]:
    fields = [
        *_crossed(content),
        _text("effectif", CLASSES, "Nombre de structures, par classe ; « s » : secret"),
        _text("mesure", content.measures, "Axe, ou « global »", required=True),
        *(_percentage(name) for name in NUMBERS),
        _text("mention", (), "Mention de données synthétiques"),
    ]
    return _schema(fields, [*CROSSED, "mesure"])


def _share_schema(content: Content) -> dict[str, Any]:
    questions = tuple(question.id for question in content.questions)
    fields = [
        *_crossed(content),
        _text("question", questions, "Identifiant de la question", required=True),
        _text("reponse", (), "Niveau de 0 à 4, ou NSP : ne sait pas", required=True),
        _percentage("part"),
        _text("mention", (), "Mention de données synthétiques"),
    ]
    return _schema(fields, [*CROSSED, "question", "reponse"])


def _schema(fields: list[dict[str, Any]], key: list[str]) -> dict[str, Any]:
    return {"fields": fields, "missingValues": ["", "s"], "primaryKey": key}


def _crossed(content: Content) -> list[dict[str, Any]]:
    known = (content.regions, tuple(content.departments), content.types, content.sizes)
    return [
        _text(name, ids, "Vide : tous confondus") for name, ids in zip(CROSSED, known, strict=True)
    ]


def _text(
    name: str, known: tuple[str, ...], description: str, required: bool = False
) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if required else {}
    constraints |= {"enum": list(known)} if known else {}
    said = {"name": name, "type": "string", "description": description}
    return said | ({"constraints": constraints} if constraints else {})


def _percentage(name: str) -> dict[str, Any]:
    bounds = {"minimum": 0, "maximum": 100}
    return {"name": name, "type": "integer", "constraints": bounds}
