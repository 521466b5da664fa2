"""Everything that the author of a questionnaire should know of it, in one list."""

import datetime
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from diag.questionnaire.completeness import COMPLETENESS
from diag.questionnaire.honesty import HONESTY, old_facts
from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.loader import kept_content, kept_versions
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_folder import Draft
from diag.questionnaire.questionnaire_model import version_of
from diag.questionnaire.style import STYLE
from diag.questionnaire.user_files import read_text


def check(draft: Draft, on: datetime.date | None = None) -> list[Mistake]:
    """Return every mistake of a questionnaire folder, in reading order.

    Form and integrity are those that `load` refuses; the rest is for authors alone. Public facts
    that were too old on a day are told when that day is given: today's date changes no result.
    """
    found = [*draft.mistakes, *check_integrity(draft)]
    for rule, needed in (*COMPLETENESS, *HONESTY, *STYLE):
        if all(getattr(draft, items).whole for items in needed):
            found += rule(draft)
    found += _check_kept(draft)
    found += old_facts(draft, on) if on else []
    return sorted(set(found))


def _check_kept(draft: Draft) -> list[Mistake]:
    """Return what is wrong of the versions that a questionnaire keeps, or does not keep.

    Each that its CHANGELOG.md tells before the one in use is there, can be read, and is itself.
    """
    if draft.header is None:
        return []
    kept = kept_versions(draft.folder)
    now = version_of(draft.header.item.version)
    found = [*_forgotten(draft, kept, now)]
    for path in sorted(p for p in draft.folder.glob("versions/*") if p.is_dir()):
        found += _misplaced(path, draft.header.item.id, now)
    return found


def _forgotten(draft: Draft, kept: Collection[tuple[int, ...]], now: tuple[int, ...]) -> Iterator[Mistake]:
    path = draft.folder / "CHANGELOG.md"
    lines = read_text(path).splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        told = re.match(r"## ([0-9.]+)", line)
        version = version_of(told[1]) if told else ()
        if told and version and version < now and version not in kept:
            what = f"la version {told[1]} n’est pas gardée"
            how = f"copiez dans versions/{told[1]} le contenu qu’elle avait"
            yield Mistake(str(path), number, 1, "Q24", what, how)


def _misplaced(path: Path, name: str, now: tuple[int, ...]) -> list[Mistake]:
    try:
        header = kept_content(path, None).header
    except Refusal as refusal:
        return list(refusal.mistakes)
    what = how = ""
    if header.id != name:
        what = f"cette version est celle d’un autre questionnaire, « {header.id} »"
        how = "supprimez ce dossier : une copie n’a pas encore de version d’avant"
    elif header.version != path.name:
        what = f"ce contenu dit être la version {header.version}"
        how = f"renommez ce dossier « {header.version} », ou corrigez ce qu’il contient"
    elif version_of(path.name) >= now:
        what = "cette version n’est pas d’avant celle en usage"
        how = "changez « version » dans questionnaire.yaml, ou supprimez ce dossier"
    return [Mistake(str(path), 0, 0, "Q24", what, how)] if what else []
