"""What the commands say by themselves, whoever wrote it: click or the house (interview, line 16).

1. The help of every command is French, whole, and cut between words only.
2. Every wrong use of every option and argument is told in French: « guillemets », names as they are
   typed, what is expected, and exit code 2.
3. What is missing is said by what to give; a mistake of a file tells its sentence before its code.
4. The guides name commands and options that exist.
"""

import datetime
import re

import click
import pytest
from helpers import ROOT

from diag.cli.app import COMMANDS, cli
from diag.cli.click_french import Day

ENGLISH = re.compile(
    r"\b(usage|error|try|invalid|missing|no such|got|unexpected|did you|show|aborted|choose|default"
    r"|required|env var|does not|is not|integer|float|range|boolean|command|args|text|filename"
    r"|directory|file|and|the|of|for|to|is|your|with|must|value|errno|permission|not found)\b",
    re.IGNORECASE,
)
#: English on purpose: names of formats, of files, and what a person types.
NAMES = re.compile(r"\S+\.(?:json|md|yaml|csv|xlsx|html|gouv\.fr)|--\w[\w-]*|zzz|Open ?Document")
CUT = re.compile(r"[a-zà-ÿ,)]\.\.\.")
STRAIGHT = re.compile(r"\"|(?<![\w])'[^'\n]*'(?!\w)")
INTERNAL = re.compile(r"\b[a-z]+_[a-z_]+\b")
INTERVAL = re.compile(r"<=|>=|\bx\b|None|\bTrue\b|\bFalse\b")


def commands(group, context, path=()):
    """Yield every command with its path, groups included."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, context, (*path, name))


ALL = dict(commands(cli, click.Context(cli)))


def wrong_values(option):
    """Return values that an option of this kind refuses, and the part of the sentence that helps."""
    kind = option.type
    if isinstance(kind, click.Choice):
        yield "zzz", ", ".join(kind.choices)
    elif isinstance(kind, click.IntRange):
        yield "zzz", "entier"
        yield str(kind.max + 1), f"de {kind.min} à {kind.max}"
    elif isinstance(kind, Day):
        yield "hier", "AAAA-MM-JJ"
        yield f"{datetime.date.max.year}-02-30", "calendrier"


def wrong_uses():
    """Yield what is typed, and what must be read, for every command."""
    for path, command in ALL.items():
        yield (*path, "--zzz"), "--zzz"
        if isinstance(command, click.Group):
            yield (*path, "zzz"), "« zzz »"
            continue
        # Something is given for what is not tested.
        given = ["rien.yaml" for p in command.params if isinstance(p, click.Argument) and p.required]
        for option in command.params:
            if not isinstance(option, click.Option):
                continue
            name = max(option.opts, key=len)
            for value, word in wrong_values(option):
                yield (*path, *given, name, value), name
                yield (*path, *given, name, value), word
            if not option.is_flag and option.nargs == 1 and not option.is_eager:
                yield (*path, *given, name), name


def faults(text):
    """Return what is not French as it is printed, each with its line."""
    text = text.replace("\u00a0", " ")
    bare = NAMES.sub("", text)
    return [
        *(f"anglais : {m[0]}" for m in ENGLISH.finditer(bare)),
        *(f"coupé : {m[0]}" for m in CUT.finditer(bare)),
        *(f"guillemets droits : {m[0]}" for m in STRAIGHT.finditer(text)),
        *(f"interne : {m[0]}" for m in INTERNAL.finditer(bare)),
        *(f"notation : {m[0]}" for m in INTERVAL.finditer(bare)),
        *(
            f"espaces : {line}"
            for line in text.splitlines()
            if re.search(r"[a-zà-ÿ.]  [A-ZÀa-z]", line) and not re.match(r"  [-a-z\[]", line)
        ),
    ]


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
@pytest.mark.parametrize("columns", [60, 80])
def test_help_is_whole_french(diag, path, columns):
    done = diag(*path, "--help", COLUMNS=columns)
    assert done.code == 0
    assert faults(done.out) == []
    assert not re.search(r"[a-zà-ÿ]-$", done.out, re.MULTILINE)


@pytest.mark.parametrize("group", [p for p in [(), *ALL] if not p or isinstance(ALL[p], click.Group)])
def test_a_list_of_commands_tells_the_whole_first_sentence_of_each(diag, group):
    shown = " ".join(diag(*group, "--help").out.replace("\u00a0", " ").split())
    for path, command in ALL.items():
        if path[:-1] == group:
            summary = command.help.partition("\n")[0].replace("’", "'").replace("\u202f", " ")
            assert f"{path[-1]} {summary}" in shown


@pytest.mark.parametrize(("typed", "word"), [*wrong_uses()], ids=str)
def test_a_wrong_use_is_told_in_french(diag, typed, word):
    done = diag(*typed)
    assert (done.code, done.out) == (2, "")
    assert word in done.err.replace("\u00a0", " ")
    assert faults(done.err) == []


@pytest.mark.parametrize(
    "path",
    [p for p, c in ALL.items() if any(isinstance(a, click.Argument) and a.required for a in c.params)],
    ids=" ".join,
)
def test_what_is_missing_is_said_by_what_to_give(diag, path):
    done = diag(*path)
    assert done.code == 2
    assert re.search(r"Indiquez (au moins )?une? [a-z]+", done.err)
    assert faults(done.err) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_nearly_one_is_proposed(diag, name):
    done = diag(f"{name}s")
    assert done.code == 2
    assert f"« {name} »" in done.err.replace("\u00a0", " ")
    assert faults(done.err) == []


def test_a_mistake_of_a_file_tells_its_sentence_before_its_code(diag, tmp_path):
    (tmp_path / "vide.yaml").touch()
    lines = diag("rapport", "vide.yaml").err.replace("\u00a0", " ").splitlines()
    assert lines[:2] == ["vide.yaml :", "    le fichier est vide (F02)"]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUER.md",
        "CONTRIBUTING.md",
        *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
    ],
)
def test_a_guide_names_commands_and_options_that_exist(page):
    known = {name for command in ALL.values() for p in command.params for name in p.opts}
    text = (ROOT / page).read_text("utf-8")
    for line in re.findall(r"(?:`|[$>] )diag ([a-z]+[^`#\n]*)", text):
        words = line.split()
        assert words[0] in COMMANDS, line
        assert {w for w in words if w.startswith("--")} <= known | HELP, line
    for quoted in re.findall(r"`(--[a-z-]+)", text):
        assert quoted in known | HELP | INSTALL, quoted


HELP = {"--help", "--version", "--simple", "--completion"}
"""Options of every command, or of `diag` alone."""
#: Options of pip and of uv, which the guides quote.
INSTALL = {"--require-hashes", "--no-index", "--python"}
