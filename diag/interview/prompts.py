"""What is asked, listed and written, and what can be replied: the same in both faces; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from diag.visit.visit_model import MAX_TEXT

Kind = Literal["single", "multiple", "number", "text"]
Command = Literal["answer", "pass", "s", "x", "c", "a", "n", "p", "e", "w", "m", "l", "v", "r", "q", "z"]

#: Commands in the order they are shown, in a word or two.
SHORT: dict[Command, str] = {
    "s": "ne sait pas",
    "x": "non concerné",
    "c": "comme la dernière fois",
    "a": "aide",
    "n": "note",
    "p": "note privée",
    "e": "preuve",
    "w": "qui répond",
    "m": "à vérifier",
    "l": "liste",
    "r": "retour",
    "v": "résultat",
    "q": "quitter",
    "z": "recommencer",
}
#: The same, for someone who has just typed the letter.
LONG: dict[Command, str] = {
    "s": "ne sait pas",
    "x": "non concerné (une raison sera demandée)",
    "c": "comme la dernière fois : la même réponse, donnée aujourd’hui",
    "a": "aide : précisions, et pourquoi cette question",
    "n": "note partagée, qui figurera dans le rapport",
    "p": "note privée, qui ne figure jamais dans le rapport",
    "e": "preuve : le document ou le lien qui l’atteste",
    "w": "qui répond : changer de personne autour de la table",
    "m": "à vérifier : mettre ou enlever ce rappel",
    "l": "liste de tout ce qui est demandé, avec les réponses",
    "r": "retour à la question précédente",
    "v": "résultat, tel qu’il est maintenant",
    "q": "enregistrer et quitter",
    "z": "recommencer cette visite depuis le début",
}
ANSWERS: tuple[Command, ...] = ("s", "x")
"""Commands that answer the question; the others act on it."""


@dataclass(frozen=True)
class Option:
    """One proposed answer, by the key that a reply holds; an `exclusive` one goes alone.

    `names` are other words that choose it: a code, an acronym; `proof` is how one knows that it is right.
    """

    key: str
    label: str
    exclusive: bool = False
    names: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True)
class Place:
    """Where a prompt stands: the header of each question."""

    section: str
    position: int
    total: int
    percent: int
    minutes: int
    profile: bool = False
    who: str = ""
    """Who answers now, by role, where several people sit around the table."""


@dataclass(frozen=True)
class Prompt:
    """One thing to ask: `text`, with the proposed `options` of a `single` or a `multiple`.

    Attributes:
        commands: what is allowed besides an answer and Enter.
        hint: what is expected, for `number` and `text`.
        earlier: what is known beside the answer: notes, who said what, what was set aside.
        kept: keys of the recorded answer: marked in the list, and kept by Enter alone.
        former: keys of the answer of the last visit, whose year is `former_date`.
        ticked: boxes of a `multiple` as they stand: recorded, or left before they were validated.
        draft: what was typed in a `number` or a `text` and left; shown again to be gone on with.
        typing: an option is chosen by a part of its name; commands take a colon, as in a text.
        by_name: options are chosen by a number that the labels show or by name, never by rank.
    """

    place: Place
    text: str
    kind: Kind
    options: tuple[Option, ...] = ()
    commands: tuple[Command, ...] = ()
    hint: str = ""
    earlier: str = ""
    kept: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    former_date: str = ""
    ticked: tuple[str, ...] = ()
    draft: str = ""
    typing: bool = False
    by_name: bool = False


@dataclass(frozen=True)
class Reply:
    """What was asked for; `values` are the keys of the options, or the text typed."""

    command: Command
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of a listing: its `key` is the visible number that is typed to reach it.

    Attributes:
        marks: short words that stand before the text in brackets: « note », « à vérifier »…
        more: what is told of it when it is pointed at; the plain face tells it when asked, « ?12 ».
        heading: what is said above it, the first of its kind.
        spoken: what is said instead of `text` by a face that draws no bars.
    """

    id: str
    key: str
    text: str
    marks: tuple[str, ...] = ()
    more: str = ""
    heading: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Listing:
    """Rows to choose one from under a title, and letters that act on the pointed row or on the whole.

    `commands` says what each letter does, in the order shown; `/` asks for words to look for. The
    pointer starts on the row `pointed`; `empty` is said where there is none.
    """

    title: str
    rows: tuple[Row, ...]
    commands: Mapping[str, str]
    pointed: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Picked:
    """What was chosen in a listing: a letter, or nothing for Enter on a row; `text` goes with `/`.

    `row` is the id of the pointed row, empty where there is none, or that of « n 12 ».
    """

    command: str
    row: str
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """A free text to write, from the one that is there; a `private` one is masked until it is asked for.

    `limit` is told before it is passed, and is never a reason to drop what was typed.
    """

    label: str
    text: str = ""
    several: bool = True
    private: bool = False
    limit: int = MAX_TEXT


class Face(Protocol):
    """A way to show and ask. Ctrl-C raises KeyboardInterrupt, a lost keyboard EOFError.

    Attributes:
        held: what the last prompt held, ticked keys or a typed text, when it was left without an
            answer: by a command, or by an exception. Empty when there is nothing to keep.
    """

    held: tuple[str, ...]

    def ask(self, prompt: Prompt) -> Reply:
        """Ask until the reply is one that the prompt allows."""

    def choose(self, listing: Listing) -> Picked:
        """Show rows until one is opened or a command is given."""

    def write(self, entry: Entry) -> str | None:
        """Return a text as the person leaves it, `-` alone to erase it, None when it is given up.

        A text that is longer than its limit is returned whole: it is for the caller to keep it and
        to say so.
        """

    def menu(self, title: str, options: Sequence[tuple[str, str]], start: str = "") -> str:
        """Return the key of the chosen `(key, label)`; a key is what is typed, one or two signs.

        `start` is the key where the pointer of a list stands first.
        """

    def tell(self, text: str) -> None:
        """Say something and go on."""

    def read(self, text: str) -> None:
        """Show a long text and leave the time to read it."""
