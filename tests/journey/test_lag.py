"""How late rows arrive, counted by hand and by plain Python."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from message_logs import START, at, event, shop

DAY = timedelta(days=1)


def told(name, days, after):
    """A message event that was known some time after it happened."""
    happened = START + days * DAY
    more = {"id": name, "ingested": (happened + after).isoformat()}
    return event(name, days, "delivered", **more) | {"time": happened.isoformat()}


def test_quantiles_late_and_early_rows(tmp_path):
    rows = [told(f"a{n}", n / 10, timedelta(seconds=n)) for n in range(18)]
    rows += [told("late", 2, timedelta(hours=6)), told("early", 2, timedelta(seconds=-30))]
    rows += [told("unknown", 2, timedelta(days=90))]  # not known yet
    rows += [told("a1", 0.1, timedelta(hours=9))]  # a copy that came later still counts as a row
    with shop(tmp_path, rows) as ws:
        found = ws.lag().source("log")
    assert (found.rows, found.early) == (21, 1)
    assert (found.p50_seconds, found.p95_seconds) == (9, 6 * 3600)
    assert found.late == pytest.approx(2 / 21)


@pytest.mark.parametrize("seed", range(2))
def test_quantiles_agree_with_plain_python(tmp_path, seed):
    chance = random.Random(seed)
    lags = [timedelta(seconds=int(10 ** chance.uniform(0, 5.5))) for _ in range(301)]
    rows = [told(f"r{n}", chance.uniform(0, 5), lag) for n, lag in enumerate(lags)]
    with shop(tmp_path, rows) as ws:
        found = ws.lag().source("log")
    ordered = sorted(lag.total_seconds() for lag in lags)
    for share, got in ((0.5, found.p50_seconds), (0.95, found.p95_seconds)):
        exact = ordered[max(0, -(-int(share * 301 * 100) // 100) - 1)]
        assert got == pytest.approx(exact, abs=60)
    assert found.late == sum(lag >= timedelta(hours=6) for lag in lags) / 301


def test_a_source_that_does_not_say_when_rows_arrived_says_so(tmp_path):
    with shop(tmp_path, [event("kim", 0, "delivered")]) as ws:
        found = ws.lag()
    one = found.source("log")
    assert (one.p50_seconds, one.late, one.status) == (None, None, "no_data")
    assert "does not say when rows arrived" in str(found)
    assert (one.newest, one.silent_days) == ("2026-01-05", 54)
    assert datetime.fromisoformat(at(0)).date().isoformat() == one.newest
