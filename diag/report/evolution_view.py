"""What moved since a former visit, in facts and on one strip; what was decided, and became (E15, M12).

The page of `diag evolution`: two visits or more of one structure, compared one after the other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from diag.followup.compared_visits import ActionSince, Compared, ConditionSince, Result, VisitSide, results_on_base
from diag.french import count, cut_at_word, inside, listing, long_date, percent, sentence, tenths, typeset
from diag.questionnaire.questionnaire_model import Dimension
from diag.report.assessed_visit import AssessedVisit, answer_fact, note_told
from diag.report.chart_figures import rounded
from diag.report.condition_view import held_told
from diag.report.document import MOST_SIGNS, Document, Entry, Head, Lead, Part, Reader, Section
from diag.report.evolution_words import (
    ORDER,
    common_base,
    decided_told,
    done_told,
    moments,
    moved_told,
    period_told,
    some,
    state_of,
    state_told,
    titles_of,
    verdict_told,
    year_title,
)
from diag.report.french_labels import FORM_TOLD, axis_told
from diag.report.head_view import MOST_NAME, foot_under, illustrative_told, name_of
from diag.report.score_view import LegendItem, band_told, is_held, level_told
from diag.scoring.assessment import AnswerLine, Score, StatementLine
from diag.scoring.detectable_change import Change, Moved, NotComparable
from diag.visit.visit_model import Visit, mark_of

_MOST_ANSWER, _MOST_NOTE, _MOST_QUOTE = 52, 140, 60  # signs of an answer, of a reason, of a note
_MOST_FACTS, _MOST_ACTIONS, _MOST_TITLES = 3, 6, 6  # of a tile and of a table that many read
_CELLS = 20  # plain characters of a strip
_FEW, _MOST_TITLE, _MOST_TEXT = 2, 34, 180  # axes and answers named in two lines, signs of a title and in all


@dataclass(frozen=True)
class SinceStrip(Part):
    """Two scores on an axis of 100 units, as texts; both empty where they are not compared.

    A hollow dot stands at `first` and a full one at `second`, with a line between, which is thick only
    where `clear`; `same` says that one covers the other, `held` that a gate holds the level of the
    second. `cells` says the same in 20 plain characters.
    """

    first: str
    second: str
    clear: bool
    same: bool
    held: bool
    cells: str


@dataclass(frozen=True)
class SinceRow(Part):
    """One axis, or the whole, at both visits: what is drawn is told beside it."""

    title: str
    strip: SinceStrip
    score: str  # « 27 → 45 », « – »
    verdict: str  # « nette », « probable », « stable », « non comparable »
    why: str  # why it is not comparable; empty elsewhere
    level: str  # « Amorce → Structuration », « tenu à Amorce : appareils »
    needed: str  # « 7 sur 12 »: answers that must rise by one level to be seen 8 times in 10
    clear: bool
    whole: bool


@dataclass(frozen=True)
class MovedFact(Part):
    """One answer at both visits; `title` is empty where the facts speak alone."""

    title: str
    before: str
    after: str
    quote: str  # what was noted at the second visit, of an answer that is lower


@dataclass(frozen=True)
class DecidedSince(Part):
    """One action that the former visit decided, what became of it, and what the answers say."""

    title: str
    tag: str
    done: bool
    state: str  # « faite », « en cours », « reportée à janv. 2028 », « abandonnée », « pas encore dit »
    note: str  # why, as it was typed
    facts: tuple[MovedFact, ...]
    rest: str  # « réponses inchangées »; empty where an answer moved, or none tells


@dataclass(frozen=True)
class KnownFact(Part):
    """One answer that was not known, and now is."""

    title: str
    answer: str


@dataclass(frozen=True)
class ConditionMoved(Part):
    """A lasting condition then and now: « 0 sur 3 », « 2 sur 3 », and what made the difference."""

    title: str
    before: str
    after: str
    changes: tuple[str, ...]  # « depuis : Une personne est désignée », « plus aujourd’hui : … »


@dataclass(frozen=True)
class Evolution(Section):
    """Two visits compared like for like; a tile that has nothing to say is left out."""

    name: ClassVar[str] = "evolution"

    anchor: str
    told: str  # what clearly moved, in a sentence; empty where the page opens on it
    caption: str
    bands: tuple[str, ...]
    needed_title: str
    rows: tuple[SinceRow, ...]
    legend: tuple[LegendItem, ...]
    first_moment: str  # « octobre 2026 »
    second_moment: str
    notes: tuple[str, ...]  # what is not set side by side, and why
    decided_title: str
    decided_count: str  # « Huit actions : quatre faites, deux en cours… »
    decided: tuple[DecidedSince, ...]
    decided_rest: str
    risen_title: str
    risen: tuple[MovedFact, ...]
    risen_rest: str
    fallen_title: str
    fallen: tuple[MovedFact, ...]
    fallen_notes: tuple[str, ...]  # the others by name, what is no more known, or that nothing is lower
    known_title: str
    known_caption: str
    known: tuple[KnownFact, ...]
    known_rest: str
    conditions_title: str
    conditions: tuple[ConditionMoved, ...]
    figures_title: str
    figures: tuple[str, ...]  # differences and thresholds, for the adviser alone


def evolution_part(assessed: AssessedVisit, reader: Reader) -> Evolution | None:
    """Return what moved since the visit that this one recalls; None where it recalls none (E15)."""
    compared = assessed.since
    if compared is None:
        return None
    former = long_date(compared.first.visit.visit.date)
    return evolution_of(compared, reader, f"Depuis la visite du {former}", Evolution.name)


def evolution_of(compared: Compared, reader: Reader, heading: str, anchor: str) -> Evolution:
    """Return what moved between two visits; the adviser's has all of it, declined actions included."""
    whole = reader == "conseiller"
    kept = [a for a in compared.actions if whole or state_of(compared, a) != "declined"]
    actions = sorted(kept, key=lambda a: ORDER.index(state_of(compared, a)))
    shown = actions if whole else actions[:_MOST_ACTIONS]
    decided = [_decided(compared, action, whole) for action in shown]
    told = {m.question for action in shown for m in _told_of(action, whole)}
    asked = compared.questionnaire.question
    changed = sorted(
        compared.evolution.changed, key=lambda m: (not asked[m.question].core, -asked[m.question].weight)
    )
    risen = [m for m in changed if m.second > m.first]
    others = [m for m in risen if m.question not in told]  # those that no action shown tells
    fallen = [m for m in changed if m.second < m.first]
    known = compared.evolution.better_known
    first, second = moments(compared)
    rows = tuple(_rows(compared))
    most = None if whole else _MOST_FACTS
    return Evolution(
        heading=heading,
        anchor=anchor,
        told=f"{sentence(moved_told(compared))}.",
        caption=_caption(compared),
        bands=tuple([band_told(x.title) for x in compared.questionnaire.header.levels]),
        needed_title=_NEEDED if any(row.needed for row in rows) else "",
        rows=rows,
        legend=tuple(_legend(compared, rows)),
        first_moment=first,
        second_moment=second,
        notes=tuple(_notes(compared, most)),
        decided_title="Ce qui avait été décidé" if shown else "",
        decided_count=f"{decided_told([state_of(compared, a) for a in actions])}." if shown else "",
        decided=tuple(decided),
        decided_rest=_rest(len(actions) - len(shown)),
        risen_title=("Ce qui a aussi avancé" if len(others) < len(risen) else "Ce qui a avancé") if others else "",
        risen=tuple([_moved(compared, m) for m in others[:most]]),
        risen_rest=_rest(len(others) - len(others[:most])),
        fallen_title="Ce qui a reculé",
        fallen=tuple([_moved(compared, m, quoted=True) for m in fallen[:most]]),
        fallen_notes=tuple(_lower(compared, fallen, fallen[most:] if most else [])),
        known_title="Mieux connu" if known else "",
        known_caption=_KNOWN if known else "",
        known=tuple([_known(compared, name) for name in known[:most]]),
        known_rest=_rest(len(known) - len(known[:most])),
        conditions_title="Les conditions pour que cela dure" if compared.conditions else "",
        conditions=tuple([_condition(c) for c in compared.conditions]),
        figures_title="Le calcul de l’évolution" if whole else "",
        figures=tuple(_figures(compared)) if whole else (),
    )


_KNOWN = "Savoir n’est pas progresser : ces réponses ne comptent pas dans l’évolution."


def _caption(compared: Compared) -> str:
    """Return on what both are scored, and the whole of the first as it was and as it is there."""
    base = common_base(compared)
    answers = "la question répondue" if base == 1 else f"les {base} questions répondues"
    told = f"Scores et niveaux recalculés sur {answers} aux deux visites"
    result, change = compared.first.assessment.overall, compared.evolution.overall
    if not isinstance(result, Score) or change is None:
        return f"{told}."
    return (
        f"{told} : l’ensemble de la première y vaut {rounded(change.first)}, et {result.whole} sur "
        "toutes ses questions."
    )


# The rows


def _rows(compared: Compared) -> Iterator[SinceRow]:
    """Yield the axes, then the whole."""
    (first, first_whole), (second, second_whole) = results_on_base(compared)
    for axis in compared.questionnaire.dimensions:
        change = compared.evolution.dimensions[axis.id]
        yield _row(compared, axis, change, first[axis.id], second[axis.id])
    overall = compared.evolution.overall or NotComparable(None, None)
    yield _row(compared, None, overall, first_whole, second_whole)


def _row(
    compared: Compared, axis: Dimension | None, change: Change | NotComparable, before: Result, after: Result
) -> SinceRow:
    title = axis_told(axis) if axis else "L’ensemble"
    if isinstance(change, NotComparable):
        strip = SinceStrip("", "", clear=False, same=False, held=False, cells="")
        asked = change.first is not None and change.second is not None
        why = "trop peu de réponses en commun" if asked else "pas demandé aux deux visites"
        why = why if axis else "un axe au moins ne se compare pas"
        return SinceRow(title, strip, "–", "non comparable", why, "", "", False, axis is None)
    clear = change.verdict == "clear"
    held = isinstance(after, Score) and is_held(after)
    one, two, needed = rounded(change.first), rounded(change.second), change.rises_to_probable
    return SinceRow(
        title=title,
        strip=SinceStrip(str(one), str(two), clear, one == two, held, _cells(one, two, clear)),
        score=f"{one} → {two}",
        verdict=verdict_told(change),
        why="",
        level=_levels(compared, axis, before, after),
        needed=f"{needed} sur {change.size}" if needed else "trop peu de réponses",
        clear=clear,
        whole=axis is None,
    )


_NEEDED = "Se verrait dès"


def _levels(compared: Compared, axis: Dimension | None, before: Result, after: Result) -> str:
    """Return the level of each visit on their base; once where it is the same."""
    second = level_told(compared.second.assessment, axis, after)
    if not (isinstance(before, Score) and isinstance(after, Score)):
        return second
    first = level_told(compared.first.assessment, axis, before)
    if first == second or before.level.value == after.level.value == before.level.high:
        return second
    return f"{first} → {second}"


def _cells(first: int, second: int, clear: bool) -> str:
    """Return 20 characters, one for 5 points: a hollow dot, a full one, the line between."""
    one, two = (min(score * _CELLS // 100, _CELLS - 1) for score in (first, second))
    cells = ["·"] * _CELLS
    for cell in range(min(one, two), max(one, two)):
        cells[cell] = "━" if clear else "╌"
    cells[one] = "○"
    cells[two] = "◉" if one == two else "●"
    return "".join(cells)


def _legend(compared: Compared, rows: Sequence[SinceRow]) -> Iterator[LegendItem]:
    """Yield the signs that are drawn, and no other."""
    drawn = [row for row in rows if row.strip.first]
    if not drawn:
        return
    first, second = moments(compared)
    yield LegendItem("former", first)
    yield LegendItem("structure", second)
    if any(row.clear for row in drawn):
        yield LegendItem("clear", "évolution nette")
    if not all(row.clear for row in drawn):
        yield LegendItem("unclear", "probable, ou stable")
    if any(row.strip.held for row in drawn):
        yield LegendItem("held", "niveau tenu plus bas par ce qui est nommé")


def _notes(compared: Compared, most: int | None) -> Iterator[str]:
    """Yield what is not set side by side, and why."""
    if any(isinstance(x, Change) for x in compared.evolution.dimensions.values()):
        yield (
            f"« {_NEEDED} » : tant de réponses, sur celles que l’on compare, devraient monter d’un niveau "
            "pour que cela se voie 8 fois sur 10."
        )
    yield from (f"{sentence(why)}." for why in (*compared.remarks, *compared.not_like))
    names = titles_of(compared, compared.evolution.not_compared)
    if names:
        told = "Une seule visite y répond, ou sur une autre échelle"
        yield f"{told} : {some(names, most and _MOST_TITLES)}."


# What was decided


def _told_of(action: ActionSince, whole: bool) -> tuple[Moved, ...]:
    """Return the answers that tell of an action: those that moved, one where many read."""
    moved = tuple([m for m in action.answers if m.first != m.second])
    return moved if whole else moved[:1]


def _decided(compared: Compared, action: ActionSince, whole: bool) -> DecidedSince:
    found = compared.questionnaire.action.get(action.decided.id)
    partner = compared.questionnaire.partner
    facts = _told_of(action, whole)
    past = action.decided
    note = " ".join((past.why or (past.note if past.choice == "decline" else "") or "").split())
    # Why it was given up may speak of people: it is in the adviser's file.
    shared = whole or past.became != "dropped"
    return DecidedSince(
        title=year_title(compared, action),
        tag=(partner.name if partner else "") if found and found.origin == "print" else "",
        done=state_of(compared, action) == "done",
        state=state_told(compared, action),
        note=(note if whole else cut_at_word(note, _MOST_NOTE)) if shared else "",
        facts=tuple([_moved(compared, m) for m in facts]),
        rest="réponses inchangées" if action.answers and not facts else "",
    )


# Facts


def _moved(compared: Compared, moved: Moved, quoted: bool = False) -> MovedFact:
    """Return an answer at both visits: as the content tells it, else under its title."""
    question = compared.questionnaire.question[moved.question]
    told = question.told.get(moved.first), question.told.get(moved.second)
    quote = ""
    if quoted:  # the first sentence of the shared note, where it is short
        quote = re.split(r"(?<=[.!?…])\s", note_told(compared.second, moved.question), maxsplit=1)[0]
        quote = quote if len(quote) <= _MOST_QUOTE else ""
    if told[0] and told[1]:
        return MovedFact("", sentence(told[0]), told[1], quote)
    sides = (compared.first, compared.second)
    before, after = (answer_fact(side, _line(side, moved.question), _MOST_ANSWER) for side in sides)
    return MovedFact(question.title, before, after, quote)


def _line(side: VisitSide, name: str) -> AnswerLine:
    return next(line for line in side.assessment.answers if line.question.id == name)


def _known(compared: Compared, name: str) -> KnownFact:
    line = _line(compared.second, name)
    told = line.question.told.get(line.level or 0)
    return KnownFact(line.question.title, told or answer_fact(compared.second, line, _MOST_ANSWER))


def _lower(compared: Compared, fallen: Sequence[Moved], others: Sequence[Moved]) -> Iterator[str]:
    """Yield what else is lower, by its name: nothing of it is hidden; then what is no more known."""
    if not fallen:
        yield "Aucune réponse n’est plus basse."
    if others:
        yield f"Et aussi : {listing(titles_of(compared, [m.question for m in others]))}."
    if names := titles_of(compared, compared.evolution.less_known):
        yield f"Su alors, plus aujourd’hui : {listing(names)}."


def _rest(number: int) -> str:
    return f"{count(number, 'autre', 'autres')} dans le dossier du conseiller." if number else ""


# Conditions, figures


def _condition(both: ConditionSince) -> ConditionMoved:
    first = {x.statement.question for x in both.first.statements if x.state == "held"}
    lines = both.second.statements
    gained = [x for x in lines if x.state == "held" and x.statement.question not in first]
    lost = [x for x in lines if x.state != "held" and x.statement.question in first]
    return ConditionMoved(
        title=both.second.condition.title,
        before=held_told(both.first),
        after=held_told(both.second),
        changes=(*_named("depuis", gained), *_named("plus aujourd’hui", lost)),
    )


def _named(when: str, lines: Sequence[StatementLine]) -> Iterator[str]:
    names = [inside(x.statement.short or x.statement.held.rstrip(".")) for x in lines]
    if names:
        yield f"{when} : {listing(names)}"


def _figures(compared: Compared) -> Iterator[str]:
    """Yield the differences with their thresholds, to one decimal (M8, M12), and the answers that must rise."""
    axes = [(axis_told(d), compared.evolution.dimensions[d.id]) for d in compared.questionnaire.dimensions]
    for title, change in [*axes, ("L’ensemble", compared.evolution.overall)]:
        if isinstance(change, Change):
            yield (
                f"{title} : de {tenths(change.first)} à {tenths(change.second)} ; nette à partir de "
                f"{tenths(Decimal(change.clear))} d’écart{_rises(change.rises_to_clear)}, probable à partir de "
                f"{tenths(Decimal(change.probable))}{_rises(change.rises_to_probable)}"
            )
        elif isinstance(change, NotComparable):
            yield f"{title} : en commun, {_share(change.first)} du poids, puis {_share(change.second)}"


def _rises(number: int | None) -> str:
    return f" ({count(number, 'réponse')})" if number else ""


def _share(share: Fraction | None) -> str:
    return "rien" if share is None else percent(rounded(share * 100))


# In two lines


@dataclass(frozen=True)
class Since(Section):
    """What moved, in two lines at most: what clearly did, what was done, what is lower."""

    name: ClassVar[str] = "since"

    label: str  # « Depuis la visite du 13 octobre 2026 »
    text: str


def since_part(assessed: AssessedVisit, reader: Reader) -> Since | None:
    """Return what moved, for a single page; None where the visit recalls no other."""
    compared = assessed.since
    if compared is None:
        return None
    text = ". ".join(filter(None, (moved_told(compared, _FEW), _fallen(compared), done_told(compared))))
    day = long_date(compared.first.visit.visit.date)
    return Since("", f"Depuis la visite du {day}", f"{cut_at_word(text, _MOST_TEXT)}.".replace("….", "…"))


def _fallen(compared: Compared) -> str:
    """Return the answers that are lower, by their names."""
    names = titles_of(compared, [m.question for m in compared.evolution.changed if m.second < m.first])
    told = some([cut_at_word(name, _MOST_TITLE) for name in names], _FEW)
    return f"{'Plus basse' if len(names) == 1 else 'Plus basses'} : {told}" if names else ""


# The page of `diag evolution`


_KICKER = {
    "direction": "depuis la dernière visite",
    "conseiller": "depuis la dernière visite, pour le conseiller, à ne pas diffuser",
}
_MOST_AXES = 3  # named in the sentence that opens the page
_READING = (
    "Ils décrivent des conditions de travail, pas des personnes. Une évolution est nette quand l’écart "
    "dépasse ce que deux visites sans changement donneraient 19 fois sur 20. Les échelles sont celles "
    "de l’outil, pas encore éprouvées sur le terrain."
)


def evolution_page(
    compared: Sequence[Compared], reader: Literal["direction", "conseiller"] = "direction"
) -> Document:
    """Return the page of some visits of one structure, rendered as any document.

    Args:
        compared: each visit with the one before, then the last with the first (`compare_visits`).
        reader: `direction` may be shared; `conseiller` also holds what was declined.

    Its `mark` is that of these visits: its next edition replaces it, and nothing else (`report_files`).
    """
    last = compared[-1]
    pairs = compared[: max(1, len(compared) - 1)]  # the last of several is of two visits of the others
    visits = [pairs[0].first.visit, *(one.second.visit for one in pairs)]
    head = _head(last, visits, reader)
    sections = [
        evolution_of(
            one, reader, _heading(one, rank, len(compared)), f"evolution-{rank}" if rank > 1 else "evolution"
        )
        for rank, one in enumerate(compared, 1)
    ]
    if len(sections) == 1:
        sections = [replace(sections[0], told="")]  # the page opens on it
    contents = [Entry(one.anchor, one.heading) for one in sections]
    name = cut_at_word(name_of(visits[-1]), MOST_SIGNS)
    return Document(
        reader="evolution",
        title=f"{head.structure} – {head.kicker}",
        running=" – ".join([name, _between(visits), *(short for short, _ in _stamps(last, visits))]),
        mark=mark_of(*visits),
        head=head,
        contents=tuple(contents) if len(sections) > 1 else (),
        sections=(_lead(last), *sections),
        foot=foot_under(last.questionnaire, _READING),
    )


def _heading(compared: Compared, rank: int, number: int) -> str:
    first, second = moments(compared)
    if number == 1:
        return "Ce qui a bougé"
    whole = "De la première visite à la dernière : entre" if rank == number else "Entre"
    return f"{whole} {first} et {second}"


def _between(visits: Sequence[Visit]) -> str:
    return f"visites du {listing([long_date(visit.visit.date) for visit in visits])}"


def _head(last: Compared, visits: Sequence[Visit], reader: Literal["direction", "conseiller"]) -> Head:
    name = name_of(visits[-1])
    return Head(
        kicker=f"{last.questionnaire.header.title} · {_KICKER[reader]}",
        structure=name if reader == "conseiller" else cut_at_word(name, MOST_NAME),
        small=len(name) > MOST_SIGNS,
        lines=(f"{sentence(_between(visits))} · {_content(last, visits)}",),
        stamps=tuple([told for _, told in _stamps(last, visits)]),
    )


def _content(last: Compared, visits: Sequence[Visit]) -> str:
    """Return with what content they were answered, and with which they are all read."""
    header = last.questionnaire.header
    versions = list(dict.fromkeys(visit.questionnaire.version for visit in visits))
    forms = list(dict.fromkeys(FORM_TOLD[side.assessment.form] for side in (last.first, last.second)))
    told = f"{listing(forms, 'puis')} · questionnaire « {header.id} » {', puis '.join(versions)}"
    return told if versions == [header.version] else f"{told}, relu avec {header.version}"


def _stamps(last: Compared, visits: Sequence[Visit]) -> Iterator[tuple[str, str]]:
    """Yield what is said of the data, in two words for the foot of a sheet, then as a stamp."""
    imagined = next((v.illustrative for v in reversed(visits) if v.illustrative), None)
    if imagined:
        yield "cas illustratif", illustrative_told(imagined, "direction")
    unfinished = [s for s in (last.first, last.second) if s.assessment.provisional]
    if unfinished:
        days = listing([long_date(side.visit.visit.date) for side in unfinished])
        yield "provisoire", f"Provisoire : visite non finie ({days})"


def _lead(compared: Compared) -> Lead:
    """Return what clearly moved, then what was done and what is lower, in two sentences."""
    lower = sum(moved.second < moved.first for moved in compared.evolution.changed)
    told = count(lower, "réponse plus basse", "réponses plus basses") if lower else "aucune réponse n’est plus basse"
    facts = " ; ".join(filter(None, [done_told(compared), told]))
    opening = f"{sentence(period_told(compared))}, {moved_told(compared, _MOST_AXES)}. {sentence(facts)}."
    return Lead("", typeset(opening), "", long=False)
