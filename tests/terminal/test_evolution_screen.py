"""`diag evolution` in a real window (M12; interview, line 16).

1. At 80x24, the name of the structure and the command of the page are on the same screen.
2. At 60x20, nothing is wider than the window.
"""

import datetime

import pytest
from helpers import PRINT, make_visit

pytest.importorskip("pexpect")
pytest.importorskip("pyte")

from pty_screen import Terminal
from report.random_visits import answered

from diag.questionnaire.loader import load
from diag.visit.visit_file import write_visit
from diag.visit.visit_model import Answer, Decision, PlanChoices

pytestmark = [pytest.mark.terminal, pytest.mark.slow]
WHOLE = load(PRINT)


@pytest.fixture
def shown(tmp_path):
    """Return a function that compares two visits in a window and returns its rows once it is over."""
    plan = PlanChoices(decisions={a.id: Decision() for a in WHOLE.actions[:8]})
    first = answered(WHOLE, 1, date=datetime.date(2025, 11, 3), plan=plan)
    raised = {q.id: Answer(value="2", scale=q.scale) for q in WHOLE.questions[:30:2]}
    kept = {n: a for n, a in raised.items() if WHOLE.question[n].kind == "single"}
    occasion = first.visit.model_copy(update={"date": datetime.date(2026, 11, 3)})
    second = make_visit(WHOLE, first.answers | kept).model_copy(
        update={"visit": occasion, "structure": first.structure}
    )
    write_visit(first, tmp_path / "v1.yaml")
    write_visit(second, tmp_path / "v2.yaml")

    def show(columns, rows):
        window = Terminal("evolution", "v1.yaml", "v2.yaml", cwd=tmp_path, columns=columns, rows=rows)
        try:
            assert window.end() == 0
            return window.screen.display
        finally:
            window.close()

    return show


def test_all_of_it_is_on_one_screen(shown):
    rows = shown(80, 24)
    screen = " ".join(" ".join(rows).split())
    assert "du 3 novembre 2025 au 3 novembre 2026" in screen
    assert "8 fois sur 10" in screen
    assert "Conditions" in screen
    assert "--lecteurconseiller" in "".join("".join(rows).split())  # cut where the window ends


def test_a_narrow_window_wraps_by_words(shown):
    rows = [row.rstrip() for row in shown(60, 20)]
    assert any(row.startswith("Conditions") for row in rows)
    assert not any(row.endswith("inchan") for row in rows)
