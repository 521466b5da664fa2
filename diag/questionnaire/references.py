"""Models of what a questionnaire refers to: findings, funding, published landmarks, glossary."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from diag.questionnaire.base import FindingId, Flag, Identifier, Model, Prose, QuestionId, Url


class Finding(Model):
    """One finding of the report, paraphrased."""

    id: FindingId
    text: Prose
    place: Prose = Field(description="Partie du rapport")
    axes: list[Identifier] = Field(
        [], description="Axes que le constat concerne ; vide pour le contexte"
    )


class FindingFile(Model):
    """`findings.yaml`."""

    findings: list[Finding] = Field(min_length=1)


class Channel(Model):
    """One funding channel, dated: what was seen, when, and whether it is open (M24)."""

    id: Identifier
    title: Prose
    pays_for: Prose = Field(description="Ce qu’il paie")
    eligible: Prose = Field(description="Qui peut y prétendre")
    status: Literal["open", "closed", "check"] = Field(
        description="Ouvert, clos aux nouveaux projets, ou à vérifier"
    )
    seen: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2})?$")] = Field(
        description="Année, ou année et mois, du dernier état connu"
    )
    remark: Prose | None = None
    source: Prose
    url: Url


class FundingFile(Model):
    """`funding.yaml`."""

    channels: list[Channel] = Field(min_length=1)


class Landmark(Model):
    """One published figure, with all that its honest use requires; never mixed with a score."""

    id: Annotated[str, StringConstraints(pattern=r"^R[0-9]{2}$")]
    figure: Prose = Field(description="Le chiffre, en une phrase")
    definition: Prose = Field(description="Ce que le chiffre mesure exactement")
    population: Prose
    n: int | None = Field(
        None, ge=1, description="Effectif interrogé ; absent s’il n’est pas publié"
    )
    geography: Prose
    year: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] = Field(
        description="Année des données, ou à défaut de publication"
    )
    published: Prose = Field(description="Date et titre de la publication")
    source: Prose
    url: Url
    verified: Literal["V", "V2"] = Field(description="Lu à la source, ou chez un relais")
    condition: Prose = Field(description="Condition d’un usage honnête")
    old: Flag = Field(False, description="Repère ancien : à dire chaque fois qu’il est montré")
    beside: list[QuestionId] = Field([], description="Questions de même définition")


class LandmarkFile(Model):
    """`landmarks.yaml`."""

    landmarks: list[Landmark] = Field(min_length=1)


class Term(Model):
    """One word or acronym, in plain French."""

    term: Annotated[str, StringConstraints(min_length=1)]
    also: list[str] = Field([], description="Autres écritures, par exemple le nom développé")
    text: Prose


class GlossaryFile(Model):
    """`glossary.yaml`."""

    terms: list[Term] = Field(min_length=1)
