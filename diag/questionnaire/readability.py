"""How a questionnaire reads: words per sentence, long words, time to answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from diag.questionnaire.questionnaire_model import Question, Questionnaire

MAX_WORDS = 30
LONG_WORD = 10  # letters, from which a word is counted as long
WORDS_A_MINUTE = 150
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]?")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass(frozen=True)
class Readability:
    """Figures over the texts of one kind.

    Attributes:
        sentences: number of sentences.
        mean_words: mean words per sentence.
        longest: the longest sentence.
        long_words: share of words of at least `LONG_WORD` letters.
        too_long: (where, sentence) of the sentences above `MAX_WORDS` words.
    """

    sentences: int
    mean_words: Fraction
    longest: str
    long_words: Fraction
    too_long: tuple[tuple[str, str], ...]


def questions_readability(questionnaire: Questionnaire) -> Readability:
    """Return how the questions read, with their answers and their help."""
    return _measure([(q.id, t) for q in questionnaire.questions for t in _question_texts(q)])


def actions_readability(questionnaire: Questionnaire) -> Readability:
    """Return how the actions read."""
    texts = [(a.id, t) for a in questionnaire.actions for t in (a.title, a.reason, a.first_step, *a.steps, a.sign)]
    return _measure(texts)


def reading_seconds(question: Question) -> int:
    """Return the seconds that the text of a question, its help and its answers take to read."""
    texts = [question.text, question.help or "", *(c.label for c in getattr(question, "choices", []))]
    return seconds_to_read(*texts)


def seconds_to_read(*texts: str) -> int:
    """Return the seconds that texts take to read, at `WORDS_A_MINUTE`."""
    return round(60 * sum(len(words(text)) for text in texts) / WORDS_A_MINUTE)


def words(text: str) -> list[str]:
    """Return the words of a text; « l’aide » is one."""
    return _WORD.findall(text)


def _question_texts(question: Question) -> Iterator[str]:
    yield question.text
    yield question.why
    if question.help:
        yield question.help
    for choice in getattr(question, "choices", []):
        yield choice.label
        yield choice.check


def _measure(texts: list[tuple[str, str]]) -> Readability:
    sentences = [(where, s.strip()) for where, t in texts for s in _SENTENCE.findall(t)]
    counted = [(where, s, words(s)) for where, s in sentences]
    counted = [line for line in counted if line[2]]
    every = [w for _, _, found in counted for w in found]
    return Readability(
        sentences=len(counted),
        mean_words=Fraction(len(every), max(len(counted), 1)),
        longest=max(counted, key=lambda line: len(line[2]), default=("", "", []))[1],
        long_words=Fraction(sum(len(w) >= LONG_WORD for w in every), max(len(every), 1)),
        too_long=tuple((where, s) for where, s, found in counted if len(found) > MAX_WORDS),
    )
