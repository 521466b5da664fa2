"""What a case gives, held against what its author expects."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from diag.planning.order import main_dimension
from diag.planning.plan import Plan, PlanLine, build_plan
from diag.questionnaire.questionnaire_model import Questionnaire, holds
from diag.scoring.assessment import Assessment, NotScored, Score, assess
from diag.visit.acceptance import Matched, match
from diag.visit.expectations import Case, Expected, visit_of

TWELVE = 12
"""Places that `first_twelve` looks at: what an adviser speaks of in a year."""


@dataclass(frozen=True)
class Played:
    """A case, scored and planned."""

    questionnaire: Questionnaire
    matched: Matched
    assessment: Assessment
    plan: Plan

    def beside(self, lines: Collection[PlanLine]) -> list[str]:
        """Return the lines whose main axis gates nothing: the tool's own construction."""
        main = {x.action.id: main_dimension(self.questionnaire, x.action) for x in lines}
        return [name for name, axis in main.items() if axis is not None and not axis.gates]


def play(case: Case, questionnaire: Questionnaire) -> Played:
    """Score and plan a case.

    Raises:
        Refusal: the case answers questions that do not exist, or in a way they do not admit.
    """
    visit = visit_of(case, questionnaire)
    matched = match(visit, questionnaire)
    assessment = assess(questionnaire, matched)
    visited = f"{visit.visit.date:%Y-%m}"
    plan = build_plan(questionnaire, matched, assessment, visit.plan, visited)
    return Played(questionnaire, matched, assessment, plan)


def differences(case: Case, questionnaire: Questionnaire) -> list[str]:
    """Return, in French, each way in which a case does not give what it expects.

    Raises:
        Refusal: as `play`.
    """
    played = play(case, questionnaire)
    return [*_levels(played, case.expected), *_actions(played, case.expected)]


def _levels(played: Played, expected: Expected) -> Iterator[str]:
    assessment = played.assessment
    if expected.level is not None:
        yield from _compare("niveau de l’ensemble", expected.level, _level(assessment.overall))
    for name, level in expected.levels.items():
        result = assessment.dimensions.get(name)
        found = "axe inconnu" if result is None else _level(result)
        yield from _compare(f"niveau de l’axe {name}", level, found)
    if expected.blockers is not None:
        overall = assessment.overall
        held = [x.id for x in overall.level.blockers] if isinstance(overall, Score) else []
        yield from _compare("points bloquants", expected.blockers, held)


def _actions(played: Played, expected: Expected) -> Iterator[str]:
    plan, first = played.plan, played.plan.priorities
    order = [line.action.id for line in plan.lines]
    for wanted, found, where in (
        (expected.priorities, [x.action.id for x in first], "parmi les six premières"),
        (expected.first_twelve, order[:TWELVE], "parmi les douze premières"),
        (expected.actions, order, "dans le plan"),
    ):
        for name in (n for n in wanted if n not in found):
            yield f"action absente {where} : {name} ; on y trouve {_shown(found)}"
    for name in (n for n in expected.no_actions if n in order):
        yield f"action présente dans le plan : {name}"
    if expected.print_by is not None and not any(
        line.action.origin == "print" for line in plan.lines[: expected.print_by]
    ):
        yield f"pas d’action de PRINT avant la place {expected.print_by + 1}"
    days = sum(line.effort for line in first)
    if expected.priority_days is not None and days > expected.priority_days:
        yield f"jours des six premières actions : au plus {expected.priority_days}, obtenu {days}"
    beside = played.beside(first)
    if expected.ai_at_most is not None and len(beside) > expected.ai_at_most:
        yield f"actions d’un axe sans verrou : au plus {expected.ai_at_most}, obtenu {_shown(beside)}"
    yield from _funding(played, expected)


def _funding(played: Played, expected: Expected) -> Iterator[str]:
    cited = {name for line in played.plan.lines for name in line.action.funding}
    channels = played.questionnaire.channels
    shown = {n for n in cited if holds(channels[n].when, played.matched.profile, {})}
    for name in (n for n in expected.funding if n not in shown):
        yield f"financement absent : {name}"
    for name in (n for n in expected.no_funding if n in shown):
        yield f"financement montré à tort : {name}"


def _level(result: Score | NotScored) -> object:
    return result.level.value if isinstance(result, Score) else "none"


def _compare(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what} : attendu {_shown(expected)}, obtenu {_shown(found)}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "rien"
    return str(value)
