"""Every carrier tells the same facts, and private ones reach the adviser alone (acceptance 6).

1. Each text of the view of a reader is in its HTML, its Markdown, its Word document and its JSON.
2. What is private (notes of answers, of the profile and of the visit; what was declined; what each
   person said, and why a gap was closed; what a former visit declined, and why an action was given
   up) is held by no file of another reader, metadata included.
3. The adviser reads all of it, whole, in every carrier.
4. What was being typed, or was asked before, reaches nobody.
"""

import datetime

import pytest
from report.carriers import facts, held_by, said_by, squeezed
from report.full_case import full_questionnaire, full_visit
from report.random_visits import random_visit
from report.readings import EXAMPLES, printed, reading

from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.look import PLAIN
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED
from diag.visit.visit_model import (
    Answer,
    Arbitration,
    Decision,
    Draft,
    OwnAction,
    PastAction,
    Previous,
    Remarks,
    Respondent,
    Voice,
)

TOLD = (*EXAMPLES, "a-year-after", "full", "unknown", "three-respondents", "long-texts", "without-partner")
SHARED = tuple(reader for reader in READERS if reader != "conseiller")
PRIVATE = {
    name: f"CANARI-{name.upper()}"
    for name in ("answer", "profile", "visit", "declined", "own", "voice", "arbitration", "past", "dropped")
}
"""What stands in each private field."""
SILENT = {name: f"CANARI-{name.upper()}" for name in ("draft", "previous")}
"""What stands in the fields that no report shows."""


def rendered(assessed, reader):
    """Yield the kind and the bytes of each file of a reader, and its document."""
    document = build_document(assessed, reader)
    for kind, render in RENDERED.items():
        yield kind, render(assessed, document, PLAIN), document


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TOLD)
def test_each_fact_reaches_each_carrier(name, reader):
    hold_parity(reading(name), reader)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("seed", range(8))
def test_each_fact_of_a_random_visit_reaches_each_carrier(seed, reader):
    hold_parity(prepare(printed(), random_visit(printed(), seed)), reader)


def hold_parity(assessed, reader):
    for kind, data, document in rendered(assessed, reader):
        said = said_by(kind, data)
        lost = {(place, text[:80]) for place, text in facts(document) if squeezed(text) not in said}
        assert (kind, lost) == (kind, set())


@pytest.fixture(scope="module")
def secret():
    """Return the full case with a canary in every private field."""
    visit = full_visit()
    people = [Respondent(id="r1", role="Directrice"), Respondent(id="r2", role="Agent")]
    noted = {
        name: answer.model_copy(update={"private_note": PRIVATE["answer"]}) for name, answer in visit.answers.items()
    }
    scale = full_questionnaire().question
    reason = {"status": "not_applicable", "reason": PRIVATE["voice"]}
    heard = {
        "FO03": Answer(
            scale=scale["FO03"].scale, voices=[Voice(by="r1", value="0"), Voice(by="r2", **reason)], value="0"
        ),
        "EQ01": Answer(
            scale=scale["EQ01"].scale,
            voices=[Voice(by="r1", value="0"), Voice(by="r2", value="4")],
            arbitration=Arbitration(value="1", by="Directrice", why=PRIVATE["arbitration"]),
            value="1",
        ),
    }
    declined = Decision(choice="decline", owner="Siège", note=PRIVATE["declined"])
    own = OwnAction(title="Lettre", choice="decline", note=PRIVATE["own"])
    structure = visit.structure.model_copy(update={"remarks": {"staff": Remarks(private_note=PRIVATE["profile"])}})
    previous = Answer(value="1", private_note=SILENT["previous"])
    past = [
        PastAction(id="ecrire-qui-depanne", choice="decline", note=PRIVATE["past"]),
        PastAction(id="partager-les-appareils", became="dropped", why=PRIVATE["dropped"]),
    ]
    return prepare(
        full_questionnaire(),
        visit.model_copy(
            update={
                "structure": structure,
                "visit": visit.visit.model_copy(update={"private_note": PRIVATE["visit"]}),
                "respondents": people,
                "answers": noted | heard,
                "plan": visit.plan.model_copy(
                    update={
                        "decisions": visit.plan.decisions | {"completer-les-fiches-de-poste": declined},
                        "own": visit.plan.own | {"lettre": own},
                    }
                ),
                "drafts": [Draft(of="EQ01", kind="note", value=SILENT["draft"])],
                "previous": Previous(
                    date=datetime.date(2025, 11, 3),
                    hash=f"sha256:{'0' * 64}",
                    answers={"EQ01": previous},
                    actions=past,
                ),
            }
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("reader", SHARED)
def test_what_is_private_is_in_no_file_of_another_reader(secret, reader):
    for kind, data, _ in rendered(secret, reader):
        held = held_by(kind, data)
        found = [word for word in (*PRIVATE.values(), *SILENT.values()) if word in held]
        assert (kind, found) == (kind, [])


@pytest.mark.slow
def test_the_adviser_reads_it_in_every_carrier(secret):
    for kind, data, _ in rendered(secret, "conseiller"):
        held = held_by(kind, data)
        lost = [word for word in PRIVATE.values() if squeezed(word) not in squeezed(held)]
        assert (kind, lost) == (kind, [])
        assert (kind, [w for w in SILENT.values() if w in held]) == (kind, [])
