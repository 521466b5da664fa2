"""Ctrl-C at any instant ends `diag` with 130, one word and no traceback.

One process stands for a machine: it forks one `diag` for each instant told by the number of modules
asked for so far, and sends it what Ctrl-C sends.
"""

import os
import subprocess
import sys

import pytest
from helpers import MINI, ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
PROGRAM = """
import os, signal, sys
from diag.__main__ import main

def interrupted_at(wanted, arguments):
    seen = 0

    def hear(event, _):
        nonlocal seen
        if event == "import":
            seen += 1
            if seen == wanted:
                os.kill(os.getpid(), signal.SIGINT)

    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.argv = ["diag", *arguments]
    sys.addaudithook(hear)
    main()

instants, *arguments = sys.argv[1:]
for wanted in map(int, instants.split(",")):
    code = interrupted_at(wanted, arguments)
    print("code", code, flush=True)
"""


def codes(instants, *arguments, cwd):
    """Return the exit code for each instant, and all that was printed on the error stream."""
    told = ",".join(map(str, instants))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, told, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [
        int(line.split()[1]) for line in done.stdout.splitlines() if "code" in line
    ], done.stderr


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


def test_an_interruption_at_the_first_module_leaves_at_once(tmp_path):
    found, told = codes([1, 2, 3, 5, 8], "entretien", cwd=tmp_path)
    assert found == [130] * 5
    assert "Traceback" not in told
