from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from stagelift.data import sql, zones
from stagelift.errors import ArgumentError

from .worlds import World, us

HOUR = 3_600_000_000
NEW_YORK, SEOUL = "America/New_York", "Asia/Seoul"


def wall(text: str) -> int:
    """A wall time as µs since 1970-01-01 of the wall clock."""
    return us(f"{text}+00:00")


def answers(world: World, expressions):
    """The values of expressions on the world's engine, also after its session zone has changed."""
    world.text("app", ["c"], [["x"]])
    engine = world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))
    query = exp.select(*expressions)
    (found,) = engine.run(query)
    for zone in ("Pacific/Kiritimati", NEW_YORK):
        engine.run(sqlglot.parse_one(f"SET TimeZone = '{zone}'", dialect=engine.dialect))
        assert engine.run(query) == [found], f"the session zone {zone} moved a result"
    return list(found)


def test_new_york_changes_twice_in_2026():
    found = zones.offsets(NEW_YORK, us("2026-01-01T00:00+00:00"), us("2026-12-31T00:00+00:00"))
    assert found == (
        (us("2026-03-08T07:00+00:00"), -5 * HOUR),
        (us("2026-11-01T06:00+00:00"), -4 * HOUR),
        (zones.END_OF_TIME, -5 * HOUR),
    )


def test_a_range_without_change_has_one_piece():
    span = us("2026-01-01T00:00+00:00"), us("2026-12-31T00:00+00:00")
    assert zones.offsets(SEOUL, *span) == ((zones.END_OF_TIME, 9 * HOUR),)


def test_the_tables_end_quietly_beyond_1900_and_2100():
    assert zones.offsets(SEOUL, -(2**62), -(2**61))[-1][0] == zones.END_OF_TIME
    far = us("2300-07-01T00:00+00:00")
    assert len(zones.offsets(NEW_YORK, far, far)) == 1


def test_a_misspelt_zone_is_named_with_the_nearest():
    with pytest.raises(ArgumentError, match=r"unknown time zone 'Asia/Soul'.*'Asia/Seoul'"):
        zones.offsets("Asia/Soul", 0, 0)


@given(
    st.sampled_from([NEW_YORK, SEOUL, "Europe/London", "America/Sao_Paulo", "Asia/Kolkata"]),
    st.integers(us("1971-01-01T00:00+00:00"), us("2037-01-01T00:00+00:00")),
)
def test_offsets_are_those_of_the_zone_database(zone, at):
    pieces = zones.offsets(zone, at - 400 * zones.DAY_US, at + 400 * zones.DAY_US)
    offset = next(offset for until, offset in pieces if at < until)
    expected = zones.from_us(at).astimezone(ZoneInfo(zone)).utcoffset()
    assert expected is not None
    assert offset == expected // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        (
            NEW_YORK,
            [
                ("2026-03-08T04:59:59.999999+00:00", "2026-03-07"),
                ("2026-03-08T05:00:00+00:00", "2026-03-08"),
                ("2026-03-09T03:59:59.999999+00:00", "2026-03-08"),  # a day of 23 hours
                ("2026-03-09T04:00:00+00:00", "2026-03-09"),
                ("2026-11-01T03:59:59.999999+00:00", "2026-10-31"),
                ("2026-11-01T04:00:00+00:00", "2026-11-01"),
                ("2026-11-02T04:59:59.999999+00:00", "2026-11-01"),  # a day of 25 hours
                ("2026-11-02T05:00:00+00:00", "2026-11-02"),
            ],
        ),
        (
            SEOUL,
            [
                ("2026-12-31T14:59:59.999999+00:00", "2026-12-31"),
                ("2026-12-31T15:00:00+00:00", "2027-01-01"),
                ("2028-02-28T15:00:00+00:00", "2028-02-29"),  # leap day
                ("2028-02-29T15:00:00+00:00", "2028-03-01"),
                ("1969-12-31T14:59:59+00:00", "1969-12-31"),
                ("1969-12-31T15:00:00+00:00", "1970-01-01"),
            ],
        ),
    ],
)
def test_local_days_are_exact_on_every_engine(world: World, zone, moments):
    span = us(min(at for at, _ in moments)), us(max(at for at, _ in moments))
    days = [zones.local_day(sql.number(us(at)), zone, span) for at, _ in moments]
    expected = [zones.day_number(date.fromisoformat(day)) for _, day in moments]
    assert answers(world, days) == expected


@pytest.mark.parametrize(
    ("zone", "walls"),
    [
        (
            NEW_YORK,
            [
                ("2026-03-08T01:59:59", "2026-03-08T01:59:59-05:00"),
                ("2026-03-08T02:30:00", "2026-03-08T02:30:00-05:00"),  # skipped: the first offset
                ("2026-03-08T03:00:00", "2026-03-08T03:00:00-04:00"),
                ("2026-11-01T00:59:59", "2026-11-01T00:59:59-04:00"),
                ("2026-11-01T01:30:00", "2026-11-01T01:30:00-04:00"),  # repeated: the first offset
                ("2026-11-01T02:00:00", "2026-11-01T02:00:00-05:00"),
            ],
        ),
        (SEOUL, [("2028-02-29T00:00:00", "2028-02-28T15:00:00+00:00")]),
    ],
)
def test_wall_times_become_instants_on_every_engine(world: World, zone, walls):
    span = wall(min(at for at, _ in walls)), wall(max(at for at, _ in walls))
    found = [zones.instant_from_naive(sql.number(wall(at)), zone, span) for at, _ in walls]
    assert answers(world, found) == [us(instant) for _, instant in walls]


def test_wall_times_in_a_change_are_recognised(world: World):
    times = ["03-08T01:59", "03-08T02:00", "03-08T02:59", "03-08T03:00", "11-01T00:59"]
    times += ["11-01T01:00", "11-01T01:59", "11-01T02:00"]
    walls = [wall(f"2026-{time}:00") for time in times]
    span = walls[0], walls[-1]
    tests = [
        sql.case([(zones.in_clock_change(sql.number(at), NEW_YORK, span), sql.number(1))])
        for at in walls
    ]
    assert answers(world, tests) == [None, 1, 1, None, None, 1, 1, None]


@given(
    st.sampled_from([NEW_YORK, SEOUL, "America/Sao_Paulo", "Africa/Cairo", "America/Havana"]),
    st.integers(zones.day_number(date(1990, 1, 1)), zones.day_number(date(2030, 1, 1))),
)
def test_a_day_begins_where_the_day_before_ends(zone, day):
    start = zones.day_start_us(day, zone)
    info = ZoneInfo(zone)
    first, before = (zones.from_us(at).astimezone(info).date() for at in (start, start - 1))
    assert zones.day_number(first) == day
    assert zones.day_number(before) == day - 1


def test_a_skipped_midnight_starts_the_day_after_the_gap():
    # Cairo's clocks went from 23:59:59 to 01:00 on 26 April 2024
    assert zones.day_start_us(date(2024, 4, 26), "Africa/Cairo") == us("2024-04-26T01:00+03:00")


def test_instants_need_an_offset():
    with pytest.raises(ArgumentError, match="no offset"):
        zones.to_us(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001 - bounds of naive times
def test_instants_and_moments_are_inverse(moment):
    aware = moment.replace(tzinfo=UTC)
    assert zones.from_us(zones.to_us(aware)) == aware
