"""The files of survey tools as one table of answers, with what was refused and what was decided."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.benchmark.words import STAMP
from diag.french import typeset
from diag.questionnaire.loader import settled
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring import METHOD
from diag.table.answer_frame import ABOUT
from diag.table.answers import NO_ANSWER, Said, State, Structures
from diag.table.asked_form import Declared
from diag.table.cells import weigh
from diag.table.export_rows import ExportRows, comments_of, read_rows, understand
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
from diag.table.rejects import CELL, FATES, rejects_of, same_names, settle
from diag.table.respondents import merged
from diag.table.rows import Fate, comparable, each
from diag.version import __version__

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
