"""`diag suite`: begin the visit that follows another, a year later."""

import datetime
from pathlib import Path

import click

from diag.cli.click_french import ANY, DAY, SEEN_FILE, FrenchCommand, option, simple_option
from diag.cli.console import pasted, say_paths
from diag.cli.options import face_here, given, questionnaire_option, repere_option


@click.command(cls=FrenchCommand, name="suite")
@click.argument("first", metavar="VISITE", type=SEEN_FILE)
@option(
    "-o --sortie output",
    ANY,
    "Nouvelle visite à écrire ; par défaut à côté de VISITE, sous le nom de la structure et la date.",
    metavar="FICHIER",
)
@option("--date", DAY, "Jour de la nouvelle visite, si elle se prépare à l’avance ; par défaut aujourd’hui.")
@questionnaire_option
@repere_option
@simple_option
def command(
    first: Path, output: Path | None, date: datetime.date | None, name: str | None, repere: Path | None, simple: bool
) -> int:
    """Commencer la visite qui en suit une autre, un an après.

    VISITE est une visite d’avant ; elle ne change pas. La nouvelle est un fichier à elle : elle
    reprend le profil, et rappelle chaque réponse d’alors à côté de sa question, sans la donner. Les
    actions décidées sont d’abord passées en revue : faite, en cours ou abandonnée, et pourquoi.

    Dans un terminal, l’entretien s’ouvre aussitôt. Sinon, le fichier est écrit, et la commande qui
    l’ouvre est dite.
    """
    from diag.cli.entretien import hold
    from diag.cli.following import follow

    path = follow(first, output, name, date)
    face = face_here(simple)
    if face is not None:
        return hold(face, path, name, repere=repere)
    say_paths("Visite enregistrée dans :", path)
    say_paths("La commencer avec :", pasted("entretien", path, *given(questionnaire=name)))
    return 0
