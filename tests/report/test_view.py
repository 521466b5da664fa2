"""What the view says in words.

1. The profile comes first; without a global score it stands alone, and says which axis lacks (M6).
2. A level that is held is named with what holds it (M10); one that may be higher says up to which,
   and what must be confirmed; what the next level needs is always said.
   What to begin with follows the months that were decided.
3. Conditions are statements, held or not; what is not known is never told as a fact.
4. Nothing hidden, private or invented is shown; every action says why (M24).
5. French typography: no ordinary space before ; : ! ? % » nor after «.
"""

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from helpers import make_visit
from report.page_reader import plain

from diag.french import NARROW
from diag.report.assessed_visit import prepare
from diag.report.html_markdown import render_html, render_markdown
from diag.report.terminal_summary import render_result
from diag.report.visit_view import build_visit_view
from diag.visit.visit_model import Decision


def view_of(questionnaire, answers, profile=None, **more):
    return build_visit_view(
        prepare(questionnaire, make_visit(questionnaire, answers, profile, **more))
    )


def test_without_a_global_score_the_profile_stands_alone(small):
    view = view_of(small, {"SA01": 2, "SA02": 4})
    assert view.headline.startswith(
        f"Score global non calculé{NARROW}: l’axe «{NARROW}Matériel{NARROW}»"
    )
    lost = view.dimensions[0].score
    assert (lost.reason, lost.bar) == ("trop peu su", None)
    assert lost.ask.startswith(f"à demander{NARROW}: «{NARROW}Postes{NARROW}»")
    assert view.dimensions[1].score.score == "63"
    assert view.exact[1].score == "62,5"


def test_the_sentence_written_together_opens_the_report_as_it_was_typed(small):
    """M25: it replaces the whole sentence of the tool."""
    ours = view_of(small, {"MA01": 4, "SA01": 0})
    together = view_of(small, {"MA01": 4, "SA01": 0}, opening="On s'entraide; rien n'est écrit.")
    assert ours.opening
    assert together.opening == "On s'entraide; rien n'est écrit."


def test_a_plan_without_action_says_why(small):
    top = {"MA01": 4, "MA02": ["ordinateur", "tablette", "console"], "MA03": "10"}
    done = view_of(small, {**top, "SA01": 4, "SA02": 4, "SA03": 4}, {"structure_type": "ehpad"})
    assert done.plan_note.startswith("Ce qui est demandé et connu est au plus haut niveau")
    nobody_asks = replace(
        small,
        dimensions=tuple(
            d.model_copy(
                update={"questions": [q.model_copy(update={"core": False}) for q in d.questions]}
            )
            for d in small.dimensions
        ),
    )
    nothing = view_of(nobody_asks, {}, form="express")
    assert nothing.plan_note.startswith("Aucune réponse ne permet encore")


def test_where_to_start_names_only_what_begins_within_the_year(small):
    view = build_visit_view(
        prepare(small, make_visit(small, {"MA01": 0, "SA01": 0}), capacity=Decimal("0.1"))
    )
    assert view.priorities
    assert view.first == ()
    assert "Ce temps ne suffit à aucune de ces actions" in view.plan_note


def test_a_level_that_is_held_names_what_holds_it_and_what_would_lift_it(small):
    view = view_of(
        small,
        {
            "MA01": 0,
            "MA02": ["ordinateur", "tablette", "console"],
            "MA03": "10",
            "SA01": 2,
            "SA02": 4,
        },
    )
    held = f"Le score atteint le niveau 2{NARROW}; «{NARROW}Postes{NARROW}» retient le niveau 1."
    assert view.dimensions[0].score.held == held
    needs = next(n.needs for n in view.next_levels if n.title.startswith("Matériel"))
    assert needs == (
        f"Postes{NARROW}: aujourd’hui «{NARROW}Aucun poste{NARROW}»{NARROW}; il faut au moins "
        f"«{NARROW}Un poste pour tous{NARROW}»",
    )


def test_a_level_that_may_be_higher_says_what_must_be_confirmed(small):
    view = view_of(
        small, {"MA01": "unknown", "MA02": ["ordinateur"], "MA03": "10", "SA01": 4, "SA02": 4}
    )
    score = view.dimensions[0].score
    assert (score.level_title, score.range) == (
        "niveau 1 – Amorce",
        "jusqu’à 88 selon ce qui reste à savoir",
    )
    assert score.level_range == f"jusqu’à 4 si «{NARROW}Postes{NARROW}» se confirme"


def test_what_the_next_level_needs_is_said_but_at_the_highest(small):
    view = view_of(small, {"MA01": 2, "MA02": ["ordinateur"], "MA03": "5", "SA01": 4, "SA02": 4})
    assert [n.title for n in view.next_levels] == [
        "Ensemble, pour le niveau 4 – Environnement capacitant",
        "Matériel, pour le niveau 3 – Ancrage",
    ]
    assert "Savoirs" in [d.score.title for d in view.dimensions]
    assert all(n.needs for n in view.next_levels)


def test_a_share_of_not_applicable_is_told_with_its_reason(small):
    """« Non concerné » over a quarter of what is asked: the score stands, to be confirmed (M5)."""
    view = view_of(
        small, {"MA01": 2, "MA02": "not_applicable", "SA01": 2}, {"structure_type": "siae"}
    )
    assert "non concerné" in view.dimensions[0].score.remark


@pytest.mark.parametrize(
    ("answer", "state", "mark", "text"),
    [
        (2, "1 sur 1", "tenu", "Une formation a eu lieu."),
        (0, "0 sur 1", "pas encore", "Aucune formation n’a encore eu lieu."),
        ("unknown", "0 sur 1", "à savoir", "Une formation a eu lieu."),
    ],
)
def test_a_condition_is_told_by_its_statements(small, answer, state, mark, text):
    (condition,) = view_of(small, {"MA01": 2, "SA01": answer}).conditions
    (statement,) = condition.statements
    assert (condition.state, statement.mark, statement.text) == (state, mark, text)


def test_a_hidden_question_is_not_shown(small):
    view = view_of(small, {"MA01": 2, "SA01": 0}, {"structure_type": "siae"})
    assert [a.id for d in view.dimensions for a in d.answers] == ["MA01", "MA02", "SA01"]


def test_what_to_begin_with_follows_the_month_that_was_decided(assessed):
    """Interview, line 13: an action moved to the end of the year is not where one begins."""
    first = assessed.plan.priorities[0].action.id
    for later in range(2, 13):
        year, month = divmod(12 * assessed.date.year + assessed.date.month - 1 + later, 12)
        decisions = {first: Decision(start=f"{year:04}-{month + 1:02}")}
        plan = assessed.visit.plan.model_copy(update={"decisions": decisions})
        moved = prepare(assessed.questionnaire, assessed.visit.model_copy(update={"plan": plan}))
        starts = {line.action.id: line.slot.start for line in moved.plan.lines}
        begun = [starts[action.id] for action in build_visit_view(moved).first]
        assert begun == sorted(begun)


def test_every_action_says_why_what_first_who_and_when_it_is_done(assessed):
    view = build_visit_view(assessed)
    for action in (*view.priorities, *view.others):
        assert action.because or action.serves
        assert all(
            [
                action.reason,
                action.first_step,
                action.lead,
                action.sign,
                action.effort,
                action.duration,
                action.origin,
            ]
        )


def test_what_is_not_known_is_listed_first(small):
    view = view_of(small, {"MA01": 2, "MA02": "unknown", "SA01": 2})
    assert [(v.title, v.status) for v in view.verify] == [
        ("Usages (MA02)", "Ne sait pas"),
        ("Lits connectés (MA03)", "Sans réponse"),
        ("Suites de la formation (SA02)", "Sans réponse"),
    ]


def test_the_aim_of_a_number_is_printed_with_its_unit(assessed):
    view = build_visit_view(assessed)
    (action,) = [a for a in view.priorities if a.id == "equiper"]
    assert action.because[1].endswith(f"→ visé «{NARROW}9 chambres sur 10{NARROW}»")


def test_a_prerequisite_says_what_it_prepares(assessed):
    view = build_visit_view(assessed)
    (action,) = [a for a in view.priorities if a.id == "inventorier"]
    assert action.serves == f"prépare «{NARROW}Équiper les services{NARROW}»"


def test_the_months_of_the_calendar_begin_after_that_of_the_visit(assessed):
    quarters = build_visit_view(assessed).quarters
    assert [q.title for q in quarters] == [
        "décembre 2026 à février 2027",
        "mars à mai 2027",
        "juin à août 2027",
        "septembre à novembre 2027",
    ]


def test_a_channel_that_the_profile_cannot_have_is_not_shown(small):
    answers, alone = {"MA01": 1, "SA01": 0}, {"structure_type": "ehpad", "roles": ["personne"]}
    assert [f.title for f in view_of(small, answers).funding] == ["Caisse d’essai"]
    view = view_of(small, answers, alone)
    assert view.funding == ()
    assert all(not action.funding for action in (*view.priorities, *view.others))


def test_the_first_contact_closes_the_page_even_when_no_action_cites_it(small):
    view = view_of(small, {"MA01": 4, "MA02": ["ordinateur", "tablette", "console"], "SA01": 4})
    assert [c.title for c in view.contacts] == ["Centre de ressources des tests"]


@pytest.mark.parametrize(
    ("seen", "told"),
    [("2025", "2025"), ("2025-11", "novembre 2025"), ("2025-11-30", "novembre 2025")],
)
def test_a_page_read_on_a_day_is_dated_to_its_month(small, seen, told):
    contact = small.contacts["centre"].model_copy(update={"seen": seen})
    view = view_of(replace(small, contacts={"centre": contact}), {"MA01": 1})
    assert view.contacts[0].source.endswith(f"Vu en {told}.")


def test_an_unknown_staff_is_said(small):
    view = view_of(small, {"MA01": 0, "SA01": 0})
    assert "compté pour 20 professionnels" in view.plan_note


@pytest.mark.parametrize("finished", [True, False])
def test_a_visit_that_nobody_said_to_be_finished_is_provisional(small, finished):
    view = view_of(small, {"MA01": 2, "SA01": 2}, finished=finished)
    assert view.provisional.startswith("Chiffres provisoires") is not finished


def test_an_answer_is_told_with_what_it_adds_to(full):
    from diag.report.answer_view import answer_text

    assessed = prepare(full, make_visit(full, {"AP12": 3}))
    line = next(x for x in assessed.assessment.answers if x.question.id == "AP12")
    assert answer_text(assessed, line).startswith(
        "Son but et la personne qui le mène sont écrits. En plus, "
    )


def test_two_facts_written_one_or_the_other_are_told_together_once_both_are_there(full):
    from diag.report.answer_view import situation

    question = full.question["EQ03"]
    assert "l’un des deux : un appareil de secours est prêt, ou les" in plain(
        situation(question, 3)
    )
    both = "les deux : un appareil de secours est prêt, et les remplacements ont une date"
    assert both in plain(situation(question, 4))


@pytest.mark.parametrize("name", ["assessed", "hostile"])
def test_typography_of_the_page(name, request):
    view = build_visit_view(request.getfixturevalue(name))
    page = re.sub(r"<style>.*?</style>", "", render_html(view), flags=re.S)
    text = html.unescape(re.sub(r"<[^>]+>", "\n", page))
    assert re.findall(r".{0,20} [;:!?%»](?!\S)", text) == []
    assert re.findall(r"« .{0,20}", text) == []
    assert "'" not in re.sub(r"javascript.*", "", text)


def test_typography_of_the_markdown(assessed):
    text = render_markdown(build_visit_view(assessed))
    assert re.findall(r".{0,20} [;:!?%»](?!\S|-)", text) == []


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_terminal_result_holds_in_its_width(assessed, width):
    lines = render_result(build_visit_view(assessed), width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("[" in line and "#" in line for line in lines)


def test_without_any_answer_nothing_is_scored_and_nothing_breaks(small):
    view = view_of(small, {}, {})
    assert view.overall.score == "non évalué"
    assert view.priorities == ()
    assert "non évalué" in render_result(view, 80)
    assert "Le plan attend des réponses" in plain(render_html(view))


def test_everything_at_the_top_leaves_nothing_to_do(small):
    view = view_of(
        small,
        {
            "MA01": 4,
            "MA02": ["ordinateur", "tablette", "console"],
            "MA03": "10",
            "SA01": 4,
            "SA02": 4,
        },
    )
    assert view.overall.level_title == "niveau 4 – Environnement capacitant"
    assert not view.priorities


@pytest.mark.parametrize("form", ["full", "express"])
@pytest.mark.parametrize("answers", [{}, {"MA01": 0, "SA01": 0}, {"MA01": 4, "SA01": 4}])
def test_markdown_has_no_two_blank_lines(small, full, form, answers):
    for questionnaire in (small, full):
        known = {k: v for k, v in answers.items() if k in questionnaire.question}
        view = view_of(questionnaire, known, {}, form=form)
        assert "\n\n\n" not in render_markdown(view)
