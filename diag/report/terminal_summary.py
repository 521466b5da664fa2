"""The result in the terminal: what holds and what is fragile, a bar an axis, where to start."""

from collections.abc import Iterator, Sequence

from diag.french import count, fold
from diag.report.score_view import ScoreView
from diag.report.strength_view import StrengthView
from diag.report.visit_view import VisitView


def render_terminal(view: VisitView, width: int = 80) -> str:
    """Return the short result as plain lines of at most `width` columns; nothing is cut."""
    width = max(40, min(width, 100))
    blocks = [list(_head(view, width))]
    scores = [*(d.score for d in view.dimensions), view.overall]
    places = [f"parmi ses pairs : {place.where}" for place in view.position.places]
    places = places or [""] * len(scores)
    blocks += [list(_score(s, p, width)) for s, p in zip(scores, places, strict=True)]
    blocks += [list(_rest(view, width))]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(view: VisitView, width: int) -> Iterator[str]:
    yield from fold(f"{view.structure}, {view.date}", width)
    if view.stamp:
        yield from fold(f"({view.stamp})", width)
    for text in (view.provisional, view.opening, view.headline):
        yield from fold(text, width)
    yield from _facts("Ce qui tient déjà :", view.strengths, width)
    yield from _facts("Ce qui rend fragile :", view.fragile, width)


def _facts(title: str, facts: Sequence[StrengthView], width: int) -> Iterator[str]:
    if facts:
        yield from fold(title, width)
    for fact in facts:
        yield from fold(f"- {fact.title} : {fact.text}", width, "  ", "    ")


def _score(score: ScoreView, place: str, width: int) -> Iterator[str]:
    yield from fold(score.title, width)
    if score.bar is None:
        yield from fold(f"non évalué : {score.reason}", width, "  ")
        yield from fold(score.ask, width, "  ")
        return
    figures = (score.score, score.range, score.level_title, score.level_range)
    told = ", ".join(part for part in figures if part)
    yield from fold(f"[{score.bar.cells}] {told}", width, "  ")
    for text in (score.held, score.remark, place):
        yield from fold(text, width, "  ")


def _rest(view: VisitView, width: int) -> Iterator[str]:
    yield from fold("Lecture : # score, + ce qui reste à savoir, de 0 à 100.", width)
    for text in (*view.remarks, view.position.brief, view.position.stamp):
        yield from fold(text, width)
    if view.conditions:
        told = " ; ".join(f"{c.title} : {c.state}" for c in view.conditions)
        yield from fold(f"Conditions d’un changement durable : {told}.", width)
    if view.verify:
        yield from fold(f"À vérifier d’abord : {count(len(view.verify), 'réponse')}.", width)
    if view.first:
        yield "Par où commencer :"
    else:
        yield from fold(view.plan_note, width)
    for item in view.first:
        text = f"{item.rank}. {item.title} ({item.when}, {item.effort})"
        yield from fold(text, width, "  ", "     ")
    if view.decisions:
        yield "Décisions prises :"
    for taken in view.decisions:
        text = ", ".join(part for part in (taken.choice, taken.owner, taken.due) if part)
        note = f" ({taken.note})" if taken.note else ""
        yield from fold(f"- {taken.title} : {text}{note}", width, "  ", "    ")
