"""An interruption (Ctrl-C, SIGTERM, SIGHUP) while a command runs: an exception, so that it puts away.

`diag.__main__` arms the process to leave at once. `heard` makes a KeyboardInterrupt of whichever
comes while a command runs, so that an interview saves what was typed; `loading` goes back to leaving
at once while the libraries of a command load, as what they were doing cannot be told from a fault
(interview, line 10).
"""

import signal
import sys
import threading
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import sleep
from types import FrameType
from typing import Any

INTERRUPTED = 130
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_A_MOMENT = 0.02
"""Seconds after which an interruption that could not be raised is sent again."""


@dataclass
class _Hearing:
    """What one process hears.

    Attributes:
        raising: an interruption is an exception now; else it is for `before`.
        before: the handlers that were there.
        came: the signals that were heard, in order.
    """

    raising: bool = False
    before: dict[int, Any] = field(default_factory=dict)
    came: list[int] = field(default_factory=list)


_HERE = _Hearing()


@contextmanager
def heard() -> Iterator[None]:
    """Raise KeyboardInterrupt where the command is; afterwards, be as before.

    The second signal of an ending session is not heard: what was typed is being saved.
    """
    _HERE.came.clear()
    _HERE.before = {number: signal.getsignal(number) for number in _ours()}
    hook = sys.unraisablehook
    try:
        _HERE.raising = True
        for number in _HERE.before:
            signal.signal(number, _interrupt)
        sys.unraisablehook = partial(_say_again, hook)
        yield
    finally:
        _HERE.raising = False  # first: nothing below may be cut short
        sys.unraisablehook = hook
        for number, before in _HERE.before.items():
            signal.signal(number, before or signal.SIG_DFL)


@contextmanager
def loading() -> Iterator[None]:
    """Leave at once, as when the program starts, while libraries are imported."""
    raising, _HERE.raising = _HERE.raising, False
    try:
        yield
    finally:
        _HERE.raising = raising


def came() -> bool:
    """Tell whether an interruption was heard: what failed since then failed for that."""
    return bool(_HERE.came)


def _ours() -> list[int]:
    """Return the signals to hear: a thread hears none, and one that the caller ignores stays so."""
    if threading.current_thread() is not threading.main_thread():
        return []
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _HERE.raising:
        _as_before(number, frame)
        return
    ending = number != signal.SIGINT and any(one != signal.SIGINT for one in _HERE.came)
    _HERE.came.append(number)
    if not ending:
        raise KeyboardInterrupt


def _as_before(number: int, frame: FrameType | None) -> None:
    before = _HERE.before[number]
    if callable(before):
        before(number, frame)
    else:  # the system ends the process
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


def _say_again(hook: Callable[..., Any], unraisable: "sys.UnraisableHookArgs") -> None:
    """Send once more an interruption that fell where no exception can leave: in a destructor.

    What fails there since an interruption fails for it, as objects were left half made.
    """
    if not _HERE.came:
        hook(unraisable)
    elif issubclass(unraisable.exc_type, KeyboardInterrupt):
        # Not a Timer: its start waits for its thread, and an interruption that fell there would be lost.
        start_new_thread(_send, (_HERE.came.pop(),))


def _send(number: int) -> None:
    sleep(_A_MOMENT)
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:  # wakes a reading that waits
        signal.pthread_kill(threading.main_thread().ident or 0, number)
