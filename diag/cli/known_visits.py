"""What the home says of the visits that somebody has: whose, how far, and what comes next.

Nothing of it is kept: only paths are remembered, and each file is read when it is shown.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from diag.cli.options import questionnaire_of
from diag.french import count, long_date
from diag.interview.last_year import unsaid
from diag.interview.last_year_screen import label
from diag.interview.path import Path as Way
from diag.interview.path import begins, find_path
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.visit_copies import HANDED_OVER
from diag.visit.visit_file import read_visit, says_visit
from diag.visit.visit_model import Visit

_FORMS = {"express": "express", "full": "complète"}


@dataclass(frozen=True)
class Kept:
    """A visit file as it is now: what it holds, what it asks and how far it is, as far as it can be read."""

    file: Path
    visit: Visit | None = None
    questionnaire: Questionnaire | None = None
    way: Way | None = None

    @property
    def express(self) -> bool:
        """Tell whether only the core questions are asked."""
        return self.visit is not None and self.visit.visit.form == "express"


def kept(file: Path) -> Kept:
    """Return what a file is; one that cannot be read is told, never a failure."""
    visit = None
    try:
        visit, _ = read_visit(file)
        questionnaire = questionnaire_of(file, visit.questionnaire.id)
        return Kept(file, visit, questionnaire, find_path(questionnaire, visit))
    except Refusal:
        return Kept(file, visit)


def visits_in(folder: Path) -> list[Path]:
    """Return the files of a folder that say that they are visits, by name; no copy handed over."""
    try:
        found = sorted(f for f in folder.glob("*.yaml") if not f.name.endswith(HANDED_OVER))
        return [file for file in found if says_visit(file)]
    except OSError:
        return []


def said(one: Kept) -> str:
    """Return a visit in one line: whose, form, progress, date."""
    if one.visit is None:
        return f"{one.file.name} : ce fichier ne se lit pas"
    name = one.visit.structure.name or "Sans nom"
    parts = [name, f"forme {_FORMS[one.visit.visit.form]}"]
    if one.way is not None:
        parts.append(f"{count(one.way.done, 'réponse')} sur {one.way.total}")
    return ", ".join([*parts, long_date(one.visit.visit.date)])


def next_step(one: Kept) -> str:
    """Return what is to be done with a visit now."""
    if one.visit is None:
        return "à ouvrir pour savoir pourquoi"
    if one.way is None or one.questionnaire is None:
        return f"questionnaire « {one.visit.questionnaire.id} » à indiquer"
    if one.visit.visit.finished:
        return "terminée : résultat, plan"
    if begins(one.visit, one.way) and unsaid(one.visit):
        return f"à commencer par les {label(one.visit)}"
    step = one.way.resume()
    if step is None:
        return "à terminer : toutes les questions ont une réponse"
    where = f"« {step.title} »"
    return f"à reprendre à {where}" if one.way.started else f"à commencer par {where}"


def told_apart(visits: Sequence[Kept]) -> list[str]:
    """Return a line for each visit; when it was saved too where two would read the same."""
    lines = [f"{said(one)} ; {next_step(one)}" for one in visits]
    alike = Counter(lines)
    return [f"{line}{_saved(one.file)}" if alike[line] > 1 else line for line, one in zip(lines, visits, strict=True)]


def _saved(file: Path) -> str:
    """Return when a file was last written, as it is said; nothing where it is gone meanwhile."""
    try:
        moment = datetime.datetime.fromtimestamp(file.stat().st_mtime)
    except OSError:
        return ""
    return f" ; enregistrée le {long_date(moment.date())} à {moment.hour} h {moment:%M}"


def latest_first(files: Iterable[Path]) -> list[Kept]:
    """Return the visits of files, by date, the latest first; what cannot be read comes last."""
    found = [kept(file) for file in files]
    return sorted(found, key=lambda one: -one.visit.visit.date.toordinal() if one.visit else 1)
