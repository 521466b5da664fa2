"""What the page of a network says of structures is counted, one by one or by the million.

1. Every count is what a loop over the rows would find.
2. Chunks change nothing: parts add up to the whole.
3. Its size does not depend on the number of structures.
4. What is not told is counted apart; what does not exist is refused.
"""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from helpers import PRINT, mini
from hypothesis import given, settings
from hypothesis import strategies as st
from network_sample import parts, rows

from diag.questionnaire.loader import load
from diag.report.network_counts import TENTHS, Counts, counts_of, figures_of
from diag.scoring.rubric import Status


@pytest.fixture(scope="module")
def sample():
    return rows(load(PRINT), 300)


@pytest.fixture(scope="module")
def counted(sample):
    return sample.counts()


def equal(one, other):
    """Tell whether two of them hold the same counts."""
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


def test_scores_are_counted_in_tenths_by_type_and_by_department(sample, counted):
    for part, measures in enumerate(parts(sample.scores)):
        for counts, groups in (
            (counted.scores_by_type, sample.types),
            (counted.scores_by_department, sample.departments),
        ):
            expected = np.zeros((len(counts), TENTHS + 1), int)
            for group, tenths in zip(groups, measures.tenths, strict=True):
                expected[group, TENTHS if tenths < 0 else tenths] += 1
            assert np.array_equal(counts[:, part], expected)


def test_levels_and_what_holds_them_are_counted(sample, counted):
    for part, measures in enumerate(parts(sample.scores)):
        expected = [np.sum(measures.level == level) for level in (0, 1, 2, 3, 4, -1)]
        assert counted.levels[part].tolist() == expected
        assert counted.held[part] == np.sum(measures.level < measures.raw_level)
        assert counted.to_confirm[part] == np.sum(measures.to_confirm)
    scores = sample.scores
    assert np.array_equal(counted.blocking_questions, scores.blocking_questions.sum(axis=0))
    assert np.array_equal(counted.blocking_dimensions, scores.blocking_dimensions.sum(axis=0))
    assert np.array_equal(counted.own_blockers, scores.dimension_blockers.sum(axis=0))
    assert counted.blocking_questions.any()
    assert counted.own_blockers.any()


def test_known_shares_are_summed_exactly_where_they_are_told(sample, counted):
    for part, measures in enumerate(parts(sample.scores)):
        told = [share for share in measures.known_tenths.tolist() if share >= 0]
        assert counted.known[part].tolist() == [sum(told), len(told)]


def test_unfinished_answers_are_counted(sample, counted):
    assert counted.provisional.tolist() == [sample.provisional.sum()]


def test_reasons_and_statuses_are_counted(sample, counted):
    for dimension, counts in enumerate(counted.reasons):
        own = sample.scores.reason[:, dimension]
        assert counts.tolist() == [np.sum(own == reason) for reason in range(5)]
    for question, counts in enumerate(counted.states):
        own = sample.status[:, question]
        assert counts.tolist() == [np.sum(own == state) for state in Status]


def test_only_the_first_actions_of_a_plan_are_counted(sample, counted):
    actions = range(len(sample.questionnaire.actions))
    for counts, groups in (
        (counted.first_by_type, sample.types),
        (counted.first_by_department, sample.departments),
    ):
        for group in range(-1, len(counts) - 1):
            own = sample.first[groups == group]
            assert counts[group].tolist() == [(own == action).sum() for action in actions]
    for place, counts in enumerate(counted.places.T):
        own = sample.first[:, place]
        assert counts.tolist() == [(own == action).sum() for action in actions]
    assert counted.planned_by_type.sum() == counted.planned_by_department.sum() == 300


def test_without_plans_no_plan_is_counted(sample):
    counted = sample.counts(planned=False)
    assert not counted.planned_by_type.any()
    assert not counted.first_by_type.any()
    assert counted.structures == 300


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(0, 60), max_size=4), swapped=st.booleans())
def test_parts_add_up_to_the_whole(cuts, swapped):
    sample = rows(mini(), 60)
    edges = [0, *sorted(cuts), 60]
    spans = [slice(a, b) for a, b in pairwise(edges)]
    total = Counts.of(sample.questionnaire)
    for span in reversed(spans) if swapped else spans:
        total += sample.part(span).counts()
    assert equal(total, sample.counts())


def test_figures_of_parts_may_be_put_end_to_end_and_chosen(sample, counted):
    parts = [sample.part(slice(*span)) for span in ((0, 120), (120, 300))]
    figures = pd.concat([_figures(part) for part in parts], ignore_index=True)
    assert equal(counts_of(sample.questionnaire, figures), counted)
    even = np.arange(300) % 2 == 0
    assert equal(counts_of(sample.questionnaire, figures[even]), sample.part(even).counts())


def _figures(rows):
    told = (rows.types, rows.departments, rows.status, rows.scores)
    return figures_of(rows.questionnaire, *told, rows.provisional, rows.first)


def test_the_order_of_memory_changes_nothing(sample, counted):
    turned = sample.part(slice(None))
    for name in ("values", "status", "first"):
        setattr(turned, name, np.asfortranarray(getattr(turned, name)))
    assert equal(turned.counts(), counted)


def test_its_size_does_not_depend_on_the_structures(sample, counted):
    empty = Counts.of(sample.questionnaire)
    sizes = [sum(getattr(s, f.name).nbytes for f in fields(s)) for s in (empty, counted)]
    assert sizes[0] == sizes[1] < 3_000_000


def test_what_is_not_told_is_the_last_group(sample):
    told = sample.part(slice(None))
    last = len(sample.questionnaire.field["structure_type"].options)
    told.types = np.where(told.types == -1, last, told.types)
    assert equal(told.counts(), sample.counts())


def test_a_questionnaire_without_these_fields_has_one_group():
    sample = rows(mini(), 20)
    assert sample.counts().scores_by_department.shape[0] == 1
    assert sample.counts().scores_by_department[0, 0].sum() == 20


@pytest.mark.parametrize("code", [-2, 99])
def test_an_unknown_group_is_refused(sample, code):
    wrong = sample.part(slice(0, 1))
    wrong.types = np.array([code])
    with pytest.raises(ValueError, match="group ranks"):
        wrong.counts()


def test_nobody_is_counted_as_nobody(sample):
    nobody = sample.part(slice(0, 0)).counts()
    assert equal(nobody, Counts.of(sample.questionnaire))
