"""Tables from Python: answers in, scores, plans and positions out, whatever the cut."""

import itertools

import pandas as pd
import pytest
from drawn import drawn
from helpers import MINI, make_visit, mini
from hypothesis import strategies as st

import diag
from diag.questionnaire.mistakes import Refusal
from diag.scoring.assessment import Score
from diag.table.answer_frame import ANSWER_TYPE, WORDS

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

QUESTIONNAIRE = mini()
TICKS = {0: ["aucun"], 2: ["console"], 4: ["ordinateur", "tablette", "console"]}
NUMBERS = {0: "0", 1: "3", 3: "6", 4: "9"}
LEVELS = {"MA01": (0, 1, 2, 4), "MA02": (0, 2, 4), "MA03": (0, 1, 3, 4), "SA01": (0, 2, 4), "SA02": (0, 4)}
"""Levels of each question of the small questionnaire."""


@st.composite
def rows(draw):
    """Draw one row: a type, and a level or a word for each question."""
    row = {"structure_type": draw(st.sampled_from(["ehpad", "siae", None]))}
    for name, levels in LEVELS.items():
        row[name] = draw(st.sampled_from([*map(str, levels), *WORDS[5:8]]))
    return row


def table(told):
    """Return rows as a table of answers."""
    frame = pd.DataFrame(told, index=pd.Index([f"S{i}" for i in range(len(told))], name="structure"))
    return frame.astype({name: ANSWER_TYPE for name in frame if name in LEVELS})


def usual(**cells):
    """Return a table of one usual row, some cells apart."""
    return table([{"structure_type": "ehpad", **dict.fromkeys(LEVELS, "4"), **cells}])


def visit_of(row):
    """Return the visit that a row amounts to."""
    answers = {}
    for name, word in row.items():
        if name not in LEVELS or word in WORDS[6:8]:  # « non concerné » needs a reason
            continue
        level = int(word) if word.isdigit() else None
        value = {"MA02": TICKS, "MA03": NUMBERS}.get(name, {}).get(level, level)
        answers[name] = word if level is None else value
    profile = {"structure_type": row["structure_type"]} if row["structure_type"] else {}
    return make_visit(QUESTIONNAIRE, answers, profile)


@drawn(rows(), few=20, many=200)
def test_a_row_has_the_scores_of_its_visit(row):
    row = {name: "missing" if cell == "not_applicable" else cell for name, cell in row.items()}
    scores = diag.score(table([row]), QUESTIONNAIRE).iloc[0]
    assessment = diag.assess(visit_of(row), QUESTIONNAIRE).assessment
    for name, result in {**assessment.dimensions, "global": assessment.overall}.items():
        if isinstance(result, Score):
            assert scores[f"{name}_score"] == float(result.value)
            assert scores[f"{name}_haut"] == float(result.high)
            assert scores[f"{name}_niveau"] == result.level.value
            assert scores[f"{name}_niveau_haut"] == result.level.high
        else:
            assert pd.isna(scores[f"{name}_score"])
            assert pd.isna(scores[f"{name}_niveau"])


@drawn(st.lists(rows(), min_size=1, max_size=12), st.lists(st.integers(0, 12), max_size=3), few=10, many=60)
def test_a_partition_has_the_scores_of_the_whole(told, cuts):
    frame = table(told)
    places = [0, *sorted(min(cut, len(frame)) for cut in cuts), len(frame)]
    parts = [frame.iloc[a:b] for a, b in itertools.pairwise(places)]
    for function in (diag.score, diag.plan):
        whole = function(frame, QUESTIONNAIRE)
        pd.testing.assert_frame_equal(pd.concat([function(part, QUESTIONNAIRE) for part in parts]), whole)
        pd.testing.assert_series_equal(function(frame.iloc[:0], QUESTIONNAIRE).dtypes, whole.dtypes)


@drawn(st.lists(rows(), min_size=1, max_size=8), few=10, many=60)
def test_words_and_whole_numbers_say_the_same_and_no_number_is_a_missing_answer(told):
    known = [{n: cell if n not in LEVELS or cell.isdigit() else "missing" for n, cell in row.items()} for row in told]
    words = table(known)
    numbers = words.copy()
    for name in LEVELS:
        levels = words[name].astype("str").replace("missing", None)
        numbers[name] = pd.to_numeric(levels).astype("Int64")
    expected = diag.score(words, QUESTIONNAIRE)
    pd.testing.assert_frame_equal(diag.score(numbers, QUESTIONNAIRE), expected)
    floats = numbers.astype(dict.fromkeys(LEVELS, "float64"))
    pd.testing.assert_frame_equal(diag.score(floats, QUESTIONNAIRE), expected)
    texts = words.astype(dict.fromkeys(LEVELS, "str"))
    pd.testing.assert_frame_equal(diag.score(texts, QUESTIONNAIRE), expected)


def test_the_order_of_the_categories_does_not_matter():
    frame = usual(MA01="1", SA01="unknown")
    turned = frame.assign(MA01=frame["MA01"].cat.reorder_categories(WORDS[::-1]))
    pd.testing.assert_frame_equal(diag.score(turned, QUESTIONNAIRE), diag.score(frame, QUESTIONNAIRE))


def test_unknown_columns_are_named_all_at_once():
    frame = usual().assign(MA1="4", commentaire="rien")
    with pytest.raises(Refusal) as refused:
        diag.score(frame, QUESTIONNAIRE)
    assert "« MA1 »" in str(refused.value)
    assert "« commentaire »" in str(refused.value)
    assert any("MA01" in mistake.how for mistake in refused.value.mistakes)


def test_a_table_without_a_question_is_refused():
    with pytest.raises(Refusal, match="aucune colonne"):
        diag.score(usual()[["structure_type"]], QUESTIONNAIRE)


def test_a_column_that_comes_twice_is_refused():
    frame = usual()
    with pytest.raises(Refusal, match="« MA01 » présente deux fois"):
        diag.score(pd.concat([frame, frame[["MA01"]]], axis=1), QUESTIONNAIRE)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("MA01", 5),
        ("MA01", 3),  # a step that this ladder has not
        ("MA01", -1),
        ("MA01", 1.5),
        ("MA01", float("inf")),
        ("MA01", True),
        ("MA01", "Non"),
        ("structure_type", "hôpital"),
        ("places", -3),
        ("places", "beaucoup"),
        ("date", "hier"),
        ("ligne", "douze"),
        ("forme", "courte"),
        ("finie", "peut-être"),
    ],
)
def test_a_value_that_a_column_does_not_admit_is_refused_and_named(column, value):
    with pytest.raises(Refusal, match=f"« {column} »"):
        diag.score(usual().assign(**{column: [value]}), QUESTIONNAIRE)


def test_a_question_that_a_condition_hides_does_not_count():
    hidden = diag.score(usual(structure_type="siae", MA03="0"), QUESTIONNAIRE)
    assert hidden["MA_score"].item() == 100.0
    shown = diag.score(usual(structure_type="ehpad", MA03="0"), QUESTIONNAIRE)
    assert shown["MA_score"].item() < 100.0


def test_a_condition_on_a_field_without_a_column_is_not_looked_at():
    asked = diag.score(usual(MA03="0"), QUESTIONNAIRE)
    untold = diag.score(usual(MA03="0").drop(columns="structure_type"), QUESTIONNAIRE)
    assert untold["MA_score"].item() == asked["MA_score"].item()
    hidden = diag.score(usual(structure_type=None, MA03="0"), QUESTIONNAIRE)
    assert hidden["MA_score"].item() == 100.0


def test_a_cell_says_hidden_where_levels_cannot_tell_the_condition(tmp_path):
    import shutil

    folder = tmp_path / "cases"
    shutil.copytree(MINI, folder)
    place = folder / "dimensions" / "savoirs.yaml"
    text = place.read_text("utf-8")
    boxes = text.replace("{answer: SA01, at_least: 2}", "{answer: MA02, in: [tablette]}")
    assert boxes != text
    place.write_text(boxes, encoding="utf-8")
    asked = diag.load(folder)
    assert diag.score(usual(SA02="0"), asked)["SA_score"].item() < 100.0
    assert diag.score(usual(SA02="hidden"), asked)["SA_score"].item() == 100.0


def test_a_question_without_a_column_was_not_asked():
    part = diag.score(usual().drop(columns="MA02"), QUESTIONNAIRE)
    assert part["forme"].item() == "partielle"
    assert part["MA_part_connue"].item() == 100.0
    core = [q.id for q in QUESTIONNAIRE.questions if q.core]
    assert diag.score(usual()[core], QUESTIONNAIRE)["forme"].item() == "express"
    assert diag.score(usual(), QUESTIONNAIRE)["forme"].item() == "complete"


def test_a_declared_form_makes_a_question_without_a_column_a_missing_answer():
    frame = usual().drop(columns="MA02")
    declared = diag.score(frame, QUESTIONNAIRE, form="complete")
    assert declared["forme"].item() == "complete"
    assert declared["MA_part_connue"].item() < 100.0


def test_scores_are_typed():
    frame = usual(MA01="unknown", SA01="missing", SA02="missing").assign(
        nom="Les Tilleuls", date=["2026-03-02"], places=[12]
    )
    scores = diag.score(frame, QUESTIONNAIRE)
    assert scores.index.equals(frame.index)
    assert scores["date"].item() == pd.Timestamp("2026-03-02")
    assert scores["nom"].item() == "Les Tilleuls"
    kinds = scores.dtypes
    assert all(kinds[name] == "Int64" for name in scores if "_niveau" in name)
    assert all(
        kinds[n] == "float64" for n in scores if n.endswith(("_score", "_haut", "_connue")) and "niveau" not in n
    )
    assert pd.isna(scores["SA_score"].item())
    assert pd.isna(scores["SA_niveau"].item())


def test_the_table_given_is_left_as_it_is():
    frame = usual(MA01="1").assign(nom="Les Tilleuls")
    before = frame.copy(deep=True)
    diag.score(frame, QUESTIONNAIRE)
    diag.plan(frame, QUESTIONNAIRE)
    pd.testing.assert_frame_equal(frame, before)
