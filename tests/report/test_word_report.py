"""A report as a Word document (report, carriers).

1. It holds the parts of its reader in order, as headings, with the language, the title and the foot.
2. The template that is shipped is the one that its script writes, and each table repeats its header.
3. What people typed is text: no tag, no variable, no lost sign; line breaks begin a paragraph.
4. What is the adviser's alone is in no other document, properties included.
5. A logo says what it is to who does not see it; an SVG is refused, with what to do.
6. A template of one's own replaces ours; its mistakes are placed, and it reaches nothing.
"""

import re
import sys
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from helpers import ROOT, make_visit
from report.conftest import HOSTILE
from report.full_case import PRIVATE, full_case

from diag.questionnaire.mistakes import Refusal
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.look import PLAIN, Logo, Look
from diag.report.reader_document import build_document
from diag.report.word_report import document_word
from diag.visit.visit_model import Answer

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


def word(assessed, reader="direction", look=PLAIN):
    return document_word(build_document(assessed, reader), look)


def opened(data):
    return docx.Document(BytesIO(data))


def texts_of(data):
    """Return all that a Word file holds, whatever the part."""
    with ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def own_template(folder, *paragraphs):
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    path = folder / "modele.docx"
    made.save(path)
    return Look(word=path)


# 1. Whole


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_the_parts_of_a_reader_are_its_headings(reader):
    document = build_document(full_case(), reader)
    found = [p.text for p in opened(word(full_case(), reader)).paragraphs if p.style.name == "Heading 1"]
    assert sorted(found) == sorted(section.heading for section in document.sections if section.heading)


def test_it_is_french_and_bears_its_title():
    made = opened(word(full_case()))
    assert made.core_properties.title == build_document(full_case(), "direction").title
    assert made.core_properties.language == "fr-FR"
    assert 'w:val="fr-FR"' in made.styles.element.xml
    assert "en-US" not in made.styles.element.xml


def test_its_foot_says_of_what_it_is_and_the_page():
    foot = opened(word(full_case())).sections[0].footer
    assert build_document(full_case(), "direction").running in foot.paragraphs[0].text
    assert re.findall(r'w:instr="(\w+)"', foot._element.xml) == ["PAGE", "NUMPAGES"]


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes():
    assert word(full_case()) == word(full_case())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Foyer " * 33, "« " + "Foyer " * 33, "F" * 200])
def test_a_name_as_long_as_may_be_gives_a_title_that_a_property_holds(small, name):
    assessed = prepare(small, make_visit(small, {"MA01": 1}, name=name.strip()))
    title = opened(word(assessed, "conseiller")).core_properties.title
    assert "Foyer" in title or "F" * 200 in title
    assert len(title) <= 255


# 2. Template


@pytest.mark.slow
def test_the_template_is_the_one_that_its_script_writes(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "report_templates"))
    import word_template

    sys.modules.pop("word_template")
    shipped = (ROOT / "report_templates" / "report.docx").read_bytes()
    assert word_template.template_bytes() == shipped


def test_each_table_repeats_its_header():
    held = opened(word(full_case(), "conseiller")).tables
    tables = [table for table in held if table.style.name == "Table Grid"]  # others are tiles
    assert tables
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)


# 3. Typed


@pytest.mark.slow
def test_what_people_typed_is_text(hostile, small):
    typed = "A & B {{ document.mark }} {% raw %} <w:p/>\ufffe"
    visit = make_visit(small, {"MA01": Answer(value="1", note=typed)}, name=typed)
    held = opened(word(prepare(small, visit)))
    names = [p.text for p in held.paragraphs if p.style.name == "Title"]
    assert names == [typed.replace("\ufffe", "")]
    title = [p.text for p in opened(word(hostile)).paragraphs if p.style.name == "Title"]
    assert title == [HOSTILE]


def test_a_line_break_begins_a_paragraph(tmp_path):
    document = build_document(full_case(), "conseiller")
    look = own_template(
        tmp_path,
        "{%p for axis in answers.axes %}",
        "{%p for row in axis.rows %}",
        "{{ row.note }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    held = [p.text for p in opened(document_word(document, look)).paragraphs]
    assert any(text.startswith("Elle sera relue en janvier") for text in held)


# 4. Private


@pytest.mark.slow
@pytest.mark.parametrize("reader", [r for r in READERS if r != "conseiller"])
def test_what_is_private_is_in_no_other_document(reader):
    assert PRIVATE not in texts_of(word(full_case(), reader))


# 5. Logo


def test_a_logo_says_what_it_is(assessed):
    look = Look(logo=Logo(PIXEL, "png", 'Réseau "A" & B'))
    held = texts_of(word(assessed, look=look))
    assert re.search(r'<wp:docPr [^>]*descr="Réseau &(quot|#34);A&(quot|#34); &amp; B"', held)


@pytest.mark.slow
@pytest.mark.parametrize("data", [PIXEL[:16], PIXEL[:8], b"\xff\xd8\xff\xe0"])
def test_a_picture_that_was_cut_is_refused_with_what_to_do(assessed, data):
    kind = "png" if data.startswith(b"\x89") else "jpeg"
    with pytest.raises(Refusal, match="Word"):
        word(assessed, look=Look(logo=Logo(data, kind, "Réseau")))


def test_an_svg_is_refused_with_what_to_do(assessed):
    with pytest.raises(Refusal) as caught:
        word(assessed, look=Look(logo=Logo(b"<svg/>", "svg+xml", "Réseau")))
    assert "PNG" in caught.value.mistakes[0].how


# 6. Own


def test_an_own_template_replaces_ours(assessed, tmp_path):
    look = own_template(tmp_path, "Chez nous : {{ document.head.structure }}")
    assert [p.text for p in opened(word(assessed, look=look)).paragraphs] == ["Chez nous : Les Tilleuls"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("{{ document.absent }}", "n’existe pas"),
        ("{{ absente }}", "n’existe pas"),
        ("{% if %}", "mal écrit"),
        ("{{ ''.__class__.__mro__ }}", "interdit"),
        ("{{ 1 // 0 }}", "échoue"),
    ],
)
def test_a_mistake_is_told_with_its_paragraph(assessed, tmp_path, typed, told):
    look = own_template(tmp_path, "Un titre", f"Ici {typed}", "La fin")
    with pytest.raises(Refusal) as caught:
        word(assessed, look=look)
    (mistake,) = caught.value.mistakes
    assert mistake.file == str(look.word)
    assert told in mistake.what
    assert "« Ici" in mistake.what


@pytest.mark.parametrize("data", [b"", b"texte", PIXEL])
def test_a_template_that_is_no_word_document_is_refused(assessed, tmp_path, data):
    path = tmp_path / "modele.docx"
    path.write_bytes(data)
    with pytest.raises(Refusal, match="Word"):
        word(assessed, look=Look(word=path))
