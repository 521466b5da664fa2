"""From the claims of several headings to the columns of one question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from diag.export.layout import Heading, Layout
from diag.export.spelling import normalise
from diag.questionnaire.questionnaire_model import ProfileField, Question
from diag.table.binding import Columns
from diag.table.identity import samples, shown
from diag.table.lexicon import OTHER, whole
from diag.table.names import ASIDE, Claim, options_of

Told = Sequence[tuple[Heading, Claim]]


@dataclass
class Assembled:
    """What became of the claims on one question.

    Attributes:
        columns: its columns, or None when no column tells it, or too many.
        how: how it was matched.
        technical: columns recognised and not needed.
        notes: what the user should settle.

    """

    columns: Columns | None = None
    how: str = ""
    technical: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


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
    """Return a note on the options that have no box in the export, if any."""
    missing = [option for option, _ in options_of(asked) if option not in columns.options]
    if columns.form != "ticks" or not missing:
        return []
    named = f"la case {missing[0]}" if len(missing) == 1 else f"les cases {', '.join(missing)}"
    return [f"{asked.id} : aucune colonne pour {named} ; lu comme non coché"]


def _single(
    made: Assembled, asked: Question | ProfileField, told: Told, form: str = "single"
) -> None:
    if len(told) == 1:
        heading, claim = told[0]
        made.columns = Columns(form, (heading.position,))  # type: ignore[arg-type]
        made.how = claim.how
    elif told:
        made.notes.append(_ambiguous(asked, told))


def _packed(made: Assembled, asked: Question | ProfileField, told: Told) -> None:
    ordered = sorted(told, key=lambda one: one[1].rank)
    if len({claim.rank for _, claim in ordered}) < len(ordered):
        made.notes.append(_ambiguous(asked, ordered))
        return
    made.columns = Columns("packed", tuple(h.position for h, _ in ordered))
    made.how = f"{ordered[0][1].how}, une colonne par rang"


def _ticks(made: Assembled, layout: Layout, asked: Question | ProfileField, told: Told) -> None:
    times = Counter(claim.option for _, claim in told)
    for option in [option for option, count in times.items() if count > 1]:
        same = [one for one in told if one[1].option == option]
        free = _free_text(layout, asked, same)
        if free is None:
            made.notes.append(_ambiguous(asked, same))
            return
        made.technical.add(free)
        told = [one for one in told if one[0].position != free]
    columns = Columns("ticks", tuple(h.position for h, _ in told), tuple(c.option for _, c in told))
    made.columns = tick_columns(layout, columns)
    made.how = f"{told[0][1].how}, une colonne par case"
    made.notes += missing_boxes(asked, columns)


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


def _ambiguous(asked: Question | ProfileField, told: Told) -> str:
    where = " ; ".join(shown(heading) for heading, _ in told[:4])
    return (
        f"{asked.id} : plusieurs colonnes la disent, aucune n’est lue ({where}) ; "
        "choisissez dans un fichier de correspondance"
    )
