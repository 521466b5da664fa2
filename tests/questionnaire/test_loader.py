"""A questionnaire folder, read whole.

1. The small questionnaire holds no mistake; `tests/content` says so of those that are shipped.
2. Losing any single line never ends in a traceback, nor in English.
3. The fingerprint follows what is said, not how it is laid out.
4. Questionnaires are found by path or by name.
5. What is read is typed and typeset.
6. Prerequisites: any length, no circle.
7. What goes to another process arrives as one questionnaire, whatever the copies.
"""

import pickle
import re
import shutil
from collections import Counter
from decimal import Decimal

import pytest
from helpers import MINI, PRINT, mini, write_tree
from questionnaire.test_bad_files import ENGLISH

from diag.french import NARROW
from diag.questionnaire import questionnaire_folder
from diag.questionnaire.checker import check
from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.located_yaml import parse_source
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_folder import read_draft

NEEDED = ("questionnaire.yaml", "profile.yaml", "findings.yaml")
NAMES = sorted(str(p.relative_to(MINI)) for p in MINI.rglob("*.yaml") if p.parent != MINI or p.name in NEEDED)


@pytest.fixture
def copy(tmp_path):
    """A copy of the small questionnaire, to change."""
    return shutil.copytree(MINI, tmp_path / "mini")


def edit(folder, name, before, after):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


# 1. No mistake


def test_the_small_questionnaire_holds_no_mistake():
    assert [f"{m.place} {m.what}" for m in check(read_draft(MINI))] == []


# 2. Losing a line


def lines_of(folder, every):
    for path in sorted(folder.rglob("*.yaml")):
        if {"cases", "versions"} & set(path.relative_to(folder).parts):
            continue  # read by another room, or by none
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        yield from ((path, lines, number) for number in range(0, len(lines), every))


@pytest.mark.parametrize(
    ("folder", "every"), [(MINI, 1), pytest.param(PRINT, 7, marks=pytest.mark.slow)], ids=["mini", "print"]
)
def test_losing_any_line_is_told_in_french_without_a_traceback(folder, every, monkeypatch):
    """Only the file that lost a line is read again; the others, and whole items, are remembered."""
    changed = None
    sources, models = {}, {}
    read_source, validate = questionnaire_folder.read_source, questionnaire_folder.validate

    def read_one(path):
        if changed and path == changed[0]:
            return parse_source(changed[1], str(path))
        if path not in sources:
            sources[path] = read_source(path)
        return sources[path]

    def validate_one(kind, source, path=()):
        if path:  # one item of a faulty file; most items are what they were
            key = (path[0], repr(source.data[path[0]][path[1]]))
        elif changed and source.name == str(changed[0]):
            return validate(kind, source, path)
        else:
            key = (str(kind), source.name)
        if key not in models:
            models[key] = validate(kind, source, path)
        return models[key]

    monkeypatch.setattr(questionnaire_folder, "read_source", read_one)
    monkeypatch.setattr(questionnaire_folder, "validate", validate_one)
    check(read_draft(folder))
    unseen = Counter()
    for path, lines, number in lines_of(folder, every):
        changed = (path, "".join(lines[:number] + lines[number + 1 :]))
        for mistake in check(read_draft(folder)):
            place = (path.name, number + 1, mistake)
            said = re.sub(r"« .*? »|\(lu : .*?\)", "", f"{mistake.what} {mistake.how}")
            assert not ENGLISH.search(said), place
            assert mistake.line or mistake.code.startswith("F"), place
            unseen[mistake.code] += 1
    assert unseen["M02"] > 10


def test_a_folder_without_anything_is_refused_without_a_traceback(tmp_path):
    assert {m.code for m in check(read_draft(tmp_path))} == {"F01"}
    with pytest.raises(Refusal):
        load(tmp_path)


@pytest.mark.parametrize("text", ["- a\n- b\n", "texte\n", "{}\n", "a: &x [1]\nb: *x\n", "''\n"])
def test_a_file_of_another_shape_is_refused(copy, text):
    for name in NAMES:
        before = (copy / name).read_bytes()
        (copy / name).write_text(text, encoding="utf-8")
        mistakes = check(read_draft(copy))
        assert any(m.file.endswith(name) for m in mistakes), name
        said = [re.sub("« .*? »", "", f"{m.what} {m.how}") for m in mistakes]
        assert not any(ENGLISH.search(words) for words in said), name
        (copy / name).write_bytes(before)


@pytest.mark.slow
def test_a_file_that_is_missing_is_said(copy):
    for name in NAMES:
        before = (copy / name).read_bytes()
        (copy / name).unlink()
        assert any(m.code in ("F01", "Q06") for m in check(read_draft(copy))), name
        (copy / name).write_bytes(before)


# 3. Fingerprint


def test_the_fingerprint_is_a_sha256():
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", mini().hash)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("questionnaire.yaml", "id: mini\n", "# Un commentaire\n\nid:   'mini'   # un autre\n"),
        ("questionnaire.yaml", "dimensions: [materiel, savoirs]", "dimensions:\n  - materiel\n  - savoirs"),
        ("questionnaire.yaml", "id: mini\nversion: 1.2.0\n", "version: 1.2.0\nid: mini\n"),
        (
            "dimensions/materiel.yaml",
            "why: Sans poste, rien ne commence.",
            "why: >-\n      Sans poste,\n      rien ne commence.",
        ),
    ],
)
def test_comments_and_layout_do_not_change_the_fingerprint(copy, name, before, after):
    edit(copy, name, before, after)
    assert load(copy).hash == mini().hash


def test_line_ends_and_a_bom_do_not_change_the_fingerprint(copy):
    for path in copy.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(copy).hash == mini().hash


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("questionnaire.yaml", "capacity: 10", "capacity: 12"),
        ("profile.yaml", "label: SIAE", "label: SIAÉ"),
        ("dimensions/materiel.yaml", "weight: 2", "weight: 1"),
        ("actions/toutes.yaml", "days: 12", "days: 12.5"),
        ("findings.yaml", "inventé", "imaginé"),
        ("dimensions/materiel.yaml", "weight: 1\n", ""),
    ],
)
def test_any_change_of_content_changes_the_fingerprint(copy, name, before, after):
    edit(copy, name, before, after)
    assert load(copy).hash != mini().hash


def test_the_order_of_questions_changes_the_fingerprint(copy):
    edit(copy, "questionnaire.yaml", "[materiel, savoirs]", "[savoirs, materiel]")
    assert load(copy).hash != mini().hash


def test_the_folder_does_not_change_the_fingerprint(copy):
    assert load(copy).hash == mini().hash


# 4. Finding


def test_a_questionnaire_is_found_by_its_folder():
    assert find_questionnaire(str(MINI)) == MINI


def test_a_shipped_questionnaire_is_found_by_its_name(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert find_questionnaire("print") == PRINT


@pytest.mark.parametrize("name", ["prinnt", "zzz", "a/b/c", "x" * 300, ""])
def test_a_questionnaire_that_does_not_exist_is_refused(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    if not name:
        assert find_questionnaire(name).samefile(tmp_path)
        return
    with pytest.raises(Refusal) as caught:
        find_questionnaire(name)
    (mistake,) = caught.value.mistakes
    assert mistake.code == "F01"
    assert mistake.how


# 5. Types


def test_texts_are_typeset_on_reading():
    assert mini().profile[0].text == f"De quel type de structure s’agit-il{NARROW}?"


@pytest.mark.slow
def test_what_readers_type_or_match_is_kept_as_spelled():
    assert mini().profile[0].options[0].accepts == ["Maison de retraite"]


def test_numbers_are_typed():
    questionnaire = mini()
    assert questionnaire.action["varier"].effort.days == Decimal("1.5")
    assert questionnaire.question["MA03"].table[1].from_ == Decimal("2.5")
    assert questionnaire.question["MA01"].core is True


def test_questions_are_listed_in_the_order_they_are_asked():
    questionnaire = mini()
    assert [q.id for q in questionnaire.questions] == ["MA01", "MA02", "MA03", "SA01", "SA02"]
    assert questionnaire.dimension_of["SA01"].id == "SA"
    assert list(questionnaire.field) == ["structure_type", "places", "roles"]


def test_action_files_are_read_in_the_order_of_their_names(copy):
    text = (copy / "actions/toutes.yaml").read_text(encoding="utf-8")
    head, first, rest = text.partition("  - id: equiper")
    write_tree(copy, {"actions/toutes.yaml": "actions:\n" + first + rest, "actions/avant.yaml": head})
    assert list(load(copy).action) == ["inventorier", "equiper", "varier", "former"]
    assert load(copy).hash != mini().hash


def test_a_profile_field_may_not_bear_the_name_of_a_question(copy):
    """An interview goes to either by its id; a condition on a later question is refused besides."""
    edit(copy, "profile.yaml", "id: places", "id: SA01")
    edit(
        copy,
        "dimensions/materiel.yaml",
        "when: {profile: structure_type, in: [ehpad]}",
        "when: {answer: SA01, at_least: 2}",
    )
    assert sorted(m.code for m in check_integrity(read_draft(copy))) == ["Q01", "Q03"]


def test_mistakes_are_told_in_reading_order(copy):
    edit(copy, "dimensions/materiel.yaml", "weight: 2", "wieght: 2")
    edit(copy, "dimensions/materiel.yaml", "id: MA\n", "id: M A\n")
    edit(copy, "actions/toutes.yaml", "weeks: 12", "weeks: 0")
    found = [(m.file, m.line, m.column) for m in check(read_draft(copy))]
    assert found == sorted(found)
    assert len(found) == 3


# 6. Prerequisites


def write_actions(folder, needs):
    """Write actions from `{name: names of what goes before}`, a hundred a file."""
    model = """  - id: {name}
    title: Faire
    reason: Il le faut.
    findings: [S01]
    origin: tool
    needs: {needs}
    first_step: Commencer.
    steps: [Continuer.]
    lead: Direction
    effort: {{days: 1}}
    cost: none
    weeks: 1
    sign: C’est fait.
    easy: C’est fait.
"""
    items = [model.format(name=k, needs=f"[{', '.join(v)}]") for k, v in needs.items()]
    for start in range(0, len(items), 100):
        text = "actions:\n" + "".join(items[start : start + 100])
        (folder / f"actions/z{start:05}.yaml").write_text(text, "utf-8")


def test_a_chain_of_prerequisites_may_be_long(copy):
    write_actions(copy, {f"a{n}": [f"a{n + 1}"] if n < 1499 else [] for n in range(1500)})
    assert len(load(copy).actions) > 1500


def test_every_circle_of_prerequisites_is_told_from_its_first_action(copy):
    needs = {"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"], "e": ["f", "a"], "f": ["g"], "g": ["e"]}
    write_actions(copy, needs)
    told = [m.what.split(" : ")[1] for m in check(read_draft(copy)) if m.code == "Q03"]
    assert told == ["b → c → b", "d → d", "e → f → g → e"]


def test_copies_sent_to_another_process_are_one_object_there():
    small = mini()
    sent = pickle.dumps(small)
    first, second = pickle.loads(sent), pickle.loads(sent)
    assert first is second
    assert first == small
