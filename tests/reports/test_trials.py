"""The experiments a weekly page tells of."""

from __future__ import annotations

from reminders import EXPERIMENTS, METRICS, ROLLING, SEGMENTS, events
from stagelift.reports.trials import read_trials
from tiny import workspace


def test_a_draft_keeps_no_weekly_page_from_being_made(tmp_path):
    draft = ROLLING.replace("run: 2026-02-23..2026-03-08\n", "")
    assert draft != ROLLING
    drafted = EXPERIMENTS | {"draft": draft}
    with workspace(
        tmp_path, events(), metrics=METRICS, segments=SEGMENTS, experiments=drafted
    ) as ws:
        assert {row.name for row in read_trials(ws, "en")} == set(EXPERIMENTS)
