"""What the bare numbers of a batch are worth: one tool coded them once, for all its columns and files.

A number alone says no ladder: `1` is the second step of some and the first of others. A 5 where
nothing goes to 0 says that the tool counts from 1; then no bare number is scored. Labels always are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from diag.french import typeset
from diag.questionnaire.questionnaire_model import Choice, Question, Questionnaire, SingleQuestion
from diag.table.binding import Binding, Columns
from diag.table.lexicon import Labels, Lexicon
from diag.table.wording import number_of, says_numbers, settled

#: Distinct numbers out of the ladder that may be slips in a column of levels.
_WRONG_CELLS = 2

Texts = Mapping[int, Iterable[str]]
"""Distinct texts of the columns of an export, by position."""


@dataclass(frozen=True)
class Scale:
    """What is decided of the bare numbers of a batch.

    Attributes:
        problems: of each export, the questions whose numbers are not scored, and why.
        note: what is said of it, once, or empty.

    """

    problems: tuple[Mapping[str, str], ...]
    note: str = ""


def weigh(questionnaire: Questionnaire, exports: Iterable[tuple[Binding, Texts]]) -> Scale:
    """Weigh the evidence of all the exports of a batch together.

    Where there is neither a 0 nor a number over the ladders, nothing tells 0 to 4 from 1 to 5: the
    numbers are levels, and the doubt is said.
    """
    lexicon = Lexicon.of(questionnaire)
    found = [_columns(questionnaire, lexicon, *export) for export in exports]
    met = {n for columns in found for numbers in columns.values() for n in numbers}
    ladder = {c.level for q in questionnaire.questions for c in _choices(q)}
    own = tuple(_of_their_own(questionnaire, columns) for columns in found)
    if not met or min(ladder) in met:
        return Scale(own)
    low, top = min(ladder), max(ladder)
    span = f"Les réponses en nombres vont de {min(met)} à {max(met)}, sans {low}"
    settle = (
        f"Si elles disent le rang de la réponse, de {low + 1} à {top + 1}, écrivez « values: rank » dans "
        "une correspondance (--preparer)."
    )
    if max(met) <= top:
        note = (
            f"{span} ni {top + 1} : elles sont lues comme des niveaux, de {low} à {top}. {settle}"
        )
        return Scale(own, typeset(note))
    why = typeset(f"les nombres de l’export vont de {min(met)} à {max(met)} : échelle inconnue")
    note = typeset(f"{span} : aucun nombre seul n’est noté. {settle}")
    return Scale(tuple(dict.fromkeys(columns, why) for columns in found), note)


def _columns(
    questionnaire: Questionnaire, lexicon: Lexicon, binding: Binding, distinct: Texts
) -> dict[str, set[int]]:
    """Return the bare numbers of each question of one export that has some."""
    found = {}
    for name, columns in binding.questions.items():
        question = questionnaire.question[name]
        texts = (text for position in columns.positions for text in distinct[position])
        bare = columns.form != "code" and not says_numbers(columns.values)
        if isinstance(question, SingleQuestion) and bare:
            found[name] = _numbers(lexicon.labels(question), lexicon, columns, texts)
    return {name: numbers for name, numbers in found.items() if numbers}


def _numbers(labels: Labels, lexicon: Lexicon, columns: Columns, texts: Iterable[str]) -> set[int]:
    return {
        int(number)
        for text in texts
        if settled(labels, lexicon, columns.values, text) is None
        and (number := number_of(labels, lexicon, text)) is not None
    }


def _of_their_own(questionnaire: Questionnaire, columns: Mapping[str, set[int]]) -> dict[str, str]:
    """Return the questions whose own numbers are those of another scale, and why.

    One or two strange numbers are wrong cells, and more are another scale; a step that the ladder
    has not is always the rank of an answer.
    """
    found = {}
    for name, numbers in columns.items():
        ladder = {choice.level for choice in _choices(questionnaire.question[name])}
        strange = numbers - ladder
        if len(strange) > _WRONG_CELLS or any(min(ladder) < n < max(ladder) for n in strange):
            levels = ", ".join(map(str, sorted(ladder)))
            why = f"la colonne porte d’autres nombres que {levels} : son échelle est inconnue"
            found[name] = typeset(why)
    return found


def _choices(question: Question) -> Sequence[Choice]:
    return question.choices if isinstance(question, SingleQuestion) else ()
