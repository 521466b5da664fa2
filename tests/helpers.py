"""Shared by the tests: the small questionnaire, visits made in a line, trees written from a dict."""

import datetime
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import Pin, Questionnaire
from diag.visit.visit_model import Answer, Occasion, Structure, Visit

DATA = Path(__file__).parent / "data"
MINI = DATA / "mini"
ROOT = Path(__file__).parents[1]
PRINT = ROOT / "questionnaires" / "print"


def mini() -> Questionnaire:
    """Return the small questionnaire of the tests."""
    return load(MINI)


def keep_version(folder: Path, version: str, tree: Mapping[str, str] | None = None) -> Path:
    """Keep the small questionnaire in `folder` as a released version; each text of `tree` is added to
    the end of a file of it, or makes one."""
    kept = folder / "versions" / version
    shutil.copytree(MINI, kept, ignore=shutil.ignore_patterns("cases"))
    for name, text in {"questionnaire.yaml": "", **(tree or {})}.items():
        path = kept / name
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before.replace("version: 1.2.0", f"version: {version}") + text, "utf-8")
    return kept


def make_visit(
    questionnaire: Questionnaire,
    answers: Mapping[str, Any] | None = None,
    profile: Mapping[str, Any] | None = None,
    **more: Any,
) -> Visit:
    """Return a visit; an answer is its value (`2`, `["console"]`, `"7.5"`), or an `Answer`, or a status."""
    header = questionnaire.header
    return Visit(
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(
            name=more.pop("name", "Les Tilleuls"),
            profile=dict({"structure_type": "ehpad"} if profile is None else profile),
        ),
        visit=Occasion(
            date=more.pop("date", datetime.date(2026, 11, 3)),
            form=more.pop("form", "full"),
            mode=more.pop("mode", None),
            finished=more.pop("finished", False),
        ),
        answers={name: make_answer(value) for name, value in (answers or {}).items()},
        **more,
    )


def make_answer(value: Any) -> Answer:
    """Return an answer from its value, or from a status named by a word."""
    if isinstance(value, Answer):
        return value
    if value in ("unknown", "missing"):
        return Answer(status=value)
    if value == "not_applicable":
        return Answer(status="not_applicable", reason="Sans objet ici.")
    return Answer(value=value if isinstance(value, list) else str(value))


def write_tree(folder: Path, tree: Mapping[str, str]) -> Path:
    """Write a folder from `{"relative/name": "text"}`."""
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
