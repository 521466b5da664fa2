"""Shared by the tests of the benchmark: a regional questionnaire, a release, releases made wrong."""

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from helpers import mini
from hypothesis import strategies as st
from questionnaire.bad_files import change, parse

from diag.benchmark.csv_files import digest
from diag.benchmark.descriptor import CELLS, DESCRIPTOR, SHARES, fingerprint
from diag.benchmark.package import write_release
from diag.benchmark.release import ANSWERS, CLASSES, Cell, Quantiles, Release
from diag.questionnaire.located_yaml import read_source
from diag.questionnaire.questionnaire_model import Option, ProfileField, SizeClass

BAD = Path(__file__).parents[1] / "bad" / "repere"
HDF, IDF = "Hauts-de-France", "Île-de-France"
MEASURES = ("MA", "SA", "global")
STEP = {"5-9": 5, "10-19": 5}


@cache
def regional():
    """Return the small questionnaire, with departments, professionals and size classes."""
    base = mini()
    places = [
        Option(id="d59", label="Nord (59)", region=HDF),
        Option(id="d62", label="Pas-de-Calais (62)", region=HDF),
        Option(id="d75", label="Paris (75)", region=IDF),
        Option(id="autre", label="Autre département"),
    ]
    fields = (
        ProfileField(
            id="department", title="Département", text="Où ?", kind="choice", options=places
        ),
        ProfileField(id="staff", title="Professionnels", text="Combien ?", kind="number"),
    )
    sizes = [
        SizeClass.model_validate({"id": "t1", "from": 0, "label": "moins de 20 professionnels"}),
        SizeClass.model_validate({"id": "t2", "from": 20, "label": "20 professionnels ou plus"}),
    ]
    header = base.header.model_copy(update={"sizes": sizes})
    hash_ = "sha256:" + "ab" * 32
    return replace(base, header=header, profile=(*base.profile, *fields), hash=hash_)


def quantiles(size, low=20):
    """Return the quantiles that a class allows, from `low` by steps of 5."""
    if size == "5-9":
        return Quantiles(low + 25)
    deciles = tuple(range(low + 5, low + 50, 5)) if size in CLASSES[3:] else None
    return Quantiles(low + 25, low + 10, low + 40, deciles)


def cell(key=("", "", "", ""), size="20-49", low=20, levels=(10, 20, 40, 20, 10)):
    """Return a published cell whose measures all say the same; the levels are those of the whole."""
    told = {} if size == "5-9" else {"global": levels}
    return Cell(*key, size, False, dict.fromkeys(MEASURES, quantiles(size, low)), told)


def secret(key):
    """Return a secret cell."""
    return Cell(*key, secret=True)


def release(cells=None, **more):
    """Return a release of the regional questionnaire."""
    header = regional().header
    cells = cells or (
        cell(size="100+"),
        cell((HDF, "", "", "")),
        cell((HDF, "d59", "", ""), "10-19"),
        secret((HDF, "d62", "", "")),
        cell((HDF, "", "ehpad", ""), "5-9"),
    )
    published = {c.key for c in cells if c.size_class in CLASSES[1:]}
    parts = admitted({"0": 20, "2": 50, "4": 25, "NSP": 5})
    shares = {(c.key, "MA01"): parts for c in cells if c.key in published}
    told = {
        "date": "2026-11-22",
        "source": "URIOPSS d'essai",
        "questionnaire": header.id,
        "version": header.version,
        "hash": regional().hash,
        "period": ("2026-03", "2026-10"),
        "synthetic": False,
        "cells": tuple(cells),
        "shares": shares,
    }
    return Release(**(told | more))


def admitted(parts):
    """Return the shares of some answers as a release holds them."""
    return tuple(parts.get(answer) for answer in ANSWERS)


def members_in(path):
    """Return the table of a file of members."""
    return pa.ipc.open_file(path.read_bytes()).read_all()


def change_members(path, change):
    """Write the table of a file of members changed by a function."""
    table = change(members_in(path))
    with pa.ipc.new_file(path, table.schema) as stream:
        stream.write_table(table)


def seal(folder):
    """Write the fingerprints that a release would have if it had been published as it is now."""
    package = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for table in package["resources"]:
        if (folder / table["path"]).exists():
            table["hash"] = digest((folder / table["path"]).read_bytes())
            table["bytes"] = (folder / table["path"]).stat().st_size
    path = folder / DESCRIPTOR
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    package["diag"]["fingerprint"] = fingerprint(read_source(path).data)
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@cache
def _sound():
    """Return the bytes of each file of a release."""
    with TemporaryDirectory() as place:
        write_release(release(), Path(place) / "repere", regional())
        return {path.name: path.read_bytes() for path in (Path(place) / "repere").iterdir()}


def write_bad(bad, folder):
    """Write a release in `folder`, then make it wrong, sealed as if by somebody who knows how."""
    for name, raw in _sound().items():
        (folder / name).write_bytes(raw)
    path, sealed = folder, True
    for key, value in bad.steps:
        if key == "file":
            path = folder / value
        elif key == "seal":
            sealed = value == "yes"
        elif key == "delete":
            (folder / value).unlink()
        else:
            changed = change(path, value).replace("\r\n", "\n")
            table = path.name in (CELLS, SHARES)
            path.write_bytes((changed.replace("\n", "\r\n") if table else changed).encode())
    if sealed:
        seal(folder)


BAD_RELEASES = [parse(path) for path in sorted(BAD.glob("*.txt"))]


# Releases that follow the rules, whatever their numbers


@st.composite
def published(draw, key):
    """A cell that follows M16-M18, or a secret one."""
    size = draw(st.sampled_from(("", *CLASSES)))
    if not size:
        return secret(key)
    measures = {m: draw(numbers(size)) for m in MEASURES if draw(st.booleans())}
    levels = {} if size == "5-9" else {m: draw(parts(size, 5)) for m in draw(some(MEASURES))}
    return Cell(*key, size, False, measures, levels)


@st.composite
def numbers(draw, size):
    """Quantiles as fine as a class allows."""
    rising = sorted(draw(st.lists(st.integers(0, 100), min_size=11, max_size=11)))
    if size == "5-9":
        return Quantiles(rising[5] // 5 * 5)
    deciles = (*rising[:2], *rising[3:8], *rising[9:]) if size in CLASSES[3:] else None
    return Quantiles(rising[5], rising[2], rising[8], deciles)


@st.composite
def parts(draw, size, count):
    """Shares that make 100, as fine as a class allows."""
    step = STEP.get(size, 1)
    cuts = sorted(
        draw(st.lists(st.integers(0, 100 // step), min_size=count - 1, max_size=count - 1))
    )
    ends = [0, *(cut * step for cut in cuts), 100]
    return tuple(b - a for a, b in pairwise(ends))


def some(names):
    """Some of the names, in their order."""
    return st.sets(st.sampled_from(names)).map(lambda found: [n for n in names if n in found])


KEYS = [
    ("", "", "", ""),
    *((r, "", t, s) for r in (HDF, IDF) for t in ("", "ehpad", "siae") for s in ("", "t1", "t2")),
    *((HDF, d, t, "") for d in ("d59", "d62") for t in ("", "ehpad", "siae")),
]


@st.composite
def releases(draw):
    """Any release that follows the rules."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=8))
    cells = tuple(draw(published(key)) for key in keys)
    open_ = [c for c in cells if c.size_class in CLASSES[1:]]
    shares = {
        (c.key, q): admitted(
            dict(zip(("0", "2", "4", "NSP"), draw(parts(c.size_class, 4)), strict=True))
        )
        for c in open_
        for q in draw(some(("MA01", "SA01")))
    }
    source = draw(st.text("aé'«»\"\\:#{}\n😀 ", min_size=1, max_size=12).filter(str.strip))
    more = {"source": source, "synthetic": draw(st.booleans())}
    return release(cells or (cell(),), shares=shares, **more)
