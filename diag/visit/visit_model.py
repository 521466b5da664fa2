"""Models of the visit file: one readable YAML that can be mailed, copied and opened later.

Applicability is never stored (M2): an answer hidden by a condition stays in the file and comes
back with it. No personal data is asked: respondents are known by their role.
"""

import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from diag.questionnaire.questionnaire_model import Pin
from diag.questionnaire.value_types import Days, Flag, Identifier, Model, Prose, QuestionId, Version
from diag.safe_text import clean

FORMAT = 2
"""Version of the file format: every earlier one is read, a later one is refused."""

MAX_TEXT = 5_000
"""Signs that one text may hold."""
FreeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(clean)]
"""What people typed, without control characters; never typeset, never interpreted."""
Status = Literal["answered", "unknown", "not_applicable", "missing"]
Mode = Literal["visite", "distance", "autonomie"]
"""On site with an adviser, at a distance with one, or by the structure alone."""


class Structure(Model):
    """The structure visited; `profile` holds option ids, lists of them, numbers or texts."""

    name: Annotated[FreeText, StringConstraints(max_length=200)] = ""
    profile: dict[Identifier, FreeText | list[FreeText]] = {}


class Occasion(Model):
    """When and how the visit took place, how much was asked, and whether it is over."""

    date: datetime.date
    form: Literal["full", "express"] = Field(
        "full", description="express : seules les questions du socle sont posées"
    )
    mode: Mode | None = Field(
        None, description="Sur place, à distance avec PRINT, ou par la structure seule"
    )
    finished: Flag = Field(
        False,
        description="La personne a dit que la visite est finie (M2) ; sinon, tout est provisoire",
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


class Decision(Model):
    """What the structure decided about one proposed action."""

    choice: Literal["keep", "decline", "done"] = "keep"
    owner: FreeText | None = Field(None, description="Qui la porte, par sa fonction")
    due: datetime.date | None = None
    note: FreeText | None = None


class SetAside(Model):
    """What the questionnaire in use no longer asks in this form, with the version that did.

    It is an answer, a profile value kept as an answer, or a decision.
    """

    id: Identifier
    version: Version
    answer: Answer | None = None
    decision: Decision | None = None


class PlanChoices(Model):
    """Decisions taken on the plan."""

    capacity: Days | None = Field(
        None, description="Jours-personnes disponibles par trimestre (M23)"
    )
    decisions: dict[Identifier, Decision] = {}


class Visit(Model):
    """One visit of one structure."""

    format: int = Field(FORMAT, ge=1, le=FORMAT)
    illustrative: Prose | None = Field(
        None, description="Mention d’un cas fictif, affichée partout"
    )
    questionnaire: Pin
    structure: Structure = Structure()
    visit: Occasion
    respondents: list[Respondent] = []
    answers: dict[QuestionId, Answer] = {}
    set_aside: list[SetAside] = []
    opening: FreeText | None = Field(
        None,
        description="Phrase écrite ensemble : elle ouvre le rapport, à la place de l’outil (M25)",
    )
    plan: PlanChoices = PlanChoices()
