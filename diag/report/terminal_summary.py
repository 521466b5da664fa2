"""The result in the terminal: five bars with their halo, what blocks, where to start."""

from collections.abc import Iterator

from diag.french import fold
from diag.report.score_view import ScoreView
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
    yield from fold(view.headline, width)


def _score(score: ScoreView, place: str, width: int) -> Iterator[str]:
    yield from fold(score.title, width)
    if score.bar is None:
        yield from fold(f"non évalué : {score.reason}", width, "  ")
        return
    figures = ", ".join(part for part in (score.score, score.halo, score.level_title) if part)
    yield from fold(f"[{score.bar.cells}] {figures}", width, "  ")
    for text in (score.level_note, score.remark, place):
        yield from fold(text, width, "  ")


def _rest(view: VisitView, width: int) -> Iterator[str]:
    yield from fold("Lecture : # score, + ce qui reste à savoir, de 0 à 100.", width)
    for text in (view.position.brief, view.position.stamp):
        yield from fold(text, width)
    if view.verify:
        number = len(view.verify)
        noun = "réponse manque" if number < 2 else "réponses manquent"
        yield from fold(f"À vérifier d’abord : {number} {noun}.", width)
    if view.first:
        yield "Par où commencer :"
    for item in view.first:
        text = f"{item.rank}. {item.title} ({item.when}, {item.effort})"
        yield from fold(text, width, "  ", "     ")
    if view.decisions:
        yield "Décisions prises :"
    for taken in view.decisions:
        text = ", ".join(part for part in (taken.choice, taken.owner, taken.due) if part)
        note = f" ({taken.note})" if taken.note else ""
        yield from fold(f"- {taken.title} : {text}{note}", width, "  ", "    ")
