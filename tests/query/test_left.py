"""Who has left the journey, and since when: by hand and recomputed in plain Python."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from sqlglot import exp

import stagelift
from stagelift.data.query.event_table import event_table
from stagelift.data.query.left import LeftRule, left_tables
from stagelift.data.query.populations import entry_tables, read_from
from stagelift.data.query.specs import Measurement
from stagelift.journey.model import left_rule, numbered_stages
from stagelift.journey.rules import stage_terms
from tiny import LATER, MONDAY, day, workspace, write_csv

STAGES = """\
  looking: visited
  buying: ordered
  telling: reviewed
  gone: {after: 10 days without visited | ordered}
"""
HOUR = timedelta(hours=1)


def left_at(ws) -> list[tuple[str, datetime]]:
    """Every entry to the state of having left, as (customer, instant)."""
    rule = left_rule(ws.journey) or LeftRule()
    plan = Measurement(
        stages=tuple(terms for _, terms in stage_terms(ws.journey)),
        values=rule.values,
        as_of=ws.contract.as_of_us,
    )
    number = len(numbered_stages(ws.journey))
    tables = [
        ("events", event_table(ws.contract, plan)),
        entry_tables()[0],
        *left_tables(ws.contract, rule, number),
    ]
    query = exp.select("customer", "at").from_("marks").where(f"stage_no = {number}")
    rows = ws.engine.run(read_from(query, tables))
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return sorted((str(who), epoch + timedelta(microseconds=at)) for who, at in rows)


def at(days: float, **more: float) -> datetime:
    return MONDAY + timedelta(days=days, **more)


def test_a_silent_customer_leaves_at_the_last_activity_and_the_window(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(3), "ordered"), ("b", day(40), "visited")]
    with workspace(tmp_path, rows, stages=STAGES, as_of=at(45)) as ws:
        assert left_at(ws) == [("a", at(13))]


@pytest.mark.parametrize(("as_of", "known"), [(at(10, microseconds=-1), False), (at(10), True)])
def test_leaving_is_known_when_its_instant_has_come(tmp_path, as_of, known):
    with workspace(tmp_path, [("a", day(0), "visited")], stages=STAGES, as_of=as_of) as ws:
        assert left_at(ws) == ([("a", at(10))] if known else [])


def test_an_activity_at_the_very_end_of_the_window_keeps_the_customer(tmp_path):
    rows = [
        *(("a", day(0), "visited"), ("a", day(10), "visited")),
        *(("b", day(0), "visited"), ("b", day(10, microseconds=1), "visited")),
    ]
    with workspace(tmp_path, rows, stages=STAGES, as_of=at(15)) as ws:
        assert left_at(ws) == [("b", at(10))]


def test_other_stage_events_are_no_activity_but_bring_the_customer_back(tmp_path):
    # the review on day 5 does not end the silence; the one on day 12 is a return without activity
    rows = [("a", day(0), "visited"), ("a", day(5), "reviewed"), ("a", day(12), "reviewed")]
    with workspace(tmp_path, rows, stages=STAGES) as ws:
        assert left_at(ws) == [("a", at(10))]


def test_who_comes_back_may_leave_again(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(20), "ordered"), ("a", day(20), "visited")]
    with workspace(tmp_path, rows, stages=STAGES) as ws:
        assert left_at(ws) == [("a", at(10)), ("a", at(30))]


def test_who_was_never_in_a_stage_cannot_leave(tmp_path):
    stages = "  buying: ordered\n  gone: {after: 10 days without opened | ordered}\n"
    rows = [
        ("a", day(0), "opened"),  # no stage ever
        ("b", day(0), "opened"),
        ("b", day(30), "ordered"),  # the silence before the first stage is none of the journey
        ("c", day(0), "opened"),
        ("c", day(10), "ordered"),
    ]
    with workspace(tmp_path, rows, stages=stages) as ws:
        assert left_at(ws) == [("b", at(40)), ("c", at(20))]


def test_a_later_time_of_an_event_may_be_the_activity(tmp_path):
    stages = "  looking: visited\n  gone: {after: 10 days without visited x2}\n"
    rows = [("a", day(0), "visited"), ("a", day(1), "visited"), ("b", day(0), "visited")]
    with workspace(tmp_path, rows, stages=stages) as ws:
        assert left_at(ws) == [("a", at(11))]


def test_late_and_repeated_rows_change_nothing(tmp_path):
    rows = [
        ("a", day(0), "visited", "", "1", day(0)),
        ("a", day(0), "visited", "", "1", day(1)),  # the same event once more
        ("a", day(5), "visited", "", "2", day(30)),  # not known before day 30
    ]
    with workspace(tmp_path / "before", rows, stages=STAGES, as_of=at(29)) as ws:
        assert left_at(ws) == [("a", at(10))]
    with workspace(tmp_path / "after", rows, stages=STAGES, as_of=at(31)) as ws:
        assert left_at(ws) == [("a", at(15))]


def brute_force(rows, active, staged, wait: timedelta, as_of: datetime):
    """Whoever is silent for longer than `wait`, from the rows alone."""
    found = []
    for who in sorted({row[0] for row in rows}):
        mine = [(datetime.fromisoformat(row[1]), row[2]) for row in rows if row[0] == who]
        first = min((when for when, event in mine if event in staged), default=None)
        for when, event in mine:
            over = when + wait
            later = any(when < t <= over and e in active for t, e in mine)
            if event in active and not later and over <= as_of and first and first < over:
                found.append((who, over))
    return sorted(set(found))


@pytest.mark.parametrize("seed", range(4))
def test_a_random_log_gives_what_its_rows_say(tmp_path, seed):
    rng = random.Random(seed)
    events = ["visited", "ordered", "reviewed", "opened"]
    when = rng.sample(range(24 * 55), 150)  # every instant once, so that nothing ties
    rows = [(f"c{rng.randrange(9)}", day(hours=hour), rng.choice(events)) for hour in when]
    with workspace(tmp_path, rows, stages=STAGES, as_of=at(50)) as ws:
        known = [row for row in rows if datetime.fromisoformat(row[1]) < at(50)]
        expected = brute_force(
            known, {"visited", "ordered"}, set(events[:3]), timedelta(days=10), at(50)
        )
        assert left_at(ws) == expected
        assert len(expected) > 5
    rng.shuffle(rows)
    with workspace(tmp_path / "shuffled", rows, stages=STAGES, as_of=at(50)) as ws:
        assert left_at(ws) == expected


CONTRACTS = """\
journey: tiny
zone: UTC
currency: EUR
sources:
  log: {read: log.csv, as: events, customer: customer, time: time, event: event}
  terms: {read: terms.csv, as: contracts, customer: customer, start: start, end: end, mrr: fee}
stages:
  looking: visited
  gone: {after: contract end}
"""


def test_a_contract_that_none_follows_ends_the_journey(tmp_path):
    visits = [(who, day(0), "visited") for who in "abcd"]
    terms = [
        ("a", day(0), day(10), "1"),
        ("b", day(0), day(10), "1"),
        ("b", day(10), day(20), "1"),  # renewed without a gap
        ("c", day(0), "", "1"),
        ("d", day(0), day(10), "1"),
        ("d", day(12), "", "1"),  # renewed two days later: has left in between
        ("e", day(0), day(10), "1"),  # was never in a stage
    ]
    write_csv(tmp_path / "log.csv", ("customer", "time", "event"), visits)
    write_csv(tmp_path / "terms.csv", ("customer", "start", "end", "fee"), terms)
    (tmp_path / "journey.yaml").write_text(CONTRACTS, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=LATER) as ws:
        assert left_at(ws) == [("a", at(10)), ("b", at(20)), ("d", at(10))]
    with stagelift.open(tmp_path, as_of=at(15)) as ws:
        assert left_at(ws) == [("a", at(10)), ("d", at(10))]
