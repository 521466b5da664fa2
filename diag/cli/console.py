"""What the command line prints, and how: plain lines that every console can show."""

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diag.cli.shells import called_as, command_line, shell_at_hand
from diag.french import fold
from diag.safe_text import printable
from diag.screen_text import TRANSLITERATE, screen

if TYPE_CHECKING:
    from diag.questionnaire.mistakes import Mistake


def prepare_streams() -> None:
    """Let both streams spell out what their encoding cannot carry, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=TRANSLITERATE)


def interactive() -> bool:
    """Tell whether someone sits at both ends; a stream that was closed is None."""
    return all(s is not None and s.isatty() for s in (sys.stdin, sys.stdout))


def say(text: str = "") -> None:
    """Print a result."""
    _print(screen(text, getattr(sys.stdout, "encoding", None) or "ascii"))


def say_raw(text: str, err: bool = False) -> None:
    """Print a path or a command as it is, so that it can be pasted."""
    _print(printable(text), err)


def say_paths(text: str, *paths: str | Path, indent: str = "") -> None:
    """Print a sentence, then the paths or the commands that it announces, as they are."""
    say(paragraph(text, indent))
    for path in paths:
        say_raw(f"{indent}  {path}")


def _print(text: str, err: bool = False) -> None:
    """Print a line; where nobody is left to read it, the work goes on in silence.

    The reader left, as in `| head`; the window was closed; nothing that is said on the error stream
    is worth a failure. A full disk behind `>` is: it is raised.
    """
    try:
        click.echo(text, err=err)
    except OSError as error:
        if not err and error.errno not in (errno.EPIPE, errno.EIO):
            raise
        with suppress(OSError, ValueError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, (sys.stderr if err else sys.stdout).fileno())


def pasted(*arguments: str | Path) -> str:
    """Return the command with these arguments as it can be pasted on this machine, as installed.

    It is for `say_raw`: a command that is typeset is no command any more.
    """
    version = "" if sys.prefix != sys.base_prefix else "{}.{}".format(*sys.version_info)
    called = called_as(sys.argv[0], sys.executable, sys.platform, shutil.which, version)
    return _typed(called, arguments)


def pasted_folder(folder: Path) -> str:
    """Return the command that makes a folder the current one, as it can be pasted on this machine."""
    drive_too = shell_at_hand(sys.platform, os.environ) == "cmd"
    return _typed(("cd", "/d") if drive_too else ("cd",), (folder,))


def _typed(called: Sequence[str], arguments: Sequence[str | Path]) -> str:
    shell = shell_at_hand(sys.platform, os.environ)
    return command_line(called, arguments, shell, getattr(sys.stdout, "encoding", None) or "ascii")


def complain(text: str) -> None:
    """Print a problem on the error stream."""
    _print(screen(text, getattr(sys.stderr, "encoding", None) or "ascii"), err=True)


def agreed(question: str) -> bool:
    """Ask whether to do something, until the answer is yes or no; the end of the input is no."""
    while True:
        say(paragraph(f"{question} o : oui, n : non"))
        try:
            answer = input("> ").strip().casefold()
        except EOFError:
            say()
            return False
        if answer in ("o", "oui", "n", "non"):
            return answer.startswith("o")


def width() -> int:
    """Return the columns to write on, from 60 to 100."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 100))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Return a text wrapped by words to the width of the screen."""
    return "\n".join(fold(text, width(), indent, hanging))


def say_lines(lines: Iterable[tuple[int, str]]) -> None:
    """Print lines of text, each at its depth of indent; an empty text is a blank line."""
    for indent, text in lines:
        say(paragraph(text, "  " * indent) if text else "")


def show_mistakes(mistakes: Iterable["Mistake"]) -> None:
    """Print mistakes in reading order: place, what is wrong with its code last, how to mend it."""
    for mistake in mistakes:
        say_raw(f"{mistake.place} :", err=True)
        complain(paragraph(f"{mistake.what}\u00a0({mistake.code})", "    "))
        if mistake.how:
            complain(paragraph(f"-> {mistake.how}", "    "))
