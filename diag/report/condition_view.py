"""The conditions for lasting change, statement by statement, as facts (E6, M21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, cut_at_word, short_month
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Part, Reader, Section
from diag.scoring.assessment import ConditionState, StatementLine

_MOST_CONDITIONS, _MOST_STATEMENTS = 2, 3  # that a single page has room for
_MOST_TITLE, _MOST_SHORT = 44, 32  # signs on a single page of a title, and of a statement


@dataclass(frozen=True)
class Statement(Part):
    """One statement: whether it holds, and the month when the action that reaches it ends."""

    text: str
    held: bool
    state: str  # « oui », « pas encore », « à savoir », « non posé »
    when: str  # « avril 2027 », « sans date »; empty where it holds or is not known


@dataclass(frozen=True)
class Condition(Part):
    """One condition: « L’institution le reconnaît », « 0 ou 1 sur 3 »."""

    title: str
    count: str
    statements: tuple[Statement, ...]
    rest: str  # how many statements a single page has no room for


@dataclass(frozen=True)
class Conditions(Section):
    """The conditions, side by side; never a score."""

    name: ClassVar[str] = "conditions"

    source: str  # « selon le rapport PRINT »
    conditions: tuple[Condition, ...]
    rest: str  # how many conditions a single page has no room for


def conditions_part(assessed: AssessedVisit, reader: Reader) -> Conditions | None:
    """Return the conditions; None where the questionnaire has none (E6)."""
    states = [state for state in assessed.assessment.conditions if state.counted]
    if not states:
        return None
    shown = _weakest(states) if reader == "conseil" else states
    partner = assessed.questionnaire.partner
    return Conditions(
        heading=f"{_NUMBER.get(len(states), str(len(states)))} pour que cela dure",
        source=f"selon le rapport {partner.name}" if partner else "",
        conditions=tuple([_condition(assessed, state, reader) for state in shown]),
        rest=_rest(len(states) - len(shown)),
    )


_NUMBER = {1: "Une condition", 2: "Deux conditions", 3: "Trois conditions", 4: "Quatre conditions"}


def _weakest(states: Sequence[ConditionState]) -> list[ConditionState]:
    """Return what a single page has room for: the conditions least held, in their order."""
    ranked = sorted(states, key=lambda state: state.held / state.counted)
    return [state for state in states if state in ranked[:_MOST_CONDITIONS]]


def _rest(number: int) -> str:
    if number < 1:
        return ""
    return f"{count(number, 'autre', 'autres')} dans le rapport de direction."


def _condition(assessed: AssessedVisit, state: ConditionState, reader: Reader) -> Condition:
    lines = [line for line in state.statements if line.state != "not_applicable"]
    shown = lines[:_MOST_STATEMENTS] if reader == "conseil" else lines
    left = len(lines) - len(shown)
    title = state.condition.title
    return Condition(
        title=cut_at_word(title, _MOST_TITLE) if reader == "conseil" else title,
        count=held_told(state),
        statements=tuple([_statement(assessed, line, reader) for line in shown]),
        rest=f"et {count(left, 'autre', 'autres')}" if left else "",
    )


def held_told(state: ConditionState) -> str:
    """Return how many hold, and how many may; those that do not concern it are left out."""
    doubtful = sum(line.state in ("unknown", "not_posed") for line in state.statements)
    told = str(state.held)
    if doubtful:
        told = f"{told} {'ou' if doubtful == 1 else 'à'} {state.held + doubtful}"
    return f"{told} sur {state.counted}"


def _statement(assessed: AssessedVisit, line: StatementLine, reader: Reader) -> Statement:
    whole = line.statement.held.rstrip(".")
    short = line.statement.short or cut_at_word(whole, _MOST_SHORT)
    return Statement(
        text=short if reader == "conseil" else whole,
        held=line.state == "held",
        state=_STATE[line.state],
        when=_when(assessed, line),
    )


_STATE = {
    "held": "oui",
    "not_held": "pas encore",
    "unknown": "à savoir",
    "not_posed": "non posé",
    "not_applicable": "",
}


def _when(assessed: AssessedVisit, line: StatementLine) -> str:
    """Return the month when what makes it hold ends; « sans date » where the year has nothing."""
    if line.state != "not_held":
        return ""
    one = assessed.year.reaching.get((line.statement.question, line.statement.at_least))
    return short_month(assessed.visit.visit.date, one.end) if one else "sans date"
