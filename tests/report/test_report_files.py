"""A report takes the place of nothing but itself.

1. The report of the same visit, as it was written, is replaced without a word: ten times a day.
2. Whatever else has its name is left as it is, named and refused, and nothing is written beside.
3. An edit is seen wherever it is; a mark pasted elsewhere protects nothing and opens nothing.
"""

import datetime
import os
import sys

import pytest
from helpers import make_visit
from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.mistakes import Refusal
from diag.report.assessed_visit import prepare
from diag.report.report_files import FORMATS, write_reports
from diag.report.visit_view import build_visit_view
from diag.visit.visit_model import Answer

KINDS = tuple(FORMATS)


def write(folder, questionnaire, answers=None, profile=None, formats=KINDS, **more):
    """Write the reports of a visit, and return their paths."""
    prepared = {name: more.pop(name) for name in ("capacity", "release") if name in more}
    day = {"date": more.pop("printed")} if "printed" in more else {}
    visit = make_visit(questionnaire, answers or {"MA01": 1, "SA01": 2}, profile, **more)
    assessed = prepare(questionnaire, visit, **prepared, **day)
    return write_reports(assessed, build_visit_view(assessed), folder, "visite", formats)


def refused(folder, questionnaire, **more):
    """Return the files that a run refused to replace."""
    with pytest.raises(Refusal) as caught:
        write(folder, questionnaire, **more)
    assert {m.code for m in caught.value.mistakes} == {"F05"}
    assert all(m.how for m in caught.value.mistakes)
    return [m.file for m in caught.value.mistakes]


# 1. Its own


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"answers": {"MA01": 4, "SA01": Answer(value="0", note="Corrigé.")}},
        {"profile": {"structure_type": "ehpad", "places": "12"}},
        {"form": "express"},
        {"name": "  les TILLEULS "},
        {"capacity": 3},
        {"printed": datetime.date(2027, 2, 1)},
    ],
)
def test_the_report_of_the_same_visit_is_replaced(tmp_path, small, again):
    first = write(tmp_path, small)
    before = [path.read_bytes() for path in first]
    assert write(tmp_path, small, **again) == first
    assert ([path.read_bytes() for path in first] == before) is (not again)


def test_an_unnamed_structure_is_known_by_its_profile(tmp_path, small):
    write(tmp_path, small, name="")
    write(tmp_path, small, name="", answers={"MA01": 4})
    assert len(refused(tmp_path, small, name="", profile={"structure_type": "siae"})) == 3


# 2. Another's


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Les Érables"},
        {"date": datetime.date(2025, 11, 3)},
        {"profile": {"structure_type": "siae"}},
    ],
)
def test_the_report_of_another_visit_is_left(tmp_path, small, other):
    paths = write(tmp_path, small)
    before = [path.read_bytes() for path in paths]
    assert refused(tmp_path, small, **other) == sorted(map(str, paths))
    assert [path.read_bytes() for path in paths] == before


def without_mark(text):
    return "\n".join(line for line in text.splitlines() if "diag:" not in line)


FOREIGN = {
    "of the former version": without_mark,
    "edited": lambda text: text.replace("Tilleuls", "Tilleuls, relu", 1),
    "with a line more": lambda text: text + "\n",
    "with Windows lines": lambda text: text.replace("\n", "\r\n"),
    "written by hand": lambda text: "Compte rendu de la visite\n",
    "empty": lambda text: "",
    "with a mark pasted": lambda text: next(x for x in text.splitlines() if "diag:" in x),
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_not_its_report_as_written_is_left(tmp_path, small, kind, what):
    (path,) = write(tmp_path, small, formats=(kind,))
    path.write_text(FOREIGN[what](path.read_text("utf-8")), "utf-8", newline="")
    before = path.read_bytes()
    assert refused(tmp_path, small) == [str(path)]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]  # the other formats are not written either


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", bytes(21_000_000)], ids=["binary", "huge"])
def test_a_file_that_is_no_text_is_left(tmp_path, small, content):
    path = tmp_path / "rapport-visite.html"
    path.write_bytes(content)
    assert refused(tmp_path, small) == [str(path)]
    assert path.read_bytes() == content


def test_a_link_that_leads_nowhere_is_left(tmp_path, small):
    path = tmp_path / "rapport-visite.html"
    path.symlink_to(tmp_path / "ailleurs")
    assert refused(tmp_path, small) == [str(path)]
    assert not (tmp_path / "ailleurs").exists()


def test_what_is_no_file_is_left_and_never_opened(tmp_path, small):
    (tmp_path / "rapport-visite.html").mkdir()
    expected = [tmp_path / "rapport-visite.html"]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "rapport-visite.md")  # opened, it would be waited for
        expected.append(tmp_path / "rapport-visite.md")
    assert refused(tmp_path, small) == list(map(str, expected))


# 3. Marks


@pytest.fixture(scope="module")
def own(small):
    """Return a visit and its view."""
    assessed = prepare(small, make_visit(small, {"MA01": 1, "SA01": 2}))
    return assessed, build_visit_view(assessed)


@given(st.data())
def test_an_edit_is_seen_wherever_it_is(tmp_path_factory, own, data):
    path = tmp_path_factory.getbasetemp() / "rapport-edite.md"
    text = FORMATS["md"](*own)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(start + 20, len(text))))
    typed = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5))
    edited = text[:start] + typed + text[end:]
    path.write_text(edited, "utf-8", newline="")
    if edited == text:
        assert write_reports(*own, path.parent, "edite", ("md",)) == [path]
    else:
        with pytest.raises(Refusal):
            write_reports(*own, path.parent, "edite", ("md",))
        assert path.read_text("utf-8") == edited


def test_a_note_that_holds_a_mark_changes_nothing(tmp_path, small):
    own = prepare(small, make_visit(small, {"MA01": 1})).mark
    for note in (own, own[:-16] + "a" * 16, "diag:" + "0" * 16 + ":" + "0" * 16):
        answers = {"MA01": Answer(value="1", note=note, evidence=note)}
        write(tmp_path, small, answers=answers)
        write(tmp_path, small, answers=answers)
        assert len(refused(tmp_path, small, answers=answers, name="Les Érables")) == 3
        write(tmp_path, small)
