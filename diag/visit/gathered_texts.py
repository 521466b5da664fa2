"""Texts of several people in one place: each whole, once, in an order that does not depend on files.

A text is a set of pieces, each that of one person, between two lines of a dash. What does not fit in
its place is left whole in the draft of that place, which the interview offers when it is opened.
"""

from collections.abc import Callable, Iterable

from diag.visit.visit_model import MAX_TEXT

Pieces = frozenset[str]
SEPARATOR = "\n\n—\n\n"
"""What stands between what two people wrote; in one line, a dash."""


def pieces(text: str | None) -> Pieces:
    """Return what stands in a text, where several may have been put together already."""
    return frozenset(filter(None, map(str.strip, (text or "").split(SEPARATOR))))


def joined(told: Iterable[str]) -> str | None:
    """Return pieces as one text; None of none."""
    return SEPARATOR.join(sorted(told)) or None


def short(told: Pieces) -> bool:
    """Tell whether pieces fit together in one place of the visit."""
    return len(joined(told) or "") <= MAX_TEXT


def single(told: Pieces) -> bool:
    """Tell whether pieces do not contradict each other, where one alone may stand."""
    return len(told) < 2


def placed(kept: Pieces, left: Pieces, fits: Callable[[Pieces], bool] = short) -> tuple[str | None, str | None]:
    """Return what a place holds and its draft, of what was kept there and what was being typed.

    What does not fit is all in the draft: gathered later with one more text, it still does not.
    """
    if fits(kept) and fits(left):
        return joined(kept), joined(left)
    return None, joined(kept | left)
