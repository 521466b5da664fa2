"""Two visits on one screen (M12; interview, line 12).

1. Each axis is a line: both scores on the common base, the verdict, both levels, what would be seen.
2. An axis that is not comparable says why, and the whole which axis lacks.
3. What is lower is always named; the rest is counted where there is no room.
4. What is better known is apart; what was decided stands beside what moved.
5. At 80 columns, 24 lines; at 60, wrapped; nothing is longer than the width.
"""

import datetime

import pytest
from helpers import PRINT, make_visit, mini
from report.random_visits import answered, random_visit

from diag.followup.compared_visits import compare_visits
from diag.questionnaire.loader import load
from diag.report.document import with_texts
from diag.report.evolution_summary import evolution_lines, render_evolution
from diag.visit.visit_copies import next_visit
from diag.visit.visit_model import Answer, Decision, OwnAction, PlanChoices, Respondent, Voice

MINI = mini()
WHOLE = load(PRINT)
THEN, NOW = datetime.date(2025, 11, 3), datetime.date(2026, 11, 3)
BEFORE = {"MA01": 1, "MA02": ["console"], "MA03": "6", "SA01": 2, "SA02": 0}


def compared(before, after, questionnaire=MINI, **more):
    first = make_visit(questionnaire, before, date=THEN, finished=True, **more)
    second = make_visit(questionnaire, after, date=NOW, finished=True)
    return compare_visits(questionnaire, [first, second])[0]


def told_of(found):
    """Return what the screen says, with ordinary spaces."""
    return with_texts(evolution_lines(found), lambda text: text.replace("\u202f", " "))


def lines(*answers, **more):
    return told_of(compared(*answers, **more))


def twelve(raised):
    """Return an axis whose twelve questions are answered, so many of them one level higher."""
    axis = WHOLE.dimensions[0]
    first = answered(WHOLE, 1, date=THEN)
    changed = {
        q.id: Answer(value="2", scale=q.scale) for q in [q for q in axis.questions if q.kind == "single"][:raised]
    }
    occasion = first.visit.model_copy(update={"date": NOW})
    second = first.model_copy(update={"answers": first.answers | changed, "visit": occasion})
    return compare_visits(WHOLE, [first, second])[0]


# 1. Axes


def test_an_axis_says_its_scores_its_verdict_its_levels_and_what_would_be_seen():
    told = told_of(twelve(9)).axes[0]
    assert told.split() == [
        "Équipement",
        "25",
        "→",
        "44",
        "évolution",
        "nette",
        "niveau",
        "1",
        "→",
        "2",
        "dès",
        "7",
        "sur",
        "12",
    ]


def test_the_legend_says_how_many_answers_must_rise():
    assert told_of(twelve(0)).legend == (
        "Dès 7 sur 12 : il faut que 7 réponses sur 12 montent d’un niveau pour que cela se voie 8 fois sur 10.",
    )


def test_too_few_answers_to_be_seen_are_said():
    told = lines(BEFORE, BEFORE)
    assert [axis.split("  ")[-1].strip() for axis in told.axes] == ["dès 3 sur 3", "trop peu : 2", "dès 5 sur 5"]
    assert told.legend[-1].startswith("Trop peu")


def test_a_fall_is_said_to_be_one():
    told = lines(BEFORE | {"SA01": 4, "SA02": 4}, BEFORE | {"SA01": 0, "SA02": 0})
    assert "recul net" in told.axes[1]


def test_a_level_that_waits_for_an_arbitration_says_up_to_which():
    people = [Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Équipe")]
    voices = [Voice(by="r1", value="0"), Voice(by="r2", value="4")]
    waiting = BEFORE | {"SA01": Answer(value="0", voices=voices)}
    told = lines(waiting, BEFORE, respondents=people)
    assert "niveau 0 à 4 → 2" in told.axes[1]


# 2. Not comparable


def test_an_axis_that_is_not_comparable_says_why_and_the_whole_which():
    told = lines(BEFORE | {"MA01": "unknown"}, BEFORE)
    assert told.axes[0].endswith("non comparable : 50 % du poids en commun, il en faut 70 %")
    assert told.axes[2].endswith("non comparable : Matériel ne se compare pas")


def test_where_no_axis_is_comparable_the_whole_says_so():
    told = lines({"MA01": 1}, {"SA01": 2})
    assert told.axes[-1].endswith("non comparable : aucun axe ne se compare")


# 3. Answers


def test_what_is_lower_is_named():
    told = lines(BEFORE, BEFORE | {"MA01": 0, "SA01": 4})
    assert told.answers == ("Ce qui a reculé : Postes 1 → 0.", "Ce qui a avancé : Formation 2 → 4.")


def test_nothing_lower_is_said_too():
    assert lines(BEFORE, BEFORE).answers == ("Aucune réponse n’a reculé.",)


def test_what_is_lower_is_named_however_long_it_is():
    first, second = answered(WHOLE, 3, date=THEN), answered(WHOLE, 1, date=NOW)
    found = compare_visits(WHOLE, [first, second])[0]
    text = " ".join(render_evolution(found, 80, 24).split())
    for moved in found.evolution.changed:
        assert WHOLE.question[moved.question].title.replace("'", "’") in text


# 4. Known, decided


def test_better_known_and_no_more_known_are_apart():
    after = BEFORE | {"MA03": "unknown", "MA02": "not_applicable"}
    told = lines(BEFORE | {"MA01": "unknown"}, after)
    assert told.answers[1:] == (
        "Mieux connu, ce qui n’est pas mieux fait : Postes.",
        "Su alors, plus aujourd’hui : Lits connectés.",
        "Non comparé, une seule visite y répond : Usages.",
    )


def test_what_was_decided_stands_beside_what_moved():
    plan = PlanChoices(
        decisions={"equiper": Decision(choice="done"), "former": Decision(choice="decline"), "varier": Decision()},
        own={"o1": OwnAction(title="Le wifi")},
    )
    told = lines(BEFORE, BEFORE | {"MA01": 2}, plan=plan)
    assert told.decided == (
        "Plan d’alors, 4 actions : 1 faite, 2 dont rien n’est dit, 1 écartée.",
        "- faite : Équiper les services (Postes 1 → 2)",
        "- rien n’est dit : Varier les appareils (réponses inchangées)",
        "- rien n’est dit : Le wifi",
        "- écartée : Former l’équipe (réponses inchangées)",
    )


def test_conditions_are_told_then_and_now():
    assert lines(BEFORE | {"SA01": 0}, BEFORE).conditions == ("Conditions : reconnaissance 0 sur 1 → 1 sur 1.")


def test_a_doubt_is_said_before_the_figures():
    first = make_visit(MINI, BEFORE, date=THEN)
    second = make_visit(MINI, BEFORE | {"MA01": 2}, date=NOW, finished=True)
    head = told_of(compare_visits(MINI, [first, second])[0]).head
    assert head == (
        "Les Tilleuls, du 3 novembre 2025 au 3 novembre 2026",
        "Scores et niveaux recalculés sur 5 questions répondues aux deux visites.",
        "Attention : la première visite n’est pas finie : ses chiffres sont provisoires.",
    )


# 5. The screen


def followed(seed):
    """Return two visits drawn at random, the second recalls the first."""
    first, given = random_visit(WHOLE, seed), random_visit(WHOLE, seed + 1000)
    second = next_visit(first, NOW + datetime.timedelta(days=365))
    update = {name: getattr(given, name) for name in ("answers", "respondents")}
    return compare_visits(WHOLE, [first, second.model_copy(update=update)])[0]


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("seed", range(1, 12, 2))
def test_nothing_is_wider_than_the_screen(seed, width):
    found = followed(seed)
    longest = max(len(word) for word in found.second.visit.structure.name.split() or [""])
    if longest < width:
        assert max(map(len, render_evolution(found, width, 24).splitlines())) <= width


@pytest.mark.parametrize("height", [24, 21])
def test_an_ordinary_year_fits_the_screen(height):
    plan = PlanChoices(
        decisions={a.id: Decision(choice="under_way") for a in WHOLE.actions[:12]},
        own={"o1": OwnAction(title="Refaire le wifi de la salle d’activité")},
    )
    first = answered(WHOLE, 1, date=THEN, plan=plan)
    changed = {
        q.id: Answer(value="2", scale=q.scale)
        for q in WHOLE.questions[::2]
        if q.kind == "single" and any(c.level == 2 for c in q.choices)
    }
    occasion = first.visit.model_copy(update={"date": NOW})
    second = first.model_copy(update={"answers": first.answers | changed, "visit": occasion, "plan": PlanChoices()})
    found = compare_visits(WHOLE, [first, second])[0]
    assert len(render_evolution(found, 80, height).splitlines()) < height
    whole = render_evolution(found, 80)
    assert "autres" not in whole
    assert len(whole.splitlines()) > 24
