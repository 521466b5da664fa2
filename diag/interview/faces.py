"""Which face fits this terminal."""

import os
from collections.abc import Mapping
from typing import TextIO

from diag.interview.face import Face
from diag.interview.plain_face import PlainFace


def choose_face(
    simple: bool, stdin: TextIO, stdout: TextIO, environ: Mapping[str, str]
) -> Face | None:
    """Return the face to ask with, or None when there is nobody to ask.

    The list face needs a terminal on both sides that can draw in place; `--simple`,
    `DIAG_SIMPLE=1` and `ACCESSIBLE` choose the plain one.
    """
    if not _is_terminal(stdin):
        return None
    dumb = environ.get("TERM", "").casefold() in ("dumb", "unknown")
    wanted_plain = simple or _on(environ.get("DIAG_SIMPLE")) or _on(environ.get("ACCESSIBLE"))
    if dumb or not _is_terminal(stdout):
        return PlainFace(stdin, stdout)
    face = None if wanted_plain else _list_face(stdin, stdout)
    if face is None and os.name != "nt":
        stdout.write("\x1b[?25h")  # a killed list left the cursor hidden
        stdout.flush()
    return face or PlainFace(stdin, stdout)


def _list_face(stdin: TextIO, stdout: TextIO) -> Face | None:
    try:
        from diag.interview.list_face import ListFace  # heavy, and fails on some consoles

        return ListFace(stdin, stdout)
    except Exception:  # whatever it lacks, the plain face does without
        return None


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # None under pythonw, or closed
        return False


def _on(value: str | None) -> bool:
    return (value or "").strip().casefold() not in ("", "0", "non", "no", "false")
