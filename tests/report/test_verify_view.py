"""What to verify first (E11).

1. A row tells the subject, whom to ask and which fact, and how high its axis may be; with nobody to
   ask, the question itself is printed.
2. Six rows for the direction, core questions first, the rest counted; all of them for the adviser.
3. What the adviser marked during the visit heads the adviser's list, even if it is answered, and
   stands nowhere else.
4. Nothing unknown: no such part.
"""

import dataclasses

import pytest
from helpers import ROOT, make_visit

from diag import assess, read_visit
from diag.french import NARROW
from diag.questionnaire.questionnaire_model import Asked
from diag.report.assessed_visit import prepare
from diag.report.verify_view import verify_part
from diag.visit.visit_model import Answer

KNOWN = {"MA01": 1, "MA02": ["console"], "MA03": "5", "SA01": 2, "SA02": 4}


def verify(questionnaire, answers, reader="direction"):
    return verify_part(prepare(questionnaire, make_visit(questionnaire, answers)), reader)


def test_with_nobody_to_ask_the_question_is_printed(small):
    row = verify(small, {**KNOWN, "MA02": "unknown"}).rows[0]
    assert row.subject == "Usages"
    assert row.ask == "Quels appareils servent dans les activités" + f"{NARROW}?"
    assert row.change == "Matériel, de 31 à 56 au plus"


def test_whom_to_ask_and_the_fact_come_from_the_content(small):
    asked = [Asked(id="animation", title="L’animation", to="à l’animation")]
    axes = tuple(
        d.model_copy(
            update={
                "questions": [
                    q.model_copy(update={"ask": "animation", "fact": "combien d’appareils"}) for q in d.questions
                ]
            }
        )
        for d in small.dimensions
    )
    header = small.header.model_copy(update={"asked": asked})
    told = dataclasses.replace(small, header=header, dimensions=axes)
    row = verify(told, {**KNOWN, "MA02": "unknown"}).rows[0]
    assert row.ask == f"À l’animation{NARROW}: combien d’appareils"


@pytest.mark.slow
def test_the_direction_has_six_rows_core_first_and_the_count_of_the_rest():
    visit = read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")
    unknown = ["EQ04", "EQ05", "EQ06", "FO04", "FO05", "FI04", "FI05", "FI06"]
    answers = {**visit.answers, **{name: Answer(status="unknown") for name in unknown}}
    assessed = assess(visit.model_copy(update={"answers": answers}))
    few, all_of_them = verify_part(assessed, "direction"), verify_part(assessed, "conseiller")
    assert few.rows[0].subject == assessed.questionnaire.question["FI06"].title
    assert (len(few.rows), few.rest) == (6, "4 autres dans le dossier du conseiller.")
    assert (len(all_of_them.rows), all_of_them.rest) == (10, "")


def test_what_was_marked_heads_the_list_of_the_adviser_alone(small):
    marked = {**KNOWN, "MA02": "unknown", "SA01": Answer(value="2", to_check=True)}
    first = verify(small, marked, "conseiller").rows[0]
    assert (first.subject, first.reminder) == ("Formation", True)
    assert first.change == f"déjà répondu{NARROW}: à confirmer"
    assert [row.subject for row in verify(small, marked).rows] == ["Usages"]


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
def test_everything_known_leaves_the_part_out(small, reader):
    assert verify(small, KNOWN, reader) is None
