"""The command line, run as its user runs it: in its own process, without a terminal."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from helpers import MINI, make_visit, mini

from diag.visit.store import write_visit


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def diag(tmp_path):
    """Return a function that runs `diag ARGUMENTS` in an empty folder."""

    def run(*arguments, stdin="", **environment):
        done = subprocess.run(
            [sys.executable, "-m", "diag", *map(str, arguments)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "80", **environment},
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    return run


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
