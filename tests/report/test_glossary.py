"""The glossary of a report finds whole words, as a plain search of each spelling would."""

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from diag.questionnaire.questionnaire_model import Term
from diag.report.document import Part
from diag.report.method_view import glossary_of

TERMS = [
    Term(term="ARS", also=["Agence régionale"], text="Une agence."),
    Term(term="AI Act", also=["AI", "A.I."], text="Un règlement."),
    Term(term="ACT / LHSS", also=["l’accueil (jour)"], text="Des lits."),
]
PIECES = [
    "ARS", "Agence", "régionale", "AI", "A.I.", "Act", "ACT", "LHSS", "l’accueil", "(jour)",
    " ", " ", ".", "-", "s", "_",
]  # fmt: skip


@dataclass(frozen=True)
class Told(Part):
    lines: tuple[str, ...]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=3))
def test_terms_are_found_as_whole_words(lines):
    spellings = [(t.term, s) for t in TERMS for s in (*t.term.split(" / "), *t.also)]
    expected = {
        term for term, spelling in spellings for line in lines if re.search(rf"\b{re.escape(spelling)}\b", line)
    }
    assert {term.term for term in glossary_of(TERMS, Told(tuple(lines)))} == expected


def test_terms_are_in_alphabetical_order():
    used = glossary_of(TERMS, Told(("LHSS, ARS, A.I.", "l’AI Act")))
    assert [term.term for term in used] == ["ACT / LHSS", "AI Act", "ARS"]
