"""From a questionnaire folder to the questionnaire that is asked and scored, and to those it released before.

A folder of `versions/` is a content as it was released: every file that its fingerprint is made of, so that the
fingerprint proves it to be the one that visits of that time were made with. What the format has changed since is
brought up to date while reading, here and nowhere else: questions, scales, weights, levels, conditions and words are
those of that version, the rules those of today.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from diag.french import listing
from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.mistakes import Refusal, did_you_mean, refuse_file
from diag.questionnaire.questionnaire_folder import Draft, read_draft
from diag.questionnaire.questionnaire_model import CrosswalkFile, Questionnaire, version_of
from diag.questionnaire.user_files import system_refusal
from diag.questionnaire.validation import retired
from diag.resources import resource


def shipped_names() -> list[str]:
    """Return the names of the questionnaires that come with the tool."""
    root = resource("questionnaires")
    return sorted(p.parent.name for p in root.glob("*/questionnaire.yaml"))


def find_questionnaire(name: str) -> Path:
    """Return the folder of a questionnaire, from the name of a shipped one or from its path.

    A shipped name goes first: a folder that happens to bear it is named `./print`.

    Raises:
        Refusal: no such folder.
    """
    folder = Path(name)
    try:
        root = resource("questionnaires")
        shipped = shipped_names()
        if name in shipped:
            return root / name
        if folder.is_dir():
            return folder
    except OSError as error:
        raise system_refusal(error, folder) from None
    how = did_you_mean(name, shipped) or f"questionnaires livrés : {', '.join(sorted(shipped))}"
    raise refuse_file(folder, "F01", f"aucun questionnaire « {name} »", how)


def load(folder: Path) -> Questionnaire:
    """Read a questionnaire folder that will be used to ask and to score.

    Raises:
        Refusal: with every mistake of form and every dangling reference.
    """
    return made_of(read_draft(folder))


def made_of(draft: Draft) -> Questionnaire:
    """Return the questionnaire that a folder holds.

    Raises:
        Refusal: with every mistake of form and every dangling reference.
    """
    mistakes = draft.mistakes + check_integrity(draft)
    if mistakes or draft.header is None:
        raise Refusal(mistakes)
    return Questionnaire(
        header=draft.header.item,
        profile=tuple(f.item for f in draft.fields),
        dimensions=tuple(d.item for d in draft.dimensions),
        actions=tuple(a.item for a in draft.actions),
        findings={f.item.id: f.item for f in draft.findings},
        channels={c.item.id: c.item for c in draft.channels},
        landmarks=tuple(m.item for m in draft.landmarks),
        terms=tuple(t.item for t in draft.terms),
        contacts={c.item.id: c.item for c in draft.contacts},
        documents=draft.document_file.item if draft.document_file else None,
        cards=tuple(c.item for c in draft.cards),
        words=tuple(w.item for w in draft.words),
        crosswalk=draft.crosswalk.item if draft.crosswalk else CrosswalkFile(),
        partner=draft.partner.item if draft.partner else None,
        hash=content_hash(draft.trees),
        folder=draft.folder,
        former=content_then,
    )


def settled(questionnaire: str | Path | Questionnaire) -> Questionnaire:
    """Return a questionnaire as it is, or the one of a name or folder (`find_questionnaire`, `load`).

    Raises:
        Refusal: there is none, or it holds mistakes.
    """
    if isinstance(questionnaire, Questionnaire):
        return questionnaire
    return load(find_questionnaire(str(questionnaire)))


def content_hash(trees: dict[str, Any]) -> str:
    """Return the `sha256:` fingerprint of what the files say, whatever their comments and layout."""
    text = json.dumps(trees, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


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
    return kept_content(folder, now.folder)


def kept_versions(folder: Path | None) -> dict[tuple[int, ...], Path]:
    """Return the folder of each version that a questionnaire folder keeps, the oldest first."""
    paths = sorted(folder.glob("versions/*")) if folder else []
    return dict(sorted((v, path) for path in paths if (v := version_of(path.name))))


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
        return kept_content(folder, home) if folder else None
    except Refusal:
        return None


@cache  # what is set aside looks for its words one by one, and a content takes 90 ms to read
def kept_content(folder: Path, home: Path | None) -> Questionnaire:
    """Return a content that is kept, as the questionnaire of `home` would read it.

    Raises:
        Refusal: it holds mistakes.
    """
    content = made_of(read_draft(folder, brought_up))
    return dataclasses.replace(content, folder=home)


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
