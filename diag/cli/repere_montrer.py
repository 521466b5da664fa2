"""`diag repere montrer`: read a release in the terminal, or as a page."""

from pathlib import Path
from typing import Any

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import say, say_lines, say_raw
from diag.cli.repere_options import FOLDER, name_option, release_questionnaire
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD
from diag.questionnaire.user_files import refuse_irregular

_TITLE = "Repère régional"
"""Of the page of a release, by which a former one is known."""


@click.command(cls=FrenchCommand, name="montrer")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.option("--type", "kind", metavar="TYPE", help="Seulement ce type, par exemple ehpad.")
@click.option(
    "--departement",
    "department",
    metavar="DEPARTEMENT",
    help="Chaque type dans ce département, par exemple d59 ou « Nord ».",
)
@name_option
@click.option(
    "--html",
    "page",
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrire aussi le repère entier en une page, à ouvrir dans un navigateur.",
)
def show(folder: Path, page: Path | None, **chosen: Any) -> int:
    """Lire un repère dans le terminal.

    Pour chaque groupe publié : effectif par classe, quartiles des scores, part des niveaux. Sans
    option, le pays et chaque région. --type se combine avec --departement.
    """
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise click.BadParameter("donnez un nom qui finit par .html.", param_hint="--html")
    if page is not None and page.exists() and not _is_page(page):
        what = "ce fichier existe déjà, et ce n’est pas la page d’un repère"
        raise refuse_file(page, "F01", what, "choisissez un autre nom")
    from diag.benchmark.package import read_release
    from diag.report import release_lines

    release = read_release(folder, with_shares=page is not None)
    questionnaire = release_questionnaire(folder, release, chosen["name"])
    asked = release_lines.Asked(
        *(
            _known(chosen[name], release_lines.spellings(known, questionnaire, field), option)
            for name, known, field, option in (
                ("department", [*release.content.departments], DEPARTMENT_FIELD, "--departement"),
                ("kind", release.content.types, TYPE_FIELD, "--type"),
            )
        )
    )
    say_lines(release_lines.release_lines(release, questionnaire, asked))
    if page is not None:
        from diag.report.html_markdown import document_html
        from diag.report.release_view import build_release_document
        from diag.visit.visit_file import write_text

        told = document_html(build_release_document(release, questionnaire))
        written = write_text(page, told)
        say("Page écrite ; ouvrez-la dans un navigateur :")
        say_raw(f"  {written}")
    return 0


def _is_page(path: Path) -> bool:
    """Tell whether a file is the page of a release, that may be written anew."""
    try:
        refuse_irregular(path)
        with path.open("rb") as stream:
            return b"<title>" + _TITLE.encode() in stream.read(4_096)
    except (OSError, Refusal):
        return False


def _known(name: str | None, known: dict[str, tuple[str, ...]], option: str) -> str:
    """Return the id of a name given on the command line; empty when none was."""
    if name is None:
        return ""
    from diag.report.release_lines import known_name

    found, why = known_name(name, known)
    if not found:
        raise click.BadParameter(why, param_hint=option)
    return found
