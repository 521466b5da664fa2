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
NEVER_TOGETHER = {(ScoreView, "reason"), (ScoreView, "ask")}
"""An axis without a score leaves the whole without one."""


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

SAID = {"keep": "gardée", "under_way": "déjà en cours", "done": "déjà faite"}
MOVED = "se-preparer-aux-dangers-en-ligne"
DATES = {
    "2027-01-31": "31 janvier 2027",
    "2026-09-30": "30 septembre 2026",
    "2027-06-30": "30 juin 2027",
    "2027-12-15": "15 décembre 2027",
}
MONTHS = {
    "nommer-une-personne-referente": "décembre 2026 à janvier 2027",
    "echanger-entre-pairs": "novembre 2026 à octobre 2027",
    MOVED: "juillet à septembre 2027",
    "inventorier-et-garder-un-secours": "",
}
SHARED = {name: d for name, d in DECISIONS.items() if d.choice != "decline"}


def tables_of_both():
    return html_tables(TEXTS["rapport.html"]), markdown_tables(TEXTS["rapport.md"])


@pytest.mark.parametrize("action", SHARED)
def test_a_decision_is_told_with_who_when_and_why_in_every_format(action):
    """Interview, line 13: kept, moved, under way, done."""
    decision, case = DECISIONS[action], full_case()
    title = plain(typeset(case.questionnaire.action[action].title))
    choice = "déplacée" if action == MOVED else SAID[decision.choice]
    when = " ; ".join(filter(None, [MONTHS[action], f"pour le {DATES[str(decision.due)]}"]))
    expected = [choice, decision.owner, when, decision.note]
    columns = ("Décision", "Qui la porte", "Quand", "Note")
    for tables in tables_of_both():
        row = tables["Les décisions prises"].rows()[title]
        assert [row[c] for c in columns] == expected
    (told,) = [d for d in json.loads(TEXTS["rapport.json"])["decisions"] if d["action"] == action]
    assert [told[k] for k in ("choice", "owner", "due", "start", "note")] == [
        decision.choice, decision.owner, str(decision.due), decision.start, decision.note
    ]  # fmt: skip


def test_an_own_action_is_told_with_its_months_and_takes_its_days():
    (kept, declined) = json.loads(TEXTS["rapport.json"])["own"]
    assert (kept["days"], kept["slot"]["start"], declined["slot"]["start"]) == (1.5, 4, None)
    title = "Aménager un coin calme pour les appels en visio"
    for tables in tables_of_both():
        row = tables["Les décisions prises"].rows()[title]
        assert (row["Décision"], row["Quand"]) == ("ajoutée par la structure", "février 2027")
    assert any(title in work for quarter in VIEW.quarters for work in quarter.actions)


def test_what_is_declined_is_told_with_its_reason_to_the_adviser_alone():
    reason = DECISIONS["completer-les-fiches-de-poste"].note
    for name in ("rapport.html", "rapport.md", "ecran.txt"):
        shared, _, annex = TEXTS[name].partition("Annexe pour la personne")
        assert reason not in shared
        assert "personne pour l’écrire" not in shared
        assert not annex or (reason in annex and "personne pour l’écrire" in annex)


def test_an_action_that_falls_with_a_declined_one_says_so():
    fallen = [d for d in json.loads(TEXTS["rapport.json"])["decisions"] if d["follows"]]
    assert [d["choice"] for d in fallen] == ["decline"]
    (told,) = [d for d in VIEW.declined if d.choice == "plus proposée"]
    assert told.note.startswith("suppose «\u202f")


# Tables: each line tells its own

TABLES = {
    "Le profil": lambda view: [
        [s.title, s.score, s.range, s.level_title, s.level_range, s.remark, s.known]
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
        [d.title, d.choice, d.owner, d.when, d.due, d.note] for d in view.decisions
    ],
    "Ce qui a été écarté": lambda view: [[d.title, d.choice, d.note] for d in view.declined],
    "Les scores, avec leur décimale": lambda view: [
        [e.title, e.weight, e.score, e.high, e.known, e.raw_level, e.level] for e in view.exact
    ],
    "Les points, action par action": lambda view: [
        [p.rank, p.title, p.points, p.uncertain, p.family] for p in view.points
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
        own = [getattr(action, f.name) for f in fields(action) if f.name not in ("id", "brief")]
        assert [text for text in texts(tuple(own)) if squeeze(text) not in piece] == []


# The JSON holds the facts

COMMA = str.maketrans(".", ",")
WORDS_OF_THE_QUESTIONNAIRE = {
    "title", "findings", "landmarks", "glossary", "method", "ticks", "basis", "contacts", "funding",
}  # fmt: skip
"""The same in every report of a questionnaire; the JSON names those that it cites."""
MADE_OF_OTHERS = {
    "summary", "headline", "remarks", "method_remarks", "first", "plan_note", "aside_brief",
}  # fmt: skip
"""Sentences that say again what other fields hold."""


def tenth(value):
    return f"{value:.1f}".translate(COMMA)


def fact_structure(view, data):
    yield view.structure, data["structure"]["name"]


def fact_profile(view, data):
    fields_ = {f.id: f.title for f in full_case().questionnaire.profile}
    titles = [typeset(fields_[name]) for name in data["structure"]["profile"]]
    told = [*titles, "Visite", "Ont répondu"]
    yield sorted(line.split("\u202f:")[0] for line in view.profile), sorted(told)
    yield view.profile[-2].endswith("sur place"), data["mode"] == "visite"
    yield [role for role in data["respondents"] if typeset(role) not in view.profile[-1]], []


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


def near(whole, kept):
    """Tell whether a whole number may be the rounding of one that was kept with a decimal."""
    return abs(int(whole) - kept) <= 0.55


def score_facts(told, kept):
    yield near(told.score, kept["score"]), True
    if told.range:
        yield near(re.search(r"\d+", told.range).group(), kept["high"]), True
    yield told.pips.count("●"), kept["level"]
    yield bool(told.level_range), kept["level_high"] > kept["level"]
    yield re.findall("« (.*?) »", plain(told.level_range)), titles(kept["keys"])
    yield bool(told.remark), kept["to_confirm"]
    yield re.findall("« (.*?) »", plain(told.held)), titles(kept["blockers"])
    yield near(told.known.replace("\u202f%", ""), kept["known"]), True


def titles(names):
    questionnaire = full_case().questionnaire
    axes = {d.id: d.title for d in questionnaire.dimensions}
    return [plain(typeset(axes.get(n) or questionnaire.question[n].title)) for n in names]


def fact_provisional(view, data):
    yield bool(view.provisional), data["provisional"]


def fact_opening(view, data):
    yield view.opening, data["summary"]["opening"]


def fact_strengths(view, data):
    yield [plain(s.title) for s in view.strengths], titles(data["summary"]["holds"])


def fact_fragile(view, data):
    kept = data["summary"]["fragile"]
    yield [plain(s.title) for s in view.fragile], titles([f["id"] for f in kept])
    yield (
        [s.text == "réponse à savoir" for s in view.fragile],
        [f["kind"] == "unknown" for f in kept],
    )


def fact_next_levels(view, data):
    scores = [data["scores"]["global"], *data["scores"]["dimensions"].values()]
    yield [len(n.needs) for n in view.next_levels], [len(s["next"]) for s in scores if s["next"]]
    for told, kept in zip(view.next_levels, [s for s in scores if s["next"]], strict=True):
        yield f"niveau {kept['level'] + 1} –" in told.title, True
        for line, need in zip(told.needs, kept["next"], strict=True):
            if need["kind"] == "points":
                yield line, f"{need['lacking']} point{'s' * (need['lacking'] > 1)} de plus au score"
            else:
                yield titles([need["id"]])[0] in plain(line), True


def fact_conditions(view, data):
    kept = data["conditions"]
    yield [c.state for c in view.conditions], [f"{c['held']} sur {c['counted']}" for c in kept]
    said = {"held": "tenu", "not_held": "pas encore", "unknown": "à savoir"}
    for told, own in zip(view.conditions, kept, strict=True):
        states = [s["state"] for s in own["statements"] if s["state"] != "not_applicable"]
        yield [s.mark for s in told.statements], [said[state] for state in states]


def fact_exact(view, data):
    scores = [*data["scores"]["dimensions"].values(), data["scores"]["global"]]
    yield [e.score for e in view.exact], [tenth(s["score"]) for s in scores]
    yield [e.high for e in view.exact], [tenth(s["high"]) for s in scores]
    yield [e.raw_level for e in view.exact], [str(s["raw_level"]) for s in scores]


def fact_points(view, data):
    kept = data["actions"]
    told = [p for p in view.points if p.rank != "–"]
    yield [p.title for p in told], [typeset(a["title"]) for a in kept]
    for point, action in zip(told, kept, strict=True):
        if action["gain"] >= 1:
            yield point.points.split()[0], f"+{tenth(action['gain'] + 1e-9)}"
        else:
            yield point.points in ("–", "moins de 1 point"), True


def fact_next_year(view, data):
    kept = [a for a in data["actions"] if a["slot"]["fits"] == "next_year"]
    yield [line.rpartition(" (")[0] for line in view.next_year], [typeset(a["title"]) for a in kept]


def fact_later(view, data):
    kept = [a for a in data["actions"] if a["slot"]["fits"] == "later"]
    yield re.search(r"\d+", view.later).group(), str(len(kept))


def fact_covered(view, data):
    known = full_case().questionnaire.action
    yield len(view.covered), len(data["covered"])
    for line, kept in zip(view.covered, data["covered"], strict=True):
        told = [typeset(known[name].title) for name in (kept["action"], *kept["by"])]
        yield [title for title in told if title not in line], []


def fact_set_aside(view, data):
    kept = data["set_aside"]
    yield [s.held for s in view.set_aside], [typeset(s["held"]) for s in kept]
    yield [s.note for s in view.set_aside], [s["note"] for s in kept]
    yield (
        [s["id"] in told.title for s, told in zip(kept, view.set_aside, strict=True)],
        [True] * len(kept),
    )


def fact_position(view, data):
    kept = {**data["scores"]["dimensions"], "global": data["scores"]["global"]}
    placed = [place["position"] for place in kept.values()]
    yield [bool(p.figures) for p in view.position.places], [place is not None for place in placed]
    told = [p.where.casefold() for p in view.position.places if p.figures]
    yield told, [typeset(place["where"].casefold()) for place in placed if place]
    yield bool(view.position.stamp), data["repere"]["synthetic"]
    yield typeset(data["repere"]["group"]["name"]) in view.position.headline, True
    fallback = typeset(data["repere"]["fallback"])
    yield bool(fallback) and fallback in view.position.remarks[0], True


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
        yield bool(action.lifts), bool(own["lifts"])
        yield bool(action.serves), not own["chosen"]
        yield len(action.because), len(own["reasons"]) + len(own["uncertain"])
        yield len(action.holds), len(own["holds"])
        yield len(action.verify), len(own["verify_before"])
        yield len(action.funding), len(own["funding"])
        yield bool(action.contacts), bool(own["contacts"])
        yield "l’année suivante" in action.when, own["slot"]["fits"] == "next_year"
        yield "la suite" in action.when, own["slot"]["fits"] == "later"
        if own["decision"]:
            yield action.lead.startswith(own["decision"]["owner"]), True
            yield own["decision"]["note"] in action.lead, True


QUARTERS = [
    "novembre 2026 à janvier 2027",
    "février à avril 2027",
    "mai à juillet 2027",
    "août à octobre 2027",
]


def fact_quarters(view, data):
    titles_ = {a["id"]: typeset(a["title"]) for a in data["actions"]}
    yield [q.title for q in view.quarters], QUARTERS
    for told, kept in zip(view.quarters, data["schedule"], strict=True):
        ended = [line.rpartition(" (")[0] for line in told.actions if "terminée)" in line]
        yield sorted(ended), sorted(titles_[name] for name in kept["actions"])
        yield abs(float(told.days.split()[0].replace(",", ".")) - kept["days"]) <= 0.051, True
        yield near(told.score, kept["score"]), True
        yield told.level.split(",")[0], f"niveau {kept['level']}"
        wholes = [p.rpartition(" ")[2] for p in told.profile]
        yield (
            [near(w, s) for w, s in zip(wholes, kept["dimensions"].values(), strict=True)],
            [True] * 5,
        )


def fact_decisions(view, data):
    actions = {a["id"]: a for a in data["actions"]}
    kept = [d for d in data["decisions"] if d["choice"] != "decline"]
    own = [o for o in data["own"] if o["choice"] != "decline"]
    told = view.decisions
    yield [d.title for d in told], [typeset(d["title"]) for d in (*kept, *own)]
    moved = [actions.get(d["action"], {}).get("moved", False) for d in kept]
    choices = ["déplacée" if m else SAID[d["choice"]] for d, m in zip(kept, moved, strict=True)]
    yield [d.choice for d in told], [*choices, *["ajoutée par la structure" for _ in own]]
    yield [d.owner for d in told], [d["owner"] or "" for d in (*kept, *own)]
    yield [d.due for d in told], [DATES.get(d.get("due"), "") for d in (*kept, *own)]
    slots = [actions.get(d["action"], {}).get("slot") for d in kept] + [o["slot"] for o in own]
    yield [bool(d.when) for d in told], [slot is not None for slot in slots]


def fact_declined(view, data):
    kept = [d for d in data["decisions"] if d["choice"] == "decline"]
    own = [o for o in data["own"] if o["choice"] == "decline"]
    yield [d.title for d in view.declined], [typeset(d["title"]) for d in (*kept, *own)]
    yield [d.note for d in view.declined], [typeset(d["note"]) for d in (*kept, *own)]


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


def test_the_screen_says_the_bars_the_next_level_and_where_to_start():
    """Interview, line 12: in 24 lines of 80 columns."""
    lines = TEXTS["ecran.txt"].splitlines()
    assert (len(lines) <= 24, max(map(len, lines)) <= 80) == (True, True)
    screen = squeeze(TEXTS["ecran.txt"])
    said = [VIEW.structure, VIEW.date, VIEW.stamp, VIEW.position.stamp, "Chiffres provisoires"]
    for score in (*(d.score for d in VIEW.dimensions), VIEW.overall):
        said += [f"[{score.bar.cells}] {score.score}", score.title]
    said += [VIEW.overall.held, VIEW.position.places[-1].where]
    said += [f"{a.title} ({a.brief})" for a in VIEW.first]
    assert [text for text in said if squeeze(text) not in screen] == []


# What is shared

METHOD_WORDS = ("complément", "à différer", "halo", "robuste", "point(s)?\\b.{0,20}score global")


@pytest.mark.parametrize("name", ["rapport.html", "rapport.md", "ecran.txt"])
def test_what_is_shared_has_no_decimal_score_and_no_word_of_the_method(name):
    text = re.sub(r"<style>.*?</style>", "", TEXTS[name], flags=re.S)
    shared = re.sub(r"<[^>]+>", " ", text.partition("Annexe pour la personne")[0])
    for word in METHOD_WORDS:
        assert re.findall(f".{{0,30}}{word}.{{0,30}}", shared, flags=re.I) == []
    assert re.findall(r".{0,30}\d,\d (?:sur 100|point).{0,10}", shared) == []


@pytest.mark.parametrize("name", ["rapport.html", "rapport.md"])
def test_every_page_ends_with_whom_to_turn_to_and_what_is_not_yet_proven(name):
    read = text_of_html if name.endswith("html") else text_of_markdown
    end = read(TEXTS[name].rpartition("À qui s’adresser")[2])
    assert squeeze("03 20 12 83 43") in end
    assert squeeze("Ils n’ont pas encore été éprouvés sur le terrain.") in end
