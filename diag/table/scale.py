"""What the bare numbers of a batch are worth: one tool coded them once, for all its columns and files.

A number alone says no ladder: `1` is the second step of some and the first of others. A 5 where
nothing goes to 0 says that the tool counts from 1; then no bare number is scored. Labels always are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diag.french import typeset
from diag.questionnaire.questionnaire_model import Questionnaire, SingleQuestion
from diag.table.binding import Binding
from diag.table.lexicon import Lexicon

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
