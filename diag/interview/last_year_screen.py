"""The review of the actions of the visit before: one after the other, or from their list.

Each is saved as it is said; it is left at any action, and gone on with later. Enter alone decides
nothing: the pointer of a list starts on what is said already, or on « à voir plus tard ».

An action that is done or under way is so in the new plan too; one that was given up may be proposed
again. The review and the plan never contradict each other: what one says, the other follows.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping

from diag.french import count, listing, long_date, month_year
from diag.interview.prompts import Entry, Listing, Row
from diag.interview.recording import record_decision, record_own
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import one_line
from diag.visit.visit_model import Became, Choice, Decision, OwnAction, PastAction, Visit

OWN = "+"
"""What the name of an action begins with where the structure added it."""
GOES_ON: tuple[Became, ...] = ("done", "under_way")
"""What an action becomes that the new plan holds too."""
_DECIDED: dict[Choice, str] = {
    "keep": "gardée",
    "under_way": "déjà en cours",
    "done": "déjà faite",
    "decline": "écartée",
}
_BECAME: dict[Became, tuple[str, str]] = {
    "done": ("faite", "faites"),
    "under_way": ("en cours", "en cours"),
    "dropped": ("abandonnée", "abandonnées"),
}
TO_SAY = "à voir"


def name_of(past: PastAction) -> str:
    """Return the name of an action among all those of the visit before."""
    return f"{OWN if past.own else ''}{past.id}"


def title_of(past: PastAction) -> str:
    """Return what an action was called, its id where nobody knows."""
    return past.title or past.id


def reviewed(visit: Visit) -> list[PastAction]:
    """Return the actions of the visit before that a review asks about: all but those declined."""
    actions = visit.previous.actions if visit.previous else []
    return [one for one in actions if one.choice != "decline"]


def unsaid(visit: Visit) -> list[PastAction]:
    """Return those of which nobody has said yet what became of them."""
    return [one for one in reviewed(visit) if one.became is None]


def in_the_visit_before(visit: Visit, name: str) -> PastAction | None:
    """Return an action as the visit before decided it; one's own actions are known by their title."""
    actions = visit.previous.actions if visit.previous else []
    if not name.startswith(OWN):
        return next((one for one in actions if not one.own and one.id == name), None)
    own = visit.plan.own.get(name.removeprefix(OWN))
    return next((one for one in actions if one.own and own and one.title == own.title), None)


# --- what is recorded -----------------------------------------------------------------------------


def record_became(
    questionnaire: Questionnaire, visit: Visit, past: PastAction, became: Became | None, why: str = ""
) -> Visit:
    """Return the visit where an action became something, None to unsay it, and its plan with it."""
    visit = _with_became(visit, past, became, why)
    return _carried(visit, past, became) if past.own or past.id in questionnaire.action else visit


def _with_became(visit: Visit, past: PastAction, became: Became | None, why: str) -> Visit:
    new = PastAction.model_validate({**dict(past), "became": became, "why": why or None})
    if visit.previous is None:
        return visit
    actions = [new if name_of(one) == name_of(past) else one for one in visit.previous.actions]
    previous = visit.previous.model_copy(update={"actions": actions})
    return visit.model_copy(update={"previous": previous})


def _carried(visit: Visit, past: PastAction, became: Became | None) -> Visit:
    """Return the visit whose plan holds an action, proposed or own, as done or under way, or not any more.

    One that goes on takes over who carries it, and for when as long as it waits.
    """
    title = title_of(past)
    name = next((n for n, one in visit.plan.own.items() if one.title == title), None)
    taken = (visit.plan.own[name] if name else None) if past.own else visit.plan.decisions.get(past.id)
    new: Decision | OwnAction | None = None
    if became in GOES_ON:
        declined = not past.own and taken is not None and taken.choice == "decline"
        kept = None if declined else taken
        kept = kept or (OwnAction(title=title) if past.own else Decision())
        due = (kept.due or past.due) if became == "under_way" else None
        changes = {"choice": became, "start": None, "owner": kept.owner or past.owner, "due": due}
        new = kept.model_copy(update=changes)
    elif taken is None or taken.choice != past.became:
        return visit
    if past.own:
        return record_own(visit, name, new if isinstance(new, OwnAction) else None)
    return record_decision(visit, past.id, new if isinstance(new, Decision) else None)


def agreed(before: Visit, after: Visit, name: str) -> Visit:
    """Return a visit whose review says of an action what its plan has just decided.

    `before` is the visit before that decision, where the action is known. « Faite » and « en cours »
    are facts of the review too; where the plan takes them back, the review has nothing said.
    """
    past = in_the_visit_before(before, name)
    own = after.plan.own.get(name.removeprefix(OWN)) if name.startswith(OWN) else None
    taken = own or after.plan.decisions.get(name)
    said = next((one for one in GOES_ON if taken and taken.choice == one), None)
    if past is None or said == past.became or (said is None and past.became == "dropped"):
        return after
    return _with_became(after, past, said, "")


# --- what is said ---------------------------------------------------------------------------------


def day_before(visit: Visit) -> datetime.date:
    """Return the date of the visit before; that of this one where it follows none."""
    return visit.previous.date if visit.previous else visit.visit.date


def summary(visit: Visit) -> str:
    """Return how many actions became what: « 2 faites, 1 abandonnée et 1 à voir »."""
    found = Counter(one.became for one in reviewed(visit))
    told = [count(found[word], *names) for word, names in _BECAME.items() if found[word]]
    told += [f"{found[None]} {TO_SAY}"] if found[None] else []
    return listing(told)


def became_words(past: PastAction) -> str:
    """Return what an action became, and why: « abandonnée (pas le temps) »."""
    if past.became is None:
        return TO_SAY
    word, _ = _BECAME[past.became]
    return f"{word} ({past.why})" if past.why else word


def decided_words(past: PastAction) -> str:
    """Return what was decided of an action then: how, by whom it was carried, for when."""
    told = [_DECIDED[past.choice]]
    told += ["ajoutée par la structure"] if past.own else []
    told += [f"portée par : {past.owner}"] if past.owner else []
    if past.start:
        year, month = map(int, past.start.split("-"))
        told.append(f"à partir de {month_year(datetime.date(year, month, 1))}")
    told += [f"pour le {long_date(past.due)}"] if past.due else []
    return ", ".join(told)


def last_time(visit: Visit, name: str) -> str:
    """Return what is recalled beside an action that is proposed again; nothing where the plan says it.

    Its reason comes with it: it is for the screen of whoever builds the plan.
    """
    past = in_the_visit_before(visit, name)
    if past is None or past.became in GOES_ON:
        return ""
    year = day_before(visit).year
    if past.became == "dropped":
        told, why = f"abandonnée en {visit.visit.date.year}", past.why
    else:
        told, why = f"{_DECIDED[past.choice]} en {year}", past.note
    return f"{told} : {why}" if why else told


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
