"""What a document opens on, what to do on Monday, and what a board decides, with its total (E2, E3, E8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, cut_at_word, inside, month_year, short_month
from diag.planning.plan import MONTHS, YearLine, board_lines, sum_days, sum_money
from diag.report.action_words import (
    aim_told,
    core_first,
    cost_told,
    days_told,
    decided_of,
    money_told,
    own_days,
    short_owner,
    tag_told,
    title_told,
    why_none,
)
from diag.report.assessed_visit import AssessedVisit, ask_told
from diag.report.document import Lead, Part, Reader, Section

_MOST_OPENING: Mapping[Reader, int] = {"conseil": 130, "financeur": 130, "direction": 600}
_LARGE = 160  # signs that are set large; a longer opening is set as a text
_WHOLE = "La suite est dans le dossier du conseiller."


@dataclass(frozen=True)
class Beginning(Part):
    """One thing to do first, and the action that it begins: `Action 1`, empty for a verification."""

    text: str
    action: str
    anchor: str


@dataclass(frozen=True)
class Monday(Section):
    """What to do on Monday: a verification, else the first step of what begins first."""

    name: ClassVar[str] = "monday"

    steps: tuple[Beginning, ...]


def lead_part(assessed: AssessedVisit, reader: Reader) -> Lead | None:
    """Return the sentence that opens the document, None where there is none (E2, M25)."""
    whole = " ".join(assessed.opening.split())
    if not whole:
        return None
    opening = cut_at_word(whole, _MOST_OPENING.get(reader, len(whole)))
    more = "" if opening == whole else _WHOLE
    return Lead("", opening, more, len(opening) > _LARGE)


def monday_part(assessed: AssessedVisit, reader: Reader) -> Monday | None:
    """Return what to do first: how the first actions begin, else what is to be asked (E3)."""
    lines = [x for x in assessed.year.lines if not (x.line and x.line.under_way)][:2]
    together = [one for one in lines if one.start == lines[0].start]
    steps = [_beginning(assessed, rank, one) for rank, one in enumerate(together)]
    if not lines and assessed.plan.to_verify:
        question = assessed.questionnaire.question[assessed.plan.to_verify[0].question]
        steps = [Beginning(f"demander {inside(ask_told(assessed, question))}", "", "verify")]
    return Monday("", tuple(steps)) if steps else None


def _beginning(assessed: AssessedVisit, rank: int, one: YearLine) -> Beginning:
    """Return how an action begins: by what must be verified before it, else by its first step."""
    told = _first(assessed, one)
    return Beginning(
        text=told if rank else inside(told),  # the first goes on after « Lundi : »
        action=f"Action {one.number}",
        anchor=f"action-{one.id}" if one in assessed.year.cards else "",
    )


def _first(assessed: AssessedVisit, one: YearLine) -> str:
    if one.line is None:
        return title_told(one)
    asked = [name for before in one.line.verify_before for name in before.questions]
    if not asked:
        return one.line.action.first_step
    return f"Demander {inside(ask_told(assessed, assessed.questionnaire.question[asked[0]]))}"


_MOST_TITLE, _MOST_OWNER, _MOST_TAG = 50, 32, 12  # signs of a row
_MOST_FACTS = 200  # signs of what will be there in a year
_MOST_MONDAY = 96  # signs of a line


@dataclass(frozen=True)
class DecisionRow(Part):
    """One decision; `decided` replaces the boxes to tick where the visit decided already."""

    number: str
    title: str
    tag: str  # « PRINT », or empty
    owner: str
    when: str
    days: str
    money: str
    decided: str


@dataclass(frozen=True)
class Decisions(Section):
    """Four decisions at most, their total, and what will be there in a year."""

    name: ClassVar[str] = "decisions"

    caption: str
    rows: tuple[DecisionRow, ...]
    none: str  # why there is nothing to decide
    total: str  # « Ces quatre décisions »
    whole_year: str  # « l’année entière : 8 actions, 22,5 jours, moins de 500 € hors PRINT »
    days: str
    money: str
    monday: str  # the first step of what begins first, empty where nothing does
    in_a_year: str  # facts, 200 signs at most
    next_visit: str


def decisions_part(assessed: AssessedVisit, reader: Reader) -> Decisions | None:
    """Return what the board is asked to decide (E8)."""
    lines = board_lines(assessed.year, assessed.plan.priorities)
    return Decisions(
        heading="Ce que le conseil est invité à décider",
        caption=_CAPTION if lines else "",
        rows=tuple([_row(assessed, rank, one) for rank, one in enumerate(lines, 1)]),
        none="" if lines else _why_none(assessed),
        total=_TOTAL.get(len(lines), ""),
        whole_year=_whole_year(assessed),
        days=days_told(sum_days(lines)) if lines else "",
        money=_money(assessed, lines) if lines else "",
        monday=_monday(assessed, reader),
        in_a_year=_in_a_year(assessed, lines),
        next_visit=f"Prochaine visite : {month_year(assessed.visit.visit.date, MONTHS)}.",
    )


_CAPTION = (
    "Temps : jours de travail, toutes personnes confondues. Argent : ce qui sort de la caisse, hors temps passé."
)
_TOTAL = {1: "Cette décision", 2: "Ces deux décisions", 3: "Ces trois décisions", 4: "Ces quatre décisions"}


def _why_none(assessed: AssessedVisit) -> str:
    if not assessed.year.lines:
        return why_none(assessed)
    return "Rien de ce que l’année prévoit ne demande une décision du conseil."


def _row(assessed: AssessedVisit, rank: int, one: YearLine) -> DecisionRow:
    decision = one.line.decision if one.line else None
    due = decision.due if decision else None
    end = short_month(due) if due else short_month(assessed.visit.visit.date, one.end)
    return DecisionRow(
        number=str(rank),
        title=_title(one),
        tag=cut_at_word(tag_told(assessed, one), _MOST_TAG),
        owner=cut_at_word(" ".join(short_owner(one).split()), _MOST_OWNER),
        when=end,
        days=own_days(one),
        money=cost_told(one.cost),
        decided=decided_of(one.line) if one.line else "",
    )


def _title(one: YearLine) -> str:
    """Return what is decided, as a board says it."""
    decision = one.line.action.decision if one.line else None
    return cut_at_word(decision or title_told(one), _MOST_TITLE)


def _whole_year(assessed: AssessedVisit) -> str:
    """Return what the whole year is, of which the board decides a part."""
    year = assessed.year
    if not year.lines:
        return ""
    actions, days = count(len(year.lines), "action"), count(year.days, "jour")
    return f"l’année entière : {actions}, {days}, {_money(assessed, year.lines)}"


def _money(assessed: AssessedVisit, lines: Sequence[YearLine]) -> str:
    """Return what leaves the till; where the partner alone is to be asked, it is named."""
    asked = [one for one in lines if one.cost == "ask"]
    tags = {tag_told(assessed, one) for one in asked}
    own = [one for one in lines if one.cost != "ask"]
    if len(tags) != 1 or not own or "" in tags:
        return money_told(sum_money(lines))
    return f"{money_told(sum_money(own))} hors {cut_at_word(tags.pop(), _MOST_TAG)}"


def _monday(assessed: AssessedVisit, reader: Reader) -> str:
    """Return what begins on Monday, in a line: a board asks what happens first."""
    begun = monday_part(assessed, reader)
    if begun is None:
        return ""
    first = begun.steps[0].text.partition(". ")[0].rstrip(".")
    return f"{cut_at_word(first, _MOST_MONDAY)}."


def _in_a_year(assessed: AssessedVisit, lines: Sequence[YearLine]) -> str:
    """Return what will be there in a year, in facts, as far as a short sentence holds them."""
    facts = [fact for one in lines if one.ends and (fact := _aim(assessed, one))]
    told = list[str]()
    for fact in dict.fromkeys(facts):
        if len(" ; ".join([*told, fact])) < _MOST_FACTS:
            told.append(fact)
    return f"{' ; '.join(told)}." if told else ""


def _aim(assessed: AssessedVisit, one: YearLine) -> str:
    """Return the fact that an action aims at, that of a core question first; empty without words."""
    if one.line is None:
        return ""
    facts = [aim_told(assessed, one.line, target) for target in core_first(assessed, one.line)]
    return next(filter(None, facts), "").rstrip(".")
