"""Reports on disk: one file per format, named after the visit, written whole or not at all.

A report bears the mark of its visit and the digits of its own content (`AssessedVisit.mark`), so
that the next run knows what it may replace without asking: the report of the same visit, as it was
written. Anything else that has its name (the report of another structure, one that somebody
edited, a file of another origin) is left as it is, named, and the command refuses: writing beside
it under another name would leave a script, or a reader in a hurry, with the wrong report and no
sign of it.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.user_files import explain_os_error, system_refusal
from diag.report.assessed_visit import AssessedVisit
from diag.report.html_markdown import render_html, render_markdown
from diag.report.visit_view import VisitView
from diag.visit.visit_file import write_text

FORMATS: Mapping[str, Callable[[AssessedVisit, VisitView], str]] = {
    "html": lambda assessed, view: _sealed(render_html(view), assessed.mark),
    "md": lambda assessed, view: _sealed(render_markdown(view), assessed.mark),
    "json": lambda assessed, _: _sealed(_json(assessed), assessed.mark),
}
"""What renders each format, from the visit and its view."""
_MOST_BYTES = 20_000_000  # no report comes near it
_DIGITS = 16  # of the content, at the end of a mark


def _json(assessed: AssessedVisit) -> str:
    from diag.report.json_report import render_json  # its models take as long as a report to build

    return render_json(assessed)


def write_reports(
    assessed: AssessedVisit, view: VisitView, folder: Path, name: str, formats: tuple[str, ...]
) -> list[Path]:
    """Write the reports of one visit as `rapport-NAME.FORMAT` and return their paths.

    Raises:
        Refusal: one of these files exists and is not the report of this visit, as it was written;
            the folder cannot be created or written, or the disk is full. Nothing is written then,
            but for the formats that went before a disk that fills up.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise system_refusal(error, folder) from None
    paths = {kind: folder / f"rapport-{file_name(name)}.{kind}" for kind in formats}
    held = [found for path in paths.values() if (found := _not_ours(path, assessed.mark))]
    if held:
        raise Refusal(held)
    return [write_text(path, FORMATS[kind](assessed, view)) for kind, path in paths.items()]


def write_marked(path: Path, text: str, mark: str) -> Path:
    """Write a text that holds `mark`, for its owner alone, over nothing but itself as it was written.

    Raises:
        Refusal: the file exists and is something else, or it cannot be written.

    """
    held = _not_ours(path, mark)
    if held:
        raise Refusal([held])
    return write_text(path, _sealed(text, mark), private=True)


def _not_ours(path: Path, mark: str) -> Mistake | None:
    """Return why the file at `path` must not be replaced; None where there is none, or it may be."""
    try:
        if not os.path.lexists(path):  # a link that leads nowhere yet is somebody's too
            return None
        # What is no file is never opened: a named pipe would be waited for.
        whole = path.is_file() and path.stat().st_size <= _MOST_BYTES
        text = path.read_bytes().decode("utf-8", "replace") if whole else ""
    except OSError as error:
        return Mistake(str(path), 0, 0, "F01", *explain_os_error(error, path))
    if _is_sealed(text, mark):
        return None
    if mark[:-_DIGITS] in text:
        what = "ce fichier a été modifié depuis que diag l’a écrit : il n’est pas remplacé"
        how = "renommez-le pour garder ces modifications, puis recommencez"
    else:
        what = "ce fichier vient d’ailleurs ou d’une autre visite : il n’est pas remplacé"
        how = "renommez-le ou déplacez-le, ou choisissez un autre dossier avec --sortie"
    return Mistake(str(path), 0, 0, "F05", what, how)


def _sealed(text: str, mark: str) -> str:
    """Return a report whose mark says its content, so that an edited one is told from it."""
    return text.replace(mark, mark[:-_DIGITS] + _content(text))


def _is_sealed(text: str, mark: str) -> bool:
    """Tell whether a file is the report of the visit of a mark, exactly as it was written."""
    start = mark[:-_DIGITS]
    found = set(re.findall(re.escape(start) + r"([0-9a-f]{16})", text))
    return any(_content(text.replace(start + digits, mark)) == digits for digits in found)


def _content(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def file_name(text: str) -> str:
    """Return a name safe on every system, whatever it comes from: `les-tilleuls`, never `../x`."""
    spelled = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "structure"
