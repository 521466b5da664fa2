"""What the interview says, in French: prompts, answers in words, help, welcome; pure."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import get_args

from diag.french import count, counted, long_date, number, number_of
from diag.interview.path import VISIT_STEPS, Path, Step, respondent_options
from diag.interview.prompts import ANSWERS, Command, Kind, Option, Place, Prompt
from diag.interview.recording import box_ids, draft, remarks_of
from diag.interview.typed_line import chosen_by_typing, show_numbers
from diag.questionnaire.admitted_values import invalid_value
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.questionnaire.questionnaire_model import Option as ProfileOption
from diag.visit.acceptance import held_words
from diag.visit.visit_model import Answer, Mode, Said, SetAside, Visit

_BRACKETS = re.compile(r"\(([^()]+)\)")
_COMMANDS: tuple[Command, ...] = ("a", "n", "p", "e", "m", "l", "v", "r", "q")
_QUESTION_COMMANDS: tuple[Command, ...] = ("a", "n", "p", "e", "w", "m", "l", "v", "r", "q")


def prompt_for(
    questionnaire: Questionnaire,
    visit: Visit,
    path: Path,
    step: Step,
    *,
    by: str | None = None,
    resumed: bool = False,
) -> Prompt:
    """Return what a face needs to ask a visible step.

    `by` answers now, and is said in the header where there are several; `resumed` is the first prompt of a
    visit that goes on: « recommencer » is offered too.
    """
    asked = _bare_prompt(questionnaire, visit, path, step)
    ticked, typed = _left(questionnaire, visit, step, asked)
    again: tuple[Command, ...] = ("c",) if said_before(questionnaire, visit, step) else ()
    former = _former(questionnaire, visit, step)
    return replace(
        asked,
        place=replace(asked.place, who=_roles(visit).get(by or "", "") if len(visit.respondents) > 1 else ""),
        commands=(*again, *asked.commands, *(("z",) if resumed else ())),
        earlier="\n".join(_earlier(questionnaire, visit, step, asked)),
        former=_said_keys(questionnaire.question[step.id], former) if former else (),
        former_date=str(visit.previous.date.year) if visit.previous else "",
        ticked=ticked,
        draft=typed,
    )


def _bare_prompt(questionnaire: Questionnaire, visit: Visit, path: Path, step: Step) -> Prompt:
    position, total = path.position(step)
    profile = step.kind != "question"
    # What may stay open in the profile is not announced once all the questions are answered.
    left = (path.percent, path.minutes) if profile or path.unanswered else (100, 0)
    place = Place(step.section, position, total, *left, profile)
    kept = _kept_keys(questionnaire, visit, path, step)
    if step.kind == "profile":
        return _profile_prompt(questionnaire.field[step.id], place, kept)
    if step.kind == "question":
        return _question_prompt(questionnaire.question[step.id], place, kept)
    return _visit_prompt(visit, step, place, kept)


def _visit_prompt(visit: Visit, step: Step, place: Place, kept: tuple[str, ...]) -> Prompt:
    asked = VISIT_STEPS[step.id]
    if step.kind == "name":
        hint = "Il figure en tête du rapport."
        return Prompt(place, asked.text, "text", (), _COMMANDS, hint, kept=kept)
    listed = respondent_options(visit) if step.id == "respondents" else asked.options
    options = tuple(Option(str(i), label) for i, (_, label) in enumerate(listed))
    kind: Kind = "multiple" if step.id == "respondents" else "single"
    return Prompt(place, asked.text, kind, options, _COMMANDS, kept=kept)


def _profile_prompt(field: ProfileField, place: Place, kept: tuple[str, ...]) -> Prompt:
    asked = Prompt(place, field.text, "text", (), _COMMANDS, kept=kept)
    if field.kind == "text":
        return asked
    if field.kind == "number":
        return replace(asked, kind="number", hint=_bounds(field.minimum, field.maximum))
    labels = [o.label for o in field.options]
    options = tuple(Option(str(i), o.label, o.exclusive, _names(o)) for i, o in enumerate(field.options))
    single, by_name = field.kind == "choice", show_numbers(labels)
    typing = single and chosen_by_typing(labels)
    kind: Kind = "single" if single else "multiple"
    return replace(asked, kind=kind, options=options, typing=typing, by_name=by_name)


def _names(option: ProfileOption) -> tuple[str, ...]:
    """Return what people call an option: its label without brackets, what they hold, spellings."""
    bare = _BRACKETS.sub(" ", option.label)
    return tuple(filter(None, (bare.strip(), *_BRACKETS.findall(option.label), *option.accepts)))


def _question_prompt(question: Question, place: Place, kept: tuple[str, ...]) -> Prompt:
    skippable: tuple[Command, ...] = ("s", "x") if question.not_applicable else ("s",)
    commands = (*skippable, *_QUESTION_COMMANDS)
    asked = Prompt(place, question.text, "number", (), commands, kept=kept)
    if isinstance(question, SingleQuestion):
        levels = (Option(str(c.level), c.label, proof=c.check) for c in question.choices)
        return replace(asked, kind="single", options=tuple(levels))
    if isinstance(question, MultipleQuestion):
        boxes = (Option(str(i), c.label, c.exclusive, proof=c.check) for i, c in enumerate(question.choices))
        return replace(asked, kind="multiple", options=tuple(boxes))
    return replace(asked, hint=f"{_bounds(question.minimum, question.maximum)} ({question.unit})")


# --- what is known already: kept, former, left ----------------------------------------------------


def _kept_keys(questionnaire: Questionnaire, visit: Visit, path: Path, step: Step) -> tuple[str, ...]:
    """Return the keys of the recorded answer, or what was typed for it; none without an answer."""
    if step not in path.answered:
        return ()
    if step.kind == "question":
        return _said_keys(questionnaire.question[step.id], path.matched.answers[step.id])
    if step.kind == "profile":
        field, value = questionnaire.field[step.id], visit.structure.profile[step.id]
        return _ranks([o.id for o in field.options], value) if field.options else _several(value)
    if step.id == "name":
        return (visit.structure.name,)
    if step.id == "mode":
        return _ranks(list(get_args(Mode)), path.matched.mode or "")
    there = {r.role for r in visit.respondents}
    listed = respondent_options(visit)
    return tuple(str(i) for i, (_, role) in enumerate(listed) if role in there)


def _said_keys(question: Question, said: Said) -> tuple[str, ...]:
    """Return the keys of an answer to a question; `s` and `x` are keys too."""
    if said.status == "unknown":
        return ("s",)
    if said.status == "not_applicable":
        return ("x",)
    if isinstance(question, MultipleQuestion):
        return _ranks([c.id for c in question.choices], said.value or [])
    return _several(said.value)


def _ranks(names: Sequence[str], value: str | list[str]) -> tuple[str, ...]:
    chosen = _several(value)
    return tuple(str(i) for i, name in enumerate(names) if name in chosen)


def _several(value: str | list[str] | None) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def _former(questionnaire: Questionnaire, visit: Visit, step: Step) -> Answer | None:
    """Return the answer of the last visit, where it still has a place on the ladder."""
    if step.kind != "question" or visit.previous is None:
        return None
    question, answer = questionnaire.question[step.id], visit.previous.answers.get(step.id)
    if answer is None or answer.status == "missing" or answer.scale != question.scale:
        return None
    unusable = answer.value is not None and invalid_value(question, answer.value)
    return None if unusable else answer


def said_before(questionnaire: Questionnaire, visit: Visit, step: Step) -> Said | None:
    """Return what the last visit answered, where it may be answered again as it is (line 4)."""
    former = _former(questionnaire, visit, step)
    if former is None:
        return None
    concerned = former.status != "not_applicable"
    admitted = former.reason and questionnaire.question[step.id].not_applicable
    return Said(**former.alone) if concerned or admitted else None


def _left(questionnaire: Questionnaire, visit: Visit, step: Step, asked: Prompt) -> tuple[tuple[str, ...], str]:
    """Return the boxes as they stand, and the text that was being typed."""
    left = draft(visit, step.id, "answer")
    if asked.kind == "multiple":
        if left is not None:
            return _ranks(box_ids(questionnaire, visit, step), left.value), ""
        return tuple(k for k in asked.kept if k not in ANSWERS), ""
    return (), "\n".join(_several(left.value)) if left else ""


def _bounds(low: Decimal, high: Decimal) -> str:
    return f"un nombre de {number(low)} à {number(high)}"


def _figure(spelled: str) -> str:
    """Return a number as French writes it, whatever its spelling in the file."""
    try:
        return f"{Decimal(spelled.replace(',', '.')):f}".replace(".", ",")
    except InvalidOperation:
        return spelled


def _earlier(questionnaire: Questionnaire, visit: Visit, step: Step, asked: Prompt) -> Iterator[str]:
    """Yield what is known beside the answer; never a private note (people share the screen)."""
    if asked.kept == ("x",):
        yield f"Réponse enregistrée : {in_words(questionnaire, visit, step)}"  # with its reason
    elif not asked.kept:
        yield from _set_aside(questionnaire, visit, step)
    former = _former(questionnaire, visit, step)
    listed = former is not None and former.status != "not_applicable"
    marked = listed and not isinstance(questionnaire.question[step.id], NumberQuestion)  # in the list of answers
    yield from itertools.islice(recalled(questionnaire, visit, step), int(marked), None)
    if draft(visit, step.id, "answer") is not None:
        boxes = asked.kind == "multiple"
        yield f"{'Les cases cochées ne sont pas encore validées' if boxes else _TYPED}."
    yield from who_said(questionnaire, visit, step)
    beside = remarks_of(visit, step)
    if beside.to_check:
        yield "À vérifier."
    if beside.note:
        yield f"Note : {beside.note}"
    if beside.evidence:
        yield f"Preuve : {beside.evidence}"
    if beside.private_note:
        yield "(une note privée est enregistrée)"


_TYPED = "Ce qui était tapé n’est pas encore enregistré"


def recalled(questionnaire: Questionnaire, visit: Visit, step: Step) -> Iterator[str]:
    """Yield what the last visit answered to a question, then what was shared beside it."""
    previous = visit.previous
    answer = previous.answers.get(step.id) if previous and step.kind == "question" else None
    if previous is None or answer is None:
        return
    year, former = previous.date.year, _former(questionnaire, visit, step)
    if former:
        yield f"En {year} : {_said_words(questionnaire.question[step.id], former)}"
    elif answer.status != "missing":
        version = previous.version or visit.questionnaire.version
        held = held_words(questionnaire, SetAside(id=step.id, version=version, answer=answer))
        yield f"En {year}, la question se posait autrement : {held}"
    if answer.note:
        yield f"Note de {year} : {answer.note}"
    if answer.evidence:
        yield f"Preuve de {year} : {answer.evidence}"


def who_said(questionnaire: Questionnaire, visit: Visit, step: Step) -> list[str]:
    """Return who answered what, where several did, and how a gap was closed (M13)."""
    answer = visit.answers.get(step.id) if step.kind == "question" else None
    if answer is None or len(answer.voices) < 2:
        return []
    question, voices = questionnaire.question[step.id], _voices(questionnaire, visit, step)
    # The words of a level are in the ladder.
    said = [apart(questionnaire, visit, step)] if isinstance(question, SingleQuestion) else voices
    if answer.arbitration is not None:
        decided = answer.arbitration
        words = _said_words(question, decided).rstrip(".")
        said.append(f"Tranché ({decided.by}) : {words}. Pourquoi : {decided.why}")
    elif has_gap(questionnaire, visit, step):
        said[0] = f"Écart. {said[0]}"
        said.append("Pour trancher : w, puis Entrée.")
    return said


def apart(questionnaire: Questionnaire, visit: Visit, step: Step) -> str:
    """Return in one line who said which level: its words are in the ladder under it."""
    return " ; ".join(one.split(" - ")[0] for one in _voices(questionnaire, visit, step))


def _voices(questionnaire: Questionnaire, visit: Visit, step: Step) -> list[str]:
    """Return who said what, a blank included where it was asked (M13)."""
    question, roles = questionnaire.question[step.id], _roles(visit)
    words = (
        (v, _said_words(question, v) if v.status != "missing" else "sans réponse")
        for v in visit.answers[step.id].voices
    )
    return [f"{roles.get(v.by, v.by)} : {told}" for v, told in words]


def _roles(visit: Visit) -> dict[str, str]:
    return {r.id: r.role for r in visit.respondents}


def has_gap(questionnaire: Questionnaire, visit: Visit, step: Step) -> bool:
    """Tell whether a gap between respondents is open (M13; interview, line 11)."""
    answer = visit.answers.get(step.id) if step.kind == "question" else None
    if answer is None or len(answer.voices) < 2 or answer.arbitration is not None:
        return False
    from diag.scoring.voices import gap  # numpy: only where several people answered

    return gap(questionnaire.question[step.id], answer) is not None


def _set_aside(questionnaire: Questionnaire, visit: Visit, step: Step) -> list[str]:
    """Return what to say of the latest answer that was set aside."""
    former = [s for s in visit.set_aside if s.id == step.id and s.answer is not None]
    if step.kind == "name" or not former:
        return []
    held = held_words(questionnaire, former[-1])
    return [f"Réponse d’avant, à redonner (version {former[-1].version}) : {held}"] if held else []


def in_words(questionnaire: Questionnaire, visit: Visit, step: Step) -> str:
    """Return the recorded answer of a step in words, empty when there is none."""
    if step.kind == "profile":
        value = visit.structure.profile.get(step.id, "")
        return _profile_words(questionnaire.field[step.id], value)
    if step.kind == "question":
        answer = visit.answers.get(step.id)
        return _said_words(questionnaire.question[step.id], answer) if answer else ""
    if step.id == "respondents":
        return " ; ".join(r.role for r in visit.respondents)
    modes = dict(VISIT_STEPS["mode"].options)
    return visit.structure.name if step.id == "name" else modes.get(visit.visit.mode or "", "")


def _profile_words(field: ProfileField, value: str | list[str]) -> str:
    labels = {o.id: o.label for o in field.options}
    if isinstance(value, list):
        return " ; ".join(labels.get(v, v) for v in value)
    return _figure(value) if field.kind == "number" else labels.get(value, value)


def _said_words(question: Question, answer: Said) -> str:
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
    if step.kind == "profile":
        default = "Le profil choisit les questions à poser. Il ne compte pas dans les scores."
        return questionnaire.field[step.id].help or default
    if step.kind == "question":
        return "\n".join(_question_help(questionnaire, questionnaire.question[step.id]))
    return VISIT_STEPS[step.id].help


def _question_help(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    if question.help:
        yield from (question.help, "")
    ways: list[str] = []
    if isinstance(question, SingleQuestion):
        ways = [f"{c.level} - {c.label}\n    {c.check}" for c in question.choices]
    elif isinstance(question, MultipleQuestion):
        ways = [f"{rank} - {box.label}\n    {box.check}" for rank, box in enumerate(question.choices)]
    if ways:
        yield from ("Comment le savoir :", *ways, "")
    if question.not_applicable:
        yield from (_not_applicable_case(question), "")
    yield f"Pourquoi cette question : {question.why}"
    for name in question.findings:
        finding = questionnaire.findings[name]
        yield f"Constat de recherche {name} ({finding.place}) : {finding.text}"


def ask_reason(question: Question) -> str:
    """Return what is asked after « non concerné »."""
    ask = "Pourquoi la structure n’est-elle pas concernée ? (Entrée seule annule)"
    return f"{_not_applicable_case(question)}\n{ask}"


def _not_applicable_case(question: Question) -> str:
    return f"« Non concerné » convient dans ce cas : {question.not_applicable}"


LADDER = (
    "Choisissez la réponse la plus haute dont tout est vrai. Si une partie manque, prenez celle"
    " d’avant, avec une note."
)
"""What is said before the first question."""


def time_needed(path: Path, given: Collection[str] = ()) -> str:
    """Return how many prompts there are and what remains to do, files apart (interview, line 1).

    The steps of `given` are not asked.
    """
    others = sum(step.kind != "question" and step.id not in given for step in path.steps)
    told = f"{count(path.total, 'question')}, plus {others} sur la structure et la visite"
    told += f", {path.minutes} min environ"
    more = count(path.proof_minutes, "minute")
    return f"{told}, et {more} de plus si l’on ouvre les dossiers" if path.proof_minutes else told


def welcome(visit: Visit, path: Path, started: bool, given: Collection[str]) -> str:
    """Return the first words of an interview, new or resumed."""
    if visit.previous is not None and not path.done:
        return (
            f"Nouvelle visite, à la suite de celle du {long_date(visit.previous.date)} :"
            f" {time_needed(path)}. Le profil est repris, et les réponses d’alors sont rappelées :"
            " c, puis Entrée, redonne la même."
        )
    if not started:
        return (
            f"{time_needed(path, given)}. Chaque réponse est enregistrée aussitôt. Entrée seule passe une"
            " question ; q, puis Entrée, arrête quand vous voulez."
        )
    since = f"Visite commencée le {long_date(visit.visit.date)}"
    done = f"{count(path.done, 'réponse')} sur {path.total}"
    if not path.unanswered:
        return f"{since}, {done}. Toutes les questions ont une réponse."
    if path.place is not None:
        return f"{since}, {done}. Vous reprenez où la visite s’était arrêtée."
    return f"{since}, {done}. Vous reprenez à la première question sans réponse."


def at_hand(questionnaire: Questionnaire, path: Path) -> list[str]:
    """Return the documents that help to answer what is asked (interview, line 1)."""
    listed = questionnaire.documents.documents if questionnaire.documents else []
    asked = {step.id for step in path.questions}
    return [one.title for one in listed if asked.intersection(one.questions)]
