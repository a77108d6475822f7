"""The window of churn by silence through a workspace, against gaps counted in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from stagelift.errors import ArgumentError
from tiny import MONDAY, day, workspace

METRICS = "  gone: {churn: visited | ordered, silent_for: 30 days}\n"
AS_OF = MONDAY + timedelta(days=400)


def visits(seed=7, customers=120):
    """Customers at their own pace over 300 days; some stop for good."""
    chance = random.Random(seed)
    rows = []
    for name in range(customers):
        at, pace, stop = 0.0, chance.uniform(2, 25), chance.uniform(30, 300)
        while at < stop:
            rows.append((f"c{name}", day(at), chance.choice(["visited", "ordered"])))
            at += chance.expovariate(1 / pace)
    rows.append(("last", day(300), "visited"))
    return rows


def spells(rows, end=300.0):
    """(whole days, returned, open) of every silence, followed to the last event of the data."""
    found, times = [], {}
    for customer, at, _ in rows:
        times.setdefault(customer, []).append(at)
    first = MONDAY
    for instants in times.values():
        days = sorted((parsed(at) - first) / timedelta(days=1) for at in instants)
        for start, after in zip(days, [*days[1:], None], strict=True):
            followed = int(end - start)
            back = after is not None and int(after - start) < followed
            found.append((int(after - start) if back else followed, back, after is None))
    return found


def parsed(text):
    from datetime import datetime

    return datetime.fromisoformat(text)


def risk_of(found, window, horizon):
    stay = 1.0
    for one in range(window, window + horizon):
        risk = sum(days > one or (days == one and back) for days, back, _ in found)
        stay *= 1 - sum(back and days == one for days, back, _ in found) / risk
    return 1 - stay


def test_every_window_agrees_with_plain_python(tmp_path):
    rows = visits()
    with workspace(tmp_path, rows, metrics=METRICS, as_of=AS_OF) as ws:
        found = ws.silence_window("gone", horizon_days=60, at_most=0.2, days=(7, 30, 60))
    counted = spells(rows)
    assert [row.days for row in found.rows if row.days != found.days] == [7, 30, 60]
    for row in found.rows:
        assert row.n == sum(d > row.days or (d == row.days and b) for d, b, _ in counted)
        assert row.value == pytest.approx(risk_of(counted, row.days, 60), rel=1e-11)
        assert row.low < row.value < row.high
        assert row.silent == sum(last and d >= row.days for d, _, last in counted)
        assert row.customers == 121
    assert found.returns == sum(not last for *_, last in counted)
    smaller = [risk_of(counted, days, 60) for days in range(1, found.days)]
    assert found.row(found.days).value <= 0.2 < min(smaller)


def test_what_is_silent_after_the_data_end_is_not_the_customers(tmp_path):
    texts = []
    for days in (301, 400):
        root = tmp_path / str(days)
        root.mkdir()
        as_of = MONDAY + timedelta(days=days)
        with workspace(root, visits(), metrics=METRICS, as_of=as_of) as ws:
            texts.append(str(ws.silence_window(horizon_days=60, at_most=0.2)))
    assert texts[0] == texts[1]


def test_one_customer_in_another_order_of_rows_changes_nothing(tmp_path):
    rows = visits()
    mixed = random.Random(1).sample(rows, len(rows))
    found = []
    for name, each in (("a", rows), ("b", mixed)):
        (tmp_path / name).mkdir()
        with workspace(tmp_path / name, each, metrics=METRICS, as_of=AS_OF) as ws:
            found.append(ws.silence_window().to_dicts())
    assert found[0] == found[1]


def test_the_screen_says_what_the_metric_means_then_what_would_do(tmp_path):
    with workspace(tmp_path, visits(), metrics=METRICS, as_of=AS_OF) as ws:
        found = ws.silence_window(horizon_days=60, at_most=0.2)
    lines = str(found).splitlines()
    assert lines[0].startswith("gone: of the customers silent for 30 days, ")
    assert lines[0].endswith(") come back within 60 days.")
    assert lines[1].startswith(f"Silent for {found.days} days is the shortest window after which")
    assert sum(line.startswith("*") for line in lines) == 1
    assert lines[-1].startswith(f"{found.returns:,} returns (visited | ordered) of 121 customers")
    frame = found.to_frame()
    assert Counter(frame["chosen"]) == {False: len(found.rows) - 1, True: 1}


def test_without_a_window_it_says_so(tmp_path):
    always = [(f"c{name}", day(at), "visited") for name in range(60) for at in range(0, 200, 20)]
    with workspace(tmp_path, always, as_of=AS_OF) as ws:
        found = ws.silence_window(event="visited", horizon_days=30, days=(10, 90))
    assert (found.days, found.status) == (None, "not_identifiable")
    assert str(found).startswith("No window in these data keeps that share at or below 10%")
    row = found.row(10)
    assert (row.value, row.n) == (1.0, 60 * 9)
    assert found.row(90).status == "no_data"


def test_few_silences_are_not_shown(tmp_path):
    rows = [(f"c{name}", day(at), "visited") for name in range(3) for at in (0, 50, 200)]
    with workspace(tmp_path, rows, as_of=AS_OF) as ws:
        found = ws.silence_window(event="visited", horizon_days=20, days=(30,))
    [row] = found.to_dicts()
    assert (row["n"], row["value"], row["status"]) == (None, None, "low_n")
    assert "< 10" in str(found)
    assert "too few to show" in str(found)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metric": "gone", "event": "visited"}, "name a metric or an event, not both"),
        ({"metric": "gnoe"}, "unknown metric 'gnoe'. Did you mean 'gone'?"),
        ({"metric": "week4"}, r"metric 'week4' \(retention\) has no silence. There are: gone"),
        ({"horizon_days": 0}, "horizon_days: 0 came; 1 or more is allowed"),
        ({"days": (0,)}, "days: 0 came; 1 or more is allowed"),
        ({"at_most": 1.0}, "at_most: 1 came; a share between 0 and 1 is allowed"),
    ],
)
def test_what_cannot_be_asked(tmp_path, asked, message):
    metrics = METRICS + "  week4: {retention: visited, days: 22..28}\n"
    with (
        workspace(tmp_path, visits(customers=3), metrics=metrics, as_of=AS_OF) as ws,
        pytest.raises(ArgumentError, match=message),
    ):
        ws.silence_window(**asked)


def test_a_window_that_is_not_shown_is_refused(tmp_path):
    with workspace(tmp_path, visits(customers=12), metrics=METRICS, as_of=AS_OF) as ws:
        found = ws.silence_window(days=(14,), at_most=0.5)
    with pytest.raises(ArgumentError, match="days: 15 came; shown are 14"):
        found.row(15)
