"""What the page says of the questions and the actions: what holds, what is not known, what to do."""

from collections.abc import Iterable, Sequence

from diag.french import count, number
from diag.report.network import Network
from diag.report.network_figures import ENOUGH, intensity, share, width
from diag.report.network_scores import options, short
from diag.report.network_view import ActionRow, BlockerRow, Cell, Share, UnknownRow, WorkshopRow
from diag.report.words import FAMILY, ORIGIN
from diag.scoring.rubric import Status

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
    pairs = zip(counts.overall_blockers.tolist(), counts.dimension_blockers.tolist(), strict=True)
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
    for axis, whole in zip(questionnaire.dimensions, counts.weak_dimensions.tolist(), strict=True):
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
        ("structure_type", counts.first_by_type[:, action], counts.planned_by_type),
        ("department", counts.first_by_department[:, action], counts.planned_by_department),
    )
    where = (
        _concentrations(network, field, first.tolist(), groups.tolist(), total, whole)
        for field, first, groups in places
    )
    return ActionRow(
        title=own.title,
        origin=ORIGIN[own.origin],
        family=_family(counts.families[action].tolist()),
        first=share(total, whole),
        bar=width(total, whole),
        where=tuple(line for line in where if line),
    )


def _family(numbers: Sequence[int]) -> str:
    """Return the most frequent family of an action, which depends on each structure (M22)."""
    if not any(numbers):
        return ""
    most = max(numbers)
    return list(FAMILY.values())[numbers.index(most)] + (
        "" if most == sum(numbers) else " le plus souvent"
    )


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
    names = [short(option) for option in options(network, "department")]
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
