"""`diag suivi`: what became of the actions decided, on screen or as a sheet that comes back."""

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diag.cli.click_french import Day, FrenchCommand
from diag.cli.console import paragraph, pasted, say, say_lines, say_raw, show_mistakes
from diag.cli.options import load_questionnaire, questionnaire_of, questionnaire_option
from diag.french import listing
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire

if TYPE_CHECKING:
    from diag.followup.follow_up import FollowUp
    from diag.visit.acceptance import Matched

_VISIT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=FrenchCommand, name="suivi")
@click.argument("visits", metavar="VISITE...", nargs=-1, required=True, type=_VISIT)
@click.option(
    "--au", "day", metavar="AAAA-MM-JJ", type=Day(), help="Jour où l’on fait le point ; par défaut aujourd’hui."
)
@click.option(
    "--xlsx",
    "target",
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrire le tableau à remplir, pour Excel ou LibreOffice.",
)
@click.option(
    "--relire",
    "filled",
    metavar="FICHIER",
    type=_VISIT,
    help="Relire le tableau rempli (.xlsx, .ods ou .csv), et noter ses changements dans les visites.",
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
    if target is not None and target.suffix.lower() != ".xlsx":
        raise click.BadParameter("donnez un nom qui finit par .xlsx.", param_hint="--xlsx")
    paths = list({os.path.realpath(path): path for path in visits}.values())
    fixed = load_questionnaire(name) if name else None
    if filled is not None:
        from diag.cli.suivi_relire import read_back

        return read_back(filled, paths, fixed)
    plans, wrong = _plans(paths, fixed)
    if target is not None and plans:
        _write(target, [*plans.values()])
    elif plans:
        _show(plans, day or datetime.date.today())
    return 1 if wrong else 0


def _plans(paths: list[Path], fixed: Questionnaire | None) -> tuple[dict[Path, "FollowUp"], bool]:
    """Return the plan of each visit that can be read, and whether one cannot: it is told."""
    from diag.cli.suivi_visits import followed, refuse_same
    from diag.visit.visit_file import read_visit

    plans: dict[Path, FollowUp] = {}
    wrong = False
    for path in paths:
        try:
            visit, source = read_visit(path)
            asked = fixed or questionnaire_of(path, visit.questionnaire.id)
            plans[path], matched = followed(asked, visit, source)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            wrong = True
        else:
            _tell_aside(matched)
    refuse_same(plans)
    return plans, wrong


def _tell_aside(matched: "Matched") -> None:
    """Tell the decisions on actions that the questionnaire no longer has: nobody follows them here."""
    from diag.visit.set_aside import by_reason

    kept = [one for one in matched.set_aside if one.stored.decision is not None]
    for line, items in by_reason(kept):
        say(paragraph(f"Attention : {line}"))
        for item in items:
            say(paragraph(item, "  - ", "    "))


def _show(plans: "dict[Path, FollowUp]", day: datetime.date) -> None:
    from diag.report.follow_lines import follow_lines

    say_lines(follow_lines([*plans.values()], day))
    undecided = [path for path, plan in plans.items() if not plan.decided]
    if undecided:
        say()
        say("Pour décider ensemble, à l’écran :")
        for path in undecided:
            say_raw(f"  {pasted('plan', path)}")


def _write(target: Path, plans: "list[FollowUp]") -> None:
    """Write the sheet, over nothing but itself as it was written: people fill it.

    Raises:
        Refusal: the file exists and is something else, or it cannot be written.
    """
    from diag.followup.plan_sheet import mark_of, sheet_bytes
    from diag.questionnaire.user_files import refuse_windows_name
    from diag.report.report_files import write_marked

    refuse_windows_name(target)
    mark = mark_of(plans)
    try:
        written = write_marked(target, sheet_bytes(plans, mark), mark)
    except Refusal as refusal:
        ours = [replace(m, what=_KEPT, how=_MEND) if m.code == "F05" else m for m in refusal.mistakes]
        raise Refusal(ours) from None
    whose = listing([f"« {one.structure} »" for one in plans[:5]])
    more = "…" if len(plans) > 5 else ""
    say(paragraph(f"Tableau à remplir écrit, pour {whose}{more} :"))
    say_raw(f"  {written}")
    say("Une fois rempli, il se relit par la même commande, avec --relire à la place de --xlsx.")


_KEPT = "ce fichier existe déjà, et n’est pas ce que diag y écrirait : il a peut-être été rempli"
_MEND = "relisez-le d’abord par --relire, ou choisissez un autre nom"
