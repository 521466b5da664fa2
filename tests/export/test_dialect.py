"""How a text is cut into records and cells.

1. The delimiter is the one that makes a regular table, whatever the texts hold.
2. `sep=` is honoured; so is what the user imposes.
3. Blank records are left out, and counted in row numbers as a spreadsheet does.
4. Records of another width are refused, unless they are wider by empty cells only.
"""

import pytest
from export.reading_tools import FRENCH, read_bytes, rows_of, text_of

from diag.export import dialect
from diag.export.layout import Overrides, Ragged
from diag.export.reading import open_export
from diag.questionnaire.mistakes import Refusal

ANSWERS = [["a", "b", "c"], ["1", "x", "y"], ["2", "z", "t"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_end_of_line(delimiter, end, tmp_path):
    table = read_bytes(tmp_path, text_of(FRENCH, delimiter, end).encode())
    assert table.layout.delimiter == delimiter
    assert table.rows == FRENCH[1:]
    assert table.lines == [2, 3, 4, 5, 6]


def test_ends_of_line_may_be_mixed(tmp_path):
    table = read_bytes(tmp_path, b'a;b\r\n1;"x\ny"\n2;"x\r\ny"\r3;z\r\n')
    assert table.rows == [["1", "x\ny"], ["2", "x\r\ny"], ["3", "z"]]
    assert table.lines == [2, 3, 4]


def test_long_headings_full_of_commas_are_no_commas(tmp_path):
    heading = ", ".join(["Parmi les outils suivants"] * 400)
    text = f"id;{heading};{heading}\n" + "1;oui;non\n2;non;oui\n"
    assert read_bytes(tmp_path, text.encode()).layout.delimiter == ";"


def test_decimal_commas_are_no_delimiter(tmp_path):
    text = "id;part;prix\n" + "".join(f"{i};0,{i};1,{i}\n" for i in range(9))
    assert read_bytes(tmp_path, text.encode()).layout.delimiter == ";"


def test_a_few_ragged_records_do_not_hide_the_delimiter(tmp_path):
    text = "id,part,prix\n" + "1,2,3\n" * 20 + "1,2\n"
    table = read_bytes(tmp_path, text.encode())
    assert (table.layout.delimiter, len(table.rows)) == (",", 20)


@pytest.mark.parametrize(
    "text", ["avis\noui\nnon\n", "Votre avis\nbien, clair, utile\npeu, cher\nbien, clair, utile\n"]
)
def test_one_column(text, tmp_path):
    table = read_bytes(tmp_path, text.encode())
    assert len(table.layout.headings) == 1
    assert table.rows == [[line] for line in text.splitlines()[1:]]
    assert "une seule colonne" in table.layout.notes[0]


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "sep=;;;\n"])
def test_the_sep_line_is_honoured_and_not_counted(line, tmp_path):
    table = read_bytes(tmp_path, (line + "a,x;b,y\r\n1;2\r\n").encode("utf-8-sig"))
    assert table.names == [("", "a,x"), ("", "b,y")]
    assert (table.rows, table.lines) == ([["1", "2"]], [2])
    assert "« sep=; »" in table.layout.notes[0]


def test_the_sep_line_of_another_encoding(tmp_path):
    table = read_bytes(tmp_path, "sep=|\r\na|é\r\n1|à\r\n".encode("utf-16"))
    assert table.rows == [["1", "à"]]


@pytest.mark.parametrize("wanted", [",", "virgule", " , "])
def test_an_imposed_delimiter_wins(wanted, tmp_path):
    table = read_bytes(tmp_path, b"a;b,c;d\n1;2,3;4\n", Overrides(delimiter=wanted))
    assert table.rows == [["1;2", "3;4"]]


@pytest.mark.parametrize("wanted", ["tab", "\\t", "\t", "Tabulation"])
def test_tab_has_names(wanted, tmp_path):
    assert read_bytes(tmp_path, b"a\tb\n1\t2\n", Overrides(delimiter=wanted)).rows == [["1", "2"]]


@pytest.mark.parametrize("wanted", ["x", "", ";;", "\n", '"'])
def test_another_delimiter_is_refused(wanted, tmp_path):
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, b"a;b\n1;2\n", Overrides(delimiter=wanted))
    assert refused.value.mistakes[0].code == "E04"


def test_blank_records_count_as_rows(tmp_path):
    text = '\r\n;;\r\na;b;c\r\n\r\n1;x;y\r\n;;\r\n  \r\n;" ";\r\n2;z;t\r\n;;;;;\r\n\r\n'
    table = read_bytes(tmp_path, text.encode())
    assert table.names == [("", "a"), ("", "b"), ("", "c")]
    assert (table.rows, table.lines) == (ANSWERS[1:], [5, 9])
    assert (table.blank, table.ragged) == (7 - 1, [])


def test_a_record_is_blank_only_if_all_its_cells_are(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b;c\n1;;\n;;\n;;3\n")
    with open_export(path) as export:
        raw = export.read([1])
    assert raw.frame.index.tolist() == [2, 4]
    assert rows_of(raw) == [[""], [""]]
    assert raw.blank == 1


def test_records_of_another_width_are_refused(tmp_path):
    table = read_bytes(tmp_path, b'a;b;c\n1;x;y\n2;z\n\n3;"k\nl";m;n\n4;u;v\n5;w;x;;\n')
    assert table.ragged == [Ragged(3, 2, 3), Ragged(5, 4, 3)]
    assert (table.lines, table.rows[-1]) == ([2, 6, 7], ["5", "w", "x"])


def test_a_delimiter_too_many_on_every_record(tmp_path):
    table = read_bytes(tmp_path, b"a;b;c\n1;x;y;\n2;z;t;\n3;z;t\n")
    assert [h.label for h in table.layout.headings] == ["a", "b", "c", ""]
    assert (table.rows[0], table.ragged) == (["1", "x", "y", ""], [Ragged(4, 3, 4)])


def test_a_delimiter_too_many_on_the_header(tmp_path):
    table = read_bytes(tmp_path, b"a;b;c;\n1;x;y\n2;z;t\n")
    assert (len(table.layout.headings), table.rows) == (3, ANSWERS[1:])


def test_wider_records_are_not_realigned_by_guess(tmp_path):
    table = read_bytes(tmp_path, b"a;b;c\nu;x;y;z\nv;t;u;v\n")
    assert (table.rows, table.ragged) == ([], [Ragged(2, 4, 3), Ragged(3, 4, 3)])


@pytest.mark.slow
def test_the_beginning_may_end_anywhere(tmp_path, monkeypatch):
    raw = text_of([*FRENCH * 3]).encode()
    whole = read_bytes(tmp_path, raw)
    for size in range(len(text_of(FRENCH[:2]).encode()) + 1, len(raw), 7):
        monkeypatch.setattr(dialect, "LOOKED_AT", size)
        table = read_bytes(tmp_path, raw)
        assert (table.names, table.rows, table.lines) == (whole.names, whole.rows, whole.lines)
