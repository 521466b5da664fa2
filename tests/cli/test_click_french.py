"""click's own messages come out in French, and a new click cannot bring English back unseen."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from diag.cli.app import run
from diag.cli.click_french import Day, FrenchGroup

ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "diag/locale/fr/LC_MESSAGES"
NARROW = "\u202f"


def make_tool() -> click.Group:
    """Return a small tool with one of each mistake a user can make."""

    @click.group(cls=FrenchGroup)
    @click.version_option("1.0")
    def tool() -> None:
        "Outil\u202f: essai."

    @tool.command()
    @click.argument("source", metavar="DOSSIER", type=click.Path(exists=True, file_okay=False))
    @click.option("--level", type=click.Choice(["bas", "haut"]), show_default=True, default="bas")
    @click.option("--count", type=int)
    @click.option("--share", type=click.FloatRange(0, 1))
    @click.option("--rows", type=click.IntRange(1), help="Lignes.")
    @click.option("--most", type=click.IntRange(max=9), help="Au plus.")
    @click.option("--day", type=Day())
    @click.option("--name", required=True, default="x")
    @click.option("--file", type=click.Path(exists=True, dir_okay=False))
    @click.option("--log", type=click.File())
    @click.option("--when", type=click.DateTime())
    @click.option("--pair", nargs=2)
    @click.option("--flag", is_flag=True, envvar="TOOL_FLAG", show_envvar=True)
    @click.option("--mode", required=True, type=click.Choice(["a", "b"]), envvar="TOOL_MODE")
    def run(**values: object) -> None:
        "Lance l'essai\u202f: rien d'autre\u202f!"

    @tool.command()
    def stop() -> None:
        raise click.Abort

    return tool


ENGLISH = re.compile(
    r"\b(Error|Usage|Try|Invalid|Missing|No such|Got|Did you|Show|Aborted|Commands|Choose|default"
    r"|required|env var|does not|is not|integer|float|range|boolean|COMMAND|ARGS|TEXT|INTEGER"
    r"|FLOAT|RANGE|BOOLEAN|FILE|FILENAME|DIRECTORY|PATH|and|the|of|for)\b"
)


def _catalogue() -> Catalog:
    with (MESSAGES / "messages.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def _forms(message: Message) -> list[tuple[str, str]]:
    """Pairs of English and French, one for each number."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


CATALOGUE = _catalogue()
ENTRIES = [message for message in CATALOGUE if message.id]


def test_every_message_of_the_installed_click_is_translated() -> None:
    package = Path(click.__file__).parent
    found = {message for _, _, message, _, _ in extract_from_dir(package)}
    assert len(found) > 50, "the extraction no longer reads click's source"
    missing = []
    for message in found:
        entry = CATALOGUE.get(message if isinstance(message, str) else message[0])
        # A message that gained a plural, or lost it, is another message for gettext.
        if entry is None or entry.fuzzy or entry.id != message or not all(_french(entry)):
            missing.append(message)
    assert not missing, f"click {click.__version__} prints in English: {missing}"


def test_compiled_catalogue_is_up_to_date() -> None:
    # Messages, not bytes: the header carries the version of the babel that compiled it.
    with (MESSAGES / "messages.mo").open("rb") as file:
        compiled = [_forms(message) for message in read_mo(file) if message.id]
    assert sorted(compiled) == sorted(map(_forms, ENTRIES))
    assert CATALOGUE.plural_forms == "nplurals=2; plural=(n > 1);"


def test_placeholders_agree() -> None:
    for message in ENTRIES:
        forms = _forms(message)
        known = set().union(*(_fields(english) for english, _ in forms))
        for english, french in forms:
            # A French singular also counts zero: it may borrow the number from the plural.
            assert _fields(english) <= _fields(french) <= known, english
            assert _percent(english) == _percent(french), english


def test_typography() -> None:
    for _, french in (forms for message in ENTRIES for forms in _forms(message)):
        text = re.sub(r"\{[^}]*\}|%\(\w+\)s", "x", french)
        assert not re.search(rf"[^{NARROW}][;:!?%»]|«[^{NARROW}]", text), french
        assert not set("'\"") & set(text), french


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Done]:
    """Return a function that runs the tool in a session where all is set against French."""
    group = make_tool()
    monkeypatch.chdir(ROOT)
    for name, value in {"LANG": "C", "LC_ALL": "C", "LANGUAGE": "en", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)

    def use(arguments: str) -> Done:
        code = run(arguments.split(), group, "tool")
        printed = capsys.readouterr()
        return Done(code, *(text.replace("\u00a0", " ") for text in printed))

    return use


USAGE_ERRORS = (
    ("run . --zzz", "Option inconnue : « --zzz »."),
    ("run . --coun", "Option inconnue : « --coun ». Vouliez-vous dire --count ?"),
    ("run . --lvel", "Option inconnue : « --lvel ». Les plus proches : --file, --help, --level."),
    ("run --mode a", "Indiquez un dossier."),
    ("run .", "Il manque l’option --mode. Valeurs possibles : a, b."),
    (
        "run . --level moyen",
        "Valeur incorrecte pour --level : « moyen » ne convient pas. Valeurs possibles : bas, haut.",
    ),
    ("run . --count deux", "Valeur incorrecte pour --count : « deux » n’est pas un entier valable."),
    ("run . --share x", "Valeur incorrecte pour --share : « x » n’est pas un nombre valable."),
    ("run . --share 2", "Valeur incorrecte pour --share : 2.0 est hors des limites (de 0 à 1)."),
    ("run . --rows 0", "Valeur incorrecte pour --rows : 0 est hors des limites (au moins 1)."),
    ("run . --most 10", "Valeur incorrecte pour --most : 10 est hors des limites (au plus 9)."),
    (
        "run . --day 1/2/2026",
        "Valeur incorrecte pour --day : « 1/2/2026 » : écrivez la date AAAA-MM-JJ, par exemple 2026-02-01.",
    ),
    (
        "run . --day demain",
        "Valeur incorrecte pour --day : « demain » : écrivez la date AAAA-MM-JJ, par exemple 2026-03-12.",
    ),
    ("run . --day 2026-02-30", "Valeur incorrecte pour --day : « 2026-02-30 » n’est pas un jour du calendrier."),
    (
        "run . --day 9999-12-31",
        "Valeur incorrecte pour --day : « 9999-12-31 » : cette année est trop loin, 2100 au plus.",
    ),
    ("run . --file rien.txt", "Valeur incorrecte pour --file : Fichier « rien.txt » introuvable."),
    ("run rien", "Valeur incorrecte pour DOSSIER : Dossier « rien » introuvable."),
    (
        "run pyproject.toml",
        "Valeur incorrecte pour DOSSIER : Dossier attendu, mais « pyproject.toml » est un fichier.",
    ),
    ("runn", "Commande inconnue : « runn ». Vouliez-vous dire run ?"),
    ("run . --mode a autre encore", "Arguments en trop : autre encore"),
    ("run . --mode a autre", "Argument en trop : autre"),
)


def test_usage_errors_are_in_french(tool: Callable[[str], Done]) -> None:
    for arguments, expected in USAGE_ERRORS:
        done = tool(arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert done.err.endswith(f"\n\nErreur : {expected}\n".replace("’", "'")), arguments
        assert done.err.startswith("Utilisation : tool ")
        assert "\nPour afficher l'aide : tool " in done.err
        assert not ENGLISH.search(done.err), arguments


def test_option_misuse_is_in_french(tool: Callable[[str], Done]) -> None:
    # click raises these without a context, so neither the usage nor the way to the help precedes.
    for arguments, expected in (
        ("run . --count", "L'option « --count » attend une valeur."),
        ("run . --pair 1", "L'option « --pair » attend 2 valeurs."),
        ("run . --flag=1", "L'option « --flag » ne prend pas de valeur."),
    ):
        done = tool(arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.endswith(f"Erreur : {expected}\n")
        assert not ENGLISH.search(done.err)


def test_help_is_in_french(tool: Callable[[str], Done]) -> None:
    for arguments in ("--help", "run --help"):
        done = tool(arguments)
        assert done.code == 0
        assert not ENGLISH.search(done.out)
        assert "Options :\n" in done.out
        assert "Affiche cette aide et quitte." in done.out
    assert "Lance l'essai : rien d'autre !" in done.out


def test_group_help_names_its_commands_in_french(tool: Callable[[str], Done]) -> None:
    out = tool("--help").out
    assert "tool [OPTIONS] COMMANDE [ARGUMENTS]...\n" in out
    assert "Commandes :\n" in out
    assert "Lance l'essai : rien d'autre !" in out


def test_the_bounds_of_a_number_are_told_in_words(tool: Callable[[str], Done]) -> None:
    out = tool("run --help").out
    assert "[de 0 à 1]" in out
    assert "[au moins 1]" in out
    assert "[au plus 9]" in out


def test_interruption_is_told_in_french(tool: Callable[[str], Done]) -> None:
    assert tool("stop") == Done(130, "", "Interrompu.\n")


def test_every_type_of_click_has_a_french_name() -> None:
    """In a process of its own: click is French for good once it is made so."""
    script = """
from click import types
from diag.cli.click_french import speak_french
def names():
    return {
        kind.__name__: vars(kind)["name"]
        for kind in vars(types).values()
        if isinstance(kind, type) and issubclass(kind, types.ParamType)
        and isinstance(vars(kind).get("name"), str)
    }
before = names()
speak_french()
after = names()
print(len(before), *(kind for kind in before if before[kind] == after[kind]))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    count, *english = done.stdout.split()
    assert int(count) >= 11
    assert english == ["UUIDParameterType"], "only « uuid » is the same word in both languages"


def _french(message: Message) -> list[str]:
    return [french for _, french in _forms(message)]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _percent(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)s", text)
