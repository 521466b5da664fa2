"""Real exports of other people's surveys: none of their columns is taken for a question.

They are read where they lie, and never copied; without them these tests are skipped.
"""

import pytest
from export.reading_tools import SAMPLES
from helpers import PRINT

from diag.export.reading import open_export
from diag.questionnaire.loader import load
from diag.table.columns import bind

QUESTIONNAIRE = load(PRINT)
FILES = sorted(p for p in SAMPLES.glob("*") if p.suffix in (".csv", ".tsv", ".xlsx"))

# The one column of these files that says what the questionnaire asks: where a place lies.
DEPARTMENTS = {"excel_fr_6.csv": {"department": "dept"}}

pytestmark = pytest.mark.skipif(not FILES, reason="real exports are not on this machine")


def bound(name):
    with open_export(SAMPLES / name) as export:
        layout = export.layout
    return bind(layout, QUESTIONNAIRE), layout


def label(layout, position):
    return None if position is None else layout.headings[position].label


@pytest.mark.slow
def test_no_column_of_another_survey_is_taken():
    for path in FILES:
        binding, layout = bound(path.name)
        assert not binding.questions, path.name
        told = {name: label(layout, one.positions[0]) for name, one in binding.profile.items()}
        assert told == DEPARTMENTS.get(path.name, {}), path.name
        places = [h.position for h in (*binding.unused, *binding.technical)]
        places += [p for one in binding.profile.values() for p in one.positions]
        who = (binding.key, binding.name, binding.operator, binding.role, binding.date)
        who = {p for p in who if p is not None}
        assert sorted([*places, *who]) == list(range(len(layout.headings))), path.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "key", "date", "markers"),
    [
        ("limesurvey_3.csv", "Response ID", "Date submitted", ["Date submitted"]),
        ("limesurvey_6.csv", "id", "submitdate", ["submitdate"]),
        ("limesurvey_8.tsv", "id_reponse", None, []),
        ("framaforms_1.tsv", "SID", "Heure de soumission", ["Brouillon"]),
        ("kobo_1.csv", "_uuid", "_submission_time", ["_validation_status"]),
        ("google_forms_4.csv", None, "Horodateur", []),
        ("ms_forms_1.xlsx", "ID", "Completion time", []),
        ("surveymonkey_1.csv", "RespondentID", None, []),
        ("qualtrics_1.csv", "ResponseId", "RecordedDate", ["Status", "Finished"]),
        ("typeform_1.csv", "#", None, []),
        ("tally_1.csv", "Submission ID", "Submitted at", []),
    ],
)
def test_what_the_tool_writes_of_itself_is_recognised(name, key, date, markers):
    binding, layout = bound(name)
    assert label(layout, binding.key) == key
    assert label(layout, binding.date) == date
    assert [label(layout, m.position) for m in binding.markers] == markers
