"""The columns of a release: one list of rules, that writes, reads, checks and describes its tables.

Every number that is not published is « s », never 0 and never empty (M16). An empty region, type or
département means « tous confondus ». The rules are those that the producer follows; a reader checks
them again, since a fingerprint proves nothing of who computed it.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from diag.benchmark.group_tree import Node
from diag.benchmark.release import CLASSES, SECRET, SHARED, Cell, Content, Quantiles, Release, Tenths
from diag.benchmark.table_file import Table
from diag.benchmark.tenths import DEEPEST, LEAST_TENTHS, MOST_TENTHS
from diag.benchmark.words import STAMP

_NONE = -1
_QUANTILES = ("mediane", "q1", "q3", *(f"d{rank}" for rank in range(1, 10)))
_RISING = ("d1", "d2", "q1", "d3", "d4", "mediane", "d5", "d6", "d7", "q3", "d8", "d9")
"""Quantiles from the lowest to the highest."""
_LEVELS = tuple(f"niveau_{level}" for level in range(5))
_CROSSED = ("region", "type", "departement")


class Column(NamedTuple):
    """One column of a table of a release, as `release_columns.toml` tells it."""

    name: str
    meaning: str  # in French
    ids: str = ""  # which list of texts it holds; empty for a number
    least: int = 0
    most: int = 100
    blank: str | None = None  # what it holds where nothing is told: « s », or nothing

    def known(self, content: Content) -> tuple[str, ...]:
        """Return the texts that it may hold."""
        if not self.ids:
            return tuple(map(str, range(self.least, self.most + 1)))
        others = {"classes": CLASSES, "stamps": (STAMP,), "asked": [q.id for q in content.questions]}
        found = others[self.ids] if self.ids in others else getattr(content, self.ids)
        return tuple(found)

    def words(self, content: Content) -> dict[str, int]:
        """Return what each admitted text stands for: a number, the rank of an id, -1 for none."""
        known = {text: rank for rank, text in enumerate(self.known(content), self.least)}
        return known if self.blank is None else known | {self.blank: _NONE}

    def described(self, content: Content) -> dict[str, Any]:
        """Return the column as Table Schema describes it; « s » and nothing are missing values."""
        rules: dict[str, Any] = {} if self.blank is not None else {"required": True}
        if not self.ids:
            rules |= {"minimum": self.least, "maximum": self.most}
        elif known := self.known(content):
            rules["enum"] = list(known)
        kind = "string" if self.ids else "integer"
        told = {"name": self.name, "type": kind, "description": self.meaning}
        return told | ({"constraints": rules} if rules else {})


def _columns(told: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    names = {"from": "least", "to": "most"}
    return tuple(Column(**{names.get(key, key): one[key] for key in one}) for one in told)


_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
CELL_COLUMNS, SHARE_COLUMNS = (_columns(table["columns"]) for table in _TABLES.values())
"""`repere.csv`: a line by node and measure; `reponses.csv`: a line by node, question and answer."""
_KEYS = {
    columns: table["key"] for columns, table in zip((CELL_COLUMNS, SHARE_COLUMNS), _TABLES.values(), strict=True)
}


def schema(columns: tuple[Column, ...], content: Content) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    fields = [column.described(content) for column in columns]
    return {"fields": fields, "missingValues": ["", SECRET], "primaryKey": _KEYS[columns]}


def written(columns: Sequence[Column], lines: Iterator[Mapping[str, Any]]) -> str:
    """Return a table as text: the same content always gives the same bytes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for line in lines:
        writer.writerow([line.get(column.name, column.blank) for column in columns])
    return stream.getvalue()


def cell_lines(release: Release) -> Iterator[dict[str, Any]]:
    """Yield the lines of `repere.csv`: what they leave out is secret."""
    for cell in release.cells:
        for measure in release.content.measures:
            line = _line(release, cell.node) | {"mesure": measure}
            if measure in cell.measures:
                numbers = cell.measures[measure]
                line |= {"effectif": numbers.size_class, "mediane": numbers.median}
                if numbers.q1 is not None:
                    line |= {"q1": numbers.q1, "q3": numbers.q3}
                line |= {f"d{rank}": n for rank, n in enumerate(numbers.deciles or (), 1)}
                line |= dict(zip(_LEVELS, cell.levels.get(measure, ()), strict=False))
            yield line


def share_lines(release: Release) -> Iterator[dict[str, Any]]:
    """Yield the lines of `reponses.csv`."""
    for (node, question), parts in release.shares.items():
        line = _line(release, node) | {"question": question}
        for level, part in enumerate(parts):
            if part is not None:
                yield line | {"reponse": level, "part": part}


def _line(release: Release, node: Node) -> dict[str, Any]:
    crossed = dict(zip(_CROSSED, node, strict=False))
    return crossed | ({"mention": STAMP} if release.synthetic else {})


# Reading


def read_cells(table: Table, content: Content, synthetic: bool) -> tuple[Cell, ...]:
    """Return the cells told by `repere.csv`; what is wrong in it is noted in the table."""
    frame, nodes = _read(table, CELL_COLUMNS, content, synthetic)
    if table.mistakes:
        return ()
    cells = {node: Cell.of(node) for node in content.nodes}
    names = [content.measures[rank] for rank in frame["mesure"]]
    lines = zip(nodes, names, frame.to_dict("records"), strict=True)
    for row, (node, name, line) in enumerate(lines):
        if (wrong := next(_wrong(node, line), None)) is not None:
            table.say(row, *wrong)
        if line["effectif"] != _NONE:
            cells[node] = _with(cells[node], name, line)
    for row, (node, name) in enumerate(zip(nodes, names, strict=True)):
        above = (cells[node[:depth]].measures for depth in range(1, len(node)))
        if name in cells[node].measures and not all(name in told for told in above):
            table.say(row, "effectif", "R06", "groupe publié sans celui qui le contient")
        around = [cells[node[:depth]].measures.get(name) for depth in range(len(node))]
        told = cells[node].measures.get(name)
        if told and any(_rank(one) < _rank(told) for one in around if one):
            table.say(row, "effectif", "R05", "classe plus grande que celle du groupe qui le contient")
    if len(frame) < len(cells) * len(content.measures):
        table.say(len(frame) - 1, "mesure", "R01", "il manque des groupes ou des mesures")
    return tuple(cells.values())


def read_shares(
    table: Table, content: Content, synthetic: bool, cells: Sequence[Cell]
) -> dict[tuple[Node, str], tuple[int | None, ...]]:
    """Return the shares told by `reponses.csv`; what is wrong in it is noted in the table."""
    frame, nodes = _read(table, SHARE_COLUMNS, content, synthetic)
    if table.mistakes:
        return {}
    names = [question.id for question in content.questions]
    shares: dict[tuple[Node, str], list[int | None]] = {}
    first: dict[tuple[Node, str], int] = {}
    columns = (frame[name].tolist() for name in ("question", "reponse", "part"))
    for row, (node, question, answer, part) in enumerate(zip(nodes, *columns, strict=True)):
        place = (node, names[question])
        if place not in first and len(node) > DEEPEST:
            table.say(row, "part", "R06", "part de réponse d’un groupe trop fin")
        first.setdefault(place, row)
        shares.setdefault(place, [None] * 5)[answer] = part
    admitted = {cell.node for cell in cells if cell.shared}
    for place, parts in shares.items():
        if cells and place[0] not in admitted and len(place[0]) <= DEEPEST:
            table.say(first[place], "part", "R06", "part de réponse d’un groupe trop petit")
        if not _whole(part for part in parts if part is not None):
            what = "les parts de cette question ne peuvent pas faire un tout"
            table.say(first[place], "part", "R05", what)
        if len(place[0]) == DEEPEST and (place[0][:1], place[1]) not in shares:
            what = "part publiée sans celle du groupe qui le contient"
            table.say(first[place], "part", "R06", what)
    return {place: tuple(parts) for place, parts in shares.items()}


def _read(
    table: Table, columns: tuple[Column, ...], content: Content, synthetic: bool
) -> tuple[pd.DataFrame, list[Node]]:
    """Return a table as numbers and ranks, and the node of each line; what is wrong is noted."""
    frame = {}
    for column in columns[:-1]:
        words = column.words(content)
        if column.ids:
            what = f"valeur inconnue dans « {column.name} » :"
            frame[column.name] = table.ranks(column.name, words, what)
        else:
            span = f"ni un nombre entier de {column.least} à {column.most}"
            refused = ("R05", span + (f", ni « {SECRET} » :" if column.blank else " :"))
            frame[column.name] = table.convert(column.name, words.get, np.int16, refused)
    stamped = ("R07", "mention de données synthétiques absente ou de trop :")
    table.convert("mention", {STAMP if synthetic else "": 0}.get, np.int8, stamped)
    found = pd.DataFrame(frame)
    if table.mistakes:
        return found, []
    again = np.flatnonzero(found.duplicated(_KEYS[columns]))
    for row in again[:1].tolist():
        table.say(row, _KEYS[columns][-1], "R04", "ligne écrite deux fois")
    return found, _nodes(table, found, content)


def _nodes(table: Table, frame: pd.DataFrame, content: Content) -> list[Node]:
    """Return the node of each line, of those that structures may be in."""
    known, found = set(content.nodes), []
    ids = (content.regions, content.types, tuple(content.departments))
    for row, ranks in enumerate(frame[[*_CROSSED]].itertuples(index=False)):
        names = [n[rank] if rank >= 0 else "" for n, rank in zip(ids, ranks, strict=True)]
        node = tuple(filter(None, names))
        if node not in known or names[: len(node)] != [*node]:
            table.say(row, "departement", "R04", f"groupe impossible : {' × '.join(node)}")
        found.append(node)
    return found


def _with(cell: Cell, measure: str, line: Mapping[Any, int]) -> Cell:
    """Return a cell with what a line says of one more measure."""
    levels: Tenths = tuple(line[name] for name in _LEVELS if line[name] != _NONE)
    deciles = tuple(line[f"d{rank}"] for rank in range(1, 10) if line[f"d{rank}"] != _NONE)
    q1, q3 = (None if line[name] == _NONE else line[name] for name in ("q1", "q3"))
    size = CLASSES[line["effectif"]]
    told = Quantiles(size, line["mediane"], q1, q3, deciles or None)
    kept = {**cell.levels, measure: levels} if levels else cell.levels
    return Cell.of(cell.node, {**cell.measures, measure: told}, kept)


def _wrong(node: Node, line: Mapping[Any, int]) -> Iterator[tuple[str, str, str]]:
    """Yield the column, the code and what is wrong in a line that may not be told."""
    size = line["effectif"]
    told = {name: line[name] for name in (*_QUANTILES, *_LEVELS) if line[name] != _NONE}
    if size == _NONE:
        if told:
            yield next(iter(told)), "R06", "nombre publié pour un groupe secret"
        return
    name, fine = CLASSES[size], size >= CLASSES.index("50-99")
    admitted = _QUANTILES if fine else _QUANTILES[: 3 if size else 1]
    for column in _QUANTILES:
        if column in admitted and column not in told:
            yield column, "R05", f"{column} manque, que la classe {name} permet"
        if column in told and (column not in admitted or (told[column] % 5 and not fine)):
            yield column, "R06", f"{column} est plus fin que la classe {name} ne le permet"
    for lower, higher in pairwise(column for column in _RISING if column in told):
        if told[lower] > told[higher]:
            yield higher, "R05", f"{higher} est plus petit que {lower}"
    if told.get("d5", told.get("mediane")) != told.get("mediane"):
        yield "d5", "R05", "d5 n’est pas la médiane"
    levels = [told[column] for column in _LEVELS if column in told]
    if levels and (name not in SHARED or len(node) > DEEPEST):
        yield _LEVELS[0], "R06", "part de niveaux d’un groupe trop petit ou trop fin"
    if levels and (len(levels) < len(_LEVELS) or not _whole(levels)):
        yield _LEVELS[0], "R05", "les parts des niveaux ne peuvent pas faire un tout"


def _rank(told: Quantiles) -> int:
    return CLASSES.index(told.size_class)


def _whole(parts: Any) -> bool:
    """Tell whether shares in tenths, clipped, may be those of a whole."""
    told = [*parts]
    low = sum(2 * part - 1 if part > LEAST_TENTHS else 0 for part in told)
    high = sum(2 * part + 1 if part < MOST_TENTHS else 20 for part in told)
    return low <= 20 <= high
