"""The folder of results: which of its files a batch wrote, and the journal that names them all."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.user_files import read_whole, refuse_irregular
from diag.safe_text import plain_data

JOURNAL = "journal.json"
_OURS = re.compile(
    r"(?:scores|reponses|actions|rejets|ecarts)\.csv|datapackage\.json|resultats\.xlsx"
    r"|synthese\.(?:html|md)|rapports/rapport-[a-z0-9-]+\.(?:html|md)"
)


def unchanged_files(folder: Path) -> set[str]:
    """Return the files of a folder that the last run wrote there and that nobody changed since.

    A journal is a file like others, that anybody may have written: it is believed of the names that
    a batch gives, and where the bytes are those it tells.
    """
    try:
        written = json.loads(read_whole(folder / JOURNAL, ""))["fichiers"]
        told = {str(name): digest for name, digest in written.items() if _OURS.fullmatch(name)}
    except (Refusal, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return set()
    same = {name for name, digest in told.items() if _fingerprint(folder / name) == digest}
    return same and {JOURNAL, *same}


def may_stay(name: str) -> bool:
    """Tell whether somebody's file may stay in the folder: it bears no name of a batch."""
    return not _OURS.fullmatch(name) and name != "rapports"


def _fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    try:
        refuse_irregular(path)
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, Refusal):
        return ""


def write_journal(folder: Path, journal: Mapping[str, Any]) -> None:
    """Write the journal; it names every file of the folder, with its SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): _fingerprint(path) for path in files}
    told = plain_data({**journal, "fichiers": named})
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (folder / JOURNAL).write_text(text + "\n", encoding="utf-8", newline="\n")
