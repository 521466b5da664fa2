"""The page of a release: one self-contained file for the network that publishes it."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diag.benchmark.release import Release
from diag.questionnaire.questionnaire import Questionnaire
from diag.report.release_view import build_release_view
from diag.resources import resource

STYLES = ("style.css", "parts/network.css", "parts/position.css", "parts/release.css")


def render_release_html(release: Release, questionnaire: Questionnaire) -> str:
    """Return the page of a release: no network, no script, its style inside.

    Args:
        release: read with its shares, so that the answers are told too.
        questionnaire: that it is about, to name its axes, groups and questions.

    """
    view = build_release_view(release, questionnaire)
    return _environment().get_template("release.html.j2").render(view=view)


@cache
def _environment() -> Environment:
    folder = resource("report_templates")
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = "".join((folder / name).read_text("utf-8") for name in STYLES)
    environment.globals["style"] = Markup(style)  # noqa: S704 - our own files
    return environment
