"""The whole view of one dossier."""

from dataclasses import replace

from diag.french import listing, long_date, number, percent, sentence, tenths
from diag.questionnaire.questionnaire_model import ProfileField
from diag.report.dossier import Dossier
from diag.report.landmark_view import landmarks_view
from diag.report.plan_view import (
    action_views,
    beyond_note,
    finding_views,
    plan_note,
    quarter_views,
    set_aside_lines,
    verify_views,
)
from diag.report.position_view import position_view
from diag.report.score_view import (
    answer_views,
    blocker_views,
    condition_views,
    dimension_views,
    level_title,
    overall_view,
)
from diag.report.view import View
from diag.scoring.assessment import Score

UNNAMED = "Structure sans nom"
_FIRST, _SUMMARY = 3, 4  # what the first page holds


def build_view(dossier: Dossier) -> View:
    """Return everything that a report prints, in its order."""
    answers = answer_views(dossier)
    actions = action_views(dossier, answers)
    shown = len(dossier.plan.priorities)
    header = dossier.questionnaire.header
    profile = _profile(dossier)
    view = View(
        title=header.title,
        structure=dossier.visit.structure.name or UNNAMED,
        profile=tuple(profile),
        summary=tuple(profile[:_SUMMARY]),
        date=long_date(dossier.date),
        stamp=dossier.visit.illustrative or "",
        headline=_headline(dossier),
        remarks=tuple(_remarks(dossier)),
        overall=overall_view(dossier),
        dimensions=dimension_views(dossier, answers),
        ticks=tuple(map(str, header.scoring.thresholds)),
        position=position_view(dossier),
        conditions=condition_views(dossier, answers),
        blockers=blocker_views(dossier),
        first=actions[:_FIRST],
        priorities=actions[:shown],
        others=actions[shown:],
        plan_note=plan_note(dossier),
        quarters=quarter_views(dossier),
        beyond=beyond_note(dossier),
        set_aside=set_aside_lines(dossier),
        verify=verify_views(dossier),
        differences=dossier.matched.differences,
        findings=finding_views(dossier),
        landmarks=landmarks_view(dossier, answers),
        glossary=(),
        method=dossier.wording.method,
    )
    return replace(view, glossary=dossier.wording.glossary.used(view))


def _profile(dossier: Dossier) -> list[str]:
    """Return the profile in words, `Département : Somme`."""
    lines = []
    for field in dossier.questionnaire.profile:
        value = dossier.matched.profile.get(field.id)
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


def _headline(dossier: Dossier) -> str:
    """Return the result in one sentence; the profile stands alone where there is no global score."""
    overall = dossier.assessment.overall
    if not isinstance(overall, Score):
        missing = [
            f"« {d.title} »"
            for d in dossier.questionnaire.dimensions
            if d.weight and not isinstance(dossier.assessment.dimensions[d.id], Score)
        ]
        axis = "l’axe" if len(missing) == 1 else "les axes"
        return (
            f"Score global non calculé : {axis} {listing(missing)} "
            f"{'n’est pas évalué' if len(missing) == 1 else 'ne sont pas évalués'}. "
            "Le profil se lit axe par axe."
        )
    title = level_title(overall.level, dossier.questionnaire.header.levels)
    text = f"{sentence(title)} : {tenths(overall.value)} sur 100"
    if overall.low != overall.high:
        text += (
            f", entre {tenths(overall.low)} et {tenths(overall.high)} selon ce qui reste à savoir"
        )
    return text + "."


def _remarks(dossier: Dossier) -> list[str]:
    """Return how far the global score can be trusted, in sentences."""
    overall = dossier.assessment.overall
    rules = dossier.questionnaire.header.scoring
    remarks = []
    if dossier.matched.express:
        asked = sum(q.core for q in dossier.questionnaire.questions)
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
    balance = dossier.assessment.balance
    if balance is not None and balance * 100 < rules.uneven_balance:
        scored = {k: v for k, v in dossier.assessment.dimensions.items() if isinstance(v, Score)}
        weakest = min(scored, key=lambda k: scored[k].exact)
        remarks.append(f"Profil inégal : l’axe le plus bas est « {dossier.axes[weakest]} ».")
    if dossier.assessment.robustness:
        low, high, robust = dossier.assessment.robustness
        variation = percent(rules.weight_variation)
        verdict, change = ("Robuste", "ne change pas") if robust else ("Sensible", "change")
        remarks.append(
            f"{verdict} aux pondérations : le niveau du score {change} si le poids des axes varie "
            f"de {variation} (score de {tenths(low)} à {tenths(high)})."
        )
    return remarks
