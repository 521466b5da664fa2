r"""How a command is typed, so that it can be pasted back into the shell that it was called from; pure.

sh, and Git Bash: POSIX quoting, and `$'…'` for signs that cannot be shown (POSIX 2024, bash, zsh, ksh).
cmd.exe: "Everyone quotes command line arguments the wrong way", in the archive of Microsoft's blogs
(https://learn.microsoft.com/archive/blogs/twistylittlepassagesallalike).
PowerShell: about_Quoting_Rules, https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about.

What Windows admits in no file name (`"`, control characters) is given to cmd.exe by the rules of its
parser, and to PowerShell from 7.3 on: earlier ones lose a double quote on its way to any program.
"""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Literal

from diag.safe_text import printable

Shell = Literal["sh", "cmd", "powershell"]
#: What a Windows shell takes as it is; its first sign is one that means nothing there.
_BARE = re.compile(r"[\w.\\/-][\w.:\\/-]*")
_OPTION = re.compile(r"--?[\w-]+")
_CMD_SIGNS = re.compile(r'([()%!^"<>&|])')
_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_MODULE = "__main__.py"


def shell_at_hand(platform: str, environ: Mapping[str, str]) -> Shell:
    """Return the shell that the program was most likely called from.

    Windows tells no program its shell. Git Bash says MSYSTEM; PowerShell puts the modules of the
    person before those of the machine in PSModulePath, which cmd.exe inherits with two folders at
    most; where one was opened in the other, both answers can be pasted but for rare signs.
    """
    if platform != "win32" or environ.get("MSYSTEM"):
        return "sh"
    modules = [folder for folder in environ.get("PSModulePath", "").split(";") if folder]
    return "powershell" if len(modules) >= 3 else "cmd"


def called_as(
    argv0: str, executable: str, platform: str, found: Callable[[str], str | None], version: str = ""
) -> tuple[str, ...]:
    """Return the words that call the program again as it was called.

    Args:
        argv0: `sys.argv[0]`; that of a module, or of no file, is `python -m diag`.
        executable: the interpreter, `sys.executable`.
        platform: `sys.platform`.
        found: returns the path of a command, as `shutil.which` does.
        version: of the interpreter, as `py` takes it on Windows (`3.11`); empty in a virtual
            environment, that `py` only finds while it is active.
    """
    pure = _paths(platform)
    if pure(argv0).name in (_MODULE, "-c", "-m", ""):
        return (*_interpreter(executable, platform, found, version), "-m", "diag")
    name = pure(argv0).name.removesuffix(".exe")
    bare = str(pure(argv0)) == name or _same(found(name), argv0, pure)
    return (name if bare else argv0,)


def _interpreter(executable: str, platform: str, found: Callable[[str], str | None], version: str) -> tuple[str, ...]:
    """Return the words that call this very interpreter: by a name where it is found by it."""
    pure = _paths(platform)
    for name in (pure(executable).name.removesuffix(".exe"), "python"):
        if _same(found(name), executable, pure):
            return (name,)
    if platform == "win32" and version and found("py"):
        return ("py", f"-{version}")
    return (executable,)


def _paths(platform: str) -> type[PurePath]:
    return PureWindowsPath if platform == "win32" else PurePosixPath


def _same(one: str | None, other: str, pure: type[PurePath]) -> bool:
    """Tell whether both are the path of one program, whatever its case and ending on Windows."""
    if one is None:
        return False
    if pure is PureWindowsPath:
        one, other = (re.sub(r"(?i)\.(exe|cmd|bat)$", "", path) for path in (one, other))
    return pure(one) == pure(other)


def command_line(
    program: Sequence[str], arguments: Sequence[str | PurePath], shell: Shell, encoding: str = "utf-8"
) -> str:
    """Return one line that runs a program, quoted for a shell.

    Args:
        program: the words that call it.
        arguments: a path is never read as an option, even where its name begins with a hyphen.
        shell: which one reads the line.
        encoding: of the screen: sh is told by number the signs that it cannot show.
    """
    words = [quoted(word, shell, encoding) for word in (*program, *map(as_argument, arguments))]
    call = "& " if shell == "powershell" and words[0] != program[0] else ""
    return call + " ".join(words)


def as_argument(argument: str | PurePath) -> str:
    """Return an argument as a command takes it: a path that begins with a hyphen is no option."""
    text = str(argument)
    if isinstance(argument, str) or not text.startswith("-"):
        return text
    return f".{'/' if isinstance(argument, PurePosixPath) else chr(92)}{text}"


def quoted(word: str, shell: Shell, encoding: str = "utf-8") -> str:
    """Return a word as this shell wants it typed."""
    if shell == "sh":
        return shlex.quote(word) if _shown(word, encoding) else _told_by_number(word)
    if _BARE.fullmatch(word) and not (word.startswith("-") and not _OPTION.fullmatch(word)):
        return word
    return _for_cmd(word) if shell == "cmd" else _for_powershell(word)


def _shown(word: str, encoding: str) -> bool:
    """Tell whether a screen can show a word as it is."""
    return printable(word) == word.replace("\n", "\0").replace("\t", "\0") and _can_carry(encoding, word)


def _can_carry(encoding: str, word: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeError:
        return False
    return True


def _told_by_number(word: str) -> str:
    """Return a word for sh in ASCII, the bytes of the other signs by their octal number."""
    signs = []
    for byte in word.encode("utf-8", "surrogateescape"):
        plain = 0x20 <= byte < 0x7F and byte not in b"\\'"
        signs.append(chr(byte) if plain else f"\\{byte:03o}")
    return f"$'{''.join(signs)}'"


def _for_cmd(word: str) -> str:
    """Return a word between double quotes, as programs split their line; `%` needs carets for all."""
    text = re.sub(r'(\\*)"', r'\1\1\\"', word)
    text = '"' + re.sub(r"(\\+)$", r"\1\1", text) + '"'
    return _CMD_SIGNS.sub(r"^\1", text) if "%" in word or '"' in word else text


def _for_powershell(word: str) -> str:
    """Return a word between single quotes, where every kind of apostrophe is written twice."""
    doubled = _POWERSHELL_QUOTES.sub(r"\1\1", word)
    return f"'{doubled}'"
