"""One report per structure of a batch, by the very path that writes the report of a visit."""

import datetime
from collections.abc import Mapping, Sequence

from diag.report.building import build_view
from diag.report.dossier import prepare
from diag.report.write import FORMATS, file_name
from diag.table.actions import Planned
from diag.table.cells import Reading
from diag.table.context import Context
from diag.table.encode import Encoded, Told
from diag.table.results import Identity
from diag.table.visits import visit_of


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
    keys, titles = identity.structure.to_pylist(), identity.name.to_pylist()
    dates = identity.date.to_pylist()
    for row, key in enumerate(keys):
        date = datetime.date.fromisoformat(dates[row]) if dates[row] else context.date
        visit = visit_of(
            context.questionnaire,
            titles[row] or key,
            date,
            context.express,
            _readings(encoded.profile, row),
            _readings(encoded.questions, row),
            context.stamp,
        )
        ordered = plan.ordered.row(row) if plan else None
        dossier = prepare(context.questionnaire, visit, release=context.release, ordered=ordered)
        view = build_view(dossier)
        for kind in context.reports:
            # Without a flush to the disk for each: the whole folder appears at once, or not at all.
            path = context.reports_folder / f"rapport-{names[row]}.{kind}"
            path.write_text(FORMATS[kind](dossier, view), encoding="utf-8", newline="\n")
    return len(keys)


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


def _readings(told: Mapping[str, Told], row: int) -> dict[str, Reading]:
    return {name: t.readings[t.codes[row]] for name, t in told.items()}
