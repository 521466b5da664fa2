"""The view-model of one visit: every string and every coordinate that its report prints.

Templates hold no arithmetic and no rule; Markdown, HTML and terminal tell the same facts from this
one view. Private notes never enter it.
"""

from dataclasses import dataclass, replace

from diag.french import listing, long_date, number, percent, sentence, tenths
from diag.questionnaire.questionnaire_model import ProfileField
from diag.report.assessed_visit import AssessedVisit
from diag.report.landmark_view import LandmarksView, landmarks_view
from diag.report.method_view import MethodView, TermView, glossary_of, method_view
from diag.report.plan_view import (
    ActionView,
    DecisionView,
    FindingView,
    QuarterView,
    VerifyView,
    action_views,
    beyond_note,
    decision_views,
    finding_views,
    plan_note,
    quarter_views,
    verify_views,
)
from diag.report.position_view import PositionView, position_view
from diag.report.score_view import (
    BlockerView,
    ConditionView,
    DimensionView,
    ScoreView,
    answer_views,
    blocker_views,
    condition_views,
    dimension_views,
    level_title,
    overall_view,
)
from diag.report.view_model import Part
from diag.scoring.assessment import Score


@dataclass(frozen=True)
class VisitView(Part):
    """One report, whole."""

    title: str
    structure: str
    profile: tuple[str, ...]
    summary: tuple[str, ...]  # the profile in a line, under the name
    date: str
    stamp: str
    headline: str
    remarks: tuple[str, ...]
    overall: ScoreView
    dimensions: tuple[DimensionView, ...]
    ticks: tuple[str, ...]  # thresholds of the levels, on the axis of the bars
    position: PositionView
    conditions: tuple[ConditionView, ...]
    blockers: tuple[BlockerView, ...]
    first: tuple[ActionView, ...]  # where to start, on the first page
    priorities: tuple[ActionView, ...]
    others: tuple[ActionView, ...]
    plan_note: str
    quarters: tuple[QuarterView, ...]
    beyond: str
    decisions: tuple[DecisionView, ...]
    verify: tuple[VerifyView, ...]
    differences: tuple[str, ...]
    findings: tuple[FindingView, ...]
    landmarks: LandmarksView | None
    glossary: tuple[TermView, ...]
    method: MethodView
    mark: str  # of which visit this is: see `report_files`


UNNAMED = "Structure sans nom"
_FIRST, _SUMMARY = 3, 4  # what the first page holds


def build_visit_view(assessed: AssessedVisit) -> VisitView:
    """Return everything that a report prints, in its order."""
    answers = answer_views(assessed)
    actions = action_views(assessed, answers)
    shown = len(assessed.plan.priorities)
    header = assessed.questionnaire.header
    profile = _profile(assessed)
    view = VisitView(
        title=header.title,
        structure=assessed.visit.structure.name or UNNAMED,
        profile=tuple(profile),
        summary=tuple(profile[:_SUMMARY]),
        date=long_date(assessed.date),
        stamp=assessed.visit.illustrative or "",
        headline=_headline(assessed),
        remarks=tuple(_remarks(assessed)),
        overall=overall_view(assessed),
        dimensions=dimension_views(assessed, answers),
        ticks=tuple(map(str, header.scoring.thresholds)),
        position=position_view(assessed),
        conditions=condition_views(assessed, answers),
        blockers=blocker_views(assessed),
        first=actions[:_FIRST],
        priorities=actions[:shown],
        others=actions[shown:],
        plan_note=plan_note(assessed),
        quarters=quarter_views(assessed),
        beyond=beyond_note(assessed),
        decisions=decision_views(assessed),
        verify=verify_views(assessed),
        differences=assessed.matched.differences,
        findings=finding_views(assessed),
        landmarks=landmarks_view(assessed, answers),
        glossary=(),
        method=method_view(assessed.questionnaire),
        mark=assessed.mark,
    )
    return replace(view, glossary=glossary_of(assessed.questionnaire.terms, view))


def _profile(assessed: AssessedVisit) -> list[str]:
    """Return the profile in words, `Département : Somme`."""
    lines = []
    for field in assessed.questionnaire.profile:
        value = assessed.matched.profile.get(field.id)
        if value is not None:
            lines.append(f"{field.title} : {_profile_value(field, value)}")
    return lines


def _profile_value(field: ProfileField, value: object) -> str:
    labels = {o.id: o.label for o in field.options}
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, list | tuple):
        return " ; ".join(labels.get(v, v) for v in map(str, value))
    return number(value)


def _headline(assessed: AssessedVisit) -> str:
    """Return the result in one sentence; the profile stands alone where there is no global score."""
    overall = assessed.assessment.overall
    if not isinstance(overall, Score):
        missing = [
            f"« {d.title} »"
            for d in assessed.questionnaire.dimensions
            if d.weight and not isinstance(assessed.assessment.dimensions[d.id], Score)
        ]
        axis = "l’axe" if len(missing) == 1 else "les axes"
        return (
            f"Score global non calculé : {axis} {listing(missing)} "
            f"{'n’est pas évalué' if len(missing) == 1 else 'ne sont pas évalués'}. "
            "Le profil se lit axe par axe."
        )
    title = level_title(overall.level, assessed.questionnaire.header.levels)
    text = f"{sentence(title)} : {tenths(overall.value)} sur 100"
    if overall.low != overall.high:
        text += (
            f", entre {tenths(overall.low)} et {tenths(overall.high)} selon ce qui reste à savoir"
        )
    return text + "."


def _remarks(assessed: AssessedVisit) -> list[str]:
    """Return how far the global score can be trusted, in sentences."""
    overall = assessed.assessment.overall
    rules = assessed.questionnaire.header.scoring
    remarks = []
    if assessed.matched.express:
        asked = sum(q.core for q in assessed.questionnaire.questions)
        remarks.append(f"Forme express : seules les {asked} questions du socle sont posées.")
    if isinstance(overall, Score):
        remarks.append(
            f"Couverture : {percent(overall.coverage)} des questions posées, selon leur poids, "
            "ont une réponse (« ne sait pas » compris)."
        )
        if overall.to_confirm:
            remarks.append(
                f"Score à confirmer : « ne sait pas » dépasse {percent(rules.unknown_to_confirm)} des réponses."
            )
    balance = assessed.assessment.balance
    if balance is not None and balance * 100 < rules.uneven_balance:
        scored = {k: v for k, v in assessed.assessment.dimensions.items() if isinstance(v, Score)}
        weakest = min(scored, key=lambda k: scored[k].exact)
        remarks.append(f"Profil inégal : l’axe le plus bas est « {assessed.axes[weakest]} ».")
    if assessed.assessment.robustness:
        low, high, robust = assessed.assessment.robustness
        variation = percent(rules.weight_variation)
        verdict, change = ("Robuste", "ne change pas") if robust else ("Sensible", "change")
        remarks.append(
            f"{verdict} aux pondérations : le niveau du score {change} si le poids des axes varie "
            f"de {variation} (score de {tenths(low)} à {tenths(high)})."
        )
    return remarks
