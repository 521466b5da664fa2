"""The worked example of the method as a questionnaire and its visit, in the questionnaire's terms."""

from dataclasses import replace

from helpers import make_answer, make_visit, mini

from diag.questionnaire.questionnaire_model import Dimension, LastingCondition
from diag.scoring.assessment import assess
from diag.visit.acceptance import match

_MINI = mini()
#: Weight of each question; core ones are starred, as in the rule.
_AXES = {
    "A": (2, {"A1": 2, "A2": 1, "A3*": 1, "A4": 1}),
    "B": (2, {"B1*": 3, "B2*": 2, "B3": 2, "B4": 1}),
    "C": (1, {"C1*": 1, "C2": 1, "C3": 2}),
}
ANSWERS = {
    "A1": 4,
    "A2": 2,
    "A3": "unknown",
    "A4": "not_applicable",
    "B1": 4,
    "B2": 0,
    "B3": 4,
    "C1": 0,
    "C2": 3,
    "C3": 4,
}


def make_axis(name, weight, questions, **more):
    """Return a dimension of single-choice questions with five rungs; `{"A3*": 1}` is core."""
    return Dimension.model_validate(
        {
            "id": name,
            "title": f"Axe {name}",
            "description": "Un axe.",
            "origin": "Inventé.",
            "weight": weight,
            "questions": [_question(key, w) for key, w in questions.items()],
            **more,
        }
    )


def _question(key, weight):
    return {
        "id": key.strip("*"),
        "title": f"Question {key}",
        "text": "Où en est-on ?",
        "core": "true" if key.endswith("*") else "false",
        "weight": weight,
        "kind": "single",
        "about": "people" if key == "A2" else "structure",
        "why": "Pour savoir.",
        "findings": ["S01"],
        "not_applicable": "Sans objet.",
        "choices": [{"level": str(n), "label": f"Situation {n}.", "check": "Regardez."} for n in range(5)],
    }


def make_questionnaire(dimensions, statements=()):
    """Return the small questionnaire of the tests with other axes and one lasting condition."""
    condition = {
        "id": "condition",
        "title": "Condition",
        "text": "Une condition.",
        "findings": ["S01"],
        "statements": [
            {"question": q, "at_least": n, "held": "C’est fait.", "not_held": "Pas encore."} for q, n in statements
        ],
    }
    conditions = [LastingCondition.model_validate(condition)] if statements else []
    header = _MINI.header.model_copy(update={"lasting_conditions": conditions})
    return replace(_MINI, header=header, dimensions=tuple(dimensions), actions=())


EXAMPLE = make_questionnaire(
    [
        make_axis(name, weight, questions, gates="false" if name == "C" else "true")
        for name, (weight, questions) in _AXES.items()
    ],
    statements=[("B2", 2), ("B3", 2)],
)


def assess_example(changes=None, **more):
    """Return the assessment of the visit of the example, some answers changed, None for missing."""
    answers = {k: v for k, v in (ANSWERS | (changes or {})).items() if v is not None}
    return assess_answers(EXAMPLE, answers, **more)


def assess_answers(questionnaire, answers, profile=None, **more):
    """Return the assessment of a visit with these answers."""
    visit = make_visit(questionnaire, {k: make_answer(v) for k, v in answers.items()}, profile, **more)
    return assess(questionnaire, match(visit, questionnaire))
