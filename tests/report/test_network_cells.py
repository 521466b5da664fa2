"""Each figure of the page of a network is on its own line and in its own column.

Every count is different from all others, so that a figure of another axis, type, department,
question or action is seen. What is expected is worked out again here, from the counts alone.
"""

import re

import numpy as np
import pytest
from network_sample import DATE
from report.page_reader import html_tables, markdown_tables, plain

from diag.french import typeset
from diag.report.html_markdown import render_network_html, render_network_markdown
from diag.report.network_counts import TENTHS, Counts
from diag.report.network_view import Network, build_network_view
from diag.scoring.rubric import Status

UNSCORED = TENTHS


@pytest.fixture(scope="module")
def counts(full):
    """Return counts of which no two are the same, within each table."""
    random, made = np.random.default_rng(3), Counts.of(full)
    parts, questions = len(full.dimensions) + 1, len(full.questions)
    for scores, step in ((made.scores_by_type, 6), (made.scores_by_department, 23)):
        for group in range(len(scores)):
            for part in range(parts):
                scores[group, part, step * (parts * group + part) + 3] = 5 + group
    made.scores_by_type[0, :, UNSCORED] = 20 + 3 * np.arange(parts)
    made.levels[:] = 100 + 7 * np.arange(6 * parts).reshape(parts, 6)
    made.held[:] = 11 + 3 * np.arange(parts)
    made.to_confirm[:] = 31 + 2 * np.arange(parts)
    made.known[:] = [[50 * (500 + 17 * part), 50] for part in range(parts)]
    made.reasons[:, 1:4] = 10 + np.arange(3 * (parts - 1)).reshape(-1, 3)
    made.blocking_questions[:] = 20 + random.permutation(questions)
    made.own_blockers[:] = 100 + random.permutation(questions)
    made.blocking_dimensions[:] = 79 + np.arange(parts - 1)
    made.states[:] = 5 + random.permutation(5 * questions).reshape(questions, 5)
    made.planned_by_type[:] = 20 + np.arange(len(made.planned_by_type))
    made.planned_by_department[:] = 100 + np.arange(len(made.planned_by_department))
    made.places[:] = random.permutation(made.places.size).reshape(made.places.shape)
    made.first_by_type[:] = random.integers(0, 4, made.first_by_type.shape)
    ours = [a for a, action in enumerate(full.actions) if action.origin == "print"]
    departments = len(made.first_by_department)
    numbers = 1 + random.permutation(departments * len(ours))
    made.first_by_department[:, ours] = numbers.reshape(departments, len(ours))
    return made


@pytest.fixture(scope="module")
def view(full, counts):
    return build_network_view(Network(full, counts, DATE, read=999))


@pytest.fixture(scope="module", params=["html", "md"])
def tables(request, view):
    """Return the tables of each format, by their heading."""
    if request.param == "html":
        return html_tables(render_network_html(view))
    return markdown_tables(render_network_markdown(view))


def figures(table):
    """Return the numbers of each cell that has some, line by line; the first cell is the title."""
    numbers = r"\d+"
    others = ("Durée", "Origine")
    kept = [rank for rank, column in enumerate(table.columns) if rank and column not in others]
    return [
        [found for rank in kept if (found := re.findall(numbers, line[rank]))]
        for line in table.lines
    ]


def titles_begin(table, titles):
    """Check that the lines are those of the titles, in order."""
    assert len(table.lines) == len(titles)
    for line, title in zip(table.lines, titles, strict=True):
        assert line[0].startswith(plain(typeset(title)))


def share(part, whole):
    return [str(part), str(int(100 * part / whole + 0.5))]


def whole(value):
    return str(int(np.floor(value + 0.5 + 1e-9)))


def axes(full):
    return [*(d.title for d in full.dimensions), "Ensemble"]


def test_scores(tables, full, counts):
    table = tables["Le profil du réseau"]
    expected = []
    for part in range(len(axes(full))):
        histogram = counts.scores_by_type[:, part, :UNSCORED].sum(axis=0)
        values = np.repeat(np.arange(TENTHS), histogram) / 10
        low, first, middle, third, high = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9])
        cells = [[middle], [first, third], [low, high]]
        expected.append([[whole(v) for v in cell] for cell in cells] + [[str(len(values))]])
    titles_begin(table, axes(full))
    assert figures(table) == expected


def test_levels(tables, full, counts):
    table = tables["Les niveaux"]
    titles_begin(table, axes(full))
    assert figures(table) == [[share(n, sum(own)) for n in own] for own in counts.levels.tolist()]


@pytest.mark.parametrize(
    ("heading", "field", "step"),
    [("Par type de structure", "structure_type", 6), ("Par département", "department", 23)],
)
def test_medians_of_groups(tables, full, heading, field, step):
    table, parts = tables[heading], len(axes(full))
    names = [*(o.label.partition(" (")[0] for o in full.field[field].options), "Non renseigné"]
    titles_begin(table, names)
    for column, title in zip(table.columns[-parts:], axes(full), strict=True):
        assert column.startswith(plain(typeset(title)))
    medians = [
        [[whole((step * (parts * group + part) + 3) / 10)] for part in range(parts)]
        for group in range(len(names))
    ]
    assert [line[-parts:] for line in figures(table)] == medians


def test_sizes_of_groups(tables):
    for heading in ("Par type de structure", "Par département"):
        table = tables[heading]
        unscored = 20 if heading == "Par type de structure" else 0
        sizes = [int(re.findall(r"\d+", " ".join(line[:2]))[0]) for line in table.lines]
        expected = [5 + group for group in range(len(table.lines))]
        assert sizes == [expected[0] + unscored, *expected[1:]]


def test_blockers(tables, full, counts):
    given = counts.levels[:, :-1].sum(axis=1).tolist()
    rank = {d.id: i for i, d in enumerate(full.dimensions)}
    rows = []
    for q, question in enumerate(full.questions):
        held, own = int(counts.blocking_questions[q]), int(counts.own_blockers[q])
        axis = rank[full.dimension_of[question.id].id]
        cells = [share(held, given[-1]), share(own, given[axis])]
        rows.append((held, own, f"{question.title} ({question.id})", cells))
    for d, dimension in enumerate(full.dimensions):
        held = int(counts.blocking_dimensions[d])
        rows.append((held, 0, f"Axe « {dimension.title} »", [share(held, given[-1])]))
    rows = sorted(rows, key=lambda row: (-row[0], -row[1]))[:8]
    table = tables["Ce qui bloque le plus souvent un niveau"]
    titles_begin(table, [row[2] for row in rows])
    assert figures(table) == [row[3] for row in rows]


def test_what_is_unknown(tables, full, counts):
    rows = []
    for question, states in zip(full.questions, counts.states.tolist(), strict=True):
        unknown = states[Status.UNKNOWN]
        replied = unknown + states[Status.ANSWERED]
        cells = [share(unknown, replied), [str(replied)]]
        rows.append((unknown / replied, f"{question.title} ({question.id})", cells))
    rows = sorted(rows, key=lambda row: -row[0])[:8]
    table = tables["Ce qui est le moins connu"]
    titles_begin(table, [row[1] for row in rows])
    assert figures(table) == [row[2] for row in rows]


def test_first_actions(tables, full, counts):
    totals, whole = counts.first_by_type.sum(axis=0).tolist(), int(counts.planned_by_type.sum())
    ranked = sorted(range(len(totals)), key=lambda a: -totals[a])[:10]
    table = tables["Les actions le plus souvent prioritaires"]
    titles_begin(table, [full.actions[a].title for a in ranked])
    assert [line[0] for line in figures(table)] == [share(totals[a], whole) for a in ranked]


def test_workshops_by_department(tables, full, counts):
    first, whole = counts.first_by_department, int(counts.planned_by_type.sum())
    ours = [a for a, action in enumerate(full.actions) if action.origin == "print"]
    ranked = sorted(ours, key=lambda a: -first[:, a].sum())
    table = tables["À mettre au calendrier des ateliers"]
    names = [*(o.label.partition(" (")[0] for o in full.field["department"].options)]
    assert table.columns[-len(names) - 1 :] == [*map(plain, map(typeset, names)), "Non renseigné"]
    titles_begin(table, [full.actions[a].title for a in ranked])
    for line, action in zip(figures(table), ranked, strict=True):
        total = int(first[:, action].sum())
        assert line[0] == share(total, whole)
        assert line[1:] == [[str(n)] for n in first[:, action].tolist()]


def test_the_place_that_an_action_takes_most_often(view, full, counts):
    totals = counts.first_by_type.sum(axis=0).tolist()
    ranked = sorted(range(len(totals)), key=lambda a: -totals[a])[:10]
    for row, action in zip(view.actions, ranked, strict=True):
        place = int(counts.places[action].argmax()) + 1
        ordinal = "1re" if place == 1 else f"{place}e"
        assert plain(row.place) == f"le plus souvent en {ordinal} place"


def test_known_shares(tables, full, counts):
    expected = []
    for part in range(len(axes(full))):
        given = int(counts.scores_by_type[:, part, :UNSCORED].sum())
        total = int(counts.scores_by_type[:, part].sum())
        mean = [whole((500 + 17 * part) / 10)]
        last = part == len(full.dimensions)
        reasons = [total - given] if last else counts.reasons[part, 1:4].tolist()
        confirm = share(int(counts.to_confirm[part]), given)
        expected.append([mean, share(given, total), confirm, [str(r) for r in reasons]])
    table = tables["Ce qui a pu être évalué, et pourquoi pas davantage"]
    titles_begin(table, axes(full))
    assert figures(table) == expected


def test_questions_left_without_an_answer(view, full, counts):
    missing = counts.states[:, Status.MISSING].tolist()
    ranked = sorted(range(len(missing)), key=lambda q: -missing[q])[:3]
    for line, q in zip(view.silent, ranked, strict=True):
        asked = int(counts.states[q].sum() - counts.states[q, Status.HIDDEN])
        number, percentage = share(missing[q], asked)
        told = f"{full.questions[q].title} ({full.questions[q].id}) : {number} ({percentage} %)"
        assert plain(line) == plain(typeset(told))
