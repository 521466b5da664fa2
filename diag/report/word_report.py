"""Word: a document poured into a template that a network may edit (report, carriers).

The template is ours or the reader's own; either way it is sandboxed, and every text is escaped: what
people typed stays text, and « & » does not vanish.
"""

import re
import traceback
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from diag.french import cut_at_word
from diag.questionnaire.mistakes import refuse_file
from diag.report.document import Document, with_texts
from diag.report.look import GUIDE_NAME, PLAIN, WORD_NAME, Logo, Look, template_words
from diag.report.reader_document import SECTIONS
from diag.resources import resource

_LOGO_HEIGHT = Mm(13)
_MOST_TITLE = 253  # signs of a property of a document, with two more to close a quotation
_NOT_XML = re.compile("[\ufffe\uffff]")


def document_word(document: Document, look: Look = PLAIN) -> bytes:
    """Return a document as a Word file; the same document gives the same bytes.

    Raises:
        Refusal: the own template is no Word document, or asks for what is not there; the logo is one
            that Word cannot show.
    """
    source = look.word or resource("report_templates") / WORD_NAME
    template = _Template(BytesIO(source.read_bytes()))
    named = replace(document, title=cut_at_word(document.title, _MOST_TITLE))
    inert = with_texts(named, _paragraphs)
    context: dict[str, Any] = {name: inert.parts.get(name) for name in SECTIONS}
    context |= {"document": inert, "mention": look.mention}
    try:
        context["logo"] = look.logo and _picture(template, look.logo)
        template.render(context, _environment(), autoescape=True)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        raise _no_picture() from None
    except (BadZipFile, OpcError, KeyError):
        how = "donnez un fichier .docx, par exemple celui de « diag modeles »"
        raise refuse_file(source, "F03", "ce n’est pas un document Word", how) from None
    except Exception as error:
        # Whatever it is: a template of the reader's is a program of theirs.
        if look.word is None:
            raise
        what = f"{template_words(error)}{template.place(error)}"
        how = f"voyez les variables dans le {GUIDE_NAME} de « diag modeles »"
        raise refuse_file(source, "M04", what, how) from None
    return _saved(template, named)


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template that tells in which paragraph it fails."""

    def render_xml_part(self, src_xml: str, *rest: Any) -> Any:
        """Fill one part of the file, whose paragraphs are known while it is filled."""
        self._lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).splitlines()
        return super().render_xml_part(src_xml, *rest)

    def place(self, error: Exception) -> str:
        """Return the words of the paragraph where it fails, in French."""
        frames = traceback.extract_tb(error.__traceback__)
        ran = [f.lineno for f in frames if f.filename == "<template>"]
        line = getattr(error, "lineno", None) or next(reversed(ran), None) or 0
        lines = getattr(self, "_lines", [])
        words = re.sub(r"<[^>]+>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
        return f", dans le paragraphe « {words} »" if words else ""


class _Picture(InlineImage):  # type: ignore[misc]
    """A picture with the text that stands for it."""

    alternative = ""

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{escape(self.alternative)}" ', 1)


def _picture(template: DocxTemplate, logo: Logo) -> InlineImage:
    if logo.kind == "svg+xml":
        raise _no_picture()
    picture = _Picture(template, BytesIO(logo.data), height=_LOGO_HEIGHT)
    picture.alternative = logo.alternative
    return picture


def _no_picture() -> Exception:
    what = "ce logo ne peut pas figurer dans un document Word"
    return refuse_file(Path("--logo"), "M04", what, "pour Word, donnez-le en PNG ou en JPEG")


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _paragraphs(text: str) -> str:
    """Return a text whose line breaks begin a paragraph, without what no XML may hold."""
    return _NOT_XML.sub("", text).replace("\n", "\a")


def _saved(template: DocxTemplate, document: Document) -> bytes:
    properties = template.docx.core_properties
    properties.title = _NOT_XML.sub("", document.title)
    properties.language = "fr-FR"
    stream = BytesIO()
    template.docx.save(stream)
    return packed(stream.getvalue(), document.mark)


def packed(data: bytes, comment: str = "") -> bytes:
    """Return an archive without dates, so that the same content gives the same bytes."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        new.comment = comment.encode()
        for name in old.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()
