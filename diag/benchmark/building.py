"""From what was read to what may be published, and back: a release is attacked before anyone else does.

Pure: files are read and written by who calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diag.benchmark.aggregate import Aggregates, build
from diag.benchmark.attack import attack
from diag.benchmark.attack_public import attack_public
from diag.benchmark.cells import Grid
from diag.benchmark.census import Census
from diag.benchmark.disclosure import Reason
from diag.benchmark.findings import Finding, Kind
from diag.benchmark.members import Membership, changed, members_of, nobody, subject_names
from diag.benchmark.release import CellKey, Content, Release, content_of
from diag.benchmark.rules import LEAST_ORGANISATIONS
from diag.benchmark.sources import Sources
from diag.benchmark.structures import homes
from diag.benchmark.subjects import told_by
from diag.benchmark.succession import Previous, Succession, succeed
from diag.questionnaire.questionnaire_model import Questionnaire

REASONS = {
    Reason.SMALL: "trop peu de structures ou d’organismes, ou un organisme trop présent",
    Reason.PARENT: "un groupe plus large est secret",
    Reason.SUBTRACTION: "on en déduirait un groupe trop petit par soustraction",
    Reason.COMBINATION: "on en déduirait un groupe trop petit en croisant plusieurs tableaux",
}
"""Why a group is secret, in French."""
SUCCESSION = "moins de trois organismes y ont changé depuis le repère précédent"

Places = frozenset[tuple[CellKey, str]]
"""Cells and subjects."""


@dataclass(frozen=True)
class Suppression:
    """A secret group that holds somebody, and why, in French; for the producer only."""

    key: CellKey
    n: int
    organisations: int
    largest: int
    reason: str


@dataclass(frozen=True, eq=False)
class Built:
    """A release, and what its producer must know.

    Attributes:
        succession: what may be published, who stands behind it, what the release before changed.
        secrets: groups that hold somebody and stay secret, and why.
        findings: what can be got at all the same; nothing is to be published then.

    """

    succession: Succession
    secrets: tuple[Suppression, ...]
    findings: tuple[Finding, ...]

    @property
    def release(self) -> Release:
        """What may be published."""
        return self.succession.release


def construct(
    sources: Sources,
    questionnaire: Questionnaire,
    *,
    date: str,
    source: str,
    synthetic: bool = False,
    key: bytes | None = None,
    previous: Previous | None = None,
) -> Built:
    """Build a release, control it, and attack it.

    Args:
        sources: what was read; synthetic data are said to be so, whatever `synthetic` says.
        questionnaire: that every visit was made with.
        date: of the release, `AAAA-MM-JJ`.
        source: whose visits these are, in French.
        synthetic: the data are invented.
        key: of the network.
        previous: release that this one follows.

    """
    stamp = synthetic or sources.synthetic
    told = sources.structures
    found = build(told, questionnaire, date=date, source=source, synthetic=stamp, form=sources.form)
    content = content_of(questionnaire)
    shown = told_by(found.release, content)
    members = members_of(found.census, told, shown, content, key)
    after = succeed(found.release, content, members, previous)
    return Built(
        after,
        tuple(_secrets(found, after)),
        (
            *with_members(after.release, after.members),
            *with_structures(
                sources,
                after.release,
                _earlier(after.members, members, content) if previous else frozenset(),
            ),
            *(with_previous(after.release, content, after.members, previous) if previous else ()),
        ),
    )


def _secrets(found: Aggregates, after: Succession) -> Iterator[Suppression]:
    """Yield the groups that hold somebody and are secret, by themselves then by the succession."""
    for secret in found.secrets():
        told = REASONS[secret.reason]
        yield Suppression(secret.key, secret.n, secret.organisations, secret.largest, told)
    rank = {cell: rank for rank, cell in enumerate(found.census.grid.keys)}
    for key in after.hidden:
        n, organisations, largest = (int(column[rank[key], 0]) for column in found.census.whole)
        yield Suppression(key, n, organisations, largest, SUCCESSION)


def with_structures(
    sources: Sources, release: Release, earlier: Places = frozenset()
) -> list[Finding]:
    """Return what who has the structures gets at.

    Args:
        sources: the structures that the release tells about.
        release: with its `content`.
        earlier: cells and subjects of which an earlier value is told: it is as fine as the
            structures of then allowed.

    """
    fineness = (Kind.FINE, Kind.SIZE)
    found = attack(sources.structures, release)
    return [f for f in found if f.kind not in fineness or (f.cell, f.subject) not in earlier]


def earlier_values(
    sources: Sources,
    questionnaire: Questionnaire,
    release: Release,
    members: Membership,
    key: bytes | None,
) -> Places:
    """Return what a release tells of other structures than those: values kept from before."""
    structures, content = sources.structures, content_of(questionnaire)
    labels = structures.labels
    home = homes(questionnaire, labels["departement"], labels["region"])
    census = Census.of(structures, Grid.of(labels, home))
    now = members_of(census, structures, told_by(release, content), content, key)
    shown = (cell.key for cell in release.cells if not cell.secret)
    return _earlier({cell: members[cell] for cell in shown}, now, content)


def _earlier(told: Membership, now: Membership, content: Content) -> Places:
    """Return the cells and subjects whose value has other members behind it than those of now."""
    names = subject_names(content)
    none = nobody(len(names))
    return frozenset(
        (key, names[rank])
        for key, behind in told.items()
        for rank in np.flatnonzero(changed(behind, now.get(key, none)))
    )


def with_members(release: Release, members: Membership) -> list[Finding]:
    """Return what who knows how large every group is gets at."""
    return attack_public(release, {key: told.spread for key, told in members.items()})


def with_previous(
    release: Release, content: Content, members: Membership, previous: Previous
) -> list[Finding]:
    """Return the values that changed while fewer than three organisations did (M18)."""
    new, before = told_by(release, content), told_by(previous.release, content)
    rank = {name: place for place, name in enumerate(subject_names(content))}
    counts = {
        key: changed(now, previous.members[key])
        for key, now in members.items()
        if key in previous.members
    }
    return [
        Finding(Kind.CHANGE, name, key, (), 0, int(counts[key][rank[name]]), 0)
        for (key, name), value in new.items()
        if key in counts
        and counts[key][rank[name]] < LEAST_ORGANISATIONS
        and before.get((key, name)) != value
    ]
