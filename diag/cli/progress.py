"""A progress bar on a terminal, with rows per second; silent otherwise."""

import sys
import time
from typing import Any

import click

from diag.safe_text import printable


class Bar:
    """Draws the advance of a batch, step by step."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._rows = 0
        self._begun = 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def start(self, what: str, total: int) -> None:
        """Begin a step."""
        self._close()
        if sys.stderr is None or not sys.stderr.isatty() or total <= 0:
            return
        self._rows, self._begun = 0, time.monotonic()
        self._bar = click.progressbar(
            length=total, label=printable(what), file=sys.stderr, item_show_func=lambda _: self._speed()
        )
        self._bar.__enter__()

    def advance(self, units: int, rows: int) -> None:
        """Draw what was done since the last call."""
        self._rows += rows
        if self._bar is not None:
            self._bar.update(units, self._rows)

    def _speed(self) -> str:
        elapsed = time.monotonic() - self._begun
        return f"{self._rows / elapsed:.0f} lignes/s" if elapsed > 0 else ""

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
