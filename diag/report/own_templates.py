"""What a reader gives of their own for the look of pages: a logo, a line, parts; and the guide for it.

The guide tells every variable of every part, with an example where a visit has one. It is generated
from the view-model (`make gold`), so that it cannot be incomplete.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from diag.french import cut_at_word
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean, refuse_file
from diag.questionnaire.user_files import read_whole, system_refusal
from diag.report.document import Document, Foot, Head, Part, Section
from diag.report.look import GUIDE_NAME, WORD_NAME, Logo, Look
from diag.report.reader_document import SECTIONS
from diag.resources import resource
from diag.safe_text import markdown, printable

MOST_LOGO_BYTES = 200_000
MOST_MENTION_SIGNS = 200
_SHAPE = "un logo en PNG, en JPEG ou en SVG, de 200 ko au plus"
_OPENING = """# Les modèles du rapport

Ce dossier copie les modèles de diag. Gardez ceux que vous changez, effacez les autres, puis :

    diag rapport VISITE --modeles DOSSIER

- `NOM.html.j2` et `NOM.md.j2` sont une partie du rapport, en page et en Markdown. Ce sont des modèles \
Jinja (https://jinja.palletsprojects.com/), dans un bac à sable : ils n’atteignent ni fichier ni réseau, \
et tout texte y est échappé.
- `report.docx` est le modèle Word, avec les mêmes variables sans le mot `section` devant : \
`{{ lead.opening }}`. Il s’ouvre et se modifie dans un traitement de texte : styles, ordre, textes. \
`{%p if year %}` garde une partie, `{%tr for row in year.rows %}` répète une ligne de tableau.
- Une erreur est dite avec le fichier et la ligne. Un nom de fichier inconnu est refusé.

Partout : `document.title`, `document.reader`, `document.running`, `logo`, `mention`.
"""


def guide(documents: Sequence[Document]) -> str:
    """Return the guide, its examples taken from documents of illustrative visits."""
    found = {name: [d.parts[name] for d in documents if name in d.parts] for name in SECTIONS}
    blocks = [_OPENING]
    blocks += _block("head", Head, [d.head for d in documents], "document.head")
    blocks += _block("foot", Foot, [d.foot for d in documents], "document.foot")
    for name, section in SECTIONS.items():
        blocks += _block(name, section, found[name], "section")
    return "\n".join(blocks)


def _block(name: str, kind: type[Part], examples: Sequence[Part], variable: str) -> Iterator[str]:
    headings = [one.heading for one in examples if isinstance(one, Section) and one.heading]
    yield f"## `{name}`{' – ' + markdown(headings[0]) if headings else ''}\n"
    yield from _lines(kind, examples, variable)
    yield ""


def _lines(kind: type[Part], examples: Sequence[Part], variable: str) -> Iterator[str]:
    """Yield a line for each variable of a part, and of what it holds."""
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]
        values = [getattr(one, field.name) for one in examples]
        yield from _variable(hints[field.name], values, f"{variable}.{field.name}")


def _variable(hint: Any, values: Sequence[Any], variable: str) -> Iterator[str]:
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        items = [item for value in values for item in value]
        if inside[-1] is not ...:
            yield f"- `{variable}` : suite de {len(inside)} textes"
            return
        one = variable.rpartition(".")[2]
        one = one[:-1] if one.endswith("s") else f"un_{one}"
        yield f"- `{variable}` : liste, à parcourir par `{{% for {one} in {variable} %}}`"
        for line in _variable(inside[0], items, one):
            yield f"  {line}"
    elif isinstance(hint, UnionType):
        yield from _variable(get_args(hint)[0], [v for v in values if v is not None], variable)
    elif isinstance(hint, type) and issubclass(hint, Part):
        yield from _lines(hint, values, variable)
    elif hint is bool:
        yield f"- `{variable}` : vrai ou faux"
    else:
        yield f"- `{variable}` : texte{_example(values)}"


def _example(values: Sequence[str]) -> str:
    text = next((value for value in values if value), "")
    if not text:
        return ""
    short = text if len(text) <= _MOST_SIGNS else cut_at_word(text, _MOST_SIGNS)
    return f", par exemple « {markdown(short)} »"


_MOST_SIGNS = 80


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
