"""A network in a few lines: read its export, score it, look at it by type, list its first actions.

Run `python examples/reseau.py [EXPORT]` from the folder of the project.
"""

import sys
from pathlib import Path

import diag

SYNTHETIC = Path(__file__).parent / "reseau" / "limesurvey-codes.csv"


def main(export: str | Path = SYNTHETIC) -> None:
    """Print what a network looks like."""
    read = diag.read_export(export)
    print(read.journal["mention"])
    print(read.journal["lignes"])

    scores = diag.score(read.answers)
    by_type = scores.groupby("type")["global_score"].agg(["size", "median"])
    print(by_type[by_type["size"] >= 10].sort_values("median").to_string())

    weak = scores[scores["global_niveau"] <= 1].index
    plans = diag.plan(read.answers.loc[weak[:50]])
    first = plans[plans["priorite"] == "oui"]["titre"].value_counts()
    print(first.head(6).to_string())


if __name__ == "__main__":
    main(*sys.argv[1:2])
