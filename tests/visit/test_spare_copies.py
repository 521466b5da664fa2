"""Saving where the file resists, and what a cut leaves (interview, line 9).

1. A file that cannot be replaced: saves go on beside, and come back to it.
2. At the next opening a spare copy is offered; taken or left, neither it nor the file is lost.
3. Killed between any two moves of a save: the file is whole, and the next opening sweeps the rest.
"""

import errno
import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers import make_visit, mini

from diag.questionnaire.mistakes import Refusal
from diag.visit.outside_changes import KnownVisit
from diag.visit.visit_file import (
    is_spare,
    leave_spare,
    locked,
    newer_spare,
    read_visit,
    spare_of,
    take_spare,
    write_visit,
)
from diag.visit.visit_model import Answer

MINI = mini()


@pytest.fixture
def path(tmp_path):
    return tmp_path.resolve() / "v.yaml"


@pytest.fixture
def busy(path, monkeypatch):
    """Return a switch: while it is on, the file of the visit is one that Windows keeps busy."""
    switch = SimpleNamespace(on=True, tries=0, held=[path])
    replace = Path.replace

    def held(draft, target):
        if switch.on and target in switch.held:
            switch.tries += 1
            raise PermissionError(errno.EACCES, "busy")
        return replace(draft, target)

    windows = SimpleNamespace(**{**vars(os), "name": "nt"})
    monkeypatch.setattr("diag.visit.visit_file.os", windows)
    monkeypatch.setattr("diag.visit.visit_file.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(Path, "replace", held)
    return switch


def named(name):
    return make_visit(MINI, name=name)


def names(path):
    return sorted(p.name for p in path.parent.iterdir())


def name_in(path):
    return read_visit(path)[0].structure.name


def opened(path):
    write_visit(named("Avant"), path)
    known = KnownVisit(path, MINI)
    known.read()
    return known


# 1. Beside, and back


def test_saves_go_on_beside_and_come_back(path, busy):
    """Line 9."""
    busy.on = False
    known = opened(path)
    busy.on = True
    first, second = known.save(named("Un")), known.save(named("Deux"))
    assert first.path == second.path == path.with_name("v.secours.yaml")
    assert (name_in(path), name_in(second.path)) == ("Avant", "Deux")
    assert (first.said, second.said) == (("Le fichier est pris par un autre logiciel.",), ())
    busy.on = False
    third = known.save(named("Trois"))
    assert (third.path, third.said, name_in(path)) == (path, (), "Trois")
    assert names(path) == ["v.yaml"]


def test_somebody_who_waits_for_the_next_question_waits_once(path, busy):
    busy.on = False
    known = opened(path)
    busy.on = True
    known.save(named("Un"))
    tried = busy.tries
    known.save(named("Deux"))
    assert busy.tries == tried + 1


def test_a_copy_that_is_busy_too_gives_way_to_another(path, busy):
    busy.on = False
    known = opened(path)
    busy.on = True
    busy.held.append(known.save(named("Un")).path)
    assert known.save(named("Deux")).path == path.with_name("v.secours-2.yaml")
    assert names(path) == ["v.secours-2.yaml", "v.yaml"]


def test_a_copy_that_was_there_is_neither_replaced_nor_removed(path, busy):
    busy.on = False
    known = opened(path)
    write_visit(named("Hier"), path.with_name("v.secours.yaml"))
    busy.on = True
    left = known.save(named("Un"))
    assert left.path == path.with_name("v.secours-2.yaml")
    busy.on = False
    known.save(named("Deux"))
    assert names(path) == ["v.secours.yaml", "v.yaml"]
    assert name_in(path.with_name("v.secours.yaml")) == "Hier"


def test_a_copy_that_somebody_changed_stays(path, busy):
    busy.on = False
    known = opened(path)
    busy.on = True
    spare = known.save(named("Un")).path
    write_visit(named("Ailleurs"), spare)
    assert known.save(named("Deux")).path == path.with_name("v.secours-2.yaml")
    busy.on = False
    known.save(named("Trois"))
    assert names(path) == ["v.secours.yaml", "v.yaml"]


def test_what_changed_elsewhere_meanwhile_is_kept_when_the_file_comes_back(path, busy):
    busy.on = False
    known = opened(path)
    busy.on = True
    ours = known.save(named("Avant").model_copy(update={"answers": {"MA01": Answer(value="2")}}))
    busy.on = False
    write_visit(make_visit(MINI, {"SA01": 2}, name="Avant"), path)
    left = known.save(ours.visit)
    assert left.visit.answers.keys() == {"MA01", "SA01"}
    assert names(path) == ["v.yaml"]


@pytest.mark.parametrize(
    ("name", "spare"),
    [("v.secours.yaml", True), ("v.secours-12.yaml", True), ("v.yaml", False), ("secours.yaml", False)],
)
def test_a_spare_copy_is_known_by_its_name(name, spare):
    assert is_spare(Path(name)) == spare


# 2. At the next opening


def test_a_copy_that_holds_more_is_offered(path):
    """Line 9."""
    write_visit(named("Avant"), path)
    assert newer_spare(path) is None
    spare = write_visit(named("Après"), spare_of(path))
    assert newer_spare(path) == spare


def test_the_latest_of_two_copies_is_offered_first(path):
    write_visit(named("Avant"), path)
    first, second = (write_visit(named(n), spare_of(path)) for n in ("Un", "Deux"))
    os.utime(second, (1, 1))
    assert newer_spare(path) == first
    leave_spare(path)
    assert newer_spare(path) == second


@pytest.mark.parametrize("text", ["des notes\n", "", "format: 9\n"])
def test_what_is_no_visit_is_not_offered(path, text):
    write_visit(named("Avant"), path)
    spare_of(path).write_text(text, "utf-8")
    assert newer_spare(path) is None


def test_a_copy_that_says_the_same_is_not_offered(path):
    visit = named("Avant")
    write_visit(visit, path)
    elsewhere = visit.visit.model_copy(update={"place": "MA01"})
    write_visit(visit.model_copy(update={"visit": elsewhere}), spare_of(path))
    assert newer_spare(path) is None


@pytest.mark.parametrize("broken", [None, "a: [\n"])
def test_a_copy_is_offered_where_the_file_is_gone_or_broken(path, broken):
    spare = write_visit(named("Après"), spare_of(path))
    if broken:
        path.write_text(broken, "utf-8")
    assert newer_spare(path) == spare


def test_a_copy_taken_back_leaves_the_former_file_beside(path):
    """Line 9."""
    write_visit(named("Avant"), path)
    before = path.read_bytes()
    write_visit(named("Après"), spare_of(path))
    former = take_spare(path)
    assert (name_in(path), former.name) == ("Après", "v.avant-secours.yaml")
    assert former.read_bytes() == before
    assert names(path) == ["v.avant-secours.yaml", "v.yaml"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}


def test_a_copy_taken_back_where_there_is_no_file(path):
    write_visit(named("Après"), spare_of(path))
    assert take_spare(path) is None
    assert (name_in(path), names(path)) == ("Après", ["v.yaml"])


def test_a_copy_left_is_offered_no_more_and_stays(path):
    """Line 9."""
    write_visit(named("Avant"), path)
    for told in ("v.secours-laisse.yaml", "v.secours-laisse-2.yaml"):
        write_visit(named(told), spare_of(path))
        aside = leave_spare(path)
        assert (aside.name, name_in(aside), newer_spare(path)) == (told, told, None)
    assert name_in(path) == "Avant"


@pytest.mark.parametrize("act", [take_spare, leave_spare])
def test_without_a_copy_there_is_nothing_to_take_or_leave(path, act):
    write_visit(named("Avant"), path)
    with pytest.raises(Refusal):
        act(path)
    assert names(path) == ["v.yaml"]


def test_a_copy_of_another_visit_is_not_offered(path):
    write_visit(named("Avant"), path)
    write_visit(named("Autre"), path.with_name("v.secours.autre.secours.yaml"))
    assert newer_spare(path) is None


# 3. Killed at any moment


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process to kill")
@pytest.mark.parametrize("act", ["save", "take", "leave"])
def test_killed_between_any_two_moves_nothing_is_lost(tmp_path, act):
    """Line 9: every move that the system hears of is one where the process may end."""
    moves = 0
    while (code := killed_at(moves, folder := tmp_path / str(moves), act)) != 0:
        assert code == KILLED
        path = folder / "v.yaml"
        with locked(path):
            known = {name_in(p) for p in folder.glob("*.yaml") if whole(p)}
        assert known >= ({"Avant"} if act == "save" else {"Avant", "Secours"}) or (
            act == "save" and known == {"Après"}
        )
        assert whole(path)
        assert not list(folder.glob(".*"))
        moves += 1
    assert moves >= 3


KILLED = 17


def killed_at(move, folder, act):
    """Run an act in a process that ends at its nth move, and return its exit code."""
    folder.mkdir()
    path = folder / "v.yaml"
    write_visit(named("Avant"), path)
    if act != "save":
        write_visit(named("Secours"), path.with_name("v.secours.yaml"))
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = [move]

    def at(event, args):
        if event in ("open", "os.remove", "os.rename", "os.chmod", "fsync"):
            left[0] -= 1
            if left[0] < 0:
                os._exit(KILLED)

    try:
        with locked(path):
            known = KnownVisit(path, MINI)
            visit = known.read()
            flush, os.fsync = os.fsync, lambda number: (at("fsync", ()), flush(number))
            sys.addaudithook(at)
            if act == "save":
                known.save(visit.model_copy(update={"structure": named("Après").structure}))
            else:
                (take_spare if act == "take" else leave_spare)(path)
            os._exit(0)  # the lock is left, as a kill would
    finally:
        os._exit(1)


def whole(path):
    """Tell whether a file is a visit; what a kill leaves of a copy under way is none."""
    try:
        read_visit(path)
    except Refusal:
        return False
    return True
