"""The one interface behind both faces, and the plain data that cross it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["single", "multiple", "number", "text"]
Command = Literal["answer", "pass", "s", "x", "a", "n", "p", "r", "q"]

#: Commands in the order they are shown, in a word or two.
SHORT: dict[Command, str] = {
    "s": "ne sait pas",
    "x": "non concerné",
    "a": "aide",
    "n": "note",
    "p": "note privée",
    "r": "retour",
    "q": "quitter",
}
#: The same, for someone who has just typed the letter.
LONG: dict[Command, str] = {
    "s": "ne sait pas",
    "x": "non concerné (une raison sera demandée)",
    "a": "aide : précisions, et pourquoi cette question",
    "n": "note partagée, qui figurera dans le rapport",
    "p": "note privée, qui ne figure jamais dans le rapport",
    "r": "retour à la question précédente",
    "q": "enregistrer et quitter",
}
ANSWERS: tuple[Command, ...] = ("s", "x")
"""Commands that answer the question; the others act on it."""


@dataclass(frozen=True)
class Option:
    """One proposed answer: what to type, what it says; an exclusive one goes alone."""

    key: str
    label: str
    exclusive: bool = False


@dataclass(frozen=True)
class Place:
    """Where a prompt stands: the header of each question."""

    section: str
    position: int
    total: int
    percent: int
    minutes: int
    profile: bool = False


@dataclass(frozen=True)
class Prompt:
    """One thing to ask.

    Attributes:
        text: the question.
        kind: how it is answered; `text` is the only one where commands take a colon.
        options: proposed answers, for `single` and `multiple`.
        commands: what is allowed besides an answer and Enter.
        hint: what is expected, for `number` and `text`.
        earlier: the recorded answer and notes, in words; empty the first time.
        ticked: keys of the recorded answer of a `multiple`.

    """

    place: Place
    text: str
    kind: Kind
    options: tuple[Option, ...] = ()
    commands: tuple[Command, ...] = ()
    hint: str = ""
    earlier: str = ""
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What was asked for; `values` are the keys of the options, or the text typed."""

    command: Command
    values: tuple[str, ...] = ()


class Face(Protocol):
    """A way to show and ask. Ctrl-C raises KeyboardInterrupt, a lost keyboard EOFError."""

    def ask(self, prompt: Prompt) -> Reply:
        """Ask until the reply is one that the prompt allows."""

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        """Return the key of the chosen `(key, label)`; a key is what is typed, one or two signs."""

    def text(self, label: str) -> str | None:
        """Return a line of free text, empty for Enter alone, None when the person gives it up."""

    def tell(self, text: str) -> None:
        """Say something and go on."""

    def read(self, text: str) -> None:
        """Show a long text and leave the time to read it."""


GIVE_UP = (":r", ":q")
"""What leaves a field of free text without a word."""


def stray_command(line: str) -> str:
    """Return what to say to a command typed where only a text is wanted, or an empty string."""
    if len(line) == 2 and line[0] == ":" and line not in GIVE_UP:
        return f"« {line} » n'est pas proposé ici. Tapez votre texte, ou :r pour revenir."
    return ""


def tick(ticked: Collection[str], key: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the ticked keys after `key` was ticked or unticked; an exclusive box stays alone."""
    if key in ticked:
        return tuple(k for k in ticked if k != key)
    exclusive = {o.key for o in options if o.exclusive}
    kept = set() if key in exclusive else set(ticked) - exclusive
    return tuple(o.key for o in options if o.key in kept or o.key == key)
