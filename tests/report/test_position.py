"""Where a structure stands, as the report tells it (M14, M15).

1. The four illustrative visits, placed by hand in a release made by hand.
2. The group, its size class, its period and its source are said; a nearer one left out too.
3. Nothing is drawn that the class of the group does not allow; a halo is drawn when it has a width.
4. Without a release, without a group, without a number, or with another version: no position, and
   why.
5. Demonstration data are stamped on every strip and on the page; nobody is ranked.
"""

import re

import pytest
from helpers import make_visit
from report.position_cases import (
    CELLS,
    ESAT,
    cell,
    example,
    of_another_version,
    placed,
    release_of,
)

from diag.benchmark.release import Cell, Quantiles
from diag.report.assessed_visit import prepare
from diag.report.html_markdown import render_html, render_markdown
from diag.report.visit_view import build_visit_view

# Scores, from 0 to 100: EQ, FO, FI, AP, IA, whole; those of a halo are read with their high end.
# ESAT      47,9 | 30,8 | 26,9 | 34,6-42,3 | 4,5-13,6 | 29,0-32,3
# EHPAD     35,4-43,8 | 27,1 | 13,5 | 25,0 | 13,6-22,7 | 22,9-26,4
# Insertion 45,5-54,5 | 48,1 | 31,3 | 51,9 | 25,0 | 40,3-42,2
# SIAE      22,7-31,8 | 20,8 | 25,0 | 27,3 | 2,3-11,4 | 19,6-23,3
BELOW, ABOVE = "À la médiane ou au-dessous", "Au-dessus de la médiane"
BY_HAND = {
    "esat": "3e quart | 3e quart | 1er quart | 2e au 4e quart | 1er au 3e quart | 2e au 3e quart",
    "ehpad": "7e au 8e dixième | 5e dixième | 2e dixième | 4e dixième | 2e au 4e dixième"
    " | 4e au 5e dixième",
    "insertion": "3e au 4e quart | 3e quart | 2e quart | 4e quart | 1er quart | 2e quart",
    "aide": f"De part et d’autre de la médiane | {BELOW} | {BELOW} | {ABOVE} | {BELOW} | {BELOW}",
}


def position(assessed):
    return build_visit_view(assessed).position


@pytest.mark.parametrize("name", BY_HAND)
def test_positions_of_the_illustrative_visits_are_those_found_by_hand(name):
    places = position(placed(name)).places
    assert " | ".join(place.where for place in places) == BY_HAND[name]


def test_places_follow_the_axes_then_the_whole():
    assessed = placed("esat")
    titles = [place.title for place in position(assessed).places]
    assert titles == [*assessed.axes.values(), "Ensemble"]


def test_the_group_its_class_and_its_period_are_said():
    headline = position(placed("ehpad")).headline
    assert headline.startswith("Groupe de comparaison\u202f: EHPAD")
    assert "Somme (80)" in headline
    assert "50 à 99 structures accompagnées" in headline
    assert "visites de mars 2026 à octobre 2026" in headline


def test_the_source_and_the_date_are_said():
    notes = " ".join(position(placed("ehpad")).notes)
    assert "URIOPSS d’essai" in notes
    assert "22 novembre 2026" in notes
    assert "ne forment pas un échantillon" in notes


def test_a_nearer_group_left_out_is_said_with_its_reason():
    (why,) = position(placed("esat")).remarks
    assert "Oise (60)" in why
    assert "secret" in why


def test_the_nearest_group_needs_no_reason():
    assert position(placed("ehpad")).remarks == ()


def test_the_parts_are_explained_from_the_lowest():
    assert "les plus bas" in position(placed("ehpad")).notes[0]


def test_a_coarse_median_is_said():
    assert any("arrondie à 5 points" in note for note in position(placed("aide")).notes)
    assert not any("arrondie" in note for note in position(placed("ehpad")).notes)


# 3. Drawing


def test_quarters_are_drawn_from_ten_structures():
    drawn = position(placed("esat")).places[0].spread
    assert (drawn.box, drawn.box_span, drawn.median) == ("30", "20", "40")
    assert drawn.deciles == ()


def test_deciles_are_drawn_from_fifty_structures():
    drawn = position(placed("ehpad")).places[0].spread
    assert drawn.deciles == ("10", "15", "20", "25", "30", "35", "40", "45", "50")


def test_a_small_group_has_its_median_alone():
    drawn = position(placed("aide")).places[0].spread
    assert (drawn.box, drawn.median, drawn.deciles) == ("", "25", ())


def test_the_score_is_drawn_with_its_halo():
    drawn = position(placed("esat")).places[3].spread
    assert (drawn.score, drawn.low, drawn.span) == ("34.6", "34.6", "7.7")


def test_a_halo_of_no_width_is_not_drawn():
    drawn = position(placed("esat")).places[0].spread
    assert (drawn.score, drawn.low, drawn.span) == ("47.9", "", "")


def test_the_words_of_a_drawing_say_all_that_it_shows():
    text = position(placed("esat")).places[3].spread.text
    for said in ("Appropriation", "34,6 sur 100", "entre 34,6 et 42,3", "2e au 4e quart"):
        assert said in text
    assert "médiane 35" in text
    assert "entre 30 et 42" in text


# 4. No position


def test_without_a_release_it_is_said_with_how_to_get_one():
    told = position(example("esat"))
    assert told.headline.startswith("Pas de repère régional publiable")
    assert "--repere DOSSIER" in told.remarks[0]
    assert "DIAG_REPERE" in told.remarks[0]
    assert told.places == ()


def test_without_a_group_it_is_said_with_the_groups_tried():
    told = position(placed("esat", cells=CELLS[:1]))
    assert told.headline.startswith("Pas de repère régional publiable pour cette structure")
    assert told.places == ()
    assert "groupe absent du repère" in told.remarks[0]


def test_a_measure_that_the_group_does_not_tell_is_said():
    cells = (cell("", "esat", "20-49", {**ESAT, "IA": Quantiles()}),)
    place = position(placed("esat", cells=cells)).places[4]
    assert place.where == "Pas de repère publié pour ce score"
    assert place.spread is None


def test_a_score_that_is_not_given_is_not_placed(small):
    numbers = dict.fromkeys(("MA", "SA", "global"), Quantiles(40, 30, 50))
    national = Cell(size_class="20-49", measures=numbers)
    visit = make_visit(small, {"SA01": 2, "SA02": 4})
    told = position(prepare(small, visit, release=release_of(small, (national,))))
    assert [place.where[:12] for place in told.places] == [
        "Score non év",
        "4e quart",
        "Score non év",
    ]


def test_another_version_gives_no_position_and_says_why():
    assessed = placed("esat")
    told = position(example("esat", of_another_version(assessed.release)))
    assert told.places == ()
    assert told.headline.startswith("Aucune comparaison n’est donnée. Ce repère ne se compare pas")
    assert "demandez un repère de la version" in told.remarks[0].casefold()


# 5. Stamps, and no rank


def test_demonstration_data_are_stamped_on_each_strip_and_on_the_page():
    view = build_visit_view(placed("esat", synthetic=True))
    assert [place.stamp for place in view.position.places] == ["données de démonstration"] * 6
    assert all("démonstration" in place.spread.text for place in view.position.places)
    page, text = render_html(view), render_markdown(view)
    assert page.count("données de démonstration</span>") == 6
    assert 'class="stamp">Repère régional\u202f: données de démonstration' in page
    assert "**Repère régional\u202f: données de démonstration" in text


def test_real_data_have_no_stamp():
    assert "démonstration" not in render_html(build_visit_view(placed("esat")))


@pytest.mark.parametrize("name", BY_HAND)
def test_nobody_is_ranked(name):
    told = position(placed(name))
    words = " ".join([told.headline, *told.remarks, *(p.where for p in told.places)])
    assert not re.search(r"\brang\b|class[ée]|meilleur|moins bon|\d+e sur", words)


def test_the_same_release_gives_the_same_bytes():
    one, other = (render_html(build_visit_view(placed("ehpad"))) for _ in range(2))
    assert one == other
