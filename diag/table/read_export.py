"""The files of survey tools as one table of answers, with what was refused and what was decided.

Every row, column and cell that is not scored says where it is, why, and how to mend it. A structure
that comes back has one row that stays; names may only seem to come back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.words import STAMP
from diag.french import count, typeset
from diag.questionnaire.loader import settled
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring import METHOD
from diag.table.answer_frame import ABOUT
from diag.table.answers import NO_ANSWER, Said, State, Structures
from diag.table.asked_form import Declared
from diag.table.binding import is_nothing
from diag.table.cells import weigh
from diag.table.dates import days, is_date
from diag.table.export_rows import ExportRows, comments_of, read_rows, understand
from diag.table.identity import names_responses
from diag.table.inputs import (
    MAX_STRUCTURES,
    SILENT,
    Duplicates,
    Opened,
    Options,
    Progress,
    find_inputs,
    months_first,
    open_all,
)
from diag.table.mapping import read_mapping
from diag.table.respondents import merged
from diag.table.rows import Fate, comparable, each
from diag.table.word_lists import load
from diag.version import __version__

COLUMNS = ("fichier", "ligne", "structure", "portee", "colonne", "valeur", "motif", "remede")
CELL = "cellule"
FATES: dict[str, dict[str, str]] = load("fates")
"""What is said of each fate, by its name."""
_DATE = "date illisible", "écrivez AAAA-MM-JJ ou JJ/MM/AAAA"
_MARK = (
    "mention inconnue : rien ne dit si la réponse est achevée, elle est gardée",
    "écrivez oui ou non, ou mettez la colonne sous « ignore » dans une correspondance",
)
Reject = tuple[int, int, str, str, str, str, str, str]
"""Row, column from 1 (0: the whole row), structure, scope, heading, text, why, how to mend."""
FORMAT = 3
"""Version of the format of the journal."""
_STATES = ("comprises", "ne sait pas", "non concerné", "sans réponse", "non posées, selon l’outil", "non comprises")
"""Names of each `State` in the journal."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Exports, read whole."""

    structures: Structures  # the rows kept, respondents merged where it is asked
    rejects: pd.DataFrame  # what was refused or left out, file by file then row by row
    gaps: pd.DataFrame | None  # between respondents (M13), where they are merged
    journal: dict[str, Any]  # all that is known before anything is written
    #: (n,) rank of the structure of each row kept, and what the respondent is in it, if anything
    groups: NDArray[Any]
    roles: Sequence[str] = ()

    @property
    def answers(self) -> pd.DataFrame:
        """The table of answers, as `diag.score` takes it; see `answer_frame`."""
        return self.structures.frame


def read_all(
    opened: Sequence[Opened], questionnaire: Questionnaire, options: Options, progress: Progress = SILENT
) -> Batch:
    """Read exports to the table of answers, and decide what becomes of each row.

    Raises:
        Refusal: a file cannot be read to its end, or holds nothing.
    """
    progress.start("Lecture", sum(one.export.size for one in opened))
    commented = options.apart or (options.reports and not options.respondents)
    files = []
    for rank, one in enumerate(opened, start=1):
        stem = f"{rank}:" if one.binding.key is None and len(opened) > 1 else ""
        first = months_first(opened, one.export.layout.tool)
        files.append(read_rows(one, stem, first, commented, progress.advance))
    scale = weigh(questionnaire, [(file.binding, file.answers_met()) for file in files])
    for file, problems in zip(files, scale.problems, strict=True):
        understand(file, questionnaire, problems, options.form)
    notes, same, groups = _settled(files, options)
    stamp = STAMP if options.synthetic or any(file.stamped for file in files) else ""
    structures, gaps = _joined(files, questionnaire, stamp, commented), None
    roles: list[str] = []
    if options.respondents:
        roles = [role for file in files for role in file.texts(file.binding.role).iloc[file.kept()]]
    if options.respondents and not options.apart:
        structures, gaps = merged(structures, groups, roles, questionnaire)
    rejects = pd.concat([rejects_of(file) for file in files], ignore_index=True)
    decided = zip(files, scale.problems, strict=True)
    header, counts = questionnaire.header, _counts(files)
    whole = options.answers or sum(len(file.fate) for file in files) <= MAX_STRUCTURES
    journal = {
        "format": FORMAT,
        "mention": stamp,
        "diag": __version__,
        "questionnaire": {"id": header.id, "version": header.version, "empreinte": questionnaire.hash},
        "methode": METHOD,
        "decisions": {
            "doublons": "répondants fusionnés" if options.respondents else options.duplicates,
            "cle": options.key,
            "actions": options.actions,
            "reponses": whole,
            "correspondance": options.mapping is not None,
        },
        "remarques": [scale.note] if scale.note else [],
        "fichiers_lus": [_file(file, problems, commented) for file, problems in decided],
        **counts,
        "structures": len(structures),
        "doublons_departages": [*map(typeset, notes)],
        "noms_en_double": same,
        "cellules_rejetees": int((rejects["portee"] == CELL).sum()),
        "reponses": _states(files),
        "rapports": 0,
        "classeur": "",
        "retrouvees_dans_le_precedent": None,
    }
    return Batch(structures, rejects, gaps, journal, groups, roles)


def _settled(files: Sequence[ExportRows], options: Options) -> tuple[list[str], list[dict[str, Any]], NDArray[Any]]:
    """Settle the fate of every row, in place.

    Returns:
        What the user should know of structures that came back, names that come back without a key,
        and (n,) the rank of the structure of each row kept.
    """
    spelled = [each(file.key, comparable, object) for file in files]
    rows = pd.DataFrame(
        {
            "file": np.repeat(np.arange(len(files)), [len(file.fate) for file in files]),
            "ligne": np.concatenate([file.frame.index for file in files]),
            "fate": np.concatenate([file.fate for file in files]),
            "group": pd.factorize(np.concatenate(spelled))[0],
            "given": np.concatenate([file.given for file in files]),
        }
    )
    notes, same = [], []
    if not options.respondents:
        same = same_names(files, rows, options.key)
        notes = settle(files, rows, options.duplicates)
    answered = np.concatenate([file.answered for file in files])
    rows.loc[(rows["fate"] == Fate.KEPT) & ~answered, "fate"] = Fate.NO_ANSWER
    for rank, file in enumerate(files):
        file.fate[:] = rows["fate"][rows["file"] == rank]
    return notes, same, rows["group"][rows["fate"] == Fate.KEPT].to_numpy()


def _joined(files: Sequence[ExportRows], questionnaire: Questionnaire, stamp: str, commented: bool) -> Structures:
    """Return the rows kept of every file, end to end.

    A question that a file did not ask is hidden from its rows. Boxes ticked together are few ways of
    ticking many: categories.
    """
    frame = pd.concat([file.answers.iloc[file.kept()] for file in files])
    frame.insert(len(ABOUT) - 1, "mention", pd.Series(stamp, frame.index, dtype="str"))
    for one in questionnaire.profile:
        if one.kind == "choices" and one.id in frame:
            frame[one.id] = frame[one.id].astype("str").astype("category")
    for name in questionnaire.question:
        if name in frame and frame[name].hasnans:
            frame[name] = frame[name].fillna("hidden")
    order = [*ABOUT, *questionnaire.field, *questionnaire.question]
    comments = pd.concat([comments_of(file) for file in files]) if commented else pd.DataFrame()
    return Structures(frame[[name for name in order if name in frame]], _end_to_end(files), comments.fillna(""))


def _end_to_end(files: Sequence[ExportRows]) -> dict[str, Said]:
    """Return what the rows kept of all the files said, by id; nothing where a file does not ask."""
    found = {}
    for name in dict.fromkeys(name for file in files for name in file.said):
        readings, raw, codes = [NO_ANSWER], [""], []
        for file in files:
            unsaid = Said(np.full(len(file.fate), -len(readings)), (), ())
            own = file.said.get(name, unsaid)
            codes.append(own.codes[file.kept()] + np.int32(len(readings)))
            readings += own.readings
            raw += own.raw
        ranks = np.concatenate(codes).astype(np.min_scalar_type(-len(readings)))
        found[name] = Said(ranks, readings, raw)
    return found


def _counts(files: Sequence[ExportRows]) -> dict[str, dict[str, int]]:
    """Return how many rows there are of each fate, as the journal tells them."""
    fates = np.bincount(np.concatenate([file.fate for file in files]), minlength=len(Fate))
    fates[Fate.RAGGED] = sum(len(file.raw.ragged) for file in files)
    told: dict[str, dict[str, int]] = {"ligne rejetée": {}, "ligne exclue": {}}
    for name, said in FATES.items():
        if times := int(fates[Fate[name]]):
            told[said["scope"]][said["counted"]] = times
    rejected, excluded = told.values()
    lines = {
        "lues": int(fates.sum()),
        "notees": int(fates[Fate.KEPT]),
        "rejetees": sum(rejected.values()),
        "exclues": sum(excluded.values()),
        "vides": sum(file.raw.blank for file in files),
    }
    return {"lignes": lines, "rejets_par_motif": rejected, "exclusions_par_motif": excluded}


def _states(files: Sequence[ExportRows]) -> dict[str, int]:
    """Return how many answers of the rows kept are in each state, before any condition (M2)."""
    states = np.zeros(len(State), np.int64)
    for file in files:
        for name in file.binding.questions:
            said = file.said[name]
            times = np.bincount(said.codes[file.kept()], minlength=len(said.readings))
            np.add.at(states, said.states(), times)
    return dict(zip(_STATES, states.tolist(), strict=True))


def _file(rows: ExportRows, problems: Mapping[str, str], commented: bool) -> dict[str, Any]:
    """Return what was decided of a file; nobody's answers."""
    layout, binding = rows.export.layout, rows.binding
    named = [heading.name for heading in layout.headings]
    return {
        "nom": rows.name,
        "sha256": rows.export.sha256,
        "outil": layout.tool,
        "encodage": layout.encoding,
        "separateur": layout.delimiter,
        "lignes_entete": layout.header_rows,
        "feuille": layout.sheet,
        "remarques": [*layout.notes, *binding.notes],
        "forme": rows.form.form,
        "questions_qui_manquent_a_la_forme": list(rows.form.lacking),
        "colonnes_d_achevement": [named[m.position] for m in binding.markers],
        "identifiant": None if binding.key is None else named[binding.key],
        "colonnes": {
            name: {"titres": [named[p] for p in columns.positions], "par": binding.how.get(name, "")}
            for name, columns in {**binding.profile, **binding.questions}.items()
        },
        "commentaires": [named[p] for places in binding.comments.values() for p in places],
        "commentaires_lus": commented,
        "colonnes_techniques": [h.label or h.name for h in binding.technical],
        "colonnes_inconnues": [h.name for h in binding.unknown],
        "colonnes_perdues": [lost.column for lost in binding.lost],
        "questions_sans_colonne": list(binding.absent),
        "colonnes_ambigues": dict(problems),
    }


def rejects_of(rows: ExportRows) -> pd.DataFrame:
    """Return what was refused of an export, in the order of its rows then of its columns."""
    found = [*_lost(rows), *_whole_rows(rows), *_answers(rows), *_beside(rows)]
    found.sort(key=itemgetter(0, 1))
    told = [(rows.name, line, *rest) for line, _, *rest in found]
    return pd.DataFrame(told, columns=[*COLUMNS]).astype("str").astype({"ligne": "int64"})


def _lost(rows: ExportRows) -> Iterator[Reject]:
    """Yield the columns that were not read, though they look like a question: the header's row."""
    for one in rows.binding.lost:
        why = typeset(one.reason), typeset(one.how)
        yield 1, one.positions[0] + 1, "", "colonne", one.column, "", *why


def _whole_rows(rows: ExportRows) -> Iterator[Reject]:
    """Yield the rows rejected or excluded as a whole; of an unfinished one, the columns that say it."""
    said = FATES[Fate.RAGGED.name]
    for one in rows.raw.ragged:
        reason = said["reason"].format(cells=one.cells, expected=one.expected)
        yield one.line, 0, "", said["scope"], "", "", reason, said["how"]
    marks = ", ".join(rows.heading(marker.position) for marker in rows.binding.markers)
    out = rows.fate != Fate.KEPT
    for (line, key), fate in zip(rows.key[out].items(), map(Fate, rows.fate[out]), strict=True):
        said, column = FATES[fate.name], marks if fate is Fate.INCOMPLETE else ""
        yield line, 0, key, said["scope"], column, "", said["reason"], said["how"]


def _answers(rows: ExportRows) -> Iterator[Reject]:
    """Yield the answers that were not understood, of the rows kept and of those that lack any other."""
    listed = np.isin(rows.fate, (Fate.KEPT, Fate.NO_ANSWER))
    bound = {**rows.binding.profile, **rows.binding.questions}
    for name, said in rows.said.items():
        wrong = (said.states() == State.DAMAGED)[said.codes] & listed
        first, *others = bound[name].positions
        title = name if others else rows.heading(first)
        for (line, key), code in zip(rows.key[wrong].items(), said.codes[wrong], strict=True):
            why = said.readings[code]
            yield line, first + 1, key, CELL, title, said.raw[code], why.reason, why.how


def _beside(rows: ExportRows) -> Iterator[Reject]:
    """Yield the dates and the marks of completion that were not understood, of the rows kept."""
    date, unread = rows.binding.date, {}
    for marker in rows.binding.markers:
        column = rows.frame[marker.position]
        unread[marker.position] = np.isnan(each(column, marker.complete, float)), _MARK
    if date is not None:
        dated = each(rows.frame[date], lambda t: is_nothing(t) or is_date(t, rows.month_first), bool)
        unread[date] = ~dated, _DATE
    for place, (wrong, why) in unread.items():
        cells = rows.frame[place][wrong & (rows.fate == Fate.KEPT)]
        reason, how = map(typeset, why)
        for (line, text), key in zip(cells.items(), rows.key.loc[cells.index], strict=True):
            yield line, place + 1, key, CELL, rows.heading(place), text, reason, how


_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")


def settle(files: Sequence[ExportRows], rows: pd.DataFrame, rule: Duplicates) -> list[str]:
    """Settle the structures that come back, in place, and return what the user should know.

    `dernier` keeps the latest answer and `premier` the earliest, by their date, then their row.
    A row never takes the place of one that has more than twice as many answers: a form opened
    again and left would erase a visit. The fuller one stays, and both are told.

    `rows` are those of all the files, in order: `file` (rank), `ligne`, `fate`, `group` (rank of the
    structure) and `given` (number of answers); each row left out gets its fate.
    """
    kept = rows[rows["fate"] == Fate.KEPT]
    again = kept[kept["group"].duplicated(keep=False)]
    if rule == "refuser" or again.empty:
        rows.loc[again.index, "fate"] = Fate.DUPLICATE
        return []
    # Structures in the order of their first row; in each, the row that should stay comes last.
    met = again["file"].unique().tolist()
    again = pd.concat([_dated(files[rank], again[again["file"] == rank]) for rank in met])
    again["group"] = pd.factorize(again["group"])[0]
    order, up = ["group", "moment", "rang"], rule == "dernier"
    ordered: Any = again.rename_axis("rang").sort_values(order, ascending=[True, up, up])
    stays: Any = None
    notes, replaced, less_full = [], [], []
    for row in ordered.itertuples():
        if stays is None or row.group != stays.group:
            stays = row
        elif 2 * row.given < stays.given:
            less_full.append(row.Index)
            notes.append(
                f"{row.cle} : {_told(row)} ({count(row.given, 'réponse')}) ne remplace pas "
                f"{_told(stays)} ({count(stays.given, 'réponse')}), plus complète, qui reste"
            )
        else:
            replaced.append(stays.Index)
            stays = row
    rows.loc[replaced, "fate"], rows.loc[less_full, "fate"] = Fate.REPLACED, Fate.LESS_FULL
    if (again["moment"] == "").any():
        notes.append(f"sans date lisible, --doublons {rule} suit l’ordre des lignes")
    return notes


def _dated(file: ExportRows, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of one file with its name, their key and the moment of each."""
    when: Sequence[str] | str = ""
    if file.binding.date is not None:
        texts = file.frame[file.binding.date].loc[rows["ligne"]].astype("str")
        when = moments(texts, file.month_first)
    return rows.assign(fichier=file.name, cle=file.key.loc[rows["ligne"]].to_numpy(), moment=when)


def _told(row: Any) -> str:
    """Return where and when a row is, in French."""
    day = f" du {row.moment[:10]}" if row.moment else ""
    return f"la ligne {row.ligne} de {row.fichier}{day}"


def moments(texts: "pd.Series[str]", month_first: bool) -> list[str]:
    """Return the day and time of each text, in an order that sorts; empty without a day."""
    dated = zip(days(texts, month_first), texts, strict=True)
    return [f"{day} {_time(text)}".strip() if day else "" for day, text in dated]


def _time(text: str) -> str:
    match = _TIME.search(text)
    if match is None:
        return ""
    hour, minute, second, half = match.groups()
    hours = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    return f"{hours:02}:{minute}:{second or '00'}"


def same_names(files: Sequence[ExportRows], rows: pd.DataFrame, key: str | None) -> list[dict[str, Any]]:
    """Return the names met several times where no column, or only a tool's number, is the key.

    A structure that answers twice would count as two; two structures of one name may exist, so that
    nobody but the user can tell. `key` is the column that the user said is the key, which settles it.
    `files` and `rows` are those of `settle`.
    """
    found = []
    for rank, file in enumerate(files):
        name, own = file.binding.name, file.binding.key
        numbered = own is None or names_responses(file.export.layout, own)
        if key is None and numbered and name is not None and name != own:
            kept = rows["ligne"][(rows["file"] == rank) & (rows["fate"] == Fate.KEPT)]
            names = file.frame[name].loc[kept]
            told = {"nom": names.astype("str"), "cle": each(names, comparable, object)}
            found.append(pd.DataFrame(told).assign(colonne=file.heading(name)))
    whole = pd.concat(found) if found else pd.DataFrame(columns=["nom", "cle", "colonne"])
    whole = whole[whole["cle"].duplicated(keep=False) & (whole["cle"] != "")]
    return [
        {"nom": " ".join(met["nom"].iloc[0].split()), "colonne": met["colonne"].iloc[0], "lignes": met.index.tolist()}
        for _, met in whole.groupby("cle", sort=False)
    ]


def read_export(
    path: str | Path | Sequence[str | Path],
    mapping: str | Path | None = None,
    *,
    questionnaire: str | Path | Questionnaire = "print",
    key: str | None = None,
    duplicates: Duplicates = "refuser",
    form: Declared | None = None,
) -> Batch:
    """Read the export of a survey tool, as `diag lot` does: `answers`, `rejects` and `journal`.

    Args:
        path: a file, a folder of files, or several of either.
        mapping: file that says which column answers which question, where headings do not.
        questionnaire: what was asked.
        key: heading of the column that identifies the structures.
        duplicates: what to do with a structure that comes back.
        form: what the survey asked, where its columns do not say it (M2).

    Raises:
        Refusal: a file cannot be read, or nothing in it answers the questionnaire.
    """
    asked = settled(questionnaire)
    told = None if mapping is None else read_mapping(Path(mapping))
    options = Options(mapping=told, key=key, duplicates=duplicates, form=form, actions=False)
    names = [path] if isinstance(path, str | Path) else path
    with ExitStack() as stack:
        opened = open_all(find_inputs([*map(str, names)]), asked, options, stack)
        return read_all(opened, asked, options)
