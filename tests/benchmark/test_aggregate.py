"""From structures to a release.

1. Every number is that of the structures, counted one by one.
2. What is published follows the rules, whatever is asked (M16, M17).
3. What the release says of itself; what its producer is told.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
from benchmark.networks import crossed, group, inside, make, networks, region
from benchmark.test_attack import released
from benchmark.test_quantiles import half_up, plain
from drawn import drawn

from diag.benchmark.aggregate import build
from diag.benchmark.disclosure import Reason
from diag.benchmark.release import NATIONAL, Quantiles
from diag.questionnaire.questionnaire_model import possible_levels

HERE = region(0)


def varied(rows, seed=1):
    """Return structures with scores, levels and answers that differ."""
    structures = make(rows)
    rng = np.random.default_rng(seed)
    size = len(structures)
    scores = rng.integers(0, 1001, structures.scores.shape) / 10
    return replace(
        structures,
        scores=scores,
        levels=(scores // 20.1).astype(np.int8),
        answers=rng.integers(0, 9, structures.answers.shape).astype(np.int8),
        month=rng.integers(0, 3, size).astype(np.int16),
    )


def tell(release):
    return {cell.key: cell for cell in release.cells}


# 1. Numbers


@drawn(networks(250), few=5, many=40)
def test_numbers_are_those_of_the_structures(case):
    questionnaire, structures = case
    release = released(structures, questionnaire)
    for cell in release.cells:
        members = inside(structures, cell.key)
        for rank, name in enumerate(release.content.measures):
            scores = structures.scores[members, rank]
            scores = scores[~np.isnan(scores)].tolist()
            found = cell.measures.get(name, Quantiles())
            if found.median is not None:
                step = 5 if len(scores) < 10 else 1
                assert found.median == half_up(plain(scores, Fraction(1, 2)), step)
                assert (found.q1 is not None) == (len(scores) >= 10)
                assert (found.deciles is not None) == (len(scores) >= 50)
            if name in cell.levels:
                levels = structures.levels[members, rank]
                counts = Counter(levels[levels >= 0].tolist())
                assert cell.levels[name] == parts(counts, range(5))


@drawn(networks(250), few=5, many=40)
def test_shares_are_those_of_who_answered(case):
    questionnaire, structures = case
    release = released(structures, questionnaire)
    for (key, question), told in release.shares.items():
        rank = [q.id for q in questionnaire.questions].index(question)
        answers = structures.answers[inside(structures, key), rank]
        counts = Counter(answers[answers <= 5].tolist())
        codes = [*possible_levels(questionnaire.question[question]), 5]
        assert tuple(part for part in told if part is not None) == parts(counts, codes)
        assert [rank for rank, part in enumerate(told) if part is not None] == codes


def parts(counts, codes):
    """Return the published shares of some answers."""
    total = sum(counts.values())
    assert total >= 11
    step = 5 if total < 20 else 1
    return tuple(half_up(Fraction(100 * counts[code], total), step) for code in codes)


# 2. Rules


@drawn(networks(250), few=5, many=40)
def test_a_secret_cell_tells_nothing(case):
    questionnaire, structures = case
    release = released(structures, questionnaire)
    cells = tell(release)
    for cell in cells.values():
        assert cell.secret == (cell.size_class == "")
        assert not (cell.secret and (cell.measures or cell.levels))
        assert cell.levels.keys() <= cell.measures.keys()
    assert not any(cells[key].secret for key, _ in release.shares)


def test_a_measure_that_few_have_is_not_told():
    structures = varied(group(30, range(6), 0, 0, 0) + group(30, range(6), 1, 1, 1))
    scores = structures.scores.copy()
    scores[:26, 0] = np.nan
    cells = tell(released(replace(structures, scores=scores)))
    assert set(cells[HERE, "d0", "", ""].measures) == {"SA", "global"}
    assert not cells[HERE, "d0", "", ""].secret


def test_quantiles_of_few_scores_in_a_large_cell_are_rough():
    structures = varied(group(30, range(6), 0) + group(30, range(6), 1))
    scores = structures.scores.copy()
    scores[:22, 0] = np.nan
    found = tell(released(replace(structures, scores=scores)))[HERE, "d0", "", ""]
    assert found.measures["MA"].median % 5 == 0
    assert found.measures["MA"].q1 is None
    assert found.measures["SA"].q1 is not None


def test_not_concerned_missing_and_not_asked_are_no_answers():
    structures = make(group(30, range(6), 0))
    answers = np.zeros_like(structures.answers)
    answers[:10, 0], answers[10:15, 0] = 5, 2
    answers[15:20, 0], answers[20:25, 0], answers[25:, 0] = 6, 7, 8
    release = released(replace(structures, answers=answers))
    question = release.content.questions[0].id
    told = release.shares[(HERE, "d0", "", ""), question]
    assert told == (0, 0, 35, None, 0, 65)  # of fifteen, to five points


# 3. About


def test_a_release_says_what_it_is():
    structures = varied(group(30, range(6), 0))
    questionnaire = crossed()
    built = build(
        replace(structures, month=np.repeat(np.array([1, 2, -1], np.int16), 10)),
        questionnaire,
        date="2026-11-22",
        source="Réseau d’essai",
        synthetic=True,
        form="express",
    )
    release = built.release
    assert (release.form, release.method) == ("express", 2)
    assert (release.date, release.source, release.synthetic) == (
        "2026-11-22",
        "Réseau d’essai",
        True,
    )
    assert (release.questionnaire, release.version) == ("mini", "1.2.0")
    assert release.hash == questionnaire.hash
    assert release.period == ("2026-04", "2026-11")
    assert release.content.measures == ("MA", "SA", "global")


def test_every_crossing_is_there_secret_or_not():
    release = released(make(group(30, range(6), 0)))
    assert len(release.cells) == 1 + 1 + 4 + 3 + 2 + 12 + 6
    assert {c.key for c in release.cells if not c.secret} == {
        NATIONAL,
        (HERE, "", "", ""),
        (HERE, "d0", "", ""),
    }


def test_nobody_makes_a_release_without_a_number():
    release = released(make([]))
    assert all(cell.secret for cell in release.cells)
    assert release.shares == {}
    assert release.period == ("", "")


def test_the_producer_knows_what_is_secret_and_why():
    rows = [row for d, n in enumerate((9, 8, 6)) for row in group(n, range(4), d)]
    about = {"date": "2026-11-22", "source": "x", "synthetic": False, "form": "complete"}
    built = build(make([*rows, (9, 3), (9, 3)]), crossed(), **about)
    told = {s.key: (s.n, s.organisations, s.largest, s.reason) for s in built.secrets()}
    assert told == {
        (HERE, "d2", "", ""): (6, 4, 2, Reason.SUBTRACTION),
        (HERE, "d3", "", ""): (2, 1, 2, Reason.SMALL),
    }
    assert built.census.members.shape == (len(rows) + 2, 7)


def test_the_same_structures_make_the_same_release_in_any_order():
    structures = varied(group(200, range(9), 0, 0, 0) + group(90, range(5), 1, 2, 1))
    order = np.random.default_rng(2).permutation(len(structures))
    names = ("key", "operator", "region", "department", "type", "size")
    names += ("scores", "levels", "answers", "month")
    turned = replace(structures, **{name: getattr(structures, name)[order] for name in names})
    assert released(structures) == released(turned)
