"""From the view to HTML and Markdown, through the templates."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diag.report.view import View
from diag.resources import resource

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def render_html(view: View) -> str:
    """Return one self-contained page: no network, no script, its style inside."""
    return _environment("html").get_template("report.html.j2").render(view=view)


def render_markdown(view: View) -> str:
    """Return the same facts as Markdown."""
    text = _environment("md").get_template("report.md.j2").render(view=view)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def escape_markdown(value: Any) -> Any:
    """Return a value whose text cannot become Markdown, HTML, a link or a table cell."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = " ".join(value.splitlines())
    text = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(_guard, text)


def _guard(match: re.Match[str]) -> str:
    """Put a backslash before what would open a heading, a list or a rule."""
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


@cache
def _environment(kind: str) -> Environment:
    """Return the templates of one format; every value is escaped unless the template is its author."""
    folder = resource("report_templates")
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=kind == "html",  # noqa: S701 - Markdown is escaped by `finalize`
        finalize=None if kind == "html" else escape_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup((folder / "style.css").read_text("utf-8"))  # noqa: S704
    return environment
