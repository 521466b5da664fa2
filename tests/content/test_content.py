"""The shipped content, held as its readers and its authors would hold it.

1. Every questionnaire shipped is without mistake, and its cases give what their authors expect.
2. Sentences stay short; an answer is found in the time that the product promises.
3. The blueprint holds: questions, core, weights, profile, conditions.
4. What the pages of the report print is written: facts, whom to ask, decisions, the partner.
5. Actions: what PRINT offers, no more; work that a structure of any size can give.
6. Who cannot have a funding is not shown it; whom to turn to is told.
7. A changed ladder says so, a visit of the content before loses nothing, and what is quoted is in
   the report.
"""

import datetime
import re

import pytest
import yaml
from helpers import ROOT

from diag.planning.cases import check_cases, differences
from diag.questionnaire.checker import check
from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.questionnaire_folder import read_draft
from diag.questionnaire.questionnaire_model import SingleQuestion, holds, possible_levels
from diag.questionnaire.readability import actions_readability, questions_readability, words
from diag.visit.acceptance import match
from diag.visit.expectations import read_cases, visit_of
from diag.visit.visit_file import read_visit

FOLDER = ROOT / "questionnaires"
REPORT = ROOT.parent / "shared" / "sources" / "rapport-print-2026.md"
NAMES = shipped_names()
LOADED = {name: load(FOLDER / name) for name in NAMES}
PRINT = LOADED["print"]
CASES = [
    pytest.param(name, case, id=f"{name}-{source.name.rsplit('/', 1)[-1]}")
    for name in NAMES
    for case, source in read_cases(FOLDER / name)
]
ARTICLE = ("siae", "ea", "insertion", "logement", "gem", "autre")
"""Types of structures that article L. 312-1 may concern or not."""


LATE = re.compile(r"\b(?<!la tâche s’arrête ou prend du )retards?\b|\bencore\b", re.IGNORECASE)
"""A task may be late; nobody is."""


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


def types_shown(channel):
    """Return the types of structures to which a funding may be shown, for some public."""
    publics = [o.id for o in PRINT.field["public"].options]
    return {
        kind.id
        for kind in PRINT.field["structure_type"].options
        if holds(channel.when, {"structure_type": kind.id, "public": publics, "staff": 30}, {})
    }


# 1. No mistake


def test_two_questionnaires_are_shipped():
    assert NAMES == ["express-service", "print"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_questionnaire_holds_no_mistake(name):
    assert [f"{m.place} {m.code} {m.what}" for m in check(read_draft(FOLDER / name))] == []


@pytest.mark.slow
def test_every_public_fact_was_read_again_for_this_version():
    told = check(read_draft(FOLDER / "print"), datetime.date(2026, 11, 30))
    assert [f"{m.place} {m.what}" for m in told] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_case_gives_what_its_author_expects(name, case):
    assert differences(case, LOADED[name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_plans_of_realistic_cases_could_be_signed(name):
    told = check_cases(LOADED[name], read_cases(FOLDER / name))
    assert [f"{m.place} {m.what}" for m in told] == []


def test_there_are_enough_cases_and_the_illustrative_visits_are_among_them():
    cases = {source.name.rsplit("/", 1)[-1]: case for case, source in read_cases(FOLDER / "print")}
    assert len(cases) >= 36
    assert sum(case.realistic for case in cases.values()) >= 8
    for path in (ROOT / "examples").glob("*.yaml"):
        visit = read_visit(path)[0]
        same = visit_of(cases[path.name], PRINT)
        assert same.structure.profile == visit.structure.profile
        values = {k: (a.status, a.value) for k, a in visit.answers.items()}
        assert {k: (a.status, a.value) for k, a in same.answers.items()} == values


# 2. Reading


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("measure", [questions_readability, actions_readability])
def test_sentences_stay_short(name, measure):
    found = measure(LOADED[name])
    assert found.too_long == ()
    assert 5 < found.mean_words < 20


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_said_to_be_late(name):
    questionnaire = LOADED[name]
    parts = [*questionnaire.dimensions, *questionnaire.actions, *questionnaire.findings.values()]
    assert [t for part in parts for t in texts(part) if LATE.search(t)] == []


def test_the_core_takes_a_quarter_of_an_hour_and_the_whole_three_quarters():
    core = sum(q.seconds for q in PRINT.questions if q.core)
    assert core <= 15 * 60
    assert sum(q.seconds for q in PRINT.questions) <= 45 * 60


def test_a_question_is_one_sentence():
    assert [q.id for q in PRINT.questions if len(re.findall(r"[.?!…](?:\s|$)", q.text)) != 1] == []
    assert [q.id for q in PRINT.questions if len(words(q.text)) > 30] == []


def test_what_is_looked_back_on_is_one_of_four_windows():
    window = re.compile(r"depuis (\S+ (?:jours?|semaines?|mois|ans?))\b")
    texts = [t for q in PRINT.questions for t in (q.text, *(c.label for c in getattr(q, "choices", [])))]
    found = {span for text in texts for span in window.findall(text)}
    assert found <= {"30 jours", "six mois", "6 mois", "12 mois", "24 mois", "deux ans"}


# 3. Blueprint


def test_the_whole_form_has_59_questions_and_the_express_form_15():
    assert len(PRINT.questions) == 59
    assert [q.id for q in PRINT.questions if q.core] == [
        *("EQ01", "EQ02", "EQ03"),
        *("FO02", "FO03", "FO07"),
        *("FI01", "FI02", "FI03", "FI06"),
        *("AP01", "AP03", "AP04"),
        *("IA01", "IA02"),
    ]


def test_four_axes_of_the_report_weigh_two_and_the_one_of_the_tool_holds_nobody():
    assert [(d.weight, d.gates) for d in PRINT.dimensions] == [(2, True)] * 4 + [(1, False)]


def test_four_core_questions_weigh_two_and_no_other():
    core = {q.id: q.weight for q in PRINT.questions if q.core}
    assert {name for name, weight in core.items() if weight > 1} == {"FO02", "FO03", "FI02", "AP03"}
    assert set(core.values()) == {1, 2}


def test_thresholds_are_the_same_everywhere():
    assert [LOADED[name].header.scoring.thresholds for name in NAMES] == [[20, 40, 60, 80]] * 2


def test_who_is_asked_first_and_who_last():
    asked = {when: [f.id for f in PRINT.profile if f.asked == when] for when in ("first", "last")}
    assert set(asked["first"]) == {"structure_type", "department", "staff", "public", "l312"}
    assert set(asked["last"]) == {"places", "print_actions", "structure_code", "operator_code"}


def test_the_article_is_asked_only_of_whom_it_may_concern():
    asked = [
        o.id
        for o in PRINT.field["structure_type"].options
        if holds(PRINT.field["l312"].when, {"structure_type": o.id}, {})
    ]
    assert sorted(asked) == sorted(ARTICLE)


def test_the_conditions_to_last_are_statements():
    held = [[(s.question, s.at_least) for s in c.statements] for c in PRINT.header.lasting_conditions]
    assert held == [[("FI01", 2), ("FI02", 2), ("FI03", 2)], [("FO02", 3), ("FO07", 2), ("FO11", 2)]]
    assert LOADED["express-service"].header.lasting_conditions == []


def test_every_report_can_say_that_the_scales_have_not_met_the_field():
    assert "n’ont pas encore été éprouvés sur le terrain" in PRINT.header.source


@pytest.mark.parametrize("name", NAMES)
def test_the_core_can_be_told_in_a_lead_sentence_and_in_easy_words(name):
    core = [q for q in LOADED[name].questions if q.core]
    assert all(q.told for q in core)
    assert name != "print" or all(q.easy for q in core)


@pytest.mark.parametrize("name", ["EQ07", "FI07", "FO13"])
def test_a_question_that_was_boxes_or_is_new_is_a_whole_ladder(name):
    question = PRINT.question[name]
    assert isinstance(question, SingleQuestion)
    assert [c.level for c in question.choices] == [0, 1, 2, 3, 4]


def test_the_rest_of_the_folder_is_whole():
    assert len(PRINT.findings) == 99
    assert "R14" not in {m.id for m in PRINT.landmarks}
    assert len(PRINT.documents.documents) == 12
    assert len(PRINT.words) == 10
    assert PRINT.crosswalk.links == []  # neither manual was opened
    assert PRINT.header.version == "2.1.0"
    assert "## 2.1.0" in (FOLDER / "print" / "CHANGELOG.md").read_text("utf-8")


# 4. What the pages of the report print


@pytest.mark.parametrize("name", NAMES)
def test_each_question_says_whom_to_ask_and_which_fact(name):
    assert [q.id for q in LOADED[name].questions if not (q.ask and q.fact)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_holds_is_told_of_every_question(name):
    mute = {
        q.id: level
        for q in LOADED[name].questions
        for level in possible_levels(q)
        if level >= 3 and level not in q.told
    }
    assert mute == {}


@pytest.mark.parametrize("name", NAMES)
def test_each_action_has_its_words_for_the_year_and_for_a_board(name):
    assert [a.id for a in LOADED[name].actions if not (a.year and a.decision)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_number_or_ticks_aim_at_is_said(name):
    """A told fact would not say how many: « 4 réunions en 12 mois »."""
    questionnaire = LOADED[name]
    mute = [
        (action.id, target.question)
        for action in questionnaire.actions
        for target in action.targets
        if questionnaire.question[target.question].kind != "single" and target.question not in action.aim
    ]
    assert mute == []


def test_a_few_actions_are_for_a_board_to_decide():
    assert 8 <= sum(a.board for a in PRINT.actions) <= 14


def test_the_partner_works_in_the_four_formats_of_the_report_and_one_is_only_named():
    formats = {f.id: f.text for f in PRINT.partner.formats}
    assert list(formats) == ["observation", "co-conception", "co-animation", "posture"]
    assert "sans être décrit" in formats["posture"]


# 5. Actions


def test_there_are_fifty_to_sixty_actions_and_five_at_most_about_ai():
    assert 50 <= len(PRINT.actions) <= 60
    about = [a for a in PRINT.actions if a.targets and all(t.question[:2] == "IA" for t in a.targets)]
    assert len(about) <= 5


def test_print_offers_what_the_report_names():
    offer = {a.id for a in PRINT.actions if a.origin == "print"}
    assert offer >= {
        *("suivre-le-parcours-print", "travailler-la-posture-avec-print"),
        *("formations-complementaires-print", "rejoindre-les-temps-collectifs-de-print"),
        "monter-un-projet-avec-la-boite-a-projets",
    }
    first = next(iter(PRINT.contacts))
    assert all(first in PRINT.action[name].contacts for name in offer)


def test_the_name_of_print_is_not_lent():
    lent = [a.id for a in PRINT.actions if a.origin != "print" and "print" in a.id]
    assert [a for a in lent if "PRINT" in PRINT.action[a].title] == []


def test_the_workshops_reach_three_questions():
    targets = {t.question: t.level for t in PRINT.action["suivre-le-parcours-print"].targets}
    assert targets == {"FO02": 4, "FO08": 2, "AP03": 3}


def test_an_action_asks_ten_days_at_most_of_fifty_people():
    """The electronic record is the one whose size is known, and told."""
    heavy = []
    for action in PRINT.actions:
        people = 50 if action.effort.who == "all" else action.effort.who
        if action.effort.days + action.effort.hours_each * people / 7 > 10:
            heavy.append(action.id)
    assert heavy == ["choisir-un-dossier-informatise"]


# 6. Funding and contacts


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("cnr-ars", {"ehpad", "esat", "sessad", "samsah"}, {"siae", "gem", "mecs", "chrs", "mjpm"}),
        ("carsat", {"residence-autonomie", "sad"}, {"ehpad", "ssiad", "mas", "eam"}),
        ("commission-financeurs", {"ehpad", "sad", "residence-autonomie"}, set()),
    ],
)
def test_a_funding_is_hidden_from_who_cannot_have_it(name, shown, hidden):
    found = types_shown(PRINT.channels[name])
    assert found >= shown
    assert not found & hidden


@pytest.mark.parametrize("name", ["carsat", "commission-financeurs"])
def test_a_funding_for_old_people_is_hidden_from_who_meets_none(name):
    profile = {"structure_type": "sad", "public": ["enfants-handicap"], "staff": 30}
    assert not holds(PRINT.channels[name].when, profile, {})


def test_a_closed_programme_says_so():
    assert PRINT.channels["esms-numerique"].status == "closed"


def test_print_closes_every_page_with_its_address_and_telephone():
    first = next(iter(PRINT.contacts.values()))
    assert "199-201 rue Colbert" in first.address
    assert re.sub(r"\D", "", first.phone) == "0320128343"
    assert first.email == "contact@uriopss-hdf.fr"


# 7. Versions and sources


REWORDED = {"AP05", "AP08", "AP12", "EQ04", "FI11", "FO04", "IA05", "IA10"}
"""Ladders whose words changed and whose levels mean the same."""


@pytest.mark.slow
def test_a_ladder_that_changed_says_so():
    """What answers meant in 1.2.0 is not compared with what they mean now (M12)."""

    def ladders(folder):
        files = sorted((folder / "dimensions").glob("*.yaml"))
        return {
            q["id"]: (int(q.get("scale", 1)), q["kind"], labels(q), q.get("table"))
            for path in files
            for q in yaml.safe_load(path.read_text("utf-8"))["questions"]
        }

    def labels(question):
        return [(c.get("level", c.get("id")), c["label"]) for c in question.get("choices", [])]

    before, after = ladders(FOLDER / "print" / "versions" / "1.2.0"), ladders(FOLDER / "print")
    assert set(before) < set(after)
    same_scale = {name for name in before if before[name][0] == after[name][0]}
    changed = {name for name in before if before[name][1:] != after[name][1:]}
    assert changed & same_scale <= REWORDED


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_a_visit_of_the_content_before_loses_nothing(path):
    """2.1.0 only adds texts: nothing is asked again, and one line says which content reads it."""
    visit = read_visit(path)[0]
    pin = visit.questionnaire.model_copy(update={"version": "2.0.0", "hash": "sha256:" + "0" * 64})
    then = match(visit.model_copy(update={"questionnaire": pin}), PRINT)
    assert (len(then.differences), then.set_aside) == (1, ())
    assert then.given == match(visit, PRINT).given


@pytest.mark.skipif(not REPORT.exists(), reason="the report is not in the project")
def test_what_findings_quote_is_in_the_report():
    def plain(text):
        return re.sub(r"\W+", " ", text.casefold())

    report = plain(REPORT.read_text("utf-8"))
    quoted = [q for f in PRINT.findings.values() for q in re.findall(r"«\s*([^«»]+?)\s*»", f.text)]
    assert quoted
    assert [q for q in quoted if plain(q).strip() not in report] == []
