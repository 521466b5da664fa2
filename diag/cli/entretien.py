"""`diag entretien`: open a visit, hold the interview, say how it ended and how to come back."""

import contextlib
import datetime
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import complain, paragraph, pasted, say, say_raw
from diag.cli.following import follow, new_file
from diag.cli.options import load_questionnaire, questionnaire_of, questionnaire_option, release_for, repere_option
from diag.cli.simple_option import face_here, simple_option
from diag.french import count
from diag.interview.opening import choose_form, with_form
from diag.interview.path import find_path
from diag.interview.prompts import Entry, Face
from diag.interview.recording import one_line, settle
from diag.interview.session import Outcome, Start, run
from diag.interview.writing import tell_personal_data
from diag.questionnaire.questionnaire_model import Pin, Questionnaire
from diag.questionnaire.user_files import refuse_windows_name
from diag.visit.acceptance import match
from diag.visit.outside_changes import KnownVisit
from diag.visit.visit_copies import restarted
from diag.visit.visit_file import keep_beside, leave_spare, locked, newer_spare, read_visit, take_spare, write_visit
from diag.visit.visit_model import Occasion, Structure, Visit

if TYPE_CHECKING:
    from diag.benchmark.release import Release

FORMS: dict[str, Literal["full", "express"]] = {"express": "express", "complete": "full"}
CODES = {"interrupted": 130, "lost": 3, "unsaved": 1}


@click.command(cls=FrenchCommand, name="entretien")
@click.argument("path", metavar="[FICHIER]", required=False, type=click.Path(path_type=Path))
@questionnaire_option
@repere_option
@simple_option
@click.option(
    "--forme",
    "form",
    metavar="FORME",
    type=click.Choice(["express", "complete"]),
    help="express : les questions du socle ; complete : toutes. Demandé pour une nouvelle visite.",
)
def command(path: Path | None, name: str | None, repere: Path | None, simple: bool, form: str | None) -> int:
    """Répondre au questionnaire, ou reprendre une visite.

    FICHIER est la visite à reprendre, ou à créer ; sans FICHIER, une visite est créée dans le
    dossier courant. Chaque réponse est enregistrée aussitôt : on peut s'arrêter à tout moment.
    """
    return hold(face_here(simple), path, name, form, repere)


@dataclass(frozen=True)
class _Table:
    """What an interview is held on; `options` are what else its command takes to find it again."""

    face: Face
    path: Path
    questionnaire: Questionnaire
    visit: Visit
    release: "Release | None"
    options: tuple[str | Path, ...]
    new: bool


def hold(
    face: Face | None,
    path: Path | None,
    name: str | None = None,
    form: str | None = None,
    repere: Path | None = None,
    start: Start | None = None,
) -> int:
    """Hold one interview and return the exit code (interview, lines 8 and 10).

    Args:
        face: how it is shown and asked; None is no terminal to ask in.
        path: the visit to open, or to create; None asks the name of the structure, and creates one in
            the current folder.
        name: of the questionnaire, as `--questionnaire`.
        form: as `--forme`; asked for a new visit when it is not given.
        repere: folder of a release to place the structure in.
        start: where it opens; see `session.run`.

    Raises:
        Refusal: the visit, the questionnaire or the release cannot be used, or another window holds
            the visit.
    """
    if face is None:
        return _nobody_to_ask(path, name)
    options: list[str | Path] = []
    for option, given in (("--questionnaire", name), ("--repere", repere)):
        options += [option, given] if given else []
    try:
        table = _opened(face, path, name, form, repere, tuple(options))
    except (KeyboardInterrupt, EOFError):
        complain("Interrompu. Rien n’a été changé.")
        return 130
    return _held(table, start or ("beginning" if table.new else "resume"))


def _held(table: _Table, start: Start) -> int:
    """Hold interviews until the person leaves: one leads to another by the next visit, or anew."""
    while True:
        with locked(table.path):
            outcome = _sit(table, start)
            if outcome.ending == "restart":
                table = _restarted(table, outcome.visit)
        if outcome.ending == "follow":
            table = _followed(table)
        elif outcome.ending != "restart":
            return _finish(outcome, table)  # a spare copy is offered there (line 9)
        start = "beginning"


def _sit(table: _Table, start: Start) -> Outcome:
    """Hold one interview on a file that is locked, and return how it ended."""
    from diag.cli.settings import remember_visit

    kept = KnownVisit(table.path, table.questionnaire, settle)
    visit = _first_saved(table, kept)
    remember_visit(table.path)
    say("Visite enregistrée dans :")
    say_raw(f"  {kept.path}")

    def handed_over(told: Visit) -> None:
        from diag.interview.handing_over import hand_over

        hand_over(table.face, table.questionnaire, told, kept.path, table.release)

    return run(
        table.face, table.questionnaire, visit, kept.save, start=start, release=table.release, hand_over=handed_over
    )


def _first_saved(table: _Table, kept: KnownVisit) -> Visit:
    """Return the visit as its file holds it, once a new one or another form is saved."""
    if table.new:
        return kept.save(table.visit).visit
    known = kept.read()  # another window may have written it since
    visit = with_form(known, table.visit.visit.form)
    return visit if visit is known else kept.save(visit).visit


def _opened(
    face: Face,
    path: Path | None,
    name: str | None,
    form: str | None,
    repere: Path | None,
    options: tuple[str | Path, ...],
) -> _Table:
    """Return what the interview is held on, once what had to be asked before it was asked."""
    # Path.exists raises on a name that no file can have (before Python 3.12).
    if path is not None and (os.path.exists(path) or newer_spare(path)):  # noqa: PTH110
        _offer_spare(face, path)
        questionnaire, visit = _open(path, name)
        release = release_for(repere, questionnaire)
        visit = with_form(visit, FORMS[form]) if form else visit
        return _Table(face, path, questionnaire, visit, release, options, new=False)
    if path is not None:
        refuse_windows_name(path)
    questionnaire, visit = _open(None, name)
    release = release_for(repere, questionnaire)  # a bad one is refused before the first question
    if path is None:
        visit = new_visit(questionnaire, _ask_name(face))
        path = new_file(Path.cwd(), visit)
    wanted = FORMS[form] if form else choose_form(face, questionnaire, visit)
    visit = with_form(visit, wanted)
    return _Table(face, path, questionnaire, visit, release, options, new=True)


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


def _offer_spare(face: Face, path: Path) -> None:
    """Offer back the copy that was saved beside a file which could not be written (line 9)."""
    spare = newer_spare(path)
    if spare is None:
        return
    title = f"Une copie de secours contient des réponses que le fichier n’a pas : {spare.name}."
    options = [
        ("1", "reprendre la copie de secours ; le fichier actuel est gardé à côté"),
        ("2", "garder le fichier actuel ; la copie est gardée à côté"),
    ]
    chosen = face.menu(title, options)
    with locked(path):
        aside = take_spare(path) if chosen == "1" else leave_spare(path)
    if aside is not None:
        face.tell(f"Gardé à côté : {aside.name}")


def _restarted(table: _Table, visit: Visit) -> _Table:
    """Keep the file aside under a name that says so, and return the same visit with nothing answered."""
    aside = keep_beside(table.path, table.path.read_bytes(), "avant-recommencement")
    say("Les réponses d’avant sont gardées dans :")
    say_raw(f"  {aside}")
    visit = restarted(visit)
    write_visit(visit, table.path)
    return replace(table, visit=visit, new=False)


def _followed(table: _Table) -> _Table:
    """Return the visit that follows this one, in a file of its own."""
    path = follow(table.path, questionnaire=table.questionnaire)
    return replace(table, visit=read_visit(path)[0], path=path)


def _ask_name(face: Face) -> str:
    """Ask the name of the structure, which also names the file."""
    entry = Entry("Nom de la structure (sans nom de personne)", several=False, limit=200)
    while True:
        typed = face.write(entry)
        if typed is None:
            raise EOFError
        name = one_line(typed)
        if 0 < len(name) <= 200:
            tell_personal_data(face, name)
            return name
        face.tell("Tapez un nom de 1 à 200 caractères : il donne son nom au fichier.")
        entry = replace(entry, text=typed)


def new_visit(questionnaire: Questionnaire, structure: str = "") -> Visit:
    """Return an empty visit of today, pinned to the questionnaire."""
    header = questionnaire.header
    return Visit(
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(name=structure[:200]),
        visit=Occasion(date=datetime.date.today()),
    )


def _nobody_to_ask(path: Path | None, name: str | None) -> int:
    """Say which answers are missing, as nobody can be asked; a script is told 0 if none is."""
    from diag.interview.face_choice import nobody

    found = path if path is not None and os.path.exists(path) else None  # noqa: PTH110
    questionnaire, visit = _open(found, name)
    missing = find_path(questionnaire, visit).unanswered_ids
    if not missing:
        say("Toutes les questions ont une réponse : il n’y a rien à demander.")
        return 0
    complain(paragraph(nobody(os.environ, sys.platform)))
    listed = count(len(missing), "réponse manquante", "réponses manquantes")
    complain(paragraph(f"{listed} : {', '.join(missing)}."))
    return 2


def _finish(outcome: Outcome, table: _Table) -> int:
    """Say how the interview ended, what is kept, and how to come back."""
    with contextlib.suppress(OSError):  # the window itself may be gone
        say()
        if outcome.ending == "completed":
            say("Visite terminée et enregistrée. Pour y revenir :")
        else:
            if outcome.ending != "unsaved":
                _say_kept(outcome)
            say("Reprendre avec :")
        say_raw(f"  {pasted('entretien', table.path, *table.options)}")
    if outcome.ending in ("completed", "quit"):
        return 3 if outcome.unanswered else 0
    return CODES[outcome.ending]


def _say_kept(outcome: Outcome) -> None:
    told = f"Réponses enregistrées : {outcome.done} sur {outcome.total}."
    if any(left.kind == "answer" for left in outcome.visit.drafts):
        told += " Ce qui n’était pas validé est gardé, et vous sera montré à nouveau."
    if any(left.kind != "answer" for left in outcome.visit.drafts):
        told += " Le texte commencé est gardé, et vous attendra."
    if outcome.ending == "interrupted":
        complain(paragraph(f"Interrompu. {told}"))
    else:
        say(paragraph(told))
