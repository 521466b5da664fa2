"""Answers, with a scripted face: what is asked, saved, kept, and how it ends.

1. The steps follow each other in the order of the questionnaire, as conditions show and hide them;
   an answer that is hidden stays in the file (M2).
2. Enter alone records nothing (line 4); a kept answer is kept.
3. Everything is saved before it is acknowledged, with the place where one is (line 9).
4. An answer that is not understood is explained, and asked again.
5. What no longer exists is set aside and said once (line 8).
6. Interruptions, a lost keyboard and a disk that refuses are outcomes (line 10).
"""

import dataclasses
from pathlib import Path

import pytest
from helpers import PRINT, ROOT, keep_version, make_visit
from scripted import MINI, PROFILE, ScriptedFace, hold, hold_visit

from diag.interview.path import find_path
from diag.interview.session import run
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.visit.outside_changes import Saved
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer

POSTES, USAGES, LITS, FORMATION, SUITES = (q.text for q in MINI.questions)
FINISH, RESULT_BACK, LEAVE = "1", "back", "q"


def values(outcome):
    return {name: answer.value for name, answer in outcome.visit.answers.items()}


def test_whole_interview_from_an_empty_visit():
    script = ["Les  Tilleuls", "0", "0", "0", "60", "0,1", "2", "1 2", "7,5", "2", "4"]
    script += [FINISH, RESULT_BACK, LEAVE]
    outcome, _, saved = hold(script, profile={}, name="")
    assert outcome.ending == "completed"
    assert (outcome.done, outcome.total, outcome.unanswered) == (5, 5, ())
    assert outcome.visit.structure.name == "Les Tilleuls"
    assert outcome.visit.visit.mode == "visite"
    assert [r.role for r in outcome.visit.respondents] == ["Direction"]
    assert outcome.visit.structure.profile == {
        "structure_type": "ehpad",
        "places": "60",
        "roles": ["direction", "equipe"],
    }
    assert values(outcome) == {
        "MA01": "2",
        "MA02": ["ordinateur", "tablette"],
        "MA03": "7.5",
        "SA01": "2",
        "SA02": "4",
    }
    assert saved[-1] == outcome.visit
    assert outcome.visit.visit.finished


def test_saved_before_it_is_acknowledged():
    events = []
    face = ScriptedFace(["2", "q"])
    face.tell = events.append
    run(face, MINI, make_visit(MINI, profile=PROFILE), lambda v: events.append(len(v.answers)))
    assert events[2:4] == [1, "Enregistré. Postes : 2 - Un poste par service."]


def test_one_save_holds_an_answer_and_where_it_leads():
    _, _, saved = hold(["2", KeyboardInterrupt])
    assert [(v.answers["MA01"].value, v.visit.place) for v in saved] == [("2", "MA02")]


def test_condition_is_followed():
    _, face, _ = hold(["2", "0", "5", "0"])
    assert SUITES not in face.asked
    _, face, _ = hold(["2", "0", "5", "2", "0"])
    assert face.asked[-1] == SUITES


def test_answer_hidden_by_another_stays_in_the_file_and_comes_back():
    answers = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA02": 4}
    outcome, face, _ = hold(["0"], answers)
    assert outcome.visit.answers["SA02"].value == "4"
    assert (outcome.done, outcome.total) == (4, 4)
    outcome, face, _ = hold(["2"], answers)
    assert face.asked == [FORMATION, SUITES]
    assert face.prompts[-1].kept == ("4",)
    assert (outcome.done, outcome.total) == (5, 5)


def test_hiding_answers_is_said():
    answers = {"SA01": 2, "SA02": 4, "MA01": 2, "MA02": ["aucun"]}
    _, face, _ = hold(["5"], answers)
    assert not any("ne se pose" in t for t in face.told)
    # from MA03 back to the type of structure: the other type hides the places, MA03 and SA02
    outcome, face, _ = hold([*"rrrrr", "1"], answers)
    assert "2 questions ne sont plus utiles ; leurs réponses restent dans le fichier." in face.told
    assert outcome.visit.answers["SA02"].value == "4"
    assert outcome.visit.structure.profile["places"] == "60"


def test_enter_alone_records_nothing_and_moves_on():
    outcome, face, saved = hold(["", "", "", "", "q"])
    assert face.asked == [POSTES, USAGES, LITS, FORMATION]
    assert values(outcome) == {}
    assert [v.visit.place for v in saved[:3]] == ["MA02", "MA03", "SA01"]


def test_back_then_forward_keeps_the_answer():
    outcome, face, _ = hold(["2", "r", "", "0", "q"])
    assert face.asked == [POSTES, USAGES, POSTES, USAGES, LITS]
    assert outcome.visit.answers["MA01"].value == "2"
    assert (face.prompts[2].kept, face.prompts[2].earlier) == (("2",), "")


def test_back_from_the_first_step_stays_there():
    _, face, _ = hold([":r", ":q"], profile={}, name="")
    assert len(face.asked) == 2
    assert "C’est la première question." in face.told


def test_jump_saves():
    _, _, saved = hold(["2", "r", "q"])
    assert len(saved) == 3


def test_notes_are_kept_when_the_answer_changes():
    evidence = Answer(value="0", note="Vu.", private_note="Tendu.", evidence="Registre", by=None)
    outcome, _, _ = hold(["r", "4", "q"], {"MA01": evidence})
    changed = outcome.visit.answers["MA01"]
    assert (changed.value, changed.note) == ("4", "Vu.")
    assert (changed.private_note, changed.evidence) == ("Tendu.", "Registre")


def test_unknown_asks_nothing_more():
    outcome, face, _ = hold(["s", "q"])
    assert outcome.visit.answers["MA01"] == Answer(status="unknown")
    assert face.labels == []


def test_not_applicable_asks_a_reason():
    outcome, face, _ = hold(["x", "Pas d'activité.", "q"], {"MA01": 2})
    answer = outcome.visit.answers["MA02"]
    assert (answer.status, answer.reason) == ("not_applicable", "Pas d'activité.")
    assert "La structure n’organise aucune activité." in face.labels[0]


def test_answer_after_not_applicable_drops_the_reason():
    before = Answer(status="not_applicable", reason="Rien.", note="Vu.")
    outcome, _, _ = hold(["r", "0", "q"], {"MA01": 2, "MA02": before})
    assert outcome.visit.answers["MA02"] == Answer(value=["aucun"], note="Vu.")


@pytest.mark.parametrize(("typed", "said"), [("11", "0 à 10"), ("7 sur", "exemple"), ("1e1", "exemple")])
def test_wrong_number_is_explained_and_asked_again(typed, said):
    face = ScriptedFace([typed, "q"])
    visit = make_visit(MINI, {"MA01": 2, "MA02": ["aucun"]}, PROFILE)
    outcome = run(face, MINI, visit, lambda v: None)
    assert "MA03" not in outcome.visit.answers
    assert said in face.told[-1]


def test_help_says_how_to_choose_why_and_on_what_it_rests():
    _, face, _ = hold(["a", "q"])
    text = face.told[2]
    assert "2 - Un poste par service.\n    Comptez-les." in text
    assert "Pourquoi cette question : Sans poste, rien ne commence." in text
    assert "Constat de recherche S01 (Introduction) : Premier constat inventé." in text


def test_the_first_question_comes_after_how_to_choose():
    _, face, _ = hold(["2", "q"])
    assert face.told[1].startswith("Choisissez la réponse la plus haute dont tout est vrai.")
    assert sum("dont tout est vrai" in t for t in face.told) == 1
    _, face, _ = hold(["q"], {"MA01": 2})
    assert not any("dont tout est vrai" in t for t in face.told)


def test_last_fields_of_the_profile_come_after_the_questions():
    fields = [f.model_copy(update={"asked": "last"}) if f.id == "places" else f for f in MINI.profile]
    later = dataclasses.replace(MINI, profile=tuple(fields))
    script = ["0", "0", "0", "1", "2", "0", "5", "0", "60", FINISH, RESULT_BACK, LEAVE]
    visit = make_visit(later, profile={})
    outcome, face, _ = hold_visit(script, visit, start="beginning", questionnaire=later)
    assert outcome.ending == "completed"
    assert [p.place.section for p in face.prompts[2:4]] == ["Profil", "Profil"]
    assert (face.prompts[3].place.position, face.prompts[3].place.total) == (2, 2)
    last = face.prompts[-1]
    assert (last.place.section, last.text) == ("Pour finir", later.field["places"].text)
    assert outcome.visit.structure.profile["places"] == "60"


def test_reading_and_opening_files_are_announced_apart():
    _, face, _ = hold([KeyboardInterrupt], profile={})
    assert "dossiers" not in face.told[0]
    dimensions = [
        d.model_copy(update={"questions": [q.model_copy(update={"proof_seconds": 60}) for q in d.questions]})
        for d in MINI.dimensions
    ]
    opening = dataclasses.replace(MINI, dimensions=tuple(dimensions))
    face = ScriptedFace([KeyboardInterrupt])
    run(face, opening, make_visit(opening, profile={}), lambda v: None)
    path = find_path(opening, make_visit(opening, profile={}))
    told = f"{path.minutes} min environ, et {path.total} minutes de plus"
    assert told in face.told[0]


def test_opening_a_started_visit_says_so():
    _, face, _ = hold(["q"], {"MA01": 2, "MA03": "5"})
    assert face.told[0].startswith("Visite commencée le 3 novembre 2026, 2 réponses sur 4.")
    assert face.asked == [USAGES]


@pytest.mark.parametrize(
    ("event", "ending"), [(KeyboardInterrupt, "interrupted"), (EOFError, "lost"), (OSError(5, "EIO"), "lost")]
)
def test_interruption_is_an_outcome(event, ending):
    outcome, _, saved = hold(["2", event])
    assert outcome.ending == ending
    assert saved[-1] == outcome.visit
    assert values(outcome) == {"MA01": "2"}


def test_interruption_between_the_answer_and_the_file_saves_again():
    saved = []

    def save(visit):
        if not saved:
            saved.append(None)
            raise KeyboardInterrupt
        saved.append(visit)

    outcome, _, _ = hold(["2"], save=save)
    assert outcome.ending == "interrupted"
    assert saved[1].answers["MA01"].value == "2"


def test_failing_save_is_told_and_the_file_keeps_what_it_had(tmp_path):
    path = tmp_path / "visite.yaml"

    def save(visit):
        if len(visit.answers) > 1:
            raise refuse_file(path, "F01", "le disque est plein", "libérez de la place")
        write_visit(visit, path)

    outcome, face, _ = hold(["2", "0", "1", "q"], save=save)
    assert outcome.ending == "unsaved"
    assert isinstance(outcome.refusal, Refusal)
    assert "le disque est plein ; libérez de la place" in face.told[-2]
    assert face.menus == ["Rien n’est perdu tant que cette fenêtre reste ouverte."] * 2
    assert list(read_visit(path)[0].answers) == ["MA01"]
    assert face.asked == [POSTES, USAGES]


def test_spare_copy_is_told_once():
    _, face, _ = hold(["2", "0", "q"], save=lambda v: Saved(v, Path("visite.secours.yaml")))
    assert sum("visite.secours.yaml" in t for t in face.told) == 1


def test_what_another_program_changed_is_told_and_asked_no_more():
    def save(visit):
        other = {**visit.answers, "MA02": Answer(value=["aucun"])}
        merged = visit.model_copy(update={"answers": other})
        return Saved(merged, Path("visite.yaml"), ("Changé ailleurs : Usages.",))

    outcome, face, _ = hold(["2", "q"], save=save)
    assert face.prompts[-1].kept == ("0",)
    assert "Changé ailleurs : Usages." in face.told
    assert values(outcome) == {"MA01": "2", "MA02": ["aucun"]}


def of_an_earlier_version(answers):
    visit = make_visit(MINI, answers, PROFILE)
    pin = visit.questionnaire.model_copy(update={"version": "1.1.0", "hash": "sha256:" + "0" * 64})
    return visit.model_copy(update={"questionnaire": pin})


@pytest.mark.parametrize("make", [of_an_earlier_version, lambda a: make_visit(MINI, a, PROFILE)])
def test_answer_that_no_longer_exists_is_set_aside_and_said_once(make):
    face = ScriptedFace(["q"])
    outcome = run(face, MINI, make({"MA01": 2, "ZZ99": 1}), lambda v: None)
    assert sum("ZZ99 : 1" in t for t in face.told) == 1
    assert outcome.visit.questionnaire.hash == MINI.hash
    assert [s.id for s in outcome.visit.set_aside] == ["ZZ99"]
    face = ScriptedFace(["q"])
    run(face, MINI, outcome.visit, lambda v: None)
    assert not any("ZZ99" in t for t in face.told)


def test_a_question_whose_answer_is_set_aside_is_asked_with_the_former_answer():
    noted = Answer(value="3", note="Vu.", private_note="Tendu.")
    face = ScriptedFace(["4", "q"])
    outcome = run(face, MINI, of_an_earlier_version({"MA01": noted}), lambda v: None)
    assert face.asked[0] == POSTES
    assert face.prompts[0].earlier.splitlines() == [
        "Réponse d’avant, à redonner (version 1.1.0) : 3",
        "Note : Vu.",
        "(une note privée est enregistrée)",
    ]
    answer = outcome.visit.answers["MA01"]
    assert (answer.value, answer.note, answer.private_note) == ("4", "Vu.", "Tendu.")
    assert [(s.id, s.answer.value) for s in outcome.visit.set_aside] == [("MA01", "3")]


def test_the_former_answer_is_recalled_in_the_words_of_its_version(tmp_path):
    kept = keep_version(tmp_path, "1.1.0") / "dimensions" / "materiel.yaml"
    ladder = kept.read_text("utf-8")
    added = "      - {level: 3, label: Un pour deux., check: Comptez-les.}\n      - {level: 4"
    kept.write_text(ladder.replace("      - {level: 4", added, 1), "utf-8")
    questionnaire = dataclasses.replace(MINI, folder=tmp_path)
    face = ScriptedFace(["q"])
    run(face, questionnaire, of_an_earlier_version({"MA01": "3"}), lambda v: None)
    recalled = "Réponse d’avant, à redonner (version 1.1.0) : Un pour deux"
    assert face.prompts[0].earlier == recalled
    assert not any("Un pour deux" in told for told in face.told)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "visits").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_visit_of_any_released_version_opens(path):
    visit = read_visit(path)[0]
    content = load(PRINT.parent / visit.questionnaire.id)
    outcome = run(ScriptedFace(["q"] * 3), content, visit, lambda _: None)
    assert outcome.visit.questionnaire.version == content.header.version


def test_one_of_a_unit_in_the_plural_is_told_in_french():
    answers = {"MA01": 2, "MA02": ["aucun"]}
    face = ScriptedFace(["1", "q"])
    run(face, MINI, make_visit(MINI, answers, PROFILE), lambda v: None)
    assert "Enregistré. Lits connectés : Chambres sur 10 : 1" in face.told


def test_visit_of_another_questionnaire_is_refused_before_anything_is_asked():
    visit = make_visit(MINI)
    other = visit.questionnaire.model_copy(update={"id": "autre"})
    face = ScriptedFace([])
    with pytest.raises(Refusal):
        run(face, MINI, visit.model_copy(update={"questionnaire": other}), lambda v: None)
    assert face.told == []


def test_express_asks_the_core_only():
    outcome, face, _ = hold(["2", "0", FINISH, RESULT_BACK, LEAVE], form="express")
    assert face.asked == [POSTES, FORMATION]
    assert (outcome.ending, outcome.total) == ("completed", 2)


def test_an_exclusive_option_of_the_profile_goes_alone():
    outcome, _, saved = hold(["2", KeyboardInterrupt], profile={"structure_type": "siae"})
    assert outcome.visit.structure.profile["roles"] == ["personne"]
    assert saved
