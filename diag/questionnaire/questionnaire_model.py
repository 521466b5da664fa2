"""What a questionnaire is: the format that authors write, and the whole as one value.

Every scalar arrives as text and is typed here. Keys are English, content is French. The JSON
Schemas for editors are generated from these models (`schema.py`), so each field says what it means.
What the models of other files of the house share stands first.
"""

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Union

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from diag.french import typeset
from diag.safe_text import clean


def refuse(what: str, how: str) -> PydanticCustomError:
    """Return a validation error that already speaks French."""
    return PydanticCustomError("diag", "{what}", {"what": what, "how": how})


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise refuse(f"« {text} » n’est pas une date", "écrivez-la AAAA-MM-JJ") from None


LAST_YEAR = 2100
"""Of a date that a person gives: months are counted after it, and a calendar has an end."""


def _near(day: datetime.date) -> datetime.date:
    if day.year > LAST_YEAR:
        raise refuse(f"l’année {day.year} est trop loin", f"corrigez-la : {LAST_YEAR} au plus")
    return day


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise refuse(f"« {value} » n’est ni « true » ni « false »", "écrivez « true » ou « false »")
    return bool(value == "true")


Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(clean), AfterValidator(typeset)
]
"""French text for a reader; typed with ordinary spaces and apostrophes, typeset on reading."""
Short = Prose
"""A phrase that a page sets among others; the checker bounds its length."""
_YEAR = r"^[12]\d{3}$"
_DATE = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
SeenDate = Annotated[
    str,
    StringConstraints(pattern=_DATE),
    # an editor reads a year alone as a number
    WithJsonSchema({"type": ["string", "integer"], "pattern": _DATE}),
]
"""When a fact was read: a year, a month or a day."""
Year = Annotated[
    str, StringConstraints(pattern=_YEAR), WithJsonSchema({"type": ["string", "integer"], "pattern": _YEAR})
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
"""Permanent name, apart from any label: it is never reused for something else."""
QuestionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,19}$")]
"""Permanent name of a question; letters and digits, so that survey tools accept it as a code."""
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""Fingerprint of some content."""
Number = Annotated[Decimal, Field(max_digits=12, decimal_places=4)]
"""A number of sensible size: an author or a visit cannot ask for a year of arithmetic."""
Days = Annotated[Decimal, Field(gt=0, le=1000, max_digits=7, decimal_places=3)]
"""Person-days."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
"""Address of a source."""
FindingId = Annotated[str, StringConstraints(pattern=r"^S[0-9]{2}$")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Day = Annotated[str, AfterValidator(_day)]
"""A day that exists, `AAAA-MM-JJ`."""
NearDate = Annotated[datetime.date, AfterValidator(_near)]
"""A day of a visit or of a decision, `LAST_YEAR` at most."""
Level = Annotated[int, Field(ge=0, le=4)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Model(BaseModel):
    """Base of every model: unknown keys are mistakes, values do not change.

    What validates a model is made with the first file that holds one: a file is validated as a whole,
    so its parts need nothing of their own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Condition(Model):
    """Closed vocabulary of conditions; nothing is ever evaluated as code.

    Either a group (`all`, `any`, `not`) or a test on one `profile` field or one `answer`, by
    membership (`in`) or by comparison (`at_least`, `at_most`). A test on what was not answered is
    false, so `not` of it is true.
    """

    all: list["Condition"] | None = Field(None, description="Toutes ces conditions", min_length=1)
    any: list["Condition"] | None = Field(None, description="Au moins une de ces conditions", min_length=1)
    not_: Union["Condition", None] = Field(None, alias="not", description="Le contraire")
    profile: str | None = Field(None, description="Champ du profil")
    answer: str | None = Field(None, description="Question posée plus tôt")
    in_: list[str] | None = Field(None, alias="in", description="Valeurs admises (une suffit)", min_length=1)
    at_least: Number | None = Field(None, description="Valeur minimale, comprise")
    at_most: Number | None = Field(None, description="Valeur maximale, comprise")

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        heads = [k for k in ("all", "any", "not_", "profile", "answer") if getattr(self, k) is not None]
        if len(heads) != 1:
            raise refuse(
                "une condition porte exactement une clé parmi all, any, not, profile, answer",
                "gardez une seule de ces clés, ou groupez-les sous « all »",
            )
        tests = [k for k in ("in_", "at_least", "at_most") if getattr(self, k) is not None]
        if heads[0] in ("all", "any", "not_") and tests:
            raise refuse(
                "« in », « at_least » et « at_most » vont avec « profile » ou « answer »",
                "déplacez ce test dans une condition de la liste",
            )
        if heads[0] in ("profile", "answer") and not tests:
            raise refuse("il manque le test de la condition", "ajoutez « in », « at_least » ou « at_most »")
        return self


Value = str | int | Decimal | Sequence[str]
"""What a condition compares: an option id, a level, a number, or ticked ids."""


def holds(condition: Condition | None, profile: Mapping[str, Value], answers: Mapping[str, Value]) -> bool:
    """Tell whether `condition` is true; None is always true, a test on an absent value is false."""
    if condition is None:
        return True
    if condition.all is not None:
        return all(holds(c, profile, answers) for c in condition.all)
    if condition.any is not None:
        return any(holds(c, profile, answers) for c in condition.any)
    if condition.not_ is not None:
        return not holds(condition.not_, profile, answers)
    if condition.profile is not None:
        return _test(condition, profile.get(condition.profile))
    return _test(condition, answers.get(condition.answer or ""))


def may_hold(condition: Condition | None, profile: Mapping[str, Value], *, wanted: bool = True) -> bool:
    """Tell whether `condition` can be true (or false, if not `wanted`) before any answer is given.

    What the profile does not say yet can be either; None is always true.
    """
    if condition is None:
        return wanted
    if condition.all is not None:
        found = [may_hold(c, profile, wanted=wanted) for c in condition.all]
        return all(found) if wanted else any(found)
    if condition.any is not None:
        found = [may_hold(c, profile, wanted=wanted) for c in condition.any]
        return any(found) if wanted else all(found)
    if condition.not_ is not None:
        return may_hold(condition.not_, profile, wanted=not wanted)
    if condition.profile is None or condition.profile not in profile:
        return True
    return _test(condition, profile[condition.profile]) == wanted


def _test(condition: Condition, value: Value | None) -> bool:
    if value is None:
        return False
    several = not isinstance(value, str | int | Decimal)
    if condition.in_ is not None:
        present = {str(v) for v in value} if several else {str(value)}  # type: ignore[union-attr]
        if not present & set(condition.in_):
            return False
    if condition.at_least is None and condition.at_most is None:
        return True
    if several or isinstance(value, str):
        return False
    number = Decimal(value)  # type: ignore[arg-type]
    low, high = condition.at_least, condition.at_most
    return (low is None or number >= low) and (high is None or number <= high)


def references(
    condition: Condition | None, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[Literal["profile", "answer"], str, Condition, tuple[str | int, ...]]]:
    """Yield every test of a condition: what it reads, the id, the test itself and its place."""
    if condition is None:
        return
    for key, group in (("all", condition.all), ("any", condition.any)):
        for index, inner in enumerate(group or []):
            yield from references(inner, (*place, key, index))
    yield from references(condition.not_, (*place, "not"))
    if condition.profile is not None:
        yield "profile", condition.profile, condition, (*place, "profile")
    if condition.answer is not None:
        yield "answer", condition.answer, condition, (*place, "answer")


class LevelLabel(Model):
    """Name of a level and what it describes: conditions, never people."""

    title: Prose
    description: Prose


class Statement(Model):
    """One statement of a lasting condition: held when its question reaches a level (M21)."""

    question: QuestionId
    at_least: Annotated[int, Field(ge=1, le=4)] = Field(description="Niveau à partir duquel l’énoncé est tenu")
    held: Short = Field(description="L’énoncé, quand il est tenu : un fait, au présent")
    not_held: Short = Field(description="Le même, quand il ne l’est pas encore")
    short: Short | None = Field(None, description="L’énoncé tenu en 32 caractères au plus, pour la page du conseil")


class ConditionTold(Model):
    """How the lead sentence of a report says a lasting condition (M25): 60 characters at most."""

    none: Short = Field(description="Aucun énoncé n’est tenu")
    some: Short = Field(description="Une partie des énoncés est tenue")
    all_: Short = Field(alias="all", description="Tous les énoncés sont tenus")


class LastingCondition(Model):
    """One of the report's conditions for lasting change: statements held or not, never a score."""

    id: Identifier
    title: Prose
    text: Prose
    findings: list[FindingId] = Field(min_length=1)
    statements: list[Statement] = Field(min_length=1)
    told: ConditionTold | None = Field(
        None, description="Ce que la phrase d’ouverture dit de la condition ; absent, elle s’en passe"
    )


class ScoringRules(Model):
    """What a questionnaire sets of the scores; the rest of the method is the same for all."""

    thresholds: Annotated[list[Percent], Field(min_length=4, max_length=4)] = Field(
        description="Seuils des niveaux 1 à 4 (M9)"
    )
    answer_error: Number = Field(
        Decimal("12.5"), gt=0, description="Erreur type d’une réponse, en points, provisoire (M12)"
    )
    shared_error: Number = Field(
        Decimal("0.10"),
        ge=0,
        le=1,
        description="Part de cette erreur commune à toutes les réponses, provisoire (M12)",
    )

    @model_validator(mode="after")
    def _increasing(self) -> "ScoringRules":
        if sorted(set(self.thresholds)) != self.thresholds:
            raise refuse("les seuils ne sont pas strictement croissants", "rangez-les")
        if not self.thresholds[0]:
            raise refuse("le premier seuil est 0 : le niveau 0 n’existerait pas", "montez-le")
        return self


class PlanningRules(Model):
    """What a questionnaire sets of the plan (M23)."""

    capacity: Days = Field(description="Jours-personnes par trimestre, à défaut (M23)")


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


class Asked(Model):
    """A person to whom some questions are put, by function: never a name."""

    id: Identifier
    title: Prose = Field(description="« La direction » ; un titre de tableau")
    to: Prose = Field(description="« à la direction » ; comment le dire dans une phrase")


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
    source: Prose = Field(description="Sur quoi repose le questionnaire, et ce que cela ne permet pas de dire")
    dimensions: list[Identifier] = Field(
        min_length=1, max_length=8, description="Fichiers de dimensions/, dans l’ordre où ils sont posés"
    )
    levels: Annotated[list[LevelLabel], Field(min_length=5, max_length=5)]
    lasting_conditions: list[LastingCondition] = []
    scoring: ScoringRules
    planning: PlanningRules
    asked: list[Asked] = Field([], description="À qui se posent les questions, par fonction")
    sizes: list[SizeClass] = Field([], description="Classes de taille des groupes de comparaison, de la plus petite")
    synonyms: Synonyms = Field(
        Synonyms(), description="Écritures des exports que tous les outils d’enquête partagent"
    )


class Pin(Model):
    """The questionnaire that a visit or a release was made with."""

    id: Identifier
    version: Version
    hash: Digest


class Choice(Model):
    """One proposed answer of a single-choice question: its level is its key (M1)."""

    level: Level = Field(description="Niveau atteint, de 0 à 4 ; c’est aussi la touche à taper")
    label: Prose = Field(description="Situation observable")
    check: Prose = Field(description="Comment savoir si c’est vrai ici")
    adds: Flag = Field(False, description="S’ajoute à la réponse précédente : le rapport les cite ensemble")
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
    core: Flag = Field(False, description="Question du socle (forme express, et verrou de niveau, M10)")
    told: dict[Level, Short] = Field(
        {},
        description="Le fait que dit un niveau, au présent, sans point final : tous ceux d’une question "
        "du socle, les niveaux 3 et 4 des autres",
    )
    ask: Identifier | None = Field(
        None, description="À qui demander ce qu’on ne sait pas : « asked » de questionnaire.yaml"
    )
    fact: Short | None = Field(
        None, description="Le fait à demander, en une courte question : une date, un lieu, un document"
    )
    easy: dict[Level, Short] = Field({}, description="D’une question du socle : chaque niveau, en douze mots faciles")
    oral: Flag = Field(False, description="Aucun document ne l’atteste (documents.yaml) : elle se demande")
    weight: int = Field(1, ge=1, le=3, description="Poids dans l’axe (M1)")
    scale: int = Field(1, ge=1, description="Version de l’échelle ; augmente quand le barème change (M12)")
    about: Literal["professionals", "people", "structure"] = Field(
        description="De qui l’on parle : professionnels, personnes accompagnées, structure"
    )
    help: Prose | None = Field(None, description="Précision utile avant de répondre")
    why: Prose = Field(description="Pourquoi cette question est posée")
    findings: list[FindingId] = Field(description="Constats du rapport", min_length=1)
    not_applicable: Prose | None = Field(None, description="Quand « non concerné » est légitime ; absent si jamais")
    when: Condition | None = Field(None, description="Posée seulement si")
    seconds: int = Field(35, ge=5, le=300, description="Temps de lecture : question, aide et réponses proposées")
    proof_seconds: int = Field(
        0, ge=0, le=600, description="Temps de plus, annoncé à part, pour ouvrir les dossiers à vérifier"
    )
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


Question = Annotated[SingleQuestion | MultipleQuestion | NumberQuestion, Field(discriminator="kind")]


class Dimension(Model):
    """One axis and its questions, in the order they are asked."""

    id: Identifier
    title: Prose
    short: Short | None = Field(None, description="Titre en 14 caractères au plus, pour les tableaux étroits")
    description: Prose = Field(description="Ce que l’axe regarde, en une ou deux phrases")
    origin: Prose = Field(description="D’où vient l’axe : partie du rapport, ou construction de l’outil")
    weight: int = Field(1, ge=0, le=9, description="Poids de l’axe dans le score global (M6)")
    gates: Flag = Field(True, description="false : l’axe ne retient que son propre niveau (M10)")
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
    asked: Literal["first", "last"] = Field("first", description="Demandé avant les questions, ou après elles")
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
                f"le minimum, {self.minimum}, dépasse le maximum, {self.maximum}", "échangez ces deux bornes"
            )
        return self


STEPS = ("name", "mode", "respondents")
"""What is asked of every visit, whatever the questionnaire: nothing else bears these ids."""
TYPE_FIELD, DEPARTMENT_FIELD = "structure_type", "department"
STAFF_FIELD, PEOPLE_FIELD = "staff", "places"
STRUCTURE_CODE, OPERATOR_CODE = "structure_code", "operator_code"
TOOL_FIELDS = frozenset((TYPE_FIELD, DEPARTMENT_FIELD, STAFF_FIELD, PEOPLE_FIELD, STRUCTURE_CODE, OPERATOR_CODE))
"""Fields of the profile that the tool reads by their id: who the peers are, how big the structure
is, what codes its network gave (M14, M19, M20)."""


class ProfileFile(Model):
    """`profile.yaml`."""

    fields: list[ProfileField] = Field(min_length=1)


class Target(Model):
    """A level that an action brings a question to."""

    question: QuestionId
    level: Annotated[int, Field(ge=1, le=4)]


class Effort(Model):
    """Work that an action asks for (M20): time of those who lead, and time of each other."""

    days: Annotated[Decimal, Field(ge=0, le=200, multiple_of=Decimal("0.5"))] = Field(
        description="Jours-personnes de ceux qui mènent l’action"
    )
    hours_each: Annotated[Decimal, Field(ge=0, le=200, multiple_of=Decimal("0.5"))] = Field(
        Decimal(0), description="Heures prises à chacun, hors réunions qui existent déjà"
    )
    who: Literal["all"] | Annotated[int, Field(ge=1, le=500)] = Field(
        "all", description="all : tous les professionnels ; sinon leur nombre"
    )

    @model_validator(mode="before")
    @classmethod
    def _in_parts(cls, value: Any) -> Any:
        if isinstance(value, str):  # as in the first method: days alone, whatever the staff
            raise refuse(
                "l’effort s’écrit en jours et, s’il y a lieu, en heures de chacun",
                f"écrivez « effort: {{days: {value}}} »",
            )
        return value

    @model_validator(mode="after")
    def _some(self) -> "Effort":
        if not self.days and not self.hours_each:
            raise refuse("l’effort est nul", "donnez « days », « hours_each », ou les deux")
        return self


class Action(Model):
    """One recommended action (M20, M24)."""

    id: Identifier
    title: Prose = Field(description="Un verbe à l’infinitif d’abord")
    reason: Prose
    findings: list[FindingId] = Field(min_length=1)
    origin: Literal["print", "public", "tool"] = Field(description="PRINT, dispositif public, ou conseil de l’outil")
    targets: list[Target] = []
    needs: list[Identifier] = Field([], description="Actions à faire avant")
    first_step: Prose = Field(description="Faisable dans les deux semaines")
    steps: list[Prose] = Field(min_length=1)
    lead: Prose = Field(description="Qui mène, par sa fonction")
    effort: Effort
    cost: Literal["none", "low", "medium", "high", "ask"] = Field(
        description="Dépense hors temps passé : none 0 €, low < 500 €, medium < 5 000 €, high au-delà, ask à demander"
    )
    weeks: int = Field(ge=1, le=104, description="Durée en semaines")
    sign: Prose = Field(description="Signe que c’est fait, vérifiable à la visite suivante")
    funding: list[Identifier] = Field([], description="Financements possibles (funding.yaml)")
    contacts: list[Identifier] = Field([], description="À qui s’adresser (contacts.yaml)")
    easy: Short | None = Field(None, description="L’action en douze mots faciles, pour la version simple")
    year: Short | None = Field(None, description="Le titre en 50 caractères au plus, pour l’année et les tableaux")
    decision: Short | None = Field(None, description="Ce que le conseil décide, en 40 caractères au plus")
    board: Flag = Field(False, description="Le conseil en décide d’abord")
    aim: dict[QuestionId, Short] = Field(
        {},
        description="Par question visée, ce qui sera là : un fait en 60 caractères au plus, sans point "
        "final ; absent, la phrase « told » du niveau visé",
    )
    when: Condition | None = Field(None, description="Proposée seulement si (profil)")


class ActionFile(Model):
    """One file of `actions/`."""

    actions: list[Action] = Field(min_length=1, max_length=200)


class Finding(Model):
    """One finding of the report, paraphrased."""

    id: FindingId
    text: Prose
    place: Prose = Field(description="Partie du rapport")
    axes: list[Identifier] = Field([], description="Axes que le constat concerne ; vide pour le contexte")


class FindingFile(Model):
    """`findings.yaml`."""

    findings: list[Finding] = Field(min_length=1)


class Channel(Model):
    """One funding channel, dated: what was seen, when, and whether it is open (M24)."""

    id: Identifier
    title: Prose
    short: Short | None = Field(None, description="Titre en 32 caractères au plus, pour les tableaux étroits")
    pays_for: Prose = Field(description="Ce qu’il paie")
    eligible: Prose = Field(description="Qui peut y prétendre")
    status: Literal["open", "closed", "check"] = Field(description="Ouvert, clos aux nouveaux projets, ou à vérifier")
    seen: SeenDate = Field(description="Année, mois ou jour du dernier état connu")
    ask: Short | None = Field(None, description="À qui le demander, par sa fonction")
    pays: Flag = Field(True, description="false : on y écrit ce que l’on veut, il ne paie pas")
    remark: Prose | None = None
    source: Prose
    url: Url
    when: Condition | None = Field(
        None, description="Montré seulement si (profil) ; la structure ne peut l’avoir autrement"
    )


class FundingFile(Model):
    """`funding.yaml`."""

    channels: list[Channel] = Field(min_length=1)


class Landmark(Model):
    """One published figure, with all that its honest use requires; never mixed with a score."""

    id: Annotated[str, StringConstraints(pattern=r"^R[0-9]{2}$")]
    figure: Prose = Field(description="Le chiffre, en une phrase")
    definition: Prose = Field(description="Ce que le chiffre mesure exactement")
    population: Prose
    n: int | None = Field(None, ge=1, description="Effectif interrogé ; absent s’il n’est pas publié")
    geography: Prose
    year: Year = Field(description="Année des données, ou à défaut de publication")
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


class Contact(Model):
    """Whom to turn to: read on a dated page, or in the report."""

    id: Identifier
    title: Prose
    role: Prose = Field(description="Ce que l’on peut lui demander")
    address: Prose | None = Field(None, description="Adresse postale")
    phone: Prose | None = Field(None, description="Téléphone, tel que le rapport l’imprime")
    email: Annotated[str, StringConstraints(pattern=r"^[^\s@<>]+@[^\s@<>]+$")] | None = None
    url: Url | None = None
    source: Prose = Field(description="Où ces coordonnées ont été lues")
    seen: SeenDate = Field(description="Année, mois ou jour où la page a été lue")


class ContactFile(Model):
    """`contacts.yaml`; the first is the one that closes every page."""

    contacts: list[Contact] = Field(min_length=1)


class Document(Model):
    """One document to bring to the visit, and the questions that it helps to answer."""

    id: Identifier
    title: Prose = Field(description="Le document, avec les mots de la structure")
    questions: list[QuestionId] = Field(min_length=1, description="Questions qu’il atteste")


class DocumentFile(Model):
    """`documents.yaml`."""

    note: Prose = Field(description="Ce que l’on fait de ces documents")
    documents: list[Document] = Field(min_length=1)


class Card(Model):
    """What changes for some types of structures."""

    id: Identifier
    types: list[Identifier] = Field(min_length=1, description="Types de structure : options du champ structure_type")
    title: Prose
    text: Prose = Field(description="À quoi ressemble le niveau 3 : conseil de l’outil")
    findings: list[FindingId] = Field([], description="Constats du rapport sur ces structures")
    payers: Prose = Field(description="Qui peut payer, en une phrase")
    funding: list[Identifier] = Field([], description="Financements nommés (funding.yaml)")


class CardFile(Model):
    """`cards.yaml`."""

    cards: list[Card] = Field(min_length=1)


class Format(Model):
    """One way in which the partner works with a structure, as the report names it."""

    id: Identifier
    title: Prose
    text: Prose = Field(description="Ce que c’est, sans plus que le rapport n’en dit")
    questions: list[QuestionId] = Field(min_length=1, description="Réponses qui l’appellent")
    done: Identifier | None = Field(
        None, description="Option du champ « followed » qui dit que la structure l’a déjà suivi"
    )
    actions: list[Identifier] = Field(min_length=1, description="Actions où il se place")


class Support(Model):
    """What the partner offers besides its formats: told only where an answer calls for it."""

    id: Identifier
    title: Prose
    questions: list[QuestionId] = Field(min_length=1, description="Réponses qui l’appellent")
    done: Identifier | None = Field(
        None, description="Option du champ « followed » qui dit que la structure en use déjà"
    )
    ask: Short = Field(description="Ce que la structure demande")
    actions: list[Identifier] = Field([], description="Actions où il se place")


class Partner(Model):
    """`partner.yaml`: who works with the structure, in which formats, and the sign that it lasts."""

    contact: Identifier = Field(description="Dans contacts.yaml")
    name: Prose = Field(description="Son nom court, et la marque de ses actions")
    intro: Prose
    findings: list[FindingId] = Field(min_length=1)
    followed: Identifier = Field(description="Champ du profil qui dit ce qui a déjà été suivi")
    formats: list[Format] = Field(min_length=1)
    supports: list[Support] = []
    sign: Prose = Field(description="Ce qui dit que cela tient sans le partenaire")
    sign_question: QuestionId = Field(description="La question qui le mesure")


class Word(Model):
    """One idea of the report: a sentence, and a scene that shows it."""

    id: Identifier
    term: Prose = Field(description="Le mot, tel que le rapport l’emploie")
    text: Prose = Field(description="Ce qu’il veut dire, en une phrase")
    scene: Prose = Field(description="Une scène qui le montre")
    imagined: Flag = Field(description="true : scène imaginée ; false : scène du rapport")
    findings: list[FindingId] = Field(min_length=1)


class WordFile(Model):
    """`words.yaml`."""

    words: list[Word] = Field(min_length=1)


class Framework(Model):
    """A framework of the sector that answers here help to prepare."""

    id: Identifier
    publisher: Prose = Field(description="Qui le publie")
    title: Prose
    edition: Prose = Field(description="Édition ou version du manuel")
    date: SeenDate = Field(description="Date de cette édition")
    url: Url
    seen: SeenDate = Field(description="Année, mois ou jour où la page a été lue")


class FrameworkLink(Model):
    """What one question prepares in a framework, read in the opened manual by two people."""

    question: QuestionId
    framework: Identifier
    ref: Prose = Field(description="Numéro, tel que dans le manuel ouvert")
    relation: Literal["covers", "partly", "prepares"] = Field(
        description="La réponse couvre l’exigence, en couvre une partie, ou y prépare"
    )
    text: Prose = Field(description="Ce que cette réponse prépare, en vingt mots au plus")
    readers: Annotated[list[Prose], Field(min_length=2, max_length=2)] = Field(
        description="Fonctions des deux lecteurs du manuel"
    )
    seen: SeenDate = Field(description="Année, mois ou jour où le manuel a été ouvert")


class CrosswalkFile(Model):
    """`crosswalk.yaml`; without a link, nothing is printed."""

    frameworks: list[Framework] = []
    links: list[FrameworkLink] = []


Answer = int | Decimal | Sequence[str]
"""A level (single choice), a number, or the ids that were ticked."""


def level_of(question: Question, value: Answer) -> int:
    """Return the level of a valid answer."""
    if isinstance(question, SingleQuestion):
        return int(value)  # type: ignore[arg-type]
    if isinstance(question, MultipleQuestion):
        ticked = set(value)  # type: ignore[arg-type]
        count = sum(1 for c in question.choices if c.id in ticked and not c.exclusive)
        return _look_up(question.table, Decimal(count))
    return _look_up(question.table, Decimal(value))  # type: ignore[arg-type]


def possible_levels(question: Question) -> list[int]:
    """Return the levels that some answer reaches, in increasing order."""
    if isinstance(question, SingleQuestion):
        return sorted({c.level for c in question.choices})
    return sorted({b.level for b in question.table})


def _look_up(table: Sequence[Bin], value: Decimal) -> int:
    return [b.level for b in table if b.from_ <= value][-1]


def version_of(text: str) -> tuple[int, ...]:
    """Return a version such that an earlier one is smaller; empty for what is no version."""
    found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})", text)
    return tuple(map(int, found.groups())) if found else ()


def _none(_: "Questionnaire", __: str) -> None:
    """Keep no former content."""


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire folder, read and checked.

    Attributes:
        header: identity, levels, rules.
        profile: unscored fields, in the order they are asked.
        dimensions: axes in the order they are asked, each with its questions.
        actions: recommended actions, sorted by file then place.
        findings: findings of the report by id.
        channels: funding channels by id.
        landmarks: published figures, in the order of their file.
        terms: glossary, in the order of its file.
        contacts: whom to turn to by id; the first closes every page.
        documents: what to bring to the visit, with its note; None where the content has none.
        cards: what changes for some types of structures.
        words: ideas of the report.
        crosswalk: what answers prepare in frameworks of the sector.
        partner: who works with the structures, None where the content names nobody.
        hash: `sha256:` of the content; comments and layout do not count.
        folder: where it is, with the versions that it keeps; a kept one has that of the questionnaire.
            None where it was made otherwise.
        former: what finds one of them (`loader.content_then`); see `then`.
    """

    header: QuestionnaireFile
    profile: tuple[ProfileField, ...]
    dimensions: tuple[Dimension, ...]
    actions: tuple[Action, ...]
    findings: Mapping[str, Finding]
    channels: Mapping[str, Channel]
    landmarks: tuple[Landmark, ...]
    terms: tuple[Term, ...]
    contacts: Mapping[str, Contact]
    documents: DocumentFile | None
    cards: tuple[Card, ...]
    words: tuple[Word, ...]
    crosswalk: CrosswalkFile
    partner: Partner | None
    hash: str
    folder: Path | None = dataclasses.field(default=None, compare=False)
    former: "Callable[[Questionnaire, str], Questionnaire | None]" = dataclasses.field(default=_none, compare=False)

    def __hash__(self) -> int:
        """Return a hash of the fingerprint: what is made of a questionnaire is kept under it."""
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it goes from one process to another: there, equal ones become one object.

        Each task of a batch brings a copy of its own, and what is kept by questionnaire would be found
        by comparing two whole ones, some milliseconds at each look.
        """
        return _arrived, tuple(getattr(self, one.name) for one in dataclasses.fields(self))

    def then(self, version: str) -> "Questionnaire | None":
        """Return what tells the words of a version: its own content, else the nearest later one that is kept."""
        return self.former(self, version)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order it is asked."""
        return tuple(q for d in self.dimensions for q in d.questions)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Questions by id."""
        return {q.id: q for q in self.questions}

    @cached_property
    def dimension_of(self) -> Mapping[str, Dimension]:
        """Dimension of each question id."""
        return {q.id: d for d in self.dimensions for q in d.questions}

    @cached_property
    def field(self) -> Mapping[str, ProfileField]:
        """Profile fields by id."""
        return {f.id: f for f in self.profile}

    @cached_property
    def action(self) -> Mapping[str, Action]:
        """Actions by id."""
        return {a.id: a for a in self.actions}


def _arrived(*content: Any) -> Questionnaire:
    return _first(Questionnaire(*content))


@cache
def _first(questionnaire: Questionnaire) -> Questionnaire:
    """Return the first questionnaire equal to this one that this process was sent."""
    return questionnaire


def situation(question: SingleQuestion, level: int) -> str:
    """Return the situation of a level, with those it adds to: « une personne … En plus, … »."""
    parts: list[str] = []
    for choice in question.choices:
        if parts and choice.label == _BOTH:
            parts[-1] = _both(parts[-1])
        else:
            parts = [*parts, choice.label] if choice.adds else [choice.label]
        if choice.level == level:
            break
    return " ".join(parts).rstrip(".")


_BOTH = "Les deux."


def _both(either: str) -> str:
    """Return a rung « l’un des deux : A, ou B » once both are there: « les deux : A, et B »."""
    for one, two in (("l’un des deux", "les deux"), ("L’un des deux", "Les deux")):
        if one in either:
            return either.replace(one, two, 1).replace(", ou ", ", et ", 1)
    return f"{either} {_BOTH}"
