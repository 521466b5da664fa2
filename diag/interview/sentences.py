"""What the interview says, in French: prompts, answers in words, help, welcome; pure."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from diag.french import count, counted, long_date, number, number_of
from diag.interview.path import Path, Step
from diag.interview.prompts import Command, Kind, Option, Place, Prompt, show_numbers
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.questionnaire.questionnaire_model import Option as ProfileOption
from diag.visit.set_aside import held_words
from diag.visit.visit_model import Answer, Visit

_BRACKETS = re.compile(r"\(([^()]+)\)")
_PROFILE_COMMANDS: tuple[Command, ...] = ("a", "r", "q")


def prompt_for(questionnaire: Questionnaire, visit: Visit, path: Path, step: Step) -> Prompt:
    """Return what a face needs to ask `step`."""
    place = _place(questionnaire, path, step)
    earlier = _earlier(questionnaire, visit, path, step)
    if step.kind == "name":
        text, hint = "Quel est le nom de la structure ?", "Il figure en tête du rapport."
        return Prompt(place, text, "text", (), _PROFILE_COMMANDS, hint, earlier)
    if step.kind == "profile":
        return _profile_prompt(questionnaire.field[step.id], place, earlier, path)
    return _question_prompt(questionnaire.question[step.id], place, earlier, path)


def _place(questionnaire: Questionnaire, path: Path, step: Step) -> Place:
    if step.kind == "name":
        return Place("Structure", 1, 1, path.percent, path.minutes, profile=True)
    position, total = path.position(step)
    if step.kind == "profile":
        section = "Pour finir" if step.last else "Profil"
        return Place(section, position, total, path.percent, path.minutes, profile=True)
    section = questionnaire.dimension_of[step.id].title
    return Place(section, position, total, path.percent, path.minutes)


def _profile_prompt(field: ProfileField, place: Place, earlier: str, path: Path) -> Prompt:
    options = tuple(
        Option(str(i), o.label, o.exclusive, _names(o)) for i, o in enumerate(field.options)
    )
    commands = _PROFILE_COMMANDS
    if field.kind == "number":
        hint = _bounds(field.minimum, field.maximum)
        return Prompt(place, field.text, "number", (), commands, hint, earlier)
    if field.kind == "text":
        return Prompt(place, field.text, "text", (), commands, "", earlier)
    kind: Kind = "single" if field.kind == "choice" else "multiple"
    known = path.matched.profile.get(field.id, ())
    ticked = tuple(str(i) for i, o in enumerate(field.options) if o.id in _several(known))
    by_name = show_numbers([o.label for o in options])
    return Prompt(place, field.text, kind, options, commands, "", earlier, ticked, by_name)


def _names(option: ProfileOption) -> tuple[str, ...]:
    """Return what people call an option: its label without brackets, what they hold, spellings."""
    bare = _BRACKETS.sub(" ", option.label)
    return tuple(filter(None, (bare.strip(), *_BRACKETS.findall(option.label), *option.accepts)))


def _question_prompt(question: Question, place: Place, earlier: str, path: Path) -> Prompt:
    skippable: tuple[Command, ...] = ("s", "x") if question.not_applicable else ("s",)
    commands: tuple[Command, ...] = (*skippable, "a", "n", "p", "r", "q")
    if isinstance(question, SingleQuestion):
        levels = tuple(Option(str(c.level), c.label) for c in question.choices)
        return Prompt(place, question.text, "single", levels, commands, "", earlier)
    if isinstance(question, MultipleQuestion):
        boxes = tuple(Option(str(i), c.label, c.exclusive) for i, c in enumerate(question.choices))
        known = _several(path.matched.given.get(question.id, ()))
        ticked = tuple(str(i) for i, c in enumerate(question.choices) if c.id in known)
        return Prompt(place, question.text, "multiple", boxes, commands, "", earlier, ticked)
    hint = f"{_bounds(question.minimum, question.maximum)} ({question.unit})"
    return Prompt(place, question.text, "number", (), commands, hint, earlier)


def _several(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _bounds(low: Decimal, high: Decimal) -> str:
    return f"un nombre de {number(low)} à {number(high)}"


def _figure(spelled: str) -> str:
    """Return a number as French writes it, whatever its spelling in the file."""
    try:
        return f"{Decimal(spelled.replace(',', '.')):f}".replace(".", ",")
    except InvalidOperation:
        return spelled


def _earlier(questionnaire: Questionnaire, visit: Visit, path: Path, step: Step) -> str:
    words = in_words(questionnaire, visit, step) if step in path.answered else ""
    said = [f"Réponse enregistrée : {words} (Entrée seule la garde)"] if words else []
    if step not in path.answered:
        said += _set_aside(questionnaire, visit, step)
    answer = visit.answers.get(step.id) if step.kind == "question" else None
    if answer is not None and answer.note:
        said.append(f"Note : {answer.note}")
    if answer is not None and answer.private_note:
        said.append("(une note privée est enregistrée)")  # people sit around the same screen
    return "\n".join(said)


def _set_aside(questionnaire: Questionnaire, visit: Visit, step: Step) -> list[str]:
    """Return what to say of the latest answer that was set aside."""
    former = [s for s in visit.set_aside if s.id == step.id and s.answer is not None]
    if step.kind == "name" or not former:
        return []
    held = held_words(questionnaire, former[-1])
    return [f"Réponse d'avant, à redonner (version {former[-1].version}) : {held}"] if held else []


def title_of(questionnaire: Questionnaire, step: Step) -> str:
    """Return the short title of a step."""
    if step.kind == "name":
        return "Nom de la structure"
    if step.kind == "profile":
        return questionnaire.field[step.id].title
    return questionnaire.question[step.id].title


def in_words(questionnaire: Questionnaire, visit: Visit, step: Step) -> str:
    """Return the recorded answer of a step in words, empty when there is none."""
    if step.kind == "name":
        return visit.structure.name
    if step.kind == "profile":
        value = visit.structure.profile.get(step.id, "")
        return _profile_words(questionnaire.field[step.id], value)
    answer = visit.answers.get(step.id)
    return _answer_words(questionnaire.question[step.id], answer) if answer else ""


def _profile_words(field: ProfileField, value: str | list[str]) -> str:
    labels = {o.id: o.label for o in field.options}
    if isinstance(value, list):
        return " ; ".join(labels.get(v, v) for v in value)
    return _figure(value) if field.kind == "number" else labels.get(value, value)


def _answer_words(question: Question, answer: Answer) -> str:
    if answer.status == "unknown":
        return "ne sait pas"
    if answer.status == "not_applicable":
        return f"non concerné ({answer.reason})"
    value = answer.value
    if value is None:
        return ""
    if isinstance(value, list):
        boxes = question.choices if isinstance(question, MultipleQuestion) else []
        labels = {c.id: c.label for c in boxes}
        return " ; ".join(labels.get(v, v) for v in value)
    if isinstance(question, SingleQuestion):
        levels = {str(c.level): c.label for c in question.choices}
        return f"{value} - {levels.get(value, '')}"
    figure = number_of(value)
    if figure is None or isinstance(question, MultipleQuestion):
        return value
    return counted(figure, question.unit)


def help_for(questionnaire: Questionnaire, step: Step) -> str:
    """Return the help of a step: precision, how to choose, why it is asked, what it rests on."""
    if step.kind == "name":
        return "Le nom d'usage suffit. Il sert à reconnaître le fichier et à titrer le rapport."
    if step.kind == "profile":
        default = "Le profil choisit les questions à poser. Il ne compte pas dans les scores."
        return questionnaire.field[step.id].help or default
    return "\n".join(_question_help(questionnaire, questionnaire.question[step.id]))


def _question_help(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    if question.help:
        yield from (question.help, "")
    ways = list(_ways_to_choose(question))
    if ways:
        yield from ("Comment choisir :", *ways, "")
    if question.not_applicable:
        yield from (_not_applicable_case(question), "")
    yield f"Pourquoi cette question : {question.why}"
    for name in question.findings:
        finding = questionnaire.findings[name]
        yield f"Constat de recherche {name} ({finding.place}) : {finding.text}"


def ask_reason(question: Question) -> str:
    """Return what is asked after « non concerné »."""
    ask = "Pourquoi la structure n'est-elle pas concernée ? (Entrée seule annule)"
    return f"{_not_applicable_case(question)}\n{ask}"


def _ways_to_choose(question: Question) -> Iterator[str]:
    if isinstance(question, SingleQuestion):
        for choice in question.choices:
            yield from (f"{choice.level} - {choice.label}", f"    {choice.check}")
    elif isinstance(question, MultipleQuestion):
        for position, box in enumerate(question.choices):
            yield from (f"{position} - {box.label}", f"    {box.check}")


def _not_applicable_case(question: Question) -> str:
    return f"« Non concerné » convient dans ce cas : {question.not_applicable}"


def ask_note(old: str, *, private: bool) -> str:
    """Return what is asked for a note, with the one already written."""
    kind = (
        "Note privée, jamais dans le rapport" if private else "Note, qui figurera dans le rapport"
    )
    if old:
        return f"{kind}, déjà écrite : {old}\nTapez la nouvelle, ou - pour l'effacer."
    return f"{kind} (Entrée seule ne change rien)"


LADDER = (
    "Choisissez la réponse la plus haute dont tout est vrai. Si une partie manque, prenez celle"
    " d'avant, avec une note."
)
"""What is said before the first question."""


def time_needed(path: Path) -> str:
    """Return how many questions there are and what remains to do, files and documents apart."""
    told = f"{count(path.total, 'question')}, {path.minutes} min environ"
    proof = path.proof_minutes
    return f"{told}, et {proof} min pour ouvrir les dossiers" if proof else told


def welcome(visit: Visit, path: Path) -> str:
    """Return the first words of an interview, new or resumed."""
    if not path.started:
        return (
            f"{time_needed(path)}. Chaque réponse est enregistrée"
            " aussitôt. Entrée seule passe une question ; q, puis Entrée, arrête quand vous voulez."
        )
    since = f"Visite commencée le {long_date(visit.visit.date)}"
    done = f"{count(path.done, 'question')} sur {path.total}"
    if not path.unanswered:
        return f"{since}, {done}. Toutes les questions ont une réponse."
    return f"{since}, {done}. Vous reprenez à la première question sans réponse."
