"""The command line, run as its user runs it, without a terminal, inside the process of the tests.

`diag.cli.app.run` is all that the `diag` command does but the closing of its streams: a process of
its own is started only where the process itself is what is tested.
"""

import os
import sys
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

import pytest
from helpers import MINI, make_visit, mini

from diag.cli.app import run
from diag.cli.click_french import speak_french
from diag.cli.options import read_folder
from diag.visit.visit_file import write_visit

speak_french()  # before a test imports a command: click translates some words then

#: What a session may hold and a test must not see.
OF_THE_SESSION = ("DIAG_REPERE", "DIAG_SIMPLE", "ACCESSIBLE", "NO_COLOR", "LANGUAGE")


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, and the text of both streams."""

    code: int
    out: str
    err: str


@pytest.fixture
def diag(tmp_path, monkeypatch):
    """Return a function that runs `diag ARGUMENTS` in an empty folder, as no terminal would.

    `diag("lot", path, stdin="o\\n", DIAG_REPERE=folder)` returns a `Done`. What the command changes
    of the process (streams, folder, environment, what it remembers by path) is put back; what ends
    in a traceback for a user is an exception here, and fails the test.
    """

    def run_here(*arguments, stdin="", encoding="utf-8", **environment):
        given = stdin if isinstance(stdin, bytes) else stdin.encode(encoding)
        typed = TextIOWrapper(BytesIO(given), encoding=encoding)
        out, err = (TextIOWrapper(BytesIO(), encoding=encoding, newline="") for _ in range(2))
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            for name in OF_THE_SESSION:
                patch.delenv(name, raising=False)
            for name, value in {"COLUMNS": "80", **environment}.items():
                patch.setenv(name, str(value))
            patch.setattr(sys, "stdin", typed)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "argv", ["diag", *map(str, arguments)])
            patch.setenv("LANGUAGE", "en")  # the command speaks French whatever the session
            read_folder.cache_clear()  # the same folder may hold another release by now
            code = run([*map(str, arguments)])
        return Done(code, _written(out), _written(err))

    return run_here


def _written(stream):
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding).replace(os.linesep, "\n")


@pytest.fixture
def visit_file(tmp_path):
    """Return the path of a complete visit of the small questionnaire."""
    questionnaire = mini()
    answers = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}
    path = tmp_path / "visite.yaml"
    write_visit(make_visit(questionnaire, answers), path)
    return path


@pytest.fixture
def with_mini():
    """Return the option that names the small questionnaire."""
    return ("--questionnaire", MINI)
