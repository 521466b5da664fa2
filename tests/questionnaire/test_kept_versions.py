"""The released contents that a questionnaire keeps: asked then, scored today.

1. A version is found by its number; what is not kept is refused, with what is.
2. What the format has changed since is brought up to date, and nothing else is touched.
3. Each version of the shipped questionnaires says what its files say: questions, scales, weights,
   labels, conditions, fields, actions and their targets.
4. Its fingerprint is that of the visits made with it.
5. The words of a version are its own, else those of the nearest later one that is kept.
6. Its author is told of a version that is not kept, is not itself or cannot be read.
"""

import dataclasses
import re
import shutil
from decimal import Decimal

import pytest
import yaml
from helpers import MINI, PRINT, keep_version, mini

from diag.french import typeset
from diag.questionnaire.checker import check
from diag.questionnaire.loader import content_then, kept_versions, load, load_version, shipped_names
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_folder import read_draft
from diag.questionnaire.questionnaire_model import Condition, version_of

SHIPPED = [(name, path) for name in shipped_names() for path in kept_versions(PRINT.parent / name).values()]
SCORED = "[{id: formation, title: Se former, text: Apprendre., findings: [S01], questions: [SA01]}]"
each_kept = pytest.mark.parametrize(
    ("name", "folder"), SHIPPED, ids=[f"{name} {path.name}" for name, path in SHIPPED]
)


def in_folder(folder):
    return dataclasses.replace(mini(), folder=folder)


# 1. By number


def test_a_version_is_found_by_its_number(tmp_path):
    keep_version(tmp_path, "1.10.0")
    keep_version(tmp_path, "1.9.0")
    (tmp_path / "versions" / "brouillon").mkdir()
    assert list(kept_versions(tmp_path)) == [(1, 9, 0), (1, 10, 0)]
    assert load_version(in_folder(tmp_path), "1.9.0").header.version == "1.9.0"
    assert version_of("1.9") == ()


def test_the_version_in_use_is_the_content_in_use(tmp_path):
    now = in_folder(tmp_path)
    assert load_version(now, now.header.version) is now


@pytest.mark.slow
def test_a_name_or_a_folder_does_as_well():
    assert load_version("print", "1.0.0") == load_version(PRINT, "1.0.0")
    assert load_version(load(PRINT), "1.0.0").header.version == "1.0.0"


@pytest.mark.parametrize("version", ["1.3.0", "9.0.0", "", "../1.0.0", "print"])
def test_what_is_not_kept_is_refused_with_what_is(version):
    with pytest.raises(Refusal) as caught:
        load_version("print", version)
    (mistake,) = caught.value.mistakes
    assert f"la version {version} du questionnaire « print » n’est pas gardée" in mistake.what
    assert "versions gardées : 1.0.0, 1.1.0, 1.2.0 et 2.0.0 ; en usage : 2.1.0" in mistake.how


def test_a_content_read_from_no_folder_keeps_nothing():
    with pytest.raises(Refusal) as caught:
        load_version(dataclasses.replace(mini(), folder=None), "1.0.0")
    assert "versions gardées : aucune" in caught.value.mistakes[0].how


def test_a_kept_content_that_cannot_be_read_is_refused_at_its_place(tmp_path):
    kept = keep_version(tmp_path, "1.0.0", {"profile.yaml": "\n  - [\n"})
    with pytest.raises(Refusal) as caught:
        load_version(in_folder(tmp_path), "1.0.0")
    assert {m.file for m in caught.value.mistakes} == {str(kept / "profile.yaml")}


# 2. The formats of then


def test_rules_of_the_first_method_and_its_conditions_are_left_out(tmp_path):
    path = keep_version(tmp_path, "1.0.0") / "questionnaire.yaml"
    text = path.read_text("utf-8")
    before, after = text.split("lasting_conditions:")[0], text.split("scoring:")[1]
    rules = after.replace("planning:", "  dimension_margin: 20\nplanning:\n  quarters: 4")
    path.write_text(f"{before}lasting_conditions: {SCORED}\nscoring:{rules}", "utf-8")
    found = load_version(in_folder(tmp_path), "1.0.0").header
    assert (found.lasting_conditions, found.planning.capacity) == ([], 10)


def test_days_alone_are_the_effort_of_who_leads(tmp_path):
    kept = keep_version(tmp_path, "1.0.0")
    path = kept / "actions" / "toutes.yaml"
    path.write_text(path.read_text("utf-8").replace("effort: {days: 12}", "effort: 12"), "utf-8")
    effort = load_version(in_folder(tmp_path), "1.0.0").action["equiper"].effort
    assert (effort.days, effort.hours_each) == (12, 0)


@pytest.mark.parametrize("text", ["[]", "scoring: 3", "actions: 3", "actions: [équiper]", "x"])
@pytest.mark.parametrize("name", ["questionnaire.yaml", "actions/toutes.yaml"])
def test_what_is_no_content_is_told_as_anywhere(tmp_path, name, text):
    (keep_version(tmp_path, "1.0.0") / name).write_text(text, "utf-8")
    with pytest.raises(Refusal):
        load_version(in_folder(tmp_path), "1.0.0")


# 3. What its files say


def files(folder, pattern, key):
    """Return the items that files list, as a plain YAML reader reads them, by id."""
    said = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob(pattern))]
    return {item["id"]: item for data in said for item in data[key]}


def condition(raw):
    """Return a condition as the model reads it; every scalar of a file arrives as text."""
    return None if raw is None else Condition.model_validate(texts(raw))


def texts(value):
    if isinstance(value, dict):
        return {key: texts(inner) for key, inner in value.items()}
    return list(map(texts, value)) if isinstance(value, list) else str(value)


@pytest.mark.slow
@each_kept
def test_questions_and_ladders_are_those_of_the_version(name, folder):
    content = load_version(name, folder.name)
    said = files(folder, "dimensions/*.yaml", "questions")
    assert content.question.keys() == said.keys()
    for question in content.questions:
        raw = said[question.id]
        assert (question.title, question.text) == (typeset(raw["title"]), typeset(raw["text"]))
        assert question.kind == raw["kind"]
        given = (question.core, question.weight, question.scale)
        assert given == (raw.get("core", False), raw.get("weight", 1), raw.get("scale", 1))
        labels = [(str(getattr(c, "level", getattr(c, "id", ""))), c.label)
                  for c in getattr(question, "choices", ())]  # fmt: skip
        assert labels == [(str(c.get("level", c.get("id"))), typeset(c["label"])) for c in raw.get("choices", ())]
        table = [(b.from_, b.level) for b in getattr(question, "table", ())]
        assert table == [(Decimal(str(b["from"])), b["level"]) for b in raw.get("table", ())]
        assert (question.not_applicable is None) == ("not_applicable" not in raw)
        assert question.when == condition(raw.get("when"))


@pytest.mark.slow
@each_kept
def test_axes_and_rules_are_those_of_the_version(name, folder):
    content = load_version(name, folder.name)
    header = yaml.safe_load((folder / "questionnaire.yaml").read_text("utf-8"))
    assert (content.header.id, content.header.version) == (name, folder.name)
    assert content.header.scoring.thresholds == header["scoring"]["thresholds"]
    for dimension, file in zip(content.dimensions, header["dimensions"], strict=True):
        raw = yaml.safe_load((folder / "dimensions" / f"{file}.yaml").read_text("utf-8"))
        assert (dimension.id, dimension.title) == (raw["id"], typeset(raw["title"]))
        assert (dimension.weight, dimension.gates) == (raw.get("weight", 1), raw.get("gates", True))
        assert [q.id for q in dimension.questions] == [q["id"] for q in raw["questions"]]


@pytest.mark.slow
@each_kept
def test_fields_and_actions_are_those_of_the_version(name, folder):
    content = load_version(name, folder.name)
    fields = files(folder, "profile.yaml", "fields")
    assert [(f.id, f.kind, [o.id for o in f.options]) for f in content.profile] == [
        (f["id"], f["kind"], [o["id"] for o in f.get("options", ())]) for f in fields.values()
    ]
    actions = files(folder, "actions/*.yaml", "actions")
    assert content.action.keys() == actions.keys()
    for action in content.actions:
        raw = actions[action.id]
        assert action.title == typeset(raw["title"])
        assert [dict(t) for t in action.targets] == raw.get("targets", [])
        effort = raw["effort"]
        days = effort["days"] if isinstance(effort, dict) else effort
        assert action.effort.days == Decimal(str(days))


# 4. Fingerprints

OF_THE_EXAMPLES = {
    "1.0.0": "1d621234e23ebea916e838f06ecbafecd7f80d0d4effbbee2f9de79ced26215e",
    "1.1.0": "6484d556354c679d46ae57fc84fa41961d78df16c19bafd2bda428a6984e6647",
    "1.2.0": "011d081510d5f204f9b716f93eef4e7e1b8f8c64faab141aa3f66a0f0e9c36d0",
    "2.0.0": "1a360b2ac6a365949c47e6484caf0f3ea26503efca6a53df8abd253e82b4a603",
}
"""What the examples of the project bore, while each version was the one in use."""


@pytest.mark.slow
@pytest.mark.parametrize("version", OF_THE_EXAMPLES)
def test_a_kept_content_is_the_one_that_visits_were_made_with(version):
    assert load_version("print", version).hash == f"sha256:{OF_THE_EXAMPLES[version]}"


@each_kept
def test_what_is_kept_is_what_the_fingerprint_is_made_of(name, folder):
    parts = {"actions", "dimensions"}
    for path in folder.rglob("*"):
        assert path.suffix == ".yaml" or path.name in parts, path


# 5. Words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "told"), [("0.9.0", "1.0.0"), ("1.0.0", "1.0.0"), ("1.1.7", "1.2.0"), ("2.0.1", None), ("x", "1.0.0")]
)
def test_words_are_of_the_version_else_of_a_later_one(version, told):
    found = content_then(load(PRINT), version)
    assert (found and found.header.version) == told


@pytest.mark.slow
def test_a_kept_content_knows_the_words_of_those_that_followed():
    then = content_then(load_version("print", "1.0.0"), "2.1.0")
    assert then == load(PRINT)


def test_nobody_knows_the_words_of_a_content_that_cannot_be_read(tmp_path):
    keep_version(tmp_path, "1.0.0", {"profile.yaml": "\n  - [\n"})
    assert content_then(in_folder(tmp_path), "1.0.0") is None


# 6. What its author is told


@pytest.fixture
def folder(tmp_path):
    """The small questionnaire, version 1.2.0, with a version kept."""
    copy = shutil.copytree(MINI, tmp_path / "mini")
    keep_version(copy, "1.1.0")
    return copy


def told(folder):
    return [(m.code, m.file.removeprefix(f"{folder}/"), m.line, m.what) for m in check(read_draft(folder))]


def test_a_version_of_the_changelog_is_kept(folder):
    changes = "# Changements\n\n## 1.2.0 – en usage\n\n## 1.1.0 – avant\n\n## 1.0.0 – d’abord\n"
    (folder / "CHANGELOG.md").write_text(changes, "utf-8")
    assert told(folder) == [("Q24", "CHANGELOG.md", 7, "la version 1.0.0 n’est pas gardée")]
    keep_version(folder, "1.0.0")
    assert told(folder) == []


@pytest.mark.parametrize(
    ("name", "version", "what"),
    [
        ("1.0.0", "1.1.0", "ce contenu dit être la version 1.1.0"),
        ("brouillon", "1.1.0", "ce contenu dit être la version 1.1.0"),
        ("1.2.0", "1.2.0", "cette version n’est pas d’avant celle en usage"),
        ("2.0.0", "2.0.0", "cette version n’est pas d’avant celle en usage"),
    ],
)
def test_a_folder_that_is_not_what_it_says_is_told(folder, name, version, what):
    kept = shutil.move(folder / "versions" / "1.1.0", folder / "versions" / name)
    header = kept / "questionnaire.yaml"
    text = header.read_text("utf-8").replace("version: 1.1.0", f"version: {version}")
    header.write_text(text, "utf-8")
    assert told(folder) == [("Q24", f"versions/{name}", 0, what)]


def test_the_versions_of_a_questionnaire_that_was_copied_are_told(folder):
    header = folder / "questionnaire.yaml"
    header.write_text(header.read_text("utf-8").replace("id: mini", "id: le-mien"), "utf-8")
    what = "cette version est celle d’un autre questionnaire, « mini »"
    assert told(folder) == [("Q24", "versions/1.1.0", 0, what)]


def test_a_version_that_cannot_be_read_is_told_at_its_place(folder):
    path = folder / "versions" / "1.1.0" / "profile.yaml"
    path.write_text("fields: [", "utf-8")
    assert [name for _, name, _, _ in told(folder)] == ["versions/1.1.0/profile.yaml"]


def test_the_shipped_questionnaires_tell_every_version_that_they_keep():
    for name in shipped_names():
        changes = (PRINT.parent / name / "CHANGELOG.md").read_text("utf-8")
        versions = [path.name for path in kept_versions(PRINT.parent / name).values()]
        told = re.findall(r"^## ([0-9.]+)", changes, re.MULTILINE)
        assert told == [load(PRINT.parent / name).header.version, *reversed(versions)]
