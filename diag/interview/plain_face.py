"""The plain face, for screen readers and terminals of any age: lines out, lines in.

Nothing is drawn over. Who hears the screen and does not see it hears each thing once: a question
that was only interrupted is named again and not read again, and what is wrong is said alone. `?`
says everything again (interview, line 15).
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import TextIO

from diag.french import count, cut
from diag.french import listing as in_words
from diag.interview.lines import Keyboard, told_early, wrap
from diag.interview.prompts import ANSWERS, SHORT, Entry, Listing, Picked, Place, Prompt, Reply, Row
from diag.interview.typed_line import (
    GIVE_UP,
    kept_words,
    marks_of,
    matching,
    minutes_left,
    room_told,
    stray_command,
    typed_command,
    understand,
)

PAGE = 15
"""Rows of a listing that are read at one go."""
READ_OUT = 12
"""Options of a list chosen by typing that are read at one go; a longer list is read when asked."""
END = "."
"""What ends a text of several lines, alone on its line."""
LEFT = "+"
"""What takes up again a text or boxes that were left before they were validated."""
_MAIN = ("c", "a", "n", "l", "z", "r", "q")
"""Commands that serve most; they are said the first time that each is offered."""
_ELSEWHERE = {"f", "/", "r", "v", "q"}
"""Letters of a listing that change its rows or leave it: it is read again after them."""
_BARS = re.compile(r"\[[#+-]{4,}\] *| *# : [^.\n]*\.")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_LETTER = re.compile(r":?\s*([a-z+])(?:\s+(\S+)|\s*(\d\S*))?", re.IGNORECASE)


class PlainFace:
    """Lines out, lines in; nothing is ever drawn over."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self.held: tuple[str, ...] = ()
        self._keyboard, self._out = Keyboard(stdin), stdout
        self._said: set[str] = set()
        self._former: tuple[Prompt, str] | None = None
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
                self.tell(f"\n{_where(prompt.place, None)}, {prompt.place.percent} % fait.")
                self._show_question(prompt, whole=True)
                letters = ", ".join(typed_command(c, prompt) for c in prompt.commands)
                self.tell(_enter_told(prompt) + (f" Vous pouvez aussi taper {letters}." if letters else ""))
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
                while not lines or (prompt.kind == "text" and self._keyboard.waiting()):
                    lines.append(self._keyboard.line() if lines else self._line("Votre réponse : "))
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
            key = line[1:].strip()
            found = next((o for o in prompt.options if o.key == key), None)
            proof = found and (found.proof or "rien de plus à savoir sur cette réponse.")
            return f"{key} : {proof}" if proof else f"Il n'y a pas de réponse « {key} » ici."
        if line == LEFT:
            line = prompt.draft or (",".join(prompt.ticked) if _ticks_left(prompt) else line)
        return understand(line, prompt)

    def _show(self, prompt: Prompt) -> None:
        where, self._place = _where(prompt.place, self._place), prompt.place
        if self._former and _same(self._former[0], prompt):
            if self._former[1] != "answer":
                self.tell(f"\n{where}, de nouveau.")
            return
        self.tell(f"\n{where}")
        self._show_question(prompt, whole=False)
        if prompt.kept:
            self.tell(_enter_told(prompt))
        self._introduce(prompt)

    def _show_question(self, prompt: Prompt, *, whole: bool) -> None:
        self.tell(prompt.text)
        if prompt.earlier:
            self.tell(prompt.earlier)
        if whole or _read_whole(prompt):
            for option in prompt.options:
                key = "" if prompt.by_name or prompt.typing else option.key
                self._item(key, option.label + marks_of(option.key, prompt, boxes=True))
        for letter in (c for c in prompt.commands if c in ANSWERS):
            self._item(letter, SHORT[letter] + marks_of(letter, prompt))
        for line in _after_options(prompt, first=self._first(prompt.kind)):
            self.tell(line)

    def _first(self, told: str) -> bool:
        """Tell whether something is said for the first time, and remember that it is."""
        new = told not in self._said
        self._said.add(told)
        return new

    def _introduce(self, prompt: Prompt) -> None:
        """Say the commands that serve most, each the first time that it is offered."""
        main = [typed_command(c, prompt) for c in prompt.commands if c in _MAIN]
        new = [command for command in main if self._first(command)]
        if new:
            self.tell(f"{'Vous pouvez taper' if len(new) == len(main) else 'Ici aussi,'} {', '.join(new)}.")
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
        self._open(listing, back=any(self._picked == (letters, c) for c in ("", *letters - _ELSEWHERE)))
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
        self.tell(f"\n{_heard(listing.title)}")
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
        """Say a row, then its marks: who skips it has heard what it is."""
        text = row.spoken or _heard(row.text).strip()
        self._item(row.key, f"{text} ({', '.join(row.marks)})" if row.marks else text)

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
            return "" if rows else _no_row(line[1:].strip())
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
        written = _Written(entry)
        self.tell(entry.label)
        for line in written.opening(first=self._first("write")):
            self.tell(line)
        try:
            with self._keyboard.held():
                while not written.ended:
                    self._write_line(written)
        except (KeyboardInterrupt, EOFError, OSError):
            unfinished = self._keyboard.unfinished()
            typed = any(line.strip() for line in (*written.lines, unfinished))
            self.held = (written.whole(unfinished),) if typed else ()
            raise
        return written.result

    def _write_line(self, written: "_Written") -> None:
        try:
            line = self._line("> ", silent=written.silent)
        except EOFError:
            if not written.lines:
                raise
            written.finish(written.whole(self._keyboard.unfinished()))  # Ctrl-D ends a text that was begun
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
        self._write(self._wrapped(text))

    def read(self, text: str) -> None:
        """Append the text; where it is longer than the window, Enter goes on and r stops."""
        lines = self._wrapped(f"\n{text}\n")
        while True:
            page = max(5, shutil.get_terminal_size().lines - 3)
            self._write(lines[:page])
            lines = lines[page:]
            if not lines or self._line("Entrée pour la suite, r pour revenir : ").strip():
                return

    def _write(self, lines: Sequence[str]) -> None:
        self._out.write("".join(f"{line}\n" for line in lines))
        self._out.flush()

    def _wrapped(self, text: str, lead: int = 0) -> list[str]:
        return wrap(text, shutil.get_terminal_size().columns - 1 - lead, self._out.encoding or "ascii")

    def _item(self, key: str, label: str) -> None:
        lead = f"{key} : " if key else "  "
        first, *others = self._wrapped(label, len(lead))
        self._write([lead + first, *(" " * len(lead) + line for line in others)])

    def _line(self, label: str, *, silent: bool = False) -> str:
        while True:
            self._out.write("\n".join(self._wrapped(label)).rstrip() + " ")
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


# --- what is said of a question -------------------------------------------------------------------


def _where(place: Place, before: Place | None) -> str:
    """Return where a question stands: the axis, the time left and who answers when they change."""
    said = [f"Question {place.position} sur {place.total}"]
    if place.profile:
        said = [place.section, f"question {place.position} sur {place.total}" if place.total > 1 else ""]
    if before is None or (place.section, place.profile) != (before.section, before.profile):
        said += ["" if place.profile else f"axe {place.section}", minutes_left(place)]
    if place.who and (before is None or before.who != place.who):
        said.append(f"répond : {place.who}")
    return ", ".join(filter(None, said))


def _same(former: Prompt, prompt: Prompt) -> bool:
    """Tell whether a question is the one that was just asked, whatever was written beside it."""
    one, other = ((p.place.section, p.place.position, p.text) for p in (former, prompt))
    return one == other


def _read_whole(prompt: Prompt) -> bool:
    """Tell whether the options are read out with the question, and not only when asked."""
    return not prompt.typing or len(prompt.options) <= READ_OUT


def _ticks_left(prompt: Prompt) -> bool:
    """Tell whether boxes were ticked and left before they were validated."""
    return prompt.kind == "multiple" and set(prompt.ticked) != set(prompt.kept) - set(ANSWERS)


def _after_options(prompt: Prompt, *, first: bool) -> Iterator[str]:
    """Yield what is expected, and what is already there; `first` of its kind is told in full."""
    if _ticks_left(prompt):
        yield f"{LEFT} valide {in_words(list(prompt.ticked))}."
    if prompt.draft:
        yield f"C'était « {prompt.draft} » ; {LEFT} l'enregistre."
    if prompt.kind == "number":
        yield f"Tapez {prompt.hint}."
    elif prompt.typing or prompt.by_name:
        number_too = " ou le numéro qu'il porte" if prompt.by_name else ""
        several = ", ou plusieurs séparés par des virgules" if prompt.kind == "multiple" else ""
        told = f"apez un nom ou une partie d'un nom{number_too}{several}"
        listed = f"{len(prompt.options)} réponses possibles : t{told} ; ? les lit toutes."
        yield f"T{told}." if _read_whole(prompt) else listed
    elif prompt.kind == "multiple":
        keys = ",".join(o.key for o in prompt.options[1:3])
        how = f" : tapez leurs numéros séparés par des virgules, par exemple {keys}" if first else ""
        yield f"Plusieurs réponses possibles{how}."
    elif prompt.hint:
        yield prompt.hint


def _enter_told(prompt: Prompt) -> str:
    """Return what Enter alone does, with the answer that it keeps where it was not read out."""
    if not prompt.kept:
        return "Entrée seule passe."
    read = prompt.options and _read_whole(prompt)
    return f"Entrée seule garde la réponse{'' if read else f' : {kept_words(prompt)}'}."


# --- what is said and heard of a listing ----------------------------------------------------------


def _heard(text: str) -> str:
    """Return a text without its bars and what explains them, columns as commas.

    A synthesiser spells each sign; the figures that a bar draws stand beside it.
    """
    return _GAP.sub(", ", _BARS.sub("", text))


def pick(line: str, listing: Listing) -> Picked | str:
    """Return what a line typed below a listing stands for, or why it stands for nothing.

    « 12 » opens the row of this number, « n 12 » acts on it, « / mots » looks for words.
    """
    rows = {row.key.casefold(): row.id for row in listing.rows}
    pointed = listing.pointed if listing.pointed in rows.values() else next(iter(rows.values()), "")
    if line.startswith("/") and "/" in listing.commands:
        return Picked("/", pointed, line[1:].strip())
    if line.casefold() in rows:
        return Picked("", rows[line.casefold()])
    if line.isdigit():
        return _no_row(line)
    match, words = _LETTER.fullmatch(line), line.lstrip(": ").casefold()
    named = next((k for k, what in listing.commands.items() if what.casefold() == words), "")
    letter = match[1].lower() if match else named
    if letter not in listing.commands:
        return f"« {cut(line, 20)} » n'est pas proposé ici. Tapez ? pour savoir ce qui peut l'être."
    key = ((match[2] or match[3] or "") if match else "").casefold()
    if key and key not in rows:
        return _no_row(key)
    return Picked(letter, rows[key] if key else pointed)


def _no_row(key: str) -> str:
    return f"Il n'y a pas de ligne « {key} » ici."


class _Written:
    """A text that lines are added to; `result` is what is left once it `ended`, None given up."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.silent = entry, entry.private
        self.lines: list[str] = []
        self.ended = False
        self.result: str | None = None
        self._former = entry.text if entry.several else ""
        self._told: set[bool] = set()

    def opening(self, *, first: bool) -> Iterator[str]:
        """Yield what is there and how to go on; the `first` time in full."""
        text, several = self.entry.text, self.entry.several
        if self.entry.private:
            lines = count(len(text.split("\n")), "ligne") if text else ""
            there = f"Déjà écrit, sans l'afficher : {lines}. " if text else ""
            yield f"{there}Ce que vous tapez ne s'affiche pas ; :lire affiche tout."
        elif text:
            yield f"Déjà écrit : {text}"
        if text and several:
            yield "Vos lignes s'y ajoutent ; = seul remplace tout, - seul efface, Entrée garde."
        elif text:
            yield "Entrée le garde, - l'efface."
        if several:
            how = "Une ou plusieurs lignes ; pour finir, tapez un point seul, puis Entrée."
            yield how if first else "Pour finir, un point seul."

    def take(self, line: str, *, more: bool) -> str:
        """Add a line, or do what it asks; return what is to be said of it.

        `more` was pasted with it: then it is a text, whatever it looks like.
        """
        word = line.strip()
        said = self._gesture(word) if not self.lines and not more else None
        if said is not None:
            return said
        if self.entry.several and word == END:
            self.finish(self.whole())
            return ""
        self.lines.append(line)
        if not self.entry.several and not more:
            self.finish(self.whole())
        return "" if more or self.ended else self._room()

    def finish(self, result: str | None) -> None:
        """End the text."""
        self.result, self.ended = result, True

    def whole(self, unfinished: str = "") -> str:
        """Return the text as it stands, with a line that was left unfinished."""
        typed = "\n".join([*self.lines, unfinished] if unfinished else self.lines)
        return "\n".join(filter(None, (self._former, typed))).strip()

    def _gesture(self, word: str) -> str | None:
        """Do what a first line alone asks, and return what is said of it; None for a text."""
        if word in ("", "-", *GIVE_UP) or (word == END and self.entry.several):
            self.finish({"-": "", ":r": None, ":q": None}.get(word, self.entry.text))
            return ""
        if word == "=" and self._former:
            self._former = ""
            return "Ce que vous tapez remplacera ce qui est écrit."
        if word == ":lire" and self.entry.private:
            self.silent = False
            return self.entry.text or "Rien n'est encore écrit."
        return stray_command(word) or None

    def _room(self) -> str:
        """Return what is said when the place is nearly full, and when it is passed; each once."""
        signs, limit = len(self.whole()), self.entry.limit
        passed, told = signs > limit, room_told(signs, limit)
        if not told or passed in self._told:
            return ""
        self._told.add(passed)
        return f"{told}."
