"""`diag evolution`: compare visits of one structure, on the screen and as a page (M12)."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil
from pathlib import Path
from typing import Literal

import click

from diag.cli.click_french import FOLDER, SEEN_FILE, FrenchCommand, WordList, option
from diag.cli.console import interactive, paragraph, pasted, say, say_paths, width
from diag.cli.options import given, questionnaire_of, questionnaire_option, show_written
from diag.followup.compared_visits import Compared, VisitSide, compare_visits
from diag.french import listing, long_date
from diag.questionnaire.loader import load_version
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal, gathering
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.document import Document
from diag.report.evolution_summary import render_evolution
from diag.report.evolution_view import evolution_page
from diag.report.html_markdown import document_html, document_markdown
from diag.report.look import PLAIN
from diag.report.report_files import write_pages
from diag.visit.acceptance import by_reason, match
from diag.visit.new_names import file_name
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Visit, answer_hash

EvolutionReader = Literal["direction", "conseiller"]
_FORMATS = ("html", "md", "json")
_LINES = 24  # of a screen
_Read = tuple[Path, Visit, Source]


@click.command(cls=FrenchCommand, name="evolution")
@click.argument("paths", metavar="VISITE...", nargs=-1, type=SEEN_FILE)
@option(
    "--selon like",
    SEEN_FILE,
    "Relire toutes les visites avec les questions de celle-ci, telles qu’elles étaient alors ;"
    " par défaut, avec les questions d’aujourd’hui.",
    metavar="VISITE",
)
@option(
    "--format formats",
    WordList(_FORMATS, "formats"),
    "Écrire aussi une page, dans ces formats séparés par des virgules : html, md, json.",
    default=(),
    metavar="LISTE",
)
@option(
    "--sortie folder", FOLDER, "Où écrire la page ; par défaut, à côté de la dernière visite. Sans --format : html."
)
@option(
    "--lecteur readers",
    WordList(("direction", "conseiller"), "lecteurs", "tous"),
    "Pour qui est la page : direction, conseiller (avec ce qui a été écarté), ou tous.",
    default="direction",
    show_default=True,
    metavar="LISTE",
)
@questionnaire_option
def command(
    paths: tuple[Path, ...],
    like: Path | None,
    formats: tuple[str, ...],
    folder: Path | None,
    readers: tuple[EvolutionReader, ...],
    name: str | None,
) -> int:
    """Dire ce qui a bougé entre deux visites d’une même structure, ou plus.

    Les visites se comparent dans l’ordre de leurs dates, sur les questions auxquelles toutes deux
    répondent : ce qui a nettement bougé, ce qui est seulement mieux connu, ce qui a reculé, et ce que
    sont devenues les actions décidées. De trois visites, chacune est comparée à la précédente, puis
    la dernière à la première.

    L’écran est pour le conseiller : les actions écartées y sont.
    """
    _refuse_twice(paths, like)
    read, questionnaire = _opened(paths, name)
    _refuse_same(read)
    if like is not None:
        pinned = next(v for path, v, _ in read if path.samefile(like))
        questionnaire = load_version(questionnaire, pinned.questionnaire.version)
    compared = compare_visits(questionnaire, [visit for _, visit, _ in read])
    again = given(format="html", lecteur="conseiller", selon=like, questionnaire=name)
    whole = "" if formats or folder else pasted("evolution", *paths, *again)
    height = _LINES - 2 - ceil((2 + len(whole)) / width()) if interactive() else None
    for one in compared:
        say(render_evolution(one, width(), height))
    for text in _set_aside(compared):
        say(paragraph(text, "", "  "))
    if formats or folder:
        last = next(path for path, v, _ in read if v == compared[-1].second.visit)
        show_written(_written(compared, last, folder, formats or ("html",), readers))
    elif interactive():
        say_paths("Pour tout lire, en une page :", whole)
    return 0


def _refuse_twice(paths: Sequence[Path], like: Path | None) -> None:
    if len(paths) < 2:
        raise click.UsageError("Indiquez au moins deux visites, d’une même structure.")
    for one, other in combinations(paths, 2):
        if one.samefile(other):
            raise click.UsageError(f"{one} et {other} sont le même fichier : donnez deux visites.")
    if like is not None and not any(path.samefile(like) for path in paths):
        text = f"{like} ; indiquez l’une des visites à comparer."
        raise click.BadParameter(text, param_hint="--selon")


def _opened(paths: Sequence[Path], name: str | None) -> tuple[list[_Read], Questionnaire]:
    """Return the visits, and the content in use of their questionnaire.

    Raises:
        Refusal: some cannot be read, or are of another questionnaire: every one of them is said.
    """
    mistakes: list[Mistake] = []
    read: list[_Read] = []
    for path in paths:
        with gathering(mistakes):
            read.append((path, *read_visit(path)))
    names = sorted({visit.questionnaire.id for _, visit, _ in read})
    if len(names) > 1:
        mistakes += _others(read, names)
    if mistakes:
        raise Refusal(mistakes)
    questionnaire = questionnaire_of(paths[0], names[0], name)
    for _, visit, source in read:
        with gathering(mistakes):
            match(visit, questionnaire, source)
    if mistakes:
        raise Refusal(mistakes)
    return read, questionnaire


def _others(read: Sequence[_Read], names: Sequence[str]) -> Iterator[Mistake]:
    for path, visit, _ in read:
        what = f"cette visite a été faite avec le questionnaire « {visit.questionnaire.id} »"
        how = f"ne se comparent que des visites d’un même questionnaire : ici, {listing(names)}"
        yield Mistake(str(path), 0, 0, "V02", what, how)


def _refuse_same(read: Sequence[_Read]) -> None:
    """Refuse two files of one visit.

    Raises:
        click.UsageError: two visits have one date and the same answers.
    """
    for (one, first, _), (other, second, _) in combinations(read, 2):
        same_day = first.visit.date == second.visit.date
        if same_day and answer_hash(first) == answer_hash(second):
            text = f"{one} et {other} sont la même visite : même date, mêmes réponses."
            raise click.UsageError(text)


def _set_aside(compared: Sequence[Compared]) -> Iterator[str]:
    """Yield what the content that is used does not read of each visit."""
    sides = {one.visit.visit.date: one for pair in compared for one in (pair.first, pair.second)}
    for day, side in sides.items():
        for line, items in by_reason(side.matched.set_aside, brief=True):
            yield f"Attention : visite du {long_date(day)}, {line}"
            yield from (f"- {item}" for item in items)
        yield from (f"Attention : visite du {long_date(day)}, {x}." for x in _differences(side))


def _differences(side: VisitSide) -> tuple[str, ...]:
    """Return what is read otherwise than it was answered; another version is already said."""
    told, used = side.matched.differences, side.assessment.questionnaire.header.version
    return told[1:] if side.visit.questionnaire.version != used else told


def _written(
    compared: Sequence[Compared],
    last: Path,
    folder: Path | None,
    formats: Sequence[str],
    readers: Sequence[EvolutionReader],
) -> list[Path]:
    """Write the page of each reader, named after the last visit, and return the paths."""
    texts: dict[str, str] = {}
    for reader in readers:
        document = evolution_page(compared, reader)
        for kind in formats:
            name = f"evolution-{file_name(last.stem)}-{reader}.{kind}"
            texts[name] = _rendered(compared, document, reader, kind)
    private = [name for name in texts if "-conseiller." in name]
    return write_pages(folder or last.parent, texts, document.mark, private)


def _rendered(compared: Sequence[Compared], document: Document, reader: EvolutionReader, kind: str) -> str:
    if kind == "json":
        from diag.report.evolution_json import render_evolution_json  # its models take a while

        return render_evolution_json(compared, document, reader)
    return {"html": document_html, "md": document_markdown}[kind](document, PLAIN)
