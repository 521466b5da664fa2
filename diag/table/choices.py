"""Several answers at once: one box per option, labels joined in a cell, or packed to the left."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diag.export.spelling import is_blank, is_excel_error, normalise, repairs
from diag.table.answers import NO_ANSWER, Reading, State, answered, damaged, told
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX, Columns
from diag.table.lexicon import Labels, Lexicon
from diag.table.wording import STATE_WORDS, declared, settled, spoiled, unreadable

_BOXES = {State.UNKNOWN: UNKNOWN_BOX, State.NOT_APPLICABLE: NOT_APPLICABLE_BOX}
_STATES = {box: state for state, box in _BOXES.items()}
_GAP = re.compile(r'[\s?:*.;,|"]+')
_STRONG = re.compile(r"\s*[;,|]\s*")
_LINES = re.compile(r"[\r\n]+")
_LONGEST = 4_000
_BOTH = "une réponse, et « ne sait pas » ou « non concerné » à la fois"
_CLEAR = "gardez l’une ou les autres"


def read_many(labels: Labels, lexicon: Lexicon, columns: Columns, texts: Sequence[str]) -> Reading:
    """Return what the cells of a multiple choice say; the value is the ticked ids, in order."""
    if columns.form == "ticks":
        return _ticks(labels, lexicon, columns, texts)
    if columns.form == "packed":
        return _packed(labels, lexicon, columns.values, texts)
    return _joined(labels, lexicon, columns.values, texts[0])


@dataclass
class _Boxes:
    """What the boxes of one question say together."""

    ticked: set[str] = field(default_factory=set)
    seen: bool = False  # at least one box says no
    states: set[State] = field(default_factory=set)


def _ticks(labels: Labels, lexicon: Lexicon, columns: Columns, texts: Sequence[str]) -> Reading:
    boxes = _Boxes()
    for option, text in zip(columns.options, texts, strict=True):
        problem = _box(boxes, option, text, labels, lexicon, columns.values)
        if problem is not None:
            return problem
    doubts = boxes.states & set(_BOXES)
    if doubts and (boxes.ticked or boxes.seen or len(doubts) > 1):
        return damaged(_BOTH, _CLEAR)
    if boxes.ticked:
        return _together(labels, boxes.ticked)
    if doubts:
        return told(doubts.pop())
    if boxes.states == {State.NOT_ASKED} and not boxes.seen:
        return told(State.NOT_ASKED)
    # Nothing ticked is no answer: « none of them » is a box of its own (M1).
    unasked = columns.unasked and not boxes.seen and not boxes.states
    return told(State.NOT_ASKED) if unasked else NO_ANSWER


def _box(
    boxes: _Boxes,
    option: str,
    text: str,
    labels: Labels,
    lexicon: Lexicon,
    values: Mapping[str, str],
) -> Reading | None:
    """Add what one box says; return why the whole question cannot be read, or None."""
    word = declared(values, text)
    if word is None and is_blank(text):
        return None
    if word is None:
        word = _plain(option, text, labels, lexicon)
    if word in ("yes", option):
        boxes.ticked.add(option)
    elif word == "no":
        boxes.seen = True
    elif word in STATE_WORDS:
        boxes.states.add(STATE_WORDS[word])
    else:
        return unreadable(labels, text)
    return None


def _plain(option: str, text: str, labels: Labels, lexicon: Lexicon) -> str:
    """Return `yes`, `no` or the word of a state that a box says without any mapping file."""
    # Before the labels: « Non » in the box of « aucune » is a box left empty.
    if lexicon.says(text, lexicon.no):
        return "no"
    if lexicon.says(text, lexicon.yes) or labels.find(text) == option:
        return "yes"
    state = lexicon.state(text)
    if state is not None:
        own = _BOXES.get(state) == option
        return "yes" if own else next(word for word, one in STATE_WORDS.items() if one is state)
    # The free text of « other » may stand in its box.
    free = option == labels.other and not is_excel_error(text)
    return "yes" if option and free else ""


def _together(labels: Labels, said: set[str]) -> Reading:
    """Return an answer of several ids, unless they contradict each other."""
    marks = said & set(_STATES)
    if marks and len(said) > 1:
        return damaged(_BOTH, _CLEAR)
    if marks:
        return told(_STATES[marks.pop()])
    alone = said & labels.alone
    if alone and len(said) > 1:
        title = labels.titles[min(alone)]
        return damaged(f"« {title} » et une autre réponse à la fois", _CLEAR)
    return answered(tuple(name for name in labels.titles if name in said))


def _packed(
    labels: Labels, lexicon: Lexicon, values: Mapping[str, str], texts: Sequence[str]
) -> Reading:
    said: set[str] = set()
    states = set()
    for text in texts:
        one = settled(labels, lexicon, values, text)
        if one is None or one.state is State.DAMAGED:
            return one or unreadable(labels, text)
        if one.state is State.ANSWERED:
            said.add(str(one.value))
        elif one.state in _BOXES:
            said.add(_BOXES[one.state])
        else:
            states.add(one.state)
    if said:
        return _together(labels, said)
    return told(State.NOT_ASKED) if states == {State.NOT_ASKED} else NO_ANSWER


def _joined(labels: Labels, lexicon: Lexicon, values: Mapping[str, str], text: str) -> Reading:
    said = settled(labels, lexicon, values, text)
    if said is not None and said.state is not State.ANSWERED:
        return said
    if said is not None:
        return answered((str(said.value),))
    if not "".join(text.split()).strip(";,|"):
        return NO_ANSWER  # a tool that always writes its separators
    if is_excel_error(text) or len(text) > _LONGEST:
        return unreadable(labels, text[:_LONGEST])
    pieces = _pieces(labels, lexicon, values)
    cuts = _cuts(text, pieces)
    fewest = min(map(len, cuts), default=0)  # the longest labels win
    cuts = {cut for cut in cuts if len(cut) == fewest}
    if len(cuts) > 1:
        return damaged("la cellule se lit de deux façons", "séparez les réponses en colonnes")
    if cuts:
        return _together(labels, set(cuts.pop()))
    for repaired in repairs(text):
        for cut in _cuts(repaired, pieces):
            return spoiled(" ; ".join(t for i, t in labels.titles.items() if i in cut))
    return _remainder(labels, text, pieces)


def _pieces(labels: Labels, lexicon: Lexicon, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return every text that a joined cell may hold, longest first, and what each says."""
    spelled = {word: _BOXES[state] for word, state in lexicon.states.items() if state in _BOXES}
    spelled |= dict(labels.pieces)
    spelled |= {key: name for key, name in values.items() if key and name in labels.titles}
    return sorted(spelled.items(), key=lambda item: -len(item[0]))


def _cuts(text: str, pieces: Sequence[tuple[str, str]]) -> set[frozenset[str]]:
    """Return every way to cut a whole cell into known pieces, at most three of them."""
    line = normalise(_LINES.sub("|", text))
    gap = _GAP.match(line)
    reached: dict[int, set[frozenset[str]]] = {gap.end() if gap else 0: {frozenset()}}
    waiting = list(reached)
    while waiting:
        place = min(waiting)
        waiting.remove(place)
        if place >= len(line):
            break
        for key, name in pieces:
            if not line.startswith(key, place):
                continue
            end = place + len(key)
            gap = _GAP.match(line, end)
            if gap is None and end < len(line):
                continue
            following = gap.end() if gap else end
            if following not in reached:
                reached[following] = set()
                waiting.append(following)
            ways = reached[following] | {way | {name} for way in reached[place]}
            reached[following] = set(sorted(ways, key=sorted)[:3])
    return {way for way in reached.get(len(line), set()) if way}


def _remainder(labels: Labels, text: str, pieces: Sequence[tuple[str, str]]) -> Reading:
    """Read a cell that holds an unknown piece: the free text of « other », or a mistake."""
    line = normalise(_LINES.sub("|", text)).strip('|;," ')
    if not line:
        return unreadable(labels, text)
    said: set[str] = set()
    unknown: list[tuple[int, str]] = []
    rank = place = 0
    while place < len(line):
        rank += 1
        name, end = _longest(line, place, pieces)
        if name:
            said.add(name)
        else:
            stop = _STRONG.search(line, place)
            end = stop.start() if stop else len(line)
            unknown.append((rank, line[place:end]))
        gap = _GAP.match(line, end)
        place = gap.end() if gap else end
    near = [labels.nearest(piece) for _, piece in unknown]
    if labels.other and not any(near):
        return _together(labels, said | {labels.other})
    if rank == 1:
        return unreadable(labels, text)
    where, known = next(
        ((place, known) for (place, _), known in zip(unknown, near, strict=True) if known),
        (unknown[0][0], None),
    )
    how = f"vouliez-vous dire « {labels.titles[known]} » ?" if known else "corrigez cet élément"
    return damaged(f"élément inconnu, le n° {where} sur {rank}", how)


def _longest(line: str, place: int, pieces: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """Return the longest known piece that stands at a place, and where it ends."""
    for key, name in pieces:
        end = place + len(key)
        if line.startswith(key, place) and (end == len(line) or _GAP.match(line, end)):
            return name, end
    return "", place
