"""One spelling for many: what does not count between two texts, and what does."""

import pytest

from diag.export.spelling import is_blank, is_excel_error, is_scientific, normalise, repairs, squeeze


@pytest.mark.parametrize(
    "text",
    [
        "L'accès est-il noté",
        "L’accès est-il noté ?",
        "  l'acces  est-il note\n",
        "L’accès\u00a0est-il noté\u202f?",
        "L’ACCÈS EST‑IL NOTÉ *",
        "L&rsquo;acc&egrave;s est-il not&eacute;",
        "<b>L'accès</b> est-il noté.",
        "L\u2019acce\u0300s est\u2013il note\u0301:",
        "\ufeffL'accès est-il no\u00adté",
    ],
)
def test_dress_does_not_count(text):
    assert normalise(text) == "l'acces est-il note"


@pytest.mark.parametrize(
    ("one", "other"), [("œuvre", "oeuvre"), ("« oui »", '"oui"'), ("Trop : non", "Trop: non"), ("ﬁn", "fin")]
)
def test_two_typings_are_one(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("noté", "notés"), ("2-3", "23"), ("oui/non", "oui non"), ("-1", "1")])
def test_letters_and_inner_marks_count(one, other):
    assert normalise(one) != normalise(other)


def test_markup_escaped_many_times_is_read():
    text = "&" + "amp;" * 40 + "eacute;"
    assert normalise(text) == normalise(normalise(text)) == "e"


def test_squeezing_keeps_letters_and_digits():
    assert squeeze("EQ03[outil-x]") == squeeze("eq03_OutilX") == "eq03outilx"


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u202f\n", "\ufeff"])
def test_blank_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["?", "-", ".", "*", "0"])
def test_a_mark_is_not_blank(text):
    assert not is_blank(text)


def test_errors_and_rounded_numbers_of_a_spreadsheet_are_known():
    assert is_excel_error("#NOM?")
    assert is_excel_error(" #div/0! ")
    assert not is_excel_error("#12")
    assert is_scientific("1,23E+12")
    assert not is_scientific("E12")


def test_spoilt_accents_can_be_repaired():
    assert "nationalité française" in repairs("nationalitÃ© franÃ§aise")
    assert "nationalité française" in repairs("nationalitÈ franÁaise")
    assert not list(repairs("sans accent"))
