"""Numbers as French and English tools, and people, write them; a doubtful one is refused."""

import re
from decimal import Decimal

from diag.export.spelling import is_scientific, normalise
from diag.table.answers import Reading, damaged

_SPACES = re.compile(r"[ \u00a0\u202f\u2009]+")
_HEAD = re.compile(r"([-+−]?) ?(\d[\d.,]{0,29}(?: \d{3}(?!\d)[\d.,]*){0,9})(.*)", re.DOTALL)
#: The two ways of reading digits: a mark before the decimals, or between the thousands.
_WAYS = (
    re.compile(r"(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:[.,](?P<part>\d+))?"),
    re.compile(
        r"(?P<whole>(?!0[.,])\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)"
        r"(?:(?!(?P=mark))[.,](?P<part>\d+))?"
    ),
)
_OUT_OF = re.compile(r"\bsur (\d+)\b")


def read_number(text: str, minimum: Decimal, maximum: Decimal, unit: str = "") -> Decimal | Reading:
    """Return the number that a text says, from the minimum to the maximum, or why it is damaged.

    `1,234` is a thousand for some and one for others: the bounds settle it, or nothing does.
    A unit of `professionnels sur 10` admits `7 sur 10`, `7/10` and `7 professionnels`.
    """
    within: set[Decimal] = set()
    match = _HEAD.fullmatch(_SPACES.sub(" ", text.strip()))
    if is_scientific(text):
        why = "nombre abîmé par un tableur (écriture scientifique)"
    elif not match or not _is_unit(match[3], unit):
        why = "ce n’est pas un nombre"
    elif not (possible := _values(match[2])):
        why = "nombre mal écrit"
    else:
        sign = -1 if match[1] in ("-", "−") else 1
        within = {sign * value for value in possible if minimum <= sign * value <= maximum}
        why = "nombre hors des bornes"
    if len(within) == 1:
        return within.pop()
    if within:
        why = "virgule ou séparateur de milliers : le nombre se lit de deux façons"
    low, high = (f"{end.normalize():f}".replace(".", ",") for end in (minimum, maximum))
    return damaged(why, f"écrivez un nombre de {low} à {high}, en chiffres")


def _values(digits: str) -> set[Decimal]:
    """Return every number that digits with spaces, commas and points may mean."""
    if digits[-1] in ".," and digits.count(digits[-1]) == 1:  # the end of a sentence
        digits = digits.rstrip(".,")
    found = [match for way in _WAYS if (match := way.fullmatch(digits))]
    return {Decimal(re.sub(r"\D", "", m["whole"]) + f".{m['part'] or ''}") for m in found}


def _is_unit(rest: str, unit: str) -> bool:
    """Tell whether what follows a number is nothing, or its unit."""
    said, whole = normalise(rest), normalise(unit)
    if not rest.strip() or not said or not whole:
        return not rest.strip()
    first = whole.split(" ", 1)[0]
    admitted = {whole, first, first.removesuffix("s")}
    if out_of := _OUT_OF.search(whole):
        admitted |= {out_of[0], f"/{out_of[1]}", f"/ {out_of[1]}"}
    return said in admitted or (said == "%" and "%" in unit)
