"""The canonical hash of what a visit answers: the same whatever the carrier, the order and the names.

Two files answer the same when this hash is the same. It knows no note, date, name, voice or version.
"""

import hashlib
import json
from collections.abc import Iterator

from diag.visit.visit_model import Answer, Visit


def answer_hash(visit: Visit) -> str:
    """Return `sha256:…` of the sorted lines `id, scale, status, value, reason`, profile included.

    A profile field has the scale 0. What is ticked is taken in alphabetical order; an answer of
    status `missing` is no line.
    """
    text = "".join(f"{line}\n" for line in sorted(_lines(visit)))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _lines(visit: Visit) -> Iterator[str]:
    for name, value in visit.structure.profile.items():
        yield _line(name, 0, Answer(value=value))
    for name, answer in visit.answers.items():
        if answer.status != "missing":
            yield _line(name, answer.scale, answer)


def _line(name: str, scale: int, answer: Answer) -> str:
    value = sorted(answer.value) if isinstance(answer.value, list) else answer.value
    return json.dumps([name, scale, answer.status, value, answer.reason], ensure_ascii=False)
