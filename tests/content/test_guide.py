"""The guide for authors (`questionnaires/README.md`), followed to the letter.

1. What it adds to a copy of the small questionnaire is read, and what it says of it is what is told.
2. It tells every key of the format.
"""

import re
import shutil
from types import SimpleNamespace

import pytest
from helpers import ROOT

from diag.planning.cases import differences
from diag.questionnaire.checker import check
from diag.questionnaire.loader import load, load_version
from diag.questionnaire.mistakes import CODES
from diag.questionnaire.questionnaire_folder import read_draft
from diag.questionnaire.schema import SCHEMAS
from diag.visit.expectations import Case, Expected, read_cases

FOLDER = ROOT / "questionnaires"
GUIDE = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def block(start):
    """Return the lines of the guide that begin with a key, as they are typed."""
    (found,) = [b for b in BLOCKS if b.lstrip().startswith(start)]
    return found


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """Follow the guide; return what is told on the way, and the folder at its end."""
    folder = tmp_path_factory.mktemp("guide") / "mon-questionnaire"
    shutil.copytree(FOLDER / "express-service", folder)
    shutil.rmtree(folder / "versions")
    (folder / "CHANGELOG.md").unlink()
    header, frame, access = (
        folder / name for name in ("questionnaire.yaml", "dimensions/cadre.yaml", "dimensions/acces.yaml")
    )

    def put(path, before, after):
        text = path.read_text("utf-8")
        assert before in text, before
        path.write_text(text.replace(before, after, 1), "utf-8")

    def add(path, text):
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + text, "utf-8")

    def told():
        return [m.code for m in check(read_draft(folder))]

    def failing():
        questionnaire = load(folder)
        cases = read_cases(folder)
        return [s.name.rsplit("/", 1)[-1] for c, s in cases if differences(c, questionnaire)]

    identity = re.sub(r"^(id|version|title): .*\n", "", header.read_text("utf-8"), flags=re.MULTILINE)
    header.write_text(block("id: mon-questionnaire") + identity, "utf-8")
    after_identity = told()
    add(frame, block("- id: CA05"))
    after_question = told()
    add(folder / "findings.yaml", block("- id: S47"))
    repair = access.read_text("utf-8").index("- id: AC04")
    ladder = access.read_text("utf-8")[repair:]
    level_2 = ladder[ladder.index("      - level: 2") :].splitlines(keepends=True)[0]
    changed = ladder.replace(level_2, block("- level: 1") + level_2, 1)
    changed = changed.replace("    about: structure\n", "    about: structure\n    scale: 2\n", 1)
    put(access, ladder, changed)
    add(frame, block("when:\n      profile: staff"))
    add(folder / "actions" / "toutes.yaml", block("- id: accueillir-un-collegue"))
    after_action, first_failing = told(), failing()
    expected = folder / "cases" / "aide-sans-cadre.yaml"
    for line in block("level: 2").splitlines():
        key = line.split(":")[0]
        text = re.sub(rf"^{key}:.*$", line, expected.read_text("utf-8"), flags=re.MULTILINE)
        expected.write_text(text, "utf-8")
    put(folder / "cases" / "domicile-en-route.yaml", "answers:\n", "answers:\n" + block("CA05: 2"))
    (folder / "cases" / "petite-equipe.yaml").write_text(block('title: "Équipe de deux'), "utf-8")
    return SimpleNamespace(
        after_identity=after_identity,
        after_question=after_question,
        after_action=after_action,
        first_failing=first_failing,
        last_failing=failing(),
        questionnaire=load(folder),
    )


# 1. Step by step


def test_a_renamed_copy_is_without_mistake(steps):
    assert steps.after_identity == []
    assert steps.questionnaire.header.id == "mon-questionnaire"


def test_a_new_question_brings_the_two_mistakes_that_the_guide_names(steps):
    assert sorted(steps.after_question) == ["Q02", "Q06"]


def test_a_finding_a_rung_a_condition_and_an_action_leave_no_mistake(steps):
    assert steps.after_action == []
    assert [c.level for c in steps.questionnaire.question["AC04"].choices] == [0, 1, 2, 3, 4]


def test_the_finding_that_the_guide_copies_is_that_of_print(steps):
    copied, own = (q.findings["S47"] for q in (steps.questionnaire, load(FOLDER / "print")))
    assert (copied.text, copied.place) == (own.text, own.place)


def test_two_cases_fail_as_the_guide_says_and_its_lines_mend_them(steps):
    assert steps.first_failing == ["aide-sans-cadre.yaml", "domicile-en-route.yaml"]
    assert steps.last_failing == []


def test_a_version_is_kept_by_the_gesture_that_the_guide_says(tmp_path):
    folder = tmp_path / "mon-questionnaire"
    shutil.copytree(FOLDER / "express-service", folder)
    shutil.rmtree(folder / "versions")
    before = load(folder).hash
    kept = folder / "versions" / "2.1.0"
    for name in re.search(r"^\$ cp -r (.*) versions/1.4.2/$", GUIDE, re.MULTILINE)[1].split():
        for path in folder.glob(name):
            copy = shutil.copytree if path.is_dir() else shutil.copy
            kept.mkdir(parents=True, exist_ok=True)
            copy(path, kept / path.name)
    header = folder / "questionnaire.yaml"
    header.write_text(header.read_text("utf-8").replace("2.1.0", "2.2.0", 1), "utf-8")
    (folder / "CHANGELOG.md").write_text("## 2.2.0 – après\n\n## 2.1.0 – avant\n", "utf-8")
    assert check(read_draft(folder)) == []
    assert load_version(folder, "2.1.0").hash == before


# 2. Whole


def test_every_key_of_the_format_is_told():
    models = [model.model_json_schema(by_alias=True) for model in SCHEMAS.values()]
    parts = [part for m in models for part in (m, *m.get("$defs", {}).values())]
    keys = {key for part in parts for key in part.get("properties", {})}
    keys |= {*Case.model_fields, *Expected.model_fields}
    assert {key for key in keys if not re.search(rf"[`{{ ]{key}[`:]", GUIDE)} == set()


def test_every_lint_is_told():
    lints = {code for code in CODES if code.startswith("Q")}
    assert {code for code in lints if f"| {code} |" not in GUIDE} == set()
