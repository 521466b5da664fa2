"""What the page of a network says of structures is counted, one by one or by the million.

1. Every count is what a loop over the rows would find.
2. Chunks change nothing: parts add up to the whole.
3. Its size does not depend on the number of structures.
4. What is not told is counted apart; what does not exist is refused.
"""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from helpers import PRINT, mini
from hypothesis import given, settings
from hypothesis import strategies as st
from network_sample import parts, rows

from diag.questionnaire.loader import load
from diag.report.network_counts import TENTHS, Counts, counts_of, sign_rank, workshops
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


def test_scores_are_counted_in_tenths_by_type(sample, counted):
    for part, measures in enumerate(parts(sample.scores)):
        expected = np.zeros((len(counted.scores_by_type), TENTHS + 1), int)
        for group, tenths in zip(sample.types, measures.tenths, strict=True):
            expected[group, TENTHS if tenths < 0 else tenths] += 1
        assert np.array_equal(counted.scores_by_type[:, part], expected)


def test_levels_are_counted(sample, counted):
    for part, measures in enumerate(parts(sample.scores)):
        expected = [np.sum(measures.level == level) for level in (0, 1, 2, 3, 4, -1)]
        assert counted.levels[part].tolist() == expected


def test_unfinished_answers_are_counted(sample, counted):
    assert counted.provisional.tolist() == [sample.provisional.sum()]


def test_levels_of_answers_and_other_statuses_are_counted(sample, counted):
    for question, counts in enumerate(counted.answers):
        status, values = sample.status[:, question], sample.values[:, question]
        told = values[status == Status.ANSWERED]
        levels = [np.sum(told == level) for level in range(5)]
        others = [np.sum(status == state) for state in list(Status)[1:]]
        assert counts.tolist() == levels + others


def test_the_first_actions_of_a_plan_are_counted_where_and_when_they_begin(sample, counted):
    shape = counted.starts.shape
    expected = np.zeros(shape, int)
    for row, place in np.argwhere(sample.first >= 0):
        where = sample.departments[row], sample.first[row, place], sample.quarters[row, place]
        expected[where] += 1
    assert np.array_equal(counted.starts, expected)
    assert counted.planned.tolist() == [300]


def test_hosts_are_those_where_a_professional_already_animates(sample, counted):
    levels = _sign(sample)
    for group, hosts in enumerate(counted.hosts[:-1]):
        assert hosts == np.sum(levels[sample.departments == group] >= 3)
    assert counted.hosts.sum() == np.sum(levels >= 3)


def test_to_call_are_those_that_begin_with_the_workshop_where_nobody_animates(sample):
    told = sample.part(slice(None))
    told.first[:150, 0] = workshops(told.questionnaire)[0]
    levels = _sign(told)
    begins = told.first[:, 0] == workshops(told.questionnaire)[0]
    expected = begins & (levels >= 0) & (levels < 3)
    assert expected.any()
    assert told.counts().to_call.sum() == expected.sum()


def _sign(sample):
    """Return the level of the question that says that a structure does without the partner."""
    rank = sign_rank(sample.questionnaire)
    answered = sample.status[:, rank] == Status.ANSWERED
    return np.where(answered, sample.values[:, rank], -1)


def test_without_plans_no_plan_is_counted(sample):
    counted = sample.counts(planned=False)
    assert not counted.planned.any()
    assert not counted.starts.any()
    assert counted.structures == 300


def test_without_a_partner_the_workshops_are_the_actions_of_print(sample):
    alone = replace(sample.questionnaire, partner=None)
    found = [alone.actions[rank].origin for rank in workshops(alone)]
    assert found
    assert set(found) == {"print"}


@pytest.mark.slow
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
    figures = pd.concat([part.figures() for part in parts], ignore_index=True)
    assert equal(counts_of(sample.questionnaire, figures), counted)
    even = np.arange(300) % 2 == 0
    assert equal(counts_of(sample.questionnaire, figures[even]), sample.part(even).counts())


def test_the_order_of_memory_changes_nothing(sample, counted):
    turned = sample.part(slice(None))
    for name in ("values", "status", "first", "quarters"):
        setattr(turned, name, np.asfortranarray(getattr(turned, name)))
    assert equal(turned.counts(), counted)


def test_its_size_does_not_depend_on_the_structures(sample, counted):
    empty = Counts.of(sample.questionnaire)
    sizes = [sum(getattr(s, f.name).nbytes for f in fields(s)) for s in (empty, counted)]
    assert sizes[0] == sizes[1] < 1_500_000


def test_what_is_not_told_is_the_last_group(sample):
    told = sample.part(slice(None))
    last = len(sample.questionnaire.field["structure_type"].options)
    told.types = np.where(told.types == -1, last, told.types)
    assert equal(told.counts(), sample.counts())


def test_a_questionnaire_without_these_fields_has_one_group():
    counted = rows(mini(), 20).counts()
    assert len(counted.hosts) == 1
    assert counted.scores_by_type[:, 0].sum() == 20


@pytest.mark.parametrize("code", [-2, 99])
def test_an_unknown_group_is_refused(sample, code):
    wrong = sample.part(slice(0, 1))
    wrong.types = np.array([code])
    with pytest.raises(ValueError, match="group ranks"):
        wrong.counts()


def test_nobody_is_counted_as_nobody(sample):
    nobody = sample.part(slice(0, 0)).counts()
    assert equal(nobody, Counts.of(sample.questionnaire))
