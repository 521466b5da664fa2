"""A table of scores is read back as the batch wrote it.

1. Both dialects, byte order mark or not, give the same visits.
2. Every value is what the kernel gave; empty cells are not told, never 0.
3. What the batch does not write is refused with its line, even after a name on two lines.
4. 40,000 structures are read by distinct texts, not by cells.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from benchmark.release_cases import regional
from benchmark.scores_files import GOOD, row, write_scores
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.scores_table import read_scores
from diag.benchmark.structures import ANSWER_CODES
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import possible_levels
from diag.table.csv_lines import EXCEL, Dialect

Q = regional()
ADMITTED = [[a for a in ANSWER_CODES if not a.isdigit() or int(a) in possible_levels(q)] for q in Q.questions]
ROWS = [
    row("A1"),
    row("A2", ("4", "NC", "", "SR", "NSP"), type="siae", departement="d75", effectif="12"),
    row("A3", type="", departement="", effectif="", date="", gestionnaire="", nom=""),
    row("A4", departement="autre"),
]


@pytest.fixture
def path(tmp_path):
    return write_scores(tmp_path / "scores.csv", ROWS)


def same(one, other):
    """Tell whether visits are the same."""
    arrays = ("tenths", "levels", "answers")
    return one.told.equals(other.told) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


def edited(path, old, new):
    """Change the bytes of a table, as an editor would."""
    raw = path.read_bytes()
    assert old.encode() in raw
    path.write_bytes(raw.replace(old.encode(), new.encode(), 1))
    return path


def refused(path):
    with pytest.raises(Refusal) as caught:
        read_scores(path, Q)
    return [(m.place.rsplit("/", 1)[1], m.code, f"{m.what} {m.how}") for m in caught.value.mistakes]


# 1. Dialects


@pytest.mark.parametrize("dialect", [EXCEL, Dialect(bom=True), Dialect(";"), Dialect(",", ",")])
def test_every_dialect_gives_the_same_visits(tmp_path, path, dialect):
    other = write_scores(tmp_path / "autre.csv", ROWS, dialect)
    assert same(read_scores(path, Q)[0], read_scores(other, Q)[0])


@pytest.mark.slow
@drawn(
    st.lists(st.tuples(*[st.sampled_from(own) for own in ADMITTED]), min_size=1, max_size=8),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12),
    st.sampled_from([Dialect(), EXCEL]),
    few=8,
    many=50,
)
def test_what_was_written_is_read(answers, names, dialect):
    lines = [row(f"A{i}", line, nom=names) for i, line in enumerate(answers)]
    with TemporaryDirectory() as place:
        table = write_scores(Path(place) / "scores.csv", lines, dialect)
        visits = read_scores(table, Q)[0]
    assert [tuple(ANSWER_CODES[c] for c in line) for line in visits.answers] == answers
    assert len(visits) == len(answers)


def test_a_table_of_nobody_is_read(tmp_path):
    table = write_scores(tmp_path / "scores.csv", ROWS)
    table.write_bytes(table.read_bytes().split(b"\r\n")[0] + b"\r\n")
    visits = read_scores(table, Q)[0]
    assert len(visits) == 0


# 2. Values


def test_what_is_not_told_is_an_empty_text(path):
    told = read_scores(path, Q)[0].told
    assert told["type"].tolist() == ["ehpad", "siae", "", "ehpad"]
    assert told["department"].tolist() == ["d59", "d75", "", "autre"]
    assert (told["day"][2], told["organisation"][2]) == ("", "")
    assert told["finished"].tolist() == [True] * 4


def test_scores_and_levels_are_those_of_the_kernel(path):
    """A1: MA = 25 (2·2 + 2 + 3) / 4 = 56.3, SA = 25 (3·2 + 4) / 4 = 62.5, G = (56.25 + 125) / 3."""
    visits = read_scores(path, Q)[0]
    assert visits.tenths[0].tolist() == [563, 625, 604]
    assert visits.levels[0].tolist() == [2, 3, 3]


def test_a_score_that_was_not_given_is_not_zero(path):
    visits = read_scores(path, Q)[0]
    assert (visits.tenths[1, 1:] == -1).all()
    assert visits.levels[1, 1:].tolist() == [-1, -1]


@pytest.mark.parametrize("word", ["NA", "nan", "null", "N/A", "-inf"])
def test_no_name_is_taken_for_an_empty_cell(tmp_path, word):
    table = write_scores(tmp_path / "scores.csv", [row(word, gestionnaire=word)])
    visits = read_scores(table, Q)[0]
    assert {visits.told[name][0].lstrip("'") for name in ("structure", "organisation")} == {word}


def test_the_mention_of_synthetic_data_is_read(tmp_path, path):
    stamped = write_scores(tmp_path / "autre.csv", ROWS, stamp="Données synthétiques.")
    assert read_scores(stamped, Q)[1]
    assert not read_scores(path, Q)[1]


# 3. Refusals


@pytest.mark.parametrize(
    ("old", "new", "place", "code", "said"),
    [
        (",56.3,", ",156.3,", "2:14", "R05", "score impossible « 156.3 »"),
        (",56.3,", ",beaucoup,", "2:14", "R05", "score impossible « beaucoup »"),
        (",56.3,", ",-5.0,", "2:14", "R05", "score impossible « -5.0 »"),
        (",ehpad,d59,", ",epahd,d59,", "2:4", "R04", "vouliez-vous dire « ehpad »"),
        (",d75,", ",d57,", "3:5", "R04", "département inconnu « d57 »"),
        (",35,2026-06-15,", ",35,15/06/2026,", "2:7", "R05", "date impossible « 15/06/2026 »"),
        (",35,2026-06-15,", ",35,2026-02-30,", "2:7", "R05", "2026-02-30"),
        (",35,2026-06-15,", ",35,2026,", "2:7", "R05", "date impossible « 2026 »"),
        (",complete,non,", ",complete,peut-être,", "2:12", "R05", "ni oui ni non : « peut-être »"),
        ("mini 1.2.0 ab", "mini 1.1.0 ab", "2:9", "R03", "autre questionnaire : « mini 1.1.0"),
        ("mini 1.2.0 ab", "mini 1.2.0 cd", "2:9", "R03", "ce repère porte sur « mini 1.2.0 ab"),
        (",2,complete,", ",1,complete,", "2:10", "R03", "scores d’une autre méthode : « 1 »"),
        (",2,complete,", ",2,full,", "2:11", "R05", "forme inconnue « full »"),
        ("MA02,MA03", "MA02,MA04", "1:1", "R01", "colonnes absentes : MA03"),
        ("MA02,MA03", "MA02,MA02", "1:1", "R01", "colonnes absentes : MA03"),
        ("nom,gest", "type,gest", "1:1", "R04", "colonnes écrites deux fois : type"),
        (",NC,", ",NC,,", "3:1", "R01", "cellules au lieu de"),
    ],
)
def test_what_the_batch_does_not_write_is_refused_at_its_place(path, old, new, place, code, said):
    (found,) = refused(edited(path, old, new))
    assert found[:2] == (f"scores.csv:{place}", code)
    assert said in found[2]


def test_a_level_that_the_question_does_not_have_is_refused(tmp_path):
    table = write_scores(tmp_path / "scores.csv", [row("A1", ("2", "NC", "2", "2", "4"))])
    (found,) = refused(table)
    assert "réponse impossible « 2 »" in found[2]


def test_an_unknown_answer_is_refused_at_its_place(tmp_path):
    table = write_scores(tmp_path / "scores.csv", [row("A1"), row("A2", ("2", "NC", "1", "2", "4"))])
    (found,) = refused(edited(table, ",NC,", ",oui,"))
    assert found[0].startswith("scores.csv:3:")
    assert "réponse impossible « oui »" in found[2]


def test_every_mistake_is_told_at_once(path):
    edited(edited(path, ",d75,", ",d57,"), ",56.3,", ",156.3,")
    assert [code for _, code, _ in refused(path)] == ["R05", "R04"]


def test_the_line_is_told_after_a_name_on_two_lines(tmp_path):
    table = write_scores(
        tmp_path / "scores.csv", [row("A1", nom="Les\nTilleuls"), row("A2", departement="d75")], EXCEL
    )
    ((place, _, _),) = refused(edited(table, ";d75;", ";d57;"))
    assert place == "scores.csv:4:5"


def test_synthetic_and_real_rows_are_refused_together(tmp_path):
    one = write_scores(tmp_path / "un.csv", [row("A1")], stamp="Données synthétiques.")
    two = write_scores(tmp_path / "deux.csv", [row("A2")])
    one.write_bytes(one.read_bytes() + two.read_bytes().split(b"\r\n", 1)[1])
    ((place, code, said),) = refused(one)
    assert (place, code) == ("un.csv:3:13", "R07")
    assert "synthétiques" in said


@pytest.mark.parametrize(("raw", "code"), [(b"", "F02"), (b"\xff\xfe\x00a", "F03"), (b"bonjour", "R01")])
def test_what_is_no_table_of_scores_is_refused(tmp_path, raw, code):
    (tmp_path / "scores.csv").write_bytes(raw)
    assert refused(tmp_path / "scores.csv")[0][1] == code


def test_bytes_that_are_no_text_are_refused(path):
    path.write_bytes(path.read_bytes().replace(b"Organisme A1", b"Organisme \xe9"))
    assert refused(path)[0][1] == "F03"


def test_a_table_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="F01 fichier introuvable"):
        read_scores(tmp_path / "absent.csv", Q)


# 4. Size


def test_each_distinct_text_is_understood_once(tmp_path, monkeypatch):
    from diag.benchmark import scores_table

    seen = []
    understand = scores_table.tenths_of
    monkeypatch.setattr(scores_table, "tenths_of", lambda word: seen.append(word) or understand(word))
    rows = [row(f"A{i}", GOOD if i % 2 else ("4", *GOOD[1:])) for i in range(500)]
    read_scores(write_scores(tmp_path / "scores.csv", rows), Q)
    assert len(seen) <= 6


def test_a_questionnaire_without_departments_takes_any_table(tmp_path):
    bare = replace(Q, profile=())
    rows = [row("A1", type="", departement="")]
    table = write_scores(tmp_path / "scores.csv", rows, questionnaire=bare)
    assert read_scores(table, bare)[0].told["department"].tolist() == [""]
