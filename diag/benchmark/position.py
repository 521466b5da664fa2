"""Where a structure stands among its peers: a bracket, never a rank (M14, M15).

What is compared is what is read: whole scores (M8) and published quantiles. A quantile is rounded: it
stands for itself give or take half its rounding step, so that the true part is always among those
that are named.

Scores are compared where they measure the same thing. Those of a release cannot be recomputed on a
common base (M12), so a difference that would give the same answers another score is a refusal; one
that touches levels, or little weight, is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from diag.benchmark import words
from diag.benchmark.group_tree import COUNTRY, Node
from diag.benchmark.release import CLASSES, OVERALL, Asked, Cell, Content, Quantiles, Release, content_of, regions_of
from diag.benchmark.words import FORM_NAMES, listed
from diag.french import typeset
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire, Value
from diag.scoring import METHOD
from diag.scoring.assessment import Assessment, NotScored, Score
from diag.scoring.detectable_change import COMPARABLE
from diag.scoring.kernel import WELL_KNOWN
from diag.scoring.rubric import Form

Cut = tuple[int, int]
"""Both ends of what a published quantile stands for, in half points."""


@dataclass(frozen=True)
class Peers:
    """The group a structure is compared with, in words (M14)."""

    cell: Cell | None  # of the release; None when no group may be published
    group: str  # its name, or that there is none
    size: str  # its size class, with « structures accompagnées »; empty without a group
    period: str  # months of the visits
    fallback: str  # why nearer groups were left out; empty when the nearest is used


@dataclass(frozen=True)
class Position:
    """One score, a dimension id or `global`, among the peers: `parts` is 0 without a position."""

    measure: str
    peers: Peers
    parts: int  # 2, 4 or 10, as the class of the group allows
    low: int  # first part that the range of the score touches, 1 the lowest scores
    high: int  # last one
    where: str  # the same in words, or why there is no position
    gloss: str  # what the parts mean
    quantiles: Quantiles | None  # to draw
    step: int  # how they are rounded, in points


def positions(
    release: Release,
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    results: Mapping[str, Score | NotScored],
) -> dict[str, Position]:
    """Return the position of each result, all in the same group, in a release that fits."""
    peers = peer_group(release, questionnaire, profile)
    return {measure: _position(measure, peers, result) for measure, result in results.items()}


def peer_group(release: Release, questionnaire: Questionnaire, profile: Mapping[str, Value]) -> Peers:
    """Return the peer group: the own type first, of 10 structures or more (M14)."""
    cells = {cell.node: cell for cell in release.cells}
    tried = _nearest(questionnaire, profile)
    told = {n: cells[n] for n in tried if n is not None and n in cells and not cells[n].secret}
    large = [n for n, cell in told.items() if len(n) > 1 and cell.size_class != CLASSES[0]]
    chosen = next(iter([*large, *told]), None)
    before = tried[: tried.index(chosen)] if chosen is not None else tried
    reasons = [_reason(questionnaire, profile, rank, n, cells) for rank, n in enumerate(before)]
    fallback = typeset(" ; ".join(dict.fromkeys(reasons)))
    if any(n in cells and cells[n].secret for n in before if n is not None):
        fallback = f"{fallback} ({words.WHY_SECRET})"
    period = words.period(*release.period)
    if chosen is None:
        return Peers(None, words.NO_GROUP, "", period, fallback)
    name, size = words.group(questionnaire, chosen), words.size(told[chosen].size_class)
    return Peers(told[chosen], name, size, period, fallback)


def straddled(cuts: Sequence[Cut], low: int, high: int) -> tuple[int, int]:
    """Return the first and last part that a range of scores touches, from 1 (M15)."""
    return (1 + sum(2 * low >= above for _, above in cuts), 1 + sum(2 * high > below for below, _ in cuts))


def cuts_of(quantiles: Quantiles) -> tuple[Cut, ...]:
    """Return what the finest published quantiles stand for: nine deciles, three quartiles, the median."""
    return tuple((2 * c - quantiles.step, 2 * c + quantiles.step) for c in quantiles.finest)


def _nearest(questionnaire: Questionnaire, profile: Mapping[str, Value]) -> list[Node | None]:
    """Return the groups from the nearest, None where the structure does not tell what it takes."""
    kind, department = (str(profile.get(name, "")) for name in (TYPE_FIELD, DEPARTMENT_FIELD))
    region = regions_of(questionnaire).get(department, "")
    return [
        (region, kind, department) if region and kind else None,
        (region, kind) if region and kind else None,
        (region,) if region else None,
        COUNTRY,
    ]


def _reason(
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    rank: int,
    node: Node | None,
    cells: Mapping[Node, Cell],
) -> str:
    """Return why a group is not used."""
    if node is None:
        if rank < 2 and not profile.get(TYPE_FIELD):
            return "le type de la structure n’est pas indiqué"
        if profile.get(DEPARTMENT_FIELD):
            return "le département n’est d’aucune région connue"
        return "le département de la structure n’est pas indiqué"
    name = words.group(questionnaire, node)
    if node not in cells:
        return f"{name} : groupe absent du repère"
    told = cells[node]
    return f"{name} : {words.SECRET if told.secret else f'{words.size(told.size_class)} seulement'}"


def _position(measure: str, peers: Peers, result: Score | NotScored) -> Position:
    quantiles = peers.cell.measures.get(measure) if peers.cell else None
    why = ""
    if isinstance(result, NotScored):
        why = words.NOT_SCORED
    elif quantiles is None:
        why = words.NO_NUMBERS if peers.cell else words.NO_GROUP
    elif result.known < WELL_KNOWN:
        why = words.NOT_KNOWN
    if why or quantiles is None or isinstance(result, NotScored):
        return Position(measure, peers, 0, 0, 0, why, "", None, 0)
    cuts = cuts_of(quantiles)
    ends, parts = straddled(cuts, result.whole, result.high_whole), len(cuts) + 1
    where, gloss = words.bracket(parts, *ends), words.gloss(parts)
    return Position(measure, peers, parts, *ends, where, gloss, quantiles, quantiles.step)


@dataclass(frozen=True)
class Fit:
    """Whether scores compare; what differs all the same, else why they do not and what to do."""

    usable: bool
    differences: tuple[str, ...] = ()
    refusal: str = ""
    mend: str = ""


def compatible(release: Release, questionnaire: Questionnaire, form: Form | None = None) -> Fit:
    """Tell whether the scores of a questionnaire may be placed in a release.

    Nothing of another method does, nor of another form than `form`, where one is given (M2). The
    same content always does. Another version does if every scored question of `questionnaire`
    was asked with the same scale, weight and axis, if the axes weigh the same, and if what the
    release alone asked weighs little enough: less than 30 % of each axis of the release (M12).
    """
    header = questionnaire.header
    if release.questionnaire != header.id:
        refusal = f"ce repère porte sur le questionnaire « {release.questionnaire} »"
        return _refused(refusal, f"précisez-le : --questionnaire {release.questionnaire}")
    if release.method != METHOD:
        refusal = f"ce repère suit la méthode {release.method}, et ces scores la méthode {METHOD}"
        return _refused(refusal, "demandez un repère plus récent")
    if form is not None and release.form != form:
        what = (
            f"ce repère est de forme {FORM_NAMES[release.form]}, et ces réponses de forme "
            f"{FORM_NAMES[form]} : les scores ne portent pas sur les mêmes questions"
        )
        other = f"demandez un repère de forme {FORM_NAMES[form]}"
        return _refused(what, "posez les questions qui manquent" if form == "partielle" else other)
    if release.hash == questionnaire.hash:
        return Fit(True)
    mend = f"demandez un repère de la version {header.version} du questionnaire"
    now = content_of(questionnaire)
    for found, what in _obstacles(release.content, now):
        if found:
            return _refused(f"ce repère ne se compare pas ({what} : {listed(found)})", mend)
    lost = [name for name in now.dimensions if _kept(release.content, now, name) < COMPARABLE]
    if lost:
        what = "trop de questions du repère ne sont plus posées dans ces axes"
        return _refused(f"{what} : {listed(lost)}", mend)
    return Fit(True, tuple(map(typeset, _differences(release, questionnaire, now))))


def _refused(what: str, mend: str) -> Fit:
    return Fit(False, (), typeset(what), typeset(mend))


def _obstacles(before: Content, now: Content) -> Iterator[tuple[list[str], str]]:
    """Yield what would give the same answers another score."""
    known = {q.id: q for q in before.questions}
    common = [(known[q.id], q) for q in now.questions if q.id in known]
    yield [q.id for q in now.questions if q.id not in known], "questions ajoutées depuis"
    yield _changed(common, "scale"), "questions dont l’échelle a changé"
    yield _changed(common, "dimension"), "questions passées dans un autre axe"
    yield _changed(common, "weight"), "questions dont le poids a changé"
    names = dict.fromkeys((*before.dimensions, *now.dimensions))
    weights = [k for k in names if before.dimensions.get(k) != now.dimensions.get(k)]
    yield weights, "axes dont le poids a changé"


def _changed(common: list[tuple[Asked, Asked]], what: str) -> list[str]:
    return [new.id for old, new in common if getattr(old, what) != getattr(new, what)]


def _kept(before: Content, now: Content, dimension: str) -> Fraction:
    """Return the share of the weight of an axis that is still asked."""
    asked = {q.id for q in now.questions}
    own = [q for q in before.questions if q.dimension == dimension]
    kept = sum(q.weight for q in own if q.id in asked)
    return Fraction(kept, sum(q.weight for q in own))


def _differences(release: Release, questionnaire: Questionnaire, now: Content) -> Iterator[str]:
    """Yield what differs and leaves the scores comparable."""
    before, version = release.content, questionnaire.header.version
    if release.version == version:
        yield f"Le contenu de la version {version} du questionnaire a changé depuis ce repère."
    else:
        told = f"Le repère porte sur la version {release.version} du questionnaire"
        yield f"{told} ; la vôtre est la {version}."
    known = {q.id: q for q in before.questions}
    gone = [name for name in known if name not in {q.id for q in now.questions}]
    if gone:
        yield f"Questions du repère qui ne sont plus posées : {listed(gone)}."
    core = _changed([(known[q.id], q) for q in now.questions], "core")
    if core:
        yield (
            f"Questions entrées dans le socle ou sorties du socle : {listed(core)}. "
            "Les scores se comparent, les niveaux moins bien."
        )


@dataclass(frozen=True)
class Standing:
    """One visit beside one release (M14, M15).

    Attributes:
        release: what is published of the others.
        fit: whether its scores compare with those of the visit.
        peers: the group of comparison; None where the scores do not compare.
        positions: by dimension id, then `global`; empty where the scores do not compare.
    """

    release: Release
    fit: Fit
    peers: Peers | None = None
    positions: Mapping[str, Position] = field(default_factory=dict)

    @property
    def placed(self) -> bool:
        """Whether a group may be published, and the scores compare with its own."""
        return self.peers is not None and self.peers.cell is not None


def standing_of(
    release: Release, questionnaire: Questionnaire, profile: Mapping[str, Value], assessment: Assessment
) -> Standing:
    """Return where a visit stands in a release, as far as its scores compare."""
    fit = compatible(release, questionnaire, assessment.form)
    if not fit.usable:
        return Standing(release, fit)
    results = {**assessment.dimensions, OVERALL: assessment.overall}
    found = positions(release, questionnaire, profile, results)
    return Standing(release, fit, found[OVERALL].peers, found)
