"""The view-model of a release: what holds the region back, its profile, and what is not told.

Every string and coordinate that its page prints, ready for the template (M14 to M18).
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diag.benchmark import words
from diag.benchmark.group_tree import COUNTRY, Node
from diag.benchmark.release import CLASSES, OVERALL, SECRET, Cell, Quantiles, Release
from diag.french import count, cut, listing, long_date, sentence
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.report.chart_figures import Cell as Shaded
from diag.report.chart_figures import Heading, shade
from diag.report.french_labels import short
from diag.report.position_view import DEMONSTRATION, WHOLE, Spread, group_figures, group_spread
from diag.report.view_model import Part

NOTHING = "–"
SHOWN = 8
"""Questions told of a region: what a meeting can talk over."""
LONGEST = 90
"""Signs of an answer in a line of the page."""


@dataclass(frozen=True)
class Fact(Part):
    """One answer, the share of structures that gave it, and as many full circles out of ten."""

    text: str
    share: str
    circles: str


@dataclass(frozen=True)
class HoldRow(Part):
    """One question, and its lowest answers."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class HoldSection(Part):
    """What holds one region back; without rows, `gloss` says why nothing is told."""

    title: str
    gloss: str
    rows: tuple[HoldRow, ...]


@dataclass(frozen=True)
class MeasureRow(Part):
    """Quantiles of one axis, or of the whole, in one group, and the shares of its levels."""

    title: str
    spread: Spread | None
    median: str
    middle: str  # between the quartiles
    wide: str  # between the first and the last decile
    levels: tuple[str, ...]  # « s » where they are secret


@dataclass(frozen=True)
class GroupRow(Part):
    """One published group: its size class, its whole drawn, its medians."""

    title: str
    size: str
    spread: Spread | None
    cells: tuple[Shaded, ...]


@dataclass(frozen=True)
class GroupSection(Part):
    """Groups of one depth; `secret` names those that are not published."""

    title: str
    rows: tuple[GroupRow, ...]
    secret: str


@dataclass(frozen=True)
class PlaceRow(Part):
    """One type: its median of the whole in each département, « s » where it is secret."""

    title: str
    cells: tuple[Shaded, ...]


@dataclass(frozen=True)
class PlaceSection(Part):
    """The types of one region, département by département."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class ReleaseView(Part):
    """One page, whole; an empty tuple is a section that has nothing to say."""

    title: str
    questionnaire: str
    meta: tuple[str, ...]
    stamp: str
    demo: str  # the same in short, on each table
    headline: str
    holds: tuple[HoldSection, ...]
    sure: str  # how far these shares are known
    widest: str
    measures: tuple[MeasureRow, ...]
    level_heads: tuple[str, ...]
    level_names: tuple[str, ...]
    headings: tuple[Heading, ...]
    groups: tuple[GroupSection, ...]
    places: tuple[PlaceSection, ...]
    withheld: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    use: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    footer: str


_TITLE = "Repère régional"
_STAMP = "Données de démonstration : aucune structure réelle. Ne citez aucun de ces chiffres."
_SURE = (
    "Parts des structures qui ont répondu, en dixièmes arrondis un par un : « au plus 1 sur 10 » peut "
    "être personne, « au moins 9 sur 10 » tout le monde. Une part n'est dite que d'un groupe où il "
    "reste 20 structures de 3 organismes sans le plus grand."
)
_ABOUT = (
    ("Qui est compté", words.NOT_A_SAMPLE),
    (
        "Ce que ce n'est pas",
        "Ni un classement, ni une mesure officielle : chaque structure a décrit elle-même sa situation. "
        "Les échelles et les poids sont ceux de l'outil, et n'ont pas encore été éprouvés sur le terrain.",
    ),
)
_WITHHELD = (
    "« s » n'est ni zéro, ni une absence : le nombre existe, et n'est pas publié. Un groupe est publié "
    "si, son plus grand organisme gestionnaire retiré, il reste au moins 5 structures de 3 organismes, "
    "et si ce que l'on trouve en retirant d'un groupe ceux qu'il contient le respecte aussi.",
    "Une période n'est publiée qu'une fois, et deux repères n'ont aucune visite en commun. Ce qu'une "
    "structure répondait l'an dernier peut être connu autrement : aucun repère ne l'empêche.",
)


def build_release_view(release: Release, questionnaire: Questionnaire) -> ReleaseView:
    """Return everything that the page of a release prints.

    Args:
        release: read with its shares, or the page has no answers.
        questionnaire: that the release is compatible with, to name what it tells.

    """
    published = [cell for cell in release.cells if not cell.secret]
    regions = [cell for cell in published if len(cell.node) == 1]
    country = [cell for cell in published if cell.node == COUNTRY]
    main = regions or country or published[:1]
    widest = main[0] if len(regions) == 1 else next(iter(country or main), None)
    levels = questionnaire.header.levels
    return ReleaseView(
        title=_TITLE,
        questionnaire=questionnaire.header.title,
        meta=(
            sentence(words.period(*release.period)),
            f"Source : {release.source.rstrip('.')}",
            f"Forme {words.FORM_NAMES[release.form]}",
        ),
        stamp=_STAMP if release.synthetic else "",
        demo=DEMONSTRATION if release.synthetic else "",
        headline=_headline(release, questionnaire, main),
        holds=tuple(_holds(release, questionnaire, cell) for cell in main),
        sure=_SURE,
        widest=_named(questionnaire, widest) if widest else "",
        measures=tuple(_measures(release, questionnaire, widest)) if widest else (),
        level_heads=tuple(f"Niv. {number}" for number in range(len(levels))),
        level_names=tuple(f"Niveau {number} : {x.title}" for number, x in enumerate(levels)),
        headings=_headings(questionnaire),
        groups=tuple(_groups(release, questionnaire)),
        places=tuple(_places(release, questionnaire)),
        withheld=(_kept_back(release), *_WITHHELD),
        about=_ABOUT,
        use=_use(release, questionnaire),
        facts=_facts(release, questionnaire),
        footer=_footer(release),
    )


# What holds the region back


def _headline(release: Release, questionnaire: Questionnaire, main: Sequence[Cell]) -> str:
    """Return the first sentence of the page: the answer that holds the first region back most."""
    for cell in main:
        for row in _holds(release, questionnaire, cell).rows[:1]:
            lowest = row.facts[0]
            return f"{_named(questionnaire, cell)} {sentence(lowest.text)} : {lowest.share}."
    if main:
        return f"{_named(questionnaire, main[0])} Trop peu de structures pour dire leurs réponses."
    return "Trop peu de structures, ou d'organismes, pour publier un groupe."


def _named(questionnaire: Questionnaire, cell: Cell) -> str:
    return f"{sentence(words.group(questionnaire, cell.node))} : {words.size(cell.size_class)}."


def _holds(release: Release, questionnaire: Questionnaire, cell: Cell) -> HoldSection:
    """Return the questions where the most structures gave one of the two lowest answers."""
    title = f"Ce qui retient : {words.group(questionnaire, cell.node)}"
    told = [
        (question, parts)
        for question in questionnaire.questions
        if (parts := release.shares.get((cell.node, question.id))) is not None
    ]
    if not told:
        return HoldSection(title, "Trop peu de structures pour dire leurs réponses.", ())
    core = [one for one in told if one[0].core]
    ranked = sorted(core or told, key=lambda one: -_low(one[1]))
    gloss = (
        "Questions du socle où les deux premières réponses de l'échelle sont les plus fréquentes."
    )
    return HoldSection(title, gloss if core else "", tuple(_hold(*one) for one in ranked[:SHOWN]))


def _low(parts: Sequence[int | None]) -> int:
    return sum([part for part in parts if part is not None][:2])


def _hold(question: Question, parts: Sequence[int | None]) -> HoldRow:
    lowest = [(level, part) for level, part in enumerate(parts) if part is not None][:2]
    facts = [
        Fact(_answer(question, level), words.tenths(part), "●" * part + "○" * (10 - part))
        for level, part in lowest
    ]
    return HoldRow(f"{question.title} ({question.id})", tuple(facts))


def _answer(question: Question, level: int) -> str:
    """Return what a level of a question says, in the words of its content."""
    if level in question.told:
        return question.told[level]
    if isinstance(question, SingleQuestion):
        labels = [choice.label for choice in question.choices if choice.level == level]
        return cut("".join(labels), LONGEST) or f"niveau {level}"
    return f"niveau {level}"


# Profile by group


def _titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the titles of the measures by id: the axes, then the whole."""
    return {**{d.id: d.title for d in questionnaire.dimensions}, OVERALL: WHOLE}


def _told(text: str, release: Release) -> str:
    """Return the words of a drawing, with the stamp of demonstration data."""
    return f"{text} ({DEMONSTRATION})" if release.synthetic else text


def _measures(release: Release, questionnaire: Questionnaire, cell: Cell) -> Iterator[MeasureRow]:
    """Yield the quantiles of one group and the shares of its levels, axis by axis, then the whole."""
    for measure, title in _titles(questionnaire).items():
        quantiles, levels = cell.measures.get(measure), cell.levels.get(measure)
        shares = tuple(map(words.tenths, levels)) if levels else (SECRET,) * 5
        if quantiles is None:
            yield MeasureRow(title, None, SECRET, SECRET, SECRET, shares)
            continue
        deciles = quantiles.deciles
        yield MeasureRow(
            title=title,
            spread=_drawn(release, title, quantiles),
            median=str(quantiles.median),
            middle=NOTHING if quantiles.q1 is None else f"{quantiles.q1} à {quantiles.q3}",
            wide=NOTHING if deciles is None else f"{deciles[0]} à {deciles[-1]}",
            levels=shares,
        )


def _drawn(release: Release, title: str, quantiles: Quantiles) -> Spread:
    return group_spread(quantiles, _told(f"{title} : {group_figures(quantiles)}", release))


def _headings(questionnaire: Questionnaire) -> tuple[Heading, ...]:
    """Return the columns of medians, with the marks that a phone shows."""
    axes = [Heading(d.title, d.id) for d in questionnaire.dimensions]
    return (*axes, Heading(WHOLE, "Ens."))


def _groups(release: Release, questionnaire: Questionnaire) -> Iterator[GroupSection]:
    """Yield the regions, then the types of each."""
    shorts = _shorts(questionnaire, TYPE_FIELD)
    regions = [cell for cell in release.cells if len(cell.node) == 1]
    yield _section(release, questionnaire, "Par région", [(c.region, c) for c in regions])
    for region in regions:
        types = [c for c in release.cells if len(c.node) == 2 and c.region == region.region]
        title = f"Par type, {region.region}" if len(regions) > 1 else "Par type"
        named = [(shorts.get(cell.type, cell.type), cell) for cell in types]
        yield _section(release, questionnaire, title, named)


def _section(
    release: Release,
    questionnaire: Questionnaire,
    title: str,
    groups: Sequence[tuple[str, Cell]],
) -> GroupSection:
    rows = [_row(release, questionnaire, name, cell) for name, cell in groups if not cell.secret]
    secret = [name for name, cell in groups if cell.secret]
    note = f"Secret ({words.WHY_SECRET}) : {listing(secret)}." if secret else ""
    return GroupSection(title, tuple(rows), note)


def _row(release: Release, questionnaire: Questionnaire, name: str, cell: Cell) -> GroupRow:
    overall = cell.measures.get(OVERALL)
    spread = _drawn(release, f"{name}, ensemble", overall) if overall else None
    medians = tuple(_median(cell, measure) for measure in _titles(questionnaire))
    return GroupRow(name, cell.size_class, spread, medians)


def _median(cell: Cell, measure: str) -> Shaded:
    """Return the median of one measure on its ground; « s » when it is secret."""
    quantiles = cell.measures.get(measure)
    if quantiles is None:
        return Shaded(SECRET, "")
    return Shaded(str(quantiles.median), shade(Fraction(quantiles.median)))


def _places(release: Release, questionnaire: Questionnaire) -> Iterator[PlaceSection]:
    """Yield the types of each region, département by département, where one at least is told."""
    cells = {cell.node: cell for cell in release.cells}
    content, shorts = release.content, _shorts(questionnaire, TYPE_FIELD)
    names = _shorts(questionnaire, DEPARTMENT_FIELD)
    for region in content.regions:
        own = [name for name, home in content.departments.items() if home == region]
        rows = []
        for kind in content.types:
            nodes: list[Node] = [(region, kind, place) for place in own]
            if any(not cells[node].secret for node in nodes):
                medians = tuple(_median(cells[node], OVERALL) for node in nodes)
                rows.append(PlaceRow(shorts.get(kind, kind), medians))
        if rows:
            headings = tuple(Heading(names.get(d, d), d.removeprefix("d")) for d in own)
            title = f"Par type et département, {region} : médiane de l'ensemble"
            yield PlaceSection(title, headings, tuple(rows))


def _shorts(questionnaire: Questionnaire, field: str) -> dict[str, str]:
    asked = questionnaire.field.get(field)
    return {option.id: short(option) for option in (asked.options if asked else [])}


# What is withheld, how to use it, what it is made of


def _kept_back(release: Release) -> str:
    """Return how many groups are told, and how many are not."""
    told = sum(not cell.secret for cell in release.cells)
    kept = len(release.cells) - told
    secret = count(kept, "groupe gardé secret", "groupes gardés secrets")
    return f"{count(told, 'groupe publié', 'groupes publiés')}, {secret} ou sans structure."


def _use(release: Release, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    """Return how to place a structure, and how to cite."""
    return (
        ("Situer une structure", "diag rapport VISITE --repere DOSSIER"),
        (
            "Citer",
            f"{release.source.rstrip('.')}, « {words.TITLE} », {_day(release)}, questionnaire "
            f"« {questionnaire.header.title} ». {words.LICENCE['title']}. Dites « des structures "
            "accompagnées », jamais « des établissements du département ».",
        ),
    )


def _facts(release: Release, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    return (
        ("Publié le", _day(release)),
        ("Licence", words.LICENCE["title"]),
        (
            "Versions",
            f"questionnaire « {questionnaire.header.title} », version {release.version} (empreinte "
            f"{release.hash[7:19]}), forme {words.FORM_NAMES[release.form]}, méthode {release.method}",
        ),
        (
            "Précision",
            f"Effectifs par classe : {listing(CLASSES)}. Nombres arrondis à 5 points sous 50 "
            "structures ; quartiles à partir de 10, dixièmes à partir de 50.",
        ),
    )


def _day(release: Release) -> str:
    return long_date(datetime.date.fromisoformat(release.date))


def _footer(release: Release) -> str:
    stamp = f"{_STAMP} " if release.synthetic else ""
    return f"{stamp}{release.source.rstrip('.')}, {_day(release)}. {words.LICENCE['title']}."
