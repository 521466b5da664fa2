"""The parts that the board and the direction read first (E1 to E8).

1. The head tells when, who answered, how large, how much is known; stamps say what the data are, and
   the foot of the page repeats them (E1).
2. The sentence of the visit replaces ours; what people typed is cut between words, and the page says so
   (E2). Without a sentence, the part is left out.
3. Monday is the first step of the first action, with its link; nothing planned, it is what to ask (E3).
4. Each fragile fact has a way out, told as decisions on the board page and as actions elsewhere (E4).
5. Where nothing holds, the tile says what begins; where nothing is fragile, the page says so (E4).
6. A row of the profile tells what it draws; nothing unknown has a dot, a level or a place (E5, M5).
7. Places stand only where a release was given; another form has none (E5, M14).
8. A condition counts what holds, and what may; never a score (E6, M21).
9. The next level is always told: what it needs, what it rests on, or what to establish (E7, M10).
10. Decisions are four at most, with their total; what was decided replaces the boxes (E8).
11. Every text of the board page is bounded, whatever people typed.
"""

import pytest
from helpers import ROOT, make_answer, make_visit

from diag import assess, read_visit
from diag.french import inside
from diag.planning.plan import MOST_DECISIONS
from diag.report.assessed_visit import prepare
from diag.report.condition_view import conditions_part
from diag.report.decision_view import decisions_part, lead_part, monday_part
from diag.report.document import texts
from diag.report.fact_view import facts_part
from diag.report.head_view import foot_of, head_of, running_title
from diag.report.next_level_view import next_level_part
from diag.report.profile_view import profile_part
from diag.report.reader_document import build_document
from diag.visit.visit_model import Answer, Decision, PlanChoices, Respondent

LOW = {"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0}


@pytest.fixture(scope="module")
def ehpad():
    return assess(read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml"))


def everywhere(full, pick):
    """A visit where every question is answered by what `pick` takes of it."""
    answers = {q.id: make_answer(pick(q)).model_copy(update={"scale": q.scale}) for q in full.questions}
    return prepare(full, make_visit(full, answers))


def worst(question):
    return (
        {"single": 0, "number": "0"}.get(question.kind)
        if question.kind != "multiple"
        else [c.id for c in question.choices if c.exclusive]
    )


def best(question):
    if question.kind == "single":
        return max(c.level for c in question.choices)
    if question.kind == "number":
        return str(question.maximum)
    return [c.id for c in question.choices if not c.exclusive]


def test_the_head_tells_who_and_how_much_is_known(ehpad):
    head = head_of(ehpad, "conseil")
    assert "ont répondu" in head.lines[0]
    assert "78 personnes accompagnées, 52 professionnels" in head.lines[0]
    assert head.lines[1].startswith("59 questions, 56 réponses, 2 «")
    assert head.stamps == ("Cas illustratif\u202f: réponses imaginées",)
    assert running_title(ehpad).endswith("visite du 13 octobre 2026 – cas illustratif")


def test_the_foot_tells_limits_the_clear_change_and_whom_to_talk_to(ehpad):
    foot = foot_of(ehpad, "conseil")
    assert "moins de 12 points d’écart" in foot.reading
    assert foot.contact_title == "En parler avec PRINT"
    assert foot.email == "contact@uriopss-hdf.fr"


def test_the_sentence_of_the_visit_is_cut_between_words_on_one_page_and_whole_for_the_adviser(small):
    visit = make_visit(small, LOW).model_copy(update={"opening": "un mot " * 700})
    assessed = prepare(small, visit)
    short = lead_part(assessed, "conseil")
    assert len(short.opening) <= 130
    assert short.opening.endswith("…")
    assert short.more
    assert lead_part(assessed, "conseiller").more == ""


def test_without_a_sentence_the_part_is_left_out(small):
    assert lead_part(prepare(small, make_visit(small, {})), "conseil") is None


def test_monday_is_the_first_step_of_the_first_action(ehpad):
    step = monday_part(ehpad, "direction").steps[0]
    first = ehpad.year.lines[0]
    assert step.text == inside(first.line.action.first_step)  # it goes on after « Lundi : »
    assert (step.action, step.anchor) == ("Action 1", f"action-{first.id}")


def test_with_nothing_planned_monday_is_what_to_ask(full):
    assessed = everywhere(full, lambda question: "unknown")
    assert monday_part(assessed, "direction").steps[0].text.startswith("demander ")


@pytest.mark.parametrize(("reader", "word"), [("conseil", "décision"), ("direction", "action")])
def test_each_fragile_fact_has_a_way_out(ehpad, reader, word):
    ways = [fact.way_out for fact in facts_part(ehpad, reader).fragile]
    assert len(ways) == 3
    assert all(way.startswith("→") for way in ways)
    assert any(word in way for way in ways)


def test_what_is_not_known_is_to_verify(full):
    facts = facts_part(everywhere(full, lambda question: "unknown"), "direction")
    assert facts.holds == ()
    assert {fact.way_out for fact in facts.fragile} == {"→\u00a0à vérifier"}


def test_where_nothing_is_fragile_the_page_says_so(full):
    facts = facts_part(everywhere(full, best), "conseil")
    assert facts.fragile == ()
    assert facts.no_fragile == "Rien de ce qui compte le plus n’est fragile aujourd’hui."


def test_a_row_of_the_profile_tells_what_it_draws(ehpad):
    row = profile_part(ehpad, "conseil").rows[0]
    assert (row.strip.dot, row.strip.high, row.score) == ("35", "44", "35 à 44")
    assert row.level == "Amorce"
    assert len(row.strip.cells) == 20


def test_what_is_not_evaluated_has_no_dot_no_level_and_no_place(full):
    rows = profile_part(everywhere(full, lambda question: "unknown"), "conseil").rows
    assert all(row.score == "–" and row.strip.dotted and not row.strip.dot for row in rows)
    assert all(row.level.startswith("à établir") and row.place == "" for row in rows)


def test_the_extremes_stand_on_the_edges(full):
    for pick, score in ((worst, "0"), (best, "100")):
        rows = profile_part(everywhere(full, pick), "conseil").rows
        assert {(row.score, row.strip.dot) for row in rows} == {(score, score)}


def test_what_counts_for_half_in_the_whole_is_told(ehpad):
    assert "compte pour moitié" in profile_part(ehpad, "conseil").caption


def test_places_have_a_column_only_where_a_release_was_given(ehpad):
    profile = profile_part(ehpad, "conseil")
    assert profile.place_title == ""
    assert {item.kind for item in profile.legend} == {"structure", "unknown"}


def test_a_condition_counts_what_holds_and_when_the_rest_will(ehpad):
    first, second = conditions_part(ehpad, "conseil").conditions
    assert (first.count, second.count) == ("0 sur 3", "0 sur 3")
    assert {line.state for line in first.statements} == {"pas encore"}
    assert all(line.when for line in first.statements)


def test_a_statement_that_is_not_known_widens_the_count(full):
    told = conditions_part(everywhere(full, lambda question: "unknown"), "conseil").conditions[0]
    assert told.count == "0 à 3 sur 3"
    assert {line.state for line in told.statements} == {"à savoir"}


def test_the_next_level_is_told_with_what_the_year_brings(ehpad):
    part = next_level_part(ehpad, "direction")
    assert part.from_to.startswith("de «")
    assert all(need.today and need.with_year for need in part.needs)


def test_the_highest_level_says_what_it_rests_on(full):
    part = next_level_part(everywhere(full, best), "direction")
    assert (part.needs, part.heading) == ((), "Sur quoi repose ce niveau")
    assert len(part.notes) == 2


def test_without_the_whole_the_axes_to_establish_are_named(full):
    part = next_level_part(everywhere(full, lambda question: "unknown"), "direction")
    assert all(need.need.startswith("Établir ") for need in part.needs)
    assert len(part.needs) == len(full.dimensions)


def test_decisions_are_four_at_most_with_their_total(ehpad):
    part = decisions_part(ehpad, "conseil")
    assert len(part.rows) == MOST_DECISIONS
    assert any(row.tag == "PRINT" for row in part.rows)
    assert part.total == "Ces quatre décisions"
    assert "hors PRINT" in part.whole_year
    assert len(part.in_a_year) <= 200
    assert part.next_visit == "Prochaine visite\u202f: octobre 2027."


def test_what_was_decided_replaces_the_boxes(small):
    proposed = prepare(small, make_visit(small, LOW))
    name = proposed.plan.lines[0].action.id
    choices = PlanChoices(decisions={name: Decision(choice="keep", owner="Le cadre de nuit")})
    rows = decisions_part(prepare(small, make_visit(small, LOW, plan=choices)), "conseil").rows
    assert ("Le cadre de nuit", "gardée") in [(row.owner, row.decided) for row in rows]


def test_every_text_of_the_board_page_is_bounded(full):
    long = "Une longue phrase sans fin " * 140
    answers = {q.id: Answer(value="0" if q.kind != "multiple" else worst(q), note=long) for q in full.questions}
    visit = make_visit(full, {}, name="Nom de structure " * 11, illustrative=long)
    roles = [Respondent(id=f"r{i}", role="Fonction " * 22) for i in range(5)]
    visit = visit.model_copy(update={"answers": answers, "opening": long, "respondents": roles})
    document = build_document(prepare(full, visit), "conseil")
    assert max(len(text) for text in texts((document.head, *document.sections))) <= 230
