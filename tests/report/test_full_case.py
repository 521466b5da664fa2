"""The visit that fills every section: nothing of it can vanish from a format unseen.

1. Every field of the view has something to say: a section added later must be added here.
2. Each report is the one kept; after a wanted change, `make gold`, then read the differences.
3. Every text of the view is in HTML and Markdown, and its facts are in the JSON and on screen.
4. Each line of a table, each action, tells its own: no figure is that of its neighbour.
5. Private notes are in none.
"""

import html
import json
import re
from dataclasses import fields

import pytest
from report.full_case import DECISIONS, GOLD, PRIVATE, full_case, full_view, gold_texts
from report.page_reader import html_tables, markdown_tables, plain
from report.test_parity import squeeze, strings, text_of_html, text_of_markdown

from diag.french import typeset
from diag.report.score_view import ScoreView
from diag.report.view_model import Part, texts
from diag.report.visit_view import VisitView

TEXTS = dict(gold_texts())
VIEW = full_view()
NEVER_TOGETHER = {(ScoreView, "reason")}  # an axis without a score leaves the whole without one


def parts(value):
    """Yield a part of a view and all those inside."""
    if isinstance(value, Part):
        yield value
        for item in vars(value).values():
            yield from parts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def test_every_field_of_the_view_has_something_to_say():
    said, known = set(), set()
    for part in parts(VIEW):
        for name, value in vars(part).items():
            known.add((type(part), name))
            if value:
                said.add((type(part), name))
    assert known - said == NEVER_TOGETHER


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_report_is_the_one_kept(name):
    assert TEXTS[name] == (GOLD / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "read"), [("rapport.html", text_of_html), ("rapport.md", text_of_markdown)]
)
def test_every_text_of_the_view_is_in_the_page(name, read):
    page = read(TEXTS[name])
    ids = {a.id for a in (*VIEW.priorities, *VIEW.others)} | {d.id for d in VIEW.dimensions}
    lost = [s for s in strings(VIEW) if s not in ids and squeeze(s) not in page]
    assert lost == []


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_private_notes_are_in_no_report(name):
    assert PRIVATE not in TEXTS[name]
    assert squeeze(PRIVATE) not in squeeze(TEXTS[name])


# Decisions: of each kind, in each format, with who, when and why

SAID = {"keep": "retenue", "decline": "écartée", "done": "déjà faite"}
DATES = {"2027-01-31": "31 janvier 2027", "2026-10-02": "2 octobre 2026", "2026-09-30": "30 septembre 2026"}  # fmt: skip


@pytest.mark.parametrize("action", DECISIONS)
def test_a_decision_is_told_with_who_when_and_why_in_every_format(action):
    decision, case = DECISIONS[action], full_case()
    title = plain(typeset(case.questionnaire.action[action].title))
    expected = [SAID[decision.choice], decision.owner, DATES[str(decision.due)], decision.note]
    for tables in (html_tables(TEXTS["rapport.html"]), markdown_tables(TEXTS["rapport.md"])):
        row = tables["Les décisions prises"].rows()[title]
        assert [row[c] for c in ("Décision", "Par qui", "Quand", "Note")] == expected
    (told,) = [d for d in json.loads(TEXTS["rapport.json"])["decisions"] if d["action"] == action]
    assert [told[k] for k in ("choice", "owner", "due", "note")] == [
        decision.choice, decision.owner, str(decision.due), decision.note
    ]  # fmt: skip
    screen = plain(TEXTS["ecran.txt"])
    assert f"{title} : {', '.join(expected[:3])} ({decision.note})" in screen


def test_an_action_that_falls_with_a_declined_one_says_so():
    fallen = [d for d in json.loads(TEXTS["rapport.json"])["decisions"] if d["follows"]]
    assert [d["choice"] for d in fallen] == ["decline"]
    told = VIEW.decisions[-1]
    assert (told.choice, told.owner, told.note[:10]) == ("écartée", "", "suppose «\u202f")


# Tables: each line tells its own

TABLES = {
    "Le profil": lambda view: [
        [s.title, s.score, s.halo, s.level_title, s.level_note, s.remark, s.coverage]
        for s in (*(d.score for d in view.dimensions), view.overall)
    ],
    "Où se situer": lambda view: [[p.title, p.where, p.figures] for p in view.position.places],
    "À vérifier d’abord": lambda view: [
        [v.title, v.text, v.status, v.actions] for v in view.verify
    ],
    "Le calendrier": lambda view: [
        [q.title, *q.actions, q.days, q.score, q.level, *q.profile] for q in view.quarters
    ],
    "Les décisions prises": lambda view: [
        [d.title, d.choice, d.owner, d.due, d.note] for d in view.decisions
    ],
} | {
    dimension.score.title: lambda view, rank=rank: [
        [a.title, a.id, a.text, a.answer, a.note, a.evidence]
        for a in view.dimensions[rank].answers
    ]
    for rank, dimension in enumerate(VIEW.dimensions)
}  # fmt: skip


@pytest.mark.parametrize("read", [html_tables, markdown_tables])
def test_each_line_of_a_table_tells_its_own(read):
    tables = read(TEXTS["rapport.html" if read is html_tables else "rapport.md"])
    assert set(tables) == {plain(title) for title in TABLES}
    for title, lines_of in TABLES.items():
        lines, expected = tables[plain(title)].lines, lines_of(VIEW)
        assert len(lines) == len(expected)
        for line, own in zip(lines, expected, strict=True):
            told = squeeze(" ".join(line))
            assert [text for text in own if squeeze(text) not in told] == []


@pytest.mark.parametrize("read", [html_tables, markdown_tables])
def test_the_figures_of_an_answer_are_in_their_columns(read):
    tables = read(TEXTS["rapport.html" if read is html_tables else "rapport.md"])
    for dimension in VIEW.dimensions:
        lines = tables[plain(dimension.score.title)].lines
        figures = [[a.level, a.weight, a.contribution] for a in dimension.answers]
        assert [line[-3:] for line in lines] == figures


def actions_of(name):
    """Return what a report says of each action, by its rank."""
    text = TEXTS[name]
    if name.endswith("html"):
        pieces = re.findall(r'<article class="action.*?</article>', text, flags=re.S)
        pieces = [html.unescape(re.sub(r"<[^>]+>", " ", piece)) for piece in pieces]
    else:
        pieces = re.split(r"(?m)^(?=#)", re.sub(r"\\(.)", r"\1", text))
        pieces = [piece for piece in pieces if re.match(r"### \d+\.", piece)]
    return [squeeze(piece) for piece in pieces]


@pytest.mark.parametrize("name", ["rapport.html", "rapport.md"])
def test_each_action_tells_its_own(name):
    told, actions = actions_of(name), (*VIEW.priorities, *VIEW.others)
    assert len(told) == len(actions)
    for piece, action in zip(told, actions, strict=True):
        own = [getattr(action, f.name) for f in fields(action) if f.name != "id"]
        assert [text for text in texts(tuple(own)) if squeeze(text) not in piece] == []


# The JSON holds the facts

COMMA = str.maketrans(".", ",")
WORDS_OF_THE_QUESTIONNAIRE = {
    "title", "findings", "landmarks", "glossary", "method", "ticks", "conditions",
}  # fmt: skip
"""The same in every report of a questionnaire, or scored again from the answers (conditions)."""
MADE_OF_OTHERS = {"summary", "headline", "remarks", "first", "plan_note", "beyond"}
"""Sentences that say again what other fields hold."""


def tenth(value):
    return f"{value:.1f}".translate(COMMA)


def fact_structure(view, data):
    yield view.structure, data["structure"]["name"]


def fact_profile(view, data):
    fields_ = {f.id: f.title for f in full_case().questionnaire.profile}
    titles = [typeset(fields_[name]) for name in data["structure"]["profile"]]
    yield sorted(line.split("\u202f:")[0] for line in view.profile), sorted(titles)


def fact_date(view, data):
    yield view.date, "6 octobre 2026"
    yield data["date"], "2026-10-06"


def fact_stamp(view, data):
    yield view.stamp, data["illustrative"]


def fact_overall(view, data):
    yield from score_facts(view.overall, data["scores"]["global"])


def fact_dimensions(view, data):
    answers = {a["question"]: a for a in data["answers"]}
    for dimension in view.dimensions:
        own = data["scores"]["dimensions"][dimension.id]
        yield dimension.score.title, typeset(own["title"])
        yield from score_facts(dimension.score, own)
        for told in dimension.answers:
            kept = answers[told.id]
            yield told.answer, typeset(kept["answer"])
            yield told.level, "–" if kept["value"] is None else str(kept["value"])
            yield told.weight, str(kept["weight"])
            yield told.core, kept["core"]
            yield told.note, kept["note"] or ""
            yield told.evidence, kept["evidence"] or ""
            if kept["contribution"] is not None:
                shown = float(told.contribution.replace(",", "."))
                yield abs(shown - kept["contribution"]) <= 0.0501, True


def score_facts(told, kept):
    yield told.score, tenth(kept["score"])
    if told.halo:
        yield told.halo, f"entre {tenth(kept['low'])} et {tenth(kept['high'])}"
    yield told.pips.count("●"), kept["level"]
    yield bool(told.remark), kept["to_confirm"]
    yield bool(told.level_note), bool(kept["blockers"])
    yield told.coverage.replace("\u202f%", ""), f"{kept['coverage']:g}".translate(COMMA)


def fact_position(view, data):
    kept = {**data["scores"]["dimensions"], "global": data["scores"]["global"]}
    wheres = [place["position"]["where"].casefold() for place in kept.values()]
    yield [p.where.casefold() for p in view.position.places], [typeset(w) for w in wheres]
    yield bool(view.position.stamp), data["repere"]["synthetic"]
    yield typeset(data["repere"]["group"]["name"]) in view.position.headline, True
    fallback = typeset(data["repere"]["fallback"])
    yield bool(fallback) and fallback in view.position.remarks[0], True


def fact_blockers(view, data):
    scores = [*data["scores"]["dimensions"].values(), data["scores"]["global"]]
    held = {name for score in scores for name in score["blockers"]}
    yield {re.search(r"\((\w+)\)", b.title).group(1) for b in view.blockers}, held


def fact_priorities(view, data):
    yield from action_facts(view.priorities, [a for a in data["actions"] if a["priority"]])


def fact_others(view, data):
    yield from action_facts(view.others, [a for a in data["actions"] if not a["priority"]])


def action_facts(told, kept):
    yield [a.id for a in told], [a["id"] for a in kept]
    yield [a.title for a in told], [typeset(a["title"]) for a in kept]
    yield [a.rank for a in told], [str(a["rank"]) for a in kept]
    yield [list(a.findings) for a in told], [a["findings"] for a in kept]
    for action, own in zip(told, kept, strict=True):
        gain = float(action.gain.split("\u202f")[0].split()[0].replace(",", ".").replace("−", "-"))
        yield abs(gain - own["gain"]) <= 0.0501, True
        quarters = [str(p["quarter"]) for p in own["parts"]]
        yield re.findall(r"\d+", action.when), sorted({*quarters[:1], *quarters[-1:]}, key=int)
        yield bool(action.lifts), bool(own["lifts"])
        if own["decision"]:
            yield action.lead.startswith(own["decision"]["owner"]), True
            yield own["decision"]["note"] in action.lead, True


def fact_quarters(view, data):
    titles = {a["id"]: typeset(a["title"]) for a in data["actions"]}
    yield len(view.quarters), len(data["schedule"])
    for told, kept in zip(view.quarters, data["schedule"], strict=True):
        yield told.title, f"Trimestre {kept['quarter']}"
        yield told.actions, tuple(titles[name] for name in kept["actions"])
        yield told.days.split()[0], f"{kept['days']:g}".translate(COMMA)
        yield told.score, tenth(kept["score"])
        yield told.level, f"niveau {kept['level']}"
        yield (
            [p.rpartition(" ")[2] for p in told.profile],
            list(map(tenth, kept["dimensions"].values())),
        )


def fact_decisions(view, data):
    yield [d.title for d in view.decisions], [typeset(d["title"]) for d in data["decisions"]]
    yield [d.choice for d in view.decisions], [SAID[d["choice"]] for d in data["decisions"]]
    yield [d.owner for d in view.decisions], [d["owner"] or "" for d in data["decisions"]]
    yield [d.due for d in view.decisions], [DATES.get(d["due"], "") for d in data["decisions"]]


def fact_verify(view, data):
    yield (
        [re.search(r"\((\w+)\)", v.title).group(1) for v in view.verify],
        [v["question"] for v in data["to_verify"]],
    )
    said = {"unknown": "Ne sait pas", "missing": "Sans réponse"}
    yield [v.status for v in view.verify], [said[v["status"]] for v in data["to_verify"]]


def fact_differences(view, data):
    yield list(view.differences), [typeset(line) for line in data["differences"]]


def fact_mark(view, data):
    yield view.mark[:-16], data["mark"][:-16]


FACTS = {name[5:]: check for name, check in globals().items() if name.startswith("fact_")}


def test_every_field_of_the_view_is_a_fact_of_the_json_or_said_why_not():
    known = {*FACTS, *WORDS_OF_THE_QUESTIONNAIRE, *MADE_OF_OTHERS}
    assert known == {f.name for f in fields(VisitView)}


@pytest.mark.parametrize("name", FACTS)
def test_the_json_holds_the_facts_of_the_view(name):
    pairs = list(FACTS[name](VIEW, json.loads(TEXTS["rapport.json"])))
    assert pairs
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


# The screen


def test_the_screen_says_the_scores_what_holds_them_and_where_to_start():
    screen = squeeze(TEXTS["ecran.txt"])
    said = [VIEW.structure, VIEW.date, VIEW.stamp, VIEW.headline, VIEW.position.stamp]
    for score in (*(d.score for d in VIEW.dimensions), VIEW.overall):
        said += [f"[{score.bar.cells}] {score.score}", score.level_note, score.remark]
    said += [place.where for place in VIEW.position.places]
    said += [f"{a.rank}. {a.title} ({a.when}, {a.effort})" for a in VIEW.first]
    said.append(f"À vérifier d’abord : {len(VIEW.verify)} réponses manquent")
    assert [text for text in said if squeeze(text) not in screen] == []
