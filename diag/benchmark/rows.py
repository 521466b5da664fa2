"""A release as lines of CSV: the same content always gives the same bytes.

Every number that is not published is « s », never 0 and never empty (M16). A crossing that is empty
means « tous confondus ».
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from diag.benchmark.csv_files import joined, written
from diag.benchmark.descriptor import CELL_COLUMNS, SHARE_COLUMNS
from diag.benchmark.release import ANSWERS, SECRET, Cell, Content, Quantiles, Release
from diag.benchmark.words import STAMP
from diag.safe_text import clean

LEVELS = 5


def normal(release: Release, content: Content) -> Release:
    """Return the same release with its cells in order, less what says nothing."""
    cells = [_told(cell, content.measures) for cell in in_order(release.cells, content)]
    asked = [question.id for question in content.questions]
    places = ((key, question) for key in [cell.key for cell in cells] for question in asked)
    shares = {place: release.shares[place] for place in places if place in release.shares}
    return replace(
        release, source=clean(release.source), cells=tuple(cells), shares=shares, content=content
    )


def _told(cell: Cell, measures: Iterable[str]) -> Cell:
    """Return the cell with its measures in order, those that have no number left out."""
    none = Quantiles()
    told = {m: cell.measures[m] for m in measures if cell.measures.get(m, none) != none}
    levels = {m: tuple(cell.levels[m]) for m in measures if cell.levels.get(m)}
    return replace(cell, measures=told, levels=levels)


def in_order(cells: Iterable[Cell], content: Content) -> list[Cell]:
    """Return cells from the widest to the narrowest, each crossing in the questionnaire's order."""
    known = (content.regions, tuple(content.departments), content.types, content.sizes)
    ranks = [{name: rank for rank, name in enumerate(("", *names))} for names in known]

    def place(cell: Cell) -> tuple[int, list[bool], list[int]]:
        crossed = [bool(name) for name in cell.key]
        return (
            sum(crossed),
            [not c for c in crossed],
            [rank[name] for rank, name in zip(ranks, cell.key, strict=True)],
        )

    return sorted(cells, key=place)


def cell_lines(release: Release, content: Content) -> str:
    """Return `repere.csv`: one line per cell and measure."""
    stamp = STAMP if release.synthetic else ""
    return written(
        CELL_COLUMNS,
        (
            [
                *cell.key,
                cell.size_class or SECRET,
                measure,
                *_quantiles(cell.measures.get(measure, Quantiles())),
                *(cell.levels.get(measure) or [SECRET] * LEVELS),
                stamp,
            ]
            for cell in release.cells
            for measure in content.measures
        ),
    )


def share_lines(release: Release) -> str:
    """Return `reponses.csv`: one line per cell, question and answer."""
    return joined(SHARE_COLUMNS, _shares(release))


def _shares(release: Release) -> Iterator[str]:
    """Yield the lines of the shares; ids, answers and numbers hold nothing to quote."""
    stamp = STAMP if release.synthetic else ""
    ends = [f"{part},{stamp}" for part in range(101)]
    for (key, question), parts in release.shares.items():
        start = ",".join((*key, question, ""))
        for answer, part in zip(ANSWERS, parts, strict=True):
            if part is not None:
                yield f"{start}{answer},{ends[part]}"


def _quantiles(numbers: Quantiles) -> list[int | str]:
    found = [numbers.median, numbers.q1, numbers.q3, *(numbers.deciles or [None] * 9)]
    return [SECRET if number is None else number for number in found]
