"""What both faces say of a prompt and of a text, in the same words; pure."""

from diag.french import count, cut, number
from diag.interview.prompts import ANSWERS, SHORT, Command, Place, Prompt
from diag.interview.typed_line import takes_a_colon

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
