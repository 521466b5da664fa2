"""Where the templates are, and what they all share."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diag.resources import resource


def environment(styles: tuple[str, ...], autoescape: bool, **options: Any) -> Environment:
    """Return the templates, with some style sheets as `style`, written into the page.

    Args:
        styles: files of `report_templates/`, in order.
        autoescape: escape what the templates are not the author of; otherwise `finalize` does.
        options: others of Jinja.

    """
    folder = resource("report_templates")
    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701 - see the arguments
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    style = "".join((folder / name).read_text("utf-8") for name in styles)
    made.globals["style"] = Markup(style)  # noqa: S704 - our own files
    return made
