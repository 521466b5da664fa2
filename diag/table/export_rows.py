"""One export in memory: its rows, whose they are, and what they say.

Each distinct text of a column, or combination of boxes, is understood once, whatever the rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.export.reading import Export, RawTable
from diag.export.spelling import normalise
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.rubric import FORMS, Form
from diag.table.answer_frame import ANSWER_TYPE, HIDDEN, MISSING, NOT_APPLICABLE, UNKNOWN, forms, profile_column
from diag.table.answers import Reading, Said, State
from diag.table.asked_form import AskedForm, Bools, asked_rows, declared_form, form_of_columns, hidden_from_all
from diag.table.binding import Binding, Columns
from diag.table.cells import read_profile, read_question
from diag.table.dates import days
from diag.table.identity import pick_stamp
from diag.table.inputs import Opened
from diag.table.lexicon import Lexicon
from diag.table.rows import Fate, distinct, each, fates, keys
from diag.table.scores_read_back import form_of_scores, form_rank


@dataclass(eq=False)
class ExportRows:
    """The n records of an export, whose they are, and what they say.

    What they say is there once `understand` has found it.
    """

    export: Export
    binding: Binding
    raw: RawTable
    key: "pd.Series[Any]"  # (n,) key of each row, of the index of the records
    fate: NDArray[np.int8]  # (n,) `Fate` of each row, changed in place as it is known
    month_first: bool  # whether its dates are read so
    stamped: bool  # whether it says that its data are invented
    form: AskedForm = field(init=False)
    said: dict[str, Said] = field(init=False)  # by question and profile field that has columns
    answers: pd.DataFrame = field(init=False)  # the table of answers, without a mention
    answered: Bools = field(init=False)  # (n,) whether an answer was understood
    given: NDArray[np.int16] = field(init=False)  # (n,) number of answers

    @property
    def name(self) -> str:
        """Name of the file."""
        return Path(self.export.name).name

    @property
    def frame(self) -> pd.DataFrame:
        """(n rows) texts as categories."""
        return self.raw.frame

    def heading(self, position: int) -> str:
        """Return the heading of a column."""
        return self.export.layout.headings[position].name

    def kept(self) -> NDArray[np.intp]:
        """Return the ranks of the rows that count."""
        return np.flatnonzero(self.fate == Fate.KEPT)

    def answers_met(self) -> Mapping[Any, Any]:
        """Return the texts of each column that some row holds, totals and trials apart."""
        met = self.frame
        aside = np.isin(self.fate, (Fate.SUM, Fate.TEST))
        if aside.any():
            met = met[~aside].apply(lambda column: column.cat.remove_unused_categories())
        return {place: met[place].cat.categories for place in met}

    def texts(self, position: int | None) -> "pd.Series[str]":
        """Return the texts of a column, empty where there is none."""
        if position is None:
            return pd.Series("", self.frame.index, dtype="str")
        return self.frame[position].astype("str")


def read_rows(
    opened: Opened, stem: str, month_first: bool, commented: bool, progress: Callable[[int, int], None]
) -> ExportRows:
    """Read the records of an export; `commented`, with what people wrote beside their answers.

    `stem` tells its row numbers from those of other files, where they are keys; `month_first` reads
    `03/04/2026` as the 4th of March; `progress` is told of the bytes and rows read.

    Raises:
        Refusal: the file cannot be read to its end, or holds nothing.
    """
    export, binding = opened
    scored, layout = binding.scored, export.layout
    stamp = scored.mention if scored else pick_stamp(layout)
    who = (binding.key, binding.name, binding.operator, binding.role, binding.date, stamp)
    bound = (*binding.questions.values(), *binding.profile.values())
    wanted = {place for columns in bound for place in columns.positions}
    wanted |= {marker.position for marker in binding.markers}
    wanted |= {place for place in who if place is not None}
    wanted |= {scored.form, scored.provisional} if scored else set()
    if commented:
        wanted |= {place for places in binding.comments.values() for place in places}
    raw = export.read(sorted(wanted), progress)
    if raw.frame.empty and not raw.ragged:
        what = f"aucune réponse sous l’en-tête ({layout.told})"
        raise refuse_file(Path(export.name), "F02", what, "vérifiez l’export")
    stamps = () if stamp is None else raw.frame[stamp].cat.categories
    stamped = any(normalise(text) not in ("", "0", "non") for text in stamps)
    key = keys(raw.frame, binding, stem)
    fate = fates(raw.frame, key, binding)
    return ExportRows(export, binding, raw, key, fate, month_first, stamped)


def understand(
    rows: ExportRows, questionnaire: Questionnaire, problems: Mapping[str, str], declared: Form | None
) -> None:
    """Find what the rows of an export say, and put it there.

    `problems` are the columns whose numbers cannot be trusted, by question id, and why; `declared` is
    the form where those who ran the survey say it.
    """
    lexicon, bound, size = Lexicon(questionnaire), rows.binding, len(rows.frame)
    scored = bound.scored
    rows.said = {}
    for name, columns in bound.profile.items():
        told = partial(read_profile, questionnaire.field[name], columns, lexicon)
        rows.said[name] = _said(rows.frame, columns, told)
    for name, columns in bound.questions.items():
        asked, why = questionnaire.question[name], problems.get(name, "")
        answer = partial(read_question, asked, columns, lexicon, problem=why)
        rows.said[name] = _said(rows.frame, columns, answer)
    form = None if declared is None else declared_form(questionnaire, declared)
    aside = set() if form is None else questionnaire.question.keys() - form.asked
    counted = {name: said for name, said in rows.said.items() if name not in aside}
    visible, shown = asked_rows(questionnaire, size, counted)
    if form is None and scored is not None:
        form = form_of_scores(questionnaire, rows.frame[scored.form].cat.categories)
    elif form is None:
        hidden = hidden_from_all(questionnaire, bound.questions, shown)
        form = form_of_columns(questionnaire, bound.asked, hidden)
    table = _about(rows, form, by_row=scored is not None and declared is None)
    for name, profile in questionnaire.field.items():
        if name in visible:
            table[name] = profile_column(profile, visible[name])
    # A row of a table of scores was scored before, be it on what its conditions then hid.
    rows.answered = np.full(size, scored is not None)
    rows.given, rows.form = np.zeros(size, np.int16), form
    for name in questionnaire.question:
        codes = _codes(rows.said.get(name), size, scored is not None)
        rows.answered |= codes < MISSING
        if name not in form.asked:
            continue
        if scored is None and name in shown:
            codes[~shown[name]] = HIDDEN
        rows.given += codes < MISSING
        table[name] = pd.Categorical.from_codes(codes, dtype=ANSWER_TYPE)
    rows.answers = pd.DataFrame(table, pd.Index(rows.key, name="structure"), copy=False)


def _said(frame: pd.DataFrame, columns: Columns, read: Callable[[tuple[str, ...]], Reading]) -> Said:
    """Read the columns of one question; several columns are read by distinct combination."""
    if len(columns.positions) == 1:
        cells = frame[columns.positions[0]].cat
        texts = cells.categories.tolist()
        return Said(cells.codes.to_numpy(), [read((text,)) for text in texts], texts)
    table = frame[[*columns.positions]]
    codes, first = distinct(table)
    met = [*table[first].astype("object").itertuples(index=False, name=None)]
    raw = [" | ".join(filter(None, texts)) for texts in met]
    return Said(codes.astype(np.min_scalar_type(-len(met) - 1)), [*map(read, met)], raw)


def _codes(said: Said | None, rows: int, scored: bool) -> NDArray[np.int8]:
    """Return (n,) the ranks in `WORDS` of what was said; a table of scores says what was not asked."""
    if said is None:
        return np.full(rows, MISSING, np.int8)
    ranks = {State.UNKNOWN: UNKNOWN, State.NOT_APPLICABLE: NOT_APPLICABLE}
    ranks |= {State.NOT_ASKED: HIDDEN} if scored else {}
    told = [r.level if r.state is State.ANSWERED else ranks.get(r.state, MISSING) for r in said.readings]
    codes: NDArray[np.int8] = np.array(told, np.int8)[said.codes]
    return codes


def _about(rows: ExportRows, form: AskedForm, by_row: bool) -> dict[str, Any]:
    """Return the columns that say who the rows are; the form, as the table says it `by_row`."""
    binding, frame = rows.binding, rows.frame
    scored, date = binding.scored, binding.date
    ranks = np.full(len(frame), FORMS.index(form.form), np.int8)
    if scored is not None and by_row:
        ranks = each(frame[scored.form], form_rank, np.int8)
    when = np.full(len(frame), "NaT", "datetime64[s]")
    if date is not None:
        told = days(frame[date].cat.categories.to_series(), rows.month_first)
        known = pd.to_datetime(told.mask(told == ""), format="%Y-%m-%d").to_numpy("datetime64[s]")
        when = known[frame[date].cat.codes]
    return {
        "nom": rows.texts(binding.name).array,
        "gestionnaire": rows.texts(binding.operator).array,
        "date": when,
        "ligne": frame.index.to_numpy(),
        "forme": forms(ranks),
        "finie": _finished(rows),
    }


def _finished(rows: ExportRows) -> Bools:
    """Return (n,) the rows that are finished: every mark says it, or a tool that exports what was sent."""
    scored, markers = rows.binding.scored, rows.binding.markers
    if scored is not None:
        return each(rows.frame[scored.provisional], lambda text: text.strip() == "non", bool)
    finished = np.full(len(rows.frame), bool(markers or rows.export.layout.tool))
    for marker in markers:
        finished &= ~np.isnan(each(rows.frame[marker.position], marker.complete, float))
    return finished


def comments_of(rows: ExportRows) -> pd.DataFrame:
    """Return what people wrote beside their answers on the rows that count, a column a question."""
    kept, found = rows.kept(), {}
    for name, places in rows.binding.comments.items():
        texts = (rows.frame[place].astype("object").iloc[kept] for place in places)
        found[name] = ["\n".join(parts) for parts in zip(*texts, strict=True)]
    return pd.DataFrame(found, index=kept)
