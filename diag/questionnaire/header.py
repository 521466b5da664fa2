"""Models of `questionnaire.yaml`: identity, levels, and the published parameters of the method."""

from typing import Annotated

from pydantic import Field, model_validator

from diag.questionnaire.base import (
    Days,
    Digest,
    FindingId,
    Identifier,
    Model,
    Number,
    Percent,
    Prose,
    QuestionId,
    Version,
    refuse,
)


class LevelLabel(Model):
    """Name of a level and what it describes: conditions, never people."""

    title: Prose
    description: Prose


class LastingCondition(Model):
    """One of the report's conditions for lasting change, and the questions that show it."""

    id: Identifier
    title: Prose
    text: Prose
    findings: list[FindingId] = Field(min_length=1)
    questions: list[QuestionId] = Field(min_length=1)


class ScoringRules(Model):
    """Published parameters of the method; the rule that uses each is named."""

    thresholds: Annotated[list[Percent], Field(min_length=4, max_length=4)] = Field(
        description="Seuils des niveaux 1 à 4 (M9)"
    )
    dimension_margin: Percent = Field(description="Écart admis d’un axe sous le seuil (M10)")
    minimum_coverage: Percent = Field(description="Couverture minimale d’un axe, % (M5)")
    maximum_not_applicable: Percent = Field(description="Part maximale de « non concerné », % (M5)")
    unknown_to_confirm: Percent = Field(description="Au-delà, le score est « à confirmer », % (M5)")
    uneven_balance: Percent = Field(
        description="Équilibre sous lequel le profil est inégal, % (M7)"
    )
    weight_variation: int = Field(ge=0, lt=100, description="Variation des poids des axes, % (M11)")

    @model_validator(mode="after")
    def _increasing(self) -> "ScoringRules":
        if sorted(set(self.thresholds)) != self.thresholds:
            raise refuse("les seuils ne sont pas strictement croissants", "rangez-les")
        return self


class PlanningRules(Model):
    """Published parameters of the plan (M22, M23)."""

    minimum_gain: Number = Field(ge=0, description="Gain d’une action qui compte, en points (M22)")
    quick_effort: Days = Field(description="Effort d’un gain rapide, en jours (M22)")
    capacity: Days = Field(description="Jours-personnes par trimestre, à défaut (M23)")
    quarters: int = Field(ge=1, le=12, description="Trimestres du calendrier (M23)")
    priorities: int = Field(ge=1, le=20, description="Actions montrées en priorité (M23)")


class Synonyms(Model):
    """How survey tools spell what is not a choice of the ladder; case and accents do not count.

    What is not written here is not understood: `NA` may be a country, and `-` an answer.
    """

    yes: list[str] = Field([], description="Case cochée, réponse « oui »")
    no: list[str] = Field([], description="Case vue et non cochée, réponse « non »")
    unknown: list[str] = Field([], description="« Je ne sais pas » (M2)")
    not_applicable: list[str] = Field([], description="« Non concerné » (M2)")
    no_answer: list[str] = Field([], description="Question vue, laissée sans réponse")
    not_asked: list[str] = Field([], description="Question que l’outil d’enquête n’a pas posée")


class SizeClass(Model):
    """One size class of the peer groups, by number of professionals (M14, M19)."""

    id: Identifier
    from_: int = Field(alias="from", ge=0, description="À partir de cet effectif, compris")
    label: Prose


class QuestionnaireFile(Model):
    """`questionnaire.yaml`: identity, levels, rules and the order of the axes."""

    id: Identifier
    version: Version
    title: Prose
    description: Prose
    licence: Prose
    source: Prose = Field(
        description="Sur quoi repose le questionnaire, et ce que cela ne permet pas de dire"
    )
    dimensions: list[Identifier] = Field(
        min_length=1,
        max_length=8,
        description="Fichiers de dimensions/, dans l’ordre où ils sont posés",
    )
    levels: Annotated[list[LevelLabel], Field(min_length=5, max_length=5)]
    lasting_conditions: list[LastingCondition] = []
    scoring: ScoringRules
    planning: PlanningRules
    sizes: list[SizeClass] = Field(
        [], description="Classes de taille des groupes de comparaison, de la plus petite"
    )
    synonyms: Synonyms = Field(
        Synonyms(),
        description="Écritures des exports que tous les outils d’enquête partagent",
    )


class Pin(Model):
    """The questionnaire that a visit or a release was made with."""

    id: Identifier
    version: Version
    hash: Digest
