"""A release as a page and as lines: what holds the region back, its profile, what is not told (M14 to M18)."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.benchmark import words
from diag.benchmark.group_tree import COUNTRY
from diag.benchmark.release import CLASSES, OVERALL, SECRET, Cell, Quantiles, Release
from diag.benchmark.structures import same_name
from diag.french import count, cut_at_word, listing, long_date, sentence, typeset
from diag.questionnaire.mistakes import did_you_mean
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Questionnaire
from diag.report.chart_figures import DotStrip
from diag.report.document import Document, Foot, Head, Lead, Part, Section
from diag.report.french_labels import short
from diag.report.hold_view import STAND, Holds, hold_lines
from diag.report.network_internal import blank_strip, group_strip, titles
from diag.report.score_view import band_told

_NOTHING = "–"
_MOST_NAME = 36  # signs of a type in a row
_SHOWN = 8  # answers told of a region: what a meeting can talk over


@dataclass(frozen=True)
class MeasureRow(Part):
    """One axis, or the whole, in the widest group: its quantiles, and the share under the middle level."""

    title: str
    strip: DotStrip
    median: str  # « s » where it is secret
    middle: str
    wide: str
    levels: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class ReleaseProfile(Section):
    """The profile of the widest group told, axis by axis."""

    name: ClassVar[str] = "release_profile"

    caption: str
    bands: tuple[str, ...]
    level_titles: tuple[str, ...]
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class GroupRow(Part):
    """One published group: its size class, its whole drawn, the median of each axis."""

    title: str
    size: str
    strip: DotStrip
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Groups(Section):
    """Groups of one depth in one region; `secret` names those that are not published."""

    name: ClassVar[str] = "release_groups"

    caption: str
    titles: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    secret: str
    anchor: str


@dataclass(frozen=True)
class Line(Part):
    """One thing told of the release, and its name; empty where it needs none."""

    title: str
    text: str


@dataclass(frozen=True)
class Told(Section):
    """What is withheld, what the release is not, how to use it, what its file is."""

    name: ClassVar[str] = "release_told"

    lines: tuple[Line, ...]
    anchor: str
    small: bool


_TITLE = "Repère régional"
_STAMPED = "données de démonstration"
_STAMP = "Données de démonstration : aucune structure réelle. Ne citez aucun de ces chiffres."
_SURE = (
    "Parts des structures qui ont répondu, en dixièmes arrondis : « au plus 1 sur 10 » peut être "
    "personne, « au moins 9 sur 10 » tout le monde."
)
_TOO_FEW = "Trop peu de structures pour dire leurs réponses."
_ABOUT = (
    Line("Qui est compté", words.NOT_A_SAMPLE),
    Line(
        "Ce que ce n'est pas",
        "Ni un classement, ni une mesure officielle : chaque structure a décrit elle-même sa situation. "
        "Les échelles et les poids sont ceux de l'outil, et n'ont pas encore été éprouvés sur le terrain.",
    ),
)
_WITHHELD = (
    "« s » n'est ni zéro, ni une absence : le nombre existe, et n'est pas publié. Un groupe est publié "
    "si, son plus grand organisme gestionnaire retiré, il reste au moins 5 structures de 3 organismes, "
    "et si ce que l'on trouve en retirant d'un groupe ceux qu'il contient le respecte aussi. Une part "
    "n'est dite que s'il en reste 20, de 3 organismes.",
    "Une période n'est publiée qu'une fois, et deux repères n'ont aucune visite en commun. Ce qu'une "
    "structure répondait l'an dernier peut être connu autrement : aucun repère ne l'empêche.",
)


def build_release_document(release: Release, questionnaire: Questionnaire) -> Document:
    """Return the page of a release read with its shares, in the words of a compatible questionnaire."""
    return Document(
        reader="repere",
        title=f"{_TITLE}, {_day(release)}",
        running=" – ".join(filter(None, [_TITLE, _day(release), _STAMPED if release.synthetic else ""])),
        mark="",
        head=_head(release, questionnaire),
        contents=(),
        sections=tuple(_sections(release, questionnaire)),
        foot=Foot(_SURE, "", "", "", f"{release.source.rstrip('.')}, {_day(release)}. {words.LICENCE['title']}."),
    )


def _head(release: Release, questionnaire: Questionnaire) -> Head:
    period = sentence(words.period(*release.period))
    told = f"{period} · forme {words.FORM_NAMES[release.form]}"
    return Head(
        kicker=questionnaire.header.title,
        structure=_TITLE,
        small=False,
        lines=(told, f"Source : {release.source.rstrip('.')}"),
        stamps=(_STAMP,) if release.synthetic else (),
    )


def _sections(release: Release, questionnaire: Questionnaire) -> Iterator[Section]:
    """Yield the parts: the answers, the profile, the groups, then what the release is."""
    main = _main(release)
    held = [_holds(release, questionnaire, cell) for cell in main]
    yield Lead("", typeset(_opening(questionnaire, main, held)), "", long=False)
    yield from held
    if main:
        yield _profile(questionnaire, main[0])
    yield from _groups(release, questionnaire)
    withheld = (_kept_back(release), *_WITHHELD)
    yield Told("Ce qui n’est pas dit", tuple([Line("", one) for one in withheld]), "secret", small=False)
    about = (*_ABOUT, *_use(release, questionnaire))
    yield Told("Ce que c’est, et comment s’en servir", about, "usage", small=False)
    yield Told("Le fichier", _facts(release, questionnaire), "fichier", small=True)


def _main(release: Release) -> list[Cell]:
    """Return the groups that the page speaks of first: each region, else the country, else any."""
    published = [cell for cell in release.cells if not cell.secret]
    regions = [cell for cell in published if len(cell.node) == 1]
    return regions or sorted(published, key=lambda cell: cell.node != COUNTRY)[:1]


# What holds the region back


def _opening(questionnaire: Questionnaire, main: Sequence[Cell], held: Sequence[Holds]) -> str:
    """Return the first sentence of the page: the answer that holds the first region back most."""
    if not main:
        return "Trop peu de structures, ou d’organismes, pour publier un groupe."
    line = next((line for part in held for line in part.lines[:1]), None)
    told = f"{line.text} : {line.share}." if line else _TOO_FEW
    return f"{_named(questionnaire, main[0])} {told}"


def _named(questionnaire: Questionnaire, cell: Cell) -> str:
    return f"{sentence(words.group(questionnaire, cell.node))} : {words.size(cell.size_class)}."


def _holds(release: Release, questionnaire: Questionnaire, cell: Cell) -> Holds:
    """Return the low answers that most structures of a group gave, as on the page of a network (M17)."""
    shares = {name: parts for (node, name), parts in release.shares.items() if node == cell.node}
    lines = hold_lines(questionnaire, shares, _SHOWN)
    heading = f"Ce qui retient : {words.group(questionnaire, cell.node)}"
    caption = STAND if lines else _TOO_FEW
    return Holds(heading, caption, lines, f"retient-{len(cell.node)}-{release.cells.index(cell)}")


# Profile by group


def _profile(questionnaire: Questionnaire, cell: Cell) -> ReleaseProfile:
    """Return the quantiles of one group and the shares of its levels, axis by axis, then the whole."""
    levels = questionnaire.header.levels
    return ReleaseProfile(
        heading="Le profil",
        caption=f"{_named(questionnaire, cell)} Médiane sur 100, moitié centrale, huit structures sur dix "
        "quand elles sont au moins 50, puis part à chaque niveau.",
        bands=tuple([band_told(level.title) for level in levels]),
        level_titles=tuple([level.title for level in levels]),
        rows=tuple(_measures(questionnaire, cell)),
    )


def _measures(questionnaire: Questionnaire, cell: Cell) -> Iterator[MeasureRow]:
    for measure, title in titles(questionnaire).items():
        quantiles, levels = cell.measures.get(measure), cell.levels.get(measure)
        shares = tuple(map(words.tenths, levels)) if levels else (SECRET,) * 5
        whole = measure == OVERALL
        if quantiles is None:
            yield MeasureRow(title, blank_strip(), SECRET, SECRET, SECRET, shares, whole)
            continue
        q1, q3, deciles = quantiles.q1, quantiles.q3, quantiles.deciles
        yield MeasureRow(
            title=title,
            strip=group_strip(q1, quantiles.median, q3),
            median=str(quantiles.median),
            middle=_NOTHING if q1 is None else f"{q1} à {q3}",
            wide=f"{deciles[0]} à {deciles[-1]}" if deciles else _NOTHING,
            levels=shares,
            whole=whole,
        )


def _groups(release: Release, questionnaire: Questionnaire) -> Iterator[Groups]:
    """Yield the regions where there are several, then the types of each."""
    asked = questionnaire.field.get(TYPE_FIELD)
    shorts = {option.id: short(option) for option in (asked.options if asked else [])}
    regions = [cell for cell in release.cells if len(cell.node) == 1]
    if len(regions) > 1:
        yield _group(questionnaire, "Par région", [(c.region, c) for c in regions], "regions")
    for rank, region in enumerate(regions):
        types = [c for c in release.cells if len(c.node) == 2 and c.region == region.region]
        named = [(cut_at_word(shorts.get(c.type, c.type), _MOST_NAME), c) for c in types]
        yield _group(questionnaire, f"Par type, {region.region}", named, f"types-{rank}")


def _group(questionnaire: Questionnaire, heading: str, groups: Sequence[tuple[str, Cell]], anchor: str) -> Groups:
    secret = [name for name, cell in groups if cell.secret]
    return Groups(
        heading=heading,
        caption="Classe d’effectif, puis médianes sur 100 ; le dessin est celui de l’ensemble. "
        "L’ordre n’est pas un classement.",
        titles=tuple(titles(questionnaire).values()),
        rows=tuple([_row(questionnaire, name, cell) for name, cell in groups if not cell.secret]),
        secret=f"Secret ({words.WHY_SECRET}) : {listing(secret)}." if secret else "",
        anchor=anchor,
    )


def _row(questionnaire: Questionnaire, name: str, cell: Cell) -> GroupRow:
    overall = cell.measures.get(OVERALL)
    strip = group_strip(overall.q1, overall.median, overall.q3) if overall else blank_strip()
    found = [cell.measures.get(measure) for measure in titles(questionnaire)]
    medians = tuple([str(one.median) if one else SECRET for one in found])
    return GroupRow(name, cell.size_class, strip, medians)


# What is withheld, how to use it, what it is made of


def _kept_back(release: Release) -> str:
    """Return how many groups are told, and how many are not."""
    told = sum(not cell.secret for cell in release.cells)
    kept = len(release.cells) - told
    secret = count(kept, "groupe gardé secret", "groupes gardés secrets")
    return f"{count(told, 'groupe publié', 'groupes publiés')}, {secret} ou sans structure."


def _use(release: Release, questionnaire: Questionnaire) -> tuple[Line, ...]:
    """Return how to place a structure, and how to cite."""
    return (
        Line(
            "Situer une structure",
            "diag rapport VISITE --repere DOSSIER. Par type et département : diag repere montrer "
            "DOSSIER --departement NOM",
        ),
        Line(
            "Citer",
            f"{release.source.rstrip('.')}, « {words.TITLE} », {_day(release)}, questionnaire "
            f"« {questionnaire.header.title} ». {words.LICENCE['title']}. Dites « des structures "
            "accompagnées », jamais « des établissements du département ».",
        ),
    )


def _facts(release: Release, questionnaire: Questionnaire) -> tuple[Line, ...]:
    return (
        Line("Publié le", _day(release)),
        Line("Licence", words.LICENCE["title"]),
        Line(
            "Versions",
            f"questionnaire « {questionnaire.header.title} », version {release.version} (empreinte "
            f"{release.hash[7:19]}), forme {words.FORM_NAMES[release.form]}, méthode {release.method}",
        ),
        Line(
            "Précision",
            f"Effectifs par classe : {listing(CLASSES)}. Nombres arrondis à 5 points sous 50 "
            "structures ; quartiles à partir de 10, dixièmes à partir de 50.",
        ),
    )


def _day(release: Release) -> str:
    return long_date(datetime.date.fromisoformat(release.date))


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
    if found := spelled.get(same_name(name), ""):
        return found, ""
    guess = did_you_mean(name, known) or f"connus ici : {', '.join(known)}"
    return "", typeset(f"« {name} » est inconnu ; {guess}")


def spellings(known: Sequence[str], questionnaire: Questionnaire, field: str) -> dict[str, tuple[str, ...]]:
    """Return what the departments or types of a release may be called, by id."""
    asked = questionnaire.field.get(field)
    said = {o.id: (o.label, *o.accepts) for o in (asked.options if asked else [])}
    return {name: said.get(name, ()) for name in known}


def release_lines(release: Release, questionnaire: Questionnaire, asked: Asked) -> Lines:
    """Yield a release, or the groups that are asked for, as lines at a depth of indent."""
    if release.synthetic:
        yield 0, f"*** {words.STAMP} Ne citez aucun de ces chiffres. ***"
    yield 0, f"{words.TITLE}, {_day(release)}."
    period = sentence(words.period(*release.period))
    yield 0, f"Source : {release.source.rstrip('.')}. {period}."
    yield 0, f"Questionnaire « {release.questionnaire} », version {release.version}."
    yield 0, f"Forme {words.FORM_NAMES[release.form]}, méthode {release.method}."
    yield 0, words.NOT_A_SAMPLE
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
    return bool(cell.type) and asked.type in ("", cell.type) and cell.departement == asked.department


def _cell(cell: Cell, release: Release, questionnaire: Questionnaire) -> Lines:
    yield 0, words.group(questionnaire, cell.node)
    if cell.secret:
        yield 1, words.SECRET
        return
    yield 1, words.size(cell.size_class)
    names = {d.id: d.title for d in questionnaire.dimensions} | {OVERALL: "Score global"}
    for name in release.content.measures:
        yield 1, f"{names.get(name, name)} : {_numbers(cell.measures.get(name))}"
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
