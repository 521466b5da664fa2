"""`diag` alone in a terminal: a short menu for who does not know the commands."""

import os
import sys
import webbrowser
from pathlib import Path

from diag.benchmark.release import Release
from diag.benchmark.words import period
from diag.cli.console import complain, paragraph, say, say_lines, show_mistakes
from diag.cli.entretien import can_browse, hold
from diag.cli.options import (
    RELEASE_VARIABLE,
    load_questionnaire,
    questionnaire_of,
    read_folder,
    release_for,
)
from diag.cli.rapport import show
from diag.french import count, long_date
from diag.interview.plain_face import choose_face
from diag.interview.prompts import Face
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.outline import outline
from diag.report.assessed_visit import prepare
from diag.report.report_files import write_reports
from diag.report.visit_view import build_visit_view
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Visit

MENU = (
    ("1", "Commencer un diagnostic"),
    ("2", "Reprendre une visite commencée"),
    ("3", "Écrire le rapport d’une visite"),
    ("4", "Lire les questions avant de répondre"),
    ("5", "Choisir le dossier du repère régional"),
    ("q", "Quitter"),
)


def open_menu() -> int:
    """Open the menu and return the exit code of what was done last."""
    face = choose_face(False, sys.stdin, sys.stdout, os.environ)
    if face is None:
        return 2
    say(paragraph("Autodiagnostic de maturité numérique. Rien ne quitte cet ordinateur."))
    code, repere = 0, None
    while True:
        try:
            chosen = face.menu("Que voulez-vous faire ?", MENU)
            if chosen == "q":
                return code
            if chosen == "5":
                repere, code = _choose_release(face), 0
                continue
            code = _do(face, chosen, repere)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            code = 1
        except KeyboardInterrupt:
            complain("Interrompu.")
            return 130
        except EOFError:
            return code
        if code in (3, 130):
            return code


def _do(face: Face, chosen: str, repere: Path | None) -> int:
    if chosen == "1":
        return hold(face, None, repere=repere)
    if chosen == "4":
        say_lines(outline(load_questionnaire("print")))
        return 0
    path = _choose_visit(face)
    if path is None:
        return 0
    return hold(face, path, repere=repere) if chosen == "2" else _report(path, repere)


def _choose_release(face: Face) -> Path | None:
    """Return the folder of a release, for this session only; None is to compare with none.

    Raises:
        Refusal: it cannot be read.

    """
    typed = face.text("Dossier du repère régional ; Entrée seule pour n’en utiliser aucun")
    if not (typed or "").strip():
        kept = os.environ.get(RELEASE_VARIABLE)
        say(f"Repère de {RELEASE_VARIABLE}." if kept else "Aucun repère régional n’est utilisé.")
        return None
    path = Path(str(typed).strip().strip("\"'")).expanduser()
    say(paragraph(_told(read_folder(path))))
    return path


def _told(release: Release) -> str:
    """Return what a release is, in one sentence."""
    published = sum(not cell.secret for cell in release.cells)
    invented = " Ce sont des données de démonstration." if release.synthetic else ""
    return (
        f"Repère de « {release.source} » : {count(published, 'groupe publié', 'groupes publiés')}, "
        f"{period(*release.period)}. Il sert jusqu’à la fin de cette session.{invented}"
    )


def _report(path: Path, repere: Path | None) -> int:
    visit, source = read_visit(path)
    questionnaire = questionnaire_of(path, visit.questionnaire.id)
    assessed = prepare(questionnaire, visit, source, release=release_for(repere, questionnaire))
    view = build_visit_view(assessed)
    written = write_reports(assessed, view, path.parent, path.stem, ("html", "md"))
    show(view, written)
    if can_browse():
        webbrowser.open(written[0].as_uri())
    return 0


def _choose_visit(face: Face) -> Path | None:
    """Return a visit of the current folder, the latest first."""
    visits = found_visits(Path.cwd())
    if not visits:
        say(
            paragraph(
                f"Aucune visite dans {Path.cwd()}. Commencez un diagnostic, ou changez de dossier."
            )
        )
        return None
    options = [
        (
            str(rank),
            f"{visit.structure.name or 'Sans nom'}, {long_date(visit.visit.date)} ({path.name})",
        )
        for rank, (path, visit) in enumerate(visits, 1)
    ]
    chosen = face.menu("Quelle visite ?", [*options, ("q", "retour")])
    return None if chosen == "q" else visits[int(chosen) - 1][0]


def found_visits(folder: Path) -> list[tuple[Path, Visit]]:
    """Return the visits of a folder, the latest first; other YAML files are passed over."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append((path, read_visit(path)[0]))
        except Refusal:
            continue
    return sorted(found, key=lambda item: item[1].visit.date, reverse=True)[:40]
