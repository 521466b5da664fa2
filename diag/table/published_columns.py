"""Every column that a batch writes: its name, its type, what it means. The one place that says so.

What is said is in `published_columns.toml`; the descriptor of a folder of results, its workbook and
`docs/tables.md` (by `docs/update_tables.py`) are made from it, and a column that is not there cannot
be written. One table may be written alone, without pandas, as `diag reunir` does.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diag.benchmark.release import OVERALL
from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.french_labels import FAMILY, ORIGIN
from diag.scoring.rubric import FORMS
from diag.table.csv_lines import Dialect, lines_of, neutral
from diag.table.word_lists import load

_LISTS = {"forms": FORMS, "origins": ORIGIN.values(), "families": FAMILY.values()}
_ANSWER = "niveau 0 à 4, NSP ne sait pas, NC non concerné, SR sans réponse, vide non posée"


@dataclass(frozen=True)
class Field:
    """One column: its name, its type (of Table Schema), what it means, its words where few."""

    name: str
    kind: str
    meaning: str
    words: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the column as a Table Schema tells it."""
        told: dict[str, Any] = {"name": self.name, "type": self.kind, "description": self.meaning}
        words = [word for word in self.words if word]
        return told | ({"constraints": {"enum": words}} if words else {})


def fields_told(told: Mapping[str, Any]) -> Iterator[Field]:
    """Yield the columns of one section of the file."""
    for name, (kind, meaning, *words) in told.items():
        (listed,) = words or [()]
        known = _LISTS[listed] if isinstance(listed, str) else listed
        yield Field(name, kind, meaning, tuple(known))


def about(table: str) -> tuple[str, str]:
    """Return the name of the sheet of a table, and what it is, in French."""
    told = load("published_columns")[table]
    return told["sheet"], told["title"]


def fields_of(table: str, questionnaire: Questionnaire) -> dict[str, Field]:
    """Return every column that a table may have, by name."""
    told = load("published_columns")[table]
    found = list(fields_told(told["columns"]))
    if table == "scores":
        titles = {d.id: f"Axe « {d.title} »" for d in questionnaire.dimensions}
        for axis, title in {**titles, OVERALL: "Ensemble"}.items():
            for one in fields_told(told["axes"]):
                meaning = f"{title} : {one.meaning}"
                found.append(Field(f"{axis}_{one.name}", one.kind, meaning, one.words))
        for question in questionnaire.questions:
            meaning = f"{question.title} : {_ANSWER}"
            found.append(Field(question.id, "string", meaning, ANSWER_CODES))
    return {field.name: field for field in found}


def types_of(table: str) -> dict[str, str]:
    """Return the type of each column of a table, as pandas names it."""
    kinds = {"string": "str", "integer": "Int64", "number": "float64"}
    columns = load("published_columns")[table]["columns"]
    return {name: kinds[kind] for name, (kind, *_) in columns.items()}


def table_csv(table: str, rows: Iterable[Sequence[Any]], dialect: Dialect) -> bytes:
    """Return the file of a table whose cells are given, with the columns and words of a batch."""
    fields = list(fields_told(load("published_columns")[table]["columns"]))
    told = [neutral([_cell(f, c, dialect) for f, c in zip(fields, row, strict=True)]) for row in rows]
    lines = lines_of([[field.name for field in fields], *told], dialect.separator)
    return "".join(lines).encode(dialect.encoding)


def _cell(field: Field, value: Any, dialect: Dialect) -> str:
    """Return a cell as a batch writes it: a number with one decimal (M8), nothing for what is not."""
    if field.kind != "number":
        return str(value)
    return "" if math.isnan(value) else f"{value:.1f}".replace(".", dialect.decimal)
