"""Speed and coverage of a release, against pandas reading the same scores: `make bench-repere`.

Run `python benchmarks/release.py [STRUCTURES]` (40,000 by default). The target is that of the whole
command, which also verifies, writes and reads back, against a whole process that reads with pandas.
How many structures find their own type in their own département, and how many shares are told, is
printed for the network of the example, 1,400 structures.
"""

import sys
import tempfile
from pathlib import Path

from run import ROOT, paired, process

from diag.benchmark.building import build, share_subjects
from diag.benchmark.group_tree import SHARES_FLOOR
from diag.benchmark.release import OVERALL
from diag.benchmark.sources import read_sources
from diag.questionnaire.loader import find_questionnaire, load

sys.path.append(str(ROOT / "examples" / "reseau"))
TARGET = 4.0
DATE = "2026-11-22"


def main(structures: int) -> int:
    """Measure, print, and return 1 if a target is missed."""
    import generer

    with tempfile.TemporaryDirectory() as out:
        export, lot = Path(out) / "export.csv", Path(out) / "lot"
        generer.write_large(export, structures)
        process("-m", "diag", "lot", str(export), "-o", str(lot), "--sans-actions")()
        missed = measure(lot / "scores.csv", Path(out) / "repere")
        example = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"
        process("-m", "diag", "lot", str(example), "-o", f"{out}/exemple", "--sans-actions")()
        return missed | cover(Path(out) / "exemple" / "scores.csv")


def measure(scores: Path, release: Path) -> int:
    """Print one line per measure, and return 1 if the target is missed."""
    import pandas as pd

    questionnaire = load(find_questionnaire("print"))

    def read_and_build() -> None:
        build(read_sources([scores], questionnaire, DATE), questionnaire, date=DATE, source="Essai")

    told = ("--source", "Essai", "--synthetique", "--date", DATE, "--remplacer")
    command = process("-m", "diag", "repere", "construire", str(scores), "-o", str(release), *told)
    reading = process("-c", f"import pandas; pandas.read_csv({str(scores)!r})")
    mine, theirs, ratio = paired(read_and_build, lambda: pd.read_csv(scores), 5)
    print(f"lire et construire / pandas.read_csv : {mine:.2f} s / {theirs:.2f} s = {ratio:.2f}")
    mine, theirs, ratio = paired(command, reading, 5)
    text = f"{mine:.2f} s / {theirs:.2f} s = {ratio:.2f}  (cible {TARGET:.0f})"
    print(f"la commande, vérification comprise / import pandas et read_csv : {text}")
    return int(ratio > TARGET)


def cover(scores: Path) -> int:
    """Print what a release tells of a network, and return 1 under what the method promises."""
    questionnaire = load(find_questionnaire("print"))
    sources = read_sources([scores], questionnaire, DATE)
    release, _ = build(sources, questionnaire, date=DATE, source="Essai")
    structures = sources.structures
    told = {cell.node for cell in release.cells if OVERALL in cell.measures}
    scored = structures.tenths[:, -1] >= 0
    own = [len(node) == 3 and node in told for node in structures.nodes]
    placed = sum(own[home] for home in structures.home[scored])
    asked = {q.id for q in questionnaire.questions}
    subjects = [found for name, found in share_subjects(structures, questionnaire) if name in asked]
    eligible = sum(SHARES_FLOOR.holds(g) for found in subjects for g in found.tree.groups.values())
    here, shares = placed / scored.sum(), len(release.shares) / eligible
    types = {node[1] for node in structures.nodes if len(node) > 1}
    print(f"types publiés : {len({n[1] for n in told if len(n) == 2})} sur {len(types)}")
    print(f"situées dans leur type et leur département : {here:.1%} (au moins 78 %)")
    print(f"parts de réponses publiées : {shares:.1%} de {eligible} (au moins 95 %)")
    return int(here < 0.78 or shares < 0.95)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000))
