"""What is asked, what can be replied, and what a typed line means: the same in both faces; pure."""

import re
import unicodedata
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
    """One proposed answer.

    Attributes:
        key: what a reply holds for it; typed too, unless the prompt is answered by name.
        label: what it says.
        exclusive: it goes alone.
        names: other words that choose it when a line is typed: a code, an acronym, a spelling.

    """

    key: str
    label: str
    exclusive: bool = False
    names: tuple[str, ...] = ()

    @property
    def numbers(self) -> frozenset[str]:
        """Numbers that the label shows: `02` of « Aisne (02) », `2a`, `20` and `49` of a range."""
        return frozenset(_plain_number(n) for n in _NUMBERS.findall(self.label.casefold()))


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
        by_name: the labels show numbers of their own (a département, a size): an option is chosen
            by those or by its name, and its rank is neither shown nor understood.

    """

    place: Place
    text: str
    kind: Kind
    options: tuple[Option, ...] = ()
    commands: tuple[Command, ...] = ()
    hint: str = ""
    earlier: str = ""
    ticked: tuple[str, ...] = ()
    by_name: bool = False


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

    def text(self, label: str, *, several: bool = False, draft: str = "") -> str | None:
        """Return free text whole, empty for Enter alone, None when the person gives it up.

        `several` lines may be typed; lines that arrive at once, as a paste does, always belong to
        the text. `draft` is a text to mend, where the face can show it for that.
        """

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


_COMMAND = re.compile(r":\s*([a-z]+)")
_SEPARATORS = re.compile(r"[\s,;]+")
_LISTED = re.compile(r"\s*[,;\n]\s*")
_NUMBERS = re.compile(r"(?<!\w)[0-9]+[ab]?(?!\w)")
_WORDS: dict[str, Command] = {
    "nsp": "s",
    "aide": "a",
    "?": "a",
    "note": "n",
    "retour": "r",
    "quitter": "q",
}


def show_numbers(labels: Sequence[str]) -> bool:
    """Tell whether a list is one where people type a number that its labels show."""
    return any(_NUMBERS.search(label.casefold()) for label in labels)


def numbered(number: str, options: Sequence[Option]) -> list[Option]:
    """Return the options whose label shows this number; zeros before it do not count."""
    wanted = _plain_number(number.casefold())
    return [o for o in options if wanted in o.numbers]


def begins_a_number(typed: str, options: Sequence[Option]) -> bool:
    """Tell whether more signs after `typed` could make a number that a label shows."""
    written = {n for o in options for n in _NUMBERS.findall(o.label.casefold())}
    return any(n.startswith(typed) or _plain_number(n).startswith(typed) for n in written)


def _plain_number(number: str) -> str:
    return number.lstrip("0") or "0"


def understand(line: str, prompt: Prompt) -> Reply | str:
    """Return the reply a line stands for, or a French sentence on why it stands for none."""
    line = line.strip()
    if not line:
        return Reply("pass")
    marked = _COMMAND.fullmatch(line.casefold())
    if marked:
        return _command(marked[1], prompt) or _unknown(line, prompt)
    if prompt.kind == "text":
        return Reply("answer", (line,))
    return (
        _answer(line, prompt)
        or _command(line.casefold(), prompt)
        or _begun(line, prompt)
        or _unknown(line, prompt)
    )


def _command(word: str, prompt: Prompt) -> Reply | str | None:
    letter = _WORDS.get(word) or next((c for c in SHORT if c == word), None)
    if letter is None:
        return None
    if letter not in prompt.commands:
        return f"« {SHORT[letter].capitalize()} » n'est pas proposé ici."
    return Reply(letter)


def _answer(line: str, prompt: Prompt) -> Reply | None:
    if prompt.kind == "number":
        return Reply("answer", (line,)) if line[0] in "0123456789-+.,\u2212" else None
    if prompt.kind == "single":
        found = _named(line, prompt)
        return Reply("answer", (found.key,)) if found else None
    for separators in (_LISTED, _SEPARATORS):  # « pas de calais ; nord », then « 1 2 »
        listed = [_named(word, prompt) for word in separators.split(line.strip(" ,;\n"))]
        if all(listed):
            chosen = {o.key for o in listed if o}
            alone = [o.key for o in prompt.options if o.exclusive and o.key in chosen]
            kept = alone[:1] or [o.key for o in prompt.options if o.key in chosen]
            return Reply("answer", tuple(kept))
    return None


def _named(word: str, prompt: Prompt) -> Option | None:
    """Return the only option of this key, shown number, name or label."""
    if _NUMBERS.fullmatch(word.casefold()):
        by_key = [o for o in prompt.options if o.key == word]
        found = numbered(word, prompt.options) if prompt.by_name else by_key
        return found[0] if len(found) == 1 else None
    folded = _folded(word)
    found = [o for o in prompt.options if folded in {_folded(n) for n in (o.label, *o.names)}]
    return found[0] if folded and len(found) == 1 else None


def _begun(line: str, prompt: Prompt) -> Reply | None:
    """Return the reply of a name that was typed in part, when no other begins so."""
    folded = _folded(line)
    if prompt.kind != "single" or len(folded) < 2 or _NUMBERS.fullmatch(folded):
        return None
    found = [
        o for o in prompt.options if any(_folded(n).startswith(folded) for n in (o.label, *o.names))
    ]
    return Reply("answer", (found[0].key,)) if len(found) == 1 and found[0].names else None


def _folded(text: str) -> str:
    """Return text without case, accents, hyphens or the kind of its apostrophes."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("-", " "))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def _unknown(line: str, prompt: Prompt) -> str:
    shown = line if len(line) <= 20 else f"{line[:20]}..."
    if prompt.kind == "number":
        return f"« {shown} » n'est pas un nombre. {expected(prompt)}"
    if prompt.by_name and len(numbered(line, prompt.options)) > 1:
        return f"« {shown} » désigne plusieurs réponses. {expected(prompt)}"
    return f"« {shown} » n'est pas une réponse proposée ici. {expected(prompt)}"


def expected(prompt: Prompt) -> str:
    """Return, in French, everything that can be typed."""
    colon = ":" if prompt.kind == "text" else ""
    letters = ", ".join(f"{colon}{c} {SHORT[c]}" for c in prompt.commands)
    return f"{expected_answers(prompt)} Entrée seule : passer." + (
        f" {letters}." if letters else ""
    )


def expected_answers(prompt: Prompt) -> str:
    """Return, in French, what can be typed as an answer."""
    if prompt.kind == "text":
        return "Tapez votre texte."
    if prompt.kind == "number":
        return f"Tapez {prompt.hint}."
    if prompt.by_name:
        several = ", ou plusieurs séparés par des virgules" if prompt.kind == "multiple" else ""
        return f"Tapez un nom de la liste ou le numéro qu'il porte{several}."
    listed = _listed(prompt.options)
    if prompt.kind == "multiple":
        return f"Tapez un ou plusieurs numéros ({listed}), séparés par des virgules."
    return f"Tapez {listed}."


def _listed(options: tuple[Option, ...]) -> str:
    keys = [o.key for o in options]
    if len(keys) > 5:
        return f"un numéro de {keys[0]} à {keys[-1]}"
    return f"{', '.join(keys[:-1])} ou {keys[-1]}"
