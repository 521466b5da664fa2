"""What a person waits for in an interview: `make bench-interview` (Linux: a real pseudo-terminal).

Start to the first question, against the import of its libraries, in processor seconds; a key to the
screen that it changes, the visit saved and flushed to the disk in between; the minutes announced,
against a reader who reads everything (interview, line 1). A figure above its target ends with exit
code 1.
"""

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diag.interview.path import Step, find_path
from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.questionnaire_model import MultipleQuestion, Questionnaire, SingleQuestion
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Visit

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "esat-oise-rurale.yaml"
LIBRARIES = "click, pydantic, yaml, filelock, prompt_toolkit"
"""Those that are loaded at the first question, by their names alone: pydantic loads half of itself with
the first model, which counts as ours."""
FIRST = "quipement"
"""What both faces write above the question that the visit opens on: its axis."""
FACES = {"liste": (), "lignes simples": ("--simple",)}
RUNS = 11
KEYS = 200
QUIET = 0.3
"""Seconds without a sign after which the screen is taken to be drawn."""
STARTS, WAITS, MINUTES = 2.5, 50.0, 0.20
"""Targets: ratio to the import of the libraries, milliseconds, distance to the reader."""
WORDS_A_MINUTE, CHOICE_SECONDS = 150, 3


@dataclass(frozen=True)
class Window:
    """A program in a pseudo-terminal of 80 x 24."""

    pid: int
    terminal: int

    def read(self, seconds: float) -> bytes:
        """Return what is written within so many seconds; nothing at the end of the program."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.terminal, 65_536)
        except OSError:  # Linux: the other end is closed
            return b""

    def wait_for(self, text: str) -> None:
        """Read until a text was written."""
        written, end = b"", time.monotonic() + 30
        while text.encode() not in written:
            written += self.read(1)
            if time.monotonic() > end:
                raise SystemExit(f"« {text} » n’a pas paru :\n{written.decode(errors='replace')}")

    def draw(self) -> float:
        """Return the milliseconds until the last sign is drawn, 0 if nothing is."""
        start = last = time.perf_counter()
        while self.read(QUIET):
            last = time.perf_counter()
        return 1000 * (last - start)

    def type(self, key: str) -> float:
        """Type one key and return the milliseconds until the screen is drawn."""
        os.write(self.terminal, key.encode())
        took = self.draw()
        if not took:
            raise SystemExit(f"La touche {key!r} ne change rien à l’écran.")
        return took

    def end(self) -> float:
        """Kill the program and return the processor seconds that it took."""
        os.kill(self.pid, signal.SIGKILL)
        _, _, used = os.wait4(self.pid, 0)
        os.close(self.terminal)
        return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def visit_to_open(place: str) -> Iterator[Path]:
    """Write a visit left at a question, with everything answered: the longest to save."""
    # On the disk of the project: a temporary folder in memory is flushed for nothing.
    folder = Path(tempfile.mkdtemp(dir=ROOT, prefix=".bench-"))
    try:
        visit, _ = read_visit(EXAMPLE)
        occasion = visit.visit.model_copy(update={"finished": False, "place": place})
        path = folder / "visite.yaml"
        write_visit(visit.model_copy(update={"visit": occasion}), path)
        yield path
    finally:
        shutil.rmtree(folder)


def emptied(visit: Visit, form: str = "full") -> Visit:
    """Return a visit with its profile and no answer."""
    occasion = visit.visit.model_copy(update={"finished": False, "form": form})
    return visit.model_copy(update={"visit": occasion, "answers": {}})


def open_window(path: Path, *options: str) -> Window:
    """Start `diag entretien` in a pseudo-terminal."""
    return start([sys.executable, "-m", "diag", "entretien", str(path), *options], path.parent)


def start(command: list[str], folder: Path) -> Window:
    """Start a program as on a user's machine: what was compiled once is not compiled again."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        unset = ("PYTHONDONTWRITEBYTECODE", "DIAG_SIMPLE", "ACCESSIBLE", "DIAG_REPERE")
        environment = {k: v for k, v in os.environ.items() if k not in unset}
        environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        environment |= {"DIAG_REGLAGES": str(folder)}
        os.execve(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return Window(pid, terminal)


def starting(path: Path) -> tuple[float, float]:
    """Return the processor seconds up to the first question, and those of the libraries."""
    mine, theirs = [], []
    for _ in range(RUNS + 1):
        window = open_window(path)
        window.wait_for(FIRST)
        mine.append(window.end())
        window = start([sys.executable, "-c", f"import {LIBRARIES}; print('prêt')"], path.parent)
        window.wait_for("prêt")
        theirs.append(window.end())
    return statistics.median(mine[1:]), statistics.median(theirs[1:])  # the first warms the disk


def keys(path: Path, *options: str) -> list[float]:
    """Return the milliseconds of so many keys: choose, validate (it saves), go back."""
    window = open_window(path, *options)
    window.wait_for(FIRST)
    window.draw()
    # A letter or a digit only points at its line, and Enter does what is pointed at.
    gestures = ("2", "\r", "r", "\r", "3", "\r", "r", "\r")
    took = [window.type(gestures[n % len(gestures)]) for n in range(KEYS)]
    window.end()
    return took


def reader_seconds(questionnaire: Questionnaire, step: Step) -> float:
    """Return what a step takes to a reader who reads its text, help and answers, and chooses."""
    asked = questionnaire.question[step.id] if step.kind == "question" else None
    if asked is not None:
        answers = asked.choices if isinstance(asked, SingleQuestion | MultipleQuestion) else []
        texts = [asked.text, asked.help or "", *(choice.label for choice in answers)]
        return reading(texts) + CHOICE_SECONDS
    field = questionnaire.field.get(step.id)
    return reading([field.text, field.help or ""] if field else []) + CHOICE_SECONDS


def reading(texts: list[str]) -> float:
    """Return the seconds that some texts take to read."""
    return 60 * sum(len(text.split()) for text in texts) / WORDS_A_MINUTE


def minutes(questionnaire: Questionnaire) -> Iterator[tuple[str, int, float]]:
    """Yield each form, the minutes it announces and those of the reader."""
    visit, _ = read_visit(EXAMPLE)
    for name, form in (("express", "express"), ("complète", "full")):
        path = find_path(questionnaire, emptied(visit, form))
        left = [step for step in path.steps if step not in path.answered]
        yield name, path.minutes, sum(reader_seconds(questionnaire, s) for s in left) / 60


def main() -> int:
    """Measure everything and print one line each."""
    questionnaire = load(find_questionnaire("print"))
    missed = False
    with visit_to_open(questionnaire.questions[0].id) as path:
        mine, theirs = starting(path)
        missed |= mine / theirs > STARTS
        print(
            "diag entretien, première question / import de ses bibliothèques : "
            f"{1000 * mine:.0f} ms / {1000 * theirs:.0f} ms = {mine / theirs:.2f}  (cible {STARTS})"
        )
        for face, options in FACES.items():
            shutil.copy(path, path.with_name("touches.yaml"))
            took = sorted(keys(path.with_name("touches.yaml"), *options))
            late = took[int(0.95 * len(took))]
            missed |= late > WAITS
            print(
                f"touche à l’écran, {face}, {KEYS} touches : médiane {statistics.median(took):.0f} ms, "
                f"19 sur 20 en moins de {late:.0f} ms  (cible {WAITS:.0f} ms)"
            )
    for form, announced, read in minutes(questionnaire):
        missed |= abs(announced - read) > MINUTES * read
        print(f"forme {form} : {announced} min annoncées, {read:.1f} min lues  (cible 20 %)")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
