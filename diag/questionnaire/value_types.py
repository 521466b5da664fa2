"""Types of the values that files of the house hold, and what the models of these files share."""

import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from diag.french import typeset
from diag.safe_text import clean


def refuse(what: str, how: str) -> PydanticCustomError:
    """Return a validation error that already speaks French."""
    return PydanticCustomError("diag", "{what}", {"what": what, "how": how})


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise refuse(f"« {text} » n’est pas une date", "écrivez-la AAAA-MM-JJ") from None


LAST_YEAR = 2100
"""Of a date that a person gives: months are counted after it, and a calendar has an end."""


def _near(day: datetime.date) -> datetime.date:
    if day.year > LAST_YEAR:
        raise refuse(f"l’année {day.year} est trop loin", f"corrigez-la : {LAST_YEAR} au plus")
    return day


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise refuse(f"« {value} » n’est ni « true » ni « false »", "écrivez « true » ou « false »")
    return bool(value == "true")


Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(clean), AfterValidator(typeset)
]
"""French text for a reader; typed with ordinary spaces and apostrophes, typeset on reading."""
Short = Prose
"""A phrase that a page sets among others; the checker bounds its length."""
_YEAR = r"^[12]\d{3}$"
_DATE = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
SeenDate = Annotated[
    str,
    StringConstraints(pattern=_DATE),
    # an editor reads a year alone as a number
    WithJsonSchema({"type": ["string", "integer"], "pattern": _DATE}),
]
"""When a fact was read: a year, a month or a day."""
Year = Annotated[
    str, StringConstraints(pattern=_YEAR), WithJsonSchema({"type": ["string", "integer"], "pattern": _YEAR})
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
"""Permanent name, apart from any label: it is never reused for something else."""
QuestionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,19}$")]
"""Permanent name of a question; letters and digits, so that survey tools accept it as a code."""
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""Fingerprint of some content."""
Number = Annotated[Decimal, Field(max_digits=12, decimal_places=4)]
"""A number of sensible size: an author or a visit cannot ask for a year of arithmetic."""
Days = Annotated[Decimal, Field(gt=0, le=1000, max_digits=7, decimal_places=3)]
"""Person-days."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
"""Address of a source."""
FindingId = Annotated[str, StringConstraints(pattern=r"^S[0-9]{2}$")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Day = Annotated[str, AfterValidator(_day)]
"""A day that exists, `AAAA-MM-JJ`."""
NearDate = Annotated[datetime.date, AfterValidator(_near)]
"""A day of a visit or of a decision, `LAST_YEAR` at most."""
Level = Annotated[int, Field(ge=0, le=4)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Model(BaseModel):
    """Base of every model: unknown keys are mistakes, values do not change.

    What validates a model is made with the first file that holds one: a file is validated as a whole,
    so its parts need nothing of their own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
