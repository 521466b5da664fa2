"""From structures to what may be published, and why the rest may not (M16-M18).

Pure: files are read and written by who calls.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.group_tree import SCORES_FLOOR, Counts, GroupTree, Node, Told, homes
from diag.benchmark.quantiles import published
from diag.benchmark.release import OVERALL, Cell, Quantiles, Release, content_of
from diag.benchmark.sources import Sources
from diag.benchmark.structures import HIGHEST, Structures
from diag.benchmark.tenths import DEEPEST, Answers, Shares, told_shares
from diag.questionnaire.questionnaire_model import Questionnaire, possible_levels

LEVELS = tuple(range(HIGHEST + 1))


class Withheld(NamedTuple):
    """What the producer must know of what is not told.

    The groups that hold somebody and are too `small`, for the global score; those that pass and are
    withheld, each with the group whose rest it is `protecting`; and, by node, how many `shares` of
    questions and of levels are not told though quantiles are.
    """

    small: tuple[Node, ...]
    protecting: Mapping[Node, Node]
    shares: Mapping[Node, int]


def build(
    sources: Sources, questionnaire: Questionnaire, *, date: str, source: str, synthetic: bool = False
) -> tuple[Release, Withheld]:
    """Build a release that tells nothing narrower than M16 and M17 allow, and say what it does not.

    Args:
        sources: what was read; synthetic data are said to be so, whatever `synthetic` says.
        questionnaire: that every visit was made with.
        date: of the release, `AAAA-MM-JJ`.
        source: whose visits these are, in French.
        synthetic: the data are invented.
    """
    structures, header = sources.structures, questionnaire.header
    content = content_of(questionnaire)
    names = content.measures
    trees = {name: measure_tree(structures, rank) for rank, name in enumerate(names)}
    told = {name: tree.published(SCORES_FLOOR) for name, tree in trees.items()}
    rows = members(structures, content.nodes)
    scores = [_quantiles(structures.tenths[:, rank], rows, told[n]) for rank, n in enumerate(names)]
    shares = {k: told_shares(found) for k, found in share_subjects(structures, questionnaire)}
    cells = []
    for node in content.nodes:
        measures = {n: s[node] for n, s in zip(names, scores, strict=True) if node in s}
        levels = {n: shares[level_of(n)].tenths.get(node) for n in measures}
        kept = {name: parts for name, parts in levels.items() if parts is not None}
        cells.append(Cell.of(node, measures, kept))
    answers: dict[tuple[Node, str], tuple[int | None, ...]] = {}
    for node in (cell.node for cell in cells if cell.shared):
        for question in questionnaire.questions:
            if parts := shares[question.id].tenths.get(node):
                said = dict(zip(possible_levels(question), parts, strict=True))
                answers[node, question.id] = tuple(said.get(level) for level in LEVELS)
    release = Release(
        date=date,
        source=source,
        questionnaire=header.id,
        version=header.version,
        hash=questionnaire.hash,
        period=sources.period,
        synthetic=synthetic or sources.synthetic,
        content=content,
        cells=tuple(cells),
        shares=answers,
        form=sources.form,
    )
    return release, _withheld(trees[OVERALL], told[OVERALL], shares)


def level_of(measure: str) -> str:
    """Return the name of the levels of a measure, among the subjects of shares."""
    return f"niveaux:{measure}"


def measure_tree(structures: Structures, rank: int) -> GroupTree:
    """Return the tree of the structures that have a score."""
    rows = np.flatnonzero(structures.tenths[:, rank] >= 0)
    return GroupTree(structures.nodes, structures.home[rows], structures.organisation[rows])


def share_subjects(structures: Structures, questionnaire: Questionnaire) -> Iterator[tuple[str, Answers]]:
    """Yield what shares may be told of: the levels of each measure, then the answers to each question."""
    nodes = list(dict.fromkeys(node[:DEEPEST] for node in structures.nodes))
    home = np.array(homes(structures.nodes, nodes), np.int64)[structures.home]

    def answers(codes: NDArray[np.int8], admitted: Sequence[int]) -> Answers:
        rank = np.full(HIGHEST + 1, -1, np.int64)
        rank[list(admitted)] = np.arange(len(admitted))
        rows = np.flatnonzero((codes >= 0) & (codes <= HIGHEST))
        who = structures.organisation[rows]
        return Answers(nodes, home[rows], who, rank[codes[rows]], len(admitted))

    for column, name in enumerate(content_of(questionnaire).measures):
        yield level_of(name), answers(structures.levels[:, column], LEVELS)
    for column, question in enumerate(questionnaire.questions):
        yield question.id, answers(structures.answers[:, column], possible_levels(question))


def members(structures: Structures, nodes: Sequence[Node]) -> dict[Node, Counts]:
    """Return the rows of the structures in each of some nodes."""
    inside = {node: np.array([one[: len(node)] == node for one in structures.nodes]) for node in nodes}
    return {node: np.flatnonzero(held[structures.home]) for node, held in inside.items()}


def _quantiles(scores: NDArray[np.int16], rows: Mapping[Node, Counts], told: Told) -> dict[Node, Quantiles]:
    known = {node: scores[rows[node]] for node in told.nodes}
    return {node: published(np.sort(own[own >= 0]).tolist()) for node, own in known.items()}


def _withheld(tree: GroupTree, told: Told, shares: Mapping[str, Shares]) -> Withheld:
    held = [node for node, group in tree.groups.items() if group.structures]
    small = [node for node in held if node not in (*told.nodes, *told.withheld)]
    wide = [node for node in told.nodes if len(node) <= DEEPEST]
    untold = Counter(n for told_of in shares.values() for n in wide if n not in told_of.tenths)
    return Withheld(tuple(small), told.withheld, {n: untold[n] for n in wide if untold[n]})
