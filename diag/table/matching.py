"""From a heading to what it claims to tell: the conventions of survey tools, and no likeness.

A heading is taken apart as tools put it together (numbering, path of groups, description lines,
suffix of a duplicate); what is left must be, to the letter, a name of the questionnaire.
"""

import re
from collections import Counter
from collections.abc import Iterator

from diag.export.layout import Heading, Layout
from diag.export.spelling import squeeze
from diag.table.names import ASIDE, NO_CLAIM, Claims, Names
from diag.table.tools import BESIDE, RESPONSE_WORDS

_LINE = re.compile(r"[\r\n]+")
_ROW = re.compile(r".*\[(?P<row>[^\[\]]+)\]\s*", re.DOTALL)
_CODED = re.compile(
    r"\s*(?P<code>(?:question\s+)?[^\s.:)\]–—]{1,40}(?:\[[^\[\]]{1,60}\])?)"
    r"\s*(?:[.:)\]–—]|\s-|-(?=\s))\s*(?P<rest>\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\d{1,3}\s+(?P<rest>\D.*)", re.DOTALL)
_STEPS = re.compile(r"[/.:-]")
_PACKED = re.compile(r"(?P<base>.*\S)_(?P<rank>\d{1,2})\s*", re.DOTALL)
_TEXT_CODE = re.compile(r"(?P<base>.*\S)_\d{1,2}_TEXT", re.DOTALL)
# pandas `.1`, readr `...19`, Tally ` (1)`, Microsoft Forms and Excel tables a bare number.
_DUPLICATE = (
    re.compile(r"(.*[^\s.])\.{3}\d{1,4}", re.DOTALL),
    re.compile(r"(.*[^\s.]\.?)\.\d{1,2}", re.DOTALL),
    re.compile(r"(.*\S) \(\d{1,2}\)", re.DOTALL),
    re.compile(r"(.{11,}\D)\d{1,2}", re.DOTALL),
)
#: A heading holds a question and its description; the longest met has 1,007 characters.
_LONGEST = 5_000
_LONGEST_CODE = 120  # id of a question, separator, id of an option
_DEEPEST = 6  # groups in groups, and slashes within a label


class Matcher:
    """Matches the headings of one export with the names of a questionnaire."""

    def __init__(self, names: Names, layout: Layout) -> None:
        self.names = names
        self.tool = layout.tool
        self._headings = {squeeze(h.label) for h in layout.headings}
        self._sizes = Counter(h.group for h in layout.headings)

    def claims(self, heading: Heading) -> Claims:
        """Return everything that a heading claims to tell; two names are an ambiguity."""
        if not heading.group or not heading.label:
            return self.text_claims(heading.group or heading.label)
        together = self.text_claims(f"{heading.group} [{heading.label}]")
        if together:
            return together
        alone = self._sizes[heading.group] == 1  # two rows that name it: a text, a code
        found = self.text_claims(heading.label, inside=not alone)
        if alone or squeeze(heading.label) in RESPONSE_WORDS:
            return found | self.text_claims(heading.group)
        return found

    def text_claims(self, text: str, inside: bool = False) -> Claims:
        """Return the claims of one text, suffix of a duplicate included."""
        if len(text) > _LONGEST:
            return NO_CLAIM
        found = self._named(text, inside)
        if found:
            return found
        match = _TEXT_CODE.fullmatch(text)
        if match and (base := self._named(match["base"], inside)):
            return frozenset(claim._replace(option=ASIDE) for claim in base)
        match = _PACKED.fullmatch(text)
        if match and (base := self._named(match["base"], inside)):
            rank = int(match["rank"])
            return frozenset(claim._replace(rank=rank) for claim in base if not claim.option)
        for pattern in _DUPLICATE:
            match = pattern.fullmatch(text.rstrip())
            if match and (base := self._named(match[1], inside)):
                return base
        return NO_CLAIM

    def _named(self, text: str, inside: bool) -> Claims:
        """Return the claims of a heading without the suffix of a duplicate."""
        for form in _forms(text):
            found = self.names.find(form, inside) or self._after_code(form) or self._at_end(form)
            if found:
                return found
        return self._row(text)

    def _after_code(self, text: str, inside: bool = False, codes: int = 2) -> Claims:
        """Return the claims of `EQ01. Texte`, `Q12 - Texte`, `1.2. Texte`: two codes at most."""
        match = _NUMBERED.fullmatch(text)
        if match and (found := self.names.find(match["rest"], inside)):
            return found
        match = _CODED.fullmatch(text)
        if not match:
            return NO_CLAIM
        code, rest = match["code"], match["rest"]
        by_rest = self.names.find(rest, inside)
        if not by_rest and codes > 1:
            by_rest = self._after_code(rest, inside, codes - 1)
        by_code = self.names.code(code)
        if by_code:
            return _both(by_code, by_rest, rest)
        return by_rest if any(c.isdigit() for c in code) else NO_CLAIM

    def _at_end(self, text: str) -> Claims:
        """Return the claims of the end of a path of groups, `groupe/EQ03/option`, `groupe-EQ03`."""
        parts = text.split("/")
        for start in range(max(1, len(parts) - _DEEPEST), len(parts)):
            if squeeze("/".join(parts[:start])) in self._headings:
                continue  # a question of its own, whose options come after it
            found = self.names.find("/".join(parts[start:]), inside=True)
            if found:
                return found
        if re.search(r"\s", text):
            return NO_CLAIM
        for step in _STEPS.finditer(text, len(text) - _LONGEST_CODE):
            found = self.names.code(text[step.end() :])
            if self.tool != "kobo" or squeeze(text[: step.start()]) in self._headings:
                found = frozenset(c for c in found if _is_coded(c.name))
            if found:
                return found
        return NO_CLAIM

    def _row(self, text: str) -> Claims:
        """Return the claims of a row of a grid that asks several questions, `Grille [question]`."""
        match = _ROW.fullmatch(text)
        if not match:
            return NO_CLAIM
        row = match["row"]
        found = self.names.find(row, inside=True) or self._after_code(row, inside=True)
        return frozenset(claim for claim in found if not claim.option)


def _forms(text: str) -> Iterator[str]:
    """Yield a heading as it is, then without its description lines."""
    yield text
    lines = [line for line in _LINE.split(text) if line.strip()]
    if len(lines) > 1:
        row = _ROW.fullmatch(text)
        yield f"{lines[0]} [{row['row']}]" if row else lines[0]


def _both(by_code: Claims, by_rest: Claims, rest: str) -> Claims:
    """Return the claims of a code and of the text after it; they may contradict each other."""
    if not by_rest:
        # « Comment » begins questions in French, and comments in English.
        first = squeeze(rest.split(maxsplit=1)[0])
        if squeeze(rest) in BESIDE or first in BESIDE - {"comment"}:
            return frozenset(claim._replace(option=ASIDE) for claim in by_code)
        return frozenset(claim for claim in by_code if _is_coded(claim.name))
    if {c.asked for c in by_code} == {c.asked for c in by_rest}:
        return by_rest if any(c.option for c in by_rest) else by_code
    return by_code | by_rest


def _is_coded(name: str) -> bool:
    """Tell whether an id is a code, as `EQ01`, and not an ordinary word, as `places`."""
    return any(c.isdigit() for c in name)
