"""Bring the illustrative visits and their gold reports up to date, after a wanted change.

Run `make gold`, then read the differences: the reports in `examples/rapports/` are the gold files
of the tests, and a change in them is a change in what people read.
"""

import re
from pathlib import Path

from diag.questionnaire.loader import find_questionnaire, load
from diag.report.building import build_view
from diag.report.contract import render_schema
from diag.report.dossier import prepare
from diag.report.write import FORMATS, write_reports
from diag.resources import resource
from diag.visit.visit_file import read_visit

HERE = Path(__file__).parent
REPORTS = HERE / "rapports"


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
        dossier = prepare(questionnaire, visit, source)
        written = write_reports(dossier, build_view(dossier), REPORTS, path.stem, tuple(FORMATS))
        for report in written:
            print(report.relative_to(HERE))


if __name__ == "__main__":
    main()
