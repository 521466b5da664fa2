"""Nothing vanishes from a report unseen: the visit that fills every section, and what it tells.

1. Every field of every part has something to say in one of the visits that are read, or it is said
   why it has nothing.
2. Each report of the full case is the one kept; after a wanted change, `make gold`, then read the
   differences.
3. A decision is told with who, when and why, that of an action already done too; an own action with
   its months and its days (interview, line 13). What falls with a declined one says so, to the adviser.
4. The words and the numbers of the JSON are of the same figures.
5. The screen says the bars, what holds the level and where to start (interview, line 12).
"""

import json
import re

import pytest
from report.carriers import squeezed
from report.full_case import DECISIONS, GOLD, full_case, full_view, gold_texts
from report.random_visits import random_visit
from report.readings import READINGS, printed, reading

from diag.french import typeset
from diag.report.assessed_visit import prepare
from diag.report.document import READERS, Part
from diag.report.reader_document import build_document
from diag.report.result_view import build_result_view

TEXTS = dict(gold_texts())
DOCUMENTS = {reader: build_document(full_case(), reader) for reader in READERS}
DATA = json.loads(TEXTS["rapport-conseiller.json"])
UNTITLED = {
    ("Facts", "heading"),
    ("Lead", "heading"),
    ("Monday", "heading"),
    ("Request", "heading"),
    ("Since", "heading"),
}
"""Parts that begin a page, or whose tiles have titles."""
ELSEWHERE = {
    ("Condition", "rest"), ("Conditions", "rest"),  # more conditions than any shipped questionnaire
    ("ActionView", "verify"),  # of the three actions that the screen names
}  # fmt: skip
"""Fields that the tests of their own part fill."""


# 1. Every field


def parts(value):
    """Yield a part of a view and all those inside."""
    if isinstance(value, Part):
        yield value
        for item in vars(value).values():
            yield from parts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def views():
    """Yield every view of every visit that is read."""
    visits = [reading(name) for name in READINGS]
    visits += [prepare(printed(), random_visit(printed(), seed)) for seed in range(8)]
    for assessed in visits:
        yield build_result_view(assessed)
        yield from (build_document(assessed, reader) for reader in READERS)


@pytest.mark.slow
def test_every_field_of_every_part_has_something_to_say():
    said, known = set(), set()
    for view in views():
        for part in parts(view):
            for name, value in vars(part).items():
                known.add((type(part).__name__, name))
                if value:
                    said.add((type(part).__name__, name))
    assert known - said == UNTITLED | ELSEWHERE


# 2. Gold


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_report_is_the_one_kept(name):
    assert TEXTS[name] == (GOLD / name).read_text("utf-8")


# 3. Decisions

SAID = {
    "nommer-une-personne-referente": ("gardée, pour le 31 janvier 2027", "déc. 2026 à janv. 2027"),
    "echanger-entre-pairs": ("déjà en cours, pour le 30 juin 2027", "nov. 2026 à oct. 2027"),
    "se-preparer-aux-dangers-en-ligne": (
        "déplacée, pour le 15 décembre 2027", "juil. à sept. 2027",
    ),
}  # fmt: skip


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
@pytest.mark.parametrize("action", SAID)
def test_a_decision_is_told_with_who_when_and_why(action, reader):
    decision = DECISIONS[action]
    (row,) = [r for r in DOCUMENTS[reader].parts["year"].rows if r.anchor == f"action-{action}"]
    assert (row.state, row.months, row.owner) == (*map(typeset, SAID[action]), decision.owner)
    cards = {card.id: card for card in DOCUMENTS[reader].parts["cards"].cards}
    if row.carded:
        card = cards[action]
        told = (card.decided, card.when, card.owner, card.note)
        assert told == (row.state, row.months, row.owner, decision.note)


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
def test_what_is_done_is_told_beside_the_year(reader):
    (told,) = DOCUMENTS[reader].parts["year"].decided
    assert told.text.startswith("Déjà faite\u202f: ")
    assert told.text.endswith(" (Agent technique, pour le 30 septembre 2026)")
    assert told.quote == "liste du 30 septembre"


def test_an_own_action_has_its_months_and_takes_its_days():
    (row,) = [r for r in DOCUMENTS["direction"].parts["year"].rows if "coin calme" in r.title]
    assert (row.state, row.months) == ("ajoutée par la structure", "févr. 2027")
    assert row.days == "1,5\u202fj"
    (kept, declined) = DATA["own"]
    assert (kept["days"], kept["slot"]["start"], declined["slot"]["start"]) == (1.5, 4, None)


def test_an_action_that_falls_with_a_declined_one_says_so():
    told = DOCUMENTS["conseiller"].parts["declined"].actions
    (fallen,) = [d for d in told if d.choice == "plus proposée"]
    assert fallen.note.startswith("suppose «\u202f")
    assert [d["choice"] for d in DATA["decisions"] if d["follows"]] == ["decline"]


# 4. Words and numbers


def test_the_rows_of_the_profile_are_the_scores_of_the_json():
    rows = DOCUMENTS["conseiller"].parts["computation"].rows
    scores = [*DATA["scores"]["dimensions"].values(), DATA["scores"]["global"]]
    told = [float(row.score.replace(",", ".")) for row in rows]
    assert told == [score["score"] for score in scores]
    whole = [re.search(r"\d+", row.score).group() for row in DOCUMENTS["conseil"].parts["profile"].rows]
    assert [abs(int(w) - s["score"]) <= 0.55 for w, s in zip(whole, scores, strict=True)] == [True] * 6


def test_the_conditions_are_those_of_the_json():
    told = DOCUMENTS["direction"].parts["conditions"].conditions
    assert [c.count for c in told] == [f"{c['held']} sur {c['counted']}" for c in DATA["conditions"]]


def test_the_days_of_the_year_are_those_of_the_json():
    own = {o["id"]: o["days"] for o in DATA["own"]}
    days = {a["id"]: a["effort"] for a in DATA["actions"]} | own
    for row in DOCUMENTS["direction"].parts["year"].rows:
        told = float(row.days.removesuffix("\u202fj").replace(",", "."))
        assert told == days[row.anchor.removeprefix("action-")]


# 5. The screen


def test_the_screen_says_the_bars_what_holds_the_level_and_where_to_start():
    view, lines = full_view(), TEXTS["ecran.txt"].splitlines()
    assert (len(lines) <= 24, max(map(len, lines)) <= 80) == (True, True)
    assert [x[80:] for x in lines if x.startswith("[")] == [""] * 6
    said = [view.structure, view.date, view.stamp, view.position.stamp, "Chiffres provisoires"]
    for score in (*(d.score for d in view.dimensions), view.overall):
        said.append(f"[{score.cells}] {score.score}")
    said += [d.short for d in view.dimensions]
    said += [view.overall.held, view.position.places[-1].where]
    said += [f"{action.short} ({action.brief})" for action in view.first]
    screen = squeezed(TEXTS["ecran.txt"])
    assert [text for text in said if squeezed(text) not in screen] == []
