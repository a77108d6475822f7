"""Retention counted by hand: local days, spans of 24 hours, brackets, cohorts and maturity."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stagelift.errors import DefinitionError
from stagelift.metrics.retention import Retention
from tiny import LATER, MONDAY, WEEK, day, kpi, workspace

STAGES = "  looking: visited\n  buying: ordered\n"


def local(zone, text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).isoformat()


def counted(root, rows, metric, *, zone="UTC", period=WEEK, as_of=LATER):
    """(n, k) of one retention of the first stage."""
    metrics = f"  back: {metric}\n"
    with workspace(root, rows, metrics=metrics, zone=zone, stages=STAGES, as_of=as_of) as ws:
        found = kpi(ws, "back", period=period)
    return found.n, found.k


@pytest.mark.parametrize(
    ("days", "clock", "k"),
    [("1", "calendar", 1), ("0", "calendar", 0), ("0", "24h", 1), ("1", "24h", 0)],
)
def test_two_minutes_over_midnight_in_seoul_are_a_day_of_the_calendar(tmp_path, days, clock, k):
    rows = [
        ("a", local("Asia/Seoul", "2026-01-06 23:59"), "visited"),
        ("a", local("Asia/Seoul", "2026-01-07 00:01"), "seen"),
    ]
    metric = f"{{retention: seen, days: {days}, clock: {clock}}}"
    assert counted(tmp_path, rows, metric, zone="Asia/Seoul") == (1, k)


@pytest.mark.parametrize(
    ("entered", "seen", "calendar", "hours"),
    [
        # the clocks go forward on 8 March 2026: that day has 23 hours
        ("2026-03-07 12:00", "2026-03-08 12:30", 1, 0),
        ("2026-03-07 23:30", "2026-03-09 00:15", 2, 0),
        # and back on 1 November: that day has 25
        ("2026-11-01 00:10", "2026-11-01 23:50", 0, 1),
        ("2026-10-31 12:00", "2026-11-01 11:30", 1, 1),
    ],
)
def test_a_day_of_23_or_25_hours_is_one_local_day(tmp_path, entered, seen, calendar, hours):
    zone = "America/New_York"
    rows = [("a", local(zone, entered), "visited"), ("a", local(zone, seen), "seen")]
    period, as_of = "2026-01-01..2026-12-31", datetime(2027, 3, 1, tzinfo=UTC)
    metrics = "".join(
        f"  {clock}_{number}: {{retention: seen, days: {number}, clock: {word}}}\n"
        for clock, word in (("calendar", "calendar"), ("hours", "24h"))
        for number in range(4)
    )
    with workspace(tmp_path, rows, metrics=metrics, zone=zone, stages=STAGES, as_of=as_of) as ws:
        found = {estimate.metric: estimate.k for estimate in ws.kpis(period)}
    assert [found[f"calendar_{n}"] for n in range(4)] == [int(n == calendar) for n in range(4)]
    assert [found[f"hours_{n}"] for n in range(4)] == [int(n == hours) for n in range(4)]


@pytest.mark.parametrize(
    ("bracket", "returned", "k"),
    [
        ("7", 7, 1),  # on day 7 alone
        ("7", 6, 0),
        ("7", 8, 0),
        ("1..7", 0, 0),  # within a week
        ("1..7", 1, 1),
        ("1..7", 7, 1),
        ("1..7", 8, 0),
        ("7..30", 6, 0),  # on or after day 7, up to the horizon all cohorts share
        ("7..30", 30, 1),
        ("7..30", 31, 0),
    ],
)
def test_brackets_say_on_within_and_on_or_after(tmp_path, bracket, returned, k):
    rows = [("a", day(1, hours=10), "visited"), ("a", day(1 + returned, hours=20), "seen")]
    assert counted(tmp_path, rows, f"{{retention: seen, days: {bracket}}}") == (1, k)


def test_the_last_microsecond_of_the_last_day_counts_and_the_next_one_does_not(tmp_path):
    end = MONDAY + timedelta(days=9)
    rows = [
        ("a", day(1, hours=23), "visited"),
        ("a", (end - timedelta(microseconds=1)).isoformat(), "seen"),
        ("b", day(1, hours=1), "visited"),
        ("b", end.isoformat(), "seen"),
    ]
    assert counted(tmp_path, rows, "{retention: seen, days: 1..7}") == (2, 1)


def test_a_cohort_holds_those_who_enter_for_the_first_time_ever(tmp_path):
    rows = [
        ("old", day(-20), "visited"),
        ("old", day(-10), "ordered"),
        ("old", day(1), "visited"),  # enters again, but not for the first time
        ("old", day(3), "visited"),
        ("new", day(1), "visited"),
        ("new", day(3), "visited"),
    ]
    assert counted(tmp_path, rows, "{retention: visited, days: 2}") == (1, 1)
    again = "{retention: visited, days: 2, entry: first_in_period}"
    assert counted(tmp_path, rows, again) == (2, 2)


@pytest.mark.parametrize(
    ("clock", "known", "unknown"),
    [
        # entered Tuesday 10:00: day 3 is Friday, which is over on Saturday at midnight
        ("calendar", day(5), day(5, microseconds=-1)),
        # the fourth span of 24 hours ends on Saturday at 10:00
        ("24h", day(5, hours=10), day(5, hours=10, microseconds=-1)),
    ],
)
def test_a_unit_counts_once_the_last_day_is_over(tmp_path, clock, known, unknown):
    rows = [("a", day(1, hours=10), "visited"), ("a", day(4, hours=10), "visited")]
    metric = f"  back: {{retention: visited, days: 1..3, clock: {clock}}}\n"
    for as_of, expected in ((known, (1, 1, ())), (unknown, (0, 0, (("immature", 1),)))):
        instant = datetime.fromisoformat(as_of)
        with workspace(tmp_path, rows, metrics=metric, stages=STAGES, as_of=instant) as ws:
            found = kpi(ws, "back")
        assert (found.n, found.k, found.excluded) == expected


def test_a_cohort_without_a_mature_member_is_null_with_the_reason(tmp_path):
    rows = [("a", day(1), "visited"), ("b", day(2), "visited"), ("b", day(3), "visited")]
    metric = "  back: {retention: visited, days: 22..28}\n"
    as_of = MONDAY + timedelta(days=20)
    with workspace(tmp_path, rows, metrics=metric, stages=STAGES, as_of=as_of) as ws:
        found = kpi(ws, "back")
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)
    assert found.status == "immature"
    assert found.note == "2 of 2 entrants have not had their whole window yet"
    assert found.matured_through == "2025-12-27"  # whose day 28 was 24 January


@pytest.mark.parametrize("text", ["28..22", "a", "-1", "1..", "1-7"])
def test_what_is_no_bracket_of_days_is_refused(text):
    with pytest.raises(DefinitionError, match="days"):
        Retention(name="back", retention="visited", days=text)


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_random_logs_equal_a_count_in_plain_python(tmp_path, zone):
    rng = random.Random(7)
    tz = ZoneInfo(zone)
    start = datetime(2026, 3, 2, tzinfo=tz).astimezone(UTC)
    period, as_of = "2026-W10", start + timedelta(days=15, hours=5)
    events = [
        (f"c{rng.randint(0, 60)}", start + timedelta(minutes=rng.randint(-60, 22_000)), "visited")
        for _ in range(400)
    ]
    brackets = [(0, 0), (1, 1), (1, 7), (5, 9), (7, 7)]
    metrics = "".join(
        f"  {word}_{lo}_{hi}: {{retention: visited, days: {lo}..{hi}, clock: {clock}}}\n"
        for lo, hi in brackets
        for word, clock in (("calendar", "calendar"), ("hours", "24h"))
    )
    rows = [(customer, at.isoformat(), name) for customer, at, name in events]
    with workspace(tmp_path, rows, metrics=metrics, zone=zone, stages=STAGES, as_of=as_of) as ws:
        found = {e.metric: (e.n, e.k, dict(e.excluded).get("immature", 0)) for e in ws.kpis(period)}
    seen = [(customer, at) for customer, at, _ in events if at < as_of]
    first = {customer: min(at for c, at in seen if c == customer) for customer, _ in seen}
    end = datetime(2026, 3, 9, tzinfo=tz).astimezone(UTC)
    cohort = {customer: at for customer, at in first.items() if start <= at < end}
    for lo, hi in brackets:
        for word in ("calendar", "hours"):
            expected = [0, 0, 0]
            for customer, entry in cohort.items():
                if word == "calendar":
                    entered = entry.astimezone(tz).date()
                    over = as_of.astimezone(tz).date() > entered + timedelta(days=hi)
                    spans = [
                        (at.astimezone(tz).date() - entered).days
                        for c, at in seen
                        if c == customer and at > entry
                    ]
                else:
                    over = as_of >= entry + timedelta(days=hi + 1)
                    spans = [
                        (at - entry) // timedelta(days=1)
                        for c, at in seen
                        if c == customer and at > entry
                    ]
                expected[0] += over
                expected[1] += over and any(lo <= span <= hi for span in spans)
                expected[2] += not over
            assert found[f"{word}_{lo}_{hi}"] == tuple(expected), (word, lo, hi)
