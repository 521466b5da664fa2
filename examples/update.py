"""Bring the illustrative visits and their gold reports up to date, after a wanted change.

Run `make gold`, then read the differences: the reports in `examples/rapports/` are the gold files
of the tests, as are those of the full case in `tests/report/gold/`, and a change in them is a change
in what people read. The page of the board is kept as HTML and Markdown for each visit, the report of
the direction as Markdown and JSON, and one visit is told to each of its readers as HTML.
"""

import re
import sys
from pathlib import Path

from diag.followup.compared_visits import compare_visits
from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import prepare
from diag.report.document import READERS, Reader
from diag.report.evolution_json import render_evolution_schema
from diag.report.evolution_view import evolution_page
from diag.report.html_markdown import document_markdown
from diag.report.json_report import render_schema
from diag.report.look import GUIDE_NAME, PLAIN
from diag.report.own_templates import guide
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED, report_name, sealed
from diag.resources import resource
from diag.visit.visit_file import read_visit

HERE = Path(__file__).parent
REPORTS = HERE / "rapports"
TESTS = HERE.parent / "tests"
SECOND = HERE / "seconde-visite"
FOLLOWED = tuple(SECOND / f"esat-oise-rurale-{year}.yaml" for year in (2026, 2027))
EVOLUTION = SECOND / "evolution-esat-oise-rurale-2027-direction.md"


KEPT: tuple[tuple[Reader, str], ...] = (
    ("conseil", "html"),
    ("conseil", "md"),
    ("direction", "md"),
    ("direction", "json"),
)
"""Reader and format of the reports that are kept of each visit."""
SHOWN = "ehpad-somme-rurale"
"""The visit that is told to each of its readers as a page."""


def kept(stem: str) -> list[tuple[Reader, str]]:
    """Return the reader and the format of each report that is kept of a visit."""
    pages: list[tuple[Reader, str]] = [(reader, "html") for reader in READERS if stem == SHOWN]
    return list(dict.fromkeys([*pages, *KEPT]))


def main() -> None:
    """Pin each visit to the questionnaire as it is now, and write its reports and their schema."""
    templates = resource("report_templates")
    (templates / "report.schema.json").write_text(render_schema(), "utf-8", newline="\n")
    evolution = templates / "evolution.schema.json"
    evolution.write_text(render_evolution_schema(), "utf-8", newline="\n")
    questionnaire = load(find_questionnaire("print"))
    documents = []
    for path in sorted(HERE.glob("*.yaml")):
        pin(path, questionnaire)
        visit, source = read_visit(path)
        assessed = prepare(questionnaire, visit, source)
        documents += [build_document(assessed, reader) for reader in READERS]
        for reader, kind in kept(path.stem):
            report = REPORTS / report_name(path.stem, reader, kind)
            told = RENDERED[kind](assessed, build_document(assessed, reader), PLAIN)
            report.write_bytes(sealed(told, assessed.mark))
            print(report.relative_to(HERE))
    (templates / GUIDE_NAME).write_text(guide(documents), "utf-8", newline="\n")
    for path in FOLLOWED:
        pin(path, questionnaire)
    EVOLUTION.write_bytes(told_evolution(questionnaire))
    print(EVOLUTION.relative_to(HERE))
    write_full_case()


def pin(path: Path, questionnaire: Questionnaire) -> None:
    """Pin a visit, and the one that it recalls, to the content as it is now."""
    header = questionnaire.header
    text = re.sub(r"hash: sha256:\w+(?=\nstructure:)", f"hash: {questionnaire.hash}", path.read_text("utf-8"))
    text = re.sub(r"(?m)^  version: [\d.]+", f"  version: {header.version}", text)
    path.write_text(text, "utf-8", newline="\n")


def told_evolution(questionnaire: Questionnaire) -> bytes:
    """Return the page of the illustrative second visit, as `diag evolution` writes it in Markdown."""
    visits = [read_visit(path)[0] for path in FOLLOWED]
    document = evolution_page(compare_visits(questionnaire, visits))
    return sealed(document_markdown(document, PLAIN).encode(), document.mark)


def write_full_case() -> None:
    """Write the reports of the visit whose every optional section is filled, kept by the tests."""
    sys.path.insert(0, str(TESTS))
    from report.full_case import GOLD, gold_texts

    for name, text in gold_texts():
        (GOLD / name).write_text(text, "utf-8", newline="\n")
        print((GOLD / name).relative_to(TESTS))


if __name__ == "__main__":
    main()
