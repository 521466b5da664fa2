"""Header rows: how many, and what they name.

1. Each survey tool is recognised by its own columns, with the header rows it writes.
2. A heading above a block goes as far as the answers are those of the block.
3. Rows that no tool signs are told from answers by the answers.
4. The user decides when they say so.
"""

import pytest
from export.reading_tools import read, read_bytes, text_of
from hypothesis import given
from hypothesis import strategies as st

from diag.export.layout import Overrides
from diag.questionnaire.mistakes import Refusal

FRAMAFORMS = [
    ["Enquête 2026", "", "", "", "", "", "", "", "", ""],
    ["Détails de la soumission", "", "", "Quels outils ?", "", "", "", "Votre avis", "", ""],
    ["Séquentiel", "SID", "Brouillon", "Tableur", "Messagerie", "Autre…", "Pourquoi ?", "Prix", "Délai", "Ville"],
    ["1", "11", "0", "X", "", "", "Pour voir", "Bon", "Moyen", "Lille"],
    ["2", "12", "0", "", "X", "Logiciel maison", "Parce que", "Mauvais", "Bon", "Arras"],
    ["3", "13", "0", "X", "X", "", "", "Bon", "Bon", "Lille"],
]
GROUPED = [
    ("", "Séquentiel"),
    ("", "SID"),
    ("", "Brouillon"),
    ("Quels outils ?", "Tableur"),
    ("Quels outils ?", "Messagerie"),
    ("Quels outils ?", "Autre…"),
    ("", "Pourquoi ?"),
    ("Votre avis", "Prix"),
    ("Votre avis", "Délai"),
    ("", "Ville"),
]
KEYS = [["webform_serial", "webform_sid", "webform_draft", *FRAMAFORMS[2][3:]]]
IMPORT = '{"ImportId":"QID%d"}'
MONKEY = [
    ["Respondent ID", "Collector ID", "Êtes-vous équipé ?", "Quels outils ?", "", "", "Une note", ""],
    ["", "", "Réponse", "Tableur", "Messagerie", "Autre (veuillez préciser)", "Prix", "Délai"],
    ["101", "7", "Oui", "Tableur", "", "Maison", "3", "4"],
    ["102", "7", "Non", "", "Messagerie", "", "2", "1"],
]
EXPORTS = {
    "framaforms": (FRAMAFORMS, 3),
    "framaforms without its title": (FRAMAFORMS[1:], 2),
    "framaforms with keys": ([FRAMAFORMS[0], ["submission_details", *FRAMAFORMS[1][1:]], *KEYS, *FRAMAFORMS[3:]], 3),
    "framaforms, recent": ([["Numéro de série", "ID de soumission", "Brouillon", "Q"], ["1", "2", "0", "Oui"]], 1),
    "limesurvey": (
        [["id", "submitdate", "lastpage", "startlanguage", "Q1", "Q2[SQ001]"], ["1", "", "2", "fr", "A1", "Y"]],
        1,
    ),
    "limesurvey in words": (
        [["ID de la réponse", "Date de soumission", "Dernière page", "Êtes-vous… ?"], ["1", "", "2", "Oui"]],
        1,
    ),
    "limesurvey VV": (
        [["Réponse", "Envoi", "Page", "Avez-vous… ?"], ["id", "submitdate", "lastpage", "Q1"], ["1", "", "2", "A1"]],
        2,
    ),
    "kobo": ([["start", "Avez-vous", "_id", "_uuid", "_index"], ["x", "1", "2", "3", "4"]], 1),
    "google_forms": ([["Horodateur", "Q [a]", "Q [b]"], ["25/10/2026 14:55:21", "1", "2"]], 1),
    "ms_forms": (
        [["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Q"], ["1", "a", "b", "anonymous", "d"]],
        1,
    ),
    "surveymonkey": (MONKEY, 2),
    "surveymonkey in one row": ([["RespondentID", "Q1"], ["101", "Oui"]], 1),
    "qualtrics": (
        [
            ["StartDate", "Status", "Progress", "Q1"],
            ["Début", "État", "Avancée", "Un texte"],
            [IMPORT % i for i in range(4)],
            ["2026-01-01", "0", "100", "1"],
        ],
        3,
    ),
    "qualtrics without its third row": (
        [
            ["StartDate", "Status", "Progress", "Q1"],
            ["Début", "État", "Avancée", "Un texte"],
            ["2026-01-01", "0", "100", "1"],
        ],
        2,
    ),
    "qualtrics in one row": ([["StartDate", "Status", "Progress", "Q1"], ["2026-01-01", "0", "100", "1"]], 1),
    "typeform": ([["#", "Q1", "Start Date (UTC)", "Submit Date (UTC)"], ["x", "Oui", "2026-01-01", "2026-01-02"]], 1),
    "typeform with groups": (
        [
            ["", "Quels outils ?", "", ""],
            ["#", "Tableur", "Messagerie", "Votre ville ?"],
            ["x", "Tableur", "", "Lille"],
            ["y", "", "Messagerie", "Arras"],
        ],
        2,
    ),
    "tally": ([["Submission ID", "Submitted at", "Q", "Q (a)"], ["x", "10-19-24", "a", "TRUE"]], 1),
    "sphinx": ([["CLE", "DATE_SAISIE", "PROGRESSION", "Outils_1", "Outils_2"], ["1", "x", "Terminé", "a", "b"]], 1),
    "demarches": (
        [
            ["ID", "Email", "FranceConnect ?", "État du dossier", "Déposé le", "Q"],
            ["1", "a@b.c", "true", "Accepté", "x", "Oui"],
        ],
        1,
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_tool_is_recognised(name, delimiter, tmp_path):
    rows, header_rows = EXPORTS[name]
    table = read_bytes(tmp_path, text_of(rows, delimiter).encode())
    assert table.layout.tool == name.split(",")[0].split(" ")[0]
    assert table.layout.header_rows == header_rows
    assert table.rows == rows[header_rows:]
    assert table.lines[0] == header_rows + 1


@pytest.mark.parametrize("name", ["framaforms", "framaforms without its title"])
def test_blocks_of_framaforms_end_where_answers_change(name, tmp_path):
    table = read_bytes(tmp_path, text_of(EXPORTS[name][0]).encode("utf-16"), name="export.xls")
    assert table.names == GROUPED
    assert "n’est pas un classeur" in table.layout.notes[0]


def test_boxes_that_nobody_ticked_stay_in_their_block(tmp_path):
    rows = [
        ["T", "", "", "", "", ""],
        ["Détails de la soumission", "", "Quels outils ?", "", "", ""],
        ["Séquentiel", "SID", "A", "B", "C", "Ville"],
        ["1", "11", "", "X", "", "Lille"],
        ["2", "12", "", "X", "", "Arras"],
    ]
    table = read_bytes(tmp_path, text_of(rows).encode())
    assert [group for group, _ in table.names] == ["", "", *["Quels outils ?"] * 3, ""]


def test_a_question_after_a_grid_stands_alone_though_it_has_the_same_answers(tmp_path):
    rows = [
        ["T", "", "", "", "", ""],
        ["Détails de la soumission", "", "Avez-vous…", "", "", ""],
        ["Séquentiel", "SID", "un réseau", "un serveur", "Avez-vous un référent ?", "Pourquoi ?"],
        ["1", "11", "Oui", "Non", "Oui", ""],
        ["2", "12", "Non", "Non", "Non", ""],
    ]
    table = read_bytes(tmp_path, text_of(rows).encode())
    assert [group for group, _ in table.names] == ["", "", "Avez-vous…", "Avez-vous…", "", ""]


def test_blocks_of_surveymonkey_go_to_the_next_heading(tmp_path):
    table = read_bytes(tmp_path, text_of(MONKEY, ",").encode())
    assert table.names == [
        ("", "Respondent ID"),
        ("", "Collector ID"),
        ("", "Êtes-vous équipé ?"),
        ("Quels outils ?", "Tableur"),
        ("Quels outils ?", "Messagerie"),
        ("Quels outils ?", "Autre (veuillez préciser)"),
        ("Une note", "Prix"),
        ("Une note", "Délai"),
    ]


@pytest.mark.parametrize("name", ["qualtrics", "qualtrics without its third row", "limesurvey VV"])
def test_codes_are_labels_and_texts_are_groups(name, tmp_path):
    table = read_bytes(tmp_path, text_of(EXPORTS[name][0]).encode())
    assert table.names[-1] in (("Un texte", "Q1"), ("Avez-vous… ?", "Q1"))


def test_codes_above_texts_that_no_tool_signs(tmp_path):
    rows = [["v1", "v2", "v3", "v4"], ["Âge", "Effectif", "Places", "Êtes-vous équipé ?"]]
    rows += [[str(30 + i), str(i), str(2 * i), "Oui"] for i in range(6)]
    table = read_bytes(tmp_path, text_of(rows).encode())
    assert table.names == [("Âge", "v1"), ("Effectif", "v2"), ("Places", "v3"), ("Êtes-vous équipé ?", "v4")]


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_answers_are_no_header(count, tmp_path):
    rows = [["id", "ville", "", "âge", "", "équipé"]]
    rows += [[f"s{i}", "Lille", "x", str(i), "", "Oui"] for i in range(count)]
    table = read_bytes(tmp_path, text_of(rows).encode())
    assert (table.layout.header_rows, len(table.rows)) == (1, count)


def test_a_title_above_the_header(tmp_path):
    text = "Réponses au 12 mars\n\nid;ville;âge;équipé\n" + "1;Lille;30;Oui\n" * 4
    table = read_bytes(tmp_path, text.encode())
    assert table.names == [("", "id"), ("", "ville"), ("", "âge"), ("", "équipé")]
    assert (table.layout.header_rows, table.lines) == (2, [4, 5, 6, 7])


def test_duplicate_headings_are_kept_in_their_places(tmp_path):
    table = read_bytes(tmp_path, b'a;"Pr\xc3\xa9cisez\n:";"Pr\xc3\xa9cisez\n:";a;;\n1;2;3;4;5;6\n')
    assert [h.label for h in table.layout.headings] == ["a", "Précisez\n:", "Précisez\n:", "a", "", ""]
    assert table.layout.headings[4].name == "(colonne 5 sans titre)"


def test_answers_without_headings_are_said(tmp_path):
    table = read_bytes(tmp_path, b"1;2;3,5;2026-01-01\n4;5;6,5;2026-01-02\n")
    assert "ressemble à des réponses" in table.layout.notes[-1]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (1, [("", "A"), ("", ""), ("", "B")]),
        (2, [("A", "a"), ("A", "b"), ("B", "c")]),
        (3, [("x", "a"), ("x", "b"), ("y", "c")]),
    ],
)
def test_the_user_decides(wanted, names, tmp_path):
    rows = [["A", "", "B"], ["a", "b", "c"], ["x", "x", "y"], ["u", "u", "v"]]
    table = read_bytes(tmp_path, text_of(rows).encode(), Overrides(header_rows=wanted))
    assert table.names == names
    assert len(table.rows) == 4 - wanted


@pytest.mark.parametrize("wanted", [-1, 0, 4])
def test_other_numbers_of_header_rows_are_refused(wanted, tmp_path):
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, b"a;b\n1;2\n", Overrides(header_rows=wanted))
    assert refused.value.mistakes[0].code == "E04"


@given(st.lists(st.sampled_from(["cut", "padded", "blank"]), max_size=9), st.sampled_from(";,\t|"))
def test_titles_above_the_headings_are_left_out(tmp_path_factory, titles, delimiter):
    table = [["id", "nom", "EQ01", "EQ02"], ["A", "Structure A", "2", "1"], ["B", "x", "3", "0"]]
    widths = {"cut": ["Enquête 2026"], "padded": ["Enquête 2026", "", "", ""], "blank": []}
    rows = [*(widths[kind] for kind in titles), *table]
    path = tmp_path_factory.getbasetemp() / "titres.csv"
    path.write_text(text_of(rows, delimiter), "utf-8", newline="")
    found = read(path)
    assert [h.name for h in found.layout.headings] == table[0]
    assert found.rows == table[1:]
    assert found.lines == [len(rows) - 1, len(rows)]
    above = sum(kind != "blank" for kind in titles)
    assert found.layout.header_rows == above + 1
    assert any("au-dessus" in note.lower() for note in found.layout.notes) == bool(above)
