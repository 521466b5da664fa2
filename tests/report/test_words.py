"""What shared pages never print, and what they always do (report §6, acceptance 4 and 5).

1. No method word, no rule of the method, no supposed price, no rank of a quarter, no person graded.
2. No decimal but of days, no « 0,0 », no point under 1.
3. An axis that is not evaluated has no dot, no level and no place; no place is given across forms.
4. Every fragile line has a way out.
5. Totals are the sums of their lines.
6. The contact is printed, and so is PRINT: a decision of the board is its own where one is eligible.
7. Guillemets come in pairs.
"""

import re
from decimal import Decimal
from functools import cache

import pytest
from report.carriers import facts
from report.random_visits import random_visit
from report.readings import READINGS, printed, reading

from diag.report.assessed_visit import prepare
from diag.report.document import _VERBATIM, READERS
from diag.report.reader_document import build_document, too_little_known
from diag.scoring.assessment import NotScored

SHARED = tuple(reader for reader in READERS if reader != "conseiller")
NEVER = {
    "method word": r"\bcomplément\b|\bhalo\b|robust|\bcouverture\b|\bpondér|\bpercentile",
    "rule of the method": r"\bM([1-9]|1\d|2[0-5])\b",
    "rank of a quarter": r"\b1(er|ᵉʳ)\b.{0,8}(quart|dixième)|\btrimestre [1-4]\b",
    "person graded": r"\b(mauvais|médiocre|retardataire|incompéten|réfractaire)",
    "zero with a decimal": r"\b0,0",
    "score of nothing": r"à établir.{0,20}\b0 sur 100",
    "point under 1": r"\b0(,\d+)? point|moins d’un point",
    "place in the plan": r"n’entrent pas dans ce calendrier",
}
SUPPOSED = re.compile(r"gratuit|\benviron\b.*€")
DECIMAL = re.compile(r"\d,\d+(?!\s?(j\b|jour))")
DAYS = re.compile(r"([\d\s]+(?:,\d+)?)\s?j")
RANDOM = range(100)


@cache
def cases():
    """Return every shared document, with its name."""
    return [(f"{name}-{reader}", build_document(reading(name), reader)) for name in READINGS for reader in SHARED]


@cache
def random_cases():
    """Return shared documents of random visits: what people typed in them holds none of these words."""
    drawn = {seed: prepare(printed(), random_visit(printed(), seed)) for seed in RANDOM}
    return [
        (f"{seed}-{reader}", build_document(assessed, reader))
        for seed, assessed in drawn.items()
        for reader in SHARED
    ]


def said(document):
    """Yield each text that the tool says, with its place: what people typed is theirs."""
    for place, text in facts(document):
        if place.rpartition(".")[2] not in _VERBATIM:
            yield place, text


def assert_words(documents):
    found = {
        (why, place, match[0], text[max(0, match.start() - 40) : match.end() + 20])
        for _, document in documents
        for place, text in said(document)
        for why, pattern in NEVER.items()
        if (match := re.search(pattern, text, re.IGNORECASE))
    }
    assert found == set()


def assert_integers(documents):
    found = {
        (place, text)
        for _, document in documents
        for place, text in said(document)
        if DECIMAL.search(text) or (place.endswith(".money") and SUPPOSED.search(text))
    }
    assert found == set()


@pytest.mark.slow
def test_shared_pages_never_print_these_words():
    assert_words(cases())


def test_shared_pages_print_no_decimal_but_of_days_and_no_supposed_price():
    assert_integers(cases())


@pytest.mark.slow
def test_nor_do_those_of_random_visits():
    assert_words(random_cases())
    assert_integers(random_cases())


@pytest.mark.parametrize("name", READINGS)
def test_what_is_not_evaluated_has_no_dot_no_level_and_no_place(name):
    assessed = reading(name)
    names = [level.title for level in assessed.questionnaire.header.levels]
    results = [*assessed.assessment.dimensions.values(), assessed.assessment.overall]
    rows = build_document(assessed, "conseil").parts["profile"].rows
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, NotScored):
            assert (row.strip.dot, row.strip.high, row.score) == ("", "", "–")
            assert row.strip.dotted
            assert not any(level in row.level for level in names)
            assert not re.search(r"moitié|quart|dixième", row.place)


def test_no_place_is_given_across_forms():
    rows = build_document(reading("express"), "conseil").parts["profile"].rows
    assert not any(re.search(r"moitié|quart|dixième", row.place) for row in rows)


def assert_a_way_out(documents):
    for name, document in documents:
        if "facts" in document.parts:
            lacking = [x.text for x in document.parts["facts"].fragile if not x.way_out]
            assert (name, lacking) == (name, [])


def test_every_fragile_line_has_a_way_out():
    assert_a_way_out(cases())


@pytest.mark.slow
def test_so_has_that_of_a_random_visit():
    assert_a_way_out(random_cases())


def days_of(text):
    """Return the days that a text tells; 0 where it tells none."""
    found = DAYS.search(text)
    return Decimal("".join(found[1].split()).replace(",", ".")) if found else Decimal(0)


def assert_sums(documents):
    for name, document in documents:
        for part in ("decisions", "year"):
            told = document.parts.get(part)
            if told and told.rows:
                total = sum((days_of(row.days) for row in told.rows), Decimal(0))
                assert (name, part, days_of(told.days)) == (name, part, total)


def test_totals_are_the_sums_of_their_lines():
    assert_sums(cases())


@pytest.mark.slow
def test_so_are_those_of_random_visits():
    assert_sums(random_cases())


@pytest.mark.parametrize("reader", SHARED)
@pytest.mark.parametrize("name", READINGS)
def test_the_contact_and_the_partner_are_printed(name, reader):
    assessed = reading(name)
    document = build_document(assessed, reader)
    told = " ".join(text for _, text in facts(document))
    assert "PRINT" in told
    assert re.search(r"[\w.-]+@[\w.-]+", told)
    if reader == "conseil" and not too_little_known(assessed):
        offered = [one for one in assessed.plan.priorities if one.action.origin == "print"]
        tagged = [row for row in document.parts["decisions"].rows if row.tag]
        assert bool(tagged) == bool(offered)


def test_guillemets_come_in_pairs():
    for name, document in cases():
        for place, text in said(document):
            assert (name, place, text.count("«")) == (name, place, text.count("»")), text
