"""A report takes the place of nothing but itself (decision 0006), for each reader and format.

1. The report of the same visit, as it was written, is replaced without a word: ten times a day.
2. Whatever else has its name is left as it is, named and refused, and nothing is written beside.
3. An edit is seen wherever it is; a mark pasted elsewhere protects nothing and opens nothing.
4. One file per reader and format, the page with the PDF; that of the adviser is its owner's alone.
5. Nothing is written before all is rendered; without a browser, all but the PDF is.
"""

import datetime
import os
import stat
import sys
from zipfile import ZipFile

import pytest
from helpers import make_visit
from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.mistakes import Refusal
from diag.report import pdf_report
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.look import PLAIN, Look
from diag.report.reader_document import build_document
from diag.report.report_files import FORMATS, RENDERED, sealed, write_reports
from diag.visit.visit_model import Answer

KINDS = FORMATS
PRINTED = b"%PDF-1.4 une page\n%%EOF\n"


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    """Print without a browser; the real one has its own tests."""
    monkeypatch.setattr(pdf_report, "print_page", lambda page: PRINTED)


def write(
    folder, questionnaire, answers=None, profile=None, formats=KINDS, readers=("direction",), look=PLAIN, **more
):
    """Write the reports of a visit, and return their paths."""
    prepared = {name: more.pop(name) for name in ("capacity", "release") if name in more}
    day = {"date": more.pop("printed")} if "printed" in more else {}
    visit = make_visit(questionnaire, answers or {"MA01": 1, "SA01": 2}, profile, **more)
    assessed = prepare(questionnaire, visit, **prepared, **day)
    return list(write_reports(assessed, folder, "visite", formats, readers, look))


def refused(folder, questionnaire, **more):
    """Return the files that a run refused to replace."""
    with pytest.raises(Refusal) as caught:
        write(folder, questionnaire, **more)
    assert {m.code for m in caught.value.mistakes} == {"F05"}
    assert all(m.how for m in caught.value.mistakes)
    return [m.file for m in caught.value.mistakes]


# 1. Its own


@pytest.mark.slow
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
    before = first[2].read_bytes()
    assert write(tmp_path, small, **again) == first
    assert (first[2].read_bytes() == before) is (not again)


@pytest.mark.slow
def test_an_unnamed_structure_is_known_by_its_profile(tmp_path, small):
    write(tmp_path, small, name="")
    write(tmp_path, small, name="", answers={"MA01": 4})
    assert len(refused(tmp_path, small, name="", profile={"structure_type": "siae"})) == 5


# 2. Another's


@pytest.mark.slow
@pytest.mark.parametrize(
    "other", [{"name": "Les Érables"}, {"date": datetime.date(2025, 11, 3)}, {"profile": {"structure_type": "siae"}}]
)
def test_the_report_of_another_visit_is_left(tmp_path, small, other):
    paths = write(tmp_path, small)
    before = [path.read_bytes() for path in paths]
    assert refused(tmp_path, small, **other) == sorted(map(str, paths))
    assert [path.read_bytes() for path in paths] == before


def marked(data):
    return data[data.rindex(b"diag:") :][:38]


FOREIGN = {
    "without its mark": lambda data: data.replace(marked(data), b""),
    "edited": lambda data: data[:60] + b"x" + data[61:],
    "with a line more": lambda data: data + b"\n",
    "with Windows lines": lambda data: data.replace(b"\n", b"\r\n"),
    "written by hand": lambda data: b"Compte rendu de la visite\n",
    "empty": lambda data: b"",
    "with a mark pasted": marked,
}


@pytest.mark.slow
@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_not_its_report_as_written_is_left(tmp_path, small, kind, what):
    path = write(tmp_path, small, formats=(kind,))[-1]
    before = FOREIGN[what](path.read_bytes())
    path.write_bytes(before)
    there = set(tmp_path.iterdir())
    assert refused(tmp_path, small) == [str(path)]
    assert path.read_bytes() == before
    assert set(tmp_path.iterdir()) == there  # the other formats are not written either


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", bytes(21_000_000)], ids=["binary", "huge"])
def test_a_file_that_is_no_text_is_left(tmp_path, small, content):
    path = tmp_path / "rapport-visite-direction.html"
    path.write_bytes(content)
    assert refused(tmp_path, small) == [str(path)]
    assert path.read_bytes() == content


def test_a_link_that_leads_nowhere_is_left(tmp_path, small):
    path = tmp_path / "rapport-visite-direction.html"
    path.symlink_to(tmp_path / "ailleurs")
    assert refused(tmp_path, small) == [str(path)]
    assert not (tmp_path / "ailleurs").exists()


def test_what_is_no_file_is_left_and_never_opened(tmp_path, small):
    (tmp_path / "rapport-visite-direction.html").mkdir()
    expected = [tmp_path / "rapport-visite-direction.html"]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "rapport-visite-direction.md")  # opened, it would be waited for
        expected.append(tmp_path / "rapport-visite-direction.md")
    assert refused(tmp_path, small) == list(map(str, expected))


# 3. Marks


@pytest.fixture(scope="module")
def own(small):
    """Return a visit."""
    return prepare(small, make_visit(small, {"MA01": 1, "SA01": 2}))


@given(st.data())
def test_an_edit_is_seen_wherever_it_is(tmp_path_factory, own, data):
    path = tmp_path_factory.getbasetemp() / "rapport-edite-direction.md"
    told = RENDERED["md"](own, build_document(own, "direction"), PLAIN)
    text = sealed(told, own.mark).decode()
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(start + 20, len(text))))
    typed = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5))
    edited = text[:start] + typed + text[end:]
    path.write_text(edited, "utf-8", newline="")
    if edited == text:
        assert list(write_reports(own, path.parent, "edite", ("md",))) == [path]
    else:
        with pytest.raises(Refusal):
            list(write_reports(own, path.parent, "edite", ("md",)))
        assert path.read_text("utf-8") == edited


@pytest.mark.slow
def test_a_note_that_holds_a_mark_changes_nothing(tmp_path, small):
    own = prepare(small, make_visit(small, {"MA01": 1})).mark
    for note in (own, own[:-16] + "a" * 16, "diag:" + "0" * 16 + ":" + "0" * 16):
        answers = {"MA01": Answer(value="1", note=note, evidence=note)}
        write(tmp_path, small, answers=answers)
        write(tmp_path, small, answers=answers)
        assert len(refused(tmp_path, small, answers=answers, name="Les Érables")) == 5
        write(tmp_path, small)


# 4. Readers


def test_each_reader_and_format_has_its_file(tmp_path, small):
    written = write(tmp_path, small, formats=("md", "html"), readers=READERS)
    assert {path.name for path in written} == {
        f"rapport-visite-{reader}.{kind}" for reader in READERS for kind in ("html", "md")
    }


def test_a_pdf_comes_last_with_the_page_that_it_is_printed_from(tmp_path, small):
    written = write(tmp_path, small, formats=("pdf",))
    assert [path.suffix for path in written] == [".html", ".pdf"]
    assert written[1].read_bytes().startswith(PRINTED + b"%diag:")


@pytest.mark.slow
def test_a_word_document_bears_its_mark_as_the_comment_of_its_archive(tmp_path, small):
    (path,) = write(tmp_path, small, formats=("docx",))
    with ZipFile(path) as archive:
        assert archive.comment.startswith(b"diag:")
        assert archive.testzip() is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="droits de POSIX")
def test_the_file_of_the_adviser_is_its_owner_s_alone(tmp_path, small):
    for path in write(tmp_path, small, readers=("conseiller",)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


# 5. Failures


def test_nothing_is_written_where_an_own_part_fails(tmp_path, small):
    own = tmp_path / "modeles"
    own.mkdir()
    (own / "head.md.j2").write_text("{{ absent }}", "utf-8")
    with pytest.raises(Refusal):
        write(tmp_path / "s", small, formats=("html", "md"), look=Look(parts=own))
    assert list((tmp_path / "s").iterdir()) == []


@pytest.mark.slow
def test_without_a_browser_all_but_the_pdf_is_written(tmp_path, small, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(pdf_report.shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf_report, "_usual", lambda: iter(()))
    with pytest.raises(Refusal) as caught:
        write(tmp_path, small)
    (mistake,) = caught.value.mistakes
    assert "aucun navigateur" in mistake.what
    assert "rapport-visite-direction.html" in mistake.how
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".md", ".json", ".docx"}
