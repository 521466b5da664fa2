"""`diag repere`.

1. A release is written whole; what was read, kept, left out and withheld is said.
2. What is wrong is named, nothing is written, exit 1; nothing is ever said to be impossible.
3. Invented data are said to be so, by every command.
4. A period is published once, and no release is replaced unless it is asked for.
5. Reading: any group by its name, « s » in words, 60 columns.
6. The words of a source and of a questionnaire are words everywhere: no markup, nothing that repaints
   a screen or turns a text over.
7. What cannot be read, or whose structures have no identifier, is a wrong use: exit 2, with the remedy.
8. Nobody's file is replaced.
9. The columns are described for schema.data.gouv.fr.
"""

import csv
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from benchmark.release_cases import seal
from cli.regional import STAMP, network, regional_folder, scores

from diag.cli.app import run

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
    """Put the release and its scores where commands run."""
    shutil.copytree(before / "repere", tmp_path / "repere")
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


# 1


def test_it_writes_a_folder_and_says_what_it_did(build, tmp_path):
    done = build()
    assert done.code == 0, done.err
    assert sorted(contents(tmp_path / "repere")) == ["LISEZMOI.md", "datapackage.json", "repere.csv", "reponses.csv"]
    assert {p.name for p in tmp_path.iterdir()} == {"repere", "regional", "scores.csv"}
    told = plain(done.out)
    assert "60 visites lues = 60 structures retenues + 0 visite écartée." in told
    assert "Visites de mars 2026 à août 2026." in told
    assert "Ce qui est tu, à ne pas publier :" in told
    assert "L'encadrement le plus étroit" in told
    assert "rien ne se déduit" not in told.casefold()


def test_visits_that_do_not_count_are_told_by_reason(build):
    rows = network()
    rows[0]["date"], rows[1]["date"] = "2027-01-01", "2020-01-01"
    done = build(*SOURCE, "--periode", "2026", rows=rows)
    assert "58 structures retenues + 2 visites écartées" in plain(done.out)
    assert "écartée, après le 22/11/2026 : 1" in plain(done.out)
    assert "écartée, hors de la période : 1" in plain(done.out)
    assert "Visites de janvier 2026 à décembre 2026." in plain(done.out)


def test_the_producer_knows_why_and_the_public_does_not(build, tmp_path):
    done = build(rows=[*network(), *network(62)[60:]])
    assert "pour protéger le reste de" in plain(done.out) or "trop petits" in plain(done.out)
    public = b"".join(contents(tmp_path / "repere").values())
    for word in (b"Organisme 1", b"A001", "protéger".encode()):
        assert word not in public


def test_the_same_data_give_the_same_bytes(build, tmp_path):
    build(out="a/un")
    build(out="b/deux", rows=network()[::-1])
    assert contents(tmp_path / "a/un") == contents(tmp_path / "b/deux")


def test_a_folder_that_holds_something_else_is_left_alone(build, tmp_path):
    other = tmp_path / "repere" / "notes.txt"
    other.parent.mkdir()
    other.write_text("à moi")
    done = build()
    assert (done.code, "F01" in done.err) == (1, True)
    assert other.read_text() == "à moi"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(("repere", "."))] == ["repere"]


def test_no_public_folder_bears_the_name_of_a_secret_one(build, tmp_path):
    done = build(out="X-producteur")
    assert (done.code, "F01" in done.err) == (1, True)
    assert not (tmp_path / "X-producteur").exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--source", " \n"), "de qui viennent"),
        (("--source", "x", "--date", "22/11/2026"), "--date"),
        (("--source", "x", "--periode", "été"), "2026-01:2026-06"),
        (("--source", "x", "--periode", "2026-06:2026-01"), "après le dernier"),
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
    assert not (tmp_path / "r").exists()


def test_a_full_disk_leaves_no_folder(folder, tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("diag.benchmark.package.write_whole", full)
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
    texts = [*(tmp_path / "repere").iterdir()]
    assert not any(b"\x1b" in p.read_bytes() or b"cmd|" in p.read_bytes() for p in texts)


# 2


def test_a_sound_release_is_verified_and_what_was_tried_is_said(diag, published, folder):
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert done.code == 0
    assert "Essayé : lecture" in plain(done.out)
    assert "Sans les SCORES" in plain(done.out)
    assert "Chaque part, prise seule, est encadrée" in plain(done.out)
    assert "Plusieurs parts rapprochées" in plain(done.out)
    done = diag("repere", "verifier", "repere", "scores.csv", "--questionnaire", folder)
    assert done.code == 0
    told = plain(done.out)
    assert "un lecteur qui connaît l'effectif exact de chaque groupe" in told
    assert "le plus grand organisme" in told
    assert "cela ne dit rien de celles qui n'ont pas été faites" in told
    assert "rien ne se déduit" not in told.casefold()


def test_an_edited_release_is_refused(diag, published, folder, tmp_path):
    path = tmp_path / "repere" / "repere.csv"
    path.write_bytes(path.read_bytes().replace(b"Hauts-de-France", b"Bretagne", 1))
    done = diag("repere", "verifier", "repere", "--questionnaire", folder)
    assert (done.code, "R02" in done.err) == (1, True)


def changed(path, column, value, where):
    """Change a cell of the lines of a table of a release that fulfil a condition, and seal it."""
    head, *table = csv.reader(path.read_text("utf-8").splitlines())
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for line in table:
            if where(dict(zip(head, line, strict=True))):
                line[head.index(column)] = value
            writer.writerow(line)
    seal(path.parent)


@pytest.mark.parametrize(
    ("name", "column", "value", "where", "said"),
    [
        ("repere.csv", "d9", "100", lambda r: not r["region"] and r["mesure"] == "MA", "inexacts"),
        (
            "reponses.csv",
            "part",
            "4",
            lambda r: not r["region"] and (r["question"], r["reponse"]) == ("MA01", "0"),
            "inexactes",
        ),
    ],
)
def test_a_release_whose_figures_are_not_those_of_the_scores_is_found_out(
    diag, published, folder, tmp_path, name, column, value, where, said
):
    before = (tmp_path / "repere" / name).read_bytes()
    changed(tmp_path / "repere" / name, column, value, where)
    assert (tmp_path / "repere" / name).read_bytes() != before
    done = diag("repere", "verifier", "repere", "scores.csv", "--questionnaire", folder)
    assert done.code == 1
    assert said in plain(done.err)
    assert "Ne publiez pas ce repère" in plain(done.err)


def test_a_group_that_fails_is_found_out_with_the_scores(diag, published, folder, tmp_path):
    rows = [{**line, "gestionnaire": "Le seul"} for line in network()]
    scores(tmp_path, folder, rows, "autres.csv")
    done = diag("repere", "verifier", "repere", "autres.csv", "--questionnaire", folder)
    assert done.code == 1
    assert "structures de 1 organismes" in plain(done.err)


# 3


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


# 4


def test_a_release_that_tells_nothing_is_not_written(build, tmp_path):
    done = build(rows=network(4))
    assert (done.code, "aucun groupe n'est assez grand" in plain(done.err)) == (1, True)
    assert not (tmp_path / "repere").exists()


def test_a_period_is_published_once(build, tmp_path):
    assert build().code == 0
    before = contents(tmp_path / "repere")
    again = build(rows=network(61))
    assert (again.code, "R07" in again.err) == (1, True)
    assert "mis côte à côte" in plain(again.err)
    assert "--remplacer" in plain(again.err)
    beside = build(rows=network(61), out="ailleurs")
    assert (beside.code, (tmp_path / "ailleurs").exists()) == (1, False)
    assert contents(tmp_path / "repere") == before


def test_a_period_may_be_replaced_when_it_is_asked_for(build, tmp_path):
    build()
    before = contents(tmp_path / "repere")
    done = build(*SOURCE, "--remplacer", rows=network(90))
    assert done.code == 0, done.err
    assert "Attention" in done.err
    assert contents(tmp_path / "repere") != before


def test_a_release_of_another_format_still_tells_its_period(build, tmp_path):
    assert build().code == 0
    path = tmp_path / "repere" / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"format": 3', '"format": 2'), encoding="utf-8")
    done = build(rows=network(61), out="ailleurs")
    assert (done.code, "R07" in done.err) == (1, True)
    path.write_text("{", encoding="utf-8")
    done = build(rows=network(61), out="ailleurs")
    assert (done.code, "Un repère voisin est illisible" in plain(done.err)) == (0, True)


def test_no_release_is_written_within_another(build, tmp_path):
    assert build().code == 0
    done = build(*SOURCE, "--periode", "2026-03:2026-05", out="repere/dedans")
    assert (done.code, "F01" in done.err) == (1, True)
    assert len(contents(tmp_path / "repere")) == 4


def test_disjoint_periods_and_other_forms_stand_side_by_side(build, tmp_path):
    assert build(*SOURCE, "--periode", "2026-03:2026-05", out="un").code == 0
    assert build(*SOURCE, "--periode", "2026-06:2026-08", out="deux").code == 0
    assert build(*SOURCE, "--periode", "2026-05:2026-06", out="trois").code == 1
    express = [{**line, "forme": "express"} for line in network()]
    assert build(*SOURCE, "--periode", "2026-05:2026-06", rows=express, out="trois").code == 0


def test_an_earlier_release_is_not_replaced_by_another_period(build, tmp_path):
    assert build(*SOURCE, "--periode", "2026-03:2026-05").code == 0
    done = build(*SOURCE, "--periode", "2026-06:2026-08")
    assert (done.code, "R07" in done.err) == (1, True)


# 5


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
        assert "EHPAD, Nord (59)" in plain(done.out)
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


@pytest.mark.parametrize("name", ["construire", "verifier", "montrer", "schema"])
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


# 6


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
    shown = diag(*("repere", "montrer", "repere", "--questionnaire", folder, "--html", "repere.html"))
    page = (tmp_path / "repere.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    told = json.loads((tmp_path / "repere" / "datapackage.json").read_text("utf-8"))
    assert told["diag"]["source"].startswith("<script>alert(1)</script> [x](http://exemple.invalid)")
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
    text = re.sub(r"(?m)^title: .*", 'title: "<b>[T](http://x)</b>"', header.read_text("utf-8"), count=1)
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


# 7


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
    assert not (tmp_path / "r").exists()


def test_structures_known_by_their_row_alone_make_no_release(build, tmp_path):
    rows = [{**line, "structure": f"ligne {rank}"} for rank, line in enumerate(network(), 2)]
    done = build(rows=rows)
    assert done.code == 2
    assert "scores.csv:2:1 : les structures" in plain(done.err)
    assert "(R01)" in done.err
    assert "--cle COLONNE" in plain(done.err)
    assert not (tmp_path / "repere").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipe here")
def test_a_pipe_or_a_device_is_never_waited_for(diag, published, folder, tmp_path):
    os.mkfifo(tmp_path / "tube.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "faux").mkdir()
    os.mkfifo(tmp_path / "faux" / "datapackage.json")
    given = ("--questionnaire", folder)
    for command, code in (
        (("construire", "tube.csv", "-o", "r", *SOURCE), 2),
        (("construire", "zero.csv", "-o", "r", *SOURCE), 2),
        (("verifier", "faux"), 1),
        (("montrer", "faux"), 1),
    ):
        done = diag("repere", *command, *given)
        assert (command, done.code) == (command, code)
        assert done.err
    path = tmp_path / "repere" / "repere.csv"
    path.unlink()
    os.mkfifo(path)
    done = diag("repere", "verifier", "repere", *given)
    assert (done.code, "tube" in done.err) == (1, True)


# 8


def package_of_somebody(path):
    path.write_text('{"name": "mes-donnees", "resources": []}', encoding="utf-8")


def edited(path):
    path.write_text(path.read_text("utf-8").replace("URIOPSS", "Uriopss"), encoding="utf-8")


@pytest.mark.parametrize("spoil", [package_of_somebody, edited])
def test_a_folder_whose_files_are_named_as_ours_is_left_alone(build, published, tmp_path, spoil):
    spoil(tmp_path / "repere" / "datapackage.json")
    before = contents(tmp_path / "repere")
    done = build(*SOURCE, "--remplacer")
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


def test_an_edited_notice_is_never_replaced(build, published, tmp_path):
    notice = tmp_path / "repere" / "LISEZMOI.md"
    notice.write_text("à moi", encoding="utf-8")
    done = build(*SOURCE, "--remplacer")
    assert (done.code, "LISEZMOI.md" in done.err) == (1, True)
    assert notice.read_text("utf-8") == "à moi"


# 9


def test_the_schemas_describe_a_release_and_their_examples_are_valid(diag, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    done = diag("repere", "schema", "-o", "schema")
    assert done.code == 0, done.err
    place = tmp_path / "schema"
    for name in ("README.md", "CHANGELOG.md"):
        assert "{" not in (place / name).read_text("utf-8")
    assert "git tag v" in (place / "README.md").read_text("utf-8")
    for table in ("", "-reponses"):
        schema = json.loads((place / f"schema{table}.json").read_text("utf-8"))
        assert re.fullmatch(r"\d+\.\d+\.\d+.*", schema["version"])
        assert all(field["description"] for field in schema["fields"])
        report = frictionless.validate(
            f"exemple-valide{table}.csv", basepath=str(place), schema=f"schema{table}.json"
        )
        assert report.valid, report.flatten(["message"])
    assert diag("repere", "schema", "-o", "schema").code == 1
