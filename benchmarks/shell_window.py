"""A program in a real pseudo-terminal, under a shell of a few lines that lets it be paused (Linux)."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()].|[=>])")
_UNSET = ("PYTHONDONTWRITEBYTECODE", "DIAG_SIMPLE", "ACCESSIBLE", "DIAG_REPERE", "NO_COLOR")


class ShellWindow:
    """`diag` in a window of 80 x 24, in the foreground of a shell that resumes it when it is paused.

    Attributes:
        written: all that was written so far, as bytes.
    """

    def __init__(self, arguments: list[str], folder: Path, settings: Path) -> None:
        environ = {k: v for k, v in os.environ.items() if k not in _UNSET}
        environ |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        environ |= {"DIAG_REGLAGES": str(settings), "HOME": str(folder)}
        self.written = b""
        self._shell, self._terminal = pty.fork()
        if self._shell == 0:
            os.chdir(folder)
            _run_as_a_shell([sys.executable, "-m", "diag", *arguments], environ)
        self.resize(80, 24)

    def text(self, mark: int = 0) -> str:
        """Return the words that were written since a mark, without escapes nor ends of lines."""
        return plain(_ESCAPES.sub("", self.written[mark:].decode("utf-8", "replace")))

    def read(self, seconds: float) -> bool:
        """Read what is written within so many seconds; False when nothing was."""
        if not select.select([self._terminal], [], [], max(0.0, seconds))[0]:
            return False
        try:
            more = os.read(self._terminal, 65_536)
        except OSError:  # Linux: the other end is closed
            return False
        self.written += more
        return bool(more)

    def read_for(self, seconds: float) -> None:
        """Read during so many seconds, or to the end of the program."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.read(left):
                break

    def settle(self, quiet: float, most: float) -> None:
        """Read until nothing is written for an instant, or for so long at most."""
        end = time.monotonic() + most
        while time.monotonic() < end and self.read(quiet):
            pass

    def wait_for(self, *words: str, mark: int = 0, after: str = "") -> bool:
        """Read until any of some words was written, since a mark and after others; or tell False."""
        end = time.monotonic() + PATIENCE
        while not self.said(*words, mark=mark, after=after):
            if not self.read(end - time.monotonic()):
                return self.said(*words, mark=mark, after=after)
        return True

    def said(self, *words: str, mark: int = 0, after: str = "") -> bool:
        """Tell whether any of some words was written, since a mark and after others."""
        text = self.text(mark)
        text = text.partition(plain(after))[2] if after else text
        return any(plain(one) in text for one in words)

    def type(self, keys: str) -> bool:
        """Type, reading meanwhile; False where the program is gone."""
        left, end = keys.encode(), time.monotonic() + PATIENCE
        while left and time.monotonic() < end:
            readable, writable, _ = select.select([self._terminal], [self._terminal], [], 1)
            if readable and not self.read(0):
                return False
            if writable:
                try:
                    left = left[os.write(self._terminal, left[:1024]) :]
                except OSError:
                    return False
        return not left

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def kill(self) -> None:
        """End the program as a power cut would, and read what it had written."""
        self._signal(signal.SIGKILL)
        self.end()

    def end(self) -> int | None:
        """Wait for the end and return the exit code; None is a program that does not answer."""
        end, ended = time.monotonic() + PATIENCE, (0, 0)
        while not ended[0] and time.monotonic() < end:
            self.settle(0.02, 1)
            ended = os.waitpid(self._shell, os.WNOHANG)
        if not ended[0]:
            self._signal(signal.SIGKILL)
            os.waitpid(self._shell, 0)
        self.settle(0.02, 1)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(ended[1]) if ended[0] else None

    def _signal(self, number: int) -> None:
        with suppress(OSError):  # it has ended by itself
            group = os.tcgetpgrp(self._terminal)
            if group > 1:  # 0 is nobody for a terminal, and everybody here for killpg
                os.killpg(group, number)


def plain(text: str) -> str:
    """Return a text with single spaces and straight apostrophes, whatever the screen makes of them."""
    return " ".join(text.split()).replace("’", "'")


def _run_as_a_shell(command: list[str], environ: dict[str, str]) -> None:
    """Run a program in the foreground, and resume it as soon as it is paused, as `fg` would."""
    # A shell that starts in the background is deaf to these, and so would be what it starts.
    for number in (signal.SIGINT, signal.SIGTTIN, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # the shell takes its terminal back
    program = os.fork()
    if program == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execve(command[0], command, environ)
    while True:
        _, status = os.waitpid(program, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)
        os.tcsetpgrp(0, os.getpgrp())
        mode = termios.tcgetattr(0)
        mode[3] |= termios.ICANON | termios.ECHO | termios.ISIG
        termios.tcsetattr(0, termios.TCSANOW, mode)
        os.tcsetpgrp(0, program)
        os.killpg(program, signal.SIGCONT)
