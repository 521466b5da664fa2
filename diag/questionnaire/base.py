"""Types shared by every model of the house, and conditions."""

from decimal import Decimal
from typing import Annotated, Any, Union

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from diag.french import typeset
from diag.safe_text import clean


def refuse(what: str, how: str) -> PydanticCustomError:
    """Return a validation error that already speaks French."""
    return PydanticCustomError("diag", "{what}", {"what": what, "how": how})


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise refuse(f"« {value} » n’est ni « true » ni « false »", "écrivez « true » ou « false »")
    return bool(value == "true")


Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(clean),
    AfterValidator(typeset),
]
"""French text for a reader; typed with ordinary spaces and apostrophes, typeset on reading."""
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
Level = Annotated[int, Field(ge=0, le=4)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Model(BaseModel):
    """Base of every model: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Model):
    """Closed vocabulary of conditions; nothing is ever evaluated as code.

    Either a group (`all`, `any`, `not`) or a test on one `profile` field or one `answer`, by
    membership (`in`) or by comparison (`at_least`, `at_most`). A test on what was not answered is
    false, so `not` of it is true.
    """

    all: list["Condition"] | None = Field(None, description="Toutes ces conditions", min_length=1)
    any: list["Condition"] | None = Field(
        None, description="Au moins une de ces conditions", min_length=1
    )
    not_: Union["Condition", None] = Field(None, alias="not", description="Le contraire")
    profile: str | None = Field(None, description="Champ du profil")
    answer: str | None = Field(None, description="Question posée plus tôt")
    in_: list[str] | None = Field(
        None, alias="in", description="Valeurs admises (une suffit)", min_length=1
    )
    at_least: Number | None = Field(None, description="Valeur minimale, comprise")
    at_most: Number | None = Field(None, description="Valeur maximale, comprise")

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        heads = [
            k for k in ("all", "any", "not_", "profile", "answer") if getattr(self, k) is not None
        ]
        if len(heads) != 1:
            raise refuse(
                "une condition porte exactement une clé parmi all, any, not, profile, answer",
                "gardez une seule de ces clés, ou groupez-les sous « all »",
            )
        tests = [k for k in ("in_", "at_least", "at_most") if getattr(self, k) is not None]
        if heads[0] in ("all", "any", "not_") and tests:
            raise refuse(
                "« in », « at_least » et « at_most » vont avec « profile » ou « answer »",
                "déplacez ce test dans une condition de la liste",
            )
        if heads[0] in ("profile", "answer") and not tests:
            raise refuse(
                "il manque le test de la condition",
                "ajoutez « in », « at_least » ou « at_most »",
            )
        return self
