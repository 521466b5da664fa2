"""Reading YAML as located text: every scalar stays as it was spelled, every value knows its place.

Values are composed here from PyYAML's events, as its loaders do not give together: duplicate keys
refused at their place, aliases with a bounded expansion, and types never guessed (`non`, `3.10`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from diag.questionnaire.files import read_text
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.syntax import explain_syntax

Place = tuple[str | int, ...]
Tree = Any  # a composed value: text, list or mapping, nothing else

MAX_DEPTH = 40
MAX_NODES = (
    200_000  # after expansion of the aliases; the whole PRINT questionnaire holds about 10,000
)

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Mark:
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass
class Source:
    """One YAML document: its composed `data` and the place of each key and value."""

    name: str
    data: Tree = None
    keys: dict[Place, Mark] = field(default_factory=dict)
    values: dict[Place, Mark] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """Every scalar under a key, with its place, in reading order."""
        return tuple(_scalars(self.data, ()))

    def value_mark(self, path: Place) -> Mark:
        """Return the place of the value under `path`, or of its nearest existing parent."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def key_mark(self, path: Place) -> Mark:
        """Return the place of the key that ends `path`, or of the nearest value."""
        return self.keys.get(path) or self.value_mark(path)

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
        composer.document(yaml.parse(text, Loader=_Loader))
    except _Stop:
        pass
    except yaml.YAMLError as error:
        composer.mistakes.append(explain_syntax(error, name))
    if composer.mistakes:
        raise Refusal(composer.mistakes)
    return composer.source


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

    def document(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(
                        event,
                        "Y04",
                        "plusieurs documents dans un fichier",
                        "supprimez la ligne « --- »",
                    )
                self.source.data = self._node(next(events), events, (), 0)
        if not documents:
            what, how = (
                "le fichier ne contient que des commentaires",
                "restaurez-le depuis une copie",
            )
            self.mistakes.append(Mistake(self.source.name, 0, 0, "F02", what, how))

    def _node(self, event: Any, events: Iterator[Any], path: Place, depth: int) -> Tree:
        self._grow(event)
        if depth > MAX_DEPTH:
            self._stop(
                event, "Y04", f"plus de {MAX_DEPTH} niveaux imbriqués", "simplifiez la structure"
            )
        self.source.values[path] = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.tag:
            self._stop(
                event,
                "Y04",
                f"étiquette « {event.tag} »",
                "supprimez le mot qui commence par « ! »",
            )
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
                self._stop(
                    event, "Y04", "une clé doit être un simple mot", "écrivez « clé : valeur »"
                )
            key = event.value
            where = (*path, key)
            if key in content:
                first = self.source.keys[where]
                self._note(
                    event,
                    "Y02",
                    f"la clé « {key} » est déjà écrite ligne {first.line}",
                    "supprimez l’une des deux",
                )
            else:
                self.source.keys[where] = _mark(event)
            value = self._node(next(events), events, where, depth + 1)
            content.setdefault(key, value)
        return content

    def _alias(self, event: Any, path: Place) -> Tree:
        if event.anchor in self.open_anchors:
            self._stop(
                event,
                "Y03",
                f"« *{event.anchor} » se contient lui-même",
                "recopiez la valeur voulue",
            )
        if event.anchor not in self.anchors:
            self._stop(
                event,
                "Y03",
                f"« *{event.anchor} » renvoie à une ancre absente",
                f"écrivez « &{event.anchor} » avant ce renvoi",
            )
        value = self.anchors[event.anchor]
        self._count(value, event)
        return value

    def _count(self, value: Tree, event: Any) -> None:
        """Count the nodes an alias stands for, so that nested aliases cannot explode in memory."""
        waiting = [value]
        while waiting:
            item = waiting.pop()
            self._grow(event)
            if isinstance(item, dict):
                waiting.extend(item.values())
            elif isinstance(item, list):
                waiting.extend(item)

    def _grow(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            what = "contenu développé démesurément"
            self._stop(event, "Y03", what, "supprimez les alias (*) en cascade")

    def _note(self, event: Any, code: str, what: str, how: str) -> None:
        mark = _mark(event)
        self.mistakes.append(Mistake(self.source.name, mark.line, mark.column, code, what, how))

    def _stop(self, event: Any, code: str, what: str, how: str) -> None:
        self._note(event, code, what, how)
        raise _Stop


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def dump(data: Tree) -> str:
    """Return `data` as YAML that this module reads back to the same text.

    Scalars that another YAML reader would take for a number, a date or a boolean are quoted.
    """
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
