"""M16-M18 as numbers: what a group must hold to be published, and how finely it is told."""

from typing import Any

from diag.benchmark.release import CLASSES

LEAST_STRUCTURES = 5
LEAST_ORGANISATIONS = 3
LARGEST_PERCENT = 85
LEAST_RESPONDENTS = 11
"""Structures that answered, below which no share is published (M17)."""
QUARTILES_FROM = 10
DECILES_FROM = 50
EXACT_MEDIAN_FROM = 10
EXACT_SHARES_FROM = 20
"""From here on medians and shares are rounded to the integer; below, to 5 points (M16, M17)."""
_CLASSES_FROM = (5, 10, 20, 50, 100)


def passes(n: Any, organisations: Any, largest: Any, least: Any = LEAST_STRUCTURES) -> Any:
    """Tell whether a group may be published (M16); whole numbers, or arrays of them.

    Args:
        n: structures of the group.
        organisations: managing organisations they belong to.
        largest: structures of the largest of these.
        least: fewest structures: 5 for a score, 11 for a share (M17).

    """
    spread = (organisations >= LEAST_ORGANISATIONS) & (100 * largest <= LARGEST_PERCENT * n)
    return (n >= least) & spread


def size_class(n: int) -> str:
    """Return how the size of a published group is told (M18)."""
    return CLASSES[sum(n >= start for start in _CLASSES_FROM) - 1]
