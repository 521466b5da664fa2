"""The worked example of the method as a questionnaire, and random visits, for the tests."""

from decimal import Decimal
from itertools import count

from diag.planning.plan import build_plan
from diag.questionnaire.questionnaire_model import (
    Action,
    Choice,
    CrosswalkFile,
    Dimension,
    Effort,
    LastingCondition,
    LevelLabel,
    PlanningRules,
    Questionnaire,
    QuestionnaireFile,
    ScoringRules,
    SingleQuestion,
    Statement,
    Target,
)
from diag.scoring.assessment import assess
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Answer, Decision, PlanChoices

LETTERS = {"?": Status.UNKNOWN, "n": Status.NOT_APPLICABLE, ".": Status.MISSING, "h": Status.HIDDEN}
"""How a row is written: a level, or a letter for another status."""
NUMBERS = count()
"""One fingerprint for each questionnaire: what is made of one is kept under it."""


def question(name, weight=1, core=False, about="structure"):
    """Return a question on a ladder from 0 to 4."""
    return SingleQuestion(
        id=name,
        title=name,
        text=name,
        why=name,
        kind="single",
        core=core,
        told={level: f"{name} en est à {level}" for level in range(5)} if core else {},
        weight=weight,
        about=about,
        findings=["S01"],
        not_applicable="absence",
        choices=[Choice(level=level, label=str(level), check="vu") for level in range(5)],
    )


def action(name, targets=None, days=0, hours_each=0, needs=(), weeks=4, origin="tool", who="all"):
    """Return an action; `targets` are {question: level}."""
    return Action(
        id=name.lower(),
        title=name,
        reason=name,
        findings=["S01"],
        origin=origin,
        targets=[Target(question=q, level=level) for q, level in (targets or {}).items()],
        needs=[need.lower() for need in needs],
        first_step=name,
        steps=[name],
        lead=name,
        effort=Effort(days=Decimal(str(days)), hours_each=Decimal(str(hours_each)), who=who),
        cost="none",
        weeks=weeks,
        sign=name,
    )


def questionnaire(dimensions, actions, conditions=(), capacity=9):
    """Return a questionnaire; `dimensions` are (id, weight, gates, questions)."""
    axes = [
        Dimension(id=d, title=d, description=d, origin=d, weight=w, gates=gates, questions=own)
        for d, w, gates, own in dimensions
    ]
    header = QuestionnaireFile(
        id="exemple",
        version="1.0.0",
        title="Exemple",
        description="Exemple",
        licence="Libre",
        source="Exemple",
        dimensions=[d.id for d in axes],
        levels=[LevelLabel(title=str(n), description=str(n)) for n in range(5)],
        lasting_conditions=[
            LastingCondition(
                id=f"condition-{rank}",
                title="Condition",
                text="Condition",
                findings=["S01"],
                statements=[
                    Statement(question=q, at_least=level, held=q, not_held=q) for q, level in statements.items()
                ],
                told={"none": "rien ne tient" + rank * " non plus", "some": "une partie tient", "all": "tout tient"},
            )
            for rank, statements in enumerate(conditions)
        ],
        scoring=ScoringRules(thresholds=[20, 40, 60, 80]),
        planning=PlanningRules(capacity=Decimal(capacity)),
    )
    return Questionnaire(
        header=header,
        profile=(),
        dimensions=tuple(axes),
        actions=tuple(actions),
        findings={},
        channels={},
        landmarks=(),
        terms=(),
        contacts={},
        documents=None,
        cards=(),
        words=(),
        crosswalk=CrosswalkFile(),
        partner=None,
        hash=f"sha256:{next(NUMBERS):064x}",
    )


def example_dimensions():
    """Return the three axes of method.md."""
    return [
        (
            "axe-a",
            2,
            True,
            [question("A1", 2), question("A2", 1, about="people"), question("A3", 1, core=True), question("A4", 1)],
        ),
        (
            "axe-b",
            2,
            True,
            [question("B1", 3, core=True), question("B2", 2, core=True), question("B3", 2), question("B4", 1)],
        ),
        ("axe-c", 1, False, [question("C1", 1, core=True), question("C2", 1), question("C3", 2)]),
    ]


def example_actions():
    """Return X0 to X8 of method.md."""
    return [
        action("X0", {}, 2),
        action("X1", {"B2": 2}, 4, weeks=8, needs=["X0"]),
        action("X2", {"A3": 1}, 1),
        action("X3", {"A2": 4}, 2, needs=["X2"]),
        action("X4", {"C2": 4}, 0.5, hours_each=1),
        action("X5", {"C1": 1}, 1.5, weeks=8, origin="print"),
        action("X6", {"C1": 4}, 5, weeks=52, needs=["X5"], origin="print"),
        action("X7", {"C1": 1}, 2),
        action("X8", {"B2": 4}, 40, weeks=26, needs=["X1"]),
    ]


EXAMPLE = questionnaire(example_dimensions(), example_actions(), [{"B2": 2, "B3": 2}])
ROW = "42?n" + "404." + "034"
"""Answers of the worked example, in the order of its questions."""
PROFILE = {"staff": Decimal(7)}


def row(marks):
    """Return (values, status) of a row written as `ROW` is."""
    values = [0 if mark in LETTERS else int(mark) for mark in marks]
    return values, [int(LETTERS.get(mark, Status.ANSWERED)) for mark in marks]


def assessed(content, marks, profile=PROFILE):
    """Return a visit as it is matched, and its scores."""
    values, status = row(marks)
    answers = {
        q.id: Answer(status=Status(code).name.lower(), value=str(value) if code == 0 else None, reason="oui")
        for q, value, code in zip(content.questions, values, status, strict=True)
        if code != Status.MISSING
    }
    given = {name: int(a.value) for name, a in answers.items() if a.status == "answered"}
    matched = Matched(profile, given, answers, ())
    return matched, assess(content, matched)


def planned(content=EXAMPLE, marks=ROW, profile=PROFILE, capacity=None, **decided):
    """Return the plan of a visit; `decided` are the choices made of actions, by id."""
    choices = PlanChoices(decisions={name: Decision(choice=c) for name, c in decided.items()})
    return build_plan(content, *assessed(content, marks, profile), choices, "2026-03", capacity)


def ids(lines):
    """Return the actions of some lines or steps."""
    return [line.action.id for line in lines]
