"""What a batch says of its structures: the rows of `scores.csv`, `reponses.csv` and `actions.csv`.

Beside the scores stand the place among peers (M14, M15), and the scores of an earlier batch.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.position import Peers, cuts_of, peer_group, straddled
from diag.benchmark.release import OVERALL, Release
from diag.benchmark.scores_table import ROW_NUMBER, forms_told, levels_told, same_method, tenths_of
from diag.benchmark.sources import SCORES
from diag.benchmark.structures import ANSWER_CODES, content_of
from diag.benchmark.table_file import open_table
from diag.benchmark.words import NO_NUMBERS, NOT_KNOWN, OTHER_FORM, STAMP, bracket
from diag.french import in_tenths
from diag.planning.order import PLACES, Step, order_of
from diag.planning.plan import quarters_of
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    STAFF_FIELD,
    TYPE_FIELD,
    Question,
    Questionnaire,
    Value,
)
from diag.report.french_labels import FAMILY, ORIGIN
from diag.report.network_counts import LATER, Ahead
from diag.scoring import METHOD
from diag.scoring.kernel import WELL_KNOWN, Measures, Reason, Scores, score
from diag.scoring.rubric import FORMS, Rubric
from diag.table.answer_frame import HIDDEN, LEVELS, MISSING, arrays
from diag.table.answers import NO_ANSWER, Reading, Said, State, Structures
from diag.table.published_columns import types_of
from diag.table.result_tables import Answers
from diag.table.rows import comparable, distinct
from diag.table.word_lists import load

_STATES = load("published_columns")["scores"]["axes"]["statut"][2]
"""Cells of the status: by `Reason`, `noté` or why there is no score (M5, M6); then to confirm (M5)."""
_STATUS = (*["répondu"] * len(LEVELS), "ne sait pas", "non concerné", "sans réponse", "")
_TYPED: dict[str, Callable[[Any], Value]] = {"number": lambda n: Decimal(str(n)), "choices": str.split}
_DAMAGED = "non compris"  # counts as no answer, and `rejets.csv` says why


def scores_frame(structures: Structures, scores: Scores, questionnaire: Questionnaire) -> pd.DataFrame:
    """Return one row per structure, of the index of their answers: scores.csv without the answers.

    Words are categories, scores and shares numbers with one decimal (NaN where there is none),
    levels `Int64`, `date` a day.
    """
    frame = structures.frame
    constant = np.zeros(len(frame), np.int8)
    columns: dict[str, Any] = {
        "nom": frame["nom"],
        "gestionnaire": frame["gestionnaire"],
        "type": _profile(structures, TYPE_FIELD),
        "departement": _profile(structures, DEPARTMENT_FIELD),
        "effectif": _profile(structures, STAFF_FIELD),
        "date": frame["date"],
        "ligne": whole(frame["ligne"].to_numpy()),
        "questionnaire": taken([content_of(questionnaire)], constant),
        "methode": taken([str(METHOD)], constant),
        "forme": frame["forme"],
        "provisoire": taken(["non", "oui"], unfinished(frame, questionnaire).astype(np.int8)),
        "mention": frame["mention"],
    }
    for name, measures, reason in parts(questionnaire, scores):
        columns |= _measures(name, measures, reason)
    held = np.concatenate([scores.blocking_questions, scores.blocking_dimensions], axis=1)
    names = [one.id for one in (*questionnaire.questions, *questionnaire.dimensions)]
    columns["points_bloquants"] = _listed(held, names)
    columns |= {} if structures.extra is None else dict(structures.extra)
    return pd.DataFrame(columns, index=frame.index)


def answer_columns(frame: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Return one column per question, the cells being `ANSWER_CODES`."""
    words = pd.CategoricalDtype([*ANSWER_CODES])
    columns = {
        question.id: pd.Categorical.from_codes(word_codes(frame, question), dtype=words)
        for question in questionnaire.questions
    }
    return pd.DataFrame(columns, index=frame.index)


def answers_told(structures: Structures, questionnaire: Questionnaire) -> dict[str, Answers]:
    """Return, by question, (n,) ranks in the rows of cells, these rows, and (n,) who was asked it.

    A row is what follows the structure and the question in `reponses.csv`: the text as the export
    gives it, ticks joined by a bar; the value as a level, a number, or the ids of what is ticked;
    the status; the level; the weight.
    """
    told: dict[str, Answers] = {}
    unsaid = Said(np.zeros(len(structures), np.int8), [NO_ANSWER], [""])
    for question in questionnaire.questions:
        word = word_codes(structures.frame, question)
        said = structures.said.get(question.id, unsaid)
        codes, met = pd.factorize(said.codes.astype(np.int64) * len(ANSWER_CODES) + word)
        pairs = (divmod(one, len(ANSWER_CODES)) for one in met.tolist())
        cells = [_answer_cells(question, said, *pair) for pair in pairs]
        told[question.id] = codes, cells, word != HIDDEN
    return told


def _answer_cells(question: Question, said: Said, reading: int, word: int) -> tuple[str, ...]:
    """Return the cells of one reading, and of the rank of its word in `ANSWER_CODES`."""
    read = said.readings[reading]
    damaged = read.state is State.DAMAGED and word == MISSING
    value, level = (spelled(read), ANSWER_CODES[word]) if word in LEVELS else ("", "")
    status = _DAMAGED if damaged else _STATUS[word]
    return said.raw[reading], value, status, level, str(question.weight)


def word_codes(frame: pd.DataFrame, question: Question) -> NDArray[np.int8]:
    """Return (n,) ranks in `ANSWER_CODES`; a question without a column is hidden from everybody."""
    if question.id not in frame:
        return np.full(len(frame), HIDDEN, np.int8)
    return np.asarray(frame[question.id].cat.codes, np.int8)


def unfinished(frame: pd.DataFrame, questionnaire: Questionnaire) -> NDArray[np.bool_]:
    """Return (n,) the rows not known to be finished: no mark says so, and an answer is missing."""
    missing = [word_codes(frame, question) == MISSING for question in questionnaire.questions]
    found: NDArray[np.bool_] = ~frame["finie"].to_numpy(bool) & np.logical_or.reduce(missing)
    return found


def parts(questionnaire: Questionnaire, scores: Scores) -> Iterator[tuple[str, Measures, NDArray[np.int8]]]:
    """Yield the id, the measures and the `Reason` of each dimension, then of the whole: (n,) arrays."""
    for rank, dimension in enumerate(questionnaire.dimensions):
        own = {one.name: getattr(scores.dimensions, one.name)[:, rank] for one in fields(Measures)}
        yield dimension.id, Measures(**own), scores.reason[:, rank]
    yield OVERALL, scores.overall, scores.overall_reason


def taken(words: Sequence[str], codes: NDArray[Any]) -> "pd.Categorical[str]":
    """Return (n,) words by their rank; two ranks may have the same word."""
    return pd.Categorical([*words]).take(codes)


def spelled(reading: Reading) -> str:
    """Return what was read as a cell holds it: ids joined by a space, empty where nothing usable."""
    value = reading.value
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _profile(structures: Structures, name: str) -> Any:
    """Return what the profile says, by option id or number; empty where nothing usable was told."""
    said, frame = structures.said.get(name), structures.frame
    if said is not None:
        return taken([spelled(reading) for reading in said.readings], said.codes)
    if name == STAFF_FIELD:
        return frame[name] if name in frame else np.full(len(frame), np.nan)
    return frame[name].astype("str").fillna("") if name in frame else ""


def _measures(name: str, measures: Measures, reason: NDArray[np.int8]) -> dict[str, Any]:
    state = np.where(measures.to_confirm, len(Reason), reason)
    return {
        f"{name}_score": in_points(measures.tenths),
        f"{name}_haut": in_points(measures.high_tenths),
        f"{name}_niveau": whole(measures.level),
        f"{name}_niveau_haut": whole(measures.level_high),
        f"{name}_part_connue": in_points(measures.known_tenths),
        f"{name}_statut": taken(_STATES, state),
    }


def in_points(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return tenths as numbers with one decimal, NaN for -1 (M8)."""
    return np.where(values < 0, np.nan, values / 10)


def whole(values: NDArray[Any]) -> Any:
    """Return whole numbers, NA for -1."""
    return pd.arrays.IntegerArray(values.astype(np.int64), values < 0)


def _listed(held: NDArray[np.bool_], names: Sequence[str]) -> "pd.Categorical[str]":
    """Return (n,) lists of the names that each row holds, joined by a space."""
    ranks, first = distinct(pd.DataFrame(np.packbits(held, axis=1)))
    return taken([" ".join(compress(names, row)) for row in held[first]], ranks)


def planned(questionnaire: Questionnaire, frame: pd.DataFrame) -> tuple[pd.DataFrame, Ahead]:
    """Order the actions of each of n structures, as if nothing had been decided on any.

    Returns the columns of `actions.csv`, indexed as the table of answers `frame`, in the order of the
    rows then of the plan; and how each plan begins.
    """
    values, status = arrays(frame, questionnaire)
    scored = score(Rubric.of(questionnaire), values, status).reason == Reason.SCORED.value
    told = values.tolist(), status.tolist(), scored.tolist()
    rows = zip(_profiles(questionnaire, frame), *told, strict=True)
    orders = [order_of(questionnaire, *row) for row in rows]
    capacity = questionnaire.header.planning.capacity
    begun = [quarters_of(order, capacity, PLACES) for order in orders]
    return actions_of(questionnaire, frame.index, [order.steps for order in orders], begun)


def actions_of(
    questionnaire: Questionnaire, keys: pd.Index, plans: Sequence[Sequence[Step]], begun: Sequence[Sequence[int]]
) -> tuple[pd.DataFrame, Ahead]:
    """Return what `planned` does of n structures whose plans are made.

    Args:
        questionnaire: its actions.
        keys: (n,) the structures.
        plans: the steps of each, in order.
        begun: the quarters where the first of them begin, from 0.
    """
    ranks = {action.id: rank for rank, action in enumerate(questionnaire.actions)}
    first = np.full((len(plans), PLACES), -1, np.int16)
    quarters = np.full(first.shape, LATER, np.int16)
    for row, (steps, own) in enumerate(zip(plans, begun, strict=True)):
        ahead = [ranks[step.action.id] for step in steps[:PLACES]]
        first[row, : len(ahead)] = ahead
        quarters[row, : len(ahead)] = own
    times = np.array([len(steps) for steps in plans], np.int64)
    cells = [_cells(*one) for steps in plans for one in enumerate(steps, start=1)]
    types = types_of("actions")
    del types["structure"]
    return pd.DataFrame(cells, keys.repeat(times), [*types]).astype(types), Ahead(first, quarters)


def _cells(rank: int, step: Step) -> tuple[Any, ...]:
    """Return what `actions.csv` says of a step, from its rank on."""
    return (
        rank,
        step.action.id,
        step.action.title,
        ORIGIN[step.action.origin],
        FAMILY[step.family],
        in_tenths(step.effort) / 10,
        in_tenths(step.gain) / 10,
        "" if step.chosen else step.closure_of,
        "oui" if step.lifts else "non",
        "oui" if rank <= PLACES else "non",
    )


def _profiles(questionnaire: Questionnaire, frame: pd.DataFrame) -> list[dict[str, Value]]:
    """Return what each row says of the profile fields that it is asked, as conditions read it."""
    profiles: list[dict[str, Value]] = [{} for _ in range(len(frame))]
    for field in questionnaire.profile:
        for profile, cell in zip(profiles, frame.get(field.id, ()), strict=False):
            if pd.notna(cell):
                profile[field.id] = _TYPED.get(field.kind, str)(cell)
    return profiles


def position_frame(
    release: Release, questionnaire: Questionnaire, table: pd.DataFrame, scores: Scores
) -> pd.DataFrame:
    """Return the group of each of n structures, and where each of its scores stands, in words.

    Structures that were asked another form than those of the release have no group (M2). `table`
    tells their type, department and form, as `scores_frame` writes them.
    """
    who = table[["type", "departement", "forme"]].astype("str")
    group, first = distinct(who)
    groups = []
    for kind, department, form in who[first].itertuples(index=False):
        told = {TYPE_FIELD: kind, DEPARTMENT_FIELD: department}
        known = {name: value for name, value in told.items() if value}
        other = Peers(None, OTHER_FORM, "", "", "")
        same = form == release.form
        groups.append(peer_group(release, questionnaire, known) if same else other)
    stamp = f"{release.date} ; {STAMP}" if release.synthetic else release.date
    columns = {
        "repere": taken([stamp], np.zeros(len(table), np.int8)),
        "groupe": taken([peers.group for peers in groups], group),
        "groupe_effectif": taken([peers.size for peers in groups], group),
    }
    for name, measures, _ in parts(questionnaire, scores):
        well_known = measures.known >= WELL_KNOWN
        ends = {"low": measures.whole, "high": measures.high_whole, "known": well_known}
        ways = pd.DataFrame({"group": group, **ends})
        place, first = distinct(ways)
        met = ways[first].itertuples(index=False)
        words = [_place(groups[rank], name, *rest) for rank, *rest in met]
        columns[f"{name}_position"] = taken(words, place)
    return pd.DataFrame(columns, index=table.index)


def _place(peers: Peers, measure: str, low: int, high: int, known: bool) -> str:
    """Return where a score stands, or why nowhere; empty where there is no score."""
    if low < 0:
        return ""
    quantiles = peers.cell.measures.get(measure) if peers.cell else None
    cuts = cuts_of(quantiles) if quantiles else ()
    if not cuts:
        return NO_NUMBERS if peers.cell else peers.group
    return bracket(len(cuts) + 1, *straddled(cuts, low, high)) if known else NOT_KNOWN


def read_previous(folder: Path, questionnaire: Questionnaire) -> pd.DataFrame:
    """Read the scores of an earlier batch: its folder, or its `scores.csv`.

    One row a structure, by its key as `comparable` spells it: `date_precedente`, `forme_precedente`,
    and the score and level of each dimension and of the whole.

    Raises:
        Refusal: unreadable, of another questionnaire, or scored with another method: no figure of
            one method stands beside one of another.
    """
    measures = [*(d.id for d in questionnaire.dimensions), OVERALL]
    names = [f"{measure}_{kind}" for measure in measures for kind in ("score", "niveau")]
    path = folder / SCORES if folder.is_dir() else folder
    table = open_table(path, ["structure", "date", "methode", "forme", *names])
    same_method(table, "notez de nouveau l’export de cette année-là avec « diag lot »")
    columns: dict[str, Any] = {
        "date_precedente": table.columns["date"].texts(),
        "forme_precedente": np.array(FORMS, object)[forms_told(table)],
    }
    impossible = "R05", "score impossible"
    for measure in measures:
        tenths = table.convert(f"{measure}_score", tenths_of, np.int16, impossible)
        columns[f"{measure}_score_precedent"] = in_points(tenths)
        columns[f"{measure}_niveau_precedent"] = whole(levels_told(table, measure))
    if table.mistakes:
        raise Refusal(table.mistakes)
    keys = pd.Index([comparable(key) for key in table.columns["structure"].texts()], dtype="str")
    numbered = [ROW_NUMBER.fullmatch(key) is not None for key in keys]
    frame = pd.DataFrame(columns, index=keys)
    return frame[~np.array(numbered, bool) & ~keys.duplicated(keep="last")]


def found_before(previous: pd.DataFrame, frame: pd.DataFrame) -> int:
    """Return how many of n structures were in an earlier batch."""
    return sum(comparable(key) in previous.index for key in frame.index)


def previous_frame(previous: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what n structures had before; those that were not there have no form.

    Scores of another form are left out: the same answers would not give the same score (M2).
    """
    found = previous.reindex([comparable(key) for key in frame.index]).set_index(frame.index)
    other = (found["forme_precedente"] != frame["forme"].astype("str")).to_numpy()
    about = ["date_precedente", "forme_precedente"]
    found[about] = found[about].fillna("")
    found.loc[other, found.columns.difference(about)] = np.nan
    return found
