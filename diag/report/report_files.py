"""Reports on disk: one file per format, named after the visit, written whole or not at all."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from diag.questionnaire.files import explain_os_error
from diag.questionnaire.mistakes import refuse_file
from diag.report.assessed_visit import AssessedVisit
from diag.report.html_markdown import render_html, render_markdown
from diag.report.json_report import render_json
from diag.report.visit_view import VisitView
from diag.visit.store import write_text

FORMATS: Mapping[str, Callable[[AssessedVisit, VisitView], str]] = {
    "html": lambda _, view: render_html(view),
    "md": lambda _, view: render_markdown(view),
    "json": lambda assessed, _: render_json(assessed),
}
"""What renders each format, from the visit and its view."""


def write_reports(
    assessed: AssessedVisit, view: VisitView, folder: Path, name: str, formats: tuple[str, ...]
) -> list[Path]:
    """Write the reports of one visit as `rapport-NAME.FORMAT` and return their paths.

    Raises:
        Refusal: the folder cannot be created or written, or the disk is full.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_file(folder, "F01", *explain_os_error(error, folder)) from None
    stem = f"rapport-{file_name(name)}"
    return [
        write_text(folder / f"{stem}.{kind}", FORMATS[kind](assessed, view)) for kind in formats
    ]


def file_name(text: str) -> str:
    """Return a name safe on every system, whatever it comes from: `les-tilleuls`, never `../x`."""
    spelled = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "structure"
