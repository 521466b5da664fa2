"""Cells as codes of their texts.

1. A cell has the code of its text, however it is quoted, short or long, met before or not.
2. Cells whose numbers fall in one slot keep each its own code.
3. Equal texts have equal codes, whatever the block and the reader that meet them.
"""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from diag.export import spellings
from diag.export.blocks import cut_blocks
from diag.export.records import Wanted, read_block
from diag.export.spellings import Spellings

CELLS = st.one_of(
    st.sampled_from(["", "Y", "NSP", "a\0", "\0a", "été", "1234567", "12345678", '"', "a\nb", ";"]),
    st.text('ab"; \n\0é', max_size=9),
)


def block_of(rows):
    text = "".join(
        ";".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) + "\n" for row in rows
    )
    ((block, _),) = cut_blocks(iter([(text.encode(), 0)]), ";")
    return block


def said(wanted, records):
    spelled = list(wanted.spellings.codes)
    return [[spelled[code] for code in codes] for codes in records.codes.T.tolist()]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_cell_has_the_code_of_its_text(rows):
    rows = [["x", *row] for row in rows]
    wanted = Wanted(4, (1, 2, 3), (0,))
    for _ in range(2):  # met for the first time, then known
        assert said(wanted, read_block(block_of(rows), wanted)) == [row[1:] for row in rows]


def test_cells_that_share_a_slot_are_told_apart(monkeypatch):
    monkeypatch.setattr(spellings, "_SLOTS", 1)
    rows = [[str(i % 40), str(i % 7)] for i in range(200)]
    wanted = Wanted(2, (0, 1), ())
    for _ in range(3):
        assert said(wanted, read_block(block_of(rows), wanted)) == rows


def test_readers_side_by_side_share_their_codes():
    wanted = Wanted(2, (0, 1), (), Spellings())
    rows = [[[str((i * k) % 90), f"long text {i % 5}"] for i in range(300)] for k in range(8)]
    with ThreadPoolExecutor(4) as pool:
        records = list(pool.map(lambda some: read_block(block_of(some), wanted), rows))
    assert [said(wanted, one) for one in records] == rows
