"""Speed of building a release, against pandas reading the same scores: `make bench-repere`.

Run `python benchmarks/release.py [STRUCTURES]` (40,000 by default). The target is that of the whole
command, which also attacks, writes and reads back, against a whole process that reads with pandas.
Reading and aggregating alone, inside one process, are measured too: where to look next.
"""

import datetime
import sys
import tempfile
from pathlib import Path

from run import ROOT, paired, process

from diag.benchmark.aggregate import build
from diag.benchmark.sources import read_sources
from diag.questionnaire.loader import find_questionnaire, load

sys.path.append(str(ROOT / "examples" / "reseau"))
TARGET = 3.0
DATE = datetime.date(2026, 11, 22)


def main(structures: int) -> int:
    """Measure, print, and return 1 if the target is missed."""
    import generer

    with tempfile.TemporaryDirectory() as out:
        export, lot = Path(out) / "export.csv", Path(out) / "lot"
        generer.write_large(export, structures)
        process("-m", "diag", "lot", str(export), "-o", str(lot), "--sans-actions")()
        return measure(lot / "scores.csv", Path(out) / "repere")


def measure(scores: Path, release: Path) -> int:
    """Print one line per measure, and return 1 if the target is missed."""
    import pandas as pd

    questionnaire = load(find_questionnaire("print"))

    def read_and_build() -> None:
        found = read_sources([scores], questionnaire, DATE).structures
        about = {"date": DATE.isoformat(), "source": "Essai", "synthetic": True}
        build(found, questionnaire, form="complete", **about)

    def read_alone() -> None:
        pd.read_csv(scores)

    told = ("--source", "Essai", "--synthetique", "--date", DATE.isoformat())
    command = process("-m", "diag", "repere", "construire", str(scores), "-o", str(release), *told)
    reading = process("-c", f"import pandas; pandas.read_csv({str(scores)!r})")
    mine, theirs, ratio = paired(read_and_build, read_alone, 11)
    print(f"lire et agréger / pandas.read_csv : {mine:.2f} s / {theirs:.2f} s = {ratio:.2f}")
    mine, theirs, ratio = paired(command, reading, 9)
    told = f"{mine:.2f} s / {theirs:.2f} s = {ratio:.2f}  (cible {TARGET:.0f})"
    print(f"la commande entière / import pandas et read_csv : {told}")
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000))
