"""Every text that a visit holds, and where it stands, in French: to look for what must not leave."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from diag.questionnaire.questionnaire_model import Model, Questionnaire
from diag.visit.personal_data import PersonalData, personal_data, published
from diag.visit.visit_model import Visit

Place = tuple[str, ...]
"""Names that lead to a text: fields, keys, and in a list the id of an item, else its rank."""


def texts_of(visit: Model) -> Iterator[tuple[Place, str]]:
    """Yield every text of a visit, or of a part of it, with its place; codes are texts too."""
    return _texts(visit, ())


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str) and value:
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*place, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*place, key))
    elif isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _texts(item, (*place, str(getattr(item, "id", rank))))


def personal_in(visit: Visit, questionnaire: Questionnaire) -> list[tuple[Place, PersonalData]]:
    """Return what looks like somebody's data in a visit, with its place; contacts are public."""
    public = published(questionnaire)
    return [(place, one) for place, text in texts_of(visit) for one in personal_data(text, public)]


def place_words(questionnaire: Questionnaire, place: Place) -> str:
    """Return where a text stands: « note, « Suivi des appareils » (EQ03), visite précédente »."""
    parts = (_FIELDS.get(place[-1], ""), subject(questionnaire, place), _HOLDERS.get(place[0], ""))
    return ", ".join(filter(None, parts))


def subject(questionnaire: Questionnaire, place: Place) -> str:
    """Return what a place is about: a question, a field, an action; empty for what has one place."""
    asked = {**questionnaire.field, **questionnaire.question}
    for name in place[1:]:
        if name in asked:
            coded = f" ({name})" if name in questionnaire.question else ""
            return f"« {asked[name].title} »{coded}"
        if name in questionnaire.action:
            return f"« {questionnaire.action[name].title} »"
    return _others(place)


def _others(place: Place) -> str:
    """Return what a place is about where no content gives it a title: a code, else a word."""
    if place[0] == "visit" or place[0] == "drafts":
        return "toute la visite"
    held = dict(pairwise(place))
    if "own" in held:
        return "action ajoutée"
    if "actions" in held:
        return "action décidée alors"
    if "decisions" in held:
        return "action qui n’est plus proposée"
    code = next((held[holder] for holder in _CODED if holder in held), "")
    return "nom de la structure" if code == "name" else code


_CODED = ("answers", "set_aside", "profile", "remarks")
"""What holds questions and fields by their code."""
_HOLDERS = {"previous": "visite précédente", "set_aside": "mis de côté"}
_FIELDS = {
    "name": "nom de la structure",
    "note": "note",
    "private_note": "note privée",
    "evidence": "preuve",
    "reason": "raison",
    "why": "raison",
    "role": "fonction d’une personne présente",
    "owner": "qui porte l’action",
    "title": "intitulé",
    "opening": "phrase d’ouverture du rapport",
    "illustrative": "mention du cas",
    "value": "réponse",
    "answer": "réponse",
    "decision": "décision",
}
"""What a text is, by the last name of its place."""
