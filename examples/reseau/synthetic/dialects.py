"""The same structures as each survey tool exports them; each tool's habits are named beside it."""

import re

from . import tools
from .entries import Choice, Entry
from .files import Dialect
from .spelling import WORDS, Spelling

NARROW, NO_BREAK = "\u202f", "\u00a0"


def _code(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _typed(text: str) -> str:
    """Return a sentence as a keyboard types it: plain spaces and straight apostrophes."""
    return text.replace(NARROW, " ").replace("’", "'")


def _pasted(text: str) -> str:
    return text.replace(NARROW, " ")


def _excel(text: str) -> str:
    """Return a text that cp1252 can carry: it has no narrow space."""
    return text.replace(NARROW, NO_BREAK)


def _excel_choice(choice: Choice) -> str:
    """Return a short name; a spreadsheet takes « 02 » for a number and drops its zero."""
    short = choice.short
    return short.lstrip("0") or "0" if short.isdigit() else _excel(short)


def _google_heading(entry: Entry) -> tuple[str, ...]:
    """Return the text of the question, with its description on a further line or spaces behind."""
    text = _pasted(entry.text)
    if entry.help and len(entry.help) < 120:
        return (f"{text}\n{_pasted(entry.help)}",)
    return (text + " " * (len(text) % 3),)


# Every value quoted; an answer without `submitdate` was not finished. Codes are letters and digits
# only. An empty box is bare, as recent versions may write it: it halves the committed file.
LIMESURVEY_CODES = Dialect(
    encoding="utf-8-sig",
    delimiter=",",
    newline="\r\n",
    quoting="shown",
    drafts=True,
    head=tools.limesurvey_codes,
    spelling=Spelling(
        heading=lambda e: (_code(e.id),),
        box=lambda e, c: (f"{_code(e.id)}[{_code(c.code)}]",),
        choice=lambda c: _code(c.code),
        word=lambda w: w,
        yes="Y",
        missing="",
    ),
)

# Full answers and headings, typeset as the questionnaire is. A multiple question seen and left
# shows « Non » in each box; a question that was not asked, « N/A ».
LIMESURVEY_LABELS = Dialect(
    encoding="utf-8-sig",
    delimiter=",",
    newline="\r\n",
    quoting="shown",
    drafts=True,
    head=tools.limesurvey_labels,
    spelling=Spelling(
        heading=lambda e: (e.text,),
        box=lambda e, c: (f"{e.text} [{c.label}]",),
        choice=lambda c: c.label,
        word=WORDS.__getitem__,
        yes="Oui",
        no="Non",
        blank="Non",
        hidden="N/A",
        missing="",
    ),
)

# Three header rows: the form, the multiple questions over their first box, the columns. The middle
# row is empty both for a further box and for a question of its own. `Brouillon` 1 is a draft.
FRAMAFORMS = Dialect(
    encoding="utf-8",
    delimiter="\t",
    newline="\n",
    quoting="all",
    drafts=True,
    header_rows=3,
    head=tools.framaforms,
    spelling=Spelling(
        heading=lambda e: ("", "", _typed(e.text)),
        box=lambda e, c: ("", _typed(e.text), _typed(c.label)),
        repeat=False,
        choice=lambda c: _typed(c.label),
        word=WORDS.__getitem__,
        yes="X",
    ),
)

# XML values and names, with the path of the group. A multiple question has a summary of its codes
# and one column for each box; all are empty where it was not asked, and where it was left.
KOBO = Dialect(
    encoding="utf-8",
    delimiter=";",
    newline="\r\n",
    quoting="all",
    head=tools.kobo_head,
    tail=tools.kobo_tail,
    spelling=Spelling(
        heading=lambda e: (f"{e.group}/{e.id}",),
        box=lambda e, c: (f"{e.group}/{e.id}/{c.code}",),
        choice=lambda c: c.code,
        word=lambda w: w,
        yes="1",
        no="0",
        joined=" ",
    ),
)

# Google Forms through Sheets: ticks joined by « , » though labels contain commas.
GOOGLE = Dialect(
    encoding="utf-8",
    delimiter=",",
    newline="\r\n",
    quoting="minimal",
    head=tools.google,
    contact="",  # the form collects it in its own column
    spelling=Spelling(
        heading=_google_heading, choice=lambda c: _pasted(c.label), word=WORDS.__getitem__, joined=", "
    ),
)

# Saved again by French Excel: short titles, levels as numbers, decimal comma, VRAI and FAUX. A text
# that looks like a calculation has become an error.
EXCEL = Dialect(
    encoding="cp1252",
    delimiter=";",
    newline="\r\n",
    quoting="minimal",
    head=tools.excel,
    comment=lambda text: "#NOM?" if text.startswith(("=", "-", "+")) else text,
    spelling=Spelling(
        heading=lambda e: (_excel(e.title),),
        box=lambda e, c: (_excel(f"{e.title} [{c.label}]"),),
        choice=_excel_choice,
        word=WORDS.__getitem__,
        yes="VRAI",
        no="FAUX",
        decimal=",",
        thousands=" ",
    ),
)

DIALECTS = {
    "limesurvey-codes": LIMESURVEY_CODES,
    "limesurvey-libelles": LIMESURVEY_LABELS,
    "framaforms": FRAMAFORMS,
    "kobo": KOBO,
    "google-forms": GOOGLE,
    "excel-fr": EXCEL,
}
"""Dialects by name, as `--dialecte` takes it."""


def file_name(dialect: str) -> str:
    """Return the name of the file of a dialect."""
    return dialect + (".tsv" if DIALECTS[dialect].delimiter == "\t" else ".csv")
