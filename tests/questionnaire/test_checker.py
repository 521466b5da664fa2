"""What the checker tells beyond one wrong file (`test_bad_files`).

1. A public fact is old on a day that is given, never on today's.
2. Keys of the first method are refused, each with what to write in its place.
3. A content may leave out what the method does not need.
4. Earlier versions kept in the folder are no part of the questionnaire.
"""

import datetime
import re
import shutil

import pytest
from helpers import MINI, keep_version, mini

from diag.questionnaire.checker import check
from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_folder import read_draft

RULES = [
    *("dimension_margin", "minimum_coverage", "maximum_not_applicable", "unknown_to_confirm"),
    *("uneven_balance", "weight_variation"),
]
PLANS = ["minimum_gain", "quick_effort", "quarters", "priorities"]


@pytest.fixture
def copy(tmp_path):
    """A copy of the small questionnaire, to change."""
    return shutil.copytree(MINI, tmp_path / "mini")


def edit(path, before, after):
    text = path.read_text("utf-8")
    assert re.search(before, text, re.MULTILINE)
    path.write_text(re.sub(before, after, text, flags=re.MULTILINE), "utf-8")


def old_files(folder, on):
    return {m.file.rsplit("/", 1)[-1] for m in check(read_draft(folder), on) if m.code == "Q22"}


# 1. Facts that grow old


@pytest.mark.parametrize(
    ("seen", "on", "old"),
    [
        ("2025-11", datetime.date(2026, 11, 30), False),
        ("2025-10", datetime.date(2026, 11, 1), True),
        ("2025-10-31", datetime.date(2026, 10, 31), False),
        ("2025", datetime.date(2026, 12, 31), False),
        ("2025", datetime.date(2027, 1, 1), True),
        ("2030", datetime.date(2026, 1, 1), False),
    ],
)
def test_a_contact_is_old_more_than_twelve_months_after_it_was_read(copy, seen, on, old):
    edit(copy / "contacts.yaml", r"seen: .*$", f"seen: {seen}")
    assert ("contacts.yaml" in old_files(copy, on)) == old


@pytest.mark.parametrize(("status", "old"), [("open", True), ("check", False), ("closed", False)])
def test_only_a_funding_that_says_open_grows_old(copy, status, old):
    edit(copy / "funding.yaml", r"status: .*$", f"status: {status}")
    assert ("funding.yaml" in old_files(copy, datetime.date(2040, 1, 1))) == old


def test_without_a_day_nothing_is_old(copy):
    edit(copy / "contacts.yaml", r"seen: .*$", "seen: 1999")
    assert check(read_draft(copy)) == []


# 2. The first method


@pytest.mark.parametrize(("part", "key"), [*(("thresholds", k) for k in RULES), *(("capacity", k) for k in PLANS)])
def test_a_rule_of_the_first_method_is_a_line_to_remove(copy, part, key):
    edit(copy / "questionnaire.yaml", rf"^  {part}:", f"  {key}: 20\n  {part}:")
    with pytest.raises(Refusal) as caught:
        load(copy)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, f"« {key} »" in mistake.what) == ("M01", True)
    assert "supprimez cette ligne" in mistake.how


def test_an_effort_in_days_alone_is_told_as_it_is_written_now(copy):
    edit(copy / "actions" / "toutes.yaml", r"effort: \{days: (\S+)\}", r"effort: \1")
    with pytest.raises(Refusal) as caught:
        load(copy)
    assert [m.how for m in caught.value.mistakes] == [
        f"écrivez « effort: {{days: {days}}} »" for days in ("2", "12", "1.5")
    ]


# 3. What may be left out


def test_a_content_may_do_without_what_its_pages_can_leave_out(copy):
    for name in ("documents", "cards", "words", "crosswalk"):
        (copy / f"{name}.yaml").unlink()
    for path in (copy / "dimensions").glob("*.yaml"):
        edit(path, r"^    (told|easy):\n(      .*\n)+", "")
    edit(copy / "dimensions" / "savoirs.yaml", r"^    oral: true\n", "")
    edit(copy / "actions" / "toutes.yaml", r"^    easy: .*\n", "")
    edit(copy / "questionnaire.yaml", r"^lasting_conditions:\n(  .*\n)+", "")
    assert [f"{m.place} {m.what}" for m in check(read_draft(copy))] == []
    found = load(copy)
    assert (found.documents, found.cards, found.words) == (None, (), ())


# 4. Earlier versions


def test_earlier_versions_are_no_part_of_a_questionnaire(copy):
    keep_version(copy, "1.0.0")
    assert check(read_draft(copy)) == []
    assert load(copy).hash == mini().hash


def test_an_earlier_version_is_not_listed_as_a_questionnaire():
    assert shipped_names() == ["express-service", "print"]
