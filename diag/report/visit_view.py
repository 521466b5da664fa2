"""The view-model of one visit: every string and every coordinate that its report prints.

Templates hold no arithmetic and no rule; Markdown, HTML and terminal tell the same facts from this
one view. Private notes never enter it. What is shared reads facts and whole numbers; decimals,
points and the words of the method are in the fields of the annex.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from diag.french import listing, long_date, number, percent, sentence, tenths
from diag.questionnaire.conditions import holds
from diag.questionnaire.questionnaire_model import ProfileField
from diag.report.answer_view import answer_views
from diag.report.assessed_visit import AssessedVisit
from diag.report.cited_view import (
    ContactView,
    FindingView,
    FundingView,
    contact_views,
    finding_views,
    funding_views,
)
from diag.report.french_labels import MODE
from diag.report.landmark_view import LandmarksView, landmarks_view
from diag.report.method_view import MethodView, TermView, glossary_of, method_view
from diag.report.plan_view import (
    ActionView,
    DecisionView,
    DeclinedView,
    PointsView,
    QuarterView,
    VerifyView,
    action_views,
    covered_lines,
    decision_views,
    declined_views,
    later_note,
    next_year_lines,
    plan_note,
    points_views,
    quarter_views,
    verify_views,
)
from diag.report.position_view import PositionView, position_view
from diag.report.score_view import (
    ConditionView,
    DimensionView,
    ExactView,
    NextLevelView,
    ScoreView,
    condition_views,
    dimension_views,
    exact_views,
    level_range,
    level_title,
    next_level_views,
    overall_view,
)
from diag.report.strength_view import StrengthView, fragile_views, strength_views
from diag.report.view_model import Part
from diag.scoring.assessment import NotScored, Score
from diag.scoring.form import lacking
from diag.visit.set_aside import by_reason


@dataclass(frozen=True)
class AsideView(Part):
    """One thing that the visit holds and that the questionnaire does not ask in this form."""

    title: str
    held: str
    why: str
    note: str


@dataclass(frozen=True)
class VisitView(Part):
    """One report, whole."""

    title: str
    structure: str
    profile: tuple[str, ...]
    summary: tuple[str, ...]  # the profile in a line, under the name
    date: str
    stamp: str
    provisional: str
    opening: str  # what holds and what is weakest, in one sentence (M25)
    headline: str
    strengths: tuple[StrengthView, ...]
    fragile: tuple[StrengthView, ...]
    remarks: tuple[str, ...]
    overall: ScoreView
    dimensions: tuple[DimensionView, ...]
    ticks: tuple[str, ...]  # thresholds of the levels, on the axis of the bars
    next_levels: tuple[NextLevelView, ...]
    position: PositionView
    conditions: tuple[ConditionView, ...]
    verify: tuple[VerifyView, ...]
    first: tuple[ActionView, ...]  # where to start, on the first page
    priorities: tuple[ActionView, ...]
    plan_note: str
    quarters: tuple[QuarterView, ...]
    next_year: tuple[str, ...]
    later: str
    decisions: tuple[DecisionView, ...]
    funding: tuple[FundingView, ...]
    # The adviser's annex.
    exact: tuple[ExactView, ...]
    method_remarks: tuple[str, ...]
    points: tuple[PointsView, ...]
    covered: tuple[str, ...]
    declined: tuple[DeclinedView, ...]
    others: tuple[ActionView, ...]
    set_aside: tuple[AsideView, ...]
    aside_brief: tuple[tuple[str, tuple[str, ...]], ...]  # the same by reason, for the terminal
    differences: tuple[str, ...]
    findings: tuple[FindingView, ...]
    landmarks: LandmarksView | None
    glossary: tuple[TermView, ...]
    method: MethodView
    # The end of the page.
    contacts: tuple[ContactView, ...]
    basis: str  # what the questions rest on, and what they cannot say
    mark: str  # of which visit this is: see `report_files`


UNNAMED = "Structure sans nom"
_FIRST, _SUMMARY = 3, 4  # what the first page holds
_UNEVEN = 0.85  # balance under which a profile is uneven (M7)


def build_visit_view(assessed: AssessedVisit) -> VisitView:
    """Return everything that a report prints, in its order."""
    answers = answer_views(assessed)
    actions = action_views(assessed)
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
        provisional=_PROVISIONAL if assessed.assessment.provisional else "",
        opening=assessed.opening,
        headline=_headline(assessed),
        strengths=strength_views(assessed),
        fragile=fragile_views(assessed),
        remarks=tuple(_remarks(assessed)),
        overall=overall_view(assessed),
        dimensions=dimension_views(assessed, answers),
        ticks=tuple(map(str, header.scoring.thresholds)),
        next_levels=next_level_views(assessed),
        position=position_view(assessed),
        conditions=condition_views(assessed),
        verify=verify_views(assessed),
        first=_first(assessed, actions[:shown]),
        priorities=actions[:shown],
        plan_note=plan_note(assessed),
        quarters=quarter_views(assessed),
        next_year=next_year_lines(assessed),
        later=later_note(assessed),
        covered=covered_lines(assessed),
        declined=declined_views(assessed),
        decisions=decision_views(assessed),
        funding=funding_views(assessed),
        exact=exact_views(assessed),
        method_remarks=tuple(_method_remarks(assessed)),
        points=points_views(assessed),
        others=actions[shown:],
        set_aside=_set_aside(assessed),
        aside_brief=tuple(by_reason(assessed.matched.set_aside)),
        differences=assessed.matched.differences,
        findings=finding_views(assessed),
        landmarks=landmarks_view(assessed, answers),
        glossary=(),
        method=method_view(assessed.questionnaire),
        contacts=contact_views(assessed),
        basis=header.source,
        mark=assessed.mark,
    )
    return replace(view, glossary=glossary_of(assessed.questionnaire.terms, view))


_PROVISIONAL = "Chiffres provisoires : la visite n’est pas terminée."


def _profile(assessed: AssessedVisit) -> list[str]:
    """Return the profile in words, `Département : Somme`, then how the visit took place."""
    lines = []
    for field in assessed.questionnaire.profile:
        value = assessed.matched.profile.get(field.id)
        if value is not None:
            lines.append(f"{field.title} : {_profile_value(field, value)}")
    if assessed.matched.mode:
        lines.append(f"Visite : {MODE[assessed.matched.mode]}")
    if assessed.matched.respondents:
        roles = [respondent.role for respondent in assessed.matched.respondents]
        lines.append(f"Ont répondu : {listing(roles)}")
    return lines


def _profile_value(field: ProfileField, value: object) -> str:
    labels = {o.id: o.label for o in field.options}
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, list | tuple):
        return " ; ".join(labels.get(v, v) for v in map(str, value))
    return number(value)


def _set_aside(assessed: AssessedVisit) -> tuple[AsideView, ...]:
    return tuple(
        [
            AsideView(
                title=item.name,
                held=item.held,
                why=item.why,
                note=item.note,
            )
            for item in assessed.matched.set_aside
        ]
    )


def _first(assessed: AssessedVisit, priorities: Sequence[ActionView]) -> tuple[ActionView, ...]:
    """Return the actions to begin with; by their month where the structure moved one."""
    lines = {line.action.id: line for line in assessed.plan.lines}
    first = [action for action in priorities if action.begins]
    if any(lines[action.id].moved for action in first):
        first.sort(key=lambda action: lines[action.id].slot.start or 0)
    return tuple(first[:_FIRST])


def _headline(assessed: AssessedVisit) -> str:
    """Return the result in one sentence; the profile stands alone where there is no global score."""
    overall = assessed.assessment.overall
    if not isinstance(overall, Score):
        return _without_global(assessed)
    upto = level_range(assessed, overall.level)
    level = ", ".join(filter(None, [level_title(assessed, overall.level), upto]))
    text = f"{sentence(level)} : {overall.whole} sur 100"
    if overall.high_whole > overall.whole:
        text += f", jusqu’à {overall.high_whole} selon ce qui reste à savoir"
    return f"{text}."


def _without_global(assessed: AssessedVisit) -> str:
    missing = [
        f"« {d.title} »"
        for d in assessed.questionnaire.dimensions
        if d.weight and isinstance(assessed.assessment.dimensions[d.id], NotScored)
    ]
    axis = "l’axe" if len(missing) == 1 else "les axes"
    verb = "n’est pas évalué" if len(missing) == 1 else "ne sont pas évalués"
    return (
        f"Score global non calculé : {axis} {listing(missing)} {verb}. "
        "Le profil se lit axe par axe."
    )


def _remarks(assessed: AssessedVisit) -> list[str]:
    """Return what was asked and how much of it is known, in sentences."""
    assessment = assessed.assessment
    remarks = []
    if assessment.form == "express":
        asked = sum(q.core for q in assessed.questionnaire.questions)
        remarks.append(f"Forme express : seules les {asked} questions du socle sont posées.")
    if assessment.form == "partielle":
        remarks.append(
            "Formulaire partiel : ces chiffres ne se comparent à ceux d’aucune autre structure. "
            f"N’ont pas été posées : {listing(_not_asked(assessed))}."
        )
    if assessment.overall.known is not None:
        remarks.append(
            f"Part connue : {percent(assessment.overall.known)} de ce qui est demandé, selon le "
            "poids des questions. « Ne sait pas » et une réponse manquante comptent 0 jusqu’à ce "
            "que la réponse soit connue."
        )
    return remarks


def _not_asked(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the questions that a partial form lacks, less those that the profile hides (M2)."""
    matched, questions = assessed.matched, assessed.questionnaire.questions
    asked = [q.id for q in questions if q.id not in matched.left_out]
    hidden = [q.id for q in questions if not holds(q.when, matched.profile, matched.given)]
    return lacking(assessed.questionnaire, asked, hidden)


def _method_remarks(assessed: AssessedVisit) -> list[str]:
    """Return what the method says of the profile and of the weights, for the adviser (M7, M11)."""
    assessment, remarks = assessed.assessment, []
    balance, lowest = assessment.balance, assessment.lowest
    if balance is not None and lowest is not None and balance < _UNEVEN:
        remarks.append(f"Profil inégal (M7) : l’axe le plus bas est « {assessed.axes[lowest]} ».")
    if assessment.robustness:
        weights = assessment.robustness
        verdict, change = ("Robuste", "ne change pas") if weights.robust else ("Sensible", "change")
        remarks.append(
            f"{verdict} aux pondérations (M11) : le niveau {change} si le poids des axes varie de "
            f"25 % (score de {tenths(weights.low)} à {tenths(weights.high)})."
        )
    return remarks
