"""The schemas of a release, as a folder ready for schema.data.gouv.fr."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from diag.benchmark.package import CELLS, DESCRIPTOR, SHARES, TABLES, in_json
from diag.benchmark.release import Content, content_of
from diag.benchmark.release_columns import schema, written
from diag.benchmark.words import DESCRIPTION, LICENCE, STAMP, TITLE
from diag.french import typeset
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.result_folder import staged, write_whole

_NAMES = {CELLS: "schema.json", SHARES: "schema-reponses.json"}
_EXAMPLES = {CELLS: "exemple-valide.csv", SHARES: "exemple-valide-reponses.csv"}
_TEXTS = Path(__file__).with_name("schema_lisezmoi.txt")
_SPECIFICATION = "https://specs.frictionlessdata.io/schemas/table-schema.json"


def write_schema_folder(folder: Path, questionnaire: Questionnaire) -> None:
    """Write the schemas, a README, a CHANGELOG and valid examples.

    Raises:
        Refusal: the folder holds something, or the disk refuses.
    """
    content, number = content_of(questionnaire), version("diag")
    readme, changelog = _TEXTS.read_text("utf-8").split("=====\n")
    told = {"title": TITLE, "version": number, "questionnaire": questionnaire.header.title}
    files = {"README.md": typeset(readme.format(**told)), "CHANGELOG.md": typeset(changelog.format(**told))}
    for path, (title, columns) in TABLES.items():
        files[_NAMES[path]] = in_json(_described(path, title, number, content))
        files[_EXAMPLES[path]] = written(columns, _example(path, content))
    with staged(folder, lambda _: (), DESCRIPTOR) as stage:
        for name, text in files.items():
            write_whole(stage / name, text.encode())


def _described(path: str, title: str, number: str, content: Content) -> dict[str, Any]:
    name = path.removesuffix(".csv")
    example = {"title": "Exemple valide", "path": _EXAMPLES[path]}
    return {
        "$schema": _SPECIFICATION,
        "name": f"{name}-maturite-numerique",
        "title": f"{TITLE} : {title.lower()}",
        "description": DESCRIPTION,
        "countryCode": "FR",
        "version": number,
        "licenses": [LICENCE],
        "resources": [example],
        **schema(TABLES[path][1], content),
    }


_NUMBERS = {"effectif": "20-49", "mediane": 45, "q1": 30, "q3": 60}
_LEVELS = {"niveau_0": 2, "niveau_1": 4, "niveau_2": 2, "niveau_3": 1, "niveau_4": 1}


def _example(path: str, content: Content) -> Iterator[dict[str, Any]]:
    """Yield lines of invented numbers: the country is told, the first region is secret."""
    about = {"mention": STAMP}
    if path == CELLS:
        for measure in content.measures:
            yield {"mesure": measure, **_NUMBERS, **_LEVELS, **about}
            yield {"mesure": measure, "region": content.regions[0], **about}
        return
    for level, part in enumerate(_LEVELS.values()):
        yield {"question": content.questions[0].id, "reponse": level, "part": part, **about}
