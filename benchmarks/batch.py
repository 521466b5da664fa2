"""Speed and memory of `diag lot`, against a polars pipeline on the same file: `make bench-lot`.

Run `python benchmarks/batch.py [ROWS]` (1,000,000 by default). Both read the same export in
LimeSurvey codes, in turn, and both write their scores; polars knows the file beforehand and computes
D and G alone. Peak memory is that of the largest process.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "examples" / "reseau"))
RUNS = 3
SMALL, PLAN = 3.0, 4.0  # times the import of pandas; milliseconds


def timed(command: list[str]) -> tuple[float, float, float]:
    """Run a command whole; return its wall and CPU times in seconds, and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"échec : {' '.join(command)}")
    wall = time.perf_counter() - start
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(rows: int) -> int:
    """Measure, print, and return 1 if a target is missed."""
    import generer

    network = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"
    with tempfile.TemporaryDirectory() as out:
        export = Path(out) / "export.csv"
        generer.write_large(export, rows)
        reference = [sys.executable, str(ROOT / "benchmarks" / "polars_reference.py")]
        lot = [sys.executable, "-m", "diag", "lot"]
        ratios, largest = [], 0.0
        for _ in range(RUNS):
            mine, _, memory = timed([*lot, str(export), "-o", f"{out}/lot", "--sans-actions"])
            theirs, *_ = timed([*reference, str(export), f"{out}/polars.csv"])
            ratios.append(mine / theirs)
            largest = max(largest, memory)
            print(f"{rows} lignes : {mine:.1f} s / polars {theirs:.1f} s ; {memory:.0f} Mo")
        _, pandas, _ = timed([sys.executable, "-c", "import pandas"])
        _, small, _ = timed([*lot, str(network), "-o", f"{out}/petit", "--sans-actions"])
        told = f"{small:.2f} s / import pandas {pandas:.2f} s = {small / pandas:.1f}"
        print(f"1 400 structures sans actions, processeur : {told} (cible {SMALL:.0f})")
        one = ["--processus", "1"]
        _, planned, _ = timed([*lot, str(network), "-o", f"{out}/plans", *one])
        print(f"une structure planifiée : {(planned - small) / 1.4:.1f} ms (cible {PLAN:.0f})")
        reports, *_ = timed([*lot, str(network), "-o", f"{out}/rapports", "--rapports"])
        print(f"1 400 structures, rapports HTML et Markdown : {1400 / reports:.0f} structures/s")
    ratio = sorted(ratios)[len(ratios) // 2]
    print(
        f"rapport médian à polars : {ratio:.2f} (cible 1,5) ; mémoire {largest:.0f} Mo (cible 400)"
    )
    return int(ratio > 1.5 or small > SMALL * pandas or planned - small > PLAN * 1.4)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
