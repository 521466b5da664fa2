"""The cases of visits, brought to the present content, played inside the process.

Each case of `../shared/cases/visits` is a kind of fault; the keys of its expectations are what the
`check.py` beside it says they are.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess

import pytest
import yaml
from helpers import PRINT, ROOT
from migrated_cases import CASES, Migration, migrate

from diag.questionnaire.loader import load
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

if not CASES.is_dir():
    pytest.skip("the shared cases are not here", allow_module_level=True)

TOLD = Migration().told((CASES / "visits" / "expected.yaml").read_text("utf-8"))
EXPECTED = yaml.safe_load(TOLD)["cases"]
KEPT_ASIDE = {
    "contenu-ancien": {"territory", "ancien_champ", "action-retiree"},
    "notes-privees": {"ZZ98"},
    "question-retiree": {"ZZ99"},
}


@pytest.fixture(scope="session")
def cases(tmp_path_factory):
    """Return the folder of the migrated cases."""
    folder = tmp_path_factory.mktemp("cases")
    migrate(CASES, folder)
    return folder


@pytest.fixture(scope="session")
def check(cases):
    """Return what `check.py` of the cases defines."""
    spec = importlib.util.spec_from_file_location("check_of_the_cases", cases / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(case):
    """Yield each command of a case: the arguments of `diag`, or a line for the shell."""
    runs = case["run"] if isinstance(case["run"], list) else [case["run"]]
    for line in (part.strip() for run in runs for part in run.split(";")):
        told = re.fullmatch(r"(?:timeout \d+ )?diag (.*)", line)
        yield told[1].replace('"', "").replace("$DIAG_PROJET", str(ROOT)).split() if told else line


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", EXPECTED, ids=[case["id"] for case in EXPECTED])
def test_a_visit_is_told_as_it_must(case, cases, check, diag, tmp_path):
    if "demo/repere" in str(case["run"]) and not (ROOT / "demo" / "repere").is_dir():
        pytest.skip("« make demo » writes the release that this case is placed in")
    shutil.copytree(cases / "visits", tmp_path, dirs_exist_ok=True)
    before = {n: (tmp_path / n).read_bytes() for n in case["expect"].get("unchanged", [])}
    known = set(check.written(tmp_path))
    screen, code = "", 0
    for command in commands(case):
        if isinstance(command, str):
            shell = {**os.environ, "DIAG_PROJET": str(ROOT)}
            subprocess.run(command, shell=True, check=True, cwd=tmp_path, env=shell)
        else:
            done = diag(*command, COLUMNS=100)
            screen, code = screen + done.out + done.err, done.code
    found = list(check.compared(case["expect"], tmp_path, screen, code, before, known))
    assert found == []


def test_every_migrated_visit_fits_but_for_what_its_case_is_about(cases):
    questionnaire = load(PRINT)
    for path in sorted([*cases.glob("visits/**/*.yaml"), *cases.glob("terminal/*.yaml")]):
        if path.name in ("expected.yaml", "T-scripts.yaml"):
            continue
        matched = match(read_visit(path)[0], questionnaire)
        assert {one.id for one in matched.set_aside} == KEPT_ASIDE.get(path.stem, set()), path
        assert matched.differences == (), path


def test_a_visit_of_the_first_content_opens_unmigrated(diag, tmp_path):
    for path in sorted((CASES / "visits").glob("*.yaml")):
        if path.name == "expected.yaml":
            continue
        place = tmp_path / path.name
        shutil.copyfile(path, place)
        asked = ("--lecteur", "conseiller", "--format", "json", "--sortie", tmp_path / "OUT")
        done = diag("rapport", place, *asked)
        assert done.code == 0, done.err
        written = tmp_path / "OUT" / f"rapport-{path.stem}-conseiller.json"
        report = json.loads(written.read_text("utf-8"))
        assert {"territory", "finess", "operator_size"} <= {s["id"] for s in report["set_aside"]}
        assert place.read_bytes() == path.read_bytes()


def test_the_levels_of_the_boxes_are_those_that_they_had():
    migration = Migration()
    assert migration.level_before("EQ07", ["aucun"]) == 0
    assert migration.level_before("EQ07", ["ordinateur", "console"]) == 3
    assert migration.level_before("FI07", ["dons", "caisse", "public"]) == 4
