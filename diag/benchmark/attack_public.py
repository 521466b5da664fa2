"""Attacks on a release by who has nothing else: sizes as classes, numbers as printed (M16-M18)."""

from collections.abc import Iterator, Mapping

from diag.benchmark.findings import Finding, Kind
from diag.benchmark.release import CLASSES, NATIONAL, Cell, CellKey, Quantiles, Release
from diag.benchmark.rules import EXACT_SHARES_FROM, LEAST_RESPONDENTS, LEAST_STRUCTURES, passes
from diag.benchmark.subjects import LEVELS, too_fine

Sizes = Mapping[CellKey, tuple[int, int, int]]
"""Structures, organisations and largest organisation of some cells: what the producer kept."""
_ENDS = {
    "5-9": (5, 9),
    "10-19": (10, 19),
    "20-49": (20, 49),
    "50-99": (50, 99),
    "100+": (100, 10**9),
}


def attack_public(release: Release, sizes: Sizes | None = None) -> list[Finding]:
    """Return what the published files give away.

    Args:
        release: as it was read.
        sizes: true sizes of cells, where the producer's own files are at hand.

    """
    cells = {cell.key: cell for cell in release.cells}
    found = [*_parents(cells), *_rests(cells), *_small(cells, sizes or {})]
    for cell in release.cells:
        found += _numbers(cell, sizes or {})
    sure = {key for key, cell in cells.items() if _any_share(cell, sizes or {})}
    for (key, question), parts in release.shares.items():
        if key not in sure:
            cell = cells.get(key, Cell(*key, secret=True))
            found += _told(cell, question, parts, sizes or {})
    return found


def _small(cells: Mapping[CellKey, Cell], sizes: Sizes) -> Iterator[Finding]:
    """Yield the published cells that fail M16, or say another size than theirs (M18)."""
    for key in sizes.keys() & cells.keys():
        if not cells[key].secret:
            if not passes(*sizes[key]):
                yield Finding(Kind.SMALL, "", key, (), *sizes[key])
            elif too_fine(cells[key].size_class, sizes[key][0]):
                yield Finding(Kind.SIZE, "", key, (), *sizes[key])


def _parents(cells: Mapping[CellKey, Cell]) -> Iterator[Finding]:
    """Yield the published cells that a secret one holds; the country apart."""
    for key, cell in cells.items():
        if not cell.secret:
            for wider in _wider(key):
                if wider not in cells or cells[wider].secret:
                    yield Finding(Kind.ORPHAN, "", key)


def _wider(key: CellKey) -> list[CellKey]:
    """Return the cells of the region that hold a cell, each less by one crossing."""
    region, department, kind, size = key
    wider = {
        (region, "", kind, size): department,
        (region, department, "", size): kind,
        (region, department, kind, ""): size,
    }
    return [found for found, dropped in wider.items() if dropped]


def _rests(cells: Mapping[CellKey, Cell]) -> Iterator[Finding]:
    """Yield the cells of which the classes alone say that a handful are in no published child."""
    shown = {key: _ENDS[cell.size_class] for key, cell in cells.items() if not cell.secret}
    families: dict[tuple[CellKey, int], list[CellKey]] = {}
    for key in shown:
        for wider in _wider(key) or [NATIONAL]:
            crossing = next((i for i in range(4) if key[i] != wider[i]), None)
            if wider in shown and crossing is not None:
                families.setdefault((wider, crossing), []).append(key)
    for (wider, _), children in families.items():
        least = shown[wider][0] - sum(shown[child][1] for child in children)
        most = shown[wider][1] - sum(shown[child][0] for child in children)
        if least > 0 and most < LEAST_STRUCTURES:
            yield Finding(Kind.DIFFERENCE, "", wider, (), most)


def _numbers(cell: Cell, sizes: Sizes) -> Iterator[Finding]:
    """Yield what is told of a cell's scores and should not be."""
    for name, quantiles in cell.measures.items():
        if quantiles != Quantiles():
            yield from _told(cell, name, quantiles, sizes)
    for name, levels in cell.levels.items():
        yield from _told(cell, LEVELS + name, levels, sizes)


def _any_share(cell: Cell, sizes: Sizes) -> bool:
    """Tell whether a cell is large enough for any share."""
    known = cell.size_class in CLASSES and not cell.secret
    return known and _structures(cell, sizes)[0] >= EXACT_SHARES_FROM


def _structures(cell: Cell, sizes: Sizes) -> tuple[int, int, int]:
    """Return how a published cell is spread; of a class alone, its largest size is believed."""
    return sizes.get(cell.key, (_ENDS[cell.size_class][1], 0, 0))


def _told(cell: Cell, subject: str, told: object, sizes: Sizes) -> Iterator[Finding]:
    """Yield a finding where a cell is too small for what is told of it, or this is out of order."""
    if cell.size_class not in CLASSES or cell.secret:
        yield Finding(Kind.SMALL, subject, cell.key)
        return
    n, organisations, largest = _structures(cell, sizes)
    least = LEAST_STRUCTURES if isinstance(told, Quantiles) else LEAST_RESPONDENTS
    if n < least:
        yield Finding(Kind.SMALL, subject, cell.key, (), n, organisations, largest)
    elif too_fine(told, n) or (isinstance(told, Quantiles) and not _rising(told)):
        yield Finding(Kind.FINE, subject, cell.key, (), n, organisations, largest)


def _rising(numbers: Quantiles) -> bool:
    """Tell whether quantiles follow each other as they must."""
    quarters = [n for n in (numbers.q1, numbers.median, numbers.q3) if n is not None]
    tenths = list(numbers.deciles or ())
    middle: list[int | None] = [*tenths[4:5]]
    same = numbers.median in (middle or [numbers.median])
    return quarters == sorted(quarters) and tenths == sorted(tenths) and same
