"""The whole view of one network."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from diag import __version__
from diag.french import count, long_date, number, tenths
from diag.report import network_content as content
from diag.report import network_scores as scores
from diag.report.glossary import Glossary
from diag.report.network import Network
from diag.report.network_figures import ENOUGH, median, quantile, rate
from diag.report.network_method import method_lines
from diag.report.network_view import FileName, NetworkView, Point, Share

TITLE = "Synthèse du réseau"
WARNING = "Document de travail, ne pas publier : les petits effectifs n’y sont pas masqués."
POPULATION = (
    "Ces chiffres décrivent les structures accompagnées dont les réponses figurent dans le fichier. "
    "Elles n’ont pas été tirées au sort : elles ne parlent que pour elles-mêmes."
)
_GROUPS = (
    "Médiane des scores, sur 100. Plus la case est foncée, plus la médiane est haute. L’ordre est "
    "celui du questionnaire : ce n’est pas un classement."
)
_UNKNOWN = (
    "Part de « ne sait pas » parmi les réponses données à chaque question. « Ne sait pas » compte 0 "
    "dans le score. Se renseigner précise le score ; ce n’est pas encore une amélioration."
)
_COVERAGE = (
    "Un axe est évalué si assez de ses questions ont une réponse, « ne sait pas » compris (M5). "
    "Un axe non évalué n’entre dans aucune médiane de cette page."
)


def build_network_view(network: Network) -> NetworkView:
    """Return everything that the page of a network prints, in its order."""
    header = network.questionnaire.header
    names = [level.title for level in header.levels]
    groups = scores.group_tables(network)
    shown = any(group.rows for group in groups)
    blockers = content.blocker_rows(network)
    unknown = content.unknown_rows(network)
    actions = content.action_rows(network)
    view = NetworkView(
        title=TITLE,
        questionnaire=header.title,
        meta=tuple(_meta(network)),
        source=FileName(network.source),
        stamp=network.stamp,
        warning=WARNING,
        headline=_headline(network),
        points=tuple(_points(network)),
        population=POPULATION,
        ticks=tuple(map(str, header.scoring.thresholds)),
        scores=scores.score_rows(network),
        legend=tuple((str(rank), name) for rank, name in enumerate(names)),
        levels=scores.level_rows(network),
        headings=scores.headings(network) if shown else (),
        groups_note=_GROUPS if shown else "",
        groups=groups,
        blockers_note=_blockers_note(network) if blockers else "",
        blockers=blockers,
        unknown_note=_UNKNOWN if unknown else "",
        unknown=unknown,
        actions_note=_actions_note(network),
        actions=actions,
        workshops_note=_workshops_note(network) if actions else "",
        departments=content.departments(network) if actions else (),
        workshops=content.workshop_rows(network),
        coverage_note=_COVERAGE,
        coverage=scores.coverage_rows(network),
        silent=content.silent_lines(network),
        method=method_lines(network, __version__),
        glossary=(),
        footer=_footer(network),
    )
    terms = Glossary(network.questionnaire.terms)
    return replace(view, glossary=terms.used(view))


def _meta(network: Network) -> Iterator[str]:
    """Yield the date, the questionnaire, and every row read, accounted for."""
    header = network.questionnaire.header
    yield long_date(network.date)
    yield f"Questionnaire « {header.id} », version {header.version}"
    yield count(
        network.counts.structures, "structure prise en compte", "structures prises en compte"
    )
    aside = [
        count(n, one, several)
        for n, one, several in (
            (network.rejected, "rejetée", "rejetées"),
            (network.excluded, "exclue", "exclues"),
        )
        if n
    ]
    read = count(network.read, "ligne lue", "lignes lues")
    yield f"{read}, dont {' et '.join(aside)}" if aside else read


def _footer(network: Network) -> str:
    """Return the last line: what the data are, the date, the warning."""
    stamp = f"{network.stamp.rstrip('.')}. " if network.stamp else ""
    return f"{stamp}{TITLE}, {long_date(network.date)}. {WARNING}"


def _headline(network: Network) -> str:
    """Return the whole in one sentence; the profile stands alone where it has too few scores."""
    whole = scores.histograms(network)[-1]
    middle = median(whole)
    if middle is not None:
        low, high = (tenths(quantile(whole, Fraction(k, 4))) for k in (1, 3))
        return (
            f"Score global médian : {tenths(middle)} sur 100. "
            f"Une structure sur deux est entre {low} et {high}."
        )
    if not network.counts.structures:
        return "Aucune structure n’a pu être prise en compte."
    if network.counts.structures < ENOUGH:
        return (
            f"{count(network.counts.structures, 'structure')} : "
            f"il en faut {ENOUGH} pour décrire une répartition."
        )
    return "Trop peu de scores globaux pour une médiane. Le profil se lit axe par axe."


def _points(network: Network) -> Iterator[Point]:
    """Yield what to remember of the page, with the section that says more."""
    axes = scores.extremes(network)
    if axes:
        yield Point("Axe le plus bas", axes, "profil")
    for blocker in content.blocker_rows(network)[:1]:
        text = f"{blocker.title}. Retient le niveau d’ensemble de {_structures(blocker.overall)}."
        yield Point("Ce qui bloque le plus", text, "blocages")
    for question in content.unknown_rows(network)[:1]:
        text = f"{question.title}. « Ne sait pas » : {_structures(question.unknown)}."
        yield Point("Le moins connu", text, "inconnu")
    for workshop in content.workshop_rows(network)[:1]:
        text = f"{workshop.title}. Parmi les premières actions de {_structures(workshop.first)}."
        yield Point("Premier atelier à programmer", text, "ateliers")


def _structures(figure: Share) -> str:
    """Return a share with its noun: `412 structures (29 %)`."""
    noun = "structure" if figure.number in ("0", "1") else "structures"
    return f"{figure.number} {noun} ({figure.share})" if figure.share else f"{figure.number} {noun}"


def _blockers_note(network: Network) -> str:
    """Return what a blocker is, and how many structures one holds."""
    counts = network.counts
    given, held = int(counts.levels[-1, :-1].sum()), int(counts.held[-1])
    note = (
        "Une réponse du socle ou un axe trop bas retient un niveau que le score atteindrait (M10)."
    )
    if given < ENOUGH:
        return note
    return (
        f"{note} C’est le cas du niveau d’ensemble de {number(held)} structures sur "
        f"{number(given)} ({rate(held, given)})."
    )


def _actions_note(network: Network) -> str:
    """Return what the counts of actions count."""
    structures = content.planned(network)
    if not structures:
        return "Les plans d’action n’ont pas été établis dans ce traitement."
    first = network.questionnaire.header.planning.priorities
    return (
        f"Plan établi pour {count(structures, 'structure')}. Le nombre compte celles qui ont l’action "
        f"parmi les {first} premières de leur plan ; une structure en compte donc plusieurs."
    )


def _workshops_note(network: Network) -> str:
    """Return what the calendar is for, or why it is empty."""
    if content.workshop_rows(network):
        return (
            "Actions menées avec PRINT, et nombre de structures qui l’ont parmi leurs premières "
            "actions, par département : de quoi choisir les lieux et le nombre de sessions."
        )
    return "Aucune action menée avec PRINT n’est parmi les premières d’un plan."
