"""Where one visit stands in the regional release it was given, before any word of the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from diag.benchmark.fit import Fit, compatible
from diag.benchmark.position import Peers, Position, positions
from diag.benchmark.release import OVERALL, Release
from diag.report.dossier import Dossier


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


def position_of(dossier: Dossier) -> Standing | None:
    """Return where a visit stands; None when no release was given, as none is used by default."""
    release, questionnaire = dossier.release, dossier.questionnaire
    if release is None:
        return None
    fit = compatible(release, questionnaire)
    if not fit.usable:
        return Standing(release, fit)
    profile = dossier.matched.profile
    results = {**dossier.assessment.dimensions, OVERALL: dossier.assessment.overall}
    found = positions(release, questionnaire, profile, results)
    return Standing(release, fit, found[OVERALL].peers, found)
