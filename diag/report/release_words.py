"""How a release protects the structures it counts, in the words of its page (M16-M18)."""

from diag.benchmark.release import CLASSES
from diag.benchmark.rules import (
    DECILES_FROM,
    EXACT_MEDIAN_FROM,
    EXACT_SHARES_FROM,
    LARGEST_PERCENT,
    LEAST_ORGANISATIONS,
    LEAST_RESPONDENTS,
    LEAST_STRUCTURES,
    QUARTILES_FROM,
)
from diag.benchmark.words import WHY_SECRET
from diag.french import listing, percent

KEPT_BACK = f"« s », secret ({WHY_SECRET})"
PROTECTION = (
    (
        "Groupes publiés",
        f"Au moins {LEAST_STRUCTURES} structures et {LEAST_ORGANISATIONS} organismes gestionnaires, dont "
        f"le plus présent ne dépasse pas {percent(LARGEST_PERCENT)} des structures (M16).",
    ),
    (
        "Soustraction",
        "Un groupe qui le permettrait reste secret si l'on pouvait en déduire un autre : le total moins "
        "les groupes publiés ne désigne jamais quelques structures (M17).",
    ),
    (
        "Effectifs",
        f"Par classe seulement : {listing(CLASSES)} structures (M18).",
    ),
    (
        "Scores",
        f"Ni moyenne, ni minimum, ni maximum. Médiane arrondie à 5 points sous {EXACT_MEDIAN_FROM} "
        f"structures ; quartiles à partir de {QUARTILES_FROM}, dixièmes à partir de {DECILES_FROM}, "
        "arrondis à l'entier (M16).",
    ),
    (
        "Parts",
        f"À partir de {LEAST_RESPONDENTS} structures qui ont répondu, arrondies à 5 points sous "
        f"{EXACT_SHARES_FROM} (M17).",
    ),
    ("Secret", "« s » n'est ni zéro, ni une absence : le nombre existe, et n'est pas publié."),
)
