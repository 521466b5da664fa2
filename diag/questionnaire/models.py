"""Models of the questionnaire files: the format that authors write and editors complete.

Every scalar arrives as text and is typed here. Keys are English, content is French. The JSON
Schemas for editors are generated from these models (`schema.py`), so each field says what it means.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from diag.questionnaire.base import (
    Condition,
    FindingId,
    Flag,
    Identifier,
    Level,
    Model,
    Number,
    Prose,
    QuestionId,
    refuse,
)


class Choice(Model):
    """One proposed answer of a single-choice question: its level is its key (M1)."""

    level: Level = Field(description="Niveau atteint, de 0 à 4 ; c’est aussi la touche à taper")
    label: Prose = Field(description="Situation observable")
    check: Prose = Field(description="Comment savoir si c’est vrai ici")
    adds: Flag = Field(
        False, description="S’ajoute à la réponse précédente : le rapport les cite ensemble"
    )
    accepts: list[str] = Field([], description="Autres écritures admises dans un export")


class Tick(Model):
    """One box of a multiple-choice question."""

    id: Identifier
    label: Prose
    check: Prose = Field(description="Comment savoir si c’est vrai ici")
    exclusive: Flag = Field(False, description="« Aucun » : efface les autres et vaut 0")
    accepts: list[str] = Field([], description="Autres écritures admises dans un export")


class Bin(Model):
    """One line of the table that turns a count or a number into a level (M1)."""

    from_: Number = Field(alias="from", description="À partir de cette valeur, comprise")
    level: Level


class _Question(Model):
    """What every question says, whatever its kind."""

    id: QuestionId
    title: Prose = Field(description="Titre court, pour les tableaux")
    text: Prose = Field(description="Une phrase simple, comprise du premier coup")
    core: Flag = Field(
        False, description="Question du socle (forme express, et verrou de niveau, M10)"
    )
    weight: int = Field(1, ge=1, le=3, description="Poids dans l’axe (M1)")
    scale: int = Field(
        1, ge=1, description="Version de l’échelle ; augmente quand le barème change (M12)"
    )
    about: Literal["professionals", "people", "structure"] = Field(
        description="De qui l’on parle : professionnels, personnes accompagnées, structure"
    )
    help: Prose | None = Field(None, description="Précision utile avant de répondre")
    why: Prose = Field(description="Pourquoi cette question est posée")
    findings: list[FindingId] = Field(description="Constats du rapport", min_length=1)
    not_applicable: Prose | None = Field(
        None, description="Quand « non concerné » est légitime ; absent si jamais"
    )
    when: Condition | None = Field(None, description="Posée seulement si")
    seconds: int = Field(35, ge=5, le=300, description="Durée estimée, seul")
    accepts: list[str] = Field([], description="Autres intitulés admis dans un export")


class SingleQuestion(_Question):
    """One answer among 3 to 5, on a strictly increasing ladder."""

    kind: Literal["single"]
    choices: list[Choice] = Field(min_length=2, max_length=5)


class MultipleQuestion(_Question):
    """Several boxes; the number of ticks gives the level through the table."""

    kind: Literal["multiple"]
    choices: list[Tick] = Field(min_length=2, max_length=12)
    table: list[Bin] = Field(min_length=2)


class NumberQuestion(_Question):
    """A number; bins give the level through the table."""

    kind: Literal["number"]
    unit: Prose = Field(description="Ce que l’on compte, au pluriel")
    minimum: Number = Decimal(0)
    maximum: Number
    table: list[Bin] = Field(min_length=2)


Question = Annotated[
    SingleQuestion | MultipleQuestion | NumberQuestion, Field(discriminator="kind")
]


class Dimension(Model):
    """One axis and its questions, in the order they are asked."""

    id: Identifier
    title: Prose
    description: Prose = Field(description="Ce que l’axe regarde, en une ou deux phrases")
    origin: Prose = Field(
        description="D’où vient l’axe : partie du rapport, ou construction de l’outil"
    )
    weight: int = Field(1, ge=0, le=9, description="Poids de l’axe dans le score global (M6)")
    questions: list[Question] = Field(min_length=1)


class Option(Model):
    """One proposed value of a profile field."""

    id: Identifier
    label: Prose
    accepts: list[str] = Field([], description="Autres noms admis dans un export")
    exclusive: Flag = Field(False, description="« Aucun » : efface les autres")
    region: Prose | None = Field(
        None, description="D’un département : sa région, pour les groupes de comparaison (M14)"
    )


class ProfileField(Model):
    """One question of the profile: it conditions, it is never scored."""

    id: Identifier
    title: Prose
    text: Prose
    help: Prose | None = None
    kind: Literal["choice", "choices", "number", "text"]
    options: list[Option] = []
    minimum: Number = Decimal(0)
    maximum: Number = Decimal(1_000_000)
    when: Condition | None = None
    accepts: list[str] = Field([], description="Autres intitulés admis dans un export")

    @model_validator(mode="after")
    def _can_be_answered(self) -> "ProfileField":
        if (self.kind in ("choice", "choices")) != bool(self.options):
            raise refuse(
                "les options vont avec les genres « choice » et « choices », et seulement eux",
                "ajoutez ou retirez « options »",
            )
        if self.minimum > self.maximum:
            raise refuse(
                f"le minimum, {self.minimum}, dépasse le maximum, {self.maximum}",
                "échangez ces deux bornes",
            )
        return self


class ProfileFile(Model):
    """`profile.yaml`."""

    fields: list[ProfileField] = Field(min_length=1)


class Target(Model):
    """A level that an action brings a question to."""

    question: QuestionId
    level: Annotated[int, Field(ge=1, le=4)]


class Action(Model):
    """One recommended action (M20, M24)."""

    id: Identifier
    title: Prose = Field(description="Un verbe à l’infinitif d’abord")
    reason: Prose
    findings: list[FindingId] = Field(min_length=1)
    origin: Literal["print", "public", "tool"] = Field(
        description="PRINT, dispositif public, ou conseil de l’outil"
    )
    targets: list[Target] = []
    needs: list[Identifier] = Field([], description="Actions à faire avant")
    first_step: Prose = Field(description="Faisable dans les deux semaines")
    steps: list[Prose] = Field(min_length=1)
    lead: Prose = Field(description="Qui mène, par sa fonction")
    effort: Annotated[Decimal, Field(gt=0, le=200, multiple_of=Decimal("0.5"))] = Field(
        description="Jours-personnes"
    )
    cost: Literal["none", "low", "medium", "high"] = Field(
        description="Dépense hors temps passé : none 0 €, low < 500 €, medium < 5 000 €, high au-delà"
    )
    weeks: int = Field(ge=1, le=104, description="Durée en semaines")
    sign: Prose = Field(description="Signe que c’est fait, vérifiable à la visite suivante")
    funding: list[Identifier] = Field([], description="Financements possibles (funding.yaml)")
    when: Condition | None = Field(None, description="Proposée seulement si (profil)")


class ActionFile(Model):
    """One file of `actions/`."""

    actions: list[Action] = Field(min_length=1, max_length=200)
