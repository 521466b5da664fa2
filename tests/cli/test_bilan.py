"""`diag bilan`.

1. What was done in the period is told on the screen; with -o and --xlsx it is written, for its owner.
2. `bilan.yaml` of the folder is read, or the file that is named; a mistake is told at its place.
3. What cannot be read is told and changes the exit code; nothing to count is refused.
4. Wrong usage is 2: a period that goes back, an option that is missing.
5. A file that the command did not write is not replaced; its own, as written, is.
6. The shareable edition is refused under five structures, and names nobody.
"""

import stat
import sys

import pytest
from followup.met_visits import visited
from helpers import mini

from diag.visit.visit_file import write_visit

PERIOD = ("--du", "2026-07-01", "--au", "2026-09-30")
PAGE = "bilan-2026-07-01-2026-09-30.html"


def plain(text):
    return " ".join(text.split())


@pytest.fixture
def bilan(diag, with_mini, tmp_path):
    """Return a function that runs the command on a folder of six visits."""
    (tmp_path / "visites").mkdir()
    for rank in range(6):
        visit = visited(mini(), f"Structure {rank}", answers={"MA01": 1})
        write_visit(visit, tmp_path / "visites" / f"v{rank}.yaml")
    return lambda *more: diag("bilan", "visites", *(more or ()), *with_mini)


# 1


def test_it_tells_the_period_on_the_screen(bilan):
    done = bilan(*PERIOD)
    assert done.code == 0, done.err
    assert "6 structures rencontrées en 6 visites." in plain(done.out)
    assert "du 1er juillet au 30 septembre 2026" in plain(done.out)
    assert "Structure 0" not in done.out


def test_it_writes_a_page_a_text_and_a_workbook_for_their_owner(bilan, tmp_path):
    done = bilan(*PERIOD, "-o", "sortie", "--xlsx", "sortie/b.xlsx")
    assert done.code == 0, done.err
    written = sorted(path.name for path in (tmp_path / "sortie").iterdir())
    assert written == ["b.xlsx", PAGE, PAGE.replace("html", "md")]
    for path in (tmp_path / "sortie").iterdir():
        assert path.name in done.out
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


# 2


def test_the_indicators_of_the_folder_are_read(bilan, tmp_path):
    text = "funder: Le Département\nindicators:\n  - {title: Vues, count: structures, target: 40}\n"
    (tmp_path / "visites" / "bilan.yaml").write_text(text, "utf-8")
    done = bilan(*PERIOD)
    assert done.code == 0, done.err
    assert "Vues : compté 6, objectif 40" in plain(done.out)
    assert "ce n'est pas une visite" not in plain(done.out)


def test_a_mistake_of_the_indicators_is_told_at_its_place(bilan, tmp_path):
    (tmp_path / "mes.yaml").write_text("indicators:\n  - {title: Vues, count: tout}\n", "utf-8")
    done = bilan(*PERIOD, "--indicateurs", "mes.yaml")
    assert done.code == 1
    assert "mes.yaml:2:26 :" in done.err
    assert "structures" in done.err


def test_indicators_that_are_a_link_to_nothing_are_refused(bilan, tmp_path):
    (tmp_path / "visites" / "bilan.yaml").symlink_to(tmp_path / "absent.yaml")
    done = bilan(*PERIOD)
    assert (done.code, "bilan.yaml" in done.err, done.out) == (1, True, "")


# 3


def test_a_file_that_cannot_be_read_changes_the_exit_code(bilan, tmp_path):
    (tmp_path / "visites" / "cassée.yaml").write_text("format: 2\nvisit: [", "utf-8")
    done = bilan(*PERIOD)
    assert done.code == 1
    assert "6 structures rencontrées" in plain(done.out)
    assert "cassée.yaml" in done.err
    assert "1 fichier n'a pas pu être compté." in plain(done.err)


def test_a_period_without_visit_is_refused(bilan):
    done = bilan("--du", "2020-01-01", "--au", "2020-03-31", "-o", "sortie")
    assert done.code == 1
    assert "aucune visite de cette période" in plain(done.err)
    assert "hors de la période : 6" in plain(done.err)


def test_an_empty_folder_is_refused(diag, tmp_path):
    (tmp_path / "vide").mkdir()
    done = diag("bilan", "vide", *PERIOD)
    assert done.code == 1
    assert "aucune visite" in done.err


# 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--du", "2026-09-30", "--au", "2026-07-01"), "vient après"),
        (("--du", "2026-07-01"), "--au"),
        (("--du", "01/07/2026", "--au", "2026-09-30"), "2026-07-01"),
        ((*PERIOD, "--xlsx", "b.csv"), ".xlsx"),
    ],
)
def test_wrong_usage_is_told(bilan, more, said):
    done = bilan(*more)
    assert done.code == 2
    assert said in plain(done.err)


# 5


def test_somebody_s_file_is_not_replaced_and_nothing_is_written(bilan, tmp_path):
    (tmp_path / "sortie").mkdir()
    (tmp_path / "sortie" / PAGE).write_text("à moi", "utf-8")
    done = bilan(*PERIOD, "-o", "sortie")
    assert done.code == 1
    assert [path.name for path in (tmp_path / "sortie").iterdir()] == [PAGE]
    assert (tmp_path / "sortie" / PAGE).read_text("utf-8") == "à moi"


@pytest.mark.slow
def test_its_own_files_are_written_anew(bilan, tmp_path):
    asked = (*PERIOD, "-o", "sortie", "--xlsx", "b.xlsx")
    assert [bilan(*asked).code for _ in range(2)] == [0, 0]
    (tmp_path / "visites" / "v0.yaml").unlink()
    assert bilan(*asked).code == 0
    assert "5 structures" in (tmp_path / "sortie" / PAGE).read_text("utf-8").replace("\u202f", " ")
    with (tmp_path / "b.xlsx").open("ab") as book:
        book.write(b"\0")
    assert bilan(*asked).code == 1


# 6


def test_the_shareable_edition_names_nobody(bilan, tmp_path):
    done = bilan(*PERIOD, "--partageable", "-o", "sortie")
    assert done.code == 0, done.err
    told = (tmp_path / "sortie" / PAGE.replace(".html", "-partageable.html")).read_text("utf-8")
    assert "Structure 0" not in told
    assert "Édition partageable" in told


def test_under_five_structures_nothing_is_told_to_others(bilan, tmp_path):
    for rank in (4, 5):
        (tmp_path / "visites" / f"v{rank}.yaml").unlink()
    done = bilan(*PERIOD, "--partageable", "-o", "sortie")
    assert done.code == 1
    assert "moins de 5 structures" in plain(done.err)
    assert not (tmp_path / "sortie").exists()
