"""Visits that people fill in a form: only what is asked of them is answered, every status is met.

A seed always gives the same visit.
"""

import datetime
import random
from decimal import Decimal

from helpers import make_visit

from diag.questionnaire.admitted_values import profile_value, typed
from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, SingleQuestion, holds
from diag.visit.visit_model import Answer

DAY = datetime.date(2026, 11, 3)
REASONS = (
    "Pas d’hébergement.",
    "« Mission » : soins à domicile",
    "l'équipe; a,b|c",
    "=1+1",
    'dit "non"',
    "accueil & co <ici>",
)
NAMES = ("Les Tilleuls", "L’Envol ; Noël", "=SOMME(A1)", "Foyer <b>Été</b>", 'Résidence "du Lac"')
CODES = ("S-12", "590000001", "a b", "Ü1")


def filled(questionnaire, seed, express=False):
    """Return a visit answered at random, as a form brings it back."""
    draw = random.Random(seed)
    profile = {}
    for field in questionnaire.profile:
        if holds(field.when, typed_profile(questionnaire, profile), {}) and draw.random() < 0.9:
            profile[field.id] = field_value(draw, field)
    known, answers, shown = {}, {}, typed_profile(questionnaire, profile)
    for question in questionnaire.questions:
        if not (question.core or not express) or not holds(question.when, shown, known):
            continue
        if said := answer(draw, question):
            answers[question.id] = said
            if said.status == "answered":
                known[question.id] = typed(question, said.value)
    form = "express" if express else "full"
    more = {"name": draw.choice(NAMES), "date": DAY, "form": form, "mode": "autonomie", "finished": True}
    return make_visit(questionnaire, answers, profile, **more)


def typed_profile(questionnaire, profile):
    return {name: profile_value(questionnaire.field[name], value) for name, value in profile.items()}


def field_value(draw, field):
    if field.kind == "choice":
        return draw.choice(field.options).id
    if field.kind == "choices":
        return ticked(draw, field.options)
    return (
        str(draw.randint(int(field.minimum), min(int(field.maximum), 400)))
        if field.kind == "number"
        else draw.choice(CODES)
    )


def ticked(draw, options):
    """Return some boxes in their order, or one that excludes the others."""
    alone = [one.id for one in options if one.exclusive]
    if alone and draw.random() < 0.2:
        return [draw.choice(alone)]
    some = [one.id for one in options if not one.exclusive]
    kept = set(draw.sample(some, draw.randint(1, len(some))))
    return [one for one in some if one in kept]


def answer(draw, question):
    """Return an answer of any status; None where nothing is given."""
    told = draw.random()
    if told < 0.08:
        return None
    if told < 0.18:
        return Answer(status="unknown", scale=question.scale)
    if told < 0.28 and question.not_applicable:
        return Answer(status="not_applicable", reason=draw.choice(REASONS), scale=question.scale)
    return Answer(value=value_of(draw, question), scale=question.scale)


def value_of(draw, question):
    if isinstance(question, SingleQuestion):
        return str(draw.choice(question.choices).level)
    if isinstance(question, MultipleQuestion):
        return ticked(draw, question.choices)
    assert isinstance(question, NumberQuestion)
    whole = draw.randint(int(question.minimum), int(question.maximum))
    return str(whole if draw.random() < 0.8 or whole == question.maximum else whole + Decimal("0.5"))


def as_typed(visit):
    """Return the state of a page or a form where this visit was typed."""
    answers = {
        name: {"status": one.status, "value": one.value, "reason": one.reason} for name, one in visit.answers.items()
    }
    return {
        "name": visit.structure.name,
        "date": str(visit.visit.date),
        "profile": dict(visit.structure.profile),
        "answers": answers,
        "finished": visit.visit.finished,
    }
