"""The rules of the house, held by the imports themselves (docs/architecture.md).

1. Imports go one way: cli -> forms -> interview, table -> report -> followup -> planning, benchmark -> scoring -> visit,
   export -> questionnaire; and no file imports itself through others.
2. What computes does not act: no file, clock, terminal or template.
3. A file name says what it holds: no two rooms bear the same one.
4. Every file that the plan of the house names is there.
"""

import ast
import re
from collections import defaultdict

import pytest
from helpers import ROOT

PACKAGE = ROOT / "diag"
FLOORS = (
    {"cli"},
    {"forms"},
    {"interview", "table"},
    {"report"},
    {"followup"},
    {"planning", "benchmark"},
    {"scoring"},
    {"visit", "export"},
    {"questionnaire"},
)
ACTS = {"click", "datetime", "filelock", "io", "jinja2", "os", "pathlib", "random", "sys", "time", "yaml"}
INTERVIEW = ("path", "prompts", "recording", "sentences", "typed_line", "visit_map")
PURE = ("scoring", "planning", *(f"interview/{name}.py" for name in INTERVIEW))


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(path):
    """Return the modules that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in names}
    return found


def room_of(module):
    return module.split(".")[1] if module.count(".") >= 2 or module in ROOMS else ""


ROOMS = {f"diag.{folder.name}" for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def test_every_room_has_its_floor():
    assert {room.removeprefix("diag.") for room in ROOMS} == set(FLOOR)


@pytest.mark.slow
def test_imports_go_one_way():
    upward = [
        (module, other)
        for module, path in FILES.items()
        for other in imported(path)
        if room_of(module) and other.startswith("diag.") and room_of(other)
        if room_of(other) != room_of(module) and FLOOR[room_of(other)] <= FLOOR[room_of(module)]
    ]
    assert upward == []


@pytest.mark.slow
def test_no_file_imports_itself_through_others():
    waiting = {module: imported(path) & set(FILES) - {module} for module, path in FILES.items()}
    left = None
    while left != waiting:  # set aside who needs nobody left, then whom nobody left needs
        left = waiting
        waiting = {m: needs & set(waiting) for m, needs in waiting.items() if needs & set(waiting)}
        needed = set().union(*waiting.values())
        waiting = {module: needs for module, needs in waiting.items() if module in needed}
    assert waiting == {}


def test_what_computes_does_not_act():
    acting = {
        module: ACTS & {name.split(".")[0] for name in imported(path)}
        for module, path in FILES.items()
        if str(path.relative_to(PACKAGE)).startswith(PURE)
    }
    assert {module: acts for module, acts in acting.items() if acts} == {}


def test_a_file_name_is_borne_by_one_room():
    rooms = defaultdict(set)
    for path in FILES.values():
        if path.name != "__init__.py":
            rooms[path.name].add(path.parent.name)
    assert {name: found for name, found in rooms.items() if len(found) > 1} == {}


def test_every_file_that_the_plan_of_the_house_names_is_there():
    plan = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    held = [path for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob("*.*")]
    paths = {f"/{path.relative_to(ROOT)}" for path in held}
    named = set(re.findall(r"`([\w/]+\.(?:py|toml))`", plan))
    assert len(named) > 50
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in paths)] == []
