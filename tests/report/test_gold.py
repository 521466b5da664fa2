"""The reports of the illustrative visits are read and kept: a change in them is wanted, or a fault.

After a wanted change: `make gold`, then read the differences as a director would.
"""

import pytest
from helpers import ROOT

from diag.followup.compared_visits import compare_visits
from diag.report.assessed_visit import prepare
from diag.report.evolution_view import evolution_page
from diag.report.html_markdown import document_markdown
from diag.report.look import PLAIN
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED, sealed
from diag.visit.visit_file import read_visit

VISITS = sorted((ROOT / "examples").glob("*.yaml"))
MENTION = "Réponses imaginées"


def test_there_are_four_situations():
    assert len(VISITS) == 4


@pytest.mark.slow
@pytest.mark.parametrize("path", VISITS, ids=lambda p: p.stem)
def test_the_report_is_the_one_kept(path, full):
    visit, source = read_visit(path)
    assessed = prepare(full, visit, source)
    kept = sorted((ROOT / "examples" / "rapports").glob(f"rapport-{path.stem}-*"))
    assert len(kept) >= 4
    for gold in kept:
        reader = gold.stem.rpartition("-")[2]
        told = RENDERED[gold.suffix[1:]](assessed, build_document(assessed, reader), PLAIN)
        assert sealed(told, assessed.mark) == gold.read_bytes()
        assert MENTION.casefold() in told.decode().casefold()


def test_the_second_visit_is_told_as_it_is_kept(full):
    folder = ROOT / "examples" / "seconde-visite"
    visits = [read_visit(path)[0] for path in sorted(folder.glob("*.yaml"))]
    document = evolution_page(compare_visits(full, visits))
    (gold,) = folder.glob("*.md")
    assert sealed(document_markdown(document, PLAIN).encode(), document.mark) == gold.read_bytes()
    assert "réponses et décisions imaginées" in gold.read_text("utf-8")
