"""The shares of a release, checked column by column: a network of the country has a million lines."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.descriptor import CROSSED
from diag.benchmark.release import ANSWERS, CLASSES, SECRET, Cell, CellKey, Content, Shares
from diag.benchmark.table_file import Table

STEP = 5
"""Points to which the shares of a small group are rounded (M17)."""
_SECRET = -1
_PARTS = {SECRET: _SECRET, **{str(n): n for n in range(101)}}


def read_shares(
    table: Table, content: Content, stamp: str, cells: Mapping[CellKey, Cell]
) -> Shares:
    """Return the shares told by `reponses.csv`; what is wrong in it is noted in the table.

    Args:
        table: with the columns of the shares.
        content: of the release.
        stamp: mention that each line bears.
        cells: of the release.

    """
    asked = {question.id: rank for rank, question in enumerate(content.questions)}
    stamped = ("R07", "mention de données synthétiques absente ou de trop :")
    table.convert("mention", {stamp: 0}.get, np.int8, stamped)
    number = ("R05", f"ni un nombre entier de 0 à 100, ni « {SECRET} » :")
    part = table.convert("part", _PARTS.get, np.int16, number)
    question = table.ranks("question", asked, "question inconnue")
    ranks = {answer: rank for rank, answer in enumerate(ANSWERS)}
    answer = table.ranks("reponse", ranks, "réponse inconnue")
    keys, cell = _keys(table, content)
    if table.mistakes or not len(table):
        return {}
    classes = np.array([_class(cells.get(key)) for key in keys])[cell]
    place = (cell * len(asked) + question).astype(np.intp)
    for row, code, what in _wrong(cell, classes, part):
        table.say(row, "part", code, what)
    again = _again(place * len(ranks) + answer)
    if again is not None:
        word = ANSWERS[answer[again]]
        table.say(again, "reponse", "R04", f"réponse « {word} » écrite deux fois")
    if table.mistakes:
        return {}
    _, first, rank = np.unique(place, return_index=True, return_inverse=True)
    for row in _unbalanced(first, rank, part):
        table.say(row, "part", "R05", "les parts de cette question ne font pas 100 %")
    parts = np.full((len(first), len(ANSWERS)), None, dtype=object)
    parts[rank, answer] = part
    names = [q.id for q in content.questions]
    places = zip(cell[first].tolist(), question[first].tolist(), strict=True)
    told = zip(places, parts.tolist(), strict=True)
    return {(keys[place], names[asked]): tuple(row) for (place, asked), row in told}


def adds_up(total: Any, n: Any, fine: Any) -> Any:
    """Tell whether shares rounded one by one may come from a whole; numbers, or arrays of them.

    Args:
        total: their sum.
        n: how many there are.
        fine: whether one of them at least is rounded to the point.

    """
    return 2 * abs(total - 100) <= (STEP - (STEP - 1) * fine) * n


def _keys(table: Table, content: Content) -> tuple[list[CellKey], NDArray[np.intp]]:
    """Return the cells that a table names, and (n,) the rank in them of each line."""
    known = (content.regions, tuple(content.departments), content.types, content.sizes)
    words = ("région inconnue", "département inconnu", "type inconnu", "taille inconnue")
    crossed = [
        table.ranks(name, {id_: rank for rank, id_ in enumerate(("", *ids))}, what)
        for name, ids, what in zip(CROSSED, known, words, strict=True)
    ]
    shape = [len(ids) + 1 for ids in known]
    packed = np.ravel_multi_index([ranks.astype(np.intp) for ranks in crossed], shape)
    cells, first, cell = np.unique(packed, return_index=True, return_inverse=True)
    names = [("", *ids) for ids in known]
    sound = not table.mistakes  # an unknown id stands for another until it is mended
    keys = []
    for row, places in zip(
        first.tolist(), np.transpose(np.unravel_index(cells, shape)), strict=True
    ):
        region, department, kind, size = (n[rank] for n, rank in zip(names, places, strict=True))
        keys.append((region, department, kind, size))
        if sound and department and content.departments[department] != region:
            what = f"le département « {department} » n’est pas de la région « {region} »"
            table.say(row, "departement", "R04", what)
    return keys, cell


def _class(cell: Cell | None) -> int:
    """Return the rank of the size class of a cell, -1 where it is secret or unknown."""
    return CLASSES.index(cell.size_class) if cell and cell.size_class in CLASSES else -1


def _wrong(
    cell: NDArray[np.intp], classes: NDArray[np.intp], part: NDArray[np.int16]
) -> Iterator[tuple[int, str, str]]:
    """Yield (row, code, what) the first share of each cell that may not be told."""
    fine = f"part plus fine que la classe {CLASSES[1]} ne le permet"
    for wrong, code, what in (
        (classes < 1, "R06", "part de réponse d’un groupe trop petit ou secret"),
        ((classes > 0) & (part == _SECRET), "R05", "la part n’est pas un nombre"),
        ((classes == 1) & (part > 0) & (part % STEP > 0), "R06", fine),
    ):
        rows = np.flatnonzero(wrong)
        for row in sorted(rows[np.unique(cell[rows], return_index=True)[1]].tolist()):
            yield row, code, what


def _again(numbers: NDArray[np.intp]) -> int | None:
    """Return the first row whose number came before, if there is one."""
    order = np.argsort(numbers, kind="stable")
    same = numbers[order][1:] == numbers[order][:-1]
    return int(order[1:][same].min()) if same.any() else None


def _unbalanced(
    first: NDArray[np.intp], rank: NDArray[np.intp], part: NDArray[np.int16]
) -> list[int]:
    """Return the first row of each place whose shares cannot come from a whole."""
    total, n, fine = (np.bincount(rank, weights) for weights in (part, None, part % STEP > 0))
    return sorted(first[~adds_up(total, n, fine > 0)].tolist())
