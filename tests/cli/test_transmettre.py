"""`diag transmettre`.

1. The copy holds nothing private, opens, reports, and the visit is untouched; it is its owner's alone.
2. All that was removed is said, with counts and titles, never what it says.
3. What looks like somebody's data in what remains is shown: without a terminal nothing is written
   unless --oui; in one, only « o » writes. What is private is not looked at, nor what a content prints.
4. Nothing is written over a file that is there, the visit itself first; a copy is made anew.
5. A hostile name, a folder that refuses, a visit that cannot be read: told, exit 1.
"""

import datetime
import os

import pytest
from helpers import make_visit, mini

from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer, Decision, Draft, PlanChoices, Remarks, Respondent

SECRET = "SECRET-CANARI"
ASIDE = "a-transmettre"


def plain(text):
    return " ".join(text.split())


def full(**more):
    return make_visit(
        mini(),
        {
            "MA01": Answer(value="1", note="Pour tous.", private_note=SECRET, by="r1"),
            "SA01": Answer(value="2", note=more.pop("note", None)),
        },
        respondents=[Respondent(id="r1", role="Directrice")],
        plan=PlanChoices(decisions={"varier": Decision(choice="decline", note=SECRET)}),
        drafts=[Draft(of="MA01", kind="note", value=SECRET)],
        finished=True,
        **more,
    )


@pytest.fixture
def visit(tmp_path, with_mini):
    """Write a visit, and return a function that writes another in its place."""

    def written(**more):
        write_visit(full(**more), tmp_path / "v.yaml")
        return ("transmettre", "v.yaml", *with_mini)

    return written


# 1


def test_the_copy_holds_nothing_private_and_the_visit_is_untouched(diag, visit, tmp_path):
    command = visit()
    before = (tmp_path / "v.yaml").read_bytes()
    done = diag(*command, "-o", "pour-eux.yaml")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "v.yaml").read_bytes() == before
    copy = tmp_path / "pour-eux.yaml"
    assert SECRET not in copy.read_text("utf-8")
    assert read_visit(copy)[0].answers["MA01"].note == "Pour tous."
    if os.name != "nt":
        assert copy.stat().st_mode & 0o777 == 0o600


def test_the_copy_goes_beside_the_visit_and_reports(diag, visit, tmp_path, with_mini):
    assert diag(*visit()).code == 0
    assert diag("rapport", f"v.{ASIDE}.yaml", "--lecteur", "conseiller", *with_mini).code == 0
    page = (tmp_path / f"rapport-v-{ASIDE}-conseiller.html").read_text("utf-8")
    assert (SECRET in page, "Pour tous." in page) == (False, True)


def test_a_second_visit_says_nothing_private_of_the_first(diag, visit, tmp_path, with_mini):
    after = next_visit(full(), datetime.date(2027, 11, 3))
    write_visit(after, tmp_path / "v2.yaml")
    assert SECRET in (tmp_path / "v2.yaml").read_text("utf-8")
    done = diag("transmettre", "v2.yaml", *with_mini)
    assert "1 note privée" in plain(done.out)
    assert "1 action écartée" in plain(done.out)
    copy, _ = read_visit(tmp_path / f"v2.{ASIDE}.yaml")
    assert copy.previous.actions == []
    assert copy.previous.hash == after.previous.hash
    assert SECRET not in (tmp_path / f"v2.{ASIDE}.yaml").read_text("utf-8")


# 2


def test_what_was_removed_is_said_with_its_place(diag, visit):
    told = plain(diag(*visit()).out)
    title = mini().question["MA01"].title
    for what in ("1 note privée", "1 action écartée", "1 saisie en cours", "l'auteur de 1 réponse"):
        assert what in told
    assert told.count(f"{title} ") >= 2
    assert told.count("(MA01)") == 3  # its note, its draft, and whose it is
    assert SECRET not in told


def test_a_visit_without_anything_private_says_so(diag, tmp_path, with_mini):
    write_visit(make_visit(mini(), {"MA01": 1}), tmp_path / "v.yaml")
    assert "rien de privé" in plain(diag("transmettre", "v.yaml", *with_mini).out)


# 3

SAID = "Demander à Mme Caron, 06 12 34 56 78"


def test_without_a_terminal_what_names_somebody_is_shown_and_nothing_is_written(diag, visit, tmp_path):
    done = diag(*visit(note=SAID), stdin="o\n")
    assert done.code == 1
    shown = plain(done.out)
    assert ("Mme Caron" in shown, "06 12 34 56 78" in shown, "(SA01)" in shown) == (True,) * 3
    assert "--oui" in done.err
    assert not (tmp_path / f"v.{ASIDE}.yaml").exists()


def test_yes_said_beforehand_writes_and_still_shows(diag, visit, tmp_path):
    done = diag(*visit(note=SAID), "--oui")
    assert done.code == 0
    assert "Mme Caron" in plain(done.out)
    assert SAID in (tmp_path / f"v.{ASIDE}.yaml").read_text("utf-8")


@pytest.mark.parametrize(("typed", "code"), [("o\n", 0), ("OUI\n", 0), ("n\n", 1), ("y\n\nn\n", 1), ("", 1)])
def test_who_is_asked_writes_by_yes_alone(diag, visit, tmp_path, monkeypatch, typed, code):
    monkeypatch.setattr("diag.cli.transmettre.interactive", lambda: True)
    assert diag(*visit(note=SAID), stdin=typed).code == code
    assert (tmp_path / f"v.{ASIDE}.yaml").exists() is (code == 0)


def test_what_is_private_or_public_asks_for_no_second_look(diag, tmp_path, with_mini):
    contact = next(iter(mini().contacts.values()))
    secret = Answer(value="1", private_note=SAID, note=f"Écrire à {contact.email}")
    write_visit(make_visit(mini(), {"MA01": secret}), tmp_path / "v.yaml")
    assert contact.email
    done = diag("transmettre", "v.yaml", *with_mini)
    assert (done.code, "On dirait" in done.out) == (0, False)


def test_what_is_beside_the_name_and_around_the_table_is_read_too(diag, tmp_path, with_mini):
    visit = make_visit(
        mini(),
        name="Cabinet de Mme Caron",
        respondents=[Respondent(id="r1", role="Directrice, M. Roy")],
        opening="Joindre a@exemple.fr",
    )
    structure = visit.structure.model_copy(update={"remarks": {"name": Remarks(note="M. Petit")}})
    write_visit(visit.model_copy(update={"structure": structure}), tmp_path / "v.yaml")
    told = plain(diag("transmettre", "v.yaml", *with_mini).out)
    for words in ("Mme Caron", "M. Roy", "a@exemple.fr", "M. Petit"):
        assert words in told
    for place in ("nom de la structure", "fonction d'une personne", "phrase d'ouverture"):
        assert place in told


# 4


@pytest.mark.parametrize("name", ["v.yaml", "./v.yaml", "lien.yaml"])
def test_the_visit_itself_is_never_replaced(diag, visit, tmp_path, name):
    command = visit()
    if name == "lien.yaml":
        (tmp_path / name).symlink_to("v.yaml")
    before = (tmp_path / "v.yaml").read_bytes()
    assert diag(*command, "-o", name).code == 1
    assert (tmp_path / "v.yaml").read_bytes() == before


def test_a_file_that_is_there_is_left(diag, visit, tmp_path):
    (tmp_path / "autre.yaml").write_text("à moi", "utf-8")
    done = diag(*visit(note=SAID), "-o", "autre.yaml", "--oui")
    assert (done.code, "F05" in done.err) == (1, True)
    assert "Mme Caron" not in done.out  # refused before anything is asked
    assert (tmp_path / "autre.yaml").read_text("utf-8") == "à moi"


def test_the_same_copy_is_made_anew_unless_somebody_changed_it(diag, visit, tmp_path):
    command, copy = visit(), tmp_path / f"v.{ASIDE}.yaml"
    assert diag(*command).code == 0
    first = copy.read_bytes()
    assert diag(*command).code == 0
    assert copy.read_bytes() == first
    copy.write_text(first.decode().replace("Pour tous", "Pour eux"), "utf-8")
    assert diag(*command).code == 1
    assert "Pour eux" in copy.read_text("utf-8")


def test_a_copy_of_a_copy_goes_elsewhere(diag, visit, tmp_path, with_mini):
    diag(*visit())
    before = (tmp_path / f"v.{ASIDE}.yaml").read_bytes()
    assert diag("transmettre", f"v.{ASIDE}.yaml", *with_mini).code == 0
    assert (tmp_path / f"v.{ASIDE}.yaml").read_bytes() == before


# 5


def test_a_hostile_visit_repaints_nothing(diag, visit):
    name = "<script>;=cmd()|\x1b[2J../../x"
    done = diag(*visit(name=name, note=f"\x1b[31m{SAID}"))
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize("text", ["", "format: 2\n", "- 1\n", "a: [", "\0"])
def test_what_is_no_visit_is_told(diag, tmp_path, with_mini, text):
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    done = diag("transmettre", "v.yaml", *with_mini)
    assert (done.code, "v.yaml" in done.err) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["v.yaml"]


def test_a_folder_that_cannot_be_is_told(diag, visit):
    done = diag(*visit(), "-o", "v.yaml/copie.yaml")
    assert (done.code, "F01" in done.err) == (1, True)
