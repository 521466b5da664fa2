"""The structures that a release tells about: one row each, as arrays."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.group_tree import Node
from diag.questionnaire.questionnaire_model import Questionnaire

NOT_TOLD = -1
ANSWER_CODES = ("0", "1", "2", "3", "4", "NSP", "NC", "SR", "")
"""Codes 0 to 8 of `Structures.answers`, as the table of scores writes them."""
HIGHEST = 4
"""Last of the codes that are levels."""
NOBODY_NAMED = re.compile(
    "inconnue?|non connue?|nsp|(je )?ne sai[st] pas|non (renseigne|precise|communique)e?|n ?[acr]|neant"
    "|s ?o|sans( objet| reponse)?|aucune?|rien|vide|non|autres?( organisme)?|null|none|nan|unknown|0"
)
"""What is written, as `same_name` spells it, where the organisation is not known."""
_BETWEEN = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"0*(\d+?)(?:[.,]0+)?")
_ACCENTS = re.compile("[\u0300-\u036f]")


def content_of(questionnaire: Questionnaire) -> str:
    """Return what names the content of a questionnaire, as the table of scores writes it."""
    header, digest = questionnaire.header, questionnaire.hash.removeprefix("sha256:")[:12]
    return f"{header.id} {header.version} {digest}"


@dataclass(frozen=True, eq=False)
class Structures:
    """n structures, each once: its latest visit of the period.

    Those that tell no organisation share one code: what is not known is no diversity (M16).
    """

    key: NDArray[Any]  # (n,) identifiers, as `same_name` spells them, in order
    organisation: NDArray[np.int64]  # (n,) code of the managing organisation
    nodes: Sequence[Node]  # the deepest nodes that structures are in
    home: NDArray[np.int64]  # (n,) rank in `nodes`
    tenths: NDArray[np.int16]  # (n, D + 1) scores times ten, -1 for none; the whole is the last
    levels: NDArray[np.int8]  # (n, D + 1) levels 0 to 4, -1 for none
    answers: NDArray[np.int8]  # (n, Q) rank in `ANSWER_CODES`

    def __len__(self) -> int:
        return len(self.home)


def same_name(name: str) -> str:
    """Return a name without what varies from one person to another: case, accents, punctuation.

    The digits of a number lose their spaces, and what a spreadsheet adds or takes away: `02 000 0001`
    and `20000001.0` are `20000001`, and `1-12` stays apart from `11-2`.
    """
    bare = "".join(name.split())
    if number := _NUMBER.fullmatch(bare):
        return number[1]
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = name.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae"))
        plain = _ACCENTS.sub("", letters)
    return _BETWEEN.sub(" ", plain).strip()
