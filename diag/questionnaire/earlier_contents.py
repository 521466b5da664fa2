"""The words of the contents that a questionnaire has kept (`versions/`), for the visits made then.

An earlier content follows the format of its time, which the models no longer read. Its words are
taken from its texts: what was asked under which title, and what each answer said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diag.french import typeset
from diag.questionnaire.located_yaml import read_source
from diag.questionnaire.mistakes import Refusal


@dataclass(frozen=True)
class Asked:
    """A question or a profile field, as an earlier content asked it.

    Attributes:
        title: short title.
        scale: version of the scale; answers of another one do not have these labels.
        labels: what each level, box or option says, by its code, without a full stop.
        unit: what a number counts, in the plural; empty for the rest.

    """

    title: str
    scale: int
    labels: Mapping[str, str]
    unit: str


@dataclass(frozen=True)
class EarlierContent:
    """The words of one earlier content: its questions, its profile fields, titles of its actions."""

    version: tuple[int, ...]
    questions: Mapping[str, Asked]
    fields: Mapping[str, Asked]
    actions: Mapping[str, str]

    def asked(self, name: str) -> Asked | None:
        """Return the question or the field of a name; None where there was none."""
        return self.questions.get(name) or self.fields.get(name)


NOTHING = EarlierContent((), {}, {}, {})
"""What is known of a version that no kept content tells."""


def read_earlier(folder: Path) -> tuple[EarlierContent, ...]:
    """Return the contents kept in a questionnaire folder, the oldest first."""
    versions = {v: path for path in folder.glob("versions/*") if (v := version_of(path.name))}
    return tuple(_read(version, versions[version]) for version in sorted(versions))


def version_of(text: str) -> tuple[int, ...]:
    """Return a version such that an earlier one is smaller; empty for what is no version."""
    found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})", text)
    return tuple(map(int, found.groups())) if found else ()


def _read(version: tuple[int, ...], folder: Path) -> EarlierContent:
    return EarlierContent(
        version,
        {q["id"]: _asked(q) for q in _items(folder, "dimensions/*.yaml", "questions")},
        {f["id"]: _asked(f) for f in _items(folder, "profile.yaml", "fields")},
        {a["id"]: typeset(a["title"]) for a in _items(folder, "actions/*.yaml", "actions")},
    )


def _items(folder: Path, pattern: str, key: str) -> Iterator[dict[str, Any]]:
    """Yield what the files list under a key and has a name and a title."""
    for path in sorted(folder.glob(pattern)):
        try:
            data = read_source(path).data
        except Refusal:  # its words are not known; the visit is told by its codes
            continue
        for item in _listed(data, key):
            if isinstance(item.get("id"), str) and isinstance(item.get("title"), str):
                yield item


def _listed(data: Any, key: str) -> list[dict[str, Any]]:
    listed = data.get(key) if isinstance(data, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _asked(item: dict[str, Any]) -> Asked:
    labels: dict[str, str] = {}
    said = ""
    for choice in (*_listed(item, "choices"), *_listed(item, "options")):
        label = typeset(str(choice.get("label", "")))
        said = f"{said} {label}" if choice.get("adds") == "true" else label
        labels[str(choice.get("id", choice.get("level")))] = said.rstrip(".")
    scale, unit = str(item.get("scale", "1")), typeset(str(item.get("unit", "")))
    return Asked(typeset(item["title"]), int(scale) if scale.isdecimal() else 1, labels, unit)
