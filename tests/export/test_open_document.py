"""OpenDocument workbooks (.ods).

1. They give the table that the same export would give as text.
2. What they repeat is counted before it is held.
"""

import zipfile
from html import escape

import pytest
from export.reading_tools import FRENCH, read, read_bytes, text_of

from diag.export.reading import open_export
from diag.questionnaire.mistakes import Refusal

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
EMPTY = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def cell(text, repeated=1):
    if not text:
        return f'<table:table-cell table:number-columns-repeated="{repeated}"/>'
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def row(cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def document(path, rows):
    content = (
        f"<office:document-content {NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Réponses">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="'
        f'{KIND.decode()}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


TABLE = [["id", "EQ01", "EQ02"], ["A", "2", "1"], ["B", "3", "0"]]
ROWS = [row(map(cell, cells)) for cells in TABLE]


def test_it_is_the_same_table_as_a_text(tmp_path):
    rows = [[c.replace("\n", " ") for c in cells] for cells in FRENCH]
    text = read_bytes(tmp_path, text_of(rows).encode())
    table = read(document(tmp_path / "export.ods", [row(map(cell, cells)) for cells in rows]))
    assert (table.names, table.rows, table.lines) == (text.names, text.rows, text.lines)
    assert (table.layout.sheet, table.layout.notes) == ("Réponses", ())


def test_empty_rows_and_columns_to_the_end_of_the_sheet_are_nothing(tmp_path):
    rows = [*ROWS[:2], row([cell("", 16384)], 2), ROWS[2], EMPTY.format(1_048_570)]
    table = read(document(tmp_path / "export.ods", rows))
    assert (table.rows, table.lines) == (TABLE[1:], [2, 5])


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, row([cell("x", 16384)], 1_048_000)],
        [*ROWS, EMPTY.format(1_048_000), row([cell("", 16000), cell("x")])],
        [*ROWS, row([cell("x" * 30_000, 300)], 1_000)],
        [*ROWS, row([cell("x", 10**15)])],
    ],
    ids=["cells that hold something", "a far cell", "a long text", "a number out of reason"],
)
def test_what_is_repeated_too_many_times_is_refused(rows, tmp_path):
    with pytest.raises(Refusal) as refused, open_export(document(tmp_path / "export.ods", rows)):
        pass
    assert refused.value.mistakes[0].code == "E07"
