"""The command line: which commands exist, and how their failures are told.

Commands are imported when they are called, so that `diag --help` loads click and nothing else.
"""

import os
import sys
from io import StringIO
from pkgutil import resolve_name

import click

from diag.cli.click_french import FrenchGroup, option, simple_option, speak_french
from diag.cli.console import complain, interactive, paragraph, prepare_streams, say
from diag.cli.interruption import INTERRUPTED, came, heard, loading
from diag.cli.shell_completion import SHELLS, show_completion
from diag.version import __version__

COMMANDS = {
    "entretien": ("diag.cli.entretien:command", "Répondre au questionnaire, ou reprendre une visite."),
    "relire": ("diag.cli.visit_doors:relire", "Relire une visite en liste, et corriger ce qui doit l’être."),
    "suite": ("diag.cli.suite:command", "Commencer la visite qui en suit une autre, un an après."),
    "reunir": (
        "diag.cli.reunir:command",
        "Réunir les réponses de plusieurs personnes d’une même structure en une visite.",
    ),
    "resultat": ("diag.cli.visit_doors:resultat", "Voir le résultat d’une visite sur un écran."),
    "plan": ("diag.cli.visit_doors:plan", "Construire le plan d’action d’une visite."),
    "rapport": ("diag.cli.rapport:command", "Écrire le rapport et le plan d’action d’une visite."),
    "evolution": (
        "diag.cli.evolution:command",
        "Dire ce qui a bougé entre deux visites d’une même structure, ou plus.",
    ),
    "suivi": ("diag.cli.suivi:command", "Suivre les actions décidées d’une visite ou de plusieurs."),
    "transmettre": ("diag.cli.transmettre:command", "Écrire une copie de la visite sans ce qui est privé."),
    "formulaire": (
        "diag.cli.formulaire:command",
        "Écrire le questionnaire pour un navigateur, un tableur, Kobo, LimeSurvey ou le papier.",
    ),
    "modeles": ("diag.cli.modeles:command", "Copier les modèles du rapport, pour les adapter à votre réseau."),
    "lot": ("diag.cli.lot:command", "Noter tout un réseau à partir de l’export d’un outil d’enquête."),
    "bilan": ("diag.cli.bilan:command", "Faire le bilan d’une période, pour vous ou pour un financeur."),
    "repere": ("diag.cli.repere:command", "Construire, vérifier ou lire un repère régional."),
    "contribuer": ("diag.cli.contribuer:command", "Préparer une contribution sans nom au repère régional."),
    "oublier": ("diag.cli.oublier:command", "Effacer les visites trop anciennes d’un dossier."),
    "questionnaire": ("diag.cli.questionnaire:command", "Lire ou vérifier un questionnaire."),
}
"""Name of each command: where it is, and its summary in the list."""


def _command(name: str) -> click.Command:
    """Import the module of a command."""
    with loading():
        command: click.Command = resolve_name(COMMANDS[name][0])
    return command


class LazyGroup(FrenchGroup):
    """A group that knows its commands by name and imports one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of a visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None for an unknown name."""
        return _command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or say which one was perhaps meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from diag.questionnaire.mistakes import did_you_mean

            guess = did_you_mean(args[0], COMMANDS)
            if not guess:
                raise
            text = f"{error.message} {guess[:1].upper()}{guess[1:]}"
            raise click.UsageError(text, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the list from the table above, without importing anything."""
        with formatter.section("Commandes\u202f"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.version_option(
    __version__, "--version", prog_name="diag", message="%(prog)s %(version)s", help="Affiche la version et quitte."
)
@simple_option
@option(
    "--completion",
    click.Choice(SHELLS),
    f"Écrit de quoi compléter les commandes par Tab : {', '.join(SHELLS)}.",
    metavar="TERMINAL",
    is_eager=True,
    expose_value=False,
    callback=show_completion,
)
@click.pass_context
def cli(ctx: click.Context, simple: bool) -> None:
    """Autodiagnostic de maturité numérique pour les structures sociales et médico-sociales.

    Sans commande, dans un terminal, ouvre l’accueil : les visites récentes, et ce que l’on peut
    faire. Rien ne quitte l’ordinateur : ni compte, ni réseau.
    """
    if simple:  # for the command that follows too
        os.environ["DIAG_SIMPLE"] = "1"
    if ctx.invoked_subcommand is not None:
        return
    if interactive():
        with loading():
            from diag.cli.home import open_home

        ctx.exit(open_home(_command, simple))
    say(ctx.get_help())
    if sys.platform == "win32" and "MSYSTEM" in os.environ:  # a window that hides its keyboard
        from diag.interview.face_choice import nobody

        complain(paragraph(nobody(os.environ, sys.platform)))


def _refusal(error: OSError) -> Exception:
    """Return what the system refused outside any file we know: a full disk behind `>`, say."""
    from pathlib import Path

    from diag.questionnaire.user_files import system_refusal

    path = Path(error.filename or "sortie")
    return system_refusal(error, path)


def _interrupted() -> int:
    complain("Interrompu.")
    return INTERRUPTED


def _told(error: click.ClickException) -> str:
    """Return all that click prints of an error; it may quote what was typed, or the name of a file."""
    text = StringIO()
    error.show(file=text)
    return text.getvalue().rstrip("\n")


def expanded(arguments: list[str]) -> list[str]:
    """Return arguments whose `*` and `?` name files, as Windows leaves it to each program.

    Those two signs are in no name there. click would also take `$`, `%`, `~` and brackets, which are.
    """
    from glob import glob

    found = []
    for argument in arguments:
        joker = "*" in argument or "?" in argument
        matching = sorted(glob(argument.replace("[", "[[]"))) if joker else []  # noqa: PTH207 - as typed
        found += matching or [argument]
    return found


TABLES = ("pandas", "pyarrow")
NO_TABLES = (
    "Cette commande lit des tableaux, avec pandas et pyarrow, qui ne sont pas installés ici : le paquet pour"
    " ordinateur verrouillé s’en passe. Lancez-la depuis une installation complète (docs/install.md), ou"
    " ajoutez-les : pip install pandas pyarrow."
)
"""What is said where what reads tables is not installed."""


def run(arguments: list[str] | None = None, group: click.Group = cli, name: str = "diag") -> int:
    """Run one command and return its exit code; what a user did never ends in a traceback.

    Args:
        arguments: those of the process when None.
        group: the commands; another group is run the same way.
        name: what the group is called in its help.
    """
    if arguments is None:
        arguments = expanded(sys.argv[1:]) if sys.platform == "win32" else sys.argv[1:]
    speak_french()  # before the commands are declared: click translates some words then
    prepare_streams()
    try:
        with heard():
            result = group.main(args=arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        complain(_told(error))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except Exception as error:
        if came():
            return _interrupted()
        from diag.questionnaire.mistakes import Refusal

        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            error = _refusal(error)
        if isinstance(error, ModuleNotFoundError) and error.name in TABLES:
            complain(paragraph(NO_TABLES))
            return 2
        if not isinstance(error, Refusal):
            raise
        from diag.cli.console import show_mistakes

        show_mistakes(error.mistakes)
        return 1
    return result if isinstance(result, int) else 0
