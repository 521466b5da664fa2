"""`membres.arrow`: who stands behind each published value, as the producer keeps it.

A table and no text: forty thousand structures make a hundred thousand lines of fingerprints.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from diag.benchmark.descriptor import CROSSED
from diag.benchmark.members import Members, Membership
from diag.benchmark.release import CellKey
from diag.benchmark.spread import heads
from diag.benchmark.visits import distinct
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import read_whole
from diag.visit.result_folder import opened_whole

NAME = "membres.arrow"
AGAIN = "reprenez le dossier tel que « diag repere construire » l’a écrit"
_OWNER = "organisme"
_DATE, _KEY = b"diag.date", b"diag.cle"


class Kept(NamedTuple):
    """What the producer of a release kept.

    Attributes:
        members: who stands behind each value.
        date: of the release, `AAAA-MM-JJ`.
        mark: of the key of the pseudonyms, empty without one.

    """

    members: Membership
    date: str
    mark: str


def write_members(path: Path, kept: Kept, width: int) -> None:
    """Write the file, given the number of subjects; the same members always give the same bytes."""
    keys = sorted(kept.members)
    told = [kept.members[key] for key in keys]
    lines = np.repeat(np.arange(len(keys)), [len(one.owners) for one in told])
    structures = np.concatenate([np.zeros(0, np.int64), *(one.structures for one in told)])
    marks = np.concatenate([np.zeros((0, width), "<u2"), *(one.marks for one in told)])
    raw = pa.py_buffer(marks.astype("<u2", copy=False))
    columns = [
        *(_coded([key[rank] for key in keys], lines) for rank in range(len(CROSSED))),
        _coded([owner for one in told for owner in one.owners], slice(None)),
        pa.array(structures),
        pa.Array.from_buffers(pa.binary(2 * width), len(lines), [None, raw]),
    ]
    schema = _schema(width).with_metadata({_DATE: kept.date, _KEY: kept.mark})
    with opened_whole(path) as stream, pa.ipc.new_file(stream, schema) as table:
        table.write_table(pa.Table.from_arrays(columns, schema=schema))


def _coded(texts: list[str], rows: Any) -> pa.DictionaryArray:
    """Return some rows of texts, as ranks in the distinct ones."""
    words, ranks = distinct(texts)
    return pa.DictionaryArray.from_arrays(
        ranks[rows].astype(np.int32), pa.array(words, pa.string())
    )


def read_members(path: Path, width: int) -> Kept:
    """Read the file of members.

    Args:
        path: of the file.
        width: number of subjects of the release.

    Raises:
        Refusal: absent, damaged, or of another content.

    """
    if not path.exists():
        raise refuse_file(path, "R01", "il manque ce fichier du producteur", AGAIN)
    raw = read_whole(path, AGAIN)
    try:
        table = pa.ipc.open_file(raw).read_all()
        table.validate(full=True)  # or a damaged file would be read beside its own bytes
        blank = any(column.null_count for column in table.columns)
    except (pa.ArrowException, OSError, UnicodeDecodeError):  # the last of the name of a column
        raise refuse_file(path, "F03", "ce fichier est illisible", AGAIN) from None
    if blank or not table.schema.equals(_schema(width)):
        what = "ses colonnes ne sont pas celles des membres de ce repère"
        raise refuse_file(path, "R01", what, AGAIN)
    about = table.schema.metadata or {}
    date, mark = (about.get(name, b"").decode("utf-8", "replace") for name in (_DATE, _KEY))
    return Kept(_members(table, width), date, mark)


def _members(table: pa.Table, width: int) -> dict[CellKey, Members]:
    """Return the members of each cell, whose lines follow each other."""
    columns = [table[name].combine_chunks() for name in (*CROSSED, _OWNER)]
    ranks = [column.indices.to_numpy() for column in columns]
    words = [np.array(column.dictionary.to_pylist(), dtype=object) for column in columns]
    starts = heads(*ranks[:-1])
    names = [word[rank[starts]].tolist() for word, rank in zip(words, ranks[:-1], strict=False)]
    owners, structures = words[-1][ranks[-1]].tolist(), table["structures"].to_numpy()
    prints = table["empreintes"].combine_chunks()
    marks = np.frombuffer(prints.buffers()[1], "<u2")[: len(prints) * width].reshape(-1, width)
    ends = [*starts.tolist(), len(owners)][1:]
    return {
        key: Members(tuple(owners[start:end]), structures[start:end], marks[start:end])
        for key, start, end in zip(zip(*names, strict=True), starts.tolist(), ends, strict=True)
    }


def _schema(width: int) -> pa.Schema:
    words = [(name, pa.dictionary(pa.int32(), pa.string())) for name in (*CROSSED, _OWNER)]
    columns = [*words, ("structures", pa.int64()), ("empreintes", pa.binary(2 * width))]
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns])
