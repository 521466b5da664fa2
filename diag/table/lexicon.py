"""The words that an export may use for each answer, compiled once per questionnaire."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from diag.export.spelling import normalise, squeeze
from diag.questionnaire.questionnaire_model import (
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    Synonyms,
)
from diag.table.answers import State

#: How survey tools name the answer that opens a free text.
OTHER = frozenset({"autre", "autres", "other", "others"})
_WHOLE = re.compile(r"\s*(-?(?:0|[1-9]\d{0,5}))(?:[.,]0+)?\s*")
_WORD = re.compile(r"\w+")
_LONGEST = 400  # beyond, a text is a comment: no label is near


@dataclass(frozen=True)
class Labels:
    """The answers of one question or profile field.

    Attributes:
        titles: label of each answer as the questionnaire writes it, by id (a level is an id here).
        known: id by `normalise`d label or accepted spelling.
        codes: id by `squeeze`d id; empty for levels, which `whole` reads.
        shared: texts that would say two answers: they say none.
        alone: ids that go without any other.
        other: id of the answer that opens a free text, or empty.

    """

    titles: Mapping[str, str]
    known: Mapping[str, str]
    codes: Mapping[str, str]
    shared: frozenset[str]
    alone: frozenset[str]
    other: str

    def find(self, text: str) -> str | None:
        """Return the answer that a text names, by label, accepted spelling or id."""
        key = normalise(text)
        return self.known.get(key) or (key and self.codes.get(squeeze(key))) or None

    def nearest(self, text: str) -> str | None:
        """Return the answer whose label is near a text, to be suggested and never taken."""
        key = normalise(text)
        if not key or len(key) > _LONGEST:
            return None
        from difflib import get_close_matches

        words = set(_WORD.findall(key))
        near = [
            k for k in self.known if len(k) < 40 or 2 * len(words & self._words[k]) >= len(words)
        ]
        found = get_close_matches(key, near, n=1, cutoff=0.75)
        return self.known[found[0]] if found else None

    @cached_property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Every spelling of every answer, longest first, to cut a cell that joins several."""
        spelled = {key.strip('"'): name for key, name in self.known.items()}
        for name in self.titles:
            if self.codes:
                spelled.setdefault(normalise(name), name)
        for code, name in self.codes.items():
            spelled.setdefault(code, name)
        return tuple(sorted(spelled.items(), key=lambda item: (-len(item[0]), item)))

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return {key: frozenset(_WORD.findall(key)) for key in self.known}


class Lexicon:
    """What a questionnaire declares of the words of exports; nothing else is understood."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.yes = frozenset(map(entry, synonyms.yes))
        self.no = frozenset(map(entry, synonyms.no)) - self.yes
        self.states: dict[str, State] = {}
        for state, words in (
            (State.UNKNOWN, synonyms.unknown),
            (State.NOT_APPLICABLE, synonyms.not_applicable),
            (State.NO_ANSWER, synonyms.no_answer),
            (State.NOT_ASKED, synonyms.not_asked),
        ):
            for word in words:
                self.states.setdefault(entry(word), state)
        self._labels: dict[tuple[type, str], Labels] = {}

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Lexicon":
        """Return the lexicon of a questionnaire."""
        return cls(questionnaire.header.synonyms)

    def labels(self, asked: Question | ProfileField) -> Labels:
        """Return the answers of a question or field."""
        place = (type(asked), asked.id)
        if place not in self._labels:
            self._labels[place] = _compile(asked)
        return self._labels[place]

    def state(self, text: str) -> State | None:
        """Return what a text says instead of an answer, or None."""
        return next((self.states[key] for key in variants(text) if key in self.states), None)

    def says(self, text: str, words: frozenset[str]) -> bool:
        """Tell whether a text is one of `yes` or `no`."""
        return any(key in words for key in variants(text))

    def yes_no(self, labels: Labels, text: str) -> str | None:
        """Return the answer meant by a yes or a no, where one label says yes and one says no."""
        meant = {
            words: {name for key, name in labels.known.items() if key in words}
            for words in (self.yes, self.no)
        }
        if any(len(names) != 1 for names in meant.values()):
            return None
        return next(
            (next(iter(names)) for words, names in meant.items() if self.says(text, words)), None
        )


def whole(text: str) -> str | None:
    """Return the whole number that a cell holds alone, `2` for `2.0` of a data frame, or None."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else None


def variants(text: str) -> Iterable[str]:
    """Return the spellings under which a cell is looked up: as it is, and as a whole number."""
    number = whole(text)
    key = entry(text)
    return (key,) if number is None or number == key else (key, number)


def entry(text: str) -> str:
    """Return the spelling under which a declared word is kept: `?` alone stays itself."""
    return normalise(text) or text.strip()


def _compile(asked: Question | ProfileField) -> Labels:
    if isinstance(asked, SingleQuestion):
        said = [(str(c.level), c.label, c.accepts, False) for c in asked.choices]
    elif isinstance(asked, ProfileField):
        said = [(o.id, o.label, o.accepts, o.exclusive) for o in asked.options]
    elif asked.kind == "multiple":
        said = [(t.id, t.label, t.accepts, t.exclusive) for t in asked.choices]
    else:
        said = []
    known, shared = _unshared(
        (normalise(w), i) for i, label, more, _ in said for w in (label, *more)
    )
    ids = [] if isinstance(asked, SingleQuestion) else [(squeeze(i), i) for i, *_ in said]
    codes, same = _unshared(ids)
    opens = (i for i, label, more, _ in said if OTHER & {normalise(w) for w in (label, *more)})
    return Labels(
        titles={i: label for i, label, *_ in said},
        known=known,
        codes={key: name for key, name in codes.items() if known.get(key, name) == name},
        shared=shared | same,
        alone=frozenset(i for i, _, _, exclusive in said if exclusive),
        other=next(opens, ""),
    )


def _unshared(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], frozenset[str]]:
    """Return what each key names, and the keys that would name two things."""
    found: dict[str, str] = {}
    shared = set()
    for key, name in pairs:
        if key and found.setdefault(key, name) != name:
            shared.add(key)
    return {k: n for k, n in found.items() if k not in shared}, frozenset(shared)
