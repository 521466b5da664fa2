"""`diag resultat` and `diag plan` without a terminal (interview, lines 12 and 13).

1. The screen of the result, or the plan, is printed; nothing is asked, nothing is written, exit 0.
2. Neither needs the lock of the visit: another window may hold it.
3. A visit that cannot be read is refused as everywhere.
4. With a terminal, both come to the interview, at their place.
"""

import pytest
from helpers import mini

from diag.report.assessed_visit import prepare
from diag.report.result_view import build_result_view, render_result
from diag.visit.visit_file import locked, read_visit, write_visit
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

COMMANDS = ("resultat", "plan")


def before_and_after(visit_file, run):
    names = sorted(p.name for p in visit_file.parent.iterdir())
    done = run()
    assert sorted(p.name for p in visit_file.parent.iterdir()) == names
    return done


def test_the_result_is_printed_as_the_screen(diag, visit_file, with_mini):
    done = before_and_after(visit_file, lambda: diag("resultat", visit_file, *with_mini))
    view = build_result_view(prepare(mini(), read_visit(visit_file)[0]))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "Les Tilleuls, 3 novembre 2026"
    assert len(done.out.splitlines()) == len(render_result(view, 80).splitlines()) <= 24


def test_the_plan_is_printed_with_months_days_owners_and_decisions(diag, visit_file, with_mini):
    visit, _ = read_visit(visit_file)
    plan = PlanChoices(
        decisions={
            "former": Decision(owner="Directrice", start="2027-03"),
            "varier": Decision(choice="decline", note="pas ici"),
        },
        own={"peindre": OwnAction(title="Repeindre la salle", days="1.5", start="2027-02")},
    )
    write_visit(visit.model_copy(update={"plan": plan}), visit_file)
    done = before_and_after(visit_file, lambda: diag("plan", visit_file, *with_mini))
    text = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    for said in ("mars", "Directrice", "[à vous] Repeindre la salle", "1,5 jour", "[écartée]"):
        assert said in text
    assert "pas ici" in text
    assert "Si tout est fait" in text
    assert "k pour changer" not in text


@pytest.mark.parametrize("command", COMMANDS)
def test_another_window_may_hold_the_visit(diag, visit_file, with_mini, command):
    with locked(visit_file):
        assert diag(command, visit_file, *with_mini).code == 0


@pytest.mark.parametrize(("command", "shown"), [("resultat", "Ensemble"), ("plan", "trimestre")])
def test_in_a_terminal_a_held_visit_is_still_read(diag, visit_file, with_mini, monkeypatch, command, shown):
    monkeypatch.setattr("diag.cli.visit_doors.interactive", lambda: True)
    with locked(visit_file):
        done = diag(command, visit_file, *with_mini)
    assert done.code == 0
    assert "ouverte dans une autre fenêtre" in done.out
    assert shown in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_a_visit_that_cannot_be_read_is_refused(diag, tmp_path, with_mini, command):
    path = tmp_path / "x.yaml"
    path.write_text("rien: du tout\n", "utf-8")
    done = diag(command, path, *with_mini)
    assert (done.code, done.out) == (1, "")
    assert diag(command, tmp_path / "absent.yaml").code == 2


@pytest.mark.parametrize(("command", "start"), [("resultat", "result"), ("plan", "plan")])
def test_in_a_terminal_both_come_to_their_place(diag, visit_file, with_mini, monkeypatch, command, start):
    held = []
    monkeypatch.setattr("diag.cli.visit_doors.interactive", lambda: True)
    monkeypatch.setattr("diag.interview.face_choice.choose_face", lambda *_, **__: object())
    monkeypatch.setattr("diag.cli.entretien.hold", lambda *_, start, **__: held.append(start) or 0)
    assert diag(command, visit_file, *with_mini).code == 0
    assert held == [start]
