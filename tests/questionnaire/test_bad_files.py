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
from diag.questionnaire.draft import read_draft
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import CODES, Refusal
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

MINI = mini()
ENGLISH = re.compile(
    r"\b(input|should|valid|field required|extra inputs|the|found|unable|string|integer|greater|less than)\b",
    re.IGNORECASE,
)
COMPLETENESS = {"Q04", "Q05", "Q06", "Q08", "Q09", "Q10"}


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


@pytest.fixture
def found(request, tmp_path):
    """Mistakes of the bad file given as parameter, each as `file:line:column CODE` and its words."""
    request.param.write(tmp_path, MINI.hash)
    prefix = f"{tmp_path}/"
    return [
        (f"{m.place} {m.code}".replace("\\", "/").removeprefix(prefix), f"{m.what} {m.how}")
        for m in mistakes_of(tmp_path)
    ]


@pytest.mark.parametrize(
    ("found", "bad"),
    [(b, b) for b in BAD_FILES],
    indirect=["found"],
    ids=[b.name for b in BAD_FILES],
)
def test_a_bad_file_is_refused_where_it_is_wrong(found, bad):
    expected = [EXPECTED.fullmatch(line) for line in bad.expected]
    assert [place for place, _ in found] == [
        m.string.removesuffix(f" {m['words']}") for m in expected
    ]
    for (_, said), match_ in zip(found, expected, strict=True):
        assert match_["words"] in said
        assert not ENGLISH.search(re.sub("« .*? »", "", said))


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda b: b.name)
def test_a_bad_file_is_named_after_its_mistake(bad):
    assert bad.expected
    if bad.name != "several":
        assert bad.name[:3] in bad.codes


def test_no_code_is_without_a_bad_file():
    tables = {
        code for code in CODES if code[0] in "ELR"
    }  # tables and releases: their own bad files
    assert set().union(*(b.codes for b in BAD_FILES)) == set(CODES) - tables


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda b: b.name)
def test_a_questionnaire_that_breaks_cannot_be_used(bad, tmp_path):
    """What only authors need to know does not prevent from asking and scoring."""
    bad.write(tmp_path, MINI.hash)
    if (tmp_path / "visite.yaml").exists() or bad.codes <= COMPLETENESS:
        assert load(tmp_path)
        return
    with pytest.raises(Refusal) as caught:
        load(tmp_path)
    assert {m.code for m in caught.value.mistakes} == bad.codes - COMPLETENESS


def test_every_mistake_says_how_to_mend_it(tmp_path):
    for number, bad in enumerate(BAD_FILES):
        folder = tmp_path / str(number)
        bad.write(folder, MINI.hash)
        assert all(m.how for m in mistakes_of(folder)), bad.name
