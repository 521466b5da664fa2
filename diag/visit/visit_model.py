"""Models of the visit file: one readable YAML that can be mailed, copied and opened later.

Applicability is never stored (M2): an answer hidden by a condition stays in the file and comes
back with it. No personal data is asked: respondents are known by their role.
"""

import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from diag.questionnaire.questionnaire_model import Pin
from diag.questionnaire.value_types import Days, Identifier, Model, Prose, QuestionId, Version
from diag.safe_text import clean

FORMAT = 1
"""Version of the file format; a later one is refused, an earlier one would be migrated here."""

MAX_TEXT = 5_000
"""Signs that one text may hold."""
FreeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(clean)]
"""What people typed, without control characters; never typeset, never interpreted."""
Status = Literal["answered", "unknown", "not_applicable", "missing"]


class Structure(Model):
    """The structure visited; `profile` holds option ids, lists of them, numbers or texts."""

    name: Annotated[FreeText, StringConstraints(max_length=200)] = ""
    profile: dict[Identifier, FreeText | list[FreeText]] = {}


class Occasion(Model):
    """When the visit took place, and how much was asked."""

    date: datetime.date
    form: Literal["full", "express"] = Field(
        "full", description="express : seules les questions du socle sont posées"
    )


class Respondent(Model):
    """Someone who answered, by role."""

    id: Identifier
    role: FreeText


class Answer(Model):
    """One answer; `value` is a level, a number or ticked ids, as spelled in the file (M1, M2)."""

    status: Status = "answered"
    value: FreeText | list[FreeText] | None = None
    scale: int = Field(1, ge=1, description="Version de l’échelle au moment de la réponse (M12)")
    reason: FreeText | None = Field(None, description="Pourquoi « non concerné »")
    note: FreeText | None = Field(None, description="Note partagée : paraît dans le rapport")
    private_note: FreeText | None = Field(None, description="Note privée : ne paraît jamais")
    evidence: FreeText | None = Field(None, description="Document ou lien qui l’atteste")
    by: Identifier | None = Field(None, description="Répondant")


class SetAside(Model):
    """An answer or profile value that the questionnaire in use no longer asks in this form."""

    id: Identifier
    version: Version
    answer: Answer


class Decision(Model):
    """What the structure decided about one proposed action."""

    choice: Literal["keep", "decline", "done"] = "keep"
    owner: FreeText | None = Field(None, description="Qui la porte, par sa fonction")
    due: datetime.date | None = None
    note: FreeText | None = None


class PlanChoices(Model):
    """Decisions taken on the plan."""

    capacity: Days | None = Field(
        None, description="Jours-personnes disponibles par trimestre (M23)"
    )
    decisions: dict[Identifier, Decision] = {}


class Visit(Model):
    """One visit of one structure."""

    format: int = Field(FORMAT, ge=FORMAT, le=FORMAT)
    illustrative: Prose | None = Field(
        None, description="Mention d’un cas fictif, affichée partout"
    )
    questionnaire: Pin
    structure: Structure = Structure()
    visit: Occasion
    respondents: list[Respondent] = []
    answers: dict[QuestionId, Answer] = {}
    set_aside: list[SetAside] = []
    plan: PlanChoices = PlanChoices()
