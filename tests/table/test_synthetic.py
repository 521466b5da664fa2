"""The synthetic network: the same bytes everywhere, stamped, and readable as each tool writes it.

1. A seed gives the same bytes; the committed file is what the program writes today.
2. Nothing can be taken for a real structure.
3. Each dialect has its tool's form, and tells the same answers.
4. The truth kept beside the files is that of the questionnaire (M1, M2).
"""

import csv
import hashlib
import importlib
import io
import re
import sys
import unicodedata
from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from click.testing import CliRunner
from helpers import PRINT, ROOT

from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import holds, level_of
from diag.scoring.rubric import Rubric, Status

FOLDER = ROOT / "examples" / "reseau"
sys.path.append(str(FOLDER))  # the program is a script beside its data, not a part of `diag`
generer = importlib.import_module("generer")

FORMS = {  # encoding, byte order mark, delimiter, line end, header rows
    "limesurvey-codes": ("utf-8", True, ",", "\r\n", 1),
    "limesurvey-libelles": ("utf-8", True, ",", "\r\n", 1),
    "framaforms": ("utf-8", False, "\t", "\n", 3),
    "kobo": ("utf-8", False, ";", "\r\n", 1),
    "google-forms": ("utf-8", False, ",", "\r\n", 1),
    "excel-fr": ("cp1252", False, ";", "\r\n", 1),
}
SENT = {  # the column that tells a finished answer from a draft
    "limesurvey-codes": ("submitdate", lambda cell: cell != ""),
    "limesurvey-libelles": ("Date de soumission", lambda cell: cell != ""),
    "framaforms": ("Brouillon", lambda cell: cell == "0"),
}
TICKED = {"Y", "Oui", "X", "1", "VRAI"}
UNKNOWN, NOT_CONCERNED = {"NSP", "Je ne sais pas"}, {"NC", "Non concerné"}
ABSENT = Status.MISSING  # several tools leave empty both what was not asked and what was not said
dialects = pytest.mark.parametrize("dialect", FORMS)


@pytest.fixture(scope="module")
def questionnaire():
    return load(PRINT)


@pytest.fixture(scope="module")
def whole(questionnaire):
    return generer.structures(questionnaire)


@pytest.fixture(scope="module")
def network(questionnaire):
    return generer.structures(questionnaire, 240, 7)


@pytest.fixture(scope="module")
def read(network, tmp_path_factory):
    """Return the path, the header rows and the answers of a dialect."""
    folder, known = tmp_path_factory.mktemp("network"), {}

    def reader(dialect):
        if dialect not in known:
            path = generer.write(network, dialect, folder / generer.file_name(dialect))
            known[dialect] = (path, *parse(path.read_bytes(), dialect))
        return known[dialect]

    return reader


def parse(content, dialect):
    encoding, mark, delimiter, _, heads = FORMS[dialect]
    text = content.decode(encoding)
    assert text.startswith("\ufeff") == mark
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows[:heads], rows[heads:]


def column(headers, rows, name):
    return [row[headers[-1].index(name)] for row in rows]


def sent(headers, rows, dialect):
    if dialect not in SENT:
        return rows
    name, finished = SENT[dialect]
    return [row for row, cell in zip(rows, column(headers, rows, name), strict=True) if finished(cell)]


def test_the_committed_export_is_what_the_program_writes(whole, tmp_path):
    fresh = generer.write(whole, "limesurvey-codes", tmp_path / "fresh.csv").read_bytes()
    kept = (FOLDER / "limesurvey-codes.csv").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == hashlib.sha256(fresh).hexdigest()
    assert len(kept) < 800_000


@pytest.mark.slow
@dialects
def test_a_seed_gives_the_same_bytes_and_another_seed_others(questionnaire, dialect, tmp_path):
    first, again, other = (
        generer.write(generer.structures(questionnaire, 40, seed), dialect, tmp_path / "x").read_bytes()
        for seed in (1, 1, 2)
    )
    assert first == again != other


@dialects
def test_every_row_is_stamped(read, dialect):
    _, headers, rows = read(dialect)
    assert set(column(headers, rows, "Données synthétiques")) == {"oui"}
    for name, form in (
        ("Identifiant de la structure", r"SYN\d{4}"),
        ("Nom de la structure", r"Structure synthétique \d{4}"),
        ("Organisme gestionnaire", r"Organisme synthétique \d{3}"),
    ):
        assert all(re.fullmatch(form, cell) for cell in column(headers, rows, name))


@dialects
def test_nothing_looks_like_a_finess_a_siret_or_a_real_address(read, dialect):
    _, headers, rows = read(dialect)
    cells = {cell for row in (*headers, *rows) for cell in row}
    assert not [c for c in cells if re.fullmatch(r"\d{9}|\d{14}", c)]
    addresses = {c for c in cells if re.search(r"\w@\w", c)}
    assert addresses == {"contact@exemple.invalid"}


@dialects
def test_line_ends_and_quotes_are_those_of_the_tool(read, dialect):
    content = read(dialect)[0].read_bytes()
    end, delimiter = FORMS[dialect][3].encode(), FORMS[dialect][2].encode()
    assert content.endswith(end)
    assert (b"\r\n" in content) == (end == b"\r\n")
    assert b"\r" not in content.replace(b"\r\n", b"")
    first = content.removeprefix(b"\xef\xbb\xbf").split(end)[0].split(delimiter)
    quoted = dialect not in ("google-forms", "excel-fr")
    assert first[0].startswith(b'"') == quoted


@dialects
def test_every_dialect_has_the_same_structures_and_drafts_beside(network, read, dialect):
    _, headers, rows = read(dialect)
    finished = sent(headers, rows, dialect)
    assert column(headers, finished, "Identifiant de la structure") == list(network.keys)
    drafts = len(network.drafts.keys) if dialect in SENT else 0
    assert len(rows) == len(network.keys) + drafts


def test_a_draft_may_bear_the_key_of_a_structure_that_answered_later(network):
    again = set(network.drafts.keys) & set(network.keys)
    assert 0 < len(again) < len(network.drafts.keys)


@pytest.mark.slow
@dialects
def test_free_texts_hold_what_breaks_careless_readers(whole, dialect, tmp_path):
    path = generer.write(whole, dialect, tmp_path / "whole")
    headers, rows = parse(path.read_bytes(), dialect)
    texts = set(column(headers, rows, "Commentaire libre"))
    for character in '\n"\t;,':
        assert any(character in text for text in texts)
    damaged = any(t.startswith(("=", "-", "+")) for t in texts)
    assert damaged != (dialect == "excel-fr")
    assert ("#NOM?" in texts) == (dialect == "excel-fr")


@pytest.mark.slow
@dialects
def test_each_dialect_tells_the_true_answers(network, read, dialect):
    _, headers, rows = read(dialect)
    finished = sent(headers, rows, dialect)
    for rank, question in enumerate(network.questionnaire.questions):
        at = place(question, dialect, headers, network.questionnaire)
        found = [understand(question, row[at:], dialect) for row in finished]
        status = network.status[:, rank].copy()
        if dialect != "limesurvey-libelles":  # the only one that tells what was not asked
            status[status == Status.HIDDEN] = ABSENT
        truth = list(zip(status.tolist(), network.values[:, rank].tolist(), strict=True))
        assert found == truth, question.id


def place(question, dialect, headers, questionnaire):
    """Return where the columns of a question begin."""
    dimensions = dict(zip([d.id for d in questionnaire.dimensions], questionnaire.header.dimensions, strict=True))
    name = {
        "limesurvey-codes": question.id,
        "kobo": f"{dimensions[questionnaire.dimension_of[question.id].id]}/{question.id}",
        "excel-fr": plain(question.title),
    }.get(dialect, plain(question.text))
    over = headers[-2] if len(headers) > 1 else headers[-1]
    titles = [plain(top or own) for top, own in zip(over, headers[-1], strict=True)]
    ends = tuple(name + end for end in ("[", " [", "/", "\n"))
    at = next(i for i, t in enumerate(titles) if t.rstrip(" ") == name or t.startswith(ends))
    return at + (dialect == "kobo" and question.kind == "multiple")  # after the summary


def understand(question, cells, dialect):
    """Return the status and the level of one answer, as a person would read them."""
    if cells[0] == "N/A":
        return Status.HIDDEN, 0
    if question.kind == "multiple" and dialect != "google-forms":
        boxes = [c.id for c in question.choices] + ["NSP"] + ["NC"] * bool(question.not_applicable)
        ticks = [b for b, cell in zip(boxes, cells, strict=False) if cell in TICKED]
        if ticks in (["NSP"], ["NC"]):
            return (Status.UNKNOWN if ticks == ["NSP"] else Status.NOT_APPLICABLE), 0
        return (Status.ANSWERED, level_of(question, ticks)) if ticks else (ABSENT, 0)
    cell = plain(cells[0])
    if cell in UNKNOWN | NOT_CONCERNED:
        return (Status.UNKNOWN if cell in UNKNOWN else Status.NOT_APPLICABLE), 0
    if cell == "":
        return ABSENT, 0
    if question.kind == "number":
        return Status.ANSWERED, level_of(question, Decimal(cell.replace(",", ".")))
    if question.kind == "multiple":  # labels contain the separator: take them out one by one
        ticks = [c.id for c in question.choices if plain(c.label) in cell]
        assert len(cell) == sum(len(plain(c.label)) + 2 for c in question.choices if c.id in ticks) - 2
        return Status.ANSWERED, level_of(question, ticks)
    levels = {plain(c.label): c.level for c in question.choices}
    return Status.ANSWERED, levels[cell] if cell in levels else int(cell)


def plain(text):
    return unicodedata.normalize("NFKC", text).replace("’", "'")


def test_the_truth_is_that_of_the_questionnaire(network):
    for row in range(len(network.keys)):
        profile, known = network.profile_of(row), {}
        for rank, question in enumerate(network.questionnaire.questions):
            status, level = network.status[row, rank], 0
            assert (status == Status.HIDDEN) == (not holds(question.when, profile, known))
            if status == Status.ANSWERED:
                known[question.id] = network.answer_of(row, question)
                level = level_of(question, known[question.id])
            assert network.values[row, rank] == level


def test_not_concerned_is_said_only_where_it_is_legitimate(whole):
    allowed = Rubric.of(whole.questionnaire).not_applicable_allowed
    assert set(np.flatnonzero((whole.status == Status.NOT_APPLICABLE).any(axis=0))) <= set(np.flatnonzero(allowed))
    assert {int(s) for s in np.unique(whole.status)} == {int(s) for s in Status}


def test_the_network_has_every_type_five_departments_and_unequal_organisations(whole):
    field = whole.questionnaire.field
    assert len(set(whole.profile["structure_type"].tolist())) == len(field["structure_type"].options)
    places = [o.id for o in field["department"].options]
    assert {places[d] for d in whole.profile["department"]} == {"d02", "d59", "d60", "d62", "d80"}
    sizes = sorted(Counter(whole.organisations.tolist()).values())
    assert 300 <= len(sizes) <= 360
    assert sizes.count(1) > 100
    assert 2 <= sum(s >= 30 for s in sizes) <= 6
    assert sizes[-1] <= 60


def test_a_large_file_repeats_a_block_under_new_keys(tmp_path):
    path = tmp_path / "large.csv"
    block = generer.write_large(path, 250, block=100)
    headers, rows = parse(path.read_bytes(), "limesurvey-codes")
    keys = column(headers, rows, "Identifiant de la structure")
    assert keys == [f"SYN{i:04d}" for i in range(1, 251)]
    assert [row[8:] for row in rows[:100]] == [row[8:] for row in rows[100:200]]
    assert len(set(column(headers, rows, "Organisme gestionnaire"))) > len(set(block.organisations))
    alone = generer.write(block, "limesurvey-codes", tmp_path / "block.csv").read_bytes()
    finished = sent(*parse(alone, "limesurvey-codes"), "limesurvey-codes")
    assert [row[1:] for row in finished] == [row[1:] for row in rows[:100]]


def test_the_script_writes_the_dialects_asked_for(tmp_path):
    arguments = [str(tmp_path / "new"), "--structures", "20", "--dialecte", "kobo"]
    done = CliRunner().invoke(generer.main, arguments)
    assert done.exit_code == 0, done.output
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["kobo.csv"]
    assert "données synthétiques" in done.output
