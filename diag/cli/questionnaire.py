"""`diag questionnaire`: read a questionnaire, or check it as its author."""

import click

from diag.cli.console import complain, paragraph, say, show_mistakes
from diag.cli.french import FrenchGroup
from diag.cli.options import find_folder, load_questionnaire
from diag.questionnaire.checker import check
from diag.questionnaire.draft import Draft, read_draft
from diag.questionnaire.outline import outline, outline_question


@click.group(cls=FrenchGroup, name="questionnaire")
def command() -> None:
    """Lire ou vérifier un questionnaire."""


@command.command("verifier")
@click.argument("folder", metavar="[DOSSIER]", default="print")
def verify(folder: str) -> int:
    """Dire toutes les erreurs d’un questionnaire, avec leur place et comment les corriger.

    DOSSIER est le chemin d’un questionnaire, ou le nom de l’un de ceux qui sont livrés (« print »
    par défaut). Code de sortie 1 s’il y a une erreur.
    """
    draft = read_draft(find_folder(folder))
    mistakes = check(draft)
    if mistakes:
        show_mistakes(mistakes)
        complain(f"{len(mistakes)} {'erreur' if len(mistakes) == 1 else 'erreurs'}.")
        return 1
    say(_summary(draft))
    return 0


def _summary(draft: Draft) -> str:
    questions = [q.item for q in draft.questions]
    core = sum(q.core for q in questions)
    minutes = round(sum(q.seconds for q in questions) / 60)
    header = draft.header.item if draft.header else None
    name = f"« {header.id} », version {header.version}" if header else str(draft.folder)
    return paragraph(
        f"Questionnaire {name} : aucune erreur. {len(draft.dimensions)} axes, {len(questions)} questions "
        f"dont {core} du socle, {len(draft.actions.valid)} actions, {len(draft.findings.valid)} constats ; "
        f"environ {minutes} minutes seul."
    )


@command.command("montrer")
@click.argument("question", metavar="[QUESTION]", required=False)
@click.option("--axe", metavar="AXE", help="Seulement cet axe, par exemple EQ.")
@click.option(
    "--questionnaire",
    "name",
    metavar="NOM",
    default="print",
    help="Questionnaire livré ou dossier.",
)
def show(question: str | None, axe: str | None, name: str) -> None:
    """Afficher ce qui est demandé : échelle, poids, conditions, constats, actions.

    Avec une QUESTION (par exemple EQ01), tout ce qui la concerne ; sinon la liste des questions.
    """
    questionnaire = load_questionnaire(name)
    if question is not None:
        known = {q.id.casefold(): q for q in questionnaire.questions}
        if question.casefold() not in known:
            listed = ", ".join(q.id for q in questionnaire.questions)
            raise click.BadParameter(
                f"« {question} » ; questions : {listed}.", param_hint="QUESTION"
            )
        lines = outline_question(questionnaire, known[question.casefold()])
    else:
        axes = {d.id.casefold(): d for d in questionnaire.dimensions}
        if axe is not None and axe.casefold() not in axes:
            listed = ", ".join(d.id for d in questionnaire.dimensions)
            raise click.BadParameter(f"« {axe} » ; axes : {listed}.", param_hint="--axe")
        lines = outline(questionnaire, axes[axe.casefold()] if axe else None)
    for indent, text in lines:
        say(paragraph(text, "  " * indent) if text else "")
