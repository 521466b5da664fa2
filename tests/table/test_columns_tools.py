"""Every question is found again in the export of every tool (`exports.md`, 1).

1. No question is absent, ambiguous or left over, in any of the shipped questionnaires.
2. One-hot boxes are preferred to their summary.
"""

from helpers import ROOT
from table.survey_tools import TOOLS, export

from diag.questionnaire.loader import load, shipped_names
from diag.questionnaire.questionnaire_model import MultipleQuestion
from diag.table.columns import bind

LOADED = {name: load(ROOT / "questionnaires" / name) for name in shipped_names()}
EVERY = [
    (f"{name}, {tool.name}", tool, questionnaire, bind(export(tool, questionnaire), questionnaire))
    for name, questionnaire in LOADED.items()
    for tool in TOOLS
]


def test_every_question_is_bound():
    for name, _, _, binding in EVERY:
        assert (binding.absent, binding.unused, binding.notes) == ((), (), ()), name


def test_boxes_are_preferred_to_their_summary():
    for name, tool, questionnaire, binding in EVERY:
        several = [q.id for q in questionnaire.questions if isinstance(q, MultipleQuestion)]
        wanted = "packed" if tool.packed else "ticks" if tool.box else "joined"
        assert {binding.questions[q].form for q in several} == {wanted}, name
