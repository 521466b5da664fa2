"""A synthetic network: what each structure answers, and the truth that a reading must find again."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from diag.questionnaire.questionnaire_model import (
    Answer,
    MultipleQuestion,
    Question,
    Questionnaire,
    SingleQuestion,
    Value,
)
from diag.scoring.rubric import Status

from .answers import maturity, would_answer
from .draws import Bools, Draws, Ints
from .profiles import Assumptions, populate, profile_of
from .statuses import draw_status

ASSUMPTIONS = Path(__file__).parents[1] / "assumptions.yaml"
DAYS = 240  # from 2 March 2026 to 27 October 2026
DRAFTS = 60  # one answer begun and never sent for so many structures


@dataclass(frozen=True, eq=False)
class Network:
    """n structures, their profile and their answers; row i is the structure `keys[i]`.

    Attributes:
        questionnaire: what was asked.
        keys: `SYN0001`, …
        organisations: (n,) number of the managing organisation, from 1.
        moments: (n,) minutes between 2 March 2026, 00:00, and the end of the answer; increasing.
        complete: (n,) whether the answer was sent; all true, except in `drafts` and `joined()`.
        profile: columns by field id: rank of the option or -1 (choice), (n, options) ticks
            (choices), the number or -1 (number).
        given: columns by question id: rank of the choice (single), (n, choices) ticks (multiple),
            tenths (number); meaningless where the status is not `answered`.
        values: (n, Q) level reached, 0 where the status is not `answered` (M1).
        status: (n, Q) `Status` of each answer (M2); columns follow `questionnaire.questions`.
        comments: (n,) free text, None where there is none.
        contacts: (n,) whether an address was left.
        drafts: answers begun and never sent, which a reading must leave out.
    """

    questionnaire: Questionnaire
    keys: tuple[str, ...]
    organisations: Ints
    moments: Ints
    complete: Bools
    profile: Mapping[str, Ints]
    given: Mapping[str, Ints]
    values: Ints
    status: Ints
    comments: tuple[str | None, ...]
    contacts: Bools
    drafts: "Network | None" = None

    def profile_of(self, row: int) -> dict[str, Value]:
        """Return the profile of a structure as conditions read it."""
        return profile_of(self.questionnaire, self.profile, row)

    def answer_of(self, row: int, question: Question) -> Answer:
        """Return what a structure answers as the questionnaire types it."""
        return typed(question, self.given[question.id][row])

    def joined(self) -> "Network":
        """Return the structures and the drafts in one network, in the order they answered."""
        if self.drafts is None:
            return self
        parts = (self, self.drafts)
        order = np.argsort(np.concatenate([p.moments for p in parts]), kind="stable")

        def merge(columns: list[Any]) -> Any:
            if isinstance(columns[0], dict):
                return {name: merge([c[name] for c in columns]) for name in columns[0]}
            if isinstance(columns[0], tuple):
                chained = [cell for column in columns for cell in column]
                return tuple(chained[i] for i in order)
            return np.concatenate(columns)[order]

        names = [f.name for f in dataclasses.fields(self)][1:-1]
        merged = {name: merge([getattr(p, name) for p in parts]) for name in names}
        return Network(self.questionnaire, **merged)


def typed(question: Question, given: Any) -> Answer:
    """Return one cell of `Network.given` as a level, a number or ticked ids."""
    if isinstance(question, SingleQuestion):
        return question.choices[int(given)].level
    if isinstance(question, MultipleQuestion):
        return tuple(c.id for c, tick in zip(question.choices, given, strict=True) if tick)
    return Decimal(int(given)) / 10


def structures(questionnaire: Questionnaire, count: int = 1400, seed: int = 2026) -> Network:
    """Return `count` structures that do not exist; the same seed gives the same ones, everywhere."""
    assumptions = read_assumptions()
    network = _build(questionnaire, assumptions, seed, count)
    drafts = _left(_build(questionnaire, assumptions, seed + 1, max(2, count // DRAFTS)), seed)
    # Half of the drafts were begun again and sent: their key comes back, and only one must count.
    keys = [
        network.keys[count * i // len(drafts.keys)] if i % 2 else _key(count + i + 1) for i in range(len(drafts.keys))
    ]
    return dataclasses.replace(network, drafts=dataclasses.replace(drafts, keys=tuple(keys)))


@lru_cache(maxsize=1)
def read_assumptions() -> Assumptions:
    """Return the assumptions, which are written for people in `assumptions.yaml`."""
    found: Assumptions = yaml.safe_load(ASSUMPTIONS.read_text("utf-8"))
    return found


def _key(number: int) -> str:
    return f"SYN{number:04d}"


def _build(questionnaire: Questionnaire, assumptions: Assumptions, seed: int, count: int) -> Network:
    people = populate(questionnaire, assumptions, seed, count)
    latent = maturity(people, assumptions, seed)
    given, levels = {}, []
    for question in questionnaire.questions:
        dimension = questionnaire.dimension_of[question.id].id
        column, level = would_answer(question, dimension, latent, assumptions, seed)
        given[question.id] = column
        levels.append(level)
    status = draw_status(questionnaire, people, given, typed, assumptions, seed)
    said, texts = assumptions["comments"], assumptions["comments"]["texts"]
    talks = Draws(seed, "comment").chance(said["share"], count)
    words = Draws(seed, "comment", "text").below(len(texts), count)
    hour = Draws(seed, "hour").between(8 * 60, 18 * 60, count)
    return Network(
        questionnaire=questionnaire,
        keys=tuple(_key(i + 1) for i in range(count)),
        organisations=people.organisations,
        moments=np.sort(Draws(seed, "day").below(DAYS, count) * 1440 + hour, kind="stable"),
        complete=np.ones(count, dtype=bool),
        profile=people.profile,
        given=given,
        values=np.where(status == Status.ANSWERED, np.column_stack(levels), 0).astype(np.int8),
        status=status,
        comments=tuple(texts[w] if t else None for t, w in zip(talks, words, strict=True)),
        contacts=Draws(seed, "contact").chance(said["contact"], count),
    )


def _left(network: Network, seed: int) -> Network:
    """Return answers left before the end: nothing follows the last question that was reached."""
    count, questions = network.status.shape
    reached = Draws(seed, "left").between(3, questions - 5, count)
    after = np.arange(questions) >= reached[:, None]
    missing = after & (network.status != Status.HIDDEN)
    return dataclasses.replace(
        network,
        complete=np.zeros(count, dtype=bool),
        values=np.where(missing, 0, network.values),
        status=np.where(missing, Status.MISSING, network.status).astype(np.int8),
    )
