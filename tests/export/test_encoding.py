"""Which characters the bytes spell.

1. A French text is the same table in every encoding that tools and spreadsheets write.
2. Windows-1252 is read where nothing says otherwise; one accent is enough to tell the others.
3. What has no meaning is visible, and said; a few damaged bytes do not turn a whole text to mojibake.
4. An encoding that is imposed is followed, or refused with the place it cannot read.
5. Where blocks of bytes end changes nothing.
"""

import codecs

import pytest
from export.reading_tools import FRENCH, read_bytes, text_of
from hypothesis import given
from hypothesis import strategies as st

from diag.export import encoding, source, text_table
from diag.export.layout import Overrides
from diag.questionnaire.mistakes import Refusal

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
ENDS = [(";", "\r\n"), ("\t", "\n"), (",", "\r"), ("|", "\n")]


@pytest.mark.slow
@pytest.mark.parametrize(("delimiter", "end"), ENDS)
def test_a_french_text_is_the_same_table_in_every_encoding(delimiter, end, tmp_path):
    for written in (*ENCODINGS, "cp850"):
        text = text_of(FRENCH, delimiter, end)
        if written == "cp850":
            text = text.replace("’", "'").replace("œ", "oe").replace("–", "-")
        as_utf8 = read_bytes(tmp_path, text.encode("utf-8"))
        table = read_bytes(tmp_path, text.encode(written))
        wanted = (as_utf8.names, as_utf8.rows, as_utf8.lines)
        assert (table.names, table.rows, table.lines) == wanted, written
        assert table.layout.delimiter == delimiter
        assert len(table.rows) == len(FRENCH) - 1
        assert codecs.lookup(table.layout.encoding) == codecs.lookup(written)


@pytest.mark.parametrize("written", ["cp1252", "mac_roman", "cp850"])
def test_one_word_is_enough(written, tmp_path):
    for word in ("métier", "déjà", "à vérifier", "très", "façon"):
        table = read_bytes(tmp_path, f"id;question\n1;{word}\n2;non\n".encode(written))
        assert table.rows[0] == ["1", word]


@pytest.mark.parametrize("word", ["l’eau", "« oui »", "10 €", "cœur", "pro\u00a0rata", "n° 4…"])
def test_windows_is_the_first_guess(word, tmp_path):
    table = read_bytes(tmp_path, f"id;question\n1;{word}\n2;non\n".encode("cp1252"))
    assert table.rows[0] == ["1", word]
    assert table.layout.notes == ("Le fichier n’est pas en UTF-8 : il est lu en Windows-1252.",)


def test_no_break_spaces_of_a_mac_are_no_capital_e(tmp_path):
    text = "id;How much do you like it:\u00a0 Algeria;:\u00a0 France\n1;a;b\n2;c;b\n"
    table = read_bytes(tmp_path, text.encode("mac_roman"))
    assert table.layout.encoding == "mac_roman"


def test_bytes_without_meaning_are_visible(tmp_path):
    table = read_bytes(tmp_path, text_of(FRENCH).encode("cp1252") + b"6;\x81\x8d;X;;\r\n")
    assert table.rows[-1] == ["6", "\ufffd\ufffd", "X", "", ""]


def test_a_damaged_byte_does_not_spoil_the_rest(tmp_path):
    table = read_bytes(tmp_path, text_of(FRENCH).encode("utf-8") + b"6;oui\xe9;X;a;b\r\n")
    assert table.layout.encoding == "utf-8"
    assert table.rows[0][1] == "Oui, déjà à l’œuvre"
    assert table.rows[-1][1] == "oui\ufffd"
    assert "octets illisibles" in table.layout.notes[0]


@pytest.mark.parametrize("text", ["dÃ©jÃ  prÃªt", "l’usager dÃ©clarÃ©", "rÈseau dÈj‡ prÍt"])
def test_accents_spoiled_before_the_file_was_saved_are_said(text, tmp_path):
    table = read_bytes(tmp_path, f"id;question\n1;{text}\n2;{text}\n".encode())
    assert any("accents semblent abîmés" in note for note in table.layout.notes)


@pytest.mark.parametrize("text", ["DÉJÀ PRÊT À L’EMPLOI", "déjà prêt", "Élan À Île", "plain"])
def test_sound_accents_are_not_called_spoiled(text, tmp_path):
    assert read_bytes(tmp_path, f"id;question\n1;{text}\n2;b\n".encode()).layout.notes == ()


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "cp1252", "Windows-1252", "ANSI", "latin-1", "gb18030"])
def test_an_imposed_encoding_is_followed(name, tmp_path):
    table = read_bytes(tmp_path, b"id;q\n1;a\n", Overrides(encoding=name))
    assert table.rows == [["1", "a"]]


def test_an_imposed_encoding_wins(tmp_path):
    raw = "id;q\n1;é\n".encode()
    assert read_bytes(tmp_path, raw, Overrides(encoding="cp1252")).rows == [["1", "Ã©"]]


def test_an_imposed_encoding_that_cannot_read_says_where(tmp_path):
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, "id;q\n1;oui\n2;é\n".encode("cp1252"), Overrides(encoding="utf-8"))
    (mistake,) = refused.value.mistakes
    assert (mistake.code, mistake.line) == ("E03", 3)
    assert "l’octet 14" in mistake.what


@pytest.mark.parametrize("name", ["", "klingon", "base64", "rot13", "\0"])
def test_what_is_no_encoding_is_refused(name, tmp_path):
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, b"id;q\n1;a\n", Overrides(encoding=name))
    assert refused.value.mistakes[0].code == "E04"


@pytest.mark.parametrize("written", ENCODINGS)
def test_where_blocks_end_changes_nothing(written, tmp_path, monkeypatch):
    raw = text_of(FRENCH).encode(written)
    whole = read_bytes(tmp_path, raw)
    for size in (1, 2, 3, 7):
        monkeypatch.setattr(text_table, "BLOCK", 500 + size)
        monkeypatch.setattr(encoding, "BLOCK", 1024 + size)
        monkeypatch.setattr(source, "BLOCK", size)
        cut = read_bytes(tmp_path, raw)
        assert (cut.layout, cut.rows, cut.lines) == (whole.layout, whole.rows, whole.lines), size


@given(st.one_of(st.binary(max_size=12), st.text(max_size=8).map(str.encode)), st.integers(1, 5))
def test_utf8_is_told_as_python_does_wherever_blocks_end(tmp_path_factory, raw, size):
    path = tmp_path_factory.getbasetemp() / "export.csv"
    path.write_bytes(raw)
    try:
        expected = bool(raw.decode()) or not raw
    except UnicodeDecodeError:
        expected = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", size)
        assert source.survey(path)[2] == expected
