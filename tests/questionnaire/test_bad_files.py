"""One wrong file per mistake (`tests/bad`): each is refused with its place, its code and its words.

1. Every mistake of every bad file is told, in reading order, and nothing else.
2. No code of the list is without a bad file.
3. What is said is French, and says how to mend it.
"""

import re

import pytest
from helpers import mini
from questionnaire.bad_files import BAD_FILES, EXPECTED

from diag.questionnaire.checker import check
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import CODES, Refusal
from diag.questionnaire.questionnaire_folder import read_draft
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

MINI = mini()
ENGLISH = re.compile(
    r"\b(input|should|valid|field required|extra inputs|the|found|unable|string|integer|greater|less than)\b",
    re.IGNORECASE,
)
FOR_AUTHORS = {"Q04", "Q05", "Q06", *(f"Q{n:02}" for n in range(8, 25))}


def mistakes_of(folder):
    """Return every mistake of a questionnaire folder, or of the visit it holds."""
    path = folder / "visite.yaml"
    if not path.exists():
        return check(read_draft(folder))
    try:
        visit, source = read_visit(path)
        match(visit, MINI, source)
    except Refusal as refusal:
        return refusal.mistakes
    return ()


@pytest.mark.slow
def test_each_bad_file_is_refused_where_it_is_wrong(tmp_path):
    for bad in BAD_FILES:
        folder = tmp_path / bad.name
        bad.write(folder, MINI.hash)
        found = mistakes_of(folder)
        places = [f"{m.place} {m.code}".replace("\\", "/").removeprefix(f"{folder.as_posix()}/") for m in found]
        expected = [EXPECTED.fullmatch(line) for line in bad.expected]
        assert places == [m.string.removesuffix(f" {m['words']}") for m in expected], bad.name
        for mistake, match_ in zip(found, expected, strict=True):
            said = f"{mistake.what} {mistake.how}"
            assert match_["words"] in said, bad.name
            assert not ENGLISH.search(re.sub("« .*? »", "", said)), bad.name
            assert mistake.how, bad.name


def test_each_bad_file_is_named_after_its_mistake():
    assert all(bad.expected for bad in BAD_FILES)
    assert all(bad.name == "several" or bad.name[:3] in bad.codes for bad in BAD_FILES)


def test_no_code_is_without_a_bad_file():
    # Tables, forms, identities, sheets, releases and cases have their own; F05 is a file in the way of a report, not a bad one.
    elsewhere = {code for code in CODES if code[0] in "EGILRT"} | {"F05", "Q11"}
    assert set().union(*(b.codes for b in BAD_FILES)) == set(CODES) - elsewhere


@pytest.mark.slow
def test_a_questionnaire_that_breaks_cannot_be_used(tmp_path):
    """What only authors need to know does not prevent from asking and scoring."""
    for bad in BAD_FILES:
        folder = tmp_path / bad.name
        bad.write(folder, MINI.hash)
        try:
            load(folder)
            found = set()
        except Refusal as refusal:
            found = {m.code for m in refusal.mistakes}
        of_visit = (folder / "visite.yaml").exists()
        assert found == (set() if of_visit else bad.codes - FOR_AUTHORS), bad.name
