"""What the next level needs: what is lacking today, and what the year brings to it (E7, M10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, listing, month_year, sentence
from diag.planning.plan import MONTHS, QUARTERS, YearLine
from diag.questionnaire.questionnaire_model import Dimension
from diag.report.action_words import actions_told
from diag.report.assessed_visit import AssessedVisit, aimed, to_ask_first
from diag.report.document import Part, Reader, Section
from diag.report.fact_view import fact_told
from diag.report.french_labels import NOT_SCORED, axis_told
from diag.scoring.assessment import AnswerLine, Need, NotScored, Score

_MOST_ASKED = 3  # questions named of an axis that is not evaluated


@dataclass(frozen=True)
class NextNeed(Part):
    """One thing that the next level needs."""

    need: str  # « 40 sur 100 pour l’ensemble »
    today: str
    with_year: str  # « atteint en avril 2027, avec les actions 1 et 3 », « pas dans l’année »


@dataclass(frozen=True)
class NextLevel(Section):
    """From one level to the next; at the highest, what it rests on; without a level, what to establish."""

    name: ClassVar[str] = "next_level"

    from_to: str  # « de « Amorce » à « Structuration » »
    needs: tuple[NextNeed, ...]
    notes: tuple[str, ...]  # the range of M10 in whole, core answers at 0 and their actions


def next_level_part(assessed: AssessedVisit, reader: Reader) -> NextLevel | None:
    """Return what the next level needs; at the highest, what it rests on (E7)."""
    overall = assessed.assessment.overall
    if isinstance(overall, NotScored):
        return _to_establish(assessed)
    words = [level.title for level in assessed.questionnaire.header.levels]
    level = overall.level
    if not level.next:
        return NextLevel("Sur quoi repose ce niveau", "", (), tuple(_rests_on(assessed, overall)))
    return NextLevel(
        heading="Ce qu’il faut pour le niveau suivant",
        from_to=f"de « {words[level.value]} » à « {words[level.value + 1]} »",
        needs=tuple([_need(assessed, overall, need) for need in level.next]),
        notes=tuple(_notes(assessed, overall)),
    )


def _need(assessed: AssessedVisit, overall: Score, need: Need) -> NextNeed:
    if need.kind == "question":
        return _question_need(assessed, need)
    if need.kind == "dimension":
        result = assessed.assessment.dimensions[need.id]
        what, name = f"{_axis(assessed, need.id)} à {need.at_least} au moins", need.id
    else:
        result, what, name = overall, f"{need.at_least} sur 100 pour l’ensemble", ""
    today = _range(result) if isinstance(result, Score) else "à établir"
    return NextNeed(what, today, _with_year(assessed, name, need.at_least))


def _axis(assessed: AssessedVisit, name: str) -> str:
    return next(axis_told(d) for d in assessed.questionnaire.dimensions if d.id == name)


def _range(result: Score) -> str:
    if result.high_whole == result.whole:
        return str(result.whole)
    return f"{result.whole}, et jusqu’à {result.high_whole} selon ce qui reste à savoir"


def _with_year(assessed: AssessedVisit, name: str, at_least: int) -> str:
    """Return the month when a score reaches what is asked, if all is done; else how far it comes."""
    last = ""
    for quarter in assessed.plan.quarters:
        result = quarter.dimensions[name] if name else quarter.overall
        if isinstance(result, Score) and result.whole >= at_least:
            return _reached(assessed, name, quarter.number)
        last = f" : environ {result.whole} si tout est fait" if isinstance(result, Score) else ""
    return f"pas dans l’année{last}"


def _reached(assessed: AssessedVisit, name: str, quarter: int) -> str:
    """Return by when, and with which actions: those that lift the axis until then."""
    month = quarter * MONTHS // QUARTERS
    told = f"atteint en {month_year(assessed.visit.visit.date, month)} si tout est fait"
    with_ = _lifting(assessed, name, month) if name else []
    if not with_:
        return told
    return f"{told}, avec {actions_told(with_)}"


def _lifting(assessed: AssessedVisit, name: str, month: int) -> list[YearLine]:
    """Return the actions that end by a month and lift answers of an axis."""
    axis = assessed.questionnaire.dimension_of
    return [
        one
        for one in assessed.year.lines
        if one.end <= month
        and one.line is not None
        and any(axis[target.question].id == name for target in one.line.triggers)
    ]


def _question_need(assessed: AssessedVisit, need: Need) -> NextNeed:
    question = assessed.questionnaire.question[need.id]
    aim = question.told.get(need.at_least) or aimed(question, need.at_least)
    line = assessed.lines[need.id]
    one = assessed.year.reaching.get((need.id, need.at_least))
    return NextNeed(
        need=f"{question.title} : {aim}",
        today="à savoir" if line.level is None else fact_told(assessed, line),
        with_year=_by(assessed, one) if one else "pas dans l’année",
    )


def _by(assessed: AssessedVisit, one: YearLine) -> str:
    month = month_year(assessed.visit.visit.date, one.end)
    return f"{'atteint' if one.ends else 'seulement'} en {month}, avec l’action {one.number}"


def _notes(assessed: AssessedVisit, overall: Score) -> Iterator[str]:
    """Yield up to which level, in whole (M10), then the core answers at 0 and their ways out."""
    results = [("L’ensemble", overall)]
    found = assessed.assessment.dimensions
    results += [(axis_told(d), x) for d in assessed.questionnaire.dimensions if isinstance(x := found[d.id], Score)]
    for title, result in results:
        if told := _may_be(assessed, result):
            yield f"{title} : {told}."
    if zero := _at_zero(assessed):
        yield zero


def _may_be(assessed: AssessedVisit, result: Score) -> str:
    """Return up to which level a score may be, and on which answers this rests (M10)."""
    level = result.level
    if level.high == level.value:
        return ""
    words = assessed.questionnaire.header.levels
    titles = [assessed.questionnaire.question[name].title for name in level.keys]
    who = listing(titles) or "les réponses manquantes"
    verb = "se confirme" if len(titles) == 1 else "se confirment"
    return f"{words[level.value].title}, jusqu’à {words[level.high].title} si {who} {verb}"


def _at_zero(assessed: AssessedVisit) -> str:
    """Return the core answers that keep their axis under its second level, each with its action."""
    zero = [x for x in assessed.assessment.answers if x.question.core and x.level == 0]
    if not zero:
        return ""
    first = assessed.questionnaire.header.levels[1].title
    names = ", ".join([_with_way_out(assessed, line) for line in zero])
    told = count(len(zero), "réponse du socle est", "réponses du socle sont")
    keeps = "elle empêche" if len(zero) == 1 else "chacune empêche"
    return f"{sentence(told)} à zéro ; {keeps} son axe de dépasser « {first} » : {names}."


def _with_way_out(assessed: AssessedVisit, line: AnswerLine) -> str:
    one = assessed.year.reaching.get((line.question.id, 1))
    return f"{line.question.title} ({f'→ action {one.number}' if one else 'pas dans l’année'})"


def _rests_on(assessed: AssessedVisit, overall: Score) -> Iterator[str]:
    """Yield what the highest level rests on: the whole, and the axis that is the lowest."""
    yield f"L’ensemble est au plus haut niveau, à {overall.whole} sur 100."
    name = assessed.assessment.lowest
    result = assessed.assessment.dimensions.get(name or "")
    if isinstance(result, Score):
        word = assessed.questionnaire.header.levels[result.level.value].title
        yield (
            f"L’axe le plus bas est {_axis(assessed, name or '')}, à {result.whole} ({word}) : "
            "c’est lui qu’il faut tenir d’abord."
        )


def _to_establish(assessed: AssessedVisit) -> NextLevel:
    """Return which axes must be established before the whole can be told (M6)."""
    found = assessed.assessment.dimensions
    needs = [
        NextNeed(f"Établir {axis_told(axis)}", *_missing(assessed, axis, result))
        for axis in assessed.questionnaire.dimensions
        if axis.weight and isinstance(result := found[axis.id], NotScored)
    ]
    return NextLevel(
        heading="Ce qu’il faut pour connaître l’ensemble",
        from_to="",
        needs=tuple(needs),
        notes=tuple(filter(None, [_at_zero(assessed)])),
    )


def _missing(assessed: AssessedVisit, axis: Dimension, result: NotScored) -> tuple[str, str]:
    """Return why an axis is not evaluated, and what would establish it."""
    lacking = to_ask_first(assessed, axis.questions)
    if not lacking:
        return NOT_SCORED[result.reason], "rien à demander : l’axe ne concerne pas la structure"
    named = listing([q.title for q in lacking[:_MOST_ASKED]])
    manque = "manque" if len(lacking) == 1 else "manquent"
    return f"{count(len(lacking), 'réponse')} {manque}", f"à demander d’abord : {named}"
