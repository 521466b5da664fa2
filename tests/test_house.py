"""The rules of the house, held by the imports and the files themselves.

1. Imports go one way: cli -> interview, table -> report -> plan, benchmark -> scoring -> visit ->
   questionnaire.
2. The pure rooms import no file, clock, terminal or template.
"""

import ast

import pytest
from helpers import ROOT

PACKAGE = ROOT / "diag"
FILES = sorted(PACKAGE.rglob("*.py"))
BELOW = {
    "questionnaire": set(),
    "visit": {"questionnaire"},
    "scoring": {"visit", "questionnaire"},
    "plan": {"scoring", "visit", "questionnaire"},
    "benchmark": {"scoring", "visit", "questionnaire"},
    "report": {"plan", "benchmark", "scoring", "visit", "questionnaire"},
    "interview": {"plan", "benchmark", "scoring", "visit", "questionnaire"},
    "export": {"questionnaire"},
    "table": {"export", "report", "plan", "benchmark", "scoring", "visit", "questionnaire"},
}
BELOW["cli"] = {*BELOW}
SHARED = {"french", "safe_text", "resources", "__init__"}
IMPURE = {
    "os",
    "pathlib",
    "time",
    "datetime",
    "sys",
    "io",
    "random",
    "jinja2",
    "yaml",
    "filelock",
    "click",
}
AGGREGATES = [
    "aggregate",
    "attack",
    "attack_public",
    "blocks",
    "cells",
    "census",
    "disclosure",
    "findings",
    "joint",
    "linear",
    "quantiles",
    "remainders",
    "rules",
    "spread",
    "structures",
    "subjects",
    "tables",
    "terrain",
]
PURE = [
    *sorted((PACKAGE / "scoring").glob("*.py")),
    *sorted((PACKAGE / "plan").glob("*.py")),
    *(PACKAGE / "benchmark" / f"{name}.py" for name in AGGREGATES),
    PACKAGE / "interview" / "path.py",
    PACKAGE / "report" / "view_model.py",
]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path):
    room = path.relative_to(PACKAGE).parts[0]
    if room not in BELOW:
        return  # diag/__main__.py and the shared modules
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("diag.")}
    assert rooms - SHARED <= BELOW[room] | {room}


@pytest.mark.parametrize("path", PURE, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_pure_rooms_import_nothing_that_acts(path):
    assert not IMPURE & {name.split(".")[0] for name in imported(path)}
