"""A filled workbook given to a command: whose questions it answers, and what it brings back."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from diag.cli.options import load_questionnaire, questionnaire_of
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.visit_model import Visit

SUFFIXES = (".xlsx", ".ods")


def form_questionnaire(path: Path, name: str | None) -> Questionnaire | None:
    """Return the questionnaire that a filled workbook follows; None for any other file.

    Raises:
        Refusal: its questionnaire is not shipped, and none was named.
    """
    from diag.forms.filled_workbook import asked_by

    own = asked_by(path) if path.suffix.lower() in SUFFIXES else ""
    if not own:
        return None
    return load_questionnaire(name) if name else questionnaire_of(path, own)


def visits_of(path: Path, questionnaire: Questionnaire) -> tuple[Sequence[Visit], Sequence[Mistake]]:
    """Return the visits of a filled workbook, dated today where no date is said, and each cell not taken.

    Raises:
        Refusal: it is empty, or of a version that is not kept.
    """
    from diag.forms.filled_workbook import read_filled

    found = read_filled(path, questionnaire, datetime.datetime.now().astimezone().date())
    return found.visits, found.mistakes
