"""From a visit to what one reader of it is given: a reader is a list of parts (report, readers).

Private notes, declined actions and what each respondent answered are built for the adviser alone: no
other document holds them, so that no template can print them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from diag.report.action_lines import action_lines_part
from diag.report.action_words import cards_part, later_part
from diag.report.adviser_view import data_quality_part, declined_part, private_notes_part
from diag.report.answer_table import answers_part
from diag.report.assessed_visit import AssessedVisit
from diag.report.condition_view import conditions_part
from diag.report.decision_view import decisions_part, lead_part, monday_part
from diag.report.document import Document, Entry, Reader, Section
from diag.report.evolution_view import evolution_part, since_part
from diag.report.fact_view import facts_part
from diag.report.funder_view import costs_part, indicators_part, needs_part, payers_part, request_part
from diag.report.gap_view import gaps_part
from diag.report.head_view import foot_of, head_of, running_title
from diag.report.method_view import (
    CitedFindings,
    Glossary,
    cited_parts,
    computation_part,
    landmarks_part,
    method_part,
)
from diag.report.next_level_view import next_level_part
from diag.report.partner_view import partner_part
from diag.report.profile_view import profile_part
from diag.report.to_establish_view import to_establish_lead, to_establish_part
from diag.report.verify_view import verify_part
from diag.report.year_view import year_part
from diag.scoring.assessment import NotScored

Builder = Callable[[AssessedVisit, Reader], Section | None]
_START = (lead_part, monday_part, evolution_part, facts_part, profile_part, conditions_part, next_level_part)
_YEAR = (year_part, cards_part, verify_part, partner_part, payers_part, later_part)
PARTS: Mapping[Reader, tuple[Builder, ...]] = {
    "conseil": (lead_part, since_part, facts_part, profile_part, conditions_part, decisions_part),
    "direction": (*_START, *_YEAR, answers_part),
    "conseiller": (
        *_START,
        gaps_part,
        *_YEAR,
        action_lines_part,
        declined_part,
        private_notes_part,
        answers_part,
        computation_part,
        data_quality_part,
        landmarks_part,
        method_part,
    ),
    "financeur": (request_part, since_part, needs_part, indicators_part, costs_part),
}
"""What each reader is given, in order; the adviser's file ends on what it cites."""
_TO_ESTABLISH: tuple[Builder, ...] = (to_establish_lead, profile_part, to_establish_part)
TOO_FEW = 3
"""Axes not evaluated from which nothing is advised, and what must be asked is told instead (E5)."""


def _section(builder: Builder) -> type[Section]:
    """Return what a builder makes, of which it says that there may be none."""
    made: type[Section] = get_args(builder.__annotations__["return"])[0]
    return made


_MADE: tuple[type[Section], ...] = (
    *map(_section, PARTS["conseiller"]),
    CitedFindings,
    Glossary,
    *map(_section, (*PARTS["financeur"], *PARTS["conseil"], *_TO_ESTABLISH)),
)
SECTIONS: Mapping[str, type[Section]] = {section.name: section for section in _MADE}
"""Every part of every reader by name, in the order of a Word template that holds them all."""


def build_document(assessed: AssessedVisit, reader: Reader) -> Document:
    """Return what a reader is given of a visit."""
    too_few = too_little_known(assessed)
    parts = _TO_ESTABLISH if too_few else PARTS[reader]
    sections = tuple(found for part in parts if (found := part(assessed, reader)) is not None)
    if reader == "conseiller" and not too_few:
        sections = (*sections, *cited_parts(assessed, sections))
    head = head_of(assessed, reader)
    if too_few:
        head = replace(head, kicker=f"{assessed.questionnaire.header.title} · à établir")
    titled = [Entry(s.name, s.heading) for s in sections if s.heading]
    return Document(
        reader=reader,
        title=f"{head.structure} – {head.kicker}",
        running=running_title(assessed),
        mark=assessed.mark,
        head=head,
        contents=tuple(titled) if reader in ("direction", "conseiller") and not too_few else (),
        sections=sections,
        foot=foot_of(assessed, reader),
    )


def too_little_known(assessed: AssessedVisit) -> bool:
    """Tell whether so many axes are not evaluated that nothing can be advised."""
    results = assessed.assessment.dimensions.values()
    return sum(isinstance(result, NotScored) for result in results) >= TOO_FEW
