"""PDF: the page of a report, printed by the browser that is installed; nothing is downloaded.

Chromium, Edge and Chrome print a tagged PDF with its outline, its language and its page numbers
from the very page that is read on a screen (report, carriers).
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.user_files import system_refusal

BROWSER_VARIABLE = "DIAG_NAVIGATEUR"
_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS = (
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
_WINDOWS_FOLDERS = ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA")
_SECONDS = 60
_ASKED = (
    "--headless",
    "--print-to-pdf=page.pdf",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    # The page asks for nothing; nor may the browser, on its own account.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def print_page(page: Path) -> bytes:
    """Return a page printed as PDF.

    The browser works in a folder of its own beside the page, with a profile of its own: one that is
    confined (Snap, Flatpak) reaches no temporary folder of the system.

    Raises:
        Refusal: no browser is installed, or it did not print; says how to print by hand.
    """
    browser = _browser()
    if not browser:
        raise _by_hand(page, "aucun navigateur Chromium, Edge ou Chrome n’est installé ici")
    try:
        own = TemporaryDirectory(prefix="pdf-", dir=page.parent, ignore_cleanup_errors=True)
        with own as folder:
            printed = _run(browser, page, Path(folder))
    except OSError as error:
        raise system_refusal(error, Path(browser)) from None
    if not printed.startswith(b"%PDF-"):
        raise _by_hand(page, f"le navigateur ({browser}) n’a pas imprimé la page")
    return printed


def _run(browser: str, page: Path, folder: Path) -> bytes:
    """Return what the browser printed in a folder, nothing where it failed."""
    profile = f"--user-data-dir={folder.resolve() / 'profil'}"
    command = [browser, *_ASKED, *_unconfined(), profile, page.resolve().as_uri()]
    try:
        subprocess.run(  # noqa: S603 - no shell: a browser of this machine, a page of ours
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,  # what it printed tells
        )
    except subprocess.TimeoutExpired:
        return b""
    printed = folder / "page.pdf"
    return printed.read_bytes() if printed.is_file() else b""


def _unconfined() -> tuple[str, ...]:
    """Return what the superuser of Linux must add, since Chromium refuses to start otherwise.

    The page runs no script and reaches nothing (its Content-Security-Policy), own parts included.
    """
    root = sys.platform == "linux" and os.geteuid() == 0
    return ("--no-sandbox",) if root else ()


def _browser() -> str:
    """Return the browser that prints: the one named by `DIAG_NAVIGATEUR`, else the first found.

    Raises:
        Refusal: there is no program where the variable says.
    """
    named = os.environ.get(BROWSER_VARIABLE, "")
    if named and not shutil.which(named):
        what = f"{BROWSER_VARIABLE} ne désigne aucun programme"
        how = "donnez le chemin d’un navigateur Chromium, Edge ou Chrome, ou retirez cette variable"
        raise refuse_file(Path(named), "F01", what, how)
    if named:
        return shutil.which(named) or ""
    found = filter(None, map(shutil.which, _COMMANDS))
    return next(found, "") or next((str(place) for place in _usual() if place.is_file()), "")


def _usual() -> Iterator[Path]:
    """Yield where browsers are installed outside of the path."""
    system = platform.system()
    if system == "Darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (folder / name for name in _MAC)
    if system == "Windows":
        for place in filter(None, map(os.environ.get, _WINDOWS_FOLDERS)):
            yield from (Path(place) / name for name in _WINDOWS)


def _by_hand(page: Path, why: str) -> Refusal:
    how = f"ouvrez {page.name} dans un navigateur, puis imprimez (Ctrl + P) vers « Enregistrer au format PDF »"
    return refuse_file(page.with_suffix(".pdf"), "F01", f"PDF non écrit : {why}", how)
