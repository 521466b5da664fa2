"""Ctrl-C while nothing is begun, or all is done: leave at once, without a traceback.

Python turns Ctrl-C into an exception, which a library being imported, a destructor or the end of the
interpreter may print as a traceback. While commands load there is nothing to put away: the process
ends there. While a command runs the exception comes back, as files must be put in order.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED = 130


def leave(_signal: int = 0, _frame: FrameType | None = None) -> None:
    """End the process: one word, and the exit code of an interruption."""
    with suppress(OSError):  # the error stream may be closed
        os.write(2, b"\nInterrompu.\n")
    os._exit(INTERRUPTED)


def leave_from_now_on() -> None:
    """Let Ctrl-C end the process, from here to the end."""
    with suppress(ValueError):  # not the main thread: Ctrl-C is somebody else's concern
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, leave)


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process during an import; it raises KeyboardInterrupt again afterwards."""
    leave_from_now_on()
    try:
        yield
    finally:
        with suppress(ValueError):
            if signal.getsignal(signal.SIGINT) is leave:
                signal.signal(signal.SIGINT, signal.default_int_handler)
