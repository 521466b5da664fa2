"""Columns left unread though they look like a question: each is told, and the run is no full success."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from diag.export.layout import Heading
from diag.export.spelling import normalise, squeeze
from diag.french import cut, typeset
from diag.questionnaire.questionnaire_model import ProfileField, Question

_BOX = re.compile(r"\[\w{1,20}\]|[_./:-]\w{1,20}")
_NEAR = 0.85
_SHORTEST, _LONGEST = (
    20,
    400,
)  # a shorter heading is like too many others, a longer one is a comment
_NAME_IT = "nommez-la dans une correspondance (--preparer en propose une)"


@dataclass(frozen=True)
class Lost:
    """What could not be read of a column, or of the columns of a question.

    Attributes:
        column: heading, or id of the question.
        position: of the column, the first of several.
        questions: ids of what was asked, and is not read.
        reason, how: why, and how to mend it, in French.

    """

    column: str
    position: int
    questions: tuple[str, ...]
    reason: str
    how: str

    @property
    def sentence(self) -> str:
        """Return the whole of it, in one sentence."""
        return typeset(f"« {cut(' '.join(self.column.split()), 60)} » : {self.reason} ; {self.how}")


def resembling(
    headings: Iterable[Heading], unread: Sequence[Question | ProfileField]
) -> Iterator[Lost]:
    """Yield the headings that are a cut or slightly changed text of a question without a column."""
    texts = {squeeze(asked.text): asked for asked in unread}
    spelled = {normalise(asked.text): asked for asked in unread}
    for heading in headings:
        told = heading.label or heading.group
        if not _SHORTEST <= len(told) <= _LONGEST:
            continue
        key = squeeze(told)
        cut = [asked for text, asked in texts.items() if text.startswith(key)]
        if cut:
            reason = f"titre coupé, sans doute de {' ou '.join(asked.id for asked in cut)}"
            yield _lost(heading, cut, reason)
            continue
        near = get_close_matches(normalise(told), spelled, n=1, cutoff=_NEAR)
        if near:
            asked = spelled[near[0]]
            yield _lost(heading, [asked], f"titre proche de {asked.id}, et différent")


def coded_boxes(
    headings: Sequence[Heading], unread: Sequence[Question | ProfileField]
) -> Iterator[tuple[Question | ProfileField, list[Heading]]]:
    """Yield the questions without a column that some headings name, before a code of the tool."""
    for asked in unread:
        found = [heading for heading in headings if _is_box_of(asked.id, heading.name)]
        if found:
            yield asked, found


def lost_boxes(asked: Question | ProfileField, headings: Sequence[Heading]) -> Lost:
    """Return the loss of a question whose boxes have but the codes of the tool, `EQ10[SQ001]`."""
    first = headings[0]
    reason = "code de case inconnu de la question"
    how = "dites dans une correspondance quelle colonne est quelle case (--preparer le propose)"
    return Lost(first.name, first.position, (asked.id,), reason, how)


def _is_box_of(name: str, heading: str) -> bool:
    """Tell whether a heading is the id of a question, then a code in brackets or after a mark."""
    told = heading.strip()
    rest = told[len(name) :]
    return told[: len(name)].casefold() == name.casefold() and bool(_BOX.fullmatch(rest))


def _lost(heading: Heading, asked: Sequence[Question | ProfileField], reason: str) -> Lost:
    questions = tuple(one.id for one in asked if not isinstance(one, ProfileField))
    return Lost(heading.name, heading.position, questions, reason, _NAME_IT)
