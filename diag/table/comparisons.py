"""What stands beside the scores of a batch: peers (M14, M15), and the scores of an earlier batch."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from diag.benchmark.position import Peers, cuts_of, peer_group, straddled
from diag.benchmark.release import OVERALL, Release
from diag.benchmark.scores_table import ROW_NUMBER, forms_told, levels_told, same_method, tenths_of
from diag.benchmark.sources import SCORES
from diag.benchmark.table_file import open_table
from diag.benchmark.words import NO_NUMBERS, NOT_KNOWN, OTHER_FORM, STAMP, bracket
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.form import FORMS
from diag.scoring.kernel import WELL_KNOWN, Scores
from diag.table.results import in_points, parts, taken, whole
from diag.table.rows import comparable, distinct


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
