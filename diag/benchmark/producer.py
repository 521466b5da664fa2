"""`DOSSIER-producteur/`: what the producer of a release keeps, and never publishes.

It tells why each group is secret, and who stands behind the published ones: the next release and
`diag repere verifier` need it.
"""

import datetime
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from diag.benchmark.building import Suppression
from diag.benchmark.csv_files import written
from diag.benchmark.descriptor import CROSSED
from diag.benchmark.members import Membership, realigned, subject_names
from diag.benchmark.members_file import AGAIN, Kept, read_members, write_members
from diag.benchmark.members_file import NAME as MEMBERS
from diag.benchmark.package import read_release
from diag.benchmark.release import Release, content_of
from diag.benchmark.succession import Previous
from diag.benchmark.words import FORM_NAMES, STAMP
from diag.french import long_date, typeset
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.form import Form
from diag.visit.result_folder import staged, write_whole

SUFFIX = "-producteur"
SECRETS, README = "suppressions.csv", "LISEZMOI.md"
FILES = (MEMBERS, SECRETS, README)
_SECRET_COLUMNS = (*CROSSED, "structures", "organismes", "plus_grand_organisme", "motif")
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
) -> Iterator[Callable[[], None]]:
    """Put the folder down at the end, once what is done inside has succeeded; else nothing.

    Gives what to call before anything else is put down: it returns once the folder is whole.

    Raises:
        Refusal: the folder holds other files, or the disk refuses.

    """
    kept = Kept(members, release.date, mark)
    rows = ([*s.key, s.n, s.organisations, s.largest, typeset(s.reason)] for s in secrets)
    # The members are the most there is to write: they go to the disk while the release does.
    with staged(folder, lambda _: FILES, MEMBERS) as stage, ThreadPoolExecutor(1) as beside:
        whole = beside.submit(write_members, stage / MEMBERS, kept, len(_subjects(release))).result
        write_whole(stage / SECRETS, written(_SECRET_COLUMNS, rows).encode())
        write_whole(stage / README, _readme(release, mark).encode())
        yield whole
        whole()


def read_producer(folder: Path, release: Release) -> Kept:
    """Read who stands behind the values of a release.

    Raises:
        Refusal: absent, damaged, or of another release.

    """
    path = folder / MEMBERS
    kept = read_members(path, len(_subjects(release)))
    shown = {cell.key for cell in release.cells if not cell.secret}
    if kept.date != release.date or shown - set(kept.members):
        raise refuse_file(path, "R07", "ce dossier n’est pas celui de ce repère", AGAIN)
    return kept


def _subjects(release: Release) -> tuple[str, ...]:
    if release.content is None:
        raise ValueError("a release is kept with its content")
    return subject_names(release.content)


def read_previous(
    folder: Path, questionnaire: Questionnaire, date: str, form: Form, synthetic: bool, mark: str
) -> Previous:
    """Read the release that another follows, and who stands behind its values.

    Args:
        folder: of the release, its producer's folder beside it.
        questionnaire: of the later release, that the earlier one must fit.
        date, form, synthetic: of the later release.
        mark: of the key of its pseudonyms, empty without one.

    Raises:
        Refusal: one of the folders is absent or damaged, or the two releases cannot be compared.

    """
    release = read_release(folder, questionnaire)
    if release.date > date:
        what = f"ce repère est du {release.date}, après celui qui doit le suivre ({date})"
        raise refuse_file(folder, "R05", what, "donnez celui qui a été publié avant")
    if release.form != form:
        what = (
            f"ce repère est de forme {FORM_NAMES[release.form]}, et celui qui doit le suivre de "
            f"forme {FORM_NAMES[form]}"
        )
        raise refuse_file(folder, "R09", what, "donnez celui de la même forme, ou n’en donnez pas")
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
