"""`diag modeles`: copy the templates of the report, to make them one's own."""

from pathlib import Path

import click

from diag.cli.click_french import FOLDER, FrenchCommand
from diag.cli.console import say_paths
from diag.report.look import GUIDE_NAME, WORD_NAME
from diag.report.own_templates import copy_templates


@click.command(cls=FrenchCommand, name="modeles")
@click.argument("folder", metavar="DOSSIER", type=FOLDER)
def command(folder: Path) -> int:
    """Copier les modèles du rapport, pour les adapter à votre réseau.

    Gardez dans le dossier ceux que vous changez, effacez les autres, puis donnez-le à « diag rapport
    --modeles ». Le modèle Word s’y modifie dans un traitement de texte.
    """
    copy_templates(folder)
    say_paths(f"Modèles copiés. Chaque variable est expliquée dans {GUIDE_NAME} :", folder / GUIDE_NAME)
    say_paths(f"Modèle Word ({WORD_NAME}), à ouvrir dans un traitement de texte :", folder / WORD_NAME)
    return 0
