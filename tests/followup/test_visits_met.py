"""Which visits of a folder a period counts, and why the other files are set aside (bilan).

1. A visit counts by its date, first and last days included, in whatever folder below it lies.
2. A structure counts once, by its latest visit: known by its code, else by name, type and département.
3. Of two files of one structure and one date, that of most people, the finished one, the fullest is kept; a
   copy under another name is not one more structure, unless the network gave it another code.
4. Each file set aside says why: not a visit, a copy, a link, another questionnaire, out of the period.
5. What cannot be read is told with its place; nothing hostile stops the rest.
6. Imagined visits are never counted with real ones.
7. What moved is read from the visit that the latest recalls, else from the one before in the folder.
"""

import datetime
import os
import sys

import pytest
from followup.met_visits import DAY, PERIOD, visited
from helpers import PRINT, make_visit, mini

from diag.followup import visits_met as room
from diag.followup.visits_met import visits_met
from diag.questionnaire.loader import load
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import write_visit
from diag.visit.visit_model import Respondent

ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}
posix = pytest.mark.skipif(sys.platform == "win32", reason="tubes et liens de POSIX")


@pytest.fixture(scope="module")
def small():
    return mini()


@pytest.fixture
def save(tmp_path, small):
    """Return a function that writes a visit in a file of the folder."""

    def written(file="visite.yaml", **more):
        visit = visited(small, answers=more.pop("answers", ANSWERS), **more)
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        write_visit(visit, tmp_path / file)
        return visit

    return written


@pytest.fixture
def read(tmp_path, small):
    return lambda: visits_met(tmp_path, small, PERIOD)


def names(found):
    return [one.side.visit.structure.name for one in found.activity.met]


def why(found):
    return {one.file: one.why for one in found.aside}


# 1


def test_the_period_holds_its_first_and_its_last_day(save, read):
    for rank, day in enumerate([PERIOD[0], PERIOD[1]]):
        save(f"{rank}.yaml", name=f"N{rank}", day=day)
    save("avant.yaml", name="A", day=PERIOD[0] - datetime.timedelta(1))
    save("apres.yaml", name="B", day=PERIOD[1] + datetime.timedelta(1))
    found = read()
    assert names(found) == ["N0", "N1"]
    assert why(found) == {"avant.yaml": room.OUTSIDE, "apres.yaml": room.OUTSIDE}


def test_folders_below_are_read(save, read):
    save("2026/été/v.yml", name="Loin")
    assert names(read()) == ["Loin"]


# 2


def test_a_structure_visited_twice_counts_once(save, read):
    save("a.yaml", name="Les Tilleuls", day=DAY)
    save("b.yaml", name="les  tilleuls", day=DAY + datetime.timedelta(20), mode="distance")
    found = read()
    assert [one.side.visit.visit.mode for one in found.activity.met] == ["distance"]
    assert found.activity.met[0].following
    assert sum(len(one.visits) for one in found.activity.met) == 2


def test_namesakes_of_another_type_are_two_structures(save, read):
    save("a.yaml", structure_type="ehpad")
    save("b.yaml", structure_type="siae")
    assert len(read().activity.met) == 2


def test_structures_without_a_name_are_never_one(save, read):
    save("a.yaml", name="")
    save("b.yaml", name="")
    assert len(read().activity.met) == 2


# 3


def test_of_two_files_of_one_visit_the_finished_one_is_kept(save, read):
    save("a.yaml", finished=True)
    save("b.yaml", finished=False)
    assert why(read()) == {"b.yaml": room.TWICE}


def test_of_two_unfinished_ones_the_fullest_is_kept(save, read):
    save("b.yaml", finished=False, answers={"MA01": 1})
    save("a.yaml", finished=False)
    found = read()
    assert why(found) == {"b.yaml": room.TWICE}
    assert [one.side.assessment.provisional for one in found.activity.met] == [True]


def test_a_visit_that_gathers_several_people_is_kept(save, read):
    people = [Respondent(id=f"r{rank}", role="Équipe") for rank in range(2)]
    save("reunie.yaml", finished=False, respondents=people)
    save("une.yaml", respondents=people[:1])
    assert why(read()) == {"une.yaml": room.TWICE}


def test_a_copy_under_another_name_is_not_one_more_structure(tmp_path):
    content = load(PRINT)
    answers = {question.id: question.choices[0].level for question in content.questions if question.kind == "single"}
    codes = {"a": {}, "b": {}, "c": {"structure_code": "S-1"}, "d": {"structure_code": "S-2"}}
    for name, profile in codes.items():
        visit = make_visit(content, answers, profile, name=name, date=PERIOD[0], finished=True)
        write_visit(visit, tmp_path / f"{name}.yaml")
    found = visits_met(tmp_path, content, PERIOD)
    assert why(found) == {"b.yaml": room.SAME_ANSWERS}
    assert names(found) == ["a", "c", "d"]


# 4


def test_a_visit_that_is_only_prepared_is_not_counted(save, read):
    save("v.yaml")
    save("suite.yaml", name="Bientôt", answers={}, finished=False)
    assert why(read()) == {"suite.yaml": room.PREPARED}


def test_each_file_set_aside_says_why(save, read, tmp_path):
    save("v.yaml")
    save("v.a-transmettre.yaml", name="Copie")
    save("v.secours-2.yaml", name="Copie")
    save("v.avant-secours.yaml", name="Copie")
    (tmp_path / "notes.yaml").write_text("titre: rien\n", "utf-8")
    (tmp_path / ".v.yaml.12.tmp.yaml").write_text("x", "utf-8")
    text = (tmp_path / "v.yaml").read_text("utf-8")
    (tmp_path / "autre.yaml").write_text(text.replace("id: mini", "id: autre"), "utf-8")
    found = read()
    assert names(found) == ["Les Tilleuls"]
    assert why(found) == {
        "v.a-transmettre.yaml": room.COPY,
        "v.secours-2.yaml": room.COPY,
        "v.avant-secours.yaml": room.COPY,
        "notes.yaml": room.OTHER_FILE,
        "autre.yaml": room.OTHER_QUESTIONNAIRE,
    }


@posix
def test_links_are_not_followed(save, read, tmp_path):
    save("v.yaml")
    (tmp_path / "lien.yaml").symlink_to(tmp_path / "v.yaml")
    (tmp_path / "boucle").symlink_to(tmp_path)
    assert why(read()) == {"lien.yaml": room.LINK, "boucle": room.LINK}


# 5


@posix
def test_what_cannot_be_read_is_told_and_stops_nothing(save, read, tmp_path):
    save("v.yaml")
    os.mkfifo(tmp_path / "tube.yaml")
    (tmp_path / "vide.yaml").write_text("", "utf-8")
    (tmp_path / "latin.yaml").write_bytes(b"format: 2\nstructure: {name: \xe9t\xe9}\n")
    (tmp_path / "\x1b[2J<script>;=1.yaml").write_text("format: 2\nvisit: [", "utf-8")
    found = read()
    assert names(found) == ["Les Tilleuls"]
    assert {one.why for one in found.aside} == {room.UNREADABLE}
    assert all(one.mistakes for one in found.aside)
    assert len(found.aside) == 4


def test_a_visit_that_contradicts_itself_is_told(save, read, tmp_path):
    save("v.yaml")
    save("faux.yaml", name="Faux")
    path = tmp_path / "faux.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 2", "status: unknown, value: 2"), "utf-8")
    found = read()
    assert names(found) == ["Les Tilleuls"]
    assert why(found)["faux.yaml"] == room.UNREADABLE


# 6


def test_imagined_visits_are_not_counted_with_real_ones(save, read):
    save("a.yaml", name="Vraie")
    save("b.yaml", name="Imaginée", illustrative="Réponses imaginées.")
    found = read()
    assert names(found) == ["Vraie"]
    assert why(found) == {"b.yaml": room.IMAGINED}
    assert found.illustrative == ""


def test_imagined_visits_alone_are_counted_and_stamped(save, read):
    save("b.yaml", illustrative="Réponses imaginées.")
    found = read()
    assert len(found.activity.met) == 1
    assert found.illustrative == "Réponses imaginées."


# 7


def test_what_moved_is_read_from_what_the_visit_recalls(save, read, tmp_path, small):
    before = visited(small, day=datetime.date(2025, 8, 1), answers=ANSWERS)
    after = next_visit(before, DAY)
    answers = {name: a.model_copy(update={"by": None}) for name, a in before.answers.items()}
    write_visit(after.model_copy(update={"answers": answers}), tmp_path / "v.yaml")
    met = read().activity.met[0]
    assert met.following
    assert set(met.moved.values()) == {"stable"}


def test_what_moved_is_read_from_the_visit_before_in_the_folder(save, read):
    save("avant.yaml", day=datetime.date(2025, 8, 1), answers={**ANSWERS, "SA01": 0})
    save("v.yaml", answers={**ANSWERS, "SA01": 4, "SA02": 4})
    met = read().activity.met[0]
    assert met.following
    assert any(way.endswith("_up") for way in met.moved.values())
