"""A release on disk: a folder written whole or not at all, read strictly.

The fingerprints tell a file damaged or edited by mistake. They prove nothing of who wrote it: a
release is trusted as much as the hand it comes from.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from diag.benchmark.checks import read_cells
from diag.benchmark.csv_files import check_header, digest, is_text, lines_of, read_table
from diag.benchmark.descriptor import (
    CELL_COLUMNS,
    CELLS,
    DESCRIPTOR,
    FILES,
    FORMAT,
    FORMATS,
    README,
    SHARE_COLUMNS,
    SHARES,
    About,
    Package,
    descriptor,
    fingerprint,
)
from diag.benchmark.fit import compatible
from diag.benchmark.page import ASK_AGAIN, Page
from diag.benchmark.readme import readme
from diag.benchmark.release import Cell, Content, Release, Shares, content_of
from diag.benchmark.rows import cell_lines, normal, share_lines
from diag.benchmark.share_checks import read_shares
from diag.benchmark.table_file import read_columns
from diag.benchmark.words import STAMP
from diag.questionnaire.located_yaml import Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import explain_os_error
from diag.questionnaire.validation import validate
from diag.visit.result_folder import staged, write_whole


def write_release(
    release: Release,
    folder: Path,
    questionnaire: Questionnaire,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Write a release; the same content always gives the same bytes.

    A folder that exists is replaced when it is empty or holds nothing but an earlier release, as it
    was published. What was written is read back before it takes its place: nothing is published that
    would be refused.

    Args:
        release: to write.
        folder: where.
        questionnaire: that the visits were made with.
        ready: called last, before the folder takes its place: if it fails, nothing is put down.

    Raises:
        Refusal: the folder holds other files, the disk refuses, or the release breaks a rule.

    """
    _check_former(folder)
    release = normal(release, content_of(questionnaire))
    with staged(folder, lambda _: FILES, DESCRIPTOR) as stage:
        _fill(release, stage, questionnaire)
        _read_back(stage, folder)
        ready()


def _check_former(folder: Path) -> None:
    """Refuse to replace files that bear the names of a release and are none, or were edited since."""
    if not os.path.lexists(folder / DESCRIPTOR):
        return
    try:
        read_release(folder, with_shares=False)
    except Refusal:
        what = "ce dossier contient autre chose qu’un repère tel que diag l’a écrit"
        raise refuse_file(folder, "F01", what, "choisissez un dossier vide ou nouveau") from None


def read_release(
    folder: Path, questionnaire: Questionnaire | None = None, with_shares: bool = True
) -> Release:
    """Read a release, and check all that can be checked.

    Args:
        folder: of the release.
        questionnaire: in use, when the release must fit it.
        with_shares: read what structures answered. A position does without, and the table of
            answers is twenty times as long: only its fingerprint is then checked.

    Raises:
        Refusal: a file is absent, was edited, or says what no release may say; or the release does
            not fit the questionnaire.

    """
    about, source = _about(folder)
    tables = {name: read_table(folder / name) for name in (CELLS, SHARES)}
    _intact(folder, source, tables)
    stamp, content = STAMP if about.synthetic else "", about.content
    cells, shares = _read(folder, tables, content, stamp, with_shares)
    release = Release(
        date=about.date.isoformat(),
        source=about.source,
        questionnaire=about.questionnaire.id,
        version=about.questionnaire.version,
        hash=about.questionnaire.hash,
        period=(about.period.first, about.period.last),
        synthetic=about.synthetic,
        cells=cells,
        shares=shares,
        content=content,
        form=about.form,
        method=about.method,
    )
    return release if questionnaire is None else _fitting(release, questionnaire, source)


def _read(
    folder: Path, tables: Mapping[str, bytes], content: Content, stamp: str, with_shares: bool
) -> tuple[tuple[Cell, ...], Shares]:
    """Return what the tables tell."""
    pages = {
        name: Page(str(folder / name), columns, stamp, content)
        for name, columns in ((CELLS, CELL_COLUMNS), (SHARES, SHARE_COLUMNS))
    }
    for name, page in pages.items():
        check_header(page, tables[name])
    _refuse(pages.values())
    cells = read_cells(pages[CELLS], lines_of(pages[CELLS], tables[CELLS]))
    shares: Shares = {}
    if with_shares:
        table = read_columns(folder / SHARES, tables[SHARES], ASK_AGAIN, SHARE_COLUMNS)
        shares = read_shares(table, content, stamp, {cell.key: cell for cell in cells})
        pages[SHARES].mistakes += table.mistakes
    _refuse(pages.values())
    return cells, shares


def _refuse(pages: Iterable[Page]) -> None:
    mistakes = [mistake for page in pages for mistake in page.mistakes]
    if mistakes:
        raise Refusal(mistakes)


def _fitting(release: Release, questionnaire: Questionnaire, source: Source) -> Release:
    fit = compatible(release, questionnaire)
    if not fit.usable:
        path = ("diag", "questionnaire", "version")
        raise Refusal([source.mistake(path, "R03", fit.refusal, fit.mend)])
    return release


def _about(folder: Path) -> tuple[About, Source]:
    """Return what a release says of itself, once sure that nobody edited it."""
    path = folder / DESCRIPTOR
    try:
        found = path.exists()
    except OSError as error:
        raise refuse_file(path, "F01", *explain_os_error(error, path)) from None
    if not found:
        how = "donnez le dossier d’un repère, tel qu’il a été publié"
        raise refuse_file(path, "R01", "ce dossier ne contient pas de repère", how)
    source = read_source(path)
    ours = source.data.get("diag") if isinstance(source.data, dict) else None
    if not isinstance(ours, dict):
        raise Refusal([source.mistake((), "R01", "ce n’est pas un repère de diag", ASK_AGAIN)])
    written = ours.get("format")
    if written not in FORMATS:
        what = f"ce repère utilise le format « {written} », et diag lit le format {FORMAT}"
        how = "mettez diag à jour, ou redemandez le repère"
        raise Refusal([source.mistake(("diag", "format"), "R03", what, how)])
    package, mistakes = validate(Package, source)
    if package is None:
        raise Refusal(mistakes)
    if package.diag.fingerprint != fingerprint(source.data):
        path_ = ("diag", "fingerprint")
        what = "la description du repère a été modifiée depuis sa publication"
        raise Refusal([source.mistake(path_, "R02", what, ASK_AGAIN)])
    _coherent(package.diag, source)
    return package.diag, source


def _coherent(about: About, source: Source) -> None:
    """Refuse a description that contradicts itself."""
    mistakes = []
    if about.period.first > about.period.last:
        what = "la première visite est après la dernière"
        mistakes.append(source.mistake(("diag", "period"), "R05", what, ASK_AGAIN))
    known = {dimension.id for dimension in about.dimensions}
    for rank, question in enumerate(about.questions):
        if question.dimension not in known:
            path = ("diag", "questions", rank, "dimension")
            what = f"la question « {question.id} » est d’un axe inconnu"
            mistakes.append(source.mistake(path, "R04", what, ASK_AGAIN))
    if mistakes:
        raise Refusal(mistakes)


def _intact(folder: Path, source: Source, tables: Mapping[str, bytes]) -> None:
    """Refuse the tables that are not those the release was published with."""
    written = {r["path"]: r["hash"] for r in source.data["resources"]}
    mistakes = []
    for name, raw in tables.items():
        if written.get(name) != digest(raw):
            what = "ce fichier a été modifié depuis la publication du repère"
            if not is_text(raw):
                what += " : il n’est plus en UTF-8"
            mistakes.append(Mistake(str(folder / name), 0, 0, "R02", what, ASK_AGAIN))
    if mistakes:
        raise Refusal(mistakes)


def _read_back(stage: Path, folder: Path) -> None:
    """Read what was just written, and name the files of `folder` in what is refused."""
    try:
        read_release(stage)
    except Refusal as refusal:
        names = [(mistake, Path(mistake.file).name) for mistake in refusal.mistakes]
        raise Refusal([replace(m, file=str(folder / name)) for m, name in names]) from None


def _fill(release: Release, folder: Path, questionnaire: Questionnaire) -> None:
    content = content_of(questionnaire)
    tables = {
        CELLS: cell_lines(release, content).encode(),
        SHARES: share_lines(release).encode(),
    }
    sizes = {name: (len(raw), digest(raw)) for name, raw in tables.items()}
    tables[DESCRIPTOR] = descriptor(release, content, sizes).encode()
    tables[README] = readme(release, questionnaire).encode()
    for name, raw in tables.items():
        write_whole(folder / name, raw)
