"""Two visits compared on one screen of 24 lines: a line an axis, what moved, what was decided (M12)."""

from collections.abc import Iterator
from dataclasses import dataclass

from diag.followup.compared_visits import Compared, Result, results_on_base
from diag.french import count, fold, inside, listing, long_date, percent
from diag.questionnaire.questionnaire_model import Dimension
from diag.report.chart_figures import rounded
from diag.report.condition_view import held_told
from diag.report.document import Part
from diag.report.evolution_words import (
    ORDER,
    common_base,
    days_of,
    decided_told,
    some,
    state_of,
    state_told,
    titles_of,
    year_title,
)
from diag.report.french_labels import UNNAMED, axis_told
from diag.scoring.assessment import NotScored
from diag.scoring.detectable_change import COMPARABLE, Change, Moved, NotComparable

_ROOMS = ((None, None), (6, 12), (4, 9), (2, 9), (2, 6), (2, 4), (1, 3), (1, 2), (0, 1), (0, 0))
"""Answers and actions named on a screen, all of them first; the others are counted."""
_WHOLE = "L’ensemble"


@dataclass(frozen=True)
class EvolutionLines(Part):
    """What the screen says, each text on a line of its own before it is wrapped; declined actions are in it.

    `head` is what is to be known first, `axes` one text an axis then the whole, `legend` how their last
    column reads, `answers` what moved or is known or not, `decided` the plan of the first visit.
    """

    head: tuple[str, ...]
    axes: tuple[str, ...]
    legend: tuple[str, ...]
    answers: tuple[str, ...]
    decided: tuple[str, ...]
    conditions: str


def evolution_lines(compared: Compared, answers: int | None = None, actions: int | None = None) -> EvolutionLines:
    """Return what the screen says: so many of the answers and of the actions bear their name, or all.

    What is lower, and what is known no more, is always named.
    """
    return EvolutionLines(
        head=tuple(_head(compared)),
        axes=tuple(_axes(compared)),
        legend=tuple(_legend(compared)),
        answers=tuple(_answers(compared, answers)),
        decided=tuple(_decided(compared, actions)),
        conditions=_conditions(compared),
    )


def render_evolution(compared: Compared, width: int, height: int | None = None) -> str:
    """Return two visits compared as plain lines of at most `width` columns.

    At 80, they leave one of `height` lines free where what is lower leaves the room: it is always
    named, and of the rest the last names are counted. Without `height`, everything is named.
    """
    width = max(40, min(width, 100))
    for room in _ROOMS:
        told = evolution_lines(compared, *room)
        texts = (*told.head, *told.axes, *told.legend, *told.answers, *told.decided, told.conditions)
        lines = [line for text in texts for line in fold(text, width, "", "  ")]
        if height is None or len(lines) < height:  # the last one is for the prompt
            break
    return "\n".join(lines) + "\n"


def _head(compared: Compared) -> Iterator[str]:
    visit = compared.second.visit
    first, second = map(long_date, days_of(compared))
    yield f"{visit.structure.name or UNNAMED}, du {first} au {second}"
    stamp = visit.illustrative or compared.first.visit.illustrative
    if stamp:
        yield f"({stamp})"
    base = count(common_base(compared), "question répondue", "questions répondues")
    yield f"Scores et niveaux recalculés sur {base} aux deux visites."
    for told in (*compared.remarks, *compared.not_like):
        yield f"Attention : {told}."


# A line an axis


def _axes(compared: Compared) -> Iterator[str]:
    """Yield the axes, then the whole, their parts in columns."""
    (first, first_whole), (second, second_whole) = results_on_base(compared)
    axes = compared.questionnaire.dimensions
    size = max(len(title) for title in (_WHOLE, *map(_title, axes)))
    for axis in axes:
        change, title = compared.evolution.dimensions[axis.id], _title(axis)
        told = (
            f"non comparable : {_why(change)}"
            if isinstance(change, NotComparable)
            else _columns(change, first[axis.id], second[axis.id])
        )
        yield f"{title:<{size}}  {told}"
    whole = compared.evolution.overall
    told = _columns(whole, first_whole, second_whole) if whole else _no_whole(compared)
    yield f"{_WHOLE:<{size}}  {told}"


def _title(axis: Dimension) -> str:
    """Return the name of an axis; a cut one ends on its last word, as « … » may take three signs."""
    return axis_told(axis).rstrip("…")


def _columns(change: Change, before: Result, after: Result) -> str:
    scores = f"{rounded(change.first):>3} → {rounded(change.second):<3}"
    verdict = _BACK[change.verdict] if change.delta < 0 else _VERDICT[change.verdict]
    levels = f"niveau {' → '.join(dict.fromkeys([_level(before), _level(after)]))}"
    rises = change.rises_to_probable
    needed = f"dès {rises} sur {change.size}" if rises else f"trop peu : {change.size}"
    return f"{scores}  {verdict:<18}  {levels:<16}  {needed}"


_VERDICT = {"clear": "évolution nette", "probable": "évolution probable", "stable": "stable"}
_BACK = {"clear": "recul net", "probable": "recul probable", "stable": "stable"}


def _level(result: Result) -> str:
    if isinstance(result, NotScored):
        return "?"
    level = result.level
    return f"{level.value} à {level.high}" if level.high > level.value else str(level.value)


def _why(change: NotComparable) -> str:
    """Return why an axis is not compared: what the common questions weigh, where it is the least."""
    if change.first is None or change.second is None:
        return "pas demandé aux deux visites"
    share = rounded(100 * min(change.first, change.second))
    return f"{percent(share)} du poids en commun, il en faut {percent(int(100 * COMPARABLE))}"


def _no_whole(compared: Compared) -> str:
    changes = compared.evolution.dimensions
    axes = compared.questionnaire.dimensions
    without = [_title(one) for one in axes if one.weight and isinstance(changes[one.id], NotComparable)]
    if len(without) == len(axes):
        return "non comparable : aucun axe ne se compare"
    verb = "ne se compare pas" if len(without) == 1 else "ne se comparent pas"
    return f"non comparable : {listing(without)} {verb}"


def _legend(compared: Compared) -> Iterator[str]:
    """Yield how the number of answers reads, on the first axis that has one (M12)."""
    changes = [x for x in compared.evolution.dimensions.values() if isinstance(x, Change)]
    seen = next(((x.rises_to_probable, x.size) for x in changes if x.rises_to_probable), None)
    if seen:
        rises, size = seen
        yield (
            f"Dès {rises} sur {size} : il faut que {count(rises, 'réponse')} sur {size} "
            f"{'monte' if rises == 1 else 'montent'} d’un niveau pour que cela se voie 8 fois sur 10."
        )
    if not all(x.rises_to_probable for x in changes):
        yield "Trop peu : même si toutes ces réponses montaient d’un niveau, cela ne se verrait pas."


# What moved


def _answers(compared: Compared, named: int | None) -> Iterator[str]:
    evolution = compared.evolution
    lower = [_moved(compared, m) for m in evolution.changed if m.second < m.first]
    higher = [_moved(compared, m) for m in evolution.changed if m.second > m.first]
    yield f"Ce qui a reculé : {', '.join(lower)}." if lower else "Aucune réponse n’a reculé."
    if higher:
        yield f"Ce qui a avancé : {some(higher, named)}."
    for told, names, most in (
        ("Mieux connu, ce qui n’est pas mieux fait", evolution.better_known, named),
        ("Su alors, plus aujourd’hui", evolution.less_known, None),
        ("Non comparé, une seule visite y répond", evolution.not_compared, named),
    ):
        if names:
            yield f"{told} : {some(titles_of(compared, names), most)}."


def _moved(compared: Compared, moved: Moved) -> str:
    title = compared.questionnaire.question[moved.question].title
    return f"{title} {moved.first} → {moved.second}"


# What was decided


def _decided(compared: Compared, named: int | None) -> Iterator[str]:
    """Yield what the first visit decided, by what became of it, against the answers it aimed at."""
    if not compared.actions:
        return
    actions = sorted(compared.actions, key=lambda a: ORDER.index(state_of(compared, a)))
    yield f"Plan d’alors, {decided_told([state_of(compared, a) for a in actions])}."
    for action in actions[:named]:
        moved = [_moved(compared, m) for m in action.answers if m.first != m.second]
        against = f" ({listing(moved) if moved else 'réponses inchangées'})" if action.answers else ""
        yield f"- {state_told(compared, action)} : {year_title(compared, action)}{against}"
    left = len(actions) - len(actions[:named])
    if named and left:
        yield f"- et {count(left, 'autre action', 'autres actions')}"


def _conditions(compared: Compared) -> str:
    """Return how many statements of each condition held, then how many hold."""
    told = [
        f"{inside(both.second.condition.title)} "
        f"{' → '.join(dict.fromkeys([held_told(both.first), held_told(both.second)]))}"
        for both in compared.conditions
    ]
    return f"Conditions : {' ; '.join(told)}." if told else ""
