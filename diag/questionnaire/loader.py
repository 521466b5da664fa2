"""From a questionnaire folder to the questionnaire that is asked and scored."""

import hashlib
import json
from pathlib import Path
from typing import Any

from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.mistakes import Refusal, did_you_mean, refuse_file
from diag.questionnaire.questionnaire_folder import Draft, read_draft
from diag.questionnaire.questionnaire_model import CrosswalkFile, Questionnaire
from diag.questionnaire.user_files import system_refusal
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
