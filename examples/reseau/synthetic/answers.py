"""What the structures would answer: a latent maturity, then the nearest answer the question has."""

import numpy as np

from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, Question, SingleQuestion

from .draws import Draws, Ints, steps
from .profiles import Assumptions, Population


def maturity(people: Population, assumptions: Assumptions, seed: int) -> Ints:
    """Return the latent maturity of each structure, in hundredths of a level around its axis."""
    rules, count = assumptions["maturity"], len(people.types)
    shared = Draws(seed, "maturity", "organisation").bell(rules["spread"]["organisation"], count)
    own = Draws(seed, "maturity", "structure").bell(rules["spread"]["structure"], count)
    types, places = assumptions["types"], assumptions["departments"]
    total: Ints = (
        own
        + shared[people.organisations - 1]
        + np.array([types[t]["effect"] for t in people.types])
        + np.array([places[d]["effect"] for d in people.departments])
        + np.where(people.accompanied, rules["accompanied"], 0)
        + steps(rules["staff"], people.staff)
        + steps(rules["operator"], people.managed)
    )
    return total


def would_answer(
    question: Question, dimension: str, latent: Ints, assumptions: Assumptions, seed: int
) -> tuple[Ints, Ints]:
    """Return an answer of each structure, as in `Network.given`, and the level it reaches (M1)."""
    level = _wanted(question, dimension, latent, assumptions, seed)
    if isinstance(question, SingleQuestion):
        levels = np.array([c.level for c in question.choices])
        rank = _last_up_to(levels, level)
        return rank, levels[rank]
    table = np.array([b.level for b in question.table])
    line = _last_up_to(table, level)
    starts = np.array([int(b.from_) for b in question.table])
    if isinstance(question, MultipleQuestion):
        return _ticks(question, starts, line, seed), table[line]
    return _number(question, starts, line, assumptions["answers"]["half"], seed), table[line]


def _wanted(question: Question, dimension: str, latent: Ints, assumptions: Assumptions, seed: int) -> Ints:
    """Return the level 0-4 each structure is nearest to on this question."""
    rules, count = assumptions["maturity"], len(latent)
    spread = rules["spread"]
    hundredths = (
        latent
        + rules["base"][dimension]
        - Draws(seed, "difficulty", question.id).bell(spread["question"], 1)
        + Draws(seed, "axis", dimension).bell(spread["dimension"], count)
        + Draws(seed, "answer", question.id).bell(spread["answer"], count)
    )
    level: Ints = np.clip((hundredths + 50) // 100, 0, 4)
    return level


def _last_up_to(levels: Ints, wanted: Ints) -> Ints:
    """Return the rank of the highest level that does not exceed the one wanted."""
    return np.maximum(np.searchsorted(levels, wanted, side="right") - 1, 0)


def _number(question: NumberQuestion, starts: Ints, line: Ints, half: int, seed: int) -> Ints:
    """Return numbers in tenths; some are not whole, where the question counts « sur 10 »."""
    top = min(int(question.maximum), int(starts[-1]) + 4)
    ends = np.append(starts[1:], top + 1)
    count = len(line)
    tenths = 10 * Draws(seed, "number", question.id).between(starts[line], ends[line] - 1, count)
    split = Draws(seed, "half", question.id).chance(half if question.maximum == 10 else 0, count)
    return tenths + np.where(split & (tenths > 0) & (tenths < 10 * top), 5, 0)


def _ticks(question: MultipleQuestion, starts: Ints, line: Ints, seed: int) -> Ints:
    """Return the boxes ticked: as many as the line of the table allows, popular ones more often."""
    count, boxes = len(line), [c for c in question.choices if not c.exclusive]
    ends = np.minimum(np.append(starts[1:], len(boxes) + 1), len(boxes) + 1)
    wanted = Draws(seed, "number", question.id).between(starts[line], ends[line] - 1, count)
    liking = np.column_stack(
        [
            Draws(seed, "popularity", question.id, c.id).below(60, 1)
            + Draws(seed, "box", question.id, c.id).below(100, count)
            for c in boxes
        ]
    )
    rank = np.argsort(np.argsort(-liking, axis=1, kind="stable"), axis=1, kind="stable")
    ticked = dict(zip([c.id for c in boxes], (rank < wanted[:, None]).T, strict=True))
    return np.column_stack([ticked.get(c.id, wanted == 0) for c in question.choices])
