"""Models of the visit file: one readable YAML that can be mailed, copied and opened later.

Applicability is never stored (M2): an answer hidden by a condition stays in the file and comes
back with it. No personal data is asked: respondents are known by their role.

A visit is known by its mark, in whatever folder and under whatever name its file lies; what it answers
by a canonical hash, the same whatever the carrier and the order, without note, date, name, voice or
version.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Days,
    Digest,
    Flag,
    Identifier,
    Model,
    Month,
    NearDate,
    Pin,
    Prose,
    QuestionId,
    Questionnaire,
    Version,
)
from diag.safe_text import clean

FORMAT = 2
"""Version of the file format: every earlier one is read, a later one is refused."""

MAX_TEXT = 5_000
"""Signs that one text may hold."""
MAX_NAME = 200
"""Signs that a name, a title or a function may hold."""
MAX_DRAFT = 200_000
"""Signs of a text that was being typed: it may be too long for its place, and is kept whole."""
FreeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(clean)]
"""What people typed, without control characters; never typeset, never interpreted."""
DraftText = Annotated[str, StringConstraints(max_length=MAX_DRAFT), AfterValidator(clean)]
Status = Literal["answered", "unknown", "not_applicable", "missing"]
Mode = Literal["visite", "distance", "autonomie"]
"""On site with an adviser, at a distance with one, or by the structure alone."""


class Remarks(Model):
    """What is written beside something that was asked."""

    note: FreeText | None = Field(None, description="Note partagée : paraît dans le rapport")
    private_note: FreeText | None = Field(None, description="Note privée : ne paraît jamais")
    evidence: FreeText | None = Field(None, description="Document ou lien qui l’atteste")
    to_check: Flag = Field(False, description="À vérifier : un rappel de la visite, qui ne change aucun score")


class Structure(Model):
    """The structure visited; `profile` holds option ids, lists of them, numbers or texts."""

    name: Annotated[FreeText, StringConstraints(max_length=MAX_NAME)] = ""
    profile: dict[Identifier, FreeText | list[FreeText]] = {}
    remarks: dict[Identifier, Remarks] = Field(
        default={}, description="Ce qui est écrit à côté d’un champ du profil, ou du nom"
    )


class Occasion(Model):
    """When and how the visit took place, how much was asked, and whether it is over."""

    date: NearDate
    form: Literal["full", "express"] = Field(
        "full", description="express : seules les questions du socle sont posées"
    )
    mode: Mode | None = Field(None, description="Sur place, à distance avec PRINT, ou par la structure seule")
    finished: Flag = Field(
        False, description="La personne a dit que la visite est finie (M2) ; sinon, tout est provisoire"
    )
    note: FreeText | None = Field(None, description="Note partagée sur toute la visite")
    private_note: FreeText | None = Field(None, description="Note privée sur toute la visite")
    place: Identifier | None = Field(None, description="Où l’entretien s’est arrêté : question, ou champ du profil")


class Respondent(Model):
    """Someone who answered, by role."""

    id: Identifier
    role: FreeText


class Said(Model):
    """What is answered to a question: a level, a number or ticked ids, as spelled in the file (M1, M2)."""

    status: Status = "answered"
    value: FreeText | list[FreeText] | None = None
    reason: FreeText | None = Field(None, description="Pourquoi « non concerné »")

    @property
    def alone(self) -> dict[str, Any]:
        """What is answered, without whose it is and what stands beside it."""
        return {name: getattr(self, name) for name in Said.model_fields}


class Voice(Said):
    """What one respondent answered, where several did (M13)."""

    by: Identifier = Field(description="Répondant")


class Arbitration(Said):
    """What closes a gap between respondents: the answer retained, who decided, and why (M13)."""

    by: FreeText = Field(description="Qui a tranché, par sa fonction")
    why: FreeText


class Answer(Remarks, Said):
    """One answer, and what goes with it.

    Where several respondents answered, each answer is in `voices` and the one that is retained is
    repeated here, as nobody's: the lower median, or what an arbitration decided (M13).
    """

    scale: int = Field(1, ge=1, description="Version de l’échelle au moment de la réponse (M12)")
    by: Identifier | None = Field(None, description="Répondant")
    voices: list[Voice] = Field(default=[], description="Ce que chacun a répondu, s’ils sont deux")
    arbitration: Arbitration | None = None

    @property
    def heard(self) -> list[Voice]:
        """What each respondent said, where one alone did too; an answer of nobody's is no voice."""
        if self.by is None or self.voices or self.status == "missing":
            return self.voices
        return [Voice(by=self.by, **self.alone)]


RemarkKind = Literal["note", "private_note", "evidence"]
DraftKind = Literal["answer", "reason", "note", "private_note", "evidence", "opening", "decision", "became"]


class Draft(Model):
    """What was being typed or ticked when it was left: it is offered again, and never a result."""

    of: Identifier | None = Field(None, description="Question, champ du profil ou action ; rien pour toute la visite")
    kind: DraftKind
    value: DraftText | list[FreeText]


Choice = Literal["keep", "decline", "under_way", "done"]
"""Of an action: kept, declined, already under way, done."""


class Decision(Model):
    """What the structure decided about one proposed action."""

    choice: Choice = "keep"
    owner: FreeText | None = Field(None, description="Qui la porte, par sa fonction")
    start: Month | None = Field(None, description="Mois avant lequel elle ne commence pas")
    due: NearDate | None = None
    note: FreeText | None = None


class OwnAction(Model):
    """An action that the structure adds to its plan: no gain is computed from it."""

    title: Annotated[FreeText, StringConstraints(min_length=1, max_length=MAX_NAME)]
    days: Days | None = Field(None, description="Jours-personnes")
    choice: Choice = "keep"
    owner: FreeText | None = Field(None, description="Qui la porte, par sa fonction")
    start: Month | None = Field(None, description="Mois où elle commence")
    due: NearDate | None = None
    note: FreeText | None = None


Became = Literal["done", "under_way", "dropped"]
"""Of an action of the former visit: done, under way, given up."""


class PastAction(Model):
    """An action that the former visit decided, and what became of it."""

    id: Identifier
    own: Flag = Field(False, description="Ajoutée par la structure")
    title: FreeText | None = Field(None, description="Comment elle s’appelait : le contenu peut ne plus la proposer")
    choice: Choice = "keep"
    owner: FreeText | None = Field(None, description="Qui la portait, par sa fonction")
    start: Month | None = None
    due: NearDate | None = None
    note: FreeText | None = None
    became: Became | None = Field(None, description="Ce qui en est advenu ; vide : pas encore dit")
    why: FreeText | None = Field(None, description="Pourquoi, ou comment")


class Previous(Model):
    """The visit that this one follows: what M12 compares, and what is recalled beside each question.

    It is enough to score that visit again without its file. Who said what is not in it.
    """

    date: NearDate
    hash: Digest | None = Field(
        None, description="Empreinte de ses réponses ; une visite sans elle vient d’un ancien format"
    )
    version: Version | None = Field(None, description="Version du questionnaire de ses réponses")
    form: Literal["full", "express"] | None = None
    finished: Flag | None = None
    profile: dict[Identifier, FreeText | list[FreeText]] = {}
    answers: dict[QuestionId, Answer] = {}
    other_scale: list[QuestionId] = Field(
        default=[], description="Questions dont elle gardait de côté la réponse, sur une ancienne échelle"
    )
    actions: list[PastAction] = Field(
        default=[], description="Ce qu’elle avait décidé, écarté compris, et ce qui en est advenu"
    )


class SetAside(Model):
    """What the questionnaire in use no longer asks in this form, with the version that did.

    It is an answer, a profile value kept as an answer with its remarks, or a decision.
    """

    id: Identifier
    version: Version
    answer: Answer | None = None
    decision: Decision | None = None


class PlanChoices(Model):
    """Decisions taken on the plan."""

    capacity: Days | None = Field(None, description="Jours-personnes disponibles par trimestre (M23)")
    decisions: dict[Identifier, Decision] = {}
    own: dict[Identifier, OwnAction] = Field(default={}, description="Actions ajoutées par la structure")


class Gathered(Model):
    """What each form said where several were gathered in one visit; for the adviser alone (M13).

    One more form is gathered with it as it would have been with the others. What they contradict
    each other on is undecided in the visit itself, until somebody decides it there.
    """

    profile: dict[Identifier, list[Voice]] = Field(default={}, description="Ce que chacun a dit de la structure")
    arbitrations: dict[QuestionId, list[Arbitration]] = {}
    decisions: dict[Identifier, list[Decision]] = {}
    became: dict[Identifier, dict[Became, FreeText]] = Field(
        default={}, description="Ce qu’une action de la visite précédente est devenue, et pourquoi"
    )


class Visit(Model):
    """One visit of one structure."""

    format: int = Field(FORMAT, ge=1, le=FORMAT)
    illustrative: Prose | None = Field(None, description="Mention d’un cas fictif, affichée partout")
    questionnaire: Pin
    structure: Structure = Structure()
    visit: Occasion
    respondents: list[Respondent] = []
    answers: dict[QuestionId, Answer] = {}
    set_aside: list[SetAside] = []
    opening: FreeText | None = Field(
        None, description="Phrase écrite ensemble : elle ouvre le rapport, à la place de l’outil (M25)"
    )
    plan: PlanChoices = PlanChoices()
    drafts: list[Draft] = Field(default=[], description="Ce qui était en train d’être écrit, proposé à la reprise")
    previous: Previous | None = Field(None, description="La visite que celle-ci suit")
    gathered: Gathered | None = Field(
        None, description="Ce que disait chacun des formulaires réunis ; pour le conseiller seul"
    )


def new_visit(questionnaire: Questionnaire, name: str = "") -> Visit:
    """Return an empty visit of today, pinned to a questionnaire; `name` is that of the structure."""
    header = questionnaire.header
    return Visit(
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(name=name[:MAX_NAME]),
        visit=Occasion(date=datetime.date.today()),
    )


def identity_of(*visits: Visit) -> str:
    """Return what every report of some visits has in common, and no report of others: 16 digits.

    A visit is known by its date and its structure: the name, type and département of the structure;
    without a name, its whole profile.
    """
    told = " ; ".join(map(_known, visits))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def joint_identity(identities: Iterable[str]) -> str:
    """Return what a table of several visits is known by, whatever their order: 16 digits."""
    return hashlib.sha256(" ".join(sorted(identities)).encode()).hexdigest()[:16]


def mark_of(*visits: Visit) -> str:
    """Return what all that is written of some visits bears, still without the digits of its content."""
    return f"diag:{identity_of(*visits)}:{'0' * 16}"


def _known(visit: Visit) -> str:
    structure = visit.structure
    name = " ".join(structure.name.casefold().split())
    known = sorted(
        (field, str(value))
        for field, value in structure.profile.items()
        if not name or field in (TYPE_FIELD, DEPARTMENT_FIELD)
    )
    return f"{visit.visit.date} {visit.questionnaire.id} {name} {known}"


def answer_hash(visit: Visit) -> str:
    """Return `sha256:…` of the sorted lines `id, scale, status, value, reason`, profile included.

    A profile field has the scale 0. What is ticked is taken in alphabetical order; an answer of
    status `missing` is no line.
    """
    text = "".join(f"{line}\n" for line in sorted(_lines(visit)))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _lines(visit: Visit) -> Iterator[str]:
    for name, value in visit.structure.profile.items():
        yield _line(name, 0, Answer(value=value))
    for name, answer in visit.answers.items():
        if answer.status != "missing":
            yield _line(name, answer.scale, answer)


def _line(name: str, scale: int, answer: Answer) -> str:
    value = sorted(answer.value) if isinstance(answer.value, list) else answer.value
    return json.dumps([name, scale, answer.status, value, answer.reason], ensure_ascii=False)
