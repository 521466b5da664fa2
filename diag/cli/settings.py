"""What `diag` remembers of a person between two sessions: where visits are, and which face is wanted.

Paths only: no name of a structure, no answer. A file that is broken, unreadable or that nobody may
write is as if empty: to remember is a comfort, never a reason to fail.
"""

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from diag.questionnaire.mistakes import Refusal

FOLDER_VARIABLE = "DIAG_REGLAGES"
"""Names the folder of the settings, instead of that of the system."""
MAX_RECENT = 20
_FILE = "reglages.json"
_RECENT, _PLAIN = "visites", "lecture_simple"


def remember_visit(path: Path) -> None:
    """Put a visit first among the recent ones."""
    told = str(Path(os.path.abspath(path)))  # noqa: PTH100 - links are kept as they were given
    kept = _read()
    others = [one for one in _paths(kept) if one != told]
    _write({**kept, _RECENT: [told, *others][:MAX_RECENT]})


def forget_visits(paths: Collection[Path]) -> None:
    """Remember these visits no more: the name of a file may name a structure."""
    gone = {str(Path(os.path.abspath(path))) for path in paths}  # noqa: PTH100 - as remembered
    kept = _read()
    left = [one for one in _paths(kept) if one not in gone]
    if left != _paths(kept):
        _write({**kept, _RECENT: left})


def recent_visits() -> list[Path]:
    """Return the visits opened last that are still there, the latest first."""
    return [Path(one) for one in _paths(_read()) if os.path.isfile(one)]  # noqa: PTH113 - never raises


def plain_wanted() -> bool | None:
    """Tell whether the plain face was chosen for good; None if no face was."""
    wanted = _read().get(_PLAIN)
    return wanted if isinstance(wanted, bool) else None


def remember_face(plain: bool) -> None:
    """Use this face from now on, unless a command or the environment says otherwise."""
    _write({**_read(), _PLAIN: plain})


def _paths(kept: Mapping[str, Any]) -> list[str]:
    listed = kept.get(_RECENT)
    if not isinstance(listed, list):
        return []
    return [one for one in listed if isinstance(one, str) and one and "\0" not in one][:MAX_RECENT]


def _file() -> Path:
    told = os.environ.get(FOLDER_VARIABLE, "").strip()
    if told:
        return Path(told) / _FILE
    from platformdirs import user_config_path

    return user_config_path("diag", appauthor=False) / _FILE


def _read() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_bytes())
    except (OSError, ValueError, RecursionError, RuntimeError):  # RuntimeError: no home folder
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(kept: Mapping[str, Any]) -> None:
    from diag.visit.visit_file import write_text

    with suppress(OSError, RuntimeError, Refusal, ValueError):  # ValueError: a lone surrogate
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, json.dumps(kept, ensure_ascii=True, indent=1) + "\n", private=True)
