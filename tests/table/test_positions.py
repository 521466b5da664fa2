"""The positions of a batch are those that each structure would get alone (M14, M15)."""

import csv
import importlib
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from helpers import ROOT
from report.position_cases import printed, release_of

from diag.benchmark.position import cuts_of, peer_group, straddled
from diag.benchmark.words import NOT_KNOWN, OTHER_FORM, bracket
from diag.table.batch import run
from diag.table.inputs import Options

sys.path.append(str(ROOT / "examples" / "reseau"))
generer = importlib.import_module("generer")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("positions")
    network = generer.structures(printed(), 80, 3)
    generer.write(network, "limesurvey-codes", folder / "export.csv")
    options = Options(actions=False, processes=1, release=release_of(printed()))
    run([folder / "export.csv"], printed(), options, folder / "sortie")
    with (folder / "sortie" / "scores.csv").open(encoding="utf-8", newline="") as stream:
        return network, list(csv.DictReader(stream))


def test_each_row_has_the_group_and_positions_of_its_own_visit(rows):
    _, table = rows
    release = release_of(printed())
    found = 0
    for row in table:
        profile = {"structure_type": row["type"], "department": row["departement"]}
        told = {k: v for k, v in profile.items() if v}
        group = peer_group(release, printed(), told)
        assert (row["groupe"], row["groupe_effectif"]) == (group.group, group.size)
        found += group.cell is not None
    assert found


def test_a_position_is_that_of_the_score_and_of_what_it_may_reach(rows):
    release, seen = release_of(printed()), set()
    for row in rows[1]:
        told = {"structure_type": row["type"], "department": row["departement"]}
        cell = peer_group(release, printed(), {k: v for k, v in told.items() if v}).cell
        if cell is None or not row["global_score"]:
            continue
        if Decimal(row["global_part_connue"]) < Decimal("69.5"):
            assert row["global_position"] == NOT_KNOWN
            continue
        cuts = cuts_of(cell.measures["global"])
        # Scores with one decimal are rounded again: those that end in 5 may have come from below.
        if any(row[f"global_{end}"].endswith(".5") for end in ("score", "haut")):
            continue
        low, high = (int(Decimal(row[f"global_{e}"]) + Decimal("0.5")) for e in ("score", "haut"))
        told = bracket(len(cuts) + 1, *straddled(cuts, low, high))
        assert row["global_position"] == told
        seen.add(row["global_position"])
    assert len(seen) > 2


def test_a_demonstration_release_stamps_each_row(tmp_path, rows):
    network, _ = rows
    generer.write(network, "limesurvey-codes", tmp_path / "export.csv")
    release = replace(release_of(printed()), synthetic=True)
    run([tmp_path / "export.csv"], printed(), Options(actions=False, processes=1, release=release), tmp_path / "s")
    with (tmp_path / "s" / "scores.csv").open(encoding="utf-8", newline="") as stream:
        assert all("synthétiques" in row["repere"] for row in csv.DictReader(stream))


def test_another_form_is_not_placed_and_it_is_said(tmp_path, rows):
    network, _ = rows
    generer.write(network, "limesurvey-codes", tmp_path / "export.csv")
    release = replace(release_of(printed()), form="express")
    options = Options(actions=False, processes=1, release=release)
    run([tmp_path / "export.csv"], printed(), options, tmp_path / "s")
    with (tmp_path / "s" / "scores.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert row["groupe"] == OTHER_FORM
            assert row["global_position"] in ("", OTHER_FORM)
