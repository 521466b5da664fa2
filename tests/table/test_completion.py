"""Which answers were sent, by the marks of the tools (`exports.md`, 2).

1. Each tool says it in its own way; what waits for a check counts.
2. A word that says neither decides nothing.
"""

import pytest
from helpers import PRINT
from table.survey_tools import layout

from diag.questionnaire.loader import load
from diag.table.binding import Marker
from diag.table.columns import bind

QUESTIONNAIRE = load(PRINT)


def markers(heading, tool):
    return bind(layout(["EQ01", heading], [], tool), QUESTIONNAIRE).markers


@pytest.mark.parametrize(
    ("tool", "heading", "complete", "incomplete"),
    [
        ("limesurvey", "submitdate", ["2026-01-01 10:00:00", "1980-01-01 00:00:00"], ["", " "]),
        ("limesurvey", "Date de soumission", ["2026-01-01"], ["", "NA"]),
        ("", "submitdate", ["2026-01-01", "25/03/2026", "03/25/2026"], ["NaN", "NA", "NULL"]),
        ("framaforms", "Brouillon", ["0", "", "Non", "Terminé"], ["1", "Oui", "Brouillon"]),
        ("qualtrics", "Finished", ["1", "True", "VRAI"], ["0", "False", ""]),
        ("", "Finished", ["T", "2026-03-02 10:04:00", "TERMINÉ", "x"], ["F", "", "Non terminé"]),
        ("qualtrics", "Status", ["0", "IP Address", ""], ["1", "Survey Preview"]),
        ("sphinx", "PROGRESSION", ["Terminé"], ["En cours", "ScreenOut", ""]),
        ("", "PROGRESSION", ["100 %", "100%", "Complet", "100"], ["60 %", "99,5 %", "0", "NA"]),
        (
            "kobo",
            "_validation_status",
            ["", "Approuvé", "En attente", "NA"],
            ["Non approuvé", "validation_status_not_approved"],
        ),
        ("kobo", "ReviewState", ["", "approved", "hasIssues"], ["rejected"]),
        (
            "demarches",
            "État du dossier",
            ["En construction", "En instruction", "Accepté"],
            ["Refusé", "Classé sans suite", "Brouillon"],
        ),
        ("typeform", "Response Type", ["completed"], ["partial", "started"]),
    ],
)
def test_the_mark_of_a_tool_is_told(tool, heading, complete, incomplete):
    (marker,) = markers(heading, tool)
    assert marker.position == 1
    assert [marker.complete(text) for text in complete] == [True] * len(complete)
    assert [marker.complete(text) for text in incomplete] == [False] * len(incomplete)


@pytest.mark.parametrize("heading", ["Status", "Finished", "Brouillon", "Date de soumission"])
def test_the_mark_of_another_tool_is_a_column_like_others(heading):
    assert markers(heading, "google_forms") == ()


@pytest.mark.parametrize("kind", ["done", "draft", "listed"])
@pytest.mark.parametrize("text", ["v1", "peut-être", "2", "non reçu", "31/02/2026"])
def test_an_unknown_word_says_neither(kind, text):
    assert Marker(0, kind, ("Refusé",), ("Accepté",)).complete(text) is None
