"""Entry of the command line: French first, then the commands, then one honest exit code.

0 done; 1 done with rejects, or data refused; 2 wrong usage, or a question that cannot be asked;
3 interview left incomplete; 130 interrupted, by Ctrl-C, a closed window or the end of the session.

Nothing is imported before Ctrl-C is ours: `os` and `_signal` are there when Python has started, while
`signal` would load others, and an interruption meanwhile would be a traceback (interview, line 10).
"""

import _signal  # type: ignore[import-not-found]
import os

INTERRUPTED = 130
INTERRUPTIONS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""What a person, a closed window or the end of a session sends; the last is of Windows."""


def leave(*_: object) -> None:
    """End the process: one word, and the exit code of an interruption. It is a signal handler.

    While libraries load and after the command there is nothing to put away, and an exception would
    be a traceback of whatever was running.
    """
    try:  # noqa: SIM105 - nothing is imported here
        os.write(2, b"\nInterrompu.\n")
    except OSError:  # the window is gone, or the error stream was closed
        pass
    os._exit(INTERRUPTED)


def main() -> None:
    """Run `diag`; an interruption ends it with 130 and no traceback, whenever it comes."""
    _leave_when_interrupted()
    _hide_warnings()
    from diag.cli.app import run

    _end(run())


def _leave_when_interrupted() -> None:
    """Let interruptions end the process; one that the caller made it deaf to (nohup) stays unheard."""
    for name in INTERRUPTIONS:
        number = getattr(_signal, name, None)
        if number is not None and _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, leave)


def _hide_warnings() -> None:
    """Keep what libraries tell their authors, in English, from the screen; `python -W` shows it."""
    import sys
    import warnings

    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _end(code: int) -> None:
    """Flush what was printed, and leave with this exit code."""
    import contextlib
    import sys

    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # None where the caller closed it
                stream.flush()
        except OSError:  # the reader left, as in `diag … | head`, or the window was closed
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            code = code or 1
    if code == INTERRUPTED:
        # Where the interruption fell in code made from a text (a dataclass being declared), Python
        # would end by the signal whatever the code: https://github.com/python/cpython/pull/11862
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
