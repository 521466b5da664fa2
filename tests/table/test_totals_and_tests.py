"""Rows that are no structure, by their whole name."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from diag.table.binding import LIKELY, is_sum, is_test

WORDS = st.sampled_from(
    [
        *("Total", "TOTAUX", "Moyenne", "médiane", "Écart-type", "général", "des", "2026"),
        *("Test", "ESSAI", "ne pas tenir compte", "à supprimer", "Tilleuls", "Contestations"),
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_a_name_of_its_own_is_enough_to_be_a_structure(name):
    if is_sum(name) or (is_test(name) and "tenir compte" not in name):
        assert not {"Tilleuls", "Contestations"} & set(name.split())


@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_what_is_looked_for_in_a_whole_column_is_in_every_such_name(name):
    if is_sum(name) or is_test(name):
        assert pc.match_substring_regex(pa.array([name]), LIKELY).to_pylist() == [True]
