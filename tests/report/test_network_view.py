"""What the page of a network says.

1. It is a working document on accompanied structures, and every row read is accounted for.
2. A distribution needs five structures, its deciles fifty; the number is always said.
3. Groups keep the order of the questionnaire; those too small are named with their number only.
4. What holds, what is not known, what to do: most frequent first, with its number.
5. The calendar of workshops holds the actions of PRINT, by department.
6. What could not be scored says why.
"""

import re

import numpy as np
import pytest
from network_sample import rows, strings

from diag.french import typeset
from diag.report.network_view import build_network_view
from diag.scoring.rubric import Status


@pytest.fixture(scope="module")
def sample(full):
    return rows(full, 400)


@pytest.fixture(scope="module")
def view(sample):
    return build_network_view(sample.network(read=420, rejected=15, excluded=5))


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def times(sample, where=slice(None)):
    """Return how many structures have each action among their first six."""
    own = sample.first[where]
    return np.array([(own == a).sum() for a in range(len(sample.questionnaire.actions))])


def say_first(sample, structures):
    """Give some structures the first action, and no other structure any."""
    sample.first[:] = -1
    sample.first[:structures, 0] = 0


def test_it_is_a_working_document_on_accompanied_structures(view):
    assert view.warning.startswith("Document de travail, ne pas publier")
    assert view.footer.endswith(view.warning)
    assert "structures accompagnées" in view.population


def test_it_never_speaks_of_a_regional_average_nor_of_a_rank(view):
    sources = dict(view.method)["Sources"]
    for text in set(strings(view)) - {sources}:
        assert "moyenne régionale" not in text
        assert "rang" not in text.lower().split()


def test_synthetic_data_say_so_at_both_ends(full):
    view = build_network_view(rows(full, 5).network(stamp="Données synthétiques."))
    assert view.stamp == "Données synthétiques."
    assert view.footer.startswith("Données synthétiques. Synthèse du réseau, 3 novembre 2026.")


def test_every_row_read_is_accounted_for(view):
    assert "400 structures prises en compte" in view.meta
    assert "420 lignes lues, dont 15 rejetées et 5 exclues" in view.meta


def test_without_rejects_the_rows_are_simply_read(sample):
    assert build_network_view(sample.network()).meta[-1] == "400 lignes lues"


def test_the_profile_holds_the_axes_then_the_whole(view, full):
    expected = [d.title for d in full.dimensions] + ["Ensemble"]
    assert [row.title for row in view.scores] == list(map(typeset, expected))
    assert [row.title for row in view.levels] == [row.title for row in view.scores]


def test_medians_are_those_of_the_scores(view, sample):
    for dimension, row in enumerate(view.scores[:-1]):
        own = sample.scores.dimensions.tenths[:, dimension]
        own = own[own >= 0] / 10
        assert int(row.median) == pytest.approx(np.median(own), abs=0.51)
        assert row.number == str(len(own))


def test_under_five_structures_nothing_is_distributed(full):
    view = build_network_view(rows(full, 3).network())
    assert view.headline.startswith("3 structures")
    assert {row.strip for row in view.scores} == {None}
    assert {row.reason for row in view.levels} <= {f"effectif trop faible ({n})" for n in range(4)}
    assert not any("%" in text for row in view.known for text in (row.scored.text,))


def test_without_any_structure_the_page_says_so(full):
    view = build_network_view(rows(full, 0).network(read=7, rejected=7))
    assert view.headline == "Aucune structure n’a pu être prise en compte."
    assert "7 lignes lues, dont 7 rejetées" in view.meta
    assert not view.groups
    assert not view.blockers


def test_eight_in_ten_need_fifty_structures(full):
    few, many = (build_network_view(rows(full, n).network()) for n in (30, 80))
    assert {row.wide for row in few.scores} == {"–"}
    assert "à" in many.scores[0].wide


def test_groups_keep_the_order_of_the_questionnaire(view, full):
    labels = [o.label for o in full.field["department"].options]
    shown = [row.title for row in view.groups[1].rows]
    order = [plain(label).split(" (")[0] for label in labels] + ["Non renseigné"]
    assert shown == [name for name in order if name in shown]
    assert sum(int(row.number) for row in view.groups[1].rows) == 400


def test_a_group_too_small_is_named_with_its_number(full):
    sample = rows(full, 40)
    sample.departments[:] = [0] * 37 + [1] * 3
    departments = build_network_view(sample.network()).groups[1]
    assert [row.title for row in departments.rows] == ["Aisne"]
    assert plain(departments.few) == "Effectif trop faible pour une médiane : Nord (3)."


def test_a_group_whose_axis_is_rarely_scored_says_so_in_its_cell(full):
    sample = rows(full, 20)
    sample.departments[:] = 0
    axis = np.array([full.dimension_of[q.id].id == "IA" for q in full.questions])
    sample.status[3:, axis] = Status.MISSING
    cells = build_network_view(sample.network()).groups[1].rows[0].cells
    assert cells[4].text.startswith("effectif trop faible (")
    assert cells[4].shade == ""
    assert cells[0].shade != ""


def test_the_most_frequent_blocker_comes_first(view, sample):
    counts = sample.scores.blocking_questions.sum(axis=0)
    weak = sample.scores.blocking_dimensions.sum(axis=0)
    assert view.blockers[0].overall.number == str(max(counts.max(), weak.max()))
    numbers = [int(row.overall.number) for row in view.blockers]
    assert numbers == sorted(numbers, reverse=True)


def test_the_least_known_question_comes_first(full):
    sample = rows(full, 50)
    sample.status[:40, 7] = Status.UNKNOWN
    sample.status[40:, 7] = Status.ANSWERED
    row = build_network_view(sample.network()).unknown[0]
    assert full.questions[7].id in row.title
    assert (plain(row.unknown.text), row.known) == ("40 (80 %)", "50")


def test_the_most_frequent_first_action_comes_first(view, sample, full):
    counts = times(sample)
    assert view.actions[0].title == typeset(full.actions[int(counts.argmax())].title)
    assert view.actions[0].first.number == str(counts.max())


def test_an_action_says_where_it_is_more_frequent(full):
    sample = rows(full, 100)
    say_first(sample, 30)
    sample.types[:] = [0] * 40 + [1] * 60
    sample.departments[:] = [2, 3] * 50
    where = build_network_view(sample.network()).actions[0].where
    assert where == ("EHPAD 30 sur 40",)


def test_a_small_group_does_not_make_a_concentration(full):
    sample = rows(full, 100)
    say_first(sample, 9)
    sample.types[:] = [0] * 9 + [1] * 91
    sample.departments[:] = -1
    assert build_network_view(sample.network()).actions[0].where == ()


def test_the_calendar_holds_the_actions_of_print_by_department(view, sample, full):
    ours = {typeset(a.title): i for i, a in enumerate(full.actions) if a.origin == "print"}
    assert view.departments[-1] == "Non renseigné"
    for row in view.workshops:
        own = (sample.first == ours[row.title]).any(axis=1)
        by_department = np.bincount(sample.departments[own] % 7, minlength=7)
        assert [int(cell.text) for cell in row.cells] == by_department.tolist()
        assert row.first.number == str(own.sum())
    totals = [int(row.first.number) for row in view.workshops]
    assert totals == sorted(totals, reverse=True)


def test_without_plans_the_page_says_so(sample):
    view = build_network_view(sample.network(planned=False))
    assert "n’ont pas été établis" in view.actions_note
    assert view.actions == view.workshops == ()


def test_what_is_not_scored_says_why(full):
    sample = rows(full, 30)
    sample.status[:] = Status.ANSWERED
    sample.status[:7, : len(full.dimensions[0].questions)] = Status.MISSING
    known = build_network_view(sample.network()).known
    assert plain(known[0].scored.text) == "23 (77 %)"
    assert list(map(plain, known[0].reasons)) == ["7 : trop peu su"]
    assert plain(known[0].known) == "77 %"
    assert known[1].reasons == ()
    assert list(map(plain, known[-1].reasons)) == ["7 : il faut que tous les axes soient évalués"]


def test_the_form_those_of_another_and_unfinished_answers_are_said(full):
    sample = rows(full, 20)
    sample.provisional[:] = [True] * 3 + [False] * 17
    network = sample.network(form="complete", others={"express": 12})
    meta = [plain(line) for line in build_network_view(network).meta]
    assert "Forme complète" in meta
    assert any(
        line.startswith("Hors de cette page, d’une autre forme : express, 12") for line in meta
    )
    assert "3 réponses inachevées : chiffres provisoires" in meta


def test_it_speaks_of_the_second_method_in_whole_numbers(view):
    sources = dict(view.method)["Sources"]
    for text in set(strings(view)) - {sources}:
        assert not re.search(r"halo|robuste|complément\b|à différer", text.lower()), text
        assert not re.search(r"\d,\d", text), text


def test_the_summary_points_at_the_sections(view):
    places = [point.place for point in view.points]
    assert places == ["profil", "blocages", "inconnu", "ateliers"]


def test_the_words_used_are_explained(view):
    assert "EHPAD" in [term.term for term in view.glossary]
    assert "M10" in dict(view.method)["Niveaux"]


def test_a_questionnaire_without_type_nor_department_has_no_group(small):
    view = build_network_view(rows(small, 30).network())
    assert [group.title for group in view.groups] == ["Par type de structure"]
    assert view.departments == ()
