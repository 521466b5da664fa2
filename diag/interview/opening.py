"""How an interview opens: what is told of the visit, and the choices of one that is finished (line 8)."""

from collections.abc import Collection, Iterator
from typing import Literal

from diag.french import count, long_date
from diag.interview import sentences
from diag.interview.around_the_table import role
from diag.interview.last_year_screen import waiting
from diag.interview.path import find_path
from diag.interview.prompts import Face
from diag.interview.sitting import Sitting
from diag.interview.writing import NAMES, again
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.acceptance import match
from diag.visit.set_aside import by_reason
from diag.visit.visit_model import Visit

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
