"""The plan, built together on screen (interview, line 13).

Each decision is saved at once, and the level « si tout est fait » is told as it moves. « Fait »
raises nothing by itself: it asks to answer the question again.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from diag.benchmark.release import Release
from diag.french import count, listing
from diag.interview import plan_rows
from diag.interview.last_year import OWN, agreed, reviewed
from diag.interview.last_year_screen import LETTER, label
from diag.interview.plan_questions import ask_days, ask_month, ask_role, month_after
from diag.interview.prompts import Entry, Listing
from diag.interview.recording import changed, one_line, record_decision, record_opening, record_own, record_to_check
from diag.interview.result_screen import card
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down
from diag.planning.plan import PlanLine
from diag.planning.schedule import MONTHS
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.plan_view import ActionView, action_views, plan_note, when_of
from diag.visit.visit_model import Decision, OwnAction, Visit

QUIT, REVIEW = ":q", ":d"
"""What `hold_plan` returns to leave, or for the actions of the visit before; no id of a question."""
COMMANDS: Mapping[str, str] = {
    "k": "jours par trimestre",
    "+": "ajouter une action",
    "o": "phrase d’ouverture du rapport",
    "r": "retour",
    "q": "enregistrer et quitter",
}
_LEAVING: Mapping[str, str] = {"r": "", "q": QUIT, LETTER: REVIEW}
_USUAL = "Les jours par trimestre sont ceux que propose le questionnaire."
_SAID = {
    "keep": "est gardée.",
    "under_way": "est déjà en cours : elle passe avant les autres.",
    "done": "est faite. « Fait » ne change aucun score : seule une réponse en change un.",
}
_Act = Callable[[str], str | None]
"""Decides something of the action of a row; returns the id of a question to answer again, if any."""


def hold_plan(sitting: Sitting, release: Release | None = None) -> str:
    """Build the plan of a visit until the person leaves it.

    Returns:
        Nothing to go back, `QUIT`, `REVIEW`, or the id of the question to answer again, when an action is done
        and the person wants to give its answer now.
    """
    return _PlanScreen(sitting, release).hold()


class _PlanScreen:
    def __init__(self, sitting: Sitting, release: Release | None) -> None:
        self.sitting, self.face, self.release = sitting, sitting.face, release
        self.assessed = self._assessed()
        self.before: AssessedVisit | None = None
        self.pointed = self.said = ""
        self.opened: Decision | OwnAction = Decision()

    def hold(self) -> str:
        acts: dict[str, Callable[[], None]] = {"k": self._capacity, "+": self._add, "o": self._opening}
        while True:
            if self.assessed.visit is not self.sitting.visit:  # another program wrote it meanwhile
                self.assessed = self._assessed()
            before = self.assessed
            rows = plan_rows.rows(before)
            heading = plan_rows.heading(before, self.before)
            title = "\n".join(filter(None, [self.said, heading]))
            empty = f"{plan_note(before)} + pour ajouter une action."
            picked = self.face.choose(Listing(title, rows, self._commands(), self.pointed, empty))
            self.pointed, self.said = picked.row, ""
            if picked.command in _LEAVING:
                return _LEAVING[picked.command]
            if picked.command:
                acts[picked.command]()
            elif picked.row and (again := self._on(picked.row)):
                return again
            self._stay_near(before)

    def _commands(self) -> Mapping[str, str]:
        if not reviewed(self.sitting.visit):
            return COMMANDS
        return {LETTER: label(self.sitting.visit), **COMMANDS}

    @property
    def _day(self) -> datetime.date:
        return self.sitting.visit.visit.date

    def _stay_near(self, before: AssessedVisit) -> None:
        """Point at the row that took the place of one which went down with what is set aside."""
        rows = [row.id for row in plan_rows.rows(before)]
        aside, left = ({action.id for action, _ in one.plan.set_aside} for one in (self.assessed, before))
        if self.pointed in aside - left:
            kept = [r.id for r in plan_rows.rows(self.assessed) if r.id not in aside]
            self.pointed = kept[min(rows.index(self.pointed), len(kept) - 1)] if kept else ""

    def _assessed(self) -> AssessedVisit:
        sitting = self.sitting
        return prepare(sitting.questionnaire, sitting.visit, release=self.release)

    # -- what is kept, and what it changes ----------------------------------------------------------

    def _keep(self, visit: Visit, said: str) -> None:
        """Save a decision, and tell where it leads."""
        self.sitting.keep(visit)
        self._tell_change(said)

    def _tell_change(self, said: str) -> None:
        before, fallen = self.assessed, set(self._fallen())
        self.before, self.assessed = before, self._assessed()
        told = [f"Enregistré. {said}"]
        lost = [f"« {title} »" for title in self._fallen() if title not in fallen]
        if lost:
            told.append(f"Avec elle tombe ce qui la suppose : {listing(lost)}.")
        self.said = " ".join(told)  # on top of the rows, which may fill the window
        self.face.tell(self.said)
        was, now = plan_rows.projected(before), plan_rows.projected(self.assessed)
        if was != now:
            self.face.tell(f"Si tout est fait : avant, {was} ; maintenant, {now}.")

    def _fallen(self) -> Iterator[str]:
        """Yield the titles of what falls with a declined action."""
        return (action.title for action, _, follows in self.assessed.decisions if follows)

    # -- what is decided of one action, proposed or added --------------------------------------------

    def _on(self, name: str) -> str:
        """Show an action and do what is chosen; return the question to answer again, if any."""
        own = name.startswith(OWN)
        self.opened = self._taken(name)
        acts = self._own_acts() if own else self._acts(name)
        options = [(key, label) for key, (label, _) in acts.items()]
        title, start = (self._title(name), "1") if own else (self._short(name), self._start(name))
        chosen = self.face.menu(title, [*options, ("r", "retour au plan")], start)
        again = acts[chosen][1](name) if chosen in acts else None
        if own and chosen != "9" and name.removeprefix(OWN) not in self.sitting.visit.plan.own:
            self.face.tell(f"Un autre programme a enlevé « {title} » du plan.")
        return again or ""

    def _acts(self, name: str) -> dict[str, tuple[str, _Act]]:
        taken = self.sitting.visit.plan.decisions.get(name)
        owner = f" (aujourd’hui : {taken.owner})" if taken and taken.owner else ""
        forget = {"8": ("oublier cette décision", self._forget)} if taken else {}
        return {
            "1": ("garder, dans l’ordre proposé", lambda x: self._decide(x, choice="keep")),
            "2": ("déplacer à un autre moment", partial(self._ask, self._month)),
            "3": ("écarter, en disant pourquoi", self._decline),
            "4": ("déjà en cours", lambda x: self._decide(x, choice="under_way")),
            "5": ("déjà faite", self._done),
            "6": (f"qui la porte{owner}", partial(self._ask, self._owner)),
            "7": ("lire toute l’action", self._read),
            **forget,
        }

    def _own_acts(self) -> dict[str, tuple[str, _Act]]:
        return {
            "1": ("changer son intitulé", self._rename),
            "2": ("changer ses jours de travail", partial(self._ask, self._days)),
            "3": ("la déplacer à un autre moment", partial(self._ask, self._month)),
            "4": ("qui la porte", partial(self._ask, self._owner)),
            "5": ("déjà en cours", lambda x: self._decide(x, choice="under_way")),
            "6": ("déjà faite", lambda x: self._decide(x, choice="done")),
            "7": ("la garder", lambda x: self._decide(x, choice="keep")),
            "8": ("écarter, en disant pourquoi", self._decline),
            "9": ("enlever du plan", self._remove),
        }

    def _start(self, name: str) -> str:
        """Return the line that the pointer starts on: what was decided, else to keep it."""
        taken = self._taken(name)
        if taken.choice == "keep":
            return "2" if taken.start else "1"
        return {"decline": "3", "under_way": "4", "done": "5"}[taken.choice]

    def _taken(self, name: str) -> Decision | OwnAction:
        """Return what is decided of the action of a row."""
        plan = self.sitting.visit.plan
        if name.startswith(OWN):
            # Another program may have taken it away since its menu was opened.
            return plan.own.get(name.removeprefix(OWN)) or self.opened
        return plan.decisions.get(name) or Decision()

    def _title(self, name: str) -> str:
        taken = self._taken(name)
        if isinstance(taken, OwnAction):
            return taken.title
        return self.sitting.questionnaire.action[name].title

    def _changed(self, name: str, **changes: object) -> Visit:
        """Return the visit with what is decided of an action changed; the rest of it stays."""
        taken, before = self._taken(name), self.sitting.visit
        new = {**taken.model_dump(), **changes}
        if isinstance(taken, OwnAction):
            action = OwnAction.model_validate(new)
            after = record_own(before, name.removeprefix(OWN), action)
        else:
            after = record_decision(before, name, Decision.model_validate(new))
        return agreed(before, after, name)

    def _decide(self, name: str, **changes: object) -> None:
        """Save what is decided of an action, and tell it.

        Why it was declined goes away with that: it would read as a note, on pages that all read.
        """
        old = self._taken(name)
        if "choice" in changes and isinstance(old, Decision):
            changes = {"start": None, **changes}
        if "choice" in changes and old.choice == "decline" and old.note:
            changes["note"] = None
            told = f"La raison de l’écarter ne tient plus, et s’efface : {old.note}"
            self.face.tell(told)
        self._keep(self._changed(name, **changes), self._said(name, changes))
        line = self._line(name)
        if line is not None and changes.get("start"):
            told = self._when(line, str(changes["start"]))
            self.said += f" {told}"
            self.face.tell(told)

    def _said(self, name: str, changes: Mapping[str, object]) -> str:
        title = f"« {self._title(name)} »"
        if "owner" in changes:
            return f"Qui porte {title} : {changes['owner'] or 'personne'}."
        return f"{title} {_SAID.get(str(changes.get('choice')), 'est à jour.')}"

    def _when(self, line: PlanLine, wanted: str) -> str:
        """Return when a moved action really is: what it waits for and the days left may delay it."""
        when = when_of(self.assessed, line)
        begins = line.slot.start or MONTHS + 1
        if wanted == month_after(self._day, begins):
            return f"Mois de l’action : {when}."
        why = "elle attend une autre action, ou il ne reste pas assez de jours"
        return f"Mois de l’action : {when} ({why})."

    def _ask(self, asked: Callable[[str], dict[str, object]], name: str) -> None:
        """Ask something of an action, and save the answer unless it is given up."""
        if changes := asked(name):
            self._decide(name, **changes)

    def _month(self, name: str) -> dict[str, object]:
        none = "dès qu’il reste des jours" if name.startswith(OWN) else ""
        start = ask_month(self.face, self._day, "Quand la commencer, au plus tôt ?", none)
        return {} if start is None else {"choice": "keep", "start": start or None}

    def _owner(self, name: str) -> dict[str, object]:
        lead = "" if name.startswith(OWN) else self.sitting.questionnaire.action[name].lead
        owner = ask_role(self.face, self.sitting.visit, lead)
        return {} if owner is None else {"owner": owner or None}

    def _days(self, name: str) -> dict[str, object]:
        taken = self._taken(name)
        known = taken.days if isinstance(taken, OwnAction) else None
        unknown = " (Entrée seule : on ne sait pas)" if known is None else ""
        days = ask_days(self.face, f"Combien de jours de travail ?{unknown}", known)
        return {} if days == known else {"days": days}

    def _decline(self, name: str) -> None:
        entry = Entry(f"Pourquoi écarter « {self._title(name)} » ?", self._taken(name).note or "")

        def declined(note: str) -> Visit:
            return self._changed(name, choice="decline", note=note)

        if take_down(self.sitting, name.removeprefix(OWN), "decision", entry, declined) is None:
            self.face.tell("Sans raison écrite, rien ne change.")
        else:
            self._tell_change(
                f"« {self._title(name)} » est écartée, et le reste. La raison ne paraît que dans"
                " le dossier de la personne qui accompagne."
            )

    # -- what is proposed ---------------------------------------------------------------------------

    def _line(self, name: str) -> PlanLine | None:
        """Return the line of an action in the plan; None where it was set aside, or added."""
        return next((x for x in self.assessed.plan.lines if x.action.id == name), None)

    def _view(self, name: str) -> ActionView:
        return next(one for one in action_views(self.assessed) if one.id == name)

    def _short(self, name: str) -> str:
        """Return why an action is advised, from where to where, and how it begins."""
        action = self.sitting.questionnaire.action[name]
        row = next(r for r in plan_rows.rows(self.assessed) if r.id == name)
        because = self._view(name).because if self._line(name) else ()
        return "\n".join(
            [row.text, f"Pourquoi : {action.reason}", f"Premier pas : {action.first_step}"]
            + [f"- {effect}" for effect in because[:2]]
        )

    def _read(self, name: str) -> None:
        self.face.read(card(self._view(name)) if self._line(name) else self._short(name))

    def _forget(self, name: str) -> None:
        before = self.sitting.visit
        visit = agreed(before, record_decision(before, name, None), name)
        self._keep(visit, f"« {self._title(name)} » : rien n’est décidé.")

    def _done(self, name: str) -> str:
        """Note that an action is done, and ask to answer its questions again, now or later."""
        self._decide(name, choice="done")
        targets = self.sitting.questionnaire.action[name].targets
        found = map(self.sitting.path.step, dict.fromkeys(t.question for t in targets))
        asked = [step for step in found if step]
        if not asked:
            return ""
        options = [(str(k), f"répondre à « {s.title} »") for k, s in enumerate(asked, 1)]
        later = ("t", "plus tard : marquer « à vérifier »")
        chosen = self.face.menu("Répondre à nouveau maintenant ?", [*options, later])
        now = asked[int(chosen) - 1] if chosen != "t" else None
        visit = self.sitting.visit
        for step in asked:
            if step is not now:
                visit = record_to_check(visit, step, True)
        if visit is not self.sitting.visit:
            self.sitting.keep(visit)
            self.face.tell("Ce qui reste à revoir est marqué « à vérifier ».")
        return now.id if now else ""

    # -- what the structure adds --------------------------------------------------------------------

    def _add(self) -> None:
        known = set(self.sitting.visit.plan.own)
        entry = Entry("Quelle action ajouter ? (une ligne)", several=False, limit=200)

        def added(title: str) -> Visit:
            return record_own(self.sitting.visit, None, OwnAction(title=one_line(title)))

        title = take_down(self.sitting, None, "decision", entry, added)
        if title is None:
            return
        own = self.sitting.visit.plan.own
        new = next(n for n in own if n not in known and own[n].title == one_line(title))
        self.pointed, self.opened = f"{OWN}{new}", own[new]
        for asked in (self._days, self._month, self._owner):
            if changes := asked(self.pointed):
                self.sitting.keep(self._changed(self.pointed, **changes))
        self._tell_change(f"« {one_line(title)} » est dans le plan ; aucun point n’en est attendu.")

    def _rename(self, name: str) -> None:
        entry = Entry("Son intitulé", self._title(name), several=False, limit=200)

        def renamed(title: str) -> Visit:
            return self._changed(name, title=one_line(title))

        if take_down(self.sitting, name.removeprefix(OWN), "decision", entry, renamed):
            self._tell_change(f"« {self._title(name)} » est à jour.")

    def _remove(self, name: str) -> None:
        said = f"« {self._title(name)} » est enlevée."
        before = self.sitting.visit
        visit = agreed(before, record_own(before, name.removeprefix(OWN), None), name)
        self._keep(visit, said)

    # -- what the whole plan rests on ---------------------------------------------------------------

    def _capacity(self) -> None:
        now = self.assessed.plan.capacity
        days = ask_days(self.face, "Combien de jours de travail par trimestre ?", now)
        if days != now:
            said = f"{count(days, 'jour')} par trimestre." if days else _USUAL
            self._keep(changed(self.sitting.visit, "plan", capacity=days), said)

    def _opening(self) -> None:
        entry = Entry(
            "Phrase qui ouvre le rapport, écrite ensemble (- pour reprendre celle de l’outil)", self.assessed.opening
        )

        def opened(text: str) -> Visit:
            ours = not self.sitting.visit.opening and text == self.assessed.opening
            return record_opening(self.sitting.visit, "" if ours else text)

        if take_down(self.sitting, None, "opening", entry, opened) is not None:
            self._tell_change(f"Le rapport s’ouvre ainsi : {self._assessed().opening}")
