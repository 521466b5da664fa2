"""`diag questionnaire`: read a questionnaire, or check it as its author."""

import datetime
from pathlib import Path

import click

from diag.cli.click_french import Day, FrenchGroup
from diag.cli.console import complain, paragraph, say, say_lines, show_mistakes
from diag.cli.options import find_folder, load_questionnaire
from diag.french import count
from diag.planning.cases import differences
from diag.planning.realistic_cases import check_cases
from diag.questionnaire.checker import check
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.outline import outline, outline_question
from diag.questionnaire.questionnaire_folder import Draft, read_draft
from diag.questionnaire.readability import (
    LONG_WORD,
    MAX_WORDS,
    actions_readability,
    questions_readability,
)
from diag.visit.expectations import read_cases


@click.group(cls=FrenchGroup, name="questionnaire")
def command() -> None:
    """Lire ou vérifier un questionnaire."""


@command.command("verifier")
@click.argument("folder", metavar="[DOSSIER]", default="print")
@click.option(
    "--cas",
    "cases",
    is_flag=True,
    help="Vérifier aussi les cas du dossier cases/ et leurs plans.",
)
@click.option(
    "--lisibilite", "reading", is_flag=True, help="Mesurer aussi la lisibilité des textes."
)
@click.option(
    "--au",
    "on",
    metavar="AAAA-MM-JJ",
    type=Day(),
    help="Dire aussi les faits publics lus plus de douze mois avant cette date.",
)
def verify(folder: str, cases: bool, reading: bool, on: datetime.date | None) -> int:
    """Dire toutes les erreurs d’un questionnaire, avec leur place et comment les corriger.

    DOSSIER est le chemin d’un questionnaire, ou le nom de l’un de ceux qui sont livrés (« print »
    par défaut). Code de sortie 1 s’il y a une erreur.
    """
    path = find_folder(folder)
    draft = read_draft(path)
    mistakes = check(draft, on)
    if mistakes:
        show_mistakes(mistakes)
        complain(f"{count(len(mistakes), 'erreur')}.")
        if not draft.whole:
            complain("D’autres contrôles se feront une fois ces erreurs corrigées.")
        return 1
    say(_summary(draft))
    failed = cases and not _cases_hold(path)
    hard = reading and not _reads_well(path)
    return int(failed or hard)


def _cases_hold(path: Path) -> bool:
    """Play the cases: say which do not give what they expect, then what their plans lack."""
    questionnaire, failed = load(path), 0
    found = read_cases(path)
    playable = []
    for case, source in found:
        try:
            problems = differences(case, questionnaire)
            playable.append((case, source))
        except Refusal as refusal:
            problems = [m.what for m in refusal.mistakes]
        if problems:
            failed += 1
            complain(paragraph(f"{source.name} : {case.title}"))
            for problem in problems:
                complain(paragraph(problem, "    "))
    text = "cas vérifié" if len(found) < 2 else "cas vérifiés"
    say(f"{len(found)} {text}, {failed or 'aucun'} en échec.")
    unsigned = check_cases(questionnaire, playable)
    if unsigned:
        show_mistakes(sorted(unsigned))
        complain(f"{count(len(unsigned), 'point')} à revoir dans les plans des cas réalistes.")
    return not failed and not unsigned


def _reads_well(path: Path) -> bool:
    """Say how the texts read; a sentence that is too long is a fault."""
    questionnaire = load(path)
    parts = (
        ("Questions", questions_readability(questionnaire)),
        ("Actions", actions_readability(questionnaire)),
    )
    for name, found in parts:
        mean = f"{float(found.mean_words):.1f}".replace(".", ",")
        text = (
            f"{name} : {found.sentences} phrases, {mean} mots par phrase, "
            f"{round(100 * found.long_words)} % de mots de {LONG_WORD} lettres ou plus."
        )
        say(paragraph(text))
        say(paragraph(f"Phrase la plus longue : « {found.longest} »", "  "))
        for where, sentence in found.too_long:
            complain(paragraph(f"{where} : plus de {MAX_WORDS} mots : « {sentence} »", "  "))
    return not any(found.too_long for _, found in parts)


def _summary(draft: Draft) -> str:
    questions = [q.item for q in draft.questions]
    core = sum(q.core for q in questions)
    minutes = round(sum(q.seconds for q in questions) / 60)
    header = draft.header.item if draft.header else None
    name = f"« {header.id} », version {header.version}" if header else str(draft.folder)
    return paragraph(
        f"Questionnaire {name} : aucune erreur. {count(len(draft.dimensions), 'axe')}, "
        f"{count(len(questions), 'question')} dont {core} du socle, "
        f"{count(len(draft.actions.valid), 'action')}, {count(len(draft.findings.valid), 'constat')} ; "
        f"environ {count(minutes, 'minute')} seul."
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
    say_lines(lines)
