"""From a heading to what it claims to tell: the conventions of survey tools, and no likeness.

A heading is taken apart as tools put it together (numbering, path of groups, description lines,
suffix of a duplicate); what is left must be, to the letter, a name of the questionnaire.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from diag.export.layout import Heading, Layout
from diag.export.spelling import squeeze
from diag.questionnaire.questionnaire_model import ProfileField, Questionnaire
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX
from diag.table.lexicon import Asked, answers_of
from diag.table.word_lists import HEADINGS, load

BY_ID, BY_TEXT = "par l’identifiant", "par l’intitulé"
BY_TITLE, BY_ACCEPTED = "par le titre", "par un intitulé admis"
BY_OPTION = "par le libellé des cases"
BY_USE = "par un titre d’usage"  # the words of those who keep tables: taken where nothing is surer
ASIDE = "!"  # what a tool adds beside an answer: recognised, never read

_LINE = re.compile(r"[\r\n]+")
_ROW = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)
_CODED = re.compile(
    r"\s*((?:question\s+)?[^\s.:)\]–—]{1,40}(?:\[[^\[\]]{1,60}\])?)"
    r"\s*(?:[.:)\]–—]|\s-|-(?=\s))\s*(\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\d{1,3}\s+(\D.*)", re.DOTALL)
_STEPS = re.compile(r"[/.:-]")
_TEXT_CODE = re.compile(r"(.*\S)_\d{1,2}_TEXT", re.DOTALL)
_PACKED = re.compile(r"(.*\S)_(\d{1,2})\s*", re.DOTALL)
# pandas `.1`, readr `...19`, Tally ` (1)`, Microsoft Forms and Excel tables a bare number.
_DUPLICATE = (
    re.compile(r"(.*[^\s.])\.{3}\d{1,4}\s*", re.DOTALL),
    re.compile(r"(.*[^\s.]\.?)\.\d{1,2}\s*", re.DOTALL),
    re.compile(r"(.*\S) \(\d{1,2}\)\s*", re.DOTALL),
    re.compile(r"(.{11,}\D)\d{1,2}\s*", re.DOTALL),
)
#: A heading holds a question and its description; the longest met has 1,007 characters.
_LONGEST = 5_000
_LONGEST_CODE = 120  # id of a question, separator, id of an option
_DEEPEST = 6  # groups in groups, and slashes within a label

_BESIDE = HEADINGS["beside"]

Place = tuple[bool, str]  # see `place_of`


class Claim(NamedTuple):
    """What a heading says it tells."""

    asked: Place
    option: str  # id of an option, a box that the tool added, `ASIDE`; empty: the whole answer
    how: str  # by what it was recognised, in French
    rank: int = 0  # of a column of labels packed to the left, from 1; else 0
    position: int = -1  # of the column, once it is known


Claims = frozenset[Claim]
Table = defaultdict[str, Claims]  # by `squeeze`d heading
NO_CLAIM: Claims = frozenset()


class Matcher:
    """Matches the headings of one export with the names of a questionnaire."""

    def __init__(self, questionnaire: Questionnaire, layout: Layout) -> None:
        self.tool = layout.tool
        self._headings = {squeeze(h.label) for h in layout.headings}
        self._sizes = Counter(h.group for h in layout.headings)
        self._codes, self._texts, self._options = (Table(frozenset) for _ in range(3))
        synonyms = questionnaire.header.synonyms
        words = {UNKNOWN_BOX: synonyms.unknown, NOT_APPLICABLE_BOX: synonyms.not_applicable}
        told = [(word, box) for box, spellings in words.items() for word in spellings]
        # The box of `_1` would be a rank.
        added = [(squeeze(word), box) for word, box in told if any(map(str.isalpha, word))]
        for asked in (*questionnaire.profile, *questionnaire.questions):
            options = options_of(asked)
            own = added if options else []
            ids = [(squeeze(option), option) for option, _ in options]
            labels = [(squeeze(text), option) for option, texts in options for text in texts]
            labels = [(key, option) for key, option in labels if key]
            short = load("tools")["short_field_names"].get(asked.id, ())
            texts = [*spelled(asked), *((text, BY_USE) for text in short), (asked.id, BY_ID)]
            _add(self._codes, asked, [(asked.id, BY_ID)], [("", ""), *ids, *own])
            _add(self._texts, asked, texts, [("", ""), *labels, *own])
            _add(self._options, asked, [("", BY_OPTION)], labels)

    def claims(self, heading: Heading) -> Claims:
        """Return everything that a heading claims to tell; two names are an ambiguity."""
        if not heading.group or not heading.label:
            return self.text_claims(heading.group or heading.label)
        if together := self.text_claims(heading.name):
            return together
        alone = self._sizes[heading.group] == 1  # two rows that name it: a text, a code
        found = self.text_claims(heading.label, inside=not alone)
        if alone or squeeze(heading.label) in HEADINGS["response_words"]:
            return found | self.text_claims(heading.group)
        return found

    def headed(self, heading: Heading) -> Claim | None:
        """Return the box of which the heading is the answer alone, as some tools write it."""
        claims = NO_CLAIM if heading.group else self._options[squeeze(heading.label)]
        return next(iter(claims)) if len(claims) == 1 else None

    def text_claims(self, text: str, inside: bool = False) -> Claims:
        """Return the claims of one text, suffix of a duplicate included.

        `inside` a block, a grid or a path, a title is left out: it is short, and may as well be an
        option of another question.
        """
        if len(text) > _LONGEST:
            return NO_CLAIM
        if found := self._named(text, inside):
            return found
        for pattern in (_TEXT_CODE, _PACKED, *_DUPLICATE):
            match = pattern.fullmatch(text)
            if match and (found := self._named(match[1], inside)):
                if pattern is _TEXT_CODE:
                    return _aside(found)
                if pattern is _PACKED:
                    rank = int(match[2])
                    return frozenset(c._replace(rank=rank) for c in found if not c.option)
                return found
        return NO_CLAIM

    def _named(self, text: str, inside: bool) -> Claims:
        """Return the claims of a heading without the suffix of a duplicate."""
        lines = [line for line in _LINE.split(text) if line.strip()]
        row = _ROW.fullmatch(text)
        forms = [text]
        if len(lines) > 1:  # without its lines of description
            forms.append(f"{lines[0]} [{row[1]}]" if row else lines[0])
        for form in forms:
            found = self._find(form, inside) or self._after_code(form) or self._at_end(form)
            if found:
                return found
        if not row:
            return NO_CLAIM  # else, a row of a grid that asks several questions
        found = self._find(row[1], True) or self._after_code(row[1], True)
        return frozenset(claim for claim in found if not claim.option)

    def _find(self, text: str, inside: bool = False) -> Claims:
        """Return what a heading claims, taken as a whole, or beside an answer or a box."""
        key = squeeze(text)
        found = self._texts[key] | self._codes[key]
        if inside:
            found = frozenset(c for c in found if c.option or c.how not in (BY_TITLE, BY_USE))
        if found:
            return found
        for word in HEADINGS["otherwise"]:  # a second column of the same question, in our own forms
            if key.endswith(word) and (
                found := self._texts[key.removesuffix(word)] | self._codes[key.removesuffix(word)]
            ):
                return found
        stems = [key.removesuffix(word) for word in _BESIDE if key.endswith(word)]
        answers = (self._texts[stem] or self._codes[stem] for stem in stems)
        return _aside(next(filter(None, answers), NO_CLAIM))

    def _after_code(self, text: str, inside: bool = False, codes: int = 2) -> Claims:
        """Return the claims of `EQ01. Texte`, `Q12 - Texte`, `1.2. Texte`: two codes at most."""
        numbered, coded = _NUMBERED.fullmatch(text), _CODED.fullmatch(text)
        if numbered and (found := self._find(numbered[1], inside)):
            return found
        if not coded:
            return NO_CLAIM
        code, rest = coded.groups()
        by_rest = self._find(rest, inside)
        if not by_rest and codes > 1:
            by_rest = self._after_code(rest, inside, codes - 1)
        if by_code := self._codes[squeeze(code)]:
            return _both(by_code, by_rest, rest)
        return by_rest if any(map(str.isdigit, code)) else NO_CLAIM

    def _at_end(self, text: str) -> Claims:
        """Return the claims of the end of a path of groups, `groupe/EQ03/option`, `groupe-EQ03`."""
        parts = text.split("/")
        for start in range(max(1, len(parts) - _DEEPEST), len(parts)):
            if squeeze("/".join(parts[:start])) in self._headings:
                continue  # a question of its own, whose options come after it
            if found := self._find("/".join(parts[start:]), inside=True):
                return found
        if re.search(r"\s", text):
            return NO_CLAIM
        for step in _STEPS.finditer(text, len(text) - _LONGEST_CODE):
            found = self._codes[squeeze(text[step.end() :])]
            if self.tool != "kobo" or squeeze(text[: step.start()]) in self._headings:
                found = _coded(found)
            if found:
                return found
        return NO_CLAIM


def spelled(asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield each heading of a question or field, and how it recognises it."""
    yield asked.text, BY_TEXT
    if asked.help:
        yield f"{asked.text} {asked.help}", BY_TEXT  # tools that show it as a description
    yield asked.title, BY_TITLE
    yield from ((text, BY_ACCEPTED) for text in asked.accepts)
    if isinstance(asked, ProfileField):
        yield from ((text, BY_USE) for text in load("tools")["field_names"].get(asked.id, ()))


def place_of(asked: Asked) -> Place:
    """Return whether a field of the profile is asked, and its id: a question may bear it too."""
    return isinstance(asked, ProfileField), asked.id


def boxes_of(asked: Asked) -> list[Any]:
    """Return the boxes of a multiple choice, none of another question."""
    return [box for _, box in answers_of(asked)] if asked.kind in ("multiple", "choices") else []


def options_of(asked: Asked) -> list[tuple[str, list[str]]]:
    """Return the options of a multiple choice, each with its label and accepted spellings."""
    return [(box.id, [box.label, *box.accepts]) for box in boxes_of(asked)]


def coded_boxes(asked: Asked, headings: Sequence[Heading]) -> list[Heading]:
    """Return the headings made of the id of a question and of a code of the tool: `EQ10[SQ001]`."""
    box = re.compile(rf"\s*{re.escape(asked.id)}(?:\[\w{{1,20}}\]|[_./:-]\w{{1,20}})\s*", re.I)
    return [heading for heading in headings if box.fullmatch(heading.name)]


def _add(into: Table, asked: Asked, texts: Iterable[tuple[str, str]], ends: Iterable[tuple[str, str]]) -> None:
    """Add what a question claims: each text, how it names it, before each end, of which option.

    A title that is also the text stays one claim; the box of a tool gives way to an option.
    """
    place = place_of(asked)
    found: dict[str, dict[str, Claim]] = {}
    for text, how in texts:
        stem = squeeze(text)
        for end, option in ends if stem or not text else ():
            claims = found.setdefault(stem + end, {})
            if not claims or option not in (UNKNOWN_BOX, NOT_APPLICABLE_BOX):
                claims.setdefault(option, Claim(place, option, how))
    for key, claims in found.items():
        into[key] |= frozenset(claims.values())


def _both(by_code: Claims, by_rest: Claims, rest: str) -> Claims:
    """Return the claims of a code and of the text after it; they may contradict each other."""
    if not by_rest:
        # « Comment » begins questions in French, and comments in English.
        first = squeeze(rest.split(maxsplit=1)[0])
        beside = squeeze(rest) in _BESIDE or (first in _BESIDE and first != "comment")
        return _aside(by_code) if beside else _coded(by_code)
    if {c.asked for c in by_code} == {c.asked for c in by_rest}:
        return by_rest if any(c.option for c in by_rest) else by_code
    return by_code | by_rest


def _aside(claims: Claims) -> Claims:
    return frozenset(claim._replace(option=ASIDE) for claim in claims)


def _coded(claims: Claims) -> Claims:
    """Return the claims of an id that is a code, as `EQ01`, and not a word, as `places`."""
    return frozenset(claim for claim in claims if any(map(str.isdigit, claim.asked[1])))
