"""What the bare numbers of a batch are worth.

1. The evidence is that of all the columns and files together.
2. A 5 and no 0: no number is scored. Neither: levels, and the doubt is said. A 0: levels.
3. Labels, words for no answer and what a mapping file declares are no evidence.
4. A column of its own scale spoils itself alone.
"""

from types import SimpleNamespace

import pytest
from helpers import PRINT, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.loader import load
from diag.table.binding import Columns
from diag.table.cells import weigh

QUESTIONNAIRE = load(PRINT)
LADDER = QUESTIONNAIRE.question["AP03"]
NAMES = ("AP03", "AP01", "EQ01")


def export(*columns, values=None):
    """Return one export: the texts of each column, for the questions of NAMES in order."""
    bound = {
        name: Columns("single", (place,), values=values or {})
        for place, name in zip(range(len(columns)), NAMES, strict=False)
    }
    return SimpleNamespace(questions=bound), dict(enumerate(columns))


def weighed(*exports):
    return weigh(QUESTIONNAIRE, exports)


def test_one_five_and_no_zero_condemn_every_number_of_the_batch():
    scale = weighed(export(["1", "2"], ["3", "5"]), export(["1", "4"]))
    assert [set(problems) for problems in scale.problems] == [{"AP03", "AP01"}, {"AP03"}]
    assert "de 1 à 5" in scale.note


@pytest.mark.parametrize("texts", [["1", "2", "4"], ["3"], ["2.0", "4 - Tout à fait"]])
def test_neither_zero_nor_five_is_scored_and_said(texts):
    scale = weighed(export(texts))
    assert scale.problems == ({},)
    assert "de 1 à 5" in scale.note


@pytest.mark.parametrize("texts", [("0", "4", "5"), ("0", "44", "12"), ("0 - Non", "7")])
def test_beside_a_zero_a_strange_number_is_a_wrong_cell(texts):
    assert weighed(export(texts, ["1", "5"])) == weighed(export(["0"], ["0"]))


def test_a_zero_in_another_file_is_a_zero():
    assert weighed(export(["1", "5"]), export(["0"])).note == ""


@pytest.mark.parametrize("texts", [("0", "3", "5", "6", "10"), ("0", "1", "7", "8", "9")])
def test_a_column_of_its_own_scale_spoils_itself_alone(texts):
    assert set(weighed(export(["0", "1"], texts)).problems[0]) == {"AP01"}


def test_a_missing_step_spoils_its_column():
    told = SimpleNamespace(questions={"MA01": Columns("single", (0,))})
    assert set(weigh(mini(), [(told, {0: ["0", "1", "3"]})]).problems[0]) == {"MA01"}


@pytest.mark.parametrize(
    "texts",
    [
        ("", "-1", "-99", "N/A"),
        ("NSP", "truc"),
        ("9 - Je ne sais pas",),
        tuple(f"{c.level + 1} - {c.label}" for c in LADDER.choices),
    ],
)
def test_labels_and_words_are_no_evidence(texts):
    assert weighed(export(texts)) == weighed(export(()))


def test_numbers_that_a_mapping_file_declares_are_no_evidence():
    assert weighed(export(["1", "5"], values={"5": "4", "1": "0"})).note == ""


LEVELS = st.lists(st.integers(1, 5).map(str), min_size=1, max_size=6)


@given(st.lists(LEVELS, min_size=2, max_size=3))
def test_the_cut_of_a_batch_changes_nothing(columns):
    whole = weighed(export(*columns))
    apart = weighed(*(export(column) for column in columns))
    assert whole.note == apart.note
    assert bool(whole.problems[0]) == any(map(bool, apart.problems))
