"""The visit of which every optional section of the report has something to say.

Shared by the tests and by `make gold`, which keeps its reports in `tests/report/gold/`: what can
vanish from a report vanishes here first. Everything in it is invented.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from functools import cache

from helpers import ROOT
from report.position_cases import CELLS, ESAT, TENTHS, cell, printed, release_of

from diag.benchmark.release import Quantiles
from diag.questionnaire.questionnaire_model import SingleQuestion
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.look import PLAIN
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED, sealed
from diag.report.result_view import build_result_view, render_result
from diag.scoring.voices import settled
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Answer, Arbitration, Decision, OwnAction, PastAction, PlanChoices, Previous, Voice

GOLD = ROOT / "tests" / "report" / "gold"
PRIVATE = "PRIVÉ-CANARI"
LONG_NOTE = (
    "L’équipe a repris ensemble, pendant trois réunions, ce que chacun fait quand une personne demande "
    "de l’aide devant un écran ; il en reste une fiche d’une page, affichée en salle de pause, que deux "
    "agents de nuit n’ont pas encore lue.\nElle sera relue en janvier."
)
OPENING = (
    "L’atelier tient bien ses écrans, et chacun sait à qui demander. Ce qui manque se tient ailleurs : personne "
    "ne suit l’âge des appareils, et personne n’a encore dit ce qui est permis avec l’intelligence artificielle."
)
QUOTED = {
    "FO07": "Une heure au printemps, personne n’y est retourné.",
    "FI09": "Chaque fois avec la même association.",
}
"""Questions that call for PRINT, and the note that says why in a few words."""
HEARD = {
    "AP03": ({"value": "4"}, {"value": "4"}),
    "FO05": ({"value": "1"}, {"value": "4"}),
    "AP04": ({"value": "4"}, {"status": "unknown"}),
    "EQ11": ({"value": "1"}, {"status": "not_applicable", "reason": "Aucune personne ne l’a demandé"}),
}
"""What the two respondents answered, where both did."""
CLOSED = {
    "FO04": (
        ({"value": "0"}, {"value": "3"}),
        Arbitration(value="3", by="Cheffe de service", why="la fiche a été retrouvée"),
    )
}
"""What was closed between them."""
WEAK = ("EQ02", "FO06", "FO12", "FI02", "FI03", "FI12", "AP07", "AP09", *(f"IA{k:02}" for k in range(1, 11)))
"""Questions that keep the answer of the example."""
UNKNOWN = ("IA01", "IA02", "IA03", "IA05", "IA08")
DECISIONS = {
    "nommer-une-personne-referente": Decision(
        owner="Directrice adjointe", due=datetime.date(2027, 1, 31), note="en parler au CSE"
    ),
    "completer-les-fiches-de-poste": Decision(
        choice="decline",
        owner="Siège",
        due=datetime.date(2026, 10, 2),
        note="refusé par le siège jusqu’à l’accord de branche",
    ),
    "echanger-entre-pairs": Decision(
        choice="under_way", owner="Cheffe de service", due=datetime.date(2027, 6, 30), note="déjà deux réunions"
    ),
    "se-preparer-aux-dangers-en-ligne": Decision(
        owner="Monitrice principale", start="2027-07", due=datetime.date(2027, 12, 15), note="après les congés"
    ),
    "inventorier-et-garder-un-secours": Decision(
        choice="done", owner="Agent technique", due=datetime.date(2026, 9, 30), note="liste du 30 septembre"
    ),
}


OWN = {
    "un-coin-calme": OwnAction(
        title="Aménager un coin calme pour les appels en visio",
        days=Decimal("1.5"),
        owner="Agent technique",
        start="2027-02",
        note="avec deux travailleurs",
    ),
    "une-newsletter": OwnAction(
        title="Lancer une lettre d’information", choice="decline", note="personne pour l’écrire"
    ),
}


THEN = {"EQ02": 3, "EQ03": 2, "FO06": 3, "FO12": 2, "AP07": 3, "IA06": 3}
"""Levels of the former visit that were higher."""
UNKNOWN_THEN = ("EQ06", "EQ07", "EQ08", "FO05", "FI05", "AP08")
PAST = (
    PastAction(id="nommer-une-personne-referente", became="done", why="Lettre de mission du 24 novembre."),
    PastAction(id="suivre-le-parcours-print", became="done"),
    PastAction(id="ecrire-la-mediation-dans-le-projet", choice="done"),
    PastAction(id="organiser-l-entraide", became="under_way", why="La liste attend deux noms."),
    PastAction(id="echanger-entre-pairs"),
    PastAction(id="se-preparer-aux-dangers-en-ligne", due=datetime.date(2026, 6, 30)),
    PastAction(id="partager-les-appareils", became="dropped", why="L’atelier a fermé."),
    PastAction(id="ecrire-qui-depanne"),
    PastAction(id="associer-les-stagiaires"),
    PastAction(id="une-fete", own=True, title="Fêter la fin de l’année", became="done"),
    PastAction(id="convenir-d-une-ligne-sur-le-smartphone", choice="decline", note=PRIVATE),
)
"""What the former visit decided, of every kind."""


@cache
def full_questionnaire():
    """Return the PRINT questionnaire, with one landmark beside a question."""
    first, *others = printed().landmarks
    beside = first.model_copy(update={"beside": ["EQ01"]})
    return replace(printed(), landmarks=(beside, *others))


def scale(name):
    """Return the version of the scale of a question."""
    return full_questionnaire().question[name].scale


def full_visit():
    """Return a visit with answers of every status, notes of both kinds and decisions of each kind."""
    visit, _ = read_visit(ROOT / "examples" / "esat-oise-rurale.yaml")
    answers = dict(visit.answers)
    for question in full_questionnaire().questions:  # a score high enough for something to hold it
        if isinstance(question, SingleQuestion) and question.id not in WEAK:
            answers[question.id] = Answer(value="4", scale=question.scale)
    answers |= told_answers()
    pin = visit.questionnaire.model_copy(update={"version": "1.1.0", "hash": f"sha256:{'0' * 64}"})
    return visit.model_copy(
        update={
            "questionnaire": pin,
            "visit": visit.visit.model_copy(update={"finished": False}),
            "opening": OPENING,
            "answers": answers,
            "plan": PlanChoices(capacity=visit.plan.capacity, decisions=DECISIONS, own=OWN),
            "previous": previous(visit),
        }
    )


def previous(visit):
    """Return the visit that this one follows: the answers of the example, some of them otherwise."""
    unknown = {name: Answer(status="unknown", scale=scale(name)) for name in UNKNOWN_THEN}
    higher = {name: Answer(value=str(at), scale=scale(name)) for name, at in THEN.items()}
    return Previous(
        date=datetime.date(2025, 10, 7),
        hash=f"sha256:{'0' * 64}",
        version="2.0.0",
        form="full",
        finished=True,
        profile=visit.structure.profile,
        answers={**visit.answers, **unknown, **higher},
        actions=list(PAST),
    )


def told_answers():
    """Return the answers that have more to say than their level."""
    found = {name: Answer(status="unknown", scale=scale(name), private_note=PRIVATE) for name in UNKNOWN}
    found["EQ03"] = Answer(  # holds the level of its axis, and the whole
        value="0",
        scale=scale("EQ03"),
        note="Personne n’en tient la liste.",
        evidence="Tableau vide, 6 octobre",
        to_check=True,
    )
    found["FO02"] = Answer(value="4", scale=scale("FO02"), note="Deux heures par mois, au planning.")
    found["EQ05"] = Answer(status="missing", scale=scale("EQ05"))
    found["FO11"] = Answer(
        status="not_applicable", reason="Ni stagiaire ni alternant cette année", scale=scale("FO11")
    )
    found["FO01"] = Answer(
        value="3", note=LONG_NOTE, private_note=PRIVATE, evidence="Fiche affichée, 3 mars", by="r1"
    )
    found["ZZ99"] = Answer(value="1", note="Une question retirée.", private_note=PRIVATE)
    for name, note in QUOTED.items():
        found[name] = Answer(value="1", scale=scale(name), note=note)
    return (
        found
        | {name: heard(name, voices) for name, voices in HEARD.items()}
        | {name: heard(name, voices, end) for name, (voices, end) in CLOSED.items()}
    )


def heard(name, voices, end=None):
    """Return the answer of a question that both respondents answered."""
    said = [Voice(by=f"r{rank}", **voice) for rank, voice in enumerate(voices, 1)]
    waiting = Answer(status="missing", scale=scale(name), voices=said, arbitration=end)
    return settled(full_questionnaire().question[name], waiting)


def full_release():
    """Return a release that places the ESAT in tenths, tells less of two axes, and of demonstration."""
    told = {**ESAT, "EQ": TENTHS, "global": TENTHS, "FI": Quantiles("6-9", 35)}
    measures = {name: numbers for name, numbers in told.items() if name != "IA"}
    cells = (CELLS[0], cell("", "esat", measures))
    return release_of(printed(), cells, synthetic=True)


@cache
def full_case():
    """Return the visit, scored, planned and placed."""
    return prepare(full_questionnaire(), full_visit(), release=full_release())


@cache
def full_view():
    """Return its view."""
    return build_result_view(full_case())


def gold_texts():
    """Yield the name and the text of each gold file."""
    case = full_case()
    kept = [(reader, "md") for reader in READERS] + [("conseiller", "html"), ("conseiller", "json")]
    for reader, kind in kept:
        told = RENDERED[kind](case, build_document(case, reader), PLAIN)
        yield f"rapport-{reader}.{kind}", sealed(told, case.mark).decode()
    yield "ecran.txt", render_result(full_view(), 80)
