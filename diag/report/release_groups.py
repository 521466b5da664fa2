"""The groups of a release, section by section: by region, department, type and size."""

from collections.abc import Sequence
from fractions import Fraction

from diag.benchmark import words
from diag.benchmark.release import OVERALL, SECRET, TYPE_FIELD, Cell, CellKey, Release
from diag.french import listing, sentence
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.network_figures import shade
from diag.report.network_scores import short
from diag.report.network_view import Cell as Shaded
from diag.report.position_view import group_figures, group_spread
from diag.report.release_parts import GroupRow, GroupSection
from diag.report.release_tables import titles, told
from diag.report.release_words import KEPT_BACK

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
