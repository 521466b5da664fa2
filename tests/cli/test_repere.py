"""`diag repere`.

1. A release and its producer's folder are written together, or neither.
2. What was read, kept, left out and kept secret is said.
3. What can be got at is named, nothing is written, exit 1.
4. Invented data are said to be so, by every command.
5. A release that follows another changes no value for one or two organisations.
6. Reading: any group by its name, « s » in words, 60 columns.
7. The words of a source and of a questionnaire are words everywhere: no markup, nothing that repaints
   a screen or turns a text over.
8. What cannot be read, or whose structures have no identifier, is a wrong use: exit 2, with the remedy.
9. Nobody's file is replaced.
"""

import csv
import datetime
import json
import os
import random
import re
import shutil
import sys
from pathlib import Path

import pytest
from benchmark.attack_pair import Issue, attack_pair
from benchmark.release_cases import change_members, members_in, seal
from cli.regional import STAMP, network, regional_folder, scores

from diag.benchmark.building import construct
from diag.benchmark.findings import Finding, Kind
from diag.benchmark.sources import read_sources
from diag.benchmark.succession import Previous
from diag.cli.app import run
from diag.questionnaire.loader import load

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

SOURCE = ("--source", "URIOPSS d’essai", "--date", "2026-11-22")


def plain(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Return a folder where the small network was built, once for all the tests."""
    place = tmp_path_factory.mktemp("repere")
    questionnaire = regional_folder(place)
    path = scores(place, questionnaire)
    told = [path, "--questionnaire", questionnaire, "-o", place / "repere", *SOURCE]
    assert run(["repere", "construire", *map(str, told)]) == 0
    return place


@pytest.fixture
def folder(before, tmp_path):
    """Return the questionnaire, in the folder where commands run."""
    return Path(shutil.copytree(before / "regional", tmp_path / "regional"))


@pytest.fixture
def published(before, folder, tmp_path):
    """Put the release, its producer's folder and its scores where commands run."""
    for name in ("repere", "repere-producteur"):
        shutil.copytree(before / name, tmp_path / name)
    return shutil.copy(before / "scores.csv", tmp_path)


@pytest.fixture
def build(diag, folder, tmp_path):
    """Return a function that builds a release of the small network."""

    def built(*options, rows=None, stamp="", out="repere", name="scores.csv"):
        path = scores(tmp_path, folder, rows, name, stamp)
        common = ("--questionnaire", folder, "-o", out)
        return diag("repere", "construire", path, *common, *(options or SOURCE))

    return built


def lines(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


# 1 and 2


def test_it_writes_both_folders_and_says_what_it_did(build, tmp_path):
    done = build()
    assert done.code == 0, done.err
    assert sorted(contents(tmp_path / "repere")) == [
        "LISEZMOI.md",
        "datapackage.json",
        "repere.csv",
        "reponses.csv",
    ]
    assert sorted(contents(tmp_path / "repere-producteur")) == [
        "LISEZMOI.md",
        "membres.arrow",
        "suppressions.csv",
    ]
    told = plain(done.out)
    assert "60 visites lues = 60 structures retenues + 0 visite écartée." in told
    assert "rien ne se déduit" in told
    assert "à ne jamais publier : repere-producteur" in told


def test_visits_that_do_not_count_are_told_by_reason(build):
    rows = network()
    rows[0]["date"], rows[1]["date"] = "2027-01-01", "2020-01-01"
    done = build(rows=rows)
    assert "58 structures retenues + 2 visites écartées" in plain(done.out)
    assert "écartée, après le 22/11/2026 : 1" in plain(done.out)


def test_the_producer_knows_why_and_the_public_does_not(build, tmp_path):
    build(rows=[*network(), *network(62)[60:]])
    secrets = lines(tmp_path / "repere-producteur" / "suppressions.csv")
    assert all(int(line["structures"]) and line["motif"] for line in secrets)
    public = b"".join(contents(tmp_path / "repere").values())
    members = members_in(tmp_path / "repere-producteur" / "membres.arrow")
    assert not any(owner.encode() in public for owner in members["organisme"].to_pylist())
    everything = public + b"".join(contents(tmp_path / "repere-producteur").values())
    assert b"Organisme 1" not in everything
    assert b"A001" not in everything


def test_the_same_data_give_the_same_bytes(build, tmp_path):
    build(out="un")
    build(out="deux", rows=network()[::-1])
    for name in ("", "-producteur"):
        assert contents(tmp_path / f"un{name}") == contents(tmp_path / f"deux{name}")


def test_a_folder_that_holds_something_else_is_left_alone(build, tmp_path):
    for name in ("repere", "repere-producteur"):
        other = tmp_path / name / "notes.txt"
        other.parent.mkdir()
        other.write_text("à moi")
        done = build()
        assert done.code == 1
        assert "F01" in done.err
        assert other.read_text() == "à moi"
        left = {p.name for p in tmp_path.iterdir() if p.name.startswith(("repere", ".repere"))}
        assert left == {name}
        other.unlink()
        other.parent.rmdir()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--source", " \n"), "de qui viennent"),
        (("--source", "x", "--date", "22/11/2026"), "--date"),
        (("--source", "x", "--precedent", "repere"), "le précédent est déjà publié"),
        (("--date", "2026-11-22"), "--source"),
    ],
)
def test_wrong_usage_exits_2(build, tmp_path, options, word):
    done = build(*options)
    assert done.code == 2
    assert word in plain(done.err)
    assert not (tmp_path / "repere").exists()


def test_bad_data_are_named_and_nothing_is_written(diag, build, folder, tmp_path):
    path = scores(tmp_path, folder)
    for old, new, code in (("d59", "d99", "R04"), ("mini 1.2.0", "mini 9.9.9", "R03")):
        bad = tmp_path / "mauvais.csv"
        bad.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
        done = diag("repere", "construire", bad, "--questionnaire", folder, "-o", "r", *SOURCE)
        assert done.code == 1
        assert "mauvais.csv:" in done.err
        assert code in done.err
    assert not list(tmp_path.glob("r*-producteur"))
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("name", ["producer.write_members", "package.write_whole"])
def test_a_full_disk_leaves_neither_folder(folder, tmp_path, monkeypatch, capsys, name):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"diag.benchmark.{name}", full)
    path, out = scores(tmp_path, folder), tmp_path / "repere"
    told = ["construire", path, "--questionnaire", folder, "-o", out, *SOURCE]
    assert run(["repere", *map(str, told)]) == 1
    assert "le disque est plein" in capsys.readouterr().err
    assert not list(tmp_path.glob("*repere*"))


def test_hostile_names_reach_no_screen_and_no_spreadsheet(build, tmp_path):
    rows = network()
    for line in rows[::5]:
        line["gestionnaire"] = "=cmd|'/c calc'!A1\x1b[2J"
        line["nom"] = "\u202e\x1b]0;x\x07"
    done = build("--source", "=HYPERLINK(1)\x1b[31m", "--date", "2026-11-22", rows=rows)
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + done.err
    texts = [p for p in tmp_path.glob("repere*/*") if p.suffix != ".arrow"]
    assert not any(b"\x1b" in p.read_bytes() or b"cmd|" in p.read_bytes() for p in texts)
    members = members_in(tmp_path / "repere-producteur" / "membres.arrow")
    assert set("".join(members["organisme"].to_pylist())) <= set("0123456789abcdef")


# 3


def test_what_can_be_derived_is_named_and_stops_everything(folder, tmp_path, monkeypatch, capsys):
    cell = ("Hauts-de-France", "d59", "siae", "")
    wide = ("Hauts-de-France", "d59", "", "")
    found = Finding(Kind.DIFFERENCE, "", cell, ((1, wide), (-1, cell)), 2, 1, 2)
    monkeypatch.setattr("diag.benchmark.building.attack", lambda *_: [found])
    path = scores(tmp_path, folder)
    out = tmp_path / "repere"
    told = ["construire", path, "--questionnaire", folder, "-o", out, *SOURCE]
    assert run(["repere", *map(str, told)]) == 1
    err = plain(capsys.readouterr().err)
    assert "« SIAE, Nord (59) »" in err
    assert "« tous types, Nord (59) » moins « SIAE, Nord (59) » laisse 2 structures" in err
    assert not list(tmp_path.glob("*repere*"))


def test_a_sound_release_is_verified_with_all_that_there_is(diag, published, folder):
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert done.code == 0
    assert "Rien ne se déduit." in done.out
    assert "il faut les SCORES" in plain(done.out)
    assert "il faut --precedent" in plain(done.out)
    done = diag("repere", "verifier", "repere", "scores.csv", "--questionnaire", folder)
    assert (done.code, "avec les données de 60 structures" in plain(done.out)) == (0, True)


def test_without_the_producer_it_says_what_it_lacks(diag, published, folder, tmp_path):
    (tmp_path / "repere-producteur").rename(tmp_path / "ailleurs")
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert done.code == 0
    assert "il faut repere-producteur" in plain(done.out)


def test_an_edited_release_is_refused(diag, published, folder, tmp_path):
    path = tmp_path / "repere" / "repere.csv"
    path.write_bytes(path.read_bytes().replace(b"Hauts-de-France", b"Bretagne", 1))
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert (done.code, "R02" in done.err) == (1, True)


def test_a_release_that_tells_too_much_is_found_out(diag, published, folder, tmp_path):
    members = tmp_path / "repere-producteur" / "membres.arrow"
    table = members_in(members)
    crossed = ("departement", "type", "taille")
    places = list(zip(*(table[name].to_pylist() for name in crossed), strict=True))
    some = [rank for rank, place in enumerate(places) if place == ("d62", "", "")]
    kept = [rank for rank in range(len(table)) if rank not in some[2:]]
    change_members(members, lambda table: table.take(kept))
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert done.code == 1
    assert "« tous types, Pas-de-Calais (62) »" in plain(done.err)
    assert "Rien ne se déduit" not in done.out


def test_a_group_published_under_a_secret_one_is_found_out(diag, published, folder, tmp_path):
    path = tmp_path / "repere" / "repere.csv"
    text = path.read_text("utf-8").splitlines()
    for rank, line in enumerate(text):
        cells = line.split(",")
        if cells[:4] == ["Hauts-de-France", "", "", ""]:
            text[rank] = ",".join([*cells[:4], "s", cells[5], *["s"] * 17, cells[-1]])
    path.write_bytes(("\r\n".join(text) + "\r\n").encode())
    answers = tmp_path / "repere" / "reponses.csv"
    kept = [n for n in answers.read_bytes().splitlines(True) if b"France,,,," not in n]
    answers.write_bytes(b"".join(kept))
    seal(tmp_path / "repere")
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert done.code == 1, done.out
    assert "un groupe plus large est secret" in plain(done.err)


# 4


def test_invented_data_are_always_stamped(diag, build, folder, tmp_path):
    done = build(stamp=STAMP)
    assert STAMP in plain(done.out)
    for path in (tmp_path / "repere").iterdir():
        assert "synthétiques" in path.read_text("utf-8") or '"synthetic": true' in path.read_text()
    shown = diag("repere", "montrer", "repere", "--questionnaire", folder)
    assert STAMP in plain(shown.out)


def test_the_flag_stamps_data_that_do_not_say_so(diag, build, folder):
    build(*SOURCE, "--synthetique")
    shown = diag("repere", "montrer", "repere", "--questionnaire", folder)
    assert STAMP in plain(shown.out)


# 5


def later(rows, owners):
    return [line for line in rows if line["gestionnaire"] not in owners]


def test_a_release_of_another_form_is_no_precedent(diag, build, published, folder, tmp_path):
    express = [{**line, "forme": "express"} for line in network()]
    after = ("--source", "URIOPSS", "--date", "2026-11-23", "--precedent", "repere")
    done = build(*after, rows=express, out="suivant", name="s2.csv")
    assert done.code != 0
    assert "forme complète, et celui qui doit le suivre de forme express" in plain(done.err)
    assert not (tmp_path / "suivant").exists()


def test_two_organisations_change_no_value(diag, build, published, folder, tmp_path):
    left = {"Organisme 1", "Organisme 2"}
    after = ("--source", "URIOPSS", "--date", "2026-11-23", "--precedent", "repere")
    done = build(*after, rows=later(network(), left), out="suivant", name="s2.csv")
    assert done.code == 0, done.err
    assert "gardent des valeurs du repère précédent" in plain(done.out)
    old = {tuple(r.values()) for r in lines(tmp_path / "repere" / "repere.csv")}
    for line in lines(tmp_path / "suivant" / "repere.csv"):
        assert line["effectif"] == "s" or tuple(line.values()) in old
    checked = diag(
        *("repere", "verifier", "suivant", "s2.csv", "--precedent", "repere"),
        *("--questionnaire", folder),
    )
    assert checked.code == 0, checked.err
    assert "par différence avec le repère précédent" in plain(checked.out)


def test_a_drip_of_organisations_is_counted_from_the_value_that_was_told(
    build, published, tmp_path
):
    left = ["Organisme 1", "Organisme 2", "Organisme 3"]
    previous = "repere"
    for rank, date in enumerate(("2026-11-23", "2026-11-24", "2026-11-25"), 1):
        out = f"r{rank}"
        options = ("--source", "URIOPSS", "--date", date, "--precedent", previous)
        done = build(*options, rows=later(network(), left[:rank]), out=out, name=f"{out}.csv")
        assert done.code == 0, done.err
        previous = out
    values = [
        {
            tuple(line.values())[:6]: line["mediane"]
            for line in lines(tmp_path / name / "repere.csv")
        }
        for name in ("repere", "r1", "r2", "r3")
    ]
    whole = ("", "", "", "", "50-99", "global")
    assert values[0][whole] == values[1][whole] == values[2][whole]
    told = [plain((tmp_path / f"r{n}" / "repere.csv").read_text("utf-8")) for n in (1, 2, 3)]
    assert told[0] == told[1] != told[2]


def test_no_value_tells_of_fewer_than_three_organisations(folder):
    questionnaire = load(folder)
    first, rng = network(120, 30), random.Random(1)
    later_rows = []
    for line in later(first, {"Organisme 1", "Organisme 2", "Organisme 3"}):
        moved = rng.random() < 0.1
        answers = (rng.choice("0124"), *line["answers"][1:]) if moved else line["answers"]
        later_rows.append({**line, "answers": answers})
    issues, previous = [], None
    for rank, rows in enumerate((first, later_rows)):
        path = scores(folder.parent, folder, rows, f"s{rank}.csv")
        date = datetime.date(2026, 11, 22 + rank)
        sources = read_sources([path], questionnaire, date)
        built = construct(
            sources, questionnaire, date=date.isoformat(), source="x", previous=previous
        )
        assert built.findings == ()
        issues.append(Issue(sources.structures, built.release))
        previous = Previous(built.release, built.succession.members)
    assert attack_pair(*issues) == []
    assert built.succession.kept


def test_a_release_that_ignores_the_one_before_is_found_out(diag, build, published, folder):
    rows = later(network(), {"Organisme 1"})
    assert build("--source", "x", "--date", "2026-11-23", rows=rows, out="r2").code == 0
    done = diag("repere", "verifier", "r2", "--precedent", "repere", "--questionnaire", folder)
    assert done.code == 1
    assert "pour 1 organisme seulement" in plain(done.err)


def test_a_previous_release_without_its_producer_is_refused(build, published, tmp_path):
    (tmp_path / "repere-producteur").rename(tmp_path / "ailleurs")
    done = build("--source", "x", "--date", "2026-11-23", "--precedent", "repere", out="r2")
    assert done.code == 1
    assert "repere-producteur" in done.err
    assert not (tmp_path / "r2").exists()


@pytest.mark.parametrize(
    ("options", "stamp", "word"),
    [
        (("--source", "x", "--date", "2026-11-21"), "", "R05"),
        (("--source", "x", "--date", "2026-11-23"), STAMP, "R07"),
        (("--source", "x", "--date", "2026-11-23", "--cle-reseau", "cle"), "", "R07"),
    ],
)
def test_releases_that_do_not_follow_each_other_are_refused(
    build, published, tmp_path, options, stamp, word
):
    (tmp_path / "cle").write_text(
        "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
    )
    done = build(*options, "--precedent", "repere", stamp=stamp, out="r2", name="s2.csv")
    assert (done.code, word in done.err) == (1, True), done.err
    assert not (tmp_path / "r2").exists()


# 6


@pytest.mark.parametrize("width", [60, 80])
def test_it_is_read_within_the_screen(diag, published, folder, width):
    done = diag("repere", "montrer", "repere", "--questionnaire", folder, COLUMNS=str(width))
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= width
    told = plain(done.out)
    for word in ("structures accompagnées", "URIOPSS d'essai", "visites de mars 2026".capitalize()):
        assert word in told
    assert "Score global : " in told
    assert "niveaux 0 à 4 : " in told


def test_a_group_is_found_by_any_of_its_names(diag, published, folder):
    for name in ("d59", "Nord", "NORD (59)"):
        done = diag("repere", "montrer", "repere", "--questionnaire", folder, "--departement", name)
        assert done.code == 0
        assert "tous types, Nord (59)" in plain(done.out)
        assert "toutes régions" not in done.out


def test_a_secret_group_is_said_secret(diag, build, folder):
    rows = network()
    for line in rows:
        line["type"] = "ehpad"
    rows[0]["type"] = "siae"
    build(rows=rows)
    done = diag("repere", "montrer", "repere", "--questionnaire", folder, "--type", "siae")
    assert plain(done.out).endswith("SIAE, Hauts-de-France secret statistique")
    assert "niveaux 0 à 4" not in done.out


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--type", "ephad"), "vouliez-vous dire « ehpad »"),
        (("--departement", "zzz"), "d59, d62"),
        (("--departement", "d59", "--taille", "t1"), "ne se combinent pas"),
        (("--html", "page.txt"), ".html"),
    ],
)
def test_an_unknown_group_is_a_wrong_usage(diag, published, folder, options, word):
    done = diag("repere", "montrer", "repere", "--questionnaire", folder, *options)
    assert done.code == 2
    assert word in plain(done.err)


def test_a_folder_that_is_no_release_is_refused(diag, tmp_path, folder):
    for command in ("montrer", "verifier"):
        for name in ("absent", folder.name):
            done = diag("repere", command, name)
            assert (done.code, "R01" in done.err) == (1, True)


def test_a_questionnaire_that_is_not_shipped_must_be_named(diag, published):
    done = diag("repere", "montrer", "repere")
    assert done.code == 1
    assert "--questionnaire DOSSIER" in plain(done.err)


def test_the_page_is_written(diag, published, folder, tmp_path):
    pytest.importorskip("diag.report.release_view", reason="the page of the release is not there")
    done = diag("repere", "montrer", "repere", "--questionnaire", folder, "--html", "p.html")
    assert done.code == 0, done.err
    assert "<html" in (tmp_path / "p.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["construire", "verifier", "montrer"])
def test_help_is_whole_and_french(diag, name):
    done = diag("repere", name, "--help")
    assert done.code == 0
    assert "Affiche cette aide" in done.out
    assert "TEXT" not in done.out.replace("TEXTE", "")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_refused(build, tmp_path):
    (tmp_path / "clos").mkdir(mode=0o500)
    done = build(out="clos/repere")
    assert (done.code, "F01" in done.err) == (1, True)


# 7


HOSTILE = (
    "<script>alert(1)</script> [x](http://exemple.invalid) **gras** `code` www.exemple.invalid "
    "\x1b]0;x\x07\u202emlt\u2066\ufeff | $x$ &amp; <!-- "
)
REPAINTS = ("\x1b", "\x07", "\u202e", "\u2066", "\ufeff")


def unescaped(text):
    """Return what is left to a reader of Markdown once it has passed what is escaped."""
    return re.sub(r"\\.", "", text)


def test_the_words_of_a_source_are_no_markup(diag, build, folder, tmp_path):
    assert build("--source", HOSTILE, "--date", "2026-11-22").code == 0
    readme = (tmp_path / "repere" / "LISEZMOI.md").read_text("utf-8")
    assert not any(markup in readme for markup in ("<script>", "](http", "http://exemple"))
    said = unescaped(readme)
    for markup in ("<script", "](", "**gras", "`code", "<!--", "$x", "| $", "&amp"):
        assert markup not in said
    assert readme.count("alert(1)") == 2  # said where it is from, and how to cite it
    shown = diag(
        *("repere", "montrer", "repere", "--questionnaire", folder, "--html", "repere.html")
    )
    page = (tmp_path / "repere.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    told = json.loads((tmp_path / "repere" / "datapackage.json").read_text("utf-8"))
    assert told["diag"]["source"].startswith(
        "<script>alert(1)</script> [x](http://exemple.invalid)"
    )
    everything = [readme, page, shown.out, json.dumps(told, ensure_ascii=False)]
    assert [sign for text in everything for sign in REPAINTS if sign in text] == []


def test_an_ordinary_source_reads_as_it_was_typed(diag, build, folder, tmp_path):
    source = "Visites PRINT, mars à octobre 2026 (URIOPSS Hauts-de-France)"
    build("--source", source, "--date", "2026-11-22")
    assert (tmp_path / "repere" / "LISEZMOI.md").read_text("utf-8").count(source) == 2
    shown = diag("repere", "montrer", "repere", "--questionnaire", folder)
    assert f"Source : {source}." in plain(shown.out)


def test_the_source_of_a_release_from_elsewhere_repaints_nothing(diag, published, folder, tmp_path):
    path = tmp_path / "repere" / "datapackage.json"
    text = path.read_text("utf-8").replace("URIOPSS d’essai", "A\\u001b[2J\\u202eB\u2066C")
    path.write_text(text, encoding="utf-8")
    seal(tmp_path / "repere")
    done = diag("repere", "montrer", "repere", "--questionnaire", folder, "--html", "p.html")
    assert (done.code, "Source : A[2JBC." in plain(done.out)) == (0, True)
    page = (tmp_path / "p.html").read_text("utf-8")
    assert [sign for sign in REPAINTS if sign in done.out + page] == []


def test_the_titles_of_a_questionnaire_are_no_markup(build, folder, tmp_path):
    header = folder / "questionnaire.yaml"
    text = re.sub(
        r"(?m)^title: .*", 'title: "<b>[T](http://x)</b>"', header.read_text("utf-8"), count=1
    )
    header.write_text(text, encoding="utf-8")
    for path in (folder / "dimensions").glob("*.yaml"):
        text = re.sub(r"(?m)^title: .*", 'title: "<i>*D*"', path.read_text("utf-8"), count=1)
        path.write_text(text, encoding="utf-8")
    assert build().code == 0
    readme = (tmp_path / "repere" / "LISEZMOI.md").read_text("utf-8")
    assert readme.count("T\\]\\(http") == 2
    assert not any(markup in unescaped(readme) for markup in ("<b", "<i", "](", "*D"))


def test_a_source_without_end_is_a_wrong_use(build, tmp_path):
    done = build("--source", "x" * 5_001)
    assert (done.code, "5 000 caractères" in plain(done.err)) == (2, True)


# 8


@pytest.fixture
def usual_cells():
    """Let `csv` read cells of its usual length: a library of the tests lifts it for all."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize(
    ("name", "raw", "word"),
    [
        ("s.csv", b"structure\rx,nom\nA,B\n", "colonnes absentes"),
        ("s.csv", b"structure," + b"x" * 140_000 + b",nom\nA,1,B\n", "131 072"),
        ("s.csv", b"\xef\xbb\xbf", "vide"),
        ("s.csv", "structure;nom\r\n".encode("utf-16"), "UTF-8"),
        ("v.yaml", b"a: [1", "jamais fermé"),
        ("c.json", b"PK\x03\x04\xff", "UTF-8"),
        ("s.txt", b"structure\n", "pas une source"),
        ("absent.csv", None, "introuvable"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_its_remedy(
    diag, published, folder, tmp_path, usual_cells, name, raw, word
):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    given = ("--questionnaire", folder)
    for command in (("construire", name, "-o", "r", *SOURCE), ("verifier", "repere", name)):
        done = diag("repere", *command, *given)
        assert done.code == 2
        assert done.err.startswith(name)
        assert word in plain(done.err)
        assert "->" in done.err
    assert not list(tmp_path.glob("r-producteur"))


def test_structures_known_by_their_row_alone_make_no_release(build, tmp_path):
    rows = [{**line, "structure": f"ligne {rank}"} for rank, line in enumerate(network(), 2)]
    done = build(rows=rows)
    assert done.code == 2
    assert "scores.csv:2:1 : R01" in plain(done.err)
    assert "--cle COLONNE" in plain(done.err)
    assert not (tmp_path / "repere").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipe here")
def test_a_pipe_or_a_device_is_never_waited_for(diag, published, folder, tmp_path):
    os.mkfifo(tmp_path / "tube.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("faux", "faux-producteur"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "faux" / "datapackage.json")
    given = ("--questionnaire", folder)
    build = ("construire", "scores.csv", "-o", "r", *SOURCE)
    for command, code in (
        (("construire", "tube.csv", "-o", "r", *SOURCE), 2),
        (("construire", "zero.csv", "-o", "r", *SOURCE), 2),
        ((*build, "--cle-reseau", "tube.csv"), 1),
        ((*build, "--cle-reseau", "faux"), 2),
        ((*build, "--precedent", "faux"), 1),
        ((*build, "--precedent", "tube.csv"), 1),
        (("verifier", "faux"), 1),
        (("montrer", "faux"), 1),
    ):
        done = diag("repere", *command, *given)
        assert (command, done.code) == (command, code)
        assert done.err
    for name in ("repere.csv", "../repere-producteur/membres.arrow"):
        shutil.copytree(tmp_path / "repere", tmp_path / "copie", dirs_exist_ok=True)
        path = tmp_path / "repere" / name
        path.unlink()
        os.mkfifo(path)
        done = diag("repere", "verifier", "repere", *given)
        assert (done.code, "tube" in done.err) == (1, True)
        path.unlink()
        shutil.copytree(tmp_path / "copie", tmp_path / "repere", dirs_exist_ok=True)


# 9


def package_of_somebody(path):
    path.write_text('{"name": "mes-donnees", "resources": []}', encoding="utf-8")


def edited(path):
    path.write_text(path.read_text("utf-8").replace("URIOPSS", "Uriopss"), encoding="utf-8")


@pytest.mark.parametrize("spoil", [package_of_somebody, edited])
def test_a_folder_whose_files_are_named_as_ours_is_left_alone(build, published, tmp_path, spoil):
    spoil(tmp_path / "repere" / "datapackage.json")
    before = contents(tmp_path / "repere")
    done = build()
    assert (done.code, "F01" in done.err) == (1, True)
    assert contents(tmp_path / "repere") == before


def test_the_page_replaces_a_page_and_nothing_else(diag, published, folder, tmp_path):
    show = ("repere", "montrer", "repere", "--questionnaire", folder, "--html", "p.html")
    (tmp_path / "p.html").write_text("<p>à moi</p>", encoding="utf-8")
    done = diag(*show)
    assert (done.code, "F01" in done.err) == (1, True)
    assert "à moi" in (tmp_path / "p.html").read_text("utf-8")
    (tmp_path / "p.html").unlink()
    assert [diag(*show).code for _ in range(2)] == [0, 0]
