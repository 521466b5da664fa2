"""What a release is built from: each structure once, its last usable visit, nothing left in silence.

1. Tables, folders of a batch, visits and contributions are read as one.
2. A visit counts when it is finished, identified, dated, and of the period.
3. Of several visits of a structure, the last counts; on the same day, the last read.
4. Nobody counts twice: spellings of one identifier are one, and no name stands for it.
5. What cannot be counted together is refused; what is left out is counted by reason.
6. The order of the rows and the spelling of the names change nothing.
"""

import datetime
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from benchmark.release_cases import HDF, regional
from benchmark.scores_files import GOOD, row, write_scores
from drawn import drawn
from helpers import make_visit
from hypothesis import strategies as st

from diag.benchmark.contribution import contribute, write_contribution
from diag.benchmark.sources import read_sources
from diag.french import typeset
from diag.questionnaire.mistakes import Refusal
from diag.table.csv_lines import EXCEL
from diag.visit.visit_file import write_visit

Q = regional()
DATE = "2026-11-22"
ANSWERS = {"MA01": 2, "MA02": ["console"], "MA03": "7.5", "SA01": 2, "SA02": 4}
PROFILE = {
    "structure_type": "ehpad",
    "department": "d59",
    "staff": "35",
    "structure_code": "HDF-12",
    "operator_code": "ORG-3",
}
UNTOLD = ("", " ", "Inconnu", "NSP", "non renseigné", "N/A", "Néant", "sans objet", "aucun", "Autre")


def scores(tmp_path, *rows, name="scores.csv", **more):
    return write_scores(tmp_path / name, rows or [row("A1")], **more)


def visit(**more):
    profile = PROFILE | more.pop("profile", {})
    return make_visit(Q, more.pop("answers", ANSWERS), profile, **{"finished": True} | more)


def saved(tmp_path, file="visite.yaml", **more):
    return write_visit(visit(**more), tmp_path / file)


def contributed(tmp_path, file="envoi.json", structure="", operator="X", **more):
    told = contribute(visit(**more), Q, structure, operator)
    return write_contribution(told, tmp_path / file)


def read(*paths, date=DATE, period=None):
    return read_sources(list(paths), Q, date, period)


def refused(*paths, **more):
    with pytest.raises(Refusal) as caught:
        read(*paths, **more)
    return [(m.code, m.what, m.how) for m in caught.value.mistakes]


def plain(texts):
    return [text.replace("\u202f", " ").replace("’", "'") for text in texts]


# 1. One table


def test_the_same_answers_give_the_same_row_from_every_kind_of_source(tmp_path):
    table = read(scores(tmp_path, row("A1", GOOD))).structures
    answers = {"MA01": 2, "MA02": ["console"], "MA03": "7.5", "SA01": 2, "SA02": 4}
    single = read(saved(tmp_path, answers=answers)).structures
    sent = read(contributed(tmp_path, answers=answers)).structures
    for name in ("nodes", "tenths", "levels", "answers"):
        for other in (single, sent):
            assert np.array_equal(getattr(table, name), getattr(other, name)), name


@pytest.mark.parametrize(
    ("told", "node"),
    [
        ({}, (HDF, "ehpad", "d59")),
        ({"type": ""}, (HDF,)),
        ({"departement": ""}, ()),
        ({"departement": "autre"}, ()),
        ({"type": "", "departement": "d75"}, ("Île-de-France",)),
    ],
)
def test_a_structure_is_in_the_deepest_node_that_it_tells(tmp_path, told, node):
    found = read(scores(tmp_path, row("A1", **told))).structures
    assert [found.nodes[home] for home in found.home] == [node]


def test_a_folder_of_a_batch_is_its_table(tmp_path):
    scores(tmp_path / "lot")
    (tmp_path / "lot" / "journal.json").write_text("{}", encoding="utf-8")
    assert read(tmp_path / "lot").read == 1


def test_a_folder_of_visits_and_contributions_is_all_of_them(tmp_path):
    saved(tmp_path, "a.yaml")
    contributed(tmp_path, "b.json")
    assert read(tmp_path).read == 2


def test_the_letter_case_of_a_suffix_changes_nothing(tmp_path):
    saved(tmp_path).rename(tmp_path / "visite.YAML")
    contributed(tmp_path).rename(tmp_path / "envoi.JSON")
    assert read(tmp_path).read == 2


def test_both_dialects_go_together(tmp_path):
    one = scores(tmp_path, row("A1"))
    two = scores(tmp_path, row("A2"), name="deux.csv", dialect=EXCEL)
    assert len(read(one, two).structures) == 2


def test_an_express_visit_is_scored_as_the_tool_scores_it(tmp_path):
    found = read(saved(tmp_path, form="express"))
    assert found.structures.answers[0].tolist() == [2, 8, 8, 2, 8]
    assert found.form == "express"


def test_visits_of_two_forms_are_refused_with_what_to_do(tmp_path):
    both = scores(tmp_path, row("A1"), row("A2", forme="express"))
    with pytest.raises(Refusal) as refused:
        read(both)
    (mistake,) = refused.value.mistakes
    assert mistake.code == "R09"
    assert "express : 1 et complète : 1" in plain([mistake.what])[0]
    assert "séparez" in mistake.how


def test_a_partial_form_makes_no_release(tmp_path):
    with pytest.raises(Refusal) as refused:
        read(scores(tmp_path, row("A1", forme="partielle"), row("A2")))
    (mistake,) = refused.value.mistakes
    assert mistake.code == "R09"
    assert "1 structure n'a répondu qu'à une partie" in plain([mistake.what])[0]


# 2. What counts


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-22", None),
        ("2026-11-23", "après le 22/11/2026"),
        ("2026-03-01", None),
        ("2026-02-28", "hors de la période"),
        ("", "sans date"),
    ],
)
def test_a_visit_counts_when_it_is_of_the_period(tmp_path, day, reason):
    path = scores(tmp_path, row("A0"), row("A1", date=day))
    found = read(path, period=("2026-03", "2026-12"))
    assert len(found.structures) == (1 if reason else 2)
    assert found.excluded == ({reason: 1} if reason else {})
    assert found.period == ("2026-03", "2026-12")


def test_a_month_that_is_not_over_is_told(tmp_path):
    found = read(scores(tmp_path, row("A1", date="2026-11-03")))
    assert "jusqu'à novembre 2026, qui n'est pas fini" in plain(found.remarks)[0]
    assert read(scores(tmp_path)).remarks == ()


def test_a_month_counts_from_its_first_day(tmp_path):
    envoi = contributed(tmp_path, date=datetime.date(2026, 11, 30))
    assert read(envoi).period == ("2026-11", "2026-11")


def test_a_visit_without_a_global_score_counts_for_what_it_tells(tmp_path):
    found = read(scores(tmp_path, row("A1"), row("A2", ("2", "SR", "SR", "SR", "SR"))))
    assert found.excluded == {}
    assert (found.structures.tenths[:, -1] >= 0).tolist() == [True, False]


def test_a_visit_that_is_not_finished_does_not_count(tmp_path):
    table = scores(tmp_path, row("A1"), row("A2", ("2", "2", "SR", "2", "4"), fini=False))
    assert read(table).excluded == {"non finies": 1}
    visits = [saved(tmp_path, "a.yaml"), saved(tmp_path, "b.yaml", finished=False)]
    assert read(*visits).excluded == {"non finies": 1}


def test_a_row_without_an_identifier_does_not_count(tmp_path):
    found = read(scores(tmp_path, row("A1"), row(" "), row("-")))
    assert found.excluded == {"sans identifiant": 2}


def test_a_visit_without_a_code_does_not_count_whatever_its_name(tmp_path):
    nameless = saved(tmp_path, "b.yaml", profile={"structure_code": ""}, name="Les Tilleuls")
    assert read(saved(tmp_path, "a.yaml"), nameless).excluded == {"sans identifiant": 1}


def test_every_visit_read_is_counted_once(tmp_path):
    rows = [row("A1"), row("A1", date="2026-07-01"), row("A2", date=""), row("A3", date="2020-01-01")]
    found = read(scores(tmp_path, *rows), period=("2026-01", "2026-12"))
    assert found.read == len(found.structures) + sum(found.excluded.values()) == 4


def test_a_release_of_nobody_is_refused_with_the_reasons(tmp_path):
    path = scores(tmp_path, row("A1", date="2027-01-01"), row("A2", date=""))
    ((code, what, how),) = refused(path)
    assert code == "R01"
    assert "aucune visite ne compte parmi les 2 lues" in what
    assert how == "sans date : 1 ; après le 22/11/2026 : 1"


# 3. The last visit


def test_the_last_visit_of_a_structure_counts_whatever_the_order(tmp_path):
    rows = [row("A1", ("4", *GOOD[1:]), date="2026-07-01"), row("A1", date="2026-06-01")]
    found = read(scores(tmp_path, *rows))
    assert found.structures.answers[0, 0] == 4
    assert found.excluded == {"remplacées par une visite plus récente de la même structure": 1}


def test_a_later_visit_that_is_not_finished_leaves_the_earlier_one(tmp_path):
    rows = [row("A1", date="2026-06-01"), row("A1", ("2", "2", "SR", "2", "4"), date="2026-07-01", fini=False)]
    assert read(scores(tmp_path, *rows)).period == ("2026-06", "2026-06")


def test_on_the_same_day_the_last_file_then_row_counts_and_it_is_said(tmp_path):
    first = scores(tmp_path, row("A1", ("0", *GOOD[1:])), row("A1", ("1", *GOOD[1:])))
    last = scores(tmp_path, row("A1", ("4", *GOOD[1:])), name="deux.csv")
    assert read(first, last).structures.answers[0, 0] == 4
    found = read(last, first)
    assert found.structures.answers[0, 0] == 1
    assert plain(found.remarks) == [
        "1 structure a plusieurs visites à la même date : la dernière du dernier fichier est gardée."
    ]


def test_the_same_file_twice_changes_nothing(tmp_path):
    path = scores(tmp_path, row("A1"), row("A2"))
    assert len(read(path, path).structures) == 2


# 4. Nobody twice


@pytest.mark.parametrize("other", ["Association X", " ASSOCIATION  x", "association-X"])
def test_an_organisation_is_one_whatever_its_spelling(tmp_path, other):
    rows = [row("A1", gestionnaire="Association X"), row("A2", gestionnaire=other)]
    found = read(scores(tmp_path, *rows)).structures
    assert found.organisation.tolist() == [0, 0]


def test_structures_without_a_known_organisation_are_one_organisation_and_it_is_said(tmp_path):
    untold = [row(f"A{rank}", gestionnaire=told) for rank, told in enumerate(UNTOLD)]
    found = read(scores(tmp_path, *untold, row("B1")))
    assert len(set(found.structures.organisation.tolist())) == 2
    assert plain(found.remarks) == [
        f"{len(UNTOLD)} structures ne disent pas leur organisme gestionnaire : elles comptent comme un seul "
        "organisme (M16)."
    ]


def test_a_visit_meets_its_row_by_its_code_alone(tmp_path):
    table = scores(tmp_path, row("HDF-12", nom="Autre nom"), row("A2", nom="Les Tilleuls"))
    found = read(table, saved(tmp_path, name="Les Tilleuls"))
    assert len(found.structures) == 2
    assert found.period == ("2026-06", "2026-11")


def test_two_visits_of_one_code_are_one_structure(tmp_path):
    one = saved(tmp_path, "a.yaml", date=datetime.date(2026, 1, 5), name="Un nom")
    two = saved(tmp_path, "b.yaml", date=datetime.date(2026, 9, 5), name="Un autre")
    assert read(one, two).period == ("2026-09", "2026-09")


@pytest.mark.parametrize("other", ["20000001", "020000001.0", "20000001,00", "02 000 0001"])
def test_a_number_that_a_spreadsheet_changed_is_the_same_structure(tmp_path, other):
    rows = [row("020000001"), row(other), row("1-12"), row("11-2")]
    assert len(read(scores(tmp_path, *rows)).structures) == 3


def test_respondents_of_one_structure_count_once(tmp_path):
    rows = [row("A1", date=f"2026-06-{day:02}") for day in range(1, 20)]
    assert len(read(scores(tmp_path, *rows)).structures) == 1


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("ligne 2", "ligne 3"), 2),
        (("A1", "2:ligne 12"), 3),  # one row without an identifier is enough
    ],
)
def test_row_numbers_are_no_identifiers(tmp_path, names, line):
    rows = [row(name, ligne=rank) for rank, name in enumerate(names, 2)]
    table = scores(tmp_path, *rows)
    with pytest.raises(Refusal) as caught:
        read(scores(tmp_path, row("A9"), name="autre.csv"), table)
    [mistake] = caught.value.mistakes
    assert (mistake.place, mistake.code) == (f"{table}:{line}:1", "R01")
    assert "numéro de ligne" in mistake.what
    assert "--cle COLONNE" in mistake.how


@pytest.mark.parametrize("name", ["ligne", "ligne 12 bis", "Ligne 2", "3:ligne", "590000002", "2"])
def test_an_identifier_may_look_like_a_row_number(tmp_path, name):
    found = read(scores(tmp_path, row(name, ligne=2), row("A1", ligne=3)))
    assert len(found.structures) == 2


def test_a_contribution_meets_its_row_by_its_code(tmp_path):
    table = scores(tmp_path, row("HDF 12", gestionnaire="org 3"), row("A2"))
    envoi = contributed(tmp_path, operator="ORG-3")
    found = read(table, envoi).structures
    assert found.key.tolist() == ["a2", "hdf 12"]
    assert len(set(found.organisation.tolist())) == 2


# 5. Refused together


def test_synthetic_and_real_data_never_go_together(tmp_path):
    real = scores(tmp_path)
    invented = scores(tmp_path, row("A2"), name="deux.csv", stamp="Données synthétiques.")
    ((code, what, how),) = refused(real, invented)
    assert (code, what) == ("R07", "données synthétiques mêlées à des données réelles")
    assert how


def test_synthetic_data_are_told(tmp_path):
    assert read(scores(tmp_path, stamp="Données synthétiques.")).synthetic
    assert read(saved(tmp_path, illustrative="Cas fictif.")).synthetic
    assert not read(scores(tmp_path)).synthetic


def test_a_visit_of_another_content_of_the_questionnaire_is_refused(tmp_path):
    other = replace(Q, hash="sha256:" + "cd" * 32)
    path = write_visit(make_visit(other, ANSWERS, PROFILE), tmp_path / "visite.yaml")
    ((code, what, how),) = refused(path)
    assert (code, what) == ("R03", "faite avec un autre contenu de la version 1.2.0 du questionnaire")
    assert "mini" in how


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [('"ehpad"', '"epahd"', ":11:3"), ('"d59"', '"d57"', ":12:3"), ('"MA01"', '"MA77"', ":17:5")],
)
def test_a_contribution_with_an_unknown_name_is_refused_at_its_line(tmp_path, old, new, place):
    path = contributed(tmp_path)
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        read(path)
    (found,) = caught.value.mistakes
    assert (found.code, found.place) == ("R04", f"{path}{place}")


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("bonjour", encoding="utf-8")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "c.txt").write_text("x", encoding="utf-8")
    (tmp_path / "vide").mkdir()
    names = ("a.yaml", "b.json", "c.txt", "vide", "absent.csv")
    codes = {code for code, _, _ in refused(*(tmp_path / name for name in names))}
    with pytest.raises(Refusal) as caught:
        read(*(tmp_path / name for name in names))
    assert {m.file for m in caught.value.mistakes} == {str(tmp_path / name) for name in names}
    assert codes >= {"R01", "F01"}
    assert all(m.how for m in caught.value.mistakes)


def test_the_period_is_that_of_the_visits_that_count(tmp_path):
    rows = [row("A1", date="2026-01-05"), row("A2", date="2026-09-30")]
    assert read(scores(tmp_path, *rows)).period == ("2026-01", "2026-09")


# 6. Order

names = st.sampled_from(["A1", "A2", "A3", "A4"])
days = st.sampled_from(["", "2026-01-01", "2026-02-01", "2020-01-01", "2027-01-01"])
lines = st.lists(st.tuples(names, days, st.sampled_from("024")), min_size=1, max_size=8)


@pytest.mark.slow
@drawn(lines, st.data(), few=8, many=40)
def test_rows_may_come_in_any_order(told, data):
    """Ties apart, since the last row of a day is kept: each structure has one visit a day."""
    once = list({(name, day): (name, day, level) for name, day, level in told}.values())
    rows = [row(name, (level, *GOOD[1:]), date=day) for name, day, level in [*once, ("Z", "2026-01-01", "2")]]
    shuffled = data.draw(st.permutations(rows))
    with TemporaryDirectory() as place:
        one = read(scores(Path(place), *rows))
        other = read(scores(Path(place), *shuffled))
    assert np.array_equal(one.structures.answers, other.structures.answers)
    assert one.structures.key.tolist() == other.structures.key.tolist()
    assert (one.excluded, one.period, one.read) == (other.excluded, other.period, other.read)


@drawn(lines, few=8, many=40)
def test_the_visits_that_count_are_those_of_the_rule(told):
    """The rule, written again with a dictionary."""
    last = {}
    for name, day, level in [*told, ("Z", "2026-01-01", "2")]:
        if "" < day <= "2026-11-22" and day >= last.get(name, ("",))[0]:
            last[name] = (day, level)
    rows = [row(n, (v, *GOOD[1:]), date=d) for n, d, v in [*told, ("Z", "2026-01-01", "2")]]
    with TemporaryDirectory() as place:
        found = read(scores(Path(place), *rows)).structures
    assert found.key.tolist() == sorted(name.lower() for name in last)
    assert found.answers[:, 0].tolist() == [int(last[name][1]) for name in sorted(last)]


def test_remarks_are_typeset(tmp_path):
    rows = [row("A1", gestionnaire="", departement="", type=""), row("A1", gestionnaire="", type="")]
    remarks = read(scores(tmp_path, *rows)).remarks
    assert len(remarks) >= 3
    assert [typeset(remark) for remark in remarks] == list(remarks)
