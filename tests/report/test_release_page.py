"""The page of a release, for the network that publishes it.

1. It speaks of the region first: what holds it back, in answers and in tenths.
2. Each published group has its class, its medians and its drawing; a secret one is said so.
3. What is not told, what it is not, how to use it; the facts of the file come last.
4. Inert, offline, well typeset, stamped when the data are invented, always the same.
"""

import html
import re
from dataclasses import replace

import pytest
from benchmark.release_cases import HDF, IDF, cell, regional, release
from network_sample import strings

from diag.benchmark.release import Cell, Quantiles
from diag.french import typeset
from diag.report.html_markdown import render_release_html
from diag.report.position_view import Spread
from diag.report.release_view import build_release_view

HOSTILE = "<script>alert(1)</script> {{7*7}} ../../etc"
CELLS = (
    cell(size="100+"),
    cell((HDF,), "50-99", low=10),
    cell((HDF, "ehpad"), "20-49"),
    cell((HDF, "siae"), "6-9"),
    cell((HDF, "ehpad", "d59"), "10-19", low=30),
)
SHARES = {
    ((HDF,), "MA01"): (3, None, 5, None, 2),
    ((HDF,), "SA01"): (9, 1, 1, 1, 1),
    ((HDF,), "SA02"): (1, 1, 2, 3, 4),
    ((), "MA01"): (8, None, 1, None, 1),
}


def view_of(cells=CELLS, **more):
    return build_release_view(release(cells, **{"shares": SHARES} | more), regional())


def page_of(cells=CELLS, **more):
    return render_release_html(view_of(cells, **more))


def text_of(page):
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "\n", page))


def section(view, title):
    return next(group for group in view.groups if group.title == title)


# 1. What holds the region back


def test_it_speaks_of_the_region_first():
    view = view_of()
    assert [hold.title for hold in view.holds] == [
        "Ce qui retient\u202f: tous types, Hauts-de-France"
    ]
    assert view.headline.startswith("Tous types, Hauts-de-France")
    page = page_of()
    assert page.index("Ce qui retient") < page.index("Le profil") < page.index("Versions")


def test_the_questions_whose_lowest_answers_are_the_most_frequent_come_first():
    rows = view_of().holds[0].rows
    told = {row.title.rpartition("(")[2].rstrip(")"): row for row in rows}
    core = {q.id for q in regional().questions if q.core}
    assert set(told) == core & {"MA01", "SA01", "SA02"}
    lows = [sum(len(f.circles.rstrip("○")) for f in row.facts) for row in rows]
    assert lows == sorted(lows, reverse=True)


def test_a_share_is_said_in_tenths_and_drawn_in_as_many_circles():
    facts = [fact for row in view_of().holds[0].rows for fact in row.facts]
    assert all(len(fact.circles) == 10 for fact in facts)
    for fact in facts:
        full = fact.circles.count("●")
        words = {1: "au plus 1 sur 10", 9: "au moins 9 sur 10"}.get(full, f"{full} sur 10")
        assert fact.share == words
    assert not re.search(r"\d\s*%", text_of(page_of()))


def test_without_shares_it_says_why():
    view = view_of(shares={})
    assert view.holds[0].rows == ()
    assert "Trop peu de structures" in view.holds[0].gloss
    assert "Trop peu de structures" in view.headline


def test_each_region_has_its_own_part():
    cells = (*CELLS, cell((IDF,), "20-49"))
    assert len(view_of(cells).holds) == 2


# 2. Groups


def test_groups_of_one_depth_are_together():
    assert [group.title for group in view_of().groups] == [
        "Par région",
        "Par type, Hauts-de-France",
        "Par type, Île-de-France",
    ]


def test_a_group_has_its_class_its_drawing_and_its_medians():
    (row,) = section(view_of(), "Par région").rows
    assert (row.title, row.size) == (HDF, "50-99")
    assert [c.text for c in row.cells] == ["35", "35", "35"]
    assert (row.spread.box, row.spread.box_span, row.spread.median) == ("20", "30", "35")
    assert len(row.spread.deciles) == 9
    assert row.spread.score == ""


def test_a_secret_group_is_named_as_secret_with_no_number():
    group = section(view_of(), "Par région")
    assert group.secret.startswith("Secret (")
    assert group.secret.endswith("Île-de-France.")


def test_a_secret_measure_is_an_s_never_a_zero():
    partial = Cell.of((HDF,), {"MA": Quantiles("20-49", 40, 30, 50)})
    (row,) = section(view_of((partial,)), "Par région").rows
    assert [c.text for c in row.cells] == ["40", "s", "s"]
    assert row.spread is None


def test_types_are_told_in_each_departement():
    (place,) = view_of().places
    assert [heading.title for heading in place.headings] == ["Nord", "Pas-de-Calais"]
    assert [(row.title, [c.text for c in row.cells]) for row in place.rows] == [
        ("EHPAD", ["55", "s"])
    ]


def test_the_profile_is_that_of_the_region():
    view = view_of()
    assert view.widest.startswith(
        "Tous types, Hauts-de-France\u202f: 50 à 99 structures accompagnées"
    )
    assert [row.title for row in view.measures] == ["Matériel", "Savoirs", "Ensemble"]
    first = view.measures[0]
    assert (first.median, first.middle, first.wide) == ("35", "20 à 50", "15 à 55")
    assert view.measures[2].levels == (
        "au plus 1 sur 10",
        "2 sur 10",
        "4 sur 10",
        "2 sur 10",
        "au plus 1 sur 10",
    )
    assert first.levels == ("s",) * 5


def test_a_release_where_all_is_secret_has_a_page():
    view = view_of((Cell(),), shares={})
    assert view.measures == view.holds == view.places == ()
    assert "0 groupe publié" in text_of(page_of((Cell(),), shares={}))
    assert view.headline.startswith("Trop peu de structures")


# 3. What it is


def test_it_says_when_and_whose_and_under_which_licence():
    view = view_of()
    told = " ".join([*view.meta, *(text for pair in view.facts for text in pair)])
    for said in (
        "22 novembre 2026",
        "mars 2026 à octobre 2026",
        "URIOPSS d’essai",
        "Licence Ouverte",
    ):
        assert said in told


def test_it_says_what_it_protects_and_what_it_does_not():
    view = view_of()
    told = " ".join([*view.withheld, view.sure])
    for said in ("5 structures de 3 organismes", "20 structures de 3", "5 groupes publiés"):
        assert said in told
    assert "peut être connu autrement" in told
    assert "rien ne se déduit" not in text_of(page_of()).casefold()
    assert any("ne forment pas un échantillon" in text for _, text in view.about)


# 4. The page


def test_demonstration_data_are_stamped():
    page = page_of(synthetic=True)
    assert 'class="stamp">Données de démonstration' in page
    words = re.findall(r'role="img" aria-label="([^"]*)"', page)
    assert words
    assert all("données de démonstration" in text for text in words)


def test_real_data_have_no_stamp():
    assert "démonstration" not in text_of(page_of())


def test_the_page_is_inert_and_offline():
    page = page_of(source=HOSTILE)
    assert "<script" not in page
    assert "{{" not in page.replace("{{7*7}}", "")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "default-src 'none'" in page


def test_the_whole_page_prints_without_folding():
    assert "<details" not in page_of()


def test_every_text_is_typeset():
    for text in strings(view_of()):
        assert text == typeset(text), text


def test_the_same_release_gives_the_same_bytes():
    assert page_of() == page_of()


@pytest.mark.parametrize("kind", [Spread])
def test_drawings_have_words(kind):
    spreads = [row.spread for group in view_of().groups for row in group.rows]
    assert all(isinstance(spread, kind) and spread.text for spread in spreads)


def test_an_express_release_says_so():
    told = replace(release(CELLS, shares=SHARES), form="express")
    assert "Forme express" in build_release_view(told, regional()).meta
