"""A release as lines of text: which groups are asked for, and what is told of them."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diag.benchmark import words
from diag.benchmark.release import OVERALL, Cell, Quantiles, Release
from diag.benchmark.structures import same_name
from diag.french import long_date, sentence, typeset
from diag.questionnaire.mistakes import did_you_mean
from diag.questionnaire.questionnaire_model import Questionnaire

Lines = Iterator[tuple[int, str]]
_DEPTHS = {2: "types", 3: "types dans un département"}
_LEGEND = (
    "Lecture : 1er quartile – médiane – 3e quartile des scores, de 0 à 100. La moitié des structures "
    "du groupe se trouve entre les deux quartiles. Puis la part des structures à chaque niveau, de 0 "
    "à 4, en dixièmes : « 1- » veut dire au plus 1 sur 10, « 9+ » au moins 9 sur 10. Secret "
    f"statistique : {words.WHY_SECRET}."
)


@dataclass(frozen=True)
class Asked:
    """The groups that a reader asks for; an empty text is any type, or no département."""

    department: str = ""
    type: str = ""

    @property
    def anything(self) -> bool:
        """Whether a group is asked for at all."""
        return bool(self.department or self.type)


def known_name(name: str, known: dict[str, tuple[str, ...]]) -> tuple[str, str]:
    """Return the id that a name means among ids and their spellings, or why it means none."""
    spelled = {same_name(text): id_ for id_, texts in known.items() for text in (*texts, id_)}
    found = spelled.get(same_name(name), "")
    if found:
        return found, ""
    guess = did_you_mean(name, known) or f"connus ici : {', '.join(known)}"
    return "", typeset(f"« {name} » est inconnu ; {guess}")


def spellings(known: Sequence[str], questionnaire: Questionnaire, field: str) -> dict[str, tuple[str, ...]]:
    """Return what the departments or types of a release may be called, by id."""
    asked = questionnaire.field.get(field)
    said = {o.id: (o.label, *o.accepts) for o in (asked.options if asked else [])}
    return {name: said.get(name, ()) for name in known}


def heading(release: Release) -> Lines:
    """Yield what the release says of itself."""
    if release.synthetic:
        yield 0, f"*** {words.STAMP} Ne citez aucun de ces chiffres. ***"
    yield 0, f"{words.TITLE}, {long_date(datetime.date.fromisoformat(release.date))}."
    period = sentence(words.period(*release.period))
    yield 0, f"Source : {release.source.rstrip('.')}. {period}."
    yield 0, f"Questionnaire « {release.questionnaire} », version {release.version}."
    yield 0, f"Forme {words.FORM_NAMES[release.form]}, méthode {release.method}."
    yield 0, words.NOT_A_SAMPLE


def release_lines(release: Release, questionnaire: Questionnaire, asked: Asked) -> Lines:
    """Yield a release, or the groups that are asked for, as lines at a depth of indent."""
    yield from heading(release)
    yield 0, ""
    yield 0, _LEGEND
    found = [cell for cell in release.cells if _is_asked(cell, asked)]
    for cell in found:
        yield 0, ""
        yield from _cell(cell, release, questionnaire)
    if not found:
        yield 0, ""
        yield 0, "Ce groupe n’est pas dans ce repère."
    if not asked.anything:
        yield 0, ""
        yield from _others(release.cells)


def _is_asked(cell: Cell, asked: Asked) -> bool:
    """Tell whether a cell is asked for: the country and the regions when nothing is."""
    if not asked.anything:
        return len(cell.node) < 2
    wanted = [asked.type] if asked.type else [cell.type]
    return [cell.type] == wanted and bool(cell.type) and cell.departement == asked.department


def _cell(cell: Cell, release: Release, questionnaire: Questionnaire) -> Lines:
    yield 0, words.group(questionnaire, cell.node)
    if cell.secret:
        yield 1, words.SECRET
        return
    yield 1, words.size(cell.size_class)
    titles = {d.id: d.title for d in questionnaire.dimensions} | {OVERALL: "Score global"}
    for name in release.content.measures:
        yield 1, f"{titles.get(name, name)} : {_numbers(cell.measures.get(name))}"
        levels = cell.levels.get(name)
        yield 2, f"niveaux 0 à 4 : {_parts(levels) if levels else words.SECRET}"


def _numbers(told: Quantiles | None) -> str:
    if told is None:
        return words.SECRET
    rounded = f", à {told.step} points près" if told.step > 1 else ""
    if told.q1 is None or told.q3 is None:
        return f"médiane {told.median}{rounded}"
    return f"{told.q1} – {told.median} – {told.q3}{rounded}"


def _parts(levels: Sequence[int]) -> str:
    return " – ".join({1: "1-", 9: "9+"}.get(part, str(part)) for part in levels)


def _others(cells: Sequence[Cell]) -> Lines:
    """Yield how many groups of each depth are published."""
    total = Counter(len(cell.node) for cell in cells)
    shown = Counter(len(cell.node) for cell in cells if not cell.secret)
    yield 0, "Autres groupes du repère :"
    for depth, noun in _DEPTHS.items():
        if total[depth]:
            yield 1, f"{noun} : {shown[depth]} sur {total[depth]} publiés"
    yield 0, "Ajoutez --type, avec --departement si vous voulez, pour les lire."
