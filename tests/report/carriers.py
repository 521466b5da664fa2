"""What a document prints, and what each file made of it says: shared by the tests of both."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields

from diag.report.chart_figures import DotStrip
from diag.report.document import Document, Part
from diag.report.evolution_view import Evolution, SinceStrip
from diag.report.gap_view import GapRow, SaidAt
from diag.report.profile_view import Profile
from diag.report.score_view import LegendItem
from diag.report.year_view import YearRow, YearTable

DRAWN = {
    DotStrip: {"dot", "kind", "high", "low_quarter", "middle_half", "median", "cells"},
    LegendItem: {"kind", "text"},
    SinceStrip: {"first", "second", "cells"},
    Profile: {"bands"},
    Evolution: {"bands"},
    YearRow: {"start", "span", "cells"},
    YearTable: {"quarters"},
    SaidAt: {"place", "shift"},
    GapRow: {"low", "high"},
}
"""Coordinates, scales and signs of drawings: the row that is drawn tells them in words."""
NAMES = {"anchor", "id"}
"""Where a link leads; the id of a question is printed, and looked for, with its answer."""
WINDOW = {"reader", "title", "running", "mark", "contents"}
"""What a document says of itself, outside of what is read."""


def facts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield each text that a document prints, with the place of the view where it stands."""
    for name in ("head", "sections", "foot"):
        yield from _facts(getattr(document, name), name)


def _facts(value, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value.strip():
        yield place, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _facts(item, place)
    elif isinstance(value, Part):
        silent = DRAWN.get(type(value), set()) | NAMES
        for field in fields(value):
            if field.name not in silent:
                inner = f"{type(value).__name__}.{field.name}"
                yield from _facts(getattr(value, field.name), inner)


def squeezed(text: str) -> str:
    """Return text without any blank: carriers break lines each in their own way."""
    return "".join(text.split())


def said_by(kind: str, data: bytes) -> str:
    """Return what a file says, squeezed: what a person reads in it, and where its links lead."""
    return squeezed({"html": _of_html, "md": _of_markdown, "json": _of_json, "docx": _of_word}[kind](data))


def held_by(kind: str, data: bytes) -> str:
    """Return all that a file holds, whatever shows it: the archive of a Word document is opened."""
    if kind != "docx":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(held) + _of_word(data)


def _of_html(data: bytes) -> str:
    page = re.sub(r"<style>.*?</style>", "", data.decode(), flags=re.DOTALL)
    links = " ".join(re.findall(r'href="([^"]*)"', page))
    return html.unescape(re.sub(r"<[^>]+>", "", page) + links)


def _of_markdown(data: bytes) -> str:
    # Strong text ends on asterisks that are not escaped.
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*", "", data.decode()))


def _of_json(data: bytes) -> str:
    return "\n".join(_strings(json.loads(data)))


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _of_word(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [
            n for n in archive.namelist() if n.startswith(("word/", "docProps/")) and n.endswith((".xml", ".rels"))
        ]
        texts = [archive.read(name).decode() for name in sorted(parts)]
    targets = [" ".join(re.findall(r'Target="([^"]*)"', text)) for text in texts]
    return html.unescape(re.sub(r"<[^>]+>", "", "\n".join([*texts, *targets])))
