"""A command that is printed can be pasted (interview, line 10).

1. sh gives the program the very arguments that were printed: a real sh reads the line.
2. cmd.exe and PowerShell do, by the rules that Microsoft publishes (see `diag.cli.console`): a parser of
   those rules, written apart, reads the line.
3. The program is called as it was: by its name where PATH finds it by it, by its path, by `python -m`.
4. The shell is told by what the environment says of it.
5. A file whose name begins with a hyphen is never read as an option.
6. What is printed repaints no terminal, and holds no sign that the screen cannot show.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.cli.shells import called_as, command_line, quoted, shell_at_hand
from diag.safe_text import printable

NAMES = [
    "visite.yaml",
    "Les Tilleuls.yaml",
    "l'Escale d’été.yaml",
    "100 % local.yaml",
    "50%fait%.yaml",
    "$HOME.yaml",
    "`id`.yaml",
    "bravo !.yaml",
    "a&b|c;d.yaml",
    "(copie) [2].yaml",
    "été~.yaml",
    "a,b=c.yaml",
    "~.yaml",
    "#1.yaml",
    "@x.yaml",
    "",
    "C:\\Mes visites\\",
    "^x^.yaml",
    "visites d’ici‘‚‛.yaml",
]
#: No file of Windows is called so; an argument may be.
FOR_SH = [*NAMES, 'dit "oui".yaml', "deux\nlignes", "\x1b]52;c;AA==\x07.yaml", "\u202eretour.yaml"]
ECHO = "import json, sys; print(json.dumps(sys.argv[1:]))"
BASH = shutil.which("bash")


def sh(line):
    """Return the arguments that a real shell gives to a program."""
    done = subprocess.run([BASH, "-c", line], capture_output=True, check=True, encoding="utf-8", timeout=60)
    return json.loads(done.stdout)


def cmd(line):
    """Return the words of a line: carets of cmd.exe, then the rules of CommandLineToArgvW."""
    plain, inside, at = "", False, 0
    assert not re.search(r"(?<!\^)%[^%^]*%", line), "a variable would take its place"
    while at < len(line):
        sign = line[at]
        if sign == "^" and not inside:
            at += 1
            sign = line[at]
        elif sign == '"':
            inside = not inside
        else:
            assert inside or sign not in "&|<>", f"cmd.exe would act on {sign}"
        plain += sign
        at += 1
    return argv(plain)


def argv(line):
    words, word, inside, at = [], None, False, 0
    while at < len(line):
        slashes = len(re.match(r"\\*", line[at:])[0])
        at += slashes
        if at < len(line) and line[at] == '"':
            word = (word or "") + "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                inside = not inside
            at += 1
        elif slashes:
            word = (word or "") + "\\" * slashes
        elif line[at] in " \t" and not inside:
            words += [] if word is None else [word]
            word, at = None, at + 1
        else:
            word, at = (word or "") + line[at], at + 1
    return words if word is None else [*words, word]


def powershell(line):
    """Return the words of a line: bare, or between single quotes where each apostrophe is doubled."""
    single = "'\u2018\u2019\u201a\u201b"
    words, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        word = ""
        if line[at] in single:
            at += 1
            while line[at] not in single or line[at + 1 : at + 2] in tuple(single):
                at += line[at] in single
                word, at = word + line[at], at + 1
            at += 1
        else:
            word = re.match(r"[^ ]+", line[at:])[0]
            assert not re.search(r"[$`(){}\[\];,@#|&<>\"]", word), "PowerShell would act on it"
            at += len(word)
        words.append(word)
    return words


@pytest.mark.skipif(BASH is None, reason="no bash here")
def test_sh_gives_back_what_was_printed():
    line = command_line((sys.executable, "-c", ECHO), FOR_SH, "sh")
    assert sh(line) == FOR_SH


@pytest.mark.parametrize(("shell", "read"), [("cmd", cmd), ("powershell", powershell)])
def test_the_shells_of_windows_give_back_what_was_printed(shell, read):
    line = command_line(("diag",), NAMES, shell)
    assert read(line) == ["diag", *NAMES]


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters='"'))))
def test_any_name_is_given_back_by_the_shells_of_windows(names):
    assert cmd(command_line(("diag",), names, "cmd")) == ["diag", *names]
    assert powershell(command_line(("diag",), names, "powershell")) == ["diag", *names]


def test_cmd_is_given_a_double_quote_and_a_percent_by_carets():
    assert quoted("50% fait", "cmd") == '^"50^% fait^"'
    assert cmd(quoted('dit "oui"', "cmd")) == ['dit "oui"']


@pytest.mark.parametrize("shell", ["sh", "cmd", "powershell"])
def test_a_plain_name_stays_plain(shell):
    line = command_line(("diag",), ["entretien", "visite-2.yaml", "--repere", "r"], shell)
    assert line == "diag entretien visite-2.yaml --repere r"


def test_powershell_calls_a_quoted_program():
    program = r"C:\Mes outils\diag"
    assert command_line((program,), ["x"], "powershell") == rf"& '{program}' x"
    assert command_line((program,), ["x"], "cmd") == rf'"{program}" x'


@pytest.mark.parametrize(
    ("name", "shell", "told"),
    [
        (PurePosixPath("-x.yaml"), "sh", "./-x.yaml"),
        (PureWindowsPath("-x.yaml"), "cmd", r".\-x.yaml"),
        (PureWindowsPath("-x.yaml"), "powershell", r".\-x.yaml"),
        ("--simple", "powershell", "--simple"),
    ],
)
def test_a_file_is_never_read_as_an_option(name, shell, told):
    assert command_line(("diag",), [name], shell) == f"diag {told}"


@pytest.mark.slow
@pytest.mark.parametrize("name", FOR_SH)
@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "ascii"])
def test_what_is_printed_for_sh_can_be_shown(name, encoding):
    line = quoted(name, "sh", encoding)
    assert printable(line) == line
    assert "\n" not in line
    assert line.encode(encoding)
    assert BASH is None or sh(f"{sys.executable} -c {quoted(ECHO, 'sh')} {line}") == [name]


FOUND = {"diag": "/usr/local/bin/diag", "python3": "/usr/bin/python3", "python": "/venv/bin/python"}
ON_WINDOWS = {"diag": r"C:\Py\Scripts\diag.EXE", "python": r"C:\Py\python.exe", "py": r"C:\py.exe"}


@pytest.mark.parametrize(
    ("argv0", "executable", "called"),
    [
        ("/usr/local/bin/diag", "/usr/bin/python3", ("diag",)),
        ("/opt/x/bin/diag", "/opt/x/bin/python", ("/opt/x/bin/diag",)),
        (".venv/bin/diag", "/a/.venv/bin/python", (".venv/bin/diag",)),
        ("diag", "/usr/bin/python3", ("diag",)),
        ("/x/diag/__main__.py", "/usr/bin/python3", ("python3", "-m", "diag")),
        ("/x/diag/__main__.py", "/venv/bin/python", ("python", "-m", "diag")),
        ("/x/diag/__main__.py", "/else/bin/python", ("/else/bin/python", "-m", "diag")),
        ("-c", "/usr/bin/python3", ("python3", "-m", "diag")),
    ],
)
def test_the_program_is_called_as_it_was(argv0, executable, called):
    assert called_as(argv0, executable, "linux", FOUND.get) == called


@pytest.mark.parametrize(
    ("argv0", "executable", "version", "called"),
    [
        (r"c:\py\scripts\diag", r"C:\Py\python.exe", "3.11", ("diag",)),
        (r"D:\v\Scripts\diag.exe", r"D:\v\Scripts\python.exe", "", (r"D:\v\Scripts\diag.exe",)),
        (r"C:\s\diag\__main__.py", r"C:\Py\python.exe", "3.11", ("python", "-m", "diag")),
        (r"C:\s\diag\__main__.py", r"C:\P12\python.exe", "3.12", ("py", "-3.12", "-m", "diag")),
        (r"C:\s\diag\__main__.py", r"D:\v\python.exe", "", (r"D:\v\python.exe", "-m", "diag")),
    ],
)
def test_the_program_is_called_as_it_was_on_windows(argv0, executable, version, called):
    assert called_as(argv0, executable, "win32", ON_WINDOWS.get, version) == called


MACHINE = r"C:\Program Files\WindowsPowerShell\Modules;C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules"


@pytest.mark.parametrize(
    ("platform", "environ", "shell"),
    [
        ("linux", {"PSModulePath": "a;b;c"}, "sh"),
        ("win32", {}, "cmd"),
        ("win32", {"PSModulePath": MACHINE}, "cmd"),
        ("win32", {"PSModulePath": rf"C:\Users\x\Documents\PowerShell\Modules;{MACHINE}"}, "powershell"),
        ("win32", {"MSYSTEM": "MINGW64", "PSModulePath": MACHINE}, "sh"),
    ],
)
def test_the_shell_is_told_by_the_environment(platform, environ, shell):
    assert shell_at_hand(platform, environ) == shell
