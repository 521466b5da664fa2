"""What the command line prints, and how: plain lines that every console can show."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diag.french import fold
from diag.safe_text import TRANSLITERATE, printable, screen

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


def _print(text: str, err: bool = False) -> None:
    try:
        click.echo(text, err=err)
    except BrokenPipeError:  # the reader left, as in `| head`: the work goes on in silence
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, (sys.stderr if err else sys.stdout).fileno())


def quoted(path: Path) -> str:
    """Return a path as the shell of this system wants it typed."""
    text = str(path)
    if os.name == "nt":
        return f'"{text}"' if " " in text else text
    return shlex.quote(text)


def complain(text: str) -> None:
    """Print a problem on the error stream."""
    click.echo(screen(text, getattr(sys.stderr, "encoding", None) or "ascii"), err=True)


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
    """Print mistakes in reading order: code, place, what is wrong, how to mend it."""
    for mistake in mistakes:
        say_raw(f"{mistake.place} : {mistake.code}", err=True)
        complain(paragraph(mistake.what, "    "))
        if mistake.how:
            complain(paragraph(f"-> {mistake.how}", "    "))
