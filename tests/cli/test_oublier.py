"""`diag oublier`.

1. All is shown first; without a terminal nothing is erased unless --oui; in one, only the word « oui ».
2. An old visit goes with its copies and its reports, wherever they lie; the rest is not touched.
3. A report that somebody changed is named, and left unless --modifies.
4. A line without any name is kept, even where something was refused; what was not erased is named.
5. What lives on in a later visit, and what is of no visit here, is told.
6. A duration is understood as it is said; nothing to erase is said, exit 0.
7. The home remembers no more what was erased.
"""

import csv
import datetime
import os
import shutil
import sys

import pytest
from helpers import make_visit, mini

from diag.cli.options import recent_visits, remember_visit
from diag.visit.forgetting import REGISTER
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import keep_beside, locked, write_visit

OLD, NEW = datetime.date(2022, 3, 5), datetime.date(2026, 3, 5)
NAME = "Les Lilas Canari"
AU = ("--plus-de", "36-mois", "--au", "2026-12-01")


def plain(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return where a house is kept once it was built: its reports take a while to write."""
    return tmp_path_factory.mktemp("house") / "built"


@pytest.fixture
def house(diag, tmp_path, with_mini, built):
    """Write an old visit with its reports and a recent one with its own; return what runs the command."""
    if not built.exists():
        _build(diag, tmp_path, with_mini)
        shutil.copytree(tmp_path, built)
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return lambda *more, **env: diag("oublier", ".", *AU, *more, **env)


def _build(diag, tmp_path, with_mini):
    (tmp_path / "a" / "b").mkdir(parents=True)
    write_visit(make_visit(mini(), {"MA01": 1}, name=NAME, date=OLD), tmp_path / "a" / "b" / "v.yaml")
    write_visit(make_visit(mini(), {"MA01": 2}, name=NAME, date=NEW), tmp_path / "neuve.yaml")
    told = ("--format", "html,md,json,docx", "--lecteur", "tous", *with_mini)
    assert diag("rapport", "a/b/v.yaml", "--sortie", "pages", *told).code == 0
    assert diag("rapport", "neuve.yaml", *with_mini).code == 0
    assert diag("transmettre", "a/b/v.yaml", *with_mini).code == 0
    (tmp_path / "notes.txt").write_text("à moi", "utf-8")


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


LEFT = {"neuve.yaml", "rapport-neuve-direction.html", "notes.txt"}


# 1


def test_without_a_terminal_all_is_shown_and_nothing_is_erased(house, tmp_path):
    before = files(tmp_path)
    done = house(stdin="oui\n")
    assert (done.code, files(tmp_path)) == (2, before)
    for name in before - LEFT:
        assert name in done.out
    for name in LEFT:
        assert name not in done.out
    assert "visite du 5 mars 2022" in done.out
    assert "--oui" in done.err


@pytest.mark.parametrize(
    ("typed", "code"), [("oui\n", 0), (" OUI \n", 0), ("o\n", 1), ("non\n", 1), ("\n", 1), ("", 1)]
)
def test_the_whole_word_alone_erases(house, tmp_path, monkeypatch, typed, code):
    monkeypatch.setattr("diag.cli.oublier.interactive", lambda: True)
    before = files(tmp_path)
    assert house(stdin=typed).code == code
    assert (files(tmp_path) == before) is (code == 1)


@pytest.mark.terminal
@pytest.mark.parametrize(("typed", "left"), [("oui", False), ("o", True)])
def test_in_a_terminal_it_asks_for_the_word(tmp_path, typed, left):
    pexpect = pytest.importorskip("pexpect")
    write_visit(make_visit(mini(), date=OLD), tmp_path / "v.yaml")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "diag", "oublier", ".", *AU],
        cwd=str(tmp_path),
        env={**os.environ, "PYTHONUTF8": "1", "DIAG_REGLAGES": str(tmp_path / "reglages")},
        encoding="utf-8",
        timeout=30,
    )
    try:
        child.expect("entier")
        child.expect("> ")
        child.sendline(typed)
        child.expect(pexpect.EOF)
    finally:
        child.close()
    assert (child.exitstatus, (tmp_path / "v.yaml").exists()) == (int(left), left)


# 2


def test_an_old_visit_goes_with_all_that_is_its(house, tmp_path):
    keep_beside(tmp_path / "a" / "b" / "v.yaml", b"", "modifie-ailleurs")
    done = house("--oui")
    assert done.code == 0, done.err
    assert files(tmp_path) == LEFT | {REGISTER}


def test_a_report_moved_and_renamed_is_known(house, tmp_path):
    (tmp_path / "pages" / "rapport-v-conseil.html").rename(tmp_path / "rien.html")
    assert house("--oui").code == 0
    assert files(tmp_path) == LEFT | {REGISTER}


def test_the_evolution_and_the_plan_sheet_of_an_old_visit_go_with_it(diag, tmp_path, with_mini):
    for year in (2022, 2025, 2026):
        answers = {"MA01": 1, "MA02": ["aucun"], "MA03": "7.5", "SA01": year % 3}
        visit = make_visit(mini(), answers, date=datetime.date(year, 3, 5), finished=True)
        write_visit(visit, tmp_path / f"v{year}.yaml")
    for name, visits in {"a": (2022, 2026), "b": (2022, 2025, 2026), "c": (2025, 2026)}.items():
        files_of = [f"v{year}.yaml" for year in visits]
        done = diag("evolution", *files_of, "--format", "html", "--sortie", name, *with_mini)
        assert done.code == 0, done.err
    for year in (2022, 2025):
        done = diag("suivi", f"v{year}.yaml", "--xlsx", f"plan{year}.xlsx", *with_mini)
        assert done.code == 0, done.err
    assert diag("oublier", ".", *AU, "--oui").code == 0
    left = {"v2025.yaml", "v2026.yaml", "plan2025.xlsx", REGISTER}
    assert files(tmp_path) - left == {"c/evolution-v2026-direction.html"}


# 3


def test_a_report_that_somebody_changed_is_named_and_left(house, tmp_path):
    page = tmp_path / "pages" / "rapport-v-conseil.html"
    page.write_text(page.read_text("utf-8") + "<!-- vu -->", "utf-8")
    done = house("--oui")
    assert (done.code, page.exists()) == (0, True)
    told = plain(done.out)
    assert "--modifies" in told
    assert "pages/rapport-v-conseil.html" in told.replace("\\", "/")


def test_it_goes_too_where_that_is_asked(house, tmp_path):
    page = tmp_path / "pages" / "rapport-v-conseil.html"
    page.write_text(page.read_text("utf-8") + "<!-- vu -->", "utf-8")
    assert house("--oui", "--modifies").code == 0
    assert files(tmp_path) == LEFT | {REGISTER}


# 4


def test_a_line_without_any_name_is_kept(house, tmp_path):
    gone = len(files(tmp_path) - LEFT)
    house("--oui")
    raw = (tmp_path / REGISTER).read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(raw.splitlines(), delimiter=";")
    assert row == {
        "date": "2026-12-01",
        "visites": "1",
        "mois_le_plus_ancien": "2022-03",
        "mois_le_plus_recent": "2022-03",
        "fichiers": str(gone),
        "regle": "plus de 36 mois",
    }
    for word in ("Lilas", "v.yaml", "rapport", "a/b"):
        assert word not in raw


def test_what_is_open_is_named_and_the_rest_is_registered(house, tmp_path):
    write_visit(make_visit(mini(), date=OLD, name="Autre"), tmp_path / "w.yaml")
    with locked(tmp_path / "w.yaml"):
        done = house("--oui")
    assert done.code == 1
    assert "w.yaml" in done.err
    assert (tmp_path / "w.yaml").exists()
    assert not (tmp_path / "a" / "b" / "v.yaml").exists()
    assert len((tmp_path / REGISTER).read_bytes().splitlines()) == 2


def test_an_interruption_midway_is_registered(house, tmp_path, monkeypatch):
    from diag.cli import oublier

    write_visit(make_visit(mini(), date=OLD, name="Autre"), tmp_path / "w.yaml")
    real, calls = oublier.erase, []

    def once(*arguments):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*arguments)

    monkeypatch.setattr(oublier, "erase", once)
    assert house("--oui").code == 130
    assert len((tmp_path / REGISTER).read_bytes().splitlines()) == 2
    assert (tmp_path / "w.yaml").exists()


def test_a_register_that_cannot_be_written_leaves_its_line_on_screen(house, tmp_path, monkeypatch):
    from diag.cli import oublier
    from diag.questionnaire.mistakes import refuse_file

    def full(path, _):
        raise refuse_file(path, "F01", "le disque est plein", "libérez de la place")

    monkeypatch.setattr(oublier, "register", full)
    done = house("--oui")
    assert (done.code, "2026-12-01;1;2022-03;2022-03;" in done.out) == (1, True)
    assert "disque est plein" in done.err


def test_a_register_of_somebody_stops_all(house, tmp_path):
    (tmp_path / REGISTER).write_text("à moi", "utf-8")
    before = files(tmp_path)
    done = house("--oui")
    assert (done.code, "F05" in done.err, files(tmp_path)) == (1, True, before)


def test_what_cannot_be_read_is_named_and_left(house, tmp_path):
    (tmp_path / "cassee.yaml").write_text("format: 2\nx: [", "utf-8")
    done = house("--oui")
    assert (done.code, "cassee.yaml" in done.err) == (1, True)
    assert files(tmp_path) == LEFT | {REGISTER, "cassee.yaml"}


def test_what_cannot_be_read_is_told_before_anything_is_asked(house, tmp_path):
    (tmp_path / "cassee.yaml").write_text("format: 2\nx: [", "utf-8")
    done = house()
    assert (done.code, "cassee.yaml" in done.err) == (2, True)


# 5


def test_what_lives_on_in_a_later_visit_is_told(diag, tmp_path):
    former = make_visit(mini(), {"MA01": 1}, date=OLD)
    write_visit(former, tmp_path / "v1.yaml")
    write_visit(next_visit(former, NEW), tmp_path / "v2.yaml")
    told = plain(diag("oublier", ".", *AU).out)
    assert "restent dans une visite plus récente" in told
    assert "v2.yaml" in told


def test_reports_of_no_visit_here_are_told(house, tmp_path):
    house("--oui")
    (tmp_path / "neuve.yaml").unlink()
    told = house()
    assert (told.code, "rapport-neuve-direction.html" in told.out) == (0, True)


# 6


@pytest.mark.parametrize("said", ["36-mois", "36 mois", "3-ans", "3 ans", "36mois", "036-MOIS", "3-an"])
def test_a_duration_is_understood_as_it_is_said(diag, tmp_path, said):
    write_visit(make_visit(mini(), date=datetime.date(2023, 12, 1)), tmp_path / "v.yaml")
    told = diag("oublier", ".", "--plus-de", said, "--au", "2026-12-01")
    assert (told.code, "36 mois" in told.out, "rien à effacer" in told.out) == (0, True, True)
    assert diag("oublier", ".", "--plus-de", said, "--au", "2026-12-02").code == 2
    assert files(tmp_path) == {"v.yaml"}


@pytest.mark.parametrize("said", ["36", "0-mois", "-3-ans", "trois ans", "36-jours", "1e3-ans", "²-ans", ""])
def test_another_is_refused_with_an_example(diag, said):
    done = diag("oublier", ".", "--plus-de", said)
    assert (done.code, "36-mois" in done.err) == (2, True)


def test_an_empty_folder_has_nothing_to_erase(diag, tmp_path):
    done = diag("oublier", ".", *AU, "--oui")
    assert (done.code, "rien à effacer" in done.out, files(tmp_path)) == (0, True, set())


def test_a_hostile_name_repaints_nothing(diag, tmp_path):
    if os.name == "nt":
        pytest.skip("no such names there")
    name = "\x1b[2J;=cmd()<script>.yaml"
    write_visit(make_visit(mini(), date=OLD), tmp_path / name)
    done = diag("oublier", ".", *AU, "--oui")
    assert (done.code, "\x1b" in done.out, files(tmp_path)) == (0, False, {REGISTER})


# 7


def test_what_is_erased_is_remembered_no_more(house, tmp_path, monkeypatch):
    monkeypatch.setenv("DIAG_REGLAGES", str(tmp_path / "reglages"))
    monkeypatch.chdir(tmp_path)
    for name in ("a/b/v.yaml", "neuve.yaml"):
        remember_visit(tmp_path / name)
    house("--oui")
    assert [path.name for path in recent_visits()] == ["neuve.yaml"]
    assert "v.yaml" not in (tmp_path / "reglages" / "reglages.json").read_text("utf-8")
