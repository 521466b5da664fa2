"""What an attack gets at, in French sentences."""

from collections.abc import Iterator
from fractions import Fraction

from diag.benchmark.findings import Finding, Kind
from diag.benchmark.release import OVERALL, CellKey
from diag.benchmark.subjects import LEVELS
from diag.benchmark.words import counted, group
from diag.french import typeset
from diag.questionnaire.questionnaire_model import Questionnaire

_SHOWN = 8


def tell(finding: Finding, questionnaire: Questionnaire) -> str:
    """Return one finding: the cell, what is told of it, and how a reader gets at it."""
    name = f"« {group(questionnaire, finding.cell)} »"
    return typeset(
        f"{name}, {subject(finding.subject, questionnaire)} : {_how(finding, questionnaire)}."
    )


def subject(name: str, questionnaire: Questionnaire) -> str:
    """Return what is told of a cell: its size, a score, levels, or the answers to a question."""
    titles = {d.id: d.title for d in questionnaire.dimensions} | {OVERALL: "score global"}
    bare = name.removeprefix(LEVELS)
    if not name:
        return "effectif"
    if name.startswith(LEVELS):
        return f"niveaux ({titles.get(bare, bare)})"
    if name in titles:
        return "score global" if name == OVERALL else f"score de l'axe {titles[name]}"
    return f"réponses à {name}"


def _how(finding: Finding, questionnaire: Questionnaire) -> str:
    who = _who(finding)
    if finding.kind is Kind.ORPHAN:
        return "publié, alors qu'un groupe plus large est secret"
    if finding.kind is Kind.CHANGE:
        many = counted(finding.organisations, "organisme")
        return f"la valeur a changé depuis le repère précédent, pour {many} seulement"
    if finding.kind in (Kind.SMALL, Kind.FINE, Kind.SIZE):
        fault = {
            Kind.SMALL: "publié pour trop peu",
            Kind.FINE: "plus fin que l'effectif ne le permet",
            Kind.SIZE: "la classe n'est pas celle de l'effectif",
        }[finding.kind]
        return f"{fault} ({who})"
    terms = list(_terms(finding.terms, questionnaire))
    return f"{' '.join(terms) or 'en croisant les groupes publiés'} laisse {who}"


def _who(finding: Finding) -> str:
    if not finding.organisations:
        return counted(finding.n, "structure au plus", "structures au plus")
    owners = counted(finding.organisations, "organisme")
    return (
        f"{counted(finding.n, 'structure')}, {owners}, dont le plus présent en compte "
        f"{finding.largest}"
    )


def _terms(
    terms: tuple[tuple[Fraction, CellKey], ...], questionnaire: Questionnaire
) -> Iterator[str]:
    """Yield the sum that gives the group, term after term."""
    for rank, (number, key) in enumerate(terms[:_SHOWN]):
        sign = "moins" if number < 0 else "plus" if rank else ""
        times = "" if abs(number) == 1 else f"{abs(number)} fois "
        yield f"{sign} {times}« {group(questionnaire, key)} »".strip()
    if len(terms) > _SHOWN:
        yield f"et {counted(len(terms) - _SHOWN, 'groupe')} de plus"
