"""The terminal as both faces see it: its width, what was typed too early, what it can show."""

import sys
import textwrap
from contextlib import suppress
from typing import TextIO

from diag.safe_text import screen

MAX_WIDTH = 100
"""Longer lines are hard to read, however wide the window is."""


def flush_typeahead(stdin: TextIO) -> None:
    """Forget the keys typed before the question was shown: a double Enter answers only once."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
    else:
        import termios

        with suppress(termios.error, OSError, ValueError):
            termios.tcflush(stdin.fileno(), termios.TCIFLUSH)


def wrap(text: str, width: int, encoding: str) -> list[str]:
    """Return at least one line, all within `width`, cut between words."""
    width = max(20, min(width, MAX_WIDTH))
    shown = screen(text, encoding).expandtabs(2)
    lines = [line for paragraph in shown.split("\n") for line in _fold(paragraph, width)]
    # No-break spaces have done their work; some terminals and speech synthesisers stumble on them.
    return [line.replace("\u00a0", " ") for line in lines]


def _fold(paragraph: str, width: int) -> list[str]:
    """Return the lines of a paragraph; all keep the indentation of the first."""
    words = paragraph.lstrip(" ")
    indent = paragraph[: len(paragraph) - len(words)]
    folded = textwrap.wrap(
        words, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return folded or [""]


def repair(line: str) -> str:
    """Return typed text whose undecodable bytes, kept as surrogates, are read as 8-bit French."""
    try:
        return line.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeEncodeError:  # half of a pair of surrogates, from a Windows console
        return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
