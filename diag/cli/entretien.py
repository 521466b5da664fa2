"""`diag entretien`: ask, save after each answer, show the result."""

import contextlib
import datetime
import os
import sys
import webbrowser
from pathlib import Path
from typing import Literal

import click

from diag.benchmark.release import Release
from diag.cli.click_french import FrenchCommand
from diag.cli.console import complain, paragraph, quoted, say, say_raw
from diag.cli.options import (
    load_questionnaire,
    questionnaire_of,
    questionnaire_option,
    release_for,
    repere_option,
)
from diag.cli.rapport import show, show_written
from diag.interview.path import find_path
from diag.interview.plain_face import choose_face
from diag.interview.prompts import Face
from diag.interview.recording import one_line
from diag.interview.sentences import time_needed
from diag.interview.session import Outcome, run
from diag.questionnaire.questionnaire_model import Pin, Questionnaire
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.report_files import file_name, write_reports
from diag.report.visit_view import VisitView, build_visit_view
from diag.visit.acceptance import match
from diag.visit.outside_changes import KnownVisit
from diag.visit.visit_file import locked, read_visit
from diag.visit.visit_model import Occasion, Structure, Visit

_TITLES = {"express": "express", "complete": "complète"}
FORMS: dict[str, Literal["full", "express"]] = {"express": "express", "complete": "full"}
CODES = {"quit": 3, "interrupted": 130, "lost": 3, "unsaved": 1}


@click.command(cls=FrenchCommand, name="entretien")
@click.argument("path", metavar="[FICHIER]", required=False, type=click.Path(path_type=Path))
@questionnaire_option
@repere_option
@click.option(
    "--simple",
    is_flag=True,
    help="Lignes simples, sans liste à flèches (lecteur d'écran) ; aussi par DIAG_SIMPLE=1.",
)
@click.option(
    "--forme",
    "form",
    metavar="FORME",
    type=click.Choice(["express", "complete"]),
    help="express : les questions du socle ; complete : toutes. Demandé pour une nouvelle visite.",
)
def command(
    path: Path | None, name: str | None, repere: Path | None, simple: bool, form: str | None
) -> int:
    """Répondre au questionnaire, ou reprendre une visite.

    FICHIER est la visite à reprendre, ou à créer ; sans FICHIER, une visite est créée dans le
    dossier courant. Chaque réponse est enregistrée aussitôt : on peut s'arrêter à tout moment.
    """
    face = choose_face(simple, sys.stdin, sys.stdout, os.environ)
    return hold(face, path, name, form, repere)


def hold(
    face: Face | None,
    path: Path | None,
    name: str | None = None,
    form: str | None = None,
    repere: Path | None = None,
) -> int:
    """Hold one interview with `face` and return the exit code; None is no terminal to ask in."""
    # Path.exists raises on a name that no file can have (before Python 3.12).
    started = path is not None and os.path.exists(path)  # noqa: PTH110
    questionnaire, visit = _open(path if started else None, name)
    if face is None:
        return _nobody_to_ask(questionnaire, visit)
    release = release_for(repere, questionnaire)  # a bad one is refused before the first question
    try:
        if path is None:
            visit = new_visit(questionnaire, _ask_name(face))
            path = free_path(Path.cwd(), visit)
        if form is None and not started:
            form = _choose_form(face, questionnaire, visit)
    except (KeyboardInterrupt, EOFError):
        complain("Interrompu. Rien n’a été enregistré.")
        return 130
    kept = KnownVisit(path, questionnaire)
    with locked(path):
        if started:
            visit = kept.read()  # another window may have written it since
        if form is not None:
            visit = with_form(visit, FORMS[form])
        if form is not None or not started:
            kept.save(visit)
        say("Visite enregistrée dans :")
        say_raw(f"  {kept.path}")
        outcome = run(face, questionnaire, visit, kept.save)
    again = quoted(kept.path)
    for option, given in (("--questionnaire", name and Path(name)), ("--repere", repere)):
        again += f" {option} {quoted(given)}" if given else ""
    return _finish(face, questionnaire, outcome, kept.path, again, release)


def _open(path: Path | None, name: str | None) -> tuple[Questionnaire, Visit]:
    """Return the questionnaire and the visit to hold, the mistakes of a visit at their place."""
    if path is None:
        questionnaire = load_questionnaire(name or "print")
        return questionnaire, new_visit(questionnaire)
    visit, source = read_visit(path)
    pinned = visit.questionnaire.id
    questionnaire = load_questionnaire(name) if name else questionnaire_of(path, pinned)
    match(visit, questionnaire, source)
    return questionnaire, visit


def _ask_name(face: Face) -> str:
    """Ask the name of the structure, which also names the file."""
    while True:
        typed = face.text("Nom de la structure (sans nom de personne) ; :q pour renoncer")
        if typed is None:
            raise EOFError
        name = one_line(typed)
        if 0 < len(name) <= 200:
            return name
        face.tell("Tapez un nom de 1 à 200 caractères : il donne son nom au fichier.")


def with_form(visit: Visit, form: str) -> Visit:
    """Return the visit in its full or express form; no answer is lost either way.

    Another form asks other questions: a visit that was finished is not any more.
    """
    if visit.visit.form == form:
        return visit
    occasion = visit.visit.model_copy(update={"form": form, "finished": False})
    return visit.model_copy(update={"visit": occasion})


def _choose_form(face: Face, questionnaire: Questionnaire, visit: Visit) -> str:
    """Ask how much to answer, with the time each form takes."""
    if all(q.core for q in questionnaire.questions):
        return "complete"
    options = []
    for key, (name, form) in zip("12", FORMS.items(), strict=True):
        path = find_path(questionnaire, with_form(visit, form))
        options.append((key, f"{_TITLES[name]} : {time_needed(path)}"))
    chosen = face.menu("Quelle forme voulez-vous remplir ?", options)
    return list(FORMS)["12".index(chosen)]


def new_visit(questionnaire: Questionnaire, structure: str = "") -> Visit:
    """Return an empty visit of today, pinned to the questionnaire."""
    header = questionnaire.header
    return Visit(
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(name=structure[:200]),
        visit=Occasion(date=datetime.date.today()),
    )


def free_path(folder: Path, visit: Visit) -> Path:
    """Return a path that no file has: `visite-les-tilleuls-2026-11-03.yaml`, then `…-2.yaml`."""
    stem = f"visite-{file_name(visit.structure.name)}-{visit.visit.date}"
    path, number = folder / f"{stem}.yaml", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.yaml"
    return path


def _nobody_to_ask(questionnaire: Questionnaire, visit: Visit) -> int:
    """Say which answers are missing, as nobody can be asked."""
    missing = ", ".join(find_path(questionnaire, visit).unanswered_ids) or "aucune"
    complain("Il faut un terminal pour répondre : aucune question n’a été posée.")
    complain(paragraph(f"Réponses manquantes : {missing}."))
    return 2


def _finish(
    face: Face,
    questionnaire: Questionnaire,
    outcome: Outcome,
    path: Path,
    again: str,
    release: Release | None,
) -> int:
    """Say how the interview ended; `again` is what to type after a command to find it again."""
    if outcome.ending == "completed":
        assessed = prepare(questionnaire, outcome.visit, release=release)
        view = build_visit_view(assessed)
        show(view, [])
        _offer_report(face, assessed, view, path, again)
        return 3 if outcome.unanswered else 0
    with contextlib.suppress(OSError):  # the window itself may be gone
        say()
        if outcome.ending == "interrupted":
            complain("Interrompu. Réponses enregistrées.")
        elif outcome.ending != "unsaved":
            say(f"Réponses enregistrées : {outcome.done} sur {outcome.total}.")
        say("Reprendre avec :")
        say_raw(f"  diag entretien {again}")
    return 0 if outcome.ending == "quit" and not outcome.unanswered else CODES[outcome.ending]


def _offer_report(
    face: Face, assessed: AssessedVisit, view: VisitView, path: Path, again: str
) -> None:
    """Offer to write the report beside the visit, and to open it where a browser can be."""
    options = [("1", "écrire le rapport")]
    if can_browse():
        options.append(("2", "écrire le rapport et l’ouvrir dans le navigateur"))
    options.append(("q", "pas maintenant"))
    try:
        chosen = face.menu("Et maintenant ?", options)
    except (KeyboardInterrupt, EOFError):
        chosen = "q"
    if chosen == "q":
        say("Plus tard :")
        say_raw(f"  diag rapport {again}")
        return
    written = write_reports(assessed, view, path.parent, path.stem, ("html", "md"))
    show_written(written)
    if chosen == "2":
        webbrowser.open(written[0].as_uri())


def can_browse() -> bool:
    """Tell whether a browser would open in a window rather than in this terminal."""
    graphical = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return os.name == "nt" or sys.platform == "darwin" or bool(graphical)
