"""The words that an export may use for each answer, and what a text alone says by them.

Labels, levels, numbered labels, and the words that stand for no answer; nothing else is understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from diag.export.spelling import is_blank, is_excel_error, is_scientific, normalise, repairs, squeeze
from diag.questionnaire.questionnaire_model import ProfileField, Question, Questionnaire
from diag.questionnaire.short_codes import ANSWER_SIGNS, LEVEL, short_code
from diag.table.answers import Reading, State, answered, damaged
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX

Asked = Question | ProfileField
#: How survey tools name the answer that opens a free text.
OTHER = frozenset({"autre", "autres", "other", "others"})
#: What a text says instead of an answer, spelled as the boxes that a tool adds (`binding`).
STATES = {f"?{state.name.lower()}": state for state in State if 0 < state < State.DAMAGED}
#: The same as a mapping file says it: `unknown`, `not_applicable`, `no_answer`, `not_asked`.
STATE_WORDS = tuple(word[1:] for word in STATES)
REWRITE = "reprenez la réponse d’origine"
_ASK = "écrivez l’une des réponses proposées, ou dites ce que vaut ce texte dans la correspondance"
_NUMBERS = "dites ce que vaut chaque nombre dans la correspondance"
_WHOLE = re.compile(r"\s*(-?(?:0|[1-9]\d{0,5}))(?:[.,]0+)?\s*")
_WORD = re.compile(r"\w+")
_LONGEST = 400  # beyond, a text is a comment: no label is near
# What stands beside a number must begin as words do: `2-3 fois` is no level 2.
_WORDS = r"([^\W\d_].*|[«“\"'(]\s*[^\W\d_].*)"
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[-–—.:)=/]\s*" + _WORDS, re.DOTALL)
_LETTERED = re.compile(r"\s*[\[(]?(?:[A-Za-z]\d{0,2}|\d{1,3})\s*[-–—.:)\]]\s*" + _WORDS, re.DOTALL)
_SPACED = re.compile(r"\s*\d{1,3}\s+" + _WORDS, re.DOTALL)
_TRAILED = re.compile(r"\s*" + _WORDS + r"(?<=\S)\s*[\[(]\d{1,3}[\])]\s*", re.DOTALL)


class Lexicon:
    """What a questionnaire declares of the words of exports; nothing else is understood."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        synonyms = questionnaire.header.synonyms
        self.yes = frozenset(map(entry, synonyms.yes))
        self.no = frozenset(map(entry, synonyms.no)) - self.yes
        told = [(entry(t), f"?{word}") for word in STATE_WORDS for t in getattr(synonyms, word)]
        self.states = dict(reversed(told))  # the first of two is kept
        self._labels: dict[object, Labels] = {}

    def labels(self, asked: Asked, values: Mapping[str, str]) -> "Labels":
        """Return the words of a question or field, `values` being what a mapping file says."""
        place = (type(asked), asked.id, frozenset(values.items()))
        if place not in self._labels:
            self._labels[place] = Labels(asked, self, values)
        return self._labels[place]


class Labels:
    """What each text may say of one question or profile field.

    An answer is said by its id, a level being one, and all the rest by one of `STATES`, or, where a
    mapping file speaks of boxes, by `?yes` and `?no`. A text that would say two answers says "".
    """

    def __init__(self, asked: Asked, lexicon: Lexicon, values: Mapping[str, str]) -> None:
        ladder = asked.kind == "single"
        answers = answers_of(asked)
        spelled = [(normalise(w), name) for name, o in answers for w in (o.label, *o.accepts)]
        ids = [] if ladder else [(key(n), n) for n, _ in answers for key in (normalise, squeeze)]
        self.yes, self.no = lexicon.yes, lexicon.no
        self.titles = {name: one.label for name, one in answers}
        #: Ids that go without any other; id that opens a free text, or empty.
        self.alone = {name for name, one in answers if not ladder and one.exclusive}
        self.other = next((name for key, name in spelled if key in OTHER), "")
        special = {"yes", "no", *STATE_WORDS} - self.titles.keys()
        # Codes of our own forms: `n2` is a level where a bare number would be doubtful.
        spelled += [
            (f"{LEVEL}{name}" if ladder else short_code(name, ANSWER_SIGNS).casefold(), name) for name, _ in answers
        ]
        #: What a mapping file says, then labels and declared words, by `entry`; then ids, `squeeze`d
        #: (none of levels, which `whole` reads).
        self.values = {key: f"?{w}" if w in special else w for key, w in values.items()}
        self.said = _unshared(spelled)
        self.codes = {k: n for k, n in _unshared(ids).items() if self.said.get(k, n) == n}
        self._known = [key for key, name in self.said.items() if name]
        words = self._yes_and_no() | lexicon.states
        if self.other:
            words["-oth-"] = self.other  # the code of LimeSurvey
        for word, name in words.items():
            if squeeze(word) not in self.codes:
                self.said.setdefault(word, name)

    def _yes_and_no(self) -> dict[str, str]:
        """Return what every yes and no says, where one label is a yes and one label is a no."""
        yes, no = ({self.said[k] for k in self._known if k in w} for w in (self.yes, self.no))
        if len(yes) != 1 or len(no) != 1:
            return {}
        said = dict.fromkeys(self.no, no.pop()) | dict.fromkeys(self.yes, yes.pop())
        # A number is a level first.
        return {word: name for word, name in said.items() if self.codes or not whole(word)}

    def declared(self, text: str) -> str | None:
        """Return what the mapping file says of a text, or None."""
        keys = [""] if is_blank(text) else variants(text)
        return next((self.values[key] for key in keys if key in self.values), None)

    def find(self, text: str) -> str | None:
        """Return what a text says by label, accepted spelling, id or declared word, or None."""
        found = (self.said.get(key) or self.codes.get(squeeze(key)) for key in variants(text))
        return next(filter(None, found), None)

    def settled(self, text: str) -> str | None:
        """Return what a text says, whatever its number may be, or None.

        What a mapping file declares comes first, then the labels and codes of the question, then the
        synonyms of the questionnaire.
        """
        word = self.declared(text)
        if word not in (None, "?yes", "?no"):  # these are said of boxes
            return word
        if is_blank(text):
            return "?no_answer"
        return next(filter(None, map(self.find, (text, *_inner(text)))), None)

    def number(self, text: str) -> str | None:
        """Return the number by which alone a text would be understood, or None."""
        if self.codes or self.settled(text) is not None:
            return None  # ids are words: a number is not one of them
        match = _NUMBERED.fullmatch(text)
        return whole(text) or (match[1].lstrip("0") or "0" if match else None)

    @cached_property
    def declares_numbers(self) -> bool:
        """Whether a mapping file says what a number is worth: then it says all that count."""
        said = self.values.items()
        return any(whole(text) is not None and word not in STATES for text, word in said)

    def read(self, text: str, problem: str = "") -> Reading:
        """Return what a cell that holds one answer says; the value is an id, or a level as text.

        `problem` is why no number of the column can be trusted.
        """
        word = self.settled(text)
        if word is not None:
            return reading(word)
        number = self.number(text)
        if number is None:
            return self.unreadable(text)
        if self.declares_numbers:
            return damaged("nombre que la correspondance ne dit pas", _NUMBERS)
        if problem:
            return damaged(problem, _NUMBERS)
        if number not in self.titles:
            return damaged("nombre absent de l’échelle", _NUMBERS)
        near = self.nearest(_NUMBERED.sub(r"\2", text))
        if near in (None, number):
            return answered(number)
        why = "le nombre et le texte ne disent pas la même réponse"
        return damaged(why, self.suggested(near))

    def unreadable(self, text: str) -> Reading:
        """Return why a text says nothing that the question knows."""
        if is_excel_error(text):
            return damaged("erreur d’Excel", REWRITE)
        if is_scientific(text):
            return damaged("nombre abîmé par un tableur", REWRITE)
        if self.said.get(entry(text)) == "":
            return damaged("ce texte est celui de deux réponses", _ASK)
        for found in map(self.find, repairs(text)):
            if found and found in self.titles:
                return self.spoiled([found])
        return damaged("réponse inconnue", self.suggested(self.nearest(text)))

    def spoiled(self, names: Iterable[str]) -> Reading:
        """Return known answers whose accents were read with the wrong encoding."""
        title = " ; ".join(self.titles[name] for name in names)
        how = f"relisez le fichier dans son encodage ; sans doute « {title} »"
        return damaged("accents abîmés", how)

    def suggested(self, near: str | None, otherwise: str = _ASK) -> str:
        """Return how to mend a text whose nearest answer is `near`."""
        return f"vouliez-vous dire « {self.titles[near]} » ?" if near else otherwise

    def nearest(self, text: str) -> str | None:
        """Return the answer whose label is near a text, to be suggested and never taken."""
        key = normalise(text)
        if not key or len(key) > _LONGEST:
            return None
        words = set(_WORD.findall(key))
        near = [  # comparing letters is long: a long label must share half of the words
            k for k in self._known if len(k) < 40 or 2 * len(words.intersection(_WORD.findall(k))) >= len(words)
        ]
        found = get_close_matches(key, near, n=1, cutoff=0.75)
        return self.said[found[0]] if found else None

    @cached_property
    def pieces(self) -> list[tuple[str, str]]:
        """What a cell that joins several answers may hold, longest first, and what it says."""
        said = self.codes | {key.strip('"'): name for key, name in self.said.items()} | self.values
        names = {*self.titles, UNKNOWN_BOX, NOT_APPLICABLE_BOX}
        pieces = [(key, name) for key, name in said.items() if key and name in names]
        return sorted(pieces, key=lambda piece: -len(piece[0]))


def answers_of(asked: Asked) -> list[tuple[str, Any]]:
    """Return the answers proposed by a question or field, each after its id, or its level."""
    options: Sequence[Any] = getattr(asked, "options", getattr(asked, "choices", ()))
    return [(str(one.level) if asked.kind == "single" else one.id, one) for one in options]


def reading(word: str) -> Reading:
    """Return what a word of `Labels` says alone."""
    return Reading(STATES[word]) if word in STATES else answered(word)


def _inner(text: str) -> Iterator[str]:
    """Yield the label of `3 - label`, `a) label`, `label (3)`."""
    for pattern in (_NUMBERED, _LETTERED, _SPACED, _TRAILED):
        match = pattern.fullmatch(text)
        if match:
            yield match[match.lastindex or 0]


def _unshared(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each text names, nothing where it would name two things."""
    found: dict[str, str] = {}
    for key, name in pairs:
        if key and found.setdefault(key, name) != name:
            found[key] = ""
    return found


def whole(text: str) -> str | None:
    """Return the whole number that a cell holds alone, `2` for `2.0` of a data frame, or None."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else None


def variants(text: str) -> list[str]:
    """Return the spellings under which a cell is looked up: as it is, and as a whole number."""
    number, key = whole(text), entry(text)
    return [key] if number in (None, key) else [key, str(number)]


def entry(text: str) -> str:
    """Return the spelling under which a declared word is kept: `?` alone stays itself."""
    return normalise(text) or text.strip()
