"""The plan, built together on screen (interview, line 13).

1. The rows are the plan: months, days, owner, what was decided; « la suite », then what was set aside.
2. An action is kept, moved, declined with a reason, under way; each is saved at once, and the level
   « si tout est fait » is told as it moves.
3. « Fait » changes no score: it asks to answer the question again, now or later.
4. Who carries it is a role; own actions, days of a quarter and the opening sentence are decided there.
5. A declined action stays declined, and what falls with it is told; its reason is on no shared page.
6. Whatever is typed is kept when the window closes or the person changes their mind.
7. Whatever is pressed, the visit can be read and planned.
8. A function that is too long is asked again; an action that another program took away stays away.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from drawn import drawn
from helpers import make_visit, mini
from hypothesis import strategies as st
from interview.scripted import Left, ScriptedFace

from diag.interview.plan_screen import OWN, QUIT, hold_plan, plan_lines, plan_rows
from diag.interview.prompts import Picked
from diag.interview.sitting import Sitting
from diag.report.assessed_visit import prepare
from diag.report.html_markdown import document_html
from diag.report.reader_document import build_document
from diag.visit.outside_changes import Saved
from diag.visit.visit_model import Decision, OwnAction, PlanChoices, Visit

MINI = mini()
ANSWERS = {"MA01": 0, "MA02": ["ordinateur"], "MA03": "2", "SA01": 0}
ROLES = [{"id": "a", "role": "Directrice"}, {"id": "b", "role": "Animateur"}]


def build(*script, plan=None, answers=ANSWERS, **more):
    """Hold the plan of a visit; return what it gives back, its sitting, the face, what was saved."""
    saved = []
    visit = make_visit(MINI, answers, plan=plan or PlanChoices(), **more)
    face = ScriptedFace(list(script))
    sitting = Sitting(face, MINI, visit, saved.append)
    return hold_plan(sitting), sitting, face, saved


def decided(sitting):
    return sitting.visit.plan.decisions


def keys(*script, **more):
    """Return the key of each row by the id of its action."""
    _, _, face, _ = build(*script, "r", **more)
    return {row.id: row for row in face.listings[-1].rows}


ROWS = keys()
KEY = {name: row.key for name, row in ROWS.items()}


# 1. Rows


def test_the_rows_say_months_days_and_who_advises():
    row = ROWS["inventorier"]
    assert "2 jours" in row.text
    assert "2026" in row.text or "2027" in row.text
    assert "PRINT" in ROWS["varier"].marks
    assert next(iter(ROWS)) in ("inventorier", "varier", "former")


def test_the_heading_says_where_it_leads_and_the_days_of_each_quarter():
    _, _, face, _ = build("r")
    title = face.listings[0].title
    for said in ("Aujourd’hui", "Si tout est fait", "jours par trimestre", "T1", "T4"):
        assert said in title


def test_the_same_is_printed_for_a_pipe():
    assessed = prepare(MINI, make_visit(MINI, ANSWERS))
    text = "\n".join(plan_lines(assessed))
    assert all(row.text in text for row in ROWS.values())


# 2. Decisions


def test_to_keep_is_saved_at_once():
    back, sitting, face, saved = build(KEY["varier"], "1", "r")
    assert (back, decided(sitting)) == ("", {"varier": Decision()})
    assert [v.plan for v in saved] == [sitting.visit.plan]
    assert "gardée" in {r.id: r for r in face.listings[-1].rows}["varier"].marks


def test_to_move_by_quarter_respects_it_and_says_it():
    _, sitting, face, _ = build(KEY["varier"], "2", "3", "r")
    assert decided(sitting)["varier"].start == "2027-06"
    row = {r.id: r for r in face.listings[-1].rows}["varier"]
    assert "déplacée, de T1 à T3" in row.marks
    assert "juin" in row.text


def test_to_move_to_a_month_of_its_own():
    _, sitting, _, _ = build(KEY["varier"], "2", "5", "12", "r")
    assert decided(sitting)["varier"].start == "2027-11"


def test_to_move_after_the_year_is_la_suite():
    _, _, face, _ = build(KEY["varier"], "2", "6", "r")
    assert "la suite" in {r.id: r for r in face.listings[-1].rows}["varier"].marks


def test_a_decline_asks_why_and_keeps_it():
    _, sitting, _, saved = build(KEY["varier"], "3", "pas ici", "r")
    assert decided(sitting)["varier"] == Decision(choice="decline", note="pas ici")
    assert len(saved) == 1


@pytest.mark.parametrize("typed", ["", "-", None])
def test_without_a_reason_nothing_is_declined(typed):
    _, sitting, face, _ = build(KEY["varier"], "3", typed, "r")
    assert decided(sitting) == {}
    assert "Sans raison écrite, rien ne change." in face.told


def test_the_reason_is_prefilled_when_it_is_opened_again():
    plan = PlanChoices(decisions={"varier": Decision(choice="decline", note="pas ici")})
    row = keys(plan=plan)["varier"]
    _, _, face, _ = build(row.key, "3", "pas cette année", "r", plan=plan)
    assert face.entries[0].text == "pas ici"
    assert face.starts[0] == "3"


def test_what_is_under_way_comes_first():
    _, sitting, face, _ = build(KEY["former"], "4", "r")
    assert decided(sitting)["former"].choice == "under_way"
    assert face.listings[-1].rows[0].id == "former"
    assert "déjà en cours" in face.listings[-1].rows[0].marks


def test_a_change_of_level_is_told_before_and_after():
    _, _, face, _ = build(KEY["varier"], "3", "pas ici", "r")
    told = [t for t in face.told if t.startswith("Si tout est fait : avant")]
    assert len(told) == 1
    assert "maintenant" in told[0]
    assert "avant" in face.listings[-1].title


def test_a_decision_may_be_forgotten():
    plan = PlanChoices(decisions={"varier": Decision(choice="done")})
    _, sitting, _, _ = build(keys(plan=plan)["varier"].key, "8", "r", plan=plan)
    assert decided(sitting) == {}


# 3. Done


def test_done_changes_no_score_and_offers_to_answer_again_now():
    again, sitting, face, _ = build(KEY["varier"], "5", "1")
    assert again == "MA02"
    assert sitting.visit.answers == make_visit(MINI, ANSWERS).answers
    assert any("ne change aucun score" in told for told in face.told)


def test_done_and_later_marks_every_question_to_check():
    again, sitting, _, _ = build(KEY["former"], "5", "t", "r")
    assert again == ""
    marked = [name for name, answer in sitting.visit.answers.items() if answer.to_check]
    assert "SA01" in marked


# 4. Who, days, own actions, opening


def test_who_carries_it_is_chosen_among_the_roles_around_the_table():
    _, sitting, face, _ = build(KEY["former"], "6", "2", "r", respondents=ROLES)
    assert decided(sitting)["former"].owner == "Animateur"
    assert list(face.options[1].values())[:3] == ["Directrice", "Animateur", "Direction"]


def test_who_carries_it_may_be_another_role():
    _, sitting, _, _ = build(KEY["former"], "6", "+", "Agent d’accueil", "r")
    assert decided(sitting)["former"].owner == "Agent d’accueil"


def test_the_days_of_a_quarter_are_decided_here_and_said_wrong_when_they_are():
    _, sitting, face, _ = build("k", "beaucoup", "7,5", "r")
    assert sitting.visit.plan.capacity == Decimal("7.5")
    assert any("« beaucoup » n’est pas un nombre de jours" in told for told in face.told)
    assert face.entries[1].text == "beaucoup"


def test_an_own_action_is_added_with_days_month_and_role():
    script = ("+", "Repeindre la salle", "2,5", "2", "1", "r")
    _, sitting, face, _ = build(*script, respondents=ROLES)
    (own,) = sitting.visit.plan.own.values()
    assert own == OwnAction(title="Repeindre la salle", days="2.5", start="2027-03", owner="Directrice")
    (row,) = [r for r in face.listings[-1].rows if "Repeindre" in r.text]
    assert "à vous" in row.marks
    assert "mars 2027" in row.text


def test_an_own_action_is_changed_declined_and_taken_away():
    plan = PlanChoices(own={"peindre": OwnAction(title="Peindre")})
    key = keys(plan=plan)["+peindre"].key
    _, sitting, _, _ = build(key, "1", "Repeindre", "r", plan=plan)
    assert sitting.visit.plan.own["peindre"].title == "Repeindre"
    _, sitting, _, _ = build(key, "8", "trop cher", "r", plan=plan)
    assert sitting.visit.plan.own["peindre"].choice == "decline"
    _, sitting, _, _ = build(key, "9", "r", plan=plan)
    assert sitting.visit.plan.own == {}


def test_the_opening_is_prefilled_and_kept_only_when_it_is_theirs():
    _, sitting, face, _ = build("o", "Ensemble, on avance.", "r")
    assert sitting.visit.opening == "Ensemble, on avance."
    ours = face.entries[0].text
    assert ours == prepare(MINI, make_visit(MINI, ANSWERS)).opening
    _, sitting, _, _ = build("o", ours, "r")
    assert sitting.visit.opening is None


def test_the_letters_leave_the_plan():
    assert build("r")[0] == ""
    assert build("q")[0] == QUIT


# 5. What stays declined


def test_what_falls_with_a_declined_action_is_told():
    _, sitting, face, _ = build(KEY["inventorier"], "3", "déjà fait ailleurs", "r")
    assert any("« Équiper les services »" in told and "tombe" in told for told in face.told)
    again = keys(plan=sitting.visit.plan)
    assert "écartée" in again["inventorier"].marks
    assert "plus proposée" in again["equiper"].marks


def test_a_declined_action_stays_declined_after_other_answers():
    plan = PlanChoices(decisions={"varier": Decision(choice="decline", note="pas ici")})
    other = keys(plan=plan, answers={**ANSWERS, "MA02": ["aucun"], "SA01": 2})
    assert "écartée" in other["varier"].marks


def test_a_reason_that_no_longer_holds_is_not_left_as_a_note_for_all():
    plan = PlanChoices(decisions={"varier": Decision(choice="decline", note="refus du siège")})
    _, sitting, face, _ = build(keys(plan=plan)["varier"].key, "1", "r", plan=plan)
    assert decided(sitting)["varier"] == Decision()
    assert any("refus du siège" in told for told in face.told)
    page = document_html(build_document(prepare(MINI, sitting.visit), "direction"))
    assert "refus du siège" not in page


def test_nor_is_that_of_an_own_action():
    own = OwnAction(title="Peindre", choice="decline", note="refus du siège")
    plan = PlanChoices(own={"peindre": own})
    _, sitting, _, _ = build(keys(plan=plan)["+peindre"].key, "7", "r", plan=plan)
    assert sitting.visit.plan.own["peindre"] == OwnAction(title="Peindre")


# 6. Nothing typed is lost


@pytest.mark.parametrize("by", [KeyboardInterrupt, EOFError])
def test_a_reason_left_half_written_is_kept_and_offered_again(by):
    saved = []
    visit = make_visit(MINI, ANSWERS)
    face = ScriptedFace([KEY["varier"], "3", Left(("pas le te",), by)])
    sitting = Sitting(face, MINI, visit, saved.append)
    with pytest.raises(by):
        hold_plan(sitting)
    (left,) = sitting.visit.drafts
    assert (left.of, left.kind, left.value) == ("varier", "decision", "pas le te")
    face = ScriptedFace([KEY["varier"], "3", "pas le temps", "r"])
    sitting = Sitting(face, MINI, sitting.visit, saved.append)
    hold_plan(sitting)
    assert face.entries[0].text == "pas le te"
    assert sitting.visit.drafts == []


def test_a_reason_that_is_too_long_is_kept_as_a_draft():
    long = "mot" * 2_000
    _, sitting, face, _ = build(KEY["varier"], "3", long, "plus court", "r")
    assert decided(sitting)["varier"].note == "plus court"
    assert face.entries[1].text == long


def test_days_are_typed_in_an_empty_field_and_enter_alone_keeps_those_of_now():
    _, sitting, face, _ = build("k", "", "r", plan=PlanChoices(capacity=Decimal(4)))
    assert sitting.visit.plan.capacity == Decimal(4)
    assert (face.entries[0].text, "4 aujourd’hui" in face.entries[0].label) == ("", True)


def test_the_usual_days_come_back_when_they_are_erased():
    _, sitting, _, _ = build("k", "-", "r", plan=PlanChoices(capacity=Decimal(4)))
    assert sitting.visit.plan.capacity is None


def test_a_plan_without_action_says_why_and_what_waits():
    _, _, face, _ = build("r", answers={"MA01": "unknown"})
    assert "Le plan attend des réponses" in face.listings[0].empty
    assert "une réponse à vérifier d’abord" in face.listings[0].title


# Whatever is pressed


class RandomFace(ScriptedFace):
    """Chooses anything that is offered, and types odd texts; it leaves the plan in the end."""

    def __init__(self, draw):
        super().__init__([])
        self.draw, self.left, self.texts = draw, 25, 60

    def choose(self, listing):
        self.left -= 1
        letters = ["", "", "", "+", "k", "o"] if self.left else ["r"]
        rows = [row.id for row in listing.rows] or [""]
        return Picked(self.draw(st.sampled_from(letters)), self.draw(st.sampled_from(rows)))

    def menu(self, title, options, start=""):
        return self.draw(st.sampled_from([key for key, _ in options]))

    def write(self, entry):
        self.texts -= 1  # a wrong number of days is asked again as long as one is typed
        typed = [None, "texte", "3", "2,5", "-", "", entry.text] if self.texts > 0 else [None]
        return self.draw(st.sampled_from(typed))


@pytest.mark.slow
@drawn(st.data(), few=8, many=200)
def test_random_gestures_leave_a_visit_that_can_be_read_and_planned(data):
    """Line 13: whatever is decided, the file is a visit and its plan holds."""
    saved = []
    visit = make_visit(MINI, ANSWERS, respondents=ROLES)
    sitting = Sitting(RandomFace(data.draw), MINI, visit, saved.append)
    again = hold_plan(sitting)
    assert again in ("", *MINI.question)
    assert Visit.model_validate(sitting.visit.model_dump()) == sitting.visit
    assert not saved or saved[-1] == sitting.visit
    plan = prepare(MINI, sitting.visit).plan
    assert all(quarter.days <= plan.capacity for quarter in plan.quarters)


# 8. What is wrong, or changed elsewhere


def test_a_function_too_long_for_its_place_is_asked_again_line_6():
    name = next(iter(KEY))
    _, sitting, face, _ = build(KEY[name], "6", "+", "x" * 6000, "Directeur", "r")
    assert decided(sitting)[name].owner == "Directeur"
    assert face.entries[1].text == "x" * 6000


def test_an_own_action_taken_away_by_another_program_meanwhile_stays_away():
    visit = make_visit(MINI, ANSWERS, plan=PlanChoices(own={"a": OwnAction(title="La nôtre")}))
    without = visit.model_copy(update={"plan": PlanChoices()})
    row = next(one.key for one in plan_rows(prepare(MINI, visit)) if one.id == f"{OWN}a")
    face = ScriptedFace([row, "7", "r"])
    hold_plan(Sitting(face, MINI, visit, lambda _: Saved(without, Path("v.yaml"))))
    assert "Un autre programme a enlevé « La nôtre » du plan." in face.told
