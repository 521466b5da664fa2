"""The pages that a browser opens: each reading for each reader, a network, a release."""

from collections.abc import Iterator
from pathlib import Path

from benchmark.release_cases import HDF, cell, regional, release
from helpers import PRINT
from network_sample import rows
from report.readings import READINGS, reading

from diag.questionnaire.loader import load
from diag.report.document import READERS
from diag.report.html_markdown import document_html
from diag.report.network_view import build_network_document
from diag.report.reader_document import build_document
from diag.report.release_view import build_release_document

NETWORKS = {"network": 1400, "network-small": 12, "network-empty": 0}
CELLS = (
    cell(size="100+"),
    cell((HDF,), "50-99"),
    cell((HDF, "ehpad"), "20-49", low=0),
    cell((HDF, "siae"), "6-9", low=0),
    cell((HDF, "ehpad", "d59"), "10-19", low=50),
)
SCREENS = (*(f"full-{reader}" for reader in READERS), "unknown-direction", *NETWORKS, "release")
"""The pages that hold, together, all that a page may hold."""


def page_names() -> list[str]:
    """Return the names of all pages."""
    return [*(f"{name}-{reader}" for name in READINGS for reader in READERS), *NETWORKS, "release"]


def write_pages(folder: Path) -> dict[str, Path]:
    """Write every page, and return its file by its name."""
    return {name: _written(folder / f"{name}.html", text) for name, text in _texts()}


def _texts() -> Iterator[tuple[str, str]]:
    for name in READINGS:
        for reader in READERS:
            yield f"{name}-{reader}", document_html(build_document(reading(name), reader))
    for name, size in NETWORKS.items():
        network = rows(load(PRINT), size).network(
            read=1_432_000,
            rejected=20,
            source="export-du-reseau-2026.csv",
            stamp="Données fictives",
        )
        yield name, document_html(build_network_document(network))
    page = build_release_document(release(CELLS, synthetic=True), regional())
    yield "release", document_html(page)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path
