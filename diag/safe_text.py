"""The one gate for every text that leaves: screen, HTML, Markdown, CSV, workbook, journal.

What people typed, what an export holds and what a file is called may carry control characters,
direction marks, formulas or markup. Nothing is trusted because of where it came from: each way out
passes its text through the function of its kind.

| way out | function |
|---|---|
| free text kept in a file | `clean`, `one_line` |
| a path, a command, a message of a library | `printable` |
| a sentence on a terminal | `screen`, in `screen_text.py` |
| a cell that a spreadsheet may open | `spreadsheet_text` |
| Markdown | `markdown` |
| a journal in JSON | `plain_data` |

HTML is escaped by Jinja's autoescape; its text has passed `clean` when it was read.
"""

import re
import unicodedata
from typing import Any

# Control characters, except tab and line feed, can repaint a terminal or break a YAML file;
# direction marks show a text in another order than it is read (https://trojansource.codes); lone
# surrogates, which a terminal in another encoding hands over, cannot be written at all.
CONTROL = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e"
    r"\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What never leaves, as a character class of a regular expression."""
FORMULA = r"(^|[;,|\t\r\n])([\s\"]*)([=+@\uff1d\uff0b\uff20\uff0d-])"
"""What a spreadsheet would run, at the start of a cell wherever a text is cut (groups 1, 2 and 3).

A file with commas that French Excel cuts at « ; » makes a cell of what follows each « ; »: the start
of a formula is looked for after every sign that may separate cells, quotes and blanks passed over
(https://owasp.org/www-community/attacks/CSV_Injection).
"""
NEUTRAL = r"\1\2'\3"
"""What replaces `FORMULA`: an apostrophe before the sign, which a spreadsheet reads as text."""


_CONTROL = re.compile(CONTROL)
_FORMULA = re.compile(FORMULA)
# The signs of Markdown and of its formulas; what makes a reader turn bare text into a link; and the
# parenthesis of a link, for readers that do not know `\]`.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$@]|(?<=\])\(|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_LINE_START = re.compile(r"(\s*)([#+=-]|\d+(?=[.)]))")


def clean(text: str) -> str:
    """Return free text without control characters, its line ends folded to a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def one_line(text: str) -> str:
    """Return cleaned free text without line feeds, its blanks single: a name, a function, a title."""
    return " ".join(clean(text).split())


def printable(text: str) -> str:
    """Return text without what could repaint a terminal, and otherwise as it is."""
    return _CONTROL.sub("", text)


def spreadsheet_text(text: str) -> str:
    """Return text that no spreadsheet runs, whichever sign it cuts cells at."""
    return _FORMULA.sub(NEUTRAL, printable(text))


def markdown(text: str) -> str:
    """Return one line of text that cannot become Markdown, HTML, a formula, a link or a table cell."""
    text = _MARKDOWN.sub(r"\\\1", " ".join(printable(text).splitlines()))
    opening = _LINE_START.match(text)
    return f"{_guarded(*opening.groups())}{text[opening.end() :]}" if opening else text


def _guarded(space: str, sign: str) -> str:
    """Return what would open a heading, a list or a rule with a backslash that prevents it."""
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def plain_data(value: Any) -> Any:
    """Return JSON data whose every text, keys included, is printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {plain_data(key): plain_data(item) for key, item in value.items()}
    return [plain_data(item) for item in value] if isinstance(value, list | tuple) else value
