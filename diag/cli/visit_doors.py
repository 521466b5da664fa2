"""`diag relire`, `diag resultat` and `diag plan`: a visit opened at its list, its result, its plan.

In a terminal each comes to the interview, at its place (interview, lines 7, 12 and 13). Towards a file
or another command, the result and the plan are written as they are, and nothing is asked.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.click_french import FLAG, SEEN_FILE, FrenchCommand, option, simple_option
from diag.cli.console import interactive, paragraph, say, width
from diag.cli.options import face_here, questionnaire_option, repere_option

if TYPE_CHECKING:
    from diag.interview.session import Start
    from diag.report.assessed_visit import AssessedVisit

F = TypeVar("F", bound=Callable[..., Any])


def _of_a_visit(command: F) -> F:
    """Add what the three commands take: a visit, and the options of its interview."""
    visit = click.argument("path", metavar="VISITE", type=SEEN_FILE)
    return visit(questionnaire_option(repere_option(simple_option(command))))


@click.command(cls=FrenchCommand, name="relire")
@_of_a_visit
@option(
    "--ecarts gaps", FLAG, "Ne montrer que les questions où les réponses s’écartent, dans l’ordre où les trancher."
)
def relire(path: Path, name: str | None, repere: Path | None, simple: bool, gaps: bool) -> int:
    """Relire une visite en liste, et corriger ce qui doit l’être.

    VISITE est le fichier enregistré par « diag entretien ». Chaque ligne montre une question et sa
    réponse ; Entrée l’ouvre, puis revient à la liste.
    """
    from diag.cli.entretien import hold

    return hold(face_here(simple), path, name, repere=repere, start="gaps" if gaps else "map")


@click.command(cls=FrenchCommand, name="resultat")
@_of_a_visit
def resultat(path: Path, name: str | None, repere: Path | None, simple: bool) -> int:
    """Voir le résultat d’une visite sur un écran.

    Dans un terminal, on ouvre de là un axe, ce qui reste à confirmer, le plan et le rapport. Vers un
    fichier ou une autre commande, le résultat s’écrit tel quel, et rien n’est demandé.
    """
    return _opened(path, name, repere, simple, "result", _result)


@click.command(cls=FrenchCommand, name="plan")
@_of_a_visit
def plan(path: Path, name: str | None, repere: Path | None, simple: bool) -> int:
    """Construire le plan d’action d’une visite.

    Dans un terminal, chaque action se garde, se déplace ou s’écarte, et le niveau visé change avec
    ces décisions, qui restent dans la visite. Vers un fichier ou une autre commande, le plan s’écrit
    tel quel, et rien n’est demandé.
    """
    return _opened(path, name, repere, simple, "plan", _plan)


def _opened(
    path: Path,
    name: str | None,
    repere: Path | None,
    simple: bool,
    start: "Start",
    told: "Callable[[AssessedVisit], Iterator[str]]",
) -> int:
    """Hold the interview at its place where somebody can answer, else write what is `told`."""
    if interactive() and _free(path) and (face := face_here(simple)) is not None:
        from diag.cli.entretien import hold

        return hold(face, path, name, repere=repere, start=start)
    from diag.cli.rapport import assessed_of

    for text in told(assessed_of(path, name, repere)):
        say(text)
    return 0


def _free(path: Path) -> bool:
    """Tell whether the visit may be written from here; where it may not, it is still read."""
    from diag.questionnaire.mistakes import Refusal
    from diag.visit.visit_file import locked

    try:
        with locked(path):
            return True
    except Refusal:
        say("La visite est ouverte dans une autre fenêtre, ou son dossier ne s’écrit pas.")
        say("Voici ce qu’elle donne aujourd’hui :")
        say()
        return False


def _result(assessed: "AssessedVisit") -> Iterator[str]:
    from diag.report.result_view import build_result_view, render_result

    yield render_result(build_result_view(assessed), width()).rstrip()


def _plan(assessed: "AssessedVisit") -> Iterator[str]:
    from diag.interview.plan_screen import plan_lines

    return (paragraph(text, hanging="    ") for text in plan_lines(assessed))
