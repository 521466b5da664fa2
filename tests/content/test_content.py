"""The shipped content, held as its readers and its authors would hold it.

1. Every questionnaire shipped is without mistake, glossary, findings and typography included.
2. Its cases give what their authors expect, and the illustrative visits are among them.
3. Sentences stay under 30 words; no loaded word; people and professionals asked apart.
4. The blueprint's numbers hold: about 55 questions, 15 core, three per axis; 45 to 60 actions.
"""

import re

import pytest
from helpers import ROOT

from diag.plan.cases import differences
from diag.questionnaire.completeness import check
from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.questionnaire_folder import read_draft
from diag.questionnaire.readability import actions_readability, questions_readability
from diag.visit.expectations import read_cases, visit_of
from diag.visit.visit_file import read_visit

FOLDER = ROOT / "questionnaires"
NAMES = shipped_names()
LOADED = {name: load(FOLDER / name) for name in NAMES}
CASES = [
    pytest.param(name, case, id=f"{name}-{source.name.rsplit('/', 1)[-1]}")
    for name in NAMES
    for case, source in read_cases(FOLDER / name)
]
LOADED_WORDS = re.compile(r"\b(résistan\w+|réfractaires?|retards?|encore)\b", re.IGNORECASE)


def texts(part):
    """Yield every text of a model, identifiers left out."""
    if isinstance(part, str):
        if " " in part:
            yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts(value)
    elif hasattr(part, "model_dump"):
        yield from texts(part.model_dump())


def test_two_questionnaires_are_shipped():
    assert NAMES == ["express-service", "print"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_questionnaire_holds_no_mistake(name):
    assert [f"{m.place} {m.what}" for m in check(read_draft(FOLDER / name))] == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_case_gives_what_its_author_expects(name, case):
    assert differences(case, LOADED[name]) == []


def test_a_wrong_expectation_is_told():
    case = read_cases(FOLDER / "print")[0][0]
    wrong = {
        "level": 0,
        "levels": {"EQ": 0, "ZZ": 1},
        "actions": ["absente"],
        "first_actions": ["x"],
    }
    told = differences(
        case.model_copy(update={"expected": type(case.expected)(**wrong)}), LOADED["print"]
    )
    assert len(told) >= 4


def test_there_are_enough_cases_and_the_illustrative_visits_are_among_them():
    cases = {source.name.rsplit("/", 1)[-1]: case for case, source in read_cases(FOLDER / "print")}
    assert len(cases) >= 20
    for path in (ROOT / "examples").glob("*.yaml"):
        visit = read_visit(path)[0]
        same = visit_of(cases[path.name], LOADED["print"])
        assert same.structure.profile == visit.structure.profile
        values = {k: (a.status, a.value) for k, a in visit.answers.items()}
        assert {k: (a.status, a.value) for k, a in same.answers.items()} == values


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("measure", [questions_readability, actions_readability])
def test_sentences_stay_short(name, measure):
    found = measure(LOADED[name])
    assert found.too_long == ()
    assert 5 < found.mean_words < 20


@pytest.mark.parametrize("name", NAMES)
def test_no_word_grades_people(name):
    questionnaire = LOADED[name]
    parts = [*questionnaire.dimensions, *questionnaire.actions, *questionnaire.findings.values()]
    assert [t for part in parts for t in texts(part) if LOADED_WORDS.search(t)] == []


def test_the_blueprint_holds():
    questionnaire = LOADED["print"]
    assert 50 <= len(questionnaire.questions) <= 60
    assert [sum(q.core for q in d.questions) for d in questionnaire.dimensions] == [3] * 5
    assert 45 <= len(questionnaire.actions) <= 60
    assert len(questionnaire.findings) == 99
    assert len(questionnaire.landmarks) == 16
    assert questionnaire.channels["esms-numerique"].status == "closed"


def test_durations_stay_in_what_a_person_alone_needs():
    seconds = [q.seconds for q in LOADED["print"].questions]
    assert 25 <= sum(seconds) / len(seconds) <= 50
