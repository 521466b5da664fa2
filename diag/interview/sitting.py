"""What every gesture of an interview acts on: one visit, its file, a face, and who answers now."""

from collections.abc import Callable
from contextlib import suppress

from diag.interview.path import Path, find_path
from diag.interview.prompts import Face
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.outside_changes import Saved
from diag.visit.visit_file import is_spare
from diag.visit.visit_model import Visit

Save = Callable[[Visit], Saved | None]
"""Writes a visit, and returns what the file holds then; None is the visit as it was given."""
AGAIN = "réessayer"
GIVE_UP = "quitter sans l’enregistrer"


class Sitting:
    """One visit at one table, with everything that was given, even what could not be saved yet.

    `by` is the id of the respondent who answers now, None where nobody was named.
    """

    def __init__(self, face: Face, questionnaire: Questionnaire, visit: Visit, save: Save) -> None:
        self.face, self.questionnaire, self.visit = face, questionnaire, visit
        self.by: str | None = None
        self._save = save
        self._saved: Visit = visit
        self._spare_told = False
        self._path: tuple[Visit, Path] | None = None
        self.seat()

    def seat(self) -> None:
        """Let the first respondent answer, unless the one who does is still there."""
        people = [one.id for one in self.visit.respondents]
        if self.by not in people:
            self.by = people[0] if people else None

    @property
    def path(self) -> Path:
        """The way through the visit as it is now."""
        if self._path is None or self._path[0] is not self.visit:
            self._path = (self.visit, find_path(self.questionnaire, self.visit))
        return self._path[1]

    @property
    def saved(self) -> bool:
        """Tell whether the file holds the whole visit."""
        return self._saved is self.visit

    def hold(self, visit: Visit) -> None:
        """Take a visit that is to be saved with what comes next, the end of an interruption say."""
        self.visit = visit

    def keep(self, visit: Visit, typed: str = "") -> Visit:
        """Save, and acknowledge nothing before it is done (interview, line 9).

        `typed` is shown while the file refuses it, as it would be lost; a private text is not given.

        Raises:
            Refusal: the file refuses it, and the person does not want to try again.
        """
        self.visit = visit
        while True:
            try:
                left = self.save_now()
            except Refusal as refusal:
                self._ask_again(refusal, typed)
            else:
                break
        for sentence in left.said if left else ():
            self.face.tell(sentence)
        if left and is_spare(left.path) and not self._spare_told:
            self._spare_told = True
            self.face.tell(f"Vos réponses sont enregistrées à côté, dans {left.path}")
        return self.visit

    def save_now(self) -> Saved | None:
        """Save without a word, as what an interruption caught between the answer and the file.

        Raises:
            Refusal: the file refuses it.
        """
        left = self._save(self.visit)
        self.visit = self._saved = left.visit if left else self.visit
        return left

    def _ask_again(self, refusal: Refusal, typed: str) -> None:
        self.face.tell(f"Enregistrement impossible : {reasons(refusal)}.")
        if typed:
            self.face.tell(f"Ce qui n’est pas enregistré : {typed}")
        chosen = "q"
        with suppress(EOFError, OSError, KeyboardInterrupt):
            title = "Rien n’est perdu tant que cette fenêtre reste ouverte."
            chosen = self.face.menu(title, [("1", AGAIN), ("q", GIVE_UP)])
        if chosen == "q":
            raise refusal


def reasons(refusal: Refusal) -> str:
    """Return why something was refused, and how to mend it, on one line."""
    return " ; ".join(f"{m.what} ; {m.how}" if m.how else m.what for m in refusal.mistakes)
