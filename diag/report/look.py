"""What a network may change of a page without touching the tool: its logo, a line, its own parts."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateNotFound

from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean, refuse_file
from diag.questionnaire.user_files import read_whole, system_refusal
from diag.resources import resource
from diag.safe_text import printable

MOST_LOGO_BYTES = 200_000
MOST_MENTION_SIGNS = 200
WORD_NAME = "report.docx"
"""The Word template, in our folder as in one of the reader's."""
GUIDE_NAME = "LISEZMOI.md"
_SHAPE = "un logo en PNG, en JPEG ou en SVG, de 200 ko au plus"


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


def read_look(
    logo: Path | None = None,
    alternative: str = "",
    mention: str = "",
    parts: Path | None = None,
    word: Path | None = None,
) -> Look:
    """Return how pages look, all that was given checked.

    Args:
        logo: picture file; see `read_logo`.
        alternative: text that stands for it.
        mention: one line, 200 signs at most.
        parts: folder of own parts: each file bears the name of one of ours.
        word: own Word template; by default that of the folder of own parts, if it holds one.

    Raises:
        Refusal: one of them cannot be used.
    """
    if parts is not None:
        _refuse_unknown_parts(parts)
        own = parts / WORD_NAME
        word = word or (own if own.is_file() else None)
    if word is not None:
        read_whole(word, "donnez un modèle Word plus léger", 20_000_000)
    return Look(
        logo=None if logo is None else read_logo(logo, alternative), mention=_line(mention), parts=parts, word=word
    )


def read_logo(path: Path, alternative: str = "") -> Logo:
    """Return the logo of a file; an SVG is cleaned of all that is not a drawing.

    Without an alternative text, it is « Logo » and the name of the file.

    Raises:
        Refusal: no PNG, JPEG or SVG, over 200 kB, or an SVG of which no drawing is left.
    """
    data = read_whole(path, f"donnez {_SHAPE}", MOST_LOGO_BYTES)
    told = " ".join(printable(alternative).split()) or f"Logo {path.stem.replace('-', ' ')}"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return Logo(data, "png", told)
    if data.startswith(b"\xff\xd8\xff"):
        return Logo(data, "jpeg", told)
    from diag.report.svg_logo import clean_svg  # its library is for who gives an SVG

    cleaned = clean_svg(data)
    if cleaned is None:
        raise refuse_file(path, "F03", "ce logo n’est pas une image utilisable", f"donnez {_SHAPE}")
    return Logo(cleaned, "svg+xml", told)


def part_names() -> list[str]:
    """Return the names of the files that an own folder may hold for pages and Markdown."""
    from diag.report.reader_document import SECTIONS  # which builds what these pages show

    names = ["head", "foot", *SECTIONS]
    return [f"{name}.{kind}.j2" for name in names for kind in ("html", "md")]


def copy_templates(folder: Path) -> list[Path]:
    """Copy our parts, the Word template and their guide into a new or empty folder; return the files.

    Raises:
        Refusal: the folder holds something, or cannot be written.
    """
    ours = resource("report_templates")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            how = "donnez un dossier nouveau ou vide"
            raise refuse_file(folder, "F05", "ce dossier n’est pas vide : rien n’y est copié", how)
        sources = [ours / "parts" / name for name in part_names()]
        sources += [ours / WORD_NAME, ours / GUIDE_NAME]
        for source in sources:
            (folder / source.name).write_bytes(source.read_bytes())
    except OSError as error:
        raise system_refusal(error, folder) from None
    return [folder / source.name for source in sources]


def _refuse_unknown_parts(folder: Path) -> None:
    known = {*part_names(), WORD_NAME, GUIDE_NAME}
    try:
        found = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise system_refusal(error, folder) from None
    unknown = [name for name in found if name not in known]
    if unknown:
        raise Refusal(_unknown_part(folder / name, known) for name in unknown)


def _unknown_part(path: Path, known: set[str]) -> Mistake:
    how = did_you_mean(path.name, known) or "« diag modeles DOSSIER » copie ceux que l’on peut changer"
    return Mistake(str(path), 0, 0, "Q02", "aucune partie du rapport n’a ce nom", how)


def _line(mention: str) -> str:
    line = " ".join(printable(mention).split())
    if len(line) > MOST_MENTION_SIGNS:
        what = f"la mention a {len(line)} signes, 200 au plus tiennent au pied d’une page"
        raise refuse_file(Path("--mention"), "M04", what, "raccourcissez-la")
    return line


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
