"""Which actions are proposed: from the answers, with what they suppose (M20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.board import Board
from diag.plan.catalogue import Candidate, Catalogue
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.rubric import Bools, Rubric, Status
from diag.visit.visit_model import Decision


@lru_cache(maxsize=8)
def board_of(questionnaire: Questionnaire) -> Board:
    """Return the actions of a questionnaire, in its order, ready to be ordered; made once."""
    columns = {q.id: i for i, q in enumerate(questionnaire.questions)}
    candidates = (
        Candidate(
            id=action.id,
            effort=Fraction(action.effort),
            targets=tuple((columns[t.question], t.level) for t in action.targets),
            needs=tuple(action.needs),
        )
        for action in questionnaire.actions
    )
    return Board.of(Rubric.of(questionnaire), Catalogue(tuple(candidates)))


@dataclass(frozen=True, eq=False)
class Proposals:
    """What is proposed to n structures, (n, A) each; the columns are the actions of the board.

    Attributes:
        open: some target is above the current answer, or there is no target.
        to_verify: all that is above it rests on what is not known: to be verified first.
        planned: to be ordered: acts on an answer, or is supposed by what does.

    """

    open: Bools
    to_verify: Bools
    planned: Bools


def propose(board: Board, values: NDArray[Any], status: NDArray[Any], allowed: Bools) -> Proposals:
    """Return what is proposed to n structures.

    What rests on unknown answers alone is to be verified first, even where others suppose it.

    Args:
        board: the A actions.
        values, status: (n, Q) answers, as `score` reads them.
        allowed: (n, A) the actions whose condition on the profile holds, less those set aside.

    """
    targets, catalogue = board.targets, board.catalogue
    unmet = targets.unmet(values, status)
    answered = (status == Status.ANSWERED).T.take(targets.column, axis=0)
    proposed = allowed & (targets.any_by_action(unmet) | ~board.aiming)
    possible = proposed & (targets.any_by_action(unmet & answered) | ~board.aiming)
    supposed = catalogue.places(possible) >= 0
    supposed &= board.aiming[catalogue.closures, None]
    planned = catalogue.by_action.reduce(np.logical_or, supposed).T
    return Proposals(proposed, proposed & ~possible, planned)


def refused(
    questionnaire: Questionnaire, decided: Mapping[str, Decision], available: Collection[str]
) -> dict[str, Decision]:
    """Return the actions that suppose a declined one, directly or not, and why they fall with it."""
    lost = {name for name, decision in decided.items() if decision.choice == "decline"}
    refused: dict[str, Decision] = {}
    found = bool(lost)
    while found:
        found = False
        for name in available:
            action = questionnaire.action[name]
            missing = [n for n in action.needs if n in lost]
            if missing and name not in lost:
                title = questionnaire.action[missing[0]].title
                refused[name] = Decision(choice="decline", note=f"suppose « {title} »")
                lost.add(name)
                found = True
    return refused
