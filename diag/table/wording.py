"""One text, one answer: labels, levels, numbered labels, and the words that stand for no answer."""

import re
from collections.abc import Iterator, Mapping

from diag.export.spelling import is_blank, is_excel_error, is_scientific, normalise, repairs
from diag.table.answers import NO_ANSWER, Reading, State, answered, damaged, told
from diag.table.lexicon import Labels, Lexicon, variants, whole

#: Words of a mapping file that say a state instead of an answer.
STATE_WORDS = {
    "unknown": State.UNKNOWN,
    "not_applicable": State.NOT_APPLICABLE,
    "no_answer": State.NO_ANSWER,
    "not_asked": State.NOT_ASKED,
}
OTHER_CODE = "-oth-"  # LimeSurvey's code of the answer that opens a free text

# What stands beside a number must begin as words do: `2-3 fois` is no level 2.
_WORDS = r"([^\W\d_].*|[«“\"'(]\s*[^\W\d_].*)"
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[-–—.:)=/]\s*" + _WORDS, re.DOTALL)
_LETTERED = re.compile(r"\s*[\[(]?(?:[A-Za-z]\d{0,2}|\d{1,3})\s*[-–—.:)\]]\s*" + _WORDS, re.DOTALL)
_SPACED = re.compile(r"\s*\d{1,3}\s+" + _WORDS, re.DOTALL)
_TRAILED = re.compile(r"\s*" + _WORDS + r"(?<=\S)\s*[\[(]\d{1,3}[\])]\s*", re.DOTALL)
_ASK = "écrivez l’une des réponses proposées, ou dites ce que vaut ce texte dans la correspondance"
_NUMBERS = "dites ce que vaut chaque nombre dans la correspondance"


def read_one(
    labels: Labels, lexicon: Lexicon, values: Mapping[str, str], text: str, problem: str = ""
) -> Reading:
    """Return what a cell that holds one answer says; the value is an id, or a level as text.

    What a mapping file declares comes first, then the labels and codes of the question, then the
    synonyms of the questionnaire.

    Args:
        labels: answers of the question.
        lexicon: words of the questionnaire.
        values: what raw texts mean, from a mapping file.
        text: the cell.
        problem: why no number of the column can be trusted, or empty.

    """
    said = settled(labels, lexicon, values, text)
    if said is not None:
        return said
    number = number_of(labels, lexicon, text)
    if number is not None:
        if says_numbers(values):
            return damaged("nombre que la correspondance ne dit pas", _NUMBERS)
        if problem:
            return damaged(problem, _NUMBERS)
        if number not in labels.titles:
            return damaged("nombre absent de l’échelle", _NUMBERS)
        return _unless_near(labels, text, number)
    meant = lexicon.yes_no(labels, text) if whole(text) is None or labels.codes else None
    return answered(meant) if meant else unreadable(labels, text)


def settled(
    labels: Labels, lexicon: Lexicon, values: Mapping[str, str], text: str
) -> Reading | None:
    """Return what a text says in so many words, whatever its number may be, or None."""
    word = declared(values, text)
    if word is not None:
        state = None if word in labels.titles else STATE_WORDS.get(word)
        return answered(word) if state is None else told(state)
    if is_blank(text):
        return NO_ANSWER
    found = _find(labels, text)
    if found:
        return answered(found)
    if normalise(text) in labels.shared:
        return damaged("ce texte est celui de deux réponses", _ASK)
    for inner in _inner(text):
        found = labels.find(inner)
        if found:
            return answered(found)
    for words in (text, *_inner(text)):
        state = lexicon.state(words)
        if state is not None:
            return told(state)
    return None


def declared(values: Mapping[str, str], text: str) -> str | None:
    """Return what a mapping file says of a text, or None."""
    if not values:
        return None
    if is_blank(text):
        return values.get("")
    return next((values[key] for key in variants(text) if key in values), None)


def says_numbers(values: Mapping[str, str]) -> bool:
    """Tell whether a mapping file says what a number is worth: then it says all that count."""
    return any(
        whole(text) is not None and meant not in STATE_WORDS for text, meant in values.items()
    )


def number_of(labels: Labels, lexicon: Lexicon, text: str) -> str | None:
    """Return the number by which alone a text would be understood, or None."""
    if labels.codes or settled(labels, lexicon, {}, text) is not None:
        return None  # ids are words: a number is not one of them
    match = _NUMBERED.fullmatch(text)
    return whole(text) or (match[1].lstrip("0") or "0" if match else None)


def unreadable(labels: Labels, text: str) -> Reading:
    """Return why a text says nothing that the question knows."""
    if is_excel_error(text):
        return damaged("erreur d’Excel", "reprenez la réponse d’origine")
    if is_scientific(text):
        return damaged("nombre abîmé par un tableur", "reprenez la réponse d’origine")
    for repaired in repairs(text):
        found = labels.find(repaired)
        if found:
            return spoiled(labels.titles[found])
    near = labels.nearest(text)
    how = f"vouliez-vous dire « {labels.titles[near]} » ?" if near else _ASK
    return damaged("réponse inconnue", how)


def spoiled(title: str) -> Reading:
    """Return a known label whose accents were read with the wrong encoding."""
    how = f"relisez le fichier dans son encodage ; sans doute « {title} »"
    return damaged("accents abîmés", how)


def _find(labels: Labels, text: str) -> str | None:
    if text.strip() == OTHER_CODE:
        return labels.other or None
    return next((found for key in variants(text) if (found := labels.find(key))), None)


def _inner(text: str) -> Iterator[str]:
    """Yield the label of `3 - label`, `a) label`, `label (3)`."""
    for pattern in (_NUMBERED, _LETTERED, _SPACED, _TRAILED):
        match = pattern.fullmatch(text)
        if match:
            yield match[match.lastindex or 0]


def _unless_near(labels: Labels, text: str, number: str) -> Reading:
    """Return the level that a number says, unless its text looks like the label of another one."""
    match = _NUMBERED.fullmatch(text)
    near = labels.nearest(match[2]) if match else None
    if near is not None and near != number:
        how = f"vouliez-vous dire « {labels.titles[near]} » ?"
        return damaged("le nombre et le texte ne disent pas la même réponse", how)
    return answered(number)
