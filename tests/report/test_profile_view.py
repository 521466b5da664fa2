"""The profile tells no more than what is known of the structure and of its group (E5, M5, M10, M15).

1. A group under 10 is its median alone; a withheld group, another form or no release draw no band.
2. An axis that is not evaluated says how many answers it waits for, or that it is too little concerned.
3. A level held by a gate says by what; a visit that is not finished is drawn hollow, and held no more.
4. Where too little is known, the level is to be confirmed and no place is given.
5. The legend explains the signs that are drawn, and no other.
"""

import pytest
from report.full_case import full_case, full_questionnaire, full_visit
from report.position_cases import HDF, cell, example, placed, printed, release_of
from report.random_visits import answered
from report.readings import READINGS, reading

from diag.benchmark.release import Cell, Quantiles
from diag.report.assessed_visit import prepare
from diag.report.profile_view import profile_part
from diag.visit.visit_model import Answer


def rows_of(assessed):
    return profile_part(assessed, "conseil").rows


def kinds_of(assessed):
    return {item.kind for item in profile_part(assessed, "conseil").legend}


def bands_of(assessed):
    return {(s.low_quarter, s.middle_half, s.median) for s in (r.strip for r in rows_of(assessed))}


def without(named, status, **more):
    """Return a visit of which the answers of an axis named have another status."""
    visit = answered(printed(), 2)
    answers = {
        q.id: Answer(status=status, scale=q.scale, **more)
        for d in printed().dimensions
        if d.id == named
        for q in d.questions
        if status != "not_applicable" or q.not_applicable
    }
    return prepare(printed(), visit.model_copy(update={"answers": visit.answers | answers}))


# 1. The group


def test_a_group_under_ten_is_its_median_alone():
    few = example("insertion", release_of(printed(), (cell("", "insertion", Quantiles("6-9", 35)),)))
    assert bands_of(few) == {("", "", "35")}
    assert "median" in kinds_of(few)
    assert "group" not in kinds_of(few)
    assert {row.place for row in rows_of(few)} <= {"moitié basse", "moitié haute", "autour du milieu"}


def test_a_larger_group_is_its_middle_half_and_its_median():
    assert bands_of(placed("insertion")) == {("30", "20", "45")}


def test_a_withheld_group_has_no_band_and_gives_no_place():
    secret = example("aide", release_of(printed(), (Cell(HDF, "siae", "", {}),)))
    assert bands_of(secret) == {("", "", "")}
    assert {row.place for row in rows_of(secret)} == {"pas de repère publié"}


def test_another_form_has_no_band_and_says_so():
    assert bands_of(reading("express")) == {("", "", "")}
    assert {row.place for row in rows_of(reading("express"))} == {"pas de repère express"}


def test_without_a_release_there_is_no_band_and_no_column():
    alone = reading("no-group")
    assert bands_of(alone) == {("", "", "")}
    assert profile_part(alone, "conseil").place_title == ""


# 2. Not evaluated


def test_an_axis_that_is_unknown_says_how_many_answers_it_waits_for():
    (axis,) = [d for d in printed().dimensions if d.id == "FO"]
    row = rows_of(without("FO", "unknown"))[1]
    assert (row.score, row.strip.dot, row.strip.dotted) == ("–", "", True)
    assert row.level == f"à établir\u202f: {len(axis.questions)} réponses"


def test_an_axis_of_which_much_does_not_concern_the_structure_is_to_be_confirmed():
    profile = profile_part(without("EQ", "not_applicable", reason="Sans objet"), "conseil")
    assert "à confirmer" in profile.rows[0].level or profile.rows[0].score == "–"
    assert profile.rows[0].strip.dot == "" or any("Équipement" in note for note in profile.notes)


# 3. Held, provisional


def finished_full_case():
    visit = full_visit()
    done = visit.visit.model_copy(update={"finished": True})
    return prepare(full_questionnaire(), visit.model_copy(update={"visit": done}))


def test_a_level_held_by_a_gate_says_by_what_and_bears_a_bar():
    row = rows_of(finished_full_case())[0]
    assert (row.strip.kind, row.level) == ("held", "tenu à Amorce\u202f: suivi des appareils")
    assert "held" in kinds_of(finished_full_case())


def test_a_visit_that_is_not_finished_is_drawn_hollow():
    profile = profile_part(full_case(), "conseil")
    assert {row.strip.kind for row in profile.rows} == {"provisional"}
    assert profile.level_title == "Niveau provisoire"
    assert not {"held", "structure"} & kinds_of(full_case())


# 4. To be confirmed


def test_where_too_little_is_known_no_place_is_given():
    row = rows_of(full_case())[4]
    assert (row.score, row.level, row.place) == ("3 à 53", "à confirmer", "sans place")
    assert any("Politique d’IA" in note for note in profile_part(full_case(), "conseil").notes)


# 5. Legend

DRAWN = {
    "structure": lambda strip: strip.dot and strip.kind != "provisional",
    "held": lambda strip: strip.dot and strip.kind == "held",
    "provisional": lambda strip: strip.dot and strip.kind == "provisional",
    "unknown": lambda strip: strip.high,
    "group": lambda strip: strip.middle_half,
    "median": lambda strip: strip.median and not strip.middle_half,
}


@pytest.mark.parametrize("name", READINGS)
def test_the_legend_explains_what_is_drawn_and_nothing_else(name):
    strips = [row.strip for row in rows_of(reading(name))]
    found = {kind for kind, drawn in DRAWN.items() if any(map(drawn, strips))}
    told = kinds_of(reading(name))
    assert told == (found - {"median"} if "group" in told else found)
