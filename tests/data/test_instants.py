from __future__ import annotations

from datetime import date

import pytest
from sqlglot import exp

from stagelift.data import sql
from stagelift.data.instants import Moment, instant, unix_units, wall_time

from .worlds import World, us

SPAN = us("2025-01-01T00:00+00:00"), us("2027-01-01T00:00+00:00")


@pytest.fixture
def engine(world: World):
    world.text("app", ["c"], [["x"]])
    return world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))


def outcome(engine, text, kind, contract_kind, zone=None):
    value = sql.cast(exp.null() if text is None else sql.text(text), kind)
    cast = instant(Moment("time", value, contract_kind, zone), engine, SPAN)
    reason = sql.case([(when, sql.text(why)) for when, why in cast.problems])
    ((found, why),) = engine.run(exp.select(cast.value, reason))
    return found, why


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-08T02:30:00Z", "2026-03-08T02:30:00+00:00"),
        ("2026-03-08 02:30:00 UTC", "2026-03-08T02:30:00+00:00"),
        ("2026-03-08T02:30Z", "2026-03-08T02:30:00+00:00"),
        ("2026-03-08 02:30:00+09", "2026-03-07T17:30:00+00:00"),
        ("2026-03-08T02:30:00+0900", "2026-03-07T17:30:00+00:00"),
        ("2026-03-08T02:30:00-04:30", "2026-03-08T07:00:00+00:00"),
        (" 2026-03-08T02:30:00.5+09:00 ", "2026-03-07T17:30:00.500000+00:00"),
        ("2026-03-08T02:30:00.123456789Z", "2026-03-08T02:30:00.123456+00:00"),
        ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00+00:00"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00+00:00"),
        ("1772904600", "2026-03-07T17:30:00+00:00"),
        ("1772904600123", "2026-03-07T17:30:00.123000+00:00"),
        ("1772904600123456", "2026-03-07T17:30:00.123456+00:00"),
        ("1772904600123456789", "2026-03-07T17:30:00.123456+00:00"),
    ],
)
def test_text_with_an_offset_is_an_instant_whatever_the_zone(engine, text, iso):
    expected = (us(iso), None)
    assert outcome(engine, text, "text", "text") == expected
    assert outcome(engine, text, "text", "text", "Asia/Seoul") == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-08T02:30:00", "2026-03-08T02:30:00+09:00"),
        ("2026-03-08 02:30", "2026-03-08T02:30:00+09:00"),
        ("2026-03-08", "2026-03-08T00:00:00+09:00"),
    ],
)
def test_text_without_an_offset_needs_the_declared_zone(engine, text, iso):
    assert outcome(engine, text, "text", "text", "Asia/Seoul") == (us(iso), None)
    assert outcome(engine, text, "text", "text") == (None, "naive_time")


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T00:00:00Z",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "2026-1-1",
        "0000-01-01",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:60:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T00:00:00+25:00",
        "01/02/2026",
        "20260101",
        "20260101120000",
        "0",
        "-1",
        "9999999999999999999",
        "yesterday",
        "infinity",
    ],
)
def test_text_that_is_no_time_is_said_to_be_bad(engine, text):
    assert outcome(engine, text, "text", "text", "Asia/Seoul") == (None, "bad_time")


@pytest.mark.parametrize("text", ["", "  ", None])
def test_missing_text_is_missing_not_bad(engine, text):
    assert outcome(engine, text, "text", "text", "Asia/Seoul") == (None, None)


def test_exactly_the_days_that_exist_are_read(world: World):
    years = (1600, 1900, 1999, 2000, 2023, 2024, 2026, 2100, 2400)
    texts = [f"{y}-{m:02}-{d:02}" for y in years for m in range(14) for d in range(33)]
    world.text("app", ["c"], [[text] for text in texts])
    journey = world.journey({"app": {"as": "customers", "customer": "c"}})
    engine = world.engine(journey)
    cast = instant(Moment("time", sql.column("c"), "text", "UTC"), engine, SPAN)
    relation = engine.relation(journey.sources["app"])
    found = dict(engine.run(exp.select(sql.column("c"), cast.value).from_(relation)))
    assert found == {text: midnight(text) for text in texts}


def midnight(text):
    """The second implementation: Python's calendar."""
    try:
        return us(f"{date.fromisoformat(text).isoformat()}T00:00:00+00:00")
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("text", "kind", "contract_kind", "zone", "expected"),
    [
        ("2026-03-08 02:30:00+09", "timestamptz", "timestamptz", None, "2026-03-07T17:30+00:00"),
        ("2026-03-08 02:30:00", "timestamp", "timestamp", "Asia/Seoul", "2026-03-07T17:30+00:00"),
        ("2026-03-08", "date", "date", "Asia/Seoul", "2026-03-07T15:00+00:00"),
        ("1772904600", "int", "integer", None, "2026-03-07T17:30+00:00"),
        ("1772904600000", "bigint", "integer", None, "2026-03-07T17:30+00:00"),
        ("1772904600.25", "double", "float", None, "2026-03-07T17:30:00.25+00:00"),
        ("1772904600.250", "decimal(14, 3)", "decimal", None, "2026-03-07T17:30:00.25+00:00"),
    ],
)
def test_typed_moments_become_instants(engine, text, kind, contract_kind, zone, expected):
    assert outcome(engine, text, kind, contract_kind, zone) == (us(expected), None)


@pytest.mark.parametrize(
    ("text", "kind", "contract_kind"),
    [
        ("infinity", "timestamptz", "timestamptz"),
        ("-infinity", "timestamp", "timestamp"),
        ("0999-12-31", "date", "date"),
        ("12", "int", "integer"),
        ("17729046000000000", "bigint", "integer"),
        ("1e300", "double", "float"),
    ],
)
def test_typed_moments_out_of_all_bounds_are_bad(engine, text, kind, contract_kind):
    assert outcome(engine, text, kind, contract_kind, "UTC") == (None, "bad_time")


@pytest.mark.parametrize("kind", [("timestamptz", "timestamptz"), ("double", "float")])
def test_missing_typed_moments_are_missing(engine, kind):
    assert outcome(engine, None, *kind) == (None, None)


def test_only_times_without_an_offset_have_a_wall_time(engine):
    texts = ["2026-03-08T02:30:00", "2026-03-08T02:30:00Z", "1772904600", "x"]
    walls = [wall_time(Moment("t", sql.text(one), "text", "Asia/Seoul"), engine) for one in texts]
    assert engine.run(exp.select(*walls)) == [(us("2026-03-08T02:30+00:00"), None, None, None)]


def test_unix_units_tell_themselves_by_size(engine):
    column = Moment("t", sql.cast(sql.text("1772904600000"), "bigint"), "integer", None)
    tests = unix_units(column)
    row = engine.run(exp.select(*(sql.case([(test, sql.number(1))]) for _, test in tests)))
    assert [unit for unit, _ in tests] == ["seconds", "milliseconds", "microseconds", "nanoseconds"]
    assert row == [(None, 1, None, None)]
    assert unix_units(Moment("t", sql.column("t"), "timestamptz", None)) == ()
