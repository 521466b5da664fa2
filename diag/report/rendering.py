"""From the view to HTML and Markdown, through the templates."""

from collections.abc import Callable
from functools import cache, lru_cache

from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from diag.report.parts import Part
from diag.report.templates import environment
from diag.report.view import View
from diag.safe_text import markdown


def render_html(view: View) -> str:
    """Return one self-contained page: no network, no script, its style inside."""
    return _environment("html").get_template("report.html.j2").render(view=view)


def render_markdown(view: View) -> str:
    """Return the same facts as Markdown."""
    return _environment("md").get_template("report.md.j2").render(view=view).strip() + "\n"


_REMEMBERED = 16_384  # several times the texts of a questionnaire; a batch takes about 20 MB more
_ESCAPE: dict[str, Callable[[str], str]] = {"html": escape, "md": markdown}


@cache
def _environment(kind: str) -> Environment:
    """Return the templates of one format; every value is escaped unless the template is its author.

    `finalize` escapes in both formats, rather than `autoescape` in one: most texts come back in
    every report of a batch, and each is escaped once.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def escaped(value: object) -> str:
        return str(_ESCAPE[kind](str(value)))

    templates = environment(
        f"report-{kind}",
        ("style.css", "parts/position.css"),
        autoescape=False,
        finalize=lambda value: value if type(value) is Markup else escaped(value),
    )
    templates.filters["once"] = lru_cache(maxsize=_REMEMBERED)(_once)
    return templates


def _once(part: Part, macro: Macro) -> Markup:
    """Return what a macro writes of a part that many reports share."""
    return Markup(macro(part))  # noqa: S704 - escaped inside the macro
