"""`diag repere verifier`: try to learn from a release what it must not tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import complain, paragraph, say
from diag.cli.repere_options import FOLDER, name_option, read_scores, release_questionnaire
from diag.french import count
from diag.questionnaire.mistakes import refuse_file

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.benchmark.verify import Findings
    from diag.questionnaire.questionnaire_model import Questionnaire

_READ = (
    "Essayé : lecture de chaque ligne, classes, précision des nombres, groupes publiés sans celui qui "
    "les contient, parts qui ne peuvent pas faire un tout."
)
_ALONE = (
    "Sans les SCORES, ni les effectifs, ni les organismes, ni les chiffres ne se recomptent. Chaque part, "
    "prise seule, est encadrée à 10 points près au mieux : « 4 sur 10 » va de 35 à 45 %, « au plus 1 sur "
    "10 » de 0 à 15 %. Plusieurs parts rapprochées peuvent l’encadrer de plus près."
)


@click.command(cls=FrenchCommand, name="verifier")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.argument("scores", metavar="[SCORES...]", nargs=-1, type=click.Path(path_type=Path))
@name_option
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
