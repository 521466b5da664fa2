"""The commands as a whole.

1. `diag` without a terminal prints the help; every command has complete French help.
2. `diag questionnaire verifier` and `montrer`.
3. Without a terminal nothing is ever asked: exit 2 with the ids that are missing.
4. Old consoles: everything can be printed in cp1252, cp850 or Latin-1 (click writes UTF-8 to ASCII).
"""

import json
import os
import re
import subprocess
import sys

import click
import pytest
from helpers import MINI, PRINT, ROOT, make_visit, mini

from diag.cli.app import COMMANDS, cli, expanded
from diag.cli.home import visits_in
from diag.visit.visit_file import write_visit

ENGLISH = re.compile(r"\b(Usage|Error|Show|Try|Missing|Invalid|required|default|exit|message|COMMAND|ARGS)\b")


def commands(group, context, path=()):
    """Yield every command with its path."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, context, (*path, name))


ALL = dict(commands(cli, click.Context(cli)))


def test_diag_without_a_terminal_prints_its_help(diag):
    done = diag()
    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_complete_french_help(diag, path):
    done = diag(*path, "--help")
    assert done.code == 0
    assert not ENGLISH.search(done.out.replace("--format", ""))
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_is_in_the_readme(path):
    assert f"diag {' '.join(path)}" in (ROOT / "README.md").read_text("utf-8")


def test_the_list_of_commands_says_what_each_command_says():
    context = click.Context(cli)
    for name, (_, summary) in COMMANDS.items():
        assert cli.get_command(context, name).help.splitlines()[0] == summary


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['diag', '--help']\n"
        "from diag.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'numpy', 'yaml', 'jinja2', 'babel', 'prompt_toolkit', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_version_is_printed(diag):
    assert re.fullmatch(r"diag \d+\.\d+\.\d+\n", diag("--version").out)


def test_an_unknown_command_is_told_with_what_was_perhaps_meant(diag):
    done = diag("raport")
    assert done.code == 2
    assert "rapport" in done.err


@pytest.mark.slow
def test_the_shipped_questionnaire_is_without_mistake(diag):
    done = diag("questionnaire", "verifier")
    assert done.code == 0
    assert "aucune erreur" in done.out


def test_every_mistake_is_listed_with_its_place(diag, tmp_path):
    for path in MINI.rglob("*.yaml"):
        copy = tmp_path / "q" / path.relative_to(MINI)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8").replace("weight: 3", "wieght: 3").replace("[inventorier]", "[inventorer]")
        copy.write_text(text, "utf-8")
    done = diag("questionnaire", "verifier", "q")
    error = " ".join(done.err.replace("\u00a0", " ").split())
    assert done.code == 1
    assert "q/dimensions/savoirs.yaml:11:5 : clé inconnue « wieght » (M01)" in error
    assert "vouliez-vous dire « weight » ?" in error
    assert "vouliez-vous dire « inventorier » ?" in error
    assert "2 erreurs. D'autres contrôles se feront" in error


def test_a_folder_that_is_no_questionnaire_is_refused_whole(diag, tmp_path):
    done = diag("questionnaire", "verifier", tmp_path)
    assert done.code == 1
    assert "(F01)" in done.err


@pytest.mark.slow
def test_one_question_is_shown_whole(diag):
    out = " ".join(diag("questionnaire", "montrer", "fi03").out.replace("\u00a0", " ").split())
    for part in ("Poids 1", "question du socle", "et comment le savoir", "S37", "vers le niveau 4", "4 : Les deux."):
        assert part in out


def test_one_axis_is_shown(diag):
    out = diag("questionnaire", "montrer", "--axe", "ia").out
    assert "IA01" in out
    assert "EQ01" not in out


def test_a_condition_is_told_in_words(diag):
    out = diag("questionnaire", "montrer", "SA02", "--questionnaire", MINI).out.replace("\u00a0", " ")
    assert "« Formation » vaut au moins 2 et « Type » n'est pas « SIAE »" in " ".join(out.split())


@pytest.mark.parametrize("arguments", [["montrer", "ZZ99"], ["montrer", "--axe", "ZZ"], ["verifier", "absent"]])
def test_an_unknown_name_is_wrong_usage(diag, arguments):
    assert diag("questionnaire", *arguments).code == 2


def test_without_a_terminal_nothing_is_asked(diag, tmp_path):
    done = diag("entretien", "neuf.yaml", "--questionnaire", MINI, stdin="1\n1\n1\n")
    assert done.code == 2
    assert "MA01" in done.err
    assert not (tmp_path / "neuf.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="redirection de shell")
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_end_without_a_traceback(closed, tmp_path):
    errors = tmp_path / "errors"
    command = f"{{ {sys.executable} -m diag {closed}; }} 2>{errors}"
    subprocess.run(["sh", "-c", command], stdout=subprocess.DEVNULL, check=False)
    assert "Traceback" not in errors.read_text()


def test_without_a_terminal_the_missing_answers_of_a_visit_are_named(diag, visit_file, with_mini):
    text = visit_file.read_text("utf-8")
    visit_file.write_text(text.replace("  SA02:\n    value: 0\n", ""), "utf-8")
    done = diag("entretien", visit_file, *with_mini)
    assert done.code == 2
    assert "SA02" in done.err
    assert "MA01" not in done.err


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "latin-1"])
@pytest.mark.parametrize("arguments", [["--help"], ["questionnaire", "montrer", "AP02"], ["rapport", "absent"]])
def test_old_consoles_show_everything(diag, encoding, arguments):
    done = diag(*arguments, encoding=encoding)
    text = done.out + done.err
    assert text
    assert "?" not in text.replace(" ?", "").replace("\u00a0?", "").replace("'?'", "")


def test_the_questionnaire_says_which_schema_an_editor_should_use():
    # A version that is kept as it stood follows the schemas of its day.
    now = [p for p in PRINT.rglob("*.yaml") if not {"cases", "versions"} & {*p.parts}]
    for path in now:
        first = path.read_text("utf-8").splitlines()[0]
        schema = (path.parent / first.split("$schema=")[1]).resolve()
        assert json.loads(schema.read_text("utf-8"))["type"] == "object"


def test_schemas_are_generated_from_the_models():
    from diag.questionnaire.schema import SCHEMAS, render

    for name in SCHEMAS:
        path = ROOT / "questionnaires" / "schema" / f"{name}.schema.json"
        assert path.read_text("utf-8") == render(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "link", "device"])
def test_an_interview_of_what_is_no_file_is_refused_at_once(diag, tmp_path, kind):
    path = tmp_path / "attente.yaml"
    if kind == "device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(tmp_path / "tube" if kind == "link" else path)
        if kind == "link":
            path.symlink_to(tmp_path / "tube")
    done = diag("entretien", path)
    assert done.code == 1
    assert "F01" in done.err
    assert path.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_among_the_visits_of_a_folder_is_passed_over(visit_file):
    os.mkfifo(visit_file.with_name("attente.yaml"))
    assert visits_in(visit_file.parent) == [visit_file]


def test_a_script_is_told_which_answers_are_missing(diag, tmp_path, with_mini):
    path = tmp_path / "v.yaml"
    write_visit(make_visit(mini(), {"MA01": 1, "MA02": ["tablette"], "SA01": 2, "SA02": 0}), path)
    done = diag("entretien", path, *with_mini)
    assert done.code == 2
    assert "1 réponse manquante : MA03." in done.err.replace("\u00a0", " ")


def test_a_script_is_told_that_no_answer_is_missing(diag, visit_file, with_mini):
    done = diag("entretien", visit_file, *with_mini)
    assert (done.code, done.err) == (0, "")
    assert "Toutes les questions ont une réponse" in done.out


def test_a_window_that_hides_its_keyboard_is_told_what_to_open(diag, monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    done = diag(MSYSTEM="MINGW64")
    assert done.code == 0
    assert "Invite de commandes" in done.err


def test_only_the_jokers_of_windows_name_several_files(tmp_path, monkeypatch):
    for name in ("a1.yaml", "a2.yaml", "a[1].yaml"):
        (tmp_path / name).write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    typed = ["rapport", "a?.yaml", "a[1].yaml", "a[*", "$HOME", "~", "%TEMP%", "zz*.yaml"]
    assert expanded(typed) == [
        "rapport",
        "a1.yaml",
        "a2.yaml",
        "a[1].yaml",
        "a[1].yaml",
        "$HOME",
        "~",
        "%TEMP%",
        "zz*.yaml",
    ]
