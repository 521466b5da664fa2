"""The page of a release, for the network that publishes it.

1. What it is, of when, whose, under which licence; demonstration data are stamped.
2. Each published group has its class, its medians and its drawing; a secret one is said so.
3. Levels and answers are drawn in proportion, and said.
4. Inert, offline, well typeset, always the same.
"""

import html
import re

import pytest
from benchmark.release_cases import HDF, cell, regional, release, secret
from network_sample import strings

from diag.benchmark.release import Quantiles
from diag.report.html_markdown import render_release_html
from diag.report.network_view import Cell, Stack
from diag.report.position_view import Spread
from diag.report.release_view import GroupSection, build_release_view

HOSTILE = "<script>alert(1)</script> {{7*7}} ../../etc"
CELLS = (
    cell(size="100+"),
    cell((HDF, "", "", "")),
    cell((HDF, "d59", "", ""), "50-99", low=10),
    secret((HDF, "d62", "", "")),
    cell((HDF, "", "ehpad", ""), "5-9"),
    cell((HDF, "", "", "t1"), "20-49"),
    cell((HDF, "d59", "ehpad", ""), "10-19"),
    secret((HDF, "d59", "siae", "")),
    cell((HDF, "", "ehpad", "t1"), "10-19"),
)


def view_of(cells=CELLS, **more):
    return build_release_view(release(cells, **more), regional())


def page_of(cells=CELLS, **more):
    return render_release_html(view_of(cells, **more))


def text_of(page):
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "\n", page))


def section(view, title):
    return next(group for group in view.groups if group.title == title)


# 1. What it is


def test_it_says_when_whose_and_under_which_licence():
    meta = " ".join(view_of().meta)
    for said in (
        "22 novembre 2026",
        "mars 2026 à octobre 2026",
        "URIOPSS d’essai",
        "Licence Ouverte",
    ):
        assert said in meta


def test_it_says_that_structures_are_no_sample():
    assert any("ne forment pas un échantillon" in text for _, text in view_of().about)


def test_it_says_how_structures_are_protected_with_the_numbers_of_the_rules():
    told = " ".join(text for _, text in view_of().protection)
    for said in ("5 structures", "3 organismes", "85\u202f%", "11 structures"):
        assert said in told


def test_it_counts_published_and_secret_groups():
    assert view_of().headline.startswith("7 groupes publiés, 2 groupes gardés secrets")


def test_demonstration_data_are_stamped():
    page = page_of(synthetic=True)
    assert 'class="stamp">Données de démonstration' in page
    words = re.findall(r'role="img" aria-label="([^"]*)"', page)
    assert words
    assert all("données de démonstration" in text for text in words)


def test_real_data_have_no_stamp():
    assert "démonstration" not in text_of(page_of())


# 2. Groups


def test_groups_crossed_alike_are_together():
    assert [(group.title, group.folded) for group in view_of().groups] == [
        ("Par région", False),
        ("Par département", False),
        ("Par type", False),
        ("Par taille", False),
        ("Nord (59)\u202f: par type", True),
        ("Moins de 20 professionnels\u202f: par type", True),
    ]


def test_a_group_has_its_class_its_drawing_and_its_medians():
    (row,) = section(view_of(), "Par département").rows
    assert (row.title, row.size) == ("Nord (59)", "50-99")
    assert [c.text for c in row.cells] == ["35", "35", "35"]
    assert (row.spread.box, row.spread.box_span, row.spread.median) == ("20", "30", "35")
    assert len(row.spread.deciles) == 9
    assert row.spread.score == ""


def test_a_secret_group_is_named_as_secret_with_no_number():
    group = section(view_of(), "Par département")
    assert group.secret.startswith("«\u202fs\u202f», secret")
    assert group.secret.endswith("Pas-de-Calais (62).")
    assert [row.title for row in group.rows] == ["Nord (59)"]


def test_a_secret_measure_is_an_s_never_a_zero():
    own = cell((HDF, "", "", ""))
    partial = type(own)(HDF, "", "", "", "20-49", False, {"MA": Quantiles(40, 30, 50)})
    (row,) = section(view_of((partial,)), "Par région").rows
    assert [c.text for c in row.cells] == ["40", "s", "s"]
    assert row.spread is None


def test_scores_are_those_of_the_widest_group():
    view = view_of()
    assert view.widest.startswith("Tous types, toutes régions\u202f: 100 structures accompagnées")
    assert [row.title for row in view.measures] == ["Matériel", "Savoirs", "Ensemble"]
    assert (view.measures[0].median, view.measures[0].middle, view.measures[0].wide) == (
        "45",
        "30 à 60",
        "25 à 65",
    )


def test_a_release_where_all_is_secret_has_a_page():
    view = view_of((secret(("", "", "", "")),))
    assert view.measures == view.levels == view.questions == ()
    assert "0 groupe publié" in text_of(page_of((secret(("", "", "", "")),)))


# 3. Levels and answers


def test_levels_are_told_by_axis():
    told = {row.title: row.cells for row in view_of().levels}
    assert told["Ensemble"] == ("10\u202f%", "20\u202f%", "40\u202f%", "20\u202f%", "10\u202f%")
    assert told["Matériel"] == ("s",) * 5


def test_answers_are_told_question_by_question():
    axis = view_of().questions[0]
    row = axis.rows[0]
    assert (axis.title, row.title) == ("Matériel", "Postes (MA01)")
    assert row.cells == tuple(f"{part}\u202f%" for part in (20, 0, 50, 0, 25, 5))


def test_the_words_of_a_drawing_say_its_shares():
    words = view_of().questions[0].rows[0].stack.text.replace("\u202f", " ")
    told = "niveau 0 : 20 % ; niveau 2 : 50 % ; niveau 4 : 25 % ; ne sait pas : 5 %"
    assert words == f"Postes (MA01) : {told}"


def test_secret_answers_are_an_s():
    assert view_of().questions[0].rows[1].cells == ("s",) * 6


def test_rounded_shares_are_drawn_within_the_bar():
    shares = {(("", "", "", ""), "MA01"): (33, 33, 33, None, None, 0)}
    drawn = view_of(shares=shares).questions[0].rows[0].stack
    assert [float(s.start) for s in drawn.segments] == pytest.approx([0, 33.33, 66.67])
    assert sum(float(s.span) for s in drawn.segments) == pytest.approx(100, abs=0.05)


def test_without_shares_there_is_no_section_of_answers():
    assert view_of(shares={}).questions == ()
    assert "Question par question" not in page_of(shares={})


# 4. The page


def told_elsewhere(part, name):
    """Tell whether a field is drawn, or says a drawing."""
    folded = isinstance(part, GroupSection) and name == "folded"
    return folded or isinstance(part, Spread | Stack) or (type(part), name) == (Cell, "shade")


def test_every_string_of_the_view_is_in_the_page():
    view = view_of(synthetic=True)
    page = "".join(text_of(render_release_html(view)).split())
    expected = ["".join(s.split()) for s in strings(view, told_elsewhere) if s]
    assert len(expected) > 60
    assert [s for s in expected if s not in page] == []


def test_it_needs_no_network_and_no_script():
    page = page_of()
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert not re.search(r"url\(|@import", page)
    assert not re.search(r'(href|src)="(?!#)', page)
    assert "Content-Security-Policy" in page


def test_what_comes_from_outside_stays_text():
    page = page_of(source=HOSTILE)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_typography():
    text = text_of(page_of(synthetic=True))
    assert re.findall(r".{0,20} [;:!?%»](?!\S)", text) == []
    assert re.findall(r"« .{0,20}", text) == []
    assert "'" not in text


def test_the_same_release_gives_the_same_bytes():
    assert page_of() == page_of(tuple(reversed(CELLS)))
