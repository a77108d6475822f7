"""Spells in stages, on logs counted by hand and by brute force."""

from __future__ import annotations

import pytest
from sqlglot import exp

from spell_rows import microseconds, random_log, spells
from stagelift.data.query.explored import stood_before
from stagelift.data.query.populations import read_from
from stagelift.data.query.spells import spell_tables
from stagelift.journey.spells import stage_rules
from tiny import LATER, MONDAY, day, workspace

COLUMNS = ("customer", "spell_no", "stage_no", "at", "until", "next_no")
HOUR = 3_600_000_000


def spell_rows(ws):
    tables = spell_tables(ws.contract, stage_rules(ws.journey))
    query = read_from(exp.select(*COLUMNS).from_("spells"), tables)
    return sorted(ws.engine.run(query))


def hours(ws):
    """The spells with hours since Monday instead of instants."""
    start = microseconds(MONDAY)
    return [
        (who, number, stage, (at - start) // HOUR, until and (until - start) // HOUR, following)
        for who, number, stage, at, until, following in spell_rows(ws)
    ]


def test_a_customer_is_in_the_stage_whose_event_came_last(tmp_path):
    log = [
        ("a", day(0), "visited"),
        ("a", day(1), "visited"),  # restarts nothing
        ("a", day(2), "ordered"),
        ("a", day(3), "visited"),  # back
        ("a", day(4), "reviewed"),  # skips
        ("b", day(0), "scrolled"),  # opens no stage
        ("b", day(5), "reviewed"),
    ]
    with workspace(tmp_path, log) as ws:
        assert hours(ws) == [
            ("a", 1, 1, 0, 48, 2),
            ("a", 2, 2, 48, 72, 1),
            ("a", 3, 1, 72, 96, 4),
            ("a", 4, 4, 96, None, None),
            ("b", 1, 4, 120, None, None),
        ]


def test_events_of_one_instant_follow_the_stages_and_leave_a_spell_of_no_length(tmp_path):
    log = [("a", day(1), "reviewed"), ("a", day(1), "ordered"), ("a", day(1), "visited")]
    for rows in (log, log[::-1]):
        with workspace(tmp_path, rows) as ws:
            assert hours(ws) == [
                ("a", 1, 1, 24, 24, 2),
                ("a", 2, 2, 24, 24, 4),
                ("a", 3, 4, 24, None, None),
            ]


@pytest.mark.parametrize("seed", range(3))
def test_a_random_log_gives_the_spells_of_a_loop_over_its_events(tmp_path, seed):
    log = random_log(seed)
    expected = sorted(
        (who, number, stage, microseconds(at), until and microseconds(until), following)
        for who, mine in spells(log, LATER).items()
        for number, (stage, at, until, following) in enumerate(mine, start=1)
    )
    with workspace(tmp_path, [(who, at.isoformat(), event) for who, at, event in log]) as ws:
        assert spell_rows(ws) == expected
    assert len(expected) > 40


LEAVING = """\
  looking: visited
  buying: ordered
  gone: {after: 2 days without visited | ordered | scrolled}
"""


def test_having_left_is_one_more_stage_and_whoever_returns_enters_again(tmp_path):
    log = [
        ("a", day(0), "visited"),
        ("a", day(1), "scrolled"),  # activity, but no stage
        ("a", day(5), "visited"),  # the same stage, entered again after having left
        ("b", day(0), "scrolled"),  # never in a stage, so never left
        ("c", day(0), "ordered"),
        ("c", day(2), "ordered"),  # at the very end of the window: still there
    ]
    with workspace(tmp_path, log, stages=LEAVING) as ws:
        assert hours(ws) == [
            ("a", 1, 1, 0, 72, 3),
            ("a", 2, 3, 72, 120, 1),
            ("a", 3, 1, 120, 168, 3),
            ("a", 4, 3, 168, None, None),
            ("c", 1, 2, 0, 96, 3),
            ("c", 2, 3, 96, None, None),
        ]


def test_many_questions_read_one_table_and_get_the_same_spells(tmp_path):
    log = [(who, at.isoformat(), event) for who, at, event in random_log(7)]
    with workspace(tmp_path, log, stages=LEAVING) as ws:
        alone = spell_rows(ws)
        ws.contract.keep("events", ("at", "event"))
        assert spell_rows(ws) == spell_rows(ws) == alone
        (table,) = spell_tables(ws.contract, stage_rules(ws.journey))[1:]
        assert table[1].sql().startswith("SELECT * FROM")


def test_what_exploring_kept_serves_every_question_about_spells(tmp_path):
    log = [("a", day(0), "visited"), ("a", day(2), "ordered")]
    with workspace(tmp_path, log) as ws:
        ws.contract.read_once()
        stood_before(ws.contract, stage_rules(ws.journey))
        assert hours(ws) == [("a", 1, 1, 0, 48, 2), ("a", 2, 2, 48, None, None)]
