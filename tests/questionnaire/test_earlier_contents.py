"""The words of the contents that a questionnaire has kept."""

from helpers import PRINT

from diag.questionnaire.earlier_contents import read_earlier, version_of

LADDER = """questions:
  - id: MA01
    title: "Postes d'hier"
    scale: 3
    choices:
      - {level: 0, label: "Rien."}
      - {level: 2, label: "Un poste."}
      - {level: 4, label: "En plus, une tablette.", adds: true}
  - id: MA03
    title: Lits
    unit: lits sur 10
"""


def keep(folder, version, name, text):
    path = folder / "versions" / version / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_ladder_is_told_with_the_rungs_that_each_adds_to(tmp_path):
    keep(tmp_path, "1.0.0", "dimensions/a.yaml", LADDER)
    (content,) = read_earlier(tmp_path)
    asked = content.questions["MA01"]
    assert (asked.title, asked.scale, asked.unit) == ("Postes d’hier", 3, "")
    assert asked.labels == {"0": "Rien", "2": "Un poste", "4": "Un poste. En plus, une tablette"}
    assert content.questions["MA03"].unit == "lits sur 10"


def test_versions_are_in_their_order_and_another_folder_is_none(tmp_path):
    for name in ("1.10.0", "1.9.0", "brouillon"):
        keep(tmp_path, name, "dimensions/a.yaml", LADDER)
    assert [c.version for c in read_earlier(tmp_path)] == [(1, 9, 0), (1, 10, 0)]
    assert version_of("1.9") == ()


def test_what_cannot_be_read_leaves_the_rest(tmp_path):
    keep(tmp_path, "1.0.0", "dimensions/a.yaml", LADDER)
    keep(tmp_path, "1.0.0", "dimensions/b.yaml", "questions: [")
    keep(tmp_path, "1.0.0", "profile.yaml", "fields: {id: seul}")
    keep(tmp_path, "1.0.0", "actions/a.yaml", "actions: [équiper, {id: equiper}]")
    (content,) = read_earlier(tmp_path)
    assert content.questions.keys() == {"MA01", "MA03"}
    assert (content.fields, content.actions) == ({}, {})


def test_the_content_1_2_0_of_print_is_told():
    (content,) = (c for c in read_earlier(PRINT) if c.version == (1, 2, 0))
    assert content.fields["territory"].labels["urbain"] == "Urbain"
    assert content.questions["EQ07"].labels["tablette"] == "Une tablette"
    assert all(asked.title and (asked.labels or asked.unit) for asked in content.questions.values())
    assert len(content.questions) == 58
