"""The view-model of a network of structures: every string and coordinate that its page prints.

Templates hold no arithmetic; Markdown and HTML tell the same facts. No structure is named here, and
nothing ranks them.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from diag.benchmark.words import FORM_NAMES
from diag.french import count, listing, long_date, number, percent
from diag.planning.order import PLACES
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Option,
    Questionnaire,
)
from diag.report.chart_figures import (
    ENOUGH,
    ENOUGH_FOR_DECILES,
    Cell,
    Heading,
    Histogram,
    Share,
    Stack,
    Strip,
    intensity,
    interval,
    median,
    quantile,
    rate,
    rounded,
    scored,
    shade,
    share,
    stack,
    strip,
    width,
)
from diag.report.french_labels import NOT_SCORED, ORIGIN, short
from diag.report.method_view import TermView, glossary_of
from diag.report.network_counts import Counts
from diag.report.view_model import Part
from diag.scoring.form import Form
from diag.scoring.kernel import (
    LEAST_KNOWN,
    MOST_NOT_APPLICABLE,
    MUCH_NOT_APPLICABLE,
    WELL_KNOWN,
    Reason,
)
from diag.scoring.rubric import Status
from diag.version import __version__


@dataclass(frozen=True)
class Network:
    """The structures of one batch, counted.

    Attributes:
        questionnaire: what they were asked.
        counts: what remains of them.
        form: what the structures counted were asked; None without any (M2).
        others: structures of each other form, which the page leaves out.
        date: date printed on the page.
        read: rows of the export, whatever became of them; several may speak of one structure.
        rejected: those that could not be used.
        excluded: those left out on purpose (replaced by another, unfinished).
        source: name of the file they come from, as people know it.
        stamp: what says that the data are synthetic or illustrative; empty for real ones.

    """

    questionnaire: Questionnaire
    counts: Counts
    date: datetime.date
    read: int
    form: Form | None = None
    others: Mapping[Form, int] = field(default_factory=dict)
    rejected: int = 0
    excluded: int = 0
    source: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class ScoreRow(Part):
    """Scores of one axis, or of the whole; `reason` replaces them when structures are too few."""

    title: str
    strip: Strip | None
    median: str
    middle: str
    wide: str
    number: str
    reason: str


@dataclass(frozen=True)
class LevelRow(Part):
    """Levels of one axis, or of the whole: 0 to 4, then not scored; `reason` as in `ScoreRow`."""

    title: str
    stack: Stack | None
    cells: tuple[Share, ...]
    reason: str


@dataclass(frozen=True)
class GroupRow(Part):
    """Medians of one group of structures."""

    title: str
    number: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupTable(Part):
    """Medians by type or by department; `few` names the groups too small for one."""

    title: str
    rows: tuple[GroupRow, ...]
    few: str


@dataclass(frozen=True)
class BlockerRow(Part):
    """A question, or an axis, and the structures whose level it holds."""

    title: str
    axis: str
    overall: Share
    own: Share
    bar: str


@dataclass(frozen=True)
class UnknownRow(Part):
    """A question and the structures that do not know its answer."""

    title: str
    axis: str
    unknown: Share
    known: str
    bar: str


@dataclass(frozen=True)
class ActionRow(Part):
    """An action, the structures that have it among their first ones, and its most frequent place."""

    title: str
    origin: str
    place: str
    first: Share
    bar: str
    where: tuple[str, ...]


@dataclass(frozen=True)
class WorkshopRow(Part):
    """An action of PRINT and the structures waiting for it, by department."""

    title: str
    duration: str
    first: Share
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class KnownRow(Part):
    """How far one axis, or the whole, is known and could be scored."""

    title: str
    known: str
    scored: Share
    reasons: tuple[str, ...]
    to_confirm: Share


@dataclass(frozen=True)
class Point(Part):
    """One line of the summary; `place` is the section that says more."""

    label: str
    text: str
    place: str


@dataclass(frozen=True)
class NetworkView(Part):
    """One page, whole. An empty tuple is a section that has nothing to say."""

    title: str
    questionnaire: str
    meta: tuple[str, ...]
    file_name: str
    stamp: str
    warning: str
    headline: str
    points: tuple[Point, ...]
    population: str
    ticks: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    legend: tuple[tuple[str, str], ...]  # level, title
    levels: tuple[LevelRow, ...]
    headings: tuple[Heading, ...]
    groups_note: str
    groups: tuple[GroupTable, ...]
    blockers_note: str
    blockers: tuple[BlockerRow, ...]
    unknown_note: str
    unknown: tuple[UnknownRow, ...]
    actions_note: str
    actions: tuple[ActionRow, ...]
    workshops_note: str
    departments: tuple[str, ...]
    workshops: tuple[WorkshopRow, ...]
    known_note: str
    known: tuple[KnownRow, ...]
    silent: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    glossary: tuple[TermView, ...]
    footer: str


TITLE = "Synthèse du réseau"
WARNING = "Document de travail, ne pas publier : les petits effectifs n’y sont pas masqués."
POPULATION = (
    "Ces chiffres décrivent les structures accompagnées dont les réponses figurent dans le fichier. "
    "Elles n’ont pas été tirées au sort : elles ne parlent que pour elles-mêmes."
)
_GROUPS = (
    "Médiane des scores, sur 100. Plus la case est foncée, plus la médiane est haute. L’ordre est "
    "celui du questionnaire : ce n’est pas un classement."
)
_UNKNOWN = (
    "Part de « ne sait pas » parmi les réponses données à chaque question. « Ne sait pas » compte 0 "
    "dans le score. Se renseigner précise le score ; ce n’est pas encore une amélioration."
)
_KNOWN = (
    "Un axe est évalué si la moitié au moins de ce qui est demandé est su (M5). Un axe non évalué "
    "n’entre dans aucune médiane de cette page."
)


def build_network_view(network: Network) -> NetworkView:
    """Return everything that the page of a network prints, in its order."""
    header = network.questionnaire.header
    names = [level.title for level in header.levels]
    groups = group_tables(network)
    shown = any(group.rows for group in groups)
    blockers = blocker_rows(network)
    unknown = unknown_rows(network)
    actions = action_rows(network)
    view = NetworkView(
        title=TITLE,
        questionnaire=header.title,
        meta=tuple(_meta(network)),
        file_name=network.source,
        stamp=network.stamp,
        warning=WARNING,
        headline=_headline(network),
        points=tuple(_points(network)),
        population=POPULATION,
        ticks=tuple(map(str, header.scoring.thresholds)),
        scores=score_rows(network),
        legend=tuple((str(rank), name) for rank, name in enumerate(names)),
        levels=level_rows(network),
        headings=headings(network) if shown else (),
        groups_note=_GROUPS if shown else "",
        groups=groups,
        blockers_note=_blockers_note(network) if blockers else "",
        blockers=blockers,
        unknown_note=_UNKNOWN if unknown else "",
        unknown=unknown,
        actions_note=_actions_note(network),
        actions=actions,
        workshops_note=_workshops_note(network) if actions else "",
        departments=departments(network) if actions else (),
        workshops=workshop_rows(network),
        known_note=_KNOWN,
        known=known_rows(network),
        silent=silent_lines(network),
        method=_method(network),
        glossary=(),
        footer=_footer(network),
    )
    return replace(view, glossary=glossary_of(network.questionnaire.terms, view))


def _meta(network: Network) -> Iterator[str]:
    """Yield the date, the questionnaire, and every row read, accounted for."""
    header = network.questionnaire.header
    yield long_date(network.date)
    yield f"Questionnaire « {header.id} », version {header.version}"
    yield count(
        network.counts.structures, "structure prise en compte", "structures prises en compte"
    )
    counts = network.counts
    if network.form:
        yield f"Forme {FORM_NAMES[network.form]}"
    if network.others:
        told = listing([f"{FORM_NAMES[form]}, {number(n)}" for form, n in network.others.items()])
        yield (
            f"Hors de cette page, d’une autre forme : {told} ; les scores de ces structures sont "
            "dans le tableau, et ne se mêlent pas à ceux-ci"
        )
    if unfinished := int(counts.provisional[0]):
        yield f"{count(unfinished, 'réponse inachevée', 'réponses inachevées')} : chiffres provisoires"
    aside = [
        count(n, one, several)
        for n, one, several in (
            (network.rejected, "rejetée", "rejetées"),
            (network.excluded, "exclue", "exclues"),
        )
        if n
    ]
    read = count(network.read, "ligne lue", "lignes lues")
    yield f"{read}, dont {' et '.join(aside)}" if aside else read


def _footer(network: Network) -> str:
    """Return the last line: what the data are, the date, the warning."""
    stamp = f"{network.stamp.rstrip('.')}. " if network.stamp else ""
    return f"{stamp}{TITLE}, {long_date(network.date)}. {WARNING}"


def _headline(network: Network) -> str:
    """Return the whole in one sentence; the profile stands alone where it has too few scores."""
    whole = histograms(network)[-1]
    middle = median(whole)
    if middle is not None:
        low, high = (rounded(quantile(whole, Fraction(k, 4))) for k in (1, 3))
        return (
            f"Score global médian : {rounded(middle)} sur 100. "
            f"Une structure sur deux est entre {low} et {high}."
        )
    if not network.counts.structures:
        return "Aucune structure n’a pu être prise en compte."
    if network.counts.structures < ENOUGH:
        return (
            f"{count(network.counts.structures, 'structure')} : "
            f"il en faut {ENOUGH} pour décrire une répartition."
        )
    return "Trop peu de scores globaux pour une médiane. Le profil se lit axe par axe."


def _points(network: Network) -> Iterator[Point]:
    """Yield what to remember of the page, with the section that says more."""
    axes = extremes(network)
    if axes:
        yield Point("Axe le plus bas", axes, "profil")
    for blocker in blocker_rows(network)[:1]:
        text = f"{blocker.title}. Retient le niveau d’ensemble de {_structures(blocker.overall)}."
        yield Point("Ce qui bloque le plus", text, "blocages")
    for question in unknown_rows(network)[:1]:
        text = f"{question.title}. « Ne sait pas » : {_structures(question.unknown)}."
        yield Point("Le moins connu", text, "inconnu")
    for workshop in workshop_rows(network)[:1]:
        text = f"{workshop.title}. Parmi les premières actions de {_structures(workshop.first)}."
        yield Point("Premier atelier à programmer", text, "ateliers")


def _structures(figure: Share) -> str:
    """Return a share with its noun: `412 structures (29 %)`."""
    noun = "structure" if figure.number in ("0", "1") else "structures"
    return f"{figure.number} {noun} ({figure.share})" if figure.share else f"{figure.number} {noun}"


def _blockers_note(network: Network) -> str:
    """Return what a blocker is, and how many structures one holds."""
    counts = network.counts
    given, held = int(counts.levels[-1, :-1].sum()), int(counts.held[-1])
    note = (
        "Une réponse du socle trop basse retient le niveau de son axe ; un axe trop bas retient "
        "celui de l’ensemble, que le score atteindrait (M10)."
    )
    if given < ENOUGH:
        return note
    return (
        f"{note} C’est le cas du niveau d’ensemble de {number(held)} structures sur "
        f"{number(given)} ({rate(held, given)})."
    )


def _actions_note(network: Network) -> str:
    """Return what the counts of actions count."""
    structures = planned(network)
    if not structures:
        return "Les plans d’action n’ont pas été établis dans ce traitement."
    return (
        f"Plan établi pour {count(structures, 'structure')}. Le nombre compte celles qui ont l’action "
        f"parmi les {PLACES} premières de leur plan ; une structure en compte donc plusieurs."
    )


def _workshops_note(network: Network) -> str:
    """Return what the calendar is for, or why it is empty."""
    if workshop_rows(network):
        return (
            "Actions menées avec PRINT, et nombre de structures qui l’ont parmi leurs premières "
            "actions, par département : de quoi choisir les lieux et le nombre de sessions."
        )
    return "Aucune action menée avec PRINT n’est parmi les premières d’un plan."


WHOLE = "Ensemble"
_WHOLE_MARK = "Ens."
_NOT_TOLD = "Non renseigné"
_EMPTY = "–"


def titles(network: Network) -> list[str]:
    """Return the titles of the axes, then of the whole: the parts of a summary."""
    return [*(d.title for d in network.questionnaire.dimensions), WHOLE]


def too_few(structures: int) -> str:
    """Return what stands for the figures of a group too small for them."""
    return f"effectif trop faible ({number(structures)})"


def histograms(network: Network) -> list[Histogram]:
    """Return the scores of every structure, by part."""
    return list(network.counts.scores_by_type.sum(axis=0))


def score_rows(network: Network) -> tuple[ScoreRow, ...]:
    """Return where the scores lie, axis by axis, then for the whole."""
    pairs = zip(titles(network), histograms(network), strict=True)
    return tuple(_score_row(title, histogram) for title, histogram in pairs)


def _score_row(title: str, histogram: Histogram) -> ScoreRow:
    structures = scored(histogram)
    middle = median(histogram)
    if middle is None:
        return ScoreRow(title, None, "", "", "", number(structures), too_few(structures))
    tenth = Fraction(1, 10)
    return ScoreRow(
        title=title,
        strip=strip(histogram, title),
        median=str(rounded(middle)),
        middle=interval(histogram, Fraction(1, 4), Fraction(3, 4)),
        wide=interval(histogram, tenth, 1 - tenth) if structures >= ENOUGH_FOR_DECILES else _EMPTY,
        number=number(structures),
        reason="",
    )


def level_rows(network: Network) -> tuple[LevelRow, ...]:
    """Return how many structures are at each level, axis by axis, then for the whole."""
    pairs = zip(titles(network), network.counts.levels.tolist(), strict=True)
    return tuple(_level_row(title, counts) for title, counts in pairs)


def _level_row(title: str, counts: list[int]) -> LevelRow:
    if sum(counts[:-1]) < ENOUGH:
        return LevelRow(title, None, (), too_few(sum(counts[:-1])))
    names = [*(f"niveau {level}" for level in range(5)), "non évaluées"]
    return LevelRow(title, stack(counts, title, names), _shares(counts), "")


def _shares(counts: list[int]) -> tuple[Share, ...]:
    return tuple(share(c, sum(counts)) for c in counts)


def headings(network: Network) -> tuple[Heading, ...]:
    """Return the columns of the tables of medians, numbered for narrow screens."""
    axes, whole = titles(network)[:-1], titles(network)[-1]
    numbered = tuple(Heading(title, str(rank)) for rank, title in enumerate(axes, 1))
    return (*numbered, Heading(whole, _WHOLE_MARK))


def group_tables(network: Network) -> tuple[GroupTable, ...]:
    """Return the medians by type, then by department, where some structure tells its own."""
    counts = network.counts
    tables = (
        ("Par type de structure", TYPE_FIELD, counts.scores_by_type),
        ("Par département", DEPARTMENT_FIELD, counts.scores_by_department),
    )
    return tuple(
        _group_table(title, options(network, field), scores)
        for title, field, scores in tables
        if scores[:-1].any()
    )


def options(network: Network, field: str) -> list[Option]:
    """Return the options of a profile field, then the one of who does not tell."""
    known = network.questionnaire.field
    own = known[field].options if field in known else []
    return [*own, Option(id="non-renseigne", label=_NOT_TOLD)]


def _group_table(title: str, groups: Sequence[Option], scores: Histogram) -> GroupTable:
    rows, few = [], []
    for option, own in zip(groups, scores, strict=True):
        structures = int(own[0].sum())
        name = short(option)
        if structures >= ENOUGH:
            cells = tuple(_median(histogram) for histogram in own)
            rows.append(GroupRow(name, number(structures), cells))
        elif structures:
            few.append(f"{name} ({number(structures)})")
    note = f"Effectif trop faible pour une médiane : {', '.join(few)}." if few else ""
    return GroupTable(title, tuple(rows), note)


def _median(histogram: Histogram) -> Cell:
    middle = median(histogram)
    if middle is None:
        return Cell(too_few(scored(histogram)), "")
    # The shade follows what is read: 39.5 reads 40.
    return Cell(str(rounded(middle)), shade(Fraction(rounded(middle))))


def known_rows(network: Network) -> tuple[KnownRow, ...]:
    """Return how far each axis, then the whole, is known, and why it was not scored."""
    return tuple(
        _known_row(network, part, title, scores)
        for part, (title, scores) in enumerate(
            zip(titles(network), histograms(network), strict=True)
        )
    )


def _known_row(network: Network, part: int, title: str, histogram: Histogram) -> KnownRow:
    counts = network.counts
    total, told = counts.known[part].tolist()
    given, structures = scored(histogram), int(histogram.sum())
    if part < len(counts.reasons):
        reasons = dict(enumerate(counts.reasons[part].tolist()))
    else:
        reasons = {Reason.DIMENSION: structures - given}
    return KnownRow(
        title=title,
        known=percent(rounded(Fraction(total, 10 * told))) if told else _EMPTY,
        scored=share(given, structures),
        reasons=tuple(
            f"{number(reasons[r])} : {NOT_SCORED[r]}" for r in NOT_SCORED if reasons.get(r)
        ),
        to_confirm=share(int(counts.to_confirm[part]), given),
    )


def extremes(network: Network) -> str:
    """Return the axes whose medians are the lowest and the highest, or nothing if they are not told apart."""
    known = [
        (value, title)
        for title, value in zip(
            titles(network)[:-1], map(median, histograms(network)), strict=False
        )
        if value is not None
    ]
    if not known:
        return ""
    (low, lowest), (high, highest) = (choose(known, key=lambda k: k[0]) for choose in (min, max))
    if rounded(low) == rounded(high):
        return ""
    return f"{lowest}, médiane {rounded(low)}. Le plus haut : {highest}, {rounded(high)}."


_SHOWN = 8  # rows of each list: what a team can talk over in one meeting
_SHOWN_ACTIONS = 10
_GROUPS_SHOWN = 3
CONCENTRATION = 10  # points above the share of the network
LARGE_ENOUGH = 10  # structures of a group, for its share to say something (the n of M14)


def _most(numbers: Iterable[int], shown: int) -> list[int]:
    """Return the ranks of the largest numbers above 0, largest first, equal ones in their order."""
    ranked = sorted(enumerate(numbers), key=lambda pair: (-pair[1], pair[0]))
    return [rank for rank, value in ranked[:shown] if value]


def blocker_rows(network: Network) -> tuple[BlockerRow, ...]:
    """Return the questions and the axes that hold most structures below their score (M10)."""
    questionnaire, counts = network.questionnaire, network.counts
    given = counts.levels[:, :-1].sum(axis=1).tolist()
    rank = {d.id: i for i, d in enumerate(questionnaire.dimensions)}
    rows: list[tuple[int, int, BlockerRow]] = []
    pairs = zip(counts.blocking_questions.tolist(), counts.own_blockers.tolist(), strict=True)
    for question, (whole, own) in zip(questionnaire.questions, pairs, strict=True):
        axis = questionnaire.dimension_of[question.id]
        row = BlockerRow(
            title=f"{question.title} ({question.id})",
            axis=axis.title,
            overall=share(whole, given[-1]),
            own=share(own, given[rank[axis.id]]),
            bar=width(whole, given[-1]),
        )
        rows.append((whole, own, row))
    axes = zip(questionnaire.dimensions, counts.blocking_dimensions.tolist(), strict=True)
    for axis, whole in axes:
        part = share(whole, given[-1])
        title = f"Axe « {axis.title} » : score trop bas"
        rows.append((whole, 0, BlockerRow(title, "", part, _NOTHING, width(whole, given[-1]))))
    rows.sort(key=lambda row: (-row[0], -row[1]))
    return tuple(row for whole, own, row in rows[:_SHOWN] if whole or own)


_NOTHING = Share("–", "", "–")


def unknown_rows(network: Network) -> tuple[UnknownRow, ...]:
    """Return the questions whose answer is least known, by share of those who replied."""
    questionnaire = network.questionnaire
    rows = []
    for question, states in zip(
        questionnaire.questions, network.counts.states.tolist(), strict=True
    ):
        unknown = states[Status.UNKNOWN]
        replied = states[Status.ANSWERED] + unknown
        if unknown and replied >= ENOUGH:
            row = UnknownRow(
                title=f"{question.title} ({question.id})",
                axis=questionnaire.dimension_of[question.id].title,
                unknown=share(unknown, replied),
                known=number(replied),
                bar=width(unknown, replied),
            )
            rows.append((unknown / replied, row))
    rows.sort(key=lambda pair: -pair[0])
    return tuple(row for _, row in rows[:_SHOWN])


def silent_lines(network: Network) -> tuple[str, ...]:
    """Return the questions most often left without an answer, with their structures."""
    missing = network.counts.states[:, Status.MISSING].tolist()
    asked = (network.counts.states.sum(axis=1) - network.counts.states[:, Status.HIDDEN]).tolist()
    questions = network.questionnaire.questions
    return tuple(
        f"{questions[q].title} ({questions[q].id}) : {share(missing[q], asked[q]).text}"
        for q in _most(missing, _GROUPS_SHOWN)
    )


def planned(network: Network) -> int:
    """Return the number of structures whose plan is counted."""
    return int(network.counts.planned_by_type.sum())


def action_rows(network: Network) -> tuple[ActionRow, ...]:
    """Return the actions most often among the first of a plan, and where they concentrate."""
    totals = network.counts.first_by_type.sum(axis=0).tolist()
    return tuple(_action_row(network, a, totals[a]) for a in _most(totals, _SHOWN_ACTIONS))


def _action_row(network: Network, action: int, total: int) -> ActionRow:
    own, counts, whole = network.questionnaire.actions[action], network.counts, planned(network)
    places = (
        (TYPE_FIELD, counts.first_by_type[:, action], counts.planned_by_type),
        (DEPARTMENT_FIELD, counts.first_by_department[:, action], counts.planned_by_department),
    )
    where = (
        _concentrations(network, field, first.tolist(), groups.tolist(), total, whole)
        for field, first, groups in places
    )
    return ActionRow(
        title=own.title,
        origin=ORIGIN[own.origin],
        place=_place(counts.places[action].tolist()),
        first=share(total, whole),
        bar=width(total, whole),
        where=tuple(line for line in where if line),
    )


def _place(numbers: Sequence[int]) -> str:
    """Return the place that an action takes most often in the plans."""
    most = numbers.index(max(numbers)) + 1
    return f"le plus souvent en {'1re' if most == 1 else f'{most}e'} place"


def _concentrations(
    network: Network,
    field: str,
    first: Sequence[int],
    groups: Sequence[int],
    total: int,
    whole: int,
) -> str:
    """Return the groups where an action is clearly more frequent than in the network."""
    names = [short(option) for option in options(network, field)]
    # Whole numbers: part / group >= total / whole + 10 points, without dividing.
    least = 100 * total + CONCENTRATION * whole
    kept = [
        part if group >= LARGE_ENOUGH and 100 * part * whole >= group * least else 0
        for part, group in zip(first[:-1], groups[:-1], strict=True)
    ]
    return " · ".join(
        f"{names[g]} {number(first[g])} sur {number(groups[g])}" for g in _most(kept, _GROUPS_SHOWN)
    )


def departments(network: Network) -> tuple[str, ...]:
    """Return the departments of the calendar: those where some structure has a plan."""
    names = [short(option) for option in options(network, DEPARTMENT_FIELD)]
    return tuple(names[d] for d in _present(network))


def _present(network: Network) -> list[int]:
    """Return the ranks of the departments shown; none if they are not told."""
    numbers = network.counts.planned_by_department.tolist()
    return [d for d, n in enumerate(numbers) if n] if any(numbers[:-1]) else []


def workshop_rows(network: Network) -> tuple[WorkshopRow, ...]:
    """Return the actions carried with PRINT, by number of structures waiting for them."""
    first = network.counts.first_by_department
    totals = [
        total if action.origin == "print" else 0
        for total, action in zip(
            first.sum(axis=0).tolist(), network.questionnaire.actions, strict=True
        )
    ]
    ranks, actions = _most(totals, len(totals)), network.questionnaire.actions
    largest = int(first[:, ranks].max(initial=0))
    return tuple(
        WorkshopRow(
            title=actions[a].title,
            duration=count(actions[a].weeks, "semaine"),
            first=share(totals[a], planned(network)),
            cells=tuple(_cell(int(first[d, a]), largest) for d in _present(network)),
        )
        for a in ranks
    )


def _cell(structures: int, largest: int) -> Cell:
    return Cell(number(structures), intensity(structures, largest) if structures else "")


def _method(network: Network) -> tuple[tuple[str, str], ...]:
    """Return each notion of the page and what it means, with the rules that it uses."""
    header = network.questionnaire.header
    thresholds = listing([str(t) for t in header.scoring.thresholds])
    return (
        (
            "Scores",
            "Chaque réponse vaut de 0 à 4, soit 0 à 100 points ; le score d’un axe est leur moyenne "
            "pondérée, et le score d’ensemble celle des axes. « Ne sait pas » et l’absence de réponse "
            "comptent 0 (M1 à M6).",
        ),
        (
            "Médiane et intervalles",
            "La moitié des structures est sous la médiane, l’autre au-dessus. « Une sur deux » va du "
            "premier au troisième quartile, « huit sur dix » du premier au neuvième décile, donné à "
            f"partir de {ENOUGH_FOR_DECILES} structures. Même calcul que CENTILE.INCLURE d’un tableur, "
            "à l’entier.",
        ),
        (
            "Niveaux",
            f"Seuils : {thresholds}. Le niveau N d’un axe demande aussi que chacune de ses questions du "
            "socle soit au moins au niveau N − 1 ; celui de l’ensemble, que chaque axe qui compte pour "
            "cela soit au moins au niveau N − 1 (M9, M10). Le niveau compté est celui du score, sans ce "
            "qui reste à savoir.",
        ),
        (
            "Petits effectifs",
            f"Sous {ENOUGH} structures, ni répartition, ni médiane, ni pourcentage : l’effectif seul. "
            "Les autres nombres sont montrés tels quels, même petits : c’est ce qui interdit de "
            "publier cette page. Les repères publiables suivent d’autres règles (M16 à M18).",
        ),
        (
            "Premières actions",
            f"Les {PLACES} premières du plan de chaque structure, dans l’ordre de son rapport : ce qui "
            "lève un point bloquant ou gagne le plus par jour, avec une place pour PRINT, pour les "
            "personnes accompagnées et pour les conditions d’un changement durable (M20, M21).",
        ),
        (
            "Plus souvent dans",
            f"Groupes d’au moins {LARGE_ENOUGH} structures où la part de celles qui ont l’action parmi "
            f"leurs premières dépasse d’au moins {CONCENTRATION} points celle du réseau.",
        ),
        (
            "Part connue",
            "Part de ce qui est demandé qui a une réponse, selon le poids des questions ; ici, sa "
            f"moyenne. Un axe n’est pas évalué sous {percent(LEAST_KNOWN)}, ou si plus de "
            f"{percent(MOST_NOT_APPLICABLE)} de ce qui est demandé est « non concerné ». Un score est « à "
            f"confirmer » sous {percent(WELL_KNOWN)}, ou au-delà de {percent(MUCH_NOT_APPLICABLE)} de "
            "« non concerné » (M5).",
        ),
        ("Sources", header.source),
        (
            "Versions",
            f"{header.title}, version {header.version} (questionnaire « {header.id} », empreinte "
            f"{network.questionnaire.hash[7:19]}, {count(len(network.questionnaire.questions), 'question')}) ; "
            f"diag {__version__}. {header.licence}",
        ),
    )
