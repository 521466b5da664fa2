"""`diag repere`: build a regional benchmark, verify it, read it."""

import datetime
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.benchmark.release import MAX_SOURCE
from diag.benchmark.words import STAMP
from diag.cli.click_french import Day, FrenchGroup
from diag.cli.console import complain, paragraph, say, say_raw
from diag.cli.options import load_questionnaire
from diag.cli.repere_montrer import show
from diag.cli.repere_options import FOLDER, key_option, previous_option, read_scores
from diag.cli.repere_verifier import tell_findings, verify
from diag.french import count, number
from diag.safe_text import clean

if TYPE_CHECKING:
    from diag.benchmark.building import Built
    from diag.benchmark.sources import Sources


@click.group(cls=FrenchGroup, name="repere")
def command() -> None:
    """Construire, vérifier ou lire un repère régional.

    Un repère dit où se situent les structures accompagnées, par région, département, type et taille,
    sans permettre d’en reconnaître une. Rien ne quitte l’ordinateur.
    """


@command.command("construire")
@click.argument(
    "scores", metavar="SCORES...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--sortie",
    "folder",
    metavar="DOSSIER",
    required=True,
    type=FOLDER,
    help="Dossier du repère, écrit en entier ou pas du tout.",
)
@click.option(
    "--source",
    metavar="TEXTE",
    required=True,
    help="De qui viennent ces visites, par exemple « URIOPSS Hauts-de-France ». Publié.",
)
@click.option(
    "--questionnaire",
    "name",
    metavar="NOM",
    default="print",
    show_default=True,
    help="Questionnaire livré ou dossier.",
)
@click.option(
    "--date",
    metavar="AAAA-MM-JJ",
    type=Day(),
    help="Date du repère ; par défaut aujourd’hui.",
)
@click.option(
    "--synthetique",
    "synthetic",
    is_flag=True,
    help="Marquer des données synthétiques ; d’office si les données le disent.",
)
@previous_option
@key_option
def build(scores: tuple[Path, ...], folder: Path, **chosen: Any) -> int:
    """Construire un repère que l’on peut publier.

    SCORES est un tableau « scores.csv » de « diag lot », le dossier d’un lot, des visites (.yaml), des
    contributions (.json), ou un dossier qui en contient.

    Avant d’être écrit, le repère est attaqué avec les données elles-mêmes : si l’on peut en déduire
    quoi que ce soit d’une structure, rien n’est écrit. À côté de DOSSIER, le dossier
    « DOSSIER-producteur » dit ce qui est secret, et pourquoi : ne le publiez jamais.
    """
    source = clean(chosen["source"])
    if not source:
        raise click.BadParameter("dites de qui viennent ces visites.", param_hint="--source")
    if len(source) > MAX_SOURCE:
        text = f"pas plus de {number(MAX_SOURCE)} caractères."
        raise click.BadParameter(text, param_hint="--source")
    previous = chosen["previous"]
    if previous is not None and os.path.realpath(previous) == os.path.realpath(folder):
        text = "écrivez le nouveau repère ailleurs : le précédent est déjà publié."
        raise click.BadParameter(text, param_hint="-o")
    day = chosen["date"] or datetime.datetime.now(tz=datetime.UTC).date()
    return _build(scores, folder, source, day, chosen)


def _build(
    scores: tuple[Path, ...], folder: Path, source: str, day: datetime.date, chosen: dict[str, Any]
) -> int:
    from diag.benchmark.building import construct
    from diag.benchmark.package import write_release
    from diag.benchmark.producer import producer_folder, producer_staged, read_previous
    from diag.benchmark.pseudonyms import key_mark, read_key

    questionnaire, date = load_questionnaire(chosen["name"]), day.isoformat()
    beside = producer_folder(folder)
    key = read_key(chosen["key_file"]) if chosen["key_file"] else None
    mark = key_mark(key) if key else ""
    sources = read_scores(scores, questionnaire, day, key)
    synthetic = chosen["synthetic"] or sources.synthetic
    previous = None
    if chosen["previous"] is not None:
        previous = read_previous(
            chosen["previous"], questionnaire, date, sources.form, synthetic, mark
        )
    _tell_read(sources)
    say(
        paragraph("Construction du repère, puis attaque : de quelques secondes à quelques minutes.")
    )
    built = construct(
        sources,
        questionnaire,
        date=date,
        source=source,
        synthetic=synthetic,
        key=key,
        previous=previous,
    )
    if built.findings:
        tell_findings(built.findings, questionnaire)
        complain(
            paragraph("Rien n’a été écrit : ce repère laisserait déduire ce qu’il doit taire.")
        )
        return 1
    # The public folder takes its place inside: neither is put down without the other.
    members = built.succession.members
    with producer_staged(beside, built.release, members, mark, built.secrets) as whole:
        write_release(built.release, folder, questionnaire, whole)
    _tell_built(built)
    say("Repère, à publier :")
    say_raw(f"  {folder}")
    say("Dossier du producteur, à ne jamais publier :")
    say_raw(f"  {beside}")
    return 0


def _tell_read(sources: "Sources") -> None:
    """Print what was read, what counts, what does not and why."""
    kept, out = len(sources.structures), sum(sources.excluded.values())
    text = (
        f"{count(sources.read, 'visite lue', 'visites lues')} = "
        f"{count(kept, 'structure retenue', 'structures retenues')} + "
        f"{count(out, 'visite écartée', 'visites écartées')}."
    )
    say(paragraph(text))
    for reason, times in sources.excluded.items():
        out_of_it = "écartée" if times < 2 else "écartées"
        say(paragraph(f"{out_of_it}, {reason} : {number(times)}", "  "))
    for remark in sources.remarks:
        say(paragraph(remark))
    if sources.synthetic:
        say(paragraph(f"*** {STAMP} Le repère le dira. ***"))


def _tell_built(built: "Built") -> None:
    """Print how many groups are published, and why the others are not."""
    cells = built.release.cells
    shown = sum(not cell.secret for cell in cells)
    say(
        paragraph(
            f"{count(len(cells), 'groupe')} : {count(shown, 'publié')}, "
            f"{count(len(built.secrets), 'secret')}, "
            f"{count(len(cells) - shown - len(built.secrets), 'sans structure', 'sans structure')} "
            "(dits secrets eux aussi)."
        )
    )
    for reason, times in Counter(secret.reason for secret in built.secrets).items():
        say(paragraph(f"secret, {reason} : {number(times)}", "  "))
    if built.succession.kept:
        kept = count(
            len(built.succession.kept),
            "groupe garde des valeurs du repère précédent",
            "groupes gardent des valeurs du repère précédent",
        )
        say(paragraph(f"{kept} : moins de trois organismes y ont changé."))
    say(paragraph("Attaqué avec les données elles-mêmes : rien ne se déduit."))


command.add_command(verify)
command.add_command(show)
