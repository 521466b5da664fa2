"""French for the words click prints by itself: its messages, its type names, its metavars."""

import gettext
import os
import sys
from pathlib import Path
from typing import Any

import click
from click import types

from diag.french import typeset
from diag.safe_text import screen

_LOCALE = Path(__file__).parents[1] / "locale"


def speak_french() -> None:
    """Make click speak French, whatever the language of the session.

    Call it before the modules that declare commands are imported: click translates some words
    (the help of `--version`, the kind of a `click.Path`) when the decorators run.
    """
    # gettext chooses the language anew for each message, and LANGUAGE goes before all else.
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", _LOCALE)
    gettext.textdomain("messages")
    # These names bypass gettext: click prints them as they are in "not a valid integer", and in
    # capitals as metavars.
    types.StringParamType.name = types.UnprocessedParamType.name = "texte"
    types.IntParamType.name = types.IntRange.name = "entier"
    types.FloatParamType.name = types.FloatRange.name = "nombre"
    types.BoolParamType.name = "booléen"
    types.Choice.name = "choix"
    types.DateTime.name = "date"
    types.File.name = "fichier"


class FrenchCommand(click.Command):
    """A command whose help, options included, keeps French typography."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = typeset(self.help) if self.help else self.help
        for option in self.params:
            if isinstance(option, click.Option) and option.help:
                option.help = typeset(option.help)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help as the terminal can show it."""
        return screen(super().get_help(ctx), getattr(sys.stdout, "encoding", None) or "ascii")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the summary, typeset again: click rebuilds it with ordinary spaces."""
        return typeset(super().get_short_help_str(limit))


class FrenchGroup(FrenchCommand, click.Group):
    """A group that says COMMANDE where click hard-codes COMMAND; its commands are French too."""

    command_class = FrenchCommand
    group_class = type  # click's way to say: subgroups are of this same class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        command = "[COMMANDE]" if kwargs.get("invoke_without_command") else "COMMANDE"
        kwargs.setdefault("subcommand_metavar", f"{command} [ARGUMENTS]...")
        super().__init__(*args, **kwargs)
