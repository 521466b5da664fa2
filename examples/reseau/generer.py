"""Write the synthetic network: structures that do not exist, in the exports of six survey tools.

Run `python examples/reseau/generer.py DOSSIER`. Tests and benchmarks call `structures`, `write` and
`write_large`.
"""

import dataclasses
from pathlib import Path

import click
from synthetic.dialects import DIALECTS, file_name
from synthetic.files import KEY, ORGANISATION, STAMP, name_of, organisation_of
from synthetic.network import Network, structures

from diag.cli.click_french import FrenchCommand, speak_french
from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.questionnaire_model import Questionnaire

__all__ = ["DIALECTS", "Network", "file_name", "structures", "write", "write_large"]

COUNT, SEED = 1400, 2026

speak_french()  # before the command is declared


def write(network: Network, dialect: str, path: Path) -> Path:
    """Write a network as one survey tool exports it, and return `path`."""
    form = DIALECTS[dialect]
    path.write_bytes(form.text(form.rows(network)).encode(form.encoding))
    return path


def write_large(path: Path, rows: int, questionnaire: Questionnaire | None = None, block: int = COUNT) -> Network:
    """Write `rows` structures in LimeSurvey codes, and return the block that they repeat.

    Structure i has the profile and the answers of structure i % `block`, but a key, a name and an
    organisation of its own: the organisations keep the sizes that they have in the block.
    """
    network = structures(questionnaire or load(find_questionnaire("print")), block, SEED)
    form = DIALECTS["limesurvey-codes"]
    header, *lines = form.rows(dataclasses.replace(network, drafts=None))
    before, after = header.index(KEY), header.index(ORGANISATION) + 1
    end = len(form.newline)
    starts = [form.text([line[1:before]])[:-end] for line in lines]
    ends = [form.text([line[after:]]) for line in lines]
    owners = network.organisations.tolist()
    with path.open("w", encoding=form.encoding, newline="") as file:
        file.write(form.text([header]))
        for first in range(0, rows, block):
            shift = first // block * max(owners)
            file.writelines(
                f'"{n}",{starts[i]},"SYN{n:04d}","{name_of(n)}","{organisation_of(owners[i] + shift)}",{ends[i]}'
                for i, n in enumerate(range(first + 1, min(first + block, rows) + 1))
            )
    return network


@click.command(cls=FrenchCommand)
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--structures",
    "count",
    metavar="NOMBRE",
    default=COUNT,
    show_default=True,
    type=click.IntRange(min=20),
    help="Nombre de structures.",
)
@click.option(
    "--graine",
    "seed",
    metavar="NOMBRE",
    default=SEED,
    show_default=True,
    type=click.IntRange(min=0),
    help="Même graine, mêmes octets.",
)
@click.option(
    "--dialecte",
    "dialects",
    metavar="NOM",
    multiple=True,
    type=click.Choice(list(DIALECTS)),
    help=f"À répéter au besoin ; tous par défaut : {', '.join(DIALECTS)}.",
)
def main(folder: Path, count: int, seed: int, dialects: tuple[str, ...]) -> None:
    """Écrit dans DOSSIER un réseau de structures qui n'existent pas.

    Toutes les réponses sont inventées par ce programme. Chaque fichier porte une colonne
    « Données synthétiques ». Les hypothèses sont dans assumptions.yaml.
    """
    network = structures(load(find_questionnaire("print")), count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for dialect in dialects or DIALECTS:
        path = write(network, dialect, folder / file_name(dialect))
        click.echo(f"{path} : {count} structures, {path.stat().st_size // 1000} ko, {STAMP.lower()}")


if __name__ == "__main__":
    main()
