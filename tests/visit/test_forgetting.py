"""What is too old to be kept.

1. A visit is old once so many calendar months after its date are past; a longer time forgets no more.
2. Whatever the depth, an old visit is found with what bears its name; nothing else is, no link is followed.
3. What looks like a visit and cannot be read is told, and left; so is what only bears the name of a copy.
4. A recent visit that recalls an old one is named.
5. Erased in the order that lets the next run find again what the system refused.
"""

import calendar
import datetime
import os

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.mistakes import Refusal
from diag.visit.forgetting import COLUMNS, REGISTER, Erasure, Rule, erase, look, main_file, opened_register, register
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import COPIES, keep_beside, locked, write_visit

MINI = mini()
TODAY = datetime.date(2026, 12, 1)
THREE_YEARS = Rule(36, TODAY)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))


def put(path, day=datetime.date(2022, 3, 5), **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    answers = more.pop("answers", {"MA01": 1})
    visit = make_visit(MINI, answers, date=day, **more)
    write_visit(visit, path)
    return visit


# 1


@pytest.mark.parametrize(
    ("day", "today", "old"),
    [
        ("2023-12-01", "2026-12-01", False),
        ("2023-11-30", "2026-12-01", True),
        ("2024-02-29", "2027-02-28", False),  # 28 February stands for the 29th
        ("2024-02-29", "2027-03-01", True),
        ("2026-12-01", "2026-12-01", False),
        ("2027-01-01", "2026-12-01", False),
        ("9999-12-31", "9999-12-31", False),
    ],
)
def test_months_are_those_of_the_calendar(day, today, old):
    rule = Rule(36, datetime.date.fromisoformat(today))
    assert rule.forgets(datetime.date.fromisoformat(day)) is old


@given(DAYS, DAYS, st.integers(1, 400), st.integers(0, 60))
def test_a_longer_time_and_a_later_day_forget_no_more(day, today, months, more):
    if not Rule(months, today).forgets(day):
        assert not Rule(months + more, today).forgets(day)
    if Rule(months, today).forgets(day):
        assert Rule(months, today + datetime.timedelta(more)).forgets(day)


@given(DAYS, st.integers(1, 60))
def test_the_day_after_the_last_is_the_first_too_old(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    end = datetime.date(year, month + 1, min(day.day, last))
    assert not Rule(months, end).forgets(day)
    assert Rule(months, end + datetime.timedelta(1)).forgets(day)


# 2


def test_an_old_visit_is_found_with_what_bears_its_name(tmp_path):
    main = tmp_path / "a" / "b" / "v.yaml"
    put(main)
    put(tmp_path / "neuve.yaml", datetime.date(2026, 1, 5))
    beside = [keep_beside(main, b"", word) for word in COPIES]
    second = keep_beside(main, b"format: 2\nx: [", "secours")
    (tmp_path / "a" / "b" / "v.autre.yaml").write_text("à moi", "utf-8")
    found = look(tmp_path, THREE_YEARS)
    (old,) = found.old
    assert (old.path, set(old.versions)) == (main, {main})
    assert set(old.copies) == {*beside, second}
    assert set(found.recent) == {tmp_path / "neuve.yaml"}
    assert found.others == (tmp_path / "a" / "b" / "v.autre.yaml",)
    assert found.mistakes == ()


def test_a_copy_that_reads_as_old_goes_without_its_visit(tmp_path):
    put(tmp_path / "v.secours-2.yaml")
    put(tmp_path / "v.yaml", datetime.date(2026, 1, 5))
    (old,) = look(tmp_path, THREE_YEARS).old
    assert (old.path, list(old.versions)) == (tmp_path / "v.yaml", [tmp_path / "v.secours-2.yaml"])
    assert erase(old, [], []) == []
    assert (tmp_path / "v.yaml").exists()


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("v.yaml", "v.yaml"),
        ("v.secours.yaml", "v.yaml"),
        ("v.secours-12.yaml", "v.yaml"),
        ("v.avant-recommencement.secours.yaml", "v.yaml"),
        ("v.1.a-transmettre.yaml", "v.1.yaml"),
        ("secours.yaml", "secours.yaml"),
        (".secours.yaml", ".secours.yaml"),
        ("v.secoursx.yaml", "v.secoursx.yaml"),
    ],
)
def test_a_copy_is_known_by_its_name(tmp_path, name, main):
    assert main_file(tmp_path / name) == tmp_path / main


def test_no_link_is_followed(tmp_path):
    put(tmp_path / "ailleurs" / "v.yaml")
    here = tmp_path / "ici"
    here.mkdir()
    (here / "lien.yaml").symlink_to(tmp_path / "ailleurs" / "v.yaml")
    (here / "dossier").symlink_to(tmp_path / "ailleurs")
    (here / "boucle").symlink_to(here)
    found = look(here, THREE_YEARS)
    assert (found.old, found.recent) == ((), {})


# 3


@pytest.mark.parametrize("text", ["format: 2\n", "format: 99\n", "format: 2\nx: [", "format: 2\nx: 1"])
def test_what_looks_like_a_visit_and_is_not_read_is_told(tmp_path, text):
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    found = look(tmp_path, THREE_YEARS)
    assert [one.file for one in found.mistakes] == [str(tmp_path / "v.yaml")]
    assert (found.old, found.others) == ((), ())


@pytest.mark.parametrize("text", ["", "notes\n", "titre: format\n", "\0\0"])
def test_what_is_no_visit_is_another_file(tmp_path, text):
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    found = look(tmp_path, THREE_YEARS)
    assert (found.others, found.mistakes) == ((tmp_path / "v.yaml",), ())


@pytest.mark.parametrize("kind", ["text", "link", "folder", "pipe"])
def test_what_only_bears_the_name_of_a_copy_is_told_and_left(tmp_path, kind):
    put(tmp_path / "ici" / "v.yaml")
    mine = tmp_path / "ici" / "v.secours.yaml"
    if kind == "text":
        mine.write_text("mon carnet", "utf-8")
    elif kind == "link":
        put(tmp_path / "w.yaml")
        mine.symlink_to(tmp_path / "w.yaml")
    elif kind == "folder":
        mine.mkdir()
    elif os.name == "nt":
        pytest.skip("no pipes in folders there")
    else:
        os.mkfifo(mine)
    found = look(tmp_path / "ici", THREE_YEARS)
    assert [one.copies for one in found.old] == [()]
    assert [one.file for one in found.mistakes] == ([] if kind == "folder" else [str(mine)])
    assert erase(found.old[0], [], []) == []
    assert os.path.lexists(mine)


# 4


def test_who_recalls_an_old_visit_is_named(tmp_path):
    former = put(tmp_path / "v1.yaml")
    write_visit(next_visit(former, datetime.date(2026, 3, 5)), tmp_path / "v2.yaml")
    put(tmp_path / "autre.yaml", name="Les Ormes", answers={"MA01": 2})
    found = look(tmp_path, THREE_YEARS)
    told = {one.path.name: [path.name for path in found.recalled(one)] for one in found.old}
    assert told == {"v1.yaml": ["v2.yaml"], "autre.yaml": []}


# 5


def test_a_visit_that_is_open_is_left_with_its_reports(tmp_path):
    put(tmp_path / "v.yaml")
    report = tmp_path / "rapport.html"
    report.write_text("x", "utf-8")
    (old,) = look(tmp_path, THREE_YEARS).old
    erased = []
    with locked(tmp_path / "v.yaml"):
        refused = erase(old, [report], erased)
    assert ("autre fenêtre" in refused[0].what, erased, report.exists()) == (True, [], True)


def test_what_is_protected_is_named_and_its_visit_stays(tmp_path):
    put(tmp_path / "v.yaml")
    reports = [tmp_path / "a.html", tmp_path / "b.html"]
    for report in reports:
        report.write_text("x", "utf-8")
    reports[0].chmod(0o444)
    (old,) = look(tmp_path, THREE_YEARS).old
    erased = []
    refused = erase(old, reports, erased)
    reports[0].chmod(0o644)
    assert [one.file for one in refused] == [str(reports[0])]
    assert (erased, (tmp_path / "v.yaml").exists()) == ([reports[1]], True)


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="the administrator may all")
def test_a_folder_that_refuses_is_told(tmp_path):
    put(tmp_path / "v.yaml")
    (old,) = look(tmp_path, THREE_YEARS).old
    tmp_path.chmod(0o555)
    try:
        assert erase(old, [], [])
    finally:
        tmp_path.chmod(0o755)


# the register


def test_the_register_gains_a_line_each_time(tmp_path):
    one = Erasure(TODAY, 2, "2021-03", "2022-05", 7, "plus de 36 mois")
    for _ in range(2):
        with opened_register(tmp_path) as path:
            register(path, one)
    text = (tmp_path / REGISTER).read_bytes().decode("utf-8-sig")
    assert text.split("\r\n") == [COLUMNS, one.line, one.line, ""]
    assert len(one.line.split(";")) == len(COLUMNS.split(";"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_register_that_excel_saved_again_is_gone_on_with(tmp_path, encoding, end):
    held = f"{COLUMNS}\r\n01/12/2026;2;mars-21;mai-22;7;plus de 36 mois{end}"
    (tmp_path / REGISTER).write_bytes(held.encode(encoding))
    one = Erasure(TODAY, 1, "2021-03", "2021-03", 1, "plus de 36 mois")
    with opened_register(tmp_path) as path:
        register(path, one)
    lines = (tmp_path / REGISTER).read_bytes().decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines), lines[2]) == (COLUMNS, 3, one.line)


@pytest.mark.parametrize("held", ["", "à moi", "nom;date\n", "\0"])
def test_what_is_no_register_is_left(tmp_path, held):
    (tmp_path / REGISTER).write_text(held, "utf-8")
    with pytest.raises(Refusal), opened_register(tmp_path):
        pass
    assert (tmp_path / REGISTER).read_text("utf-8") == held
