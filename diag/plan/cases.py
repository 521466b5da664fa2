"""What a case gives, held against what its author expects."""

from collections.abc import Iterator

from diag.plan.plan import build_plan
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.assessment import NotScored, Score, assess
from diag.visit.acceptance import match
from diag.visit.expectations import Case, visit_of


def differences(case: Case, questionnaire: Questionnaire) -> list[str]:
    """Return, in French, each way in which a case does not give what it expects.

    Raises:
        Refusal: the case answers questions that do not exist, or in a way they do not admit.

    """
    return list(_differences(case, questionnaire))


def _differences(case: Case, questionnaire: Questionnaire) -> Iterator[str]:
    visit, expected = visit_of(case, questionnaire), case.expected
    matched = match(visit, questionnaire)
    assessment = assess(questionnaire, matched)
    if expected.level is not None:
        yield from _compare("niveau de l’ensemble", expected.level, _level(assessment.overall))
    for name, level in expected.levels.items():
        result = assessment.dimensions.get(name)
        found = "axe inconnu" if result is None else _level(result)
        yield from _compare(f"niveau de l’axe {name}", level, found)
    if expected.blockers is not None:
        overall = assessment.overall
        held = list(overall.level.blockers) if isinstance(overall, Score) else []
        yield from _compare("points bloquants", expected.blockers, held)
    plan = build_plan(questionnaire, matched, assessment, visit.plan)
    order = [line.action.id for line in plan.lines]
    first = expected.first_actions
    if first:
        yield from _compare("premières actions", first, order[: len(first)])
    for name in (n for n in expected.actions if n not in order):
        yield f"action absente du plan : {name}"
    for name in (n for n in expected.no_actions if n in order):
        yield f"action présente dans le plan : {name}"


def _level(result: Score | NotScored) -> object:
    return result.level.value if isinstance(result, Score) else "none"


def _compare(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what} : attendu {_shown(expected)}, obtenu {_shown(found)}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "rien"
    return str(value)
