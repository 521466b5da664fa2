"""Names made of what people say: of a function, of an action of their own, of a file."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable

ROLES = {
    "direction": "Direction",
    "encadrement": "Encadrement",
    "accompagnement": "Accompagnement",
    "soin": "Soin",
    "administratif": "Administration",
    "support": "Fonctions support",
    "benevole": "Bénévolat",
    "gouvernance": "Conseil d’administration",
    "personne-accompagnee": "Personne accompagnée ou proche",
    "autre": "Autre fonction",
}
"""Functions that are proposed to whoever answers, by the id of their respondent."""
_LETTERS = re.compile(r"[a-z0-9]+")


def folded(text: str) -> str:
    """Return text without case, accents, hyphens or the kind of its apostrophes and spaces."""
    told = text.casefold().replace("’", "'").replace("-", " ").replace("œ", "oe")
    spread = unicodedata.normalize("NFKD", told)
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def role_id(role: str, taken: Collection[str]) -> str:
    """Return the id of one more respondent, known by a function: `soin`, then `soin-2`."""
    known = next((name for name, label in ROLES.items() if folded(label) == folded(role)), "")
    return untaken(known or identifier(role), taken)


def identifier(text: str) -> str:
    """Return a name for a file out of a text of any kind."""
    spelled = "-".join(_LETTERS.findall(folded(text)))[:30].strip("-")
    return spelled if spelled[:1].isalpha() else f"n-{spelled}".strip("-")


def untaken(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken: `direction`, then `direction-2`."""
    ranked = (f"{name}-{rank}" for rank in itertools.count(2))
    return next(n for n in itertools.chain([name], ranked) if n not in taken)


def file_name(text: str) -> str:
    """Return a name safe on every system, whatever it comes from: `les-tilleuls`, never `../x`."""
    spelled = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "structure"


def file_names(texts: Iterable[str]) -> list[str]:
    """Return a name for a file for each text, each once."""
    names: dict[str, None] = {}
    for text in texts:
        names[untaken(file_name(text), names)] = None
    return list(names)
