"""How to read the page of a network and recompute its figures."""

from diag.french import count, listing, percent
from diag.report.network import Network
from diag.report.network_content import CONCENTRATION, LARGE_ENOUGH
from diag.report.network_figures import ENOUGH, ENOUGH_FOR_DECILES


def method_lines(network: Network, version: str) -> tuple[tuple[str, str], ...]:
    """Return each notion of the page and what it means, with the rules that it uses."""
    header = network.questionnaire.header
    rules, planning = header.scoring, header.planning
    thresholds = listing([str(t) for t in rules.thresholds])
    return (
        (
            "Scores",
            "Chaque réponse vaut de 0 à 4, soit 0 à 100 points ; le score d’un axe est leur moyenne "
            "pondérée, et le score d’ensemble celle des axes. « Ne sait pas » compte 0 (M1 à M6).",
        ),
        (
            "Médiane et intervalles",
            "La moitié des structures est sous la médiane, l’autre au-dessus. « Une sur deux » va du "
            "premier au troisième quartile, « huit sur dix » du premier au neuvième décile, donné à "
            f"partir de {ENOUGH_FOR_DECILES} structures. Même calcul que CENTILE.INCLURE d’un tableur.",
        ),
        (
            "Niveaux",
            f"Seuils : {thresholds}. Le niveau N demande aussi que chaque question du socle soit au "
            f"moins au niveau N − 1, et que chaque axe soit au plus {rules.dimension_margin} points "
            "sous le seuil (M9, M10). Le niveau compté est celui du score, sans son halo.",
        ),
        (
            "Petits effectifs",
            f"Sous {ENOUGH} structures, ni répartition, ni médiane, ni pourcentage : l’effectif seul. "
            "Les autres nombres sont montrés tels quels, même petits : c’est ce qui interdit de "
            "publier cette page. Les repères publiables suivent d’autres règles (M16 à M18).",
        ),
        (
            "Premières actions",
            f"Les {planning.priorities} premières du plan de chaque structure, ordonné comme dans son "
            "rapport : d’abord ce qui lève un point bloquant, puis le meilleur gain par jour (M20 à M23).",
        ),
        (
            "Plus souvent dans",
            f"Groupes d’au moins {LARGE_ENOUGH} structures où la part de celles qui ont l’action parmi "
            f"leurs premières dépasse d’au moins {CONCENTRATION} points celle du réseau.",
        ),
        (
            "Couverture",
            "Part des questions posées qui ont une réponse, selon leur poids ; ici, sa moyenne. Un axe "
            f"n’est pas évalué sous {percent(rules.minimum_coverage)}, ou si plus de "
            f"{percent(rules.maximum_not_applicable)} de l’axe est « non concerné ». Un score est « à "
            f"confirmer » au-delà de {percent(rules.unknown_to_confirm)} de « ne sait pas » (M5).",
        ),
        ("Sources", header.source),
        (
            "Versions",
            f"{header.title}, version {header.version} (questionnaire « {header.id} », empreinte "
            f"{network.questionnaire.hash[7:19]}, {count(len(network.questionnaire.questions), 'question')}) ; "
            f"diag {version}. {header.licence}",
        ),
    )
