"""What a typed line means, the same in both faces, and what both say of a prompt; pure.

A line means one thing, or a French sentence says why it does not: nothing is guessed, and of two
things that contradict each other neither is chosen (interview, lines 2 and 3).
"""

import re
from collections.abc import Collection, Sequence

from diag.french import count, cut, listing, number
from diag.interview.prompts import ANSWERS, SHORT, Command, Option, Place, Prompt, Reply
from diag.visit.new_names import folded

GIVE_UP = (":r", ":q")
"""What leaves a field of free text without a word."""

_COMMAND = re.compile(r":\s*(\w[\w\s]*)")
_VOICE = re.compile(r":?\s*w\s+([a-z]{1,2})(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r":?\s*l\s*(\d{1,3})", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,;]+")
_LISTED = re.compile(r"\s*[,;\n]\s*")
_NUMBERS = re.compile(r"(?<!\w)[0-9]+[ab]?(?!\w)")
_PARTS = re.compile(r"[^\W_]+")
_WORDS: dict[str, Command] = {
    "nsp": "s",
    "je ne sais pas": "s",
    "pareil": "c",
    "idem": "c",
    "?": "a",
    "note partagee": "n",
    "repondant": "w",
    "verifier": "m",
    "revoir": "l",
    "enregistrer et quitter": "q",
}
"""Other words that are a command, besides its letter and what `SHORT` says of it; folded."""


def understand(line: str, prompt: Prompt) -> Reply | str:
    """Return the reply a line stands for, or a French sentence on why it stands for none."""
    line = line.strip()
    if not line:
        return Reply("pass")
    marked = _COMMAND.fullmatch(line)
    command = _command(marked[1], prompt) if marked else None
    if command is None:
        command = _with_words(line, prompt)
    if command is not None:
        return command
    if prompt.kind == "text":
        return Reply("answer", (line,))
    return _answer(line, prompt) or (None if prompt.typing else _command(line, prompt)) or _unknown(line, prompt)


def takes_a_colon(prompt: Prompt) -> bool:
    """Tell whether the commands of a prompt are typed after a colon: a letter alone is its text."""
    return prompt.kind == "text" or prompt.typing


def _command(word: str, prompt: Prompt) -> Reply | str | None:
    letter = _letter(folded(word))
    if letter is None:
        return None
    if letter not in prompt.commands:
        return f"« {letter} » ({SHORT[letter]}) ne sert pas ici. {expected_answers(prompt)}"
    return Reply(letter)


def _letter(word: str) -> Command | None:
    return _WORDS.get(word) or next((c for c in SHORT if word in (c, folded(SHORT[c]))), None)


def _with_words(line: str, prompt: Prompt) -> Reply | None:
    """Return « w c 3 », who answers and what, as it was typed, or « l 12 », the row to open (lines 7, 11)."""
    if takes_a_colon(prompt) and line[0] != ":":
        return None
    if (found := _VOICE.fullmatch(line)) and "w" in prompt.commands:
        return Reply("w", (found[1].lower(), *(found[2] or "").split()))
    if (found := _ROW.fullmatch(line)) and "l" in prompt.commands:
        return Reply("l", (found[1],))
    return None


def _answer(line: str, prompt: Prompt) -> Reply | str | None:
    if prompt.kind == "number":
        return Reply("answer", (line,)) if line[0] in "0123456789-+.,\u2212" else None
    if prompt.kind == "single":
        found = _one(line, prompt)
        return Reply("answer", (found.key,)) if found else None
    for separators in (_LISTED, _SEPARATORS):  # « pas de calais ; nord », then « 1 2 »
        listed = [_one(word, prompt) for word in separators.split(line.strip(" ,;\n"))]
        if all(listed):
            return _boxes({o.key for o in listed if o}, prompt.options)
    return None


def _boxes(chosen: Collection[str], options: Sequence[Option]) -> Reply | str:
    """Return the boxes that a line names, or why they do not go together."""
    alone = [o.label for o in options if o.exclusive and o.key in chosen]
    if alone and len(chosen) > 1:
        return (
            f"« {alone[0]} » ne va avec aucune autre : rien n’est enregistré. Tapez cette réponse"
            " seule, ou les autres sans elle."
        )
    return Reply("answer", tuple(o.key for o in options if o.key in chosen))


# --- names and numbers ----------------------------------------------------------------------------


def matching(typed: str, options: Sequence[Option]) -> list[Option]:
    """Return the options that a typed text filters, in the order of the list (interview, line 3).

    Every word typed begins a word of the option: of its label, a code, an acronym, an accepted
    name. Where no option has them so, those where each stands inside a word, from two letters on.
    A number filters on the numbers that the labels show, and only where none does on codes; zeros
    before it do not count once it is whole.
    """
    wanted = _parts(typed)
    if len(wanted) == 1 and _NUMBERS.fullmatch(wanted[0]):
        return _of_number(wanted[0], options)
    for long_enough, holds in ((1, str.startswith), (2, str.__contains__)):
        found = [
            o
            for o in options
            if wanted and all(any(holds(p, w) for p in _parts(" ".join((o.label, *o.names)))) for w in wanted)
        ]
        if found and min(map(len, wanted)) >= long_enough:
            return found
    return []


def named(typed: str, options: Sequence[Option]) -> Option | None:
    """Return the only option that a typed text names: by a whole name or number, else in part.

    A part of a number names nothing: `5` is not the `59` of « Nord (59) ».
    """
    wanted = folded(typed)
    if _NUMBERS.fullmatch(wanted):
        found = numbered(wanted, options) or _coded(wanted, options)
    else:
        found = [o for o in options if wanted in _names(o)]
        found = found or (matching(typed, options) if len(wanted) > 1 else [])
    return found[0] if wanted and len(found) == 1 else None


def numbered(number: str, options: Sequence[Option]) -> list[Option]:
    """Return the options whose label shows this number; zeros before it do not count."""
    wanted = _plain_number(number.casefold())
    return [o for o in options if wanted in map(_plain_number, _shown(o))]


def show_numbers(labels: Sequence[str]) -> bool:
    """Tell whether a list is one where people type a number that its labels show."""
    return any(_NUMBERS.search(label.casefold()) for label in labels)


MANY = 9
"""Lines of a list that one still reads whole; a longer one is chosen by typing."""


def chosen_by_typing(labels: Sequence[str]) -> bool:
    """Tell whether one answer among these is chosen by typing, not by rank (interview, line 3)."""
    return len(labels) > MANY or show_numbers(labels)


def _one(word: str, prompt: Prompt) -> Option | None:
    """Return the only option that a word names; ranks count where they are shown."""
    if prompt.typing:
        return named(word, prompt.options)
    if _NUMBERS.fullmatch(word.casefold()):
        by_key = [o for o in prompt.options if o.key == word]
        found = numbered(word, prompt.options) if prompt.by_name else by_key
        return found[0] if len(found) == 1 else None
    wanted = folded(word)
    found = [o for o in prompt.options if wanted and wanted in _names(o)]
    if not found and wanted in ("oui", "non"):
        found = [o for o in prompt.options if _parts(o.label)[:1] == [wanted]]
    return found[0] if len(found) == 1 else None


def _of_number(number: str, options: Sequence[Option]) -> list[Option]:
    begun = [o for o in options if any(x.startswith(number) for n in _shown(o) for x in (n, _plain_number(n)))]
    return numbered(number, options) or begun or _coded(number, options)


def _coded(number: str, options: Sequence[Option]) -> list[Option]:
    return [o for o in options if number in _names(o)]


def _shown(option: Option) -> list[str]:
    """Return the numbers that a label shows: `02` of « Aisne (02) », `20` and `49` of a range."""
    return _NUMBERS.findall(option.label.casefold())


def _names(option: Option) -> set[str]:
    return {folded(name) for name in (option.label, *option.names)}


def _parts(text: str) -> list[str]:
    return _PARTS.findall(folded(text))


def _plain_number(number: str) -> str:
    return number.lstrip("0") or "0"


def tick(ticked: Collection[str], key: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the ticked keys after `key` was ticked or unticked; an exclusive box stays alone."""
    if key in ticked:
        return tuple(k for k in ticked if k != key)
    exclusive = {o.key for o in options if o.exclusive}
    kept = set() if key in exclusive else set(ticked) - exclusive
    return tuple(o.key for o in options if o.key in kept or o.key == key)


# --- what is said ---------------------------------------------------------------------------------


def stray_command(line: str) -> str:
    """Return what to say to a command typed where only a text is wanted, or an empty string."""
    if len(line) == 2 and line[0] == ":" and line not in GIVE_UP:
        return f"« {line} » ne sert pas ici. Tapez votre texte, ou :r pour revenir."
    return ""


def _unknown(line: str, prompt: Prompt) -> str:
    shown = line if len(line) <= 20 else f"{line[:20]}..."
    if prompt.kind == "number":
        return f"« {shown} » n’est pas un nombre. {expected_answers(prompt)}"
    found = _several(line, prompt)
    if len(found) > 1:
        named_so = listing([o.label for o in found[:3]], "et" if len(found) <= 3 else ",")
        more = "…" if len(found) > 3 else ""
        return f"« {shown} » désigne plusieurs réponses : {named_so}{more}. {expected_answers(prompt)}"
    if prompt.typing:
        return f"« {shown} » ne désigne aucune ligne de la liste. {expected_answers(prompt)}"
    return f"« {shown} » n’est pas une réponse proposée ici. {expected_answers(prompt)}"


def _several(line: str, prompt: Prompt) -> list[Option]:
    """Return the options among which a line does not choose."""
    if prompt.typing:
        return matching(line, prompt.options)
    return numbered(line, prompt.options) if prompt.by_name else []


def expected_answers(prompt: Prompt) -> str:
    """Return, in French, what can be typed as an answer."""
    if prompt.kind == "text":
        return "Tapez votre texte."
    if prompt.kind == "number":
        return f"Tapez {prompt.hint}."
    if prompt.by_name or prompt.typing:
        several = ", ou plusieurs séparés par des virgules" if prompt.kind == "multiple" else ""
        numbers = " ou le numéro qu’il porte" if prompt.by_name else ""
        part = "une partie d’un nom" if prompt.typing else "un nom"
        return f"Tapez {part} de la liste{numbers}{several}."
    keys = [o.key for o in prompt.options]
    listed = f"de {keys[0]} à {keys[-1]}" if len(keys) > 5 else listing(keys, "ou")
    if prompt.kind == "multiple":
        return f"Tapez un ou plusieurs numéros, {listed}, séparés par des virgules."
    return f"Tapez un numéro {listed}." if len(keys) > 5 else f"Tapez {listed}."


NEAR = 0.8
"""Share of its limit from which the number of signs of a text is told."""
_KEPT_SIGNS = 40
"""Signs of the kept answer that are said beside Enter; the list marks it whole."""


def header(place: Place) -> str:
    """Return `[Équipement 12/55 - 21 % - encore 25 min environ]`, with who answers if it is known."""
    alone = place.total == 1 and place.profile
    where = place.section if alone else f"{place.section} {place.position}/{place.total}"
    left = minutes_left(place) or "toutes les questions ont une réponse"
    who = f" - répond : {place.who}" if place.who else ""
    return f"[{where} - {place.percent} % - {left}{who}]"


def minutes_left(place: Place) -> str:
    """Return the minutes that are left, nothing where none is."""
    return f"encore {place.minutes} min environ" if place.minutes else ""


def typed_command(letter: Command, prompt: Prompt) -> str:
    """Return a command as it is typed on this prompt, and what it is, in one piece: `:n note`."""
    return in_one_piece(f"{':' if takes_a_colon(prompt) else ''}{letter} {SHORT[letter]}")


def in_one_piece(words: str) -> str:
    """Return words that no end of line parts."""
    return words.replace(" ", "\u00a0")


def marks_of(key: str, prompt: Prompt, *, boxes: bool = False) -> str:
    """Return what follows an answer in brackets: kept by Enter, given at the last visit.

    Ticks are said too where `boxes` are not drawn.
    """
    box = prompt.kind == "multiple" and key not in ANSWERS
    marks = {
        "cochée": box and boxes and key in prompt.ticked,
        "réponse gardée": not box and key in prompt.kept,
        f"réponse de {prompt.former_date}": key in prompt.former,
    }
    said = ", ".join(mark for mark, holds in marks.items() if holds)
    return f" ({said})" if said else ""


def kept_words(prompt: Prompt) -> str:
    """Return the recorded answer in a few words, nothing where there is none."""
    ranked = prompt.kind == "single" and not (prompt.typing or prompt.by_name)
    words: dict[str, str] = {letter: SHORT[letter] for letter in ANSWERS}
    words |= {o.key: f"{o.key} - {o.label}" if ranked else o.label for o in prompt.options}
    said = " ; ".join(words.get(key, key) for key in prompt.kept)
    return cut(said.replace(".", ",") if prompt.kind == "number" else said, _KEPT_SIGNS)


def room_told(signs: int, limit: int) -> str:
    """Return the signs of a text when they come near its limit or pass it; nothing before."""
    if not limit or signs < NEAR * limit:
        return ""
    passed = f" : {count(signs - limit, 'signe')} de trop" if signs > limit else ""
    return f"{number(signs)} signes sur {number(limit)}{passed}"
