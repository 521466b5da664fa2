"""Everything that the author of a questionnaire should know of it, in one list."""

import datetime

from diag.questionnaire.completeness import COMPLETENESS
from diag.questionnaire.honesty import HONESTY, old_facts
from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.kept_versions import check_kept
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_folder import Draft
from diag.questionnaire.style import STYLE


def check(draft: Draft, on: datetime.date | None = None) -> list[Mistake]:
    """Return every mistake of a questionnaire folder, in reading order.

    Form and integrity are those that `load` refuses; the rest is for authors alone. Public facts
    that were too old on a day are told when that day is given: today's date changes no result.
    """
    found = [*draft.mistakes, *check_integrity(draft)]
    for rule, needed in (*COMPLETENESS, *HONESTY, *STYLE):
        if all(getattr(draft, items).whole for items in needed):
            found += rule(draft)
    found += check_kept(draft)
    found += old_facts(draft, on) if on else []
    return sorted(set(found))
