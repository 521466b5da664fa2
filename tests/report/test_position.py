"""Where a structure stands, as the report tells it (M14, M15).

1. The four illustrative visits, placed by hand in a release made by hand.
2. The group, its size class, its period and its source are said; a nearer one left out too.
3. Without a release, without a group, without a number, with another version, form or method: no
   position, and why.
4. Demonstration data are stamped on every document; nobody is ranked.
"""

import re

import pytest
from helpers import make_visit
from report.position_cases import CELLS, ESAT, cell, example, of_another_version, placed, release_of

from diag.benchmark.release import Cell, Quantiles
from diag.report.assessed_visit import prepare
from diag.report.position_view import position_view
from diag.report.reader_document import build_document

NAMES = ("esat", "ehpad", "insertion", "aide")
HALVES = {(1, 1): "Moitié basse", (1, 2): "L’une ou l’autre moitié", (2, 2): "Moitié haute"}


def reading(cuts, step, low, high):
    """Return where whole scores stand among the printed quantiles, as a reader finds it (M15)."""
    first = 1 + sum(low >= cut + step / 2 for cut in cuts)
    last = 1 + sum(high > cut - step / 2 for cut in cuts)
    if len(cuts) == 1:
        return HALVES[first, last]
    noun = {3: "quart", 9: "dixième"}[len(cuts)]
    if (len(cuts), first, last) == (3, 1, 2):
        return "Moitié basse"
    if first == last:
        return f"{noun.capitalize()} le plus bas" if first == 1 else f"{first}e {noun}"
    if first == 1:
        return f"Jusqu’au {last}e {noun}"
    return f"{first}e {'ou' if last == first + 1 else 'à'} {last}e {noun}"


@pytest.mark.parametrize("name", NAMES)
def test_positions_of_the_illustrative_visits_are_those_that_a_reader_finds(name):
    assessed = placed(name)
    results = {**assessed.assessment.dimensions, "global": assessed.assessment.overall}
    told = assessed.standing.positions
    for place, (measure, result) in zip(position_view(assessed).places, results.items(), strict=True):
        numbers = told[measure].peers.cell.measures[measure]
        ends = result.known, result.whole, result.high_whole
        if ends[0] < 70:
            assert place.where == "Trop peu su pour situer ce score"
        else:
            assert place.where == reading(numbers.finest, numbers.step, *ends[1:])


def test_places_follow_the_axes_then_the_whole():
    assessed = placed("esat")
    titles = [place.title for place in position_view(assessed).places]
    assert titles == [*assessed.axes.values(), "Ensemble"]


def test_the_group_its_class_and_its_period_are_said():
    headline = position_view(placed("ehpad")).headline
    assert headline.startswith("Groupe de comparaison\u202f: EHPAD")
    assert "Somme (80)" in headline
    assert "50 à 99 structures accompagnées" in headline
    assert "visites de mars 2026 à octobre 2026" in headline


def test_the_source_and_the_date_are_said():
    notes = " ".join(position_view(placed("ehpad")).notes)
    assert "URIOPSS d’essai" in notes
    assert "22 novembre 2026" in notes
    assert "ne forment pas un échantillon" in notes


def test_a_nearer_group_left_out_is_said_with_its_reason():
    (why,) = position_view(placed("esat")).remarks
    assert "Oise (60)" in why
    assert "secret" in why


def test_the_nearest_group_needs_no_reason():
    assert position_view(placed("ehpad")).remarks == ()


def test_the_parts_are_explained_from_the_lowest():
    assert "du score le plus bas au plus haut" in position_view(placed("ehpad")).notes[0]


def test_a_coarse_median_is_said():
    assert any("arrondis à 5 points" in note for note in position_view(placed("aide")).notes)
    assert not any("arrondis" in note for note in position_view(placed("ehpad")).notes)


# 3. No position


def test_without_a_release_it_is_said_with_how_to_get_one():
    told = position_view(example("esat"))
    assert told.headline.startswith("Aucun repère régional n’a été donné")
    assert "--repere DOSSIER" in told.remarks[0]
    assert "DIAG_REPERE" in told.remarks[0]
    assert told.places == ()


def test_without_a_group_it_is_said_with_the_groups_tried():
    told = position_view(placed("esat", cells=CELLS[:1]))
    assert told.headline.startswith("Pas de repère régional publiable pour cette structure")
    assert told.places == ()
    assert "groupe absent du repère" in told.remarks[0]


def test_a_measure_of_fewer_structures_says_so():
    cells = (cell("", "esat", {**ESAT, "IA": Quantiles("10-19", 10, 5, 20)}),)
    places = position_view(placed("esat", cells=cells)).places
    assert places[0].figures == "médiane 40\u202f; une structure sur deux entre 30 et 50"
    assert places[4].figures.endswith("10 à 19 structures accompagnées")


def test_a_measure_that_the_group_does_not_tell_is_said():
    cells = (cell("", "esat", {k: v for k, v in ESAT.items() if k != "IA"}),)
    place = position_view(placed("esat", cells=cells)).places[4]
    assert place.where == "Pas de repère publié pour ce score"


def test_a_score_that_is_not_given_is_not_placed(small):
    numbers = dict.fromkeys(("MA", "SA", "global"), Quantiles("20-49", 40, 30, 50))
    national = Cell(measures=numbers)
    visit = make_visit(small, {"SA01": 2, "SA02": 4})
    told = position_view(prepare(small, visit, release=release_of(small, (national,))))
    assert [place.where[:12] for place in told.places] == ["Score non év", "4e quart", "Score non év"]


def test_another_form_gives_no_position_and_says_why():
    """An express visit is not placed among structures that were asked everything."""
    told = position_view(placed("esat", form="express"))
    assert told.places == ()
    assert "de forme express, et ces réponses de forme complète" in told.headline


def test_a_release_of_the_first_method_gives_no_position_and_says_why():
    told = position_view(placed("esat", method=1))
    assert told.places == ()
    assert "suit la méthode 1" in told.headline


def test_another_version_gives_no_position_and_says_why():
    assessed = placed("esat")
    told = position_view(example("esat", of_another_version(assessed.release)))
    assert told.places == ()
    assert told.headline.startswith("Aucune comparaison n’est donnée. Ce repère ne se compare pas")
    assert "demandez un repère de la version" in told.remarks[0].casefold()


# 4. Stamps, and no rank


def test_demonstration_data_are_stamped_on_every_document():
    assessed = placed("esat", synthetic=True)
    for reader in ("conseil", "direction", "conseiller", "financeur"):
        stamps = " ".join(build_document(assessed, reader).head.stamps)
        assert "émonstration" in stamps


def test_real_data_have_no_stamp():
    assert "émonstration" not in " ".join(build_document(placed("esat"), "direction").head.stamps)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_ranked(name):
    told = position_view(placed(name))
    words = " ".join([told.headline, *told.remarks, *(p.where for p in told.places)])
    assert not re.search(r"\brang\b|class[ée]|meilleur|moins bon|\d+e sur", words)
