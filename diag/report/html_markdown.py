"""Pages and Markdown: from a view to a text, through the templates of `report_templates/`."""

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from diag.report.document import Document, with_texts
from diag.report.look import PLAIN, Logo, Look, own_mistake
from diag.resources import resource
from diag.safe_text import markdown


def document_html(document: Document, look: Look = PLAIN) -> str:
    """Return a document as one self-contained page: no network, no script, its letters in it.

    Raises:
        Refusal: a part of the reader's own folder is not a template, or asks for what is not there.
    """
    return _filled("page.html.j2", document, look)


def document_markdown(document: Document, look: Look = PLAIN) -> str:
    """Return the same facts as Markdown."""
    inert = replace(look, mention=markdown(look.mention))
    text = _filled("page.md.j2", with_texts(document, markdown), inert)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _filled(template: str, document: Document, look: Look) -> str:
    logo = look.logo and {"source": _data_url(look.logo), "alternative": look.logo.alternative}
    given = {"document": document, "logo": logo, "mention": look.mention, "style": _style()}
    try:
        return _environment(look.parts).get_template(template).render(given)
    except Exception as error:
        # Whatever it is: templates of a folder of the reader's are programs of theirs.
        refusal = look.parts and own_mistake(error, look.parts)
        if refusal:
            raise refusal from None
        raise


def _data_url(logo: Logo) -> str:
    return f"data:image/{logo.kind};base64,{b64encode(logo.data).decode('ascii')}"


@cache
def _style() -> Markup:
    """Return the style sheet with its letters written into it."""
    folder = resource("report_templates")
    faces = []
    for family, weight, name in _FACES:
        letters = b64encode((folder / "fonts" / f"{name}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
            f'src: url(data:font/woff2;base64,{letters}) format("woff2"); }}\n'
        )
    return Markup("".join(faces) + (folder / "page.css").read_text("utf-8"))  # noqa: S704 - our own files


_FACES = (("Diag Texte", 400, "texte-400"), ("Diag Texte", 700, "texte-700"), ("Diag Titre", 700, "titre-700"))


@cache  # compiling the templates takes longer than writing a hundred documents
def _environment(own: Path | None) -> Environment:
    """Return the templates; those of a folder of the reader's replace ours, and can reach nothing."""
    ours = resource("report_templates")
    loaders: list[BaseLoader] = [FileSystemLoader(ours)]
    if own is not None:
        loaders.insert(0, PrefixLoader({"parts": FileSystemLoader(own)}))
    # Ours alone need no guard, which takes as long as the pages themselves.
    kind = Environment if own is None else ImmutableSandboxedEnvironment
    environment = kind(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=own is not None,  # which somebody may be writing
    )
    environment.filters["css_string"] = css_string
    return environment


def css_string(text: str) -> Markup:
    """Return a text as a string of a style sheet, where nothing that it holds can end it."""
    escaped = "".join(c if c.isalnum() or c in " .,–’·" else f"\\{ord(c):06x} " for c in text)
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing else is left than letters, figures and escapes
