"""What the user should know of the decisions made about an export, one French sentence each.

No cell of the file is quoted here: notes are shown, kept in journals, and may be sent.
"""

import re
from collections.abc import Iterator

from diag.export.dialect import Beginning, Dialect
from diag.export.encoding import Charset
from diag.export.header import Header

TOOLS = {
    "limesurvey": "LimeSurvey",
    "framaforms": "Framaforms",
    "kobo": "KoboToolbox",
    "google_forms": "Google Forms",
    "ms_forms": "Microsoft Forms",
    "surveymonkey": "SurveyMonkey",
    "qualtrics": "Qualtrics",
    "typeform": "Typeform",
    "tally": "Tally",
    "sphinx": "Sphinx",
    "demarches": "Démarches simplifiées",
    "grist": "Grist",
}
_DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
# UTF-8 read as Windows-1252, then saved as UTF-8 again.
_TWICE = re.compile("Ã[\u0080-¿]|â€[™œ“¦]|Å“")
# Windows-1252 read as Mac Roman (`exports.md`, 1.13): a capital or a dagger inside a word.
_MISREAD = re.compile("(?<=[a-zà-ÿ])[ÈÍËÁ‡Ù](?=[a-zà-ÿ\\s,;.]|$)")
_ACCENTS = re.compile("[éèêàç]")
_MOJIBAKE = (
    "Des accents semblent abîmés dans le fichier lui-même : exportez de nouveau sans passer par un"
    " tableur, sinon les intitulés touchés ne seront pas reconnus."
)


def note_text(
    suffix: str,
    charset: Charset,
    beginning: Beginning,
    dialect: Dialect,
    header: Header,
    numbered: bool,
) -> Iterator[str]:
    """Yield what should be known of the decisions made about a text.

    Args:
        suffix: extension of the file.
        charset, beginning, dialect, header: what was decided.
        numbered: the header lacks the heading of the numbers that records begin with.

    """
    if suffix in (".xls", ".xlsx", ".ods"):
        yield f"Malgré son nom en {suffix}, le fichier n’est pas un classeur : il est lu comme du texte."
    if charset.note:
        yield charset.note
    if is_spoiled(beginning.text):
        yield _MOJIBAKE
    if beginning.sep:
        yield f"La ligne « sep={beginning.sep} » fixe le séparateur ; elle n’est pas comptée."
    if not dialect.found:
        yield "Aucun séparateur n’a été trouvé : le fichier est lu comme une seule colonne."
    if numbered:
        yield "La première colonne n’a pas de titre : elle porte le numéro des lignes."
    yield from note_header(header)


def note_header(header: Header) -> Iterator[str]:
    """Yield what should be known of the header rows."""
    if header.above:
        what = "lignes ne sont pas lues" if header.above > 1 else "ligne n’est pas lue"
        yield f"Au-dessus des titres des colonnes, {header.above} {what}."
    if header.rows > header.above + 1:
        tool = f" (export {TOOLS[header.tool]})" if header.tool else ""
        yield f"Les titres des colonnes occupent {header.rows - header.above} lignes{tool}."
    if header.doubtful:
        yield "La ligne des titres ressemble à des réponses : si le fichier n’a pas de titres, ajoutez-les."


def note_sheet(suffix: str, name: str, others: tuple[str, ...], header: Header) -> Iterator[str]:
    """Yield what should be known of the decisions made about a workbook."""
    if suffix not in (".xlsx", ".xlsm", ".ods", ""):
        yield f"Malgré son nom en {suffix}, le fichier est un classeur : il est lu comme tel."
    if others:
        listed = ", ".join(f"« {other} »" for other in others)
        yield f"La feuille lue est « {name} » ; le classeur contient aussi {listed}."
    yield from note_header(header)


def is_spoiled(text: str) -> bool:
    """Whether accents were read with a wrong code page before the file was saved."""
    if text.isascii():
        return False
    twice, misread = len(_TWICE.findall(text)), len(_MISREAD.findall(text))
    return twice + misread >= 2 and 2 * (twice + misread) > len(_ACCENTS.findall(text))
