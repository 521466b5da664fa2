"""The result on one screen, with its doors (interview, line 12)."""

import shutil
from collections.abc import Iterator, Mapping
from typing import Literal

from diag.french import count, sentence
from diag.interview.prompts import Face, Listing, Row
from diag.report.action_words import ActionView
from diag.report.assessed_visit import AssessedVisit
from diag.report.evolution_summary import render_evolution
from diag.report.result_view import ResultView, aloud, build_result_view, level_name, result_lines
from diag.report.score_view import DimensionView, ScoreView

Door = Literal["back", "confirm", "plan", "report", "quit"]
"""Where one goes from the result: back where one was, what to confirm, the plan, the report, away."""
_DOORS: Mapping[str, Door] = {"c": "confirm", "p": "plan", "d": "report", "r": "back", "q": "quit"}
_WHOLE, _PEERS = "ensemble", "pairs"


def show_result(face: Face, assessed: AssessedVisit) -> Door:
    """Show the result, open the rows that are asked for, and return the door that is taken.

    An axis opens on its answers, what holds its level and what its next level needs; the whole on
    what it needs; an action on why it is advised; the place among peers on how it is read.
    """
    view = build_result_view(assessed)
    pages = {
        **{dimension.id: [*_axis(view, dimension)] for dimension in view.dimensions},
        _WHOLE: [*_whole(view)],
        **{action.id: [card(action)] for action in view.first},
        _PEERS: [*_peers(view)],
    }
    pointed = ""
    while True:
        picked = face.choose(_listing(view, pointed))
        if picked.command in _DOORS:
            return _DOORS[picked.command]
        pointed = picked.row
        if picked.row in pages:
            face.read("\n".join(pages[picked.row]))


def show_evolution(face: Face, assessed: AssessedVisit) -> None:
    """Show what moved since the visit that this one follows; nothing where it follows none (M12)."""
    if assessed.since is not None:
        face.read(render_evolution(assessed.since, shutil.get_terminal_size((80, 24)).columns - 1))


def _listing(view: ResultView, pointed: str) -> Listing:
    told = result_lines(view)
    ids = [dimension.id for dimension in view.dimensions]
    texts = list(zip(ids, told.axes, strict=True))
    texts.append((_WHOLE, "\n".join(told.whole)))
    texts += zip([action.id for action in view.first] or [""], told.first, strict=True)
    texts += [(_PEERS, told.peers)] if told.peers else []
    spoken = {dimension.id: aloud(dimension.score) for dimension in view.dimensions}  # where no bar is drawn
    if view.overall.cells:
        spoken[_WHOLE] = "\n".join((f"{aloud(view.overall)}, {level_name(view.overall)}", *told.whole[1:]))
    rows = tuple(
        Row(name, str(rank), text, spoken=spoken.get(name, "")) for rank, (name, text) in enumerate(texts, 1)
    )
    waiting = f"à confirmer ({count(view.to_verify, 'réponse')})"
    commands = {
        **({"c": waiting} if view.to_verify else {}),
        "p": "plan d’action",
        "d": "rapport à remettre",
        "r": "retour",
        "q": "enregistrer et quitter",
    }
    return Listing("\n".join(told.head), rows, commands, pointed)


def _figures(score: ScoreView) -> Iterator[str]:
    """Yield what is told of a score, its bar apart."""
    if not score.cells:
        yield f"Non évalué : {score.reason}."
        yield from (f"{sentence(ask)}." for ask in [score.ask] if ask)
        return
    told = [f"{score.score} sur 100", score.range, score.level_title, score.level_range]
    yield f"{', '.join(filter(None, told))}."
    yield from (f"{sentence(told).rstrip('.')}." for told in (score.held, score.remark) if told)


def _axis(view: ResultView, dimension: DimensionView) -> Iterator[str]:
    score = dimension.score
    yield score.title
    yield from _figures(score)
    yield from _needs(view, score.title)
    yield "\nSes réponses :"
    for answer in dimension.answers:
        title, said, level = answer
        told = f" (niveau {level})" if level != "–" else ""
        yield f"- {title} : {said}{told}"


def _whole(view: ResultView) -> Iterator[str]:
    yield view.overall.title
    yield view.headline
    yield from filter(None, [view.overall.held, *view.remarks])
    yield from _needs(view, view.overall.title)


def _needs(view: ResultView, title: str) -> Iterator[str]:
    """Yield what the next level of the whole, or of an axis, needs."""
    for item in view.next_levels:
        if item.title.startswith(f"{title}, "):
            yield f"\n{item.title} :"
            yield from (f"- {need}" for need in item.needs)


def _peers(view: ResultView) -> Iterator[str]:
    position = view.position
    yield position.headline
    for place in position.places:
        figures = f" ({place.figures})" if place.figures else ""
        yield f"- {place.title} : {place.where}{figures}"
    yield from (*position.remarks, *position.notes)


def card(action: ActionView) -> str:
    """Return an action in full: why, its effect, its first step, who, how long, when it is done."""
    when = ", ".join(filter(None, [action.decision, action.when, action.effort]))
    lines = [
        action.title,
        f"{when}. Origine : {action.origin}.",
        *filter(None, [action.serves, action.lifts]),
        f"\nPourquoi : {action.reason}",
        *(f"- {line}" for line in (*action.because, *action.holds)),
        *(f"À vérifier avant : {line}" for line in action.verify),
        f"\nPremier pas : {action.first_step}",
        f"Ensuite : {' '.join(action.steps)}",
        f"Qui mène : {action.lead}",
        f"Durée : {', '.join(filter(None, [action.duration, action.needs]))}. "
        f"Dépense, hors temps passé : {action.cost}",
        f"C’est fait quand : {action.sign}",
    ]
    if action.contacts:
        lines.append(f"À qui s’adresser : {action.contacts}")
    return "\n".join(lines)
