"""What the adviser’s file cites: landmarks of other surveys, findings, words that are explained."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import inside, listing
from diag.questionnaire.questionnaire_model import Landmark, Term
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Reader, Section
from diag.report.view_model import Part, texts


@dataclass(frozen=True)
class RuleRow(Part):
    """A term of the method, of the glossary or of the report, and its text."""

    term: str
    text: str


@dataclass(frozen=True)
class CitedLandmark(Part):
    """One published figure, with what its honest use requires; never beside a score."""

    figure: str
    beside: str  # the question of the same definition; empty for one of the context
    about: str
    source: str


@dataclass(frozen=True)
class CitedLandmarks(Section):
    """Published landmarks, those of the definition of a question first."""

    name: ClassVar[str] = "landmarks"

    intro: str
    landmarks: tuple[CitedLandmark, ...]


@dataclass(frozen=True)
class CitedFindings(Section):
    """Findings of the report that the plan rests on."""

    name: ClassVar[str] = "findings"

    findings: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Glossary(Section):
    """Words and acronyms that the document uses, and the ideas of the report."""

    name: ClassVar[str] = "glossary"

    terms: tuple[RuleRow, ...]


_OLD_AFTER = 5  # years from which a landmark is old


def landmarks_part(assessed: AssessedVisit, reader: Reader) -> CitedLandmarks | None:
    """Return the published figures, those of the definition of a question first; None without any."""
    cited = [_landmark(assessed, one) for one in assessed.questionnaire.landmarks]
    if not cited:
        return None
    return CitedLandmarks(
        heading="Repères publiés par d’autres enquêtes",
        intro="Ils n’entrent jamais dans un score, et ne se lisent pas à côté de l’un d’eux.",
        landmarks=tuple(sorted(cited, key=lambda one: not one.beside)),
    )


def _landmark(assessed: AssessedVisit, one: Landmark) -> CitedLandmark:
    """Return a figure with what its honest use requires: of whom, when, how many, on what condition."""
    question = assessed.questionnaire.question
    beside = listing([question[name].title for name in one.beside])
    asked = f", n = {one.n}" if one.n else ", effectif non publié"
    old = " Repère ancien." if _is_old(one, assessed.date.year) else ""
    return CitedLandmark(
        figure=one.figure,
        beside=f"Même définition : {beside}" if beside else "",
        about=f"{one.condition}{old}",
        source=f"{one.population.rstrip('.')}. {one.geography}, {one.year}{asked}. {one.source}",
    )


def _is_old(landmark: Landmark, year: int) -> bool:
    """Tell whether a landmark is old for a report of a year."""
    return landmark.old or year - int(landmark.year) > _OLD_AFTER


def cited_parts(assessed: AssessedVisit, sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the findings that the year rests on, and the words that the parts before use."""
    findings = _findings(assessed)
    if findings:
        yield CitedFindings("Constats du rapport sur lesquels l’année repose", findings)
    known = {term.term.casefold() for term in assessed.questionnaire.terms}
    ideas = [
        Term(term=word.term, also=[inside(word.term)], text=word.text)
        for word in assessed.questionnaire.words
        if word.term.casefold() not in known
    ]
    said = (*sections, *findings)
    terms = glossary_of((*assessed.questionnaire.terms, *ideas), said)
    if terms:
        yield Glossary("Mots et sigles", terms)


def _findings(assessed: AssessedVisit) -> tuple[RuleRow, ...]:
    """Return the findings of the actions that are explained, and of the lasting conditions."""
    cited = {f for one in assessed.year.cards if one.line for f in one.line.action.findings}
    for condition in assessed.questionnaire.header.lasting_conditions:
        cited.update(condition.findings)
    known = assessed.questionnaire.findings
    return tuple([RuleRow(f, f"{known[f].text} ({known[f].place})") for f in sorted(cited)])


_WORD = re.compile(r"\w+")


def glossary_of(terms: Sequence[Term], view: Part | tuple[Part, ...]) -> tuple[RuleRow, ...]:
    """Return the terms that a view uses as whole words, case included, in alphabetical order."""
    said = set(texts(view))
    words = set(_WORD.findall("\n".join(said)))
    used = [term for term in terms if any(_says(said, words, s) for s in _spellings(term))]
    used.sort(key=lambda term: term.term.casefold())
    return tuple([RuleRow(term.term, term.text) for term in used])


def _spellings(term: Term) -> list[str]:
    return [*term.term.split(" / "), *term.also]


def _says(said: set[str], words: set[str], spelling: str) -> bool:
    own = _WORD.findall(spelling)
    if not words.issuperset(own) or own == [spelling]:
        return words.issuperset(own)
    whole = re.compile(rf"\b{re.escape(spelling)}\b")
    return any(whole.search(text) for text in said if spelling in text)
