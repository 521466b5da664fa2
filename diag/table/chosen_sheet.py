"""Which sheet of a workbook holds the answers."""

from pathlib import Path

from diag.export.layout import Overrides
from diag.export.reading import Export, open_export
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.binding import Binding
from diag.table.columns import bind
from diag.table.mapping import Correspondence


def open_answers(
    path: Path | None,
    questionnaire: Questionnaire,
    overrides: Overrides,
    mapping: Correspondence | None,
    key: str | None,
) -> tuple[Export, Binding]:
    """Open an export and match its columns; of a workbook, the sheet that answers most questions.

    Raises:
        Refusal: the file cannot be read.

    """
    export = open_export(path, overrides)
    try:
        binding = bind(export.layout, questionnaire, mapping, key)
        for sheet in export.other_sheets():
            theirs = bind(sheet.layout, questionnaire, mapping, key)
            if len(theirs.questions) > len(binding.questions):
                export, binding = sheet, theirs
    except BaseException:
        export.close()
        raise
    return export, binding
