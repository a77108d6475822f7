"""A source that has stopped is seen behind one that still delivers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import stagelift
from stagelift.data.freshness import judged
from tiny import write_csv

START = datetime(2026, 9, 1, tzinfo=UTC)
JOURNEY = """\
journey: two
zone: Asia/Seoul
currency: KRW
sources:
  app: {read: app.csv, as: events, customer: customer, time: time, event: event}
  orders: {read: orders.csv, as: events, customer: customer, time: time, event: event}
  survey: {read: survey.csv, as: surveys, customer: customer, score: score, answered: time}
stages:
  looking: visited
  buying: ordered
"""


@pytest.mark.parametrize(
    ("days", "today", "silent", "usual", "stale"),
    [
        (range(100, 130), 130, 0, 0, False),
        (range(100, 130), 131, 1, 0, True),
        # a day that has begun may already have rows
        (range(100, 131), 130, 0, 0, False),
        # two days without rows before, so two are nothing new and three are
        ([*range(100, 110), *range(112, 130)], 132, 2, 2, False),
        ([*range(100, 110), *range(112, 130)], 133, 3, 2, True),
        # too few days, or not daily: no habit to break
        (range(100, 110), 130, 20, None, False),
        (range(100, 156, 7), 190, 40, None, False),
        (range(100, 156, 2), 190, 35, None, False),
    ],
)
def test_silence_is_judged_by_the_sources_own_habit(days, today, silent, usual, stale):
    found = judged("orders", days, today)
    assert (found.silent, found.usual, found.stale) == (silent, usual, stale)


def test_a_source_without_a_recent_row_has_no_habit():
    found = judged("orders", [], 130)
    assert (found.newest, found.usual, found.stale) == (None, None, False)


def two_sources(root, *, stopped):
    """A shop whose visits come daily to the end of 31 October, its orders to a day before."""
    days = (datetime(2026, 10, 31, tzinfo=UTC) - START).days
    header = ("customer", "time", "event")
    noon = [START + timedelta(days=n, hours=3) for n in range(days + 1)]
    visits = [(f"c{n}", at.isoformat(), "visited") for n, at in enumerate(noon)]
    orders = [(f"c{n}", at.isoformat(), "ordered") for n, at in enumerate(noon[: -stopped or None])]
    answers = [(f"c{n}", 9, at.isoformat()) for n, at in enumerate(noon[::7])]
    write_csv(root / "app.csv", header, visits)
    write_csv(root / "orders.csv", header, orders)
    write_csv(root / "survey.csv", ("customer", "score", "time"), answers)
    (root / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    return stagelift.open(root, as_of=datetime(2026, 10, 31, 21, 30, tzinfo=UTC))  # 06:30, Sunday


def test_a_stalled_source_is_seen_behind_a_live_one(tmp_path):
    with two_sources(tmp_path, stopped=4) as ws:
        trust = ws.trust()
    assert [one.source for one in trust.stale] == ["orders"]
    found = {one.source: one for one in trust.freshness}
    assert (found["orders"].newest, found["orders"].silent) == (date(2026, 10, 27), 4)
    assert (found["app"].newest, found["app"].silent) == (date(2026, 10, 31), 0)
    assert found["survey"].usual is None  # weekly: it has no daily habit


def test_the_data_begin_with_the_first_row_that_is_visible(tmp_path):
    with two_sources(tmp_path, stopped=0) as ws:
        assert ws.trust().began == START + timedelta(hours=3)
    with stagelift.open(tmp_path, as_of=START) as before:
        assert before.trust().began is None


def test_sources_that_deliver_are_not_stale(tmp_path):
    with two_sources(tmp_path, stopped=0) as ws:
        assert ws.trust().stale == ()


def test_rows_that_lie_in_the_future_do_not_count(tmp_path):
    """As of an earlier instant the source had not stopped yet."""
    with two_sources(tmp_path, stopped=4):
        earlier = datetime(2026, 10, 27, 21, 30, tzinfo=UTC)
        with stagelift.open(tmp_path, as_of=earlier) as then:
            assert then.trust().stale == ()
