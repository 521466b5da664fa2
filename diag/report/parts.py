"""What views are made of: strings typeset as they enter, and parts that many reports share."""

from typing import Any

from diag.french import typeset

_VERBATIM = frozenset({"structure", "note", "evidence"})
"""Fields that hold what people typed, shown as they typed it."""


class Part:
    """A part of the view: its strings take French spaces and apostrophes as they enter it."""

    def __post_init__(self) -> None:
        held = vars(self)  # a frozen dataclass refuses assignments, not its own dictionary
        for name, value in held.items():
            if name not in _VERBATIM:
                held[name] = _typeset(value)


class Shared(Part):
    """A part that many reports share: it is made once, so that what is known of it is kept.

    Two of them are equal only if they are one: caches look them up by identity.
    """


def _typeset(value: Any) -> Any:
    if isinstance(value, str):
        return typeset(value)
    return tuple(map(_typeset, value)) if isinstance(value, tuple) else value


def inside(part: Part) -> list[str | Shared]:
    """Return the strings and the shared parts that a part of the view holds."""
    found: list[str | Shared] = []
    _gather(tuple(vars(part).values()), found)
    return found


def _gather(value: Any, found: list[str | Shared]) -> None:
    if isinstance(value, str | Shared):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, found)
    elif isinstance(value, Part):
        for item in vars(value).values():
            _gather(item, found)
