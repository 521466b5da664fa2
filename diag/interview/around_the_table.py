"""Several people around the table: who answers now, what each says, and what closes a gap (line 11).

People are known by their role. Each has a letter, in the order in which they were named.
"""

from dataclasses import replace
from string import ascii_lowercase

from diag.interview import sentences
from diag.interview.path import Step
from diag.interview.prompts import Entry, Face
from diag.interview.recording import NotUnderstoodError, record_arbitration, said_of, with_respondent
from diag.interview.sitting import Sitting
from diag.interview.writing import take_down, tell_personal_data
from diag.safe_text import one_line
from diag.visit.visit_model import MAX_NAME, Said, Visit

ANOTHER, SETTLE, STAY = "+", "=", "0"
"""Lines of the menu that are not people: another role, closing a gap, going back."""


def letters(visit: Visit) -> dict[str, str]:
    """Return the id of each respondent by letter; two letters after the 26th."""
    two = (before + last for before in ["", *ascii_lowercase] for last in ascii_lowercase)
    return {letter: one.id for letter, one in zip(two, visit.respondents, strict=False)}


def role(visit: Visit, respondent: str | None) -> str:
    """Return the role of a respondent, empty for nobody."""
    return next((one.role for one in visit.respondents if one.id == respondent), "")


def choose_who(sitting: Sitting, step: Step | None = None) -> None:
    """Show who is around the table; change who answers, name another role, or close a gap."""
    people = [
        (key, role(sitting.visit, one) + (" (répond maintenant)" if one == sitting.by else ""))
        for key, one in letters(sitting.visit).items()
    ]
    options = [*people, (ANOTHER, "une autre fonction")]
    if step is not None and sentences.has_gap(sitting.questionnaire, sitting.visit, step):
        options.append((SETTLE, f"trancher l’écart sur « {step.title} »"))
    options.append((STAY, "revenir sans rien changer"))
    chosen = sitting.face.menu("Qui répond ?", options, options[0][0])
    if chosen == SETTLE and step is not None:
        settle(sitting, step)
    elif chosen == ANOTHER:
        if named := type_role(sitting.face, "Fonction de la personne, sans son nom"):
            visit, respondent = with_respondent(sitting.visit, named)
            sitting.keep(visit, named)
            answer_as(sitting, respondent)
    elif chosen != STAY:
        answer_as(sitting, letters(sitting.visit)[chosen])


def answer_as(sitting: Sitting, respondent: str) -> None:
    """Let a respondent answer from now on, and say so."""
    sitting.by = respondent
    sitting.face.tell(f"Répond maintenant : {role(sitting.visit, respondent)}.")


def type_role(face: Face, label: str) -> str:
    """Ask a function until it fits its place; empty when it is given up."""
    entry = Entry(label, several=False, limit=MAX_NAME)
    while True:
        typed = one_line(face.write(entry) or "").strip("-")
        if len(typed) <= MAX_NAME:
            tell_personal_data(face, typed)
            return typed
        face.tell(f"Une fonction tient en {MAX_NAME} signes : raccourcissez-la.")
        entry = replace(entry, text=typed)


def settle(sitting: Sitting, step: Step) -> None:
    """Close a gap: the answer that is retained, who decided, and why (M13)."""
    retained = _retained(sitting, step)
    if retained is None:
        return
    by = _decided_by(sitting)
    if not by:
        return
    entry = Entry(f"Pourquoi cette réponse ? ({step.title})")
    question = sitting.questionnaire.question[step.id]

    def recorded(why: str) -> Visit:
        return record_arbitration(sitting.visit, question, retained, by, why)

    if take_down(sitting, step.id, "reason", entry, recorded):
        words = sentences.in_words(sitting.questionnaire, sitting.visit, step)
        sitting.face.tell(f"Tranché. {step.title} : {words} (décision : {by}).")


def _retained(sitting: Sitting, step: Step) -> Said | None:
    """Ask which answer is retained, as the question itself asks it; None to go back."""
    asked = sentences.prompt_for(sitting.questionnaire, sitting.visit, sitting.path, step)
    prompt = replace(
        asked,
        text=f"Quelle réponse retenir ? {asked.text}",
        commands=tuple(c for c in asked.commands if c in ("s", "r")),
        kept=(),
        earlier=sentences.apart(sitting.questionnaire, sitting.visit, step),  # and nothing to keep
    )
    while True:
        reply = sitting.face.ask(prompt)
        if reply.command not in ("answer", "s"):
            sitting.face.tell("Rien n’est tranché : les réponses restent à part.")
            return None
        try:
            return said_of(sitting.questionnaire.question[step.id], reply)
        except NotUnderstoodError as problem:
            sitting.face.tell(str(problem))


def _decided_by(sitting: Sitting) -> str:
    roles = [(key, role(sitting.visit, one)) for key, one in letters(sitting.visit).items()]
    ends = [(ANOTHER, "une autre fonction"), (STAY, "revenir sans trancher")]
    chosen = sitting.face.menu("Qui décide ?", [*roles, *ends], "")
    if chosen == ANOTHER:
        return type_role(sitting.face, "Fonction de la personne qui décide, sans son nom")
    return dict(roles).get(chosen, "")


def which(sitting: Sitting, shown: Step, just: Step | None, respondent: str) -> Step:
    """Return the question that an answer given in one line is about.

    It is the one on screen. Just after somebody else answered, it may as well be the one before:
    nothing is guessed, it is asked.
    """
    before = sitting.visit.answers.get(just.id) if just and just.kind == "question" else None
    if just is None or before is None or just == shown or before.by == respondent:
        return shown
    options = [
        ("1", f"celle qui vient de recevoir une réponse : {just.title}"),
        ("2", f"celle qui est affichée : {shown.title}"),
    ]
    who = role(sitting.visit, respondent)
    chosen = sitting.face.menu(f"{who} répond à quelle question ?", options)
    return just if chosen == "1" else shown
