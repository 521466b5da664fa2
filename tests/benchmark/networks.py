"""Networks for the tests of the aggregates: a few structures written by hand, or many at random."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
from helpers import mini
from hypothesis import settings
from hypothesis import strategies as st

from diag.benchmark.cells import Grid
from diag.benchmark.census import Census
from diag.benchmark.release import content_of
from diag.benchmark.structures import Structures, homes, region_codes
from diag.questionnaire.questionnaire_model import Option, ProfileField, SizeClass

quick = settings(max_examples=40)
NORTH = "Nord-Ouest"
_mini = cache(mini)


def named(letter, count):
    return tuple(f"{letter}{rank}" for rank in range(count))


@cache
def crossed(homes_=(0, 0, 0, 0), types=3, sizes=2, regions=1):
    """Return the small questionnaire with as many departments as `homes_`, each in a region or in none."""
    places = [
        Option(id=f"d{i}", label=f"Département {i}", region=None if home < 0 else region(home))
        for i, home in enumerate(homes_)
    ]
    kinds = [Option(id=name, label=name) for name in named("t", types)]
    fields = (
        ProfileField(id="structure_type", title="T", text="?", kind="choice", options=kinds),
        ProfileField(id="department", title="D", text="?", kind="choice", options=places),
        ProfileField(id="staff", title="S", text="?", kind="number"),
    )
    classes = [
        SizeClass.model_validate({"id": f"s{i}", "from": 20 * i, "label": f"taille {i}"})
        for i in range(sizes)
    ]
    base = _mini()
    header = base.header.model_copy(update={"sizes": classes})
    return replace(base, header=header, profile=fields)


def region(rank):
    return f"{NORTH} {rank}"


def labels_of(questionnaire):
    """Return the ids of the crossings; a department without region is one of them too."""
    departments = tuple(o.id for o in questionnaire.field["department"].options)
    content = content_of(questionnaire)
    return {
        "region": content.regions,
        "departement": departments,
        "type": content.types,
        "taille": content.sizes,
        "month": ("2026-03", "2026-04", "2026-11"),
    }


def make(rows, questionnaire=None, **more):
    """Return structures from (organisation, department, type, size) ranks, -1 or left out if not told."""
    questionnaire = questionnaire or crossed()
    table = np.array([(*row, *[-1] * (4 - len(row))) for row in rows], dtype=np.int16).reshape(
        -1, 4
    )
    labels = labels_of(questionnaire)
    home = homes(questionnaire, labels["departement"], labels["region"])
    size, measures = len(table), len(questionnaire.dimensions) + 1
    columns = {
        "key": np.array([f"S{i}" for i in range(size)], dtype=object),
        "operator": table[:, 0].astype(np.int64),
        "region": region_codes(table[:, 1], home),
        "department": table[:, 1],
        "type": table[:, 2],
        "size": table[:, 3],
        "labels": labels,
        "scores": np.full((size, measures), 50.0),
        "levels": np.full((size, measures), 2, dtype=np.int8),
        "answers": np.zeros((size, len(questionnaire.questions)), dtype=np.int8),
        "month": np.zeros(size, dtype=np.int16),
    }
    return Structures(**columns | more)


def census_of(structures, questionnaire=None):
    """Return the census of structures in the cells of the questionnaire."""
    labels = structures.labels
    home = homes(questionnaire or crossed(), labels["departement"], labels["region"])
    return Census.of(structures, Grid.of(labels, home))


def everyone(structures):
    return np.ones((len(structures), 1), dtype=bool)


def inside(structures, key):
    """Return which structures a cell holds, one label at a time."""
    labels = structures.labels
    columns = (structures.region, structures.department, structures.type, structures.size)
    names = ("region", "departement", "type", "taille")
    return np.array(
        [
            all(
                not wanted or (column[i] >= 0 and labels[name][column[i]] == wanted)
                for name, column, wanted in zip(names, columns, key, strict=True)
            )
            for i in range(len(structures))
        ],
        dtype=bool,
    )


def taken(structures, rows):
    """Return some of the structures."""
    columns = [f.name for f in fields(structures) if f.name != "labels"]
    return replace(structures, **{name: getattr(structures, name)[rows] for name in columns})


def group(number, organisations, *crossings):
    """Return the rows of a group: `number` structures shared by some organisations, in turn."""
    return [(organisations[i % len(organisations)], *crossings) for i in range(number)]


def region_of(*groups):
    """Return structures of departments: each group is a number and its organisations."""
    return make([row for d, (n, owners) in enumerate(groups) for row in group(n, owners, d)])


@st.composite
def networks(draw, most=400):
    """Draw a questionnaire, and structures at random that share organisations very unequally."""
    regions = draw(st.integers(1, 2))
    homes_ = tuple(draw(st.lists(st.integers(-1, regions - 1), min_size=1, max_size=5)))
    questionnaire = crossed(homes_, draw(st.integers(1, 7)), draw(st.integers(1, 4)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return questionnaire, at_random(rng, questionnaire, draw(st.integers(0, most)))


def at_random(rng, questionnaire, size):
    """Return structures at random: organisations are unequal, and prefer a department and a type."""
    labels = labels_of(questionnaire)
    owners = int(rng.integers(3, 60))
    owner = rng.choice(owners, size, p=rng.dirichlet(np.full(owners, rng.choice([0.1, 0.3, 1, 5]))))

    def crossing(name, base, ties):
        count = len(labels[name])
        drawn = rng.choice(count, size, p=rng.dirichlet(np.full(count, rng.choice([0.3, 1, 5]))))
        usual = rng.integers(0, count, 100)[base]
        told = np.where(rng.random(size) < rng.choice(ties), usual, drawn)
        return np.where(rng.random(size) < rng.choice([0, 0, 0.01, 0.08]), -1, told)

    kind = crossing("type", owner, [0, 0.5, 0.9])
    rows = [owner, crossing("departement", owner, [0, 0.5, 0.9]), kind]
    rows.append(crossing("taille", kind, [0, 0.5, 0.95]))
    measures, questions = len(questionnaire.dimensions) + 1, len(questionnaire.questions)
    scores = rng.integers(0, 1001, (size, measures)) / 10
    scores[rng.random((size, measures)) < rng.choice([0, 0.03, 0.2])] = np.nan
    codes = rng.choice(9, (size, questions), p=[0.15] * 5 + [0.1, 0.05, 0.05, 0.05])
    return make(
        np.stack(rows, axis=1).tolist(),
        questionnaire,
        scores=scores,
        levels=np.where(np.isnan(scores), -1, np.nan_to_num(scores) // 20.1).astype(np.int8),
        answers=codes.astype(np.int8),
        month=rng.integers(0, 3, size).astype(np.int16),
    )
