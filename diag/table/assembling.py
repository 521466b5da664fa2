"""From the claims of several headings to the columns of one question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from diag.export.layout import Heading, Layout
from diag.export.spelling import normalise
from diag.questionnaire.questionnaire_model import MultipleQuestion, ProfileField, Question
from diag.table.binding import Columns
from diag.table.identity import samples, shown
from diag.table.lexicon import OTHER, whole
from diag.table.losses import Lost
from diag.table.names import ASIDE, Claim, options_of

Told = Sequence[tuple[Heading, Claim]]


@dataclass
class Assembled:
    """What became of the claims on one question.

    Attributes:
        columns: its columns, or None when no column tells it, or too many.
        how: how it was matched.
        technical: columns recognised and not needed.
        notes: what the user should know.
        lost: why it is not read, though it has columns.

    """

    columns: Columns | None = None
    how: str = ""
    technical: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    lost: Lost | None = None


def assemble(layout: Layout, asked: Question | ProfileField, told: Told) -> Assembled:
    """Return the columns of one question: its boxes rather than their summary, never two of one."""
    made = Assembled(technical={h.position for h, c in told if c.option == ASIDE})
    whole_answers = [(h, c) for h, c in told if not c.option and not c.rank]
    packed = [(h, c) for h, c in told if c.rank]
    boxed = [(h, c) for h, c in told if c.option not in ("", ASIDE)]
    options = dict(options_of(asked))
    if not options:
        _single(made, asked, whole_answers)
    elif len(boxed) > 1 or (boxed and not whole_answers and not packed):
        _ticks(made, layout, asked, boxed)
        if made.columns:
            made.technical |= {h.position for h, _ in (*whole_answers, *packed)}
    elif packed and not whole_answers:
        _packed(made, asked, packed)
    else:
        _single(made, asked, [*whole_answers, *packed], "joined")
    return made


def tick_columns(layout: Layout, columns: Columns) -> Columns:
    """Return the columns, told whether their empty boxes mean that nothing was asked.

    Kobo writes 0 and 1 where it asked, and leaves every box empty where it did not.
    """
    if columns.form != "ticks" or layout.tool not in ("kobo", ""):
        return columns
    cells = {whole(text) or text for place in columns.positions for text in samples(layout, place)}
    return replace(columns, unasked="0" in cells and cells <= {"0", "1"})


def missing_boxes(asked: Question | ProfileField, columns: Columns) -> list[str]:
    """Return the options that have no box in the export."""
    return [option for option, _ in options_of(asked) if option not in columns.options]


def note_missing(asked: Question | ProfileField, missing: Sequence[str]) -> str:
    """Return what a box without a column means, where it may be: it was ticked by nobody."""
    return f"{asked.id} : aucune colonne pour {_named(missing)} ; lu comme non coché"


def note_several(asked: Question | ProfileField, headings: Sequence[Heading]) -> str:
    """Return what is done of several columns of one answer."""
    where = " ; ".join(shown(heading) for heading in headings[:4])
    return (
        f"{asked.id} : lue dans l’une ou l’autre colonne ({where}) ; une ligne où elles se contredisent "
        "est refusée"
    )


def _named(missing: Sequence[str]) -> str:
    return f"la case {missing[0]}" if len(missing) == 1 else f"les cases {', '.join(missing)}"


def _single(
    made: Assembled, asked: Question | ProfileField, told: Told, form: str = "single"
) -> None:
    free = isinstance(asked, ProfileField) and asked.kind == "text"
    if len(told) == 1 or (told and form == "single" and not free):
        made.columns = Columns(form, tuple(h.position for h, _ in told))  # type: ignore[arg-type]
        made.how = told[0][1].how
        if len(told) > 1:
            made.notes.append(note_several(asked, [h for h, _ in told]))
    elif told:
        made.lost = _ambiguous(asked, told)


def _packed(made: Assembled, asked: Question | ProfileField, told: Told) -> None:
    ordered = sorted(told, key=lambda one: one[1].rank)
    if len({claim.rank for _, claim in ordered}) < len(ordered):
        made.lost = _ambiguous(asked, ordered)
        return
    made.columns = Columns("packed", tuple(h.position for h, _ in ordered))
    made.how = f"{ordered[0][1].how}, une colonne par rang"


def _ticks(made: Assembled, layout: Layout, asked: Question | ProfileField, told: Told) -> None:
    times = Counter(claim.option for _, claim in told)
    for option in [option for option, count in times.items() if count > 1]:
        same = [one for one in told if one[1].option == option]
        free = _free_text(layout, asked, same)
        if free is None:
            made.lost = _ambiguous(asked, same)
            return
        made.technical.add(free)
        told = [one for one in told if one[0].position != free]
    columns = Columns("ticks", tuple(h.position for h, _ in told), tuple(c.option for _, c in told))
    missing = missing_boxes(asked, columns)
    if set(missing) - _exclusive(asked):  # a box that nobody could tick is no box unticked
        reason = f"aucune colonne pour {_named(missing)} : la question n’est pas lue"
        how = "dites dans une correspondance quelle colonne est quelle case ; une case omise y est vide"
        made.lost = Lost(asked.id, told[0][0].position, _questions(asked), reason, how)
        made.technical |= set(columns.positions)
        return
    if missing:
        made.notes.append(note_missing(asked, missing))
    made.columns = tick_columns(layout, columns)
    made.how = f"{told[0][1].how}, une colonne par case"


def _free_text(layout: Layout, asked: Question | ProfileField, same: Told) -> int | None:
    """Return the column of the free text of « other », beside its box of 0 and 1, or None."""
    labels = dict(options_of(asked)).get(same[0][1].option, [])
    if len(same) != 2 or not OTHER & {normalise(label) for label in labels}:
        return None
    boxes = [
        h.position
        for h, _ in same
        if {whole(text) or text for text in samples(layout, h.position)} <= {"0", "1"}
    ]
    others = [h.position for h, _ in same if h.position not in boxes]
    return others[0] if len(boxes) == 1 else None


def _ambiguous(asked: Question | ProfileField, told: Told) -> Lost:
    reason = f"plusieurs colonnes la disent, aucune n’est lue ({_where(told)})"
    how = "choisissez dans un fichier de correspondance"
    return Lost(asked.id, told[0][0].position, _questions(asked), reason, how)


def _where(told: Told) -> str:
    return " ; ".join(shown(heading) for heading, _ in told[:4])


def _questions(asked: Question | ProfileField) -> tuple[str, ...]:
    return () if isinstance(asked, ProfileField) else (asked.id,)


def _exclusive(asked: Question | ProfileField) -> set[str]:
    """Return the options that go alone, as « none »: their box, unticked, hides no other answer."""
    if isinstance(asked, MultipleQuestion):
        return {choice.id for choice in asked.choices if choice.exclusive}
    return (
        {o.id for o in asked.options if o.exclusive} if isinstance(asked, ProfileField) else set()
    )
