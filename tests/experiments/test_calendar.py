"""The looks of a weekly plan: local Mondays, whole days of entry, the planned end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stagelift.data.zones import DAY_US, day_number, day_start_us, from_us, zone_named
from stagelift.experiments.calendar import look_calendar
from stagelift.experiments.enrolment import Enrolment

WEEK = 7 * DAY_US


def enrolled(first, last, window, zone="Asia/Seoul", *, at_once=False):
    start = day_start_us(first, zone)
    end = day_start_us(last + timedelta(days=1), zone)
    final = (start if at_once else end) + window
    return Enrolment(start, end, final, from_us(final).date(), at_once)


def local(calendar, zone="Asia/Seoul"):
    return [
        f"{from_us(at).astimezone(zone_named(zone)):%a %d %b %H:%M}" for at in calendar.instants
    ]


def test_looks_are_mondays_once_a_week_of_entries_is_mature_and_then_the_end():
    run = enrolled(date(2026, 10, 21), date(2026, 11, 15), WEEK)  # from a Wednesday
    calendar = look_calendar(run, "Asia/Seoul", (WEEK,))
    assert local(calendar) == [
        "Mon 09 Nov 00:00",
        "Mon 16 Nov 00:00",
        "Mon 23 Nov 00:00",
    ]
    assert calendar.planned == 3
    assert calendar.last_days(WEEK) == (
        day_number(date(2026, 11, 1)),
        day_number(date(2026, 11, 8)),
        day_number(date(2026, 11, 15)),
    )


def test_the_planned_end_is_a_look_of_its_own_on_any_day():
    run = enrolled(date(2026, 10, 26), date(2026, 11, 12), WEEK)  # ends on a Thursday
    calendar = look_calendar(run, "Asia/Seoul", (WEEK,))
    assert local(calendar)[-2:] == ["Mon 16 Nov 00:00", "Fri 20 Nov 00:00"]
    assert calendar.planned == len(calendar.instants) == 3


def test_a_run_of_less_than_two_weeks_is_read_at_its_end_only():
    run = enrolled(date(2026, 10, 26), date(2026, 11, 1), WEEK)
    assert local(look_calendar(run, "Asia/Seoul", (WEEK,))) == ["Mon 09 Nov 00:00"]


def test_everybody_who_enters_at_once_is_mature_at_once():
    run = enrolled(date(2026, 10, 26), date(2026, 10, 26), WEEK, at_once=True)
    calendar = look_calendar(run, "Asia/Seoul", (WEEK,))
    assert len(calendar.instants) == 1
    assert calendar.last_days(WEEK) == (day_number(date(2026, 10, 26)),)


def test_looks_go_on_after_the_planned_end_for_metrics_with_longer_windows():
    run = enrolled(date(2026, 10, 26), date(2026, 11, 15), WEEK)
    calendar = look_calendar(run, "Asia/Seoul", (WEEK, 3 * WEEK))
    assert calendar.planned == 3
    assert len(calendar.instants) == 5
    assert len(calendar.last_days(WEEK)) == 3
    assert calendar.last_days(3 * WEEK) == (
        None,
        None,
        day_number(date(2026, 11, 1)),
        day_number(date(2026, 11, 8)),
        day_number(date(2026, 11, 15)),
    )


def test_a_day_is_final_when_the_window_of_its_last_unit_has_closed():
    """New York's clocks went back on 1 November 2026: that Sunday had 25 hours."""
    zone = "America/New_York"
    run = enrolled(date(2026, 10, 19), date(2026, 11, 8), WEEK, zone)
    calendar = look_calendar(run, zone, (WEEK,))
    assert local(calendar, zone)[0] == "Mon 02 Nov 00:00"
    # seven times 24 hours after Sunday 25 October end an hour before that Monday begins
    assert calendar.last_days(WEEK)[0] == day_number(date(2026, 10, 25))
    half = WEEK + DAY_US // 2
    assert calendar.last_days(half)[0] == day_number(date(2026, 10, 24))


@pytest.mark.parametrize("window_days", [1, 7, 10, 28])
def test_each_look_counts_more_days_and_the_last_counts_all(window_days):
    window = window_days * DAY_US
    run = enrolled(date(2026, 9, 3), date(2026, 10, 21), window)
    calendar = look_calendar(run, "Asia/Seoul", (window,))
    days = calendar.last_days(window)
    assert None not in days
    assert list(days) == sorted(set(days))
    assert days[-1] == day_number(date(2026, 10, 21))
    assert calendar.taken(calendar.instants[0] - 1) == 0
    assert calendar.taken(calendar.instants[0]) == 1
