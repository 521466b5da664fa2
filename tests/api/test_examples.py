"""What is shown runs: the blocks of docs/api.md, the scripts of examples/."""

import re
import subprocess
import sys

import pandas as pd
import pytest
from helpers import ROOT

import diag

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

EXPORT = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"
PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")


def script(name, *arguments):
    """Run a script of examples/ in a process of its own and return what it prints."""
    command = [sys.executable, ROOT / "examples" / name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_blocks_of_the_page_run_in_their_order(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) > 3
    names = {}
    for block in blocks:
        exec(compile(block, "docs/api.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "colonne inconnue : « EQ3 »" in printed
    assert sorted(path.name for path in (project / "rapports").iterdir()) == [
        "rapport-esat-conseil.html",
        "rapport-esat-conseil.json",
        "rapport-esat-direction.html",
        "rapport-esat-direction.json",
    ]
    assert names["places"]["global_position"].str.contains("quart|dixième").any()


def test_the_page_names_every_public_function():
    shown = set(re.findall(r"^\| `diag\.(\w+)\(", PAGE, re.MULTILINE))
    assert shown == set(diag.__all__) - {"__version__", "Refusal"}


def test_positions_are_those_that_the_command_writes(project):
    from diag.cli.app import run

    out = project / "situe"
    run(["lot", str(EXPORT), "-o", str(out), "--sans-actions", "--repere", str(project / "repere")])
    told = pd.read_csv(out / "scores.csv", dtype=str, keep_default_na=False, index_col="structure")
    places = diag.position(diag.read_export(EXPORT).answers, project / "repere")
    pd.testing.assert_frame_equal(places, told[list(places)], check_dtype=False)


def test_a_release_that_does_not_compare_is_refused(project):
    answers = pd.DataFrame({"MA01": [2]}, index=["A"])
    with pytest.raises(diag.Refusal, match="R03 ce repère porte sur le questionnaire"):
        diag.position(answers, project / "repere", ROOT / "tests" / "data" / "mini")


def test_the_script_of_a_network_runs():
    told = script("reseau.py")
    assert "Données synthétiques" in told
    assert "ehpad" in told


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(tmp_path):
    whole, shared = tmp_path / "ensemble.csv", tmp_path / "grappe.csv"
    diag.score(diag.read_export(EXPORT).answers).to_csv(whole)
    assert "1400 structures" in script("echelle/grappe.py", EXPORT, shared)
    assert shared.read_bytes() == whole.read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")  # in Dask itself
def test_a_table_kept_in_pieces_is_scored_as_the_whole(tmp_path):
    import dask.dataframe as dd

    answers = diag.read_export(EXPORT).answers
    for rank, start in enumerate(range(0, len(answers), 500)):
        answers.iloc[start : start + 500].to_parquet(tmp_path / f"{rank}.parquet")
    pieces = dd.read_parquet(tmp_path)
    scores = pieces.map_partitions(diag.score, meta=diag.score(pieces.head(0)))
    found, whole = scores.compute(scheduler="synchronous"), diag.score(answers)
    pd.testing.assert_frame_equal(found, whole, check_index_type=False)  # Dask has texts of its own
