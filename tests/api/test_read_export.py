"""`diag.read_export`: the file of any tool as one table, with the scores that `diag lot` writes."""

import importlib
import sys

import numpy as np
import pandas as pd
import pytest
from helpers import PRINT, ROOT

import diag
from diag.questionnaire.loader import load
from diag.table.answer_frame import ANSWER_TYPE
from diag.table.batch import run
from diag.table.inputs import Options

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

sys.path.append(str(ROOT / "examples" / "reseau"))
generer = importlib.import_module("generer")
CODES = {"unknown": "NSP", "not_applicable": "NC", "missing": "SR", "hidden": ""}


@pytest.fixture(scope="module")
def questionnaire():
    return load(PRINT)


@pytest.fixture(scope="module")
def network(questionnaire):
    return generer.structures(questionnaire, 40, 3)


@pytest.fixture(scope="module")
def exports(network, tmp_path_factory):
    """Return the file of the same structures, by dialect."""
    folder = tmp_path_factory.mktemp("exports")
    return {d: generer.write(network, d, folder / generer.file_name(d)) for d in generer.DIALECTS}


def written(column):
    """Return cells as a table of results writes them."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        return ["" if np.isnan(v) else f"{v:.1f}" for v in column]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return list(column.dt.strftime("%Y-%m-%d").fillna(""))
    return ["" if pd.isna(v) else str(v) for v in column]


def sheet(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, index_col="structure")


@pytest.mark.parametrize("dialect", generer.DIALECTS)
def test_an_export_has_the_scores_that_the_command_writes(questionnaire, exports, dialect, tmp_path):
    run([exports[dialect]], questionnaire, Options(actions=False), tmp_path / "lot")
    told = sheet(tmp_path / "lot" / "scores.csv")
    export = diag.read_export(exports[dialect], questionnaire=questionnaire)
    scores = diag.score(export.answers, questionnaire)
    assert [*scores, *questionnaire.question] == list(told)
    assert list(scores.index) == list(told.index)
    scores["effectif"] = scores["effectif"].astype("Int64")
    for name in scores:
        assert written(scores[name]) == list(told[name]), name
    for name in questionnaire.question:
        words = export.answers[name].astype("str").replace(CODES)
        assert list(words) == list(told[name]), name


def test_a_table_of_answers_is_typed_and_small(questionnaire, exports):
    answers = diag.read_export(exports["kobo"]).answers
    assert answers.index.name == "structure"
    for name in questionnaire.question:
        assert answers[name].dtype == ANSWER_TYPE
        assert answers[name].cat.codes.dtype == np.int8
    assert answers["date"].dtype.kind == "M"
    assert list(answers["structure_type"].cat.categories) == [
        option.id for option in questionnaire.field["structure_type"].options
    ]
    assert answers["staff"].dtype == "float64"


def test_a_table_of_answers_is_kept_in_a_file_and_scored_again(exports, tmp_path):
    answers = diag.read_export(exports["excel-fr"]).answers
    expected = diag.score(answers)
    answers.to_parquet(tmp_path / "reponses.parquet")
    kept = pd.read_parquet(tmp_path / "reponses.parquet")
    pd.testing.assert_frame_equal(diag.score(kept), expected)
    answers.to_csv(tmp_path / "reponses.csv")
    text = pd.read_csv(tmp_path / "reponses.csv", index_col="structure", dtype={"department": str})
    pd.testing.assert_frame_equal(diag.score(text), expected, check_index_type=False)


def test_what_is_refused_and_decided_is_told(tmp_path):
    path = tmp_path / "tableau.csv"
    lines = ["Identifiant de la structure,EQ01,EQ02", "A,1,2", "B,beaucoup,3", "C,,", "A,2,2,9"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    export = diag.read_export(path)
    assert list(export.answers.index) == ["A", "B"]
    assert list(export.answers["EQ01"]) == ["1", "missing"]
    told = {(row.ligne, row.colonne, row.valeur) for row in export.rejects.itertuples()}
    assert told == {(3, "EQ01", "beaucoup"), (4, "", ""), (5, "", "")}
    assert export.rejects["ligne"].dtype == "int64"
    rows = export.journal["lignes"]
    assert rows["lues"] == rows["notees"] + rows["rejetees"] + rows["exclues"] == 4
    assert export.journal["cellules_rejetees"] == 1


def test_files_of_different_forms_make_one_table_and_keep_their_forms(questionnaire, tmp_path):
    core = [q.id for q in questionnaire.questions if q.core]
    for name, asked in (("express", core), ("complet", list(questionnaire.question))):
        cells = pd.DataFrame({"Identifiant de la structure": [name], **{key: ["2"] for key in asked}})
        cells.to_csv(tmp_path / f"{name}.csv", index=False)
    export = diag.read_export(tmp_path, form=None)
    forms = diag.score(export.answers)["forme"]
    assert dict(forms)["express"] == "express"
    left = [q for q in questionnaire.question if q not in core]
    assert (export.answers.loc["express", left] == "hidden").all()


def test_a_mapping_says_which_column_answers(tmp_path):
    (tmp_path / "export.csv").write_text("Code,Q1\nA,jamais\nB,toujours\n", encoding="utf-8")
    (tmp_path / "correspondance.yaml").write_text(
        'questionnaire: print\nkey: "Code"\nquestions:\n  EQ01: {column: "Q1", values: {jamais: 0, toujours: 4}}\n',
        encoding="utf-8",
    )
    with pytest.raises(diag.Refusal, match="aucune colonne"):
        diag.read_export(tmp_path / "export.csv")
    export = diag.read_export(tmp_path / "export.csv", tmp_path / "correspondance.yaml")
    assert dict(export.answers["EQ01"]) == {"A": "0", "B": "4"}


def test_a_structure_that_comes_back_is_refused_or_chosen(tmp_path):
    (tmp_path / "export.csv").write_text("Identifiant de la structure,EQ01\nA,1\nA,2\n", encoding="utf-8")
    assert diag.read_export(tmp_path / "export.csv").answers.empty
    kept = diag.read_export(tmp_path / "export.csv", duplicates="dernier")
    assert list(kept.answers["EQ01"]) == ["2"]


def test_plans_and_positions_are_those_that_the_command_writes(questionnaire, network, exports, tmp_path):
    from diag.benchmark.release import Release

    run([exports["kobo"]], questionnaire, Options(), tmp_path / "lot")
    told = sheet(tmp_path / "lot" / "actions.csv")
    answers = diag.read_export(exports["kobo"]).answers
    plans = diag.plan(answers, questionnaire)
    assert list(plans) == list(told)
    assert list(plans.index) == list(told.index)
    for name in plans:
        assert written(plans[name]) == list(told[name]), name
    assert Release
