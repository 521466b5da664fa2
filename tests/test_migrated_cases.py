"""The program that migrates the cases says what it lacks."""

import subprocess
import sys

import pytest
from helpers import ROOT


@pytest.mark.slow
def test_absent_cases_are_told_in_one_sentence(tmp_path):
    program = [sys.executable, ROOT / "tests" / "migrated_cases.py"]
    asked = [*program, tmp_path / "out", "--cases", tmp_path / "absent"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert str(tmp_path / "absent") in said
    assert "--cases" in said
    assert not (tmp_path / "out").exists()
