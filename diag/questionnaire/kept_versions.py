"""The contents that a questionnaire has released and keeps (`versions/`): asked then, scored today.

A folder of `versions/` is a content as it was released: every file that its fingerprint is made of,
so that the fingerprint proves it to be the one that visits of that time were made with. What the
format has changed since is brought up to date while reading, here and nowhere else: questions,
scales, weights, levels, conditions and words are those of that version, the rules those of today.
"""

import dataclasses
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from diag.french import listing
from diag.questionnaire.loader import made_of, settled
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_folder import Draft, read_draft
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.retired_keys import retired
from diag.questionnaire.user_files import read_text


def load_version(questionnaire: Questionnaire | str | Path, version: str) -> Questionnaire:
    """Return a released content of a questionnaire, which the one kernel asks and scores.

    Its scores are those of today's rules on the questions of then (method 2), whatever the method
    that the visits of then were scored with. Conditions for lasting change, which the contents of
    1.x scored, are told by statements since (M21): those have none. An effort that was in days
    alone is that of who leads (M20).

    Args:
        questionnaire: the content in use, or its name or folder.
        version: `1.2.0`; the version in use gives the content in use.

    Raises:
        Refusal: this version is not kept, or what is kept holds mistakes.
    """
    now = settled(questionnaire)
    if version == now.header.version:
        return now
    kept = kept_versions(now.folder)
    folder = kept.get(version_of(version))
    if folder is None:
        what = f"la version {version} du questionnaire « {now.header.id} » n’est pas gardée"
        known = listing([path.name for path in kept.values()])
        how = f"versions gardées : {known or 'aucune'} ; en usage : {now.header.version}"
        raise refuse_file(now.folder or Path(now.header.id), "F01", what, how)
    return _read(folder, now.folder)


def kept_versions(folder: Path | None) -> dict[tuple[int, ...], Path]:
    """Return the folder of each version that a questionnaire folder keeps, the oldest first."""
    paths = sorted(folder.glob("versions/*")) if folder else []
    return dict(sorted((v, path) for path in paths if (v := version_of(path.name))))


def version_of(text: str) -> tuple[int, ...]:
    """Return a version such that an earlier one is smaller; empty for what is no version."""
    found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})", text)
    return tuple(map(int, found.groups())) if found else ()


def content_then(questionnaire: Questionnaire, version: str) -> Questionnaire | None:
    """Return what tells the words of a version: its own content kept, else the nearest later one.

    A kept content knows those of the content in use, too. None where there is no such content, or
    where it cannot be read, which the checker tells.
    """
    asked, home = version_of(version), questionnaire.folder
    kept = kept_versions(home)
    later = next((path for other, path in kept.items() if other >= asked), None)
    if later is None and version_of(questionnaire.header.version) in kept:
        later = home
    return _readable(later, home)


def kept_contents(questionnaire: Questionnaire) -> Iterator[Questionnaire]:
    """Yield the contents that a questionnaire keeps and that can be read, the latest first."""
    home = questionnaire.folder
    for folder in reversed(kept_versions(home).values()):
        content = _readable(folder, home)
        if content is not None:
            yield content


def _readable(folder: Path | None, home: Path | None) -> Questionnaire | None:
    try:
        return _read(folder, home) if folder else None
    except Refusal:
        return None


@cache  # what is set aside looks for its words one by one, and a content takes 90 ms to read
def _read(folder: Path, home: Path | None) -> Questionnaire:
    content = made_of(read_draft(folder, brought_up))
    return dataclasses.replace(content, folder=home)


def check_kept(draft: Draft) -> list[Mistake]:
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
        header = _read(path, None).header
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


def brought_up(name: str, data: Any) -> Any:
    """Return what a file of a kept content says, in the format of today.

    Rules that are the method's now are left out, with the conditions that were scored; days alone
    are an effort. What is no content is left as it is: its mistakes are told.
    """
    if name == "questionnaire.yaml" and isinstance(data, dict):
        return {key: _of_the_header(key, value) for key, value in data.items()}
    if name.startswith("actions/") and isinstance(data, dict):
        return {key: _each(_of_an_action, value) for key, value in data.items()}
    return data


def _of_the_header(part: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if not retired((part, key))}
    if part == "lasting_conditions" and isinstance(value, list):
        return [one for one in value if not (isinstance(one, dict) and "questions" in one)]
    return value


def _of_an_action(action: Any) -> Any:
    effort = action.get("effort") if isinstance(action, dict) else None
    return {**action, "effort": {"days": effort}} if isinstance(effort, str) else action


def _each(change: Any, value: Any) -> Any:
    return [change(one) for one in value] if isinstance(value, list) else value
