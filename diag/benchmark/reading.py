"""A release as lines of text: which groups are asked for, and what is told of them."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diag.benchmark import words
from diag.benchmark.pseudonyms import same_name
from diag.benchmark.release import CLASSES, OVERALL, Cell, CellKey, Quantiles, Release
from diag.french import long_date, typeset
from diag.questionnaire.mistakes import did_you_mean
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire

DEPARTMENT, TYPE, SIZE = DEPARTMENT_FIELD, TYPE_FIELD, "size"
Lines = Iterator[tuple[int, str]]
_CROSSED = {
    (1, 0, 0, 0): "régions",
    (1, 1, 0, 0): "départements",
    (1, 0, 1, 0): "types",
    (1, 0, 0, 1): "tailles",
    (1, 1, 1, 0): "départements et types",
    (1, 0, 1, 1): "types et tailles",
}
_LEGEND = (
    "Lecture : 1er quartile – médiane – 3e quartile des scores, de 0 à 100. La moitié des structures "
    "du groupe se trouve entre les deux quartiles. Puis la part des structures à chaque niveau, de 0 "
    "à 4. Ces parts sont arrondies : leur somme peut ne pas faire 100. Secret statistique : "
    f"{words.WHY_SECRET}."
)


@dataclass(frozen=True)
class Asked:
    """The groups that a reader asks for; an empty text is any region, or not crossed."""

    department: str = ""
    type: str = ""
    size: str = ""

    @property
    def anything(self) -> bool:
        """Whether a group is asked for at all."""
        return bool(self.department or self.type or self.size)


def known_name(name: str, known: dict[str, tuple[str, ...]]) -> tuple[str, str]:
    """Return the id that a name means among ids and their spellings, or why it means none."""
    spelled = {same_name(text): id_ for id_, texts in known.items() for text in (*texts, id_)}
    found = spelled.get(same_name(name), "")
    if found:
        return found, ""
    guess = did_you_mean(name, known) or f"connus ici : {', '.join(known)}"
    return "", typeset(f"« {name} » est inconnu ; {guess}")


def spellings(
    release: Release, questionnaire: Questionnaire, field: str
) -> dict[str, tuple[str, ...]]:
    """Return what the departments, types or sizes of a release may be called, by id."""
    column = {DEPARTMENT: 1, TYPE: 2, SIZE: 3}[field]
    names = dict.fromkeys(cell.key[column] for cell in release.cells if cell.key[column])
    if field == SIZE:
        said: dict[str, tuple[str, ...]] = {
            size.id: (size.label,) for size in questionnaire.header.sizes
        }
    else:
        asked = questionnaire.field.get(field)
        said = {o.id: (o.label, *o.accepts) for o in (asked.options if asked else [])}
    return {name: said.get(name, ()) for name in names}


def heading(release: Release) -> Lines:
    """Yield what the release says of itself."""
    if release.synthetic:
        yield 0, f"*** {words.STAMP} Ne citez aucun de ces chiffres. ***"
    yield 0, f"{words.TITLE}, {long_date(datetime.date.fromisoformat(release.date))}."
    period = words.period(*release.period)
    yield 0, f"Source : {release.source.rstrip('.')}. {period[:1].upper()}{period[1:]}."
    yield 0, f"Questionnaire « {release.questionnaire} », version {release.version}."
    yield 0, f"Forme {words.FORM_NAMES[release.form]}, méthode {release.method}."
    yield 0, words.NOT_A_SAMPLE


def chosen(release: Release, asked: Asked) -> list[Cell]:
    """Return the groups asked for, the whole country and the regions when nothing is."""
    cells = release.cells
    if not asked.anything:
        return [cell for cell in cells if not any(cell.key[1:])]
    crossed = (asked.department, asked.type, asked.size)
    return [cell for cell in cells if cell.key[1:] == crossed]


def release_lines(release: Release, questionnaire: Questionnaire, asked: Asked) -> Lines:
    """Yield a release, or the groups that are asked for, as lines at a depth of indent."""
    yield from heading(release)
    yield 0, ""
    yield 0, _LEGEND
    found = chosen(release, asked)
    for cell in found:
        yield 0, ""
        yield from _cell(cell, release, questionnaire)
    if not found:
        yield 0, ""
        yield 0, "Ce groupe n’est pas dans ce repère."
    if not asked.anything:
        yield 0, ""
        yield from _others(release.cells)


def _cell(cell: Cell, release: Release, questionnaire: Questionnaire) -> Lines:
    yield 0, words.group(questionnaire, cell.key)
    if cell.secret:
        yield 1, words.SECRET
        return
    yield 1, words.size(cell.size_class)
    titles = {d.id: d.title for d in questionnaire.dimensions} | {OVERALL: "Score global"}
    for name in release.content.measures if release.content else cell.measures:
        yield 1, f"{titles.get(name, name)} : {_numbers(cell.measures.get(name), cell)}"
        levels = cell.levels.get(name)
        yield 2, f"niveaux 0 à 4 : {_parts(levels) if levels else words.SECRET}"


def _numbers(told: Quantiles | None, cell: Cell) -> str:
    if told is None or told.median is None:
        return words.SECRET
    if told.q1 is None or told.q3 is None:
        step = ", à 5 points près" if cell.size_class == CLASSES[0] else ""
        return f"médiane {told.median}{step}"
    return f"{told.q1} – {told.median} – {told.q3}"


def _parts(levels: Sequence[int]) -> str:
    return " – ".join(map(str, levels)) + " %"


def _others(cells: Sequence[Cell]) -> Lines:
    """Yield how many groups of each crossing are published."""
    total, shown = Counter(map(_shape, cells)), Counter(_shape(c) for c in cells if not c.secret)
    yield 0, "Autres groupes du repère :"
    for shape, noun in _CROSSED.items():
        if total[shape] and shape != (1, 0, 0, 0):
            yield 1, f"{noun} : {shown[shape]} sur {total[shape]} publiés"
    yield 0, "Ajoutez --departement, --type ou --taille pour les lire."


def _shape(cell: Cell) -> tuple[int, ...]:
    key: CellKey = cell.key
    return tuple(int(bool(name)) for name in key)
