"""`diag suivi`: what became of the actions decided, on screen or as a sheet that comes back."""

import datetime
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click

from diag.cli.click_french import DAY, SEEN_FILE, FrenchCommand, NamedFile, option
from diag.cli.console import complain, paragraph, pasted, say, say_lines, say_paths, show_mistakes
from diag.cli.options import load_questionnaire, opened, questionnaire_option
from diag.export.sheet_guard import read_sheets
from diag.followup.follow_up import FollowUp, follow_up
from diag.followup.plan_sheet import HEADINGS, mark_of, sheet_bytes
from diag.followup.sheet_changes import ActionChange, FieldChange, SheetChanges, find_sheet, sheet_changes
from diag.french import count, listing
from diag.interview.recording import record_decision, record_own
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import refuse_windows_name
from diag.report.assessed_visit import prepare
from diag.report.follow_lines import follow_lines
from diag.report.report_files import write_marked
from diag.visit.acceptance import Matched, by_reason
from diag.visit.outside_changes import KnownVisit
from diag.visit.personal_data import KINDS, personal_data, published
from diag.visit.visit_file import is_spare, locked
from diag.visit.visit_model import OwnAction, Visit


@click.command(cls=FrenchCommand, name="suivi")
@click.argument("visits", metavar="VISITE...", nargs=-1, required=True, type=SEEN_FILE)
@option("--au day", DAY, "Jour où l’on fait le point ; par défaut aujourd’hui.")
@option("--xlsx target", NamedFile(".xlsx"), "Écrire le tableau à remplir, pour Excel ou LibreOffice.")
@option(
    "--relire filled",
    SEEN_FILE,
    "Relire le tableau rempli (.xlsx, .ods ou .csv), et noter ses changements dans les visites.",
)
@questionnaire_option
def command(
    visits: tuple[Path, ...], day: datetime.date | None, target: Path | None, filled: Path | None, name: str | None
) -> int:
    """Suivre les actions décidées d’une visite ou de plusieurs.

    L’écran dit ce qui est en retard, puis mois par mois ce qui est à faire, ce qui est fait, et ce que
    personne ne porte. Les actions se décident par « diag plan ».

    Avec --xlsx, le plan devient un tableau que la structure remplit. Avec --relire, ce tableau revient :
    chaque changement est dit et noté dans la visite ; une case qui ne se comprend pas est nommée, et le
    reste est repris.
    """
    if target is not None and filled is not None:
        raise click.UsageError("Choisissez --xlsx, pour écrire un tableau, ou --relire.")
    paths = list({os.path.realpath(path): path for path in visits}.values())
    if name is not None:
        load_questionnaire(name)  # a bad one is refused once, not with each visit
    if filled is not None:
        return read_back(filled, paths, name)
    plans, wrong = _plans(paths, name)
    if target is not None and plans:
        _write(target, [*plans.values()])
    elif plans:
        _show(plans, day or datetime.date.today())
    return 1 if wrong else 0


def _plans(paths: list[Path], name: str | None) -> tuple[dict[Path, FollowUp], bool]:
    """Return the plan of each visit that can be read, and whether one cannot: it is told."""
    plans: dict[Path, FollowUp] = {}
    wrong = False
    for path in paths:
        try:
            visit, source, asked = opened(path, name)
            plans[path], matched = followed(asked, visit, source)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            wrong = True
        else:
            _tell_aside(matched)
    refuse_same(plans)
    return plans, wrong


def _tell_aside(matched: Matched) -> None:
    """Tell the decisions on actions that the questionnaire no longer has: nobody follows them here."""
    kept = [one for one in matched.set_aside if one.stored.decision is not None]
    for line, items in by_reason(kept):
        say(paragraph(f"Attention : {line}"))
        for item in items:
            say(paragraph(item, "  - ", "    "))


def _show(plans: dict[Path, FollowUp], day: datetime.date) -> None:
    say_lines(follow_lines([*plans.values()], day))
    undecided = [path for path, plan in plans.items() if not plan.decided]
    if undecided:
        say()
        say_paths("Pour décider ensemble, à l’écran :", *(pasted("plan", path) for path in undecided))


def _write(target: Path, plans: list[FollowUp]) -> None:
    """Write the sheet, over nothing but itself as it was written: people fill it.

    Raises:
        Refusal: the file exists and is something else, or it cannot be written.
    """
    refuse_windows_name(target)
    mark = mark_of(plans)
    try:
        written = write_marked(target, sheet_bytes(plans, mark), mark)
    except Refusal as refusal:
        ours = [replace(m, what=_KEPT, how=_MEND) if m.code == "F05" else m for m in refusal.mistakes]
        raise Refusal(ours) from None
    whose = listing([f"« {one.structure} »" for one in plans[:5]])
    more = "…" if len(plans) > 5 else ""
    say_paths(f"Tableau à remplir écrit, pour {whose}{more} :", written)
    say("Une fois rempli, il se relit par la même commande, avec --relire à la place de --xlsx.")


_KEPT = "ce fichier existe déjà, et n’est pas ce que diag y écrirait : il a peut-être été rempli"
_MEND = "relisez-le d’abord par --relire, ou choisissez un autre nom"


def followed(questionnaire: Questionnaire, visit: Visit, source: Source | None = None) -> tuple[FollowUp, Matched]:
    """Return the plan of a visit, as it is followed, and how the visit matches its questionnaire.

    Raises:
        Refusal: the visit does not answer this questionnaire, or contradicts itself.
    """
    assessed = prepare(questionnaire, visit, source)
    return follow_up(questionnaire, visit, assessed.plan), assessed.matched


def refuse_same(plans: dict[Path, FollowUp]) -> None:
    """Refuse two files of one visit: nobody knows which one is to be followed.

    Raises:
        click.UsageError: naming them.
    """
    first: dict[str, Path] = {}
    for path, plan in plans.items():
        other = first.setdefault(plan.identity, path)
        if other != path:
            text = f"{other} et {path} sont la même visite ; donnez un seul des deux fichiers."
            raise click.UsageError(text)


@dataclass(frozen=True)
class _Open:
    """A visit that is held while the sheet is read, and its plan."""

    path: Path
    file: KnownVisit
    plan: FollowUp


def read_back(filled: Path, paths: list[Path], name: str | None) -> int:
    """Write in visits what a filled sheet changes; return 1 where something could not be taken.

    Raises:
        Refusal: the sheet cannot be read, or is none of ours; nothing is written then.
        click.UsageError: two files are the same visit.
    """
    sheet = find_sheet(str(filled), read_sheets(filled))
    with ExitStack() as held:
        visits = [one for path in paths if (one := _held(path, name, held))]
        refuse_same({one.path: one.plan for one in visits})
        if not visits:
            return 1
        told = sheet_changes(sheet, [one.plan for one in visits])
        written = [_written(one, told.changes) for one in visits]
    show_mistakes(told.mistakes)
    _sum_up(told, sum(n for n in written if n is not None))
    whole = len(visits) == len(paths) and None not in written and not told.mistakes
    return 0 if whole else 1


def _held(path: Path, name: str | None, held: ExitStack) -> _Open | None:
    """Hold a visit; None where it cannot be held or read, which is told: the others are read."""
    try:
        held.enter_context(locked(path))
        asked = opened(path, name)[2]
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
