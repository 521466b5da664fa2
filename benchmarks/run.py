"""Speeds, each as a ratio to a reference measured in the same run: `make bench`.

Times are medians of paired runs (the two in turn), in processor time, so that a busy machine weighs
little, and on both. Targets are those of the project; a ratio above its target ends with exit code 1.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from diag.questionnaire.loader import find_questionnaire, load
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric, Status

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "esat-oise-rurale.yaml"
LIBRARIES = "click, numpy, pydantic.type_adapter, yaml, jinja2, filelock"
"""What a report loads; `import pydantic` alone loads nothing before its first model."""


def paired(subject: Callable[[], None], reference: Callable[[], None], runs: int) -> tuple[float, float, float]:
    """Return the medians of both, in seconds, and the median of their ratios."""
    times: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        pair = []
        for function in (subject, reference):
            start = _spent()
            function()
            pair.append(_spent() - start)
        times.append((pair[0], pair[1]))
    counted = times[1:]  # the first pair warms the disk
    first, second = zip(*counted, strict=True)
    return (statistics.median(first), statistics.median(second), statistics.median(a / b for a, b in counted))


def _spent() -> float:
    """Return the processor time of this process and of those that it ended, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def process(*arguments: str) -> Callable[[], None]:
    """Return a function that runs one command whole."""
    return lambda: _run([sys.executable, *arguments])


def _run(command: list[str]) -> None:
    # As on a user's machine: what was compiled once is not compiled again.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def reference_score(rubric: Rubric, values: np.ndarray, status: np.ndarray) -> np.ndarray:
    """Compute D and G by hand, in floats: no high end, no known share, no level, no gate."""
    spread = rubric.spread
    known = ((status == Status.ANSWERED) | (status == Status.UNKNOWN)) @ spread
    points = np.where(status == Status.ANSWERED, values, 0) @ spread
    dimensions = 25 * points / np.maximum(known, 1)
    whole: np.ndarray = dimensions @ (rubric.dimension_weights / rubric.dimension_weights.sum())
    return whole


def scoring(structures: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return the kernel and its reference over the same random answers."""
    rubric = Rubric.of(load(find_questionnaire("print")))
    random = np.random.default_rng(1)
    shape = (structures, len(rubric.weights))
    values = random.integers(0, 5, shape).astype(np.int8)
    status = random.choice([0, 0, 0, 0, 0, 0, 1, 2, 3, 4], shape).astype(np.int8)
    return (
        lambda: (score(rubric, values, status), None)[1],
        lambda: (reference_score(rubric, values, status), None)[1],
    )


def main() -> int:
    """Measure everything and print one line each."""
    with tempfile.TemporaryDirectory() as out:
        return measure(out)


def measure(out: str) -> int:
    """Measure with `out` to write in, and return 1 if a target is missed."""
    click = process("-c", "import click")
    libraries = process("-c", f"import {LIBRARIES}")
    report = ("-m", "diag", "rapport", str(EXAMPLE), "--sortie", out, "--format", "html")
    measures = [
        ("diag --help / import click", process("-m", "diag", "--help"), click, 11, 1.5),
        ("diag --version / import click", process("-m", "diag", "--version"), click, 11, 1.5),
        ("direction / import de ses bibliothèques", process(*report), libraries, 11, 3.0),
        ("tous les lecteurs / idem", process(*report, "--lecteur", "tous"), libraries, 11, 5.0),
        ("noter 100 000 structures / moyennes seules en NumPy", *scoring(100_000), 7, None),
    ]
    late = False
    for name, subject, reference, runs, target in measures:
        mine, theirs, ratio = paired(subject, reference, runs)
        verdict = "" if target is None else f"  (cible {target:.1f})"
        late = late or (target is not None and ratio > target)
        print(f"{name} : {1000 * mine:.0f} ms / {1000 * theirs:.0f} ms = {ratio:.2f}{verdict}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
