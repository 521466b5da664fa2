"""Where each text of a visit may be read (E16, interview line 14, M19).

1. The model is walked: each place for a text has a row in the table, so a new one asks who may read it.
2. No file shows a text to a reader that its row does not name: reports of each reader in HTML,
   Markdown, JSON and Word, the page of an evolution, the sheet of the follow-up, the copy to hand over,
   the contribution; archives are opened, properties included, and files are named after none of it.
3. What is private is said to somebody: the table promises nothing that no file holds.
"""

import io
import zipfile
from functools import cache

import pytest
from helpers import ROOT
from report.carriers import held_by
from report.planted import DECLINED, PLACES, planted_visit, word
from report.position_cases import printed

from diag.benchmark.contribution import contribute
from diag.followup.compared_visits import compare_visits
from diag.followup.follow_up import follow_up
from diag.followup.plan_sheet import mark_of, sheet_bytes
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.evolution_view import evolution_page
from diag.report.html_markdown import document_html, document_markdown
from diag.report.look import PLAIN
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED, write_reports
from diag.visit.visit_copies import former_visit, without_private_parts
from diag.visit.visit_file import read_visit, visit_text

SHARED = {*READERS, "evolution", "evolution-conseiller", "suivi", "copie"}
ADVISER = {"conseiller", "evolution-conseiller"}
COPY = {"copie"}
NOBODY = set()
ROWS = {
    "illustrative": SHARED,
    "structure.name": SHARED,
    "structure.profile.*": {*SHARED, "contribution"},  # codes that the network gave (M19)
    "structure.remarks.*.note": SHARED,
    "structure.remarks.*.private_note": ADVISER,
    "structure.remarks.*.evidence": SHARED,
    "visit.note": SHARED,
    "visit.private_note": ADVISER,
    "respondents.*.role": SHARED,
    "answers.*.value": SHARED,
    "answers.*.reason": SHARED,
    "answers.*.note": SHARED,
    "answers.*.private_note": ADVISER,
    "answers.*.evidence": SHARED,
    "answers.*.voices.*.value": ADVISER,
    "answers.*.voices.*.reason": ADVISER,
    "answers.*.arbitration.value": ADVISER,
    "answers.*.arbitration.reason": ADVISER,
    "answers.*.arbitration.by": ADVISER,
    "answers.*.arbitration.why": ADVISER,
    "set_aside.*.answer.value": SHARED,
    "set_aside.*.answer.reason": SHARED,
    "set_aside.*.answer.note": SHARED,
    "set_aside.*.answer.private_note": ADVISER,
    "set_aside.*.answer.evidence": SHARED,
    "set_aside.*.answer.voices.*.value": ADVISER,
    "set_aside.*.answer.voices.*.reason": ADVISER,
    "set_aside.*.answer.arbitration.value": ADVISER,
    "set_aside.*.answer.arbitration.reason": ADVISER,
    "set_aside.*.answer.arbitration.by": ADVISER,
    "set_aside.*.answer.arbitration.why": ADVISER,
    "set_aside.*.decision.owner": SHARED,
    "set_aside.*.decision.note": SHARED,
    "opening": SHARED,
    "plan.decisions.*.owner": SHARED,
    "plan.decisions.*.note": SHARED,
    "plan.own.*.title": SHARED,
    "plan.own.*.owner": SHARED,
    "plan.own.*.note": SHARED,
    "drafts.*.value": NOBODY,
    "previous.profile.*": COPY,
    "previous.answers.*.value": SHARED,
    "previous.answers.*.reason": SHARED,
    "previous.answers.*.note": COPY,
    "previous.answers.*.private_note": NOBODY,
    "previous.answers.*.evidence": COPY,
    "previous.answers.*.voices.*.value": NOBODY,
    "previous.answers.*.voices.*.reason": NOBODY,
    "previous.answers.*.arbitration.value": NOBODY,
    "previous.answers.*.arbitration.reason": NOBODY,
    "previous.answers.*.arbitration.by": NOBODY,
    "previous.answers.*.arbitration.why": NOBODY,
    "previous.actions.*.title": SHARED,
    "previous.actions.*.owner": SHARED,
    "previous.actions.*.note": SHARED,
    "previous.actions.*.why": SHARED,
    "gathered.profile.*.*.value": ADVISER,
    "gathered.profile.*.*.reason": ADVISER,
    "gathered.arbitrations.*.*.value": ADVISER,
    "gathered.arbitrations.*.*.reason": ADVISER,
    "gathered.arbitrations.*.*.by": ADVISER,
    "gathered.arbitrations.*.*.why": ADVISER,
    "gathered.decisions.*.*.owner": ADVISER,
    "gathered.decisions.*.*.note": ADVISER,
    "gathered.became.*.*": ADVISER,
}
"""Who may read what is typed at each place; what is shared is for whoever receives a page."""
TABLE = {**ROWS, **dict.fromkeys(DECLINED, ADVISER)}
TOLD = [
    "structure.remarks.*.private_note",
    "visit.private_note",
    "answers.*.private_note",
    "answers.*.voices.*.reason",
    "answers.*.arbitration.by",
    "answers.*.arbitration.why",
    "plan.decisions.* écartée",
    "plan.own.* écartée",
]
"""What the adviser does read in their file."""


@cache
def visit():
    return planted_visit(read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")[0])


@cache
def assessed():
    return prepare(printed(), visit())


def archive(data):
    """Return all that an archive holds: each part, its names and its comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = [opened.read(name).decode("utf-8", "replace") for name in opened.namelist()]
        return "\n".join([*opened.namelist(), opened.comment.decode("utf-8", "replace"), *parts])


@cache
def files(reader):
    """Return all that the files of a reader hold, in one text."""
    if reader in READERS:
        document = build_document(assessed(), reader)
        return "\n".join(held_by(k, RENDERED[k](assessed(), document, PLAIN)) for k in RENDERED)
    if reader.startswith("evolution"):
        compared = compare_visits(printed(), [former_visit(visit()), visit()])
        page = evolution_page(compared, "conseiller" if "conseiller" in reader else "direction")
        return document_html(page) + document_markdown(page)
    if reader == "suivi":
        plans = [follow_up(printed(), visit(), assessed().plan)]
        return archive(sheet_bytes(plans, mark_of(plans)))
    if reader == "contribution":
        return contribute(visit(), printed(), "HDF-1", "ORG-1").model_dump_json()
    return visit_text(without_private_parts(visit()).visit)


FILES = (*READERS, "evolution", "evolution-conseiller", "suivi", "copie", "contribution")


def test_each_place_for_a_text_has_a_row_and_a_word():
    """A field that is added to the visit is read by nobody until somebody says by whom."""
    assert set(PLACES) == set(ROWS)
    held = visit_text(visit())
    assert [place for place in TABLE if word(place) not in held] == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", FILES)
def test_a_file_shows_only_what_its_reader_may_read(reader):
    held = files(reader).casefold()
    shown = {place for place in TABLE if word(place).casefold() in held}
    assert shown - {place for place, readers in TABLE.items() if reader in readers} == set()


@pytest.mark.slow
def test_the_adviser_reads_what_is_private():
    held = files("conseiller").casefold()
    assert [place for place in TOLD if word(place).casefold() not in held] == []


def test_the_copy_keeps_all_that_is_shared():
    held = files("copie")
    lost = [place for place, readers in TABLE.items() if "copie" in readers and word(place) not in held]
    assert lost == []


def test_no_file_is_named_after_a_text(tmp_path):
    names = [path.name for path in write_reports(assessed(), tmp_path, "v", readers=READERS)]
    names += [path.name for path in tmp_path.iterdir()]
    assert [name for name in names if "zq" in name.casefold()] == []
