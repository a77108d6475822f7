"""Where a metric is measured: whose entrants count, and at which stage it is reported."""

from __future__ import annotations

import pytest

from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kpis import placements
from stagelift.metrics.nps import Nps
from stagelift.metrics.total import Sum

JOURNEY = Journey(
    name="j",
    zone="UTC",
    data="e.csv",
    stages={
        "looking": "visited",
        "buying": "ordered",
        "gone": {"after": "90 days without visited"},
        "staying": "ordered x2",
    },
)


def placed(metric):
    found = placements(JOURNEY, [metric])
    return [(one.place.population.stage, one.place.reported) for one in found]


CASES = {
    "opens a stage: from the one before": (Conversion(name="m", event="ordered"), [(1, "buying")]),
    "a later occurrence opens its own; a silence is passed over": (
        Conversion(name="m", event="ordered x2"),
        [(2, "staying")],
    ),
    "later still: the stage that asks for most": (
        Conversion(name="m", event="ordered x5"),
        [(2, "staying")],
    ),
    "opens none: every stage": (
        Conversion(name="m", event="searched"),
        [(1, "looking"), (2, "buying"), (3, "staying")],
    ),
    "from and stage override": (
        Conversion(name="m", event="ordered", from_="staying", stage="looking"),
        [(3, "looking")],
    ),
    "a stage alone moves the report only": (
        Conversion(name="m", event="ordered", stage="looking"),
        [(1, "looking")],
    ),
    "a sum follows its event": (Sum(name="m", of="ordered.value"), [(1, "buying")]),
    "a score is no metric of entrants": (Nps(name="m", source="survey"), []),
    "an outcome column is none either": (Conversion(name="m", event={"column": "visit"}), []),
}


@pytest.mark.parametrize("case", CASES)
def test_placements(case):
    metric, expected = CASES[case]
    assert placed(metric) == expected


def test_a_stage_that_nobody_enters_is_refused():
    metric = Conversion(name="m", event="ordered", from_="gone")
    with pytest.raises(ArgumentError, match="from takes one of looking, buying, staying"):
        placements(JOURNEY, [metric])
