"""Print `docs/diag.1`, the manual page of every command, from their own help: `make gold` writes it."""

from collections.abc import Iterator

import click

from diag.cli.click_french import speak_french

speak_french()  # before the commands are imported

from diag.cli.app import cli  # noqa: E402
from diag.french import typeset  # noqa: E402

VARIABLES = {
    "DIAG_SIMPLE": "1 : lignes simples, sans liste à flèches, comme « --simple ».",
    "ACCESSIBLE": "La même chose, pour tous les programmes qui la connaissent.",
    "DIAG_REPERE": "Dossier d’un repère régional, comme « --repere ».",
    "DIAG_IDENTITES": "Fichier des structures que le réseau connaît, comme « --identites ».",
    "DIAG_NAVIGATEUR": "Chemin du navigateur qui écrit les PDF, s’il n’est pas trouvé.",
    "DIAG_REGLAGES": "Dossier de ce que diag retient : le chemin des visites récentes, la lecture simple.",
    "NO_COLOR": "Aucune couleur.",
}
CODES = {
    "0": "Fait.",
    "1": "Fait avec des refus, ou données refusées.",
    "2": "Mauvais usage, question impossible à poser sans terminal, ou fichier illisible.",
    "3": "Entretien inachevé.",
    "130": "Interrompu.",
}


def page() -> str:
    """Return the manual page, as `man` reads it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    top = click.Context(cli, info_name="diag", **cli.context_settings)
    yield from ('.\\" -*- coding: utf-8 -*-', '.\\" Écrit par docs/update_man.py, à partir de l’aide des commandes.')
    yield from (".nr HY 0", ".ad l")  # the words of another language would be cut wrongly
    yield '.TH DIAG 1 "" "diag" "Commandes de diag"'
    yield from (".SH NOM", _text("diag - autodiagnostic de maturité numérique des structures médico-sociales"))
    yield from (".SH SYNOPSIS", f".B {_text('diag')}", _text("[COMMANDE] [ARGUMENTS]..."))
    yield from (".SH DESCRIPTION", *_described(cli), *_options(cli, top))
    yield ".SH COMMANDES"
    yield from _commands(cli, top)
    yield from (".SH VARIABLES", *_terms(VARIABLES.items()))
    yield from (".SH CODES DE SORTIE", *_terms(CODES.items()))
    told = (
        "Le reste est dans README.md et dans le dossier docs/ du projet : entretien, rapport, réseau, installation."
    )
    yield from (".SH VOIR AUSSI", _text(typeset(told)))


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield each command of a group, and those that it holds."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        within = click.Context(command, info_name=name, parent=context)
        pieces = " ".join(command.collect_usage_pieces(within))
        yield from (f'.SS "{_text(within.command_path)}"', ".RS 0", f".B {_text(within.command_path)}", _text(pieces))
        yield from (".RE", *_described(command), *_options(command, within))
        if isinstance(command, click.Group):
            yield from _commands(command, within)


def _described(command: click.Command) -> Iterator[str]:
    """Yield the paragraphs of a help; click marks those whose lines are not joined."""
    for paragraph in (command.help or "").split("\n\n"):
        yield ".PP"
        lines = [line for line in paragraph.split("\n") if line.strip() != "\b"]
        if paragraph.lstrip().startswith("\b"):
            yield from (".nf", *map(_text, lines), ".fi")
        else:
            yield _text(" ".join(line.strip() for line in lines))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record for one in command.get_params(context) if (record := one.get_help_record(context)) and record[1]
    ]
    yield from _terms(records)


def _terms(listed: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Iterator[str]:
    for term, told in listed:
        yield from (".TP", f".B {_text(term)}", _text(typeset(told)))


def _text(text: str) -> str:
    """Return a text such that `man` prints it as it is: no line of it is an order."""
    told = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{told}" if told.startswith((".", "'")) else told


if __name__ == "__main__":
    print(page(), end="")
