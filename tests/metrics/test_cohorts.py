"""The cohort triangle counted by hand and in plain Python."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from stagelift.errors import ArgumentError
from tiny import MONDAY, day, workspace

STAGES = "  looking: visited\n  buying: ordered\n"
WEEK = timedelta(days=7)


def crowd(name, count, entered, *returns):
    """Customers who enter at one instant and come back at others."""
    return [
        (f"{name}{number}", at, "visited") for number in range(count) for at in (entered, *returns)
    ]


ROWS = [
    *crowd("a", 12, day(0)),
    *crowd("b", 8, day(1), day(6), day(9)),  # in its first and in its second week
    *crowd("c", 10, day(8), day(16)),
    *crowd("d", 30, day(14)),
]


def test_known_cells_are_shares_and_the_rest_is_null_with_a_reason(tmp_path):
    as_of = MONDAY + timedelta(days=21, hours=3)  # Monday; W02 to W04 are closed
    with workspace(tmp_path, ROWS, stages=STAGES, as_of=as_of) as ws:
        found = ws.cohorts(event="visited", periods=3)
    assert found.cohorts == ("2026-W02", "2026-W03", "2026-W04")
    first, second, third = (found.row(cohort) for cohort in found.cohorts)
    assert [(cell.n, cell.k) for cell in first] == [(20, 8), (20, 8), (20, None)]
    assert first[2].note == "not over yet for 8 of 20 customers"
    assert [(cell.n, cell.k) for cell in second] == [(10, 0), (10, None), (10, None)]
    assert second[1].note == "not over yet for 10 of 10 customers"
    assert [(cell.n, cell.k) for cell in third] == [(30, 0), (30, None), (30, None)]
    assert [cell.value for cell in first] == [0.4, 0.4, None]


def test_the_pooled_row_is_a_ratio_of_sums_over_known_cells(tmp_path):
    as_of = MONDAY + timedelta(days=21, hours=3)
    with workspace(tmp_path, ROWS, stages=STAGES, as_of=as_of) as ws:
        found = ws.cohorts(periods=3)
    pooled = found.row("all")
    assert [(cell.n, cell.k) for cell in pooled] == [(60, 8), (20, 8), (0, None)]
    assert pooled[0].value == pytest.approx(8 / 60)  # not (0.4 + 0 + 0) / 3
    assert pooled[0].low < 8 / 60 < pooled[0].high
    assert pooled[2].note == "no cohort is known at this age"


def test_a_week_nobody_entered_says_so(tmp_path):
    with workspace(tmp_path, crowd("a", 3, day(0)), stages=STAGES, as_of=MONDAY + 4 * WEEK) as ws:
        found = ws.cohorts(periods=2)
    assert found.cohorts == ("2026-W04", "2026-W05")
    assert {cell.note for cell in found.row("2026-W05")} == {"nobody entered"}


def test_it_prints_itself_and_hides_small_cohorts(tmp_path):
    as_of = MONDAY + timedelta(days=21, hours=3)
    rows = [*ROWS, *crowd("few", 3, day(-6), day(-5))]
    with workspace(tmp_path, rows, stages=STAGES, as_of=as_of) as ws:
        found = ws.cohorts(periods=4)
    lines = str(found).splitlines()
    assert lines[0] == "Share of new looking who came back (visited) by week since entry"
    assert lines[1].split() == ["entered", "customers", "0", "1", "2", "3"]
    assert lines[2].split() == ["2026-W01", "<", "10", "·", "·", "·", "·"]
    # the pooled row less the others would give the three away, so the smallest other goes too
    assert lines[3].split() == ["2026-W02", "·", "·", "·", "·", "·"]
    assert lines[6].split() == ["all", "63", "17.5%", "34.8%", "·", "·"]
    hidden = found.to_dicts()[0]
    assert (hidden["cohort"], hidden["n"], hidden["value"], hidden["k"]) == (
        "2026-W01",
        None,
        None,
        None,
    )
    assert hidden["note"] == "fewer than 10 customers"
    beside = next(row for row in found.to_dicts() if row["cohort"] == "2026-W02")
    assert (beside["n"], beside["value"]) == (None, None)
    assert "could be computed" in beside["note"]
    frame = found.to_frame()
    assert list(frame.columns)[:5] == ["event", "stage", "unit", "cohort", "age"]
    assert len(frame) == 20


def test_a_metric_gives_event_stage_and_clock(tmp_path):
    metrics = """\
  week1: {retention: seen, days: 7..13, from: buying, clock: 24h}
  bought: {conversion: ordered}
"""
    rows = [
        *[(f"c{n}", day(1, hours=20), "ordered") for n in range(10)],
        *[(f"c{n}", day(8, hours=8), "seen") for n in range(4)],  # still in the first 7 × 24 h
    ]
    as_of = MONDAY + 3 * WEEK
    with workspace(tmp_path, rows, metrics=metrics, stages=STAGES, as_of=as_of) as ws:
        found = ws.cohorts("week1", periods=3)
        assert (found.stage, found.event) == ("buying", "seen")
        assert [cell.k for cell in found.row("2026-W02")] == [4, 0, None]
        with pytest.raises(
            ArgumentError, match=r"metric 'bought' \(conversion\) follows no cohort"
        ):
            ws.cohorts("bought")
        with pytest.raises(ArgumentError, match=r"unknown metric 'week_1'\. Did you mean 'week1'"):
            ws.cohorts("week_1")
        with pytest.raises(ArgumentError, match="name a metric or an event, not both"):
            ws.cohorts("week1", event="seen")
        with pytest.raises(ArgumentError, match="unit: 'day' came; one of week, month"):
            ws.cohorts(unit="day")
        with pytest.raises(ArgumentError, match="periods: 0 came; 1 to 53 are allowed"):
            ws.cohorts(periods=0)
        with pytest.raises(ArgumentError, match="cohort: 'W9' came; there are 2026-W02"):
            found.row("W9")


@pytest.mark.parametrize("unit", ["week", "month"])
def test_random_logs_equal_a_count_in_plain_python(tmp_path, unit):
    rng = random.Random(13)
    tz, length = ZoneInfo("Asia/Seoul"), {"week": 7, "month": 30}[unit]
    starts = [rng.randint(0, 2200) for _ in range(150)]
    events = [
        (f"c{number}", MONDAY + timedelta(hours=start + rng.randint(0, 900) * place))
        for number, start in enumerate(starts)
        for place in range(4)
    ]
    as_of = MONDAY + timedelta(days=93, hours=5)
    rows = [(customer, at.isoformat(), "visited") for customer, at in events]
    with workspace(tmp_path, rows, stages=STAGES, zone="Asia/Seoul", as_of=as_of) as ws:
        found = ws.cohorts(unit=unit, periods=3)
        periods = {label: ws.period(label) for label in found.cohorts}
    today = as_of.astimezone(tz).date()
    seen = {c: sorted(at for one, at in events if one == c and at < as_of) for c, _ in events}
    days = {c: [at.astimezone(tz).date() for at in instants] for c, instants in seen.items()}
    checked = 0
    for label, period in periods.items():
        cohort = [one for one in days.values() if one and period.first <= one[0] <= period.last]
        for cell in found.row(label):
            lo, hi = cell.age * length, (cell.age + 1) * length - 1
            known = all(one[0] + timedelta(days=hi) < today for one in cohort)
            back = sum(
                any(lo <= (later - one[0]).days <= hi for later in one[1:]) for one in cohort
            )
            assert (cell.n, cell.k) == (len(cohort), back if known and cohort else None)
            checked += known and bool(cohort)
    assert checked
