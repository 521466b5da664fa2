"""Notes, evidence, reasons, and what was being typed or ticked (interview, lines 5 and 6).

1. Notes, private notes and evidence open with what is written, and are written on questions, on the
   profile and on the whole visit.
2. A private note is never told, and its editor is said to be private.
3. A text that is too long, given up, interrupted or refused by the disk is kept as a draft, told at
   the next opening without its words, and found again; it goes away once the text is recorded.
4. Ticks and typed answers that are left without being validated are kept in the file, shown again,
   and dropped with the answer.
5. « Non concerné » asks why, and is nothing without a reason.
"""

import pytest
from scripted import Left, hold, hold_visit

from diag.questionnaire.mistakes import refuse_file
from diag.visit.visit_model import Answer, Draft

LONG = "a" * 5001


def drafts(outcome):
    return [(left.of, left.kind, left.value) for left in outcome.visit.drafts]


def test_notes_and_evidence_before_any_answer_line_6():
    script = ["n", "Bon\x1b[2J accueil\r\nce jour", "p", "Fatigue", "e", "Registre", "q"]
    outcome, face, saved = hold(script)
    answer = outcome.visit.answers["MA01"]
    assert (answer.status, answer.value) == ("missing", None)
    assert answer.note == "Bon[2J accueil\nce jour"
    assert (answer.private_note, answer.evidence) == ("Fatigue", "Registre")
    assert len(set(face.asked)) == 1
    assert [v.answers["MA01"].evidence for v in saved] == [None, None, "Registre", "Registre"]


def test_what_is_written_opens_to_be_mended_line_6():
    kept = Answer(value="2", note="Vu.", private_note="Tendu.", evidence="Registre")
    _, face, _ = hold(["r", "n", None, "p", None, "e", None, "q"], {"MA01": kept})
    assert [(e.text, e.private) for e in face.entries] == [("Vu.", False), ("Tendu.", True), ("Registre", False)]


def test_a_private_note_is_never_told_line_6():
    noted = {"MA01": Answer(value="0", private_note="Tendu.")}
    _, face, _ = hold(["r", "p", "Tendu. Très.", "l", "", "q"], noted)
    assert "Tendu" not in str([face.prompts, face.told, face.menus, face.listings])
    assert "une note privée est enregistrée" in face.prompts[-1].earlier


def test_a_note_on_the_profile_and_on_the_visit_line_6():
    script = [*"rr", "n", "À revoir.", "l", "t", "1", "Bon accueil.", "t", "2", "Tendu.", "q"]
    outcome, face, _ = hold(script)
    assert face.prompts[-1].place.section == "Profil"
    assert outcome.visit.structure.remarks["places"].note == "À revoir."
    assert (outcome.visit.visit.note, outcome.visit.visit.private_note) == ("Bon accueil.", "Tendu.")


def test_a_dash_or_an_emptied_text_removes_a_note():
    for typed in ("-", ""):
        noted = {"MA01": Answer(status="missing", note="Vu.")}
        outcome, face, _ = hold(["n", typed, "q"], noted)
        assert outcome.visit.answers == {}
        assert "Note effacée." in face.told


def test_nothing_typed_changes_nothing():
    outcome, face, saved = hold(["n", None, "n", "", KeyboardInterrupt])
    assert (outcome.visit.answers, saved) == ({}, [])
    assert not any("Note" in told for told in face.told)


@pytest.mark.parametrize(("asked", "answers"), [("n", {}), ("p", {}), ("e", {}), ("x", {"MA01": 2})])
def test_too_long_a_text_is_kept_and_comes_back_to_be_cut_line_6(asked, answers):
    outcome, face, saved = hold([asked, LONG, "Plus court.", KeyboardInterrupt], answers)
    assert [e.text for e in face.entries] == ["", LONG]
    assert any("5 001 signes, pour 5 000 au plus" in t.replace("\u202f", " ") for t in face.told)
    assert saved[0].drafts[0].value == LONG
    assert "Plus court." in str(outcome.visit.answers)
    assert drafts(outcome) == []


@pytest.mark.parametrize("event", [KeyboardInterrupt, EOFError, OSError(5, "EIO")])
@pytest.mark.parametrize("kind", [("n", "note"), ("p", "private_note"), ("e", "evidence")])
def test_a_text_that_is_interrupted_is_a_draft_of_the_file_line_6(event, kind):
    letter, name = kind
    outcome, _, saved = hold([letter, Left(("Une remarque longue à taper",), event)])
    assert drafts(outcome) == [("MA01", name, "Une remarque longue à taper")]
    assert saved == [outcome.visit]


def test_a_draft_is_told_at_the_opening_and_found_again_line_6():
    left = [Draft(of="MA01", kind="note", value="Une remarque")]
    outcome, face, _ = hold(["n", "Une remarque.", "q"], drafts=left)
    told = "Un texte attendait : la note de « Postes » ; tapez n, puis Entrée, pour le retrouver."
    assert told in face.told
    assert "remarque" not in told
    assert face.entries[0].text == "Une remarque"
    assert outcome.visit.answers["MA01"].note == "Une remarque."
    assert drafts(outcome) == []


def test_a_draft_elsewhere_says_where_it_is_line_6():
    left = [
        Draft(of="MA03", kind="private_note", value="Tendu."),
        Draft(of=None, kind="note", value="Bon accueil"),
        Draft(of="MA02", kind="answer", value=["console"]),
        Draft(kind="opening", value="Ensemble"),
    ]
    _, face, _ = hold(["q"], drafts=left)
    waiting = [t for t in face.told if "attendait" in t]
    assert [t.split(" ;")[0] for t in waiting[:2]] == [
        "Un texte attendait : la note privée de « Lits connectés »",
        "Un texte attendait : la note de toute la visite",
    ]
    assert "l, puis Entrée" in waiting[0]
    assert waiting[2].startswith("Une réponse attendait d’être validée : « Usages ».")
    assert "la phrase d’ouverture" in waiting[3]
    assert not any(word in str(face.told) for word in ("Tendu", "accueil", "Ensemble"))


def test_a_text_given_up_is_kept_and_said_line_6():
    outcome, face, _ = hold(["n", Left(("Un début",), None), "q"])
    assert drafts(outcome) == [("MA01", "note", "Un début")]
    assert any("Ce que vous aviez tapé attend" in told for told in face.told)


def test_a_text_left_as_it_was_is_no_draft():
    noted = {"MA01": Answer(value="2", note="Vu.")}
    outcome, _, _ = hold(["r", "n", Left(("Vu.",), None), "q"], noted)
    assert drafts(outcome) == []


def test_a_full_disk_shows_the_text_and_lets_one_try_again_line_6(tmp_path):
    full = [True, True, False]

    def save(visit):
        if full and full.pop(0):
            raise refuse_file(tmp_path / "v.yaml", "F01", "le disque est plein", "")

    outcome, face, _ = hold(["n", "Une idée", "1", "1", "q"], save=save)
    assert "Ce qui n’est pas enregistré : Une idée" in face.told
    assert outcome.visit.answers["MA01"].note == "Une idée"
    assert "Note enregistrée." in face.told
    assert outcome.ending == "quit"


def test_a_full_disk_never_shows_a_private_text_line_6(tmp_path):
    def save(_):
        raise refuse_file(tmp_path / "v.yaml", "F01", "le disque est plein", "")

    outcome, face, _ = hold(["p", "Tendu", "q"], save=save)
    assert "Tendu" not in str(face.told)
    assert outcome.ending == "unsaved"


# --- ticks and typed answers ----------------------------------------------------------------------


@pytest.mark.parametrize(("command", "more"), [("a", []), ("n", ["Une note."]), ("m", []), ("r", [""])])
def test_ticks_left_by_a_command_come_back_line_5(command, more):
    script = [Left(("1", "3"), command), *more, KeyboardInterrupt]
    outcome, face, _ = hold(script, {"MA01": 2})
    assert face.prompts[-1].ticked == ("1", "3")
    assert "Les cases cochées ne sont pas encore validées." in face.prompts[-1].earlier
    assert drafts(outcome) == [("MA02", "answer", ["ordinateur", "console"])]


@pytest.mark.parametrize("left", ["q", KeyboardInterrupt, EOFError])
def test_ticks_left_by_leaving_are_in_the_file_and_validated_later_line_5(left):
    outcome, _, saved = hold([Left(("1", "3"), left)], {"MA01": 2})
    assert drafts(outcome) == [("MA02", "answer", ["ordinateur", "console"])]
    again, face, _ = hold_visit(["1 3", "q"], saved[-1])
    assert face.prompts[0].ticked == ("1", "3")
    assert again.visit.answers["MA02"].value == ["ordinateur", "console"]
    assert drafts(again) == []


def test_recorded_ticks_that_nobody_touched_are_no_draft():
    outcome, _, _ = hold(["r", Left(("0",), "r"), "q"], {"MA01": 2, "MA02": ["aucun"]})
    assert drafts(outcome) == []


def test_a_name_that_is_too_long_is_kept_and_shown_again_line_6():
    outcome, face, _ = hold(["Nom " * 60, ":q"], profile={}, name="")
    assert face.prompts[1].draft == ("Nom " * 60).strip()
    assert drafts(outcome) == [("name", "answer", ("Nom " * 60).strip())]
    assert any("C’était : Nom Nom" in told for told in face.told)


# --- reasons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", None, "  \x07 "])
def test_not_applicable_without_a_reason_is_cancelled(reason):
    outcome, face, _ = hold(["x", reason, KeyboardInterrupt], {"MA01": 2})
    assert "MA02" not in outcome.visit.answers
    assert "Aucune raison : la question reste sans changement." in face.told
    assert len(set(face.asked)) == 1


def test_a_reason_that_is_interrupted_comes_back_line_6():
    outcome, _, saved = hold(["x", Left(("Pas d’ate",), KeyboardInterrupt)], {"MA01": 2})
    assert drafts(outcome) == [("MA02", "reason", "Pas d’ate")]
    again, face, _ = hold_visit(["x", "Pas d’atelier.", "q"], saved[-1])
    assert face.entries[0].text == "Pas d’ate"
    assert again.visit.answers["MA02"].reason == "Pas d’atelier."


@pytest.mark.parametrize("kind", ["answer", "note", "reason"])
def test_a_draft_of_a_question_that_is_gone_is_said_and_stays_line_6(kind):
    left = [Draft(of="ZZ99", kind=kind, value="SECRET")]
    outcome, face, _ = hold(["q"], drafts=left)
    assert any("qui ne se pose plus" in told for told in face.told)
    assert not any("SECRET" in told for told in face.told)
    assert outcome.visit.drafts == left
