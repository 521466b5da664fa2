"""The page of a period, in its two editions and its three carriers (bilan).

1. The internal edition tells who was met, what was decided, what moved, and names structures.
2. A class counts distinct structures; a declined action is nowhere; no adviser is named.
3. The shareable edition names nobody and no file, crosses nothing, and tells no evolution under ten.
4. Nobody learns from its page a class of one to four types, whatever indicators were asked for.
5. Every string of the page is in HTML and in Markdown, inert; the same visits give the same bytes.
6. The workbook holds the very cells of the page, and neither an author nor a date of its own.
7. Imagined visits are stamped on the page, in the foot of each sheet, and in each sheet of a workbook.
"""

import datetime
import html
import re
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from followup.met_visits import DAY, PERIOD, activity_of, visited
from followup.test_small_classes import learned, worlds
from helpers import ROOT
from network_sample import strings
from python_calamine import CalamineWorkbook
from report.conftest import HOSTILE
from report.random_visits import answered
from report.test_words import NEVER

from diag.followup.indicators import Indicator, IndicatorFile, read_indicators
from diag.followup.visits_met import COPY, OTHER_FILE, OUTSIDE, Aside, VisitsMet
from diag.report.activity_view import NOT_TOLD, ActivityPage, ActivityTables, activity_lines
from diag.report.activity_workbook import activity_workbook
from diag.report.html_markdown import document_html, document_markdown
from diag.report.report_files import sealed
from diag.visit.visit_copies import next_visit
from diag.visit.visit_model import OwnAction, PlanChoices

TYPES = ("ehpad", "esat", "sad", "siae", "mecs")
PRINT_ACTION = "suivre-le-parcours-print"


def page(questionnaire, visits, shareable=False, asked=None, aside=(), illustrative=""):
    found = VisitsMet(activity_of(questionnaire, visits), tuple(aside), illustrative)
    more = {} if asked is None else {"asked": asked}
    return ActivityPage(found, PERIOD, shareable=shareable, **more).document()


def tables(document):
    """Return the tables of a page by their title, else by the anchor of their part."""
    return {
        table.title or section.anchor: table
        for section in document.sections
        if isinstance(section, ActivityTables)
        for table in (*section.small, *section.wide)
    }


def cells(table):
    """Return the rows of a table: title, then cells."""
    return {row.title or row.quote: row.cells for row in table.rows}


def again(questionnaire, name, **more):
    """Return the visit that follows one a year before, with the same answers."""
    answers = answered(questionnaire, 1).answers
    before = visited(questionnaire, name, datetime.date(2025, 8, 1), answers=answers, **more)
    after = next_visit(before, DAY)
    actions = [one.model_copy(update={"became": "done"}) for one in after.previous.actions]
    previous = after.previous.model_copy(update={"actions": actions})
    return after.model_copy(update={"answers": before.answers, "previous": previous})


def lively_quarter(questionnaire, shareable):
    """Return the page of twelve visits with all that it may hold: targets, files aside, a stamp."""
    asked = read_indicators(ROOT / "examples" / "bilan" / "bilan.yaml", questionnaire)
    aside = [Aside(f"2025/visite-{rank}.yaml", OUTSIDE) for rank in range(9)]
    aside += [Aside("notes-de-l-ete-" * 8 + ".yaml", OTHER_FILE), Aside("v.secours.yaml", COPY)]
    visits = twelve(questionnaire)
    return page(questionnaire, visits, shareable, asked, aside, illustrative="Réponses imaginées.")


@pytest.fixture(scope="module")
def quarter(full):
    return twelve(full)


def twelve(full):
    """Return twelve visits: two types, some decisions, four second visits."""
    plan = PlanChoices(own={"o1": OwnAction(title="Nôtre")})
    kinds = ["ehpad"] * 7 + ["esat"] * 5
    first = [
        visited(
            full,
            f"Structure {rank}",
            structure_type=kind,
            mode=["visite", "distance"][rank % 2],
            actions={PRINT_ACTION: ["keep", "done", "decline"][rank % 3]},
        )
        for rank, kind in enumerate(kinds[:8])
    ]
    following = [
        again(full, f"Suivie {rank}", structure_type=kind, actions={PRINT_ACTION: "keep"})
        for rank, kind in enumerate(kinds[8:])
    ]
    return [first[0].model_copy(update={"plan": plan}), *first[1:], *following]


# 1 and 2


def test_the_internal_edition_counts_structures_by_class(full, quarter):
    found = tables(page(full, quarter))
    assert cells(found["Par type"]) == {"EHPAD": ("7",), "ESAT": ("5",)}
    assert cells(found["Par façon de faire"])["Sur place"] == ("4",)
    assert cells(found["Par visite"]) == {"Première visite": ("8",), "Visite suivante": ("4",)}


def test_actions_are_counted_by_origin_and_state_without_the_declined(full, quarter):
    rows = cells(tables(page(full, quarter))["actions"])
    assert rows["PRINT"] == ("2", "0", "3", "5")
    assert rows["Ajoutées par les structures"] == ("1", "0", "0", "1")
    assert rows["En tout"] == ("3", "0", "3", "6")


def test_what_became_of_past_actions_and_what_moved_are_told(full, quarter):
    found = tables(page(full, quarter))
    assert cells(found["Décidées à la visite d’avant"]) == {"Faites": ("4",)}
    assert cells(found["evolution"])["L’ensemble"][2] == "4"


def test_structures_are_named_at_the_end_of_the_internal_edition(full, quarter):
    rows = cells(tables(page(full, quarter))["une-a-une"])
    assert next(iter(rows)) == "Structure 0"
    assert len(rows) == 12


def test_targets_stand_beside_what_is_counted(full, quarter):
    asked = IndicatorFile(indicators=[Indicator(title="Vues", count="structures", target=40)])
    table = tables(page(full, quarter, asked=asked))["indicateurs"]
    assert table.columns == ("Indicateur", "Compté", "Objectif")
    assert cells(table) == {"Vues": ("12", "40")}


# 3


def test_the_shareable_edition_names_nobody(full, quarter):
    aside = [Aside("confidentiel.yaml", OUTSIDE)]
    document = page(full, quarter, shareable=True, aside=aside)
    told = " ".join(strings(document))
    for name in ("Structure 0", "Suivie", "confidentiel"):
        assert name not in told
    assert cells(tables(document)["de-cote"]) == {"Hors de la période": ("1",)}


def test_the_shareable_edition_joins_small_classes_and_tells_no_small_number(full, quarter):
    visits = [*quarter, visited(full, "Seul", structure_type="mecs"), visited(full, "Vu", structure_type="sad")]
    found = tables(page(full, visits, shareable=True))
    assert cells(found["Par type"]) == {"EHPAD": ("7",), "Autres": ("7",)}
    small = {"1", "2", "3", "4"}
    found.pop("Les axes", None)
    assert [row for table in found.values() for row in table.rows if small & {*row.cells}] == []


def test_an_indicator_of_few_structures_or_of_two_criteria_is_not_told(full, quarter):
    asked = IndicatorFile(
        indicators=[
            Indicator(title="Peu", count="structures", visit="following"),
            Indicator(title="Croisé", count="structures", type=["ehpad"], mode=["visite"]),
            Indicator(title="Permis", count="structures", type=["esat"]),
        ]
    )
    rows = cells(tables(page(full, quarter, shareable=True, asked=asked))["indicateurs"])
    assert rows == {"Peu": (NOT_TOLD,), "Croisé": (NOT_TOLD,), "Permis": ("5",)}


@pytest.mark.slow
@pytest.mark.parametrize(("many", "told"), [(9, False), (10, True)])
def test_an_evolution_is_told_outside_from_ten_structures(full, many, told):
    visits = [again(full, f"S{rank}") for rank in range(many)]
    found = tables(page(full, visits, shareable=True))
    assert ("L’ensemble" in found) == told
    if told:
        assert cells(found["L’ensemble"]) == {"Stable": ("10",)}


@pytest.mark.parametrize("shareable", [False, True])
def test_neither_edition_prints_a_method_word_or_grades_a_person(full, shareable):
    told = " ".join(strings(lively_quarter(full, shareable)))
    assert {why for why, never in NEVER.items() if re.search(never, told, re.IGNORECASE)} == set()


# 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_nobody_learns_a_small_class_from_the_page(full, seed):
    chance = np.random.default_rng(seed)
    structures = int(chance.integers(5, 19))
    kinds = chance.choice(TYPES, structures, p=chance.dirichlet(np.full(len(TYPES), 0.8)))
    visits = [visited(full, f"S{k}", structure_type=str(kind)) for k, kind in enumerate(kinds)]
    asked = [[k for k in TYPES if chance.random() < 0.5] or ["ehpad"] for _ in range(6)]
    indicators = [Indicator(title=f"I{k}", count="structures", type=a) for k, a in enumerate(asked)]
    document = page(full, visits, shareable=True, asked=IndicatorFile(indicators=indicators))
    found = tables(document)
    known = []
    for k, (told,) in enumerate(cells(found["indicateurs"]).values()):
        if told != NOT_TOLD:
            known.append(([kind in asked[k] for kind in TYPES], int(told)))
    labels = {o.label.partition(" (")[0]: o.id for o in full.field["structure_type"].options}
    for title, (told,) in cells(found["Par type"]).items() if "Par type" in found else ():
        if title != "Autres":
            known.append(([kind == labels[title] for kind in TYPES], int(told)))
    assert learned(worlds(len(TYPES), structures), known).size == 0


# 5


def squeeze(text):
    return "".join(text.split())


def text_of(told):
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", told, flags=re.S)))


@pytest.fixture(scope="module", params=["internal", "shareable"])
def hostile(request, full, quarter):
    visits = [*quarter, visited(full, HOSTILE, structure_type="mecs")]
    asked = IndicatorFile(title=HOSTILE, funder=HOSTILE, indicators=[Indicator(title=HOSTILE, count="visits")])
    aside = [Aside(HOSTILE, OUTSIDE)]
    return page(full, visits, request.param == "shareable", asked, aside, illustrative=HOSTILE)


def test_every_string_of_the_view_is_in_html_and_markdown(hostile):
    told = squeeze(text_of(document_html(hostile)))
    plain = squeeze(re.sub(r"\\(.)", r"\1", document_markdown(hostile)).replace("**", ""))
    parts = (hostile.head, hostile.sections, hostile.foot)
    expected = [squeeze(s) for s in strings(parts, lambda _, name: name == "anchor") if s]
    assert [s for s in expected if s not in told] == []
    assert [s for s in expected if s.replace("**", "") not in plain] == []


def test_what_people_typed_stays_text(hostile):
    told, plain = document_html(hostile), document_markdown(hostile)
    assert "<script" not in told
    assert "<script" not in plain.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", plain)


def test_the_same_visits_give_the_same_bytes(full, quarter):
    one, other = page(full, quarter), page(full, quarter)
    assert document_html(one) == document_html(other)
    assert activity_workbook(one) == activity_workbook(other)


def test_lines_of_a_terminal_leave_names_to_the_page(full, quarter):
    told = " ".join(text for _, text in activity_lines(page(full, quarter)))
    assert "Structure 0" not in told
    assert "EHPAD 7" in told


def test_lines_of_a_terminal_tell_a_count_of_none_beside_its_target(full, quarter):
    asked = IndicatorFile(indicators=[Indicator(title="Oise", count="structures", department=["d60"], target=6)])
    assert (1, "Oise : compté 0, objectif 6") in activity_lines(page(full, quarter, asked=asked))


# 6


def sheets_of(data):
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def shown(value):
    return str(int(value)) if isinstance(value, float) else value.lstrip("'")


def test_the_workbook_holds_the_cells_of_the_page(full, quarter):
    document = page(full, quarter)
    found = [*tables(document).values()]
    sheets = sheets_of(activity_workbook(document))
    assert len(sheets) == len(found)
    for table, sheet in zip(found, sheets, strict=True):
        rows = [[shown(cell) for cell in row if cell != ""] for row in sheet]
        for row in table.rows:
            assert [row.title or row.quote, *row.cells] in rows
        assert [*table.columns] in rows


def test_the_workbook_bears_no_author_and_runs_nothing(hostile):
    data = activity_workbook(hostile)
    with ZipFile(BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert "<dc:creator></dc:creator>" in core
        assert "2026-01-01T00:00:00Z" in core
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert archive.comment.decode() == hostile.mark
    assert len(sealed(data, hostile.mark)) == len(data)


# 7


def test_imagined_visits_are_stamped_everywhere(full, quarter):
    document = page(full, quarter, illustrative="Réponses imaginées.")
    assert "données imaginées" in document.running
    assert "Données imaginées" in document_html(document)
    assert "Données imaginées" in document_markdown(document)
    assert any("Données imaginées" in text for _, text in activity_lines(document))
    for sheet in sheets_of(activity_workbook(document)):
        assert any("Données imaginées" in str(row[0]) for row in sheet)
