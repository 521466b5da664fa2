"""The page of a release: one self-contained file for the network that publishes it."""

from functools import cache

from jinja2 import Environment

from diag.benchmark.release import Release
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.release_view import build_release_view
from diag.report.templates import environment

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
    return environment("release", STYLES, autoescape=True)
