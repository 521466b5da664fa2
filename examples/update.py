"""Bring the illustrative visits and their gold reports up to date, after a wanted change.

Run `make gold`, then read the differences: the reports in `examples/rapports/` are the gold files
of the tests, as are those of the full case in `tests/report/gold/`, and a change in them is a change
in what people read.
"""

import re
import sys
from pathlib import Path

from diag.questionnaire.loader import find_questionnaire, load
from diag.report.assessed_visit import prepare
from diag.report.json_report import render_schema
from diag.report.report_files import FORMATS
from diag.report.visit_view import build_visit_view
from diag.resources import resource
from diag.visit.visit_file import read_visit

HERE = Path(__file__).parent
REPORTS = HERE / "rapports"
TESTS = HERE.parent / "tests"


def main() -> None:
    """Pin each visit to the questionnaire as it is now, and write its reports and their schema."""
    schema = resource("report_templates") / "report.schema.json"
    schema.write_text(render_schema(), "utf-8", newline="\n")
    questionnaire = load(find_questionnaire("print"))
    for path in sorted(HERE.glob("*.yaml")):
        text = path.read_text("utf-8")
        text = re.sub(r"hash: sha256:\w+", f"hash: {questionnaire.hash}", text)
        text = re.sub(r"version: [\d.]+", f"version: {questionnaire.header.version}", text, count=1)
        path.write_text(text, "utf-8", newline="\n")
        visit, source = read_visit(path)
        assessed = prepare(questionnaire, visit, source)
        view = build_visit_view(assessed)
        for kind, render in FORMATS.items():
            report = REPORTS / f"rapport-{path.stem}.{kind}"
            report.write_text(render(assessed, view), "utf-8", newline="\n")
            print(report.relative_to(HERE))
    write_full_case()


def write_full_case() -> None:
    """Write the reports of the visit whose every optional section is filled, kept by the tests."""
    sys.path.insert(0, str(TESTS))
    from report.full_case import GOLD, gold_texts

    for name, text in gold_texts():
        (GOLD / name).write_text(text, "utf-8", newline="\n")
        print((GOLD / name).relative_to(TESTS))


if __name__ == "__main__":
    main()
