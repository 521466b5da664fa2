"""YAML with places: every scalar stays as it was spelled, every key and value knows where it is.

Values are composed here from PyYAML's events, as its own loaders do not give together: duplicate
keys refused at their place, aliases with a bounded expansion, a bounded depth, and types never
guessed (`non`, `3.10`).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.user_files import read_text

MAX_DEPTH = 40
MAX_NODES = 200_000
"""Values of a document once its aliases are expanded; the PRINT questionnaire holds about 10,000."""

Place = tuple[str | int, ...]
"""Keys and ranks that lead to a value from the top of its document."""
Tree = Any
"""A composed value: text, list or mapping, nothing else, at most `MAX_DEPTH` deep."""

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass
class Source:
    """One YAML document: its composed `data` and the mark of the parser at each key and value.

    Marks are read when a mistake is told: there are twenty thousand of them.
    """

    name: str
    data: Tree = None
    keys: dict[Place, Any] = field(default_factory=dict)
    values: dict[Place, Any] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """Every scalar under a key, with its place, in reading order."""
        return tuple(_scalars(self.data, ()))

    def value_mark(self, path: Place) -> Mark:
        """Return the place of the value under `path`, or of its nearest existing parent."""
        while path and path not in self.values:
            path = path[:-1]
        return _mark(self.values[path]) if path in self.values else Mark(1, 1)

    def key_mark(self, path: Place) -> Mark:
        """Return the place of the key that ends `path`, or of the nearest value."""
        return _mark(self.keys[path]) if path in self.keys else self.value_mark(path)

    def mistake(self, path: Place, code: str, what: str, how: str = "") -> Mistake:
        """Return a mistake placed at the value under `path`."""
        mark = self.value_mark(path)
        return Mistake(self.name, mark.line, mark.column, code, what, how)


def read_source(path: Path) -> Source:
    """Read one YAML file.

    Raises:
        Refusal: unreadable, empty, not UTF-8 text, wrongly written, or with a duplicate key.
    """
    return parse_source(read_text(path), str(path))


def parse_source(text: str, name: str) -> Source:
    """Compose one YAML document held in `text`; `name` is the file named in the mistakes.

    Raises:
        Refusal: wrong YAML, duplicate keys, too deep, or expanding hugely.
    """
    composer = _Composer(Source(name))
    try:
        composer.document(text)
    except _Stop:
        pass
    except RecursionError:
        composer.note_depth(composer.last)
    except yaml.YAMLError as error:
        composer.mistakes += _told_before(error, text, name) or [_explain_syntax(error, name)]
    if composer.mistakes:
        raise Refusal(composer.mistakes)
    return composer.source


def dump(data: Tree) -> str:
    """Return `data` as YAML that this module reads back to the same text.

    Scalars that another YAML reader would take for a number, a date or a boolean are quoted. A text
    of several lines is a block, as it was typed (interview, line 6).
    """
    texts: list[str] = []
    data = _with_marks(data, texts)
    written = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    following = iter(texts)
    return _MARKED.sub(lambda found: _block(next(following), found[1]), written)


# The compiled emitter writes no text as a block that holds a blank before a line end or an emoji:
# it writes a mark as a block, whose place the text takes.
_MARK = "\uf8ff"
_MARKED = re.compile(rf"(?<=\|-\n)( *){_MARK}$", re.MULTILINE)
_BLOCK = re.compile(r"(?!\s)[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+(?<!\n)")


class _Mark(str):
    """Where a text of several lines comes."""

    __slots__ = ()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a mark as a block."""


_Dumper.add_representer(_Mark, lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:str", _MARK, style="|"))


def _with_marks(value: Tree, texts: list[str]) -> Tree:
    """Return `value` with a mark for each text that is a block; these are added to `texts`."""
    if isinstance(value, dict):
        return {key: _with_marks(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_marks(inner, texts) for inner in value]
    if isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value):
        texts.append(value)
        return _Mark()
    return value


def _block(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else "" for line in text.split("\n"))


def _scalars(value: Tree, path: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(inner, (*path, index))
    elif path:
        yield path, value


class _Stop(Exception):
    """Composition cannot go on; the mistake is already recorded."""


class _Composer:
    """Turns parser events into a tree, noting each place and each mistake."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.anchors: dict[str, Tree] = {}
        self.open_anchors: set[str] = set()
        self.nodes = 0
        self.last: yaml.Event = yaml.StreamStartEvent(start_mark=yaml.Mark(source.name, 0, 0, 0, None, 0))

    def document(self, text: str) -> None:
        """Compose the only document of a text.

        Raises:
            _Stop: it is refused.
            yaml.YAMLError: it is no YAML, or is beyond the limits of the parser.
        """
        documents, events = 0, self._events(text)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "Y04", "plusieurs documents dans un fichier", "supprimez la ligne « --- »")
                self.source.data = self._node(next(events), events, (), 0)
        if not documents:
            what, how = ("le fichier ne contient que des commentaires", "restaurez-le depuis une copie")
            self.mistakes.append(Mistake(self.source.name, 0, 0, "F02", what, how))

    def _events(self, text: str) -> Iterator[Any]:
        for self.last in yaml.parse(text, Loader=_Loader):
            yield self.last

    def _node(self, event: Any, events: Iterator[Any], path: Place, depth: int) -> Tree:
        self._grow(event)
        self._bound(depth, event)
        self.source.values[path] = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if event.tag:
            self._stop(event, "Y04", f"étiquette « {event.tag} »", "supprimez le mot qui commence par « ! »")
        anchor = event.anchor
        if anchor:
            self.open_anchors.add(anchor)
        if isinstance(event, yaml.ScalarEvent):
            value: Tree = event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(events, path, depth)
        else:
            value = self._mapping(events, path, depth)
        if anchor:
            self.open_anchors.discard(anchor)
            self.anchors[anchor] = value
        return value

    def _sequence(self, events: Iterator[Any], path: Place, depth: int) -> list[Tree]:
        items: list[Tree] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, events: Iterator[Any], path: Place, depth: int) -> dict[str, Tree]:
        content: dict[str, Tree] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "Y04", "une clé doit être un simple mot", "écrivez « clé : valeur »")
            key = event.value
            where = (*path, key)
            if key in content:
                first = _mark(self.source.keys[where])
                self._note(
                    event, "Y02", f"la clé « {key} » est déjà écrite ligne {first.line}", "supprimez l’une des deux"
                )
            else:
                self.source.keys[where] = event.start_mark
            value = self._node(next(events), events, where, depth + 1)
            content.setdefault(key, value)
        return content

    def _alias(self, event: Any, depth: int) -> Tree:
        if event.anchor in self.open_anchors:
            self._stop(event, "Y03", f"« *{event.anchor} » se contient lui-même", "recopiez la valeur voulue")
        if event.anchor not in self.anchors:
            self._stop(
                event,
                "Y03",
                f"« *{event.anchor} » renvoie à une ancre absente",
                f"écrivez « &{event.anchor} » avant ce renvoi",
            )
        value = self.anchors[event.anchor]
        self._measure(value, depth, event)
        return value

    def _measure(self, value: Tree, depth: int, event: Any) -> None:
        """Count what an alias stands for: nested ones explode neither in memory nor in depth."""
        waiting = [(value, depth)]
        while waiting:
            item, level = waiting.pop()
            self._grow(event)
            self._bound(level, event)
            inner = item.values() if isinstance(item, dict) else item
            if not isinstance(item, str):
                waiting.extend((one, level + 1) for one in inner)

    def _bound(self, depth: int, event: Any) -> None:
        if depth > MAX_DEPTH:
            self.note_depth(event)
            raise _Stop

    def note_depth(self, event: Any) -> None:
        """Record that what stands at an event is nested too deep."""
        self._note(event, "Y04", f"plus de {MAX_DEPTH} niveaux imbriqués", "simplifiez la structure")

    def _grow(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            what = "contenu développé démesurément"
            self._stop(event, "Y03", what, "supprimez les alias (*) en cascade")

    def _note(self, event: Any, code: str, what: str, how: str) -> None:
        mark = _mark(event.start_mark)
        self.mistakes.append(Mistake(self.source.name, mark.line, mark.column, code, what, how))

    def _stop(self, event: Any, code: str, what: str, how: str) -> None:
        self._note(event, code, what, how)
        raise _Stop


def _mark(start: Any) -> Mark:
    """Return the place that the parser counts from 0."""
    return Mark(start.line + 1, start.column + 1)


def _told_before(error: yaml.YAMLError, text: str, name: str) -> list[Mistake]:
    """Return what is refused of the text before the place where the parser gave up, if anything is.

    The parser reads ahead (a bracket may open a key of 1,024 characters), and some versions stop at
    a depth of their own before they tell of our last level. What stands before the place where they
    stopped is within their limit: read alone, it tells all its levels.
    """
    mark = getattr(error, "problem_mark", None)
    before = _Composer(Source(name))
    try:
        with suppress(yaml.YAMLError):
            before.document(text[: mark.index] if mark else "")
    except _Stop:
        return before.mistakes
    return []


_NEVER_CLOSED = ("unexpected end of stream", "expected ',' or")
_SYNTAX = {  # in words that the compiled parser and the other share, where they do
    "mapping values are not allowed": (
        "deux-points inattendu",
        "mettez entre guillemets le texte qui contient « : »",
    ),
    "could not find expected ':'": ("il manque « : » après la clé", "écrivez « clé: valeur »"),
    "did not find expected key": (
        "alignement ou guillemet incorrect",
        "alignez les clés d’un même bloc et fermez les guillemets",
    ),
    "expected <block end>": (
        "alignement ou guillemet incorrect",
        "alignez les clés d’un même bloc et fermez les guillemets",
    ),
    "did not find expected '-' indicator": (
        "alignement incorrect dans une liste",
        "commencez chaque élément par « - » au même retrait",
    ),
    "found a tab character": ("tabulation dans le retrait", "remplacez-la par des espaces"),
    "character '\\t'": ("tabulation dans le retrait", "remplacez-la par des espaces"),
    "cannot start any token": (
        "caractère inattendu",
        "mettez entre guillemets les textes qui commencent par @, % ou `, et le retrait en espaces",
    ),
    "unexpected end of stream": ("guillemet jamais fermé", "fermez le guillemet"),
    "sequence entries are not allowed": ("élément de liste inattendu", "mettez « - » à la ligne, sous la clé"),
    "expected ',' or": ("crochet ou accolade jamais fermé", "fermez la liste avec ] ou }"),
    "characters are not allowed": ("caractère de contrôle", "supprimez ce caractère"),
}


def _explain_syntax(error: yaml.YAMLError, name: str) -> Mistake:
    """Return the parser's error as a mistake in French, at its place."""
    problem = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''} {error}"
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if any(sign in problem for sign in _NEVER_CLOSED):
        marks.reverse()  # the fault is where it was opened, not where the reader gave up
    mark = marks[0] or marks[1]
    default = ("écriture YAML incorrecte", "vérifiez le retrait, les deux-points et les guillemets")
    what, how = next((text for sign, text in _SYNTAX.items() if sign in problem), default)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Mistake(name, line, column, "Y01", what, how)
