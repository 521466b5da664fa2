"""What a release must be, line by line: known names, possible numbers, none finer than allowed.

Nothing here reads a file: lines come in, cells and mistakes go out. The rules are those that the
producer follows (M16-M18); a reader checks them again, since a fingerprint proves nothing of who
computed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from diag.benchmark.descriptor import CROSSED, NUMBERS
from diag.benchmark.page import Line, Page
from diag.benchmark.release import (
    CLASSES,
    SECRET,
    Cell,
    CellKey,
    Quantiles,
)
from diag.benchmark.share_checks import STEP, adds_up

_NUMBERS: dict[str, int | None] = {SECRET: None, **{str(n): n for n in range(101)}}
_LEVELS = tuple(f"niveau_{level}" for level in range(5))
_DECILES = tuple(f"d{rank}" for rank in range(1, 10))
_RISING = (*_DECILES[:2], "q1", *_DECILES[2:4], "mediane", *_DECILES[4:7], "q3", *_DECILES[7:])
"""Quantiles from the lowest to the highest."""
_ANYTHING = CLASSES[3:]
"""Classes that allow every number."""
_TOGETHER = (("q1", "q3"), _DECILES, _LEVELS)
"""Numbers that are published together or not at all."""


def read_cells(page: Page, lines: Iterable[Line]) -> tuple[Cell, ...]:
    """Return the cells told by the lines of `repere.csv`."""
    measures = page.content.measures
    cells: dict[CellKey, Cell] = {}
    quantiles: dict[CellKey, dict[str, Quantiles]] = {}
    levels: dict[CellKey, dict[str, tuple[int, ...]]] = {}
    told: dict[CellKey, dict[str, Line]] = {}
    for line in lines:
        page.stamped(line)
        key, numbers = _key(page, line), _numbers(page, line, NUMBERS)
        known = page.knows(line, "mesure", measures, "mesure inconnue")
        classed = page.knows(line, "effectif", (*CLASSES, SECRET), "classe d’effectif inconnue")
        if key is None or not known or not classed:
            continue
        measure, size = page.cell(line, "mesure"), page.cell(line, "effectif")
        cell = cells.setdefault(key, _cell(key, size))
        if measure in told.setdefault(key, {}):
            page.say(line, "mesure", "R04", f"mesure « {measure} » écrite deux fois pour ce groupe")
        elif size != (cell.size_class or SECRET):
            page.say(line, "effectif", "R05", "deux effectifs pour le même groupe")
        told[key][measure] = line
        if numbers is not None and _possible(page, line, numbers):
            _allowed(page, line, numbers, size)
            if numbers["mediane"] is not None:
                quantiles.setdefault(key, {})[measure] = _quantiles(numbers)
            if numbers[_LEVELS[0]] is not None:
                levels.setdefault(key, {})[measure] = _told(numbers, _LEVELS)
    _complete(page, told, measures)
    return tuple(
        replace(cell, measures=quantiles.get(key, {}), levels=levels.get(key, {}))
        for key, cell in cells.items()
    )


def _key(page: Page, line: Line) -> CellKey | None:
    """Return what a line is crossed by, or None when it names something unknown."""
    region, department, kind, size = line.cells[:4]
    key = (region, department, kind, size)
    if key in page.keys:  # most lines tell of the same group as the line before
        return key
    words = ("région inconnue", "département inconnu", "type inconnu", "taille inconnue")
    sound = [
        page.knows(line, column, names, word)
        for column, names, word in zip(CROSSED, page.crossings, words, strict=True)
    ]
    if not all(sound):
        return None
    if department and page.content.departments[department] != region:
        what = f"le département « {department} » n’est pas de la région « {region} »"
        page.say(line, "departement", "R04", what)
        return None
    page.keys.add(key)
    return key


def _numbers(page: Page, line: Line, columns: Sequence[str]) -> dict[str, int | None] | None:
    """Return the numbers of a line, None for « s »; None when one of them is impossible."""
    texts = {column: line.cells[page.places[column]] for column in columns}
    found = {column: _NUMBERS[text] for column, text in texts.items() if text in _NUMBERS}
    for column in [column for column in texts if column not in found]:
        what = f"« {texts[column]} » n’est ni un nombre entier de 0 à 100, ni « {SECRET} »"
        page.say(line, column, "R05", what)
    return found if len(found) == len(columns) else None


def _possible(page: Page, line: Line, numbers: Mapping[str, int | None]) -> bool:
    """Tell whether the numbers of a line may stand together."""
    for group in _TOGETHER:
        blank = [column for column in group if numbers[column] is None]
        if blank and len(blank) < len(group):
            page.say(line, blank[0], "R05", f"il manque un nombre entre {group[0]} et {group[-1]}")
            return False
    told = [(column, n) for column in _RISING if (n := numbers[column]) is not None]
    for (lower, low), (higher, high) in pairwise(told):
        if low > high:
            page.say(line, higher, "R05", f"{higher} est plus petit que {lower}")
            return False
    if numbers["mediane"] is None and told:
        page.say(line, "mediane", "R05", "des quantiles sans médiane")
        return False
    shares = _told(numbers, _LEVELS)
    if shares and not adds_up(sum(shares), len(shares), any(share % STEP for share in shares)):
        page.say(line, _LEVELS[0], "R05", "les parts des niveaux ne font pas 100 %")
        return False
    return True


def _allowed(page: Page, line: Line, numbers: Mapping[str, int | None], size: str) -> None:
    """Note the first number that the size class does not allow (M16, M17)."""
    if size in _ANYTHING:
        return
    for column, refused in _too_fine(numbers, size):
        if refused:
            what = (
                "nombre publié pour un groupe secret"
                if size == SECRET
                else f"{column} est plus fin que la classe {size} ne le permet"
            )
            page.say(line, column, "R06", what)
            return


def _too_fine(numbers: Mapping[str, int | None], size: str) -> Iterator[tuple[str, bool]]:
    """Yield each number that is published, and whether its class forbids it or its precision."""
    for column, number in numbers.items():
        if number is None:
            continue
        rank = CLASSES.index(size) if size in CLASSES else -1
        least = 3 if column in _DECILES else 0 if column == "mediane" else 1
        rough = (column == "mediane" and rank == 0) or (column in _LEVELS and rank == 1)
        yield column, rank < least or (rough and number % STEP > 0)


def _complete(
    page: Page, told: Mapping[CellKey, Mapping[str, Line]], measures: Iterable[str]
) -> None:
    """Note the groups that lack a measure."""
    for lines in told.values():
        absent = [m for m in measures if m not in lines]
        if absent:
            last = max(lines.values(), key=lambda line: line.number)
            page.say(last, "mesure", "R01", f"mesures absentes de ce groupe : {', '.join(absent)}")


def _cell(key: CellKey, size: str) -> Cell:
    secret = size == SECRET
    return Cell(*key, size_class="" if secret else size, secret=secret)


def _quantiles(numbers: Mapping[str, int | None]) -> Quantiles:
    deciles = _told(numbers, _DECILES)
    return Quantiles(numbers["mediane"], numbers["q1"], numbers["q3"], deciles or None)


def _told(numbers: Mapping[str, int | None], columns: Sequence[str]) -> tuple[int, ...]:
    return tuple(n for column in columns if (n := numbers[column]) is not None)
