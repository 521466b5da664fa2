"""The plan, built together on screen (interview, line 13).

Each decision is saved at once, and the level « si tout est fait » is told as it moves. « Fait »
raises nothing by itself: it asks to answer the question again.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial

from pydantic import TypeAdapter, ValidationError

from diag.benchmark.release import Release
from diag.french import count, listing, month_span, month_year, number
from diag.interview import plan_rows
from diag.interview.around_the_table import type_role
from diag.interview.last_year import OWN, agreed, reviewed
from diag.interview.last_year_screen import LETTER, label
from diag.interview.prompts import Entry, Face, Listing
from diag.interview.recording import changed, record_decision, record_opening, record_own, record_to_check
from diag.interview.result_screen import card
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down
from diag.planning.plan import PlanLine
from diag.planning.schedule import MONTHS, QUARTERS
from diag.questionnaire.value_types import Days
from diag.report.action_words import ActionView, action_views, plan_note, when_of
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.safe_text import one_line
from diag.visit.visit_model import MAX_NAME, Decision, OwnAction, Visit

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
            review = {LETTER: label(self.sitting.visit)} if reviewed(self.sitting.visit) else {}
            picked = self.face.choose(Listing(title, rows, {**review, **COMMANDS}, self.pointed, empty))
            self.pointed, self.said = picked.row, ""
            if picked.command in _LEAVING:
                return _LEAVING[picked.command]
            if picked.command:
                acts[picked.command]()
            elif picked.row and (again := self._on(picked.row)):
                return again
            self._stay_near(before)

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
        acts = self._acts(name)
        options = [(key, label) for key, (label, _) in acts.items()]
        title, start = self._title(name), "1"
        if not own:  # the pointer starts on what was decided
            decided = {"keep": "2" if self.opened.start else "1", "decline": "3", "under_way": "4", "done": "5"}
            title, start = self._short(name), decided[self.opened.choice]
        chosen = self.face.menu(title, [*options, ("r", "retour au plan")], start)
        again = acts[chosen][1](name) if chosen in acts else None
        if own and chosen != "9" and name.removeprefix(OWN) not in self.sitting.visit.plan.own:
            self.face.tell(f"Un autre programme a enlevé « {title} » du plan.")
        return again or ""

    def _acts(self, name: str) -> dict[str, tuple[str, _Act]]:
        """Return what can be decided of an action, by its key."""
        taken = self.sitting.visit.plan.decisions.get(name)
        owner = f" (aujourd’hui : {taken.owner})" if taken and taken.owner else ""
        month, carried = (partial(self._ask, asked) for asked in (self._month, self._owner))
        keep, under_way, done = (partial(self._decide, choice=c) for c in ("keep", "under_way", "done"))
        own: list[tuple[str, _Act]] = [
            ("changer son intitulé", self._rename),
            ("changer ses jours de travail", partial(self._ask, self._days)),
            ("la déplacer à un autre moment", month),
            ("qui la porte", carried),
            ("déjà en cours", under_way),
            ("déjà faite", done),
            ("la garder", keep),
            ("écarter, en disant pourquoi", self._decline),
            ("enlever du plan", self._forget),
        ]
        proposed: list[tuple[str, _Act]] = [
            ("garder, dans l’ordre proposé", keep),
            ("déplacer à un autre moment", month),
            ("écarter, en disant pourquoi", self._decline),
            ("déjà en cours", under_way),
            ("déjà faite", self._done),
            (f"qui la porte{owner}", carried),
            ("lire toute l’action", lambda x: self.face.read(card(v) if (v := self._view(x)) else self._short(x))),
            *([("oublier cette décision", self._forget)] if taken else []),
        ]
        return {str(k): act for k, act in enumerate(own if name.startswith(OWN) else proposed, 1)}

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
        if line is not None and changes.get("start"):  # what it waits for may delay it
            asked = changes["start"] == month_after(self.sitting.visit.visit.date, line.slot.start or MONTHS + 1)
            why = "" if asked else " (elle attend une autre action, ou il ne reste pas assez de jours)"
            told = f"Mois de l’action : {when_of(self.assessed, line)}{why}."
            self.said += f" {told}"
            self.face.tell(told)

    def _said(self, name: str, changes: Mapping[str, object]) -> str:
        title = f"« {self._title(name)} »"
        if "owner" in changes:
            return f"Qui porte {title} : {changes['owner'] or 'personne'}."
        return f"{title} {_SAID.get(str(changes.get('choice')), 'est à jour.')}"

    def _ask(self, asked: Callable[[str], dict[str, object]], name: str) -> None:
        """Ask something of an action, and save the answer unless it is given up."""
        if changes := asked(name):
            self._decide(name, **changes)

    def _month(self, name: str) -> dict[str, object]:
        none = "dès qu’il reste des jours" if name.startswith(OWN) else ""
        start = ask_month(self.face, self.sitting.visit.visit.date, "Quand la commencer, au plus tôt ?", none)
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

    def _view(self, name: str) -> ActionView | None:
        return next((v for v in action_views(self.assessed) if v.id == name), None) if self._line(name) else None

    def _short(self, name: str) -> str:
        """Return why an action is advised, from where to where, and how it begins."""
        action = self.sitting.questionnaire.action[name]
        row = next(r for r in plan_rows.rows(self.assessed) if r.id == name)
        view = self._view(name)
        return "\n".join(
            [row.text, f"Pourquoi : {action.reason}", f"Premier pas : {action.first_step}"]
            + [f"- {effect}" for effect in (view.because[:2] if view else ())]
        )

    def _forget(self, name: str) -> None:
        """Take away what was decided of an action, or an action that was added."""
        before, own = self.sitting.visit, name.startswith(OWN)
        said = f"« {self._title(name)} » {'est enlevée.' if own else ': rien n’est décidé.'}"
        after = record_own(before, name.removeprefix(OWN), None) if own else record_decision(before, name, None)
        self._keep(agreed(before, after, name), said)

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
        for step in (one for one in asked if one is not now):
            visit = record_to_check(visit, step, True)
        if visit is not self.sitting.visit:
            self.sitting.keep(visit)
            self.face.tell("Ce qui reste à revoir est marqué « à vérifier ».")
        return now.id if now else ""

    # -- what the structure adds --------------------------------------------------------------------

    def _add(self) -> None:
        known = set(self.sitting.visit.plan.own)
        entry = Entry("Quelle action ajouter ? (une ligne)", several=False, limit=MAX_NAME)

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
        entry = Entry("Son intitulé", self._title(name), several=False, limit=MAX_NAME)

        def renamed(title: str) -> Visit:
            return self._changed(name, title=one_line(title))

        if take_down(self.sitting, name.removeprefix(OWN), "decision", entry, renamed):
            self._tell_change(f"« {self._title(name)} » est à jour.")

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


# --- the small questions of the plan ---------------------------------------------------------------

_DAYS: TypeAdapter[Decimal] = TypeAdapter(Days)


def ask_days(face: Face, label: str, known: Decimal | None) -> Decimal | None:
    """Return a number of days; as it was when nothing is typed, None when it is erased.

    The field is empty: a digit typed after the days that are known would make a hundred of ten.
    """
    text, now = "", ""
    if known is not None:
        now = f" ({number(known)} aujourd’hui : Entrée seule les garde, - les efface)"
    while True:
        typed = face.write(Entry(f"{label}{now}", text, several=False))
        if not typed:
            return known
        if typed == "-":
            return None
        try:
            return _DAYS.validate_python(one_line(typed).replace(" ", "").replace(",", "."))
        except ValidationError:
            text = typed
            face.tell(f"« {typed} » n’est pas un nombre de jours ; par exemple 8 ou 2,5.")


def ask_month(face: Face, day: datetime.date, title: str, none: str = "") -> str | None:
    """Return a month that is chosen, by quarter or by itself; None is to give it up.

    The quarters begin with the month after `day`; `none` offers to choose none, which is an empty text.
    """
    firsts = {str(k + 1): plan_rows.QUARTER * k + 1 for k in range(QUARTERS)}
    options = [(key, f"T{key}, {month_span(day, k, k + plan_rows.QUARTER - 1)}") for key, k in firsts.items()]
    options += [("5", "un mois précis"), ("6", f"après {month_year(day, MONTHS)}")]
    options += [("7", none)] if none else []
    chosen = face.menu(title, [*options, ("r", "retour")])
    if chosen == "5":
        each = [(str(k), month_year(day, k)) for k in range(1, MONTHS + 1)]
        chosen = face.menu("Quel mois ?", [*each, ("r", "retour")])
        return None if chosen == "r" else month_after(day, int(chosen))
    if chosen == "6":
        return month_after(day, MONTHS + 1)
    if chosen == "7":
        return ""
    return month_after(day, firsts[chosen]) if chosen in firsts else None


def ask_role(face: Face, visit: Visit, lead: str = "") -> str | None:
    """Return the role of who carries an action; empty for nobody, None to give it up.

    The roles around the table are proposed, then `lead`, who would usually carry it.
    """
    roles = [one.role for one in visit.respondents]
    known = list(dict.fromkeys(filter(None, [*roles, lead])))[:20]
    options = [(str(k), role) for k, role in enumerate(known, 1)]
    more = [("+", "une autre fonction"), ("0", "personne pour l’instant"), ("r", "retour")]
    chosen = face.menu("Qui la porte, par sa fonction ?", [*options, *more])
    if chosen == "+":
        return type_role(face, "Sa fonction, sans nom") or None
    if chosen == "0":
        return ""
    return None if chosen == "r" else known[int(chosen) - 1]


def month_after(day: datetime.date, months: int) -> str:
    """Return a month so far after a date, as the visit writes it."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"
