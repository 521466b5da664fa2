"""A plan without decisions is the one that was given before anything could be decided.

1. Every case of the questionnaire and every illustrative visit keeps its order and its months.
2. So do 200 random visits (see `worlds`).

Fingerprints are of what a plan says, not of how it is held: `told` names it. They were taken before
decisions bore on the calendar; `PYTHONPATH=tests python tests/planning/test_frozen_plans.py` takes
them again after a wanted change of the method or of the questionnaire.
"""

import hashlib
import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from helpers import PRINT, ROOT
from planning.worlds import world

from diag.planning.order import order_of
from diag.planning.plan import lay_down
from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.visit.expectations import read_cases, visit_of
from diag.visit.visit_file import read_visit

FROZEN = Path(__file__).with_name("frozen_plans.json")
WORLDS = range(200)


@cache
def content():
    return load(PRINT)


def fingerprint(lines, more=()):
    """Return what a plan says, in twelve signs: order, gains, months, what is verified before."""
    told = [
        (
            *(x.rank, x.action.id, x.closure_of, str(x.effort), str(x.gain), x.family),
            months(x.slot),
            *((v.action.id, v.questions, months(v.slot)) for v in x.verify_before),
        )
        for x in lines
    ]
    return hashlib.sha256(repr((told, more)).encode()).hexdigest()[:12]


def months(slot):
    return [(month, str(days)) for month, days in slot.parts], slot.end


def of_visit(visit):
    plan = prepare(content(), visit).plan
    ends = [(str(q.days), q.actions, str(getattr(q.overall, "exact", None))) for q in plan.quarters]
    covered = [(action.id, by) for action, by in plan.covered]
    return fingerprint(plan.lines, (ends, covered))


def of_world(seed):
    questionnaire, *row, _ = world(seed)
    return fingerprint(lay_down(order_of(questionnaire, *row), Decimal(1 + seed % 12))[0])


def visits():
    """Return the visit of each case and each illustration, by name."""
    cases = read_cases(PRINT)
    own = sorted((ROOT / "examples").glob("*.yaml"))
    return {
        **{Path(source.name).stem: visit_of(case, content()) for case, source in cases},
        **{f"examples/{path.stem}": read_visit(path)[0] for path in own},
    }


@pytest.fixture(scope="module")
def frozen():
    return json.loads(FROZEN.read_text("utf-8"))


@pytest.mark.slow
def test_every_case_keeps_its_plan(frozen):
    assert {name: of_visit(visit) for name, visit in visits().items()} == frozen["visits"]


@pytest.mark.slow
def test_random_visits_keep_their_plan(frozen):
    assert [of_world(seed) for seed in WORLDS] == frozen["worlds"]


if __name__ == "__main__":
    kept = {"visits": {n: of_visit(v) for n, v in visits().items()}}
    kept["worlds"] = [of_world(seed) for seed in WORLDS]
    FROZEN.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
