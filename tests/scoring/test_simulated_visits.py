"""Visits simulated with the errors that the method supposes (M12).

In each visit an answer moves one level up or down, one chance in eight each, that is 12.5 points,
through a normal draw that is correlated 0.1 between the questions of a visit. True levels are 1 to 3.

1. Without any true change, an evolution is called clear in 1 pair of visits in 20 at most.
2. With one level gained on 7 answers of 12, it is probable or clear 8 times in 10; on 10, clear.
3. What is promised of a base of any size is what is seen.
4. The verdicts that are counted here are those of two visits compared.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scoring.worked_example import assess_answers, make_axis, make_questionnaire

from diag.scoring.detectable_change import compare
from diag.scoring.rubric import Status

PAIRS = 10_000
STRAYS = 1.1503493803760079
"""A standard normal draw is beyond it one time in eight."""


class Simulated:
    """Pairs of visits of so many equal questions."""

    def __init__(self, size):
        axis = make_axis("A", 1, {f"A{n}": 1 for n in range(size)})
        self.questionnaire = make_questionnaire([axis])
        self.whole = assess_answers(self.questionnaire, {q.id: 2 for q in axis.questions})
        self.change = compare(self.whole, self.whole).dimensions["A"]
        self.chance = np.random.default_rng(12)
        self.size = size

    def visit(self, true):
        """Return the levels that visits answer, (n, Q), where these are the true ones."""
        own = self.chance.standard_normal(true.shape)
        shared = self.chance.standard_normal((len(true), 1))
        drawn = np.sqrt(0.9) * own + np.sqrt(0.1) * shared
        return true + (drawn > STRAYS) - (drawn < -STRAYS)

    def pairs(self, gained, pairs=PAIRS):
        """Return the levels of pairs of visits, (n, Q) each, where so many answers gained one."""
        rises = np.arange(self.size) < gained
        true = self.chance.integers(1, np.where(rises, 3, 4), (pairs, self.size))
        return self.visit(true), self.visit(true + rises)

    def verdict(self, levels):
        """Return the verdict where the second visit has so many levels more, on equal questions."""
        return replace(self.change, second=self.change.first + Fraction(25 * levels, self.size)).verdict

    def shares(self, gained):
        """Return how often an evolution is clear, and how often it is at least probable."""
        first, second = self.pairs(gained)
        moved, times = np.unique((second - first).sum(axis=1), return_counts=True)
        told = [self.verdict(levels) for levels in moved.tolist()]
        clear = sum(times[[verdict == "clear" for verdict in told]]) / PAIRS
        return clear, 1 - sum(times[[verdict == "stable" for verdict in told]]) / PAIRS


# 1, 2. Twelve questions


def test_without_true_change_an_evolution_is_clear_in_1_pair_in_20_at_most():
    clear, _ = Simulated(12).shares(0)
    assert 0.03 < clear <= 0.05


def test_the_errors_are_those_that_the_method_supposes():
    """12.5 points an answer; a draw cut into levels keeps a little less in common than a tenth."""
    simulated = Simulated(12)
    off = 25.0 * (simulated.visit(np.full((PAIRS, 12), 2)) - 2)
    assert set(np.unique(off)) == {-25, 0, 25}
    assert abs(off.std() - 12.5) < 0.2
    assert 4.5 < off.mean(axis=1).std() < simulated.change.error


@pytest.mark.parametrize("gained", range(7, 13))
def test_one_level_gained_on_7_answers_of_12_is_seen_8_times_in_10(gained):
    _, seen = Simulated(12).shares(gained)
    assert seen >= 0.8


@pytest.mark.parametrize("gained", range(10, 13))
def test_one_level_gained_on_10_answers_of_12_is_clear_8_times_in_10(gained):
    clear, _ = Simulated(12).shares(gained)
    assert clear >= 0.8


def test_with_fewer_answers_it_is_not():
    assert Simulated(12).shares(6)[1] < 0.8
    assert Simulated(12).shares(9)[0] < 0.8


# 3. Any size


@pytest.mark.parametrize("size", [8, 10, 12, 15, 20, 30, 48, 64])
def test_the_promised_number_is_seen_8_times_in_10(size):
    simulated = Simulated(size)
    _, seen = simulated.shares(simulated.change.rises_to_probable)
    clear, _ = simulated.shares(simulated.change.rises_to_clear)
    assert min(seen, clear) >= 0.8


@pytest.mark.parametrize("size", [3, 4, 5, 6, 7])
def test_of_very_few_questions_it_nearly_is(size):
    """A score of six questions moves by four points at a time: no error is normal there."""
    simulated = Simulated(size)
    assert simulated.shares(simulated.change.rises_to_probable)[1] >= 0.77
    assert simulated.shares(0)[0] <= 0.06


# 4. The real comparison


@pytest.mark.parametrize("gained", [0, 7, 10])
def test_the_verdicts_counted_are_those_of_visits_compared(gained):
    simulated = Simulated(12)
    for first, second in zip(*simulated.pairs(gained, pairs=200), strict=True):
        found = compare(*(assessed(simulated.whole, levels.tolist()) for levels in (first, second)))
        told = simulated.verdict(int((second - first).sum()))
        assert found.dimensions["A"].verdict == found.overall.verdict == told


def assessed(whole, levels):
    """Return a visit of these levels, with what `compare` reads of it."""
    lines = zip(whole.answers, levels, strict=True)
    answers = (replace(line, status=Status.ANSWERED, level=v, points=25 * v) for line, v in lines)
    return replace(whole, answers=tuple(answers))
