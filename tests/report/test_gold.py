"""The reports of the illustrative visits are read and kept: a change in them is wanted, or a fault.

After a wanted change: `make gold`, then read the differences as a director would.
"""

import pytest
from helpers import ROOT

from diag.report.assessed_visit import prepare
from diag.report.report_files import FORMATS
from diag.report.visit_view import build_visit_view
from diag.visit.visit_file import read_visit

VISITS = sorted((ROOT / "examples").glob("*.yaml"))
MENTION = "Réponses imaginées"


def test_there_are_four_situations():
    assert len(VISITS) == 4


@pytest.mark.parametrize("path", VISITS, ids=lambda p: p.stem)
def test_the_report_is_the_one_kept(path, full):
    visit, source = read_visit(path)
    assessed = prepare(full, visit, source)
    for kind, render in FORMATS.items():
        text = render(assessed, build_visit_view(assessed))
        gold = ROOT / "examples" / "rapports" / f"rapport-{path.stem}.{kind}"
        assert text == gold.read_text("utf-8")
        assert MENTION in text
