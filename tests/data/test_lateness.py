"""Rows that came after a number was told, counted by source: by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import tiny
from stagelift.data.zones import to_us
from stagelift.workspace.archiving import late_between
from tiny import LATER, MONDAY, day


def test_rows_that_came_in_between_about_the_time_before_are_counted(tmp_path):
    told = MONDAY.replace(day=12)  # Monday after 2026-W02
    rows = [
        ("a", day(1), "visited", "", "1", day(1, hours=1)),  # in time
        ("b", day(2), "visited", "", "2", day(9)),  # late
        ("c", day(6), "ordered", "", "3", day(20)),  # late
        ("d", day(8), "visited", "", "4", day(8)),  # of a later week
        ("e", day(-3), "visited", "", "5", day(9)),  # late, but of an earlier week
        ("f", day(3), "visited", "", "6", day(70)),  # not known yet
    ]
    with tiny.workspace(tmp_path, rows) as ws:
        (found,) = ws.arrived(told, date(2026, 1, 5))
        assert (found.source, found.rows) == ("log", 2)
        (wider,) = ws.arrived(told, date(2026, 1, 1))
        assert wider.rows == 3
        assert ws.arrived(LATER, date(2026, 1, 5)) == ()
        assert to_us(ws.as_of) == to_us(LATER)


def test_a_source_that_does_not_say_when_rows_came_is_left_out(tmp_path):
    with tiny.workspace(tmp_path, [("a", day(1), "visited")]) as ws:
        assert ws.arrived(MONDAY, date(2026, 1, 5)) == ()


def test_two_runs_of_a_period_differ_by_the_rows_that_came_between_what_they_knew(tmp_path):
    rows = [
        ("a", day(1), "visited", "", "1", day(1)),
        ("b", day(2), "visited", "", "2", day(9)),
        ("c", day(2), "visited", "", "3", day(12)),
    ]

    def run(instant, period="2026-W02"):
        known = {"as_of": instant.isoformat()}
        return SimpleNamespace(page=known, stable=SimpleNamespace(period=period))

    def two(first, second):
        return SimpleNamespace(first=first, second=second, restates=True)

    told, later = MONDAY.replace(day=12), MONDAY.replace(day=15)
    with tiny.workspace(tmp_path, rows) as ws:
        assert late_between(ws, two(run(told), run(later))) == {"log": 1}
        assert late_between(ws, two(run(later), run(told))) == {"log": 1}
        assert late_between(ws, two(run(told), run(told))) == {}
        assert late_between(ws, two(run(told, "reminder"), run(later, "reminder"))) == {}
