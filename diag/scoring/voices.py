"""What several people around the table said of one question, heard by the one kernel (M13).

The answers that a table of respondents merges and those of a visit land in the same place:
`respondent_merge` judges both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from diag.questionnaire.questionnaire_model import Question, level_of
from diag.scoring.respondent_merge import merge
from diag.scoring.rubric import Status
from diag.visit.acceptance import invalid_value, typed
from diag.visit.visit_model import Answer, Said, Voice

Kind = Literal["level", "known", "concerned", "missing"]
"""Of a gap: levels far apart, known or not, concerned or not, without an answer (M13)."""
_KINDS: tuple[Kind, ...] = ("level", "known", "concerned", "missing")


@dataclass(frozen=True)
class Heard:
    """What the answers to one question amount to.

    Attributes:
        said: what is retained: the arbitration, else the answer of whom the lower median is.
        kinds: gaps between the voices, arbitrated or not; empty where they agree.
        highest: level 0-4 that the answer counts at every high end while a gap of level waits for
            an arbitration, None otherwise.
    """

    said: Said
    kinds: tuple[Kind, ...]
    highest: int | None


def hear(question: Question, voices: Sequence[Voice], arbitration: Said | None = None) -> Heard:
    """Return what is retained of the answers to a question, and how far apart they stand (M13).

    Multiple-choice and number questions are compared by their level. What the question does not
    admit counts as missing, as in a visit of one person (M2).
    """
    if not voices:
        return Heard(_without_whose(arbitration), (), None)
    rows = [standing(question, voice) for voice in voices]
    values, status = (np.array(side, np.int8).reshape(-1, 1) for side in zip(*rows, strict=True))
    merged = merge(np.zeros(len(rows), np.intp), values, status)
    chosen = int(merged.chosen[0, 0])
    waits = arbitration is None and bool(merged.level_gap[0, 0])
    return Heard(
        said=_without_whose(arbitration or (voices[chosen] if chosen >= 0 else None)),
        kinds=tuple(kind for kind in _KINDS if getattr(merged, f"{kind}_gap")[0, 0]),
        highest=int(merged.highest[0, 0]) if waits else None,
    )


def gap(question: Question, answer: Answer) -> Heard | None:
    """Return how far apart the answers of several people stand.

    None where fewer than two answered, where they agree, and where an arbitration closed the gap.
    """
    if len(answer.voices) < 2 or answer.arbitration is not None:
        return None
    heard = hear(question, answer.voices)
    return heard if heard.kinds else None


def settled(question: Question, answer: Answer) -> Answer:
    """Return an answer with what its voices and its arbitration retain; nobody's is no voice's."""
    if not answer.voices:
        return answer
    said = hear(question, answer.voices, answer.arbitration).said
    return answer.model_copy(update={**dict(said), "by": None})


def standing(question: Question, voice: Said) -> tuple[int, Status]:
    """Return the level and the status of a voice, as the kernel takes them; 0 without an answer."""
    status = Status[voice.status.upper()]
    if status is Status.NOT_APPLICABLE and not (question.not_applicable and voice.reason):
        status = Status.MISSING
    if status is Status.ANSWERED:
        if voice.value is not None and not invalid_value(question, voice.value):
            return level_of(question, typed(question, voice.value)), status
        status = Status.MISSING
    return 0, status


def _without_whose(voice: Said | None) -> Said:
    return Said(**voice.alone) if voice else Said(status="missing")
