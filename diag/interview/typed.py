"""What a typed line means; pure, and the same in both faces."""

import re

from diag.interview.face import SHORT, Command, Option, Prompt, Reply

_COMMAND = re.compile(r":\s*([a-z]+)")
_SEPARATORS = re.compile(r"[\s,;]+")
_WORDS: dict[str, Command] = {
    "nsp": "s",
    "aide": "a",
    "?": "a",
    "note": "n",
    "retour": "r",
    "quitter": "q",
}


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
    return _answer(line, prompt) or _command(line.casefold(), prompt) or _unknown(line, prompt)


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
    keys = _SEPARATORS.split(line.strip(" ,;")) if prompt.kind == "multiple" else [line]
    by_key = {o.key: o for o in prompt.options}
    if not keys or not set(keys) <= set(by_key):
        return None
    alone = [o.key for o in prompt.options if o.exclusive and o.key in keys]
    kept = alone[:1] or [o.key for o in prompt.options if o.key in keys]
    return Reply("answer", tuple(kept))


def _unknown(line: str, prompt: Prompt) -> str:
    shown = line if len(line) <= 20 else f"{line[:20]}..."
    return f"« {shown} » n'est pas une réponse proposée ici. {expected(prompt)}"


def expected(prompt: Prompt) -> str:
    """Return, in French, everything that can be typed."""
    colon = ":" if prompt.kind == "text" else ""
    letters = ", ".join(f"{colon}{c} {SHORT[c]}" for c in prompt.commands)
    return f"{_answers(prompt)} Entrée seule : passer." + (f" {letters}." if letters else "")


def _answers(prompt: Prompt) -> str:
    if prompt.kind == "text":
        return "Tapez votre texte."
    if prompt.kind == "number":
        return f"Tapez {prompt.hint}."
    listed = _listed(prompt.options)
    if prompt.kind == "multiple":
        return f"Tapez un ou plusieurs numéros ({listed}), séparés par des virgules."
    return f"Tapez {listed}."


def _listed(options: tuple[Option, ...]) -> str:
    keys = [o.key for o in options]
    if len(keys) > 5:
        return f"un numéro de {keys[0]} à {keys[-1]}"
    return f"{', '.join(keys[:-1])} ou {keys[-1]}"
