"""What moved since a former visit, in two lines, on a single page (E15)."""

from dataclasses import dataclass
from typing import ClassVar

from diag.followup.compared_visits import Compared
from diag.french import cut_at_word, long_date
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Reader, Section
from diag.report.evolution_words import done_told, moved_told, some

_MOST_AXES, _MOST_NAMED, _MOST_NAME = 2, 2, 34  # named in two lines, and signs of a name
_MOST_TEXT = 180


@dataclass(frozen=True)
class Since(Section):
    """What moved, in two lines at most: what clearly did, what was done, what is lower."""

    name: ClassVar[str] = "since"

    label: str  # « Depuis la visite du 13 octobre 2026 »
    text: str


def since_part(assessed: AssessedVisit, reader: Reader) -> Since | None:
    """Return what moved, for a single page; None where the visit recalls no other."""
    compared = assessed.since
    if compared is None:
        return None
    parts = (moved_told(compared, _MOST_AXES), _lower(compared), done_told(compared))
    text = ". ".join(filter(None, parts))
    day = long_date(compared.first.visit.visit.date)
    return Since("", f"Depuis la visite du {day}", f"{cut_at_word(text, _MOST_TEXT)}.".replace("….", "…"))


def _lower(compared: Compared) -> str:
    """Return the answers that are lower, by their names."""
    asked = compared.questionnaire.question
    names = [asked[m.question].title for m in compared.evolution.changed if m.second < m.first]
    told = some([cut_at_word(name, _MOST_NAME) for name in names], _MOST_NAMED)
    return f"{'Plus basse' if len(names) == 1 else 'Plus basses'} : {told}" if names else ""
