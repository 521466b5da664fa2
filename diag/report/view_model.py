"""What every view-model is made of: texts made safe and typeset as they enter it.

A report, a page or a summary prints nothing but what a view holds: here stands the gate that no
control or direction character passes, wherever a text came from.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from diag.french import typeset
from diag.safe_text import printable

_VERBATIM = frozenset({"structure", "opening", "owner", "note", "evidence", "quote", "file_name"})
"""Fields that hold what people typed, shown as they typed it."""


class Part:
    """A part of a view: its texts lose control characters and take French spaces as they enter it.

    Every part is a frozen dataclass of texts, flags, other parts, and tuples of them.
    """

    def __post_init__(self) -> None:
        held = vars(self)  # a frozen dataclass refuses assignments, not its own dictionary
        for name, value in held.items():
            held[name] = _mapped(value, printable if name in _VERBATIM else _entering)


AnyPart = TypeVar("AnyPart", bound=Part)


def with_texts(part: AnyPart, change: Callable[[str], str]) -> AnyPart:
    """Return a copy of a part of a view, where `change` was applied to each text at any depth."""
    other = copy.copy(part)
    for name, value in vars(part).items():
        vars(other)[name] = _mapped(value, change, lambda inner: with_texts(inner, change))
    return other


def _entering(text: str) -> str:
    return typeset(printable(text))


def _as_it_is(part: Part) -> Part:
    return part


def _mapped(value: Any, change: Callable[[str], str], inner: Callable[[Part], Part] = _as_it_is) -> Any:
    """Return a value of a part with its texts changed, and the parts it holds by `inner`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple([_mapped(item, change, inner) for item in value])
    return inner(value) if isinstance(value, Part) else value


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a view, or of a part of it, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, Part):
        for item in vars(value).values():
            yield from texts(item)
