"""What enters a view: no control or direction character, French spaces but in what people typed."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_sample import rows
from report.position_cases import placed

from diag.french import NARROW
from diag.report.document import Part, texts, with_texts
from diag.report.html_markdown import document_html, document_markdown
from diag.report.network_view import build_network_document
from diag.report.reader_document import build_document
from diag.safe_text import CONTROL, markdown

TYPED = "\x1b]52;c;PRIS\x07 \u202emarche \u2066arrière\u2069\u200f \x85\ufeff | [x](y)"


@dataclass(frozen=True)
class Leaf(Part):
    text: str
    note: str
    flag: bool = True


@dataclass(frozen=True)
class Tree(Part):
    title: str
    leaves: tuple[Leaf, ...]
    pairs: tuple[tuple[str, str], ...]
    lost: Leaf | None = None


@given(st.text(), st.text(st.sampled_from("a\x00\x1b\u202e\u200f\u2028\ufeff\x9d \n")))
def test_no_control_nor_direction_character_enters(clean, hostile):
    tree = Tree(hostile + clean, (Leaf(clean + hostile, hostile),), ((hostile, clean),))
    assert not any(re.search(CONTROL, text) for text in texts(tree))


def test_sentences_are_typeset_and_what_people_typed_is_not():
    leaf = Leaf("Quoi ? L'eau", "Quoi ? L'eau")
    assert (leaf.text, leaf.note) == (f"Quoi{NARROW}? L’eau", "Quoi ? L'eau")


def test_a_change_reaches_every_text_once_and_leaves_the_view_as_it_was():
    tree = Tree("a", (Leaf("b", "c"), Leaf("d", "e", False)), (("f", "g"),))
    changed = with_texts(tree, lambda text: f"{text}!")
    assert list(texts(changed)) == ["a!", "b!", "c!", "d!", "e!", "f!", "g!"]
    assert list(texts(tree)) == list("abcdefg")
    assert (changed.leaves[1].flag, changed.lost) == (False, None)


def test_what_comes_from_outside_a_visit_passes_the_same_gate(full):
    """Names of files, stamps of data and sources of releases were never read by the visit."""
    network = build_network_document(rows(full, 20).network(source=TYPED, stamp=TYPED))
    visit = build_document(placed("esat", source=TYPED), "conseiller")
    told = [document_html(network), document_markdown(network), document_html(visit), document_markdown(visit)]
    for text in told:
        assert "PRIS" in text
        assert re.findall(CONTROL, text) == []


@pytest.mark.parametrize("text", [TYPED, "a|b", "# titre", "1. un", "<b>", "$x$", "http://a.fr"])
def test_markdown_escapes_each_text_once(full, text):
    told = document_markdown(build_network_document(rows(full, 20).network(source=text)))
    assert markdown(text) in told
