"""The pages of forms: from a view to one file, through the templates of `report_templates/forms/`."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from diag.resources import resource


def page(name: str, **given: Any) -> bytes:
    """Return the page `NAME.html.j2` filled, with its own style in it, and its own script if it has one."""
    folder = resource("report_templates") / "forms"
    own = {kind: folder / f"{name}.{suffix}" for kind, suffix in (("style", "css"), ("script", "js"))}
    texts = {kind: Markup(path.read_text("utf-8")) for kind, path in own.items() if path.exists()}  # noqa: S704 - ours
    return _environment().get_template(f"{name}.html.j2").render(**given, **texts).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource("report_templates") / "forms"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
