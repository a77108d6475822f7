"""Tickets and low scores: how long until somebody answers, those still waiting being censored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stagelift.errors import DefinitionError
from stagelift.statistics.proportions import proportion
from tiny import MONDAY, WEEK, day

from .said import one, speaking

WAIT = (
    "  reply: {waiting: {from: opened, until: answered | closed, by: ticket}, within: 24 hours}\n"
)


def ticket(number, customer, at, after=None, event="answered"):
    """A ticket opened at a day, answered so many hours after; None for never."""
    rows = [(customer, day(at), "opened", number)]
    if after is not None:
        rows.append((customer, day(at, hours=after), event, number))
    return rows


def flat(*tickets):
    return [row for rows in tickets for row in rows]


def test_the_promise_is_kept_before_its_end(tmp_path):
    desk = flat(
        ticket("t1", "a", 0, 2),
        ticket("t2", "b", 0, 24),  # at the very end: broken
        ticket("t3", "c", 0, 0),  # answered at the instant it was opened
        ticket("t4", "d", 0, 23.9, "closed"),
        ticket("t5", "e", 0),
        ticket("t6", "f", 8, 1),  # of the week after
    )
    desk.append(("b", day(0, hours=1), "answered", "t9"))  # another ticket of b's
    desk.append(("a", day(0, hours=9), "answered", "t1"))  # a second answer changes nothing
    desk.append(("a", day(0, hours=3), "opened", "t1"))  # opened again: it began once
    with speaking(tmp_path, desk=desk, metrics=WAIT) as ws:
        found = one(ws, "reply")
        rows = ws.waits("reply", WEEK)
    assert (found.k, found.n) == (3, 5)
    wilson = proportion(3, 5)
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high))
    assert rows.row().waits == 5
    assert rows.row().open == 1
    # times 0, 2, 23.9, 24 and one that goes on: half have ended by 23.9 hours
    assert rows.row().median.value == pytest.approx(23.9)
    assert rows.row().mean.value == pytest.approx((0 + 2 + 23.9 + 24 + 72) / 5)


def test_tickets_of_one_customer_are_no_independent_ones(tmp_path):
    desk = flat(*(ticket(f"t{n}", f"c{n // 8}", 0, 2 if n < 16 else None) for n in range(32)))
    with speaking(tmp_path, desk=desk, metrics=WAIT) as ws:
        found = one(ws, "reply")
    assert (found.k, found.n, found.value) == (16, 32, 0.5)
    # four customers of eight tickets each, two kept wholly: as wide as four, not as thirty-two
    assert found.method == "delta"
    assert found.se == pytest.approx((4 / 3 * 0.25 / 4) ** 0.5)


def test_a_young_ticket_waits_whether_answered_or_not(tmp_path):
    desk = flat(ticket("t1", "a", 0, 2), ticket("t2", "b", 1.5, 1), ticket("t3", "c", 1.5))
    with speaking(tmp_path, desk=desk, metrics=WAIT, as_of=MONDAY + timedelta(days=2)) as ws:
        found, rows = one(ws, "reply"), ws.waits("reply", WEEK)
    assert (found.k, found.n, found.status) == (1, 1, "immature")
    assert dict(found.excluded) == {"immature": 2}
    assert (rows.row().waits, rows.row().open) == (3, 1)
    # 1 and 2 hours, and one censored after 12
    assert rows.row().median.value == pytest.approx(2.0)
    assert rows.row().ninety.value is None


def test_the_stage_is_the_one_at_the_beginning(tmp_path):
    events = [("a", day(0), "visited"), ("a", day(0, hours=2), "ordered")]
    desk = flat(ticket("t1", "a", 0, 5), ticket("t2", "a", 0.5, 5))
    with speaking(tmp_path, events=events, desk=desk, metrics=WAIT) as ws:
        assert one(ws, "reply", "looking").n == 1
        assert one(ws, "reply", "buying").n == 1


def test_late_and_repeated_rows(tmp_path):
    desk = [
        ("a", day(0), "opened", "t1", "", "", "", "", "x1", day(0)),
        ("a", day(0), "opened", "t1", "", "", "", "", "x1", day(1)),  # the same row again
        ("a", day(0, hours=1), "answered", "t1", "", "", "", "", "x2", day(9)),  # known on day 9
    ]
    early, late = (MONDAY + timedelta(days=n) for n in (8, 10))
    with speaking(tmp_path, desk=desk, metrics=WAIT, as_of=early) as ws:
        assert (one(ws, "reply").k, one(ws, "reply").n) == (0, 1)
    with speaking(tmp_path, desk=desk, metrics=WAIT, as_of=late) as ws:
        assert (one(ws, "reply").k, one(ws, "reply").n) == (1, 1)


def test_a_chat_is_contained_when_no_agent_came(tmp_path):
    metrics = "  alone: {contained: {from: opened, until: joined, by: ticket}}\n"
    desk = flat(
        ticket("t1", "a", 0),
        ticket("t2", "a", 0, 3, "joined"),
        ticket("t3", "b", 0, 30, "joined"),
        ticket("t4", "c", 0, 1, "answered"),
    )
    with speaking(tmp_path, desk=desk, metrics=metrics) as ws:
        found = one(ws, "alone")
    assert (found.k, found.n) == (3, 4)


def test_low_scores_are_followed_up(tmp_path):
    metrics = "  called: {follow_up: {of: survey, by: phoned, instrument: nps}, within: 48 hours}\n"
    answers = [
        ("a", "nps", 3, day(0), day(1)),
        ("b", "nps", 6, day(0), day(1)),
        ("c", "nps", 7, day(0), day(1)),  # a passive
        ("d", "nps", 0, day(0), day(1)),
        ("e", "csat", 1, day(0), day(1)),  # another question
    ]
    desk = [
        ("a", day(2), "phoned"),
        ("b", day(0.5), "phoned"),  # before the answer
        ("b", day(3), "phoned"),  # 48 hours after it: too late
        ("c", day(2), "phoned"),
    ]
    with speaking(tmp_path, answers=answers, desk=desk, metrics=metrics) as ws:
        found, rows = one(ws, "called"), ws.waits("called", WEEK)
    assert (found.k, found.n) == (1, 3)
    assert rows.row().median.value == pytest.approx(48.0)
    assert "silent" not in dict(found.excluded)


def test_a_second_time_is_no_end_of_a_wait(tmp_path):
    metrics = "  reply: {waiting: {from: opened, until: answered x2}}\n"
    with pytest.raises(DefinitionError, match=r"all\.yaml:2.*not their second times"):
        speaking(tmp_path, metrics=metrics)


def test_small_rows_are_withheld(tmp_path):
    desk = flat(*(ticket(f"t{n}", f"c{n}", 0, 2) for n in range(9)))
    with speaking(tmp_path, desk=desk, metrics=WAIT) as ws:
        found = ws.waits("reply", WEEK)
    assert found.to_dicts()[0]["median_hours"] is None
    assert "< 10" in str(found)
    assert found.row().median.value == pytest.approx(2.0)
