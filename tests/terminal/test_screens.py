"""The screens that are kept in `examples/screens/` are what the program shows, in both faces.

1. Each moment is what its file says, in 80x24, in 60x20 and in the plain face (lines 15 and 16).
2. A screen fits its window, and a kept answer is said once (lines 4 and 16).
3. None holds a path of a machine, an internal name or English; each says that its answers are imagined.
"""

import re
import sys

import pytest
from helpers import ROOT

pytest.importorskip("pexpect")
pytest.importorskip("pyte")

sys.path.insert(0, str(ROOT / "examples"))
import screens

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
FACES = pytest.mark.parametrize("face", screens.FACES)
KEPT = sorted(screens.SCREENS.glob("*.txt"))


@FACES
@pytest.mark.parametrize("name", screens.MOMENTS)
def test_a_moment_is_shown_as_it_is_kept(name, face):
    kept = (screens.SCREENS / f"{name}-{face}.txt").read_text("utf-8")
    assert screens.screen(name, face) == kept


def test_every_file_is_a_moment():
    names = {f"{name}-{face}.txt" for name in screens.MOMENTS for face in screens.FACES}
    assert {path.name for path in KEPT} == names


@pytest.mark.parametrize("size", screens.SIZES)
def test_a_screen_fits_its_window(size):
    columns, rows = screens.SIZES[size]
    for path in screens.SCREENS.glob(f"*-{size}.txt"):
        lines = path.read_text("utf-8").split("\n")[2:-1]  # the heading, and the last line end
        assert len(lines) <= rows, path.name
        assert max(map(len, lines)) <= columns, path.name


@FACES
def test_a_kept_answer_is_said_once(face):
    said = (screens.SCREENS / f"second-visit-{face}.txt").read_text("utf-8")
    assert said.count("réponse gardée") == 1
    assert said.casefold().count("garder la réponse") + said.count("garde la réponse") == 1


def test_no_screen_speaks_of_a_machine():
    for path in KEPT:
        text = path.read_text("utf-8")
        assert text.startswith("Écran illustratif, réponses imaginées."), path.name
        assert not re.search(r"(?<![…\w])/\w+/|\b[A-Z]{2}\d\d\b|\bNone\b", text), path.name
