"""One report per structure of a batch, by the very path that writes the report of a visit."""

import datetime
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from diag.benchmark.release import Release
from diag.planning.order import PLACES
from diag.planning.plan import quarter_of
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import prepare_all
from diag.report.document import Reader
from diag.report.look import PLAIN
from diag.report.network_counts import Ahead
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED, report_name, sealed
from diag.table.answers import Structures
from diag.table.results import actions_of
from diag.table.row_visits import met_visits

_READERS: tuple[Reader, ...] = ("conseil", "direction")


def write_reports(
    questionnaire: Questionnaire,
    release: Release | None,
    day: datetime.date,
    folder: Path,
    piece: tuple[Structures, Sequence[str]],
) -> tuple[pd.DataFrame, Ahead]:
    """Write the reports of n structures as `rapport-NAME-READER.html` in a folder.

    Each has the page of the board and the report of the direction. `piece` is the structures and
    their names, unique in the batch; `day` is the date of the visits whose row has none.

    Returns what `planned` does, of the plans that the reports tell: each is made once.
    """
    folder.mkdir(exist_ok=True)
    structures, names = piece
    met = list(met_visits(questionnaire, structures, day))
    prepared = prepare_all(questionnaire, met, release=release)
    for name, one in zip(names, prepared, strict=True):
        for reader in _READERS:
            page = RENDERED["html"](one, build_document(one, reader), PLAIN)
            # Without a flush to the disk for each: the whole folder appears at once, or not at all.
            (folder / report_name(name, reader, "html")).write_bytes(sealed(page, one.mark))
    plans = [one.plan.lines for one in prepared]
    begun = [[quarter_of(line.slot) for line in lines[:PLACES]] for lines in plans]
    return actions_of(questionnaire, structures.frame.index, plans, begun)
