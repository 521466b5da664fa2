"""The loop: asks step after step, saves after each answer, and always ends with an outcome."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import ValidationError

from diag.french import count
from diag.interview import sentences
from diag.interview.path import Path, Step, find_path
from diag.interview.prompts import Face, Reply
from diag.interview.recording import (
    NotUnderstoodError,
    one_line,
    profile_answer,
    question_value,
    record,
    record_finished,
    record_name,
    record_not_applicable,
    record_note,
    record_profile,
    record_unknown,
)
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import clean
from diag.visit.acceptance import adopt, match
from diag.visit.outside_changes import Saved
from diag.visit.set_aside import by_reason
from diag.visit.visit_model import MAX_TEXT, Visit

Ending = Literal["completed", "quit", "interrupted", "lost", "unsaved"]
Save = Callable[[Visit], Saved | None]


@dataclass(frozen=True)
class Outcome:
    """How an interview ended.

    Attributes:
        ending: `completed` reached the end; `quit` by the command; `interrupted` by Ctrl-C; `lost`
            when the keyboard is gone (Ctrl-D, closed window); `unsaved` when saving was refused.
        visit: with every answer given, even the one that could not be saved.
        done: answered questions, among those visible.
        total: visible questions.
        unanswered: ids of the visible questions without an answer.
        refusal: why saving failed, already told to the person.

    """

    ending: Ending
    visit: Visit
    done: int
    total: int
    unanswered: tuple[str, ...]
    refusal: Refusal | None = None


def run(face: Face, questionnaire: Questionnaire, visit: Visit, save: Save) -> Outcome:
    """Hold the interview and return how it ended.

    `save` is called after each answer, note or jump; what it returns is told, and the interview goes
    on with the visit that the file holds then. None is a visit saved as it was given.

    Raises:
        Refusal: before anything is asked; see `match`.

    """
    return _Session(face, questionnaire, visit, save).run()


_FINISH = "terminer la visite et voir le résultat"
_REVIEW = "revoir les réponses une à une"
_LATER = "voir le résultat sans terminer : il est provisoire"


def _to_tell(visit: Visit, adopted: Visit, questionnaire: Questionnaire) -> Iterator[str]:
    """Yield what is to be known of a visit that does not fit; what is set aside is said once."""
    yield from (f"{line}." for line in match(visit, questionnaire).differences)
    new = {one.id for one in adopted.set_aside[len(visit.set_aside) :]}
    aside = match(adopted, questionnaire).set_aside
    for line, items in by_reason((one for one in aside if one.id in new), brief=True):
        yield "\n  - ".join((line, *items))


class _QuitError(Exception):
    """The person asked to stop."""


class _Session:
    def __init__(self, face: Face, questionnaire: Questionnaire, visit: Visit, save: Save) -> None:
        self.face, self.questionnaire = face, questionnaire
        self.visit = adopt(visit, questionnaire)
        self.told = tuple(_to_tell(visit, self.visit, questionnaire))
        self.saved: Visit | None = self.visit
        self.save = save
        self.spare_told = self.reviewing = self.begun = False

    @property
    def path(self) -> Path:
        return find_path(self.questionnaire, self.visit)

    def run(self) -> Outcome:
        try:
            self._hold()
            return self._outcome("completed")
        except _QuitError:
            return self._outcome("quit")
        except KeyboardInterrupt:
            return self._rescue("interrupted")
        except (EOFError, OSError):  # a closed window makes reading or writing fail
            return self._rescue("lost")
        except Refusal as refusal:
            return self._unsaved(refusal)

    def _hold(self) -> None:
        for told in self.told:
            self.face.tell(f"À savoir : {told}")
        self.face.tell(sentences.welcome(self.visit, self.path))
        step = self.path.resume() or self._end()
        while step:
            step = self._ask(step) or self._end()

    def _end(self) -> Step | None:
        """Ask whether the visit is over; return where to go on, None to see the result."""
        passed, finished = self.path.unanswered, self.visit.visit.finished
        if passed:
            left = count(len(passed), "question")
            title = f"Vous êtes à la fin. Il reste {left} sans réponse."
            end_now = "voir le résultat" if finished else "terminer quand même"
            options = [("1", "y répondre maintenant"), ("2", end_now)]
            go_on, end = "1", "2"
        elif finished and self.reviewing:
            return None
        else:
            title = "Toutes les questions ont une réponse."
            options = [("1", "voir le résultat" if finished else _FINISH), ("2", _REVIEW)]
            go_on, end = "2", "1"
        chosen = self.face.menu(title, options if finished else [*options, ("3", _LATER)])
        if chosen == end and not finished:
            self._keep(record_finished(self.visit))
        if chosen != go_on:
            return None
        self.reviewing = not passed
        return (passed or self.path.questions)[0]

    def _ask(self, step: Step) -> Step | None:
        """Ask one step and return the next one, None at the end."""
        if step.kind == "question" and not (self.begun or self.path.done):
            self.begun = True
            self.face.tell(sentences.LADDER)
        prompt = sentences.prompt_for(self.questionnaire, self.visit, self.path, step)
        reply = self.face.ask(prompt)
        if reply.command in ("answer", "s", "x"):
            return self._answer(step, reply)
        if reply.command == "pass":
            return self._pass(step)
        if reply.command == "r":
            return self._back(step)
        if reply.command == "q":
            self._keep(self.visit)
            raise _QuitError
        if reply.command == "a":
            self.face.read(sentences.help_for(self.questionnaire, step))
        else:
            self._note(step, private=reply.command == "p")
        return step

    def _pass(self, step: Step) -> Step | None:
        title = sentences.title_of(self.questionnaire, step)
        if step in self.path.answered:
            self.face.tell(f"{title} : réponse gardée.")
            return self.path.after(step)
        self.face.tell(f"{title} : question passée.")
        return self.path.unanswered_after(step)

    def _back(self, step: Step) -> Step:
        before = self.path.before(step)
        if before is None:
            self.face.tell("C'est la première question.")
        self._keep(self.visit)
        return before or step

    def _answer(self, step: Step, reply: Reply) -> Step | None:
        before = self.path
        try:
            visit = self._recorded(step, reply)
        except NotUnderstoodError as problem:
            self.face.tell(str(problem))
            return step
        except ValidationError:
            typed = " ".join(reply.values)
            self.face.tell(f"Ce texte est trop long : tapez-en un plus court. C'était : {typed}")
            return step
        if visit is None:
            self.face.tell("Aucune raison : la question reste sans changement.")
            return step
        self._keep(visit)
        title = sentences.title_of(self.questionnaire, step)
        words = sentences.in_words(self.questionnaire, self.visit, step)
        self.face.tell(f"Enregistré. {title} : {words}")
        self._tell_hidden(before)
        return self.path.after(step) if self.reviewing else self.path.unanswered_after(step)

    def _recorded(self, step: Step, reply: Reply) -> Visit | None:
        """Return the visit with the reply, None when the person gave up."""
        if step.kind == "name":
            return record_name(self.visit, one_line(reply.values[0]))
        if step.kind == "profile":
            value = profile_answer(self.questionnaire.field[step.id], reply.values)
            return record_profile(self.visit, step.id, value)
        question = self.questionnaire.question[step.id]
        if reply.command == "s":
            return record_unknown(self.visit, question)
        if reply.command == "x":
            ask = sentences.ask_reason(question)
            return self._written(ask, partial(record_not_applicable, self.visit, question))
        return record(self.visit, question, question_value(question, reply.values))

    def _tell_hidden(self, before: Path) -> None:
        hidden = [s for s in before.answered if s not in self.path.steps]
        kept = "dans le fichier."
        if len(hidden) == 1:
            self.face.tell(f"Une question n’est plus utile ; sa réponse reste {kept}")
        elif hidden:
            self.face.tell(
                f"{len(hidden)} questions ne sont plus utiles ; leurs réponses restent {kept}"
            )

    def _note(self, step: Step, *, private: bool) -> None:
        question = self.questionnaire.question[step.id]
        answer = self.visit.answers.get(step.id)
        old = (answer.private_note if private else answer.note) if answer else None
        ask = sentences.ask_note(old or "", private=private)

        def noted(text: str) -> Visit:
            kept = "" if text == "-" else text
            return record_note(self.visit, question, kept, private=private)

        visit = self._written(ask, noted, several=True)
        if visit is not None:
            self._keep(visit)
            left = visit.answers.get(step.id)
            text = (left.private_note if private else left.note) if left else None
            self.face.tell("Note enregistrée." if text else "Note effacée.")

    def _written(
        self, ask: str, record: Callable[[str], Visit], *, several: bool = False
    ) -> Visit | None:
        """Return the visit with a text that was asked for, None when the person gave up.

        A text that is too long comes back, to be cut by its author.
        """
        draft = ""
        while True:
            draft = clean(self.face.text(ask, several=several, draft=draft) or "")
            if not draft:
                return None
            try:
                return record(draft)
            except ValidationError:
                self.face.tell(
                    f"Ce texte a {len(draft)} signes, pour {MAX_TEXT} au plus : il n'est pas"
                    " enregistré. Reprenez-le en plus court."
                )

    def _keep(self, visit: Visit) -> None:
        """Save, and acknowledge nothing before it is done."""
        self.visit, self.saved = visit, None
        left = self.save(visit)
        self.visit = self.saved = left.visit if left else visit
        for sentence in left.said if left else ():
            self.face.tell(sentence)
        if left and left.path.stem.endswith(".secours") and not self.spare_told:
            self.spare_told = True
            self.face.tell(f"Le fichier est pris par un autre logiciel. Copie à côté : {left.path}")

    def _rescue(self, ending: Ending) -> Outcome:
        """Save what an interruption may have caught between the answer and the file."""
        if self.saved is self.visit:
            return self._outcome(ending)
        try:
            self.save(self.visit)
        except Refusal as refusal:
            return self._unsaved(refusal)
        except KeyboardInterrupt:  # typed twice
            pass
        return self._outcome(ending)

    def _unsaved(self, refusal: Refusal) -> Outcome:
        reasons = [f"{m.what} ; {m.how}" if m.how else m.what for m in refusal.mistakes]
        with suppress(OSError, EOFError, KeyboardInterrupt):
            self.face.tell(f"Enregistrement impossible : {' ; '.join(reasons)}.")
            self.face.tell("Cette réponse n'est pas enregistrée. Le fichier garde les précédentes.")
        return self._outcome("unsaved", refusal)

    def _outcome(self, ending: Ending, refusal: Refusal | None = None) -> Outcome:
        path = self.path
        return Outcome(ending, self.visit, path.done, path.total, path.unanswered_ids, refusal)
