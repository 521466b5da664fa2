"""Composing a YAML document: from PyYAML's events to text, lists and mappings that know their place.

Values are composed here, as PyYAML's own loaders do not give together: duplicate keys refused at
their place, aliases with a bounded expansion, and types never guessed (`non`, `3.10`).
"""

from collections.abc import Iterator
from typing import Any

import yaml

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.source import Mark, Place, Source, Tree
from diag.questionnaire.syntax import explain_syntax

MAX_DEPTH = 40
MAX_NODES = (
    200_000  # after expansion of the aliases; the whole PRINT questionnaire holds about 10,000
)

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def compose(text: str, name: str) -> Source:
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
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1)
