"""`diag evolution` (M12).

1. Visits are told on the screen in the order of their dates, whatever the order of the arguments.
2. `--selon` reads them all with the content of the time of one of them.
3. Pages are written beside the last visit, or in --sortie, for each reader and format asked for.
4. What was declined is on the adviser's page alone, which is for its owner alone; no private note is.
5. A file that somebody wrote, or that was edited, is never replaced.
6. Bad data: every file that cannot be read is named, exit 1. Bad usage: exit 2.
"""

import datetime
import json
import os
import re
import shutil

import jsonschema
import pytest
from helpers import MINI, ROOT, make_visit, mini

from diag.questionnaire.loader import load
from diag.report.evolution_json import render_evolution_schema
from diag.safe_text import CONTROL
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import write_visit
from diag.visit.visit_model import Answer, Decision, OwnAction, PlanChoices

MINI_LOADED = mini()
VISITS = ROOT / "tests" / "visits"
SCHEMA = ROOT / "report_templates" / "evolution.schema.json"
BEFORE = {"MA01": 1, "MA02": ["console"], "MA03": "6", "SA01": 2, "SA02": 0}
CANARY = "Zzcanari"
PLAN = PlanChoices(
    decisions={
        "equiper": Decision(owner="Direction"),
        "former": Decision(choice="decline", note=f"{CANARY} trop cher"),
    },
    own={"o1": OwnAction(title=f"Écartée {CANARY}", choice="decline")},
)


@pytest.fixture
def visits(tmp_path):
    """Return three visits of three years, each of which recalls the one before."""
    day = datetime.date(2025, 11, 3)
    secret = Answer(value="1", private_note=CANARY)
    first = make_visit(MINI_LOADED, BEFORE | {"MA01": secret}, date=day, finished=True, plan=PLAN)
    years = [first]
    for level in (2, 4):
        day = day.replace(year=day.year + 1)
        given = make_visit(MINI_LOADED, BEFORE | {"MA01": level}, date=day, finished=True)
        update = {"answers": given.answers, "visit": given.visit}
        years.append(next_visit(years[-1], day).model_copy(update=update))
    return [write_visit(v, tmp_path / f"v{n}.yaml") for n, v in enumerate(years, 1)]


@pytest.fixture
def evolution(diag, visits):
    """Return a function that compares the visits of these ranks, 1 to 3."""
    return lambda *ranks, **more: diag(
        "evolution",
        *(visits[one - 1] if isinstance(one, int) else one for one in ranks),
        "--questionnaire",
        MINI,
        **more,
    )


# 1. The screen


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_visits_are_told_in_the_order_of_their_dates(evolution, order):
    done = evolution(*order)
    assert (done.code, done.err) == (0, "")
    assert "Les Tilleuls, du 3 novembre 2025 au 3 novembre 2026" in done.out
    assert "Postes 1 → 2" in done.out
    assert "écartée" in done.out  # the screen is the adviser's


def test_of_three_the_last_is_then_compared_with_the_first(evolution):
    out = evolution(3, 1, 2).out
    told = [line for line in out.splitlines() if line.startswith("Les Tilleuls")]
    years = [line[-40:].split("novembre ")[1:] for line in told]
    assert [(one[:4], other[:4]) for one, other in years] == [("2025", "2026"), ("2026", "2027"), ("2025", "2027")]


def test_nothing_but_the_screen_is_written(evolution, tmp_path):
    evolution(1, 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["v1.yaml", "v2.yaml", "v3.yaml"]


def test_a_terminal_of_another_encoding_is_told_the_same(evolution):
    out = evolution(1, 2, encoding="cp850").out
    assert "Postes 1 -> 2" in out


def test_hostile_names_stay_inert(diag, tmp_path):
    for year, name in ((2025, "\x1b[31m<script>"), (2026, "=cmd()\u202e ../../x")):
        day = datetime.date(year, 1, 1)
        visit = make_visit(MINI_LOADED, BEFORE, date=day, name=name)
        write_visit(visit, tmp_path / f"a{year}.yaml")
    options = ("--questionnaire", MINI, "--format", "html,md,json", "--lecteur", "tous")
    done = diag("evolution", "a2025.yaml", "a2026.yaml", *options)
    assert done.code == 0
    for path in tmp_path.glob("evolution-*"):
        text = path.read_text("utf-8")
        assert not re.search(CONTROL, text)
        assert "<script>" not in text or path.suffix == ".json"
    assert "\x1b" not in done.out


# 2. Of another version


@pytest.mark.slow
def test_the_visits_of_two_versions_are_read_with_the_content_in_use(diag):
    pair = (VISITS / "print-2.0.0-full.yaml", VISITS / "print-2.1.0-full.yaml")
    out = " ".join(diag("evolution", *pair).out.split())
    now = load(ROOT / "questionnaires" / "print").header.version
    assert f"les deux sont lues avec la {now}" in out
    assert "mis de côté, n'est plus demandé" in out


def test_selon_reads_them_with_the_content_of_one(diag):
    old, new = VISITS / "print-2.0.0-full.yaml", VISITS / "print-2.1.0-full.yaml"
    done = diag("evolution", new, old, "--selon", old)
    assert done.code == 0
    assert "les deux sont lues avec la 2.0.0" in " ".join(done.out.split())


def test_selon_names_one_of_the_visits(evolution, visits):
    done = evolution(1, 2, "--selon", visits[2])
    assert done.code == 2
    assert "l'une des visites à comparer" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("form", ["full", "express"])
@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.2.0", "2.0.0"])
def test_a_visit_of_any_version_makes_every_page(diag, tmp_path, version, form):
    pair = (VISITS / f"print-{version}-{form}.yaml", VISITS / "print-2.1.0-full.yaml")
    for like in ((), ("--selon", pair[0])):
        folder = tmp_path / ("selon" if like else "now")
        options = ("--format", "html,md,json", "--sortie", folder, "--lecteur", "tous")
        assert diag("evolution", *pair, *like, *options).code == 0
        assert len(list(folder.iterdir())) == 6


# 3. Pages


def test_pages_stand_beside_the_last_visit(evolution, tmp_path):
    done = evolution(1, 3, "--format", "html,md,json")
    assert done.code == 0
    written = {p.name for p in tmp_path.glob("evolution-*")}
    assert written == {f"evolution-v3-direction.{kind}" for kind in ("html", "md", "json")}
    assert all(str(tmp_path / name) in done.out for name in written)


def test_a_folder_alone_asks_for_the_page(evolution, tmp_path):
    evolution(1, 2, "--sortie", tmp_path / "a" / "b")
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == ["evolution-v2-direction.html"]


def test_the_same_visits_give_the_same_bytes(evolution, tmp_path):
    pages = []
    for order in ((1, 2), (2, 1)):
        evolution(*order, "--format", "html,md,json", "--lecteur", "tous", "--sortie", "out")
        pages.append({p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()})
    assert pages[0] == pages[1]


def test_the_schema_is_generated_from_the_models():
    assert SCHEMA.read_text("utf-8") == render_evolution_schema()


@pytest.mark.parametrize("ranks", [(1, 2), (1, 2, 3)])
def test_the_json_follows_its_schema_and_holds_the_figures(evolution, tmp_path, ranks):
    evolution(*ranks, "--format", "json")
    data = json.loads((tmp_path / f"evolution-v{ranks[-1]}-direction.json").read_text("utf-8"))
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    first = data["comparisons"][0]
    assert first["changed"] == [{"question": "MA01", "first": 1, "second": 2}]
    assert first["dimensions"]["MA"]["questions"] == 3
    assert [one["id"] for one in first["actions"]] == ["equiper"]
    assert len(data["document"]["sections"]) == len(data["comparisons"]) + 1


# 4. Confidentiality


def test_what_was_declined_is_on_the_page_of_the_adviser_alone(evolution, tmp_path):
    evolution(1, 2, "--format", "html,md,json", "--lecteur", "tous")
    for path in tmp_path.glob("evolution-*"):
        text = path.read_text("utf-8")
        adviser = "conseiller" in path.name
        assert (f"Écartée {CANARY}" in text.replace("&nbsp;", " ")) == adviser
        assert text.count(CANARY) == 0 or adviser
        assert (path.stat().st_mode & 0o077 == 0) == adviser or os.name == "nt"


# 5. Files


def test_a_page_is_replaced_by_its_next_edition_and_never_once_edited(evolution, tmp_path):
    page = tmp_path / "evolution-v2-direction.md"
    assert evolution(1, 2, "--format", "md").code == 0
    assert evolution(1, 2, "--format", "md").code == 0
    page.write_text(page.read_text("utf-8") + "à moi\n", "utf-8")
    done = evolution(1, 2, "--format", "md,html")
    assert done.code == 1
    assert "modifié" in done.err
    assert "à moi" in page.read_text("utf-8")
    assert not page.with_suffix(".html").exists()


def test_the_page_of_other_visits_is_not_replaced(evolution, tmp_path):
    evolution(1, 3, "--format", "md")
    assert evolution(2, 3, "--format", "md").code == 1


# 6. Refusals


def test_every_file_that_cannot_be_read_is_named(evolution, tmp_path):
    (tmp_path / "vide.yaml").write_text("", "utf-8")
    (tmp_path / "faux.yaml").write_text("a: [", "utf-8")
    done = evolution(1, tmp_path / "vide.yaml", tmp_path / "faux.yaml")
    assert (done.code, done.out) == (1, "")
    assert "vide.yaml" in done.err
    assert "faux.yaml" in done.err


def test_two_questionnaires_are_refused(diag):
    pair = (VISITS / "print-2.0.0-full.yaml", VISITS / "express-service-2.0.0-full.yaml")
    done = diag("evolution", *pair)
    assert done.code == 1
    assert "d'un même questionnaire : ici, express-service et print" in " ".join(
        done.err.replace("\u202f", " ").split()
    )


@pytest.mark.parametrize("ranks", [(), (1,), (1, 1)])
def test_two_visits_are_needed(evolution, ranks):
    assert evolution(*ranks).code == 2


def test_a_copy_of_a_visit_is_no_second_visit(evolution, visits, tmp_path):
    shutil.copy(visits[0], tmp_path / "copie.yaml")
    done = evolution(1, tmp_path / "copie.yaml")
    assert done.code == 2
    assert "la même visite" in done.err
