"""`diag suivi --relire`: a sheet that people filled, read back into the visits it speaks of."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from diag.cli.console import complain, paragraph, say, show_mistakes
from diag.cli.options import questionnaire_of
from diag.cli.suivi_visits import followed, refuse_same
from diag.export.plain_sheets import read_sheets
from diag.followup.filled_sheet import find_sheet
from diag.followup.follow_up import FollowUp
from diag.followup.plan_sheet import HEADINGS
from diag.followup.sheet_changes import ActionChange, FieldChange, SheetChanges, sheet_changes
from diag.french import count, listing
from diag.interview.recording import record_decision, record_own
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import prepare
from diag.visit.outside_changes import KnownVisit
from diag.visit.personal_data import KINDS, personal_data, published
from diag.visit.visit_file import is_spare, locked, read_visit
from diag.visit.visit_model import OwnAction, Visit


@dataclass(frozen=True)
class _Open:
    """A visit that is held while the sheet is read, and its plan."""

    path: Path
    file: KnownVisit
    plan: FollowUp


def read_back(filled: Path, paths: list[Path], fixed: Questionnaire | None) -> int:
    """Write in visits what a filled sheet changes; return 1 where something could not be taken.

    Raises:
        Refusal: the sheet cannot be read, or is none of ours; nothing is written then.
        click.UsageError: two files are the same visit.
    """
    sheet = find_sheet(str(filled), read_sheets(filled))
    with ExitStack() as held:
        visits = [one for path in paths if (one := _opened(path, fixed, held))]
        refuse_same({one.path: one.plan for one in visits})
        if not visits:
            return 1
        told = sheet_changes(sheet, [one.plan for one in visits])
        written = [_written(one, told.changes) for one in visits]
    show_mistakes(told.mistakes)
    _sum_up(told, sum(n for n in written if n is not None))
    whole = len(visits) == len(paths) and None not in written and not told.mistakes
    return 0 if whole else 1


def _opened(path: Path, fixed: Questionnaire | None, held: ExitStack) -> _Open | None:
    """Hold a visit; None where it cannot be held or read, which is told: the others are read."""
    try:
        held.enter_context(locked(path))
        asked = fixed or questionnaire_of(path, read_visit(path)[0].questionnaire.id)
        file = KnownVisit(path, asked)
        plan, _ = followed(asked, file.read())
    except Refusal as refusal:
        show_mistakes(refusal.mistakes)
        return None
    return _Open(path, file, plan)


def _written(one: _Open, changes: tuple[ActionChange, ...]) -> int | None:
    """Write what changes in a visit, and tell it; return how many cells, None where it is refused."""
    mine = [change for change in changes if change.visit == one.plan.identity]
    if not mine:
        return 0
    visit = one.plan.visit
    for change in mine:
        visit = _with(visit, change)
    try:
        saved = one.file.save(visit)
    except Refusal as refusal:
        show_mistakes(refusal.mistakes)
        return None
    say(f"{one.plan.structure} :")
    personal = _personal(mine, one.plan.questionnaire)
    for line in (*_lines(mine), *_fallen(one.plan, visit), *personal):
        say(paragraph(line, "  ", "    "))
    for line in saved.said:
        say(paragraph(line))
    if is_spare(saved.path):
        complain(paragraph(f"La visite est enregistrée à côté, dans {saved.path.name}."))
    return sum(len(change.fields) for change in mine)


def _with(visit: Visit, change: ActionChange) -> Visit:
    if isinstance(change.taken, OwnAction):
        return record_own(visit, change.id, change.taken)
    return record_decision(visit, change.id or "", change.taken)


def _lines(changes: list[ActionChange]) -> Iterator[str]:
    """Yield what changes, action by action: « Porteur : personne → direction »."""
    for change in changes:
        new = change.id is None
        told = " ; ".join([_said(field, new) for field in change.fields if not (new and field.column == "title")])
        title = f"{change.title} (ajoutée)" if new else change.title
        yield f"{title} : {told}" if told else title


def _said(field: FieldChange, new: bool) -> str:
    name = HEADINGS[field.column].lower()
    after = field.after or "rien"
    return f"{name} : {after}" if new else f"{name} : {field.before or 'rien'} → {after}"


def _personal(changes: list[ActionChange], asked: Questionnaire) -> Iterator[str]:
    """Yield what is taken and looks like somebody's data: it asks for a second look."""
    public = published(asked)
    for change in changes:
        given = {field.column: getattr(change.taken, field.column, "") for field in change.fields}
        texts = [given.get(column) or "" for column in ("title", "owner", "note")]
        found = [one for text in texts for one in personal_data(text, public)]
        kinds = [*dict.fromkeys(KINDS[one.kind] for one in found)]
        if kinds:
            yield f"{change.title} : on dirait {listing(kinds)}. À enlever si ce n’est pas utile ici."


def _fallen(plan: FollowUp, visit: Visit) -> Iterator[str]:
    """Yield what leaves the plan with an action that was given up."""
    before, after = (
        {action.title for action, _, follows in one.decisions if follows}
        for one in (prepare(plan.questionnaire, it) for it in (plan.visit, visit))
    )
    if lost := sorted(after - before):
        yield f"Avec ce qui est abandonné tombe ce qui le suppose : {listing(lost)}."


def _sum_up(told: SheetChanges, cells: int) -> None:
    wrong = len(told.mistakes)
    if cells and any(change.taken.choice == "done" for change in told.changes):
        text = "Une action faite ne change aucun score : seule une réponse en change un, à la prochaine"
        say(paragraph(f"{text} visite."))
    done = count(cells, "case reprise", "cases reprises") if cells else "Rien n’a changé"
    say(f"{done}.")
    if wrong:
        complain(f"{count(wrong, 'remarque', 'remarques')} à revoir : le reste est repris.")
