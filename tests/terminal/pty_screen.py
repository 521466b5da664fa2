"""A real pseudo-terminal and what a person would see on it; every wait is for a text on screen."""

import codecs
import contextlib
import os
import re
import signal
import sys
import termios
import time
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
QUIET = 0.3
"""Seconds without a sign after which a screen is whole."""
_ASKS = re.compile(r"(^|\n)([^\n]{5,60} :|>) $")
_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()].|[=>])")


def _hear_interrupts():
    # A shell starts its background jobs deaf to Ctrl-C, nohup to a closed window, and so would be
    # the program tested by one.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _words(text):
    return " ".join(text.split())


class Terminal:
    """`diag`, or another `program` for Python, started in a window of `columns` x `rows`."""

    def __init__(
        self, *arguments, program=("-m", "diag"), columns=80, rows=24, encoding="utf-8", environ=None, cwd=None
    ):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._encoding = encoding
        self.raw = ""
        self.frames = set()
        self._heard = 0
        base = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        fixed = {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        self._child = pexpect.spawn(
            sys.executable,
            [*map(str, program), *map(str, arguments)],
            dimensions=(rows, columns),
            env={**base, **fixed, **(environ or {})},
            timeout=PATIENCE,
            cwd=cwd,
            preexec_fn=_hear_interrupts,
        )
        self._child.delaybeforesend = None

    @property
    def lines(self):
        """What is on screen, without the blank lines."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    @property
    def text(self):
        """What is on screen, as words: line ends and indentation do not count."""
        return _words(" ".join(self.lines))

    @property
    def printed(self):
        """Everything that was ever written, without the escape sequences."""
        return _ESCAPES.sub("", self.raw)

    def see(self, *texts, last=None):
        """Wait until all `texts` are on screen, and `last` begins its last line."""
        end = time.monotonic() + PATIENCE
        while not (all(t in self.text for t in texts) and self._ends_with(last)):
            assert time.monotonic() < end, f"{texts} not seen in:\n" + "\n".join(self.lines)
            assert self._pump(), f"ended before {texts}:\n" + "\n".join(self.lines)
        return self

    def see_printed(self, text, times=1):
        """Wait until `text` was written so many times, even if it has scrolled away since."""
        while self.printed.count(text) < times:
            assert self._pump(), f"ended before {text}:\n{self.printed}"
        return self

    def look(self, text):
        """Return the whole screen once `text` is on it and nothing moves any more."""
        self.see(text)
        with contextlib.suppress(AssertionError):
            while self._pump(QUIET):
                pass
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def hear(self, text):
        """Return what the plain face has said since the last time, once it asks for a line."""
        while not (_ASKS.search(said := self.printed[self._heard :]) and text in _words(said)):
            assert self._pump(), f"ended before {text}:\n{said}"
        self._heard += len(said)
        return "\n".join(line.rstrip() for line in said.replace("\r", "").split("\n")).strip()

    def send(self, keys):
        """Type, as fast as a terminal can."""
        self._child.send(keys.encode(self._encoding))
        return self

    def resize(self, columns, rows=None):
        """Make the window narrower or wider, lower or higher."""
        self.screen.resize(rows, columns)
        self._child.setwinsize(self.screen.lines, columns)
        return self

    @property
    def pid(self):
        """The process of the program."""
        return self._child.pid

    def signal(self, number):
        """Send a signal to the program."""
        self._child.kill(number)
        return self

    def read_pages(self):
        """Turn the pages of a long text, up to the last."""
        while "(Entrée pour revenir)" not in self.see("(Entrée pour").text:
            before = self.text
            self.send("\r")
            while self.text == before:
                assert self._pump()
        return self

    def end(self):
        """Wait for the end of the program and return its exit code."""
        while self._pump():
            pass
        self._child.wait()
        return self._child.exitstatus

    def pause(self):
        """Do to the program what a shell does after Ctrl-Z and fg; return once it answers."""
        window = self._child.fileno()
        mode = termios.tcgetattr(window)
        mode[3] |= termios.ICANON | termios.ECHO
        termios.tcsetattr(window, termios.TCSANOW, mode)
        self._child.kill(signal.SIGCONT)
        end = time.monotonic() + PATIENCE
        while termios.tcgetattr(window)[3] & termios.ICANON:
            assert time.monotonic() < end, "the terminal was not taken again"

    def kill_with(self, number):
        """Send a signal, as the end of a session or another program would."""
        self._child.kill(number)

    def kill(self):
        """End the program as a power cut would."""
        self._child.kill(signal.SIGKILL)
        while self._pump():
            pass
        self.close()

    def close(self):
        """Close the window."""
        self._child.close(force=True)

    def pump(self, times):
        """Read up to `times` bursts of what the program writes, while it writes."""
        with contextlib.suppress(AssertionError):
            for _ in range(times):
                if not self._pump(0.05):
                    break

    def _ends_with(self, last):
        return last is None or (bool(self.lines) and self.lines[-1].strip() == last)

    def _pump(self, patience=PATIENCE):
        try:
            data = self._decoder.decode(self._child.read_nonblocking(4096, patience))
        except pexpect.EOF:
            return False
        except pexpect.TIMEOUT:
            raise AssertionError("nothing more on screen:\n" + "\n".join(self.lines)) from None
        self.raw += data
        self._stream.feed(data)
        self.frames.add("\n".join(self.lines))
        return True
