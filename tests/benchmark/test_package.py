"""A release is written whole, the same each time, and read strictly.

1. What is written is read back; the same content gives the same bytes.
2. The Frictionless library finds it valid, and finds by itself what is edited by hand.
3. A folder is replaced whole or left alone, and never when it is somebody's.
4. Nothing is published that breaks a rule.
5. « s » is never 0 and never empty; invented data say so everywhere.
"""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import frictionless
import pytest
from benchmark.release_cases import HDF, IDF, cell, quantiles, regional, release, releases
from drawn import drawn

from diag.benchmark.package import CELLS, DESCRIPTOR, README, SHARES, read_release, write_release
from diag.benchmark.release import Cell, Quantiles
from diag.benchmark.words import STAMP
from diag.questionnaire.mistakes import Refusal
from diag.safe_text import clean

Q = regional()
FILES = (DESCRIPTOR, CELLS, SHARES, README)


@pytest.fixture
def folder(tmp_path):
    """A release on disk."""
    write_release(release(), tmp_path / "repere", Q)
    return tmp_path / "repere"


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# 1. Written and read


@pytest.mark.slow
@drawn(releases(), few=8, many=40)
def test_a_release_is_read_as_it_was_written(told):
    with TemporaryDirectory() as place:
        write_release(told, Path(place) / "repere", Q)
        assert read_release(Path(place) / "repere") == replace(told, source=clean(told.source))


def test_a_release_holds_four_files_and_nothing_else(folder):
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_the_same_content_gives_the_same_bytes(tmp_path, folder):
    write_release(release(), tmp_path / "autre", Q)
    assert bytes_of(tmp_path / "autre") == bytes_of(folder)


def test_a_release_carries_its_date_source_questionnaire_and_period(folder):
    about = json.loads((folder / DESCRIPTOR).read_text("utf-8"))["diag"]
    assert about["date"] == "2026-11-22"
    assert about["source"] == "URIOPSS d'essai"
    assert (about["questionnaire"], about["version"], about["hash"]) == ("mini", "1.2.0", Q.hash)
    assert about["period"] == ["2026-03", "2026-10"]
    assert about["synthetic"] is False


def test_the_layout_of_the_description_does_not_count(folder):
    path = folder / DESCRIPTOR
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))), encoding="utf-8")
    assert read_release(folder) == release()


def test_a_position_does_without_the_answers_but_not_without_their_fingerprint(folder):
    told = read_release(folder, with_shares=False)
    assert told == replace(release(), shares={})
    path = folder / SHARES
    path.write_bytes(path.read_bytes().replace(b"MA01,0,2", b"MA01,0,3"))
    with pytest.raises(Refusal, match="R02"):
        read_release(folder, with_shares=False)


# 2. Frictionless


def problems(folder):
    report = frictionless.validate(str(folder / DESCRIPTOR))
    return [kind for (kind,) in report.flatten(["type"])]


def test_a_release_is_a_valid_data_package(folder):
    assert problems(folder) == []


def test_the_package_says_its_licence_and_its_source(folder):
    package = frictionless.Package(str(folder / DESCRIPTOR))
    assert [licence["name"] for licence in package.licenses] == ["etalab-2.0"]
    assert package.sources == [{"title": "URIOPSS d'essai"}]


def test_what_is_not_published_is_missing_for_a_data_package(folder):
    package = frictionless.Package(str(folder / DESCRIPTOR))
    found = package.get_resource("repere").read_rows()
    hidden = next(row for row in found if row["departement"] == "d62" and row["type"] == "siae")
    assert hidden["effectif"] is None
    assert hidden["mediane"] is None


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b"100+,MA,45,30,60,25", b"100+,MA,45,30,60,26", "hash-count"),
        (b"100+,MA,45", b"100+,MA,450", "constraint-error"),
        (b",d59,10-19,MA", b",d99,10-19,MA", "constraint-error"),
        (b"siae,,6-9,SA", b"siae,,6-9,MA", "primary-key"),
        (
            b",global,45,30,60,25,30,35,40,45,50,55,60,65,1,",
            b",global,45,30,60,25,30,35,40,45,50,55,60,65,0,",
            "constraint-error",
        ),
    ],
)
def test_the_library_alone_finds_what_was_edited(folder, old, new, kind):
    path = folder / CELLS
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert kind in problems(folder)


# 3. Whole or not at all


def test_an_earlier_release_is_replaced_whole(folder):
    write_release(release((cell(),)), folder, Q)
    assert sum(not one.secret for one in read_release(folder).cells) == 1
    assert {path.name for path in folder.parent.iterdir()} == {"repere"}


@pytest.mark.parametrize("name", ["lettre.odt", CELLS])
def test_a_folder_that_is_not_a_release_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("à moi", encoding="utf-8")
    with pytest.raises(Refusal, match=f"F01 ce dossier contient déjà autre chose : {name}"):
        write_release(release(), tmp_path, Q)
    assert bytes_of(tmp_path) == {name: "à moi".encode()}


def test_a_file_added_to_a_release_protects_it(folder):
    (folder / "notes.txt").write_text("à moi", encoding="utf-8")
    before = bytes_of(folder)
    with pytest.raises(Refusal, match=r"notes\.txt"):
        write_release(release((cell(),)), folder, Q)
    assert bytes_of(folder) == before


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "repere").write_text("x", encoding="utf-8")
    with pytest.raises(Refusal, match="ce n’est pas un dossier"):
        write_release(release(), tmp_path / "repere", Q)


@pytest.mark.parametrize("name", FILES)
def test_a_file_edited_since_is_never_replaced(folder, name):
    path = folder / name
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"URIOPSS", b"Uriopss") if name == DESCRIPTOR else raw + b" ")
    before = bytes_of(folder)
    with pytest.raises(Refusal, match="F01 ce dossier contient déjà autre chose"):
        write_release(release((cell(),)), folder, Q)
    assert bytes_of(folder) == before


def test_a_disk_that_refuses_leaves_the_earlier_release(folder, monkeypatch):
    before = bytes_of(folder)

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("diag.benchmark.package.write_whole", full)
    with pytest.raises(Refusal, match="le disque est plein"):
        write_release(release((cell(),)), folder, Q)
    assert bytes_of(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {"repere"}


# 4. No rule is broken on paper


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([Cell.of((), {"MA": Quantiles("6-9", 47)})], "R06 mediane est plus fin"),
        ([Cell.of((), {"MA": replace(quantiles("100+"), size_class="20-49")})], "R06 d1 est plus fin"),
        ([Cell.of((), {"MA": Quantiles("20-49", 45, 50, 60)})], "R05 mediane est plus petit"),
        ([cell((HDF, "ehpad"))], "R06 groupe publié sans celui qui le contient"),
    ],
)
def test_a_release_that_breaks_a_rule_is_not_published(tmp_path, cells, said):
    with pytest.raises(Refusal, match=said) as caught:
        write_release(release(cells, shares={}), tmp_path / "repere", Q)
    assert not list(tmp_path.iterdir())
    assert caught.value.mistakes[0].file == str(tmp_path / "repere" / CELLS)


def test_a_release_of_an_earlier_format_is_refused_with_how_to_rebuild_it(folder):
    path = folder / DESCRIPTOR
    path.write_text(path.read_text("utf-8").replace('"format": 3', '"format": 2'), encoding="utf-8")
    with pytest.raises(Refusal, match="R03 ce repère utilise le format « 2 »") as caught:
        read_release(folder)
    assert "diag repere construire" in caught.value.mistakes[0].how


def test_a_release_without_a_source_is_not_published(tmp_path):
    with pytest.raises(Refusal, match="M04 le texte est vide"):
        write_release(release(source=" "), tmp_path / "repere", Q)


# 5. Said and hidden


def test_a_secret_cell_is_never_zero_and_never_empty(folder):
    hidden = [row for row in rows(folder / CELLS) if row["departement"] == "d62" and row["type"] == "siae"]
    numbers = [n for n in hidden[0] if n not in ("region", "departement", "type", "mesure")]
    assert len(hidden) == 3
    assert {row[n] for row in hidden for n in numbers if n != "mention"} == {"s"}


@drawn(releases(), few=8, many=40)
def test_no_number_is_ever_empty(told):
    with TemporaryDirectory() as place:
        write_release(told, Path(place) / "repere", Q)
        written = rows(Path(place) / "repere" / CELLS)
    for row in written:
        crossed = {"region", "departement", "type", "mention"}
        assert all(row[name] for name in row if name not in crossed)


def test_the_size_of_a_group_is_a_class_only(folder):
    assert {row["effectif"] for row in rows(folder / CELLS)} == {"100+", "50-99", "20-49", "10-19", "6-9", "s"}
    assert "effectif" not in rows(folder / SHARES)[0]


def test_invented_data_say_so_in_every_file(tmp_path):
    write_release(release(synthetic=True), tmp_path / "repere", Q)
    for name in FILES:
        assert STAMP[:20] in (tmp_path / "repere" / name).read_text("utf-8"), name
    for name in (CELLS, SHARES):
        assert all(row["mention"] == STAMP for row in rows(tmp_path / "repere" / name))
    assert read_release(tmp_path / "repere").synthetic


def test_the_notice_says_what_it_is_and_is_not(folder):
    text = (folder / README).read_text("utf-8")
    assert "structures accompagnées" in text
    assert "Ce n’est pas un échantillon" in text
    assert "Ce n’est pas un classement" in text
    assert "**«\u202fs\u202f»** veut dire *secret*" in text
    assert "## Citer" in text
    assert "URIOPSS d’essai, «\u202fRepères régionaux de maturité numérique\u202f», 22 novembre 2026" in text
    assert not re.search(r"\w'\w| [;:!?%»]|\{\w+\}", text)


def test_the_notice_of_real_data_has_no_stamp(folder):
    assert "synthétiques" not in (folder / README).read_text("utf-8")


def test_a_group_of_a_region_is_written_with_its_name(folder):
    assert {row["region"] for row in rows(folder / CELLS)} == {"", HDF, IDF}
