"""From the view of a network to HTML and Markdown, through the templates."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from diag.report.network_view import NetworkView
from diag.report.templates import environment
from diag.safe_text import markdown


def render_network_html(view: NetworkView) -> str:
    """Return one self-contained page: no network, no script, its style inside."""
    return _environment("html").get_template("network.html.j2").render(view=view)


def render_network_markdown(view: NetworkView) -> str:
    """Return the same facts as Markdown."""
    text = _environment("md").get_template("network.md.j2").render(view=view)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _escaped(value: Any) -> Any:
    """Escape what the view holds; what a macro made is already escaped."""
    safe = not isinstance(value, str) or isinstance(value, Markup)
    return value if safe else markdown(value)


@cache
def _environment(kind: str) -> Environment:
    """Return the templates of one format; every value is escaped unless the template is its author."""
    page = kind == "html"
    finalize = None if page else _escaped
    styles = ("style.css", "parts/network.css")
    return environment(f"network-{kind}", styles, autoescape=page, finalize=finalize)
