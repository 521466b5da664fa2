"""What both faces show when they are ready: a question, a list, the map."""

import pytest

FACES = pytest.mark.parametrize("options", [(), ("--simple",)], ids=["list", "plain"])
PROFILE = {"structure_type": "ehpad", "places": "60", "roles": ["direction"]}
POSTES, USAGES, WIFI, FORMATION = (
    "accès à un poste ?",
    "Quels appareils servent",
    "le Wi-Fi ?",
    "Une formation a-t-elle eu lieu",
)


def at_question(terminal, options, *texts):
    """Wait for a question that is ready for an answer."""
    if options:
        return terminal.see(*texts, last="Votre réponse :")
    return terminal.see(*texts, "v résultat r retour q quitter")


def at_list(terminal, options, *texts):
    """Wait for a list that is ready for a choice; the plain face says its title once."""
    return terminal.see(*texts, last="Votre choix :") if options else terminal.see(*texts)


def at_map(terminal, options):
    """Wait for the map."""
    return at_list(terminal, options, *([] if options else ["Tout ce qui est demandé"]))
