"""What a release is built from: tables of scores, visits and contributions, read as one.

Nothing is left out in silence: what is refused is refused with its line, and what does not count is
counted, by reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from diag.benchmark.group_tree import Node
from diag.benchmark.release import regions_of
from diag.benchmark.scores_table import Visits, read_scores
from diag.benchmark.structures import NOBODY_NAMED, Structures, same_name
from diag.benchmark.words import FORM_NAMES, counted, month
from diag.french import typeset
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import explain_os_error
from diag.scoring.rubric import FORMS, Form

if TYPE_CHECKING:
    from diag.benchmark.single_files import SingleFiles

Period = tuple[str, str]
"""First and last month covered, `AAAA-MM`."""
SCORES = "scores.csv"
_KINDS = {".csv": "scores", ".yaml": "visit", ".yml": "visit", ".json": "contribution"}
_HOW = "donnez un scores.csv, le dossier d’un lot, des visites (.yaml) ou des contributions (.json)"


class Sources(NamedTuple):
    """What was read: `excluded` visits, by reason, and `structures` share out those that were `read`."""

    structures: Structures  # each once, in the order of their identifiers
    form: Form  # what they were all asked, `express` or `complete` (M2)
    synthetic: bool  # the data are invented, all of them
    period: Period
    read: int
    excluded: Mapping[str, int]
    remarks: tuple[str, ...]  # what a producer must know, in French sentences


def read_visits(paths: Sequence[Path], questionnaire: Questionnaire) -> tuple[Visits, bool]:
    """Return every visit, in the order they were given, and whether they are invented.

    Raises:
        Refusal: with every mistake of every file, or synthetic data among real ones.
    """
    mistakes: list[Mistake] = []
    parts: list[Visits] = []
    stamps: dict[bool, Path] = {}
    singles: SingleFiles | None = None
    for kind, path in _files(paths, mistakes):
        try:
            if kind == "scores":
                visits, synthetic = read_scores(path, questionnaire)
                parts.append(visits)
            else:
                # Their models take longer to build than a table of scores to read.
                from diag.benchmark import single_files

                singles = singles or single_files.SingleFiles(questionnaire)
                read = singles.add_visit if kind == "visit" else singles.add_contribution
                synthetic = read(path)
            stamps.setdefault(synthetic, path)
        except Refusal as refusal:
            mistakes.extend(refusal.mistakes)
    if len(stamps) > 1:
        what = "données synthétiques mêlées à des données réelles"
        how = "séparez-les : elles ne vont jamais ensemble"
        mistakes.append(Mistake(str(stamps[True]), 0, 0, "R07", what, how))
    if mistakes:
        raise Refusal(mistakes)
    parts += [singles.visits()] if singles else []
    if len(parts) == 1:
        return parts[0], True in stamps
    told = pd.concat([part.told for part in parts], ignore_index=True)
    names = ("tenths", "levels", "answers")
    arrays = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    return Visits(told, *arrays), True in stamps


def read_sources(
    paths: Sequence[Path], questionnaire: Questionnaire, date: str, period: Period | None = None
) -> Sources:
    """Read everything that a release is built from.

    Args:
        paths: tables of scores, folders of `diag lot`, visits, contributions, or folders of those.
        questionnaire: that every visit was made with, to its very content.
        date: of the release, `AAAA-MM-JJ`.
        period: months to cover; by default from the first to the last finished visit.

    Raises:
        Refusal: with every mistake of every file; or no visit counts, or not all were asked the same.
    """
    visits, synthetic = read_visits(paths, questionnaire)
    excluded, kept = _that_count(visits.told, date, period)
    if not len(kept):
        what = f"aucune visite ne compte parmi les {len(visits)} lues"
        how = " ; ".join(f"{reason} : {n}" for reason, n in excluded.items())
        raise refuse_file(paths[0], "R01", what, how or "vérifiez les fichiers donnés")
    form = _form_of(visits.told["form"].iloc[kept.index], paths[0])
    last, tied = _latest(kept)
    excluded["remplacées par une visite plus récente de la même structure"] = len(kept) - len(last)
    chosen = visits.take(last.index.to_numpy())
    named = _spelled(chosen.told["organisation"])
    chosen.told["organisation"] = named.mask(named.str.fullmatch(NOBODY_NAMED.pattern), "")
    days = chosen.told["day"]
    covered = period or (days.min()[:7], days.max()[:7])
    structures = _structures(chosen, last["key"], questionnaire)
    left_out = {typeset(reason): n for reason, n in excluded.items() if n}
    said = tuple(map(typeset, _remarks(chosen.told, questionnaire, tied, covered, date)))
    return Sources(structures, form, synthetic, covered, len(visits), left_out, said)


def _that_count(told: pd.DataFrame, date: str, period: Period | None) -> tuple[dict[str, int], pd.DataFrame]:
    """Return how many visits do not count, by reason, and the `key` and `day` of the others."""
    key, day = _spelled(told["structure"]), told["day"]
    first, last = period or ("", "9999-99")
    reasons = {
        "sans identifiant": key == "",
        "non finies": ~told["finished"].astype(bool),
        "sans date": day == "",
        f"après le {date[8:]}/{date[5:7]}/{date[:4]}": day > date,
        "hors de la période": (day.str[:7] < first) | (day.str[:7] > last),
    }
    still = pd.Series(True, index=told.index)
    excluded = {}
    for reason, refused in reasons.items():
        excluded[reason] = int((still & refused).sum())
        still &= ~refused
    return {r: n for r, n in excluded.items() if n}, pd.DataFrame({"key": key, "day": day})[still]


def _spelled(names: "pd.Series[str]") -> "pd.Series[str]":
    known = names.unique().tolist()
    return names.map(dict(zip(known, map(same_name, known), strict=True)))


def _latest(kept: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the latest visit of each structure, the last read of a day, and how many were tied."""
    ordered = kept.sort_values(["key", "day"], kind="stable")
    last = ordered.drop_duplicates("key", keep="last")
    tied = ordered[ordered.duplicated(keep=False)].drop_duplicates("key", keep="last")
    return last, int(tied.index.isin(last.index).sum())


def _structures(visits: Visits, key: "pd.Series[str]", questionnaire: Questionnaire) -> Structures:
    """Return visits, one per structure, as the aggregates take them."""
    told, regions = visits.told, regions_of(questionnaire)
    places = told[["type", "department"]]
    distinct = places.drop_duplicates()
    nodes: dict[Node, int] = {}
    ranks = {}
    for kind, department in distinct.itertuples(index=False):
        region = regions.get(department, "")
        node = ((region, kind, department) if kind else (region,)) if region else ()
        ranks[kind, department] = nodes.setdefault(node, len(nodes))
    home = map(ranks.__getitem__, zip(*(places[name].tolist() for name in places), strict=True))
    arrays = (visits.tenths, visits.levels, visits.answers)
    owners = pd.factorize(told["organisation"], sort=True)[0].astype(np.int64)
    ranks_of = np.fromiter(home, np.int64, len(places))
    return Structures(key.to_numpy(object), owners, tuple(nodes), ranks_of, *arrays)


def _form_of(forms: "pd.Series[str]", path: Path) -> Form:
    """Return what the visits that count were all asked, or refuse a part, or two forms (M2)."""
    counts = {form: n for form in FORMS if (n := int((forms == form).sum()))}
    if "partielle" in counts:
        told = counted(counts["partielle"], "structure n’a", "structures n’ont")
        what = f"{told} répondu qu’à une partie des questions : leurs scores ne se comparent pas"
        how = "« diag lot » nomme les questions qui manquent : posez-les, ou retirez ces structures"
        raise refuse_file(path, "R09", what, how)
    if len(counts) > 1:
        told = " et ".join(f"{FORM_NAMES[form]} : {n}" for form, n in counts.items())
        what = f"deux formes du questionnaire : {told}"
        raise refuse_file(path, "R09", what, "faites un repère pour chacune : séparez ces visites")
    return next(iter(counts))


def _remarks(told: pd.DataFrame, questionnaire: Questionnaire, tied: int, period: Period, date: str) -> Iterator[str]:
    """Yield what a producer must know of the structures that count."""
    if tied:
        what = counted(tied, "structure a", "structures ont")
        yield f"{what} plusieurs visites à la même date : la dernière du dernier fichier est gardée."
    if lost := int((told["organisation"] == "").sum()):
        what = counted(lost, "structure ne dit pas", "structures ne disent pas")
        yield f"{what} leur organisme gestionnaire : elles comptent comme un seul organisme (M16)."
    placed = told["department"].isin(list(regions_of(questionnaire)))
    for untold, what in ((~placed, "département"), (told["type"] == "", "type")):
        if number := int(untold.sum()):
            where = counted(number, "structure", "structures")
            yield f"{where} sans {what} connu : dans les groupes plus larges seulement."
    if period[1] >= date[:7]:
        yield (
            f"La période va jusqu'à {month(period[1])}, qui n'est pas fini : les visites faites d'ici "
            "là n'entreront dans aucun repère, une période n'étant publiée qu'une fois (M18)."
        )


def _files(paths: Sequence[Path], mistakes: list[Mistake]) -> Iterator[tuple[str, Path]]:
    """Yield each file and what it is: in a folder, its table of scores, or its visits."""
    for path in paths:
        try:
            found = [path]
            if path.is_dir() and (path / SCORES).exists():
                found = [path / SCORES]
            elif path.is_dir():
                kinds = {*_KINDS} - {".csv"}
                found = [p for p in sorted(path.iterdir()) if p.suffix.lower() in kinds]
        except OSError as error:
            mistakes.append(Mistake(str(path), 0, 0, "F01", *explain_os_error(error, path)))
            continue
        if not found:
            mistakes.append(Mistake(str(path), 0, 0, "R01", "rien à lire ici", _HOW))
        for one in found:
            if kind := _KINDS.get(one.suffix.lower()):
                yield kind, one
            else:
                what = "ce n’est pas une source de repère"
                mistakes.append(Mistake(str(one), 0, 0, "R01", what, _HOW))
