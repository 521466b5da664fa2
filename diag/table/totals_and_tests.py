"""Rows that are no structure: totals and means under a table, trials of those who made the survey.

A name is judged whole, never by a part of a word: « Association Contestations » is a structure.
"""

import re

from diag.export.spelling import normalise

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+")
_SUMS = frozenset(
    (
        *("total", "totaux", "sous-total", "sous-totaux", "somme", "moyenne", "moyennes"),
        *("mediane", "ecart-type", "minimum", "maximum", "average", "mean", "median", "sum"),
    )
)
_OF_SUMS = frozenset(
    (
        *("general", "generale", "generaux", "grand", "de", "des", "du", "la", "le", "les"),
        *("l", "par", "reponses", "structures", "etablissements", "ensemble", "reseau"),
        *("region", "departement"),
    )
)
_TESTS = frozenset({"test", "tests", "testing", "essai", "essais"})
_OF_TESTS = frozenset(
    (
        *("structure", "etablissement", "reponse", "ligne", "nom", "de", "du", "un", "une"),
        *("ne", "pas", "a", "supprimer", "ignorer", "effacer", "tenir", "prendre", "compte"),
        *("en",),
    )
)
_ORDERS = ("ne pas tenir compte", "ne pas prendre en compte", "a ne pas prendre en compte")

LIKELY = (
    r"(?i)tota|somme|moyenne|m.diane|.cart.type|minimum|maximum|average|mean|median|sum|test|essai"
    r"|pas.{1,4}(?:tenir|prendre)"
)
"""What every such name holds, and few others do, as Arrow (RE2) finds it in a whole column."""


def is_sum(name: str) -> bool:
    """Tell whether a row bears the name of a total or of a mean, and nothing else."""
    words = _words(name)
    rest = [word for word in words if word not in _SUMS]
    return len(rest) < len(words) and all(w in _OF_SUMS or w.isdigit() for w in rest)


def is_test(name: str) -> bool:
    """Tell whether a row says that it is a trial, or that it is not to be counted."""
    if any(order in normalise(name) for order in _ORDERS):
        return True
    words = _words(name)
    rest = [word for word in words if word not in _TESTS]
    return len(rest) < len(words) and all(w in _OF_TESTS or w.isdigit() for w in rest)


def _words(name: str) -> list[str]:
    return _WORD.findall(normalise(name)) if len(name) <= 200 else []
