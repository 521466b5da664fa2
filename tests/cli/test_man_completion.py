"""The manual page and the completion of a shell, both made from the commands (`docs/update_man.py`).

1. The page says every command, every option and every variable of the environment, and is up to date.
2. `man` reads it without a warning.
3. Each shell is given its script; it proposes every command, and the options of each.
"""

import importlib
import os
import re
import shutil
import subprocess
import sys

import click
import pytest
from helpers import ROOT

from diag.cli.app import COMMANDS, cli
from diag.cli.shell_completion import SHELLS

sys.path.insert(0, str(ROOT / "docs"))
update_man = importlib.import_module("update_man")
PAGE = ROOT / "docs" / "diag.1"


def commands(group=cli, path=("diag",)):
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == update_man.page(), "make gold"


def test_the_page_says_every_command_and_option():
    text = PAGE.read_text("utf-8").replace("\\-", "-")
    for path, command in commands():
        section = text.partition(f'.SS "{" ".join(path)}"')[2].partition("\n.SS ")[0]
        assert section, path
        options = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]
        assert [name for name in options if name not in section] == [], path


def test_the_page_says_every_variable():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "diag").rglob("*.py"))
    named = set(re.findall(r"\"(DIAG_[A-Z]+)\"", code))
    assert named <= update_man.VARIABLES.keys()


@pytest.mark.skipif(not shutil.which("groff"), reason="groff, which reads manual pages, is not installed")
def test_man_reads_it_without_a_warning():
    command = ["groff", "-Kutf8", "-man", "-Tutf8", "-wall", "-z", str(PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_is_given_its_script(diag, shell):
    done = diag("--completion", shell)
    assert done.code == 0
    assert f"_DIAG_COMPLETE={shell}_complete" in done.out.replace(" = ", "=").replace("'", "")


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_it_proposes_every_command_and_its_options(shell):
    for words, begun, wanted in (
        (["diag"], "", list(COMMANDS)),
        (["diag", "rapport"], "--l", ["--lecteur", "--logo"]),
        (["diag", "repere"], "v", ["verifier"]),
    ):
        line = [*words, begun] if begun else words
        told = {**os.environ, "_DIAG_COMPLETE": f"{shell}_complete", "COMP_WORD": begun}
        told |= {"COMP_CWORD": str(len(words)), "COMP_WORDS": ("\n" if shell == "powershell" else " ").join(line)}
        if shell == "fish":
            told |= {"COMP_WORDS": " ".join(words), "COMP_CWORD": begun}
        run = [sys.executable, "-m", "diag"]
        done = subprocess.run(run, env=told, capture_output=True, text=True, check=False, cwd=ROOT)
        found = set(re.split(r"[,\s]+", done.stdout))
        assert done.returncode == 0, done.stderr
        assert set(wanted) <= found
