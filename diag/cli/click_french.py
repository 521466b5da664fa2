"""French for the words click prints by itself: its messages, its type names, its metavars."""

import datetime
import gettext
import os
import re
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
    types._NumberRangeBase._describe_range = _range  # type: ignore[assignment, method-assign]


def _range(bounds: types._NumberRangeBase[Any, Any]) -> str:
    """Return the bounds of a number in words, where click writes « 1<=x<=3 »."""
    if bounds.max is None:
        return f"au moins {bounds.min}"
    return f"au plus {bounds.max}" if bounds.min is None else f"de {bounds.min} à {bounds.max}"


_LATIN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Day(click.ParamType[datetime.date]):
    """A day written AAAA-MM-JJ; the mistake shows how the one given, or another, is written so."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Return the day."""
        if isinstance(value, datetime.date):
            return value
        example = "2026-03-12"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                text = f"« {value} » n’est pas un jour du calendrier."
                raise click.BadParameter(text, ctx, param) from None
        if match := _LATIN_DAY.fullmatch(value):
            day, month, year = match.groups()
            example = f"{year}-{int(month):02}-{int(day):02}"
        text = f"« {value} » : écrivez la date AAAA-MM-JJ, par exemple {example}."
        raise click.BadParameter(text, ctx, param)


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
