"""From located text to typed models: pydantic's errors told in French, at their place.

Keys that questionnaires and cases of the first method held are told with what to write in their place.
"""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from diag.french import cut
from diag.questionnaire.located_yaml import Place, Source
from diag.questionnaire.mistakes import Mistake, did_you_mean

_OF_THE_METHOD = "c’est désormais une règle de la méthode, la même pour tous : supprimez cette ligne"
_RETIRED = {
    ("scoring", "dimension_margin"): _OF_THE_METHOD,
    ("scoring", "minimum_coverage"): _OF_THE_METHOD,
    ("scoring", "maximum_not_applicable"): _OF_THE_METHOD,
    ("scoring", "unknown_to_confirm"): _OF_THE_METHOD,
    ("scoring", "uneven_balance"): _OF_THE_METHOD,
    ("scoring", "weight_variation"): _OF_THE_METHOD,
    ("planning", "minimum_gain"): _OF_THE_METHOD,
    ("planning", "quick_effort"): _OF_THE_METHOD,
    ("planning", "quarters"): _OF_THE_METHOD,
    ("planning", "priorities"): _OF_THE_METHOD,
    ("lasting_conditions", "questions"): "remplacez cette ligne par « statements », "
    "un énoncé par question : {question: …, at_least: …, held: …, not_held: …}",
    ("expected", "first_actions"): "écrivez « priorities », les actions attendues parmi les six "
    "premières, sans leur ordre",
}
"""What to do of a key, by the part of the file that held it, and its name."""


def retired(loc: tuple[int | str, ...]) -> str:
    """Return what to do of the key at `loc`, or an empty text when it never existed."""
    return _RETIRED.get((str(loc[0]), str(loc[-1])), "")


T = TypeVar("T")


def validate(kind: type[T] | TypeAdapter[T], source: Source, path: Place = ()) -> tuple[T | None, list[Mistake]]:
    """Return the model built from the value under `path`, or None and every mistake in it."""
    data = source.data
    for key in path:
        data = data[key]
    wanted: Any = kind
    adapter: TypeAdapter[T] = wanted if isinstance(wanted, TypeAdapter) else _adapter(wanted)
    try:
        return adapter.validate_python(data), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        unknown_key = any(e["type"] == "extra_forbidden" for e in found)
        known = _known_keys(adapter) if unknown_key else frozenset()
        return None, _first_of_each_type([_explain(e, source, path, data, known) for e in found])


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _first_of_each_type(mistakes: list[Mistake]) -> list[Mistake]:
    """Return the mistakes less those of a union, which says of one value each type that it is not."""
    wrong_type: set[tuple[int, int]] = set()
    kept = []
    for mistake in mistakes:
        place = (mistake.line, mistake.column)
        if mistake.code == "M03" and place in wrong_type:
            continue
        if mistake.code == "M03":
            wrong_type.add(place)
        kept.append(mistake)
    return kept


@cache
def _known_keys(adapter: TypeAdapter[Any]) -> frozenset[str]:
    """Return every key that some model of the adapter knows, for the suggestions."""
    schema = adapter.json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for model in models for key in model.get("properties", {}))


def _explain(error: ErrorDetails, source: Source, root: Place, data: Any, known: frozenset[str]) -> Mistake:
    """Return one pydantic error as a mistake."""
    place = _resolve(error["loc"], data)
    path = root + place
    kind, context = error["type"], error.get("ctx", {})
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        mark = source.key_mark(path)
        how = retired(error["loc"])
        how = how or ("" if name in known else did_you_mean(name, known))
        how = how or "cette clé ne va pas ici : supprimez-la"
        return Mistake(source.name, mark.line, mark.column, "M01", f"clé inconnue « {name} »", how)
    # A key that breaks its pattern ends in "[key]"; the mistake is in the key, not in its value.
    mark = source.key_mark(path) if name == "[key]" else source.value_mark(path)
    if kind == "missing":
        what = f"il manque la clé « {name} »"
        return Mistake(source.name, mark.line, mark.column, "M02", what, f"ajoutez « {name}: … »")
    if kind == "union_tag_not_found":
        what = f"il manque la clé « {context['discriminator'].strip(chr(39))} »"
        how = f"ajoutez-la : {_listed(context.get('expected_tags', 'single, multiple, number'))}"
        return Mistake(source.name, mark.line, mark.column, "M02", what, how)
    value = error.get("input")
    if kind == "union_tag_invalid":  # pydantic places it on the whole item
        value, key = context["tag"], context["discriminator"].strip("'")
        mark = source.value_mark((*path, key))
    code, what, how = _describe(kind, context, value)
    return Mistake(source.name, mark.line, mark.column, code, what, how)


def _resolve(loc: tuple[int | str, ...], data: Any) -> Place:
    """Return the part of pydantic's location that exists in the data (union tags do not)."""
    place: list[int | str] = []
    for step in loc:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            place.append(step)
            data = data[step]
    return tuple(place)


_TYPES = {
    "string_type": "un texte est attendu ici",
    "list_type": "une liste est attendue ici",
    "tuple_type": "une liste est attendue ici",
    "dict_type": "des clés sont attendues ici",
    "model_type": "des clés sont attendues ici",
    "model_attributes_type": "des clés sont attendues ici",
    "int_type": "un nombre entier est attendu ici",
    "int_parsing": "un nombre entier est attendu ici",
    "int_from_float": "un nombre entier est attendu ici",
    "int_parsing_size": "ce nombre est trop grand",
    "decimal_type": "un nombre est attendu ici",
    "decimal_parsing": "un nombre est attendu ici",
    "date_type": "une date est attendue ici",
    "date_parsing": "une date est attendue ici",
    "date_from_datetime_parsing": "une date est attendue ici",
    "date_from_datetime_inexact": "une date sans heure est attendue ici",
    "bool_type": "« true » ou « false » est attendu ici",
    "bool_parsing": "« true » ou « false » est attendu ici",
}
_MENDS = {
    "list": "commencez chaque élément par « - »",
    "dict": "écrivez « clé: valeur » à la ligne, en retrait",
    "model": "écrivez « clé: valeur » à la ligne, en retrait",
    "int": "écrivez des chiffres seuls, par exemple 2",
    "decimal": "écrivez un nombre avec un point, par exemple 0.5",
    "date": "écrivez-la AAAA-MM-JJ, par exemple 2026-11-22",
    "string": "écrivez le texte sur la ligne de la clé",
}


def _describe(kind: str, context: dict[str, Any], value: Any) -> tuple[str, str, str]:
    """Return code, what and how for the errors about a value."""
    shown = f" (lu : « {_short(value)} »)" if isinstance(value, str) and value else ""
    if kind == "diag":
        return "M04", str(context["what"]), str(context["how"])
    if kind in _TYPES:
        how = _MENDS.get(kind.split("_", maxsplit=1)[0], "corrigez la valeur")
        return "M03", _TYPES[kind] + shown, how
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags"))
        how = did_you_mean(_short(value), _words(expected)) if isinstance(value, str) else ""
        return "M04", f"valeur inconnue{shown}", how or f"valeurs admises : {_listed(expected)}"
    if kind in ("string_too_short", "too_short"):
        least = int(context.get("min_length", 1))
        if isinstance(value, str):
            return "M04", "le texte est vide", "écrivez-le, ou supprimez la clé"
        return ("M04", "la liste est trop courte", f"mettez-y au moins {least} élément{'s' * (least > 1)}")
    if kind in ("too_long", "string_too_long"):
        return "M04", "c’est trop long", f"pas plus de {context.get('max_length')}"
    if kind == "string_pattern_mismatch":
        return "M04", f"ce nom n’a pas la forme attendue{shown}", _pattern(str(context["pattern"]))
    if kind in ("decimal_max_digits", "decimal_max_places", "decimal_whole_digits", "finite_number"):
        return "M04", f"nombre démesuré{shown}", "écrivez un nombre court, par exemple 7.5"
    bounds = {
        "greater_than_equal": ("ge", "au moins"),
        "less_than_equal": ("le", "au plus"),
        "greater_than": ("gt", "plus de"),
        "less_than": ("lt", "moins de"),
        "multiple_of": ("multiple_of", "un multiple de"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return "M04", f"nombre hors des bornes{shown}", f"écrivez {words} {context[key]}"
    return "M04", f"valeur refusée{shown}", "corrigez la valeur"


def _pattern(pattern: str) -> str:
    forms = {
        "^https": "une adresse complète, qui commence par https://",
        "^S": "la lettre S et deux chiffres, par exemple S05",
        "^R": "la lettre R et deux chiffres, par exemple R05",
        "^[12]\\d{3}$": "une année, par exemple 2026",
        "^[12]": "une année, ou une année et un mois, par exemple 2026-11",
        "^\\d{4}-": "une année et un mois, par exemple 2026-11",
        "^\\d": "trois nombres séparés par des points, par exemple 1.0.0",
        "^[^\\s@": "une adresse électronique, par exemple contact@exemple.fr",
        "^sha": "l’empreinte écrite par l’outil : ne la modifiez pas",
    }
    default = "une lettre, puis des lettres sans accent, des chiffres ou des tirets"
    return next((form for start, form in forms.items() if pattern.startswith(start)), default)


def _words(expected: str) -> list[str]:
    return [w.strip(" '") for w in expected.replace(" or ", ",").split(",")]


def _listed(expected: str) -> str:
    return ", ".join(_words(expected))


def _short(value: Any) -> str:
    return cut(str(value).replace("\n", " "), 40)
