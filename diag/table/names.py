"""Every heading under which a questionnaire may be found again in an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from diag.export.spelling import squeeze
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    ProfileField,
    Question,
    Questionnaire,
)
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX
from diag.table.tools import BESIDE, FIELD_NAMES

BY_ID, BY_TEXT = "par l’identifiant", "par l’intitulé"
BY_TITLE, BY_ACCEPTED = "par le titre", "par un intitulé admis"
BY_OPTION = "par le libellé des cases"
BY_USE = "par un titre d’usage"  # the words of those who keep tables: taken where nothing is surer
ASIDE = "!"  # what a tool adds beside an answer: recognised, never read


class Claim(NamedTuple):
    """What a heading says it tells.

    Attributes:
        name: id of a question or profile field.
        profile: it is that of a profile field.
        option: id of an option, a box that the tool added, `ASIDE`, or empty for the whole answer.
        how: by what it was recognised, in French.
        rank: of a column of labels packed to the left, from 1; else 0.

    """

    name: str
    profile: bool
    option: str
    how: str
    rank: int = 0

    @property
    def asked(self) -> tuple[bool, str]:
        """What is told: a question and a profile field may bear the same id."""
        return self.profile, self.name


Claims = frozenset[Claim]
Found = dict[str, set[Claim]]
Boxes = list[tuple[str, str]]  # what a tool writes, and the box that it is
NO_CLAIM: Claims = frozenset()


@dataclass(frozen=True)
class Names:
    """Claims by `squeeze`d heading.

    Attributes:
        codes: of ids alone.
        texts: of whatever people read.
        options: of the label of an option alone, as some tools head its box.

    """

    codes: dict[str, Claims]
    texts: dict[str, Claims]
    options: dict[str, Claims]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Names":
        """Return the names of a questionnaire; one heading may be that of two questions."""
        synonyms = questionnaire.header.synonyms
        boxes = [(word, UNKNOWN_BOX) for word in synonyms.unknown]
        boxes += [(word, NOT_APPLICABLE_BOX) for word in synonyms.not_applicable]
        boxes = [(w, box) for w, box in boxes if any(map(str.isalpha, w))]  # `_1` is a rank
        codes: dict[str, Claims] = {}
        texts: dict[str, Claims] = {}
        options: dict[str, Claims] = {}
        for asked in (*questionnaire.profile, *questionnaire.questions):
            _merge(codes, _codes(asked, boxes))
            _merge(texts, _texts(asked, boxes))
            _merge(options, _options(asked))
        return cls(codes, texts, options)

    def find(self, text: str, inside: bool = False) -> Claims:
        """Return what a heading claims, taken as a whole.

        Args:
            text: the heading.
            inside: it stands in a block, a grid or a path. A title is short: there it may as well
                be an option of another question, and is left out.

        """
        key = squeeze(text)
        found = self.texts.get(key, NO_CLAIM) | self.codes.get(key, NO_CLAIM)
        if inside:
            found = frozenset(c for c in found if c.option or c.how not in (BY_TITLE, BY_USE))
        return found or self._beside(key)

    def code(self, text: str) -> Claims:
        """Return what a heading claims by its ids alone."""
        return self.codes.get(squeeze(text), NO_CLAIM)

    def _beside(self, key: str) -> Claims:
        """Return the claims of a column that a tool adds beside an answer or a box."""
        for word in BESIDE:
            if key.endswith(word):
                stem = key.removesuffix(word)
                answer = self.texts.get(stem) or self.codes.get(stem)
                if answer:
                    return frozenset(claim._replace(option=ASIDE) for claim in answer)
        return NO_CLAIM


def spelled(asked: Question | ProfileField) -> Iterator[tuple[str, str]]:
    """Yield each heading of a question or field, and how it recognises it."""
    yield asked.text, BY_TEXT
    if asked.help:
        yield f"{asked.text} {asked.help}", BY_TEXT  # tools that show it as a description
    yield asked.title, BY_TITLE
    for text in asked.accepts:
        yield text, BY_ACCEPTED
    if isinstance(asked, ProfileField):
        for text in FIELD_NAMES.get(asked.id, ()):
            yield text, BY_USE


def options_of(asked: Question | ProfileField) -> list[tuple[str, list[str]]]:
    """Return the options of a multiple choice, each with its label and accepted spellings."""
    if isinstance(asked, MultipleQuestion):
        return [(tick.id, [tick.label, *tick.accepts]) for tick in asked.choices]
    if isinstance(asked, ProfileField) and asked.kind == "choices":
        return [(option.id, [option.label, *option.accepts]) for option in asked.options]
    return []


def _codes(asked: Question | ProfileField, boxes: Boxes) -> Found:
    """Return the claims of an id, alone or before the id of an option."""
    stem = squeeze(asked.id)
    found: Found = {}
    _add(found, stem, Claim(*_asked(asked), "", BY_ID))
    for option, _ in options_of(asked):
        _add(found, stem + squeeze(option), Claim(*_asked(asked), option, BY_ID))
    _add_boxes(found, asked, stem, BY_ID, boxes)
    return found


def _texts(asked: Question | ProfileField, boxes: Boxes) -> Found:
    """Return the claims of a text, alone or before the label of an option."""
    found: Found = {}
    for text, how in (*spelled(asked), (asked.id, BY_ID)):
        stem = squeeze(text)
        if not stem:
            continue
        _add(found, stem, Claim(*_asked(asked), "", how))
        for option, labels in options_of(asked):
            for label in filter(None, map(squeeze, labels)):
                _add(found, stem + label, Claim(*_asked(asked), option, how))
        _add_boxes(found, asked, stem, how, boxes)
    return found


def _options(asked: Question | ProfileField) -> Found:
    """Return the claims of the label of an option, alone."""
    found: Found = {}
    for option, labels in options_of(asked):
        for label in filter(None, map(squeeze, labels)):
            _add(found, label, Claim(*_asked(asked), option, BY_OPTION))
    return found


def _add(found: Found, key: str, claim: Claim) -> None:
    """Add a claim; a title that is also the text stays one claim."""
    claims = found.setdefault(key, set())
    if all((c.option, c.rank) != (claim.option, claim.rank) for c in claims):
        claims.add(claim)


def _add_boxes(
    found: Found, asked: Question | ProfileField, stem: str, how: str, boxes: Boxes
) -> None:
    """Add the boxes that a tool puts beside those of a question."""
    if options_of(asked):
        for word, box in boxes:
            found.setdefault(stem + squeeze(word), {Claim(*_asked(asked), box, how)})


def _asked(asked: Question | ProfileField) -> tuple[str, bool]:
    return asked.id, isinstance(asked, ProfileField)


def _merge(into: dict[str, Claims], found: Found) -> None:
    for key, claims in found.items():
        into[key] = into.get(key, NO_CLAIM) | claims
