"""The result and the plan in a real window (interview, lines 12 and 13).

1. The result is whole in 80x24, with its doors; in 60x20 it scrolls, and says so truly.
2. From the result one opens an axis and comes back, then the plan; a decision is in the file at once.
3. The plain face does the same, and only appends.
4. « Fait » leads to the question that it asks to answer again.
"""

import re

import pytest
from helpers import ROOT

pytest.importorskip("pexpect")
pytest.importorskip("pyte")
from pty_screen import Terminal

from diag.visit.visit_file import read_visit

pytestmark = pytest.mark.terminal
EXAMPLE = "esat-oise-rurale.yaml"
AXES = 5
DOORS = "r retour  q enregistrer et quitter"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / EXAMPLE).write_bytes((ROOT / "examples" / EXAMPLE).read_bytes())
    return tmp_path


@pytest.fixture
def window(folder, tmp_path_factory):
    opened = []

    def open_window(command, *options, **more):
        environ = {"DIAG_REGLAGES": str(tmp_path_factory.mktemp("reglages"))}
        opened.append(Terminal(command, EXAMPLE, *options, cwd=folder, environ=environ, **more))
        return opened[-1]

    yield open_window
    for one in opened:
        one.close()


def decisions(folder):
    return read_visit(folder / EXAMPLE)[0].plan.decisions


def test_the_result_is_whole_in_24_lines_with_its_doors(window):
    """Line 12."""
    seen = window("resultat").see("Ensemble", "plan d'action", last="q enregistrer et quitter")
    assert len(re.findall(r"\[[#+-]{20}\]", seen.text)) == AXES + 1
    for said in ("ESAT, Oise rurale", "Pour le niveau 2", "D'abord :", "c à confirmer", "r retour"):
        assert said in seen.text
    assert "la suite" not in seen.text
    seen.send("q\r")
    assert seen.end() == 0


def test_in_a_small_window_it_scrolls_and_says_so(window):
    """Lines 12 and 16."""
    seen = window("resultat", columns=60, rows=20).see("la suite plus bas", "r retour")
    seen.send("9\r").see("Premier pas").read_pages()
    seen.send("\r").see("plus haut")
    seen.send("q\r")
    assert seen.end() == 0


def test_from_an_axis_to_the_plan_to_a_decision_in_the_file(window, folder):
    """Lines 12 and 13."""
    seen = window("resultat").see("Ensemble", last="q enregistrer et quitter")
    seen.send("1\r").see("Ses réponses").read_pages()
    seen.send("\r").see("Ensemble", last="q enregistrer et quitter")
    seen.send("p\r").see("Si tout est fait", "k jours par trimestre")
    seen.send("2\r").see("écarter, en disant pourquoi")
    seen.send("3\r").see("Pourquoi écarter")
    seen.send("pas cette année\r").see("Enregistré.", "avant", "maintenant", last=DOORS)
    (taken,) = decisions(folder).values()
    assert (taken.choice, taken.note) == ("decline", "pas cette année")
    seen.send("q\r")
    assert seen.end() == 0
    again = window("plan").see("Si tout est fait", "k jours")
    assert len(decisions(folder)) == 1
    again.send("q\r")
    assert again.end() == 0


def test_the_plain_face_does_the_same_and_only_appends(window, folder):
    """Lines 13 and 15."""
    seen = window("plan", "--simple").see_printed("Si tout est fait").see("Votre choix")
    seen.send("3\r").see_printed("déplacer à un autre moment")
    seen.send("2\r").see_printed("T4,")
    seen.send("4\r").see_printed("Mois de l'action")
    assert not re.search(r"\x1b\[\d*[AHJK]", seen.raw)
    (taken,) = decisions(folder).values()
    assert taken.start == "2027-08"
    seen.see("(déplacée", last="Votre choix :").send("q\r")
    assert seen.end() == 0


def test_done_leads_to_the_question_to_answer_again(window, folder):
    """Line 13."""
    seen = window("plan").see("Si tout est fait", "k jours")
    seen.send("3\r").see("déjà faite")
    seen.send("5\r").see("Répondre à nouveau maintenant", "plus tard")
    seen.send("1\r").see("Temps régulier sur la pratique").see("Formation et pouvoir d'agir")
    (taken,) = decisions(folder).values()
    assert taken.choice == "done"
    seen.send(":q\r")
    seen.end()
