"""The indicators that somebody names in `bilan.yaml` (bilan).

1. Structures, visits and actions are counted, each among the criteria that it names.
2. A mistake is told in French with its line and column; an unknown word, with the nearest.
3. A criterion that cannot be counted is refused.
4. What an indicator depends on is said: two are a crossing, and what is asked of some profiles is one.
5. The example that is shipped is read.
"""

import datetime

import pytest
from followup.met_visits import DAY, activity_of, full, visited
from helpers import ROOT

from diag.followup.indicators import Indicator, read_indicators
from diag.questionnaire.mistakes import Refusal
from diag.visit.visit_copies import next_visit

PRINT_ACTION = "suivre-le-parcours-print"


@pytest.fixture(scope="module")
def print_():
    return full()


@pytest.fixture(scope="module")
def activity(print_):
    tool = next(a.id for a in print_.actions if a.origin == "tool")
    before = visited(print_, "Suivie", datetime.date(2025, 8, 1), answers={"FI01": 0})
    following = next_visit(before, DAY)
    return activity_of(
        print_,
        [
            visited(
                print_, "A", answers={"FI01": 2}, mode="visite",
                actions={PRINT_ACTION: "keep", tool: "done"},
            ),
            visited(print_, "B", answers={"FI01": 1}, department="d80", staff="120"),
            visited(print_, "C", structure_type="esat", form="express", actions={PRINT_ACTION: "decline"}),
            following.model_copy(update={"plan": visited(print_, actions={tool: "under_way"}).plan}),
        ],
    )  # fmt: skip


# 1


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ({"count": "structures"}, 4),
        ({"count": "visits"}, 4),
        ({"count": "actions"}, 3),
        ({"count": "structures", "type": ["esat"]}, 1),
        ({"count": "structures", "type": ["esat", "ehpad"]}, 4),
        ({"count": "structures", "department": ["d80"]}, 1),
        ({"count": "structures", "size": ["t4"]}, 1),
        ({"count": "structures", "mode": ["visite"]}, 1),
        ({"count": "visits", "mode": ["distance"]}, 0),
        ({"count": "visits", "form": ["express"]}, 1),
        ({"count": "structures", "visit": "following"}, 1),
        ({"count": "structures", "question": "FI01", "at_least": 1}, 2),
        ({"count": "structures", "question": "FI01", "at_least": 2}, 1),
        ({"count": "structures", "origin": ["print"]}, 1),
        ({"count": "structures", "state": ["keep", "under_way", "done"]}, 2),
        ({"count": "actions", "origin": ["tool"]}, 2),
        ({"count": "actions", "state": ["done"]}, 1),
        ({"count": "actions", "action": [PRINT_ACTION]}, 1),
        ({"count": "actions", "type": ["esat"]}, 0),
        ({"count": "actions", "mode": ["visite"]}, 2),
    ],
)
def test_it_counts_among_its_criteria(activity, asked, counted):
    indicator = Indicator(title="Essai", **asked)
    assert activity.counts(indicator.amount).sum() == counted


# 2 and 3


def mistake(tmp_path, questionnaire, line):
    path = tmp_path / "bilan.yaml"
    path.write_text(f"indicators:\n  - title: Essai\n    count: structures\n    {line}\n", "utf-8")
    with pytest.raises(Refusal) as caught:
        read_indicators(path, questionnaire)
    return caught.value.mistakes[0]


@pytest.mark.parametrize(
    ("line", "place", "what", "how"),
    [
        ("typ: [ehpad]", (4, 5), "clé inconnue « typ »", "« type »"),
        ("type: ehpad", (4, 11), "une liste est attendue", "élément"),
        ("type: [ehpda]", (4, 12), "« ehpda » n’est pas dans le questionnaire", "« ehpad »"),
        ("department: [d80, d99]", (4, 23), "« d99 » n’est pas dans le questionnaire", "d59"),
        ("target: beaucoup", (4, 13), "un nombre entier est attendu", "2"),
        ("mode: [avion]", (4, 12), "valeur inconnue", "visite"),
        ("question: FI01", (2, 5), "« question » ou « axis » va avec « at_least »", "les deux"),
        ("{question: FI01", None, "", ""),
        ("action: [suivre-le-parcours]", (4, 14), "n’est pas dans le questionnaire", "print"),
        ("risen: equipment", (4, 12), "n’est pas dans le questionnaire", ""),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path, print_, line, place, what, how):
    told = mistake(tmp_path, print_, line)
    if place:
        assert (told.line, told.column) == place
    assert what in told.what
    assert how in told.how


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"count": "visits", "question": "FI01", "at_least": 2}, "dernière visite"),
        ({"count": "visits", "state": ["done"]}, "dernière visite"),
        ({"count": "structures", "at_least": 2}, "at_least"),
        ({"count": "structures", "question": "FI01", "axis": "overall", "at_least": 2}, "ensemble"),
    ],
)
def test_what_cannot_be_counted_is_refused(asked, what):
    with pytest.raises(ValueError, match=what):
        Indicator(title="Essai", **asked)


# 4


@pytest.mark.parametrize(
    ("asked", "criteria"),
    [
        ({"count": "structures"}, ()),
        ({"count": "structures", "type": ["ehpad"]}, ("type",)),
        ({"count": "actions", "state": ["done"]}, ("actions",)),
        ({"count": "actions", "type": ["ehpad"]}, ("actions", "type")),
        ({"count": "structures", "type": ["ehpad"], "mode": ["visite"]}, ("type", "mode")),
    ],
)
def test_it_says_what_it_depends_on(print_, asked, criteria):
    assert Indicator(title="Essai", **asked).criteria(print_) == criteria


def test_what_some_profiles_alone_are_asked_depends_on_the_profile(print_):
    conditional = next(a.id for a in print_.actions if a.when is not None)
    indicator = Indicator(title="Essai", count="structures", action=[conditional])
    assert indicator.criteria(print_) == ("actions", "profile")


# 5


def test_the_example_is_read(print_):
    asked = read_indicators(ROOT / "examples" / "bilan" / "bilan.yaml", print_)
    assert any(one.target for one in asked.indicators)
