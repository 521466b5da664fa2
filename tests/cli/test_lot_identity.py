"""`diag lot`: whose answer a row is, from the file of any tool to the tables.

1. Every kind of key, spelled as spreadsheets and people spell it, from every kind of file.
2. Without a key a row says that it is one, and a request that needs a key is refused.
3. The headings that people write are known; a column « structure » tells by its cells what it is.
4. A row number is that of the file, for every kind of file.
5. A structure that comes back counts once, by the order of time and never by that of the rows; a name
   that comes back is told.
"""

from functools import partial

import pytest
from cli.lot_export import run_lot

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

#: What may stand between the figures of an official number.
GAPS = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\u200b", "\u200e", "\t", "."]


@pytest.fixture
def lot(diag, tmp_path):
    """Return a function that gives rows to `diag lot`."""
    return partial(run_lot, diag, tmp_path)


# 1. Keys


@pytest.mark.parametrize(
    ("heading", "options", "number"),
    [
        ("N° FINESS", (), "020000045"),
        ("FINESS ET", (), "990000011"),
        ("FINESS", ("--cle", "FINESS"), "2A0000045"),
        ("SIRET", (), "02000000000031"),
        ("Établissement SIRET", (), "99000000000014"),
        ("SIREN", ("--cle", "SIREN"), "020000031"),
    ],
)
def test_an_official_number_is_one_key_however_it_is_spelled(lot, heading, options, number):
    spelled = [f"{number[:3]}{gap}{number[3:6]}{gap}{number[6:]}" for gap in GAPS]
    spelled += [number, f" {number}\u00a0", f"{number}.0", f"{number},00", number.lower()]
    spelled += [number.lstrip("0"), f"{number.lstrip('0')}.0"]
    done = lot([[heading, "MA01"], *([text, "2"] for text in spelled)], *options)
    assert done.code == 1  # they are all the same structure, and no rule was given
    assert [r["structure"] for r in done.table("rejets")] == [number] * len(spelled)
    assert done.structures() == []


def test_numbers_are_keys_from_every_kind_of_file(lot, tmp_path):
    rows = [["FINESS", "MA01"], [990000011, 2], [20000045, 4]]
    for kind in ("csv", "xlsx"):
        done = lot(rows, kind=kind, into=kind)
        assert (done.code, done.structures()) == (0, ["990000011", "020000045"]), kind


def test_an_establishment_is_the_key_and_its_legal_entity_the_organisation(lot):
    rows = [["FINESS EJ", "FINESS ET", "MA01"], ["990000037", "20000045", "2"]]
    (row,) = lot(rows).table("scores")
    assert (row["structure"], row["gestionnaire"]) == ("020000045", "990000037")


@pytest.mark.parametrize(
    ("heading", "options"),
    [
        ("id", ()),
        ("Identifiant", ()),
        ("Code structure", ()),
        ("Nom de la structure", ("--cle", "Nom de la structure")),
        ("Lieu", ("--cle", "#1")),
    ],
)
def test_any_other_key_is_kept_as_it_is(lot, heading, options):
    keys = ["A 1", "É-2", "0012", "12.0", "\u200ea\u202eb"]
    done = lot([[heading, "MA01"], *([f" {key}\u00a0", "2"] for key in keys)], *options)
    assert (done.code, done.structures()) == (0, ["A 1", "É-2", "0012", "12.0", "ab"])


# 2. Without a key


def test_without_a_key_an_identifier_says_that_it_is_a_row(lot):
    done = lot([["Lieu", "MA01"], ["x", "2"], ["x", "4"]])
    assert done.structures() == ["ligne 2", "ligne 3"]
    assert done.journal["fichiers_lus"][0]["identifiant"] is None
    assert "sans identifiant" in done.said()
    done = lot([["Lieu", "MA01"], ["x", "2"]], files=2, into="deux")
    assert done.structures() == ["1:ligne 2", "2:ligne 2"]


@pytest.mark.parametrize(
    ("heading", "cells", "likely"),
    [
        ("Lieu de la visite", "AABB", "peut-être « Lieu de la visite » (colonne 2)"),
        ("Nom de la structure", "ABBB", "peut-être « Nom de la structure » (colonne 2)"),
        ("Où", "ABAB", "peut-être « Où » (colonne 2) ou « Qui » (colonne 3)"),
        ("Lieu", "ABCD", "peut-être « Qui » (colonne 3)"),
    ],
)
@pytest.mark.parametrize("first", ["Remarque", "id"])
def test_respondents_whose_structure_nothing_tells_are_refused(lot, first, heading, cells, likely):
    who = "KKLL"
    rows = [[f"{i}", cell, role, "2"] for i, (cell, role) in enumerate(zip(cells, who, strict=True))]
    done = lot([[first, heading, "Qui", "MA01"], *rows], "--repondants")
    assert done.code == 2
    assert not done.folder.exists()
    assert "--cle" in done.said()
    assert likely in done.said()


def test_respondents_are_merged_under_the_key_that_is_said(lot):
    rows = [["id", "Lieu", "MA01"], ["1", "A", "2"], ["2", "A", "4"], ["3", "B", "0"]]
    done = lot(rows, "--repondants", "--cle", "Lieu")
    assert done.code == 0
    assert [(r["structure"], r["repondants"]) for r in done.table("scores")] == [("A", "2"), ("B", "1")]


def test_one_file_without_a_key_is_enough_to_refuse_respondents(diag, lot, tmp_path):
    (tmp_path / "autre.csv").write_text("Lieu,MA01\nA,2\nA,4\n", "utf-8")
    done = lot([["Code structure", "MA01"], ["A", "2"], ["A", "4"]], tmp_path / "autre.csv", "--repondants")
    assert done.code == 2
    assert "autre.csv" in done.err
    assert "export.csv" not in done.err


# 3. The words of users


@pytest.mark.parametrize(
    ("column", "headings", "cell", "told"),
    [
        ("type", ["type", "Type d’établissement", "Catégorie FINESS"], "EHPAD", "ehpad"),
        ("gestionnaire", ["gestionnaire", "Organisme", "ORGANISME GESTIONNAIRE"], "APF", "APF"),
        ("date", ["Date de la visite", "date de visite", "Date du diagnostic"], "12/03/2026", "2026-03-12"),
        ("nom", ["Structure", "établissement", "Nom de la structure"], "Les Tilleuls", "Les Tilleuls"),
    ],
)
def test_the_headings_that_people_write_are_known(lot, column, headings, cell, told):
    for rank, heading in enumerate(headings):
        done = lot([["Identifiant", heading, "MA01"], ["A1", cell, "2"]], into=f"sortie{rank}")
        (row,) = done.table("scores")
        assert (done.code, row["structure"], row[column]) == (0, "A1", told), heading


@pytest.mark.parametrize(
    ("headings", "cells", "key", "name"),
    [
        (["structure", "établissement"], ["A1", "Les Tilleuls"], "A1", "Les Tilleuls"),
        (["structure", "id"], ["590-1", "7"], "590-1", "590-1"),
        (["structure", "id"], ["Les Tilleuls 2", "7"], "7", "Les Tilleuls 2"),
        (["structure", "rue"], ["Les Tilleuls 2", "x"], "ligne 2", "Les Tilleuls 2"),
        (["structure", "rue"], ["Tilleuls", "x"], "ligne 2", "Tilleuls"),
    ],
)
def test_a_column_structure_is_the_key_where_it_holds_identifiers(lot, headings, cells, key, name):
    (row,) = lot([[*headings, "MA01"], [*cells, "2"]]).table("scores")
    assert (row["structure"], row["nom"]) == (key, name)


def test_a_heading_of_the_questionnaire_goes_before_one_of_use(lot):
    title = "De quel type de structure s'agit-il ?"
    done = lot([["id", "Catégorie FINESS", title, "MA01"], ["1", "SIAE", "EHPAD", "2"]])
    assert done.table("scores")[0]["type"] == "ehpad"


# 4. Row numbers


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_a_reject_bears_the_row_of_its_file(lot, kind):
    rows = [["rue", "MA01", "SA01"]]
    # What moves rows: blank ones, and lines within a cell.
    rows += [["", "", ""], ["a", "2", "ligne\nbrisée"], ["", "", ""], ["", "", ""]]
    rows += [[f"k{row}", f"faux {row}", "2"] for row in range(len(rows) + 1, 15)]
    done = lot(rows, kind=kind, files=2)
    wrong = [r for r in done.table("rejets") if r["valeur"].startswith("faux")]
    assert len({r["fichier"] for r in wrong}) == 2
    assert [f"faux {r['ligne']}" for r in wrong] == [r["valeur"] for r in wrong]


# 5. Structures that come back

TWICE = [
    ["Code structure", "submitdate", "MA01", "SA01"],
    ["S1", "02/04/2026 10:00", "4", "4"],
    ["s1 ", "02/04/2026 9:00", "2", "2"],
    ["Ś1", "01/02/2026 10:00", "0", "0"],
    ["S2", "03/02/2026 10:00", "2", "2"],
]


@pytest.mark.parametrize(("rule", "kept"), [("dernier", "4"), ("premier", "0")])
@pytest.mark.parametrize("turn", [1, -1])
def test_the_answer_that_stays_is_that_of_its_time(lot, rule, kept, turn):
    done = lot([TWICE[0], *TWICE[1:][::turn]], "--doublons", rule)
    told = {row["structure"].casefold()[1:]: row["MA01"] for row in done.table("scores")}
    assert (done.code, told) == (0, {"1": kept, "2": "2"})
    assert done.journal["exclusions_par_motif"] == {"doublon remplacé": 2}
    assert done.journal["doublons_departages"] == []


def test_a_later_answer_that_is_nearly_empty_replaces_nothing_and_is_told(lot):
    full = ["S1", "2026-02-01", "4", "2"]
    rows = [["Code structure", "date", "MA01", "SA01"], full, ["S1", "2026-03-01", "", "2"]]
    done = lot(rows, "--doublons", "dernier")  # half of the answers is enough
    assert [row["MA01"] for row in done.table("scores")] == ["SR"]
    rows = [
        ["Code structure", "date", "MA01", "MA02", "SA01"],
        ["S1", "2026-02-01", "4", "ordinateur", "2"],
        ["S1", "2026-03-01", "", "", "2"],
    ]
    done = lot(rows, "--doublons", "dernier", into="presque-vide")
    assert (done.code, [row["MA01"] for row in done.table("scores")]) == (0, ["4"])
    (line,) = done.table("rejets")
    assert (line["ligne"], line["portee"]) == ("3", "ligne exclue")
    (note,) = done.journal["doublons_departages"]
    assert "S1" in note
    assert "la ligne 3 de export.csv du 2026-03-01 (1 réponse)" in note
    assert "la ligne 2 de export.csv du 2026-02-01 (3 réponses)" in note
    assert "S1 : la ligne 3" in done.said()


def test_rows_without_a_date_follow_each_other_and_it_is_told(lot):
    rows = [["Code structure", "MA01"], ["S1", "4"], ["S1", "2"]]
    done = lot(rows, "--doublons", "dernier")
    assert [row["MA01"] for row in done.table("scores")] == ["2"]
    assert "suit l'ordre des lignes" in done.said()


def test_a_key_is_the_same_in_every_spelling(lot):
    rows = [["Nom", "MA01"], ["ESAT de l’Île", "0"], ["esat  de l'ile ", "2"], ["Autre", "4"]]
    done = lot(rows, "--cle", "Nom")
    assert (done.code, done.structures()) == (1, ["Autre"])
    assert done.journal["rejets_par_motif"] == {"identifiant en double": 2}


@pytest.mark.parametrize("own", [[], ["id"]])  # the number of a tool is no key of a structure
def test_a_name_that_comes_back_without_a_key_is_told(lot, own):
    named = [["Les Tilleuls", "2"], ["LES  TILLEULS", "0"], ["Autre", "4"], ["", "2"], ["", "2"]]
    numbers = [[str(rank)] * len(own) for rank in range(len(named))]
    rows = [
        [*own, "Nom de la structure", "MA01"],
        *([*number, *row] for number, row in zip(numbers, named, strict=True)),
    ]
    done = lot(rows)
    assert (done.code, len(done.structures())) == (1, 5)
    assert done.journal["noms_en_double"] == [
        {"nom": "Les Tilleuls", "colonne": "Nom de la structure", "lignes": [2, 3]}
    ]
    assert "--cle « Nom de la structure »" in done.said()
    settled = lot(rows, "--cle", own[0], into="voulu") if own else None
    assert settled is None or (settled.code, settled.journal["noms_en_double"]) == (0, [])
