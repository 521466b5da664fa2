"""`diag` alone in a terminal: a short menu for who does not know the commands."""

import os
import sys
import webbrowser
from pathlib import Path

from diag.cli.console import complain, paragraph, say, say_lines, show_mistakes
from diag.cli.entretien import can_browse, hold
from diag.cli.options import load_questionnaire, questionnaire_of
from diag.cli.rapport import show
from diag.interview.face import Face
from diag.interview.faces import choose_face
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.outline import outline
from diag.report.building import build_view
from diag.report.dossier import prepare
from diag.report.write import write_reports
from diag.typography import long_date
from diag.visit.models import Visit
from diag.visit.store import read_visit

MENU = (
    ("1", "Commencer un diagnostic"),
    ("2", "Reprendre une visite commencée"),
    ("3", "Écrire le rapport d’une visite"),
    ("4", "Lire les questions avant de répondre"),
    ("q", "Quitter"),
)


def open_menu() -> int:
    """Open the menu and return the exit code of what was done last."""
    face = choose_face(False, sys.stdin, sys.stdout, os.environ)
    if face is None:
        return 2
    say(paragraph("Autodiagnostic de maturité numérique. Rien ne quitte cet ordinateur."))
    code = 0
    while True:
        try:
            chosen = face.menu("Que voulez-vous faire ?", MENU)
            if chosen == "q":
                return code
            code = _do(face, chosen)
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


def _do(face: Face, chosen: str) -> int:
    if chosen == "1":
        return hold(face, None)
    if chosen == "4":
        say_lines(outline(load_questionnaire("print")))
        return 0
    path = _choose_visit(face)
    if path is None:
        return 0
    return hold(face, path) if chosen == "2" else _report(path)


def _report(path: Path) -> int:
    visit, source = read_visit(path)
    dossier = prepare(questionnaire_of(path, visit.questionnaire.id), visit, source)
    view = build_view(dossier)
    written = write_reports(dossier, view, path.parent, path.stem, ("html", "md"))
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
