"""Where the templates are, and what they all share."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diag.resources import resource


class Templates(Environment):
    """Templates that print a view: its parts have attributes, and nothing else to look for."""

    getattr = staticmethod(getattr)  # type: ignore[assignment]


def environment(
    name: str,  # noqa: ARG001 - goes with the calls
    styles: tuple[str, ...],
    autoescape: bool,
    **options: Any,
) -> Environment:
    """Return the templates, with some style sheets as `style`, written into the page.

    Args:
        name: of these settings.
        styles: files of `report_templates/`, in order.
        autoescape: escape what the templates are not the author of; otherwise `finalize` does.
        options: others of Jinja.

    """
    folder = resource("report_templates")
    made = Templates(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        **options,
    )
    style = "".join((folder / name).read_text("utf-8") for name in styles)
    made.globals["style"] = Markup(style)  # noqa: S704 - our own files
    return made
