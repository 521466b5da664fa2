"""Shared by the tests of the benchmark: a regional questionnaire, a release, releases made wrong."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers import mini
from hypothesis import strategies as st
from questionnaire.bad_files import change, parse

from diag.benchmark.package import CELLS, DESCRIPTOR, README, SHARES, digest, fingerprint, write_release
from diag.benchmark.quantiles import published
from diag.benchmark.release import CLASSES, SHARED, Cell, Quantiles, Release, content_of
from diag.questionnaire.located_yaml import read_source
from diag.questionnaire.questionnaire_model import Option, ProfileField, SizeClass

BAD = Path(__file__).parents[1] / "bad" / "repere"
HDF, IDF = "Hauts-de-France", "Île-de-France"
MEASURES = ("MA", "SA", "global")
LEVELS = (1, 2, 4, 2, 1)
SIZES = {"6-9": 8, "10-19": 15, "20-49": 30, "50-99": 60, "100+": 120}


@cache
def regional():
    """Return the small questionnaire, with departments, professionals, size classes and codes."""
    base = mini()
    places = [
        Option(id="d59", label="Nord (59)", region=HDF),
        Option(id="d62", label="Pas-de-Calais (62)", region=HDF),
        Option(id="d75", label="Paris (75)", region=IDF),
        Option(id="autre", label="Autre département"),
    ]
    codes = [
        ProfileField(id=name, title="Code", text="Quel code ?", kind="text", asked="last")
        for name in ("structure_code", "operator_code")
    ]
    fields = (
        ProfileField(id="department", title="Département", text="Où ?", kind="choice", options=places),
        ProfileField(id="staff", title="Professionnels", text="Combien ?", kind="number"),
    )
    sizes = [
        SizeClass.model_validate({"id": "t1", "from": 0, "label": "moins de 20 professionnels"}),
        SizeClass.model_validate({"id": "t2", "from": 20, "label": "20 professionnels ou plus"}),
    ]
    header = base.header.model_copy(update={"sizes": sizes})
    hash_ = "sha256:" + "ab" * 32
    return replace(base, header=header, profile=(*base.profile, *fields, *codes), hash=hash_)


def quantiles(size, low=20):
    """Return the quantiles that a class allows, from `low` by steps of 5."""
    if size == "6-9":
        return Quantiles(size, low + 25)
    deciles = tuple(range(low + 5, low + 50, 5)) if size in CLASSES[3:] else None
    return Quantiles(size, low + 25, low + 10, low + 40, deciles)


def cell(node=(), size="20-49", low=20, levels=LEVELS):
    """Return a published cell whose measures all say the same; the levels are those of the whole."""
    told = {"global": levels} if size in SHARED and len(node) < 3 else {}
    return Cell.of(node, dict.fromkeys(MEASURES, quantiles(size, low)), told)


def release(cells=None, questionnaire=None, **more):
    """Return a release of the regional questionnaire: what is not among the cells is secret."""
    questionnaire = questionnaire or regional()
    header, content = questionnaire.header, content_of(questionnaire)
    told = cells or (
        cell(size="100+"),
        cell((HDF,), "50-99"),
        cell((HDF, "ehpad")),
        cell((HDF, "ehpad", "d59"), "10-19"),
        cell((HDF, "siae"), "6-9"),
    )
    by_node = {one.node: one for one in told}
    wide = [one.node for one in told if one.size_class in SHARED and len(one.node) < 3]
    usual = {
        "date": "2026-11-22",
        "source": "URIOPSS d'essai",
        "questionnaire": header.id,
        "version": header.version,
        "hash": questionnaire.hash,
        "period": ("2026-03", "2026-10"),
        "synthetic": False,
        "content": content,
        "cells": tuple(by_node.get(node, Cell.of(node)) for node in content.nodes),
        "shares": {(node, "MA01"): (2, None, 5, None, 3) for node in wide},
    }
    return Release(**(usual | more))


def seal(folder):
    """Write the fingerprints that a release would have if it had been published as it is now."""
    package = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for table in package["resources"]:
        if (folder / table["path"]).exists():
            table["hash"] = digest((folder / table["path"]).read_bytes())
            table["bytes"] = (folder / table["path"]).stat().st_size
    package["diag"]["readme"] = digest((folder / README).read_bytes())
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
def numbers(draw, size):
    """Quantiles of scores at random, as many as a class has at least."""
    n = SIZES[size]
    seed = draw(st.integers(0, 10_000))
    return published(sorted((seed * (rank + 1) * 37) % 1001 for rank in range(n)))


@st.composite
def releases(draw):
    """Any release that follows the rules: a published node has published parents."""
    content, cells = content_of(regional()), {}
    for node in content.nodes:
        above = [cells[node[:depth]] for depth in range(1, len(node))]
        if all(not one.secret for one in above) and draw(st.booleans()):
            around = [cells[node[:depth]] for depth in range(len(node))]
            ranks = [CLASSES.index(one.size_class) for one in around if not one.secret]
            size = draw(st.sampled_from(CLASSES[: min(ranks, default=len(CLASSES)) + 1]))
            measures = {m: draw(numbers(size)) for m in MEASURES}
            levels = {"MA": LEVELS} if size in SHARED and len(node) < 3 and draw(st.booleans()) else {}
            cells[node] = Cell.of(node, measures, levels)
        else:
            cells[node] = Cell.of(node)
    wide = [node for node in content.nodes if len(node) < 2 and cells[node].shared]
    chosen = draw(st.sets(st.sampled_from(wide))) if wide else set()
    shares = {
        (node, question): (9, None, 1, None, 1) for node in wide if node in chosen for question in ("MA01", "MA02")
    }
    source = draw(st.text("aé'«»\"\\:#{}\n😀 ", min_size=1, max_size=12).filter(str.strip))
    more = {"source": source, "synthetic": draw(st.booleans())}
    return release(tuple(cells.values()), shares=shares, **more)
