"""Which terms of the glossary a report uses."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from diag.questionnaire.questionnaire_model import Term
from diag.report.parts import Part, Shared, inside
from diag.report.view import TermView

_WORD = re.compile(r"\w+")


class Glossary:
    """The terms of one questionnaire, ready to be found in many texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(TermView(t.term, t.text) for t in terms)
        self._sorted = sorted(range(len(terms)), key=lambda rank: terms[rank].term.casefold())
        self._heads: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for rank, term in enumerate(terms):
            for spelling in (*term.term.split(" / "), *term.also):
                for head in _WORD.findall(spelling)[:1]:
                    self._heads[head].append((spelling, rank))
        # Most sentences come from the questionnaire, and come back in every report.
        self._found_in = lru_cache(maxsize=16_384)(self._search)

    def used(self, view: Part) -> tuple[TermView, ...]:
        """Return the terms that a view uses, in alphabetical order."""
        ranks = set[int]().union(*map(self._found_in, inside(view)))
        return tuple([self._terms[rank] for rank in self._sorted if rank in ranks])

    def _search(self, part: str | Shared) -> frozenset[int]:
        """Return the ranks of the terms in a text, or in all those of a part."""
        if isinstance(part, Shared):
            return frozenset().union(*map(self._found_in, inside(part)))
        return frozenset(self._in_text(part))

    def _in_text(self, text: str) -> Iterator[int]:
        """Yield the ranks of the terms that stand in a text as whole words, case included."""
        heads = self._heads.keys() & _WORD.findall(text)
        for spelling, rank in chain.from_iterable(self._heads[head] for head in heads):
            if spelling in heads or re.search(rf"\b{re.escape(spelling)}\b", text):
                yield rank
