"""Small files that would make their reader hold gigabytes: refused at once, in French.

1. A workbook: cells far away, however they say where they are; texts that many cells share; parts
   that inflate beyond their word, or bear one name.
2. A workbook of any honest form is read.
"""

import zipfile

import pytest
from export.reading_tools import read

from diag.export.layout import Overrides
from diag.export.reading import open_export
from diag.questionnaire.mistakes import Refusal

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>q</t></is></c></row>'
FIRST = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'


def worksheet(rows, before=""):
    return f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData></worksheet>"


def workbook(path, sheets, texts=None, target="worksheets/sheet{}.xml", names=()):
    """Write a workbook by hand: `sheets` are the XML of its sheets, `texts` that of shared texts."""
    named = [*names, *(f"Feuille {i}" for i in range(len(names), len(sheets)))]
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(named, 1))
    linked = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="{target.format(i)}"/>'
        for i in range(1, len(sheets) + 1)
    )
    if texts is not None:
        linked += f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}relationships">{linked}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(sheets, 1)},
    }
    if texts is not None:
        parts["xl/sharedStrings.xml"] = texts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, DECLARED + text)
    return path


def refusal(path, **imposed):
    overrides = Overrides(**imposed)
    with pytest.raises(Refusal) as refused, open_export(path, overrides):
        pass
    (mistake,) = refused.value.mistakes
    return mistake


# 1. Workbooks

FAR = {
    "the last cell": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "a cell that its row does not announce": '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
    "a low cell": '<row r="4800"><c r="XFD4800"><v>1</v></c></row>',
    "small letters": '<row r="3"><c r="xfd1048576"><v>1</v></c></row>',
    "a tab": '<row r="3"><c\tr="XFD1048576"><v>1</v></c></row>',
    "a line": "<row r='3'><c\n  s='1'\n  r = 'XFD1048576'><v>1</v></c></row>",
    "a sign in an attribute": '<row r="3"><c t="n" x=">" r="XFD1048576"><v>1</v></c></row>',
    "another prefix": '<y:row xmlns:y="x" r="3"><y:c r="XFD1048576"><v>1</v></y:c></y:row>',
    "rows and cells without their place": "<row/>" * 200_000 + "<row>" + "<c><v>1</v></c>" * 100 + "</row>",
    "rows that seem to have their place": "<row x=\" r='1'\"/>" * 200_000
    + "<row>"
    + "<c x=\" r='A1'\"><v>1</v></c>" * 100
    + "</row>",
}


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR)
def test_a_sheet_that_goes_too_far_is_refused(tmp_path, rows):
    mistake = refusal(workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST + rows)]))
    assert mistake.code == "E07"
    assert mistake.how


def test_the_sheet_is_looked_at_wherever_it_lies(tmp_path):
    bomb = worksheet(HEAD + FIRST + FAR["the last cell"])
    for target in ("/xl/worksheets/sheet{}.xml", "../xl/worksheets/sheet{}.xml", "Worksheets/Sheet{}.XML"):
        mistake = refusal(workbook(tmp_path / "export.xlsx", [bomb], target=target))
        assert mistake.code in ("E06", "E07"), target


def test_every_sheet_that_is_opened_is_looked_at(tmp_path):
    honest, bomb = worksheet(HEAD + FIRST), worksheet(HEAD + FIRST + FAR["the last cell"])
    path = workbook(tmp_path / "export.xlsx", [honest, bomb], names=["R", "Autre"])
    assert read(path).rows == [["1", "2"]]  # the other one is not opened
    assert refusal(path, sheet="Autre").code == "E07"
    path = workbook(tmp_path / "export.xlsx", [honest, bomb], names=["R", "Information"])
    assert refusal(path).code == "E07"


def test_a_dimension_that_lies_is_not_believed(tmp_path):
    sheet = worksheet(HEAD + FIRST, '<dimension ref="A1:XFD1048576"/>')
    assert read(workbook(tmp_path / "export.xlsx", [sheet])).rows == [["1", "2"]]


def test_a_long_text_that_many_cells_share_is_refused(tmp_path):
    texts = f"<sst {MAIN}><si><t>id</t></si><si><t>{'x' * 32_000}</t></si></sst>"
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>1</v></c></row>' for r in range(2, 40_000))
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + rows)], texts)
    assert refusal(path).code == "E07"


def test_many_cells_may_share_short_texts_beside_a_long_one(tmp_path):
    texts = f"<sst {MAIN}><si><t>oui</t></si><si><t>{'x' * 32_000}</t></si></sst>"
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(3, 40_000))
    last = '<row r="40000"><c r="A40000" t="s"><v>1</v></c></row>'
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST + rows + last)], texts)
    table = read(path)
    assert (len(table.rows), len(table.rows[-1][0])) == (39_999, 32_000)


@pytest.mark.slow
def test_too_many_shared_texts_are_refused(tmp_path):
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST)], f"<sst {MAIN}>{'<si/>' * 4_100_000}</sst>")
    assert refusal(path).code == "E07"


@pytest.mark.parametrize("count", ["100000000", "4000000000", "18446744073709551615", "-1"])
def test_a_number_of_shared_texts_that_lies_is_refused(tmp_path, count):
    texts = f'<sst {MAIN} uniqueCount="{count}"><si><t>id</t></si></sst>'
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST)], texts)
    assert refusal(path).code == "E07"


def test_a_part_that_inflates_beyond_its_word_is_refused(tmp_path):
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST + " " * 100_000)])
    raw = path.read_bytes()
    told = (len(DECLARED + worksheet(HEAD + FIRST)) + 100_000).to_bytes(4, "little")
    assert raw.count(told) == 2  # beside the part, and in the directory
    path.write_bytes(raw.replace(told, (500).to_bytes(4, "little")))
    assert refusal(path).code == "E06"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/worksheets/SHEET1.xml"])
def test_two_parts_of_one_name_are_refused(tmp_path, name):
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST)])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, worksheet(HEAD + FIRST + FAR["the last cell"]))
    assert refusal(path).code == "E06"


@pytest.mark.slow
def test_a_part_of_nothing_is_refused(tmp_path):
    path = workbook(tmp_path / "export.xlsx", [worksheet(HEAD + FIRST + " " * (600 << 20))])
    assert path.stat().st_size < 4 << 20
    assert refusal(path).code == "E07"


# 2. Honest forms


@pytest.mark.parametrize(
    "rows",
    [
        HEAD + FIRST,
        '<row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>q</t></is></c></row>'
        "<row><c><v>1</v></c><c><v>2</v></c></row>",
        HEAD + FIRST + '<row r="900000"/>',
    ],
    ids=["places", "no place", "a far row that is empty"],
)
def test_an_honest_sheet_is_read(tmp_path, rows):
    assert read(workbook(tmp_path / "export.xlsx", [worksheet(rows)])).rows == [["1", "2"]]
