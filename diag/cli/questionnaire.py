"""`diag questionnaire`: read a questionnaire, or check it as its author."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from diag.cli.click_french import ANY, DAY, FLAG, FORM, FrenchGroup, option
from diag.cli.console import complain, paragraph, say, show_mistakes
from diag.cli.options import find_folder, load_questionnaire, opened, questionnaire_option
from diag.cli.pages import say_pages
from diag.french import count
from diag.interview.path import find_path
from diag.planning.cases import check_cases, differences
from diag.questionnaire.checker import check
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.outline import outline, outline_question, questions_to_read
from diag.questionnaire.questionnaire_folder import Draft, read_draft
from diag.questionnaire.questionnaire_model import Dimension, Question, Questionnaire
from diag.questionnaire.readability import LONG_WORD, MAX_WORDS, actions_readability, questions_readability
from diag.visit.acceptance import match
from diag.visit.expectations import read_cases
from diag.visit.visit_model import Visit, new_visit

Item = TypeVar("Item", Question, Dimension)


@click.group(cls=FrenchGroup, name="questionnaire")
def command() -> None:
    """Lire ou vérifier un questionnaire."""


@command.command("verifier")
@click.argument("folder", metavar="[DOSSIER]", default="print")
@option("--cas cases", FLAG, "Vérifier aussi les cas du dossier cases/ et leurs plans.")
@option("--lisibilite reading", FLAG, "Mesurer aussi la lisibilité des textes.")
@option("--au on", DAY, "Dire aussi les faits publics lus plus de douze mois avant cette date.")
def verify(folder: str, cases: bool, reading: bool, on: datetime.date | None) -> int:
    """Dire toutes les erreurs d’un questionnaire, avec leur place et comment les corriger.

    DOSSIER est le chemin d’un questionnaire, ou le nom de l’un de ceux qui sont livrés (« print »
    par défaut). Code de sortie 1 s’il y a une erreur.
    """
    path = find_folder(folder, "DOSSIER")
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
    parts = (("Questions", questions_readability(questionnaire)), ("Actions", actions_readability(questionnaire)))
    for name, found in parts:
        mean = f"{float(found.mean_words):.1f}".replace(".", ",")
        text = (
            f"{name} : {count(found.sentences, 'phrase')}, {mean} mots par phrase, "
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
        f"environ {count(minutes, 'minute')} pour une personne seule."
    )


@command.command("montrer")
@click.argument("question", metavar="[QUESTION]", required=False)
@option("--axe axis", "AXE", "Seulement cet axe, par exemple EQ.")
@option(
    "--profil visit_file",
    ANY,
    "Seulement ce que le profil et la forme de cette visite font demander.",
    metavar="VISITE",
)
@option("--forme form", FORM, "express : les questions du socle ; complete : toutes.")
@option(
    "--technique technical",
    FLAG,
    "Ce que vérifie l’auteur d’un questionnaire : identifiants, poids, conditions, contacts.",
)
@questionnaire_option
def show(question: str | None, axis: str | None, **chosen: Any) -> None:
    """Lire les questions avant de répondre, avec leurs réponses et comment les choisir.

    Dans un terminal, page par page. Avec une QUESTION (par exemple EQ01), tout ce qui la concerne :
    échelle, poids, conditions, constats du rapport, actions.
    """
    questionnaire, visit = _to_show(chosen["name"], chosen["visit_file"])
    if question is not None:
        found = _named(question, questionnaire.questions, "questions", "QUESTION")
        say_pages(outline_question(questionnaire, found))
        return
    only = _named(axis, questionnaire.dimensions, "axes", "--axe") if axis else None
    if chosen["technical"]:
        say_pages(outline(questionnaire, only))
        return
    matched, form = (match(visit, questionnaire) if visit else None), chosen["form"]
    express = form == "express" if form or not matched else matched.express
    profile = matched.profile if matched else {}
    minutes = _minutes(questionnaire, visit, express)
    say_pages(questions_to_read(questionnaire, minutes, only, express, profile))


def _minutes(questionnaire: Questionnaire, visit: Visit | None, express: bool) -> tuple[int, int]:
    """Return the minutes that an interview announces: to answer everything, and to open files."""
    visit = visit or new_visit(questionnaire)
    occasion = visit.visit.model_copy(update={"form": "express" if express else "full"})
    blank = visit.model_copy(update={"visit": occasion, "answers": {}})
    path = find_path(questionnaire, blank)
    return path.minutes, path.proof_minutes


def _to_show(name: str | None, path: Path | None) -> tuple[Questionnaire, Visit | None]:
    """Return what to read, and the visit whose profile chooses in it; nothing is locked."""
    if path is None:
        return load_questionnaire(name or "print"), None
    visit, _, questionnaire = opened(path, name)
    return questionnaire, visit


def _named(typed: str, items: Sequence[Item], what: str, hint: str) -> Item:
    """Return the question or the axis of an id, whatever its case."""
    for item in items:
        if item.id.casefold() == typed.casefold():
            return item
    listed = ", ".join(item.id for item in items)
    raise click.BadParameter(f"« {typed} » ; {what} : {listed}.", param_hint=hint)
