"""The questionnaire as one value: what every other room reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from diag.questionnaire.header import QuestionnaireFile
from diag.questionnaire.models import Action, Dimension, ProfileField, Question
from diag.questionnaire.references import Channel, Finding, Landmark, Term


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
        hash: `sha256:` of the content; comments and layout do not count.

    """

    header: QuestionnaireFile
    profile: tuple[ProfileField, ...]
    dimensions: tuple[Dimension, ...]
    actions: tuple[Action, ...]
    findings: Mapping[str, Finding]
    channels: Mapping[str, Channel]
    landmarks: tuple[Landmark, ...]
    terms: tuple[Term, ...]
    hash: str

    def __hash__(self) -> int:
        """Return a hash of the fingerprint: what is made of a questionnaire is kept under it."""
        return hash(self.hash)

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
