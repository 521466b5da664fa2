"""French typography for the page, plain characters for the screen.

1. Sentences are typeset once; twice changes nothing; addresses and codes stay as they are.
2. A screen shows every letter, whatever its encoding.
3. Free text loses what could repaint a terminal, and nothing that can be read.
"""

import datetime
import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.french import NARROW, long_date, typeset
from diag.safe_text import clean
from diag.screen_text import screen

FRENCH = st.text(alphabet="aé'’ .…!?;:%«»0123456789€/-\u00a0\u202f\n", max_size=40)
LETTERS = "aàâäeéèêëiîïoôöuùûüçœæÀÉÈÊÎÔÙÛÇŒÆñß"

# 1. The page


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Qui l'utilise ?", f"Qui l’utilise{NARROW}?"),
        ("Attention : danger !", f"Attention{NARROW}: danger{NARROW}!"),
        ("un ; deux", f"un{NARROW}; deux"),
        ("62 % des postes", f"62{NARROW}% des postes"),
        ("1 500 €", f"1{NARROW}500{NARROW}€"),
        ("12 345 678 lits", f"12{NARROW}345{NARROW}678 lits"),
        ("dire « oui »", f"dire «{NARROW}oui{NARROW}»"),
        ("dire «oui »", f"dire «{NARROW}oui{NARROW}»"),
        ("et ainsi...", "et ainsi…"),
        ("l'«essai »", f"l’«{NARROW}essai{NARROW}»"),
        ("déjà\u00a0: vu", f"déjà{NARROW}: vu"),
        ("depuis 24 mois", "depuis 24 mois"),
        ("en 2025 12 postes", "en 2025 12 postes"),
        ("", ""),
    ],
)
def test_a_sentence_is_typeset(typed, set_):
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a:b?c=d&e=f!",
        "https://example.org/l%20a;v=1",
        "10:30",
        "tapez :q",
        "contact@example.org",
        "C:\\Dossier",
        "--questionnaire print",
        "v1.2.0",
        "tapez :q ou :l",
        "« '' »".replace(" ", NARROW),
    ],
)
def test_what_has_no_french_space_stays_as_it_is(text):
    assert typeset(text) == text


@given(FRENCH)
def test_typesetting_twice_changes_nothing(text):
    once = typeset(text)
    assert typeset(once) == once


@given(st.text(max_size=60))
def test_typesetting_any_text_twice_changes_nothing(text):
    once = typeset(text)
    assert typeset(once) == once


@given(FRENCH)
def test_typesetting_changes_spaces_apostrophes_and_dots_only(text):
    def bare(value):
        kept = value.replace("…", "...").replace("’", "'")
        return "".join(kept.split())

    assert bare(typeset(text)) == bare(text)


# 2. The screen


def test_no_letter_is_lost():
    ligatures = {"œ": "o", "Œ": "O", "æ": "a", "Æ": "A", "ß": "s"}
    for encoding, letter in product(("ascii", "cp850", "cp1252", "latin-1", "utf-8"), LETTERS):
        shown = screen(letter, encoding)
        assert "?" not in shown
        base = unicodedata.normalize("NFKD", letter)[0]
        assert shown == letter or shown[0] == ligatures.get(base, base), (encoding, letter)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", "L'oeuvre coute 3 EUR ; >= 2 -> Etape..."),
        ("cp850", "L'oeuvre coûte 3 EUR ; >= 2 -> Étape..."),
        ("cp1252", "L'œuvre coûte 3 € ; >= 2 -> Étape..."),
        ("utf-8", "L'œuvre coûte 3 € ; ≥ 2 → Étape..."),
    ],
)
def test_a_sentence_on_each_screen(encoding, shown):
    assert screen("L’œuvre coûte 3 € ; ≥ 2 → Étape…", encoding).replace("\u00a0", " ") == shown


def test_a_mark_that_ascii_lacks_is_spelled_out():
    marks = {
        "–": "-", "—": "-", "•": "-", "→": "->", "≥": ">=", "≤": "<=", "“": '"', "”": '"', "€": "EUR",
    }  # fmt: skip
    for mark, plain in marks.items():
        assert screen(f"a {mark} b", "ascii").split() == ["a", plain, "b"]


def test_guillemets_become_quotes_where_they_lack():
    assert screen("dire « oui »", "ascii") == 'dire " oui "'
    assert screen("dire « oui »", "cp850") == "dire «\u00a0oui\u00a0»"


def test_narrow_spaces_and_curly_apostrophes_are_plain_on_every_screen():
    assert screen("l'un : l'autre", "utf-8") == "l'un\u00a0: l'autre"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_screen_can_show_any_text(text):
    for encoding in ("ascii", "cp850", "cp1252", "utf-8"):
        screen(text, encoding).encode(encoding)


@given(st.text(alphabet=LETTERS + "abc xyz", max_size=40))
def test_a_screen_keeps_every_word(text):
    for encoding in ("ascii", "cp850", "cp1252"):
        shown = screen(text, encoding)
        assert "?" not in shown
        assert len(shown.split()) == len(text.split())
        assert len(shown) >= len(text)


def test_other_errors_of_encoding_are_not_hidden():
    with pytest.raises(UnicodeDecodeError):
        b"\xe9".decode("utf-8", "diag.transliterate")


# 3. Free text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  un texte \n", "un texte"),
        ("une\r\nligne\rsuivante", "une\nligne\nsuivante"),
        ("\x1b[31mrouge\x1b[0m", "[31mrouge[0m"),
        ("ce\x00la", "cela"),
        ("droite\u202egauche", "droitegauche"),
        ("\ufeffdébut", "début"),
        ("tabu\tlation", "tabu\tlation"),
        ("e\u0301te\u0301", "été"),
        ("👩‍🦽 emoji", "👩‍🦽 emoji"),
        ("l'heure ...", "l'heure ..."),
    ],
)
def test_free_text_keeps_what_can_be_read(typed, kept):
    assert clean(typed) == kept


@given(st.text(max_size=60))
def test_cleaned_text_has_no_control_character(text):
    kept = clean(text)
    assert not {c for c in kept if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert not set(kept) & set("\u2028\u2029\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069\ufeff")


@given(st.text(alphabet="e\u0301\u0308\x00\x1b \r\n\x85", max_size=12))
def test_cleaning_twice_changes_nothing(text):
    """What is saved is cleaned again when it is read."""
    assert clean(clean(text)) == clean(text)


def test_half_characters_of_a_broken_paste_can_be_saved():
    """A terminal in the wrong encoding hands Python lone surrogates, which no file can hold."""
    assert clean("caf\udcc3\udca9 noir").encode("utf-8") == b"caf noir"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(datetime.date(2026, 3, 1), "1er mars 2026"), (datetime.date(2026, 11, 11), "11 novembre 2026")],
)
def test_dates_are_in_words(day, expected):
    assert long_date(day) == expected
