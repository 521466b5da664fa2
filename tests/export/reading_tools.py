"""Reading a whole export in a test: its headings, its records, and what was decided."""

import csv
import io
from dataclasses import dataclass

from helpers import ROOT

from diag.export.layout import Layout, Overrides
from diag.export.reading import open_export

SAMPLES = ROOT.parent / "shared" / "sources" / "samples"

AS_FOUND = Overrides()
#: What a French survey looks like: accents, guillemets, apostrophes, long headings full of commas.
FRENCH = [
    [
        "Identifiant",
        "Disposez-vous d’un réseau, d’une connexion fiable, ou de la téléphonie ?",
        "Quels outils « métier » utilisez-vous ? [Dossier de l’usager informatisé]",
        "À quelle fréquence l’équipe échange-t-elle ?",
        "Où sont conservées les données ?",
    ],
    ["1", "Oui, déjà à l’œuvre", "X", "Chaque été", "À l’hôpital\nou ailleurs"],
    ["2", "Non, ça dépend des sites", "", "Très rarement", "Château d’Eu"],
    ["3", "Peut-être ; à préciser", "X", "Jamais, hélas !", "Sur des serveurs « maison »"],
    ["4", "Oui, déjà à l’œuvre", "", "Tous les jours", "Île d’Oléron, « chez soi »"],
    ["5", "Pas encore", "X", "Chaque été", 'Un "disque" réseau – côté siège'],
]


@dataclass(frozen=True)
class Table:
    """An export read to its end."""

    layout: Layout
    rows: list
    lines: list
    ragged: list
    blank: int

    @property
    def names(self):
        return [(h.group, h.label) for h in self.layout.headings]


def read(path, overrides=AS_FOUND, positions=None):
    """Return a whole export."""
    with open_export(path, overrides) as export:
        positions = range(len(export.layout.headings)) if positions is None else positions
        told = []
        raw = export.read(positions, lambda *both: told.append(both))
        assert sum(size for size, _ in told) in (0, export.size)
        assert sum(rows for _, rows in told) == len(raw.frame) + raw.blank
        lines = raw.frame.index.tolist()
        return Table(export.layout, rows_of(raw), lines, list(raw.ragged), raw.blank)


def rows_of(raw):
    """Return the records of a table, in the wanted columns."""
    columns = [raw.frame[position].tolist() for position in raw.frame]
    return [list(cells) for cells in zip(*columns, strict=True)]


def read_bytes(folder, content, overrides=AS_FOUND, name="export.csv"):
    """Return an export whose bytes are given."""
    path = folder / name
    path.write_bytes(content)
    return read(path, overrides)


def text_of(rows, delimiter=";", end="\r\n", quoting=csv.QUOTE_MINIMAL):
    """Return rows as a tool would write them."""
    if end == "\r":
        quoting = csv.QUOTE_ALL  # Python's writer does not quote a line feed then
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return stream.getvalue()
