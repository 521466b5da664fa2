"""Another program changes the file of a visit that is open here.

1. Changes of other answers are put together, whoever saved last; nobody's answer is lost.
2. The same answer changed twice: ours is in the file, theirs beside, and it is said.
3. A file deleted, emptied, broken or replaced: ours is saved, what could be read stays beside.
4. Without a change elsewhere, nothing is said and no file appears.
5. Several people answer one question in two windows: both voices stay (interview, line 11).
6. Whatever a visit can hold is followed: a field of the model that nothing merges fails here.
7. Two windows that review the actions of the visit before keep what each said (M12).
"""

import datetime
import os
from decimal import Decimal

import pytest
from helpers import make_visit, mini
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.scoring.voices import settled
from diag.visit.outside_changes import KnownVisit
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import (
    Answer,
    Arbitration,
    Decision,
    Draft,
    Gathered,
    Occasion,
    OwnAction,
    PastAction,
    PlanChoices,
    Previous,
    Remarks,
    Respondent,
    SetAside,
    Structure,
    Visit,
    Voice,
)

MINI = mini()
START = {"MA01": 2, "MA02": ["console"]}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "v.yaml"


def opened(path, **more):
    """Return a visit that is open here, and its file."""
    write_visit(make_visit(MINI, START, **more), path)
    known = KnownVisit(path, MINI)
    return known, known.read()


def with_answers(visit, **answers):
    merged = {**visit.answers, **{k: Answer(value=v) for k, v in answers.items()}}
    return visit.model_copy(update={"answers": merged})


def elsewhere(path, change):
    """Change the file as another program would."""
    write_visit(change(read_visit(path)[0]), path)


def beside(path):
    return sorted(p.name for p in path.parent.iterdir() if p != path)


# 1.


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda v: with_answers(v, MA01="4"), "Postes"),
        (lambda v: with_answers(v, MA03="7.5"), "Lits connectés"),
        (lambda v: v.model_copy(update={"answers": {"MA02": v.answers["MA02"]}}), "Postes"),
        (
            lambda v: v.model_copy(update={"structure": v.structure.model_copy(update={"name": "Les Érables"})}),
            "nom de la structure",
        ),
        (
            lambda v: v.model_copy(
                update={"structure": v.structure.model_copy(update={"profile": {"places": "80"}})}
            ),
            "Type et Places",
        ),
        (
            lambda v: v.model_copy(
                update={"visit": v.visit.model_copy(update={"mode": "distance", "finished": True})}
            ),
            "façon de répondre et fin de la visite",
        ),
        (lambda v: v.model_copy(update={"respondents": [Respondent(id="r1", role="Direction")]}), "répondants"),
        (
            lambda v: v.model_copy(update={"opening": "On s’entraide. Rien n’est écrit."}),
            "phrase qui ouvre le rapport",
        ),
        (
            lambda v: v.model_copy(update={"plan": PlanChoices(capacity=5, decisions={"former": Decision()})}),
            "jours disponibles et décision",
        ),
        (
            lambda v: v.model_copy(update={"plan": PlanChoices(own={"a1": OwnAction(title="Le wifi")})}),
            "actions ajoutées au plan",
        ),
        (
            lambda v: v.model_copy(
                update={
                    "structure": v.structure.model_copy(
                        update={"remarks": {"places": Remarks(note="Vu"), "name": Remarks(note="A")}}
                    )
                }
            ),
            "notes sur « Places » et notes sur « nom de la structure »",
        ),
        (
            lambda v: v.model_copy(
                update={"visit": v.visit.model_copy(update={"note": "Bon accueil", "private_note": "Oh"})}
            ),
            "note sur la visite et note privée sur la visite",
        ),
        (
            lambda v: v.model_copy(
                update={"drafts": [Draft(of="MA01", kind="note", value="Il"), Draft(kind="note", value="E")]}
            ),
            "textes en cours d’écriture.",
        ),
        (
            lambda v: v.model_copy(update={"previous": Previous(date=datetime.date(2025, 1, 1), answers={})}),
            "réponses de la visite précédente",
        ),
        (lambda v: v.model_copy(update={"gathered": Gathered()}), "ce que disait chacun des formulaires réunis"),
    ],
    ids=[
        "changed",
        "added",
        "removed",
        "name",
        "profile",
        "occasion",
        "respondents",
        "opening",
        "plan",
        "own actions",
        "remarks",
        "notes",
        "drafts",
        "previous",
        "gathered",
    ],
)
def test_a_change_made_elsewhere_is_kept_beside_ours(path, change, told):
    known, visit = opened(path)
    elsewhere(path, change)
    theirs = read_visit(path)[0]
    left = known.save(with_answers(visit, SA01="2"))
    assert left.visit == with_answers(theirs, SA01="2")
    assert read_visit(path)[0] == left.visit
    (said,) = left.said
    assert "modifié par un autre programme" in said
    assert told in said
    assert beside(path) == []


LEVELS = st.dictionaries(st.sampled_from(["MA01", "SA01", "SA02"]), st.sampled_from(["0", "2", "4"]))


@pytest.mark.slow
@settings(max_examples=50)
@given(LEVELS, LEVELS, LEVELS)
def test_no_answer_is_lost_whoever_gives_it(tmp_path_factory, first, ours, theirs):
    path = tmp_path_factory.mktemp("visit") / "v.yaml"
    write_visit(make_visit(MINI, first), path)
    known = KnownVisit(path, MINI)
    mine = with_answers(known.read(), **ours)
    elsewhere(path, lambda visit: with_answers(visit, **theirs))
    left = known.save(mine)
    kept = {k: a.value for k, a in left.visit.answers.items()}
    copies = [read_visit(p)[0] for p in path.parent.glob("*.modifie-ailleurs*")]
    everywhere = [kept, *({k: a.value for k, a in c.answers.items()} for c in copies)]
    for name, value in ours.items():
        assert kept[name] == value or first.get(name) == value
    for name, value in theirs.items():
        assert any(held.get(name) == value for held in everywhere) or first.get(name) == value
    assert len(copies) <= 1
    assert read_visit(path)[0] == left.visit


def test_changes_are_followed_one_save_after_another(path):
    known, visit = opened(path)
    elsewhere(path, lambda v: with_answers(v, MA01="4"))
    visit = known.save(with_answers(visit, SA01="2")).visit
    elsewhere(path, lambda v: with_answers(v, MA03="3"))
    left = known.save(with_answers(visit, SA02="4"))
    assert {k: a.value for k, a in left.visit.answers.items()} == {
        "MA01": "4",
        "MA02": ["console"],
        "SA01": "2",
        "MA03": "3",
        "SA02": "4",
    }
    assert known.save(left.visit).said == ()


# 2.


@pytest.mark.parametrize("theirs", [Answer(value="0"), Answer(status="unknown"), None])
def test_the_same_answer_changed_twice_stays_in_two_files(path, theirs):
    known, visit = opened(path)

    def change(read):
        answers = {k: a for k, a in read.answers.items() if k != "MA01"}
        return read.model_copy(update={"answers": answers | ({"MA01": theirs} if theirs else {})})

    elsewhere(path, change)
    raw = path.read_bytes()
    left = known.save(with_answers(visit, MA01="4"))
    assert read_visit(path)[0].answers["MA01"].value == "4"
    assert beside(path) == ["v.modifie-ailleurs.yaml"]
    copy = path.with_name("v.modifie-ailleurs.yaml")
    assert copy.read_bytes() == raw
    assert "Postes" in left.said[-1]
    assert copy.name in left.said[-1]


def test_a_copy_never_takes_the_place_of_another(path):
    known, visit = opened(path)
    for theirs, ours in (("0", "4"), ("2", "0"), ("4", "2")):
        elsewhere(path, lambda v, theirs=theirs: with_answers(v, SA01=theirs))
        visit = known.save(with_answers(visit, SA01=ours)).visit
    assert beside(path) == ["v.modifie-ailleurs-2.yaml", "v.modifie-ailleurs-3.yaml", "v.modifie-ailleurs.yaml"]


# 3.


def test_a_file_that_was_deleted_is_written_again(path):
    known, visit = opened(path)
    path.unlink()
    left = known.save(with_answers(visit, SA01="2"))
    assert read_visit(path)[0] == left.visit
    assert "déplacé ou supprimé" in left.said[0]
    assert beside(path) == []


def test_a_file_that_was_moved_keeps_what_it_has(path):
    known, visit = opened(path)
    moved = path.rename(path.with_name("ailleurs.yaml"))
    known.save(with_answers(visit, SA01="2"))
    assert "SA01" not in read_visit(moved)[0].answers


@pytest.mark.parametrize("raw", [b"", b" \n\n"])
def test_a_file_that_was_emptied_is_written_again(path, raw):
    known, visit = opened(path)
    path.write_bytes(raw)
    left = known.save(with_answers(visit, SA01="2"))
    assert read_visit(path)[0] == left.visit
    assert "vidé" in left.said[0]
    assert beside(path) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"a: [\n",
        b"\xff\xfe\x00",
        b"<<<<<<< moi\nformat: 1\n",
        b"format: 9\n",
        b"une liste de courses\n",
        b"x" * 5_000_000,
    ],
    ids=["yaml", "binary", "conflict", "later", "text", "huge"],
)
def test_what_is_no_visit_any_more_stays_beside(path, raw):
    known, visit = opened(path)
    path.write_bytes(raw)
    left = known.save(with_answers(visit, SA01="2"))
    assert read_visit(path)[0] == left.visit
    assert path.with_name("v.modifie-ailleurs.yaml").read_bytes() == raw
    assert "remplacé" in left.said[0]


@pytest.mark.parametrize("broken", ["MA01: {value: 9}", "ZZ99: {value: 1}", "MA01: {status: answered}"])
def test_an_answer_that_the_questionnaire_refuses_stays_beside(path, broken):
    known, visit = opened(path)
    text = path.read_text("utf-8")
    head = text[: text.index("answers:")]
    path.write_text(f"{head}answers:\n  {broken}\n", "utf-8")
    left = known.save(with_answers(visit, SA01="2"))
    assert left.visit == with_answers(visit, SA01="2")
    assert beside(path) == ["v.modifie-ailleurs.yaml"]


def test_a_visit_that_appeared_where_there_was_none_stays_beside(path):
    known = KnownVisit(path, MINI)
    write_visit(make_visit(MINI, {"MA01": 4}), path)
    known.save(make_visit(MINI, {"MA01": 2}))
    assert read_visit(path)[0].answers["MA01"].value == "2"
    assert read_visit(path.with_name("v.modifie-ailleurs.yaml"))[0].answers["MA01"].value == "4"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_beside_what_became_no_file_the_visit_is_kept(path, put):
    known, visit = opened(path)
    path.unlink()
    put(path)
    for level, told in (("2", 1), ("4", 0)):  # it is said once
        left = known.save(with_answers(visit, SA01=level))
        assert left.path == path.with_name("v.secours.yaml")
        assert "".join(left.said).count("n’en est plus un") == told
        assert read_visit(left.path)[0].answers["SA01"].value == level


def test_beside_what_became_no_file_somebody_else_s_copy_is_not_replaced(path):
    known, visit = opened(path)
    path.unlink()
    path.mkdir()
    path.with_name("v.secours.yaml").write_text("notes", "utf-8")
    assert known.save(visit).path == path.with_name("v.secours-2.yaml")
    assert path.with_name("v.secours.yaml").read_text("utf-8") == "notes"


def test_changes_that_contradict_each_other_leave_both_whole(path):
    """They removed the person by whom an answer is given here: together, nobody could read them."""
    asked = [Respondent(id="r1", role="Direction")]
    known, visit = opened(path, respondents=asked)
    elsewhere(path, lambda v: v.model_copy(update={"respondents": []}))
    answered = {**visit.answers, "SA01": Answer(value="2", by="r1")}
    left = known.save(visit.model_copy(update={"answers": answered}))
    assert read_visit(path)[0] == left.visit
    assert left.visit.respondents == asked
    assert beside(path) == ["v.modifie-ailleurs.yaml"]


def test_an_interruption_while_changes_are_put_together_loses_none(path, monkeypatch):
    known, visit = opened(path)
    elsewhere(path, lambda v: with_answers(v, MA01="4"))

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("diag.visit.outside_changes._merged", interrupted)
        with pytest.raises(KeyboardInterrupt):
            known.save(with_answers(visit, SA01="2"))
    left = known.save(with_answers(visit, SA01="2"))
    assert {n: a.value for n, a in left.visit.answers.items()} | {"MA02": 0} == {"MA01": "4", "MA02": 0, "SA01": "2"}


# 4.


def test_what_nobody_touched_is_saved_without_a_word(path):
    known, visit = opened(path)
    for level in ("0", "2", "4"):
        left = known.save(with_answers(visit, SA01=level))
        assert (left.said, left.path) == ((), path.resolve())
    assert beside(path) == []


def test_the_same_content_written_again_elsewhere_is_no_change(path):
    known, visit = opened(path)
    raw = path.read_bytes()
    path.unlink()
    path.write_bytes(raw)
    assert known.save(with_answers(visit, SA01="2")).said == ()


def test_where_each_window_stands_is_its_own_business(path):
    known, visit = opened(path)

    def at(place):
        return lambda v: v.model_copy(update={"visit": v.visit.model_copy(update={"place": place})})

    elsewhere(path, at("MA02"))
    left = known.save(at("SA01")(visit))
    assert (left.said, left.visit.visit.place, beside(path)) == ((), "SA01", [])


# 5.

TABLE = [Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Équipe")]


def windows(path, first, ours, theirs, settle=settled, table=TABLE):
    """Return what is saved where one answer is changed in two windows, and what was said."""
    answers = {"SA01": first} if first else {}
    write_visit(make_visit(MINI, answers, respondents=table), path)
    known = KnownVisit(path, MINI, settle)
    visit = known.read()
    elsewhere(path, lambda v: v.model_copy(update={"answers": {"SA01": theirs}}))
    left = known.save(visit.model_copy(update={"answers": {"SA01": ours}}))
    assert read_visit(path)[0] == left.visit
    return left.visit.answers["SA01"], left.said


def test_two_people_in_two_windows_are_two_voices(path):
    """Line 11."""
    ours, theirs = Answer(value="4", by="r1"), Answer(value="2", by="r2", note="Vu")
    answer, said = windows(path, None, ours, theirs)
    voices = [Voice(by="r1", value="4"), Voice(by="r2", value="2")]
    assert answer == Answer(value="2", note="Vu", voices=voices)
    assert "Ses changements sont gardés" in said[0]
    assert beside(path) == []


def test_voices_of_two_windows_are_put_together_by_respondent(path):
    one, two = Voice(by="r1", value="0"), Voice(by="r2", value="0")
    former = Answer(value="0", voices=[one, two])
    ours = Answer(value="0", voices=[Voice(by="r1", value="4"), two])
    theirs = Answer(value="0", voices=[one, Voice(by="r2", value="2")])
    answer, _ = windows(path, former, ours, theirs)
    assert [(v.by, v.value) for v in answer.voices] == [("r1", "4"), ("r2", "2")]
    assert answer.value == "2"


def test_an_arbitration_in_one_window_closes_what_the_other_adds(path):
    one = Voice(by="r1", value="0")
    former = Answer(value="0", by="r1")
    decided = Arbitration(by="Direction", why="Vu", value="4")
    ours = Answer(value="4", voices=[one, Voice(by="r2", value="4")], arbitration=decided)
    theirs = Answer(value="0", by="r1", note="À revoir")
    answer, _ = windows(path, former, ours, theirs)
    assert (answer.value, answer.note, answer.arbitration) == ("4", "À revoir", decided)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Answer(value="4", by="r1"), Answer(value="2", by="r1")),
        (Answer(value="4"), Answer(value="2", by="r2")),
        (Answer(value="4", by="r1", note="Oui"), Answer(value="2", by="r2", note="Non")),
    ],
    ids=["one person", "nobody knows who", "two notes"],
)
def test_what_one_person_answered_twice_stays_in_two_files(path, ours, theirs):
    answer, said = windows(path, None, ours, theirs)
    assert answer == ours
    assert "Changé ici et par un autre programme" in said[-1]
    assert beside(path) == ["v.modifie-ailleurs.yaml"]


def test_one_name_for_two_people_mixes_no_voices(path):
    known, visit = opened(path)

    def added(role, level):
        return lambda v: with_answers(v, SA01=level).model_copy(
            update={"respondents": [Respondent(id="r1", role=role)]}
        )

    elsewhere(path, added("Équipe", "2"))
    left = known.save(added("Direction", "4")(visit))
    assert [r.role for r in left.visit.respondents] == ["Direction"]
    assert beside(path) == ["v.modifie-ailleurs.yaml"]


def test_people_who_join_in_two_windows_are_all_there(path):
    known, visit = opened(path)
    elsewhere(path, lambda v: v.model_copy(update={"respondents": TABLE[:1]}))
    left = known.save(visit.model_copy(update={"respondents": TABLE[1:]}))
    assert {r.role for r in left.visit.respondents} == {"Direction", "Équipe"}


# 6.

PAST = [PastAction(id="former"), PastAction(id="former", own=True, title="Se former")]
BEFORE = Previous(date=datetime.date(2025, 11, 3), actions=PAST)
OTHERWISE = {
    "illustrative": "Cas fictif.",
    "structure.name": "Les Érables",
    "structure.profile": {"places": "80"},
    "structure.remarks": {"places": Remarks(note="Vu")},
    "visit.date": datetime.date(2027, 1, 4),
    "visit.form": "express",
    "visit.mode": "distance",
    "visit.finished": True,
    "visit.note": "Bon accueil",
    "visit.private_note": "Tendu",
    "respondents": [Respondent(id="r1", role="Direction")],
    "answers": {**make_visit(MINI, START).answers, "MA03": Answer(value="7.5")},
    "set_aside": [SetAside(id="XX01", version="1.0.0", answer=Answer(value="1"))],
    "opening": "On s’entraide.",
    "plan.capacity": Decimal(5),
    "plan.decisions": {"former": Decision()},
    "plan.own": {"a1": OwnAction(title="Le wifi")},
    "drafts": [Draft(of="MA01", kind="note", value="Il")],
    "previous": BEFORE.model_copy(update={"version": "1.0.0"}),
    "gathered": Gathered(became={"former": {"done": "Fait"}}),
}
"""For each field of a visit, by its part, another value that it may take."""
NOT_MERGED = {"format", "questionnaire", "visit.place"}
"""What two windows must share, and where each of them stands."""


def fields_of_a_visit():
    """Return the fields of a visit, those of its structure, its occasion and its plan by part."""
    parts = {"structure": Structure, "visit": Occasion, "plan": PlanChoices}
    inside = {f"{part}.{name}" for part, model in parts.items() for name in model.model_fields}
    return set(Visit.model_fields) - set(parts) | inside


def with_field(visit, path, value):
    part, _, name = path.rpartition(".")
    if not part:
        return visit.model_copy(update={name: value})
    return visit.model_copy(update={part: getattr(visit, part).model_copy(update={name: value})})


def test_every_field_of_a_visit_is_known_here():
    assert fields_of_a_visit() == set(OTHERWISE) | NOT_MERGED


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_field_changed_elsewhere_is_kept_beside_an_answer_given_here(path, field):
    known, visit = opened(path, previous=BEFORE)
    elsewhere(path, lambda read: with_field(read, field, OTHERWISE[field]))
    left = known.save(with_answers(visit, SA01="2"))
    wanted = with_answers(with_field(visit, field, OTHERWISE[field]), SA01="2")
    assert (left.visit, read_visit(path)[0], beside(path)) == (wanted, wanted, [])
    assert "Ses changements sont gardés" in left.said[0]


# 7.


def became(visit, rank, word):
    """Return a visit where one action of the visit before became something."""
    actions = [
        one.model_copy(update={"became": word}) if at == rank else one
        for at, one in enumerate(visit.previous.actions)
    ]
    previous = visit.previous.model_copy(update={"actions": actions})
    return visit.model_copy(update={"previous": previous})


def test_two_windows_review_two_actions_of_the_visit_before(path):
    known, visit = opened(path, previous=BEFORE)
    elsewhere(path, lambda read: became(read, 1, "dropped"))
    left = known.save(became(visit, 0, "done"))
    assert [one.became for one in left.visit.previous.actions] == ["done", "dropped"]
    assert "ce qu’est devenue une action" in left.said[0]
    assert beside(path) == []


def test_one_action_reviewed_in_two_windows_stays_in_two_files(path):
    known, visit = opened(path, previous=BEFORE)
    elsewhere(path, lambda read: became(read, 0, "dropped"))
    left = known.save(became(visit, 0, "done"))
    assert left.visit.previous.actions[0].became == "done"
    assert beside(path) == ["v.modifie-ailleurs.yaml"]


def test_the_visit_before_taken_away_elsewhere_does_not_lose_what_was_said_of_it_here(path):
    known, visit = opened(path, previous=BEFORE)
    elsewhere(path, lambda read: read.model_copy(update={"previous": None}))
    left = known.save(became(visit, 0, "done"))
    assert left.visit.previous.actions[0].became == "done"
    assert beside(path) == ["v.modifie-ailleurs.yaml"]
