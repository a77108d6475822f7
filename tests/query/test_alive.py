"""Runs of activity and the join of customers with their events count the same, to the last unit."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from stagelift.data.query import (
    Alive,
    EventWindow,
    Flag,
    Measurement,
    PeriodWindow,
    SegmentRule,
    measure,
    measure_apart,
)
from stagelift.data.query.alive import is_churn_alone
from stagelift.data.zones import to_us
from tiny import LATER, MONDAY, day, workspace

DAY = 86_400_000_000
ACTIVE = (("visited", 1), ("ordered", 1))
START = to_us(MONDAY)
SEGMENTS = (
    SegmentRule("buyers", (EventWindow((("ordered", 1),), 5 * DAY, 1),)),
    SegmentRule("twice", (EventWindow((("ordered", 2),), None, 1),)),
    SegmentRule("idle", (EventWindow((("ordered", 1),), 9 * DAY, 0),)),
    SegmentRule("open", (EventWindow((("carted", 1),), 6 * DAY, 1, unless=(("ordered", 1),)),)),
)


def log(seed):
    """Events on a grid of six hours: ties, and gaps of exactly one window, are common."""
    chance = random.Random(seed)
    kinds = ("visited", "ordered", "carted", "visited")
    return [
        (f"c{chance.randrange(12)}", day(chance.randrange(-80, 160) / 4), chance.choice(kinds))
        for _ in range(140)
    ]


def churn(within, length, periods=6):
    """Churn of 12 customers, and the same beside a value that needs their events joined."""
    windows = tuple(
        PeriodWindow(str(n), START + n * length, START + (n + 1) * length) for n in range(periods)
    )
    silent = Flag(ACTIVE, within, absent=True)
    return Measurement(
        stages=((("visited", 1),), (("ordered", 1),)),
        populations=(Alive(ACTIVE, within),),
        values=(("silent", silent),),
        periods=windows,
        segments=SEGMENTS,
        zone="Asia/Seoul",
        as_of=to_us(LATER),
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("within", "length"), [(14, 7), (7, 7), (3, 7), (2, 30), (9, 10)])
def test_runs_and_the_join_count_the_same(tmp_path, seed, within, length):
    plan = churn(within * DAY, length * DAY)
    joined = replace(plan, values=(*plan.values, ("bought", Flag((("ordered", 1),), DAY))))
    assert is_churn_alone(plan)
    assert not is_churn_alone(joined)
    with workspace(tmp_path, log(seed)) as ws:
        runs = measure(ws.contract, plan)
        expected = [cell for cell in measure(ws.contract, joined) if cell.value == "silent"]
    assert {cell.segment for cell in runs} >= {None, "buyers", "idle"}
    assert runs == tuple(expected)


@pytest.mark.parametrize("seed", range(3))
def test_asked_apart_or_together_every_metric_is_the_same(tmp_path, seed):
    metrics = """\
  bought: {conversion: ordered, within: 7 days}
  again: {conversion: ordered x2, from: buying, within: 9 days}
  spent: {sum: ordered.value, within: 5 days}
  back: {retention: visited, days: 2..4}
  churn: {churn: visited | ordered, silent_for: 10 days}
"""
    with workspace(tmp_path, log(seed), metrics=metrics, segments="  cart: {did: carted}\n") as ws:
        from stagelift.metrics.kpis import kpi_measurement, placements

        request = ws._request((ws.period("2026-W02"), ws.period("2026-W03")), "segment")
        placed = placements(ws.journey, ws.metrics.values())
        plan = kpi_measurement(ws.journey, placed, request)
        asked = {(plan.populations.index(one.place.population), one.key) for one in placed}
        together = [c for c in measure(ws.contract, plan) if (c.population, c.value) in asked]
        apart = measure_apart(ws.contract, plan, asked)
    keys = ("population", "period", "day", "segment", "value", "n", "immature", "ineligible")
    assert len(plan.populations) > 2

    def known(cell):
        total = cell.s1 + cell.n * cell.shift  # shifts differ between one query and several
        return (*(str(getattr(cell, key)) for key in keys), total)

    assert sorted(map(known, apart)) == sorted(map(known, together))
