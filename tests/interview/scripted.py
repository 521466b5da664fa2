"""A face without a terminal: it replies from a script and remembers what crossed it.

It is asked and told a bounded number of times: a loop that never ends fails instead of hanging.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from diag.interview.prompts import Prompt, Reply, understand

PATIENCE = 500
"""Calls of a face in one test; the longest script takes a tenth of them."""


@dataclass
class ScriptedFace:
    """Types the lines of `script`, one per question, menu or text; an exception is raised."""

    script: list[Any]
    prompts: list[Prompt] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    menus: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)

    calls: int = 0

    def ask(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        reply = understand(self._next(), prompt)
        assert isinstance(reply, Reply), reply
        return reply

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        self.menus.append(title)
        return self._next()

    def text(self, label: str, *, several: bool = False, draft: str = "") -> str | None:
        self.labels.append(label)
        self.drafts.append(draft)
        return self._next()

    def tell(self, text: str) -> None:
        self._count()
        self.told.append(text)

    read = tell

    @property
    def asked(self) -> list[str]:
        """Texts of the questions, in the order they were asked."""
        return [p.text for p in self.prompts]

    def _count(self) -> None:
        self.calls += 1
        assert self.calls < PATIENCE, f"asked for ever: {self.told[-3:]}"

    def _next(self) -> Any:
        self._count()
        line = self.script.pop(0) if self.script else EOFError()
        if isinstance(line, BaseException | type):
            raise line
        return line
