"""Visits drawn at random within what the models admit, the longest texts included, and the readings
that a report must survive: everything unknown, everything at the lowest or at the highest answer.

A seed always gives the same visit.
"""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal

from helpers import make_visit

from diag.questionnaire.admitted_values import typed
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    Question,
    Questionnaire,
    SingleQuestion,
    level_of,
)
from diag.scoring.voices import settled
from diag.visit.visit_model import (
    MAX_TEXT,
    Answer,
    Arbitration,
    Decision,
    OwnAction,
    PastAction,
    PlanChoices,
    Previous,
    Remarks,
    Respondent,
    Visit,
    Voice,
)

LONGEST_NAME = 200
DAY = datetime.date(2026, 11, 3)
_WORDS = (
    "Établissement",
    "d’accompagnement",
    "médico-social",
    "de",
    "la",
    "Haute-Vallée",
    "et",
    "l’Avesnois",
    "les",
    "équipes",
    "relisent",
    "chaque",
    "mois",
    "ce",
    "qui",
    "reste",
    "à",
    "faire.",
)


def random_visit(questionnaire: Questionnaire, seed: int) -> Visit:
    """Return the visit of a seed: any status, profile, form, decisions, voices, and any text."""
    return _Drawn(questionnaire, seed).visit()


def answered(questionnaire: Questionnaire, level: int | None, **more) -> Visit:
    """Return a visit answered at one level, or as near to it as each question admits; None: unknown."""
    given = {
        q.id: Answer(status="unknown", scale=q.scale)
        if level is None
        else Answer(value=_value(q, level), scale=q.scale)
        for q in questionnaire.questions
    }
    profile = {"structure_type": "ehpad", "department": "d80", "staff": "52", "places": "78"}
    known = {name: value for name, value in profile.items() if name in questionnaire.field}
    return make_visit(questionnaire, given, known, finished=True, **more)


def partial(questionnaire: Questionnaire, share: int = 4) -> Visit:
    """Return an unfinished visit of which one question in `share` is answered."""
    whole = answered(questionnaire, 1)
    kept = {name: a for rank, (name, a) in enumerate(whole.answers.items()) if rank % share == 0}
    occasion = whole.visit.model_copy(update={"finished": False})
    return whole.model_copy(update={"answers": kept, "visit": occasion})


def three_respondents(questionnaire: Questionnaire) -> Visit:
    """Return a visit that three people answered, each at another level, one gap in four closed."""
    whole = answered(questionnaire, 2)
    people = [
        Respondent(id=f"r{rank}", role=role)
        for rank, role in enumerate(("Directrice", "Animatrice", "Agent technique"), 1)
    ]
    answers = {
        q.id: _heard(q, people, (0, 1, 3), closed=rank % 4 == 0) for rank, q in enumerate(questionnaire.questions)
    }
    return whole.model_copy(update={"respondents": people, "answers": answers})


def _heard(question: Question, people: list[Respondent], levels, *, closed: bool) -> Answer:
    voices = [
        Voice(by=person.id, value=_value(question, level)) for person, level in zip(people, levels, strict=True)
    ]
    end = Arbitration(value=_value(question, 1), by="Directrice", why="Vu ensemble sur place.")
    answer = Answer(scale=question.scale, status="missing", voices=voices)
    return settled(question, answer.model_copy(update={"arbitration": end if closed else None}))


def _value(question: Question, level: int) -> str | list[str]:
    """Return the answer of a question that comes nearest to a level."""
    found = {level_of(question, typed(question, v)): v for v in _values(question)}
    return found[min(found, key=lambda one: abs(one - level))]


def _values(question: Question) -> Iterator[str | list[str]]:
    if isinstance(question, SingleQuestion):
        yield from (str(choice.level) for choice in question.choices)
    elif isinstance(question, NumberQuestion):
        yield from (str(max(question.minimum, b.from_)) for b in question.table)
        yield str(question.maximum)
    else:
        yield from ([choice.id] for choice in question.choices if choice.exclusive)
        ids = [choice.id for choice in question.choices if not choice.exclusive]
        yield from (ids[:k] for k in range(1, len(ids) + 1))


class _Drawn:
    """One draw; a mood of the visit makes whole visits low, high, unknown or without a profile."""

    def __init__(self, questionnaire: Questionnaire, seed: int) -> None:
        self.questionnaire = questionnaire
        self.chance = random.Random(seed)
        self.longest = seed % 2 == 0  # one visit in two holds the longest texts wherever it has any
        self.known = self.chance.choice([0.2, 0.6, 0.95, 0.95, 1])
        self.top = self.chance.choice([0, 1, 2, 3, 4, 4])
        people = self.chance.choice([0, 1, 1, 2, 3, 5])
        self.people = [Respondent(id=f"r{k}", role=self.text()) for k in range(1, people + 1)]

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def text(self, most: int = MAX_TEXT) -> str:
        """Return a text of words, or of one word that nothing cuts, as long as it may be."""
        size = most if self.longest else self.chance.randint(1, min(most, 300))
        kind = self.chance.choice(["words", "words", "words", "capitals", "lines", "unbroken"])
        if kind == "unbroken":
            return "W" * size
        words = [self.chance.choice(_WORDS) for _ in range(size // 2)]
        text = ("\n\n" if kind == "lines" else " ").join(words)[:size].strip() or "M"
        return text.upper()[:size] if kind == "capitals" else text

    def visit(self) -> Visit:
        visit = make_visit(
            self.questionnaire,
            {q.id: self.answer(q) for q in self.questionnaire.questions if self.maybe(0.97)},
            self.profile(),
            name=self.text(LONGEST_NAME) if self.maybe(0.95) else "",
            form="express" if self.maybe(0.2) else "full",
            mode=self.chance.choice([None, "visite", "distance", "autonomie"]),
            finished=self.maybe(0.7),
            illustrative=self.text() if self.maybe(0.15) else None,
            opening=self.text() if self.maybe(0.3) else None,
            respondents=self.people,
            plan=PlanChoices(
                capacity=Decimal(self.chance.choice([1, 5, 12, 1000])) if self.maybe(0.4) else None,
                decisions={a.id: self.decision() for a in self.questionnaire.actions if self.maybe(0.12)},
                own={f"o{k}": self.own() for k in range(self.chance.choice([0, 0, 1, 4]))},
            ),
        )
        remarked = [f.id for f in self.questionnaire.profile if self.maybe(0.2)]
        remarks = {name: Remarks(**self.remarks()) for name in remarked}
        return visit.model_copy(
            update={
                "structure": visit.structure.model_copy(update={"remarks": remarks}),
                "previous": self.previous(visit) if self.maybe(0.6) else None,
            }
        )

    def previous(self, visit: Visit) -> Previous:
        """Return a visit that this one follows: the same answers, some of them drawn again."""
        moved = self.chance.choice([0, 0.2, 0.9])
        kept = {"by": None, "voices": [], "arbitration": None}
        return Previous(
            date=DAY - datetime.timedelta(days=self.chance.choice([12, 200, 364, 730])),
            hash=f"sha256:{'0' * 64}",
            version=self.chance.choice(["1.0.0", self.questionnaire.header.version]),
            form=self.chance.choice(["express", "full", "full"]),
            finished=self.maybe(0.8),
            profile=visit.structure.profile,
            answers={
                name: Answer(scale=given.scale, **self.said(self.questionnaire.question[name]))
                if self.maybe(moved)
                else given.model_copy(update=kept)
                for name, given in visit.answers.items()
            },
            actions=[self.past(a.id) for a in self.questionnaire.actions if self.maybe(0.2)],
        )

    def past(self, name: str) -> PastAction:
        became = self.chance.choice([None, "done", "under_way", "dropped"])
        why = self.text() if self.maybe(0.6) else None
        return PastAction(id=name, **dict(self.decision()), became=became, why=why)

    def profile(self) -> dict[str, str | list[str]]:
        if self.maybe(0.08):
            return {}
        return {f.id: self.field(f) for f in self.questionnaire.profile if self.maybe(0.85)}

    def field(self, field) -> str | list[str]:
        ids = [o.id for o in field.options]
        if field.kind == "choice":
            return self.chance.choice(ids)
        if field.kind == "choices":
            alone = [o.id for o in field.options if o.exclusive]
            several = [name for name in ids if name not in alone]
            if alone and self.maybe(0.2):
                return [alone[0]]
            return self.chance.sample(several, self.chance.randint(1, len(several)))
        if field.kind == "number":
            least, most = int(field.minimum), int(min(field.maximum, 2_000))
            return str(self.chance.randint(least, most))
        return self.text()

    def answer(self, question: Question) -> Answer:
        more = {"scale": question.scale, **self.remarks()}
        if len(self.people) > 1 and self.maybe(0.3):
            heard = self.chance.sample(self.people, self.chance.randint(2, len(self.people)))
            voices = [Voice(by=p.id, **self.said(question)) for p in heard]
            return settled(question, Answer(status="missing", voices=voices, **more))
        by = self.chance.choice(self.people).id if self.people and self.maybe(0.5) else None
        return Answer(by=by, **self.said(question), **more)

    def said(self, question: Question) -> dict:
        if self.maybe(self.known):
            return {"value": self.value(question)}
        if question.not_applicable and self.maybe(0.4):
            return {"status": "not_applicable", "reason": self.text()}
        return {"status": self.chance.choice(["unknown", "unknown", "missing"])}

    def value(self, question: Question) -> str | list[str]:
        if isinstance(question, MultipleQuestion) and self.maybe(0.3):
            ids = [c.id for c in question.choices if not c.exclusive]
            return self.chance.sample(ids, self.chance.randint(1, len(ids)))
        return _value(question, self.chance.randint(0, self.top))

    def remarks(self) -> dict:
        found = {name: self.text() for name in ("note", "private_note", "evidence") if self.maybe(0.3)}
        return {**found, "to_check": self.maybe(0.1)}

    def decision(self) -> Decision:
        return Decision(
            choice=self.chance.choice(["keep", "keep", "decline", "under_way", "done"]),
            owner=self.text() if self.maybe(0.7) else None,
            start=self.month() if self.maybe(0.3) else None,
            due=DAY + datetime.timedelta(days=self.chance.randint(-60, 500)) if self.maybe(0.6) else None,
            note=self.text() if self.maybe(0.5) else None,
        )

    def own(self) -> OwnAction:
        return OwnAction(
            title=self.text(LONGEST_NAME),
            days=self.chance.choice([None, Decimal("0.5"), Decimal(3), Decimal(1000)]),
            choice=self.chance.choice(["keep", "keep", "decline", "under_way", "done"]),
            owner=self.text() if self.maybe(0.6) else None,
            start=self.month() if self.maybe(0.6) else None,
            note=self.text() if self.maybe(0.6) else None,
        )

    def month(self) -> str:
        """Return a month from the visit's to two years after."""
        rank = DAY.month - 1 + self.chance.randint(0, 24)
        return f"{DAY.year + rank // 12}-{rank % 12 + 1:02}"
