"""A visit meets a questionnaire: typed answers, and what no longer matches.

With the very questionnaire the visit is pinned to, whatever does not match is a mistake. With
another version, answers are matched by id and each difference is said; nothing leaves the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from diag.questionnaire.conditions import Value, holds
from diag.questionnaire.located_yaml import Place, Source
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.visit.visit_model import Answer, SetAside, Visit


@dataclass(frozen=True)
class Difference:
    """Why one stored value cannot be used with this questionnaire."""

    path: Place
    code: str
    what: str
    how: str


@dataclass(frozen=True)
class Matched:
    """A visit as a questionnaire reads it.

    Attributes:
        profile: typed values of the profile fields whose condition holds, by field id.
        given: typed values of the `answered` questions by id (level, number or ticked ids).
        answers: stored answers that this questionnaire can use, by question id.
        differences: what could not be used, in French; empty for the pinned questionnaire.
        express: only the core questions are asked.

    """

    profile: Mapping[str, Value]
    given: Mapping[str, Given]
    answers: Mapping[str, Answer]
    differences: tuple[str, ...]
    express: bool = False

    def asked(self, questionnaire: Questionnaire) -> dict[str, bool]:
        """Return, for each question id, whether it is asked (M2): computed, never stored.

        Its condition must hold and, in the express form, it must belong to the core.
        """
        visible: dict[str, bool] = {}
        known: dict[str, Value] = {}
        for question in questionnaire.questions:
            wanted = question.core or not self.express
            visible[question.id] = wanted and holds(question.when, self.profile, known)
            if visible[question.id] and question.id in self.given:
                known[question.id] = self.given[question.id]
        return visible


def match(visit: Visit, questionnaire: Questionnaire, source: Source | None = None) -> Matched:
    """Return the visit as `questionnaire` reads it.

    Raises:
        Refusal: the visit is pinned to this very content and yet does not match it, or it belongs
            to another questionnaire.

    """
    source = source or Source("visite")
    if visit.questionnaire.id != questionnaire.header.id:
        what = f"cette visite a été faite avec le questionnaire « {visit.questionnaire.id} »"
        how = f"précisez-le : --questionnaire {visit.questionnaire.id}"
        raise Refusal([source.mistake(("questionnaire", "id"), "V02", what, how)])
    found: list[Difference] = []
    profile = _visible(dict(_profile(visit, questionnaire, found)), questionnaire)
    given: dict[str, Given] = {}
    answers: dict[str, Answer] = {}
    for name, answer in visit.answers.items():
        path: Place = ("answers", name)
        question = questionnaire.question.get(name)
        if question is None:
            how = did_you_mean(name, questionnaire.question) or "retirez cette réponse"
            found.append(Difference(path, "V02", f"aucune question « {name} »", how))
            continue
        problems = list(_problems(question, answer, path))
        found.extend(problems)
        if not problems:
            answers[name] = answer
            if answer.status == "answered":
                given[name] = typed(question, answer.value)
    found.extend(_loose_ends(visit, questionnaire))
    pinned = visit.questionnaire.hash == questionnaire.hash
    if pinned and found:
        raise Refusal(_mistakes(found, source))
    said = tuple(_version_differences(visit, questionnaire)) + tuple(d.what for d in found)
    return Matched(profile, given, answers, said, visit.visit.form == "express")


def adopt(visit: Visit, questionnaire: Questionnaire) -> Visit:
    """Return the visit pinned to `questionnaire`; what no longer matches is set aside in the file."""
    matched = match(visit, questionnaire)
    profile = visit.structure.profile
    valid = dict(_profile(visit, questionnaire, []))
    lost = {k: Answer(value=v) for k, v in profile.items() if k not in valid}
    lost |= {k: a for k, a in visit.answers.items() if k not in matched.answers}
    version = visit.questionnaire.version
    aside = [SetAside(id=k, version=version, answer=a) for k, a in lost.items()]
    kept = {k: v for k, v in profile.items() if k in valid}
    header = questionnaire.header
    pin = {"id": header.id, "version": header.version, "hash": questionnaire.hash}
    return visit.model_copy(
        update={
            "questionnaire": type(visit.questionnaire)(**pin),
            "structure": visit.structure.model_copy(update={"profile": kept}),
            "answers": dict(matched.answers),
            "set_aside": [*visit.set_aside, *aside],
        }
    )


def _loose_ends(visit: Visit, questionnaire: Questionnaire) -> Iterator[Difference]:
    """Yield decisions on no action, and answers by no respondent."""
    for name in visit.plan.decisions:
        if name not in questionnaire.action:
            how = did_you_mean(name, questionnaire.action) or "retirez cette décision"
            path: Place = ("plan", "decisions", name)
            yield Difference(path, "V02", f"aucune action « {name} »", how)
    known = [r.id for r in visit.respondents]
    for name, answer in visit.answers.items():
        if answer.by is not None and answer.by not in known:
            how = did_you_mean(answer.by, known) or "ajoutez-le à « respondents »"
            what = f"{name} : aucun répondant « {answer.by} »"
            yield Difference(("answers", name, "by"), "V03", what, how)


def _mistakes(found: list[Difference], source: Source) -> list[Mistake]:
    marks = [
        source.key_mark(d.path) if d.code == "V02" else source.value_mark(d.path) for d in found
    ]
    return [
        Mistake(source.name, m.line, m.column, d.code, d.what, d.how)
        for d, m in zip(found, marks, strict=True)
    ]


def _version_differences(visit: Visit, questionnaire: Questionnaire) -> Iterator[str]:
    pin, header = visit.questionnaire, questionnaire.header
    if pin.hash == questionnaire.hash:
        return
    if pin.version != header.version:
        yield f"visite faite avec la version {pin.version} du questionnaire, lue avec la {header.version}"
    else:
        yield f"le contenu de la version {header.version} du questionnaire a changé depuis la visite"


def _profile(
    visit: Visit, questionnaire: Questionnaire, found: list[Difference]
) -> Iterator[tuple[str, Value]]:
    for name, value in visit.structure.profile.items():
        path: Place = ("structure", "profile", name)
        field = questionnaire.field.get(name)
        if field is None:
            how = did_you_mean(name, questionnaire.field) or "retirez cette ligne"
            found.append(Difference(path, "V02", f"aucun champ de profil « {name} »", how))
            continue
        typed = profile_value(field, value)
        if typed is None:
            shown = ", ".join(value) if isinstance(value, list) else value
            how = f"valeurs possibles : {possible(field)}"
            what = f"profil, « {field.title} » : « {shown} » n’est pas admis"
            found.append(Difference(path, "V03", what, how))
        else:
            yield name, typed


def _visible(profile: Mapping[str, Value], questionnaire: Questionnaire) -> dict[str, Value]:
    """Return the values of the fields whose condition holds; the others stay in the file (M2)."""
    kept: dict[str, Value] = {}
    for field in questionnaire.profile:
        if field.id in profile and holds(field.when, kept, {}):
            kept[field.id] = profile[field.id]
    return kept


def _problems(question: Question, answer: Answer, path: Place) -> Iterator[Difference]:
    """Yield why an answer cannot be used."""
    value_path = (*path, "value")
    if answer.scale != question.scale:
        what = f"{question.id} : l’échelle de la question a changé, la réponse est à redonner"
        yield Difference(
            (*path, "scale"),
            "V03",
            what,
            f"redonnez la réponse, puis écrivez « scale: {question.scale} »",
        )
    elif answer.status == "not_applicable":
        if question.not_applicable is None:
            what = f"{question.id} : « non concerné » n’est pas admis pour cette question"
            yield Difference((*path, "status"), "V03", what, "répondez, ou « unknown »")
        elif not answer.reason:
            what = f"{question.id} : « non concerné » sans raison"
            yield Difference((*path, "status"), "V03", what, "ajoutez « reason: … »")
    elif answer.status != "answered":
        if answer.value is not None:
            what = f"{question.id} : une valeur et le statut « {answer.status} » à la fois"
            yield Difference(value_path, "V03", what, "retirez l’un des deux")
    elif answer.value is None:
        what = f"{question.id} : réponse sans valeur"
        yield Difference(path, "V03", what, "ajoutez « value: … », ou retirez la réponse")
    else:
        how = invalid_value(question, answer.value)
        if how:
            shown = answer.value if isinstance(answer.value, str) else ", ".join(answer.value)
            what = f"{question.id} : « {shown} » n’est pas une réponse proposée"
            yield Difference(value_path, "V03", what, how)


def profile_value(field: ProfileField, value: str | list[str]) -> Value | None:
    """Return the typed value of a profile field, or None when it is not admitted."""
    ids = [o.id for o in field.options]
    if field.kind == "choices":
        listed = [value] if isinstance(value, str) else value
        alone = {o.id for o in field.options if o.exclusive}
        known = bool(listed) and set(listed) <= set(ids) and len(set(listed)) == len(listed)
        return listed if known and not (len(listed) > 1 and set(listed) & alone) else None
    if isinstance(value, list):
        return None
    if field.kind == "choice":
        return value if value in ids else None
    if field.kind == "number":
        number = number_of(value)
        return number if number is not None and field.minimum <= number <= field.maximum else None
    return value


def possible(field: ProfileField) -> str:
    """Return what a profile field admits, in French."""
    if field.options:
        return ", ".join(o.id for o in field.options)
    return f"un nombre de {field.minimum} à {field.maximum}"


def invalid_value(question: Question, value: str | list[str]) -> str:
    """Return how to mend a value the question does not admit, or an empty string if it does."""
    if isinstance(question, SingleQuestion):
        levels = [str(c.level) for c in question.choices]
        return "" if value in levels else f"réponses proposées : {', '.join(levels)}"
    if isinstance(question, MultipleQuestion):
        ids = [c.id for c in question.choices]
        exclusive = {c.id for c in question.choices if c.exclusive}
        if not isinstance(value, list) or not value or not set(value) <= set(ids):
            return f"liste à prendre dans : {', '.join(ids)}"
        if len(set(value)) < len(value):
            return "retirez les répétitions"
        if set(value) & exclusive and len(value) > 1:
            return f"« {', '.join(exclusive)} » va seul"
        return ""
    number = number_of(value) if isinstance(value, str) else None
    if number is None or not question.minimum <= number <= question.maximum:
        return f"un nombre de {question.minimum} à {question.maximum}"
    return ""


def number_of(text: str) -> Decimal | None:
    """Return a finite number, with a decimal comma or point, or None."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def typed(question: Question, value: str | list[str] | None) -> Given:
    """Return an admitted answer typed: a level, a number or ticked ids."""
    if isinstance(value, list):
        return tuple(value)
    number = number_of(value or "0") or Decimal(0)
    return int(number) if isinstance(question, SingleQuestion) else number
