"""What one structure sends for the aggregates: levels and pseudonyms, nobody's name (M19).

A contribution is made of fields chosen one by one, never of a visit with fields removed: what is not
listed here cannot leave.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, StringConstraints

from diag.benchmark.descriptor import Month
from diag.benchmark.pseudonyms import key_mark, pseudonym
from diag.benchmark.structures import ANSWER_CODES, NOT_TOLD, size_codes
from diag.benchmark.words import counted, month
from diag.french import typeset
from diag.questionnaire.located_yaml import Source, read_source
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    OPERATOR_CODE,
    STAFF_FIELD,
    STRUCTURE_CODE,
    TYPE_FIELD,
    Pin,
    Questionnaire,
)
from diag.questionnaire.validation import validate
from diag.questionnaire.value_types import Flag, Identifier, Model, QuestionId
from diag.scoring.assessment import encode
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_file import write_text
from diag.visit.visit_model import Visit

FORMAT = 1
"""Version of the format of a contribution."""
Hmac = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_CODES = {Status.UNKNOWN: "NSP", Status.NOT_APPLICABLE: "NC", Status.MISSING: "SR"}
_STAYS = (
    "Ne partent pas : le nom, l'adresse, le courriel, le FINESS, les notes, les preuves, les "
    "répondants, les raisons, le plan, les nombres et les cases cochées (seul leur niveau part)."
)
_BEWARE = (
    "Qui détient la clé du réseau peut reconnaître la structure. Un type, un département et une "
    "taille peuvent suffire à reconnaître une structure rare : n'envoyez ce fichier qu'au réseau."
)


class Contribution(Model):
    """One visit as it leaves; an empty text is what the structure did not tell.

    `answers` holds levels (`0` to `4`), `NSP` ne sait pas, `NC` non concerné, `SR` sans réponse;
    what was not asked is left out.
    """

    format: int = Field(FORMAT, ge=FORMAT, le=FORMAT)
    synthetic: Flag
    questionnaire: Pin
    form: Literal["full", "express"]
    month: Month
    type: Identifier | Literal[""] = ""
    department: Identifier | Literal[""] = ""
    size: Identifier | Literal[""] = ""
    structure: Hmac
    operator: Hmac | Literal[""] = ""
    key: Mark = Field(description="Marque de la clé des pseudonymes")
    answers: dict[QuestionId, Literal["0", "1", "2", "3", "4", "NSP", "NC", "SR"]]


def contribute(
    visit: Visit, questionnaire: Questionnaire, key: bytes, structure: str = "", operator: str = ""
) -> Contribution:
    """Return what a visit sends.

    Args:
        visit: made with this very questionnaire.
        questionnaire: in use.
        key: of the network, from `read_key`.
        structure: identifier that the network agreed on (a FINESS number, a code); by default the
            code of the visit, else its name and department, which two structures may share.
        operator: managing organisation, by number or name; by default the code of the visit.

    Raises:
        Refusal: the visit does not match the questionnaire, or nothing tells which structure it is.

    """
    source = Source("visite")
    if visit.questionnaire.hash != questionnaire.hash:
        what = "la visite n’a pas été faite avec ce contenu du questionnaire"
        how = "ouvrez-la avec « diag entretien », enregistrez-la, puis recommencez"
        raise Refusal([source.mistake(("questionnaire", "version"), "R03", what, how)])
    matched = match(visit, questionnaire)
    own = structure or _told(matched, STRUCTURE_CODE) or identity_of(visit)
    mark = pseudonym(key, "structure", own)
    if not mark:
        what = "rien ne dit de quelle structure il s’agit"
        how = "donnez son identifiant dans le réseau, ou son nom dans la visite"
        raise Refusal([source.mistake(("structure", "name"), "R01", what, how)])
    return Contribution(
        synthetic=visit.illustrative is not None,
        questionnaire=visit.questionnaire,
        form=visit.visit.form,
        month=visit.visit.date.strftime("%Y-%m"),
        type=_told(matched, TYPE_FIELD),
        department=_told(matched, DEPARTMENT_FIELD),
        size=_size(matched, questionnaire),
        structure=mark,
        operator=pseudonym(key, "operator", operator or _told(matched, OPERATOR_CODE)),
        key=key_mark(key),
        answers=_answers(questionnaire, matched),
    )


def identity_of(visit: Visit) -> str:
    """Return what tells a structure from another when nobody gave an identifier."""
    name, department = visit.structure.name, visit.structure.profile.get(DEPARTMENT_FIELD, "")
    return f"{name} {department}" if name and isinstance(department, str) else name


def to_json(contribution: Contribution) -> str:
    """Return the text of a contribution: the same content always gives the same bytes."""
    return json.dumps(contribution.model_dump(), ensure_ascii=False, indent=2) + "\n"


def write_contribution(contribution: Contribution, path: Path) -> Path:
    """Save a contribution for its owner alone, whole or not at all, and return where it was written.

    Raises:
        Refusal: the folder refuses the file, or the disk is full.

    """
    return write_text(path, to_json(contribution), private=True)


def read_contribution(path: Path) -> tuple[Contribution, Source]:
    """Return the contribution in a file, and the place of each value for later mistakes.

    Raises:
        Refusal: unreadable, of another format, or with anything else than the fields of a
            contribution.

    """
    source = read_source(path)
    tree = source.data
    if not isinstance(tree, dict) or "format" not in tree or "structure" not in tree:
        how = "choisissez un fichier écrit par « diag contribuer »"
        raise Refusal([source.mistake((), "R01", "ce n’est pas une contribution", how)])
    if tree["format"] != str(FORMAT):
        what = f"contribution au format « {tree['format']} », et diag lit le format {FORMAT}"
        how = "mettez diag à jour, ou redemandez la contribution"
        raise Refusal([source.mistake(("format",), "R03", what, how)])
    contribution, mistakes = validate(Contribution, source)
    if contribution is None:
        raise Refusal(mistakes)
    return contribution, source


def preview(contribution: Contribution, questionnaire: Questionnaire) -> list[str]:
    """Return what leaves, field by field, in French lines: read before it is written."""
    pin, answers = contribution.questionnaire, contribution.answers
    unsaid = "non indiqué"
    organisation = contribution.operator or f"{unsaid} : compté avec tous ceux qui ne le sont pas"
    lines = [
        f"Format : {contribution.format}",
        f"Questionnaire : {pin.id} {pin.version} ({pin.hash})",
        f"Forme : {contribution.form} ({_FORMS[contribution.form]})",
        f"Données synthétiques : {'oui' if contribution.synthetic else 'non'}",
        f"Mois de la visite : {contribution.month} ({month(contribution.month)})",
        f"Type de structure : {_labelled(questionnaire, TYPE_FIELD, contribution.type) or unsaid}",
        "Département : "
        + (_labelled(questionnaire, DEPARTMENT_FIELD, contribution.department) or unsaid),
        f"Taille : {_size_label(questionnaire, contribution.size) or unsaid}",
        f"Pseudonyme de la structure : {contribution.structure}",
        f"Pseudonyme de l'organisme gestionnaire : {organisation}",
        f"Marque de la clé du réseau : {contribution.key}",
        counted(len(answers), "réponse") + ", par leur niveau :",
    ]
    known = questionnaire.question
    lines += [
        f"  {name}{f' ({known[name].title})' if name in known else ''} : {_said(answer)}"
        for name, answer in answers.items()
    ]
    return [typeset(line) for line in (*lines, _STAYS, _BEWARE)]


_FORMS = {"full": "complète", "express": "socle seul"}
_WORDS = {"NSP": "ne sait pas", "NC": "non concerné", "SR": "sans réponse"}


def _said(answer: str) -> str:
    return f"{answer} ({_WORDS[answer]})" if answer in _WORDS else answer


def _told(matched: Matched, name: str) -> str:
    value = matched.profile.get(name)
    return value if isinstance(value, str) else ""


def _size(matched: Matched, questionnaire: Questionnaire) -> str:
    staff, sizes = matched.profile.get(STAFF_FIELD), questionnaire.header.sizes
    if not isinstance(staff, int | Decimal) or not sizes:
        return ""
    rank = int(size_codes(np.array([float(staff)]), sizes)[0])
    return "" if rank == NOT_TOLD else sizes[rank].id


def _answers(questionnaire: Questionnaire, matched: Matched) -> dict[str, str]:
    """Return the level or status of each question asked, as the table of scores writes them."""
    values, status = encode(questionnaire, matched)
    coded = {}
    for column, question in enumerate(questionnaire.questions):
        code = Status(int(status[0, column]))
        if code is Status.ANSWERED:
            coded[question.id] = ANSWER_CODES[int(values[0, column])]
        elif code is not Status.HIDDEN:
            coded[question.id] = _CODES[code]
    return coded


def _labelled(questionnaire: Questionnaire, field: str, name: str) -> str:
    asked = questionnaire.field.get(field)
    label = next((o.label for o in (asked.options if asked else []) if o.id == name), "")
    return f"{name} ({label})" if label else name


def _size_label(questionnaire: Questionnaire, name: str) -> str:
    label = next((s.label for s in questionnaire.header.sizes if s.id == name), "")
    return f"{name} ({label})" if label else name
