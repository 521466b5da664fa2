"""The pages that a browser opens: each reading for each reader, two visits, a network, a release."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from benchmark.release_cases import HDF, cell, regional, release
from helpers import PRINT, ROOT
from network_sample import rows
from report.readings import READINGS, a_year_after_visit, reading
from report.test_activity_page import lively_quarter

from diag.followup.compared_visits import Compared, compare_visits
from diag.questionnaire.loader import load
from diag.report.document import READERS
from diag.report.evolution_view import evolution_page
from diag.report.html_markdown import document_html
from diag.report.network_view import build_network_document
from diag.report.reader_document import build_document
from diag.report.release_view import build_release_document
from diag.visit.visit_file import read_visit

NETWORKS = {"network": 1400, "network-small": 12, "network-empty": 0}
ACTIVITIES = {"activity": False, "activity-shareable": True}
CELLS = (
    cell(size="100+"),
    cell((HDF,), "50-99"),
    cell((HDF, "ehpad"), "20-49", low=0),
    cell((HDF, "siae"), "6-9", low=0),
    cell((HDF, "ehpad", "d59"), "10-19", low=50),
)
EVOLUTIONS: tuple[Literal["direction", "conseiller"], ...] = ("direction", "conseiller")
SCREENS = (
    *(f"full-{reader}" for reader in READERS),
    "unknown-direction",
    *NETWORKS,
    "release",
    *ACTIVITIES,
    *(f"evolution-{reader}" for reader in EVOLUTIONS),
)
"""The pages that hold, together, all that a page may hold."""


def page_names() -> list[str]:
    """Return the names of all pages."""
    return [
        *(f"{name}-{reader}" for name in READINGS for reader in READERS),
        *NETWORKS,
        "release",
        *ACTIVITIES,
        *(f"evolution-{reader}" for reader in EVOLUTIONS),
    ]


def write_pages(folder: Path) -> dict[str, Path]:
    """Write every page, and return its file by its name."""
    return {name: _written(folder / f"{name}.html", text) for name, text in _texts()}


def _texts() -> Iterator[tuple[str, str]]:
    for name in READINGS:
        for reader in READERS:
            yield f"{name}-{reader}", document_html(build_document(reading(name), reader))
    for name, size in NETWORKS.items():
        network = rows(load(PRINT), size).network(
            read=1_432_000, rejected=20, source="export-du-reseau-2026.csv", stamp="Données fictives"
        )
        yield name, document_html(build_network_document(network))
    page = build_release_document(release(CELLS, synthetic=True), regional())
    yield "release", document_html(page)
    for reader in EVOLUTIONS:
        yield f"evolution-{reader}", document_html(evolution_page(evolutions(reader), reader))
    for name, shareable in ACTIVITIES.items():
        yield name, document_html(lively_quarter(load(PRINT), shareable))


def evolutions(reader: str) -> tuple[Compared, ...]:
    """Return two visits for the direction; three for the adviser, of which the first is express."""
    second = a_year_after_visit()
    first, _ = read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")
    if reader == "direction":
        return compare_visits(load(PRINT), [first, second])
    day = datetime.date(2025, 9, 30)
    express = first.model_copy(update={"visit": first.visit.model_copy(update={"date": day, "form": "express"})})
    return compare_visits(load(PRINT), [second, express, first])


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path
