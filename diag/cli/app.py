"""The command line: which commands exist, and how their failures are told.

Commands are imported when they are called, so that `diag --help` loads click and nothing else.
"""

import importlib
from io import StringIO

import click

from diag.cli.click_french import FrenchGroup, speak_french
from diag.cli.console import complain, interactive, prepare_streams, say
from diag.cli.interruption import INTERRUPTED, leaving_at_once
from diag.version import __version__

COMMANDS = {
    "entretien": ("diag.cli.entretien", "Répondre au questionnaire, ou reprendre une visite."),
    "rapport": ("diag.cli.rapport", "Écrire le rapport et le plan d’action d’une visite."),
    "lot": ("diag.cli.lot", "Noter tout un réseau à partir de l’export d’un outil d’enquête."),
    "repere": ("diag.cli.repere", "Construire, vérifier ou lire un repère régional."),
    "contribuer": (
        "diag.cli.contribuer",
        "Préparer une contribution sans nom au repère régional.",
    ),
    "questionnaire": ("diag.cli.questionnaire", "Lire ou vérifier un questionnaire."),
}
"""Name of each command: its module, and its summary in the list."""


class LazyGroup(FrenchGroup):
    """A group that knows its commands by name and imports one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of a visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        with leaving_at_once():
            command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

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


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__,
    "--version",
    prog_name="diag",
    message="%(prog)s %(version)s",
    help="Affiche la version et quitte.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Autodiagnostic de maturité numérique pour les structures sociales et médico-sociales.

    Sans commande, dans un terminal, ouvre un menu. Rien ne quitte l’ordinateur : ni compte, ni
    réseau.
    """
    if ctx.invoked_subcommand is not None:
        return
    if interactive():
        with leaving_at_once():
            from diag.cli.menu import open_menu

        ctx.exit(open_menu())
    say(ctx.get_help())


def _refusal(error: OSError) -> Exception:
    """Return what the system refused outside any file we know: a full disk behind `>`, say."""
    from pathlib import Path

    from diag.questionnaire.mistakes import refuse_file
    from diag.questionnaire.user_files import explain_os_error

    path = Path(error.filename or "sortie")
    return refuse_file(path, "F01", *explain_os_error(error, path))


def _told(error: click.ClickException) -> str:
    """Return all that click prints of an error; it may quote what was typed, or the name of a file."""
    text = StringIO()
    error.show(file=text)
    return text.getvalue().rstrip("\n")


def run(arguments: list[str] | None = None, group: click.Group = cli, name: str = "diag") -> int:
    """Run one command and return its exit code; what a user did never ends in a traceback.

    Args:
        arguments: those of the process when None.
        group: the commands; another group is run the same way.
        name: what the group is called in its help.

    """
    speak_french()  # before the commands are declared: click translates some words then
    prepare_streams()
    try:
        result = group.main(args=arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        complain(_told(error))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("Interrompu.")
        return INTERRUPTED
    except Exception as error:
        from diag.questionnaire.mistakes import Refusal

        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            error = _refusal(error)
        if not isinstance(error, Refusal):
            raise
        from diag.cli.console import show_mistakes

        show_mistakes(error.mistakes)
        return 1
    return result if isinstance(result, int) else 0
