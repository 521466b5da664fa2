"""Published landmarks: figures of other surveys, printed with all that their honest use requires.

They stand beside a question only where it has the same definition; they never touch a score.
"""

from collections.abc import Mapping
from functools import lru_cache

from diag.french import number
from diag.questionnaire.questionnaire_model import Landmark, Questionnaire
from diag.report.dossier import Dossier
from diag.report.position_parts import (
    BesideView,
    LandmarkAxis,
    LandmarksView,
    LandmarkView,
    SurveyView,
)
from diag.report.view import AnswerView

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


def landmarks_view(dossier: Dossier, answers: Mapping[str, AnswerView]) -> LandmarksView | None:
    """Return the landmarks by axis, then those of the context; None if the questionnaire has none."""
    landmarks = dossier.questionnaire.landmarks
    beside = dict.fromkeys(name for landmark in landmarks for name in landmark.beside)
    asked = tuple([name for name in beside if name in answers])
    return _view(dossier.questionnaire, asked, dossier.date.year) if landmarks else None


@lru_cache(maxsize=256)  # one for each set of questions asked: few, and nearly all of a report
def _view(questionnaire: Questionnaire, asked: tuple[str, ...], year: int) -> LandmarksView:
    axes = []
    for dimension in questionnaire.dimensions:
        beside = tuple(
            BesideView(f"{question.title} ({question.id})", survey)
            for question in dimension.questions
            if question.id in asked
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
