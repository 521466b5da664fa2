"""One wrong mapping file per mistake (`tests/bad/lot`): each is refused where it is wrong.

1. Every mistake is told, in reading order, and nothing else; each says how to mend it, in French.
2. No code of a mapping file is without a bad file.
"""

import re
from pathlib import Path

import pytest
from helpers import mini
from questionnaire.bad_files import BAD, EXPECTED, parse
from table.survey_tools import layout

from diag.questionnaire.mistakes import CODES, Refusal
from diag.table.columns import bind
from diag.table.mapping import read_mapping

FILES = [parse(path) for path in sorted((BAD / "lot").glob("*.txt"))]
EXPORT = layout(
    [
        *("N° FINESS", "Site", "Site", "Q1 Postes", "Q2 ordinateur", "Q2 tablette"),
        *("Q3 chambres", "Type", "Qui répond ?"),
    ]
)
ENGLISH = re.compile(r"\b(input|should|valid|field|extra|the|found|unable|string)\b")


def mistakes_of(bad, folder):
    (_, name), (_, text) = bad.steps
    (folder / name).write_text(text, encoding="utf-8")
    try:
        bind(EXPORT, mini(), read_mapping(folder / name))
    except Refusal as refusal:
        return refusal.mistakes
    return ()


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.name)
def test_a_mapping_file_is_refused_where_it_is_wrong(bad, tmp_path):
    found = mistakes_of(bad, tmp_path)
    expected = [EXPECTED.fullmatch(line) for line in bad.expected]
    places = [f"{Path(m.file).name}:{m.line}:{m.column} {m.code}" for m in found]
    assert places == [e.string.removesuffix(f" {e['words']}") for e in expected]
    for mistake, wanted in zip(found, expected, strict=True):
        said = f"{mistake.what} {mistake.how}"
        assert mistake.how
        assert wanted["words"] in said
        assert not ENGLISH.search(re.sub("« .*? »", "", said))


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_named_after_its_mistake(bad):
    assert bad.codes == {bad.name[:3]}


def test_no_code_of_a_mapping_file_is_without_a_bad_file():
    assert {code for code in CODES if code.startswith("L")} <= set().union(*(b.codes for b in FILES))
