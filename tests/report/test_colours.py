"""The colours of the pages can be told apart, light and dark (report §5, acceptance 3).

1. Text has a contrast of 6:1 at least on each ground that bears it.
2. The edge of a graphic has 3:1 at least on each ground that it crosses.
3. The dark palette names every colour of the light one.
"""

import re

import pytest
from helpers import ROOT

STYLE = (ROOT / "report_templates" / "page.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
PALETTES = {"light": LIGHT, "dark": DARK}
TEXTS = [(text, ground) for text in ("ink", "soft", "teal", "rust") for ground in ("paper", "tint")]
TEXTS += [("rust", "rust-tint"), ("ink", "rust-tint"), ("ink", "desk")]
GRAPHICS = [(one, ground) for one in ("teal", "rust", "edge", "whisker") for ground in ("paper", "tint")]
GRAPHICS += [("teal", "group"), ("whisker", "group"), ("ink", "group"), ("rust", "rust-tint")]


def luminance(colour):
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(palette, one, other):
    high, low = sorted((luminance(palette[one]), luminance(palette[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_a_text_stands_out_of_its_ground(palette, text, ground):
    assert contrast(PALETTES[palette], text, ground) >= 6


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("one", "ground"), GRAPHICS)
def test_the_edge_of_a_graphic_stands_out_of_its_ground(palette, one, ground):
    assert contrast(PALETTES[palette], one, ground) >= 3


def test_the_dark_palette_names_every_colour():
    assert set(DARK) == set(LIGHT)
