from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.errors import ArgumentError, PeriodNotClosedError
from stagelift.reports.periods import Period

SEOUL = "Asia/Seoul"
SUNDAY = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Monday 01:00 in Seoul


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-W46", date(2026, 11, 9), date(2026, 11, 15)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-10-01..2026-10-15", date(2026, 10, 1), date(2026, 10, 15)),
    ],
)
def test_names_stand_for_calendar_days(text, first, last):
    assert Period.parse(text) == Period(text, first, last)


@pytest.mark.parametrize(
    ("text", "as_of", "zone", "label"),
    [
        ("last-week", SUNDAY, SEOUL, "2026-W47"),
        ("last-week", SUNDAY, "UTC", "2026-W46"),
        ("last-month", datetime(2026, 10, 31, 15, tzinfo=UTC), SEOUL, "2026-10"),
        ("last-month", datetime(2026, 10, 31, 15, tzinfo=UTC), "UTC", "2026-09"),
        ("last-quarter", datetime(2027, 1, 1, tzinfo=UTC), "UTC", "2026-Q4"),
    ],
)
def test_relative_names_depend_on_instant_and_zone(text, as_of, zone, label):
    assert Period.parse(text, as_of=as_of, zone=zone).label == label


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-W53", "'2025-W53' is not in the calendar"),
        ("2026-13", "'2026-13' is not in the calendar"),
        ("2026-Q5", "'2026-Q5' is not in the calendar"),
        ("2026-02-30..2026-03-01", "is not in the calendar"),
        ("2026-10-15..2026-10-01", "runs backwards. Did you mean '2026-10-01..2026-10-15'?"),
        ("lastweek", "Did you mean 'last-week'?"),
        ("W46", "'W46' is not a period. Examples: 2026-W46"),
        ("", "'' is not a period"),
        ("last-week", "needs the instant"),
    ],
)
def test_what_names_no_period_is_refused_with_examples(text, said):
    with pytest.raises(ArgumentError) as caught:
        Period.parse(text)
    assert said in str(caught.value)
    assert "2026-W46" in str(caught.value)


def test_a_future_period_is_refused():
    with pytest.raises(ArgumentError, match="begins on 2026-11-23, after 2026-11-22 16:00 UTC"):
        Period.parse("2026-W48", as_of=SUNDAY)
    assert Period.parse("2026-W48", as_of=SUNDAY, zone=SEOUL).label == "2026-W48"  # has begun there


@pytest.mark.parametrize(
    ("text", "zone", "hours"),
    [
        ("2026-W46", SEOUL, 168),
        ("2026-W13", "Europe/Berlin", 167),  # clocks forward on 29 March
        ("2026-W43", "Europe/Berlin", 169),  # clocks back on 25 October
        ("2018-11-04..2018-11-04", "America/Sao_Paulo", 23),  # midnight itself is skipped
    ],
)
def test_windows_run_between_local_midnights(text, zone, hours):
    start, end = Period.parse(text).instants(zone)
    assert (end - start) / 3_600_000_000 == hours
    first = datetime.fromtimestamp(start / 1_000_000, ZoneInfo(zone))
    before = datetime.fromtimestamp(start / 1_000_000 - 1, ZoneInfo(zone))
    assert first.date() == Period.parse(text).first
    assert before.date() == Period.parse(text).first - timedelta(days=1)


def test_an_unknown_zone_names_the_nearest():
    with pytest.raises(ArgumentError, match="Did you mean 'Asia/Seoul'"):
        Period.parse("2026-11").instants("Asia/Soul")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2027-W01", "2026-W53"),
        ("2026-W01", "2025-W52"),
        ("2026-01", "2025-12"),
        ("2026-Q1", "2025-Q4"),
        ("2026-10-01..2026-10-15", "2026-09-16..2026-09-30"),
    ],
)
def test_the_period_before_is_of_the_same_kind(text, before):
    assert Period.parse(text).previous() == Period.parse(before)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_history_is_gapless_and_ends_before_the_period(day, n):
    year, week, _ = day.isocalendar()
    period = Period.parse(f"{year}-W{week:02d}")
    history = period.history(n)
    assert len(history) == n
    chain = (*history, period)
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(chain))
    assert history[0] == period.previous(n)


def test_previous_refuses_zero_steps_and_no_history_is_empty():
    with pytest.raises(ArgumentError, match="n: 0 came"):
        Period.parse("2026-11").previous(0)
    assert Period.parse("2026-11").history(0) == ()


def test_a_period_closes_after_its_grace_in_its_zone():
    week = Period.parse("2026-W46")
    closes = datetime(2026, 11, 15, 21, tzinfo=UTC)  # Monday 06:00 in Seoul
    week.check_closed(closes, SEOUL)
    with pytest.raises(PeriodNotClosedError, match="late rows may still arrive") as caught:
        week.check_closed(closes - timedelta(microseconds=1), SEOUL)
    assert "closes on 2026-11-16 06:00 Asia/Seoul" in str(caught.value)
    assert "'2026-W45'" in str(caught.value)
    week.check_closed(closes - timedelta(hours=6), SEOUL, grace_hours=0)
    with pytest.raises(PeriodNotClosedError, match="has not ended"):
        week.check_closed(closes - timedelta(hours=6, seconds=1), SEOUL, grace_hours=0)


def test_an_instant_without_offset_is_refused():
    with pytest.raises(ArgumentError, match="without an offset"):
        Period.parse("2026-11").check_closed(datetime(2027, 1, 1), "UTC")  # noqa: DTZ001 - what is refused
