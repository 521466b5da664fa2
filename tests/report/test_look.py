"""What a network changes of a page: logo, line, own parts (report, carriers).

1. A PNG or a JPEG is kept, an SVG cleaned of all that is not a drawing; the rest is refused.
2. The line at the foot is one line, inert everywhere, of 200 signs at most.
3. An own part replaces ours; its mistakes are placed, it reaches nothing, and a name that is not ours is
   refused.
4. The templates are copied into a new folder with a guide that names every variable.
"""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest
from helpers import ROOT

from diag.questionnaire.mistakes import Refusal
from diag.report.document import Part
from diag.report.html_markdown import document_html, document_markdown
from diag.report.look import GUIDE_NAME
from diag.report.own_templates import copy_templates, guide, part_names, read_logo, read_look
from diag.report.reader_document import SECTIONS, build_document

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
DRAWN = '<path d="M0 0h9"/>'
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "foreign": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "event": '<rect width="1" onload="alert(1)"/>',
    "link": '<a xlink:href="https://exemple.invalid"><rect width="1"/></a>',
    "use": '<use xlink:href="https://exemple.invalid/x.svg#a"/>',
    "image": '<image href="https://exemple.invalid/x.png"/>',
    "style": '<style>@import "https://exemple.invalid/x.css";</style>',
    "url": '<rect width="1" fill="url(https://exemple.invalid/x#a)"/>',
    "hidden": r'<rect width="1" style="fill:u\72l(//exemple.invalid)"/>',
    "javascript": '<use href="javascript:alert(1)"/>',
    "animate": '<set attributeName="href" to="javascript:alert(1)"/>',
}


def logo(folder, data, name="logo.svg"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_logo(path)


# 1. Logo


@pytest.mark.parametrize(
    ("data", "kind"), [(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"), (b"\xff\xd8\xff\xe0JFIF", "jpeg")]
)
def test_a_picture_is_kept(tmp_path, data, kind):
    kept = logo(tmp_path, data, "mon-reseau.bin")
    assert (kept.data, kept.kind, kept.alternative) == (data, kind, "Logo mon reseau")


@pytest.mark.parametrize("what", HOSTILE)
def test_an_svg_is_cleaned(tmp_path, what):
    kept = logo(tmp_path, SVG.format(DRAWN + HOSTILE[what])).data.decode()
    assert "M0 0h9" in kept
    for refused in ("exemple.invalid", "alert", "foreignObject", "script"):
        assert refused not in kept


def test_the_drawing_of_an_svg_is_kept(tmp_path):
    body = '<style>.a{fill:#123}</style><defs><clipPath id="c"><rect width="9"/></clipPath></defs>'
    kept = logo(tmp_path, SVG.format(f'{body}<g class="a" clip-path="url(#c)">{DRAWN}</g>'))
    for drawn in (b".a{fill:#123}", b'clip-path="url(#c)"', b'class="a"'):
        assert drawn in kept.data


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a",
        b"",
        b"<html/>",
        SVG.format(""),
        SVG.format("<script>1</script>"),
        b"<svg>",
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/passwd">]>' + SVG.format("<text>&a;</text>"),
        bytes(200_001),
    ],
)
def test_what_is_no_logo_is_refused_with_what_to_give(tmp_path, data):
    with pytest.raises(Refusal) as caught:
        logo(tmp_path, data)
    assert "200 ko" in caught.value.mistakes[0].how


def test_a_logo_that_is_too_large_is_told_its_limit(tmp_path):
    with pytest.raises(Refusal) as caught:
        logo(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(200_001), "logo.png")
    assert caught.value.mistakes[0].what == "le fichier dépasse 200 ko"


# 2. Mention


def test_the_mention_is_one_inert_line(assessed):
    look = read_look(mention="Réseau\n<b>X</b>\x1b[2J $a$")
    document = build_document(assessed, "direction")
    assert "Réseau &lt;b&gt;X&lt;/b&gt;[2J $a$" in document_html(document, look)
    assert r"Réseau \<b\>X\</b\>" in document_markdown(document, look)


def test_a_mention_that_is_too_long_is_refused():
    with pytest.raises(Refusal, match="200"):
        read_look(mention="a" * 201)


# 3. Own parts


def own(folder, text, name="lead.html.j2"):
    (folder / name).write_text(text, "utf-8")
    return read_look(parts=folder)


def test_an_own_part_replaces_ours_alone(assessed, tmp_path):
    look = own(tmp_path, "<h1>Chez nous : {{ document.head.structure }}</h1>", "head.html.j2")
    document = build_document(assessed, "direction")
    assert "<h1>Chez nous : Les Tilleuls</h1>" in document_html(document, look)
    assert "Content-Security-Policy" in document_html(document, look)
    assert "Chez nous" not in document_markdown(document, look)


def test_what_an_own_part_prints_is_escaped(hostile, tmp_path):
    look = own(tmp_path, "<h1>{{ document.head.structure }}</h1>", "head.html.j2")
    assert "<script" not in document_html(build_document(hostile, "direction"), look)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ document.absent }}", "n’existe pas"),
        ("{% if %}", "mal écrit"),
        ("{{ document.__class__.__mro__ }}", "interdit"),
        ("{% include '/etc/passwd' %}", "inclut"),
        ("{{ 1 // 0 }}", "échoue"),
    ],
)
def test_a_mistake_of_an_own_part_is_placed(assessed, tmp_path, text, told):
    look = own(tmp_path, f"<p>\n{text}\n", "foot.html.j2")
    with pytest.raises(Refusal) as caught:
        document_html(build_document(assessed, "direction"), look)
    (mistake,) = caught.value.mistakes
    assert mistake.place == f"{tmp_path / 'foot.html.j2'}:2:0"
    assert told in mistake.what


def test_a_name_that_is_not_ours_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(Refusal) as caught:
        own(tmp_path, "", "leed.html.j2")
    assert "lead.html.j2" in caught.value.mistakes[0].how


# 4. Copies


def test_the_templates_are_copied_into_a_new_folder(tmp_path):
    written = copy_templates(tmp_path / "m")
    assert {path.name for path in written} == {*part_names(), "report.docx", GUIDE_NAME}
    assert read_look(parts=tmp_path / "m").word == tmp_path / "m" / "report.docx"
    with pytest.raises(Refusal):
        copy_templates(tmp_path / "m")


def variables(kind):
    """Yield the name of every field of a part, at any depth."""
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        if not (isinstance(hint, type) and issubclass(hint, Part)):  # of which the fields are told
            yield field.name
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and issubclass(inner, Part):
                yield from variables(inner)


@pytest.mark.parametrize("name", SECTIONS)
def test_the_guide_names_every_variable_of_every_part(name):
    told = guide([]).split(f"## `{name}`")[1].split("\n## ")[0]
    assert [v for v in variables(SECTIONS[name]) if f".{v}`" not in told] == []


def test_the_guide_that_is_shipped_names_the_same_variables():
    shipped = (ROOT / "report_templates" / GUIDE_NAME).read_text("utf-8")
    names = [line.split("`")[1] for line in guide([]).splitlines() if "- `" in line]
    assert [line.split("`")[1] for line in shipped.splitlines() if "- `" in line] == names
