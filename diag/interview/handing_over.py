"""Handing over: the report and the copy of the visit, each with its reader (interview, line 14)."""

import os
import sys
import webbrowser
from pathlib import Path

from diag.benchmark.release import Release
from diag.french import listing
from diag.interview.prompts import Face
from diag.interview.sitting import reasons
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.document import Reader
from diag.report.report_files import write_handed_over, write_reports
from diag.visit.personal_data import KINDS
from diag.visit.visit_copies import HANDED_OVER, without_private_parts
from diag.visit.visit_model import Visit
from diag.visit.visit_texts import personal_in, place_words

_READERS: dict[Reader, str] = {
    "direction": "Rapport à lire et à imprimer, pour la direction :",
    "conseil": "La page du conseil d’administration :",
    "conseiller": "Tout le détail, notes privées comprises, pour vous seul :",
}


def hand_over(
    face: Face, questionnaire: Questionnaire, visit: Visit, path: Path, release: Release | None = None
) -> None:
    """Write the reports and the copy without private notes beside the visit, and say each file.

    A file that is somebody's is left as it is, and told; the others are written.
    """
    assessed = prepare(questionnaire, visit, release=release)
    pages, said = list[Path](), list[str]()
    try:
        pages = list(write_reports(assessed, path.parent, path.stem, readers=tuple(_READERS)))
        said = [f"{told} {path.with_name(p.name)}" for told, p in zip(_READERS.values(), pages, strict=True)]
    except Refusal as refusal:
        said = [_refused("Le rapport n’est pas écrit", refusal)]
    said += _copy(assessed, path)
    said.append(f"La visite entière, notes privées comprises, pour vous seul : {path}")
    if pages and can_browse():
        face.tell("\n".join(said))
        options = [("1", "l’ouvrir"), ("2", "pas maintenant")]
        if face.menu("Ouvrir le rapport dans le navigateur ?", options) == "1":
            webbrowser.open(pages[0].resolve().as_uri())
    else:
        face.read("\n".join(said))  # what comes next may fill the window


def _copy(assessed: AssessedVisit, path: Path) -> list[str]:
    """Write the copy that may be given, and return what it is and what it lacks."""
    handed = without_private_parts(assessed.visit)
    target = path.with_name(f"{path.stem}{HANDED_OVER}")
    try:
        write_handed_over(handed.visit, target)
    except Refusal as refusal:
        return [_refused("La copie à transmettre n’est pas écrite", refusal)]
    counts = listing([one.what for one in handed.removed])
    nothing = "Rien n’en est retiré : la visite ne contenait rien de privé."
    said = [f"Copie de la visite, pour qui doit la recevoir : {target}"]
    said.append(f"En sont retirés : {counts}." if counts else nothing)
    found = personal_in(handed.visit, assessed.questionnaire)
    if found:  # to look at before it is sent
        kinds = listing(list(dict.fromkeys(KINDS[one.kind] for _, one in found)))
        where = " ; ".join(dict.fromkeys(place_words(assessed.questionnaire, place) for place, _ in found))
        said.append(f"Avant de l’envoyer, relisez-la : on dirait {kinds} ({where}).")
    return said


def _refused(what: str, refusal: Refusal) -> str:
    names = listing([f"« {Path(mistake.file).name} »" for mistake in refusal.mistakes])
    return f"{what} ({names}) : {reasons(refusal)}."


def can_browse() -> bool:
    """Tell whether a browser would open in a window rather than in this terminal."""
    graphical = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return os.name == "nt" or sys.platform == "darwin" or bool(graphical)
