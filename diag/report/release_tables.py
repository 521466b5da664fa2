"""What the page of a release tells of its widest group: scores, levels, answers."""

from collections.abc import Sequence
from fractions import Fraction

from diag.benchmark.release import OVERALL, SECRET, Cell, Quantiles, Release
from diag.french import percent
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.network_view import Segment, Stack
from diag.report.position_view import DEMONSTRATION, WHOLE, group_figures, group_spread
from diag.report.release_parts import MeasureRow, QuestionSection, StackRow

NOTHING = "–"


def titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the titles of the measures by id: the axes, then the whole."""
    return {**{d.id: d.title for d in questionnaire.dimensions}, OVERALL: WHOLE}


def told(text: str, release: Release) -> str:
    """Return the words of a drawing, with the stamp of demonstration data."""
    return f"{text} ({DEMONSTRATION})" if release.synthetic else text


def measure_rows(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[MeasureRow, ...]:
    """Return the quantiles of one group, axis by axis, then of the whole."""
    if cell is None:
        return ()
    return tuple(
        _measure_row(release, title, cell.measures.get(measure))
        for measure, title in titles(questionnaire).items()
    )


def _measure_row(release: Release, title: str, quantiles: Quantiles | None) -> MeasureRow:
    if quantiles is None:
        return MeasureRow(title, None, SECRET, SECRET, SECRET)
    deciles = quantiles.deciles
    return MeasureRow(
        title=title,
        spread=group_spread(quantiles, told(f"{title} : {group_figures(quantiles)}", release)),
        median=NOTHING if quantiles.median is None else str(quantiles.median),
        middle=NOTHING if quantiles.q1 is None else f"{quantiles.q1} à {quantiles.q3}",
        wide=NOTHING if deciles is None else f"{deciles[0]} à {deciles[-1]}",
    )


def level_rows(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[StackRow, ...]:
    """Return the shares of the levels of one group; empty where none is published."""
    if cell is None or not cell.levels:
        return ()
    names = [f"niveau {number}" for number in range(len(questionnaire.header.levels))]
    return tuple(
        _stack_row(release, title, "", cell.levels.get(measure), names)
        for measure, title in titles(questionnaire).items()
    )


def question_sections(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[QuestionSection, ...]:
    """Return what the structures of one group answered, axis by axis; empty where nothing is told."""
    known = {q: parts for (key, q), parts in release.shares.items() if cell and key == cell.key}
    if not known:
        return ()
    names = [*(f"niveau {number}" for number in range(5)), "ne sait pas"]
    sections = []
    for dimension in questionnaire.dimensions:
        rows = []
        for question in dimension.questions:
            parts = known.get(question.id)
            shares = None if parts is None else [part or 0 for part in parts]
            title = f"{question.title} ({question.id})"
            rows.append(_stack_row(release, title, question.text, shares, names))
        sections.append(QuestionSection(dimension.title, tuple(rows)))
    return tuple(sections)


def _stack_row(
    release: Release, title: str, text: str, shares: Sequence[int] | None, names: Sequence[str]
) -> StackRow:
    """Return one row of shares; « s » in each cell where they are secret."""
    if shares is None:
        return StackRow(title, text, None, (SECRET,) * len(names))
    words = [
        f"{name} : {percent(share)}" for name, share in zip(names, shares, strict=True) if share
    ]
    drawn = Stack(_segments(shares), told(f"{title} : {' ; '.join(words)}", release))
    return StackRow(title, text, drawn, tuple(map(percent, shares)))


def _segments(shares: Sequence[int]) -> tuple[Segment, ...]:
    """Return rounded shares side by side, brought back to a whole; the sixth is `none`."""
    total, start, segments = sum(shares), 0, []
    for rank, share in enumerate(shares):
        if share:
            level = str(rank) if rank < 5 else "none"
            segments.append(Segment(level, _unit(start, total), _unit(share, total)))
        start += share
    return tuple(segments)


def _unit(part: int, total: int) -> str:
    return f"{float(round(Fraction(100 * part, total), 2)):g}"
