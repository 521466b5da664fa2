"""A checked questionnaire as JSON and back, without validating it again: for the cache alone.

Each model is an object whose key "", which no YAML file of ours admits, names its class; the other
keys are those of the file. What is read back is built from a closed list of classes: a JSON file
holds no code, whoever wrote it.
"""

import dataclasses
import json
from decimal import Decimal
from typing import Any

from diag.questionnaire import base, header, models, references
from diag.questionnaire.base import Model
from diag.questionnaire.questionnaire import Questionnaire

_KIND = ""
_NUMBER = "Decimal"
_MODELS: dict[str, type[Model]] = {
    name: found
    for module in (base, header, models, references)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, Model)
}


def to_json(questionnaire: Questionnaire) -> str:
    """Return a questionnaire as text.

    Raises:
        TypeError: it holds a value of a kind that this module does not know.

    """
    parts = {f.name: getattr(questionnaire, f.name) for f in dataclasses.fields(questionnaire)}
    whole = {k: list(v) if isinstance(v, tuple) else v for k, v in parts.items()}
    return json.dumps(_plain(whole), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Questionnaire:
    """Return the questionnaire that `to_json` wrote; any other text ends in some error."""
    parts: dict[str, Any] = json.loads(text, object_hook=_built)
    whole: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in parts.items()}
    return Questionnaire(**whole)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        if _MODELS.get(type(value).__name__) is not type(value):
            raise TypeError(type(value))
        said = {
            field.alias or name: _plain(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if name in value.model_fields_set
        }
        return {_KIND: type(value).__name__, **said}
    if isinstance(value, Decimal):
        return {_KIND: _NUMBER, "value": str(value)}
    if type(value) is list:
        return [_plain(v) for v in value]
    if type(value) is dict and _KIND not in value and all(type(k) is str for k in value):
        return {k: _plain(v) for k, v in value.items()}
    if value is None or type(value) in (str, int, bool):
        return value
    raise TypeError(type(value))


def _built(said: dict[str, Any]) -> Any:
    """Return the value that one JSON object stands for; json builds the innermost first."""
    kind = said.pop(_KIND, None)
    if kind is None:
        return said
    if kind == _NUMBER:
        return Decimal(said["value"])
    return _MODELS[kind].model_construct(**said)
