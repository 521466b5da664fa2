"""Which face asks: decided from what is wished and what the window can do, and said when it matters.

The decisions are pure, on the variables, the system and what the streams say of themselves, so that
every console can be tried from any other (interview, lines 15 and 16).
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

from diag.interview.prompts import Face

Kind = Literal["list", "plain", "nobody"]


@dataclass(frozen=True)
class Choice:
    """A face, or nobody to ask, and what is said of it first: what it is, why, and how to leave it."""

    kind: Kind
    said: str = ""


def choose_face(
    simple: bool, stdin: TextIO | None, stdout: TextIO, environ: Mapping[str, str], remembered: bool | None = None
) -> Face | None:
    """Return the face to ask with, or None when there is nobody to ask; the plain one says why.

    `simple` was typed with the command, `remembered` is the setting of this person; of `environ`,
    `DIAG_SIMPLE`, `ACCESSIBLE` and `TERM` are read. A window without a console has no `stdin`.
    """
    ends = _is_terminal(stdin), _is_terminal(stdout)
    choice = decide(simple, environ, *ends, remembered=remembered)
    if choice.kind == "nobody" or stdin is None:
        return None
    face = _list_face(stdin, stdout) if choice.kind == "list" else None
    if face is not None:
        return face
    if ends[1] and sys.platform != "win32" and not _dumb(environ):
        stdout.write("\x1b[?25h")  # a list that was killed leaves the cursor hidden
    from diag.interview.plain_face import PlainFace

    plain = PlainFace(stdin, stdout)
    plain.tell(choice.said or no_list(sys.platform))
    return plain


def decide(
    simple: bool, environ: Mapping[str, str], typed: bool, shown: bool, *, remembered: bool | None = None
) -> Choice:
    """Return the face to ask with; `typed` and `shown` tell whether each end is a terminal."""
    if not typed:
        return Choice("nobody")
    if _dumb(environ):
        return Choice("plain", f"{_PLAIN}, car cette fenêtre n'affiche pas de liste à flèches.")
    if not shown:
        return Choice("plain", f"{_PLAIN}, car ce qui s'affiche est aussi gardé ailleurs.")
    leave = _wished(simple, environ, remembered)
    return Choice("plain", f"{_PLAIN}. {leave}") if leave else Choice("list")


_PLAIN = "Affichage simple, ligne par ligne"


def _wished(simple: bool, environ: Mapping[str, str], remembered: bool | None) -> str:
    """Return how to leave the plain face where it is wished, or an empty string."""
    if simple:
        return "Pour la liste à flèches, relancez sans --simple."
    if "DIAG_SIMPLE" in environ:  # « 0 » asks for the list, whatever else is set
        on = _on(environ["DIAG_SIMPLE"])
        return "Pour la liste à flèches, donnez la valeur 0 à DIAG_SIMPLE." if on else ""
    if _on(environ.get("ACCESSIBLE", "")):
        return "Il suit la variable ACCESSIBLE ; pour la liste, donnez la valeur 0 à DIAG_SIMPLE."
    return "Pour la liste à flèches, tapez f dans l'accueil de diag." if remembered else ""


def no_list(platform: str) -> str:
    """Return what is said when the list could not be shown, and what to do."""
    window = "« Invite de commandes » ou PowerShell" if platform == "win32" else "une autre fenêtre de terminal"
    return (
        "La liste à flèches ne peut pas s'afficher dans cette fenêtre : l'affichage est simple,"
        f" ligne par ligne. Pour la retrouver, ouvrez {window}."
    )


def nobody(environ: Mapping[str, str], platform: str) -> str:
    """Return why nobody can be asked, and what to do: some Windows windows hide their keyboard."""
    said = "Aucune question n'a été posée : il faut une fenêtre où l'on puisse taper une réponse."
    mintty = environ.get("TERM_PROGRAM") == "mintty" or "MSYSTEM" in environ
    if platform == "win32" and mintty:
        return (
            "Aucune question n'a été posée : cette fenêtre (Git Bash) ne transmet pas ce qui est"
            " tapé. Ouvrez « Invite de commandes » ou PowerShell, et tapez la même commande."
        )
    return said


def _list_face(stdin: TextIO, stdout: TextIO) -> Face | None:
    try:
        from diag.interview.list_face import ListFace  # heavy, and fails on some consoles

        return ListFace(stdin, stdout)
    except Exception:  # whatever it lacks, the plain face does without, and says so
        return None


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except (AttributeError, ValueError):  # closed
        return False


def _dumb(environ: Mapping[str, str]) -> bool:
    return environ.get("TERM", "").casefold() in ("dumb", "unknown")


def _on(value: str) -> bool:
    return value.strip().casefold() not in ("", "0", "non", "no", "false")
