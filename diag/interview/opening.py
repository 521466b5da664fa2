"""How an interview opens, who answers in it, and the choices of one that is finished (lines 8 and 11).

People are known by their role. Each has a letter, in the order in which they were named; what closes a
gap between them is asked here.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from string import ascii_lowercase
from typing import Literal

from diag.french import count, long_date
from diag.interview import sentences
from diag.interview.last_year_screen import waiting
from diag.interview.path import Step, find_path
from diag.interview.prompts import Entry, Face
from diag.interview.recording import NotUnderstoodError, record_arbitration, said_of, with_respondent
from diag.interview.sitting import Sitting
from diag.interview.writing import NAMES, again, take_down, tell_personal_data
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import one_line
from diag.visit.acceptance import by_reason, match
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


RESULT, CORRECT, FOLLOW, PLAN, REPORT, WHOLE, CHANGED, QUIT = "1", "2", "3", "4", "5", "6", "e", "q"
"""Lines of the menu of a finished visit."""


def what_changed(visit: Visit, adopted: Visit, questionnaire: Questionnaire) -> Iterator[str]:
    """Yield what is to be known of a visit that does not fit; what is set aside is said once."""
    yield from (f"{line}." for line in match(visit, questionnaire).differences)
    new = {one.id for one in adopted.set_aside[len(visit.set_aside) :]}
    aside = match(adopted, questionnaire).set_aside
    for line, items in by_reason((one for one in aside if one.id in new), brief=True):
        yield "\n  - ".join((line, *items))


def tell_opening(
    sitting: Sitting, changed: Iterator[str], given: Collection[str] = (), *, fresh: bool = False, new: bool = False
) -> None:
    """Tell what the visit is, how far it is, who is there and what was being typed.

    `fresh` is a visit that follows another and begins: what that one decided is asked at once; `new`
    one where nobody answered yet, whatever its profile holds: the steps of `given` are not asked.
    """
    started = sitting.path.started and not new
    for told in changed:
        sitting.face.tell(f"À savoir : {told}")
    if not sitting.visit.visit.finished:  # its menu says the same of a finished one
        sitting.face.tell(sentences.welcome(sitting.visit, sitting.path, started, given))
    documents = len(sentences.at_hand(sitting.questionnaire, sitting.path))
    if documents and not started:
        sitting.face.tell(
            f"À avoir sous la main, si vous les avez : {count(documents, 'document')}, que l’aide de"
            " la première question nomme."
        )
    people = sitting.visit.respondents
    if len(people) > 1:
        told = f"Autour de la table : {', '.join(one.role for one in people)}."
        if not sitting.visit.visit.finished:  # nobody answers in its menu
            told += f" Répond : {role(sitting.visit, sitting.by)} (w, puis Entrée, pour changer)."
        sitting.face.tell(told)
    for told in _waiting(sitting):
        sitting.face.tell(told)
    if not fresh and (told := waiting(sitting.visit)):
        sitting.face.tell(told)


def _waiting(sitting: Sitting) -> Iterator[str]:
    """Yield what was left unfinished, and how it is found again; never what a text holds."""
    here = sitting.path.resume()
    for left in sitting.visit.drafts:
        step, name = sitting.path.step(left.of) if left.of else None, NAMES[left.kind]
        if left.kind in ("opening", "decision", "became"):
            yield f"Un texte attendait{'' if left.kind == 'became' else ' dans le plan'} : {name}."
        elif step:
            told = f"Une réponse attendait d’être validée : « {step.title} »"
            if left.kind != "answer":
                told = f"Un texte attendait : {name} de « {step.title} » ; tapez {again(left.kind)}"
            where = "" if step == here else " L’y retrouver : l, puis Entrée, puis son numéro."
            yield f"{told}.{where}"
        elif left.of is None and left.kind in ("note", "private_note"):
            yield f"Un texte attendait : {name} de toute la visite ; l, puis t, pour le retrouver."
        else:
            yield (
                f"Une saisie attendait ({name}), pour une question qui ne se pose plus. Elle reste dans le fichier."
            )


def finished_menu(sitting: Sitting, start: str, *, hands_over: bool) -> str:
    """Ask what is wanted of a finished visit, and return its line."""
    options = [
        (RESULT, "voir le résultat"),
        (CORRECT, "corriger cette visite : revoir les réponses en liste"),
        (FOLLOW, "nouvelle visite à partir de celle-ci, dans un nouveau fichier"),
        (PLAN, "décider du plan d’action"),
    ]
    if hands_over:
        options.append((REPORT, "écrire le rapport, et une copie à transmettre"))
    more = questions_to_come(sitting.questionnaire, sitting.visit)
    if more:
        options.append((WHOLE, f"passer à la forme complète : {count(more, 'question')} de plus"))
    before = sitting.visit.previous
    if before:
        day = long_date(before.date)
        options.append((CHANGED, f"voir ce qui a changé depuis la visite du {day}"))
    path, visit = sitting.path, sitting.visit
    name = visit.structure.name or "Visite sans nom"
    day = long_date(visit.visit.date)
    left = f" ; {count(len(path.unanswered), 'question')} sans réponse" if path.unanswered else ""
    told = f"{name}, visite du {day}, terminée : {path.done} réponses sur {path.total}{left}."
    return sitting.face.menu(f"{told} Que voulez-vous faire ?", [*options, (QUIT, "quitter")], start)


def questions_to_come(questionnaire: Questionnaire, visit: Visit) -> int:
    """Return how many questions the complete form would add to a visit; 0 for a complete one."""
    if visit.visit.form == "full":
        return 0
    whole = find_path(questionnaire, with_form(visit, "full"))
    return whole.total - find_path(questionnaire, visit).total


def with_form(visit: Visit, form: str) -> Visit:
    """Return the visit in its full or express form; no answer is lost either way.

    Another form asks other questions: a visit that was finished is not any more.
    """
    if visit.visit.form == form:
        return visit
    occasion = visit.visit.model_copy(update={"form": form, "finished": False})
    return visit.model_copy(update={"visit": occasion})


def choose_form(face: Face, questionnaire: Questionnaire, visit: Visit, given: Collection[str] = ()) -> str:
    """Ask how much to answer, `express` or `full`, with the time each form takes, `given` apart."""
    if all(q.core for q in questionnaire.questions):
        return "full"
    titles = {"1": ("express", "Express"), "2": ("full", "Complète")}
    options = [
        (key, f"{title} : {sentences.time_needed(find_path(questionnaire, with_form(visit, form)), given)}")
        for key, (form, title) in titles.items()
    ]
    return titles[face.menu("Quelle forme voulez-vous remplir ?", options)][0]


def wants_to_restart(sitting: Sitting) -> bool:
    """Ask whether to begin the visit again from nothing; the file of today is kept aside."""
    done = count(sitting.path.done, "réponse")
    title = f"Recommencer ? Le fichier actuel ({done}) est gardé à côté, sous un autre nom."
    options = [("1", "non, reprendre où j’en étais"), ("2", "recommencer depuis le début")]
    return sitting.face.menu(title, options, "1") == "2"


End = Literal["todo", "list", "finish", "look", "quit", "back"]


def at_the_end(sitting: Sitting) -> End:
    """Ask what is wanted once the last question is behind; what is missing is told first."""
    look: tuple[End, str] = ("look", "voir le résultat sans terminer : il est provisoire")
    lines: list[tuple[End, str]] = [
        ("finish", "terminer la visite et voir le résultat"),
        ("list", "revoir les réponses en liste"),
        look,
    ]
    if sitting.path.unanswered:
        lines = [
            ("todo", "y répondre maintenant"),
            ("list", "voir la liste de ce qui manque"),
            ("finish", "terminer quand même la visite, et voir le résultat"),
            look,
        ]
    options = [(str(rank), label) for rank, (_, label) in enumerate(lines, 1)]
    ends = [("r", "revenir à la dernière question"), ("q", "enregistrer et quitter")]
    chosen = sitting.face.menu(_end_title(sitting), [*options, *ends])
    others: dict[str, End] = {"r": "back", "q": "quit"}
    return others.get(chosen) or lines[int(chosen) - 1][0]


def _end_title(sitting: Sitting) -> str:
    """Return what is said at the end of the questions: what has no answer, what is not known."""
    left = len(sitting.path.unanswered)
    unknown = sum(one.status == "unknown" for one in sitting.path.matched.answers.values())
    if left:
        return f"Vous êtes à la fin. Il reste {count(left, 'question')} sans réponse."
    if unknown:
        told = f"{count(unknown, 'réponse')} « ne sait pas »"
        return f"Vous êtes à la fin. Tout a été demandé ; {told}."
    return "Toutes les questions ont une réponse."
