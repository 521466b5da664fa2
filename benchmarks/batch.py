"""Speed and memory of `diag lot`, against a hand-written pandas script on the same file: `make bench-lot`.

Run `python benchmarks/batch.py [ROWS...]` (40,000 and 1,000,000 by default). Both read the same export
in LimeSurvey codes, in turn, and both write their scores; the script knows the file beforehand and
computes D and G of the single questions alone. Polars does the same of all questions, and is printed
beside, for honesty. Ratios are of processor time; peak memory is that of the largest process.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "examples" / "reseau"))
NETWORK = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"
STRUCTURES = 1_400  # in this network
RUNS = 3
SMALL, PLAN = 3.0, 4.0  # times the import of pandas; milliseconds
REPORTED = 100  # structures a second, on two processors that do nothing else
MANY, MILLION, MEMORY = 1.2, 1.0, 700  # times the script, up to 100,000 rows and beyond; MB


def timed(command: list[str]) -> tuple[float, float, float]:
    """Run a command whole; return its wall and CPU times in seconds, and its peak memory in MB."""
    # As on a user's machine: what was compiled once is not compiled again.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"échec : {' '.join(command)}")
    wall = time.perf_counter() - start
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def middle(values: list[float]) -> float:
    """Return the median of an odd number of values."""
    return sorted(values)[len(values) // 2]


LOT = [sys.executable, "-m", "diag", "lot"]


def small(out: Path) -> bool:
    """Measure a network of 1,400 structures; tell whether a target is missed."""
    pairs = []
    for _ in range(RUNS):
        _, scored, _ = timed([*LOT, str(NETWORK), "-o", f"{out}/petit", "--sans-actions"])
        _, pandas, _ = timed([sys.executable, "-c", "import pandas"])
        pairs.append((scored / pandas, scored, pandas))
    ratio, scored, pandas = sorted(pairs)[RUNS // 2]
    told = f"{scored:.2f} s / import pandas {pandas:.2f} s = {ratio:.1f}"
    print(f"1 400 structures sans actions, processeur : {told} (cible {SMALL:.0f})")
    one = ["--processus", "1"]
    _, planned, _ = timed([*LOT, str(NETWORK), "-o", f"{out}/plans", *one])
    each = 1000 * (planned - scored) / STRUCTURES
    print(f"une structure planifiée : {each:.1f} ms (cible {PLAN:.0f})")
    _, spent, _ = timed([*LOT, str(NETWORK), "-o", f"{out}/rapports", "--rapports"])
    rate = 2 * STRUCTURES / spent
    told = f"{rate:.0f} structures/s de deux processeurs (cible {REPORTED})"
    print(f"1 400 structures, conseil et direction en HTML : {told}")
    return ratio > SMALL or each > PLAN or rate < REPORTED


def large(rows: int, out: Path) -> bool:
    """Measure many rows against the script; tell whether a target is missed."""
    import generer

    export = out / "export.csv"
    generer.write_large(export, rows)
    script, polars = (str(ROOT / "benchmarks" / f"{name}_reference.py") for name in ("pandas", "polars"))
    ratios, largest = [], 0.0
    for _ in range(RUNS):
        wall, mine, memory = timed([*LOT, str(export), "-o", f"{out}/lot", "--sans-actions"])
        _, theirs, much = timed([sys.executable, script, str(export), f"{out}/pandas.csv"])
        whole, other, _ = timed([sys.executable, polars, str(export), f"{out}/polars.csv"])
        ratios.append(mine / theirs)
        largest = max(largest, memory)
        print(
            f"{rows} lignes : {mine:.1f} s de processeur ({wall:.1f} s en tout, {memory:.0f} Mo) / "
            f"pandas {theirs:.1f} s ({much:.0f} Mo) ; polars {other:.1f} s ({whole:.1f} s en tout)"
        )
    target = MANY if rows <= 100_000 else MILLION
    told = f"rapport médian {middle(ratios):.2f} (cible {target}) ; {largest:.0f} Mo (cible {MEMORY})"
    print(f"{rows} lignes : {told} ; {1e6 * mine / rows:.0f} µs la ligne")
    return middle(ratios) > target or largest > MEMORY


def main(sizes: list[int]) -> int:
    """Measure, print, and return 1 if a target is missed."""
    with tempfile.TemporaryDirectory() as out:
        missed = [small(Path(out)), *(large(rows, Path(out)) for rows in sizes)]
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main([*map(int, sys.argv[1:])] or [40_000, 1_000_000]))
