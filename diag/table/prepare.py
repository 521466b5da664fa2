"""Preparing a mapping file from an export, for the user to complete."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from diag.export.layout import Layout, Overrides
from diag.french import count, typeset
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import explain_os_error
from diag.table.binding import Binding
from diag.table.chosen_sheet import open_answers
from diag.table.mapping import Correspondence
from diag.table.skeleton import doubts, skeleton
from diag.visit.visit_file import write_text


def prepare_mapping(
    paths: Sequence[Path | None],
    questionnaire: Questionnaire,
    overrides: Overrides,
    mapping: Correspondence | None,
    key: str | None,
    target: Path,
) -> tuple[Path, list[str]]:
    """Write the mapping file of the first export, in folders made for it.

    Returns:
        Where it is, and what was recognised and suggested in it, in French.

    Raises:
        Refusal: the export cannot be read, the file exists, or it cannot be written.

    """
    _check_free(target)
    export, binding = open_answers(paths[0], questionnaire, overrides, mapping, key)
    with export:
        written = write_text(target, skeleton(export.layout, questionnaire, binding))
        return written, _decided(export.layout, questionnaire, binding)


def _decided(layout: Layout, questionnaire: Questionnaire, binding: Binding) -> list[str]:
    found = count(len(binding.questions), "question reconnue", "questions reconnues")
    absent = count(len(binding.absent), "sans colonne", "sans colonne")
    unused = count(len(binding.unused), "colonne ne dit rien", "colonnes ne disent rien")
    said = [typeset(f"{found}, {absent} ; {unused} de connu.")]
    for doubt in doubts(layout, questionnaire, binding):
        said.append(doubt)
        said.append(typeset("Proposé dans le fichier, en commentaire : « values: rank »."))
    return [*said, *(f"{note}." for note in binding.notes)]


def _check_free(target: Path) -> None:
    """Refuse, before the work, a place that is taken (it may be completed by hand) or closed."""
    if os.path.lexists(target):
        what = "ce fichier existe déjà, peut-être complété à la main : il n’est pas remplacé"
        raise refuse_file(target, "F01", what, "donnez un autre nom, ou déplacez ce fichier")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise refuse_file(target, "F01", *explain_os_error(error, target)) from None
