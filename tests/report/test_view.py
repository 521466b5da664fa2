"""What the view says in words.

1. The profile comes first; without a global score it stands alone, and says which axis lacks (M6).
2. A blocked level is named with what blocks it (M10); a halo over several levels is a range.
3. Nothing hidden, private or invented is shown; every action says why (M24).
4. French typography: no ordinary space before ; : ! ? % » nor after «.
"""

import html
import re

import pytest
from helpers import make_visit

from diag.french import NARROW
from diag.report.assessed_visit import prepare
from diag.report.html_markdown import render_html, render_markdown
from diag.report.terminal_summary import render_terminal
from diag.report.visit_view import build_visit_view


def view_of(questionnaire, answers, profile=None, **more):
    return build_visit_view(
        prepare(questionnaire, make_visit(questionnaire, answers, profile, **more))
    )


def test_without_a_global_score_the_profile_stands_alone(small):
    view = view_of(small, {"SA01": 2, "SA02": 4})
    assert view.headline.startswith(
        f"Score global non calculé{NARROW}: l’axe «{NARROW}Matériel{NARROW}»"
    )
    assert view.dimensions[0].score.reason == "trop de questions sans réponse"
    assert view.dimensions[0].score.bar is None
    assert view.dimensions[1].score.score == "62,5"


def test_a_blocked_level_names_what_blocks_it(small):
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
    assert (
        f"score de niveau 2, bloqué par{NARROW}: «{NARROW}Postes{NARROW}»"
        in view.dimensions[0].score.level_note
    )
    assert [b.title for b in view.blockers] == ["Postes (MA01)"]
    assert "Aucun poste" in view.blockers[0].text


def test_a_halo_over_several_levels_is_a_range(small):
    view = view_of(small, {"MA01": 4, "MA02": "unknown", "MA03": "10", "SA01": 4, "SA02": 4})
    assert view.dimensions[0].score.level_title == "niveau 3 à 4"
    assert view.dimensions[0].score.halo == "entre 75,0 et 100,0"


def test_a_hidden_question_is_not_shown(small):
    view = view_of(small, {"MA01": 2, "SA01": 0}, {"structure_type": "siae"})
    assert [a.id for d in view.dimensions for a in d.answers] == ["MA01", "MA02", "SA01"]


def test_every_action_says_why_what_first_who_and_when_it_is_done(assessed):
    view = build_visit_view(assessed)
    for action in (*view.priorities, *view.others):
        assert action.because
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


def test_an_answer_is_told_with_what_it_adds_to(full):
    from diag.report.score_view import answer_text

    assessed = prepare(full, make_visit(full, {"FI03": 3}))
    line = next(x for x in assessed.assessment.answers if x.question.id == "FI03")
    assert answer_text(assessed, line).startswith("Une personne est désignée par écrit. En plus, ")


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
    lines = render_terminal(build_visit_view(assessed), width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("[" in line and "#" in line for line in lines)


def test_without_any_answer_nothing_is_scored_and_nothing_breaks(small):
    view = view_of(small, {}, {})
    assert view.overall.score == "non évalué"
    assert view.priorities == ()
    assert "non évalué" in render_terminal(view)
    assert "Aucune action" in render_html(view)


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
