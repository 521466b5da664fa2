"""Places of an interview, chosen by the person, and the way from one to the next; pure.

A place is never derived from what is unanswered, but when the person asks for just that.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from diag.interview.path import Path, Step
from diag.interview.visit_map import Filter

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
