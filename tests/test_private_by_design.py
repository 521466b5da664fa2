"""What docs/rgpd.md promises, where no other test holds it.

1. No network: no module that opens a connection is imported, wherever in the package.
2. What the document names (commands, options, files of the project) exists.
3. A visit, its copies and its lock are for their owner alone.
"""

import ast
import os
import re

import click
import pytest
from helpers import ROOT, make_visit, mini

from diag.cli.app import cli
from diag.visit.forgetting import REGISTER
from diag.visit.visit_file import COPIES, keep_beside, locked, write_visit

NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "urllib3", "websockets", "xmlrpc",
    "urllib.request", "urllib.robotparser", "urllib.error",
}  # fmt: skip
DOCUMENT = (ROOT / "docs" / "rgpd.md").read_text("utf-8")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.slow
def test_nothing_opens_a_connection():
    opening = [
        (path.name, name)
        for path in (ROOT / "diag").rglob("*.py")
        for name in imported(path)
        if name in NETWORK or name.split(".")[0] in NETWORK
    ]
    assert opening == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:tests|diag|docs)/[\w/.-]+)`", DOCUMENT))))
def test_what_holds_a_promise_is_there(name):
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("line", sorted(set(re.findall(r"diag ([a-z]+(?: [a-z]+)?)", DOCUMENT))))
def test_each_command_that_is_named_exists(line):
    context, names = click.Context(cli), line.split()
    command = cli.get_command(context, names[0])
    assert command is not None, line
    if isinstance(command, click.Group) and len(names) > 1:
        assert command.get_command(context, names[1]) is not None, line


def test_the_options_and_the_files_of_forgetting_are_those_that_are_told():
    options = {name for one in cli.get_command(None, "oublier").params for name in one.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", DOCUMENT)) <= options | {"--identites"}
    assert REGISTER in DOCUMENT
    assert set(re.findall(r"`….([a-z-]+)`", DOCUMENT)) <= set(COPIES)


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_visit_its_copies_and_its_lock_are_their_owners(tmp_path):
    path = tmp_path / "v.yaml"
    write_visit(make_visit(mini()), path)
    keep_beside(path, b"x", "modifie-ailleurs")
    with locked(path):
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert len(modes) == 3
