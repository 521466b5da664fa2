"""Scales and tables: from 0 to 4, increasing, reachable (M1)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from diag.questionnaire.draft import Draft, Located
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.models import MultipleQuestion, NumberQuestion, Question, SingleQuestion
from diag.questionnaire.scale import possible_levels


def check_scales(draft: Draft) -> Iterator[Mistake]:
    """Check the ladder or the table of every question."""
    for question in draft.questions:
        item = question.item
        if isinstance(item, SingleQuestion):
            levels = [c.level for c in item.choices]
            if sorted(set(levels)) != levels:
                what = "les niveaux ne sont pas strictement croissants"
                yield question.mistake(
                    ("choices",), "Q07", what, "rangez-les du plus bas au plus haut"
                )
            elif (levels[0], levels[-1]) != (0, 4):
                what = "l’échelle ne va pas de 0 à 4"
                yield question.mistake(
                    ("choices",), "Q07", what, "commencez par 0 et finissez par 4"
                )
        else:
            yield from _table(question, item)


def _table(
    question: Located[Question], item: MultipleQuestion | NumberQuestion
) -> Iterator[Mistake]:
    starts = [b.from_ for b in item.table]
    if isinstance(item, MultipleQuestion):
        low, high = Decimal(0), Decimal(sum(not c.exclusive for c in item.choices))
        if sum(c.exclusive for c in item.choices) != 1:
            what = "il faut une case « aucun » et une seule, pour pouvoir répondre zéro"
            yield question.mistake(
                ("choices",), "Q07", what, "ajoutez « exclusive: true » à cette case"
            )
    else:
        low, high = item.minimum, item.maximum
    if sorted(set(starts)) != starts:
        yield question.mistake(
            ("table",), "Q07", "le tableau n’est pas croissant", "rangez « from »"
        )
    elif any(a.level > b.level for a, b in pairwise(item.table)):
        what = "le niveau baisse quand la réponse monte"
        yield question.mistake(("table",), "Q07", what, "rangez « level » en ordre croissant")
    elif isinstance(item, MultipleQuestion) and item.table[0].level != 0:
        what = "« aucun » ne vaut pas 0"
        yield question.mistake(("table", 0, "level"), "Q07", what, "écrivez « level: 0 »")
    elif starts[0] != low:
        what, how = f"le tableau ne commence pas à {low}", f"commencez par « from: {low} »"
        yield question.mistake(("table", 0, "from"), "Q07", what, how)
    elif starts[-1] > high:
        what = f"le tableau dépasse le maximum possible, {high}"
        yield question.mistake(
            ("table", len(starts) - 1, "from"), "Q07", what, "réduisez cette borne"
        )
    elif 4 not in possible_levels(item):
        yield question.mistake(("table",), "Q07", "aucune ligne ne mène au niveau 4", "ajoutez-la")
