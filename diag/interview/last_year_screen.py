"""The review of the actions of the visit before: one after the other, or from their list.

Each is saved as it is said; it is left at any action, and gone on with later. Enter alone decides
nothing: the pointer of a list starts on what is said already, or on « à voir plus tard ».
"""

from collections.abc import Callable, Mapping

from diag.french import long_date
from diag.interview.last_year import (
    GOES_ON,
    became_words,
    day_before,
    decided_words,
    name_of,
    record_became,
    reviewed,
    summary,
    title_of,
    unsaid,
)
from diag.interview.prompts import Entry, Listing, Row
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down
from diag.safe_text import one_line
from diag.visit.visit_model import Became, PastAction, Visit

LETTER = "d"
"""What opens the list of these actions, from all that is asked and from the plan."""
_ANSWERS: Mapping[str, Became] = {"1": "done", "2": "under_way", "3": "dropped"}
_LATER = "4"
_COMMANDS: Mapping[str, str] = {"r": "retour", "q": "enregistrer et quitter"}
_WHY: Mapping[Became, str] = {
    "done": "un mot sur ce qui a été fait (Entrée seule : rien)",
    "under_way": "où en est-elle ? (Entrée seule : rien)",
    "dropped": "pourquoi est-elle abandonnée ?",
}
_SAID: Mapping[Became, tuple[str, str]] = {
    "done": ("est faite", "elle n’est plus proposée"),
    "under_way": ("est en cours", "elle est en tête du plan"),
    "dropped": ("est abandonnée", "elle peut être proposée à nouveau"),
}


def label(visit: Visit) -> str:
    """Return what the letter opens: « actions de 2025 »."""
    return f"actions de {day_before(visit).year}"


def waiting(visit: Visit) -> str:
    """Return how many actions wait to be reviewed, and where; nothing where none does."""
    left = len(unsaid(visit))
    if not left:
        return ""
    day = long_date(day_before(visit))
    return f"À dire encore : {_about(left)} le {day} ({LETTER}, dans la liste ou dans le plan)."


def _about(actions: int) -> str:
    if actions == 1:
        return "ce qu’est devenue 1 action décidée"
    return f"ce que sont devenues {actions} actions décidées"


def hold_review(sitting: Sitting, *, walking: bool) -> str:
    """Review the actions until the person leaves them; return `q` to leave the interview, or nothing.

    `walking` asks about those of which nothing is said, one after the other; else they are listed.
    """
    review = _Review(sitting)
    return review.walk() if walking else review.listed()


class _Review:
    def __init__(self, sitting: Sitting) -> None:
        self.sitting, self.face = sitting, sitting.face

    def walk(self) -> str:
        names = [name_of(one) for one in unsaid(self.sitting.visit)]
        day = long_date(day_before(self.sitting.visit))
        self.face.tell(f"D’abord, {_about(len(names))} le {day}.")
        for rank, name in enumerate(names, 1):
            chosen = self._asked(name, f"Action {rank} sur {len(names)}\n", walking=True)
            if chosen == "l":
                return self.listed()
            if chosen in ("r", "q"):
                return chosen.replace("r", "")
        self.face.tell(f"Actions de la dernière visite : {summary(self.sitting.visit)}.")
        return ""

    def listed(self) -> str:
        pointed = ""
        while True:
            visit = self.sitting.visit
            title = f"Actions décidées le {long_date(day_before(visit))} : {summary(visit)}."
            picked = self.face.choose(Listing(title, _rows(visit), _COMMANDS, pointed))
            pointed = picked.row
            if picked.command:
                return picked.command.replace("r", "")
            if self._asked(picked.row, "", walking=False) == "q":
                return "q"

    # -- one action ---------------------------------------------------------------------------------

    def _past(self, name: str) -> PastAction | None:
        return next((one for one in reviewed(self.sitting.visit) if name_of(one) == name), None)

    def _asked(self, name: str, rank: str, *, walking: bool) -> str:
        """Ask what became of one action, and save it; return what was chosen."""
        past = self._past(name)
        if past is None:  # another program took it away
            return ""
        options = [("1", "faite"), ("2", "en cours"), ("3", "abandonnée, en disant pourquoi")]
        options += [(_LATER, "à voir plus tard")]
        leave = "passer aux questions" if walking else "retour à la liste"
        options += [("l", "toutes ces actions, en liste")] if walking else []
        options += [("r", leave), ("q", "enregistrer et quitter")]
        start = next((key for key, word in _ANSWERS.items() if word == past.became), _LATER)
        chosen = self.face.menu(f"{rank}{_told(past)}", options, start)
        if chosen in _ANSWERS:
            self._became(past, _ANSWERS[chosen])
        elif chosen == _LATER and past.became is not None:
            self.sitting.keep(self._recorded(past, None, ""))
            self.face.tell(f"« {title_of(past)} » : à voir plus tard.")
        return chosen

    def _became(self, past: PastAction, became: Became) -> None:
        """Save what an action became, then a word on it; one that is given up is so with its reason."""
        if became in GOES_ON and became != past.became:
            self.sitting.keep(self._recorded(past, became, ""))
            past = self._past(name_of(past)) or past
        text = self._why(past, became, lambda why: self._recorded(past, became, one_line(why)))
        if text is None and became not in GOES_ON:
            self.face.tell("Sans raison écrite, rien ne change.")
            return
        said, then = _SAID[became]
        proposed = not past.own and past.id in self.sitting.questionnaire.action
        follows = proposed or (past.own and became == "under_way")
        self.face.tell(f"Enregistré. « {title_of(past)} » {said}{f' : {then}' if follows else ''}.")

    def _why(self, past: PastAction, became: Became, recorded: Callable[[str], Visit]) -> str | None:
        known = past.why if past.became == became else None
        entry = Entry(f"« {title_of(past)} » : {_WHY[became]}", known or "", several=False)
        return take_down(self.sitting, past.id, "became", entry, recorded)

    def _recorded(self, past: PastAction, became: Became | None, why: str) -> Visit:
        return record_became(self.sitting.questionnaire, self.sitting.visit, past, became, why)


def _told(past: PastAction) -> str:
    lines = [f"« {title_of(past)} »", f"Alors : {decided_words(past)}."]
    lines += [f"Note : {past.note}"] if past.note else []
    lines += [f"Aujourd’hui : {became_words(past)}."] if past.became else []
    return "\n".join([*lines, "Qu’est-elle devenue ?"])


def _rows(visit: Visit) -> tuple[Row, ...]:
    return tuple(
        Row(name_of(one), str(rank), f"{title_of(one)} : {became_words(one)}", more=decided_words(one))
        for rank, one in enumerate(reviewed(visit), 1)
    )
