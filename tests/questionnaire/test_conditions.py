"""Conditions: a closed vocabulary, evaluated over a profile and answers; and what can ever be true.

1. Each test, on each kind of value.
2. Groups.
3. What was not answered is false, and its contrary true.
4. Which conditions some answers satisfy.
5. Which conditions a profile leaves open, before any answer.
"""

from decimal import Decimal
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from diag.questionnaire.checker import reachable
from diag.questionnaire.questionnaire_model import (
    Condition,
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    SingleQuestion,
    holds,
    may_hold,
    references,
)


def condition(**content):
    return Condition.model_validate(content)


def profile(name, **test):
    return {"profile": name, **test}


def answer(name, **test):
    return {"answer": name, **test}


def true(content, profile=None, answers=None):
    return holds(condition(**content), profile or {}, answers or {})


# 1. Tests


def test_no_condition_is_always_true():
    assert holds(None, {}, {})


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"in": ["a", "b"]}, "a", True),
        ({"in": ["a", "b"]}, "c", False),
        ({"in": ["a"]}, ["a", "z"], True),
        ({"in": ["a"]}, ["z"], False),
        ({"in": ["a"]}, [], False),
        ({"in": ["a"]}, ("a",), True),
        ({"in": ["2"]}, 2, True),
        ({"in": ["2"]}, 3, False),
        ({"in": ["2"]}, Decimal(2), True),
        ({"at_least": "2"}, 2, True),
        ({"at_least": "2"}, 1, False),
        ({"at_least": "2.5"}, Decimal("2.5"), True),
        ({"at_least": "2.5"}, Decimal("2.49"), False),
        ({"at_most": "2"}, 2, True),
        ({"at_most": "2"}, 3, False),
        ({"at_least": "1", "at_most": "3"}, 2, True),
        ({"at_least": "1", "at_most": "3"}, 4, False),
        ({"at_least": "0"}, 0, True),
        ({"in": ["1", "2"], "at_least": "2"}, 1, False),
        ({"in": ["1", "2"], "at_least": "2"}, 2, True),
        ({"at_least": "1"}, "12", False),
        ({"at_least": "1"}, ["a"], False),
    ],
)
def test_a_test_on_a_value(test, value, expected):
    assert true(profile("x", **test), profile={"x": value}) is expected
    assert true(answer("X1", **test), answers={"X1": value}) is expected


def test_profile_and_answers_are_apart():
    assert not true(profile("x", **{"in": ["a"]}), answers={"x": "a"})
    assert not true(answer("x", **{"in": ["a"]}), profile={"x": "a"})


# 2. Groups

A, B = profile("a", **{"in": ["1"]}), profile("b", **{"in": ["1"]})


@pytest.mark.parametrize(("a", "b"), list(product([False, True], repeat=2)))
def test_groups_follow_their_truth_table(a, b):
    known = {"a": str(int(a)), "b": str(int(b))}
    assert true({"all": [A, B]}, known) is (a and b)
    assert true({"any": [A, B]}, known) is (a or b)
    assert true({"not": A}, known) is (not a)
    assert true({"not": {"all": [A, {"not": B}]}}, known) is (not a or b)


OTHER_FORMS = [
    {},
    {"all": []},
    {"any": []},
    {"profile": "a"},
    {"answer": "A1"},
    {"profile": "a", "in": []},
    {"profile": "a", "answer": "A1", "in": ["1"]},
    {"all": [A], "any": [B]},
    {"all": [A], "in": ["1"]},
    {"not": A, "at_least": "1"},
    {"in": ["1"]},
    {"eval": "1 == 1"},
    {"profile": "a", "equals": "1"},
]


def test_a_condition_of_another_form_is_refused():
    for content in OTHER_FORMS:
        with pytest.raises(ValidationError):
            condition(**content)


def test_every_reference_is_found_with_its_place():
    content = condition(all=[A, {"not": {"any": [answer("X1", at_least="1"), B]}}])
    found = [(kind, name, place) for kind, name, _, place in references(content, ("when",))]
    assert found == [
        ("profile", "a", ("when", "all", 0, "profile")),
        ("answer", "X1", ("when", "all", 1, "not", "any", 0, "answer")),
        ("profile", "b", ("when", "all", 1, "not", "any", 1, "profile")),
    ]


# 3. Absent values


@pytest.mark.parametrize("test", [{"in": ["a"]}, {"at_least": "0"}, {"at_most": "99"}])
def test_a_test_on_what_was_not_answered_is_false_and_its_contrary_true(test):
    for content in (profile("x", **test), answer("X1", **test)):
        assert not true(content)
        assert true({"not": content})
        assert not true({"all": [content]})
        assert not true({"any": [content]})


# 4. Reach

WORDS = {"title": "t", "text": "t"}
ASKED = {**WORDS, "about": "structure", "why": "w", "findings": ["S01"]}
FIELDS = {
    "kind": ProfileField(id="kind", kind="choice", options=[{"id": i, "label": i} for i in "abc"], **WORDS),
    "tags": ProfileField(id="tags", kind="choices", options=[{"id": i, "label": i} for i in "xyz"], **WORDS),
    "size": ProfileField(id="size", kind="number", minimum=0, maximum=100, **WORDS),
    "word": ProfileField(id="word", kind="text", **WORDS),
}


def single(name, *levels, when=None):
    choices = [{"level": n, "label": "l", "check": "c"} for n in levels]
    return SingleQuestion(id=name, kind="single", choices=choices, when=when, **ASKED)


QUESTIONS = {
    "L1": single("L1", 0, 2, 4),
    "L2": single("L2", 0, 4, when=profile("kind", **{"in": ["a"]})),
    "L3": single("L3", 0, 4, when=answer("L2", at_least="4")),
    "M1": MultipleQuestion(
        id="M1",
        kind="multiple",
        choices=[{"id": "none", "label": "l", "check": "c", "exclusive": "true"}]
        + [{"id": i, "label": "l", "check": "c"} for i in "pqr"],
        table=[{"from": "0", "level": "0"}, {"from": "1", "level": "4"}],
        **ASKED,
    ),
    "N1": NumberQuestion(
        id="N1",
        kind="number",
        unit="lits",
        maximum="10",
        table=[{"from": "0", "level": "0"}, {"from": "5", "level": "4"}],
        **ASKED,
    ),
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (profile("kind", **{"in": ["a"]}), True),
        ({"all": [profile("kind", **{"in": ["a"]}), profile("kind", **{"in": ["b"]})]}, False),
        ({"not": profile("kind", **{"in": ["a", "b", "c"]})}, True),  # nothing answered
        ({"all": [profile("kind", **{"in": ["a", "b", "c"]}), {"not": profile("kind", **{"in": ["a", "b"]})}]}, True),
        ({"all": [profile("tags", **{"in": ["x"]}), profile("tags", **{"in": ["y"]})]}, True),
        (
            {
                "all": [
                    profile("tags", **{"in": ["x"]}),
                    profile("tags", **{"in": ["y"]}),
                    {"not": profile("tags", **{"in": ["z"]})},
                ]
            },
            True,
        ),
        (profile("size", at_least="100"), True),
        (profile("size", at_least="101"), False),
        ({"all": [profile("size", at_least="50"), profile("size", at_most="49")]}, False),
        ({"all": [profile("size", at_least="50"), profile("size", at_most="50.5")]}, True),
        (
            {
                "all": [
                    {"not": profile("size", at_most="2.5")},
                    {"not": profile("size", at_least="2.75")},
                    profile("size", at_least="0"),
                ]
            },
            True,
        ),
        (profile("size", **{"in": ["42"]}), True),
        (profile("word", **{"in": ["bonjour"]}), True),
        (answer("L1", at_least="3"), True),
        (answer("L1", at_least="5"), False),
        (answer("L1", at_least="1", at_most="1"), False),
        (answer("M1", **{"in": ["none"]}), True),
        ({"all": [answer("M1", **{"in": ["none"]}), answer("M1", **{"in": ["p"]})]}, False),
        (
            {
                "all": [
                    answer("M1", **{"in": ["p"]}),
                    answer("M1", **{"in": ["q"]}),
                    {"not": answer("M1", **{"in": ["r"]})},
                ]
            },
            True,
        ),
        (answer("N1", at_least="9.5"), True),
        (answer("N1", at_least="10.5"), False),
        (answer("N1", **{"in": ["7"]}), True),
        (answer("L2", at_least="4"), True),
        ({"all": [answer("L2", at_least="4"), profile("kind", **{"in": ["b"]})]}, False),
        ({"all": [answer("L3", at_least="0"), profile("kind", **{"in": ["b"]})]}, False),
        ({"all": [answer("L3", at_least="0"), profile("kind", **{"in": ["a"]})]}, True),
        ({"all": [{"not": answer("L2", at_least="4")}, profile("kind", **{"in": ["b"]})]}, True),
        ({"any": [answer("L2", at_least="5"), profile("kind", **{"in": ["b"]})]}, True),
        (profile("absent", **{"in": ["a"]}), True),
    ],
)
def test_whether_some_answers_satisfy_a_condition(content, expected):
    assert reachable(condition(**content), FIELDS, QUESTIONS) is expected


def test_too_many_combinations_are_supposed_reachable():
    fields = {
        f"f{n}": ProfileField(
            id=f"f{n}", kind="choice", options=[{"id": f"o{i}", "label": "l"} for i in range(9)], **WORDS
        )
        for n in range(12)
    }
    all_of = [profile(name, **{"in": [f"o{i}" for i in range(8)]}) for name in fields]
    assert reachable(condition(all=all_of), fields, {})


TESTS = st.one_of(
    st.sets(st.sampled_from("abc"), min_size=1).map(lambda s: profile("kind", **{"in": sorted(s)})),
    st.sets(st.sampled_from("xyz"), min_size=1).map(lambda s: profile("tags", **{"in": sorted(s)})),
    st.integers(0, 5).map(lambda n: answer("L1", at_least=str(n))),
    st.integers(-1, 4).map(lambda n: answer("L2", at_most=str(n))),
)
TREES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"all": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"any": c}),
        inner.map(lambda c: {"not": c}),
    ),
    max_leaves=5,
)
TAGS = list(chain.from_iterable(combinations("xyz", n) for n in range(1, 4)))


@settings(max_examples=50)
@given(TREES)
def test_reach_agrees_with_trying_every_answer(content):
    """Every value of each subject is tried; L2 is only answered where its own condition holds."""
    wanted = condition(**content)
    found = False
    for kind, tags, first, second in product([None, *"abc"], [None, *TAGS], [None, 0, 2, 4], [None, 0, 4]):
        if second is not None and kind != "a":
            continue
        known = {k: v for k, v in {"kind": kind, "tags": tags}.items() if v is not None}
        answers = {k: v for k, v in {"L1": first, "L2": second}.items() if v is not None}
        if holds(wanted, known, answers):
            found = True
            break
    assert reachable(wanted, FIELDS, QUESTIONS) is found


# 5. Before any answer


@pytest.mark.parametrize(
    ("content", "can_be_true", "can_be_false"),
    [
        (profile("type", **{"in": ["ehpad"]}), True, False),
        (profile("type", **{"in": ["siae"]}), False, True),
        (profile("unknown", **{"in": ["a"]}), True, True),
        (answer("MA01", at_least=2), True, True),
        ({"not": profile("type", **{"in": ["siae"]})}, True, False),
        ({"all": [profile("type", **{"in": ["siae"]}), answer("MA01", at_least=2)]}, False, True),
        ({"any": [profile("type", **{"in": ["ehpad"]}), answer("MA01", at_least=2)]}, True, False),
        ({"not": {"any": [profile("type", **{"in": ["siae"]}), answer("A", at_least=2)]}}, True, True),
    ],
)
def test_what_a_profile_leaves_open(content, can_be_true, can_be_false):
    known = {"type": "ehpad"}
    assert may_hold(condition(**content), known) == can_be_true
    assert may_hold(condition(**content), known, wanted=False) == can_be_false
