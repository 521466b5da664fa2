"""What is set aside is told in the words of its time.

1. A title and what was chosen, from the version that the visit was made with, else a later one.
2. Codes, where nobody knows the words; nothing false.
3. A screen is told by reason.
"""

import dataclasses

import pytest
from helpers import keep_version, make_visit, mini

from diag.questionnaire.questionnaire_model import Pin
from diag.visit.acceptance import by_reason, match
from diag.visit.visit_model import Answer, Decision, PlanChoices

ASKED = """id: ZZ
title: Hier
description: Ce qui était demandé.
origin: Inventé pour les tests.
questions:
  - id: ZZ01
    title: Appareils
    kind: multiple
    text: Quels appareils servent ?
    about: people
    why: La diversité compte.
    findings: [S01]
    choices:
      - {id: aucun, label: Aucun., check: Rien., exclusive: true}
      - {id: tablette, label: Une tablette., check: Regardez.}
      - {id: console, label: Une console., check: Regardez.}
    table: [{from: 0, level: 0}, {from: 1, level: 4}]
  - id: ZZ02
    title: Réunions
    kind: number
    text: Combien de réunions ?
    about: structure
    unit: réunions par an
    maximum: 50
    why: Se parler compte.
    findings: [S01]
    table: [{from: 0, level: 0}, {from: 4, level: 4}]
  - id: ZZ03
    title: Accès
    kind: single
    text: Qui a un poste ?
    about: professionals
    why: Sans poste, rien ne commence.
    findings: [S01]
    choices:
      - {level: 0, label: Personne., check: Comptez.}
      - {level: 3, label: Un poste pour deux., check: Comptez.}
      - {level: 4, label: "En plus, une tablette.", check: Comptez., adds: true}
"""
FIELDS = """
  - id: territory
    title: Territoire
    text: Sur quel territoire ?
    kind: choice
    options: [{id: urbain, label: Urbain}, {id: rural, label: Rural}]
  - {id: operator_size, title: Taille de l'organisme, text: Combien ?, kind: number}
"""
ACTION = """
  - id: equiper-hier
    title: Équiper chacun
    reason: Sans poste, rien ne commence.
    findings: [S01]
    origin: tool
    first_step: Compter.
    steps: [Compter]
    lead: Direction
    effort: 2
    cost: none
    weeks: 4
    sign: La liste existe.
"""


@pytest.fixture
def small(tmp_path):
    """Return the small questionnaire, which has kept its version 1.1.0."""
    tree = {"dimensions/hier.yaml": ASKED, "profile.yaml": FIELDS, "actions/toutes.yaml": ACTION}
    header = keep_version(tmp_path, "1.1.0", tree) / "questionnaire.yaml"
    text = header.read_text("utf-8").replace("[materiel, savoirs]", "[materiel, savoirs, hier]")
    header.write_text(text, "utf-8")
    return dataclasses.replace(mini(), folder=tmp_path)


def set_aside(small, answers, profile=None, version="1.1.0", **more):
    """Return what is set aside of a visit of a version."""
    visit = make_visit(small, answers, profile, **more)
    pin = Pin(id=small.header.id, version=version, hash="sha256:" + "1" * 64)
    return match(visit.model_copy(update={"questionnaire": pin}), small).set_aside


# 1. In words


@pytest.mark.parametrize("version", ["1.1.0", "1.0.0", "0.9.12"])
@pytest.mark.parametrize(
    ("question", "value", "name", "held"),
    [
        ("MA01", "3", "Postes (MA01)", "3"),  # that level was no answer then
        ("ZZ03", "3", "Accès (ZZ03)", "Un poste pour deux"),
        ("ZZ03", "4", "Accès (ZZ03)", "Un poste pour deux. En plus, une tablette"),
        ("ZZ01", ["tablette", "console"], "Appareils (ZZ01)", "Une tablette ; Une console"),
        ("ZZ02", "4", "Réunions (ZZ02)", "4 réunions par an"),
        ("ZZ02", "1", "Réunions (ZZ02)", "Réunions par an : 1"),
    ],
)
def test_an_answer_has_its_title_and_its_words(small, version, question, value, name, held):
    (one,) = set_aside(small, {question: Answer(value=value)}, version=version)
    assert (one.name, one.held) == (name, held)


@pytest.mark.parametrize(
    ("field", "value", "name", "held"),
    [("territory", "urbain", "Territoire", "Urbain"), ("operator_size", "6", "Taille de l’organisme", "6")],
)
def test_a_profile_value_has_its_title_and_its_words(small, field, value, name, held):
    (one,) = set_aside(small, {}, {field: value})
    assert (one.name, one.held) == (name, held)


def test_a_decision_has_the_title_of_its_action(small):
    plan = PlanChoices(decisions={"equiper-hier": Decision(choice="done")})
    (one,) = set_aside(small, {}, plan=plan)
    assert (one.name, one.held) == ("Équiper chacun", "faite")


# 2. In codes


@pytest.mark.parametrize(
    ("question", "answer", "held"),
    [
        ("ZZ99", Answer(value="2"), "2"),  # no content knows it
        ("ZZ01", Answer(value=["tablette", "drone"]), "Une tablette ; drone"),
        ("ZZ03", Answer(value="3", scale=2), "3"),  # not the ladder that was kept
        ("ZZ02", Answer(value="beaucoup"), "beaucoup"),
        ("ZZ02", Answer(value="1e999999999"), "1e999999999"),
        ("ZZ01", Answer(status="unknown"), "ne sait pas"),
    ],
)
def test_what_has_no_words_keeps_its_code(small, question, answer, held):
    (one,) = set_aside(small, {question: answer})
    assert one.held == held


def test_a_version_later_than_all_that_is_kept_is_told_by_codes(small):
    (one,) = set_aside(small, {}, {"territory": "urbain"}, version="1.1.1")
    assert (one.name, one.held) == ("territory", "urbain")


# 3. On a screen


def test_a_screen_is_told_once_a_reason(small):
    answers = {
        "ZZ99": Answer(value="2", note="Vu.", private_note="Tendu."),
        "ZZ01": Answer(value=["console"]),
        "MA01": Answer(value="3"),
    }
    aside = set_aside(small, answers, {"territory": "urbain"})
    gone = (
        "mis de côté, n’est plus demandé :",
        ("ZZ99 : 2", "Appareils (ZZ01) : Une console", "Territoire : Urbain"),
    )
    changed = "mis de côté, n’est plus une réponse proposée :"
    assert by_reason(aside) == [gone, (changed, ("Postes (MA01) : 3",))]
    assert by_reason(aside, brief=True) == [gone, (f"{changed} Postes (MA01).", ())]
