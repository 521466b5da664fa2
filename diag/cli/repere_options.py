"""Options shared by the commands of `diag repere`."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.console import show_mistakes
from diag.cli.options import load_questionnaire
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.benchmark.sources import Period, Sources
    from diag.questionnaire.questionnaire_model import Questionnaire

F = TypeVar("F", bound=Callable[..., Any])
UNREADABLE = ("F", "Y", "R01")
"""Beginnings of the codes of what is no source at all; the others are of values that are refused."""
FOLDER = click.Path(file_okay=False, path_type=Path)
_MONTH = r"(\d{4})(?:-(0[1-9]|1[0-2]))?"
_PERIOD = re.compile(rf"{_MONTH}(?::{_MONTH})?", re.ASCII)


class PeriodType(click.ParamType["Period"]):
    """Calendar months: `2026`, `2026-03`, `2026-01:2026-06`."""

    name = "période"

    def convert(self, value: Any, param: Any, ctx: Any) -> "Period":
        """Return the first and the last month."""
        match = _PERIOD.fullmatch(str(value))
        if match is None:
            self.fail("écrivez une année, un mois, ou deux : 2026, 2026-03, 2026-01:2026-06.")
        year, month, last_year, last_month = match.groups()
        last = (last_year, last_month) if last_year else (year, month)
        first, end = f"{year}-{month or '01'}", f"{last[0]}-{last[1] or '12'}"
        if first > end:
            self.fail("le premier mois est après le dernier.")
        return first, end


def name_option(command: F) -> F:
    """Add `--questionnaire`: by default that of the release."""
    return click.option(
        "--questionnaire", "name", metavar="NOM", help="Questionnaire livré ou dossier ; par défaut celui du repère."
    )(command)


def release_questionnaire(folder: Path, release: "Release", name: str | None) -> "Questionnaire":
    """Return the questionnaire of a release, to name what it tells."""
    if name is not None:
        return load_questionnaire(name)
    if release.questionnaire not in shipped_names():
        what = f"ce repère porte sur le questionnaire « {release.questionnaire} », qui n’est pas livré"
        raise refuse_file(folder, "R03", what, "indiquez son dossier : --questionnaire DOSSIER")
    return load_questionnaire(release.questionnaire)


def read_scores(
    scores: Sequence[Path], questionnaire: "Questionnaire", date: str, period: "Period | None"
) -> "Sources":
    """Read the SCORES of a command, as `read_sources` does.

    Raises:
        click.exceptions.Exit: 2, once told: one of them cannot be read, or is no source of a release.
        Refusal: they can be read, and hold what a release may not count.
    """
    from diag.benchmark.sources import read_sources

    try:
        return read_sources(scores, questionnaire, date, period)
    except Refusal as refusal:
        if not any(mistake.code.startswith(UNREADABLE) for mistake in refusal.mistakes):
            raise
        show_mistakes(refusal.mistakes)
        raise click.exceptions.Exit(2) from None
