"""What holds already and what is fragile, in facts, each with its way out (E4, M25)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from diag.french import cut_at_word, inside, sentence, short_month
from diag.planning.plan import YearLine, board_lines
from diag.planning.strengths import SHOWN, STRONG, Fragile
from diag.questionnaire.questionnaire_model import SingleQuestion
from diag.report.assessed_visit import AssessedVisit, answer_text, note_told
from diag.report.document import Fact, Part, Reader, Section
from diag.scoring.assessment import AnswerLine

_MOST_QUOTE = 60  # signs of the sentence of a note that goes with a fact
_TWO_LINES, _FOUR_LINES = 88, 200  # signs of a fact with it, on a single page and on others
_MOST_TITLE, _MOST_ANSWER = 34, 40  # signs of a title and of an answer where no fact is written
_BEGINS = 2
"""Level of a core answer from which something begins."""


@dataclass(frozen=True)
class FragileFact(Part):
    """One thing that is fragile, and its way out: « → action 4 », « → à vérifier »."""

    text: str
    quote: str
    way_out: str
    anchor: str


@dataclass(frozen=True)
class Facts(Section):
    """Two tiles side by side; an empty one is left out.

    `holds_title` is « Ce qui tient déjà », or « Ce qui commence » where nothing holds yet;
    `no_fragile` says that nothing is fragile, and names the lowest core answer.
    """

    name: ClassVar[str] = "facts"

    holds_title: str
    holds: tuple[Fact, ...]
    fragile_title: str
    fragile: tuple[FragileFact, ...]
    no_fragile: str


def facts_part(assessed: AssessedVisit, reader: Reader) -> Facts | None:
    """Return what holds and what is fragile (E4)."""
    lines, title = assessed.strengths.holds, "Ce qui tient déjà"
    if not lines:
        lines, title = _begun(assessed), "Ce qui commence"
    fragile = tuple([_fragile(assessed, item, reader) for item in assessed.strengths.fragile])
    return Facts(
        heading="",
        holds_title=title if lines else "",
        holds=tuple([Fact(*fact_quoted(assessed, x, room_of(reader))) for x in lines]),
        fragile_title="Ce qui rend fragile",
        fragile=fragile,
        no_fragile="" if fragile else _no_fragile(assessed),
    )


def fact_told(assessed: AssessedVisit, line: AnswerLine) -> str:
    """Return an answer as a fact: the phrase of the questionnaire, else its title and the answer."""
    told = line.question.told.get(line.level) if line.level is not None else None
    if told:
        return sentence(told)
    answer = cut_at_word(answer_text(assessed, line), _MOST_ANSWER)
    proposed = isinstance(line.question, SingleQuestion) and line.level is not None
    title = cut_at_word(line.question.title, _MOST_TITLE)
    return f"{title} : « {answer} »" if proposed else f"{title}, {answer}"


def _begun(assessed: AssessedVisit) -> tuple[AnswerLine, ...]:
    """Return the core answers that begin, where nothing holds yet."""
    core = [x for x in assessed.assessment.answers if x.question.core and x.level == _BEGINS]
    return tuple(sorted(core, key=lambda x: -x.question.weight)[:SHOWN])


def room_of(reader: Reader) -> int:
    """Return the signs that a fact and its quotation have room for."""
    return _TWO_LINES if reader == "conseil" else _FOUR_LINES


def fact_quoted(assessed: AssessedVisit, line: AnswerLine, room: int) -> tuple[str, str]:
    """Return a fact, and the first sentence of its note where it is short: a sentence is never cut.

    An answer that is quoted stands alone: two quotations in a row are not read.
    """
    fact = fact_told(assessed, line)
    note = note_told(assessed, line.question.id)
    first = re.split(r"(?<=[.!?…])\s", note, maxsplit=1)[0]
    fits = len(first) <= _MOST_QUOTE and len(fact) + len(first) <= room
    return fact, first if fits and "«" not in fact else ""


def _fragile(assessed: AssessedVisit, item: Fragile, reader: Reader) -> FragileFact:
    line = assessed.lines.get(item.id)
    if line is None:  # an axis under its threshold, which holds the whole
        axis = next(d for d in assessed.questionnaire.dimensions if d.id == item.id)
        title = cut_at_word(axis.short or axis.title, _MOST_TITLE)
        return FragileFact(f"{title} retient l’ensemble", "", *_way_out(assessed, _lifting(assessed, item), reader))
    if item.kind == "unknown":
        title = cut_at_word(line.question.title, _MOST_TITLE)
        anchor = "" if reader == "conseil" else "verify"
        return FragileFact(f"{title} : on ne sait pas", "", "→\u00a0à vérifier", anchor)
    way_out, anchor = _way_out(assessed, _lifting(assessed, item), reader)
    fact, quote = fact_quoted(assessed, line, room_of(reader) - len(way_out))
    return FragileFact(fact, quote, way_out, anchor)


def _lifting(assessed: AssessedVisit, item: Fragile) -> YearLine | None:
    """Return the action of the year that first lifts what is fragile."""
    line = assessed.lines.get(item.id)
    if line is not None:
        return assessed.year.reaching.get((item.id, (line.level or 0) + 1))
    axis = {q.id for d in assessed.questionnaire.dimensions if d.id == item.id for q in d.questions}
    found = [one for (name, _), one in assessed.year.reaching.items() if name in axis]
    return min(found, key=lambda one: (one.end, one.number), default=None)


def _way_out(assessed: AssessedVisit, one: YearLine | None, reader: Reader) -> tuple[str, str]:
    """Return the way out of what is fragile, and where the page explains it."""
    if one is None:
        return "→\u00a0pas dans l’année", ""
    if reader != "conseil":
        carded = one in assessed.year.cards
        return f"→\u00a0action\u00a0{one.number}", f"action-{one.id}" if carded else "year"
    asked = [x.id for x in board_lines(assessed.year, assessed.plan.priorities)]
    if one.id in asked:
        return f"→\u00a0décision\u00a0{asked.index(one.id) + 1}", ""
    return f"→\u00a0plan, {short_month(assessed.visit.visit.date, one.end)}", ""


def _no_fragile(assessed: AssessedVisit) -> str:
    """Return that nothing is fragile, and the lowest core answer."""
    core = [x for x in assessed.assessment.answers if x.question.core and x.level is not None]
    lowest = min(core, key=lambda x: (x.level or 0, -x.question.weight), default=None)
    return " ".join(_said(assessed, lowest))


def _said(assessed: AssessedVisit, lowest: AnswerLine | None) -> Iterator[str]:
    if lowest is not None and (lowest.level or 0) >= STRONG:
        yield "Rien de ce qui compte le plus n’est fragile aujourd’hui."
        return
    yield "Rien de ce qui compte le plus n’est à zéro."
    if lowest is not None:
        yield f"Le moins avancé : {inside(fact_told(assessed, lowest))}."
