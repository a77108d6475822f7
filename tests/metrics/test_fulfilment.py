"""Delivery and refunds of orders, counted by hand."""

from __future__ import annotations

import pytest

import message_logs as logs
import stagelift
from message_logs import at, shop
from stagelift.errors import DataError
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import ratio

WEEK = "2026-W02"


def rows_of(orders):
    """Events of orders: (customer, number, ordered, delivered, refunded, value, money back)."""
    rows = []
    for name, number, start, came, back, value, money in orders:
        row = {"customer": name, "order_id": number}
        rows.append(row | {"time": at(start), "event": "ordered", "value": value})
        if came is not None:
            rows.append(row | {"time": at(came), "event": "parcel_delivered"})
        if back is not None:
            rows.append(row | {"time": at(back), "event": "refunded", "value": money})
    return rows


def opened(root, rows, as_of=logs.LATER):
    shop(root, rows).close()
    journey = root / "journey.yaml"
    text = journey.read_text(encoding="utf-8").replace(
        "value: value", "value: value, order_id: order_id"
    )
    journey.write_text(text, encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


def test_orders_by_hand(tmp_path):
    orders = [(f"c{n}", f"o{n}", 0, 1 + n / 10, None, 10, None) for n in range(20)]
    orders += [("c0", "again", 1, 5, 6, 30, 30)]  # a second order: late, and given back
    orders += [("lost", "l", 2, None, 12, 40, 40), ("half", "h", 2, 4, 5, 40, 20)]
    orders += [("late", "x", 2, 3, 32, 10, 10)]  # given back on day 30 exactly: too late to count
    orders += [("before", "y", -1, 1, None, 10, None)]  # not of this week
    with opened(tmp_path, rows_of(orders)) as ws:
        found = ws.fulfilment(WEEK)
    on_time = found.estimate("delivered_on_time")
    pairs = [(1, 2 if n == 0 else 1) for n in range(20)] + [(0, 1), (1, 1), (1, 1)]
    sums = [sum(x for x, _ in pairs), sum(y for _, y in pairs)]
    sums += [
        sum(x * x for x, _ in pairs),
        sum(y * y for _, y in pairs),
        sum(x * y for x, y in pairs),
    ]
    expected = ratio(PairMoments.from_sums(len(pairs), *sums, scale=1))
    assert (on_time.value, on_time.n, on_time.k) == (pytest.approx(22 / 24), 23, 22)
    assert (on_time.low, on_time.high) == (
        pytest.approx(expected.low, rel=1e-9),
        pytest.approx(expected.high, rel=1e-9),
    )
    assert found.estimate("refunds_per_order").value == pytest.approx(3 / 24)
    assert found.estimate("refunded_customers").value == pytest.approx(3 / 23)
    assert found.estimate("money_back").value == pytest.approx(90 / (200 + 30 + 40 + 40 + 10))
    # first orders alone: 10 within two days, all but the lost one within three
    assert (found.orders, found.open) == (23, 0)
    assert found.estimate("delivered_by_day_2").value == pytest.approx(11 / 23)
    assert found.estimate("delivered_by_day_14").value == pytest.approx(22 / 23)
    assert "23 (delta)" in str(found)


def test_orders_on_their_way_count_as_long_as_they_are_followed(tmp_path):
    orders = [(f"c{n}", f"o{n}", 0, 1 if n < 10 else None, None, 10, None) for n in range(20)]
    orders += [(f"d{n}", f"p{n}", 1.5, None, None, 10, None) for n in range(20)]
    as_of = logs.START + logs.timedelta(days=2)
    with opened(tmp_path, rows_of(orders), as_of=as_of) as ws:
        found = ws.fulfilment(WEEK)
    # 40 at risk at half a day, when the second twenty leave observation: then 10 of 20 come
    assert (found.orders, found.open) == (40, 30)
    assert found.estimate("delivered_by_day_1").value == 0.0
    on_time = found.estimate("delivered_on_time")
    assert (on_time.value, on_time.status, dict(on_time.excluded)) == (
        None,
        "no_data",
        {"immature": 40},
    )
    with stagelift.open(tmp_path, as_of=logs.START + logs.timedelta(days=1, hours=20)) as ws:
        later = ws.fulfilment(WEEK, promised="1 day")
    assert later.estimate("delivered_on_time").value == 0.0  # delivered after exactly a day: late


def test_without_order_numbers_nothing_is_guessed(tmp_path):
    with (
        shop(tmp_path, rows_of([("a", "1", 0, 1, None, 5, None)])) as ws,
        pytest.raises(DataError, match="no source of events has an order number"),
    ):
        ws.fulfilment(WEEK)


def test_nobody_ordered(tmp_path):
    with opened(tmp_path, rows_of([("a", "1", -20, 1, None, 5, None)])) as ws:
        found = ws.fulfilment(WEEK)
    assert {one.status for one in found.estimates} == {"no_data"}
    assert all(row["value"] is None for row in found.to_dicts())
