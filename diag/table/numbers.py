"""Numbers as French and English tools, and people, write them; a doubtful one is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from diag.export.spelling import is_scientific, normalise

_SPACES = re.compile(r"[ \u00a0\u202f\u2009]+")
_HEAD = re.compile(
    r"(?P<sign>[-+−]?) ?(?P<digits>\d[\d.,]*(?: \d{3}(?!\d)[\d.,]*)*)(?P<rest>.*)", re.DOTALL
)
_GROUPED = re.compile(r"\d{1,3}( \d{3})+")
_OUT_OF = re.compile(r"\bsur (\d+)\b")
_LONGEST = 30


@dataclass(frozen=True)
class NotANumber:
    """Why a text gives no number, and how to mend it, in French."""

    reason: str
    how: str


def read_number(
    text: str, minimum: Decimal, maximum: Decimal, unit: str = ""
) -> Decimal | NotANumber:
    """Return the number that a text says, between the bounds.

    `1,234` is a thousand for some and one for others: the bounds settle it, or nothing does.

    Args:
        text: a number, with or without its unit.
        minimum, maximum: what the question admits, both included.
        unit: what is counted; `professionnels sur 10` admits `7 sur 10`, `7/10`, `7 professionnels`.

    """
    how = f"écrivez un nombre de {_shown(minimum)} à {_shown(maximum)}, en chiffres"
    if is_scientific(text):
        return NotANumber("nombre abîmé par un tableur (écriture scientifique)", how)
    match = _HEAD.fullmatch(_SPACES.sub(" ", text.strip()))
    if not match or len(match["digits"]) > _LONGEST or not _is_unit(match["rest"], unit):
        return NotANumber("ce n’est pas un nombre", how)
    sign = -1 if match["sign"] in ("-", "−") else 1
    possible = {sign * value for value in _values(match["digits"])}
    if not possible:
        return NotANumber("nombre mal écrit", how)
    within = [value for value in possible if minimum <= value <= maximum]
    if len(within) == 1:
        return within[0]
    if within:
        return NotANumber(
            "virgule ou séparateur de milliers : le nombre se lit de deux façons", how
        )
    return NotANumber("nombre hors des bornes", how)


def _values(digits: str) -> Iterator[Decimal]:
    """Yield every number that digits with spaces, commas and points may mean."""
    digits = digits.rstrip(".,") if digits[-1] in ".," and digits.count(digits[-1]) == 1 else digits
    whole, *parts = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    grouped = " " in whole
    if " " in "".join(parts) or (grouped and not _GROUPED.fullmatch(whole)):
        return
    whole = whole.replace(" ", "")
    if not marks:
        yield Decimal(whole)
        return
    by_thousands = len(whole) <= 3 and whole != "0" and all(len(p) == 3 for p in parts[:-1])
    if len(marks) == 1:
        if parts[0]:
            yield Decimal(f"{whole}.{parts[0]}")
        if by_thousands and len(parts[0]) == 3 and not grouped:
            yield Decimal(whole + parts[0])
    elif by_thousands and not grouped and len(set(marks[:-1])) == 1:
        if marks[-1] == marks[0] and len(parts[-1]) == 3:
            yield Decimal(whole + "".join(parts))
        elif marks[-1] != marks[0] and parts[-1]:
            yield Decimal(f"{whole}{''.join(parts[:-1])}.{parts[-1]}")


def _is_unit(rest: str, unit: str) -> bool:
    """Tell whether what follows a number is nothing, or its unit."""
    if not rest.strip():
        return True
    said, whole = normalise(rest), normalise(unit)
    if not said or not whole:
        return False
    first = whole.split(" ", 1)[0]
    admitted = {whole, first, first.removesuffix("s")}
    if out_of := _OUT_OF.search(whole):
        admitted |= {out_of[0], f"/{out_of[1]}", f"/ {out_of[1]}"}
    if "%" in unit:
        admitted.add("%")
    return said in admitted


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
