"""The file of members: what is written is read back, and anything else is refused in French."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from benchmark.release_cases import change_members
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.members import Members
from diag.benchmark.members_file import NAME, Kept, read_members, write_members
from diag.questionnaire.mistakes import Refusal

WIDTH = 3
WORDS = st.sampled_from(["", "Hauts-de-France", "d59", "ehpad"])


@st.composite
def somebody(draw):
    owners = draw(st.lists(st.sampled_from(["", "a1", "b2", "c3"]), min_size=1, unique=True))
    numbers = st.integers(0, 2**16 - 1)
    marks = draw(st.lists(st.tuples(*[numbers] * WIDTH), min_size=len(owners)))[: len(owners)]
    structures = [draw(st.integers(0, 400)) for _ in owners]
    return Members(tuple(owners), np.array(structures), np.array(marks, np.uint16))


def told(kept):
    """Return what is kept as plain values, to compare."""
    members = {
        key: (one.owners, one.structures.tolist(), one.marks.tolist())
        for key, one in kept.members.items()
    }
    return members, kept.date, kept.mark


@drawn(
    st.dictionaries(st.tuples(*[WORDS] * 4), somebody(), max_size=4),
    st.sampled_from(["", "k"]),
    few=8,
    many=40,
)
def test_what_is_written_is_read_back(members, mark):
    kept = Kept(members, "2026-11-22", mark)
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        write_members(path, kept, WIDTH)
        assert told(read_members(path, WIDTH)) == told(kept)


def whole(tmp_path):
    path = tmp_path / NAME
    one = Members(("a1",), np.array([5]), np.ones((1, WIDTH), np.uint16))
    write_members(path, Kept({("", "", "", ""): one}, "2026-11-22", ""), WIDTH)
    return path


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def emptied(path):
    path.write_bytes(b"")


def less_a_column(path):
    change_members(path, lambda table: table.drop_columns(["organisme"]))


def of_texts(path):
    texts = pa.array(["5"])
    change_members(
        path, lambda table: table.drop_columns(["structures"]).append_column("structures", texts)
    )


def blank(path):
    field = pa.field("structures", pa.int64(), nullable=False)
    none = pa.array([None], pa.int64())
    change_members(path, lambda table: table.set_column(5, field, none))


def beside(path):
    """Give a rank that no word has."""
    names = pa.DictionaryArray.from_arrays(pa.array([7], pa.int32()), pa.array(["a1"]), safe=False)
    column = pa.field("organisme", names.type, nullable=False)
    change_members(path, lambda table: table.set_column(4, column, names))


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (cut, "F03", "illisible"),
        (emptied, "F03", "illisible"),
        (beside, "F03", "illisible"),
        (less_a_column, "R01", "colonnes"),
        (of_texts, "R01", "colonnes"),
        (blank, "R01", "colonnes"),
        (lambda path: path.unlink(), "R01", "il manque ce fichier"),
    ],
)
def test_anything_else_is_refused(tmp_path, spoil, code, words):
    path = whole(tmp_path)
    spoil(path)
    with pytest.raises(Refusal) as refused:
        read_members(path, WIDTH)
    [mistake] = refused.value.mistakes
    assert (mistake.code, words in mistake.what, mistake.file) == (code, True, str(path))
    assert mistake.how


def test_the_members_of_other_questions_are_refused(tmp_path):
    with pytest.raises(Refusal):
        read_members(whole(tmp_path), WIDTH + 1)
