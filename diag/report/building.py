"""The whole view of one dossier."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from diag import __version__
from diag.questionnaire.models import ProfileField
from diag.report.dossier import Dossier
from diag.report.french import listing, number, percent, sentence, tenths
from diag.report.plan_view import (
    action_views,
    beyond_note,
    finding_views,
    method_lines,
    plan_note,
    quarter_views,
    set_aside_lines,
    verify_views,
)
from diag.report.score_view import (
    blocker_views,
    condition_views,
    dimension_views,
    level_title,
    overall_view,
)
from diag.report.view import View
from diag.scoring.assessment import Score
from diag.typography import long_date, typeset

T = TypeVar("T")

UNNAMED = "Structure sans nom"
_FIRST, _SUMMARY = 3, 4  # what the first page holds


def build_view(dossier: Dossier) -> View:
    """Return everything that a report prints, in its order."""
    actions = action_views(dossier)
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
        dimensions=dimension_views(dossier),
        ticks=tuple(map(str, header.scoring.thresholds)),
        levels=tuple((x.title, x.description) for x in header.levels),
        conditions=condition_views(dossier),
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
        glossary=(),
        method=method_lines(dossier, __version__),
    )
    view = _typeset(view)
    return replace(view, glossary=_glossary(dossier, view))


def _glossary(dossier: Dossier, view: View) -> tuple[tuple[str, str], ...]:
    """Return the terms of the glossary that this report uses, in alphabetical order."""
    text = "\n".join(_strings(view))
    used = []
    for term in dossier.questionnaire.terms:
        spellings = [s for s in (*term.term.split(" / "), *term.also) if s in text]
        if any(re.search(rf"\b{re.escape(s)}\b", text) for s in spellings):
            used.append((term.term, term.text))
    return tuple(sorted(used, key=lambda pair: pair[0].casefold()))


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _strings(item)
    elif is_dataclass(part):
        for item in fields(part):
            yield from _strings(getattr(part, item.name))


_VERBATIM = {"structure", "note", "evidence"}
"""Fields that hold what people typed, shown as they typed it."""


def _typeset(part: T) -> T:
    """Return a part of the view with French spaces and apostrophes in the tool's own strings."""
    typed: Any = part
    if isinstance(part, str):
        typed = typeset(part)
    elif isinstance(part, tuple):
        typed = tuple(_typeset(item) for item in part)
    elif is_dataclass(part) and not isinstance(part, type):
        changed = {
            f.name: _typeset(getattr(part, f.name)) for f in fields(part) if f.name not in _VERBATIM
        }
        typed = replace(part, **changed)
    return typed  # type: ignore[no-any-return]


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
        titles = {d.id: d.title for d in dossier.questionnaire.dimensions}
        remarks.append(f"Profil inégal : l’axe le plus bas est « {titles[weakest]} ».")
    if dossier.assessment.robustness:
        low, high, robust = dossier.assessment.robustness
        variation = percent(rules.weight_variation)
        verdict, change = ("Robuste", "ne change pas") if robust else ("Sensible", "change")
        remarks.append(
            f"{verdict} aux pondérations : le niveau du score {change} si le poids des axes varie "
            f"de {variation} (score de {tenths(low)} à {tenths(high)})."
        )
    return remarks
