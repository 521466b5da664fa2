"""French for the words click prints by itself: its messages, its type names, its metavars."""

import datetime
import gettext
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click import _textwrap, exceptions, types

from diag.french import typeset
from diag.screen_text import screen

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
    # Names stand as they are typed, where click puts straight quotes around them.
    types.Choice.get_invalid_choice_message = _not_a_choice  # type: ignore[assignment, method-assign]
    types.Choice.get_missing_message = _choices  # type: ignore[assignment, method-assign]
    click.Option.get_error_hint = _option_name  # type: ignore[assignment, method-assign]
    click.Argument.get_error_hint = _argument_name  # type: ignore[assignment, method-assign]
    click.MissingParameter.format_message = _missing  # type: ignore[assignment, method-assign]
    exceptions._format_possibilities = _nearest
    # Lines are cut between words only, and « médico-sociales » is one.
    _textwrap.TextWrapper.wordsep_re = _textwrap.TextWrapper.wordsep_simple_re


def _range(bounds: types._NumberRangeBase[Any, Any]) -> str:
    """Return the bounds of a number in words, where click writes « 1<=x<=3 »."""
    if bounds.max is None:
        return f"au moins {bounds.min}"
    return f"au plus {bounds.max}" if bounds.min is None else f"de {bounds.min} à {bounds.max}"


def _not_a_choice(kind: types.Choice[Any], value: object, **_context: object) -> str:
    """Return what is said of a word that is none of a list."""
    return f"« {value} » ne convient pas. {_choices(kind)}"


def _choices(kind: types.Choice[Any], *_: object, **_context: object) -> str:
    """Return the words of a list, on one line."""
    return f"Valeurs possibles : {', '.join(map(str, kind.choices))}."


def _nearest(possibilities: Sequence[str]) -> str:
    """Return the names that were perhaps meant."""
    if len(possibilities) == 1:
        return f"Vouliez-vous dire {possibilities[0]} ?"
    return f"Les plus proches : {', '.join(sorted(possibilities))}."


def _option_name(option: click.Parameter, *_context: object) -> str:
    """Return the long name of an option, with its dashes."""
    return max(option.opts, key=len)


def _argument_name(argument: click.Parameter, *_context: object) -> str:
    """Return the word that stands for an argument in the help."""
    return (argument.metavar or argument.name or "").strip("[].")


NEEDED = {
    "VISITE": "une visite",
    "EXPORT": "un export",
    "SCORES": "un tableau de scores, une visite ou un dossier",
    "DOSSIER": "un dossier",
    "FICHIER": "un fichier",
    "GENRE": "un genre de formulaire : html, xlsx, xlsform, limesurvey, papier ou simple",
}
"""What to give where an argument is missing, by the word that stands for it in the help."""


def _missing(error: click.MissingParameter) -> str:
    """Return what is missing, and for an argument what to give."""
    param = error.param
    if not isinstance(param, click.Argument):
        name = param.get_error_hint(error.ctx) if param else error.param_hint
        known = param.type.get_missing_message(param, error.ctx) if param else None
        return typeset(f"Il manque l’option {name}. {known or ''}".strip())
    name = param.get_error_hint(error.ctx)
    least = "au moins " if param.nargs != 1 else ""
    return f"Indiquez {least}{NEEDED.get(name, name)}."


_LATIN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Day(click.ParamType[datetime.date]):
    """A day written AAAA-MM-JJ; the mistake shows how the one given, or another, is written so."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Return the day."""
        from diag.questionnaire.questionnaire_model import LAST_YEAR  # pydantic is not for `diag --help`

        if isinstance(value, datetime.date):
            return value
        example = "2026-03-12"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                found = datetime.date.fromisoformat(value)
            except ValueError:
                text = f"« {value} » n’est pas un jour du calendrier."
                raise click.BadParameter(text, ctx, param) from None
            if found.year > LAST_YEAR:
                text = f"« {value} » : cette année est trop loin, {LAST_YEAR} au plus."
                raise click.BadParameter(text, ctx, param)
            return found
        if match := _LATIN_DAY.fullmatch(value):
            day, month, year = match.groups()
            example = f"{year}-{int(month):02}-{int(day):02}"
        text = f"« {value} » : écrivez la date AAAA-MM-JJ, par exemple {example}."
        raise click.BadParameter(text, ctx, param)


class FrenchCommand(click.Command):
    """A command whose help, options included, keeps French typography."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.context_settings = {"help_option_names": ["-h", "--help"], **self.context_settings}
        self.help = typeset(self.help) if self.help else self.help
        for option in self.params:
            if isinstance(option, click.Option) and option.help:
                option.help = typeset(option.help)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help as the terminal can show it."""
        return screen(super().get_help(ctx), getattr(sys.stdout, "encoding", None) or "ascii")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help, whole whatever the room that is left: it is wrapped."""
        return typeset((self.help or "").partition("\n")[0])


class FrenchGroup(FrenchCommand, click.Group):
    """A group that says COMMANDE where click hard-codes COMMAND; its commands are French too."""

    command_class = FrenchCommand
    group_class = type  # click's way to say: subgroups are of this same class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        command = "[COMMANDE]" if kwargs.get("invoke_without_command") else "COMMANDE"
        kwargs.setdefault("subcommand_metavar", f"{command} [ARGUMENTS]...")
        super().__init__(*args, **kwargs)


F = TypeVar("F", bound=Callable[..., Any])
FLAG = click.UNPROCESSED
"""What an option is that takes no value."""
ANY, FILE, FOLDER, SEEN_FILE, SEEN_FOLDER = (
    click.Path(path_type=Path, **kind)
    for kind in (
        {},
        {"dir_okay": False},
        {"file_okay": False},
        {"exists": True, "dir_okay": False},
        {"exists": True, "file_okay": False},
    )
)
DAY = Day()


class NamedFile(click.Path):
    """A file to write whose name ends with one of these suffixes."""

    def __init__(self, *suffixes: str) -> None:
        super().__init__(dir_okay=False, path_type=Path)
        self._suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self._suffixes:
            self.fail(f"donnez un nom qui finit par {self._suffixes[0]}.", param, ctx)
        return path


FORM = click.Choice(["express", "complete"])
_NAMES = {
    FILE: "FICHIER",
    FOLDER: "DOSSIER",
    SEEN_FILE: "FICHIER",
    SEEN_FOLDER: "DOSSIER",
    DAY: "AAAA-MM-JJ",
    FORM: "FORME",
}


def option(names: str, kind: click.ParamType[Any] | str, told: str, **more: Any) -> Callable[[F], F]:
    """Return an option: its names, what it takes (a type, or the word that stands for a text), its help."""
    if kind is FLAG:
        return click.option(*names.split(), is_flag=True, help=told, **more)
    if isinstance(kind, str):
        return click.option(*names.split(), metavar=kind, help=told, **more)
    metavar = more.pop("metavar", "FICHIER" if isinstance(kind, NamedFile) else _NAMES.get(kind))
    return click.option(*names.split(), type=kind, metavar=metavar, help=told, **more)


simple_option = option(
    "--simple", FLAG, "Lignes simples, sans liste à flèches (lecteur d’écran) ; aussi par DIAG_SIMPLE=1."
)
"""Adds `--simple`, to be given to `face_here`."""


class WordList(click.ParamType[tuple[str, ...]]):
    """Words of a set, separated by commas; `all_word`, if any, stands for all of them."""

    name = "liste"

    def __init__(self, known: tuple[str, ...], told: str, all_word: str = "") -> None:
        self._known, self._told, self._all = known, told, all_word

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        """Return the words, each once, in the order given."""
        if isinstance(value, tuple):
            return value
        asked = [v.strip().lower() for v in str(value).split(",") if v.strip()]
        unknown = [v for v in asked if v not in (*self._known, self._all)]
        if unknown or not asked:
            known = ", ".join(filter(None, (*self._known, self._all)))
            self.fail(f"« {', '.join(unknown) or value} » ; {self._told} possibles : {known}.", param, ctx)
        return self._known if self._all in asked else tuple(dict.fromkeys(asked))
