"""Try to learn from a release what it must not tell, and say what was tried (M16-M18).

Nothing here knows how the release was built: nodes are those that it tells, and everything is counted
again from the structures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from diag.benchmark import words
from diag.benchmark.building import LEVELS, level_of, measure_tree, members, share_subjects
from diag.benchmark.group_tree import NOBODY, SCORES_FLOOR, SHARES_FLOOR, Counts, Floor, GroupTree, Node
from diag.benchmark.quantiles import published
from diag.benchmark.release import FEWEST, Release
from diag.benchmark.structures import Structures
from diag.benchmark.tenths import Inference
from diag.french import count, typeset
from diag.questionnaire.questionnaire_model import Questionnaire, possible_levels

READERS = (
    "un lecteur qui connaît l’effectif exact de chaque groupe",
    "une structure, qui connaît aussi ses réponses",
    "le plus grand organisme, qui connaît celles de ses structures",
)


@dataclass
class Findings:
    """What was tried, what is wrong, and, by reader, the narrowest interval found; in French."""

    tried: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    narrowest: dict[str, tuple[float, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Check:
    release: Release
    structures: Structures
    questionnaire: Questionnaire

    def figures(self) -> Iterator[str]:
        """Yield the size classes and quantiles that are not those of the structures."""
        rows = members(self.structures, [cell.node for cell in self.release.cells])
        for cell in self.release.cells:
            for rank, measure in enumerate(self.release.content.measures):
                scores = self.structures.tenths[rows[cell.node], rank]
                known = np.sort(scores[scores >= 0]).tolist()
                told = cell.measures.get(measure)
                if told and (len(known) < FEWEST or published(known) != told):
                    yield f"{self.named(cell.node, measure)} : effectif ou quantiles inexacts"

    def rests(self, tree: GroupTree, told: list[Node], floor: Floor, subject: str) -> Iterator[str]:
        """Yield the nodes whose rest fails, or that hold nobody: a node is made of whole rests."""
        parents = {node[:-1] for node in told if node}
        for node, rest in tree.rests(told).items():
            if not floor.holds(rest) and (rest != NOBODY or node not in parents):
                name, largest = self.named(node, subject), f"dont {rest.largest} du plus grand"
                sizes = f"{rest.structures} structures de {rest.organisations} organismes, {largest}"
                yield f"{name}, hors de ses parties publiées : {sizes}"

    def shares(self, subject: str) -> dict[Node, tuple[int, ...]]:
        """Return what is told of a question, or of the levels of a score."""
        for measure in self.release.content.measures:
            if subject == level_of(measure):
                cells = [cell for cell in self.release.cells if measure in cell.levels]
                return {cell.node: cell.levels[measure] for cell in cells}
        kept = {n: parts for (n, name), parts in self.release.shares.items() if name == subject}
        return {n: tuple(part for part in parts if part is not None) for n, parts in kept.items()}

    def narrowest(self, view: Inference, own: Counts, subject: str) -> tuple[float, str]:
        """Return the narrowest interval of a level that some readers infer: its width, and words."""
        least, most = view.known_by(own)
        others = np.broadcast_to((view.sizes - own.sum(axis=2))[:, :, None], least.shape)
        widths = np.where(others > 0, (most - least) / np.maximum(others, 1), np.inf)
        place = np.unravel_index(widths.argmin(), widths.shape)
        asked = self.questionnaire.question.get(subject)
        level = (possible_levels(asked) if asked else LEVELS)[int(place[2])]
        ends = int(least[place] - own[place]), int(most[place] - own[place])
        name = self.named(view.nodes[int(place[1])], subject)
        text = f"{name}, niveau {level} : de {ends[0]} à {ends[1]} sur {int(others[place])}"
        return float(widths[place]), text

    def named(self, node: Node, subject: str) -> str:
        return f"{words.group(self.questionnaire, node)}, {subject}"


def verify(release: Release, structures: Structures, questionnaire: Questionnaire) -> Findings:
    """Return what who has the structures gets at, and what they show to be wrong."""
    found, check = Findings(), _Check(release, structures, questionnaire)
    found.faults += check.figures()
    groups = subjects = 0
    for rank, measure in enumerate(release.content.measures):
        told = [cell.node for cell in release.cells if measure in cell.measures]
        groups += len(told)
        found.faults += check.rests(measure_tree(structures, rank), told, SCORES_FLOOR, measure)
    for name, answers in share_subjects(structures, questionnaire):
        shares = check.shares(name)
        found.faults += check.rests(answers.tree, [*shares], SHARES_FLOOR, name)
        held = {node for node in shares if answers.tree.groups.get(node, NOBODY) != NOBODY}
        view = Inference.of(answers, held)
        wrong = [node for node, parts in shares.items() if parts != view.tenths.get(node)]
        found.faults += [f"{check.named(node, name)} : parts inexactes" for node in wrong]
        if not held:
            continue
        subjects += 1
        if (weak := view.first_weak()) is not None:
            what = "une réponse y est forcée, ou presque : personne ou tout le monde"
            found.faults.append(f"{check.named(weak, name)} : {what}")
        for reader, own in zip(READERS, _readers(view), strict=True):
            one = check.narrowest(view, own, name)
            if np.isfinite(one[0]):  # somebody is left to tell of
                found.narrowest[reader] = min(one, found.narrowest.get(reader, one))
    found.faults = list(map(typeset, found.faults))
    found.tried.append(
        f"{count(groups, 'effectif')} et quantiles recomptés ; sans le plus grand organisme, 5 "
        "structures de 3 organismes dans chaque groupe, et dans ce qu’il en reste"
    )
    if subjects:
        found.tried.append(
            f"{count(subjects, 'question')} et niveaux : ce que l’on tire, par encadrement, de toutes "
            "les parts publiées, seul ou en retirant les réponses de chaque organisme"
        )
    return found


def _readers(view: Inference) -> tuple[Counts, Counts, Counts]:
    """Return (W, R, K) what each kind of reader knows: nothing, one answer, those of the largest."""
    cells = np.flatnonzero(view.counts.ravel())
    single = np.zeros((len(cells), view.counts.size), np.int64)
    single[np.arange(len(cells)), cells] = 1
    shape = view.counts.shape
    nothing = np.zeros((1, *shape), np.int64)
    largest = view.held[view.held.sum(axis=(1, 2)).argmax()].astype(np.int64)
    return nothing, single.reshape(-1, *shape), largest[None]
