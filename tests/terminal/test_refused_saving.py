"""What resists a save while an interview is held, in a real pseudo-terminal and in both faces (line 9).

1. A disk that takes nothing more, and a folder in read-only: it is said, and tried again without
   typing anything again.
2. A file that a folder replaced: saves go on beside, which is said once.
3. A file changed elsewhere while a note is typed: both are kept, and it is said once.
4. A second window is refused, and costs the first nothing.
5. Kills and random keys, a few: `benchmarks/robustness.py` has hundreds and thousands of them.
"""

import subprocess
import sys

import pytest
from helpers import ROOT

from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer

pytest.importorskip("pexpect")
pytest.importorskip("pyte")
resource = pytest.importorskip("resource")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
FACES = pytest.mark.parametrize("options", [(), ("--simple",)], ids=["list", "plain"])


def typing(terminal, options, text):
    """Open the note of the question on screen, and type in it without ending it."""
    terminal.see("Quels appareils", *(["Votre réponse :"] if options else ["q quitter"]))
    terminal.send("n\r").see("Note, qui figurera")
    return terminal.send(f"{text}\r" if options else text).see(text)


def ended(terminal, options):
    """End the note that is typed."""
    return terminal.send(".\r" if options else "\r")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux limits a running program")
@FACES
def test_a_disk_that_takes_no_more_is_said_and_tried_again(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = typing(window(path, *options), options, "À revoir")
    resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    ended(terminal, options).see("Enregistrement impossible", "À revoir", "réessayer")
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, unlimited)
    terminal.send("1\r").see("Note enregistrée.")
    assert read_visit(path)[0].answers["MA02"].note == "À revoir"
    assert not list(path.parent.glob(".*.tmp"))


@FACES
def test_beside_a_folder_the_visit_goes_on_and_it_is_said_once(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = typing(window(path, *options), options, "À revoir")
    path.unlink()
    path.mkdir()
    ended(terminal, options).see_printed("Note enregistrée.")
    terminal.see(*(["de nouveau", "Votre réponse :"] if options else ["Note : À revoir", "q quitter"]))
    terminal.send("q\r")
    assert terminal.end() == 3
    assert terminal.printed.count("n'en est plus un") == 1
    assert "un autre logiciel" not in terminal.printed
    spare = path.with_name("visite.secours.yaml")
    assert read_visit(spare)[0].answers["MA02"].note == "À revoir"


@FACES
def test_a_change_made_while_a_note_is_typed_is_kept(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = typing(window(path, *options), options, "À revoir")
    visit, _ = read_visit(path)
    elsewhere = {**visit.answers, "SA01": Answer(value="0")}
    write_visit(visit.model_copy(update={"answers": elsewhere}), path)
    ended(terminal, options).see_printed("Note enregistrée.").send("\x03")
    assert terminal.end() == 130
    answers = read_visit(path)[0].answers
    assert (answers["MA02"].note, answers["SA01"].value) == ("À revoir", "0")
    assert terminal.printed.count("modifié par un autre programme") == 1


@FACES
def test_a_second_window_is_refused_and_costs_the_first_nothing(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = typing(window(path, *options), options, "À revoir")
    second = window(path, *options)
    assert second.end() == 1
    assert "déjà ouverte dans une autre fenêtre" in " ".join(second.printed.split())
    ended(terminal, options).see_printed("Note enregistrée.").send("\x03")
    assert terminal.end() == 130
    assert read_visit(path)[0].answers["MA02"].note == "À revoir"


@pytest.mark.slow
@pytest.mark.parametrize("what", [("--kills=6", "--keys=0"), ("--kills=0", "--keys=500")])
def test_a_few_kills_and_random_keys_break_nothing(what):
    command = [sys.executable, str(ROOT / "benchmarks" / "robustness.py"), *what]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
