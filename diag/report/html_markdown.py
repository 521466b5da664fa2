"""Pages and Markdown: from a view to a text, through the templates of `report_templates/`."""

import re
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from diag.report.view_model import Part, with_texts
from diag.resources import resource
from diag.safe_text import markdown

if TYPE_CHECKING:  # the report of a visit needs nothing of networks and releases
    from diag.report.network_view import NetworkView
    from diag.report.release_view import ReleaseView
    from diag.report.visit_view import VisitView


def render_html(view: "VisitView") -> str:
    """Return the report of a visit as one self-contained page: no network, no script."""
    return _page("report.html.j2", view, "style.css", "parts/position.css")


def render_markdown(view: "VisitView") -> str:
    """Return the same facts as Markdown."""
    return _markdown("report.md.j2", view)


def render_network_html(view: "NetworkView") -> str:
    """Return the page of a network, self-contained like a report."""
    return _page("network.html.j2", view, "style.css", "parts/network.css")


def render_network_markdown(view: "NetworkView") -> str:
    """Return the same facts as Markdown."""
    return re.sub(r"\n{3,}", "\n\n", _markdown("network.md.j2", view))


def render_release_html(view: "ReleaseView") -> str:
    """Return the page of a release, self-contained like a report."""
    styles = ("style.css", "parts/network.css", "parts/position.css", "parts/release.css")
    return _page("release.html.j2", view, *styles)


def _page(template: str, view: Part, *styles: str) -> str:
    """Return a page with its style sheets written into it; Jinja escapes what the view holds."""
    folder = resource("report_templates")
    style = "".join((folder / name).read_text("utf-8") for name in styles)
    own = Markup(style)  # noqa: S704 - our own files
    return _templates().get_template(template).render(view=view, style=own)


def _markdown(template: str, view: Part) -> str:
    """Return Markdown; its texts are escaped before the template, which then has none to forget.

    Jinja's autoescape knows HTML alone, and a `finalize` would escape again what a macro returns.
    """
    inert = with_texts(view, markdown)
    return _templates().get_template(template).render(view=inert).strip() + "\n"


@cache  # compiling the templates takes longer than writing a hundred reports
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource("report_templates")),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
