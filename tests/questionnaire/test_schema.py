"""What an editor knows of the format: the schemas shipped beside the questionnaires.

1. They are those of the models.
2. Every file of a content follows its own, as an editor reads it, and names it on its first line.
"""

import json

import jsonschema
import pytest
import yaml
from helpers import MINI, PRINT, ROOT

from diag.questionnaire.schema import SCHEMAS, render

FOLDER = ROOT / "questionnaires" / "schema"
CONTENTS = [MINI, PRINT, ROOT / "questionnaires" / "express-service"]
FILES = sorted(
    path
    for folder in CONTENTS
    for pattern in ("*.yaml", "dimensions/*.yaml", "actions/*.yaml")
    for path in folder.glob(pattern)
)


class Editor(yaml.SafeLoader):
    """YAML as editors read it (1.2): `yes`, `non` and dates are texts."""

    yaml_implicit_resolvers = {
        first: [r for r in found if r[0] != "tag:yaml.org,2002:timestamp" and first in "tTfF"]
        if first in "yYnNtTfFoO"
        else [r for r in found if r[0] != "tag:yaml.org,2002:timestamp"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def kind_of(path):
    return {"dimensions": "dimension", "actions": "actions"}.get(path.parent.name, path.stem)


def test_the_shipped_schemas_are_those_of_the_models():
    shipped = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert shipped == {f"{name}.schema.json": render(name) for name in SCHEMAS}


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_follows_its_schema(path):
    schema = json.loads(render(kind_of(path)))
    jsonschema.validate(yaml.load(path.read_text("utf-8"), Editor), schema)


@pytest.mark.parametrize("path", [p for p in FILES if MINI not in p.parents], ids=str)
def test_a_shipped_file_names_its_schema(path):
    first = path.read_text("utf-8").splitlines()[0]
    depth = "../" * (len(path.relative_to(ROOT / "questionnaires").parts) - 1)
    assert first == f"# yaml-language-server: $schema={depth}schema/{kind_of(path)}.schema.json"
