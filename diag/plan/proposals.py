"""Which actions are proposed: from the answers, with what they suppose (M20)."""

from collections.abc import Mapping
from fractions import Fraction

from diag.plan.order import Candidate
from diag.questionnaire.models import Action, Target
from diag.questionnaire.questionnaire import Questionnaire
from diag.scoring.assessment import Assessment
from diag.scoring.rubric import Status
from diag.visit.models import Decision


def refused(
    questionnaire: Questionnaire, decided: Mapping[str, Decision], available: Mapping[str, Action]
) -> dict[str, Decision]:
    """Return the actions that suppose a declined one, directly or not, and why they fall with it."""
    lost = {name for name, decision in decided.items() if decision.choice == "decline"}
    refused: dict[str, Decision] = {}
    found = True
    while found:
        found = False
        for action in available.values():
            missing = [n for n in action.needs if n in lost]
            if missing and action.id not in lost:
                title = questionnaire.action[missing[0]].title
                refused[action.id] = Decision(choice="decline", note=f"suppose « {title} »")
                lost.add(action.id)
                found = True
    return refused


def unmet(action: Action, assessment: Assessment, columns: Mapping[str, int]) -> tuple[Target, ...]:
    """Return the targets above the current answer, unknown and missing counting 0 (M20)."""
    return tuple(t for t in action.targets if t.level > _current(assessment, columns[t.question]))


def _current(assessment: Assessment, column: int) -> int:
    """Return the level of an answer; 4 where the question does not concern the structure."""
    status = assessment.status[0, column]
    if status in (Status.HIDDEN, Status.NOT_APPLICABLE):
        return 4
    return int(assessment.values[0, column]) if status == Status.ANSWERED else 0


def acts(action: Action, assessment: Assessment, columns: Mapping[str, int]) -> bool:
    """Tell whether some unmet target rests on an answer, rather than on what is not known."""
    return any(
        assessment.status[0, columns[t.question]] == Status.ANSWERED
        for t in unmet(action, assessment, columns)
    )


def with_needs(chosen: list[Action], available: Mapping[str, Action]) -> list[Action]:
    """Return the actions and the prerequisites they lack, each once, sorted by id."""
    found = {a.id: a for a in chosen}
    waiting = list(chosen)
    while waiting:
        for need in waiting.pop().needs:
            if need in available and need not in found:
                found[need] = available[need]
                waiting.append(available[need])
    return [found[name] for name in sorted(found)]


def candidate(
    action: Action, columns: Mapping[str, int], available: Mapping[str, Action]
) -> Candidate:
    """Return an action as the order sees it; a need that is not available counts as met."""
    return Candidate(
        id=action.id,
        effort=Fraction(action.effort),
        targets=tuple((columns[t.question], t.level) for t in action.targets),
        needs=tuple(n for n in action.needs if n in available),
    )
