"""`diag repere verifier`: attack a release, as a curious reader would."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import complain, paragraph, say
from diag.cli.repere_options import (
    FOLDER,
    key_option,
    name_option,
    previous_option,
    read_scores,
    release_questionnaire,
)
from diag.french import count, long_date
from diag.questionnaire.mistakes import refuse_file

if TYPE_CHECKING:
    from diag.benchmark.findings import Finding
    from diag.benchmark.members_file import Kept
    from diag.benchmark.release import Release
    from diag.questionnaire.questionnaire_model import Questionnaire


@dataclass
class _Attacks:
    """Attacks on a release: those that were run, those that could not be, what they got at."""

    run: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    findings: list["Finding"] = field(default_factory=list)

    def done(self, what: str, findings: Iterable["Finding"]) -> None:
        """Note an attack and what it got at."""
        self.run.append(what)
        self.findings += [f for f in findings if f not in self.findings]


@click.command(cls=FrenchCommand, name="verifier")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
@click.argument("scores", metavar="[SCORES...]", nargs=-1, type=click.Path(path_type=Path))
@name_option
@previous_option
@key_option
def verify(folder: Path, scores: tuple[Path, ...], **chosen: Any) -> int:
    """Contrôler un repère, et l’attaquer.

    L’attaque part des fichiers publiés ; du dossier « DOSSIER-producteur » s’il est à côté ; des
    données des structures si vous donnez les SCORES qui ont servi ; du repère d’avant avec
    --precedent. Code de sortie 1 si quelque chose se déduit.
    """
    from diag.benchmark.attack_public import attack_public
    from diag.benchmark.package import read_release

    release = read_release(folder)
    questionnaire = release_questionnaire(folder, release, chosen["name"])
    attacks = _Attacks()
    attacks.done("avec les fichiers publiés seuls", attack_public(release))
    kept = _with_producer(attacks, folder, release)
    _with_scores(attacks, folder, scores, release, questionnaire, kept, chosen["key_file"])
    _with_previous(attacks, chosen["previous"], release, questionnaire, kept)
    day = long_date(datetime.date.fromisoformat(release.date))
    say(paragraph(f"{folder} : repère du {day}, fichiers intacts."))
    tell_findings(attacks.findings, questionnaire)
    say("Attaques menées :")
    for text in attacks.run:
        say(paragraph(f"- {text}", "  "))
    if attacks.lacking:
        say("Attaques qui n’ont pas pu l’être :")
    for text in attacks.lacking:
        say(paragraph(f"- {text}", "  "))
    if attacks.findings:
        complain(paragraph("Ne publiez pas ce repère, ou retirez-le."))
        return 1
    say("Rien ne se déduit.")
    return 0


def _with_producer(attacks: _Attacks, folder: Path, release: "Release") -> "Kept | None":
    """Attack with who stands behind each value, when the producer's folder is there."""
    from diag.benchmark.building import with_members
    from diag.benchmark.producer import producer_folder, read_producer

    beside = producer_folder(folder)
    if not beside.exists():
        attacks.lacking.append(f"avec les organismes de chaque groupe : il faut {beside.name}")
        return None
    kept = read_producer(beside, release)
    attacks.done("avec les organismes de chaque groupe", with_members(release, kept.members))
    return kept


def _with_scores(
    attacks: _Attacks,
    folder: Path,
    scores: tuple[Path, ...],
    release: "Release",
    questionnaire: "Questionnaire",
    kept: "Kept | None",
    key_file: Path | None,
) -> None:
    """Attack with the structures themselves, when they are given."""
    from diag.benchmark.building import Places, earlier_values, with_structures
    from diag.benchmark.pseudonyms import read_key

    if not scores:
        attacks.lacking.append("avec les données des structures : il faut les SCORES")
        return
    if release.hash != questionnaire.hash:
        what = "ce repère n’a pas été fait avec ce contenu du questionnaire"
        how = "indiquez le dossier de celui qui a servi : --questionnaire DOSSIER"
        raise refuse_file(folder, "R03", what, how)
    key = read_key(key_file) if key_file else None
    sources = read_scores(scores, questionnaire, datetime.date.fromisoformat(release.date), key)
    if sources.form != release.form:
        what = "ces données ne sont pas de la forme du repère"
        raise refuse_file(folder, "R09", what, "donnez les données qui ont servi")
    if sources.synthetic and not release.synthetic:
        what = "ces données sont synthétiques, et le repère ne le dit pas"
        raise refuse_file(folder, "R07", what, "donnez les données qui ont servi")
    if sources.period != release.period:
        text = "Attention : ces données ne couvrent pas la période du repère."
        say(paragraph(text))
    earlier: Places = frozenset()
    if kept is not None:
        earlier = earlier_values(sources, questionnaire, release, kept.members, key)
    found = with_structures(sources, release, earlier)
    attacks.done(f"avec les données de {count(len(sources.structures), 'structure')}", found)


def _with_previous(
    attacks: _Attacks,
    folder: Path | None,
    release: "Release",
    questionnaire: "Questionnaire",
    kept: "Kept | None",
) -> None:
    """Compare with the release before, when both producer's folders are there."""
    from diag.benchmark.building import with_previous
    from diag.benchmark.producer import producer_folder, read_previous
    from diag.benchmark.release import content_of

    what = "par différence avec le repère précédent"
    if folder is None:
        attacks.lacking.append(f"{what} : il faut --precedent")
    elif kept is None or not producer_folder(folder).exists():
        attacks.lacking.append(f"{what} : il faut les dossiers du producteur des deux repères")
    else:
        told = (release.date, release.form, release.synthetic, kept.mark)
        previous = read_previous(folder, questionnaire, *told)
        content = content_of(questionnaire)
        attacks.done(what, with_previous(release, content, kept.members, previous))


def tell_findings(findings: Iterable["Finding"], questionnaire: "Questionnaire") -> None:
    """Print what can be got at, on the error stream."""
    from diag.benchmark.telling import tell

    told = list(dict.fromkeys(tell(finding, questionnaire) for finding in findings))
    if told:
        complain(paragraph(f"{count(len(told), 'chose se déduit', 'choses se déduisent')} :"))
    for text in told:
        complain(paragraph(f"- {text}", "  "))
