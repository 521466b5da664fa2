"""How pages look: what a network may change of them, and what is wrong with a template of theirs."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateNotFound

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.safe_text import printable

WORD_NAME = "report.docx"
"""The Word template, in our folder as in one of the reader's."""
GUIDE_NAME = "LISEZMOI.md"


@dataclass(frozen=True)
class Logo:
    """A picture that was checked (`read_logo`): what it is, and what it says to who does not see it.

    Attributes:
        data: bytes of the PNG, of the JPEG, or of the cleaned SVG.
        kind: `png`, `jpeg` or `svg+xml`.
        alternative: text that stands for it.
    """

    data: bytes
    kind: str
    alternative: str


@dataclass(frozen=True)
class Look:
    """How pages look; by default there is no logo, no line, and the parts are ours.

    Attributes:
        logo: at the top right.
        mention: one line at the foot.
        parts: folder whose files replace those of ours that have the same name.
        word: Word template that replaces ours.
    """

    logo: Logo | None = None
    mention: str = ""
    parts: Path | None = None
    word: Path | None = None


PLAIN = Look()


_HOW = f"voyez les variables dans le {GUIDE_NAME} que « diag modeles DOSSIER » écrit"


def own_mistake(error: Exception, folder: Path) -> Refusal | None:
    """Return the refusal of the template of a folder where an error comes from; None if it is ours."""
    if isinstance(error, TemplateSyntaxError):
        place, line = error.filename or "", error.lineno
    else:
        frames = traceback.extract_tb(error.__traceback__)
        place, line = next(
            ((f.filename, f.lineno or 0) for f in reversed(frames) if f.filename.endswith(".j2")), ("", 0)
        )
    if not place or not Path(place).is_relative_to(folder):
        return None
    return Refusal([Mistake(place, line, 0, "M04", template_words(error), _HOW)])


def template_words(error: Exception) -> str:
    """Return what is wrong with a template, in French, with the words of the library."""
    told = next((words for kind, words in _TOLD if isinstance(error, kind)), "le modèle échoue")
    return f"{told} ({printable(str(error)) or type(error).__name__})"


_TOLD: tuple[tuple[type[Exception], str], ...] = (
    (TemplateSyntaxError, "le modèle est mal écrit"),
    (UndefinedError, "le modèle demande ce qui n’existe pas"),
    (SecurityError, "le modèle demande ce qui est interdit"),
    (TemplateNotFound, "le modèle inclut un fichier qui n’existe pas"),
)
