"""`diag rapport`.

1. Reports are written beside the visit, or in --sortie, and their paths printed; exit 0.
2. Bad data: one clear message with its place, exit 1, the visit untouched, the other visits done.
3. Bad usage: exit 2. Never a traceback (the runner checks it).
4. The report of another structure is never replaced: exit 1, the file named; its own is, at will.
5. What people typed stays inert in Markdown, and no control character reaches a file.
6. Files are said reader by reader; an own Word template asks for Word; a heavy logo is told the most.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PRINT, ROOT, make_visit

from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import Pin
from diag.report.document import READERS
from diag.safe_text import CONTROL
from diag.visit.visit_file import write_visit

EXAMPLE = ROOT / "examples" / "esat-oise-rurale.yaml"


def test_it_writes_the_page_of_the_direction_beside_the_visit(diag, visit_file, with_mini):
    done = diag("rapport", visit_file, *with_mini)
    assert done.code == 0
    written = sorted(p.name for p in visit_file.parent.glob("rapport-*"))
    assert written == ["rapport-visite-direction.html"]
    assert str(visit_file.parent / "rapport-visite-direction.html") in done.out
    assert "niveau" in done.out


def test_it_creates_the_output_folder_and_the_formats_asked(diag, visit_file, with_mini, tmp_path):
    done = diag("rapport", visit_file, *with_mini, "--sortie", "a/b", "--format", "json, MD")
    assert done.code == 0
    assert sorted(p.name for p in (tmp_path / "a" / "b").iterdir()) == [
        "rapport-visite-direction.json",
        "rapport-visite-direction.md",
    ]


def test_each_reader_asked_for_has_its_file(diag, visit_file, with_mini, tmp_path):
    assert diag("rapport", visit_file, *with_mini, "--lecteur", "tous").code == 0
    written = {p.name for p in tmp_path.glob("rapport-*")}
    assert written == {f"rapport-visite-{r}.html" for r in READERS}


def test_a_network_gives_its_logo_and_its_line(diag, visit_file, with_mini, tmp_path):
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>', "utf-8")
    look = ("--logo", "logo.svg", "--logo-texte", "Réseau & Cie", "--mention", "Une mention <b>")
    assert diag("rapport", visit_file, *with_mini, *look).code == 0
    page = visit_file.with_name("rapport-visite-direction.html").read_text("utf-8")
    assert 'alt="Réseau &amp; Cie"' in page
    assert "Une mention &lt;b&gt;" in page


def test_a_mistake_of_an_own_part_is_placed(diag, visit_file, with_mini, tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "head.html.j2").write_text("<p>\n{{ document.absent }}", "utf-8")
    done = diag("rapport", visit_file, *with_mini, "--modeles", "m")
    assert done.code == 1
    assert "head.html.j2:2" in done.err
    assert not visit_file.with_name("rapport-visite-direction.html").exists()


@pytest.mark.slow
def test_the_templates_are_copied_and_serve_at_once(diag, visit_file, with_mini, tmp_path):
    assert diag("modeles", "m").code == 0
    assert (tmp_path / "m" / "LISEZMOI.md").is_file()
    kinds = ("--format", "html,md,docx", "--lecteur", "tous")
    assert diag("rapport", visit_file, *with_mini, *kinds, "--modeles", "m").code == 0
    done = diag("modeles", "m")
    assert done.code == 1
    assert "n'est pas vide" in done.err


def test_a_shipped_example_needs_no_option(diag, tmp_path):
    assert diag("rapport", EXAMPLE, "--sortie", tmp_path, "--format", "json").code == 0


def test_the_capacity_and_the_date_are_inputs(diag, visit_file, with_mini):
    diag("rapport", visit_file, *with_mini, "--format", "json", "--capacite", "2,5", "--date", "2027-01-15")
    data = json.loads((visit_file.parent / "rapport-visite-direction.json").read_text("utf-8"))
    assert (data["capacity"], data["date"]) == (2.5, "2027-01-15")


def test_the_same_visit_gives_the_same_bytes(diag, visit_file, with_mini):
    formats = ("--format", "html,md,json")
    diag("rapport", visit_file, *with_mini, *formats, "--sortie", "un")
    diag("rapport", visit_file, *with_mini, *formats, "--sortie", "deux", TZ="Asia/Tokyo", LC_ALL="C")
    folder = visit_file.parent
    for first in (folder / "un").iterdir():
        assert first.read_bytes() == (folder / "deux" / first.name).read_bytes()


def test_one_refused_visit_does_not_stop_the_others(diag, visit_file, with_mini, tmp_path):
    (tmp_path / "vide.yaml").write_text("")
    done = diag("rapport", "vide.yaml", visit_file, *with_mini)
    assert done.code == 1
    assert "(F02)" in done.err
    assert "1 rapport écrit, 1 visite refusée." in done.err
    assert (tmp_path / "rapport-visite-direction.html").exists()


def test_two_visits_of_the_same_name_are_refused(diag, visit_file, with_mini, tmp_path):
    (tmp_path / "autre").mkdir()
    shutil.copy(visit_file, tmp_path / "autre")
    done = diag("rapport", visit_file, "autre/visite.yaml", *with_mini, "--sortie", "s")
    assert done.code == 2
    assert "le même rapport" in done.err
    assert not (tmp_path / "s").exists()


BAD = {
    "mauvais YAML": ("a: [1\n", "Y01"),
    "binaire": (b"\x00\x01\x02", "F03"),
    "latin-1": ("a: é\n".encode("latin-1"), "F03"),
    "autre YAML": ("fields: []\n", "V01"),
    "format futur": ("format: 3\n", "V01"),
    "liste": ("- a\n", "M03"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_code_and_left_alone(diag, tmp_path, name):
    content, code = BAD[name]
    path = tmp_path / "v.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    done = diag("rapport", path)
    assert done.code == 1
    assert f"({code})" in done.err
    assert path.read_bytes() == before


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "word"),
    [
        ("value: 1", "valeur: 1", "M01", "15:5", "value"),
        ("'2026-11-03'", "hier", "M03", "12:9", "AAAA-MM-JJ"),
        ("id: mini", "id: absent", "V02", "", "--questionnaire"),
    ],
)
def test_a_wrong_value_is_placed_and_its_mend_given(diag, visit_file, with_mini, old, new, code, place, word):
    change(visit_file, old, new)
    option = () if "absent" in new else with_mini
    done = diag("rapport", visit_file, *option)
    error = done.err.replace("\u00a0", " ")
    assert done.code == 1
    assert f"({code})" in error
    assert f"{visit_file}:{place}" in error if place else str(visit_file) in error
    assert word in error


@pytest.mark.parametrize(
    ("old", "new", "name", "told"),
    [
        ("  MA01:", "  MA09:", "MA09", "MA09 : 1"),
        ("value: 1", "value: 3", "MA01", "Postes (MA01) : 3"),
        ("structure_type: ehpad", "structure_type: epadh", "structure_type", ": epadh"),
        ("answers:", "plan: {decisions: {equipper: {}}}\nanswers:", "equipper", "equipper : gardée"),
    ],
)
def test_what_the_questionnaire_no_longer_asks_is_set_aside_and_said_once(
    diag, visit_file, with_mini, old, new, name, told
):
    change(visit_file, old, new)
    before = visit_file.read_bytes()
    wanted = ("--format", "html,md,json", "--lecteur", "conseiller")
    done = diag("rapport", visit_file, *with_mini, *wanted)
    said = " ".join(done.out.replace("\u00a0", " ").split())
    assert done.code == 0
    assert said.count("mis de côté") == 1
    assert told in said
    assert visit_file.read_bytes() == before
    data = json.loads(visit_file.with_name("rapport-visite-conseiller.json").read_text("utf-8"))
    (kept,) = data["set_aside"]
    assert kept["id"] == name
    for kind in ("html", "md"):
        page = visit_file.with_name(f"rapport-visite-conseiller.{kind}").read_text("utf-8")
        assert "Mis de côté" in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 1", 'value: "\\e]0;PRIS\\a\\e[2J"'),
        ("version: 1.2.0", 'version: "9\\e[2J"'),
        ("structure_type: ehpad", '"\\e[31mx": y'),
    ],
)
def test_a_file_cannot_repaint_the_terminal(diag, visit_file, with_mini, old, new):
    change(visit_file, old, new)
    done = diag("rapport", visit_file, *with_mini)
    assert done.code in (0, 1)
    assert "\x1b" not in done.err + done.out
    assert "\x07" not in done.err + done.out


def test_a_capacity_that_is_no_number_of_days_is_refused(diag, visit_file, with_mini):
    text = visit_file.read_text("utf-8")
    visit_file.write_text(f"{text}plan:\n  capacity: 1e-999999\n", "utf-8")
    done = diag("rapport", visit_file, *with_mini)
    assert done.code == 1
    assert "démesuré" in done.err


@pytest.mark.slow
def test_a_reader_that_leaves_does_not_stop_the_reports(visit_file, tmp_path):
    command = f"{sys.executable} -m diag rapport {EXAMPLE} --sortie {tmp_path} --format json | true"
    subprocess.run(["sh", "-c", command], check=True, stderr=subprocess.DEVNULL)
    assert (tmp_path / f"rapport-{EXAMPLE.stem}-direction.json").exists()


def test_another_version_of_the_questionnaire_is_read_and_said(diag, visit_file, with_mini):
    change(visit_file, "version: 1.2.0", "version: 1.1.0")
    text = visit_file.read_text("utf-8")
    start = text.index("sha256:") + 7
    visit_file.write_text(text[:start] + "0" * 64 + text[start + 64 :], "utf-8")
    change(visit_file, "  MA03:", "  MA33:")
    done = diag("rapport", visit_file, *with_mini)
    said = " ".join(done.out.replace("\u00a0", " ").split())
    assert done.code == 0
    assert "visite faite avec la version 1.1.0 du questionnaire, lue avec la 1.2.0" in said
    assert "mis de côté, n'est plus demandé : - MA33 : 7.5" in said


@pytest.mark.slow
def test_an_old_visit_is_told_in_the_words_of_its_content(diag, tmp_path):
    visit = make_visit(load(PRINT), {"EQ07": ["tablette"]}, {"territory": "rural"})
    pin = Pin(id="print", version="1.2.0", hash="sha256:" + "0" * 64)
    path = tmp_path / "ancienne.yaml"
    write_visit(visit.model_copy(update={"questionnaire": pin}), path)
    done = diag("rapport", path, "--format", "html,md,json", "--lecteur", "conseiller")
    title = load(PRINT).question["EQ07"].title
    said = " ".join(done.out.replace("\u00a0", " ").split())
    assert "- Territoire : Rural " in said
    assert f"- {title} (EQ07) : Une tablette " in said
    report = tmp_path / "rapport-ancienne-conseiller.json"
    kept = {s["id"]: s for s in json.loads(report.read_text("utf-8"))["set_aside"]}
    assert (kept["territory"]["title"], kept["territory"]["held"]) == ("Territoire", "Rural")
    assert kept["EQ07"]["held"] == "Une tablette"


def test_each_file_is_said_to_be_what_it_is(diag, visit_file, with_mini):
    done = diag("rapport", visit_file, *with_mini, "--format", "docx", COLUMNS=60)
    *_, told, path = done.out.replace("\u00a0", " ").splitlines()
    assert told == "Rapport de direction ; pour un traitement de texte :"
    assert Path(path.strip()).suffix == ".docx"
    assert Path(path.strip()).is_file()


def test_files_are_said_reader_by_reader(diag, visit_file, with_mini):
    asked = ("--format", "html,md", "--lecteur", "direction,conseil")
    done = diag("rapport", visit_file, *with_mini, *asked)
    *_, board, html, md, direction, _, _ = done.out.replace("\u00a0", " ").splitlines()
    assert (board, direction) == ("Une page pour le conseil :", "Rapport de direction :")
    paths = [Path(line.strip()) for line in (html, md)]
    assert [p.name for p in paths] == ["rapport-visite-conseil.html", "rapport-visite-conseil.md"]
    assert all(p.is_file() for p in paths)


def test_all_readers_may_be_asked_for_beside_one(diag, visit_file, with_mini, tmp_path):
    assert diag("rapport", visit_file, *with_mini, "--lecteur", "conseil,tous").code == 0
    assert len([*tmp_path.glob("rapport-*")]) == len(READERS)


def test_an_own_word_template_asks_for_word(diag, visit_file, with_mini, tmp_path):
    assert diag("modeles", "m").code == 0
    assert diag("rapport", visit_file, *with_mini, "--modele", "m/report.docx").code == 0
    assert (tmp_path / "rapport-visite-direction.docx").is_file()


def test_a_heavy_logo_is_told_what_the_most_is(diag, visit_file, with_mini, tmp_path):
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200_001))
    done = diag("rapport", visit_file, *with_mini, "--logo", "logo.png")
    assert done.code == 1
    assert "dépasse 200 ko" in done.err.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["absent.yaml"],
        ["."],
        [EXAMPLE, "--format", "odt"],
        [EXAMPLE, "--lecteur", "prefet"],
        [EXAMPLE, "--lecteur", ""],
        [EXAMPLE, "--logo", "absent.png"],
        [EXAMPLE, "--modeles", "absent"],
        [EXAMPLE, "--capacite", "0"],
        [EXAMPLE, "--capacite", "nan"],
        [EXAMPLE, "--capacite", "1e-99999999"],
        [EXAMPLE, "--date", "31/12/2026"],
        [EXAMPLE, "--questionnaire", "absent"],
        [],
    ],
)
def test_wrong_usage_exits_with_2_and_a_french_message(diag, arguments):
    done = diag("rapport", *arguments)
    assert done.code == 2
    assert "Erreur" in done.err
    assert done.out == ""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root écrit partout")
def test_a_read_only_folder_is_said(diag, visit_file, with_mini, tmp_path):
    folder = tmp_path / "lecture"
    folder.mkdir(mode=0o500)
    done = diag("rapport", visit_file, *with_mini, "--sortie", folder)
    assert done.code == 1
    assert "accès refusé" in done.err


def test_a_full_disk_is_said_and_leaves_the_old_report(diag, visit_file, with_mini, monkeypatch):
    md = ("--format", "md")
    assert diag("rapport", visit_file, *with_mini, *md).code == 0
    target = visit_file.with_name("rapport-visite-direction.md")
    before = target.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = diag("rapport", visit_file, *with_mini, *md, "--capacite", "3")
    assert done.code == 1
    assert "le disque est plein" in done.err
    assert target.read_bytes() == before
    assert list(target.parent.glob(".*tmp")) == []


# 4. Files of others


@pytest.fixture
def two_visits(tmp_path, visit_file):
    """Return two visits of the same file name, of two structures."""
    paths = [tmp_path / name / "visite.yaml" for name in ("a", "b")]
    for path, name in zip(paths, ("EHPAD A", "ESAT B"), strict=True):
        path.parent.mkdir()
        path.write_text(visit_file.read_text("utf-8").replace("Les Tilleuls", name), "utf-8")
    return paths


def test_the_report_of_another_structure_is_not_replaced(diag, two_visits, with_mini, tmp_path):
    first, second = two_visits
    option = (*with_mini, "--sortie", "s", "--format", "html,md,json")
    assert diag("rapport", first, *option).code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()}
    done = diag("rapport", second, *option)
    assert done.code == 1
    error = done.err.replace("\u00a0", " ")
    for kind in ("html", "md", "json"):
        assert f"rapport-visite-direction.{kind} :" in error
    assert error.count("(F05)") == 3
    assert "--sortie" in error
    assert {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()} == before
    assert diag("rapport", first, *option).code == 0


def test_an_edited_report_is_not_replaced(diag, visit_file, with_mini):
    diag("rapport", visit_file, *with_mini, "--format", "md")
    report = visit_file.with_name("rapport-visite-direction.md")
    report.write_text(report.read_text("utf-8") + "\nRelu avec la direction.\n", "utf-8")
    done = diag("rapport", visit_file, *with_mini, "--format", "html,md")
    assert done.code == 1
    assert "ce fichier a été modifié" in done.err
    assert "Relu avec la direction." in report.read_text("utf-8")
    assert not visit_file.with_name("rapport-visite-direction.html").exists()


def test_a_refused_report_does_not_stop_the_others(diag, two_visits, visit_file, with_mini):
    (two_visits[0].parent / "rapport-visite-direction.html").write_text("Une page à moi", "utf-8")
    done = diag("rapport", *two_visits, *with_mini)
    assert done.code == 1
    assert "1 rapport écrit, 1 visite refusée." in done.err
    assert (two_visits[1].parent / "rapport-visite-direction.html").exists()


# 5. What people typed

LINKS = [
    "Voir http://exemple.invalid/x et HTTPS://exemple.invalid",
    "www.exemple.invalid, (www.exemple.invalid)",
    "a@exemple.invalid",
    "Coût : $x^2$ et $y$, $$z$$",
    "![image](http://exemple.invalid/i.png) [lien]: http://exemple.invalid",
    "<http://exemple.invalid> <b>gras</b> &amp; `code` ~~barré~~",
]


@pytest.mark.parametrize("typed", LINKS)
def test_addresses_and_formulas_of_a_note_are_inert_in_markdown(diag, visit_file, with_mini, typed):
    text = visit_file.read_text("utf-8")
    change(visit_file, "value: 1", f"value: 1\n    note: '{typed}'\n    evidence: '{typed}'")
    change(visit_file, "name: Les Tilleuls", f"name: '{typed}'")
    text = visit_file.read_text("utf-8")
    visit_file.write_text(f"{text}plan:\n  decisions:\n    equiper: {{owner: '{typed}', note: '{typed}'}}\n", "utf-8")
    assert diag("rapport", visit_file, *with_mini, "--format", "md").code == 0
    told = visit_file.with_name("rapport-visite-direction.md").read_text("utf-8")
    assert told.count("exemple") + told.count("Coût") >= 4
    told = re.sub(r"\[[^]]*\]\(<[^>]*>\)", "", told)  # the links of the content itself
    live = r"(?<!\\)://|(?<!\\)@exemple|(?<![\w\\])www\.exemple|(?<!\\)\$|(?<!\\)\]\(|(?<!\\)<(?!!--)"
    assert re.findall(live, told) == []


@pytest.mark.parametrize("kind", ["html", "md", "json"])
def test_no_control_nor_direction_character_reaches_a_report(diag, visit_file, with_mini, kind):
    typed = r"\e]52;c;PRIS\a \u202emarche \u2066arrière\u2069 \u200f\u0085\ufeff"
    change(visit_file, "value: 1", f'value: 1\n    note: "{typed}"\n    evidence: "{typed}"')
    change(visit_file, "name: Les Tilleuls", f'name: "{typed}"')
    done = diag("rapport", visit_file, *with_mini, "--format", kind)
    assert done.code == 0
    told = visit_file.with_name(f"rapport-visite-direction.{kind}").read_text("utf-8")
    assert "PRIS" in told
    assert re.findall(CONTROL, told + done.out + done.err) == []
