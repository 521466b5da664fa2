"""Who the structures are: managing organisation, type, department, size and the rest of the profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from diag.questionnaire.questionnaire_model import ProfileField, Questionnaire, Value

from .draws import Bools, Draws, Ints

Assumptions = Mapping[str, Any]
LARGEST = 20
"""No organisation manages more than one structure in so many: small networks stay plausible."""


@dataclass(frozen=True, eq=False)
class Population:
    """The structures before they answer.

    Attributes:
        organisations: (n,) number of the managing organisation, from 1.
        types: id of each structure's type.
        departments: id of each structure's department.
        managed: (n,) number of structures of the organisation, in this network.
        accompanied: (n,) whether a PRINT action was followed.
        staff: (n,) number of professionals, known even where the profile leaves it blank.
        profile: columns by field id: rank of the option or -1 (choice), (n, options) ticks
            (choices), the number or -1 (number). Texts have none: the export has columns of its own
            for the codes that the network gives.
    """

    organisations: Ints
    types: tuple[str, ...]
    departments: tuple[str, ...]
    managed: Ints
    accompanied: Bools
    staff: Ints
    profile: Mapping[str, Ints]


def populate(questionnaire: Questionnaire, assumptions: Assumptions, seed: int, count: int) -> Population:
    """Return `count` structures of a network.

    Raises:
        KeyError: the profile lacks a field or an option that the assumptions name.
    """
    fields = questionnaire.field
    owner, rules = _organisations(assumptions, seed, count), assumptions["organisations"]
    sector = _shared(assumptions["sectors"], rules["same_sector"], owner, seed, "sector")
    types = _types(assumptions["types"], list(assumptions["sectors"]), sector, seed)
    places = assumptions["departments"]
    weights = {name: place["share"] for name, place in places.items()}
    department = _shared(weights, rules["same_department"], owner, seed, "department")
    departments = tuple(list(places)[d] for d in department)
    accompanied = Draws(seed, "accompanied").chance(assumptions["profile"]["accompanied"], count)
    profile = {
        "structure_type": _ranks(fields["structure_type"], types),
        "public": _public(fields["public"], assumptions, types, seed),
        "department": _ranks(fields["department"], departments),
        "print_actions": _print_actions(fields["print_actions"], accompanied, seed),
        "l312": _yes_no(fields["l312"], assumptions, types, seed),
        **_sizes(assumptions["types"], types, seed),
    }
    staff = profile["staff"].copy()
    for name in ("places", "staff"):
        blank = Draws(seed, "blank", name).chance(assumptions["profile"]["missing"], count)
        profile[name] = np.where(blank, -1, profile[name])
    managed = np.bincount(owner, minlength=count)[owner]
    return Population(owner + 1, types, departments, managed, accompanied, staff, profile)


def profile_of(questionnaire: Questionnaire, profile: Mapping[str, Ints], row: int) -> dict[str, Value]:
    """Return one profile as conditions read it; what was left blank is absent."""
    known: dict[str, Value] = {}
    for field in questionnaire.profile:
        if field.id not in profile:
            continue
        cell, options = profile[field.id][row], _options(field)
        if field.kind == "choices":
            ticked = tuple(o for o, tick in zip(options, cell, strict=True) if tick)
            known |= {field.id: ticked} if ticked else {}
        elif cell >= 0:
            known[field.id] = options[cell] if options else Decimal(int(cell))
    return known


def _options(field: ProfileField) -> list[str]:
    return [o.id for o in field.options]


def _ranks(field: ProfileField, names: Sequence[str]) -> Ints:
    rank = {name: i for i, name in enumerate(_options(field))}
    return np.array([rank[name] for name in names])


def _organisations(assumptions: Assumptions, seed: int, count: int) -> Ints:
    """Return the organisation of each structure, from 0; structures of one are not neighbours."""
    table = assumptions["organisations"]["sizes"]
    line = Draws(seed, "organisation", "line").pick([row["share"] for row in table], count)
    low, high = (np.array([row[key] for row in table])[line] for key in ("from", "to"))
    sizes = np.minimum(Draws(seed, "organisation", "size").between(low, high, count), max(1, count // LARGEST))
    owner = np.repeat(np.arange(count), sizes)[:count]
    return owner[Draws(seed, "organisation", "order").order(count)]


def _shared(weights: Mapping[str, int], same: int, owner: Ints, seed: int, name: str) -> Ints:
    """Return a rank that the structures of an organisation share `same` times in a hundred."""
    count = len(owner)
    own = Draws(seed, name, "structure").pick(list(weights.values()), count)
    common = Draws(seed, name, "organisation").pick(list(weights.values()), count)[owner]
    return np.where(Draws(seed, name, "same").chance(same, count), common, own)


def _types(kinds: Mapping[str, Any], sectors: list[str], sector: Ints, seed: int) -> tuple[str, ...]:
    count = len(sector)
    drawn = np.empty(count, dtype=object)
    for rank, name in enumerate(sectors):
        inside = [kind for kind, facts in kinds.items() if facts["sector"] == name]
        picked = Draws(seed, "type", name).pick([kinds[k]["share"] for k in inside], count)
        here = sector == rank
        drawn[here] = np.array(inside, dtype=object)[picked[here]]
    return tuple(drawn)


def _sizes(kinds: Mapping[str, Any], types: Sequence[str], seed: int) -> dict[str, Ints]:
    """Return places and staff; the square of a uniform draw makes small structures more common."""
    count = len(types)
    low, high = np.array([kinds[t]["places"] for t in types]).T
    draw = Draws(seed, "places").below(1001, count)
    places = low + (high - low) * draw * draw // 1_000_000
    few, many = np.array([kinds[t]["staff"] for t in types]).T
    staff = np.maximum(places * Draws(seed, "staff").between(few, many, count) // 100, 1)
    return {"places": places, "staff": staff}


def _yes_no(field: ProfileField, assumptions: Assumptions, types: Sequence[str], seed: int) -> Ints:
    """Return an answer of the types of structure that have a share of « oui »; others are not asked."""
    count, yes, no, unknown = len(types), *map(_options(field).index, ("oui", "non", "inconnu"))
    shares = [assumptions["types"][t].get(field.id, -1) for t in types]
    known = np.where(Draws(seed, field.id).chance(shares, count), yes, no)
    blank = Draws(seed, field.id, "unknown").chance(assumptions["profile"]["inconnu"], count)
    return np.where(np.array(shares) < 0, -1, np.where(blank, unknown, known))


def _public(field: ProfileField, assumptions: Assumptions, types: Sequence[str], seed: int) -> Ints:
    main = [assumptions["types"][t]["public"] for t in types]
    columns = []
    for option in _options(field):
        more = 0 if option == "autre" else assumptions["profile"]["more_public"]
        also = Draws(seed, "public", option).chance(more, len(types))
        columns.append(also | np.array([option in public for public in main]))
    return np.column_stack(columns)


def _print_actions(field: ProfileField, accompanied: Bools, seed: int) -> Ints:
    """Return the PRINT actions followed: one or more for the accompanied, else « aucune »."""
    count = len(accompanied)
    alone = [o.exclusive for o in field.options]
    first = Draws(seed, "print", "first").below(len(alone) - sum(alone), count)
    columns = []
    for rank, option in enumerate(field.options):
        also = Draws(seed, "print", option.id).chance(12, count)
        columns.append(~accompanied if alone[rank] else accompanied & (also | (first == rank)))
    return np.column_stack(columns)
