"""From structures to a release: count, control, and tell what may be told (M16-M18)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.cells import Grid, Ranks
from diag.benchmark.census import Census
from diag.benchmark.disclosure import Reason, Verdict, control
from diag.benchmark.quantiles import quantiles, shares
from diag.benchmark.release import (
    ANSWERS,
    Cell,
    CellKey,
    Content,
    Parts,
    Quantiles,
    Release,
    Shares,
    content_of,
)
from diag.benchmark.rules import LEAST_RESPONDENTS, LEAST_STRUCTURES, size_class
from diag.benchmark.spread import Bools, Counts
from diag.benchmark.structures import UNKNOWN, Structures, homes
from diag.benchmark.territory import divide
from diag.questionnaire.questionnaire_model import Questionnaire, possible_levels
from diag.scoring.form import Form

_LEVELS = 5
_NO_MONTH = "NaT"


@dataclass(frozen=True)
class Secret:
    """A cell that holds somebody and is not published: for the producer only.

    Attributes:
        key: what it is crossed by.
        n, organisations, largest: how it is spread (M16).
        reason: why it is secret.

    """

    key: CellKey
    n: int
    organisations: int
    largest: int
    reason: Reason


@dataclass(frozen=True, eq=False)
class Aggregates:
    """A release, and what its producer needs to explain it.

    Attributes:
        release: what may be published.
        census: who is in which cell; `census.members` has a row per structure.
        cells: (C, 1) which cells are published, and why not.
        measures: (C, D + 1) of which the quantiles of each score are.
        levels: (C, D + 1) of which the shares of its levels are.
        questions: (C, Q) of which the shares of its answers are.

    """

    release: Release
    census: Census
    cells: Verdict
    measures: Verdict
    levels: Verdict
    questions: Verdict

    def secrets(self) -> Iterator[Secret]:
        """Yield the secret cells, from the widest to the narrowest."""
        spread, reasons = self.census.whole, self.cells.reason[:, 0]
        for cell in np.flatnonzero((spread.n[:, 0] > 0) & ~self.cells.published[:, 0]):
            n, organisations, largest = (int(numbers[cell, 0]) for numbers in spread)
            reason = Reason(reasons[cell])
            yield Secret(self.census.grid.keys[cell], n, organisations, largest, reason)


def build(
    structures: Structures,
    questionnaire: Questionnaire,
    *,
    date: str,
    source: str,
    synthetic: bool,
    form: Form,
) -> Aggregates:
    """Aggregate structures, each scored with the questionnaire, and keep what reveals nobody.

    Args:
        structures: one row each; `scores` and `answers` follow the questionnaire.
        questionnaire: what was asked.
        date: of the release, `AAAA-MM-JJ`.
        source: whose visits these are, in French.
        synthetic: the data are invented (M18).
        form: what the structures were all asked (M2).

    """
    labels = structures.labels
    home = homes(questionnaire, labels["departement"], labels["region"])
    census = Census.of(structures, Grid.of(labels, home))
    verdicts = _verdicts(census, structures)
    header, content = questionnaire.header, content_of(questionnaire)
    release = Release(
        date=date,
        source=source,
        questionnaire=header.id,
        version=header.version,
        hash=questionnaire.hash,
        period=_period(structures),
        synthetic=synthetic,
        cells=tuple(_cells(census, structures, content, verdicts)),
        shares=_answers(census, structures, questionnaire, verdicts[3]),
        content=content,
        form=form,
    )
    return Aggregates(release, census, *verdicts)


Verdicts = tuple[Verdict, Verdict, Verdict, Verdict]


def _verdicts(census: Census, structures: Structures) -> Verdicts:
    """Return what is published: cells, scores, levels and answers."""
    regions = divide(census)
    cells = control(census, np.ones((len(structures), 1), dtype=bool), regions=regions)
    scored, answered = ~np.isnan(structures.scores), structures.answers <= UNKNOWN
    measures, questions = scored.shape[1], answered.shape[1]
    both = control(
        census,
        np.concatenate([scored, answered], axis=1),
        within=cells.published.repeat(measures + questions, axis=1),
        least=np.repeat([LEAST_STRUCTURES, LEAST_RESPONDENTS], [measures, questions]),
        regions=regions,
    )
    scores = both.part(slice(measures))
    levels = control(
        census,
        structures.levels >= 0,
        within=scores.published,
        least=np.full(measures, LEAST_RESPONDENTS),
        regions=regions,
    )
    return cells, scores, levels, both.part(slice(measures, None))


def _cells(
    census: Census, structures: Structures, content: Content, verdicts: Verdicts
) -> list[Cell]:
    """Return every cell, secret or not."""
    cells, measures, levels, _ = verdicts
    names = content.measures
    told: dict[int, dict[str, Quantiles]] = {}
    for column, name in enumerate(names):
        published = measures.published[:, column]
        for cell, numbers in _quantiles(census, structures.scores[:, column], published):
            told.setdefault(cell, {})[name] = numbers
    spread: dict[int, dict[str, tuple[int, ...]]] = {}
    counts = census.answers(structures.levels, _LEVELS)
    for column, name in enumerate(names):
        places, rows = _shares(counts[:, column], levels.published[:, column], range(_LEVELS))
        for cell, row in zip(places.tolist(), rows.tolist(), strict=True):
            spread.setdefault(cell, {})[name] = tuple(row)
    shown, n = cells.published[:, 0].tolist(), cells.n[:, 0].tolist()
    return [
        Cell(*key, size_class(n[cell]), False, told.get(cell, {}), spread.get(cell, {}))
        if shown[cell]
        else Cell(*key, secret=True)
        for cell, key in enumerate(census.grid.keys)
    ]


def _quantiles(
    census: Census, scores: NDArray[np.float64], shown: Bools
) -> Iterator[tuple[int, Quantiles]]:
    """Yield the quantiles of the published cells."""
    scored = np.flatnonzero(~np.isnan(scores))
    tenths = np.rint(scores[scored] * 10).astype(np.int32)
    cells = census.members[scored].astype(np.int32)
    kept = np.append(shown, False)[cells]
    # A cell and a score as one number: sorting them is sorting every cell at once.
    packed = np.sort((cells * _WIDTH + tenths[:, None])[kept])
    published = np.flatnonzero(shown)
    starts = np.searchsorted(packed, published * _WIDTH)
    n = np.diff(np.append(starts, len(packed)))
    numbers = quantiles(packed.astype(np.int64) % _WIDTH, starts, n)
    return zip(published.tolist(), numbers, strict=True)


_WIDTH = 1024


def _shares(counts: Counts, shown: Bools, ranks: Sequence[int]) -> tuple[Ranks, Counts]:
    """Return the (P,) cells where answers are published, and (P, K) the shares of some.

    Args:
        counts: (C, A) structures of each cell that gave each answer.
        shown: (C,) cells where they are published.
        ranks: (K,) of the answers to tell.

    """
    cells = np.flatnonzero(shown)
    told = counts[cells]
    return cells, shares(told[:, ranks], told.sum(axis=1))


def _answers(
    census: Census, structures: Structures, questionnaire: Questionnaire, verdict: Verdict
) -> Shares:
    """Return the share of each answer that a question admits, and of « ne sait pas »."""
    keys, counts = census.grid.keys, census.answers(structures.answers, len(ANSWERS))
    found: dict[tuple[CellKey, str], Parts] = {}
    for column, question in enumerate(questionnaire.questions):
        ranks = [*possible_levels(question), UNKNOWN]
        cells, told = _shares(counts[:, column], verdict.published[:, column], ranks)
        rows = np.full((len(cells), len(ANSWERS)), None, dtype=object)
        rows[:, ranks] = told
        for cell, row in zip(cells.tolist(), rows.tolist(), strict=True):
            found[keys[cell], question.id] = tuple(row)
    return found


def _period(structures: Structures) -> tuple[str, str]:
    """Return the months of the first and last visit; empty when none is told."""
    names = structures.labels["month"]
    told = {names[code] for code in np.unique(structures.month) if code >= 0} - {_NO_MONTH}
    return (min(told), max(told)) if told else ("", "")
