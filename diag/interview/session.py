"""The conversation: from place to place as the person chooses, saved after each gesture.

It always ends with an outcome, whatever ends it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NoReturn

from diag.interview import answering, opening, sentences
from diag.interview.last_year_screen import LETTER, hold_review, unsaid
from diag.interview.map_screen import ON_A_STEP, hold_map
from diag.interview.path import Path, Step, begins, find_path
from diag.interview.prompts import Face, Prompt, Reply
from diag.interview.recording import changed
from diag.interview.sitting import Save, Sitting, reasons
from diag.interview.typed_line import understand
from diag.interview.visit_map import END, At, Filter, backward, from_map, onward, resumed, to_map, unanswered
from diag.interview.writing import leave_answer
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.acceptance import adopt
from diag.visit.visit_model import Visit

if TYPE_CHECKING:
    from diag.benchmark.release import Release

Ending = Literal["completed", "follow", "restart", "quit", "interrupted", "lost", "unsaved"]
Start = Literal["resume", "map", "gaps", "todo", "beginning", "result", "plan"]
"""Where an interview opens; `gaps` is the list of what people differ on; `resume` is where it was left,
or the menu of a finished visit; `beginning` the first step of all that has no answer; `todo` the first
question without one."""
HandOver = Callable[[Visit], None]


@dataclass(frozen=True)
class Outcome:
    """How an interview ended.

    `completed` left a finished visit; `follow` asks for the next visit of it, `restart` to begin it again;
    `lost` is a keyboard that is gone (Ctrl-D, closed window); `unsaved` a saving that was refused, and told.
    The visit holds every answer given, even the one that could not be saved; `done`, `total` and
    `unanswered` are about the visible questions.
    """

    ending: Ending
    visit: Visit
    done: int
    total: int
    unanswered: tuple[str, ...]
    refusal: Refusal | None = None


def run(
    face: Face,
    questionnaire: Questionnaire,
    visit: Visit,
    save: Save,
    *,
    start: Start = "resume",
    release: "Release | None" = None,
    hand_over: HandOver | None = None,
    given: frozenset[str] = frozenset(),
) -> Outcome:
    """Hold the interview and return how it ended.

    `save` is called after each answer, note, draft, decision or place; what it returns is told, and the
    interview goes on with the visit that the file holds then. The result is placed in `release`;
    `hand_over` writes the reports and the copy of a visit, where it is given; `given` are steps of the profile
    that somebody filled before: they are not asked on the way.

    Raises:
        Refusal: before anything is asked; see `match`.
    """
    adopted = adopt(visit, questionnaire)
    sitting = Sitting(face, questionnaire, adopted, save)
    changed = tuple(opening.what_changed(visit, adopted, questionnaire))
    return _Session(sitting, changed, release, hand_over, given).run(start)


class _EndedError(Exception):
    """The person asked to leave; holds the ending."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending: Ending = ending


class _Session:
    def __init__(
        self,
        sitting: Sitting,
        changed: tuple[str, ...],
        release: "Release | None",
        hand_over: HandOver | None,
        given: frozenset[str],
    ) -> None:
        self.sitting, self.changed, self.given = sitting, changed, given
        self.release, self.hand_over = release, hand_over
        self.first = False  # at the first prompt of a visit that goes on
        self.ladder_to_tell = True
        self.just: Step | None = None  # answered by the last gesture

    def _place(self, at: At) -> At:
        """Hold the place where one is, and return where one goes next."""
        places: dict[str, Callable[[At], At]] = {
            "question": self._question,
            "map": self._map,
            "result": self._result,
            "plan": self._plan,
            "review": self._review,
            "end": self._end,
            "menu": self._menu,
        }
        return places[at.place](at)

    def _obey(self, at: At, step: Step, reply: Reply) -> At:
        """Do what was replied to a question, and return where one goes next."""
        commands: dict[str, Callable[[At, Step, Reply], At]] = {
            "answer": self._answer,
            "s": self._answer,
            "x": self._answer,
            "c": self._answer,
            "pass": self._pass,
            "r": self._back,
            "w": self._who,
            "l": self._to_map,
            "v": lambda at, *_: At("result", back=at),
            "z": self._restart,
            "q": lambda *_: self._quit(),
        }
        if reply.command in commands:
            return commands[reply.command](at, step, reply)
        ON_A_STEP[reply.command](self.sitting, step)
        return at

    @property
    def visit(self) -> Visit:
        return self.sitting.visit

    @property
    def path(self) -> Path:
        return self.sitting.path

    # -- from the first word to the last ------------------------------------------------------------

    def run(self, start: Start) -> Outcome:
        try:
            self._hold(start)
        except _EndedError as ended:
            return self._outcome(ended.ending)
        except KeyboardInterrupt:
            return self._rescue("interrupted")
        except (EOFError, OSError):  # a closed window makes reading or writing fail
            return self._rescue("lost")
        except Refusal as refusal:
            return self._unsaved(refusal)

    def _hold(self, start: Start) -> NoReturn:
        fresh = begins(self.visit, self.path)
        opening.tell_opening(self.sitting, iter(self.changed), self.given, fresh=fresh, new=start == "beginning")
        start = "beginning" if fresh and start == "resume" else start
        at = self._opened(start)
        self.first = start == "resume" and self.path.started
        while True:
            following = self._place(at)
            self.first = False
            if (following.place, following.step) != (at.place, at.step):
                self._arrive(following)
            at = following

    def _opened(self, start: Start) -> At:
        here = resumed(self.path, self.visit.visit.finished)
        if start == "map":
            return At("map", self.path.resume(), back=here)
        if start == "gaps":
            return At("map", kept="gaps", back=here)
        if start == "todo":
            return unanswered(self.path) or here
        if start == "beginning":
            first = At("question", self.path.first_unanswered() or self.path.steps[0])
            return At("review", then="todo", back=first) if unsaid(self.visit) else first
        return At(start, back=here) if start in ("result", "plan") else here

    def _arrive(self, at: At) -> None:
        """Keep where one is now, unless the last save already said it."""
        visit = placed(self.visit, self.path, at)
        if visit.visit.place != self.visit.visit.place:
            self.sitting.keep(visit)

    def _quit(self) -> NoReturn:
        self.sitting.keep(self.visit)
        raise _EndedError("quit")

    # -- a question ---------------------------------------------------------------------------------

    def _question(self, at: At) -> At:
        step = at.step
        if step is None or all(s.id != step.id for s in self.path.steps):
            return onward(self.path, at, self.given)  # another answer hid it
        if self.ladder_to_tell and step.kind == "question":
            self.ladder_to_tell = False
            if not self.path.done:
                self.sitting.face.tell(sentences.LADDER)
        reply = self._reply(step)
        if reply.command != "w":
            self.just = None
        return self._obey(at, step, reply)

    def _reply(self, step: Step) -> Reply:
        """Ask one step; what is ticked or typed is kept when it is left without an answer (line 5)."""
        prompt = self._prompt(step)
        try:
            reply = self.sitting.face.ask(prompt)
        except BaseException:
            self.sitting.hold(leave_answer(self.sitting, step, prompt))  # saved by who ends it
            raise
        if reply.command not in ("answer", "s", "c"):
            left = leave_answer(self.sitting, step, prompt)
            if left is not self.visit:
                self.sitting.keep(left)
        return reply

    def _prompt(self, step: Step) -> Prompt:
        return sentences.prompt_for(
            self.sitting.questionnaire, self.visit, self.path, step, by=self.sitting.by, resumed=self.first
        )

    def _answer(self, at: At, step: Step, reply: Reply) -> At:
        """Take an answer, « non concerné » or that of last time; one that is not is asked again."""
        before, sitting, moved = self.path, self.sitting, partial(self._moved, at)
        if reply.command == "x":
            given = answering.not_applicable(sitting, step, moved)
        elif reply.command == "c":
            given = answering.as_before(sitting, step, moved)
        else:
            given = answering.answer(sitting, step, reply, sitting.by, moved)
        return self._acknowledged(at, step, before) if given else at

    def _moved(self, at: At, visit: Visit) -> Visit:
        """Return the visit with the place where its answer leads, so that one save holds both."""
        path = find_path(self.sitting.questionnaire, visit)
        return placed(visit, path, onward(path, at, self.given))

    def _acknowledged(self, at: At, step: Step, before: Path) -> At:
        """Say what was saved and what it changes; return where one goes on."""
        self.just = step
        answering.tell_saved(self.sitting, step)
        answering.tell_hidden(self.sitting, before)
        self.sitting.seat()
        return self._onward(at, step)

    def _pass(self, at: At, step: Step, _: Reply) -> At:
        kept = step in self.path.answered
        self.sitting.face.tell(f"{step.title} : {'réponse gardée' if kept else 'question passée'}.")
        return self._onward(at, step)

    def _onward(self, at: At, step: Step) -> At:
        """Return where one goes on, and say the level of an axis that is behind."""
        following = onward(self.path, at, self.given)
        axis_of = self.sitting.questionnaire.dimension_of
        after = following.step
        same = after and after.kind == "question" and axis_of[after.id] is axis_of.get(step.id)
        if step.kind == "question" and following.place in ("question", "end") and not same:
            answering.tell_axis(self.sitting, axis_of[step.id])
        return following

    def _to_map(self, at: At, _: Step, reply: Reply) -> At:
        """Go to the map; « l 12 » opens its row 12 at once."""
        if not reply.values:
            return to_map(at)
        steps, number = self.path.steps, int(reply.values[0])
        if 1 <= number <= len(steps):
            return from_map(to_map(at), steps[number - 1])
        self.sitting.face.tell(f"La liste va de 1 à {len(steps)}.")
        return to_map(at)

    def _back(self, at: At, *_: object) -> At:
        before = backward(self.path, at)
        if before is None:
            self.sitting.face.tell("C’est la première question.")
        return before or at

    def _restart(self, at: At, *_: object) -> At:
        if opening.wants_to_restart(self.sitting):
            raise _EndedError("restart")
        return at

    # -- around the table ---------------------------------------------------------------------------

    def _who(self, at: At, step: Step, reply: Reply) -> At:
        """Change who answers; « w c 3 » is the answer of c alone, and changes nothing else."""
        just, self.just = self.just, None
        if not reply.values:
            opening.choose_who(self.sitting, step)
            return at
        letters = opening.letters(self.visit)
        respondent = letters.get(reply.values[0])
        if respondent is None:
            known = ", ".join(letters) or "aucune"
            self.sitting.face.tell(f"« {reply.values[0]} » ne désigne personne ({known}).")
        elif len(reply.values) == 1:
            opening.answer_as(self.sitting, respondent)
        else:
            about = opening.which(self.sitting, step, just, respondent)
            self._answer_of(about, respondent, " ".join(reply.values[1:]))
        return at

    def _answer_of(self, step: Step, respondent: str, typed: str) -> None:
        """Keep the answer of one person beside the others; what is on screen stays there."""
        reply = understand(typed, self._prompt(step))
        if isinstance(reply, str):
            self.sitting.face.tell(reply)
        elif reply.command not in ("answer", "s"):
            self.sitting.face.tell("Après la lettre, tapez la réponse de cette personne, ou s.")
        elif answering.answer(self.sitting, step, reply, respondent, lambda visit: visit):
            answering.tell_saved(self.sitting, step)

    # -- elsewhere ----------------------------------------------------------------------------------

    def _map(self, at: At) -> At:
        following = hold_map(self.sitting, at)
        if isinstance(following, At):
            return following
        if following == "q":
            self._quit()
        if following == "v":
            return At("result", back=at)
        if following == LETTER:
            return At("review", back=at)
        return at.back or resumed(self.path, self.visit.visit.finished)

    def _result(self, at: At) -> At:
        from diag.interview.result_screen import show_result  # and all that tells a result
        from diag.report.assessed_visit import prepare

        assessed = prepare(self.sitting.questionnaire, self.visit, release=self.release)
        door = show_result(self.sitting.face, assessed)
        if door == "plan":
            return At("plan", back=at)
        if door == "confirm":
            return At("map", back=at, kept=self._to_confirm())
        if door == "report":
            self._hand_over()
            return at
        if door == "quit":
            self._quit()
        return at.back or END

    def _plan(self, at: At) -> At:
        from diag.interview.plan_screen import QUIT, REVIEW, hold_plan

        again = hold_plan(self.sitting, self.release)
        if again == QUIT:
            self._quit()
        if again == REVIEW:
            return At("review", back=at)
        step = self.path.step(again) if again else None
        return At("question", step, then="back", back=at) if step else at.back or END

    def _review(self, at: At) -> At:
        if hold_review(self.sitting, walking=at.then == "todo") == "q":
            self._quit()
        return at.back or END

    def _hand_over(self) -> None:
        if self.hand_over is None:
            return
        try:
            self.hand_over(self.visit)
        except Refusal as refusal:  # of the report: the visit itself is safe
            self.sitting.face.tell(f"Écriture impossible : {reasons(refusal)}.")

    def _to_confirm(self) -> Filter:
        """Return the rows that what is to confirm is about: not known, without an answer, reminders."""
        known = self.path.matched.answers.values()
        if any(one.status == "unknown" for one in known):
            return "unknown"
        return "todo" if self.path.unanswered else "check"

    # -- the end ------------------------------------------------------------------------------------

    def _end(self, at: At) -> At:
        """Ask what is wanted at the end of the questions; where nothing is missing, whether it is over."""
        if self.visit.visit.finished:
            return At("menu", start=opening.RESULT)
        goes = {
            "todo": unanswered(self.path),
            "list": At("map", back=END, kept="todo" if self.path.unanswered else "all"),
        }
        chosen = opening.at_the_end(self.sitting)
        if chosen == "finish":
            self.sitting.keep(changed(self.visit, "visit", finished=True))
            return At("result", back=At("menu", start=opening.PLAN))
        if chosen == "quit":
            self._quit()
        if chosen == "back":
            return At("question", self.path.steps[-1])
        return goes.get(chosen) or At("result", back=END)

    def _menu(self, at: At) -> At:
        hands_over = self.hand_over is not None
        chosen = opening.finished_menu(self.sitting, at.start, hands_over=hands_over)
        after = replace(at, start=opening.QUIT if chosen == opening.REPORT else at.start)
        if chosen in (opening.QUIT, opening.FOLLOW):
            raise _EndedError("completed" if chosen == opening.QUIT else "follow")
        if chosen == opening.REPORT:
            self._hand_over()
            return after
        if chosen == opening.CHANGED:
            from diag.interview.result_screen import show_evolution
            from diag.report.assessed_visit import prepare

            show_evolution(self.sitting.face, prepare(self.sitting.questionnaire, self.visit))
            return at
        if chosen == opening.WHOLE:
            self.sitting.keep(opening.with_form(self.visit, "full"))
            return unanswered(self.path) or END
        places: dict[str, At] = {
            opening.RESULT: At("result", back=replace(at, start=opening.PLAN)),
            opening.PLAN: At("plan", back=replace(at, start=opening.REPORT)),
            opening.CORRECT: At("map", self.path.questions[0], back=at),
        }
        return places[chosen]

    # -- what ends it -------------------------------------------------------------------------------

    def _rescue(self, ending: Ending) -> Outcome:
        """Save what an interruption caught: an answer, what was being typed or ticked (line 10)."""
        try:
            if not self.sitting.saved:
                self.sitting.save_now()
        except Refusal as refusal:
            return self._unsaved(refusal, told=False)
        except KeyboardInterrupt:  # typed twice
            pass
        return self._outcome(ending)

    def _unsaved(self, refusal: Refusal, *, told: bool = True) -> Outcome:
        with suppress(OSError, EOFError, KeyboardInterrupt):
            if not told:
                self.sitting.face.tell(f"Enregistrement impossible : {reasons(refusal)}.")
            self.sitting.face.tell(
                "Ce que vous veniez de donner n’est pas enregistré. Le fichier garde ce qui précède."
            )
        return self._outcome("unsaved", refusal)

    def _outcome(self, ending: Ending, refusal: Refusal | None = None) -> Outcome:
        path = self.path
        return Outcome(ending, self.visit, path.done, path.total, path.unanswered_ids, refusal)


def placed(visit: Visit, path: Path, at: At) -> Visit:
    """Return the visit with where one is, as far as it is where questions are asked, or their end."""
    step = path.steps[-1] if at.place == "end" else at.step
    if step is None or at.place not in ("question", "end"):
        return visit
    return changed(visit, "visit", place=step.id)
