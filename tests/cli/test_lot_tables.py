"""`diag lot`: the tables of a folder of results, and what describes them.

1. Every answer is a row: what is written, what is understood, and why it counts or not.
2. The folder describes its tables, column by column, in every form of them.
"""

import importlib
import json
import sys
from functools import partial

import frictionless
import pytest
from cli.lot_export import run_lot
from helpers import ROOT

from diag.table import inputs

sys.path.append(str(ROOT / "docs"))
update_tables = importlib.import_module("update_tables")
ROWS = [
    ["Code structure", "Nom de la structure", "Type", "MA01", "MA02", "MA03", "SA01", "SA02"],
    ["A", "Les Tilleuls", "EHPAD", " 4", "Ordinateur;Tablette", "2,5", "2", "4"],
    ["B", "=1+1", "SIAE", "beaucoup", "Aucun", "", "0", ""],
    ["C", "", "", "2", "", "", "", ""],
]


@pytest.fixture
def lot(diag, tmp_path):
    return partial(run_lot, diag, tmp_path)


def _said(done):
    return {(r["structure"], r["question"]): r for r in done.table("reponses")}


# 1. Answers


def test_every_answer_is_told_as_it_is_written_and_as_it_is_understood(lot):
    said = _said(lot(ROWS))
    keys = ("texte", "valeur", "statut", "niveau", "poids")
    assert {place: tuple(row[k] for k in keys) for place, row in said.items()} == {
        ("A", "MA01"): (" 4", "4", "répondu", "4", "2"),
        ("A", "MA02"): ("Ordinateur;Tablette", "ordinateur tablette", "répondu", "2", "1"),
        ("A", "MA03"): ("2,5", "2.5", "répondu", "1", "1"),
        ("A", "SA01"): ("2", "2", "répondu", "2", "3"),
        ("A", "SA02"): ("4", "4", "répondu", "4", "1"),
        ("B", "MA01"): ("beaucoup", "", "non compris", "", "2"),
        ("B", "MA02"): ("Aucun", "aucun", "répondu", "0", "1"),
        ("B", "SA01"): ("0", "0", "répondu", "0", "3"),
        ("C", "MA01"): ("2", "2", "répondu", "2", "2"),
        ("C", "MA02"): ("", "", "sans réponse", "", "1"),
        ("C", "SA01"): ("", "", "sans réponse", "", "3"),
    }


def test_answers_agree_with_the_scores(lot):
    done = lot(ROWS)
    said = _said(done)
    for row in done.table("scores"):
        for question in ROWS[0][3:]:
            told = said.get((row["structure"], question))
            code = "" if told is None else told["niveau"] or "SR"
            assert row[question] == code, (row["structure"], question)


def test_the_answers_of_respondents_are_those_that_were_kept(lot):
    rows = [
        ROWS[0],
        *([*row[:3], level, *row[4:]] for row, level in ((ROWS[1], "0"), (ROWS[1], "2"), (ROWS[1], "2"))),
    ]
    said = _said(lot(rows, "--repondants"))
    assert (said["A", "MA01"]["valeur"], said["A", "MA01"]["niveau"]) == ("2", "2")
    assert len(said) == 5


def test_beyond_a_size_the_answers_are_written_only_when_asked(lot, monkeypatch):
    monkeypatch.setattr("diag.table.read_export.MAX_STRUCTURES", 2)
    done = lot(ROWS)
    assert not (done.folder / "reponses.csv").exists()
    assert "--reponses l'ajoute" in done.said()
    assert lot(ROWS, "--reponses", into="voulues").table("reponses")
    assert inputs.MAX_STRUCTURES == 50_000


# 2. Description


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--csv-excel",), ("--repondants",)])
def test_the_tables_are_as_the_folder_describes_them(lot, options):
    rows = [*ROWS, [*ROWS[1][:3], "0", *ROWS[1][4:]]] if "--repondants" in options else ROWS
    folder = lot(rows, *options).folder
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    described_ = {r["path"] for r in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]}
    assert described_ == {path.name for path in folder.glob("*.csv")}


def test_the_page_of_the_tables_is_up_to_date():
    page = ROOT / "docs" / "tables.md"
    assert page.read_text("utf-8") == update_tables.described()
