"""`diag suite`: the visit that follows another (interview, line 8; M12).

1. A new file recalls the first visit and answers nothing; the first is untouched, bytes and date.
2. Nothing that is there is written over; a name or a folder that cannot hold it is refused.
3. Without a terminal, the file is written and the command that opens it is said.
4. In a terminal, the interview opens on it, by the review of what was decided.
5. What must be known of the first visit is said: unfinished, handed over, followed another, of an
   older content, reviewed in part, dated after the new one; a spare copy of it is opened first.
6. The same function serves the home and the menu of a finished visit: the same file, to the byte.
"""

import datetime
from unittest import mock

import pytest
from helpers import MINI, make_visit, mini
from interview.scripted import FINISHED, PROFILE, ScriptedFace

from diag.cli import entretien, suite
from diag.cli.following import follow
from diag.cli.home import Kept, next_step
from diag.interview.path import find_path
from diag.visit.visit_copies import former_visit
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Decision, PastAction, PlanChoices, Previous, answer_hash

DAY = datetime.date(2025, 11, 3)
PLAN = PlanChoices(decisions={"former": Decision(owner="Directrice")})


@pytest.fixture
def first(tmp_path, monkeypatch):
    """Return a function that writes the visit to follow in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIAG_REGLAGES", str(tmp_path / "reglages"))

    def write(name="v1.yaml", answers=FINISHED, **more):
        more = {"finished": True, "date": DAY, "plan": PLAN, **more}
        write_visit(make_visit(mini(), answers, PROFILE, **more), tmp_path / name)
        return tmp_path / name

    return write


def run(diag, *arguments):
    done = diag("suite", *arguments, "--questionnaire", str(MINI))
    return done, " ".join(done.out.split())


def mark(path):
    return path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode


# 1.


def test_a_new_file_recalls_the_first_visit_which_does_not_change(diag, first):
    path = first()
    before = mark(path)
    done, said = run(diag, path, "-o", "v2.yaml", "--date", "2026-11-05")
    new = path.with_name("v2.yaml")
    visit, _ = read_visit(new)
    assert (done.code, done.err, mark(path)) == (0, "", before)
    assert "suit celle du 3 novembre 2025, qui ne change pas" in said
    assert (visit.answers, visit.visit.date) == ({}, datetime.date(2026, 11, 5))
    assert visit.previous.hash == answer_hash(read_visit(path)[0]) == answer_hash(former_visit(visit))
    assert [one.id for one in visit.previous.actions] == ["former"]
    assert new.stat().st_mode & 0o777 == 0o600


def test_its_name_is_that_of_the_structure_and_the_day_beside_the_first(diag, first, tmp_path):
    path = first()
    for name in ("visite-les-tilleuls-2026-11-05.yaml", "visite-les-tilleuls-2026-11-05-2.yaml"):
        done, said = run(diag, path, "--date", "2026-11-05")
        assert done.code == 0
        assert name in said
        assert (tmp_path / name).exists()


# 2.


@pytest.mark.parametrize("output", ["v1.yaml", "notes.txt", "dossier", "nulle-part/v2.yaml", "lien"])
def test_nothing_that_is_there_is_written_over(diag, first, tmp_path, output):
    path = first()
    (tmp_path / "notes.txt").write_text("à moi")
    (tmp_path / "dossier").mkdir()
    (tmp_path / "lien").symlink_to("absent.yaml")
    before = mark(path), sorted(tmp_path.iterdir())
    done, _ = run(diag, path, "-o", output)
    assert done.code == 1
    assert "(F01)" in done.err.replace("\u00a0", " ")
    assert (mark(path), sorted(tmp_path.iterdir())) == before
    assert (tmp_path / "notes.txt").read_text() == "à moi"


@pytest.mark.parametrize("arguments", [[], ["absente.yaml"], ["v1.yaml", "--date", "demain"]])
def test_wrong_usage_says_so(diag, first, arguments):
    first()
    assert diag("suite", *arguments).code == 2


# 3.


def test_without_a_terminal_the_command_that_opens_it_is_said(diag, first):
    done, _ = run(diag, first(), "-o", "ma suite.yaml")
    last = done.out.rstrip().splitlines()[-1]
    assert "entretien 'ma suite.yaml'" in last
    assert "--questionnaire" in last


# 4.


def test_in_a_terminal_the_interview_opens_on_the_review(diag, first):
    path, face = first(), ScriptedFace(["1", "", "q"])
    with mock.patch.object(suite, "face_here", return_value=face):
        run(diag, path, "-o", "v2.yaml")
    assert read_visit(path.with_name("v2.yaml"))[0].previous.actions[0].became == "done"
    assert face.asked == ["Comment se passe cette visite ?"]


# 5.

BEFORE = Previous(date=datetime.date(2024, 10, 1), actions=[PastAction(id="former")])


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("v1.yaml", {"finished": False}, "la visite d'avant n'a pas été dite finie"),
        ("v1.yaml", {"answers": {"MA01": 2}}, "3 questions n'y avaient pas de réponse"),
        ("v1.a-transmettre.yaml", {}, "c'est une copie à transmettre"),
        ("v1.yaml", {"previous": BEFORE}, "suivait celle du 1er octobre 2024, qui n'est plus rappelée"),
        ("v1.yaml", {"previous": BEFORE}, "1 action qu'elle décidait n'a pas été passée en revue"),
        ("v1.yaml", {"date": datetime.date(2027, 1, 1)}, "porte une date d'avant : 5 novembre 2026"),
        ("v1.yaml", {"answers": {**FINISHED, "ZZ99": 3}}, "n'est plus demandé"),
    ],
)
def test_what_must_be_known_of_the_first_visit_is_said(diag, first, name, more, told):
    done, said = run(diag, first(name, **more), "-o", "v2.yaml", "--date", "2026-11-05")
    assert done.code == 0
    assert f"À savoir : {told}" in said or told in said


def test_nothing_is_said_of_a_visit_that_is_whole(diag, first):
    assert "À savoir" not in run(diag, first(), "-o", "v2.yaml", "--date", "2026-11-05")[1]


def test_what_an_older_content_asked_is_recalled_and_not_set_aside(diag, first, tmp_path):
    run(diag, first(answers={**FINISHED, "ZZ99": 3}), "-o", "v2.yaml")
    visit, _ = read_visit(tmp_path / "v2.yaml")
    assert visit.set_aside == []
    assert visit.previous.answers["ZZ99"].value == "3"


def test_a_third_visit_recalls_the_second_alone(diag, first, tmp_path):
    run(diag, first(), "-o", "v2.yaml", "--date", "2026-11-05")
    run(diag, "v2.yaml", "-o", "v3.yaml", "--date", "2027-11-05")
    assert read_visit(tmp_path / "v3.yaml")[0].previous.date == datetime.date(2026, 11, 5)


def test_a_spare_copy_of_the_first_visit_is_to_be_opened_before(diag, first, tmp_path):
    """Line 9: what the file lacks would not be recalled."""
    path = first()
    write_visit(make_visit(mini(), {"MA01": 4}, PROFILE, date=DAY), tmp_path / "v1.secours.yaml")
    done, _ = run(diag, path, "-o", "v2.yaml")
    assert (done.code, (tmp_path / "v2.yaml").exists()) == (1, False)
    assert "v1.secours.yaml" in done.err


def test_the_home_says_what_comes_next_of_a_visit_that_was_just_made(first):
    """Line 15."""
    new = follow(first(), None, str(MINI))
    visit, _ = read_visit(new)
    made = Kept(new, visit, mini(), find_path(mini(), visit))
    assert next_step(made) == "à commencer par les actions de 2025"


# 6.


def test_the_menu_of_a_finished_visit_makes_the_same_file(first, tmp_path):
    path = first()
    made = follow(path, tmp_path / "v2.yaml", str(MINI))
    entretien.hold(ScriptedFace(["3", "q"]), path, str(MINI))
    (other,) = tmp_path.glob("visite-*.yaml")
    assert other.read_bytes() == made.read_bytes()
