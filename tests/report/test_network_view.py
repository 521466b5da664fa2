"""What the page of a network says.

1. Page one is the programme: need, the sessions that the means allow, hosts (report.md §4).
2. Without the means it tells the need, and which option gives the sessions.
3. What holds the network back, in tenths, with the words of a release (M17).
4. Internal pages: whom to call, profile, only the types that differ beyond noise, data quality.
5. Under five structures nothing is distributed: side by side; one, none, no plan, no partner are told.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_sample import rows, strings

from diag.french import typeset
from diag.planning.network_means import Means
from diag.report.network_counts import sign_rank, workshops
from diag.report.network_internal import Member
from diag.report.network_view import build_network_document
from diag.report.programme_view import shared
from diag.scoring.rubric import Status

MEANS = Means(8, 120, 5)


@pytest.fixture(scope="module")
def sample(full):
    return rows(full, 400)


@pytest.fixture(scope="module")
def document(sample):
    return build_network_document(sample.network(read=420, rejected=15, excluded=5, means=MEANS))


def plain(text):
    return " ".join(text.split())


def integer(text):
    return 0 if text == "–" else int("".join(text.split()))


def member(full, name="Les Tilleuls", department=0, level=0, staff=12, tenths=410):
    answers = [2] * len(full.questions)
    answers[sign_rank(full)] = level
    parts = len(full.dimensions) + 1
    return Member(name, 0, department, staff, tuple(answers), (tenths,) * parts, (2,) * parts, (0, 1))


def few(full, structures, *names, **more):
    members = tuple(member(full, name, **more) for name in names)
    return build_network_document(rows(full, structures).network(members=members)).parts


# 1. The programme


def test_the_programme_opens_the_page(document):
    assert list(document.parts)[:4] == ["lead", "programme", "support_needs", "holds"]


def test_the_need_is_that_of_the_workshop_by_department(document, sample, full):
    waiting = (sample.first == workshops(full)[0]).any(axis=1)
    part = document.parts["programme"]
    found = {row.title: integer(row.need) for row in part.rows}
    for rank, option in enumerate(full.field["department"].options):
        name = typeset(option.label.partition(" (")[0])
        assert found.get(name, 0) == np.sum(waiting & (sample.departments == rank))
    assert integer(part.total[0].need) == waiting.sum()
    assert part.figures[0].value == part.total[0].need


def test_each_total_is_the_sum_of_its_rows(document):
    part = document.parts["programme"]
    (total,) = part.total
    for column in ("need", "covered", "left"):
        assert integer(getattr(total, column)) == sum(integer(getattr(r, column)) for r in part.rows)
    for quarter in range(4):
        told = sum(integer(row.sessions[quarter]) for row in part.rows)
        assert integer(total.sessions[quarter]) == told


def test_sessions_are_what_days_and_need_allow(document):
    part = document.parts["programme"]
    held = sum(integer(n) for n in part.total[0].sessions)
    needed = sum(-(-integer(row.need) // 8) for row in part.rows if row.title != "Non renseigné")
    assert held == min(120 // 5, needed)
    for row in part.rows:
        served = min(integer(row.need), 8 * sum(integer(n) for n in row.sessions))
        assert integer(row.covered) == served


def test_where_nobody_told_its_department_no_session_is_held(document):
    row = document.parts["programme"].rows[-1]
    assert row.title == "Non renseigné"
    assert set(row.sessions) == {"–"}


def test_sessions_come_when_most_structures_begin(full):
    told = rows(full, 60)
    told.departments[:] = 0
    told.first[:, 0] = workshops(full)[0]
    told.first[:, 1:] = -1
    told.quarters[:] = 2
    part = build_network_document(told.network(means=Means(60, 5, 5))).parts["programme"]
    assert part.rows[0].sessions == ("–", "–", "1", "–")


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 20)), min_size=1, max_size=8))
def test_shares_add_up_and_keep_their_most(total, pairs):
    weights, most = zip(*pairs, strict=True)
    given_ = shared(total, weights, most)
    assert sum(given_) == min(total, sum(most))
    assert all(0 <= one <= limit for one, limit in zip(given_, most, strict=True))


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(10, (5, 3, 2), [5, 3, 2]), (4, (236, 147, 118), [2, 1, 1]), (1, (3, 5), [0, 1]), (2, (0, 0), [1, 1])],
)  # fmt: skip
def test_shares_are_by_largest_remainder(total, weights, shares):
    assert shared(total, weights, [total] * len(weights)) == shares


def test_the_days_left_are_told_for_the_other_supports(full):
    told = rows(full, 30)
    told.first[:, 0], told.first[:, 1:] = workshops(full)[0], -1
    told.first[:3, 1] = workshops(full)[1]
    told.departments[:] = 0
    parts = build_network_document(told.network(means=Means(10, 50, 4))).parts
    assert plain(parts["support_needs"].days).startswith("Jours de PRINT : 12 pour les sessions, 38 à répartir")
    assert [row.need for row in parts["support_needs"].rows] == ["3"]


# 2. Without the means


def test_without_the_means_the_need_is_told_and_the_options_named(sample):
    part = build_network_document(sample.network(means=Means(places=8))).parts["programme"]
    assert part.quarters == ()
    assert {row.sessions for row in part.rows} == {()}
    assert "--jours-print et --jours-par-atelier" in part.lacking
    assert "--places" not in part.lacking


# 3. What holds the network back


def test_low_answers_are_told_in_tenths_of_who_answered(full):
    told = rows(full, 50)
    core = next(q for q, one in enumerate(full.questions) if one.core and 0 in one.told)
    told.status[:, core] = Status.ANSWERED
    told.status[40:, core] = Status.UNKNOWN
    told.values[:, core] = 4
    told.values[:38, core] = 0
    line = build_network_document(told.network()).parts["holds"].lines[0]
    assert line.text.casefold() == typeset(full.questions[core].told[0]).casefold()
    assert (line.share, line.circles) == ("au moins 9 sur 10", "●" * 9 + "○")


def test_shares_are_tenths_never_percentages(document):
    assert not any("%" in text for text in strings(document.sections))


# 4. Internal pages


def test_names_stand_on_the_internal_page_alone(full, sample):
    told = sample.part(slice(None))
    told.first[:, 0] = workshops(full)[0]
    parts = build_network_document(told.network(calls=(member(full),))).parts
    assert parts["calls"].rows[0].structure == "Les Tilleuls"
    before = [part for name, part in parts.items() if name != "calls"]
    assert not any("Tilleuls" in text for part in before for text in strings(part))


def test_why_a_structure_is_called_is_a_fact(full, sample):
    parts = build_network_document(sample.network(calls=(member(full, level=1),))).parts
    fact = full.questions[sign_rank(full)].told[1]
    assert parts["calls"].rows[0].why.startswith(typeset(fact))


def test_each_department_has_its_first_call_before_another_has_its_second(full, sample):
    named = [member(full, f"{d}-{n}", department=d) for d in range(5) for n in range(2)]
    calls = build_network_document(sample.network(calls=tuple(named))).parts["calls"]
    assert len(calls.rows) == 8
    assert {row.structure for row in calls.rows} >= {f"{d}-0" for d in range(5)}


def test_medians_are_those_of_the_scores(document, sample):
    for axis, row in enumerate(document.parts["network_profile"].rows[:-1]):
        own = sample.scores.dimensions.tenths[:, axis]
        assert int(row.median) == pytest.approx(np.median(own[own >= 0] / 10), abs=0.51)


def test_only_a_type_beyond_noise_is_set_apart(full):
    told = rows(full, 300)
    told.types[:] = np.arange(300) % 3
    told.values[told.types == 1] = 4
    told.status[:] = Status.ANSWERED
    apart = build_network_document(told.network()).parts["apart"]
    names = [typeset(o.label.partition(" (")[0]) for o in full.field["structure_type"].options]
    assert [row.kind for row in apart.rows if row.gap.startswith("+")] == [names[1]]


def test_a_type_of_fewer_than_ten_is_never_set_apart(full):
    told = rows(full, 300)
    told.types[:] = 0
    told.types[:9] = 1
    told.values[:9] = 4
    told.status[:] = Status.ANSWERED
    assert build_network_document(told.network()).parts["apart"].rows == ()


def test_every_row_read_is_accounted_for(document):
    told = plain(" ".join(document.parts["quality"].lines))
    assert "420 lignes lues, 15 rejetées et 5 exclues" in told
    assert "pas été tirées au sort" in told


def test_synthetic_data_say_so_at_both_ends(full):
    document = build_network_document(rows(full, 5).network(stamp="Données synthétiques."))
    assert document.head.stamps == ("Données synthétiques.",)
    assert "Données synthétiques" in document.running


# 5. Edges


def test_two_structures_stand_side_by_side_without_a_median(full):
    parts = few(full, 2, "Nord", "Sud")
    side = parts["side_by_side"]
    assert [column.structure for column in side.columns] == ["Nord", "Sud"]
    assert side.rows[0].cells == ("41, Structuration",) * 2
    assert side.rows[-1].title == "Action 2"
    assert not {"programme", "network_profile", "apart", "holds"} & set(parts)


def test_what_is_not_evaluated_shows_no_score(full):
    assert few(full, 1, "Seule", tenths=-1)["side_by_side"].rows[0].cells == ("à établir",)


def test_without_any_structure_the_page_says_so(full):
    parts = build_network_document(rows(full, 0).network(read=7, rejected=7)).parts
    assert list(parts) == ["lead", "quality"]
    assert parts["lead"].opening.startswith("Aucune structure")


def test_without_plans_the_page_says_why_there_is_no_need(sample):
    parts = build_network_document(sample.network(planned=False, means=MEANS)).parts
    assert parts["programme"].none.startswith("Les plans n’ont pas été établis")
    assert "support_needs" not in parts
    assert "calls" not in parts


def test_without_a_partner_the_actions_of_print_are_programmed_and_nobody_is_called(full):
    parts = build_network_document(rows(replace(full, partner=None), 100).network(means=MEANS)).parts
    assert parts["programme"].rows
    assert not parts["programme"].hosted
    assert "calls" not in parts


def test_another_questionnaire_has_its_page(small):
    assert "lead" in build_network_document(rows(small, 30).network()).parts
