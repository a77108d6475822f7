"""Mistakes of `kpi` that only the journey shows are said with file and line, all at once."""

from __future__ import annotations

import pytest

from stagelift.errors import ArgumentError, DefinitionError
from tiny import WEEK, day, workspace

METRICS = """\
  buys: {conversion: ordered, from: looking, stage: buying, within: 2 days}
  lost:
    conversion: ordered
    from: gone
    within: 2 days
  twice: {repurchase: looked, within: 9 days}
"""
STAGES = """\
  looking: visited
  buying: ordered
  gone: {after: 30 days without visited}
"""
ROWS = [("a", day(1), "visited"), ("a", day(2), "ordered")]


def test_every_metric_without_a_place_is_named_with_its_line(tmp_path):
    with workspace(tmp_path, ROWS, metrics=METRICS, stages=STAGES) as ws:
        with pytest.raises(DefinitionError) as raised:
            ws.kpis(WEEK)
        with pytest.raises(DefinitionError):
            ws.kpi_changes(WEEK)
    said = str(raised.value).splitlines()
    assert len(said) == 2
    assert said[0].startswith("metrics/all.yaml:5: metrics.lost.from: no event opens the stage")
    assert "from takes one of looking, buying" in said[0]
    assert said[1].startswith("metrics/all.yaml:7: metrics.twice: 'looked' opens no stage")


def test_a_segment_no_query_takes_in_is_named_with_its_line(tmp_path):
    segments = "  vip: {did: ordered}\n  odd: {sql: select 1}\n"
    with workspace(tmp_path, ROWS, segments=segments) as ws:
        with pytest.raises(DefinitionError) as raised:
            ws.kpis(WEEK, by="segment")
        assert ws.kpis(WEEK, by="vip").period == WEEK
    assert "journey.yaml:" in str(raised.value)
    assert "segments.odd: sql selects 'customer', and 'since' where" in str(raised.value)


def test_no_split_is_written_as_none_too(tmp_path):
    with workspace(tmp_path, ROWS) as ws:
        whole = [e.to_dict() for e in ws.kpis(WEEK, by=None)]
        assert whole == [e.to_dict() for e in ws.kpis(WEEK)]
        with pytest.raises(ArgumentError, match="by: unknown segment or attribute 'age'"):
            ws.kpis(WEEK, by=["age"])
