"""One wrong release per mistake (`tests/bad/repere`): each is refused with its place, code and words.

1. Every mistake of every bad release is told, in reading order, and nothing else.
2. What is said is French, and says how to mend it.
3. No code of a release is without a bad release.
"""

import re

import pytest
from benchmark.release_cases import BAD_RELEASES, regional, release, write_bad
from questionnaire.bad_files import EXPECTED

from diag.benchmark.package import read_release, write_release
from diag.french import NARROW
from diag.questionnaire.mistakes import CODES, Refusal

Q = regional()
ENGLISH = re.compile(r"\b(input|should|valid|field|the|found|unable|string|integer|greater|less)\b")


def mistakes_of(folder):
    try:
        read_release(folder, Q)
    except Refusal as refusal:
        return refusal.mistakes
    return ()


@pytest.mark.slow
def test_each_bad_release_is_refused_where_it_is_wrong_and_told_how_to_mend(tmp_path):
    for bad in BAD_RELEASES:
        folder = tmp_path / bad.name
        folder.mkdir()
        write_bad(bad, folder)
        told = mistakes_of(folder)
        expected = [EXPECTED.fullmatch(line) for line in bad.expected]
        places = [f"{m.place} {m.code}".replace("\\", "/").removeprefix(f"{folder}/") for m in told]
        wanted = [m.string.removesuffix(f" {m['words']}") for m in expected]
        assert (bad.name, places) == (bad.name, wanted)
        assert bad.name[:3] in {m.code for m in told}
        for mistake, match in zip(told, expected, strict=True):
            said = f"{mistake.what} {mistake.how}".replace(NARROW, " ")
            assert match["words"] in said
            assert not ENGLISH.search(re.sub("« .*? »", "", said))
            assert mistake.how


def test_every_mistake_of_a_release_has_a_bad_release():
    codes = {code for code in CODES if code.startswith("R")}
    assert set().union(*(bad.codes for bad in BAD_RELEASES)) >= codes - {"R09"}


def test_the_release_they_are_made_from_is_good(tmp_path):
    write_release(release(), tmp_path / "repere", Q)
    assert mistakes_of(tmp_path / "repere") == ()


def test_a_release_that_is_no_longer_text_is_refused(tmp_path):
    write_release(release(), tmp_path / "repere", Q)
    (tmp_path / "repere" / "repere.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal, match=r"repere\.csv R02 .*UTF-8"):
        read_release(tmp_path / "repere")


def test_a_folder_that_does_not_exist_holds_no_release(tmp_path):
    with pytest.raises(Refusal, match="R01 ce dossier ne contient pas de repère"):
        read_release(tmp_path / "absent")
