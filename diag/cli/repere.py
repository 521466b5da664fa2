"""`diag repere`: build a regional benchmark, verify it, read it, describe its columns."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.benchmark.release import MAX_SOURCE
from diag.benchmark.words import STAMP, listed, period
from diag.cli.click_french import ANY, DAY, FLAG, FOLDER, FrenchGroup, NamedFile, option
from diag.cli.console import complain, paragraph, say, say_lines, say_paths, say_raw, show_mistakes
from diag.cli.options import load_questionnaire
from diag.french import count, number, sentence
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD
from diag.questionnaire.user_files import refuse_irregular
from diag.safe_text import clean

if TYPE_CHECKING:
    from diag.benchmark.building import Withheld
    from diag.benchmark.release import Release
    from diag.benchmark.sources import Period, Sources
    from diag.benchmark.verify import Findings
    from diag.questionnaire.questionnaire_model import Questionnaire


FORMER = "-producteur"
"""End of the name of the secret folder of the releases of before: no public one bears it."""
_REVEALS = (
    "Deux repères de la même période, mis côte à côte, peuvent révéler les réponses des structures qui "
    "diffèrent de l’un à l’autre. Ne remplacez que ce qui n’a été montré à personne"
)


UNREADABLE = ("F", "Y", "R01")
"""Beginnings of the codes of what is no source at all; the others are of values that are refused."""
_MONTH = r"(\d{4})(?:-(0[1-9]|1[0-2]))?"
_PERIOD = re.compile(rf"{_MONTH}(?::{_MONTH})?", re.ASCII)


class PeriodType(click.ParamType["Period"]):
    """Calendar months: `2026`, `2026-03`, `2026-01:2026-06`."""

    name = "période"

    def convert(self, value: Any, param: Any, ctx: Any) -> "Period":
        """Return the first and the last month."""
        match = _PERIOD.fullmatch(str(value))
        if match is None:
            self.fail("écrivez une année, un mois, ou deux : 2026, 2026-03, 2026-01:2026-06.")
        year, month, last_year, last_month = match.groups()
        last = (last_year, last_month) if last_year else (year, month)
        first, end = f"{year}-{month or '01'}", f"{last[0]}-{last[1] or '12'}"
        if first > end:
            self.fail("le premier mois est après le dernier.")
        return first, end


_name_option = option("--questionnaire name", "NOM", "Questionnaire livré ou dossier ; par défaut celui du repère.")


def release_questionnaire(folder: Path, release: "Release", name: str | None) -> "Questionnaire":
    """Return the questionnaire of a release, to name what it tells."""
    if name is not None:
        return load_questionnaire(name)
    if release.questionnaire not in shipped_names():
        what = f"ce repère porte sur le questionnaire « {release.questionnaire} », qui n’est pas livré"
        raise refuse_file(folder, "R03", what, "indiquez son dossier : --questionnaire DOSSIER")
    return load_questionnaire(release.questionnaire)


def read_scores(
    scores: Sequence[Path], questionnaire: "Questionnaire", date: str, period: "Period | None"
) -> "Sources":
    """Read the SCORES of a command, as `read_sources` does.

    Raises:
        click.exceptions.Exit: 2, once told: one of them cannot be read, or is no source of a release.
        Refusal: they can be read, and hold what a release may not count.
    """
    from diag.benchmark.sources import read_sources

    try:
        return read_sources(scores, questionnaire, date, period)
    except Refusal as refusal:
        if not any(mistake.code.startswith(UNREADABLE) for mistake in refusal.mistakes):
            raise
        show_mistakes(refusal.mistakes)
        raise click.exceptions.Exit(2) from None


_asked_option = option(
    "--questionnaire name", "NOM", "Questionnaire livré ou dossier.", default="print", show_default=True
)


@click.group(cls=FrenchGroup, name="repere")
def command() -> None:
    """Construire, vérifier ou lire un repère régional.

    Un repère dit où se situent les structures accompagnées d’une période, par région, par type, et par
    type dans un département, en groupes assez grands pour que l’on n’y lise personne : docs/method.md
    dit ce que cela promet. Rien ne quitte l’ordinateur.
    """


@command.command("construire")
@click.argument("scores", metavar="SCORES...", nargs=-1, required=True, type=ANY)
@option("-o --sortie folder", FOLDER, "Dossier du repère, écrit en entier ou pas du tout.", required=True)
@option(
    "--source",
    "TEXTE",
    "De qui viennent ces visites, par exemple « URIOPSS Hauts-de-France ». Publié.",
    required=True,
)
@option(
    "--periode period",
    PeriodType(),
    "Mois couverts : 2026, 2026-03, 2026-01:2026-06 ; par défaut, du premier au dernier mois des visites.",
    metavar="PERIODE",
)
@_asked_option
@option("--date", DAY, "Date du repère ; par défaut aujourd’hui.")
@option(
    "--synthetique synthetic",
    FLAG,
    "Écrire dans le repère, et sur chaque page qui le cite, que les données sont inventées ; "
    "d’office si les données le disent.",
)
@option(
    "--remplacer replace",
    FLAG,
    "Publier de nouveau une période, ou par-dessus un repère : à réserver à ce que personne n’a vu.",
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
    day = chosen["date"] or datetime.date.today()
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
    say_paths("Repère, à publier :", folder)
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
@option("-o --sortie folder", FOLDER, "Dossier à écrire, nouveau ou vide.", required=True)
@_asked_option
def write_schema(folder: Path, name: str) -> int:
    """Décrire les colonnes d’un repère pour schema.data.gouv.fr.

    Écrit un dossier prêt à devenir un dépôt Git public : schema.json, README.md, CHANGELOG.md et un
    exemple valide.
    """
    from diag.benchmark.package import write_schema_folder

    write_schema_folder(folder, load_questionnaire(name))
    say_paths("Schéma écrit ; son README.md dit comment le publier :", folder)
    return 0


_TITLE = "Repère régional"
"""Of the page of a release, by which a former one is known."""


@command.command("montrer")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@option("--type kind", "TYPE", "Seulement ce type, par exemple ehpad.")
@option("--departement department", "DEPARTEMENT", "Chaque type dans ce département, par exemple d59 ou « Nord ».")
@_name_option
@option(
    "--html page",
    NamedFile(".html", ".htm"),
    "Écrire aussi le repère entier en une page, à ouvrir dans un navigateur.",
)
def show(folder: Path, page: Path | None, **chosen: Any) -> int:
    """Lire un repère dans le terminal.

    Pour chaque groupe publié : effectif par classe, quartiles des scores, part des niveaux. Sans
    option, le pays et chaque région. --type se combine avec --departement.
    """
    if page is not None and page.exists() and not _is_page(page):
        what = "ce fichier existe déjà, et ce n’est pas la page d’un repère"
        raise refuse_file(page, "F01", what, "choisissez un autre nom")
    from diag.benchmark.package import read_release
    from diag.report import release_view

    release = read_release(folder, with_shares=page is not None)
    questionnaire = release_questionnaire(folder, release, chosen["name"])
    asked = release_view.Asked(
        *(
            _known(chosen[name], release_view.spellings(known, questionnaire, field), option)
            for name, known, field, option in (
                ("department", [*release.content.departments], DEPARTMENT_FIELD, "--departement"),
                ("kind", release.content.types, TYPE_FIELD, "--type"),
            )
        )
    )
    say_lines(release_view.release_lines(release, questionnaire, asked))
    if page is not None:
        from diag.report.html_markdown import document_html
        from diag.report.release_view import build_release_document
        from diag.visit.visit_file import write_text

        told = document_html(build_release_document(release, questionnaire))
        written = write_text(page, told)
        say_paths("Page écrite ; ouvrez-la dans un navigateur :", written)
    return 0


def _is_page(path: Path) -> bool:
    """Tell whether a file is the page of a release, that may be written anew."""
    try:
        refuse_irregular(path)
        with path.open("rb") as stream:
            return b"<title>" + _TITLE.encode() in stream.read(4_096)
    except (OSError, Refusal):
        return False


def _known(name: str | None, known: dict[str, tuple[str, ...]], option: str) -> str:
    """Return the id of a name given on the command line; empty when none was."""
    if name is None:
        return ""
    from diag.report.release_view import known_name

    found, why = known_name(name, known)
    if not found:
        raise click.BadParameter(why, param_hint=option)
    return found


_READ = (
    "Essayé : lecture de chaque ligne, classes, précision des nombres, groupes publiés sans celui qui "
    "les contient, parts qui ne peuvent pas faire un tout."
)
_ALONE = (
    "Sans les SCORES, ni les effectifs, ni les organismes, ni les chiffres ne se recomptent. Chaque part, "
    "prise seule, est encadrée à 10 points près au mieux : « 4 sur 10 » va de 35 à 45 %, « au plus 1 sur "
    "10 » de 0 à 15 %. Plusieurs parts rapprochées peuvent l’encadrer de plus près."
)


@command.command("verifier")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.argument("scores", metavar="[SCORES...]", nargs=-1, type=ANY)
@_name_option
def verify(folder: Path, scores: tuple[Path, ...], **chosen: Any) -> int:
    """Contrôler un repère, et essayer d’en tirer ce qu’il doit taire.

    Avec les seuls fichiers publiés, ou avec les SCORES qui ont servi : effectifs, organismes et
    chiffres sont alors recomptés. Dit ce qui a été essayé, et l’encadrement le plus étroit obtenu.
    Code de sortie 1 si quelque chose ne va pas.
    """
    from diag.benchmark.package import read_release
    from diag.benchmark.verify import verify as try_out
    from diag.benchmark.words import period

    release = read_release(folder)
    questionnaire = release_questionnaire(folder, release, chosen["name"])
    say(paragraph(f"{folder} : {period(*release.period)}, fichiers intacts."))
    say(paragraph(_READ))
    if not scores:
        say(paragraph(_ALONE))
        return 0
    sources = _sources(folder, scores, release, questionnaire)
    findings = try_out(release, sources.structures, questionnaire)
    tell_findings(findings)
    if findings.faults:
        complain(paragraph("Ne publiez pas ce repère, ou retirez-le."))
        return 1
    text = "Aucune de ces tentatives n’a abouti ; cela ne dit rien de celles qui n’ont pas été faites."
    say(paragraph(text))
    return 0


def _sources(folder: Path, scores: tuple[Path, ...], release: "Release", questionnaire: "Questionnaire") -> Any:
    """Read the scores that a release was built from."""
    if release.hash != questionnaire.hash:
        what = "ce repère n’a pas été fait avec ce contenu du questionnaire"
        how = "indiquez le dossier de celui qui a servi : --questionnaire DOSSIER"
        raise refuse_file(folder, "R03", what, how)
    sources = read_scores(scores, questionnaire, release.date, release.period)
    if sources.form != release.form:
        what = "ces données ne sont pas de la forme du repère"
        raise refuse_file(folder, "R09", what, "donnez les données qui ont servi")
    if sources.synthetic and not release.synthetic:
        what = "ces données sont synthétiques, et le repère ne le dit pas"
        raise refuse_file(folder, "R07", what, "donnez les données qui ont servi")
    return sources


def tell_findings(findings: "Findings") -> None:
    """Print what was tried and the narrowest interval found; on the error stream, what is wrong."""
    if findings.faults:
        complain(paragraph(f"{count(len(findings.faults), 'défaut')} :"))
    for text in findings.faults[:20]:
        complain(paragraph(f"- {text}", "  "))
    say("Essayé :")
    for text in findings.tried:
        say(paragraph(f"- {text}", "  "))
    if findings.narrowest:
        say("L’encadrement le plus étroit d’un niveau, dans un groupe ou ce qui en reste :")
    for reader, (_, text) in findings.narrowest.items():
        say(paragraph(f"- {reader} : {text}", "  "))
