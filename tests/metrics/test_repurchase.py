"""Repurchase counted by hand: a later local day, one purchase a day, orders and their lines."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import stagelift
from tiny import LATER, MONDAY, day, kpi, workspace, write_csv

STAGES = "  looking: visited\n  buying: ordered\n  staying: ordered x2\n"
AGAIN = "  again: {repurchase: ordered, within: 30 days}\n"


def counted(root, rows, metrics=AGAIN, **more):
    with workspace(root, rows, metrics=metrics, stages=STAGES, **more) as ws:
        found = kpi(ws, "again")
    return found.n, found.k


@pytest.mark.parametrize(
    ("second", "k"),
    [
        (day(1, hours=23, minutes=59), 0),  # two orders of one day are one purchase
        (day(2), 1),
        (day(31, hours=10, microseconds=-1), 1),
        (day(31, hours=10), 0),  # the window is half-open
    ],
)
def test_the_second_purchase_lies_on_a_later_day_within_the_window(tmp_path, second, k):
    rows = [("a", day(1, hours=10), "ordered"), ("a", second, "ordered")]
    assert counted(tmp_path, rows) == (1, k)


def test_the_day_is_the_local_one(tmp_path):
    rows = [("a", day(1, hours=14), "ordered"), ("a", day(1, hours=16), "ordered")]
    assert counted(tmp_path / "utc", rows) == (1, 0)
    assert counted(tmp_path / "seoul", rows, zone="Asia/Seoul") == (1, 1)  # 23:00 and 01:00


def test_only_first_time_buyers_are_followed(tmp_path):
    rows = [
        ("old", day(-40), "ordered"),
        ("old", day(-40), "visited"),
        ("old", day(1), "ordered"),
        ("old", day(3), "ordered"),
        ("new", day(1), "ordered"),
        ("never", day(1), "visited"),
    ]
    assert counted(tmp_path, rows) == (1, 0)


def test_a_buyer_counts_once_the_window_has_closed(tmp_path):
    rows = [("a", day(1), "ordered"), ("a", day(2), "ordered")]
    closed = MONDAY + timedelta(days=31)
    assert counted(tmp_path / "closed", rows, as_of=closed) == (1, 1)
    assert counted(tmp_path / "open", rows, as_of=closed - timedelta(microseconds=1)) == (0, 0)


def test_a_pattern_of_events_has_one_first_day(tmp_path):
    stages = "  looking: visited\n  buying: ordered | subscribed\n"
    metrics = "  again: {repurchase: ordered | subscribed, within: 30 days}\n"
    rows = [
        ("a", day(1), "ordered"),
        ("a", day(4), "subscribed"),  # the first of its kind, not the first purchase
        ("b", day(1), "ordered"),
        ("b", day(1, hours=5), "subscribed"),
    ]
    with workspace(tmp_path, rows, metrics=metrics, stages=stages) as ws:
        found = kpi(ws, "again")
    assert (found.n, found.k) == (2, 1)


JOURNEY = """\
journey: tiny
zone: UTC
currency: EUR
sources:
  log: {read: log.csv, as: events, customer: customer, time: time, event: event,
        order_id: order, value: value}
stages:
  looking: visited
  buying: ordered
  staying: ordered x2
segments:
  twice: {did: ordered, at_least: 2 times, within: 30 days}
"""


def test_the_lines_of_one_order_are_one_order(tmp_path):
    rows = [
        ("a", day(1, hours=23, minutes=59), "ordered", "o1", "10"),
        ("a", day(2, minutes=1), "ordered", "o1", "5"),  # the same order, past midnight
        ("b", day(1), "ordered", "o2", "20"),
        ("b", day(3), "ordered", "o3", "1"),
        ("c", day(1), "ordered", "", "2"),  # without an id every row stands for itself
        ("c", day(2), "ordered", "", "2"),
        ("d", day(1), "ordered", "o2", "7"),  # another customer's id is another order
        ("a", day(0), "visited", "", ""),
    ]
    write_csv(tmp_path / "log.csv", ("customer", "time", "event", "order", "value"), rows)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    metrics = (
        "metrics:\n" + AGAIN + "  second: {conversion: ordered x2, from: buying, within: 9 days}\n"
        "  spent: {sum: ordered.value, from: looking, within: 7 days}\n"
    )
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=LATER) as ws:
        again, second = kpi(ws, "again"), kpi(ws, "second")
        spent = kpi(ws, "spent")
        later = kpi(ws, "second", by="twice", segment="twice")
    assert (again.n, again.k) == (4, 2)
    assert (second.n, second.k) == (4, 2)
    assert (spent.n, spent.value) == (1, 15.0)
    assert later.n == 0  # at entry, nobody has a second order


def test_a_returned_order_is_no_purchase(tmp_path):
    rows = [
        ("a", day(1), "ordered", "o1", "10"),
        ("a", day(5), "ordered", "o2", "30"),  # returned line by line: nothing is left of it
        ("a", day(9), "ordered", "o2", "-30"),
        ("b", day(1), "ordered", "o3", "10"),
        ("b", day(5), "ordered", "o4", "30"),
        ("b", day(9), "ordered", "o4", "-10"),  # a part was kept
        ("c", day(1), "ordered", "o5", "0"),  # the first order was returned, one more was not
        ("c", day(5), "ordered", "o6", "8"),
        ("d", day(1), "ordered", "o7", "9"),
        ("d", day(5), "ordered", "o8", ""),  # its value is not known
        ("e", day(1), "ordered", "o9", "9"),
        ("e", day(5), "ordered", "", "0"),
        ("a", day(0), "visited", "", ""),
    ]
    write_csv(tmp_path / "log.csv", ("customer", "time", "event", "order", "value"), rows)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (tmp_path / "metrics").mkdir()
    metrics = (
        f"metrics:\n{AGAIN}  second: {{conversion: ordered x2, from: buying, within: 9 days}}\n"
    )
    (tmp_path / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=LATER) as ws:
        again, second = kpi(ws, "again"), kpi(ws, "second")
    assert (again.n, again.k) == (5, 2)  # b and d
    assert (second.n, second.k) == (5, 5)  # other metrics count every order, as they say


def test_random_logs_equal_a_count_in_plain_python(tmp_path):
    rng = random.Random(5)
    tz = ZoneInfo("Asia/Seoul")
    events = [
        (f"c{rng.randint(0, 90)}", MONDAY + timedelta(hours=rng.randint(-60, 900)))
        for _ in range(300)
    ]
    as_of = MONDAY + timedelta(days=35, hours=7)
    rows = [(customer, at.isoformat(), "ordered") for customer, at in events]
    rows.append(("c0", (MONDAY - timedelta(days=9)).isoformat(), "visited"))
    start = datetime(2026, 1, 5, tzinfo=tz).astimezone(UTC)
    n = k = 0
    for customer in {one for one, _ in events}:
        seen = sorted(at for one, at in events if one == customer and at < as_of)
        if not seen or not start <= seen[0] < start + timedelta(days=7):
            continue
        if seen[0] + timedelta(days=30) > as_of:
            continue
        n += 1
        k += any(
            at.astimezone(tz).date() > seen[0].astimezone(tz).date()
            for at in seen
            if at < seen[0] + timedelta(days=30)
        )
    assert counted(tmp_path, rows, zone="Asia/Seoul", as_of=as_of) == (n, k)
    assert 0 < k < n
