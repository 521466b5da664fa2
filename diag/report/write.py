"""Reports on disk: one file per format, named after the visit, written whole or not at all."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import explain_os_error
from diag.report.dossier import Dossier
from diag.report.rendering import render_html, render_markdown
from diag.report.view import View
from diag.visit.visit_file import write_text

FORMATS: Mapping[str, Callable[[Dossier, View], str]] = {
    "html": lambda _, view: render_html(view),
    "md": lambda _, view: render_markdown(view),
    "json": lambda dossier, _: _json(dossier),
}
"""What renders each format, from the dossier and its view."""


def _json(dossier: Dossier) -> str:
    from diag.report.json_report import render_json  # its models cost as much as a whole report

    return render_json(dossier)


def write_reports(
    dossier: Dossier, view: View, folder: Path, name: str, formats: tuple[str, ...]
) -> list[Path]:
    """Write the reports of one dossier as `rapport-NAME.FORMAT` and return their paths.

    Raises:
        Refusal: the folder cannot be created or written, or the disk is full.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_file(folder, "F01", *explain_os_error(error, folder)) from None
    stem = f"rapport-{file_name(name)}"
    return [write_text(folder / f"{stem}.{kind}", FORMATS[kind](dossier, view)) for kind in formats]


def file_name(text: str) -> str:
    """Return a name safe on every system, whatever it comes from: `les-tilleuls`, never `../x`."""
    spelled = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "structure"
