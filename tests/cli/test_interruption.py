"""An interruption at any instant ends `diag` with 130, one French word and no traceback (line 10).

1. From the first line of `diag.__main__`, which imports nothing: one process stands for a machine,
   and forks one `diag` for each instant told by the number of modules asked for so far.
2. While a command runs, Ctrl-C, SIGTERM and SIGHUP are one exception; the end of a session says it
   once; what the caller made deaf (nohup) stays deaf; afterwards all is as before.
3. An interruption is never lost in a destructor, nor taken for a fault of what it broke.
4. It ends with 130 even where Python would end by the signal.
"""

import os
import signal
import subprocess
import sys

import click
import pytest
from helpers import MINI, ROOT

from diag.cli.app import run
from diag.cli.interruption import came, heard, loading

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
PROGRAM = """
import os, signal, sys
from diag.__main__ import main

def interrupted_at(wanted, number, arguments):
    seen = 0

    def hear(event, _):
        nonlocal seen
        if event == "import":
            seen += 1
            if seen == wanted:
                os.kill(os.getpid(), number)

    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.argv = ["diag", *arguments]
    sys.addaudithook(hear)
    main()

number, instants, *arguments = sys.argv[1:]
deaf = signal.getsignal(int(number)) == signal.SIG_IGN  # these tests may run under nohup
if deaf:
    signal.signal(int(number), signal.SIG_DFL)
for wanted in map(int, instants.split(",")):
    code = interrupted_at(wanted, int(number), arguments)
    print("code", code, flush=True)
"""


def codes(instants, *arguments, cwd, number=signal.SIGINT):
    """Return the exit code for each instant, and all that was printed on the error stream."""
    told = ",".join(map(str, instants))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(int(number)), told, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [int(line.split()[1]) for line in done.stdout.splitlines() if "code" in line], done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [("entretien", "neuf.yaml", "--questionnaire", MINI), ("rapport", "absent.yaml"), ("--help",)],
    ids=["entretien", "rapport", "aide"],
)
def test_an_interruption_while_starting_leaves_at_once(tmp_path, arguments):
    instants = [*range(1, 30, 4), *range(30, 400, 23)]
    found, told = codes([*instants, 100_000], *arguments, cwd=tmp_path)
    *found, never = found
    assert never in (0, 2)
    ended = len(found)
    while found[ended - 1] == never:  # later instants than the whole life of the command
        ended -= 1
    assert ended >= 5
    assert set(found[:ended]) == {130}
    assert "Traceback" not in told
    assert told.count("Interrompu.") == ended
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_at_the_first_modules_leaves_at_once(tmp_path, number):
    found, told = codes([1, 2, 3, 5, 8], "entretien", cwd=tmp_path, number=number)
    assert found == [130] * 5
    assert "Traceback" not in told
    assert told.count("Interrompu.") == 5


def test_nothing_is_imported_before_an_interruption_is_ours():
    program = "import sys; here = {*sys.modules}; import diag.__main__; print(*{*sys.modules} - here)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert {*done.stdout.split()} == {"diag", "diag.version", "diag.__main__"}


@pytest.fixture
def listening():
    """Hear what ends a session, even where these tests run under nohup."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    deaf = [number for number in numbers if signal.getsignal(number) == signal.SIG_IGN]
    for number in deaf:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in deaf:
        signal.signal(number, signal.SIG_IGN)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_runs_hears_one_exception_and_then_all_is_as_before(number):
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), heard():
        signal.raise_signal(number)
    assert came()
    assert signal.getsignal(number) is before


@pytest.mark.usefixtures("listening")
def test_the_end_of_a_session_is_said_once():
    with heard():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGTERM)  # what was typed is being saved
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_what_the_caller_made_deaf_stays_deaf():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with heard():
            signal.raise_signal(signal.SIGHUP)
        assert not came()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_libraries_that_load_leave_the_signal_to_whoever_had_it():
    had = []
    before = signal.signal(signal.SIGTERM, lambda *_: had.append("before"))
    try:
        with heard():
            with loading():
                signal.raise_signal(signal.SIGTERM)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert had == ["before"]


DESTROYED = """
import signal, threading
from diag.cli.interruption import heard

signal.signal(signal.SIGINT, signal.default_int_handler)  # which a caller may have had ignored

class Destroyed:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)  # Ctrl-C, where no exception can leave

try:
    with heard():
        Destroyed()
        threading.Event().wait(60)
except KeyboardInterrupt:
    print("comes again")
"""


def test_an_interruption_in_a_destructor_comes_again():
    """In a process of its own: what other tests leave behind must not decide."""
    command = [sys.executable, "-c", DESTROYED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("comes again\n", "")


def test_what_an_interruption_broke_is_told_as_an_interruption(capsys):
    @click.group(invoke_without_command=True)
    def broken():
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt:
            raise SystemError("a module was half loaded") from None

    assert run([], broken) == 130
    assert capsys.readouterr().err == "Interrompu.\n"


MADE_FROM_TEXT = """
import signal, sys
from diag import __main__
from diag.cli import app

def run():
    try:
        exec("import signal; signal.raise_signal(signal.SIGINT)")
    except KeyboardInterrupt:
        print("Interrompu.")
    return 130

signal.signal(signal.SIGINT, signal.default_int_handler)
app.run = run
__main__._leave_when_interrupted = lambda: None
__main__.main()
"""


def test_it_ends_with_130_where_python_would_end_by_the_signal(tmp_path):
    (tmp_path / "texte.py").write_text(MADE_FROM_TEXT, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "texte"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "Interrompu.\n", "")
