"""Gaps between respondents, as an agenda and as rows of a table (E16, M8, M13).

They say who answered what: they are for the adviser alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from diag.french import count, cut_at_word, in_tenths, listing, sentence
from diag.questionnaire.questionnaire_model import Question, Questionnaire
from diag.report.assessed_visit import AssessedVisit, status_told
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import STATUS
from diag.scoring.rubric import Status
from diag.scoring.voices import Gap, Kind, Merged, agenda, hear, merge, standing
from diag.visit.visit_model import Answer, Said, Visit

_APART = 17  # pixels between two initials of one level
_MOST_REASON = 90  # signs of why somebody is not concerned, which the answers hold whole
KINDS: Mapping[Kind, str] = {
    "level": "niveau",
    "known": "connu ou non",
    "concerned": "concerné ou non",
    "missing": "sans réponse",
}
"""On what respondents differ."""
_NO_FACT = "Quelle date, quel lieu, quel document le montre ?"


@dataclass(frozen=True)
class SaidAt(Part):
    """One respondent on the strip: `place` is of 100 units, `shift` in pixels beside another."""

    place: str
    shift: str
    initial: str


@dataclass(frozen=True)
class GapRow(Part):
    """One gap: who said what, a fact to ask, and what counts meanwhile."""

    number: str
    title: str
    kind: str  # « socle · niveau, de 0 à 3 »
    said: tuple[SaidAt, ...]
    low: str  # ends of the range, of 100 units; empty where fewer than two levels were given
    high: str
    levels: str  # what the strip draws, in words: « D : 3 · A : 0 »
    others: str  # « S : ne sait pas »
    ask: str
    minutes: str
    meanwhile: str  # « en attendant : 1 »


@dataclass(frozen=True)
class Gaps(Section):
    """The agenda: core first, then the widest gap, then the weight; agreements are counted."""

    name: ClassVar[str] = "gaps"

    summary: str  # « Six écarts à mettre sur la table, 40 minutes… »
    roles: str  # « D : directrice · A : animatrice »
    rows: tuple[GapRow, ...]
    settled: tuple[str, ...]  # gaps closed by an arbitration: what, by whom, why
    how: tuple[str, ...]
    told: tuple[str, ...]  # what the gaps already say


def gaps_part(assessed: AssessedVisit, reader: Reader) -> Gaps | None:
    """Return the agenda of the gaps; None where one person answered (E16)."""
    several = heard_of_several(assessed)
    if reader != "conseiller" or not several:
        return None
    found = agenda(several)
    agreed = sum(not hear(q, a.voices).kinds for q, a in several)
    names = _initials(assessed, several)
    rows = [_row(number, one, names) for number, one in enumerate(found, 1)]
    return Gaps(
        heading="Les écarts entre les réponses",
        summary=_summary(found, agreed),
        roles=_roles(assessed, names) if rows else "",
        rows=tuple(rows),
        settled=tuple(_settled(several)),
        how=_HOW if rows else (),
        told=tuple(_told(assessed, found)),
    )


_HOW = (
    "Lire les réponses proposées, pas les fonctions",
    "Demander un fait : une date, un lieu, un document",
    "Retenir ce que l’équipe peut montrer, et écrire pourquoi",
)


def heard_of_several(assessed: AssessedVisit) -> list[tuple[Question, Answer]]:
    """Return the questions that are asked and that several people answered, in their order."""
    return [(q, a) for q, a in _asked(assessed) if len(a.voices) > 1]


def _asked(assessed: AssessedVisit) -> Iterator[tuple[Question, Answer]]:
    for line in assessed.assessment.answers:
        stored = assessed.matched.answers.get(line.question.id)
        if stored and line.status is not Status.HIDDEN:
            yield line.question, stored


def _summary(found: Sequence[Gap], agreed: int) -> str:
    """Return how many gaps there are, the time that they take, and how many answers agree."""
    same = count(agreed, "question")
    told = f"Sur {same}, les réponses se rejoignent." if agreed else ""
    if not found:
        return f"Aucun écart à trancher. {told}".rstrip()
    minutes = sum(one.minutes for one in found)
    return f"{count(len(found), 'écart')} à mettre sur la table, {minutes} minutes. {told}".rstrip()


def _initials(assessed: AssessedVisit, several: Sequence[tuple[Question, Answer]]) -> Mapping[str, str]:
    """Return one sign by respondent who answered, the initial of a word of the function if it is free."""
    spoke = {voice.by for _, answer in several for voice in answer.voices}
    roles = {one.id: one.role for one in assessed.matched.respondents}
    found: dict[str, str] = {}
    for by in [*[k for k in roles if k in spoke], *sorted(spoke - roles.keys())]:
        words = re.findall(r"[^\W\d_]+", roles.get(by, by).upper())
        signs = [*[word[0] for word in words], *"".join(words), *map(str, range(1, len(spoke) + 1))]
        found[by] = next(sign for sign in signs if sign not in found.values())
    return found


def _roles(assessed: AssessedVisit, names: Mapping[str, str]) -> str:
    roles = {one.id: one.role for one in assessed.matched.respondents}
    return " · ".join(f"{sign} : {roles.get(by, by)}" for by, sign in names.items())


def _row(number: int, one: Gap, names: Mapping[str, str]) -> GapRow:
    levels = one.levels
    wide = len(levels) > 1
    return GapRow(
        number=str(number),
        title=one.question.title,
        kind=_kind(one),
        said=tuple(_strip(levels, names)),
        low=_place(min(levels.values())) if wide else "",
        high=_place(max(levels.values())) if wide else "",
        levels=" · ".join(f"{names[by]} : {level}" for by, level in levels.items()),
        others=" · ".join(_others(one, names)),
        ask=sentence(one.question.fact or _NO_FACT),
        minutes=f"{one.minutes} min",
        meanwhile=f"en attendant : {_retained(one.question, one.heard.said)}",
    )


def _place(level: int) -> str:
    """Return the middle of the band of a level: five bands of 20."""
    return str(20 * level + 10)


def _strip(levels: Mapping[str, int], names: Mapping[str, str]) -> Iterator[SaidAt]:
    """Yield where each initial is drawn; those of one level stand side by side around it."""
    for level in sorted(set(levels.values())):
        there = [by for by, given in levels.items() if given == level]
        for rank, by in enumerate(there):
            shift = _APART * (2 * rank - len(there) + 1) / 2
            yield SaidAt(_place(level), f"{shift:g}", names[by])


def _kind(one: Gap) -> str:
    """Return what sort of gap it is: « socle · niveau, de 0 à 3, et connu ou non »."""
    low, high = min(one.levels.values(), default=0), max(one.levels.values(), default=0)
    wide = {"level": f", de {low} à {high}"}
    told = listing([KINDS[kind] + wide.get(kind, "") for kind in one.heard.kinds])
    return f"socle · {told}" if one.question.core else told


def _others(one: Gap, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what is no level, in words."""
    for voice in one.answer.voices:
        if voice.by not in one.levels:
            why = cut_at_word(voice.reason or "", _MOST_REASON)
            yield f"{names[voice.by]} : {status_told(standing(one.question, voice)[1], why)}"


def _retained(question: Question, said: Said) -> str:
    """Return a level, or why there is none."""
    level, status = standing(question, said)
    return str(level) if status is Status.ANSWERED else STATUS[status]


def _settled(several: Sequence[tuple[Question, Answer]]) -> Iterator[str]:
    """Yield the gaps that the team closed: what was retained, by whom, why."""
    for question, answer in several:
        closed = answer.arbitration
        if closed is not None and hear(question, answer.voices).kinds:
            retained = _retained(question, closed)
            yield f"{question.title} : retenu {retained}, par {closed.by}, parce que {closed.why}"


def _told(assessed: AssessedVisit, found: Sequence[Gap]) -> Iterator[str]:
    """Yield what the gaps already say: who answers higher, and no more of anybody."""
    roles = {one.id: one.role for one in assessed.matched.respondents}
    above = Counter(by for one in found if (by := _highest(one)))
    for by, number in above.most_common(1):
        if number > 1:
            yield (
                f"Sur {number} questions, la réponse la plus haute vient de la même fonction "
                f"({roles.get(by, by)}) : l’écrit existe-t-il sans être connu ?"
            )
    if found:
        yield (
            "Tant qu’un écart n’est pas tranché, la question compte sa réponse médiane basse ; le "
            "haut va dans ce qui reste à savoir."
        )


def _highest(one: Gap) -> str:
    """Return who alone gave the highest level; empty where several did, or one level was given."""
    top = [by for by, level in one.levels.items() if level == max(one.levels.values())]
    return top[0] if len(top) == 1 and len(one.levels) > 1 else ""


_SHORT_KINDS = {
    "level_gap": "niveau",
    "known_gap": "su ou non",
    "concerned_gap": "concerné ou non",
    "missing_gap": "sans réponse",
}
"""Cells of their kind."""
_SAID = {Status.UNKNOWN: "ne sait pas", Status.NOT_APPLICABLE: "non concerné", Status.MISSING: "sans réponse"}
Given = tuple[NDArray[np.int8], NDArray[np.int8]]
"""(n, Q) values and statuses of what n respondents said, as the kernel takes them."""


def gap_rows(
    questionnaire: Questionnaire, merged: Merged, groups: NDArray[Any], roles: Sequence[str], given: Given
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rank of the structure and the cells of each gap, by structure then question.

    The cells are those of the table `ecarts` but the first, the name of the structure. `groups` (n,)
    are the ranks of the structures of the respondents, `roles` (n,) what they are in them, if anything.
    """
    kinds = {told: getattr(merged, kind) for kind, told in _SHORT_KINDS.items()}
    members = np.split(
        np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups, minlength=len(merged.status)))[:-1]
    )
    for row, column in np.argwhere(merged.gap).tolist():
        question, deviation = questionnaire.questions[column], merged.deviation(row, column)
        said = [
            (_cell(given[0][one, column], given[1][one, column]), roles[one])
            for one in members[row]
            if given[1][one, column] != Status.HIDDEN
        ]
        yield (
            row,
            (
                question.id,
                question.title,
                " ; ".join(told for told, gaps in kinds.items() if gaps[row, column]),
                _cell(merged.values[row, column], merged.status[row, column]),
                " ; ".join(f"{cell} ({role})" if role else cell for cell, role in said),
                np.nan if deviation is None else in_tenths(deviation) / 10,
                int(merged.spread[row, column]),
            ),
        )


def gap_rows_of(questionnaire: Questionnaire, visit: Visit) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each open gap of a visit, by question; see `gap_rows`."""
    roles = {one.id: " ".join(one.role.split()) for one in visit.respondents}
    values = np.zeros((len(roles), len(questionnaire.questions)), np.int8)
    status = np.full(values.shape, Status.HIDDEN, np.int8)
    rows = {by: row for row, by in enumerate(roles)}
    for column, question in enumerate(questionnaire.questions):
        answer = visit.answers.get(question.id)
        for voice in answer.voices if answer and answer.arbitration is None else ():
            place = rows[voice.by], column
            values[place], status[place] = standing(question, voice)
    groups = np.zeros(len(roles), np.intp)
    merged = merge(groups, values, status)
    for _, cells in gap_rows(questionnaire, merged, groups, [*roles.values()], (values, status)):
        yield cells


def _cell(value: int, status: int) -> str:
    return _SAID.get(Status(status), str(value))
