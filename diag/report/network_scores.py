"""What the page says of the scores: distributions, levels, medians by group, coverage."""

from collections.abc import Sequence
from fractions import Fraction

from diag.french import number, round_tenths, tenths
from diag.questionnaire.questionnaire_model import Option
from diag.report.network import Network
from diag.report.network_figures import (
    ENOUGH,
    ENOUGH_FOR_DECILES,
    Histogram,
    interval,
    median,
    scored,
    shade,
    share,
    stack,
    strip,
)
from diag.report.network_view import (
    Cell,
    CoverageRow,
    GroupRow,
    GroupTable,
    Heading,
    LevelRow,
    ScoreRow,
    Share,
)
from diag.report.words import NOT_SCORED
from diag.scoring.kernel import Reason

WHOLE = "Ensemble"
_WHOLE_MARK = "Ens."
_NOT_TOLD = "Non renseigné"
_EMPTY = "–"


def titles(network: Network) -> list[str]:
    """Return the titles of the axes, then of the whole: the parts of a summary."""
    return [*(d.title for d in network.questionnaire.dimensions), WHOLE]


def too_few(structures: int) -> str:
    """Return what stands for the figures of a group too small for them."""
    return f"effectif trop faible ({number(structures)})"


def histograms(network: Network) -> list[Histogram]:
    """Return the scores of every structure, by part."""
    return list(network.counts.scores_by_type.sum(axis=0))


def score_rows(network: Network) -> tuple[ScoreRow, ...]:
    """Return where the scores lie, axis by axis, then for the whole."""
    pairs = zip(titles(network), histograms(network), strict=True)
    return tuple(_score_row(title, histogram) for title, histogram in pairs)


def _score_row(title: str, histogram: Histogram) -> ScoreRow:
    structures = scored(histogram)
    middle = median(histogram)
    if middle is None:
        return ScoreRow(title, None, "", "", "", number(structures), too_few(structures))
    tenth = Fraction(1, 10)
    return ScoreRow(
        title=title,
        strip=strip(histogram, title),
        median=tenths(middle),
        middle=interval(histogram, Fraction(1, 4), Fraction(3, 4)),
        wide=interval(histogram, tenth, 1 - tenth) if structures >= ENOUGH_FOR_DECILES else _EMPTY,
        number=number(structures),
        reason="",
    )


def level_rows(network: Network) -> tuple[LevelRow, ...]:
    """Return how many structures are at each level, axis by axis, then for the whole."""
    pairs = zip(titles(network), network.counts.levels.tolist(), strict=True)
    return tuple(_level_row(title, counts) for title, counts in pairs)


def _level_row(title: str, counts: list[int]) -> LevelRow:
    if sum(counts[:-1]) < ENOUGH:
        return LevelRow(title, None, (), too_few(sum(counts[:-1])))
    names = [*(f"niveau {level}" for level in range(5)), "non évaluées"]
    return LevelRow(title, stack(counts, title, names), _shares(counts), "")


def _shares(counts: list[int]) -> tuple[Share, ...]:
    return tuple(share(c, sum(counts)) for c in counts)


def headings(network: Network) -> tuple[Heading, ...]:
    """Return the columns of the tables of medians, numbered for narrow screens."""
    axes, whole = titles(network)[:-1], titles(network)[-1]
    numbered = tuple(Heading(title, str(rank)) for rank, title in enumerate(axes, 1))
    return (*numbered, Heading(whole, _WHOLE_MARK))


def group_tables(network: Network) -> tuple[GroupTable, ...]:
    """Return the medians by type, then by department, where some structure tells its own."""
    counts = network.counts
    tables = (
        ("Par type de structure", "structure_type", counts.scores_by_type),
        ("Par département", "department", counts.scores_by_department),
    )
    return tuple(
        _group_table(title, options(network, field), scores)
        for title, field, scores in tables
        if scores[:-1].any()
    )


def options(network: Network, field: str) -> list[Option]:
    """Return the options of a profile field, then the one of who does not tell."""
    known = network.questionnaire.field
    own = known[field].options if field in known else []
    return [*own, Option(id="non-renseigne", label=_NOT_TOLD)]


def short(option: Option) -> str:
    """Return the name of an option without its gloss: the glossary explains the acronyms."""
    return option.label.partition(" (")[0]


def _group_table(title: str, groups: Sequence[Option], scores: Histogram) -> GroupTable:
    rows, few = [], []
    for option, own in zip(groups, scores, strict=True):
        structures = int(own[0].sum())
        name = short(option)
        if structures >= ENOUGH:
            cells = tuple(_median(histogram) for histogram in own)
            rows.append(GroupRow(name, number(structures), cells))
        elif structures:
            few.append(f"{name} ({number(structures)})")
    note = f"Effectif trop faible pour une médiane : {', '.join(few)}." if few else ""
    return GroupTable(title, tuple(rows), note)


def _median(histogram: Histogram) -> Cell:
    middle = median(histogram)
    if middle is None:
        return Cell(too_few(scored(histogram)), "")
    # The shade follows what is read: 39.95 reads 40,0.
    return Cell(tenths(middle), shade(Fraction(round_tenths(middle))))


def coverage_rows(network: Network) -> tuple[CoverageRow, ...]:
    """Return how far each axis, then the whole, could be scored, and why not further."""
    return tuple(
        _coverage_row(network, part, title, scores)
        for part, (title, scores) in enumerate(
            zip(titles(network), histograms(network), strict=True)
        )
    )


def _coverage_row(network: Network, part: int, title: str, histogram: Histogram) -> CoverageRow:
    counts = network.counts
    total, covered = counts.coverage[part].tolist()
    given, structures = scored(histogram), int(histogram.sum())
    if part < len(counts.reasons):
        reasons = dict(enumerate(counts.reasons[part].tolist()))
    else:
        reasons = {Reason.DIMENSION: structures - given}
    return CoverageRow(
        title=title,
        coverage=f"{tenths(Fraction(total, 10 * covered))} %" if covered else _EMPTY,
        scored=share(given, structures),
        reasons=tuple(
            f"{number(reasons[r])} : {NOT_SCORED[r]}" for r in NOT_SCORED if reasons.get(r)
        ),
        to_confirm=share(int(counts.to_confirm[part]), given),
    )


def extremes(network: Network) -> str:
    """Return the axes whose medians are the lowest and the highest, or nothing if they are not told apart."""
    known = [
        (value, title)
        for title, value in zip(
            titles(network)[:-1], map(median, histograms(network)), strict=False
        )
        if value is not None
    ]
    if not known:
        return ""
    (low, lowest), (high, highest) = (choose(known, key=lambda k: k[0]) for choose in (min, max))
    if low == high:
        return ""
    return f"{lowest}, médiane {tenths(low)}. Le plus haut : {highest}, {tenths(high)}."
