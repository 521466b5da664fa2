"""What the texts of an export say of a question or of a profile field.

Nothing is guessed: a text is a declared spelling of an answer, a declared word for none, or a
damaged cell that is reported and never scored. An empty cell is never a zero.

A number alone says no ladder: `1` is the second step of some and the first of others. One tool coded
those of a batch once, for all its columns and files (`weigh`): a 5 where nothing goes to 0 says that it
counts from 1; then no bare number is scored. Labels always are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from diag.export.spelling import is_blank, is_excel_error, normalise, repairs
from diag.french import typeset
from diag.questionnaire.questionnaire_model import (
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    level_of,
    possible_levels,
)
from diag.safe_text import clean
from diag.table.answers import NO_ANSWER, Reading, State, answered, damaged, read_number
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX, Binding, Columns
from diag.table.lexicon import REWRITE, STATES, Asked, Labels, Lexicon, entry, reading, variants

#: Codes of a table of scores that stand for no level.
_CODES = dict(zip(("NSP", "NC", "SR", ""), STATES.values(), strict=True))
_DOUBTS = frozenset({UNKNOWN_BOX, NOT_APPLICABLE_BOX})  # they go without any answer
_MARKS = ' ?:*.;,|"'  # what may stand between the answers that a cell joins
_UNKNOWN_PIECE = re.compile("[^;,|]+")
_LONGEST = 4_000
_BOTH = damaged("une réponse, et « ne sait pas » ou « non concerné » à la fois", "gardez l’une ou les autres")


def read_question(
    question: Question, columns: Columns, lexicon: Lexicon, texts: Sequence[str], problem: str = ""
) -> Reading:
    """Return what the cells of a question say in one row, one raw text per position of `columns`.

    `problem` is what `weigh` found of its numbers, which are then refused.
    """
    if columns.form == "code":
        return _read_code(question, texts[0].strip())
    said = _read(question, columns, lexicon, texts, problem)
    if said.state is State.NOT_APPLICABLE and question.not_applicable is None:
        how = "demandez une réponse, ou « ne sait pas »"
        return damaged("« non concerné » n’est pas admis pour cette question", how)
    if said.state is not State.ANSWERED:
        return said
    value = int(str(said.value)) if question.kind == "single" else said.value
    return replace(said, value=value, level=level_of(question, value))  # type: ignore[arg-type]


def read_profile(field: ProfileField, columns: Columns, lexicon: Lexicon, texts: Sequence[str]) -> Reading:
    """Return what the cells of a profile field say in one row, typed as `visit.acceptance` types it."""
    said = _read(field, columns, lexicon, texts)
    return replace(said, value=list(said.value)) if isinstance(said.value, tuple) else said


def _read(asked: Asked, columns: Columns, lexicon: Lexicon, texts: Sequence[str], problem: str = "") -> Reading:
    if len(texts) > 1 and columns.form == "single":
        return _agreed(_read(asked, columns, lexicon, [text], problem) for text in texts)
    labels = lexicon.labels(asked, columns.values)
    if asked.kind == "number":
        unit = getattr(asked, "unit", "")
        return _read_number(labels, texts[0], asked.minimum, asked.maximum, unit)
    if asked.kind == "text":
        return _read_text(labels, texts[0])
    if asked.kind in ("single", "choice"):
        return labels.read(texts[0], problem)
    if columns.form == "ticks":
        return _read_boxes(labels, columns, texts)
    return _read_packed(labels, texts) if columns.form == "packed" else _joined(labels, texts[0])


def _read_code(question: Question, code: str) -> Reading:
    """Read the cell of a table of scores: a level, or the code of a state."""
    if code in _CODES:
        return Reading(_CODES[code])
    for level in possible_levels(question):
        if code == str(level):
            return Reading(State.ANSWERED, level if question.kind == "single" else None, level)
    return damaged("ce n’est pas un niveau de cette question", "reprenez le tableau d’origine")


def _agreed(readings: Iterable[Reading]) -> Reading:
    """Return what several columns of one question say together, one of them being empty or the same."""
    said = list(dict.fromkeys(readings))
    held = [r for r in said if r.state not in (State.NO_ANSWER, State.NOT_ASKED)]
    wrong = [r for r in held if r.state is State.DAMAGED]
    if wrong or len(held) < 2:
        return (wrong or held or said)[0]
    how = "gardez l’une des réponses, ou dites quelle colonne lire dans une correspondance"
    return damaged("les colonnes de cette question se contredisent", how)


def _read_number(labels: Labels, text: str, low: Decimal, high: Decimal, unit: str) -> Reading:
    """Read a number; a number within the bounds is one, even where it is also a code of the tool."""
    word = labels.declared(text)
    if word in STATES:
        return reading(word)
    if word is None and is_blank(text):
        return NO_ANSWER
    number = read_number(text if word is None else word, low, high, unit)
    if isinstance(number, Decimal):
        return answered(number)
    if found := labels.find(text):
        return reading(found)
    return damaged("erreur d’Excel", number.how) if is_excel_error(text) else number


def _read_text(labels: Labels, text: str) -> Reading:
    if is_blank(text):
        return NO_ANSWER
    if is_excel_error(text):
        return damaged("erreur d’Excel", REWRITE)
    found = labels.find(text)
    return reading(found) if found else answered(clean(text))


def _read_boxes(labels: Labels, columns: Columns, texts: Sequence[str]) -> Reading:
    said: dict[str, set[str]] = {}
    for option, text in zip(columns.options, texts, strict=True):
        word = _read_box(labels, option, text)
        if word is None:
            return labels.unreadable(text)
        said.setdefault(word, set()).add(option)
    words = said.keys() - {""}
    doubted = [said[word] for word in words & _DOUBTS if said[word] != {word}]  # in other boxes
    if doubted and ("?no" in words or any(options & _DOUBTS for options in doubted)):
        return _BOTH
    return _together(labels, words or {"?not_asked" if columns.unasked else "?no_answer"})


def _read_box(labels: Labels, option: str, text: str) -> str | None:
    """Return what a box says: its option, `?no`, a state, nothing, or None if it is unreadable."""
    word, keys = labels.declared(text), variants(text)
    if word is not None:
        return option if word == "?yes" else word if word in (option, "?no", *STATES) else None
    if is_blank(text):
        return ""
    # Before the labels: « Non » in the box of « aucune » is a box left empty.
    if labels.no.intersection(keys):
        return "?no"
    found = labels.find(text)
    if found == option or labels.yes.intersection(keys):
        return option
    # The free text of « other » may stand in its box.
    free = option == labels.other != "" and not is_excel_error(text)
    return found if found in STATES else option if free else None


def _read_packed(labels: Labels, texts: Sequence[str]) -> Reading:
    """Read labels that are packed to the left of the columns of a question."""
    said = [labels.settled(text) for text in texts]
    if None in said:
        return labels.unreadable(texts[said.index(None)])
    return _together(labels, {word for word in said if word})


def _joined(labels: Labels, text: str) -> Reading:
    """Read a cell that joins the labels of several answers, by whatever marks."""
    word = labels.settled(text)
    if word is not None:
        return _together(labels, {word})
    if not re.sub(r"[\s;,|]", "", text):
        return NO_ANSWER  # a tool that always writes its separators
    if is_excel_error(text) or len(text) > _LONGEST or entry(text) in labels.said:
        return labels.unreadable(text[:_LONGEST])
    cuts = _cuts(labels, text)
    if len(cuts) > 1:
        return damaged("la cellule se lit de deux façons", "séparez les réponses en colonnes")
    if cuts:
        return _together(labels, cuts[0])
    for cut in (cut for repaired in repairs(text) for cut in _cuts(labels, repaired)):
        return labels.spoiled(name for name in labels.titles if name in cut)
    return _remainder(labels, text)


def _cuts(labels: Labels, text: str) -> list[frozenset[str]]:
    """Return the ways to cut a whole cell into known pieces that say the fewest answers."""
    line = _line(text)
    ways = {line: {frozenset[str]()}}  # what may be said before each end of the line
    for end in (line[start:] for start in range(len(line))):
        for name, after in _pieces(labels, end) if end in ways else ():
            met = ways.get(after, set()) | {way | {name} for way in ways[end]}
            ways[after] = set(sorted(met, key=lambda way: (len(way), sorted(way)))[:3])
    whole = ways.get("", set()) - {frozenset()}
    fewest = min(map(len, whole), default=0)  # the longest labels win
    return [way for way in whole if len(way) == fewest]


def _remainder(labels: Labels, text: str) -> Reading:
    """Read a cell that holds an unknown piece: the free text of « other », or a mistake."""
    line, rank = _line(text), 0
    said: set[str] = set()
    unknown: list[tuple[int, str | None]] = []
    while line:
        rank += 1
        name, after = next(_pieces(labels, line), ("", ""))
        if name:
            said.add(name)
        else:
            piece = _UNKNOWN_PIECE.findall(line)[0]
            unknown.append((rank, labels.nearest(piece)))
            after = line[len(piece) :].lstrip(_MARKS)
        line = after
    near = [(rank, answer) for rank, answer in unknown if answer]
    if labels.other and unknown and not near:
        return _together(labels, said | {labels.other})
    if rank < 2:
        return labels.unreadable(text)
    where, answer = (near or unknown)[0]
    how = labels.suggested(answer, "corrigez cet élément")
    return damaged(f"élément inconnu, le n° {where} sur {rank}", how)


def _line(text: str) -> str:
    """Return a cell as it is cut: one spelling, on one line, without the marks around it."""
    return normalise(re.sub(r"[\r\n]+", "|", text)).strip(_MARKS)


def _pieces(labels: Labels, line: str) -> Iterator[tuple[str, str]]:
    """Yield what each known piece that begins a line says, longest first, and what follows it."""
    for key, name in labels.pieces:
        rest = line[len(key) :] if line.startswith(key) else "-"
        if not rest or rest[0] in _MARKS:
            yield name, rest.lstrip(_MARKS)


def _together(labels: Labels, words: Set[str]) -> Reading:
    """Return what several words say together: ids in their order, unless they contradict each other.

    Nothing ticked is no answer: « none of them » is a box of its own (M1).
    """
    names = words & (labels.titles.keys() | _DOUBTS)
    if names & _DOUBTS:
        return reading(*names) if len(names) == 1 else _BOTH
    alone = names & labels.alone
    if alone and len(names) > 1:
        title = labels.titles[min(alone)]
        return damaged(f"« {title} » et une autre réponse à la fois", _BOTH.how)
    if names:
        return answered(tuple(name for name in labels.titles if name in names))
    return reading("?not_asked" if words == {"?not_asked"} else "?no_answer")


#: Distinct numbers out of the ladder that may be slips in a column of levels.
_WRONG_CELLS = 2

Texts = Mapping[int, Iterable[str]]
"""Distinct texts of the columns of an export, by position."""


@dataclass(frozen=True)
class Scale:
    """What is decided of the bare numbers of a batch."""

    problems: tuple[Mapping[str, str], ...]  # of each export: ids not scored by number, and why
    note: str = ""  # what is said of it, once, or nothing


def weigh(questionnaire: Questionnaire, exports: Iterable[tuple[Binding, Texts]]) -> Scale:
    """Weigh the evidence of all the exports of a batch together.

    Where there is neither a 0 nor a number over the ladders, nothing tells 0 to 4 from 1 to 5: the
    numbers are levels, and the doubt is said.
    """
    single = {q.id: q for q in questionnaire.questions if isinstance(q, SingleQuestion)}
    lexicon = Lexicon(questionnaire)
    found = [_numbers(single, lexicon, *export) for export in exports]
    own = tuple(
        {name: why for name, met in columns.items() if (why := _strange(single[name], met))} for columns in found
    )
    met = {number for columns in found for numbers in columns.values() for number in numbers}
    levels = {choice.level for question in single.values() for choice in question.choices}
    if not met or min(levels) in met:
        return Scale(own)
    low, top = min(levels), max(levels)
    span = f"Les réponses en nombres vont de {min(met)} à {max(met)}, sans {low}"
    settle = (
        f"Si elles disent le rang de la réponse, de {low + 1} à {top + 1}, écrivez « values: rank » dans "
        "une correspondance (--preparer)."
    )
    if max(met) <= top:
        read = f"elles sont lues comme des niveaux, de {low} à {top}"
        return Scale(own, typeset(f"{span} ni {top + 1} : {read}. {settle}"))
    why = typeset(f"les nombres de l’export vont de {min(met)} à {max(met)} : échelle inconnue")
    note = typeset(f"{span} : aucun nombre seul n’est noté. {settle}")
    return Scale(tuple(dict.fromkeys(columns, why) for columns in found), note)


def _numbers(
    single: Mapping[str, SingleQuestion], lexicon: Lexicon, binding: Binding, distinct: Texts
) -> dict[str, set[int]]:
    """Return the bare numbers of each question of one export that has some."""
    found: dict[str, set[int]] = {}
    for name, columns in binding.questions.items():
        if name in single and columns.form != "code":
            labels = lexicon.labels(single[name], columns.values)
            texts = (text for position in columns.positions for text in distinct[position])
            met = {int(number) for text in texts if (number := labels.number(text))}
            if met and not labels.declares_numbers:
                found[name] = met
    return found


def _strange(question: SingleQuestion, met: set[int]) -> str:
    """Return why the numbers of a column are those of another scale, or nothing.

    One or two strange numbers are wrong cells, and more are another scale; a step that the ladder
    has not is always the rank of an answer.
    """
    ladder = {choice.level for choice in question.choices}
    strange = met - ladder
    if len(strange) > _WRONG_CELLS or any(min(ladder) < n < max(ladder) for n in strange):
        levels = ", ".join(map(str, sorted(ladder)))
        return typeset(f"la colonne porte d’autres nombres que {levels} : son échelle est inconnue")
    return ""
