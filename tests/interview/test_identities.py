"""The structures that a network knows (`--identites`): what is read of them, and what it fills.

1. A type is said by its label, its acronym or the code of its FINESS category; a département by its name or
   number; columns by usual headings, in any order, in any encoding or separator, or in a workbook.
2. What is not understood is told once, at its first line, with how to mend it; the rest of the line is used.
3. A code that is missing, that comes twice or that names the structure is never used.
4. A file without a column of codes, or with two columns for one thing, is refused as a whole.
5. A structure is found by its code, by words of its name, or in the whole list; it may be none of them.
6. What a visit says itself is never replaced, and the difference is told.
"""

import pytest
from helpers import PRINT, make_visit
from interview.scripted import ScriptedFace

from diag.interview.identities import choose_identity, filled, given_by, read_identities, tell_filled
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal

ASKED = load(PRINT)
HEADINGS = "code;nom;type;département;code organisme"


def read(tmp_path, *lines, headings=HEADINGS, encoding="utf-8"):
    path = tmp_path / "reseau.csv"
    path.write_bytes("\r\n".join([headings, *lines]).encode(encoding))
    return read_identities(path, ASKED)


def told(known):
    return [(one.line, one.column, one.code, one.what) for one in known.mistakes]


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("500", "ehpad"),
        ("ehpad", "ehpad"),
        ("Établissement d’hébergement pour personnes âgées dépendantes", "ehpad"),
        ("460", "sad"),
        ("SAAD", "sad"),
        ("437", "eam"),
        ("705", "gem"),
    ],
)
def test_a_type_is_a_label_an_acronym_or_a_finess_category(tmp_path, said, option):
    (one,) = read(tmp_path, f"E1;Les Tilleuls;{said};59;O1").known.values()
    assert one.profile["structure_type"] == option


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_columns_are_found_whatever_the_order_the_encoding_and_the_separator(tmp_path, encoding, separator):
    headings = separator.join(["Département", "Catégorie FINESS", "Code de l’organisme", "NOM", "Code structure"])
    lines = [separator.join(["Aisne", "246", "O7", f"Été n° {n}", f"A{n}"]) for n in range(3)]
    # The typographic apostrophe is in none of the eight-bit pages but Windows’s.
    known = read(tmp_path, *lines, headings=headings, encoding=encoding)
    assert [one.name for one in known.known.values()] == ["Été n° 0", "Été n° 1", "Été n° 2"]
    profile = {"structure_code": "A2", "structure_type": "esat", "department": "d02", "operator_code": "O7"}
    assert known.known["a2"].profile == profile
    assert not known.mistakes


def test_a_workbook_holds_codes_as_numbers(tmp_path):
    import xlsxwriter

    path = tmp_path / "reseau.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS.split(";"))
        sheet.write_row(1, 0, [12, "Les Tilleuls", 500, 2, 3])
    (one,) = read_identities(path, ASKED).known.values()
    profile = {"structure_code": "12", "structure_type": "ehpad", "department": "d02", "operator_code": "3"}
    assert (one.code, one.profile) == ("12", profile)


def test_what_is_not_understood_is_told_once_and_the_rest_of_the_line_is_used(tmp_path):
    known = read(tmp_path, "E1;Un;501;59;O1", "E2;Deux;501;99;O1", "", "E3;Trois;EHPAD;59;O1")
    assert told(known) == [
        (2, 3, "I02", "« 501 » n’est pas compris (type de structure) ; aussi dans 1 autre ligne"),
        (3, 4, "I02", "« 99 » n’est pas compris (département)"),
    ]
    assert known.known["e1"].profile == {"structure_code": "E1", "department": "d59", "operator_code": "O1"}
    assert len(known.known) == 3


@pytest.mark.parametrize("code", ["", "--", "590012345", "FINESS 590 012 345", "a@b.fr", "Les Tilleuls", "x" * 41])
def test_a_code_that_is_missing_or_names_the_structure_is_never_used(tmp_path, code):
    known = read(tmp_path, f"{code};Les Tilleuls;EHPAD;59;O1")
    assert not known.known
    assert [line for line, *_ in told(known)] == [2]


def test_a_code_that_comes_twice_is_nobody_s(tmp_path):
    known = read(tmp_path, "E1;Un;EHPAD;59;O1", "E2;Deux;ESAT;59;O1", "e 1;Trois;ESAT;59;O1")
    assert [*known.known] == ["e2"]
    assert told(known) == [(2, 1, "I02", "plusieurs structures portent le code « E1 » (lignes 2 et 4)")]


def test_an_organisation_named_by_its_official_number_is_left_out(tmp_path):
    known = read(tmp_path, "E1;Un;EHPAD;59;123456782")
    assert "operator_code" not in known.known["e1"].profile
    assert [place for *place, _, _ in told(known)] == [[2, 5]]


@pytest.mark.parametrize(("headings", "code"), [("nom;type", "I01"), ("code;nom;type;catégorie", "I01"), ("", "F02")])
def test_a_file_that_cannot_be_used_is_refused(tmp_path, headings, code):
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, headings=headings)
    assert [one.code for one in refusal.value.mistakes] == [code]


def test_columns_that_say_nothing_of_a_profile_are_named(tmp_path):
    known = read(tmp_path, "E1;Un;1 rue;x@y.fr", headings="code;nom;Adresse;Courriel")
    assert known.unread == ("Adresse", "Courriel")


LINES = ["E1;EHPAD du Parc;500;59;O1", "E12;ESAT du Parc;246;60;O2", "G3;Le Phare;705;62;O3"]


@pytest.mark.parametrize(
    ("script", "code", "shown"),
    [
        (["E1", ""], "E1", [1]),  # a whole code goes before those that begin alike
        (["e 12", "1"], "E12", [1]),
        (["parc", "2"], "E12", [2]),
        (["", "3"], "G3", [3]),
        (["nulle part", "t", "phare", ""], "G3", [0, 1]),
        (["nulle part", "a"], None, [0]),
    ],
)
def test_a_structure_is_found_by_its_code_or_by_words_of_its_name(tmp_path, script, code, shown):
    face = ScriptedFace([*script])
    one = choose_identity(face, read(tmp_path, *LINES), ASKED)
    assert (one and one.code) == code
    assert [len(listing.rows) for listing in face.listings] == shown


def test_what_the_visit_says_is_never_replaced(tmp_path):
    one = read(tmp_path, *LINES).known["e1"]
    visit = make_visit(ASKED, profile={"department": "d80", "structure_code": "E1"}, name="Mon nom")
    told = filled(visit, one, ASKED)
    assert told.structure.name == "Mon nom"
    assert told.structure.profile["department"] == "d80"
    assert told.structure.profile["structure_type"] == "ehpad"
    assert given_by(told, one) == {"structure_code", "structure_type", "operator_code"}
    face = ScriptedFace([])
    tell_filled(face, told, one, ASKED)
    assert "type de structure, EHPAD" in face.told[0]
    assert face.told[1] == "Département : le fichier du réseau dit « Nord (59) » ; la visite garde sa réponse."


def test_a_field_that_the_type_does_not_ask_is_not_filled(tmp_path):
    known = read(tmp_path, "E1;Un;EHPAD;oui", "G1;Deux;GEM;non", headings="code;nom;type;l312")
    empty = make_visit(ASKED, profile={}, name="")
    assert "l312" not in filled(empty, known.known["e1"], ASKED).structure.profile
    assert filled(empty, known.known["g1"], ASKED).structure.profile["l312"] == "non"
