"""A visit of any released version opens, reports and compares, for ever (tests/visits/README.md).

1. Every released version of every shipped questionnaire has its two visits.
2. Each opens with the content in use: nothing is refused, nothing is lost, what is set aside is told.
3. Saved and read back, it holds every text that it held.
4. It is told to the four readers, and what is private to the adviser alone.
5. It is scored with the content of its time, where nothing is set aside; where the method was
   that of today, as it was then.
6. It opens as the visit of the year after, which recalls what was answered and decided.
7. It compares with the visit of the version in use, with the content of either.
8. Read with a content of before its own, it is told what that one did not have yet.
"""

import datetime
import json
import random

import pytest
import yaml
from helpers import PRINT, ROOT, make_visit

from diag.followup.compared_visits import compare_visits
from diag.one_visit import assess, write_report
from diag.questionnaire.loader import kept_versions, load, load_version, shipped_names
from diag.report.document import READERS
from diag.scoring.assessment import Score, assess_all
from diag.visit.acceptance import adopt, match
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import read_visit, visit_text, write_visit
from diag.visit.visit_model import Answer

FOLDER = ROOT / "tests" / "visits"
FORMS = ("full", "express")
SHIPPED = {name: load(PRINT.parent / name) for name in shipped_names()}
RELEASED = [
    (name, version)
    for name, content in SHIPPED.items()
    for version in [*(path.name for path in kept_versions(content.folder).values()), content.header.version]
]
FILES = sorted(FOLDER.glob("*.yaml"))
each_visit = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
NEXT_YEAR = datetime.date(2028, 10, 3)


def opened(path):
    """Return a visit and the content in use."""
    visit = read_visit(path)[0]
    return visit, SHIPPED[visit.questionnaire.id]


def decided(visit):
    """Return the actions that a visit decided, those that are aside included."""
    aside = (one.id for one in visit.set_aside if one.decision)
    return {*visit.plan.decisions, *visit.plan.own, *aside}


def free_texts(value, name=""):
    """Yield each text that somebody wrote in a file, with its key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from free_texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from free_texts(inner, name)
    elif name in ("note", "private_note", "evidence", "reason", "owner", "why", "role", "opening"):
        yield value


def plain(text):
    return " ".join(text.split())


# 1. Every version


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "version"), RELEASED)
def test_every_released_version_keeps_a_visit_of_each_form(name, version, form):
    path = FOLDER / f"{name}-{version}-{form}.yaml"
    assert path.exists(), f"add {path.relative_to(ROOT)}, as tests/visits/README.md says"
    visit = read_visit(path)[0]
    pin = visit.questionnaire
    assert (pin.id, pin.version, visit.visit.form) == (name, version, form)
    assert pin.hash == load_version(name, version).hash
    assert visit.illustrative


def test_no_visit_is_of_a_version_that_was_never_released():
    assert {p.name for p in FILES} == {f"{n}-{v}-{f}.yaml" for n, v in RELEASED for f in FORMS}


# 2. With the content in use


@each_visit
def test_each_answer_is_read_or_set_aside_and_told(path):
    visit, content = opened(path)
    matched = match(visit, content)
    told = {one.id: one for one in matched.set_aside}
    kept = adopt(visit, content).structure.profile  # a field that a condition hides stays (M2)
    for name, answer in visit.answers.items():
        read = matched.answers.get(name)
        assert (read is not None and read.alone == answer.alone) or told[name].held, name
    for name in visit.structure.profile:
        of_the_visit = name == "visit_mode" and matched.mode is not None
        of_the_visit |= name == "respondent_roles" and bool(matched.respondents)
        assert name in kept or name in told or of_the_visit, name
    for name in visit.plan.decisions:
        assert name in content.action or told[name].held, name
    assert {one.id for one in visit.set_aside} <= {*told, *matched.given, *matched.profile}


@each_visit
def test_what_is_set_aside_is_told_in_its_words(path):
    visit, content = opened(path)
    for one in match(visit, content).set_aside:
        assert one.title or one.id == "EQ99", one.id  # of a draft that was never released
        assert one.why


# 3. In its file


@pytest.mark.slow
@each_visit
def test_every_text_is_still_in_the_file_that_the_program_of_today_writes(path, tmp_path):
    visit, content = opened(path)
    again = read_visit(write_visit(adopt(visit, content), tmp_path / "visite.yaml"))[0]
    before = list(free_texts(yaml.safe_load(path.read_text("utf-8"))))
    after = list(free_texts(yaml.safe_load(visit_text(again))))
    assert sorted(map(plain, after)) == sorted(map(plain, before))
    assert match(again, content).set_aside == match(adopt(again, content), content).set_aside


# 4. The readers


@pytest.mark.slow
@each_visit
def test_it_is_told_to_every_reader(path, tmp_path):
    visit, content = opened(path)
    assessed = assess(visit, content)
    formats = ("html", "md", "json")
    written = write_report(assessed, tmp_path, "visite", formats, READERS)
    assert len(written) == len(READERS) * len(formats)
    notes = list(private(yaml.safe_load(path.read_text("utf-8"))))
    for page in written:
        text = page.read_text("utf-8")
        if page.suffix == ".json":
            assert json.loads(text)
        if "conseiller" not in page.name:
            assert not [note for note in notes if note[:20].replace("'", "’") in text]


def private(value):
    if isinstance(value, dict):
        yield from [value["private_note"]] if "private_note" in value else []
        for inner in value.values():
            yield from private(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from private(inner)


# 5. With the content of its time


@each_visit
def test_with_its_own_content_nothing_is_set_aside_and_it_is_scored(path):
    visit, content = opened(path)
    then = load_version(content, visit.questionnaire.version)
    matched = match(visit, then)
    left = {one.id for one in visit.set_aside}
    assert {one.id for one in matched.set_aside} <= left
    assert matched.differences == ()
    (scored,) = assess_all(then, [matched])
    assert {line.question.id for line in scored.answers} == then.question.keys()
    assert any(isinstance(score, Score) for score in scored.dimensions.values())


def any_value(draw, asked):
    """Return one value that a question or a field of a content admits, of any kind."""
    if asked.kind in ("number", "text"):
        return str(getattr(asked, "minimum", "Un texte")) if asked.kind == "number" else "Un texte"
    listed = getattr(asked, "options", None) or asked.choices
    if asked.kind in ("single", "choice"):
        one = draw.choice(listed)
        return str(getattr(one, "level", getattr(one, "id", "")))
    apart = [one.id for one in listed if not one.exclusive]
    return draw.sample(apart, draw.randint(1, len(apart)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("name", "version"), RELEASED)
def test_whatever_is_answered_in_a_version_that_version_reads_and_none_loses(name, version, seed):
    draw = random.Random(seed)
    then = load_version(name, version)
    answers = {q.id: Answer(value=any_value(draw, q), scale=q.scale, note=q.id) for q in then.questions}
    profile = {field.id: any_value(draw, field) for field in then.profile}
    visit = make_visit(then, answers, profile)
    matched = match(visit, then)
    assert (matched.set_aside, matched.differences) == ((), ())
    assert matched.given.keys() == then.question.keys()
    now = adopt(visit, SHIPPED[name])
    aside = {one.id for one in now.set_aside}
    valued = {q for q, answer in now.answers.items() if answer.status != "missing"}
    assert valued | aside >= answers.keys()
    notes = [text for text in free_texts(yaml.safe_load(visit_text(now))) if text in answers]
    assert sorted(notes) == sorted(answers)  # each once: with its question, or aside


OF_THAT_TIME = {
    "EQ": ("39.6", "47.9"),
    "FO": ("33.9", "33.9"),
    "FI": ("25.0", "25.0"),
    "AP": ("32.7", "40.4"),
    "IA": ("5.0", "15.0"),
}
"""What the program that had the content 2.0.0 gave for its full visit."""


def test_a_visit_of_this_method_has_the_scores_that_it_had():
    visit = read_visit(FOLDER / "print-2.0.0-full.yaml")[0]
    then = load_version("print", "2.0.0")
    (scored,) = assess_all(then, [match(visit, then)])
    told = {name: (str(s.value), str(s.high)) for name, s in scored.dimensions.items()}
    assert told == OF_THAT_TIME


# 6. The year after


@each_visit
def test_the_visit_of_the_year_after_recalls_it(path, tmp_path):
    visit, content = opened(path)
    following = adopt(next_visit(visit, NEXT_YEAR), content)
    again = read_visit(write_visit(following, tmp_path / "suite.yaml"))[0]
    matched, previous = match(again, content), again.previous
    assert (matched.given, previous.date) == ({}, visit.visit.date)
    recalled = {*previous.answers, *(one.id for one in again.set_aside)}
    assert recalled >= visit.answers.keys()
    assert {one.id for one in previous.actions} == decided(visit)
    assert previous.version == visit.questionnaire.version


# 7. Beside another


@pytest.mark.slow
@each_visit
@pytest.mark.parametrize("content", ["now", "then"])
def test_it_compares_with_the_visit_of_the_version_in_use(path, content):
    visit, now = opened(path)
    form, version = visit.visit.form, now.header.version
    latest = read_visit(FOLDER / f"{now.header.id}-{version}-{form}.yaml")[0]
    later = latest.visit.model_copy(update={"date": NEXT_YEAR})
    latest = latest.model_copy(update={"visit": later, "previous": None})
    used = now if content == "now" else load_version(now, visit.questionnaire.version)
    (compared,) = compare_visits(used, [latest, visit])
    assert compared.first.visit == visit
    assert compared.questionnaire.header.version == used.header.version
    assert {one.decided.id for one in compared.actions} == decided(visit)
    assert all(one.title != one.decided.id for one in compared.actions)


# 8. With a content of before


def test_what_a_content_of_before_does_not_have_is_not_yet_there():
    """A content of before reads a visit of today: nothing « n’est plus »."""
    visit = read_visit(FOLDER / "print-2.1.0-full.yaml")[0]
    told = match(visit, load_version("print", "1.2.0")).set_aside
    why = {one.id: one.why for one in told}
    assert why["FO13"] == "n’était pas encore demandé"
    assert why["EQ01"] == "l’échelle n’était pas encore celle-là"
    assert why["rejoindre-les-temps-collectifs-de-print"] == "l’action n’était pas encore proposée"
    titles = {one.id: one.title for one in told}
    assert titles["FO13"] == load(PRINT).question["FO13"].title
