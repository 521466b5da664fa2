"""Random questionnaires and visits: small, so that every rule of the order meets another."""

import random
from decimal import Decimal
from functools import lru_cache

import numpy as np
from planning.example import action, question, questionnaire

from diag.scoring.kernel import Reason, score
from diag.scoring.rubric import Rubric, Status

remembered = lru_cache(maxsize=None)(question)
STATUS = [Status.UNKNOWN, Status.MISSING, Status.NOT_APPLICABLE, Status.HIDDEN]


def world(seed):
    """Return (questionnaire, profile, values, status, given, decided) of a seed."""
    draw = random.Random(seed)
    axes = []
    for rank in range(draw.randint(1, 4)):
        own = [
            remembered(
                f"{'ABCD'[rank]}{number}",
                draw.choice([1, 1, 2, 3]),
                draw.random() < 0.4,
                draw.choice(["people", "structure", "structure"]),
            )
            for number in range(1, draw.randint(3, 6))
        ]
        axes.append((f"axe-{rank}", draw.choice([0, 1, 2, 2]), draw.random() < 0.8, own))
    names = [q.id for *_, own in axes for q in own]
    conditions = [
        {name: draw.randint(1, 4) for name in draw.sample(names, draw.randint(1, len(names)))}
        for _ in range(draw.randint(0, 2))
    ]
    actions = []
    for rank in range(draw.choice([3, 8, 14, 18])):
        targets = draw.sample(names, min(len(names), draw.choice([0, 1, 1, 1, 2, 2, 3])))
        needs = draw.sample(actions, min(len(actions), draw.choice([0, 0, 0, 1, 1, 2])))
        one = action(
            f"a{rank}",
            {name: draw.choice([1, 2, 3, 4, 4]) for name in targets},
            draw.choice(["0.5", "1", "1.5", "2", "3", "5", "8"]),
            draw.choice(["0", "0", "0.5", "3"]),
            [need.id for need in needs],
            draw.choice([1, 4, 4, 9, 26, 52]),
            draw.choice(["print", "tool", "tool", "public"]),
            draw.choice(["all", 3]),
        )
        actions.append(one)
    draw.shuffle(actions)
    content = questionnaire(axes, actions, conditions)
    top = draw.choice([0, 1, 2, 4])
    status = [Status.ANSWERED if draw.random() < 0.85 else draw.choice(STATUS) for _ in names]
    values = [draw.randint(0, top) if code is Status.ANSWERED else 0 for code in status]
    profile = {"staff": Decimal(draw.choice([2, 7, 50]))} if draw.random() < 0.7 else {}
    decided = {a.id: draw.choice(["decline", "done"]) for a in actions if draw.random() < 0.05}
    return (content, profile, values, [int(s) for s in status], given(content, values, status), decided)


def given(content, values, status):
    """Return whether each dimension has a score."""
    rows = [np.array([cells], dtype=np.int8) for cells in (values, status)]
    return (score(Rubric.of(content), *rows).reason[0] == Reason.SCORED).tolist()
