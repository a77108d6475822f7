"""Which period is shown and counted depends on who is mature, never on how many had the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stagelift.definitions import Journey
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpi_table import Kpis
from stagelift.metrics.tally import Tally
from stagelift.metrics.targets import targets_of
from stagelift.statistics.moments import Moments

AS_OF = datetime(2026, 3, 30, tzinfo=UTC)
FIRST = date(2026, 1, 5)  # a Monday
METRIC = Conversion(name="rare", event="ordered", within="7 days")


def label(week):
    year, number, _ = (FIRST + timedelta(weeks=week)).isocalendar()
    return f"{year}-W{number:02}"


def rare(week, k, n=1000, **more):
    """A week of a rare rate as the KPIs mark it: fewer than five events are `low_n`."""
    tally = Tally(n=n, k=k, moments=Moments(n, k / n, k * (1 - k / n), 0.0), excluded=())
    blank = Estimate(
        metric="rare",
        unit="share",
        period=label(week),
        as_of=AS_OF,
        value=None,
        n=n,
        k=k,
        method="",
        **more,
    )
    return blank.with_inference(METRIC.level_of(tally, confidence=0.95))


def kpis(*estimates):
    newest = estimates[-1].period
    now = tuple(e for e in estimates if e.period == newest)
    return Kpis(newest, now, tuple(e for e in estimates if e.period != newest), str(AS_OF))


def test_a_mature_week_of_few_events_is_the_newest_one():
    line = [rare(0, 7), rare(1, 2), replace(rare(2, 1), status="immature")]
    assert [e.status for e in line] == ["ok", "low_n", "immature"]
    found = kpis(*line)
    assert found.latest("rare").period == label(1)
    assert [row[3] for row in found.rows()] == [label(1)]


def test_total_and_segments_are_of_one_week():
    early = replace(rare(2, 60), status="immature")
    found = kpis(
        rare(1, 50),
        rare(1, 2, segment="grade=gold"),
        early,
        rare(2, 9, segment="grade=gold"),  # no member of it came in the week's last days
    )
    assert [row[3] for row in found.rows()] == [label(1), label(1)]
    assert found.latest("rare", segment="grade=gold").period == label(1)


@pytest.mark.parametrize(("n", "kept"), [(1000, True), (29, False)])
def test_weeks_of_few_events_stay_in_the_line_and_those_of_few_units_do_not(n, kept):
    assert rare(0, 1, n).in_line is kept
    assert not replace(rare(0, 1, n), status="immature").in_line


def test_a_forecast_of_a_rare_rate_counts_its_low_weeks():
    line = [rare(week, (2, 8)[week % 2]) for week in range(12)]
    journey = Journey(
        zone="UTC",
        sources={},
        stages={"look": "visited", "buy": "ordered", "stay": "ordered x2"},
        targets={"rare": "2% by 2026-04-30"},
    )
    weeks = {label(n): FIRST + timedelta(weeks=n) for n in range(60)}
    days = {name: (first, first + timedelta(days=6)) for name, first in weeks.items()}
    found = targets_of(journey, {"rare": METRIC}, {"week": kpis(*line[:-1], line[-1])}, days).rows[
        0
    ]
    assert found.now.period == label(11)
    # of all weeks: those of eight events alone would be too few for a line, and too high
    assert found.landing.value == pytest.approx(0.005, abs=0.002)
