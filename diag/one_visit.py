"""One visit, from Python: read it, score and plan it, compare it, write its reports; without pandas."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from diag.followup.compared_visits import Compared, compare_visits
from diag.questionnaire.loader import settled
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.document import READERS, Reader
from diag.report.look import PLAIN, Look
from diag.report.report_files import FORMATS, write_reports
from diag.visit import visit_file
from diag.visit.visit_model import Visit


def load(name: str | Path = "print") -> Questionnaire:
    """Return a questionnaire, from the name of a shipped one or from its folder.

    Raises:
        Refusal: there is none, or it holds mistakes.
    """
    return settled(name)


def read_visit(path: str | Path) -> Visit:
    """Return the visit that `diag entretien` saved in a file.

    Raises:
        Refusal: unreadable, wrongly written, or of a later format.
    """
    return visit_file.read_visit(Path(path))[0]


def assess(
    visit: Visit,
    questionnaire: str | Path | Questionnaire = "print",
    *,
    capacity: float | Decimal | None = None,
    date: datetime.date | None = None,
    release: str | Path | None = None,
) -> AssessedVisit:
    """Return a visit scored (`.assessment`) and planned (`.plan`).

    Args:
        visit: what was answered.
        questionnaire: a loaded one, the name of a shipped one, or a folder.
        capacity: person-days a quarter; by default those of the visit, else of the questionnaire.
        date: of the report; by default that of the visit.
        release: folder of the regional release where to place the structure (M14).

    Raises:
        Refusal: the visit is of another questionnaire, or contradicts itself; the release cannot be
            read, or does not compare with this questionnaire.
    """
    asked, published = settled(questionnaire), None
    if release is not None:
        from diag.benchmark.package import read_release  # its tables need Arrow

        published = read_release(Path(release), asked, with_shares=False)
    days = None if capacity is None else Decimal(str(capacity))
    return prepare(asked, visit, None, days, date, published)


def compare(first: Visit, second: Visit, questionnaire: str | Path | Questionnaire = "print") -> Compared:
    """Return what moved between two visits of one structure, in the order of their dates (M12).

    Args:
        first, second: the visits, of this version of the questionnaire or of another.
        questionnaire: content that both are read with: a loaded one, the name of a shipped one, or a
            folder.

    Raises:
        Refusal: a visit is of another questionnaire, or contradicts itself.
    """
    return compare_visits(settled(questionnaire), [first, second])[0]


def write_report(
    assessed: AssessedVisit,
    folder: str | Path,
    name: str = "visite",
    formats: Iterable[str] = ("html",),
    readers: Iterable[Reader] = ("direction",),
    look: Look = PLAIN,
) -> list[Path]:
    """Write the reports of a visit as `rapport-NAME-READER.FORMAT` and return their paths.

    Args:
        assessed: what `assess` returned.
        folder: where to write, made if it is not there.
        name: of the files.
        formats: among `html`, `md`, `json`, `docx` and `pdf`, which a browser of the machine prints
            from the page, written too.
        readers: among `conseil`, `direction`, `conseiller` (private notes included) and `financeur`.
        look: logo, line at the foot and own templates, that `read_look` checks.

    Raises:
        Refusal: a format or a reader is not known, the folder cannot be written, or one of these
            files is not the report of this visit as it was last written: nothing is replaced then.
            Or no browser prints: all but the PDF is written.
    """
    asked, given = tuple(formats), tuple(readers)
    for what, wanted, known in (("format", asked, FORMATS), ("lecteur", given, READERS)):
        unknown = [one for one in wanted if one not in known]
        if unknown:
            how = f"{what}s possibles : {', '.join(known)}"
            raise refuse_file(Path(folder), "M04", f"{what} inconnu : {', '.join(unknown)}", how)
    return list(write_reports(assessed, Path(folder), name, asked, given, look))
