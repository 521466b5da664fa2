"""One report per structure of a batch, by the very path that writes the report of a visit."""

from collections.abc import Sequence

from diag.report.assessed_visit import AssessedVisit, prepare_all
from diag.report.report_files import FORMATS, file_name
from diag.report.visit_view import build_visit_view
from diag.table.actions import Planned
from diag.table.context import Context
from diag.table.encode import Encoded
from diag.table.results import Identity
from diag.table.visits import visits_of
from diag.visit.acceptance import match

_TOGETHER = 128  # structures scored and planned at once: more are no faster, and take memory


def write_all(
    context: Context,
    names: Sequence[str],
    encoded: Encoded,
    identity: Identity,
    plan: Planned | None,
) -> int:
    """Write the reports of n structures as `rapports/rapport-NAME.FORMAT`; return their number.

    Args:
        context: the batch.
        names: (n,) file name of each structure, already unique in the batch.
        encoded: what each structure answered.
        identity: who each structure is.
        plan: their actions, where they were ordered together.

    """
    context.reports_folder.mkdir(exist_ok=True)
    for start in range(0, len(names), _TOGETHER):
        rows = slice(start, start + _TOGETHER)
        visits = visits_of(context, encoded, identity, rows)
        met = [(visit, match(visit, context.questionnaire)) for visit in visits]
        ordered = plan.ordered.rows(rows) if plan else None
        assessed = prepare_all(context.questionnaire, met, release=context.release, ordered=ordered)
        for name, visit in zip(names[rows], assessed, strict=True):
            _write(context, name, visit)
    return len(names)


def _write(context: Context, name: str, assessed: AssessedVisit) -> None:
    view = build_visit_view(assessed)
    for kind in context.reports:
        # Without a flush to the disk for each: the whole folder appears at once, or not at all.
        path = context.reports_folder / f"rapport-{name}.{kind}"
        path.write_bytes(FORMATS[kind](assessed, view).encode())


def report_names(keys: Sequence[str]) -> list[str]:
    """Return a safe and unique file name for each key, whatever it holds: never `../x`."""
    names: list[str] = []
    taken: set[str] = set()
    for key in keys:
        name, number = file_name(key), 2
        while name in taken:
            name, number = f"{file_name(key)}-{number}", number + 1
        taken.add(name)
        names.append(name)
    return names
