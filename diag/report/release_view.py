"""The view-model of a release: who is told, how, what is kept secret, and how they are protected.

Every string and coordinate that its page prints, ready for the template (M14 to M18).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from diag.benchmark import words
from diag.benchmark.release import (
    CLASSES,
    OVERALL,
    SECRET,
    Cell,
    CellKey,
    Quantiles,
    Release,
    content_of,
)
from diag.benchmark.rows import in_order
from diag.benchmark.rules import (
    DECILES_FROM,
    EXACT_MEDIAN_FROM,
    EXACT_SHARES_FROM,
    LARGEST_PERCENT,
    LEAST_ORGANISATIONS,
    LEAST_RESPONDENTS,
    LEAST_STRUCTURES,
    QUARTILES_FROM,
)
from diag.french import count, listing, long_date, percent, sentence
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Questionnaire
from diag.report.chart_figures import Cell as Shaded
from diag.report.chart_figures import Heading, Segment, Stack, shade
from diag.report.french_labels import short
from diag.report.position_view import DEMONSTRATION, WHOLE, Spread, group_figures, group_spread
from diag.report.view_model import Part


@dataclass(frozen=True)
class MeasureRow(Part):
    """Quantiles of one axis, or of the whole, in one group; « s » where they are secret."""

    title: str
    spread: Spread | None
    median: str
    middle: str  # between the quartiles
    wide: str  # between the first and the last decile


@dataclass(frozen=True)
class StackRow(Part):
    """Shares of levels, or of answers: a drawing, then one cell by share."""

    title: str
    text: str  # the question as asked; empty for an axis
    stack: Stack | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class GroupRow(Part):
    """One published group: its size class, its whole drawn, its medians."""

    title: str
    size: str
    spread: Spread | None
    cells: tuple[Shaded, ...]


@dataclass(frozen=True)
class GroupSection(Part):
    """Groups crossed alike; `secret` names those that are not published.

    A folded section is of a finer crossing: it opens on demand.
    """

    title: str
    rows: tuple[GroupRow, ...]
    secret: str
    folded: bool


@dataclass(frozen=True)
class QuestionSection(Part):
    """Answers to the questions of one axis."""

    title: str
    rows: tuple[StackRow, ...]


@dataclass(frozen=True)
class ReleaseView(Part):
    """One page, whole; an empty tuple is a section that has nothing to say."""

    title: str
    questionnaire: str
    meta: tuple[str, ...]
    stamp: str
    demo: str  # the same in short, on each table
    headline: str
    about: tuple[tuple[str, str], ...]
    widest: str
    measures: tuple[MeasureRow, ...]
    level_heads: tuple[str, ...]
    level_names: tuple[str, ...]
    levels: tuple[StackRow, ...]
    headings: tuple[Heading, ...]
    groups: tuple[GroupSection, ...]
    questions_note: str
    answer_heads: tuple[str, ...]
    questions: tuple[QuestionSection, ...]
    protection: tuple[tuple[str, str], ...]
    use: tuple[tuple[str, str], ...]
    footer: str


KEPT_BACK = f"« s », secret ({words.WHY_SECRET})"
PROTECTION = (
    (
        "Groupes publiés",
        f"Au moins {LEAST_STRUCTURES} structures et {LEAST_ORGANISATIONS} organismes gestionnaires, dont "
        f"le plus présent ne dépasse pas {percent(LARGEST_PERCENT)} des structures (M16).",
    ),
    (
        "Soustraction",
        "Un groupe qui le permettrait reste secret si l'on pouvait en déduire un autre : le total moins "
        "les groupes publiés ne désigne jamais quelques structures (M17).",
    ),
    (
        "Effectifs",
        f"Par classe seulement : {listing(CLASSES)} structures (M18).",
    ),
    (
        "Scores",
        f"Ni moyenne, ni minimum, ni maximum. Médiane arrondie à 5 points sous {EXACT_MEDIAN_FROM} "
        f"structures ; quartiles à partir de {QUARTILES_FROM}, dixièmes à partir de {DECILES_FROM}, "
        "arrondis à l'entier (M16).",
    ),
    (
        "Parts",
        f"À partir de {LEAST_RESPONDENTS} structures qui ont répondu, arrondies à 5 points sous "
        f"{EXACT_SHARES_FROM} (M17).",
    ),
    ("Secret", "« s » n'est ni zéro, ni une absence : le nombre existe, et n'est pas publié."),
)


_TITLE = "Repère régional"
_STAMP = "Données de démonstration : aucune structure réelle. Ne citez aucun de ces chiffres."
_ABOUT = (
    (
        "Ce que c'est",
        "Les scores et les réponses de structures sociales et médico-sociales accompagnées, par groupe : "
        "région, département, type, taille. Une structure s'y situe par une part du groupe, jamais par "
        "un rang.",
    ),
    ("Qui est compté", words.NOT_A_SAMPLE),
    (
        "Ce que ce n'est pas",
        "Ni un classement, ni une mesure officielle : chaque structure a décrit elle-même sa situation.",
    ),
)
_QUESTIONS = (
    "Part des structures du groupe « {group} » à chaque niveau de réponse, de 0 à 4. « NSP » : ne sait "
    "pas. « s » : secret. Les parts sont arrondies : leur somme peut ne pas faire 100. Celles des autres "
    "groupes sont dans le fichier reponses.csv."
)


def build_release_view(release: Release, questionnaire: Questionnaire) -> ReleaseView:
    """Return everything that the page of a release prints.

    Args:
        release: read with its shares, or the page has no answers.
        questionnaire: that the release is compatible with, to name what it tells.

    """
    cells = in_order(release.cells, release.content or content_of(questionnaire))
    published = [cell for cell in cells if not cell.secret]
    widest = published[0] if published else None
    group = words.group(questionnaire, widest.key) if widest else ""
    sections = question_sections(release, questionnaire, widest)
    levels = questionnaire.header.levels
    return ReleaseView(
        title=_TITLE,
        questionnaire=questionnaire.header.title,
        meta=(
            f"Publié le {_day(release)}",
            sentence(words.period(*release.period)),
            f"Forme {words.FORM_NAMES[release.form]}, méthode {release.method}",
            f"Source : {release.source.rstrip('.')}",
            words.LICENCE["title"],
        ),
        stamp=_STAMP if release.synthetic else "",
        demo=DEMONSTRATION if release.synthetic else "",
        headline=_headline(published, cells),
        about=_ABOUT,
        widest=sentence(f"{group} : {words.size(widest.size_class)}.") if widest else "",
        measures=measure_rows(release, questionnaire, widest),
        level_heads=tuple(f"Niv. {number}" for number in range(len(levels))),
        level_names=tuple(f"Niveau {number} : {x.title}" for number, x in enumerate(levels)),
        levels=level_rows(release, questionnaire, widest),
        headings=_headings(questionnaire),
        groups=group_sections(release, questionnaire, cells),
        questions_note=_QUESTIONS.format(group=group) if sections else "",
        answer_heads=("0", "1", "2", "3", "4", "NSP"),
        questions=sections,
        protection=PROTECTION,
        use=_use(release, questionnaire),
        footer=_footer(release),
    )


def _day(release: Release) -> str:
    return long_date(datetime.date.fromisoformat(release.date))


def _headline(published: list[Cell], cells: list[Cell]) -> str:
    """Return how many groups are told, and how many are not."""
    told = count(len(published), "groupe publié", "groupes publiés")
    kept = len(cells) - len(published)
    secret = count(kept, "groupe gardé secret", "groupes gardés secrets")
    text = f"{told}, {secret}" if kept else told
    return f"{text} : de quoi se situer, sans que personne ne soit reconnu."


def _headings(questionnaire: Questionnaire) -> tuple[Heading, ...]:
    """Return the columns of medians, with the marks that a phone shows."""
    axes = [Heading(d.title, d.id) for d in questionnaire.dimensions]
    return (*axes, Heading(WHOLE, "Ens."))


def _use(release: Release, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    """Return how to place a structure, and how to cite."""
    header = questionnaire.header
    asked = f"questionnaire « {header.title} », version {release.version}"
    return (
        ("Situer une structure", "diag rapport VISITE --repere DOSSIER"),
        (
            "Citer",
            f"{release.source.rstrip('.')}, « {words.TITLE} », {_day(release)}, {asked}. "
            f"{words.LICENCE['title']}. Dites « des structures accompagnées », jamais « des "
            "établissements du département ».",
        ),
        ("Versions", f"{asked} (empreinte {release.hash[7:19]})."),
    )


def _footer(release: Release) -> str:
    stamp = f"{_STAMP} " if release.synthetic else ""
    return f"{stamp}{release.source.rstrip('.')}, {_day(release)}. {words.LICENCE['title']}."


NOTHING = "–"


def titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the titles of the measures by id: the axes, then the whole."""
    return {**{d.id: d.title for d in questionnaire.dimensions}, OVERALL: WHOLE}


def told(text: str, release: Release) -> str:
    """Return the words of a drawing, with the stamp of demonstration data."""
    return f"{text} ({DEMONSTRATION})" if release.synthetic else text


def measure_rows(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[MeasureRow, ...]:
    """Return the quantiles of one group, axis by axis, then of the whole."""
    if cell is None:
        return ()
    return tuple(
        _measure_row(release, title, cell.measures.get(measure))
        for measure, title in titles(questionnaire).items()
    )


def _measure_row(release: Release, title: str, quantiles: Quantiles | None) -> MeasureRow:
    if quantiles is None:
        return MeasureRow(title, None, SECRET, SECRET, SECRET)
    deciles = quantiles.deciles
    return MeasureRow(
        title=title,
        spread=group_spread(quantiles, told(f"{title} : {group_figures(quantiles)}", release)),
        median=NOTHING if quantiles.median is None else str(quantiles.median),
        middle=NOTHING if quantiles.q1 is None else f"{quantiles.q1} à {quantiles.q3}",
        wide=NOTHING if deciles is None else f"{deciles[0]} à {deciles[-1]}",
    )


def level_rows(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[StackRow, ...]:
    """Return the shares of the levels of one group; empty where none is published."""
    if cell is None or not cell.levels:
        return ()
    names = [f"niveau {number}" for number in range(len(questionnaire.header.levels))]
    return tuple(
        _stack_row(release, title, "", cell.levels.get(measure), names)
        for measure, title in titles(questionnaire).items()
    )


def question_sections(
    release: Release, questionnaire: Questionnaire, cell: Cell | None
) -> tuple[QuestionSection, ...]:
    """Return what the structures of one group answered, axis by axis; empty where nothing is told."""
    known = {q: parts for (key, q), parts in release.shares.items() if cell and key == cell.key}
    if not known:
        return ()
    names = [*(f"niveau {number}" for number in range(5)), "ne sait pas"]
    sections = []
    for dimension in questionnaire.dimensions:
        rows = []
        for question in dimension.questions:
            parts = known.get(question.id)
            shares = None if parts is None else [part or 0 for part in parts]
            title = f"{question.title} ({question.id})"
            rows.append(_stack_row(release, title, question.text, shares, names))
        sections.append(QuestionSection(dimension.title, tuple(rows)))
    return tuple(sections)


def _stack_row(
    release: Release, title: str, text: str, shares: Sequence[int] | None, names: Sequence[str]
) -> StackRow:
    """Return one row of shares; « s » in each cell where they are secret."""
    if shares is None:
        return StackRow(title, text, None, (SECRET,) * len(names))
    words = [
        f"{name} : {percent(share)}" for name, share in zip(names, shares, strict=True) if share
    ]
    drawn = Stack(_segments(shares), told(f"{title} : {' ; '.join(words)}", release))
    return StackRow(title, text, drawn, tuple(map(percent, shares)))


def _segments(shares: Sequence[int]) -> tuple[Segment, ...]:
    """Return rounded shares side by side, brought back to a whole; the sixth is `none`."""
    total, start, segments = sum(shares), 0, []
    for rank, share in enumerate(shares):
        if share:
            level = str(rank) if rank < 5 else "none"
            segments.append(Segment(level, _unit(start, total), _unit(share, total)))
        start += share
    return tuple(segments)


def _unit(part: int, total: int) -> str:
    return f"{float(round(Fraction(100 * part, total), 2)):g}"


_WIDE = {
    (1, 0, 0, 0): "Par région",
    (1, 1, 0, 0): "Par département",
    (1, 0, 1, 0): "Par type",
    (1, 0, 0, 1): "Par taille",
}
_FINE = {(1, 1, 1, 0): 1, (1, 0, 1, 1): 3}
"""Finer crossings, and the part of the key that each folded section keeps: department, or size."""


def group_sections(
    release: Release, questionnaire: Questionnaire, cells: Sequence[Cell]
) -> tuple[GroupSection, ...]:
    """Return the groups, those crossed alike together; `cells` are in the order of the release."""
    kept: dict[tuple[str, bool], list[tuple[str, Cell]]] = {}
    several = len({cell.region for cell in cells if cell.region}) > 1
    for cell in cells:
        crossed = tuple(int(bool(name)) for name in cell.key)
        if crossed in _WIDE:
            title = _WIDE[crossed]
            if several and sum(crossed) > 1:
                title = f"{title}, {cell.region}"
            kept.setdefault((title, False), []).append((_label(questionnaire, cell.key), cell))
        elif crossed in _FINE:
            held = _held(cell.key, _FINE[crossed], several)
            title = f"{_said(questionnaire, held)} : par type"
            kept.setdefault((title, True), []).append((_label(questionnaire, cell.key), cell))
    return tuple(
        _section(release, questionnaire, title, folded, groups)
        for (title, folded), groups in kept.items()
    )


def _held(key: CellKey, part: int, several: bool) -> CellKey:
    """Return the key of what the groups of a folded section have in common."""
    region = key[0] if several or part == 1 else ""
    return (region, key[1], "", "") if part == 1 else (region, "", "", key[3])


def _label(questionnaire: Questionnaire, key: CellKey) -> str:
    """Return the shortest name of a group within its section: its type, else what it is crossed by."""
    region, department, kind, size = key
    if kind:
        asked = questionnaire.field.get(TYPE_FIELD)
        known = {option.id: short(option) for option in (asked.options if asked else [])}
        return known.get(kind, kind)
    return _said(questionnaire, ("", department, "", size)) if department or size else region


def _said(questionnaire: Questionnaire, key: CellKey) -> str:
    """Return the name of a group, less the crossings that it lacks."""
    name = words.group(questionnaire, key)
    return sentence(name.removeprefix("tous types, ").removeprefix("toutes régions, "))


def _section(
    release: Release,
    questionnaire: Questionnaire,
    title: str,
    folded: bool,
    groups: Sequence[tuple[str, Cell]],
) -> GroupSection:
    rows = [_row(release, questionnaire, name, cell) for name, cell in groups if not cell.secret]
    secret = [name for name, cell in groups if cell.secret]
    note = f"{KEPT_BACK} : {listing(secret)}." if secret else ""
    return GroupSection(title, tuple(rows), note, folded)


def _row(release: Release, questionnaire: Questionnaire, name: str, cell: Cell) -> GroupRow:
    overall, spread = cell.measures.get(OVERALL), None
    if overall is not None:
        text = f"{name}, ensemble : {group_figures(overall)}"
        spread = group_spread(overall, told(text, release))
    medians = tuple(_median(cell, measure) for measure in titles(questionnaire))
    return GroupRow(name, cell.size_class, spread, medians)


def _median(cell: Cell, measure: str) -> Shaded:
    """Return the median of one measure on its ground; « s » when it is secret."""
    quantiles = cell.measures.get(measure)
    if quantiles is None or quantiles.median is None:
        return Shaded(SECRET, "")
    return Shaded(str(quantiles.median), shade(Fraction(quantiles.median)))
