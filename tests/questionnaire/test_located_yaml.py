"""YAML read as located text.

1. Scalars keep their spelling; every value knows its place.
2. Keys written twice, anchors and aliases.
3. Writings not admitted: tags, several documents, keys that are not words, comments alone.
4. Depth: told at its place, whatever PyYAML says of it, and however it is written.
5. Wrong YAML is told in French, where it is.
6. What is written is read back.
7. Mistakes themselves.
"""

import re
import tempfile
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.questionnaire import located_yaml
from diag.questionnaire.located_yaml import MAX_DEPTH, Mark, dump, parse_source, read_source
from diag.questionnaire.mistakes import CODES, Mistake, Refusal, did_you_mean

ENGLISH = re.compile(
    r"\b(the|while|found|expected|mapping|sequence|scalar|block|character|input|should|valid)\b", re.IGNORECASE
)


def data(text):
    return parse_source(text, "f.yaml").data


def refused(text):
    """Return the mistakes of a text as (line, column, code, what and how)."""
    with pytest.raises(Refusal) as caught:
        parse_source(text, "f.yaml")
    return [(m.line, m.column, m.code, f"{m.what} {m.how}") for m in caught.value.mistakes]


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def parser(request, monkeypatch):
    """Each parser of PyYAML: the compiled one has limits that the other has not."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(located_yaml, "_Loader", getattr(yaml, request.param))


# 1. Spelling and place


def test_a_scalar_keeps_its_spelling(parser):
    words = [
        "non",
        "oui",
        "yes",
        "no",
        "on",
        "true",
        "null",
        "~",
        "01",
        "1:30",
        "3.10",
        "1e3",
        "0x1F",
        "2026-11-03",
        "=",
        "1_000",
        ".inf",
    ]
    for word in words:
        assert data(f"a: {word}\nb: [{word}]\n{word}: c\n") == {"a": word, "b": [word], word: "c"}


def test_an_absent_value_is_an_empty_text():
    assert data("a:\nb: ''\n") == {"a": "", "b": ""}


def test_texts_on_several_lines_are_folded_or_kept():
    assert data("a: >-\n  un\n  deux\nb: |\n  un\n  deux\n") == {"a": "un deux", "b": "un\ndeux\n"}


def test_every_key_and_value_knows_its_place():
    source = parse_source("a: 1\nb:\n  - x\n  - {c: été, d: 2}\n", "f.yaml")
    assert source.value_mark(("a",)) == Mark(1, 4)
    assert source.key_mark(("b",)) == Mark(2, 1)
    assert source.value_mark(("b", 0)) == Mark(3, 5)
    assert source.key_mark(("b", 1, "d")) == Mark(4, 14)
    assert source.value_mark(("b", 1, "d")) == Mark(4, 17)


def test_what_does_not_exist_takes_the_place_of_its_parent():
    source = parse_source("a:\n  b: 1\n", "f.yaml")
    assert source.value_mark(("a", "c", "d")) == Mark(2, 3)
    assert source.key_mark(("a", "c")) == Mark(2, 3)
    assert parse_source("x: 1", "f").value_mark(()) == Mark(1, 1)


# 2. Keys, anchors and aliases


def test_a_key_written_twice_is_refused_with_both_places():
    assert refused("a: 1\nb: 2\na: 3\n") == [
        (3, 1, "Y02", "la clé « a » est déjà écrite ligne 1 supprimez l’une des deux")
    ]


def test_every_key_written_twice_is_told():
    found = refused("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n  'c': 3\n")
    assert [(line, column, code) for line, column, code, _ in found] == [(2, 1, "Y02"), (5, 3, "Y02"), (6, 3, "Y02")]


def test_an_alias_repeats_its_value():
    assert data("a: &x [1, 2]\nb: *x\n") == {"a": ["1", "2"], "b": ["1", "2"]}


def test_an_alias_knows_its_own_place():
    assert parse_source("a: &x 1\nb: *x\n", "f").value_mark(("b",)) == Mark(2, 4)


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: *absente\n", 1, 4, "« *absente »"),
        ("a: *x\nb: &x 1\n", 1, 4, "« *x »"),
        ("a: &x [1, *x]\n", 1, 11, "se contient lui-même"),
        ("a: &x\n  b: *x\n", 2, 6, "se contient lui-même"),
    ],
    ids=["unknown", "before", "own list", "own mapping"],
)
def test_a_wrong_alias_is_refused(text, line, column, word):
    ((found_line, found_column, code, said),) = refused(text)
    assert (found_line, found_column, code) == (line, column, "Y03")
    assert word in said


def test_a_bomb_of_aliases_is_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 10)]
    start = time.perf_counter()
    ((_, _, code, said),) = refused("\n".join(lines))
    assert time.perf_counter() - start < 5
    assert (code, "démesurément" in said) == ("Y03", True)


def test_a_merge_key_is_a_key_like_any_other():
    assert data("a: &x {b: 1}\nc:\n  <<: *x\n") == {"a": {"b": "1"}, "c": {"<<": {"b": "1"}}}


# 3. Not admitted


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a: !!python/object:os.system x\n", (1, 4), "étiquette"),
        ("a: !!int 3\n", (1, 4), "étiquette"),
        ("a: !mien [1]\n", (1, 4), "« !mien »"),
        ("!mien {a: 1}\n", (1, 1), "étiquette"),
        ("a: 1\n---\nb: 2\n", (2, 1), "plusieurs documents"),
        ("? [a, b]\n: 1\n", (1, 3), "clé"),
        ("? {a: b}\n: 1\n", (1, 3), "clé"),
    ],
    ids=["python", "int", "own", "root", "documents", "list key", "mapping key"],
)
def test_a_writing_that_is_not_admitted_is_refused(text, place, word):
    ((line, column, code, said),) = refused(text)
    assert (line, column, code) == (*place, "Y04")
    assert word in said


def test_a_file_of_comments_is_refused():
    assert [(c, w.split(" restaurez")[0]) for *_, c, w in refused("# un\n\n# deux\n")] == [
        ("F02", "le fichier ne contient que des commentaires")
    ]


def test_one_document_may_say_where_it_starts_and_ends():
    assert data("---\na: 1\n...\n") == {"a": "1"}


# 4. Depth


CHAIN = ["a0: &a0 x"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 3000)]
DEEP = {
    "list": ("[" * 5000, (1, MAX_DEPTH + 2)),
    "closed list": ("[" * 5000 + "]" * 5000, (1, MAX_DEPTH + 2)),
    "one too many": ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), (1, MAX_DEPTH + 2)),
    "value": ("a: " + "[" * 1000, (1, MAX_DEPTH + 4)),
    "after accents": ("é: 'élève 😀'\nà: " + "[" * 5000, (2, MAX_DEPTH + 4)),
    "mappings": ("{a: " * 5000, (1, 4 * (MAX_DEPTH + 1) + 1)),
    "mixed": ("[{a: " * 5000, (1, 5 * (MAX_DEPTH // 2) + 2)),
    "dashes": ("- " * 5000, (1, 2 * (MAX_DEPTH + 1) + 1)),
    "indents": ("\n".join(" " * n + "a:" for n in range(1500)), (MAX_DEPTH + 2,) * 2),
    "chain of aliases": ("\n".join(CHAIN), (MAX_DEPTH + 1, len("a40: &a40 [") + 1)),
    "short chain of aliases": ("\n".join(CHAIN[:600]), (MAX_DEPTH + 1, len("a40: &a40 [") + 1)),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "place"), DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_refused_where_it_becomes_so(parser, text, place):
    ((line, column, code, said),) = refused(text)
    assert (line, column, code) == (*place, "Y04")
    assert "plus de 40 niveaux imbriqués" in said


@settings(max_examples=50)
@pytest.mark.slow
@given(st.lists(st.sampled_from(["[", "[x, ", "{a: ", "{é: 'x', a: ", "{"]), min_size=1, max_size=9))
def test_every_parser_says_the_same_of_what_is_nested_too_deep(openings):
    text, told = "".join(openings) * 600, []
    for name in ("CBaseLoader", "BaseLoader"):
        with patch.object(located_yaml, "_Loader", getattr(yaml, name, yaml.BaseLoader)):
            told.append(refused(text))
    assert told[0] == told[1]
    assert [code for _, _, code, _ in told[0]] == ["Y04"]


def test_brackets_that_open_no_level_are_refused_for_what_they_are(parser):
    ((line, column, code, said),) = refused("{" * 5000)
    assert (line, column, code) == (1, 2, "Y04")
    assert "clé" in said


@pytest.mark.parametrize("limit", [50, 100, 1000])
def test_a_parser_that_stops_at_its_own_depth_does_not_hide_the_reason(monkeypatch, limit):
    parse = yaml.parse

    def limited(text, **loader):
        if text.count("[") > limit:
            place = yaml.Mark("f", limit, 0, limit, None, 0)
            raise yaml.MarkedYAMLError("trop", place, "en ses propres mots", place)
        return parse(text, **loader)

    monkeypatch.setattr(yaml, "parse", limited)
    ((line, column, code, _),) = refused("[" * 5000)
    assert (line, column, code) == (1, MAX_DEPTH + 2, "Y04")


@pytest.mark.parametrize("events", [0, 1, 4])
def test_a_parser_that_exhausts_the_stack_says_so_where_it_was(monkeypatch, events):
    parse = yaml.parse

    def exhausted(text, **loader):
        yield from islice(parse(text, **loader), events)
        raise RecursionError

    monkeypatch.setattr(yaml, "parse", exhausted)
    ((line, _, code, said),) = refused("a:\n  - b\n")
    assert (line, code) == (1, "Y04")
    assert "niveaux imbriqués" in said


def test_the_depth_allowed_is_read(parser):
    assert data("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert data("a: &x " + "[" * 20 + "]" * 20 + "\nb: " + "[" * 19 + "*x" + "]" * 19)


# 5. Wrong YAML


WRONG = [
    ("a: b: c\n", 1, "deux-points"),
    ("a: 1\n b: 2\n", 2, ""),
    ("a:\n\t- b\n", 2, ""),
    ("a: 'jamais fermé\n", 1, "guillemet"),
    ('a: "jamais fermé\nb: 1\n', 1, "guillemet"),
    ("a: [1, 2\nb: 3\n", 1, "ferm"),
    ("a: {b: 1\n", 1, "ferm"),
    ("a: @b\n", 1, "caractère inattendu"),
    ("a: %b\n", 1, "caractère inattendu"),
    ("a\nb: 1\n", 2, ""),
    ("- a\nb: 1\n", 2, ""),
    ("a: 1\n- b\n", 2, ""),
    ("a: - b\n", 1, "liste"),
    ("a: \x07\n", 0, "contrôle"),
    ("a: *\n", 1, ""),
    ("a: &\n", 1, ""),
    ('a: "\\q"\n', 1, ""),
    ("%YAML 9.9\n---\na: 1\n", 1, ""),
]


def test_wrong_yaml_is_told_in_french_at_its_place(parser):
    for text, line, word in WRONG:
        ((found, _, code, said),) = refused(text)
        assert (found, code) == (line, "Y01"), text
        assert word in said, text
        assert not ENGLISH.search(said), text


@settings(max_examples=50)
@given(st.text(alphabet="ab:-[]{},'\"|>&*!%@#?\n \té", max_size=40))
def test_any_text_is_read_or_refused(text):
    refusal = None
    try:
        parse_source(text, "f.yaml")
    except Refusal as raised:
        refusal = raised
    if refusal:
        assert refusal.mistakes
        assert not any(ENGLISH.search(f"{m.what} {m.how}") for m in refusal.mistakes)


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.yaml"
        path.write_bytes(raw)
        with suppress(Refusal):
            assert read_source(path).name == str(path)


# 6. Round trip

WORDS = st.text(max_size=20).map(lambda t: "".join(c for c in t if c.isprintable() or c in "\n\t"))
TREES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8
)


@pytest.mark.slow
@settings(max_examples=50)
@given(st.dictionaries(WORDS, TREES, min_size=1, max_size=4))
def test_what_is_dumped_is_read_back(tree):
    assert data(dump(tree)) == tree


LINES = st.lists(
    st.text(alphabet="ab:#-|>'\"\\%@`&*!{}[]~é😀\u00a0\uf8ff \t", max_size=12), min_size=2, max_size=6
).map("\n".join)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.lists(LINES | st.text(), min_size=1, max_size=3))
def test_any_text_of_several_lines_is_read_back(texts):
    """Interview, line 6."""
    assert data(dump({"notes": texts, "note": texts[0]})) == {"notes": texts, "note": texts[0]}


def test_a_text_of_several_lines_is_a_block_as_it_was_typed():
    """Interview, line 6: blanks before a line end and emojis included."""
    note = "Bonjour  \n\n  - deux 😀\t\n# fin : «\u00a0oui\u00a0»"
    assert dump({"a": {"note": note}, "l": ["un\ndeux"], "b": "seul"}) == (
        "a:\n  note: |-\n    Bonjour  \n\n      - deux 😀\t\n    # fin : «\u00a0oui\u00a0»\n"
        "l:\n- |-\n  un\n  deux\nb: seul\n"
    )


# 7. Mistakes themselves


def test_a_mistake_has_a_code_of_the_list():
    with pytest.raises(KeyError):
        Mistake("f", 1, 1, "X99", "quoi")


def test_mistakes_sort_in_reading_order():
    later, earlier = Mistake("f", 10, 1, "M01", "a"), Mistake("f", 9, 5, "Q01", "b")
    assert Refusal([later, earlier]).mistakes == (earlier, later)


def test_two_mistakes_of_one_place_are_both_told():
    one, two = Mistake("f", 1, 1, "M02", "il manque a"), Mistake("f", 1, 1, "M02", "il manque b")
    assert len(Refusal([two, one, one]).mistakes) == 2


def test_a_place_is_written_as_editors_open_it():
    assert Mistake("f.yaml", 3, 5, "M01", "x").place == "f.yaml:3:5"
    assert Mistake("f.yaml", 0, 0, "F01", "x").place == "f.yaml"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("wieght", ["weight", "text"], "vouliez-vous dire « weight » ?"),
        ("EHPAD", ["ehpad"], "vouliez-vous dire « ehpad » ?"),
        ("zzz", ["weight"], ""),
        ("x", [], ""),
    ],
)
def test_a_near_word_is_suggested(word, known, said):
    assert did_you_mean(word, known) == said


def test_every_code_has_its_meaning():
    assert all(re.fullmatch(r"[EFGILMQRTVY]\d\d", code) and what for code, what in CODES.items())
