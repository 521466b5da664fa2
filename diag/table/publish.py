"""The files of a batch's folder: sheets put end to end, synthesis, journal."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from diag.french import typeset
from diag.report.html_markdown import render_network_html, render_network_markdown
from diag.report.network_view import Network, build_network_view
from diag.safe_text import printable
from diag.scoring import METHOD
from diag.scoring.form import FORMS
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.actions import actions_sheet
from diag.table.answers import State
from diag.table.answers_sheet import answers_sheet
from diag.table.context import EXCLUDED_NAMES, REJECTED_NAMES, Context, FileContext, Outcome
from diag.table.duplicates import SameName
from diag.table.encode import Encoded
from diag.table.output import assemble
from diag.table.positions import position_columns
from diag.table.previous_scores import previous_columns
from diag.table.published_columns import DESCRIPTOR, write_descriptor
from diag.table.rejects import REJECT_COLUMNS
from diag.table.respondents import GAPS, RESPONDENT_COLUMNS
from diag.table.results import Identity, scores_sheet
from diag.table.rows import Fate
from diag.table.sheet import Sheet, Text, heading
from diag.table.summary import Summary
from diag.version import __version__

FORMAT = 3
"""Version of the format of the journal."""


def write_sheets(context: Context, folder: Path) -> dict[str, list[str]]:
    """Put the pieces of each sheet end to end, and return the columns of those written."""
    nobody = pa.array([], pa.string())
    sheets = {"scores": _empty_scores(context), "rejets": _empty(REJECT_COLUMNS)}
    if context.answers:
        sheets["reponses"] = answers_sheet(context.questionnaire, nobody, _no_answers(context))
    if context.respondents:
        sheets["ecarts"] = _empty(GAPS)
    if context.actions:
        sheets["actions"] = actions_sheet(nobody, [])
    for kind, sheet in sheets.items():
        first = heading(sheet, context.dialect) if context.dialect else b""
        assemble(context.pieces, kind, folder / kind, first, context.dialect)
    # A table of no row has no Parquet file.
    written = {kind: list(sheets[kind]) for kind in sheets if list(folder.glob(f"{kind}.*"))}
    write_descriptor(folder / DESCRIPTOR, context.questionnaire, written, context.dialect)
    return written


def _empty(names: Sequence[str]) -> Sheet:
    return {name: Text(pa.array([], pa.string())) for name in names}


def _no_answers(context: Context) -> Encoded:
    """Return the answers of nobody."""
    none = np.zeros((0, len(context.questionnaire.questions)), np.int8)
    return Encoded(none, none, {}, {}, np.zeros(0, bool))


def _empty_scores(context: Context) -> Sheet:
    """Return the sheet of scores of nobody: its columns are those of every sheet of scores."""
    questionnaire = context.questionnaire
    none = np.zeros((0, len(questionnaire.questions)), np.int8)
    nobody = pa.array([], pa.string())
    places, flags = np.zeros(0, np.int64), np.zeros(0, bool)
    identity = Identity(nobody, nobody, nobody, nobody, places, places.astype(np.int8), flags, {})
    scores = score(Rubric.of(questionnaire), none, none)
    extra = dict(_empty(RESPONDENT_COLUMNS)) if context.respondents else {}
    if context.release is not None:
        extra |= position_columns(context.release, questionnaire, identity, scores)
    if context.previous is not None:
        extra |= previous_columns(context.previous, questionnaire, identity)[0]
    return scores_sheet(questionnaire, identity, scores, (none, none), "", extra)


def write_synthesis(context: Context, total: Outcome, read: int, folder: Path) -> None:
    """Write the network at a glance, in HTML and Markdown: the form of most structures alone (M2)."""
    sizes = {form: summary.structures for form, summary in total.summaries.items()}
    form = max(sizes, key=lambda name: (sizes[name], -FORMS.index(name)), default=None)
    network = Network(
        questionnaire=context.questionnaire,
        counts=total.summaries[form] if form else Summary.of(context.questionnaire),
        form=form,
        others={name: size for name, size in sizes.items() if name != form},
        date=datetime.date.fromisoformat(total.latest) if total.latest else context.date,
        read=read,
        rejected=total.rejected,
        excluded=total.excluded,
        source=printable(", ".join(file.name for file in context.files)),
        stamp=context.stamp,
    )
    view = build_network_view(network)
    for kind, render in (("html", render_network_html), ("md", render_network_markdown)):
        (folder / f"synthese.{kind}").write_text(render(view), encoding="utf-8", newline="\n")


def journal_of(
    context: Context,
    total: Outcome,
    hashes: Sequence[str],
    read: int,
    blank: int,
    decisions: dict[str, Any],
    workbook: str,
    same: Sequence[SameName] = (),
    settled: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the journal: what was read, decided and counted; nobody's answers.

    Rows read are always the rows scored, rejected and excluded.
    """
    fates = total.fates
    scored = fates[Fate.KEPT.name]
    header = context.questionnaire.header
    return {
        "format": FORMAT,
        "mention": context.stamp,
        "diag": __version__,
        "questionnaire": {
            "id": header.id,
            "version": header.version,
            "empreinte": context.questionnaire.hash,
        },
        "methode": METHOD,
        "decisions": decisions,
        "remarques": list(context.notes),
        "fichiers_lus": [
            _file(file, digest, context.with_comments)
            for file, digest in zip(context.files, hashes, strict=True)
        ],
        "lignes": {
            "lues": read,
            "notees": scored,
            "rejetees": total.rejected,
            "exclues": total.excluded,
            "vides": blank,
        },
        "rejets_par_motif": _by_reason(fates, REJECTED_NAMES),
        "exclusions_par_motif": _by_reason(fates, EXCLUDED_NAMES),
        "structures": total.structures,
        "doublons_departages": [typeset(note) for note in settled],
        "noms_en_double": [
            {"nom": one.name, "colonne": one.column.name, "lignes": list(one.lines)} for one in same
        ],
        "cellules_rejetees": total.cells,
        "reponses": {_STATES[state]: total.states[state.name] for state in State},
        "rapports": total.reports,
        "classeur": workbook,
        "retrouvees_dans_le_precedent": None if context.previous is None else total.found_before,
    }


_STATES = {
    State.ANSWERED: "comprises",
    State.UNKNOWN: "ne sait pas",
    State.NOT_APPLICABLE: "non concerné",
    State.NO_ANSWER: "sans réponse",
    State.NOT_ASKED: "non posées, selon l’outil",
    State.DAMAGED: "non comprises",
}
_REASONS = {
    "NO_KEY": "identifiant absent",
    "DAMAGED_KEY": "identifiant abîmé",
    "DUPLICATE": "identifiant en double",
    "NO_ANSWER": "aucune réponse comprise",
    "SUM": "total ou moyenne du tableau",
    "TEST": "ligne d’essai",
    "RAGGED": "nombre de cellules",
    "INCOMPLETE": "réponse inachevée",
    "REPLACED": "doublon remplacé",
    "LESS_FULL": "doublon trop incomplet",
}


def _by_reason(fates: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {_REASONS[name]: fates[name] for name in _REASONS if name in names and fates[name]}


def _file(file: FileContext, digest: str, commented: bool) -> dict[str, Any]:
    layout, binding = file.layout, file.binding
    named = {p: h.name for p, h in enumerate(layout.headings)}
    return {
        "nom": file.name,
        "sha256": digest,
        "outil": layout.tool,
        "encodage": layout.encoding,
        "separateur": layout.delimiter,
        "lignes_entete": layout.header_rows,
        "feuille": layout.sheet,
        "remarques": [*layout.notes, *binding.notes],
        "forme": file.form.form,
        "questions_qui_manquent_a_la_forme": list(file.form.lacking),
        "colonnes_d_achevement": [named[m.position] for m in binding.markers],
        "identifiant": None if binding.key is None else named[binding.key],
        "colonnes": {
            name: {
                "titres": [named[p] for p in columns.positions],
                "par": binding.how.get(name, ""),
            }
            for name, columns in {**binding.profile, **binding.questions}.items()
        },
        "commentaires": [named[p] for places in binding.comments.values() for p in places],
        "commentaires_lus": commented,
        "colonnes_techniques": [h.label or h.name for h in binding.technical],
        "colonnes_inconnues": [h.name for h in binding.unused],
        "colonnes_perdues": [lost.column for lost in binding.lost],
        "questions_sans_colonne": list(binding.absent),
        "colonnes_ambigues": dict(file.problems),
    }
