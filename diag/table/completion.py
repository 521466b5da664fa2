"""Whether an answer was sent, by the marks that survey tools leave; an unknown word decides nothing."""

import re
from dataclasses import dataclass
from typing import Literal

from diag.export.spelling import is_blank, normalise
from diag.table.dates import is_date

_YES = frozenset({"1", "1.0", "1,0", "true", "vrai", "oui", "yes", "y", "o", "on", "t", "v", "x"})
_NO = frozenset({"0", "0.0", "0,0", "false", "faux", "non", "no", "n", "off", "f"})
_DONE = frozenset(
    (
        *("100", "termine", "terminee", "complet", "complete", "completee", "completed"),
        *("finished", "fini", "finie", "acheve", "achevee", "clos", "close", "cloture"),
        *("cloturee", "envoye", "envoyee", "sent", "soumis", "soumise", "submitted"),
        *("valide", "validee"),
    )
)
_GOING = frozenset(
    (
        *("en cours", "in progress", "incomplet", "incomplete", "inacheve", "inachevee"),
        *("a completer", "partiel", "partielle", "partial", "commence", "commencee"),
        *("started", "brouillon", "draft", "quotafull", "screenout", "abandon", "abandonne"),
        *("abandonnee", "abandoned"),
    )
)
_NEGATED = re.compile(r"(?:non|not|pas)[ -](.+)")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?%")
_NOTHING = frozenset({"na", "n/a", "nan", "nat", "none", "null", "<na>"})


@dataclass(frozen=True)
class Marker:
    """How a tool marks an unfinished or refused answer.

    `sent`: by the date of its sending. `done`: by a word, a date or a percentage that says that it
    is finished. `draft`: by a yes or a word that says that it is not. `listed`: by one of `values`,
    where `others` and an empty cell are those of answers that count.
    """

    position: int
    kind: Literal["sent", "done", "draft", "listed"]
    values: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def complete(self, text: str) -> bool | None:
        """Tell whether an answer with this text in the marker's column counts; None: no telling."""
        said = normalise(text)
        if self.kind == "listed":
            if said in map(normalise, self.values):
                return False
            return True if is_nothing(text) or said in map(normalise, self.others) else None
        if is_nothing(text):
            return self.kind == "draft"
        if said in _YES | _NO:
            return (said in _YES) != (self.kind == "draft")
        return _finished(said)


def is_nothing(text: str) -> bool:
    """Tell whether a cell is empty, or was before a program saved the table again (`NA`)."""
    return is_blank(text) or text.strip().casefold() in _NOTHING


def _finished(said: str) -> bool | None:
    """Tell whether a text says that an answer is finished; None where it says neither."""
    if said in _DONE or is_date(said) or is_date(said, month_first=True):
        return True
    if said in _GOING:
        return False
    if match := _NEGATED.fullmatch(said):
        return False if match[1] in _DONE else None
    match = _PERCENT.fullmatch(said)
    return int(match[1]) >= 100 if match else None
