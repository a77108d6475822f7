"""A stage by another name: in metrics, in what a survey says, and in what changed."""

from __future__ import annotations

import pytest

from stagelift.errors import UnknownNameError
from tiny import day, kpi, workspace

STAGES = """\
  looking: {enter: visited, aliases: [awareness]}
  caring: {enter: reviewed, aliases: [aftercare, 애프터케어]}
"""
ROWS = [("a", day(0), "visited"), ("a", day(1), "reviewed"), ("b", day(0), "visited")]


def test_a_metric_counts_the_entrants_of_the_stage_it_means(tmp_path):
    by_alias = (
        "  told: {conversion: reviewed, from: awareness, stage: 애프터케어, within: 2 days}\n"
    )
    with workspace(tmp_path, ROWS, stages=STAGES, metrics=by_alias) as ws:
        found = kpi(ws, "told", stage="caring")
        assert (found.n, found.k) == (2, 1)


def test_a_survey_may_use_an_alias_and_the_id(tmp_path):
    header = ("customer", "score", "invited", "answered", "stage")
    answers = [
        ("a", 10, day(1), day(2), "aftercare"),
        ("b", 9, day(1), day(2), "caring"),
        ("c", 0, day(1), day(2), "애프터케어"),
        ("d", 5, day(1), day(2), "awareness"),
    ]
    options = {"stages": STAGES, "metrics": "  nps: {nps: surveys}\n"}
    with workspace(tmp_path, ROWS, surveys=(header, answers), **options) as ws:
        found = {e.stage: e.n for e in ws.kpis("2026-W02") if e.metric == "nps"}
        assert found == {None: 4, "looking": 1, "caring": 3}


def test_a_change_is_marked_at_the_stage_it_means(tmp_path):
    with workspace(tmp_path, ROWS, stages=STAGES) as ws:
        changes = "changes:\n  - {on: 2026-01-06, what: New page, stage: aftercare}\n"
        (tmp_path / "changes.yaml").write_text(changes, encoding="utf-8")
        assert [change.stage for change in ws.change_log] == ["caring"]
        assert ws.journey.resolve("aftercare") == "caring"
        with pytest.raises(UnknownNameError, match="Did you mean 'aftercare'"):
            ws.journey.resolve("aftcare")
