"""Reading YAML as located text: every scalar stays as it was spelled, every value knows its place.

PyYAML is imported when a file is read or written (`composer.py`): a questionnaire known to the cache
and a table of answers do without.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from diag.questionnaire.files import read_text
from diag.questionnaire.mistakes import Mistake

Place = tuple[str | int, ...]
Tree = Any  # a composed value: text, list or mapping, nothing else


class Mark(NamedTuple):
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
    from diag.questionnaire.composer import compose

    return compose(text, name)


def _scalars(value: Tree, path: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(inner, (*path, index))
    elif path:
        yield path, value


def dump(data: Tree) -> str:
    """Return `data` as YAML that this module reads back to the same text.

    Scalars that another YAML reader would take for a number, a date or a boolean are quoted.
    """
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100)
