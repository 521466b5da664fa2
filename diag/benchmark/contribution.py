"""What one structure sends for the aggregates: levels and codes, nobody's name (M19).

A contribution is made of fields chosen one by one, never of a visit with fields removed: what is not
listed here cannot leave.
"""

import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from diag.benchmark.structures import ANSWER_CODES, same_name
from diag.questionnaire.located_yaml import Source, read_source
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    OPERATOR_CODE,
    STAFF_FIELD,
    STRUCTURE_CODE,
    TYPE_FIELD,
    Flag,
    Identifier,
    Model,
    Month,
    Pin,
    QuestionId,
    Questionnaire,
    refuse,
)
from diag.questionnaire.validation import validate
from diag.safe_text import clean
from diag.scoring.assessment import encode
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_file import write_text
from diag.visit.visit_model import Visit

FORMAT = 2
"""Version of the format of a contribution."""
MAX_CODE = 40
"""Signs of a code at most: longer, it is a name."""
_OFFICIAL = re.compile(r"\d[\dAB]\d{7}", re.ASCII)
"""A FINESS or SIREN number, alone or within a SIRET or a telephone: it names the structure."""
_BETWEEN = re.compile(r"[\W_]+")
SHORTEST = 3
"""Signs from which a code or a name found within the other tells it."""
_GIVEN = "donnez le code que le réseau a attribué"
_CODES = {Status.UNKNOWN: "NSP", Status.NOT_APPLICABLE: "NC", Status.MISSING: "SR"}


def _code(text: str) -> str:
    """Return a code, or refuse what names the structure to who does not hold the network's list."""
    code, what = clean(text), ""
    if len(code) > MAX_CODE or "\n" in code:
        what = f"ce code dépasse {MAX_CODE} caractères"
    elif _OFFICIAL.search(_BETWEEN.sub("", unicodedata.normalize("NFKD", code)).upper()):
        what = "ce code contient un numéro officiel (FINESS, SIREN, SIRET) ou un téléphone"
    elif "@" in code:
        what = "ce code a la forme d’un courriel"
    if what:
        raise refuse(what, _GIVEN)
    return code


Code = Annotated[str, AfterValidator(_code)]


class Contribution(Model):
    """One visit as it leaves; empty is not told, and an answer that is left out was not asked."""

    format: int = Field(FORMAT, ge=FORMAT, le=FORMAT)
    synthetic: Flag
    questionnaire: Pin
    form: Literal["full", "express"]
    month: Month
    type: Identifier | Literal[""] = ""
    department: Identifier | Literal[""] = ""
    size: Identifier | Literal[""] = ""
    structure: Code = Field("", description="Code de la structure, donné par le réseau")
    operator: Code = Field("", description="Code de l’organisme gestionnaire, donné par le réseau")
    answers: dict[QuestionId, Literal["0", "1", "2", "3", "4", "NSP", "NC", "SR"]]


def contribute(visit: Visit, questionnaire: Questionnaire, structure: str = "", operator: str = "") -> Contribution:
    """Return what a finished visit sends, under the codes that are given, else noted in it.

    Raises:
        Refusal: the visit is of another content or not finished, or a code names the structure.
    """
    source = Source("visite")
    if visit.questionnaire.hash != questionnaire.hash:
        what = "la visite n’a pas été faite avec ce contenu du questionnaire"
        how = "ouvrez-la avec « diag entretien », enregistrez-la, puis recommencez"
        raise Refusal([source.mistake(("questionnaire", "version"), "R03", what, how)])
    matched = match(visit, questionnaire)
    if not is_over(questionnaire, matched):
        what = "la visite n’est pas finie : un repère ne compte que des visites finies"
        how = "terminez-la avec « diag entretien »"
        raise Refusal([source.mistake(("visit", "finished"), "R07", what, how)])
    told = {
        "structure": structure or _told(matched, STRUCTURE_CODE),
        "operator": operator or _told(matched, OPERATOR_CODE),
    }
    for name, code in told.items():
        _check_code(source, name, code, visit.structure.name)
    return Contribution(
        synthetic=visit.illustrative is not None,
        questionnaire=visit.questionnaire,
        form=visit.visit.form,
        month=visit.visit.date.strftime("%Y-%m"),
        type=_told(matched, TYPE_FIELD),
        department=_told(matched, DEPARTMENT_FIELD),
        size=_size(matched, questionnaire),
        answers=answers_of(questionnaire, matched),
        **told,
    )


def is_over(questionnaire: Questionnaire, matched: Matched) -> bool:
    """Tell whether a visit is finished: its person said so, or, before one could, nothing misses."""
    if matched.finished is not None:
        return matched.finished
    return Status.MISSING not in encode(questionnaire, matched)[1]


def answers_of(questionnaire: Questionnaire, matched: Matched) -> dict[str, str]:
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


def write_contribution(contribution: Contribution, path: Path) -> Path:
    """Save a contribution for its owner alone, whole or not at all, and return where it was written."""
    text = json.dumps(contribution.model_dump(), ensure_ascii=False, indent=2) + "\n"
    return write_text(path, text, private=True)


def read_contribution(path: Path) -> tuple[Contribution, Source]:
    """Return the contribution in a file, and the place of each value for later mistakes.

    Raises:
        Refusal: unreadable, of another format, or with anything else than its fields.
    """
    source = read_source(path)
    tree = source.data
    if not isinstance(tree, dict) or "format" not in tree or "structure" not in tree:
        how = "choisissez un fichier écrit par « diag contribuer »"
        raise Refusal([source.mistake((), "R01", "ce n’est pas une contribution", how)])
    if tree["format"] != str(FORMAT):
        what = f"contribution au format « {tree['format']} », et diag lit le format {FORMAT}"
        how = "refaites-la avec « diag contribuer », ou mettez diag à jour"
        raise Refusal([source.mistake(("format",), "R03", what, how)])
    contribution, mistakes = validate(Contribution, source)
    if contribution is None:
        raise Refusal(mistakes)
    return contribution, source


def _check_code(source: Source, name: str, code: str, structure: str) -> None:
    if refused := why_not_a_code(code, structure):
        raise Refusal([source.mistake((name,), "R05", *refused)])


def why_not_a_code(code: str, structure: str) -> tuple[str, str] | None:
    """Return why a code names the structure, and how to mend it: its name, a number, an address (M19)."""
    try:
        told = [same_name(text).replace(" ", "") for text in (_code(code), clean(structure))]
    except PydanticCustomError as error:
        said = error.context or {}
        return said["what"], said["how"]
    short, long = sorted(told, key=len)
    if (len(short) >= SHORTEST and short in long) or (short and short == long):
        return "ce code est le nom de la structure, ou une partie, ou le contient", _GIVEN
    return None


def _told(matched: Matched, name: str) -> str:
    value = matched.profile.get(name)
    return value if isinstance(value, str) else ""


def _size(matched: Matched, questionnaire: Questionnaire) -> str:
    """Return the size class of the number of professionals, empty where it is not told."""
    staff = matched.profile.get(STAFF_FIELD)
    sizes = sorted(questionnaire.header.sizes, key=lambda size: size.from_)
    if not isinstance(staff, int | Decimal):
        return ""
    return next((size.id for size in reversed(sizes) if staff >= size.from_), "")
