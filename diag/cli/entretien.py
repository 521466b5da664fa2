"""`diag entretien`: open a visit, hold the interview, say how it ended and how to come back."""

import contextlib
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from diag.cli.click_french import ANY, FORM, FrenchCommand, option, simple_option
from diag.cli.console import complain, paragraph, pasted, say, say_paths, say_raw, show_mistakes
from diag.cli.following import follow, new_file
from diag.cli.options import (
    SUFFIXES,
    face_here,
    form_questionnaire,
    given,
    load_questionnaire,
    opened,
    questionnaire_option,
    release_for,
    repere_option,
    visits_of,
)
from diag.french import count, listing
from diag.interview.identities import (
    Identities,
    Identity,
    choose_identity,
    filled,
    given_by,
    read_identities,
    tell_filled,
)
from diag.interview.opening import choose_form, with_form
from diag.interview.path import find_path
from diag.interview.prompts import Entry, Face
from diag.interview.recording import settle
from diag.interview.session import Outcome, Start, run
from diag.interview.writing import tell_personal_data
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import refuse_irregular, refuse_windows_name
from diag.safe_text import one_line
from diag.visit.acceptance import match
from diag.visit.outside_changes import KnownVisit
from diag.visit.visit_copies import restarted
from diag.visit.visit_file import keep_beside, leave_spare, locked, newer_spare, read_visit, take_spare, write_visit
from diag.visit.visit_model import MAX_NAME, Visit, new_visit

if TYPE_CHECKING:
    from diag.benchmark.release import Release

NETWORK_VARIABLE = "DIAG_IDENTITES"
FORMS: dict[str, Literal["full", "express"]] = {"express": "express", "complete": "full"}
CODES = {"interrupted": 130, "lost": 3, "unsaved": 1}


@click.command(cls=FrenchCommand, name="entretien")
@click.argument("path", metavar="[FICHIER]", required=False, type=ANY)
@questionnaire_option
@repere_option
@simple_option
@option(
    "--forme form", FORM, "express : les questions du socle ; complete : toutes. Demandé pour une nouvelle visite."
)
@option(
    "--identites network",
    ANY,
    "Structures connues du réseau : code, nom, type, département, code organisme ; aussi par DIAG_IDENTITES.",
    metavar="FICHIER.csv",
)
def command(
    path: Path | None, name: str | None, repere: Path | None, simple: bool, form: str | None, network: Path | None
) -> int:
    """Répondre au questionnaire, ou reprendre une visite.

    FICHIER est la visite à reprendre, ou à créer ; sans FICHIER, une visite est créée dans le
    dossier courant. Chaque réponse est enregistrée aussitôt : on peut s'arrêter à tout moment.

    FICHIER peut aussi être un classeur rempli (« diag formulaire xlsx ») : la visite est alors écrite à
    côté de lui, et l'entretien continue avec ce qui manque.
    """
    wrong = 0
    if path is not None and path.suffix.lower() in SUFFIXES:
        path, wrong = _out_of_a_form(path, name)
    return hold(face_here(simple), path, name, form, repere, network=network) or wrong


def _out_of_a_form(path: Path, name: str | None) -> tuple[Path, int]:
    """Write the visit of a filled workbook beside it, and return its path, and 1 where cells were not taken.

    Raises:
        Refusal: it is no form, several people filled it, or a visit is already there.
    """
    refuse_irregular(path)
    questionnaire = form_questionnaire(path, name)
    if questionnaire is None:
        how = "donnez une visite (.yaml), ou un classeur fait par « diag formulaire xlsx »"
        raise refuse_file(path, "G01", "ce classeur n’est pas un formulaire de diag", how)
    visits, mistakes = visits_of(path, questionnaire)
    target = path.with_suffix(".yaml")
    show_mistakes(mistakes)
    if not visits:
        raise refuse_file(path, "G01", "rien n’a pu être repris de ce classeur", "corrigez les cases dites plus haut")
    if len(visits) != 1:
        what = f"ce classeur tient {count(len(visits), 'visite')}, une par feuille"
        raise refuse_file(path, "G01", what, f"réunissez-les : diag reunir {path.name} -o {target.name}")
    if os.path.lexists(target):
        what = "une visite de ce nom existe déjà : elle n’est pas remplacée"
        raise refuse_file(target, "F05", what, "ouvrez-la, ou renommez le classeur")
    with locked(target):
        write_visit(visits[0], target)
    say_paths("Visite faite à partir du classeur, qui ne change pas :", target)
    return target, 1 if mistakes else 0


@dataclass(frozen=True)
class _Table:
    """What an interview is held on; `options` are what else its command takes to find it again."""

    face: Face
    path: Path
    questionnaire: Questionnaire
    visit: Visit
    release: "Release | None"
    name: str | None
    options: list[str | Path]
    new: bool
    network: Identities | None = None
    identity: Identity | None = None


def hold(
    face: Face | None,
    path: Path | None,
    name: str | None = None,
    form: str | None = None,
    repere: Path | None = None,
    start: Start | None = None,
    network: Path | None = None,
) -> int:
    """Hold one interview and return the exit code (interview, lines 8 and 10).

    Without a face nobody can be asked; without a path a visit is created in the current folder. `name`,
    `form`, `repere` and `network` are the options of the command; `start` is where it opens; see `session.run`.

    Raises:
        Refusal: the visit, the questionnaire, the file of the network or the release cannot be used, or
            another window holds the visit.
    """
    if face is None:
        return _nobody_to_ask(path, name, network)
    try:
        table = _opened(face, path, name, form, repere, network)
    except (KeyboardInterrupt, EOFError):
        complain("Interrompu. Rien n’a été changé.")
        return 130
    code = _held(table, start or ("beginning" if table.new else "resume"))
    return code or int(table.network is not None and bool(table.network.mistakes))


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
    from diag.cli.options import remember_visit

    kept = KnownVisit(table.path, table.questionnaire, settle)
    visit = _first_saved(table, kept)
    remember_visit(table.path)
    say_paths("Visite enregistrée dans :", kept.path)
    tell_filled(table.face, visit, table.identity, table.questionnaire)

    def handed_over(told: Visit) -> None:
        from diag.interview.handing_over import hand_over

        hand_over(table.face, table.questionnaire, told, kept.path, table.release)

    return run(
        table.face,
        table.questionnaire,
        visit,
        kept.save,
        start=start,
        release=table.release,
        hand_over=handed_over,
        given=given_by(visit, table.identity),
    )


def _first_saved(table: _Table, kept: KnownVisit) -> Visit:
    """Return the visit as its file holds it, once a new one or another form is saved."""
    if table.new:
        return kept.save(table.visit).visit
    known = kept.read()  # another window may have written it since
    visit = filled(with_form(known, table.visit.visit.form), table.identity, table.questionnaire)
    return known if visit == known else kept.save(visit).visit


def _opened(
    face: Face, path: Path | None, name: str | None, form: str | None, repere: Path | None, network: Path | None
) -> _Table:
    """Return what the interview is held on, once what had to be asked before it was asked."""
    options = given(questionnaire=name, repere=repere, identites=network)
    # Path.exists raises on a name that no file can have (before Python 3.12).
    if path is not None and (os.path.exists(path) or newer_spare(path)):  # noqa: PTH110
        _offer_spare(face, path)
        questionnaire, visit = _open(path, name)
        release = release_for(repere, questionnaire)
        visit = with_form(visit, FORMS[form]) if form else visit
        known = _known(network, questionnaire)
        one = _identity(face, known, visit, questionnaire, asked=network is not None)
        return _Table(face, path, questionnaire, visit, release, name, options, False, known, one)
    if path is not None:
        refuse_windows_name(path)
    questionnaire, visit = _open(None, name)
    release = release_for(repere, questionnaire)  # a bad one is refused before the first question
    known = _known(network, questionnaire)
    one = _identity(face, known, visit, questionnaire, asked=True)
    if path is None:
        visit = new_visit(questionnaire, (one.name if one else "") or _ask_name(face))
        path = new_file(Path.cwd(), visit)
    visit = filled(visit, one, questionnaire)
    wanted = FORMS[form] if form else choose_form(face, questionnaire, visit, given_by(visit, one))
    return _Table(face, path, questionnaire, with_form(visit, wanted), release, name, options, True, known, one)


def _known(network: Path | None, questionnaire: Questionnaire) -> Identities | None:
    """Return the structures that the network knows, once what is not understood of its file is told."""
    told = os.environ.get(NETWORK_VARIABLE, "").strip()
    path = network or (Path(told) if told else None)
    if path is None:
        return None
    known = read_identities(path, questionnaire)
    show_mistakes(known.mistakes)
    if known.unread:
        columns = listing([f"« {heading} »" for heading in known.unread])
        say(paragraph(f"Fichier du réseau : rien n’est repris de {columns}."))
    return known


def _identity(
    face: Face, known: Identities | None, visit: Visit, questionnaire: Questionnaire, *, asked: bool
) -> Identity | None:
    """Return the structure of a visit: by the code that it bears, else, where `asked`, by who is there."""
    if known is None or visit.visit.finished:  # what is over is corrected in its list
        return None
    if (one := known.of(visit)) or not asked or not known.known:
        return one
    return choose_identity(face, known, questionnaire)


def _open(path: Path | None, name: str | None) -> tuple[Questionnaire, Visit]:
    """Return the questionnaire and the visit to hold, the mistakes of a visit at their place."""
    if path is None:
        questionnaire = load_questionnaire(name or "print")
        return questionnaire, new_visit(questionnaire)
    visit, source, questionnaire = opened(path, name)
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
    say_paths("Les réponses d’avant sont gardées dans :", aside)
    visit = restarted(visit)
    write_visit(visit, table.path)
    return replace(table, visit=visit, new=False)


def _followed(table: _Table) -> _Table:
    """Return the visit that follows this one, in a file of its own."""
    path = follow(table.path, name=table.name)
    return replace(table, visit=read_visit(path)[0], path=path)


def _ask_name(face: Face) -> str:
    """Ask the name of the structure, which also names the file."""
    entry = Entry("Nom de la structure (sans nom de personne)", several=False, limit=MAX_NAME)
    while True:
        typed = face.write(entry)
        if typed is None:
            raise EOFError
        name = one_line(typed)
        if 0 < len(name) <= MAX_NAME:
            tell_personal_data(face, name)
            return name
        face.tell(f"Tapez un nom de 1 à {MAX_NAME} caractères : il donne son nom au fichier.")
        entry = replace(entry, text=typed)


def _nobody_to_ask(path: Path | None, name: str | None, network: Path | None) -> int:
    """Say which answers are missing, as nobody can be asked; a script is told 0 if none is."""
    from diag.interview.face_choice import nobody

    found = path if path is not None and os.path.exists(path) else None  # noqa: PTH110
    questionnaire, visit = _open(found, name)
    known = _known(network, questionnaire)
    missing = find_path(questionnaire, visit).unanswered_ids
    if not missing:
        say("Toutes les questions ont une réponse : il n’y a rien à demander.")
        return int(known is not None and bool(known.mistakes))
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
