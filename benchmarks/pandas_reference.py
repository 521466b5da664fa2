"""D and G (M3, M6) of all single questions, from the same file, by hand in pandas: the reference.

What somebody writes who knows the questionnaire and the file beforehand: the file is read whole as
text, and nothing else is computed: no high end, no known share, no level, no condition, no reject,
no duplicate, no check of the text. It was written before what it measures, and is not touched since.
"""

import sys
from pathlib import Path

import pandas as pd

from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.questionnaire_model import Questionnaire, SingleQuestion

LEVELS = {"0": 0.0, "1": 1.0, "2": 2.0, "3": 3.0, "4": 4.0, "NSP": 0.0}
"""What counts; an empty cell counts 0 too, but where a condition may have hidden the question."""


def scores(questionnaire: Questionnaire, path: Path, out: Path) -> None:
    """Read an export in LimeSurvey codes and write the key, D and G of each finished answer."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = frame[frame["submitdate"] != ""]
    found = pd.DataFrame({"structure": frame["Identifiant de la structure"]})
    whole = pd.Series(0.0, frame.index)
    weights = 0
    for dimension in questionnaire.dimensions:
        points = pd.Series(0.0, frame.index)
        counted = pd.Series(0.0, frame.index)
        for question in dimension.questions:
            if isinstance(question, SingleQuestion):
                known = LEVELS if question.when else {**LEVELS, "": 0.0}
                level = frame[question.id].map(known)
                points += level.fillna(0) * question.weight
                counted += level.notna() * question.weight
        found[dimension.id] = 25 * points / counted
        whole += found[dimension.id] * dimension.weight
        weights += dimension.weight
    found["global"] = whole / weights
    found.round(1).to_csv(out, index=False)


if __name__ == "__main__":
    scores(load(find_questionnaire("print")), Path(sys.argv[1]), Path(sys.argv[2]))
