"""What a case gives, held against what its author expects; what all cases say of the actions together."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diag.french import count
from diag.planning.order import PLACES, PRINT_PLACE, main_dimension
from diag.planning.plan import Plan, PlanLine, build_plan
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake
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


BESIDE = 5
"""Actions of an axis that gates nothing, in all."""
BESIDE_SHARE = Fraction(15, 100)
"""Places of the priorities that they take, over all cases."""
SETTLED = 2
"""Level of its core questions under which such an axis keeps an action in the year."""
DIFFERENT = 25
"""Different actions among the priorities of all cases, or half of the places if that is fewer."""
OFTEN = {"print": Fraction(9, 10), "public": Fraction(2, 3), "tool": Fraction(2, 3)}
"""Share of the cases that one action may come first in, by its origin."""


def check_cases(questionnaire: Questionnaire, cases: Sequence[tuple[Case, Source]]) -> list[Mistake]:
    """Return what an adviser would not sign in the plans of the cases marked `realistic`.

    Raises:
        Refusal: a case answers questions that do not exist, or in a way they do not admit.
    """
    played = [(play(c, questionnaire), source) for c, source in cases if c.realistic]
    if not played:
        return []
    mistakes = [
        source.mistake(("expected",), "Q11", what, how)
        for one, source in played
        for what, how in (*_composition(one), *_beside(one))
    ]
    folder = played[0][1].name.rpartition("/")[0] or "cases"
    told = _together(questionnaire, [one for one, _ in played])
    return mistakes + [Mistake(folder, 0, 0, "Q11", what, how) for what, how in told]


def _composition(played: Played) -> Iterator[tuple[str, str]]:
    """Yield what the priorities of a case lack: PRINT, a condition, the people supported."""
    plan, first = played.plan, played.plan.priorities
    of_print = [line.rank for line in plan.lines if line.action.origin == "print"]
    if of_print and of_print[0] > PRINT_PLACE:
        what = f"la première action de PRINT vient en place {of_print[0]}"
        yield what, "revoyez les cibles et l’effort des actions de PRINT"
    for state in played.assessment.conditions:
        own = [s.question for s in state.condition.statements]
        ranks = [x.rank for x in plan.lines if any(s.question in own for s in x.holds)]
        if not state.whole and ranks and ranks[0] > PLACES:
            what = f"rien ne fait avancer « {state.condition.title} » avant la place {ranks[0]}"
            yield what, "revoyez les actions qui visent ses énoncés"
    about = {q.id for q in played.questionnaire.questions if q.about == "people"}
    lines = [x for x in plan.lines if any(t.question in about for t in x.triggers)]
    if lines and not any(line in first for line in lines):
        what = "aucune des six premières actions ne concerne les personnes accompagnées"
        yield what, "revoyez les actions qui visent leurs questions"


def _beside(played: Played) -> Iterator[tuple[str, str]]:
    """Yield what is amiss with the axes that gate nothing: too much of them, or nothing."""
    questionnaire, plan = played.questionnaire, played.plan
    apart = [d for d in questionnaire.dimensions if not d.gates]
    most = 2 if played.assessment.lowest in {d.id for d in apart} else 1
    found = played.beside(plan.priorities)
    if len(found) > most:
        what = f"{len(found)} actions d’un axe sans verrou parmi les six premières, {most} au plus"
        yield f"{what} : {', '.join(found)}", "regroupez ces actions"
    low = [
        line.question.id
        for line in played.assessment.answers
        if line.dimension in apart and line.question.core and line.level is not None
        if line.level < SETTLED
    ]
    every = played.beside(plan.lines)
    year = played.beside([line for line in plan.lines if line.slot.fits != "later"])
    if low and every and not year:
        what = f"{', '.join(low)} sous le niveau {SETTLED}, et aucune action de l’axe dans l’année"
        yield what, "revoyez l’effort de ces actions"


def _together(questionnaire: Questionnaire, played: Sequence[Played]) -> Iterator[tuple[str, str]]:
    """Yield what the plans of all the cases say together."""
    axes = [(a, main_dimension(questionnaire, a)) for a in questionnaire.actions]
    apart = [a.id for a, axis in axes if axis is not None and not axis.gates]
    if len(apart) > BESIDE:
        what = f"{len(apart)} actions d’un axe sans verrou, {BESIDE} au plus : {', '.join(apart)}"
        yield what, "regroupez-les"
    firsts = [[line.action.id for line in one.plan.priorities] for one in played]
    places = Counter(name for first in firsts for name in first)
    taken = places.total()
    share = Fraction(sum(places[name] for name in apart), max(taken, 1))
    if share > BESIDE_SHARE:
        what = f"les actions d’un axe sans verrou prennent {round(100 * share)} % des priorités"
        yield what, "regroupez ces actions, ou baissez leurs cibles"
    wanted = min(DIFFERENT, taken // 2)
    if len(places) < wanted:
        what = f"{count(len(places), 'action')} parmi toutes les priorités, {wanted} au moins"
        yield what, "revoyez les efforts des actions qui reviennent toujours"
    seen = {line.action.id for one in played for line in one.plan.lines[:TWELVE]}
    for action in questionnaire.actions:
        if action.id not in seen:
            what = f"« {action.id} » n’est parmi les douze premières d’aucun cas réaliste"
            yield what, "fondez-la dans une autre, ou retirez-la"
        if places[action.id] > OFTEN[action.origin] * len(played):
            what = f"« {action.id} » est parmi les priorités de {places[action.id]} cas sur {len(played)}"
            yield what, "revoyez ses cibles, ou dites à qui elle convient (« when »)"
