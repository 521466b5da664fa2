"""The same structures, told by six tools, have the same scores; and they are the true ones."""

import csv
import importlib
import sys

import numpy as np
import pytest
from helpers import PRINT, ROOT

from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.loader import load
from diag.scoring.rubric import Status
from diag.table.batch import run
from diag.table.inputs import Options

sys.path.append(str(ROOT / "examples" / "reseau"))
generer = importlib.import_module("generer")
pytestmark = pytest.mark.slow  # the whole network, told six times


@pytest.fixture(scope="module")
def questionnaire():
    return load(PRINT)


@pytest.fixture(scope="module")
def network(questionnaire):
    return generer.structures(questionnaire, 150, 7)


@pytest.fixture(scope="module")
def told(questionnaire, network, tmp_path_factory):
    """Return the rows of scores of each dialect, the row number apart."""
    folder = tmp_path_factory.mktemp("dialectes")
    tables = {}
    for dialect in generer.DIALECTS:
        path = folder / generer.file_name(dialect)
        generer.write(network, dialect, path)
        journal = run([path], questionnaire, Options(actions=False, processes=1), folder / dialect)
        assert journal["lignes"]["rejetees"] == journal["cellules_rejetees"] == 0
        with (folder / dialect / "scores.csv").open(encoding="utf-8", newline="") as stream:
            tables[dialect] = [{**row, "ligne": ""} for row in csv.DictReader(stream)]
    return tables


@pytest.mark.parametrize("dialect", generer.DIALECTS)
def test_each_tool_gives_the_same_scores(told, dialect):
    assert [{**row, "provisoire": ""} for row in told[dialect]] == [
        {**row, "provisoire": ""} for row in told["limesurvey-codes"]
    ]


def test_what_a_survey_tool_exports_was_sent_and_a_table_of_ones_own_does_not_say(told):
    for dialect, rows in told.items():
        unfinished = {row["provisoire"] for row in rows}
        assert unfinished == ({"non", "oui"} if dialect == "excel-fr" else {"non"})


def test_the_answers_read_are_those_that_were_given(questionnaire, network, told):
    status = {"NSP": Status.UNKNOWN, "NC": Status.NOT_APPLICABLE, "SR": Status.MISSING, "": Status.HIDDEN}
    assert set(ANSWER_CODES) == {*status, *"01234"}
    rows = {row["structure"]: row for row in told["limesurvey-codes"]}
    read = [[rows[key][q.id] for q in questionnaire.questions] for key in network.keys]
    values = np.array([[int(cell) if cell.isdigit() else 0 for cell in row] for row in read])
    codes = np.array([[status.get(cell, Status.ANSWERED) for cell in row] for row in read])
    assert (codes == network.status).all()
    answered = codes == Status.ANSWERED
    assert (values[answered] == network.values[answered]).all()


def test_synthetic_data_are_stamped_on_every_row_and_page(told):
    assert {row["mention"] for row in told["kobo"]} == {"Données synthétiques : aucune structure réelle."}
