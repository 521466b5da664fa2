"""A mapping file against an export and a questionnaire: every mistake is told at its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from diag.export.layout import Layout
from diag.questionnaire.located_yaml import Place
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import (
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)
from diag.table.binding import NOT_APPLICABLE_BOX, UNKNOWN_BOX, Columns
from diag.table.lexicon import entry
from diag.table.mapping import Correspondence, Finder, Told, Values, boxes, unknown
from diag.table.names import options_of
from diag.table.numbers import NotANumber, read_number
from diag.table.wording import STATE_WORDS

#: Words of `columns` for the boxes that a tool adds to those of a question.
BOX_WORDS = {"unknown": UNKNOWN_BOX, "not_applicable": NOT_APPLICABLE_BOX}
IDENTITY = ("key", "name", "operator", "role", "date")


@dataclass(frozen=True)
class Settled:
    """What a mapping file settles; matching goes on with the rest.

    Attributes:
        questions, profile: columns by id; None where nothing is to be read.
        identity: column of each of `IDENTITY` that the file names; None where there is none.
        ignored: columns to leave aside.
        values: what texts mean in each question of one answer, by id, where its own do not say.

    """

    questions: Mapping[str, Columns | None] = field(default_factory=dict)
    profile: Mapping[str, Columns | None] = field(default_factory=dict)
    identity: Mapping[str, int | None] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def told(self) -> frozenset[int]:
        """Columns that the file gives to a question or a field, or sets aside."""
        columns = [c for c in (*self.questions.values(), *self.profile.values()) if c]
        return self.ignored | {p for one in columns for p in one.positions}

    @property
    def named(self) -> frozenset[int]:
        """Columns that the file gives to what identifies the structure."""
        return frozenset(p for p in self.identity.values() if p is not None)


def resolve(mapping: Correspondence, layout: Layout, questionnaire: Questionnaire) -> Settled:
    """Return the columns that a mapping file names.

    Raises:
        Refusal: another questionnaire, an unknown question, a heading that names no column or
            several, a column told twice, a value that its question does not admit.

    """
    file = mapping.file
    finder = Finder(layout, mapping.source)
    if file.questionnaire != questionnaire.header.id:
        what = f"correspondance faite pour le questionnaire « {file.questionnaire} »"
        how = f"écrivez « questionnaire: {questionnaire.header.id} », ou choisissez l’autre"
        finder.note(("questionnaire",), "L01", what, how)
    identity: dict[str, int | None] = {}
    for use in IDENTITY:
        if use in file.model_fields_set:
            told = getattr(file, use)
            identity[use] = None if told is None else finder.column(told, (use,))
    questions = _section(finder, "questions", file.questions, questionnaire.question)
    profile = _section(finder, "profile", file.profile, questionnaire.field)
    ignored = [finder.column(h, ("ignore", i), "ignore") for i, h in enumerate(file.ignore)]
    values = _wide_values(finder, file.values, questionnaire)
    if finder.mistakes:
        raise Refusal(finder.mistakes)
    aside = frozenset(p for p in ignored if p is not None)
    return Settled(questions, profile, identity, aside, values)


def _section(
    finder: Finder,
    section: str,
    told: Mapping[str, Told | None],
    known: Mapping[str, Question] | Mapping[str, ProfileField],
) -> dict[str, Columns | None]:
    found: dict[str, Columns | None] = {}
    kind = "question" if section == "questions" else "champ du profil"
    for name, one in told.items():
        place: Place = (section, name)
        asked = known.get(name)
        if asked is None:
            finder.note(place, *unknown(name, known, kind), key=True)
        else:
            found[name] = None if one is None else _columns(finder, asked, one, place)
    return found


def _columns(
    finder: Finder, asked: Question | ProfileField, told: Told, place: Place
) -> Columns | None:
    """Return the columns of one question; None where a mistake was noted."""
    options = dict(options_of(asked))
    values = _values(finder, asked, told, place)
    if told.column is not None:
        position = finder.column(told.column, (*place, "column"), asked.id)
        form = "joined" if options else "single"
        return None if position is None else Columns(form, (position,), values=values)  # type: ignore[arg-type]
    listed = told.columns or {}
    if not options and isinstance(listed, dict):
        what = "cette question n’a qu’une réponse, donc pas de cases"
        finder.note((*place, "columns"), "L06", what, "écrivez « column: … »")
        return None
    positions, names = [], []
    for key, heading in boxes(listed):
        where = (*place, "columns", key)
        name = BOX_WORDS.get(str(key), str(key)) if key not in options else str(key)
        if isinstance(listed, dict) and name not in options and name not in BOX_WORDS.values():
            finder.note(where, *unknown(str(key), [*options, *BOX_WORDS], "case"), key=True)
        position = finder.column(heading, where, f"{asked.id} {name}")
        if position is not None:
            positions.append(position)
            names.append(name)
    if isinstance(listed, list):
        return Columns("packed" if options else "single", tuple(positions), values=values)
    return Columns("ticks", tuple(positions), tuple(names), values)


def ranks(question: SingleQuestion) -> dict[str, str]:
    """Return the level of each code that tools give to the answers by their rank, from 1."""
    return {
        entry(f"{prefix}{rank:0{width}}"): str(choice.level)
        for rank, choice in enumerate(question.choices, 1)
        for prefix in ("", "A", "AO", "Item")
        for width in (1, 2, 3)
    }


def _wide_values(
    finder: Finder, told: Values, questionnaire: Questionnaire
) -> dict[str, dict[str, str]]:
    """Return what the texts of the whole export mean, in each question that has but one answer."""
    single = [q for q in questionnaire.questions if isinstance(q, SingleQuestion)]
    if isinstance(told, str):
        return {question.id: ranks(question) for question in single}
    admitted = {q.id: set(_admitted(q, None)) for q in single}
    for text, meant in told.items():
        if not any(meant in words for words in admitted.values()):
            how = "écrivez un niveau, ou unknown, not_applicable, no_answer, not_asked"
            finder.note(("values", text), "L06", f"aucune question n’admet « {meant} »", how)
    said = [(entry(text), meant) for text, meant in told.items()]
    return {name: {t: m for t, m in said if m in words} for name, words in admitted.items()}


def _values(
    finder: Finder, asked: Question | ProfileField, told: Told, place: Place
) -> dict[str, str]:
    if isinstance(told.values, str):
        if isinstance(asked, SingleQuestion):
            return ranks(asked)
        what = "« rank » ne vaut que pour une question qui n’a qu’une réponse"
        finder.note((*place, "values"), "L06", what, "dites ce que vaut chaque texte")
        return {}
    found: dict[str, str] = {}
    for text, meant in told.values.items():
        where = (*place, "values", text)
        if not _admits(asked, told, meant):
            how = f"valeurs admises : {', '.join(_admitted(asked, told))}"
            finder.note(where, "L06", f"la question n’admet pas « {meant} »", how)
        elif found.setdefault(entry(text), meant) != meant:
            what = "deux écritures du même texte n’ont pas la même valeur"
            finder.note(where, "L06", what, "gardez une seule des deux lignes")
    return found


def _admits(asked: Question | ProfileField, told: Told, meant: str) -> bool:
    if meant in _admitted(asked, told):
        return True
    if isinstance(asked, NumberQuestion) or (
        isinstance(asked, ProfileField) and asked.kind == "number"
    ):
        number = read_number(meant, asked.minimum, asked.maximum)
        return not isinstance(number, NotANumber)
    return False


def _admitted(asked: Question | ProfileField, told: Told | None) -> Iterator[str]:
    """Yield the words that `values` may give to the texts of a question."""
    if isinstance(asked, SingleQuestion):
        yield from (str(choice.level) for choice in asked.choices)
    elif isinstance(asked, ProfileField):
        yield from (option.id for option in asked.options)
    else:
        yield from dict(options_of(asked))
    if told is not None and isinstance(told.columns, dict):
        yield from ("yes", "no")
    yield from (
        word
        for word in STATE_WORDS
        if word != "not_applicable"
        or isinstance(asked, ProfileField)
        or asked.not_applicable is not None
    )
