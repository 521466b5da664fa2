"""A long text a screen at a time, in plain lines that every console shows.

click's own pager is that of the system: in English, and different on each machine (interview, line
17: what is read in a terminal is paged and in French).
"""

import shutil
from collections.abc import Iterable, Iterator

from diag.cli.console import interactive, paragraph, say, say_lines
from diag.safe_text import printable


def say_pages(lines: Iterable[tuple[int, str]]) -> None:
    """Print lines, each at its depth of indent: page by page in a terminal, all at once in a pipe."""
    if not interactive():
        say_lines(lines)
        return
    told = len(paragraph(_how(100, 999)).splitlines()) + 1  # and the line where one types
    pages = cut_in_pages(lines, shutil.get_terminal_size((80, 24)).lines - told)
    page = 1
    while page:
        say("\n".join(pages[page - 1]))
        page = _ask(page, len(pages)) if len(pages) > 1 else 0


def cut_in_pages(lines: Iterable[tuple[int, str]], height: int) -> list[list[str]]:
    """Return what to print on each page of `height` lines at most.

    What stands between two blank lines is kept whole where a page can hold it.
    """
    pages: list[list[str]] = [[]]
    for block in _blocks(lines):
        room = height - len(pages[-1])
        if len(block) + 1 > room and pages[-1] and (len(block) <= height or room < height // 2):
            pages.append([])
        if pages[-1]:
            pages[-1].append("")
        for line in block:
            if len(pages[-1]) == height:
                pages.append([])
            pages[-1].append(line)
    return pages


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[list[str]]:
    """Yield the lines as they are printed, cut where one is blank."""
    block: list[str] = []
    for indent, text in lines:
        if text:
            block += paragraph(text, "  " * indent).splitlines()
        elif block:
            yield block
            block = []
    if block:
        yield block


def _how(page: int, pages: int) -> str:
    onward = "la suite" if page < pages else "la fin"
    return f"-- Page {page} sur {pages}. Entrée : {onward} ; r : avant ; numéro : cette page ; q : fin"


def _ask(page: int, pages: int) -> int:
    """Return the page to show next, 0 to stop; the end of the input stops."""
    while True:
        say(paragraph(_how(page, pages)))
        try:
            typed = input().strip().casefold().lstrip(":")
        except EOFError:
            return 0
        moves = {"": (page + 1) % (pages + 1), "r": max(page - 1, 1), "q": 0}
        if typed in moves:
            return moves[typed]
        if typed.isdecimal() and 1 <= int(typed) <= pages:
            return int(typed)
        say(f"« {printable(typed)} » ne sert pas ici.")
