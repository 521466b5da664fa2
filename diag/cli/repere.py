"""`diag repere`: build a regional benchmark, verify it, read it, describe its columns."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.benchmark.release import MAX_SOURCE
from diag.benchmark.words import STAMP, listed, period
from diag.cli.click_french import Day, FrenchGroup
from diag.cli.console import complain, paragraph, say, say_raw
from diag.cli.options import load_questionnaire
from diag.cli.repere_montrer import show
from diag.cli.repere_options import FOLDER, PeriodType, read_scores
from diag.cli.repere_verifier import tell_findings, verify
from diag.french import count, number, sentence
from diag.questionnaire.mistakes import refuse_file
from diag.safe_text import clean

if TYPE_CHECKING:
    from diag.benchmark.building import Withheld
    from diag.benchmark.release import Release
    from diag.benchmark.sources import Sources
    from diag.questionnaire.questionnaire_model import Questionnaire

FORMER = "-producteur"
"""End of the name of the secret folder of the releases of before: no public one bears it."""
_REVEALS = (
    "Deux repères de la même période, mis côte à côte, peuvent révéler les réponses des structures qui "
    "diffèrent de l’un à l’autre. Ne remplacez que ce qui n’a été montré à personne"
)


_asked_option = click.option(
    "--questionnaire",
    "name",
    metavar="NOM",
    default="print",
    show_default=True,
    help="Questionnaire livré ou dossier.",
)


@click.group(cls=FrenchGroup, name="repere")
def command() -> None:
    """Construire, vérifier ou lire un repère régional.

    Un repère dit où se situent les structures accompagnées d’une période, par région, par type, et par
    type dans un département, en groupes assez grands pour que l’on n’y lise personne : docs/method.md
    dit ce que cela promet. Rien ne quitte l’ordinateur.
    """


@command.command("construire")
@click.argument("scores", metavar="SCORES...", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    "--periode",
    "period",
    metavar="PERIODE",
    type=PeriodType(),
    help="Mois couverts : 2026, 2026-03, 2026-01:2026-06 ; par défaut, du premier au dernier mois des visites.",
)
@_asked_option
@click.option("--date", metavar="AAAA-MM-JJ", type=Day(), help="Date du repère ; par défaut aujourd’hui.")
@click.option(
    "--synthetique",
    "synthetic",
    is_flag=True,
    help="Écrire dans le repère, et sur chaque page qui le cite, que les données sont inventées ; "
    "d’office si les données le disent.",
)
@click.option(
    "--remplacer",
    "replace",
    is_flag=True,
    help="Publier de nouveau une période, ou par-dessus un repère : à réserver à ce que personne n’a vu.",
)
def build(scores: tuple[Path, ...], folder: Path, **chosen: Any) -> int:
    """Construire un repère que l’on peut publier.

    SCORES est un tableau « scores.csv » de « diag lot », le dossier d’un lot, des visites (.yaml), des
    contributions (.json), ou un dossier qui en contient.

    Seules comptent les visites finies de la période, la dernière de chaque structure. Ce qui n’est pas
    publié, et pourquoi, s’affiche : ne le publiez pas. Une période n’est publiée qu’une fois.
    """
    source = clean(chosen["source"])
    if not source:
        raise click.BadParameter("dites de qui viennent ces visites.", param_hint="--source")
    if len(source) > MAX_SOURCE:
        text = f"pas plus de {number(MAX_SOURCE)} caractères."
        raise click.BadParameter(text, param_hint="--source")
    if folder.resolve().name.endswith(FORMER):
        what = f"un nom qui finit par « {FORMER} » est celui d’un dossier secret d’une version d’avant"
        raise refuse_file(folder, "F01", what, "choisissez un autre nom")
    day = chosen["date"] or datetime.datetime.now(tz=datetime.UTC).date()
    return _build(scores, folder, source, day.isoformat(), chosen)


def _build(scores: tuple[Path, ...], folder: Path, source: str, date: str, chosen: dict[str, Any]) -> int:
    from diag.benchmark.building import build as build_release
    from diag.benchmark.package import write_release
    from diag.benchmark.verify import verify as try_out

    questionnaire = load_questionnaire(chosen["name"])
    sources = read_scores(scores, questionnaire, date, chosen["period"])
    release, withheld = build_release(sources, questionnaire, date=date, source=source, synthetic=chosen["synthetic"])
    _check_earlier(folder, release, chosen["replace"])
    _tell_read(sources)
    if all(cell.secret for cell in release.cells):
        text = "Rien n’a été écrit : aucun groupe n’est assez grand, ni assez varié, pour être publié."
        complain(paragraph(text))
        return 1
    findings = try_out(release, sources.structures, questionnaire)
    if findings.faults:
        tell_findings(findings)
        complain(paragraph("Rien n’a été écrit : ce repère dirait ce qu’il doit taire."))
        return 1
    write_release(release, folder, questionnaire)
    _tell_built(release, withheld, questionnaire)
    tell_findings(findings)
    say("Repère, à publier :")
    say_raw(f"  {folder}")
    return 0


def _check_earlier(folder: Path, release: "Release", replace: bool) -> None:
    """Refuse to publish a period twice, or over a release, unless it was asked for."""
    from diag.benchmark.package import already_told

    told, mute = already_told(folder, release)
    for other in mute:
        text = "Attention. Un repère voisin est illisible, et sa période n’est pas connue. Comparez-la :"
        complain(paragraph(text))
        say_raw(f"  {other}")
    for other in told:
        if not replace:
            what = "un repère y est déjà, qui couvre la même période ou serait remplacé"
            how = f"{_REVEALS} : --remplacer. Pour d’autres visites, donnez une autre --periode et "
            raise refuse_file(other, "R07", what, f"{how}un autre dossier")
        complain(paragraph(f"Attention. {_REVEALS} :"))
        say_raw(f"  {other}")


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
    say(paragraph(f"{sentence(period(*sources.period))}."))
    for remark in sources.remarks:
        say(paragraph(remark))
    if sources.synthetic:
        say(paragraph(f"*** {STAMP} Le repère le dira. ***"))


def _tell_built(release: "Release", withheld: "Withheld", questionnaire: "Questionnaire") -> None:
    """Print what is published, and what is not and why: for the producer's eyes."""
    from diag.benchmark.words import group

    shown, cells = sum(not cell.secret for cell in release.cells), len(release.cells)
    told = count(len(release.shares), "part de réponses", "parts de réponses")
    say(paragraph(f"{count(shown, 'groupe publié', 'groupes publiés')} sur {number(cells)}, {told}."))
    if any(withheld):
        say("Ce qui est tu, à ne pas publier :")
    small = [group(questionnaire, node) for node in withheld.small]
    if small:
        text = f"trop petits, ou un organisme y pèse trop : {listed(small, 4)}"
        say(paragraph(text, "  "))
    for node, rest in withheld.protecting.items():
        text = f"{group(questionnaire, node)} : tu pour protéger le reste de {group(questionnaire, rest)}"
        say(paragraph(text, "  "))
    if withheld.shares:
        named = [f"{group(questionnaire, node)} {times}" for node, times in withheld.shares.items()]
        text = "parts de questions ou de niveaux, par groupe (trop peu de réponses, ou trop étroites)"
        say(paragraph(f"{text} : {' ; '.join(named)}", "  "))


@command.command("schema")
@click.option(
    "-o",
    "--sortie",
    "folder",
    metavar="DOSSIER",
    required=True,
    type=FOLDER,
    help="Dossier à écrire, nouveau ou vide.",
)
@_asked_option
def write_schema(folder: Path, name: str) -> int:
    """Décrire les colonnes d’un repère pour schema.data.gouv.fr.

    Écrit un dossier prêt à devenir un dépôt Git public : schema.json, README.md, CHANGELOG.md et un
    exemple valide.
    """
    from diag.benchmark.schema_folder import write_schema_folder

    write_schema_folder(folder, load_questionnaire(name))
    say("Schéma écrit ; son README.md dit comment le publier :")
    say_raw(f"  {folder}")
    return 0


command.add_command(verify)
command.add_command(show)
