"""Every question is found again in the export of every tool (`exports.md`, 1).

1. No question is absent, ambiguous or left over, in any of the shipped questionnaires.
2. One-hot boxes are preferred to their summary.
"""

import pytest
from helpers import ROOT
from table.survey_tools import TOOLS, export

from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.questionnaire_model import MultipleQuestion
from diag.table.columns import bind

LOADED = {name: load(ROOT / "questionnaires" / name) for name in shipped_names()}
EVERY = [
    pytest.param(questionnaire, tool, id=f"{name}, {tool.name}")
    for name, questionnaire in LOADED.items()
    for tool in TOOLS
]


@pytest.mark.parametrize(("questionnaire", "tool"), EVERY)
def test_every_question_is_bound(questionnaire, tool):
    binding = bind(export(tool, questionnaire), questionnaire)
    assert binding.absent == ()
    assert binding.unused == ()
    assert binding.notes == ()


@pytest.mark.parametrize(("questionnaire", "tool"), EVERY)
def test_boxes_are_preferred_to_their_summary(questionnaire, tool):
    binding = bind(export(tool, questionnaire), questionnaire)
    wanted = "packed" if tool.packed else "ticks" if tool.box else "joined"
    forms = {
        binding.questions[q.id].form
        for q in questionnaire.questions
        if isinstance(q, MultipleQuestion)
    }
    assert forms == {wanted}
