"""`DOSSIER-producteur/`: what the producer of a release keeps, and never publishes.

It tells why each group is secret, and who stands behind the published ones: the next release and
`diag repere verifier` need it.
"""

import datetime
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from diag.benchmark.building import Suppression
from diag.benchmark.csv_files import check_header, joined, lines_of, read_table, written
from diag.benchmark.members import Members, Membership, realigned, subject_names
from diag.benchmark.package import read_release
from diag.benchmark.page import Line, Page
from diag.benchmark.release import CellKey, Release, content_of
from diag.benchmark.succession import Previous
from diag.benchmark.words import STAMP
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire import Questionnaire
from diag.typography import long_date, typeset
from diag.visit.staging import staged, write_whole

SUFFIX = "-producteur"
MEMBERS, SECRETS, README = "membres.csv", "suppressions.csv", "LISEZMOI.md"
FILES = (MEMBERS, SECRETS, README)
_CROSSED = ("region", "departement", "type", "taille")
_MEMBER_COLUMNS = (*_CROSSED, "date", "cle", "organisme", "structures", "empreintes")
_SECRET_COLUMNS = (*_CROSSED, "structures", "organismes", "plus_grand_organisme", "motif")
_NUMBER = re.compile(r"[0-9]{1,7}")
_AGAIN = "reprenez le dossier tel que « diag repere construire » l’a écrit"
_TEXT = """\
# Dossier du producteur : à ne jamais publier
{stamp}
Il accompagne le repère du {date} et dit ce que le repère tait. **Ne le publiez pas, ne l'envoyez à
personne** : avec lui, on retrouve des structures.

| Fichier | Contenu |
|---|---|
| `{secrets}` | les groupes secrets qui comptent au moins une structure : leur effectif, et pourquoi |
| `{members}` | les organismes derrière chaque valeur publiée, sous pseudonyme, et l'empreinte de leurs réponses |

Gardez-le à côté du repère. Il sert à `diag repere verifier`, et à construire le repère suivant avec
`--precedent` : une valeur pour laquelle moins de trois organismes ont changé reste alors la même.

{pseudonyms}
"""
_KEYED = "Les pseudonymes sont faits avec la clé du réseau : il faudra la même pour le suivant."
_KEYLESS = (
    "Les pseudonymes sont faits sans clé : qui devine le nom d'un organisme retrouve le sien. Gardez "
    "ce dossier comme vous gardez les données elles-mêmes."
)


@dataclass(frozen=True)
class Kept:
    """What the producer of a release kept.

    Attributes:
        members: who stands behind each value.
        mark: of the key of the pseudonyms, empty without one.

    """

    members: Membership
    mark: str


def producer_folder(folder: Path) -> Path:
    """Return the folder that stands beside a release.

    Raises:
        Refusal: the release would be the root of a disk.

    """
    real = Path(os.path.realpath(folder))
    if not real.name:
        raise refuse_file(folder, "F01", "ce dossier n’a pas de nom", "donnez un autre dossier")
    beside = folder if folder.name and folder.name != ".." else real
    return beside.with_name(beside.name + SUFFIX)


@contextmanager
def producer_staged(
    folder: Path, release: Release, members: Membership, mark: str, secrets: Sequence[Suppression]
) -> Iterator[None]:
    """Put the folder down at the end, once what is done inside has succeeded; else nothing.

    Raises:
        Refusal: the folder holds other files, or the disk refuses.

    """
    with staged(folder, FILES, MEMBERS) as stage:
        texts = {
            MEMBERS: joined(_MEMBER_COLUMNS, _member_lines(members, release.date, mark)),
            SECRETS: written(
                _SECRET_COLUMNS,
                ([*s.key, s.n, s.organisations, s.largest, typeset(s.reason)] for s in secrets),
            ),
            README: _readme(release, mark),
        }
        for name, text in texts.items():
            write_whole(stage / name, text)
        yield


def read_producer(folder: Path, release: Release) -> Kept:
    """Read who stands behind the values of a release.

    Raises:
        Refusal: absent, damaged, or of another release.

    """
    path = folder / MEMBERS
    if release.content is None:
        raise ValueError("a release is read with its content")
    text = read_table(path)
    page = Page(str(path), _MEMBER_COLUMNS, "", release.content)
    check_header(page, text)
    if page.mistakes:
        raise Refusal(page.mistakes)
    width = len(subject_names(release.content))
    parts: dict[CellKey, list[tuple[str, int, bytes]]] = {}
    origins = set()
    for line in lines_of(page, text):
        region, department, kind, size, date, mark, owner, n, digest = line.cells
        if not _NUMBER.fullmatch(n) or not re.fullmatch(f"[0-9a-f]{{{4 * width}}}", digest):
            page.mistakes.append(_wrong(page, line))
            continue
        told = parts.setdefault((region, department, kind, size), [])
        told.append((owner, int(n), bytes.fromhex(digest)))
        origins.add((date, mark))
    if page.mistakes:
        raise Refusal(page.mistakes)
    members = {key: _members(told, width) for key, told in parts.items()}
    shown = {cell.key for cell in release.cells if not cell.secret}
    if {date for date, _ in origins} - {release.date} or len(origins) > 1 or shown - set(members):
        raise refuse_file(path, "R07", "ce dossier n’est pas celui de ce repère", _AGAIN)
    return Kept(members, next((mark for _, mark in origins), ""))


def _members(told: list[tuple[str, int, bytes]], width: int) -> Members:
    marks = np.frombuffer(b"".join(part for _, _, part in told), dtype=">u2")
    return Members(
        tuple(owner for owner, _, _ in told),
        np.array([n for _, n, _ in told], dtype=np.int64),
        marks.astype(np.uint16).reshape(len(told), width),
    )


def read_previous(
    folder: Path, questionnaire: Questionnaire, date: str, synthetic: bool, mark: str
) -> Previous:
    """Read the release that another follows, and who stands behind its values.

    Args:
        folder: of the release, its producer's folder beside it.
        questionnaire: of the later release, that the earlier one must fit.
        date, synthetic: of the later release.
        mark: of the key of its pseudonyms, empty without one.

    Raises:
        Refusal: one of the folders is absent or damaged, or the two releases cannot be compared.

    """
    release = read_release(folder, questionnaire)
    if release.date > date:
        what = f"ce repère est du {release.date}, après celui qui doit le suivre ({date})"
        raise refuse_file(folder, "R05", what, "donnez celui qui a été publié avant")
    if release.synthetic != synthetic:
        what = "de ces deux repères, un seul est fait de données synthétiques"
        raise refuse_file(folder, "R07", what, "ils ne vont jamais ensemble")
    beside = producer_folder(folder)
    kept = read_producer(beside, release)
    if kept.mark != mark:
        what = "les pseudonymes de ce dossier ne sont pas faits avec la même clé du réseau"
        how = "donnez la clé d’alors avec --cle-reseau" if kept.mark else "n’en donnez pas"
        raise refuse_file(beside / MEMBERS, "R07", what, how)
    if release.content is None:
        return Previous(release, kept.members)
    members = realigned(kept.members, release.content, content_of(questionnaire))
    return Previous(release, members)


def _wrong(page: Page, line: Line) -> Mistake:
    what = "cette ligne n’a pas un nombre de structures et une empreinte par sujet"
    return Mistake(page.file, line.number, 8, "R05", what, _AGAIN)


def _member_lines(members: Membership, date: str, mark: str) -> Iterator[str]:
    """Yield the lines of the members; ids, dates and fingerprints hold nothing to quote."""
    for key in sorted(members):
        told = members[key]
        start = ",".join((*key, date, mark))
        digests, width = told.marks.astype(">u2").tobytes().hex(), 4 * told.marks.shape[1]
        for rank, (owner, n) in enumerate(zip(told.owners, told.structures.tolist(), strict=True)):
            yield f"{start},{owner},{n},{digests[rank * width : (rank + 1) * width]}"


def _readme(release: Release, mark: str) -> str:
    return typeset(
        _TEXT.format(
            stamp=f"\n**{STAMP}**\n" if release.synthetic else "",
            date=long_date(datetime.date.fromisoformat(release.date)),
            secrets=SECRETS,
            members=MEMBERS,
            pseudonyms=_KEYED if mark else _KEYLESS,
        )
    )
