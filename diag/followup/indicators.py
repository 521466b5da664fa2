"""The indicators that somebody asks for in `bilan.yaml`: a title, what is counted, a target.

Each counts structures, visits or actions, among those that meet its criteria. A criterion that is a
list is met by any of its words; several criteria must all be met.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from diag.followup.activity import OVERALL, Met
from diag.questionnaire.located_yaml import Place, Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Identifier,
    Model,
    Prose,
    QuestionId,
    Questionnaire,
    refuse,
)
from diag.questionnaire.validation import validate
from diag.visit.visit_model import Mode, Visit

FILE_NAME = "bilan.yaml"
"""Name of the file that is read in the folder of the visits."""
_Words = Annotated[list[Identifier], Field(min_length=1)]
CRITERIA: Mapping[str, str] = {
    "type": "type",
    "department": "department",
    "size": "size",
    "mode": "mode",
    "visit": "visits",
    "risen": "visits",
    "form": "answers",
    "question": "answers",
    "axis": "answers",
    "action": "actions",
    "origin": "actions",
    "state": "actions",
}
"""What each key depends on: those that depend on one another are one (see `small_classes`)."""
OF_ACTIONS = ("action", "origin", "state")


class Indicator(Model):
    """One thing that is counted, in the words of who asks for it."""

    title: Prose
    count: Literal["structures", "visits", "actions"] = Field(
        description="Ce que l’on compte : structures rencontrées, visites, ou actions décidées"
    )
    target: Annotated[int, Field(ge=0)] | None = Field(None, description="Objectif")
    type: _Words | None = Field(None, description="Types de structure, par leur identifiant")
    department: _Words | None = Field(None, description="Départements, par leur identifiant")
    size: _Words | None = Field(None, description="Classes d’effectif, par leur identifiant")
    mode: Annotated[list[Mode], Field(min_length=1)] | None = Field(None, description="Comment la visite a eu lieu")
    form: Annotated[list[Literal["full", "express"]], Field(min_length=1)] | None = Field(
        None, description="Ce qui a été demandé : tout, ou le socle"
    )
    visit: Literal["first", "following"] | None = Field(None, description="Première visite, ou visite suivante")
    question: QuestionId | None = Field(None, description="Question, avec at_least")
    axis: Identifier | None = Field(None, description="Axe, ou overall, avec at_least")
    at_least: Annotated[int, Field(ge=1, le=4)] | None = Field(
        None, description="Niveau atteint ou dépassé, de 1 à 4"
    )
    risen: Identifier | None = Field(
        None, description="Axe, ou overall, en hausse nette ou probable depuis la visite d’avant"
    )
    action: _Words | None = Field(None, description="Actions, par leur identifiant")
    origin: Annotated[list[Literal["print", "public", "tool", "own"]], Field(min_length=1)] | None = Field(
        None, description="D’où vient l’action ; own : ajoutée par la structure"
    )
    state: Annotated[list[Literal["keep", "under_way", "done"]], Field(min_length=1)] | None = Field(
        None, description="Où en est l’action : à faire, en cours, faite"
    )

    @model_validator(mode="after")
    def _can_be_counted(self) -> "Indicator":
        levelled = self.question is not None or self.axis is not None
        if levelled != (self.at_least is not None):
            raise refuse("« question » ou « axis » va avec « at_least »", "écrivez les deux, ou aucune")
        if self.question is not None and self.axis is not None:
            raise refuse("« question » et « axis » ne vont pas ensemble", "gardez l’une des deux")
        latest = ("visit", "question", "axis", "risen", *OF_ACTIONS)
        asked = [key for key in latest if getattr(self, key) is not None]
        if self.count == "visits" and asked:
            raise refuse(
                f"« {asked[0]} » se lit à la dernière visite d’une structure",
                "comptez des structures : « count: structures »",
            )
        return self

    def criteria(self, questionnaire: Questionnaire) -> tuple[str, ...]:
        """Return what it depends on; two are a crossing, which is not told outside.

        What is asked or proposed to some profiles alone depends on the profile too.
        """
        counted = () if self.count == "structures" else (self.count,)
        asked = [of for key, of in CRITERIA.items() if getattr(self, key) is not None]
        read = [questionnaire.question[self.question]] if self.question else []
        taken = [questionnaire.action[name] for name in self.action or ()]
        some = ["profile"] if any(one.when is not None for one in (*read, *taken)) else []
        return tuple(dict.fromkeys([*counted, *asked, *some]))

    def amount(self, met: Met) -> int:
        """Return what a structure counts in it: 0 or 1, its visits, or its actions."""
        if not self._concerns(met):
            return 0
        if self.count == "visits":
            return sum(map(self._as_asked, met.visits))
        if not self._as_asked(met.side.visit):
            return 0
        actions = sum(
            (self.action is None or one.id in self.action)
            and (self.origin is None or one.origin in self.origin)
            and (self.state is None or one.choice in self.state)
            for one in met.decided
        )
        if self.count == "actions":
            return actions
        about = any(getattr(self, key) is not None for key in OF_ACTIONS)
        return int(not about or actions > 0)

    def _concerns(self, met: Met) -> bool:
        """Tell whether a structure meets the criteria that are not of visits or actions."""
        listed = ((self.type, met.kind), (self.department, met.department), (self.size, met.size_class))
        if any(words is not None and word not in words for words, word in listed):
            return False
        if self.visit is not None and met.following != (self.visit == "following"):
            return False
        if self.risen is not None and not met.moved.get(self.risen, "").endswith("_up"):
            return False
        if self.at_least is None:
            return True
        reached = met.answered.get(self.question) if self.question else met.level(self.axis or "")
        return reached is not None and reached >= self.at_least

    def _as_asked(self, visit: Visit) -> bool:
        """Tell whether a visit took place as it is asked."""
        occasion = visit.visit
        return (self.mode is None or occasion.mode in self.mode) and (self.form is None or occasion.form in self.form)


class IndicatorFile(Model):
    """`bilan.yaml`."""

    title: Prose = Field("Bilan d’activité", description="Titre du bilan")
    funder: Prose | None = Field(None, description="À qui il est destiné")
    period: Prose | None = Field(None, description="Comment la période s’appelle")
    indicators: Annotated[list[Indicator], Field(min_length=1, max_length=40)]


DEFAULT = IndicatorFile(
    indicators=[
        Indicator(title="Structures rencontrées", count="structures"),
        Indicator(title="Visites", count="visits"),
        Indicator(title="Structures revues, visitées avant", count="structures", visit="following"),
        Indicator(
            title="Structures qui ont décidé d’au moins une action",
            count="structures",
            state=["keep", "under_way", "done"],
        ),
        Indicator(title="Actions décidées", count="actions"),
        Indicator(title="Actions faites", count="actions", state=["done"]),
    ]
)
"""What is counted where nobody asked for anything else."""


def read_indicators(path: Path, questionnaire: Questionnaire) -> IndicatorFile:
    """Return the indicators of a file, which speak of this questionnaire.

    Raises:
        Refusal: with every mistake of the file, at its place.
    """
    source = read_source(path)
    asked, mistakes = validate(IndicatorFile, source)
    wrong = [*(mistakes if asked is None else _unknown_words(asked, questionnaire, source))]
    if asked is None or wrong:
        raise Refusal(wrong)
    return asked


def _unknown_words(asked: IndicatorFile, questionnaire: Questionnaire, source: Source) -> Iterator[Mistake]:
    """Yield the ids that the questionnaire does not have, each at its place."""
    known = _known_words(questionnaire)
    for rank, indicator in enumerate(asked.indicators):
        for key, words in known.items():
            value = getattr(indicator, key)
            listed = value if isinstance(value, list) else [value] if value is not None else []
            for place, word in enumerate(listed):
                if word not in words:
                    where: Place = ("indicators", rank, key)
                    where = (*where, place) if isinstance(value, list) else where
                    what = f"« {key} » : « {word} » n’est pas dans le questionnaire"
                    some = f"par exemple : {', '.join(words[:8])}" if words else "supprimez cette clé"
                    yield source.mistake(where, "Q02", what, did_you_mean(word, words) or some)


def _known_words(questionnaire: Questionnaire) -> dict[str, list[str]]:
    axes = [*(d.id for d in questionnaire.dimensions), OVERALL]
    kinds, places = (questionnaire.field.get(name) for name in (TYPE_FIELD, DEPARTMENT_FIELD))
    return {
        "type": [option.id for option in kinds.options] if kinds else [],
        "department": [option.id for option in places.options] if places else [],
        "size": [one.id for one in questionnaire.header.sizes],
        "question": [question.id for question in questionnaire.questions],
        "axis": axes,
        "risen": axes,
        "action": [action.id for action in questionnaire.actions],
    }
