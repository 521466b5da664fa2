"""Reads a printed page back: its sheets, what each says, and how far down each is filled."""

import re
import subprocess
from dataclasses import dataclass

import numpy as np

HEIGHT, FOOT = 297, 14  # millimetres of an A4 sheet, and of the margin where its number stands
_DOTS = 20  # an inch: enough to see a line
_WHITE = 250


@dataclass(frozen=True)
class Sheet:
    """One sheet: its text, and the share of it, from the top, down to the last thing printed."""

    text: str
    filled: float


def sheets_of(page) -> list[Sheet]:
    """Return the sheets that a page open in Chromium prints."""
    pdf = page.pdf(prefer_css_page_size=True, tagged=True)
    texts = _run("pdftotext", "-layout", "-", "-", given=pdf).decode().split("\f")[:-1]
    drawn = _run("pdftoppm", "-r", str(_DOTS), "-gray", "-", given=pdf)
    return [Sheet(text, _filled(image)) for text, image in zip(texts, _images(drawn), strict=True)]


def _run(*command: str, given: bytes) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def _images(drawn: bytes):
    """Yield the images of a stream of PGM files."""
    while drawn:
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", drawn)
        width, height = int(head[1]), int(head[2])
        end = head.end() + width * height
        yield np.frombuffer(drawn[head.end() : end], np.uint8).reshape(height, width)
        drawn = drawn[end:]


def _filled(image) -> float:
    body = image[: round(len(image) * (HEIGHT - FOOT) / HEIGHT)]
    inked = np.flatnonzero((body < _WHITE).any(axis=1))
    return float(inked[-1] + 1) / len(body) if inked.size else 0.0
