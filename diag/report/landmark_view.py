"""Published landmarks: figures of other surveys, printed with all that their honest use requires.

They stand beside a question only where it has the same definition; they never touch a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diag.french import number
from diag.questionnaire.questionnaire_model import Landmark, Questionnaire
from diag.report.answer_view import AnswerView
from diag.report.assessed_visit import AssessedVisit
from diag.report.view_model import Part


@dataclass(frozen=True)
class LandmarkView(Part):
    """One published figure, what it measures, and on what condition it may be used."""

    id: str
    figure: str
    age: str  # `repère ancien`, or nothing
    measured: str
    condition: str


@dataclass(frozen=True)
class SurveyView(Part):
    """Figures of one survey: of whom, when, how many, and by whom."""

    population: str
    source: str
    landmarks: tuple[LandmarkView, ...]


@dataclass(frozen=True)
class BesideView(Part):
    """A landmark beside the question that it defines as this questionnaire does."""

    question: str
    survey: SurveyView


@dataclass(frozen=True)
class LandmarkAxis(Part):
    """Landmarks of one axis, or that there is none."""

    title: str
    none: str
    beside: tuple[BesideView, ...]


@dataclass(frozen=True)
class LandmarksView(Part):
    """Published figures of other surveys, apart from the scores."""

    intro: str
    axes: tuple[LandmarkAxis, ...]
    context_note: str
    context: tuple[SurveyView, ...]


OLD_AFTER = 5
"""Years after which a landmark says that it is old."""
NO_LANDMARK = "pas de repère publié"
_NOTE = (
    "Ce sont des chiffres d'autres enquêtes. Ils n'entrent jamais dans un score. Un repère est placé "
    "près d'une question quand il mesure la même chose qu'elle."
)
_CONTEXT = (
    "Aucun de ces chiffres ne mesure la même chose qu'une question : ils parlent du contexte, et la "
    "structure ne s'y compare pas."
)


def landmarks_view(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView]
) -> LandmarksView | None:
    """Return the landmarks by axis, then those of the context; None if the questionnaire has none."""
    questionnaire, year = assessed.questionnaire, assessed.date.year
    if not questionnaire.landmarks:
        return None
    axes = []
    for dimension in questionnaire.dimensions:
        beside = tuple(
            BesideView(f"{question.title} ({question.id})", survey)
            for question in dimension.questions
            if question.id in answers
            for survey in _surveys(questionnaire, year, question.id)
        )
        axes.append(LandmarkAxis(dimension.title, "" if beside else NO_LANDMARK, beside))
    context = _surveys(questionnaire, year)
    return LandmarksView(_NOTE, tuple(axes), _CONTEXT if context else "", context)


def _surveys(
    questionnaire: Questionnaire, year: int, beside: str | None = None
) -> tuple[SurveyView, ...]:
    """Return the landmarks beside a question, or beside none, by survey.

    What several of them have in common is said once.
    """
    surveys: dict[tuple[str, str], list[LandmarkView]] = {}
    for landmark in questionnaire.landmarks:
        if beside not in landmark.beside and (beside or landmark.beside):
            continue
        surveys.setdefault((_population(landmark), _source(landmark)), []).append(
            LandmarkView(
                id=landmark.id,
                figure=landmark.figure,
                age="repère ancien" if is_old(landmark, year) else "",
                measured=landmark.definition,
                condition=landmark.condition,
            )
        )
    return tuple(SurveyView(*survey, tuple(views)) for survey, views in surveys.items())


def _population(landmark: Landmark) -> str:
    """Return who was asked, where, when, and how many they were."""
    asked = f"n = {number(landmark.n)}" if landmark.n else "effectif exact non publié"
    population = landmark.population.rstrip(".")
    return f"{population}. {landmark.geography}, {landmark.year}, {asked}."


def _source(landmark: Landmark) -> str:
    return f"Source : {landmark.source}. {landmark.published}"


def is_old(landmark: Landmark, year: int) -> bool:
    """Tell whether a landmark is old for a report of a year."""
    return landmark.old or year - int(landmark.year) > OLD_AFTER
