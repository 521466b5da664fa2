"""Ctrl-C at many instants of the first second of an interview (interview, line 10).

    python benchmarks/interruptions.py [VISITE] [--times 60] [--signal SIGINT] [--simple]

A window is opened for each instant, from 40 ms after the start to the first question, whose time is
measured first. It prints what came: how many ended with one French sentence, with which exit code,
and whether a traceback was ever seen; it ends with exit code 1 if anything else came. It is no test:
the instants are those of this machine.
"""

import argparse
import os
import pty
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
EARLIEST = 0.040
PATIENCE = 30.0
FIRST_QUESTION = ("Votre réponse", "Votre choix", "Entrée")


def open_window(arguments: list[str], folder: Path) -> tuple[int, int]:
    """Start `diag` in a pseudo-terminal and return its process and its terminal."""
    process, window = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a background job of a shell is deaf to it
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "diag", *arguments], environ(folder))
    return process, window


def environ(folder: Path) -> dict[str, str]:
    """Return what a person's session holds: compiled modules are kept, as once installed."""
    own = {
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "DIAG_REGLAGES": str(folder),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | own


def read(window: int, until: float, words: tuple[str, ...] = ()) -> str:
    """Return what is written up to an instant, to the end, or to the first of some words."""
    seen = b""
    while (left := until - time.monotonic()) > 0:
        if not select.select([window], [], [], left)[0]:
            break
        try:
            more = os.read(window, 65536)
        except OSError:  # Linux, where the other end was closed
            break
        seen += more
        if not more or any(word.encode() in seen for word in words):
            break
    return seen.decode("utf-8", "replace")


def first_question(arguments: list[str], folder: Path) -> float:
    """Return the seconds from the start to the first question."""
    process, window = open_window(arguments, folder)
    start = time.monotonic()
    read(window, start + PATIENCE, FIRST_QUESTION)
    passed = time.monotonic() - start
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(window)
    return passed


def interrupted(arguments: list[str], folder: Path, after: float, number: int) -> tuple[int, str]:
    """Interrupt an interview `after` so many seconds; return its exit code and what it wrote."""
    process, window = open_window(arguments, folder)
    start = time.monotonic()
    seen = read(window, start + after)
    os.kill(process, number)
    seen += read(window, time.monotonic() + PATIENCE)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    os.close(window)
    return code, seen


def kind(code: int, seen: str) -> str:
    """Return how one interview ended, in a few words."""
    python_starts = "<frozen runpy>" in seen or "<frozen site>" in seen
    if "Traceback" in seen and python_starts and "diag/" not in seen:
        return f"before the first line of diag (exit {code})"
    if "Traceback" in seen or "Exception ignored" in seen:
        return f"traceback (exit {code})"
    sentences = seen.count("Interrompu.")
    return f"{sentences} sentence(s), exit {code}"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("visit", nargs="?", type=Path, default=ROOT / "examples/esat-oise-rurale.yaml")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--signal", default="SIGINT")
    parser.add_argument("--simple", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(asked.visit, folder / "v.yaml")
        arguments = ["entretien", "v.yaml", *(["--simple"] if asked.simple else [])]
        first_question(arguments, folder)  # compiles
        whole = first_question(arguments, folder)
        print(f"first question after {whole:.2f} s")
        found: Counter[str] = Counter()
        for rank in range(asked.times):
            after = EARLIEST + (whole - EARLIEST) * rank / max(asked.times - 1, 1)
            code, seen = interrupted(arguments, folder, after, getattr(signal, asked.signal))
            ended = kind(code, seen)
            if ended != "1 sentence(s), exit 130":
                print(f"--- at {after * 1000:.0f} ms: {ended}\n{seen[-1500:]}")
            found[ended] += 1
        for ended, times in found.most_common():
            print(f"{times:4} {ended}")
    allowed = ("1 sentence(s), exit 130", "before the first line of diag")
    return int(not all(ended.startswith(allowed) for ended in found))


if __name__ == "__main__":
    sys.exit(main())
