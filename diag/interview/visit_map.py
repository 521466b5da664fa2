"""The map: every step that can be asked, and the way from one place to the next (line 7); pure.

A row's number is the rank of its step on the path, whatever the filter: a number always names the
same row. Rows of one axis follow each other, and the first that is kept says which axis it is; gaps
follow their agenda. A place is never derived from what is unanswered, but when the person asks for
just that.
"""

import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from diag.interview.path import Path, Step
from diag.interview.prompts import Row
from diag.interview.recording import remark, remarks_of
from diag.interview.sentences import has_gap, in_words, recalled, who_said
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.new_names import folded
from diag.visit.visit_model import Answer, RemarkKind, Visit

Filter = Literal["all", "todo", "unknown", "check", "noted", "gaps"]
FILTERS: Mapping[Filter, str] = {
    "all": "tout",
    "todo": "à compléter",
    "unknown": "ne sait pas",
    "check": "à vérifier",
    "noted": "avec note",
    "gaps": "écarts",
}
"""What a filter keeps, in the order they are offered."""
AGENDA = "À trancher : le socle d’abord, puis les plus larges"
"""What is said above the gaps."""
STATUS = {"unknown": "ne sait pas", "not_applicable": "non concerné"}
ROW, ANSWER = 54, 30
"""Signs of a row, so that it fits a narrow window, of which so many at least tell the answer; the
whole of it is told when the row is pointed at."""
NOTE = 200
"""Signs of a note that is told when its row is pointed at."""


def rows(
    questionnaire: Questionnaire, visit: Visit, path: Path, kept: Filter = "all", words: str = ""
) -> tuple[Row, ...]:
    """Return the rows that a filter keeps and where every word is found, in the order of the path.

    Gaps are in the order of their agenda.
    Words are looked for in titles, questions and whole answers; neither case nor accents count.
    """
    known = _Known(questionnaire, visit, path)
    wanted = folded(words).split()
    ranked = [
        (rank, step)
        for rank, step in enumerate(path.steps, 1)
        if known.keeps(step, kept) and known.tells(step, wanted)
    ]
    if kept == "gaps":
        return tuple(_in_agenda(known, ranked))
    found: list[Row] = []
    section = ""
    for rank, step in ranked:
        heading = _heading(step)
        found.append(known.row(step, rank, "" if heading == section else heading))
        section = heading
    return tuple(found)


def _in_agenda(known: "_Known", ranked: list[tuple[int, Step]]) -> Iterator[Row]:
    """Yield the rows of the gaps in the order in which a team takes them (E16)."""
    if not ranked:
        return
    from diag.scoring.voices import agenda  # numpy: only where several people answered

    asked = [(known.questionnaire.question[s.id], known.visit.answers[s.id]) for _, s in ranked]
    order = {gap.question.id: place for place, gap in enumerate(agenda(asked))}
    heading = AGENDA
    for rank, step in sorted(ranked, key=lambda one: order[one[1].id]):
        yield known.row(step, rank, heading)
        heading = ""


def _heading(step: Step) -> str:
    if step.kind == "question":
        return f"Axe {step.section}"
    return step.section if step.kind == "profile" else "Visite"


@dataclass(frozen=True)
class _Known:
    questionnaire: Questionnaire
    visit: Visit
    path: Path

    def keeps(self, step: Step, kept: Filter) -> bool:
        holds: Mapping[Filter, Callable[[], bool]] = {
            "all": lambda: True,
            "todo": lambda: step not in self.path.answered,
            "unknown": lambda: "ne sait pas" in self._marks(step),
            "check": lambda: remarks_of(self.visit, step).to_check,
            "noted": lambda: bool({"note", "note privée"} & set(self._written(step))),
            "gaps": lambda: has_gap(self.questionnaire, self.visit, step),
        }
        return holds[kept]()

    def tells(self, step: Step, wanted: list[str]) -> bool:
        told = (step.title, step.text, in_words(self.questionnaire, self.visit, step))
        found = folded(" ".join(told)) if wanted else ""
        return all(word in found for word in wanted)

    def row(self, step: Step, rank: int, heading: str) -> Row:
        told = _short(self._told(step), max(ANSWER, ROW - len(step.title)))
        text = f"{step.title} : {told}" if told else step.title
        return Row(step.id, str(rank), text, tuple(self._marks(step)), self._more(step), heading)

    def _told(self, step: Step) -> str:
        """Return what a row says of an answer: what a mark says already is not said again."""
        if step not in self.path.answered:
            return "à compléter"
        answer = self._answer(step)
        if answer is not None and answer.status in STATUS:
            return answer.reason or ""
        return in_words(self.questionnaire, self.visit, step)

    def _answer(self, step: Step) -> Answer | None:
        return self.path.matched.answers.get(step.id) if step.kind == "question" else None

    def _marks(self, step: Step) -> Iterator[str]:
        yield from self._written(step)
        if remarks_of(self.visit, step).to_check:
            yield "à vérifier"
        answer = self._answer(step)
        if answer is not None and answer.status in STATUS:
            yield STATUS[answer.status]
        if has_gap(self.questionnaire, self.visit, step):
            yield "écart"
        left = [d for d in self.visit.drafts if d.of == step.id]
        if any(d.kind == "answer" and isinstance(d.value, list) for d in left):
            yield "cases non validées"
        if any(not isinstance(d.value, list) for d in left):
            yield "brouillon"

    def _written(self, step: Step) -> Iterator[str]:
        marks: Mapping[RemarkKind, str] = {"note": "note", "private_note": "note privée", "evidence": "preuve"}
        return (mark for kind, mark in marks.items() if remark(self.visit, step, kind))

    def _more(self, step: Step) -> str:
        told = self._told(step)
        lines = [told] if len(told) > ANSWER else []
        lines.append(f"{step.text} ({_heading(step)})")
        lines += who_said(self.questionnaire, self.visit, step)
        lines += (_short(told, NOTE) for told in recalled(self.questionnaire, self.visit, step))
        note = remark(self.visit, step, "note")
        return "\n".join([*lines, f"Note : {_short(note, NOTE)}"] if note else lines)


def _short(text: str, signs: int) -> str:
    """Return a text of so many signs, with « … » after the last whole word."""
    return textwrap.shorten(text, signs, placeholder="…")


Name = Literal["question", "map", "result", "plan", "review", "end", "menu"]


@dataclass(frozen=True)
class At:
    """Where one is: a step that is asked, or the row of the map that is pointed at.

    `then` is where an answer leads: to what follows, to the next without an answer, or `back`, where one
    was before. `kept` and `words` are what the map shows, `start` the line of the menu pointed at first.
    """

    place: Name
    step: Step | None = None
    then: Literal["next", "todo", "back"] = "next"
    back: "At | None" = None
    kept: Filter = "all"
    words: str = ""
    start: str = ""


END = At("end")


def onward(path: Path, at: At, given: Collection[str] = ()) -> At:
    """Return where one goes on from a question once it is answered, kept or passed.

    The steps of `given` are passed as long as they hold an answer.
    """
    if at.step is None or (at.then == "back" and at.back is None):
        return END
    if at.then == "back" and at.back:
        return replace(at.back, step=at.step) if at.back.place == "map" else at.back
    after = path.after(at.step)
    while after in path.answered and after.id in given:
        after = path.after(after)
    if at.then == "todo":
        after = next((s for s in path.unanswered if s.order > at.step.order), None)
    return replace(at, step=after) if after else END


def backward(path: Path, at: At) -> At | None:
    """Return the question before in the order, None at the first."""
    before = path.before(at.step) if at.step else None
    return replace(at, step=before) if before else None


def to_map(at: At) -> At:
    """Return the map, pointed at where one is; a question that was opened from one goes back to it."""
    if at.place == "question" and at.then == "back" and at.back and at.back.place == "map":
        return replace(at.back, step=at.step)
    return At("map", at.step, back=at)


def from_map(at: At, step: Step) -> At:
    """Return the question of a row, from which an answer comes back to that row."""
    return At("question", step, then="back", back=replace(at, step=step))


def resumed(path: Path, finished: bool) -> At:
    """Return where a visit is opened: its menu when it is finished, else where it was left."""
    step = path.resume()
    if finished:
        return At("menu", start="2")
    return At("question", step) if step else END


def unanswered(path: Path) -> At | None:
    """Return the first question without an answer, from which one goes through the others."""
    return At("question", path.unanswered[0], then="todo") if path.unanswered else None
