"""`import diag` from Python: lazy, typed, and one visit without the library of tables."""

import datetime
import json
import subprocess
import sys

import pytest
from helpers import ROOT, make_visit, mini

import diag
from diag.questionnaire.mistakes import Refusal

VISIT = ROOT / "examples" / "esat-oise-rurale.yaml"


def alone(code):
    """Run Python code in a process of its own and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_brings_no_library():
    code = "import sys; old = set(sys.modules); import diag; print(*set(sys.modules) - old)"
    brought = {name.split(".")[0] for name in alone(code).split()}
    assert not {n for n in brought if n not in sys.stdlib_module_names} - {"diag"}


def test_every_public_name_is_there_once_asked_for():
    assert set(diag.__all__) <= set(dir(diag))
    assert all(getattr(diag, name) for name in diag.__all__)
    with pytest.raises(AttributeError, match="scores"):
        _ = diag.scores


@pytest.mark.slow
def test_the_function_stays_once_the_rooms_of_its_name_are_imported():
    assert alone("import diag.planning.plan, diag; print(callable(diag.plan))") == "True"


@pytest.mark.slow
def test_one_visit_is_told_without_pandas_nor_arrow(tmp_path):
    code = f"""
import sys
sys.modules["pandas"] = sys.modules["pyarrow"] = None
import diag
assessed = diag.assess(diag.read_visit({str(VISIT)!r}))
print(*diag.write_report(assessed, {str(tmp_path)!r}, "esat", ["html", "md", "json"]))
"""
    written = alone(code).split()
    assert [name.rpartition(".")[2] for name in written] == ["html", "md", "json"]


@pytest.mark.slow
def test_a_report_is_the_one_that_the_command_writes(tmp_path):
    assessed = diag.assess(diag.read_visit(VISIT))
    formats, readers = ("html", "md"), ("conseil", "direction")
    diag.write_report(assessed, tmp_path, VISIT.stem, formats, readers)
    for kind in ("conseil.html", "conseil.md", "direction.md"):
        name = f"rapport-{VISIT.stem}-{kind}"
        shipped = ROOT / "examples" / "rapports" / name
        assert (tmp_path / name).read_bytes() == shipped.read_bytes()


def test_two_visits_are_compared_in_the_order_of_their_dates():
    before, after = (
        make_visit(mini(), {"MA01": level}, date=datetime.date(year, 11, 3)) for level, year in ((1, 2025), (2, 2026))
    )
    found = diag.compare(after, before, mini())
    assert found.first.visit == before
    assert [(m.first, m.second) for m in found.evolution.changed] == [(1, 2)]


def test_a_report_takes_a_capacity_and_a_date(tmp_path):
    assessed = diag.assess(make_visit(mini()), mini(), capacity=7.5, date=datetime.date(2026, 12, 1))
    (path,) = diag.write_report(assessed, tmp_path / "nouveau", formats=["json"])
    told = json.loads(path.read_text("utf-8"))
    assert path.name == "rapport-visite-direction.json"
    assert told["date"] == "2026-12-01"
    assert assessed.plan.capacity == 7.5


def test_a_format_that_does_not_exist_is_named(tmp_path):
    assessed = diag.assess(make_visit(mini()), mini())
    with pytest.raises(Refusal, match="odt"):
        diag.write_report(assessed, tmp_path, formats=["html", "odt"])
    assert not list(tmp_path.iterdir())


def test_a_reader_that_does_not_exist_is_named(tmp_path):
    assessed = diag.assess(make_visit(mini()), mini())
    with pytest.raises(Refusal, match="prefet"):
        diag.write_report(assessed, tmp_path, readers=["prefet"])
    assert not list(tmp_path.iterdir())


def test_a_questionnaire_is_loaded_by_its_name_or_its_folder():
    assert diag.load().hash == diag.load(ROOT / "questionnaires" / "print").hash
    with pytest.raises(diag.Refusal, match="aucun questionnaire"):
        diag.load("imprimer")
