"""The plain face, for screen readers and terminals of any age: lines out, lines in.

Nothing is drawn over. Who hears the screen and does not see it hears each thing once: a question
that was only interrupted is named again and not read again, and what is wrong is said alone. `?`
says everything again (interview, line 15).
"""

import shutil
from collections.abc import Sequence
from typing import TextIO

from diag.french import count, cut
from diag.french import listing as in_words
from diag.interview.common_words import marks_of, typed_command
from diag.interview.lines import Keyboard, told_early, wrap
from diag.interview.prompts import ANSWERS, SHORT, Command, Entry, Listing, Picked, Place, Prompt, Reply, Row
from diag.interview.spoken import (
    READ_OUT,
    Written,
    after_options,
    all_ways,
    enter_told,
    heard,
    is_same,
    pick,
    place_in_full,
    place_in_short,
    proof_of,
    read_whole,
    row_in_words,
    what_was_left,
)
from diag.interview.typed_line import matching, understand

PAGE = 15
"""Rows of a listing that are read at one go."""
_MAIN = ("c", "a", "n", "l", "z", "r", "q")
"""Commands that serve most; they are said the first time that each is offered."""
_BRIEF = ("a", "n", "p", "e", "m", "w", "x")
"""Commands after which the same question is named and not read again."""

_ELSEWHERE = {"f", "/", "r", "v", "q"}
"""Letters of a listing that change its rows or leave it: it is read again after them."""


class PlainFace:
    """Lines out, lines in; nothing is ever drawn over."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self.held: tuple[str, ...] = ()
        self._keyboard, self._out = Keyboard(stdin), stdout
        self._introduced: set[str] = set()
        self._former: tuple[Prompt, Command] | None = None
        self._place: Place | None = None
        self._picked: tuple[frozenset[str], str] | None = None
        self._at = 0

    # Questions

    def ask(self, prompt: Prompt) -> Reply:
        """Say the question with its numbered answers; ask until the line is understood."""
        self._begin()
        self._show(prompt)
        while True:
            line = self._answer_line(prompt)
            if line in ("?", ":?"):
                self._say_all(prompt)
                continue
            reply = self._meant(line, prompt)
            if isinstance(reply, Reply):
                self._former = prompt, reply.command
                return reply
            self._refuse(line, reply, prompt)
            self._tell_early()  # the lines that were pasted with this one

    def _refuse(self, line: str, said: str, prompt: Prompt) -> None:
        """Say why a line answers nothing; names that it may stand for are listed (line 3)."""
        found = matching(line, prompt.options) if prompt.typing else []
        if len(found) < 2:
            self.tell(said)
            return
        self.tell(f"{count(len(found), 'réponse')} pour « {cut(line, 20)} » :")
        for option in found[:READ_OUT]:
            self._item("", option.label)
        more = len(found) - READ_OUT
        self.tell(f"Et {more} autres ; tapez-en plus." if more > 0 else "Tapez-en plus.")

    def _answer_line(self, prompt: Prompt) -> str:
        """Return a line, or a pasted text; what is left unfinished is held."""
        lines: list[str] = []
        try:
            with self._keyboard.held():
                lines.append(self._line("Votre réponse : "))
                self._keyboard.taken()
                while prompt.kind == "text" and self._keyboard.waiting():
                    lines.append(self._keyboard.line())
                    self._keyboard.taken()
        except (KeyboardInterrupt, EOFError, OSError):
            text = "\n".join([*lines, self._keyboard.unfinished()]).strip()
            reply = understand(text, prompt) if text else None
            if isinstance(reply, Reply) and prompt.kind != "single":
                self.held = reply.values
            raise
        return "\n".join(lines).strip()

    @staticmethod
    def _meant(line: str, prompt: Prompt) -> Reply | str:
        """Return what a line stands for, or what is to be said of it; `?2` asks for a proof."""
        if line.startswith("?") and prompt.options and not (prompt.typing or prompt.by_name):
            return proof_of(line[1:].strip(), prompt.options)
        return understand(what_was_left(line, prompt), prompt)

    def _show(self, prompt: Prompt) -> None:
        if self._former and is_same(self._former[0], prompt):
            command = self._former[1]
            if command in _BRIEF:
                self.tell(f"\n{place_in_short(prompt.place, self._place)}, de nouveau.")
                self._place = prompt.place
            if command in ("answer", *_BRIEF):
                return
        self.tell(f"\n{place_in_short(prompt.place, self._place)}")
        self._place = prompt.place
        self._show_question(prompt, whole=False)
        if prompt.kept:
            self.tell(enter_told(prompt))
        self._introduce(prompt)

    def _show_question(self, prompt: Prompt, *, whole: bool) -> None:
        self.tell(prompt.text)
        if prompt.earlier:
            self.tell(prompt.earlier)
        if whole or read_whole(prompt):
            for option in prompt.options:
                key = "" if prompt.by_name or prompt.typing else option.key
                self._item(key, option.label + marks_of(option.key, prompt, boxes=True))
        for letter in (c for c in prompt.commands if c in ANSWERS):
            self._item(letter, SHORT[letter] + marks_of(letter, prompt))
        for line in after_options(prompt, first=self._first(prompt.kind)):
            self.tell(line)

    def _say_all(self, prompt: Prompt) -> None:
        self.tell(f"\n{place_in_full(prompt.place)}")
        self._show_question(prompt, whole=True)
        self.tell(all_ways(prompt))

    def _first(self, kind: str) -> bool:
        """Tell whether something is said for the first time, and remember that it is."""
        new = kind not in self._introduced
        self._introduced.add(kind)
        return new

    def _introduce(self, prompt: Prompt) -> None:
        """Say the commands that serve most, each the first time that it is offered."""
        main = [typed_command(c, prompt) for c in prompt.commands if c in _MAIN]
        new = [command for command in main if self._first(command)]
        if new:
            also = "Vous pouvez taper" if len(new) == len(main) else "Ici aussi,"
            self.tell(f"{also} {', '.join(new)}.")
        if self._first("?"):
            self.tell("? dit tout ce qui peut être tapé, et relit la question.")
        proven = next((o.key for o in prompt.options if o.proof), "")
        if proven and self._first("proof"):
            self.tell(f"?{proven} dit à quoi se reconnaît la réponse {proven}.")

    # Listings

    def choose(self, listing: Listing) -> Picked:
        """Say the rows by pages; Enter goes on, a number opens, a letter acts.

        When one comes back from a row, only that row is said.
        """
        self._begin()
        self._former = None
        letters = frozenset(listing.commands)
        back = any(self._picked == (letters, c) for c in ("", *letters - _ELSEWHERE))
        self._open(listing, back=back)
        while True:
            line = self._line("Votre choix : ").strip()
            said = self._listed_again(line, listing)
            picked = said if said is not None else pick(line, listing)
            if isinstance(picked, Picked):
                self._picked = letters, picked.command
                return picked
            if picked:
                self.tell(picked)
            self._tell_early()

    def _open(self, listing: Listing, *, back: bool) -> None:
        """Say the title and the first page, or only the row that one comes back to."""
        pointed = next((i for i, r in enumerate(listing.rows) if r.id == listing.pointed), None)
        if back and pointed is not None:
            self._row(listing.rows[pointed])
            self._at = pointed + 1
            return
        self.tell(f"\n{heard(listing.title)}")
        if not listing.rows:
            self.tell(listing.empty or "Aucune ligne.")
        self._at = pointed if pointed is not None and pointed >= PAGE else 0
        if listing.commands and self._first("".join(listing.commands)):
            self._tell_commands(listing)
        self._page(listing)

    def _page(self, listing: Listing) -> None:
        """Say the next rows, and how many are left."""
        for row in listing.rows[self._at : self._at + PAGE]:
            if row.heading:
                self.tell(row.heading)
            self._row(row)
        self._at += PAGE
        left = len(listing.rows) - self._at
        if left > 0:
            self.tell(f"Entrée : la suite, encore {count(left, 'ligne')}.")

    def _row(self, row: Row) -> None:
        self._item(row.key, row_in_words(row))

    def _listed_again(self, line: str, listing: Listing) -> str | None:
        """Go on with the list, or say the commands or a row; None when it is something else."""
        if line in ("?", ":?"):
            self._tell_commands(listing)
            return ""
        if line.startswith("?"):
            rows = [r for r in listing.rows if r.key == line[1:].strip()]
            for row in rows:
                self._row(row)
                if row.more:
                    self.tell(row.more)
            return "" if rows else f"Il n'y a pas de ligne « {line[1:].strip()} » ici."
        if line:
            return None
        if self._at >= len(listing.rows):
            self._at = 0
            return "C'est la fin de la liste. Entrée la reprend au début."
        self._page(listing)
        return ""

    def _tell_commands(self, listing: Listing) -> None:
        rows = "Un numéro ouvre sa ligne. " if listing.rows else ""
        letters = ", ".join(f"{key} {what}" for key, what in listing.commands.items())
        self.tell(f"{rows}Vous pouvez taper {letters}." if letters else rows)
        more = next((r.key for r in listing.rows if r.more), "")
        if more and self._first("more"):
            self.tell(f"?{more} en dit plus sur la ligne {more}.")

    # Texts

    def write(self, entry: Entry) -> str | None:
        """Say what is written, and add the lines that are typed to it.

        `-` alone erases, `=` alone as the first line replaces, `:r` gives up; a point alone ends
        several lines, Enter one. A private text is not shown as it is typed, until `:lire`.
        """
        self._begin()
        written = Written(entry)
        self.tell(entry.label)
        for line in written.opening(first=self._first("write")):
            self.tell(line)
        try:
            with self._keyboard.held():
                while not written.ended:
                    self._write_line(written)
        except (KeyboardInterrupt, EOFError, OSError):
            self.held = written.left(self._keyboard.unfinished())
            raise
        return written.result

    def _write_line(self, written: Written) -> None:
        try:
            line = self._line("> ", silent=written.silent)
        except EOFError:
            if not written.lines:
                raise
            written.finish(self._keyboard.unfinished())  # Ctrl-D ends a text that was begun
            return
        said = written.take(line, more=self._keyboard.waiting())
        self._keyboard.taken()
        if said:
            self.tell(said)
            if not written.lines:
                self._tell_early()

    # The rest

    def menu(self, title: str, options: Sequence[tuple[str, str]], start: str = "") -> str:
        """Ask until one of the keys is typed; nothing is pointed at, so `start` changes nothing."""
        self._begin()
        self._former = None
        self.tell(f"\n{title}")
        for key, label in options:
            self._item(key, label)
        keys = {key.casefold(): key for key, _ in options}
        while True:
            line = self._line("Votre choix : ").strip()
            chosen = keys.get(line.removeprefix(":").casefold())
            if chosen is not None:
                return chosen
            wrong = f"« {cut(line, 20)} » n'est pas proposé ici. " if line and line != "?" else ""
            self.tell(f"{wrong}Tapez {in_words(list(keys.values()), 'ou')}.")
            self._tell_early()

    def tell(self, text: str) -> None:
        """Append the text, wrapped by words."""
        self._write(wrap(text, self._width, self._encoding))

    def read(self, text: str) -> None:
        """Append the text; where it is longer than the window, Enter goes on and r stops."""
        lines = wrap(f"\n{text}\n", self._width, self._encoding)
        while True:
            page = max(5, shutil.get_terminal_size().lines - 3)
            self._write(lines[:page])
            lines = lines[page:]
            if not lines or self._line("Entrée pour la suite, r pour revenir : ").strip():
                return

    def _write(self, lines: Sequence[str]) -> None:
        self._out.write("".join(f"{line}\n" for line in lines))
        self._out.flush()

    @property
    def _encoding(self) -> str:
        return self._out.encoding or "ascii"

    @property
    def _width(self) -> int:
        return shutil.get_terminal_size().columns - 1

    def _item(self, key: str, label: str) -> None:
        lead = f"{key} : " if key else "  "
        first, *others = wrap(label, self._width - len(lead), self._encoding)
        self._write([lead + first, *(" " * len(lead) + line for line in others)])

    def _line(self, label: str, *, silent: bool = False) -> str:
        while True:
            self._out.write("\n".join(wrap(label, self._width, self._encoding)).rstrip() + " ")
            self._out.flush()
            try:
                return self._keyboard.line(silent=silent)
            except UnicodeDecodeError:
                self.tell("Ces caractères ne sont pas lisibles. Tapez votre réponse de nouveau.")

    def _begin(self) -> None:
        self.held = ()
        self._tell_early()

    def _tell_early(self) -> None:
        said = told_early(self._keyboard.early())
        if said:
            self.tell(said)
