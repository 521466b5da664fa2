"""A visit of which every text bears a word of its own, and the places that the model has for a text.

The places are walked in the model itself: one that is added to it is found here.
"""

import datetime
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel
from report.position_cases import printed

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

FORMER = datetime.date(2026, 10, 13)
RETIRED = "ZZ99"
"""A question that no content has: what answers it is set aside."""


def places(model=Visit, place=""):
    """Return the places of a model where a text may be typed: what no pattern holds to a code."""
    found = [
        one
        for name, field in model.model_fields.items()
        for one in _within(field.annotation, field.metadata, f"{place}{name}")
    ]
    return list(dict.fromkeys(one for one in found if one.removesuffix(".*") == one or one[:-2] not in found))


def _within(kind, metadata, place):
    if kind is str:
        return [] if any(getattr(one, "pattern", None) for one in metadata) else [place]
    inside, args = get_origin(kind), get_args(kind)
    if inside is Annotated:
        return _within(args[0], args[1:], place)
    if inside in (dict, list):
        return _within(args[-1], (), f"{place}.*")
    if inside in (Union, UnionType):
        return [one for arg in args for one in _within(arg, (), place)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return places(kind, f"{place}.")
    return []


PLACES = places()
DECLINED = tuple(
    f"{part} écartée" for part in ("plan.decisions.*", "plan.own.*", "set_aside.*.decision", "previous.actions.*")
)
"""What is said of an action that is declined stands apart: it is for the adviser alone."""


def word(place):
    """Return the word that stands at a place, and nowhere else."""
    return f"Zq{[*PLACES, *DECLINED].index(place):03}q"


def declined(model, place, **given):
    """Return a declined action of which every text bears one word."""
    own = {name: word(f"{place} écartée") for name in ("owner", "note", "title", "why")}
    known = {name: text for name, text in own.items() if name in model.model_fields}
    return model.model_validate({**known, **given, "choice": "decline"})


def filled(model, place, **given):
    """Return a part of a visit of which every text that is not given bears the word of its place."""
    own = {name: word(f"{place}.{name}") for name in model.model_fields if f"{place}.{name}" in PLACES}
    return model.model_validate({**own, **given})


def spoken(place, **given):
    """Return an answer of nobody's, with two voices and what closed the gap between them."""
    voices = [
        filled(Voice, f"{place}.voices.*", by="r1", status="not_applicable", value=None),
        filled(Voice, f"{place}.voices.*", by="r2"),
    ]
    closed = filled(Arbitration, f"{place}.arbitration")
    return filled(Answer, place, voices=voices, arbitration=closed, **given)


def answered(place):
    """Return answers of each kind: a level, « non concerné », two voices, and one of a retired question."""
    scale = {name: one.scale for name, one in printed().question.items()}
    heard = [
        filled(Voice, f"{place}.voices.*", by="r1", value="0"),
        filled(Voice, f"{place}.voices.*", by="r2", status="not_applicable", value=None),
    ]
    closed = filled(Arbitration, f"{place}.arbitration", value="1")
    both = {"voices": heard, "arbitration": closed, "value": "1", "reason": None}
    apart = {"status": "not_applicable", "value": None}
    return {
        "EQ01": filled(Answer, place, value="0", scale=scale["EQ01"], reason=None, by="r1"),
        "AP03": filled(Answer, place, value="4", scale=scale["AP03"], reason=None, to_check=True),
        "FO11": filled(Answer, place, scale=scale["FO11"], **apart),
        "FO03": filled(Answer, place, scale=scale["FO03"], **both),
        RETIRED: spoken(place),
    }


def planted_visit(illustration):
    """Return an illustration of which every text bears the word of its place."""
    kept = "nommer-une-personne-referente", "echanger-entre-pairs"
    return Visit(
        illustrative=word("illustrative"),
        questionnaire=illustration.questionnaire,
        structure=Structure(
            name=word("structure.name"),
            profile={**illustration.structure.profile, "structure_code": word("structure.profile.*")},
            remarks={name: filled(Remarks, "structure.remarks.*", to_check=True) for name in ("staff", "name")},
        ),
        visit=filled(Occasion, "visit", date=datetime.date(2027, 10, 12), finished=True),
        respondents=[Respondent(id="r1", role=word("respondents.*.role")), Respondent(id="r2", role="Équipe")],
        answers={**illustration.answers, **answered("answers.*")},
        set_aside=[
            SetAside(id="ZZ98", version="1.0.0", answer=spoken("set_aside.*.answer")),
            SetAside(id="ancienne", version="1.0.0", decision=filled(Decision, "set_aside.*.decision")),
            SetAside(id="ecartee", version="1.0.0", decision=declined(Decision, "set_aside.*.decision")),
        ],
        opening=word("opening"),
        plan=PlanChoices(
            decisions={name: filled(Decision, "plan.decisions.*") for name in kept}
            | {"completer-les-fiches-de-poste": declined(Decision, "plan.decisions.*")},
            own={"la-notre": filled(OwnAction, "plan.own.*"), "autre": declined(OwnAction, "plan.own.*")},
        ),
        drafts=[filled(Draft, "drafts.*", of="EQ01", kind="note")],
        previous=Previous(
            date=FORMER,
            hash=f"sha256:{'1' * 64}",
            version=illustration.questionnaire.version,
            form="full",
            finished=True,
            profile={**illustration.structure.profile, "structure_code": word("previous.profile.*")},
            answers={**illustration.answers, **answered("previous.answers.*")},
            actions=[
                filled(PastAction, "previous.actions.*", id=name, became=became)
                for name, became in (("nommer-une-personne-referente", "done"), ("plus-rien", "dropped"))
            ]
            + [declined(PastAction, "previous.actions.*", id="echanger-entre-pairs", became="dropped")],
        ),
        gathered=Gathered(
            profile={"staff": [filled(Voice, "gathered.profile.*.*", by="r1")]},
            arbitrations={"EQ02": [filled(Arbitration, "gathered.arbitrations.*.*")]},
            decisions={"echanger-entre-pairs": [filled(Decision, "gathered.decisions.*.*")]},
            became={"plus-rien": {"dropped": word("gathered.became.*.*")}},
        ),
    )
