"""The structures that the internal pages of a network name.

1. The first ones met are kept, for a network too small to be distributed.
2. To call: those that begin with the workshop, the furthest from it first, then the largest.
3. How rows come changes nothing; a questionnaire without a partner calls nobody.
"""

from dataclasses import replace

import pandas as pd
import pytest
from helpers import PRINT
from network_sample import rows

from diag.questionnaire.loader import load
from diag.report.network_counts import sign_rank, workshops
from diag.scoring.rubric import Status
from diag.table.chosen_members import Chosen, chosen

SIZE = 60


@pytest.fixture(scope="module")
def full():
    return load(PRINT)


@pytest.fixture(scope="module")
def sample(full):
    told = rows(full, SIZE)
    told.first[:, 0] = workshops(full)[0]
    told.departments[:] = [n % 2 for n in range(SIZE)]
    told.status[:, sign_rank(full)] = Status.ANSWERED
    told.values[:, sign_rank(full)] = [0 if n < 8 else 2 for n in range(SIZE)]
    return told


@pytest.fixture(scope="module")
def frame():
    names = [f"S{n}" for n in range(SIZE)]
    return pd.DataFrame({"nom": ["Les Lilas", *[""] * (SIZE - 1)], "staff": range(SIZE)}, names)


def test_the_first_structures_are_kept_by_their_name_or_id(full, sample, frame):
    found = chosen(full, frame, sample.figures(), Chosen())
    assert [member.name for member in found.first] == ["Les Lilas", "S1", "S2", "S3"]


def test_the_furthest_then_the_largest_are_called_two_a_department(full, sample, frame):
    found = chosen(full, frame, sample.figures(), Chosen())
    assert {member.name for member in found.calls} == {"S7", "S6", "S5", "S4"}


def test_where_a_professional_animates_nobody_is_called(full, sample, frame):
    told = sample.part(slice(None))
    told.values[:, sign_rank(full)] = 3
    assert chosen(full, frame, told.figures(), Chosen()).calls == ()


def test_without_plans_nobody_is_called(full, sample, frame):
    assert chosen(full, frame, sample.figures(planned=False), Chosen()).calls == ()


def test_rows_may_come_in_pieces(full, sample, frame):
    known = Chosen()
    for span in (slice(0, 3), slice(3, 40), slice(40, SIZE)):
        known = chosen(full, frame.iloc[span], sample.part(span).figures(), known)
    assert known == chosen(full, frame, sample.figures(), Chosen())


def test_without_a_partner_nobody_is_called(full, sample, frame):
    alone = replace(full, partner=None)
    assert chosen(alone, frame, sample.figures(), Chosen()).calls == ()
