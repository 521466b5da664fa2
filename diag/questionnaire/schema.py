"""JSON Schemas for editors, generated from the models: `python -m diag.questionnaire.schema`.

An editor that knows YAML (VS Code with the YAML extension, for instance) reads the modeline on line
1 of each file, completes the keys and underlines the mistakes while one types.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from diag.questionnaire.questionnaire_model import (
    ActionFile,
    CardFile,
    ContactFile,
    CrosswalkFile,
    Dimension,
    DocumentFile,
    FindingFile,
    FundingFile,
    GlossaryFile,
    LandmarkFile,
    Partner,
    ProfileFile,
    QuestionnaireFile,
    WordFile,
)
from diag.resources import resource

SCHEMAS: dict[str, type[BaseModel]] = {
    "questionnaire": QuestionnaireFile,
    "profile": ProfileFile,
    "dimension": Dimension,
    "actions": ActionFile,
    "findings": FindingFile,
    "funding": FundingFile,
    "landmarks": LandmarkFile,
    "glossary": GlossaryFile,
    "contacts": ContactFile,
    "documents": DocumentFile,
    "cards": CardFile,
    "words": WordFile,
    "crosswalk": CrosswalkFile,
    "partner": Partner,
}


def render(name: str) -> str:
    """Return the schema of one kind of file."""
    schema = SCHEMAS[name].model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write every schema."""
    for name in SCHEMAS:
        (folder / f"{name}.schema.json").write_text(render(name), "utf-8", newline="\n")


if __name__ == "__main__":
    write(resource("questionnaires") / "schema")
