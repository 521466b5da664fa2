"""The page of a release, for the network that publishes it.

1. It speaks of the region first: what holds it back, in answers and in tenths, as a network does (M17).
2. Each published group has its class, its medians and its drawing; a secret one is said so.
3. What is not told, what it is not, how to use it; the facts of the file come last.
4. Inert, offline, well typeset, stamped when the data are invented, always the same.
"""

import html
import re
from dataclasses import replace

from benchmark.release_cases import HDF, IDF, cell, regional, release
from network_sample import strings

from diag.benchmark.release import Cell, Quantiles
from diag.french import typeset
from diag.report.html_markdown import document_html
from diag.report.release_view import build_release_document

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


def document_of(cells=CELLS, **more):
    return build_release_document(release(cells, **{"shares": SHARES} | more), regional())


def page_of(cells=CELLS, **more):
    return document_html(document_of(cells, **more))


def text_of(page):
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "\n", page))


def parts(document, name):
    return [section for section in document.sections if section.name == name]


def groups(document, heading):
    return next(p for p in parts(document, "release_groups") if p.heading.startswith(heading))


# 1. What holds the region back


def test_it_speaks_of_the_region_first():
    document = document_of()
    assert [section.name for section in document.sections][:3] == ["lead", "holds", "release_profile"]
    assert document.sections[0].opening.startswith("Tous types, Hauts-de-France")
    (held,) = parts(document, "holds")
    assert held.heading == "Ce qui retient\u202f: tous types, Hauts-de-France"


def test_the_most_frequent_lowest_answers_come_first_in_tenths():
    (held,) = parts(document_of(), "holds")
    assert [line.circles.count("●") for line in held.lines] == [9, 3, 1][: len(held.lines)]
    assert held.lines[0].share == "au moins 9 sur 10"
    assert all(len(line.circles) == 10 for line in held.lines)
    assert not re.search(r"\d\s*%", text_of(page_of()))


def test_without_shares_it_says_why():
    (held,) = parts(document_of(shares={}), "holds")
    assert held.lines == ()
    assert held.caption == "Trop peu de structures pour dire leurs réponses."


def test_each_region_has_its_own_part():
    assert len(parts(document_of((*CELLS, cell((IDF,), "20-49"))), "holds")) == 2


# 2. Groups


def test_groups_of_one_depth_are_together():
    headings = [p.heading for p in parts(document_of(), "release_groups")]
    assert headings == ["Par région", "Par type, Hauts-de-France", "Par type, Île-de-France"]


def test_each_group_has_its_own_class_drawing_and_medians():
    (row,) = groups(document_of(), "Par région").rows
    assert (row.title, row.size) == (HDF, "50-99")
    assert row.cells == ("35", "35", "35")
    assert (row.strip.low_quarter, row.strip.middle_half, row.strip.median) == ("20", "30", "35")
    assert row.strip.dot == ""


def test_each_median_is_in_the_column_of_its_axis():
    own = {m: Quantiles("20-49", 40 + n, 30, 60) for n, m in enumerate(("MA", "SA", "global"))}
    (row,) = groups(document_of((Cell.of((HDF,), own),)), "Par région").rows
    assert row.cells == ("40", "41", "42")


def test_a_secret_group_is_named_as_secret_with_no_number():
    secret = groups(document_of(), "Par région").secret
    assert secret.startswith("Secret (")
    assert secret.endswith("Île-de-France.")


def test_a_secret_measure_is_an_s_never_a_zero():
    partial = Cell.of((HDF,), {"MA": Quantiles("20-49", 40, 30, 50)})
    (row,) = groups(document_of((partial,)), "Par région").rows
    assert row.cells == ("40", "s", "s")
    assert row.strip.median == ""


def test_the_profile_is_that_of_the_region():
    (profile,) = parts(document_of(), "release_profile")
    assert profile.caption.startswith("Tous types, Hauts-de-France\u202f: 50 à 99 structures accompagnées")
    assert [row.title for row in profile.rows] == ["Matériel", "Savoirs", "L’ensemble"]
    first = profile.rows[0]
    assert (first.median, first.middle, first.wide) == ("35", "20 à 50", "15 à 55")
    assert profile.rows[2].levels[:2] == ("au plus 1 sur 10", "2 sur 10")
    assert first.levels == ("s",) * 5


def test_a_release_where_all_is_secret_has_a_page():
    document = document_of((Cell(),), shares={})
    assert not parts(document, "holds") + parts(document, "release_profile")
    assert document.sections[0].opening.startswith("Trop peu de structures")
    assert "0 groupe publié" in text_of(document_html(document))


# 3. What it is


def test_it_says_when_and_whose_and_under_which_licence():
    told = " ".join(strings((document_of().head, document_of().sections)))
    for said in ("22 novembre 2026", "mars 2026 à octobre 2026", "URIOPSS d’essai", "Licence Ouverte"):
        assert said in told


def test_it_says_what_it_protects_and_what_it_does_not():
    told = " ".join(strings(document_of().sections))
    for said in ("5 structures de 3 organismes", "20, de 3 organismes", "5 groupes publiés"):
        assert said in told
    assert "peut être connu autrement" in told
    assert "ne forment pas un échantillon" in told
    assert "rien ne se déduit" not in told.casefold()


def test_the_facts_of_the_file_come_last():
    assert document_of().sections[-1].heading == "Le fichier"


# 4. The page


def test_demonstration_data_are_stamped_on_the_page_and_on_each_sheet():
    document = document_of(synthetic=True)
    assert document.head.stamps[0].startswith("Données de démonstration")
    assert "données de démonstration" in document.running


def test_real_data_have_no_stamp():
    assert "démonstration" not in text_of(page_of())


def test_the_page_is_inert_and_offline():
    page = page_of(source=HOSTILE)
    assert "<script" not in page
    assert "{{" not in page.replace("{{7*7}}", "")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "default-src 'none'" in page


def test_every_text_is_typeset():
    for text in strings(document_of().sections):
        assert text == typeset(text), text


def test_the_same_release_gives_the_same_bytes():
    assert page_of() == page_of()


def test_an_express_release_says_so():
    told = replace(release(CELLS, shares=SHARES), form="express")
    assert "forme express" in build_release_document(told, regional()).head.lines[0]
