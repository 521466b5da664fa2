"""Reports on disk: one file per reader and format, named after the visit, whole or not at all.

A report bears the mark of its visit and the digits of its own content (`AssessedVisit.mark`), so
that the next run knows what it may replace without asking: the report of the same visit, as it was
written. Anything else that has its name (the report of another structure, one that somebody
edited, a file of another origin) is left as it is, named, and the command refuses: writing beside
it under another name would leave a script, or a reader in a hurry, with the wrong report and no
sign of it.

The mark is a comment of the page and of the Markdown, a key of the JSON, a comment after the end of
the PDF, and the comment of the archive that a Word document is: no reader shows it, none minds it. By
it reports that lie in a folder are known, whatever they are called.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.user_files import explain_os_error, system_refusal
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Document, Reader
from diag.report.html_markdown import document_html, document_markdown
from diag.report.look import PLAIN, Look
from diag.report.reader_document import build_document
from diag.visit.new_names import file_name
from diag.visit.visit_file import visit_text, write_bytes
from diag.visit.visit_model import Visit, mark_of

Renderer = Callable[[AssessedVisit, Document, Look], bytes]
MOST_BYTES = 20_000_000
"""Bytes of a file that may be a report: none comes near it."""
_DIGITS = 16  # of the content, at the end of a mark


def _html(assessed: AssessedVisit, document: Document, look: Look) -> bytes:
    return document_html(document, look).encode()


def _markdown(assessed: AssessedVisit, document: Document, look: Look) -> bytes:
    return document_markdown(document, look).encode()


def _json(assessed: AssessedVisit, document: Document, look: Look) -> bytes:
    from diag.report.json_report import render_json  # its models take as long as a report to build

    return render_json(assessed, document).encode()


def _word(assessed: AssessedVisit, document: Document, look: Look) -> bytes:
    from diag.report.word_report import document_word  # its libraries are for those who ask for it

    return document_word(document, look)


RENDERED: Mapping[str, Renderer] = {"html": _html, "md": _markdown, "json": _json, "docx": _word}
"""What renders each format; a PDF is printed from the page."""
FORMATS = (*RENDERED, "pdf")


def write_reports(
    assessed: AssessedVisit,
    folder: Path,
    name: str,
    formats: Sequence[str] = ("html",),
    readers: Sequence[Reader] = ("direction",),
    look: Look = PLAIN,
) -> Iterator[Path]:
    """Write the reports of one visit, `rapport-NAME-READER.FORMAT`, and yield each path once written.

    All is checked and rendered before anything is written. A PDF is printed from the page, which is
    thus written too, and comes last: without a browser, all the rest is there. What the adviser alone
    reads is for its owner alone.

    Raises:
        Refusal: one of these files exists and is not the report of this visit, as it was written;
            the folder cannot be created or written, or the disk is full; an own template cannot be
            used; no browser prints.
    """
    asked = {*formats, "html"} if "pdf" in formats else set(formats)
    kinds = [kind for kind in FORMATS if kind in asked]
    paths = [(folder / report_name(name, reader, kind), reader, kind) for kind in kinds for reader in readers]
    _refuse_others(folder, [path for path, *_ in paths], assessed.mark)
    documents = {reader: build_document(assessed, reader) for reader in readers}
    rendered = {
        path: sealed(RENDERED[kind](assessed, documents[reader], look), assessed.mark)
        for path, reader, kind in paths
        if kind in RENDERED
    }
    for path, reader, kind in paths:
        data = rendered[path] if kind in RENDERED else _printed(path, assessed.mark)
        yield write_bytes(path, data, private=reader == "conseiller")


def report_name(name: str, reader: str, kind: str) -> str:
    """Return the name of the file of a report."""
    return f"rapport-{file_name(name)}-{reader}.{kind}"


def _printed(path: Path, mark: str) -> bytes:
    from diag.report.pdf_report import print_page

    return sealed(print_page(path.with_suffix(".html")) + f"%{mark}\n".encode(), mark)


def _refuse_others(folder: Path, paths: Sequence[Path], mark: str) -> None:
    """Make the folder, and refuse as a whole what must not be replaced in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise system_refusal(error, folder) from None
    held = [found for path in paths if (found := _not_ours(path, mark))]
    if held:
        raise Refusal(held)


def write_marked(path: Path, text: str | bytes, mark: str) -> Path:
    """Write a text, or bytes, that holds `mark`, for its owner alone, over nothing but itself as it was written.

    Raises:
        Refusal: the file exists and is something else, or it cannot be written.
    """
    return write_pages(path.parent, {path.name: text}, mark, private={path.name})[0]


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def write_handed_over(visit: Visit, path: Path) -> Path:
    """Write the copy of a visit that may be given, over nothing but itself as it was written.

    Args:
        visit: what may be given; see `visit_copies.without_private_parts`.
        path: where it goes.

    Raises:
        Refusal: the file exists and is something else, or it cannot be written.
    """
    mark = mark_of(visit)
    return write_marked(path, f"{visit_text(visit)}# {mark}\n", mark)


def refuse_other(path: Path, mark: str) -> None:
    """Refuse a file that is there and is not what bears `mark`, exactly as it was written.

    Raises:
        Refusal: F05, it is something else, or F01, it cannot be read.
    """
    held = _not_ours(path, mark)
    if held:
        raise Refusal([held])


def write_pages(
    folder: Path, texts: Mapping[str, str | bytes], mark: str, private: Collection[str] = ()
) -> list[Path]:
    """Write texts that hold `mark`, by their names, over nothing but themselves as they were written.

    Args:
        folder: made if it is not there.
        texts, mark: what to write, and of what they are.
        private: names of those that are for their owner alone.

    Raises:
        Refusal: a file exists and is something else, and nothing is written; or it cannot be.
    """
    _refuse_others(folder, [folder / name for name in texts], mark)
    return [
        write_bytes(folder / name, sealed(_bytes(text), mark), private=name in private)
        for name, text in texts.items()
    ]


def _not_ours(path: Path, mark: str) -> Mistake | None:
    """Return why the file at `path` must not be replaced; None where there is none, or it may be."""
    try:
        if not os.path.lexists(path):  # a link that leads nowhere yet is somebody's too
            return None
        # What is no file is never opened: a named pipe would be waited for.
        whole = path.is_file() and path.stat().st_size <= MOST_BYTES
        data = path.read_bytes() if whole else b""
    except OSError as error:
        return Mistake(str(path), 0, 0, "F01", *explain_os_error(error, path))
    if is_sealed(data, mark):
        return None
    if mark[:-_DIGITS].encode() in data:
        what = "ce fichier a été modifié depuis que diag l’a écrit : il n’est pas remplacé"
        how = "renommez-le pour garder ces modifications, puis recommencez"
    else:
        what = "ce fichier vient d’ailleurs ou d’une autre visite : il n’est pas remplacé"
        how = "renommez-le ou déplacez-le, ou écrivez ailleurs, avec --sortie"
    return Mistake(str(path), 0, 0, "F05", what, how)


def sealed(data: bytes, mark: str) -> bytes:
    """Return a report whose mark says its content, so that an edited one is told from it."""
    return data.replace(mark.encode(), (mark[:-_DIGITS] + _content(data)).encode())


def is_sealed(data: bytes, mark: str) -> bool:
    """Tell whether a file is the report of the visit of a mark, exactly as it was written."""
    start = mark[:-_DIGITS].encode()
    found = set(re.findall(re.escape(start) + rb"([0-9a-f]{16})", data))
    whole = mark.encode()
    return any(_content(data.replace(start + digits, whole)).encode() == digits for digits in found)


def _content(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def write_sealed(files: Sequence[tuple[Path, bytes]], mark: str) -> list[Path]:
    """Write files that hold `mark`, for their owner alone, over nothing but themselves as written.

    Raises:
        Refusal: one of them exists and is something else, and nothing is written; or one cannot be.
    """
    for folder in {path.parent for path, _ in files}:
        _refuse_others(folder, [path for path, _ in files if path.parent == folder], mark)
    return [write_bytes(path, sealed(data, mark), private=True) for path, data in files]


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
