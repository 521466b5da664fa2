"""Reports that lie in a folder, known by the mark that they bear, whatever they are called."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from diag.report.report_files import FORMATS, MOST_BYTES, is_sealed

_SUFFIXES = {f".{kind}" for kind in (*FORMATS, "xlsx")}
_MARK = re.compile(rb"diag:([0-9a-f]{16}):[0-9a-f]{16}")


@dataclass(frozen=True)
class PastReport:
    """A report of a visit.

    Attributes:
        path: where it lies.
        identity: by what its visit is known; see `visit_identity.identity`.
        as_written: whether nobody changed it since it was written.
    """

    path: Path
    identity: str
    as_written: bool


def reports_among(paths: Iterable[Path]) -> Iterator[PastReport]:
    """Yield the reports among files; a link, and what cannot be read, is none."""
    for path in paths:
        data = _read(path)
        for identity in dict.fromkeys(_MARK.findall(data)):
            known = identity.decode()
            yield PastReport(path, known, is_sealed(data, f"diag:{known}:{'0' * 16}"))


def _read(path: Path) -> bytes:
    if path.suffix.lower() not in _SUFFIXES or path.is_symlink() or not path.is_file():
        return b""
    with suppress(OSError):
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    return b""
