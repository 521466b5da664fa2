"""Any valid answer, written as any tool writes it, is read back (`exports.md`, 2).

1. Same value and same level, in every convention of every tool.
2. An empty cell never scores (M2: it is not a zero).
3. `normalise` applied twice changes nothing.
4. Whatever a cell holds, it is read without failing, and what is damaged says why and repeats
   nothing of it.
"""

from decimal import Decimal
from functools import cache

from helpers import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from table.survey_tools import TOOLS, export

from diag.export.spelling import normalise, squeeze
from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, SingleQuestion, level_of
from diag.table.answers import read_number
from diag.table.cells import Lexicon, State, read_profile, read_question
from diag.table.columns import Columns, bind

LOADED = {name: load(ROOT / "questionnaires" / name) for name in shipped_names()}
LEXICONS = {name: Lexicon(questionnaire) for name, questionnaire in LOADED.items()}
PLACES = [(name, q.id) for name, one in LOADED.items() for q in one.questions]
FIELDS = [(name, f.id) for name, one in LOADED.items() for f in one.profile]
TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "#NOM?",
        "1,23E+12",
        "N/A",
        "3 - Autre chose",
        "5",
        "-1",
        "1;2",
        ",;|",
        "\x85",
        '" "',
        "Formé".encode().decode("cp1252"),
    ]
)


# The columns of each tool are matched within the first test that needs them.
unhurried = settings(max_examples=40)


@cache
def binding(name, tool):
    return bind(export(tool, LOADED[name]), LOADED[name])


def answers(question):
    """Return the strategy of the valid answers of a question."""
    if isinstance(question, SingleQuestion):
        return st.sampled_from([c.level for c in question.choices])
    if isinstance(question, NumberQuestion):
        bounds = {"min_value": question.minimum, "max_value": question.maximum}
        return st.decimals(places=1, **bounds) | st.integers(int(question.minimum), int(question.maximum)).map(
            Decimal
        )
    ids = [c.id for c in question.choices if not c.exclusive]
    alone = [[c.id] for c in question.choices if c.exclusive]
    several = st.sets(st.sampled_from(ids), min_size=1).map(lambda s: [i for i in ids if i in s])
    return several | st.sampled_from(alone) if alone else several


@unhurried
@given(place=st.sampled_from(PLACES), tool=st.sampled_from(TOOLS), data=st.data())
def test_an_answer_is_read_back(place, tool, data):
    name, id_ = place
    question, columns = LOADED[name].question[id_], binding(name, tool).questions[id_]
    answer = data.draw(answers(question))
    cells = tool.cells(question, answer)[-len(columns.positions) :]
    reading = read_question(question, columns, LEXICONS[name], cells)
    value = tuple(answer) if isinstance(question, MultipleQuestion) else answer
    assert (reading.state, reading.value) == (State.ANSWERED, value)
    assert reading.level == level_of(question, value)


@unhurried
@given(place=st.sampled_from(PLACES), tool=st.sampled_from(TOOLS))
def test_an_empty_cell_never_scores(place, tool):
    name, id_ = place
    question, columns = LOADED[name].question[id_], binding(name, tool).questions[id_]
    cells = tool.cells(question, None)[-len(columns.positions) :]
    reading = read_question(question, columns, LEXICONS[name], cells)
    assert reading.state in (State.NO_ANSWER, State.NOT_ASKED)
    assert reading.value is None


@given(place=st.sampled_from(PLACES), level=st.integers(0, 4), mark=st.sampled_from("-–.:)"))
def test_a_numbered_label_is_its_label(place, level, mark):
    name, id_ = place
    question = LOADED[name].question[id_]
    assume(isinstance(question, SingleQuestion))
    for choice in question.choices:
        text = f"{level} {mark} {choice.label}"
        reading = read_question(question, Columns("single", (0,)), LEXICONS[name], [text])
        assert reading.value == choice.level


@given(place=st.sampled_from(PLACES), form=st.sampled_from(["single", "joined"]), text=TEXTS)
def test_any_text_is_read_without_failing(place, form, text):
    name, id_ = place
    question = LOADED[name].question[id_]
    reading = read_question(question, Columns(form, (0,)), LEXICONS[name], [text])
    assert (reading.state is State.DAMAGED) == bool(reading.reason) == bool(reading.how)


@given(place=st.sampled_from(FIELDS), form=st.sampled_from(["single", "joined"]), text=TEXTS)
def test_any_text_of_a_field_is_read_without_failing(place, form, text):
    name, id_ = place
    field = LOADED[name].field[id_]
    reading = read_profile(field, Columns(form, (0,)), LEXICONS[name], [text])
    assert (reading.state is State.DAMAGED) == bool(reading.reason)
    assert (reading.state is State.ANSWERED) == (reading.value is not None)


@given(place=st.sampled_from(PLACES), words=st.text("zxkw", min_size=7, max_size=12))
def test_what_is_damaged_is_not_repeated(place, words):
    name, id_ = place
    question = LOADED[name].question[id_]
    form = "joined" if isinstance(question, MultipleQuestion) else "single"
    reading = read_question(question, Columns(form, (0,)), LEXICONS[name], [f"{words}; {words}"])
    assert reading.state is State.DAMAGED
    assert words not in reading.reason + reading.how


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
    assert squeeze(squeeze(text)) == squeeze(text)


@given(st.text(alphabet="ab&;#<>/ampltguo123 \u00a0’é.?"))
def test_normalising_markup_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["", " ", "\u00a0", "\u202f"]), st.sampled_from(",."))
def test_a_number_is_read_in_every_notation(number, space, mark):
    text = f"{number:,}".replace(",", "·").replace(".", mark).replace("·", space)
    assert read_number(text, Decimal(0), Decimal(10**6)) == number
