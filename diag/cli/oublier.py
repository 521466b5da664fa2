"""`diag oublier`: erase what is too old, after it was shown, and keep a line without names."""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from diag.cli.click_french import DAY, FLAG, SEEN_FOLDER, FrenchCommand, option
from diag.cli.console import complain, interactive, paragraph, say, say_paths, say_raw, show_mistakes
from diag.cli.options import forget_visits
from diag.french import count, listing, long_date
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.report.report_files import reports_among
from diag.visit.forgetting import (
    REGISTER,
    Erasure,
    FolderVisits,
    OldVisit,
    Rule,
    erase,
    look,
    opened_register,
    register,
)
from diag.visit.visit_model import Visit, identity_of, joint_identity


class Duration(click.ParamType[int]):
    """A number of calendar months: `36-mois`, `3-ans`."""

    name = "durée"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the months."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"0*([1-9]\d{0,2})[ -]?(mois|ans?)", str(value).strip().lower())
        if match is None:
            self.fail(f"« {value} » ; écrivez par exemple 36-mois ou 3-ans.", param, ctx)
        return int(match[1]) * (1 if match[2] == "mois" else 12)


@click.command(cls=FrenchCommand, name="oublier")
@click.argument("folder", metavar="DOSSIER", type=SEEN_FOLDER)
@option(
    "--plus-de months",
    Duration(),
    "Âge à partir duquel une visite est oubliée, par exemple 36-mois ou 3-ans.",
    required=True,
    metavar="DURÉE",
)
@option("--au today", DAY, "Jour où l’on compte ; par défaut aujourd’hui.")
@option("--modifies edited_too", FLAG, "Effacer aussi les rapports modifiés depuis que diag les a écrits.")
@option("--oui yes", FLAG, "Effacer sans demander.")
def command(folder: Path, months: int, today: datetime.date | None, edited_too: bool, yes: bool) -> int:
    """Effacer les visites trop anciennes d’un dossier.

    Tout ce qui serait effacé s’affiche d’abord : les visites dont la date est plus ancienne, leurs
    copies et leurs rapports, à tous les niveaux du dossier. Rien n’est effacé sans --oui, ou sans le
    mot « oui » tapé en entier. Les autres fichiers ne sont pas touchés ; un rapport que vous avez
    modifié est nommé, et reste.

    Une ligne sans aucun nom s’ajoute au registre du dossier, registre-effacements.csv. Ce qui a été
    copié ailleurs (messagerie, sauvegarde, corbeille d’un dossier synchronisé) est à effacer à part.
    """
    rule = Rule(months, today or datetime.date.today())
    plan = _planned(folder, rule, edited_too)
    _show(plan)
    show_mistakes(plan.found.mistakes)
    agreed = not plan.files or yes
    if not agreed and not interactive():
        complain(paragraph("Rien n’est effacé : relisez ce qui précède, puis ajoutez --oui."))
        return 2
    if not agreed and not _typed_yes(len(plan.files)):
        say("Rien n’est effacé.")
        return 1
    refused = _erase(plan) if plan.files else []
    if refused:
        complain(paragraph("Ce qui suit n’a pas pu se faire :"))
    show_mistakes(refused)
    return 1 if refused or plan.found.mistakes else 0


def _typed_yes(files: int) -> bool:
    """Ask for the whole word; anything else is no."""
    what = "Effacer ce fichier" if files == 1 else f"Effacer ces {files} fichiers"
    say(paragraph(f"{what}, sans retour possible ? Tapez le mot oui, en entier :"))
    try:
        return input("> ").strip().casefold() == "oui"
    except EOFError:
        say()
        return False


@dataclass(frozen=True)
class _Plan:
    """What is to be erased of a folder, and what is left.

    Attributes:
        reports: those to erase with each old visit, by the path of the visit.
        edited: reports of old visits that somebody changed, and that are left.
        strangers: reports of no visit of the folder, which are left too.
    """

    folder: Path
    rule: Rule
    found: FolderVisits
    reports: Mapping[Path, Sequence[Path]]
    edited: Sequence[Path]
    strangers: Sequence[Path]

    @property
    def files(self) -> list[Path]:
        """Every file to erase."""
        return [path for one in self.found.old for path, _ in self.of(one)]

    def of(self, one: OldVisit) -> list[tuple[Path, str]]:
        """Return the files that go with an old visit, and what each is, in French."""
        told = {path: _version(one, path) for path in sorted(one.versions, key=one.rank)}
        told |= dict.fromkeys(one.copies, "copie de cette visite")
        return [*told.items(), *((path, "son rapport") for path in self.reports[one.path])]


def _version(one: OldVisit, path: Path) -> str:
    day = long_date(one.versions[path].visit.date)
    return f"visite du {day}" if path == one.path else f"copie de la visite du {day}"


def _planned(folder: Path, rule: Rule, edited_too: bool) -> _Plan:
    found = look(folder, rule)
    owner = _owners(found)
    known = {*owner, *map(identity_of, found.recent.values())}
    reports = {report.path: report for report in reports_among(found.others)}.values()
    going = [r for r in reports if r.identity in owner and (r.as_written or edited_too)]
    return _Plan(
        folder,
        rule,
        found,
        {one.path: [r.path for r in going if owner[r.identity] == one.path] for one in found.old},
        [r.path for r in reports if r.identity in owner and r not in going],
        [r.path for r in reports if r.identity not in known],
    )


def _owners(found: FolderVisits) -> dict[str, Path]:
    """Return the old visit that each report tells of, by what the report is known by.

    A report is of one visit, a sheet of its plan too; an evolution of two or more of a structure goes
    with the oldest: what it answered is on its page.
    """
    owner = {name: one.path for one in found.old for name in one.identities}
    sheets = {joint_identity([name]): path for name, path in owner.items()}
    dated = [(v, one.path) for one in found.old for v in one.versions.values()]
    pages = {
        identity_of(*visits): path
        for visit, path in dated
        for visits in _followed(visit, [*found.recent.values(), *(v for v, _ in dated)])
    }
    return {**pages, **sheets, **owner}


def _followed(visit: Visit, others: Sequence[Visit]) -> Iterator[tuple[Visit, ...]]:
    """Yield the visits that an evolution which begins with one may compare: each later one, or a row."""
    name, day = visit.structure.name.casefold(), visit.visit.date
    later = {v.visit.date: v for v in others if v.structure.name.casefold() == name}
    row = [later[date] for date in sorted(later) if date > day]
    yield from ((visit, one) for one in row)
    yield from ((visit, *row[:length]) for length in range(2, len(row) + 1))


# -- shown -----------------------------------------------------------------------------------------


def _show(plan: _Plan) -> None:
    """Show what would be erased, why, and all that is left."""
    told = f"plus de {plan.rule.months} mois au {long_date(plan.rule.today)}"
    say(paragraph(f"Ces visites ont {told} :" if plan.found.old else f"Aucune visite n’a {told} : rien à effacer."))
    for one in plan.found.old:
        for path, what in plan.of(one):
            say_raw(f"  {path} : {what}")
        if recalled := plan.found.recalled(one):
            kept = "Ses réponses restent dans une visite plus récente, qui les rappelle :"
            say_paths(kept, *recalled, indent="    ")
    if plan.files:
        visits = count(len({one.identities for one in plan.found.old}), "visite")
        say(paragraph(f"À effacer : {count(len(plan.files), 'fichier')}, de {visits}."))
    _show_left(plan)


def _show_left(plan: _Plan) -> None:
    left = {*plan.found.others} - {*plan.files, plan.folder / REGISTER}
    recent, others = len(plan.found.recent), len(left)
    told = [count(recent, "visite plus récente", "visites plus récentes")] if recent else []
    told += [count(others, "autre fichier", "autres fichiers")] if others else []
    if told:
        say(paragraph(f"Sans changement : {listing(told)}."))
    if plan.edited:
        say_paths("Modifiés depuis que diag les a écrits, et laissés ; --modifies les efface aussi :", *plan.edited)
    if plan.strangers:
        say_paths("Rapports dont la visite n’est pas dans ce dossier, et laissés :", *plan.strangers[:_MOST])
    if len(plan.strangers) > _MOST:  # a whole network has thousands
        say(f"  et {count(len(plan.strangers) - _MOST, 'autre')}")


_MOST = 10
"""Reports of no visit that are named."""


# -- erased ----------------------------------------------------------------------------------------


def _erase(plan: _Plan) -> list[Mistake]:
    """Erase all that is planned, and register it even where it stops midway; return what was refused."""
    erased: list[Path] = []
    refused: list[Mistake] = []
    with opened_register(plan.folder) as path:
        try:
            for one in plan.found.old:
                refused += erase(one, plan.reports[one.path], erased)
        finally:
            if erased:
                refused += _registered(plan, path, set(erased))
    return refused


def _registered(plan: _Plan, path: Path, erased: Collection[Path]) -> list[Mistake]:
    """Say what was erased, and keep it in the register; return why that was refused."""
    forget_visits(erased)
    touched = [one for one in plan.found.old if any(p in erased for p, _ in plan.of(one))]
    gone = {one.identities for one in touched if all(p in erased for p in one.versions)}
    days = [day for one in touched for day in one.days]
    months = f"{min(days):%Y-%m}", f"{max(days):%Y-%m}"
    line = Erasure(plan.rule.today, len(gone), *months, len(erased), f"plus de {plan.rule.months} mois")
    say(paragraph(f"Effacés : {count(len(erased), 'fichier')}, de {count(len(gone), 'visite')}."))
    try:
        register(path, line)
    except Refusal as refusal:
        complain(paragraph("Le registre n’a pas pu être complété. Ajoutez-y vous-même cette ligne :"))
        say_raw(line.line)
        return list(refusal.mistakes)
    say_paths("Une ligne sans aucun nom est ajoutée au registre :", path)
    return []
