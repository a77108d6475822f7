"""The period of an instant, whether periods are of one length or not."""

from __future__ import annotations

import duckdb
import pytest
from sqlglot import exp

from stagelift.data.query import PeriodWindow
from stagelift.data.query.populations import period_number
from stagelift.reports.periods import Period

HOUR = 3_600_000_000


def windows(periods: list[Period], zone: str) -> tuple[PeriodWindow, ...]:
    return tuple(PeriodWindow(p.label, *p.instants(zone)) for p in periods)


def weeks(last: str, count: int, zone: str) -> tuple[PeriodWindow, ...]:
    newest = Period.parse(last)
    return windows([*newest.history(count - 1), newest], zone)


CASES = {
    "even weeks": (weeks("2026-W20", 30, "Asia/Seoul"), True),
    "a change of the clock": (weeks("2026-W20", 30, "America/New_York"), False),
    "months": (windows([Period.parse(f"2026-{n:02d}") for n in range(1, 9)], "UTC"), False),
    "one week": (weeks("2026-W20", 1, "UTC"), True),
    "a gap": (windows([Period.parse("2026-W10"), Period.parse("2026-W12")], "UTC"), False),
    "a year ago": (windows([Period.parse("2025-W46"), Period.parse("2026-W46")], "UTC"), False),
}


@pytest.mark.parametrize("name", CASES)
def test_every_instant_falls_into_its_period(name: str) -> None:
    periods, divided = CASES[name]
    found = period_number(periods, exp.column("at"))
    edges = {edge for p in periods for edge in (p.start, p.end)}
    instants = sorted({edge + move for edge in edges for move in (-HOUR, -1, 0, 1, 90 * HOUR)})
    expected = [
        next((n for n, p in enumerate(periods) if p.start <= at < p.end), None) for at in instants
    ]
    table = exp.values([(at,) for at in [*instants, 0, -HOUR]], alias="t", columns=["at"])
    rows = duckdb.sql(exp.select("at", found).from_(table).sql("duckdb")).fetchall()
    assert dict(rows) == {**dict(zip(instants, expected, strict=True)), 0: None, -HOUR: None}
    assert ("//" in found.sql("duckdb")) == divided


def test_weeks_of_new_york_differ_in_length() -> None:
    lengths = {p.end - p.start for p in CASES["a change of the clock"][0]}
    assert lengths == {167 * HOUR, 168 * HOUR, 169 * HOUR}
