"""A plan binds when it was frozen before anybody could enter, and says what has changed since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stagelift.definitions import Experiment, Journey
from stagelift.experiments.deviation import changed_keys
from stagelift.experiments.plan import plan_fingerprint, plan_of
from stagelift.metrics.conversion import Conversion

JOURNEY = Journey(zone="UTC", sources={}, stages={"look": "visited", "buy": "ordered"})
METRICS = {"order": Conversion(name="order", event="ordered")}
EARLY, LATE = "2026-10-04T09:00:00+00:00", "2026-10-20T09:00:00+00:00"
READ = datetime(2026, 10, 29, tzinfo=UTC)


def experiment(run: str = "2026-10-05..2026-10-18") -> Experiment:
    return Experiment(
        name="mail",
        audience="everyone",
        primary="order",
        variants={"none": "none", "mail": "email"},
        run=run,
    )


def record(frozen_at: str, **changes: object) -> dict[str, object]:
    return {
        "frozen_at": frozen_at,
        "fingerprint": plan_fingerprint(experiment(), JOURNEY, METRICS),
        "looks": "once",
        "planned_units": 100,
        "definition": {
            "audience": "everyone",
            "primary": "order",
            "variants": {
                "none": {"channel": "none", "share": "1/2"},
                "mail": {"channel": "email", "share": "1/2"},
            },
            "run": "2026-10-05..2026-10-18",
            "salt": "mail",
        },
        "metrics": {"order": {"conversion": "ordered"}},
        **changes,
    }


def test_a_plan_frozen_before_the_first_entry_binds():
    plan = plan_of(experiment(), JOURNEY, METRICS, record(EARLY), as_of=READ)
    assert (plan.frozen, plan.planned_units, plan.deviation) == (True, 100, "")


@pytest.mark.parametrize(
    ("frozen_at", "as_of"),
    [
        (LATE, READ),  # frozen when results could be known
        (EARLY, datetime(2026, 10, 3, tzinfo=UTC)),  # not frozen yet at that instant
    ],
)
def test_a_plan_frozen_too_late_is_no_plan(frozen_at, as_of):
    plan = plan_of(experiment(), JOURNEY, METRICS, record(frozen_at), as_of=as_of)
    assert (plan.frozen, plan.planned_units) == (False, None)


def test_what_changed_since_the_freeze_is_named():
    later = experiment("2026-10-05..2026-11-01")
    metrics = {"order": Conversion(name="order", event="ordered", within="3 days")}
    plan = plan_of(later, JOURNEY, metrics, record(EARLY), as_of=READ)
    assert plan.frozen
    assert plan.deviation == "departs from the frozen plan: metrics.order.within, run"
    assert changed_keys(experiment(), JOURNEY, METRICS, record(EARLY)) == []
