"""Preparing a mapping file from an export, for the user to complete."""

from collections.abc import Sequence
from pathlib import Path

from diag.export.layout import Overrides
from diag.export.reading import open_export
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.columns import bind
from diag.table.mapping import Correspondence
from diag.table.skeleton import skeleton
from diag.visit.visit_file import write_text


def prepare_mapping(
    paths: Sequence[Path | None],
    questionnaire: Questionnaire,
    overrides: Overrides,
    mapping: Correspondence | None,
    key: str | None,
    target: Path,
) -> Path:
    """Write the mapping file of the first export, and return where.

    Raises:
        Refusal: the export cannot be read, or the file cannot be written.

    """
    with open_export(paths[0], overrides) as export:
        binding = bind(export.layout, questionnaire, mapping, key)
        return write_text(target, skeleton(export.layout, questionnaire, binding))
