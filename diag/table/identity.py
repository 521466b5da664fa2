"""Whose answer a row is: key, name, organisation, role, date, and the tool's own marks."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from diag.export.layout import Heading, Layout
from diag.export.spelling import is_blank, is_scientific, normalise, squeeze
from diag.french import cut
from diag.safe_text import printable
from diag.table.binding import Marker
from diag.table.word_lists import HEADINGS, load, squeezed

_OWN = ("technical", "response_ids", "stamps", "dates")
_TECHNICAL = frozenset(name for use in _OWN for name in HEADINGS[use]) - {"date"}
_LETTERS = re.compile(r"[a-z]+")
_BARE = re.compile(r"[.,]0{1,2}$|[\s.\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
# A spreadsheet may have eaten one leading zero; Corsican numbers hold a letter.
_SHAPES = {
    "finess": (9, re.compile(r"\d{8,9}|2[ABab]\d{7}")),
    "siret": (14, re.compile(r"\d{13,14}")),
    "siren": (9, re.compile(r"\d{8,9}")),
}
# An identifier, and no name: one word with a figure.
_ID = re.compile(r"(?=\S*\d)[\w.:/-]{1,40}")


class Number(NamedTuple):
    """A column of official numbers."""

    position: int
    kind: str  # finess, siret, siren
    width: int  # in digits
    whose: str  # of an `operator`, a `place`, or empty


def official_numbers(layout: Layout, notes: list[str]) -> list[Number]:
    """Return the columns of FINESS, SIRET and SIREN numbers; those damaged are noted.

    The heading alone does not tell: a questionnaire may ask whether there is a FINESS number.
    """
    found = []
    for heading in layout.headings:
        words = _words(heading)
        kind = next((kind for kind in _SHAPES if kind in words), "")
        if not kind:
            continue
        width, shape = _SHAPES[kind]
        cells = list(samples(layout, heading.position))
        if _most(shape.fullmatch(_BARE.sub("", cell.strip())) for cell in cells):
            operator = kind == "siren" or not words.isdisjoint(HEADINGS["operator_words"])
            place = "" if words.isdisjoint(HEADINGS["place_words"]) else "place"
            whose = "operator" if operator else place
            found.append(Number(heading.position, kind, width, whose))
        elif _most(map(is_scientific, cells)):
            notes.append(
                f"{shown(heading)} : numéros arrondis par un tableur (1,23E+13) ; "
                "cette colonne ne peut pas servir de clé"
            )
    return found


def _of(numbers: Sequence[Number], kind: str, whose: str) -> list[int]:
    return [n.position for n in numbers if (n.kind, n.whose) == (kind, whose)]


def identify(
    layout: Layout,
    who: dict[str, int | None],
    free: Sequence[Heading],
    numbers: Sequence[Number],
    codes: Mapping[str, int],
    notes: list[str],
) -> None:
    """Add to `who` the columns of the key, name, operator, role and date that nobody told.

    `free` columns tell nothing else; in those of `codes` the questionnaire asks for the `key` and
    `operator` of its network. What the user should know is added to `notes`.
    """
    if "key" not in who:
        who["key"] = _pick_key(layout, numbers, free, codes, notes)
    others = [heading for heading in free if heading.position != who["key"]]
    if "name" not in who:  # the name itself may be the key
        names = (*HEADINGS["structure_names"], *_bare_names(layout))
        name = first_of(names, others)
        who["name"] = first_of(names, free) if name is None else name
    others = [heading for heading in others if heading.position != who["name"]]
    if "operator" not in who:
        numbers = [n for n in numbers if n.position not in who.values()]
        able = (_of(numbers, kind, "operator") for kind in ("finess", "siren", "siret"))
        surest = [found[0] for found in able if len(found) == 1]  # than a code, than a name
        surest += [codes["operator"]] if "operator" in codes else []
        who["operator"] = surest[0] if surest else first_of(HEADINGS["operator_names"], others)
    for use in ("role", "date"):
        if use not in who:
            who[use] = first_of(HEADINGS[f"{use}s"], others)


def _pick_key(
    layout: Layout, numbers: Sequence[Number], free: Sequence[Heading], codes: Mapping[str, int], notes: list[str]
) -> int | None:
    """Return the column of the key; an official number is surer than an id of the tool."""
    for kind in ("finess", "siret"):
        able = _of(numbers, kind, "place") or _of(numbers, kind, "")
        if len(able) == 1:
            return able[0]
        if able:
            where = ", ".join(f"#{position + 1}" for position in able)
            notes.append(
                f"plusieurs colonnes de numéros {kind.upper()} ({where}) : dites laquelle est la clé avec --cle"
            )
    told = [(heading, list(samples(layout, heading.position))) for heading in free]
    ids = [h for h, cells in told if cells and all(_ID.fullmatch(c.strip()) for c in cells)]
    candidates = (
        first_of(HEADINGS["structure_ids"], free),
        codes["key"] if "key" in codes and any(samples(layout, codes["key"])) else None,
        first_of(HEADINGS["structures"], ids),
        first_of(HEADINGS["response_ids"], free),
    )
    return next((position for position in candidates if position is not None), None)


def _bare_names(layout: Layout) -> Sequence[str]:
    """Return the headings of a name that would be a person's beside what tells of a person."""
    met = {name for heading in layout.headings for name in names_of(heading)}
    person = layout.tool or not met.isdisjoint((*HEADINGS["person_names"], *HEADINGS["roles"]))
    return () if person else HEADINGS["bare_names"]


def names_responses(layout: Layout, position: int) -> bool:
    """Tell whether a column numbers the responses: the tool's own id, never met twice."""
    cells = list(samples(layout, position))
    own = not names_of(layout.headings[position]).isdisjoint(HEADINGS["response_ids"])
    return own and len(set(cells)) == len(cells)


def likely_keys(layout: Layout, read: Set[int]) -> list[Heading]:
    """Return the columns that may name the structure of several respondents, the likeliest first.

    Their texts come back from row to row. `read` are the columns that tell something else.
    """
    found = []
    for heading in layout.headings:
        cells = list(samples(layout, heading.position))
        different = len({normalise(cell) for cell in cells})
        full = 2 * len(cells) > len(layout.sample)
        if heading.position not in read and full and 1 < different < len(cells):
            named = not _words(heading).isdisjoint(HEADINGS["structure_words"])
            found.append((not named, -different, heading.position))
    found = [one for one in found if not one[0]] or found
    return [layout.headings[position] for _, _, position in sorted(found)]


def pick_stamp(layout: Layout) -> int | None:
    """Return the column that stamps invented data."""
    return first_of(HEADINGS["stamps"], layout.headings)


def markers(layout: Layout, taken: Set[int]) -> tuple[Marker, ...]:
    """Return how the tool marks the answers that do not count."""
    return tuple(
        Marker(h.position, mark["kind"], mark.get("values", ()), mark.get("others", ()))
        for h in layout.headings
        for mark in load("tools")["marks"]
        if h.position not in taken and layout.tool in mark["tools"]
        if not names_of(h).isdisjoint(squeezed(mark["names"]))
    )


def first_of(names: Iterable[str], free: Collection[Heading]) -> int | None:
    """Return the column that bears the first of `names` to be borne, once only."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for heading in free:
        for name in names_of(heading):
            bearers[name].append(heading.position)
    found = next((bearers[name] for name in names if name in bearers), [])
    return found[0] if len(found) == 1 else None


def is_technical(layout: Layout, heading: Heading) -> bool:
    """Tell whether a column is the tool's own, or holds nothing and has no heading."""
    if names_of(heading) & _TECHNICAL:
        return True
    text, starts = normalise(heading.label or heading.group), load("tools")["starts"]
    if not text:
        return not any(samples(layout, heading.position))
    return text.startswith((*starts["any"], *starts.get(layout.tool, ())))


def samples(layout: Layout, position: int) -> Iterator[str]:
    """Yield the cells of a column that hold something, among the first records."""
    for row in layout.sample:
        if position < len(row) and not is_blank(row[position]):
            yield row[position]


def names_of(heading: Heading) -> frozenset[str]:
    """Return the names a column goes by, to compare with those of `tools`."""
    texts = (heading.label, heading.group) if heading.group else (heading.label,)
    return frozenset(squeeze(text) or text.strip() for text in texts) - {""}


def shown(heading: Heading) -> str:
    """Return a heading short enough for a sentence, with its place."""
    name = cut(" ".join(printable(heading.name).split()), 60)
    return f"« {name} » (colonne {heading.position + 1})"


def _words(heading: Heading) -> set[str]:
    return set(_LETTERS.findall(normalise(heading.name)))


def _most(tests: Iterable[object]) -> bool:
    """Tell whether most of the tests hold, one at least."""
    results = list(map(bool, tests))
    return 2 * sum(results) > len(results)
