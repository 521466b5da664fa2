"""What readers would stumble on: findings left aside, acronyms without a word, typography."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from diag.questionnaire.draft import Draft, Located
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.source import Place, Source

_ACRONYM = re.compile(r"\b[A-ZÀ-Ý][A-ZÀ-Ý0-9]+(?:-[A-Z0-9]+)*\b")
_CODE = re.compile(r"[A-Z]{1,3}\d+")  # S03, R12, EQ01 name things of the questionnaire
_TYPOGRAPHY = (
    (re.compile(r"\S {2,}\S"), "deux espaces de suite", "n’en gardez qu’une"),
    (re.compile(r"[\w)»][;!?»%](?:\s|$)"), "espace oubliée avant ; ! ? % ou »", "ajoutez-la"),
    (re.compile(r"[^\W\d]:(?:\s|$)"), "espace oubliée avant les deux-points", "ajoutez-la"),
    (re.compile(r"«\S"), "espace oubliée après «", "ajoutez-la"),
    (re.compile(r"\""), "guillemets droits dans le texte", "écrivez « … »"),
)
_NOT_PROSE = {"url", "id", "term", "also", "accepts", "axes", "findings", "verified"}
"""Keys whose values nobody reads as a sentence."""


def check_finding_coverage(draft: Draft) -> Iterator[Mistake]:
    """Check that each finding that names an axis is carried by a question or an action."""
    owners: list[Located[Any]] = [*draft.questions, *draft.actions]
    cited = {name for owner in owners for name in owner.item.findings}
    for finding in draft.findings:
        if finding.item.axes and finding.item.id not in cited:
            what = f"le constat {finding.item.id} n’est porté par aucune question ni action"
            how = "citez-le là où il est vrai, ou retirez ses axes s’il n’est que du contexte"
            yield finding.mistake(("id",), "Q08", what, how)


def check_glossary(draft: Draft) -> Iterator[Mistake]:
    """Check that each acronym used anywhere has its entry, where there is a glossary."""
    if not draft.terms.ids:
        return
    words = [w for t in draft.terms for w in (t.item.term, *t.item.also)]
    known = {a for word in words for a in _acronyms(word)}
    for source in draft.sources:
        for path, text in _prose(source):
            if known.issuperset(_acronyms(text)):
                continue
            for acronym in (a for a in _acronyms(text) if a not in known):
                known.add(acronym)  # said once, where it is first met
                what = f"le sigle « {acronym} » n’est pas expliqué"
                yield source.mistake(path, "Q09", what, "ajoutez-le à glossary.yaml")


def check_typography(draft: Draft) -> Iterator[Mistake]:
    """Check that the spaces French wants are typed; their kind is the tool's business."""
    for source in draft.sources:
        for path, text in _prose(source):
            for what, how in _faults(text):
                yield source.mistake(path, "Q10", what, how)


def _prose(source: Source) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a file that somebody reads."""
    for path, text in source.texts:
        key = path[-1] if isinstance(path[-1], str) or len(path) < 2 else path[-2]
        if key not in _NOT_PROSE and path[0] != "synonyms":
            yield path, text


@cache
def _acronyms(text: str) -> tuple[str, ...]:
    return tuple(a for a in _ACRONYM.findall(text) if not _CODE.fullmatch(a))


@cache
def _faults(text: str) -> tuple[tuple[str, str], ...]:
    """Return what is wrong in one text, and how to mend it."""
    faults = []
    for pattern, what, how in _TYPOGRAPHY:
        found = pattern.search(text)
        if found:
            start = max(found.start() - 12, 0)
            shown = text[start : found.end() + 12].replace("\n", " ")
            faults.append((f"{what} : {shown!r}", how))
    if text.count("«") != text.count("»"):
        faults.append(("guillemet jamais fermé", "fermez chaque « par »"))
    return tuple(faults)
