"""The visit that follows another: in a file of its own, beside the first, which never changes."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

from diag.cli.console import paragraph, say
from diag.cli.options import opened
from diag.french import count, long_date
from diag.interview.last_year_screen import unsaid
from diag.interview.opening import what_changed
from diag.interview.path import find_path
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import refuse_windows_name, system_refusal
from diag.visit.acceptance import adopt, match, said_finished
from diag.visit.new_names import file_name
from diag.visit.visit_copies import HANDED_OVER, next_visit
from diag.visit.visit_file import free_path, locked, newer_spare, write_visit
from diag.visit.visit_model import Visit


def follow(
    first: Path, output: Path | None = None, name: str | None = None, date: datetime.date | None = None
) -> Path:
    """Write the visit that follows another, say what is to be known of that one, return its path.

    The first is only read. The new one is asked with its questionnaire unless another is named, dated of
    today, and named after the structure and the date, beside the first, unless `output` is free.

    Raises:
        Refusal: the first cannot be used, or the new one cannot be written where it is wanted.
    """
    refuse_older(first)
    visit, source, questionnaire = opened(first, name)
    match(visit, questionnaire, source)
    new = adopt(next_visit(visit, date or datetime.date.today()), questionnaire)
    new = new.model_copy(update={"set_aside": []})  # it is recalled whole
    path = output or new_file(first.parent, new)
    refuse_windows_name(path)
    if not os.path.isdir(path.parent):  # noqa: PTH112 - never raises; the lock would make the folder
        raise system_refusal(FileNotFoundError(), path.parent)
    with locked(path):
        _refuse_existing(path)
        write_visit(new, path)
    day = long_date(visit.visit.date)
    say(paragraph(f"Une nouvelle visite suit celle du {day}, qui ne change pas."))
    for told in _to_be_known(first, visit, new, questionnaire):
        for line in f"À savoir : {told}".split("\n"):
            say(paragraph(line, hanging="    "))
    return path


def new_file(folder: Path, visit: Visit) -> Path:
    """Return a path that no file has: `visite-les-tilleuls-2026-11-03.yaml`, then `…-2.yaml`."""
    name = f"visite-{file_name(visit.structure.name)}-{visit.visit.date}.yaml"
    return free_path(folder / name)


def refuse_older(path: Path) -> None:
    """Refuse a visit that a spare copy beside it knows better than its file."""
    spare = newer_spare(path)
    if spare is not None:
        what = f"une copie de secours contient des réponses qu’il n’a pas : {spare.name}"
        how = "ouvrez d’abord cette visite avec « diag entretien », qui la propose"
        raise refuse_file(path, "F01", what, how)


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        what = "c’est un dossier" if os.path.isdir(path) else "ce fichier existe déjà"  # noqa: PTH112 - never raises
        raise refuse_file(path, "F01", what, "donnez un nom de fichier que rien ne porte")


def _to_be_known(file: Path, visit: Visit, new: Visit, questionnaire: Questionnaire) -> Iterator[str]:
    """Yield what the new visit will not recall of the one that it follows, and why."""
    if file.name.endswith(HANDED_OVER):
        yield (
            "c’est une copie à transmettre : ni les notes privées, ni les actions écartées, ni qui a"
            " répondu quoi n’y sont."
        )
    if said_finished(visit) is False:
        yield "la visite d’avant n’a pas été dite finie."
    answered = {name for name, answer in visit.answers.items() if answer.status != "missing"}
    if left := len({*find_path(questionnaire, visit).unanswered_ids} - answered):
        yield f"{count(left, 'question')} n’y avai{'t' if left == 1 else 'ent'} pas de réponse à rappeler."
    if visit.previous is not None:
        day = long_date(visit.previous.date)
        yield (f"la visite d’avant suivait celle du {day}, qui n’est plus rappelée : gardez les trois fichiers.")
    if left := len(unsaid(visit)):
        told = count(left, "action qu’elle décidait n’a", "actions qu’elle décidait n’ont")
        yield f"{told} pas été passée{'s' if left > 1 else ''} en revue : personne n’a dit la suite."
    if new.visit.date < visit.visit.date:
        yield f"la nouvelle porte une date d’avant : {long_date(new.visit.date)}."
    yield from what_changed(visit, adopt(visit, questionnaire), questionnaire)
