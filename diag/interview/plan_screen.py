"""The plan, built together on screen, and the same as lines of text (interview, line 13).

Each decision is saved at once, and the level « si tout est fait » is told as it moves. « Fait »
raises nothing by itself: it asks to answer the question again.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial

from pydantic import TypeAdapter, ValidationError

from diag.benchmark.release import Release
from diag.french import count, listing, month_span, month_year, number, round_tenths
from diag.interview.last_year_screen import LETTER, OWN, agreed, label, last_time, reviewed
from diag.interview.opening import type_role
from diag.interview.prompts import Entry, Face, Listing, Row
from diag.interview.recording import changed, record_decision, record_opening, record_own, record_to_check
from diag.interview.result_screen import card
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down
from diag.planning.plan import MONTHS, QUARTERS, OwnLine, PlanLine, Slot
from diag.questionnaire.questionnaire_model import Action, Days
from diag.report.action_words import ActionView, action_views, decided_of, own_when, plan_note, when_of
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.french_labels import DECISION, FALLEN
from diag.report.score_view import level_range, level_title
from diag.safe_text import one_line
from diag.scoring.assessment import NotScored, Score
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
            rows = plan_rows(before)
            heading = plan_heading(before, self.before)
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
        rows = [row.id for row in plan_rows(before)]
        aside, left = ({action.id for action, _ in one.plan.set_aside} for one in (self.assessed, before))
        if self.pointed in aside - left:
            kept = [r.id for r in plan_rows(self.assessed) if r.id not in aside]
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
        was, now = projected(before), projected(self.assessed)
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
        row = next(r for r in plan_rows(self.assessed) if r.id == name)
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
    firsts = {str(k + 1): QUARTER * k + 1 for k in range(QUARTERS)}
    options = [(key, f"T{key}, {month_span(day, k, k + QUARTER - 1)}") for key, k in firsts.items()]
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


QUARTER = MONTHS // QUARTERS


def plan_heading(assessed: AssessedVisit, before: AssessedVisit | None = None) -> str:
    """Return what stands above the rows: the year, where it leads, and the days of each quarter.

    `before` is the visit as it stood before the last decision, to tell what the decision changed.
    """
    plan, day = assessed.plan, assessed.visit.visit.date
    now = told_level(assessed, assessed.assessment.overall)
    days = listing([number(round_tenths(q.days)) for q in plan.quarters])
    taken = f"Jours pris de T1 à T{QUARTERS} : {days}."
    waiting = count(len(plan.verify_first), "action attend", "actions attendent")
    return "\n".join(
        [
            f"Plan d’action, {month_span(day, 1, MONTHS)}",
            f"Aujourd’hui : {now}. Si tout est fait, fin {month_year(day, MONTHS)} : {_change(assessed, before)}.",
            f"{count(plan.capacity, 'jour')} par trimestre (k pour changer). {taken}",
            *([f"{waiting} une réponse à vérifier d’abord."] if plan.verify_first else []),
        ]
    )


def projected(assessed: AssessedVisit) -> str:
    """Return the level at the end of the year « si tout est fait » (M23)."""
    return told_level(assessed, assessed.plan.quarters[-1].overall)


def _change(assessed: AssessedVisit, before: AssessedVisit | None) -> str:
    """Return the level at the end of the year, after what it was before the last decision."""
    now = projected(assessed)
    if before is None or projected(before) == now:
        return now
    was = before.plan.quarters[-1].overall
    told = f"niveau {was.level.value}, {was.whole} sur 100" if isinstance(was, Score) else "non calculé"
    return f"avant, {told} ; maintenant, {now}"


def told_level(assessed: AssessedVisit, result: Score | NotScored) -> str:
    """Return a level with its range and its score, in words."""
    if isinstance(result, NotScored):
        return "niveau non calculé"
    level = [level_title(assessed, result.level), level_range(assessed, result.level)]
    return f"{', '.join(filter(None, level))}, {result.whole} sur 100"


def plan_rows(assessed: AssessedVisit) -> tuple[Row, ...]:
    """Return the rows: what the year holds, the own actions, « la suite », what was set aside.

    The id of a row is that of its action, after `OWN` for one that the structure added.
    """
    lines = assessed.plan.lines
    year = [x for x in lines if x.under_way or x.slot.fits != "later"]
    told = [_line(assessed, line) for line in year]
    live = [own for own in assessed.plan.own if own.action.choice in ("keep", "under_way")]
    told += [_own(assessed, own) for own in live]
    told += [_line(assessed, line, "la suite") for line in lines if line not in year]
    told += [_aside(assessed, action, taken) for action, taken in assessed.plan.set_aside]
    told += [_own(assessed, own) for own in assessed.plan.own if own not in live]
    return tuple(Row(name, str(rank), text, marks) for rank, (name, text, marks) in enumerate(told, 1))


def plan_lines(assessed: AssessedVisit) -> Iterator[str]:
    """Yield the plan as lines of text, before they are wrapped."""
    yield f"{assessed.visit.structure.name}".strip()
    yield from plan_heading(assessed).replace(" (k pour changer)", "").split("\n")
    kept = plan_rows(assessed)
    if not kept:
        yield plan_note(assessed)
    for row in kept:
        marks = f"[{', '.join(row.marks)}] " if row.marks else ""
        yield f"{row.key}. {marks}{row.text}"


_Told = tuple[str, str, tuple[str, ...]]
"""The id, the text and the marks of a row."""


def _line(assessed: AssessedVisit, line: PlanLine, *marks: str) -> _Told:
    decision = line.decision or Decision()
    told = ["" if marks else when_of(assessed, line)]  # « la suite » says it
    told += [count(line.effort, "jour"), decision.owner or "", _due(decision)]
    origin = ("PRINT",) if line.action.origin == "print" else ()
    found = tuple(filter(None, [*origin, _mark(line), *marks]))
    before = last_time(assessed.visit, line.action.id)
    text = f"{line.action.title} : {', '.join(filter(None, told))}"
    return line.action.id, f"{text} ({before})" if before else text, found


def _due(decided: Decision | OwnAction) -> str:
    return f"pour le {decided.due:%d/%m/%Y}" if decided.due else ""


def _mark(line: PlanLine) -> str:
    """Return what was decided of a line in a word or two: `déplacée, de T2 à T3`."""
    if not line.moved:
        return decided_of(line)
    before, after = (quarter_of(slot) for slot in (line.unmoved, line.slot))
    return f"déplacée, de {before} à {after}" if before != after else "déplacée"


def quarter_of(slot: Slot) -> str:
    """Return the quarter that a slot begins in, `T2`; `la suite` where it has none."""
    return "la suite" if slot.start is None else f"T{-(-slot.start // QUARTER)}"


def _own(assessed: AssessedVisit, own: OwnLine) -> _Told:
    action = own.action
    told = [own_when(assessed, own), count(action.days, "jour") if action.days else ""]
    told = [*filter(None, [*told, action.owner or "", _due(action)])]
    marks = ("à vous",) if action.choice == "keep" else ("à vous", DECISION[action.choice])
    text = f"{action.title} : {', '.join(told)}" if told else action.title
    return f"{OWN}{own.id}", text, marks


def _aside(assessed: AssessedVisit, action: Action, decision: Decision) -> _Told:
    taken = assessed.visit.plan.decisions.get(action.id)
    mark = DECISION[decision.choice] if taken == decision else FALLEN
    note = f" ({decision.note})" if decision.note else ""
    return action.id, f"{action.title}{note}", (mark,)
