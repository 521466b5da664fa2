"""Which files a batch reads, from what was typed."""

import glob
from collections.abc import Sequence
from pathlib import Path

from diag.questionnaire.mistakes import refuse_file

SUFFIXES = {".csv", ".tsv", ".tab", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".parquet"}
STDIN = "-"


def find_inputs(named: Sequence[str]) -> list[Path | None]:
    """Return the files named, each once; None is standard input.

    A folder stands for its files, sorted by name, hidden ones and locks of spreadsheets left out: those
    that are no export are told when they are opened. A pattern that the shell left as it is (on
    Windows) is expanded here.

    Raises:
        Refusal: nothing of that name.

    """
    found: dict[Path | None, None] = {}
    for name in named:
        if name == STDIN:
            found[None] = None
            continue
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] not in ".~")
            if not any(p.suffix.lower() in SUFFIXES for p in inside):
                what = "aucun export dans ce dossier"
                how = f"attendus : {', '.join(sorted(SUFFIXES))}"
                raise refuse_file(path, "F02", what, how)
            found |= dict.fromkeys(inside)
        elif not path.exists() and glob.has_magic(name):
            matched = sorted(map(Path, glob.glob(name)))  # noqa: PTH207 - absolute patterns too
            if not matched:
                how = "vérifiez le motif"
                raise refuse_file(path, "F01", "aucun fichier ne correspond à ce motif", how)
            found |= dict.fromkeys(matched)
        else:
            found[path] = None
    return list(found)
