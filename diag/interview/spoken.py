"""What the plain face says and hears, in words; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from diag.french import count, cut
from diag.french import listing as in_words
from diag.interview.common_words import kept_words, minutes_left, room_told, typed_command
from diag.interview.prompts import ANSWERS, Entry, Listing, Option, Picked, Place, Prompt, Row
from diag.interview.typed_line import GIVE_UP, stray_command

END = "."
"""What ends a text of several lines, alone on its line."""
LEFT = "+"
"""What takes up again a text or boxes that were left before they were validated."""
READ_OUT = 12
"""Options of a list chosen by typing that are read at one go; a longer list is read when asked."""


def place_in_short(place: Place, before: Place | None) -> str:
    """Return where a question stands: the axis, the time left and who answers when they change."""
    if place.profile and place.total == 1:
        said = [place.section]
    elif place.profile:
        said = [place.section, f"question {place.position} sur {place.total}"]
    else:
        said = [f"Question {place.position} sur {place.total}"]
    if before is None or (place.section, place.profile) != (before.section, before.profile):
        said += ["" if place.profile else f"axe {place.section}", minutes_left(place)]
    if place.who and (before is None or before.who != place.who):
        said.append(f"répond : {place.who}")
    return ", ".join(filter(None, said))


def place_in_full(place: Place) -> str:
    """Return all that the header of a question holds."""
    return f"{place_in_short(place, None)}, {place.percent} % fait."


def is_same(former: Prompt, prompt: Prompt) -> bool:
    """Tell whether a question is the one that was just asked, whatever was written beside it."""
    places = [(p.place.section, p.place.position, p.place.total, p.text) for p in (former, prompt)]
    return places[0] == places[1]


def read_whole(prompt: Prompt) -> bool:
    """Tell whether the options are read out with the question, and not only when asked."""
    return not prompt.typing or len(prompt.options) <= READ_OUT


def ticks_left(prompt: Prompt) -> bool:
    """Tell whether boxes were ticked and left before they were validated."""
    return prompt.kind == "multiple" and set(prompt.ticked) != set(prompt.kept) - set(ANSWERS)


def after_options(prompt: Prompt, *, first: bool) -> Iterator[str]:
    """Yield what is expected, and what is already there; `first` of its kind is told in full."""
    yield from _left(prompt)
    if prompt.kind == "number":
        yield f"Tapez {prompt.hint}."
    elif prompt.typing or prompt.by_name:
        number_too = " ou le numéro qu'il porte" if prompt.by_name else ""
        several = ", ou plusieurs séparés par des virgules" if prompt.kind == "multiple" else ""
        told = f"apez un nom ou une partie d'un nom{number_too}{several}"
        if read_whole(prompt):
            yield f"T{told}."
        else:
            yield f"{len(prompt.options)} réponses possibles : t{told} ; ? les lit toutes."
    elif prompt.kind == "multiple":
        keys = ",".join(o.key for o in prompt.options[1:3])
        how = f" : tapez leurs numéros séparés par des virgules, par exemple {keys}"
        yield f"Plusieurs réponses possibles{how if first else ''}."
    elif prompt.hint:
        yield prompt.hint


def _left(prompt: Prompt) -> Iterator[str]:
    """Yield how what was ticked or typed, and left, is taken up again."""
    if ticks_left(prompt):
        yield f"{LEFT} valide {in_words(list(prompt.ticked))}."
    if prompt.draft:
        yield f"C'était « {prompt.draft} » ; {LEFT} l'enregistre."


def what_was_left(line: str, prompt: Prompt) -> str:
    """Return a line, or what it takes up again: a text or boxes that were left."""
    if line != LEFT:
        return line
    return prompt.draft or (",".join(prompt.ticked) if ticks_left(prompt) else line)


def proof_of(key: str, options: tuple[Option, ...]) -> str:
    """Return how one knows that an option is the right one."""
    found = next((o for o in options if o.key == key), None)
    if found is None:
        return f"Il n'y a pas de réponse « {key} » ici."
    return f"{found.key} : {found.proof or 'rien de plus à savoir sur cette réponse.'}"


def enter_told(prompt: Prompt) -> str:
    """Return what Enter alone does, with the answer that it keeps where it was not read out."""
    if not prompt.kept:
        return "Entrée seule passe."
    read = prompt.options and read_whole(prompt)
    return f"Entrée seule garde la réponse{'' if read else f' : {kept_words(prompt)}'}."


def all_ways(prompt: Prompt) -> str:
    """Return everything that can be typed besides the answers."""
    letters = ", ".join(typed_command(c, prompt) for c in prompt.commands)
    also = f" Vous pouvez aussi taper {letters}." if letters else ""
    return enter_told(prompt) + also


_DRAWN = re.compile(r"\[[#+-]{4,}\] *| *# : [^.\n]*\.")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")


def heard(text: str) -> str:
    """Return a text without its bars and what explains them: a synthesiser spells each sign.

    The figures that a bar draws stand beside it; columns become commas.
    """
    return _GAP.sub(", ", _DRAWN.sub("", text))


def row_in_words(row: Row) -> str:
    """Return a row, then its marks: who skips it has heard what it is."""
    text = row.spoken or heard(row.text).strip()
    return f"{text} ({', '.join(row.marks)})" if row.marks else text


_LETTER = re.compile(r":?\s*([a-z+])(?:\s+(\S+)|\s*(\d\S*))?", re.IGNORECASE)


def pick(line: str, listing: Listing) -> Picked | str:
    """Return what a line typed below a listing stands for, or why it stands for nothing.

    « 12 » opens the row of this number, « n 12 » acts on it, « / mots » looks for words.
    """
    rows = {row.key.casefold(): row.id for row in listing.rows}
    ids = [row.id for row in listing.rows]
    pointed = listing.pointed if listing.pointed in ids else next(iter(ids), "")
    if line.startswith("/") and "/" in listing.commands:
        return Picked("/", pointed, line[1:].strip())
    if line.casefold() in rows:
        return Picked("", rows[line.casefold()])
    if line.isdigit():
        return _no_row(line)
    match = _LETTER.fullmatch(line)
    letter = match[1].lower() if match else _named(line, listing)
    if letter not in listing.commands:
        return f"« {cut(line, 20)} » n'est pas proposé ici. Tapez ? pour savoir ce qui peut l'être."
    key = ((match[2] or match[3] or "") if match else "").casefold()
    if key and key not in rows:
        return _no_row(key)
    return Picked(letter, rows[key] if key else pointed)


def _no_row(key: str) -> str:
    return f"Il n'y a pas de ligne « {key} » ici."


def _named(line: str, listing: Listing) -> str:
    """Return the letter of a command that is typed by its words."""
    words = line.lstrip(": ").casefold()
    return next((k for k, what in listing.commands.items() if what.casefold() == words), "")


@dataclass
class Written:
    """A text that lines are added to, one after the other.

    Attributes:
        entry: what is asked, and the text that is there.
        lines: those typed.
        silent: what is typed is not shown.
        ended: nothing more is asked.
        result: the text as it was left, None when it was given up; once it is ended.
    """

    entry: Entry
    lines: list[str] = field(default_factory=list, init=False)
    silent: bool = field(init=False)
    ended: bool = field(default=False, init=False)
    result: str | None = field(default=None, init=False)
    _former: str = field(init=False)
    _told: set[bool] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Start from the text that is there."""
        self.silent = self.entry.private
        self._former = self.entry.text if self.entry.several else ""

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
        if several and first:
            yield f"Une ou plusieurs lignes ; pour finir, tapez {_POINT}, puis Entrée."
        elif several:
            yield f"Pour finir, {_POINT}."

    def take(self, line: str, *, more: bool) -> str:
        """Add a line, or do what it asks; return what is to be said of it.

        `more` was pasted with it: then it is a text, whatever it looks like.
        """
        word = line.strip()
        if not self.lines and not more:
            said = self._gesture(word)
            if said is not None:
                return said
        if self.entry.several and word == END:
            self.finish()
            return ""
        self.lines.append(line)
        if not self.entry.several and not more:
            self.finish()
        return "" if more or self.ended else self._room()

    def finish(self, line: str = "") -> None:
        """End the text, with a line that was left unfinished."""
        self.result, self.ended = self._whole(line), True

    def left(self, unfinished: str) -> tuple[str, ...]:
        """Return the text that is left before its end, nothing when nothing was typed."""
        typed = any(line.strip() for line in (*self.lines, unfinished))
        return (self._whole(unfinished),) if typed else ()

    def _whole(self, line: str = "") -> str:
        typed = "\n".join([*self.lines, line] if line else self.lines)
        return "\n".join(filter(None, (self._former, typed))).strip()

    def _gesture(self, word: str) -> str | None:
        """Do what a first line alone asks, and return what is said of it; None for a text."""
        ending = word == END and self.entry.several
        if word in ("", "-", *GIVE_UP) or ending:
            kept = {"-": "", ":r": None, ":q": None}.get(word, self.entry.text)
            self.result, self.ended = kept, True
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
        signs, limit = len(self._whole()), self.entry.limit
        passed, told = signs > limit, room_told(signs, limit)
        if not told or passed in self._told:
            return ""
        self._told.add(passed)
        return f"{told}."


_POINT = "un point seul"
