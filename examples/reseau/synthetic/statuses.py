"""What becomes of each answer (M2): given, not known, not concerned, left out, or never asked."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from diag.questionnaire.questionnaire_model import Answer, Question, Questionnaire, Value, holds, references
from diag.scoring.rubric import Status

from .draws import Bools, Draws, Ints
from .profiles import Assumptions, Population, profile_of


def draw_status(
    questionnaire: Questionnaire,
    people: Population,
    given: Mapping[str, Ints],
    typed: Callable[[Question, Any], Answer],
    assumptions: Assumptions,
    seed: int,
) -> Ints:
    """Return the (n, Q) `Status` of each answer; what is hidden is decided by the tool's own rule."""
    rules, count = assumptions["answers"], len(people.types)
    unsure = Draws(seed, "unsure").chance(rules["unsure"]["share"], count)
    hurried = Draws(seed, "hurried").chance(rules["hurried"]["share"], count)
    left_out = np.where(hurried, rules["hurried"]["missing"], rules["missing"])
    profiles = [profile_of(questionnaire, people.profile, row) for row in range(count)]
    answers: list[dict[str, Value]] = [{} for _ in range(count)]
    read = _read_by_conditions(questionnaire)
    columns = []
    for question in questionnaire.questions:
        rate = rules["unknown"][questionnaire.dimension_of[question.id].id]
        doubts = np.where(unsure, rules["unsure"]["factor"], 1) * rate
        column = np.full(count, Status.ANSWERED, dtype=np.int8)
        column[Draws(seed, "unknown", question.id).chance(doubts, count)] = Status.UNKNOWN
        column[Draws(seed, "missing", question.id).chance(left_out, count)] = Status.MISSING
        column[_not_concerned(question, people, rules, seed)] = Status.NOT_APPLICABLE
        if question.when is not None:
            asked = [holds(question.when, *facts) for facts in zip(profiles, answers, strict=True)]
            column[~np.array(asked)] = Status.HIDDEN
        if question.id in read:
            for row in np.flatnonzero(column == Status.ANSWERED):
                answers[row][question.id] = typed(question, given[question.id][row])
        columns.append(column)
    return np.column_stack(columns)


def _read_by_conditions(questionnaire: Questionnaire) -> set[str]:
    """Return the ids of the questions whose answer decides whether another is asked."""
    tests = [test for q in questionnaire.questions for test in references(q.when)]
    return {name for kind, name, _, _ in tests if kind == "answer"}


def _not_concerned(question: Question, people: Population, rules: Assumptions, seed: int) -> Bools:
    """Return who says « non concerné », only where the questionnaire finds it legitimate."""
    count = len(people.types)
    if question.not_applicable is None:
        return np.zeros(count, dtype=bool)
    young = rules["very_young"]
    concerned = _among(people, young["types"]) & (question.id in young["questions"])
    none: Bools = concerned & Draws(seed, "very young").chance(young["share"], count)
    rule = rules["not_applicable"].get(question.id)
    if rule is None:
        return none
    may = _among(people, rule["types"]) if "types" in rule else np.ones(count, dtype=bool)
    if "staff_below" in rule:
        may &= people.staff < rule["staff_below"]
    return none | (may & Draws(seed, "not concerned", question.id).chance(rule["share"], count))


def _among(people: Population, types: list[str]) -> Bools:
    return np.array([t in types for t in people.types])
