"""What is ordered of a form: which questions of which questionnaire, and what is known already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pkgutil import resolve_name
from typing import Literal

from diag.questionnaire.questionnaire_model import Dimension, ProfileField, Question, Questionnaire, Value, may_hold
from diag.visit.visit_model import Visit

Moment = Literal["first", "last"]
"""When a field of the profile is asked: before the questions, or after them."""
LONG = 12
"""Options above which a list is not shown whole: a menu on a screen, a line to fill on paper."""


@dataclass(frozen=True)
class FormOrder:
    """One form to make.

    Attributes:
        questionnaire: the content in use.
        express: the core questions alone, else all of them (M2).
        name: of the structure; empty where it is not known.
        profile: values known beforehand, by field id: they are filled in, and what they hide is not in the form.
        visit: the one they come from, for a form that tells what was answered and decided.
    """

    questionnaire: Questionnaire
    express: bool = False
    name: str = ""
    profile: Mapping[str, Value] = field(default_factory=dict)
    visit: Visit | None = None

    @cached_property
    def dimensions(self) -> tuple[tuple[Dimension, tuple[Question, ...]], ...]:
        """The dimensions that have questions in this form, each with them; what the profile hides is left out."""
        asked = ((one, tuple(q for q in one.questions if self._asks(q))) for one in self.questionnaire.dimensions)
        return tuple((one, questions) for one, questions in asked if questions)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of this form, in order."""
        return tuple(q for _, questions in self.dimensions for q in questions)

    @cached_property
    def fields(self) -> tuple[ProfileField, ...]:
        """The fields of the profile that may be asked, in their order; `asked` says which come last."""
        return tuple(f for f in self.questionnaire.profile if may_hold(f.when, self.profile))

    def fields_asked(self, moment: Moment) -> tuple[ProfileField, ...]:
        """Return those that are asked at a moment."""
        return tuple(field for field in self.fields if field.asked == moment)

    def _asks(self, question: Question) -> bool:
        return (question.core or not self.express) and may_hold(question.when, self.profile)


@dataclass(frozen=True)
class Kind:
    """A kind of form.

    Attributes:
        suffixes: of its file; a page may be printed as PDF.
        then: what to do with the file, a sentence.
        module: where its `form(order) -> bytes` is.
    """

    suffixes: tuple[str, ...]
    then: str
    module: str

    @property
    def form(self) -> Callable[[FormOrder], bytes]:
        """What makes the file; its libraries are imported then."""
        made: Callable[[FormOrder], bytes] = resolve_name(f"diag.forms.{self.module}:form")
        return made


KINDS: Mapping[str, Kind] = {
    "html": Kind(
        (".html",),
        "Envoyez cette page : elle s’ouvre d’un double clic, et donne à la fin un fichier, que « diag entretien »"
        " ouvre.",
        "html_form",
    ),
    "xlsx": Kind(
        (".xlsx",),
        "Rempli, il revient par « diag entretien FICHIER.xlsx » ; ceux de plusieurs personnes, par « diag reunir ».",
        "workbook_form",
    ),
    "xlsform": Kind(
        (".xlsx",),
        "Importez-le dans KoboToolbox ou ODK ; leur export revient tel quel, par « diag lot » ou « diag reunir ».",
        "xlsform",
    ),
    "limesurvey": Kind(
        (".txt",),
        "Importez-la dans LimeSurvey (« Importer ») ; son export, en codes ou en textes complets, revient tel quel,"
        " par « diag lot » ou « diag reunir ».",
        "limesurvey_form",
    ),
    "papier": Kind(
        (".html", ".pdf"),
        "Imprimez-le en A4 ; les réponses se saisissent ensuite dans le même ordre, par « diag entretien ».",
        "paper_form",
    ),
    "simple": Kind(
        (".html", ".pdf"), "Imprimez-la en A4, et relisez-la avec des personnes accompagnées.", "simple_page"
    ),
}
