"""Self-diagnostic of digital maturity for social and medico-social structures, from Python.

One visit: `read_visit`, `assess`, `compare`, `write_report`. Many: `read_export` makes a table of the file of a
survey tool, and `score`, `plan`, `position` make a table of that one. `load` reads a questionnaire;
what is refused raises `Refusal`. docs/api.md tells it in French.

Importing this costs nothing, not even `typing`, as it comes before the first line of
`diag.__main__`: each name brings what it needs when it is first asked for, and what is of one visit
never brings pandas.
"""

from diag.version import __version__

TYPE_CHECKING = False  # true for type checkers, whose module is not loaded
if TYPE_CHECKING:
    from typing import Any

    from diag.one_visit import assess, compare, load, read_visit, write_report
    from diag.questionnaire.mistakes import Refusal
    from diag.report.own_templates import read_look
    from diag.table.frame import plan, position, score
    from diag.table.read_export import read_export

__all__ = [
    "Refusal",
    "__version__",
    "assess",
    "compare",
    "load",
    "plan",
    "position",
    "read_export",
    "read_look",
    "read_visit",
    "score",
    "write_report",
]

_PLACES = {
    "Refusal": "diag.questionnaire.mistakes",
    "assess": "diag.one_visit",
    "compare": "diag.one_visit",
    "load": "diag.one_visit",
    "plan": "diag.table.frame",
    "position": "diag.table.frame",
    "read_export": "diag.table.read_export",
    "read_visit": "diag.one_visit",
    "score": "diag.table.frame",
    "read_look": "diag.report.own_templates",
    "write_report": "diag.one_visit",
}


def __getattr__(name: str) -> "Any":
    """Return a public name from the file that holds it (PEP 562)."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module 'diag' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
