"""What a case expects of the plan, and what the plans of realistic cases say together."""

from dataclasses import replace

import pytest
from planning.example import ROW, action, example_actions, example_dimensions, question, questionnaire

from diag.planning.cases import check_cases, differences
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.questionnaire_model import Channel
from diag.visit.expectations import Case

SAME_EFFORT = {"x4": action("X4", {"C2": 4}, 1.5)}  # the staff of a case is not told here
ACTIONS = [SAME_EFFORT.get(a.id, a) for a in example_actions()]
EXAMPLE = questionnaire(example_dimensions(), ACTIONS, [{"B2": 2, "B3": 2}])
WORDS = {"?": "unknown", "n": "not_applicable", ".": "missing"}


def case(marks, content=EXAMPLE, realistic=False, **expected):
    """Return a case whose answers are written as a row."""
    answers = {q.id: WORDS.get(m, m) for q, m in zip(content.questions, marks, strict=True)}
    return Case.model_validate({"title": "cas", "answers": answers, "expected": expected, "realistic": realistic})


CHANNELS = {
    name: Channel(
        id=name,
        title=name,
        pays_for=name,
        eligible=name,
        status="open",
        seen="2026-11",
        source=name,
        url="https://exemple.fr",
        when=when,
    )
    for name, when in (("tous", None), ("esat", {"profile": "structure_type", "in": ["esat"]}))
}
FUNDED = replace(
    EXAMPLE,
    channels=CHANNELS,
    actions=tuple(a.model_copy(update={"funding": list(CHANNELS)}) for a in EXAMPLE.actions),
)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"level": 3}, "niveau de l’ensemble : attendu 3, obtenu 2"),
        ({"levels": {"axe-a": 0}}, "niveau de l’axe axe-a : attendu 0, obtenu 1"),
        ({"blockers": ["B2"]}, "points bloquants : attendu B2, obtenu A3, B2"),
        ({"priorities": ["x8"]}, "action absente parmi les six premières : x8"),
        ({"first_twelve": ["x7"]}, "action absente parmi les douze premières : x7"),
        ({"actions": ["x7"]}, "action absente dans le plan : x7"),
        ({"no_actions": ["x8"]}, "action présente dans le plan : x8"),
        ({"print_by": 2}, "pas d’action de PRINT avant la place 3"),
        ({"priority_days": 15}, "jours des six premières actions : au plus 15, obtenu 16"),
        ({"ai_at_most": 2}, "actions d’un axe sans verrou : au plus 2, obtenu x5, x6, x4"),
        ({"funding": ["esat"]}, "financement absent : esat"),
        ({"no_funding": ["tous"]}, "financement montré à tort : tous"),
    ],
    ids=lambda x: next(iter(x)) if isinstance(x, dict) else "",
)
def test_a_wrong_expectation_is_told(expected, told):
    found = differences(case(ROW, FUNDED, **expected), FUNDED)
    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_right_expectation_says_nothing():
    right = {
        "level": 2,
        "levels": {"axe-a": 1, "axe-b": 1, "axe-c": 1},
        "blockers": ["A3", "B2"],
        "priorities": ["x6", "x0", "x4"],
        "first_twelve": ["x8"],
        "actions": ["x8"],
        "no_actions": ["x7", "x2"],
        "print_by": 3,
        "priority_days": 16,
        "ai_at_most": 3,
        "funding": ["tous"],
        "no_funding": ["esat"],
    }
    assert differences(case(ROW, FUNDED, **right), FUNDED) == []


def told(content, *rows):
    """Return what realistic cases of a content say."""
    cases = [(case(marks, content, realistic=True), Source("cases/un.yaml")) for marks in rows]
    return [(m.file, m.code, m.what) for m in check_cases(content, cases)]


def test_cases_that_are_not_realistic_say_nothing():
    assert check_cases(EXAMPLE, [(case("." * 11), Source("cases/un.yaml"))]) == []


def test_too_many_actions_of_an_axis_that_gates_nothing():
    what = [what for _, _, what in told(EXAMPLE, ROW)]
    assert "3 actions d’un axe sans verrou parmi les six premières, 1 au plus : x5, x6, x4" in what
    assert any("prennent 50 % des priorités" in one for one in what)
    more = [*ACTIONS, *(action(f"Z{n}", {"C1": 1}, 1) for n in range(2))]
    content = questionnaire(example_dimensions(), more)
    assert any(one.startswith("6 actions d’un axe sans verrou") for *_, one in told(content, ROW))


def test_an_axis_that_gates_nothing_keeps_an_action_in_the_year():
    far = [action("FAR", {"C1": 4}, 150), action("NEAR", {"B2": 2}, 1)]
    content = questionnaire(example_dimensions(), far)
    wanted = "C1 sous le niveau 2, et aucune action de l’axe dans l’année"
    assert wanted in [what for *_, what in told(content, ROW)]
    assert wanted not in [what for *_, what in told(EXAMPLE, ROW)]


def crowd(last):
    """Return a content where seven cheap actions come before a last one, which is not fair."""
    own = [("axe-a", 2, True, [question(f"A{n}", 3) for n in range(7)])]
    people = question("B1", about="people")
    own += [("axe-b", 1, True, [people, question("B2", 3), question("B3", 3)])]
    cheap = [action(f"A{n}", {f"A{n}": 4}, 0.5) for n in range(7)]
    return questionnaire(own, [*cheap, last], [{"B1": 2}])


def test_what_an_adviser_misses_among_the_priorities_is_told():
    content = crowd(action("LAST", {"B1": 4}, 30, origin="print"))
    file, code, _ = told(content, "0" * 10)[0]
    assert (file, code) == ("cases/un.yaml", "Q11")
    assert [what for *_, what in told(content, "0" * 10)][:3] == [
        "la première action de PRINT vient en place 8",
        "rien ne fait avancer « Condition » avant la place 8",
        "aucune des six premières actions ne concerne les personnes accompagnées",
    ]


def test_an_action_that_comes_always_or_never_is_told():
    content = questionnaire(example_dimensions(), ACTIONS)
    what = [what for *_, what in told(content, ROW, "0" * 3 + "n" + "0" * 7)]
    assert "« x7 » n’est parmi les douze premières d’aucun cas réaliste" in what
    assert "« x0 » est parmi les priorités de 2 cas sur 2" in what
    assert not any(one.startswith("« x3 » n’est") for one in what)
