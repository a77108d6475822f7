"""Having left ends a spell: who comes back enters the stage anew, in every KPI."""

from __future__ import annotations

from tiny import day, kpi, workspace

STAGES = """\
  looking: visited
  buying: ordered
  gone: {after: 10 days without visited | ordered | scrolled}
"""
METRICS = "  each: {conversion: ordered, from: looking, within: 2 days, entry: any}\n"
ROWS = [
    ("a", day(-20), "visited"),
    ("a", day(1), "visited"),  # back after having left on day -10
    ("a", day(2), "ordered"),
    ("b", day(-5), "visited"),
    ("b", day(1), "visited"),  # never left: no new entry
    ("c", day(-20), "visited"),
    ("c", day(-12), "scrolled"),  # activity that opens no stage
    ("c", day(-3), "visited"),
    ("c", day(3), "visited"),
]


def test_who_comes_back_enters_again(tmp_path):
    with workspace(tmp_path, ROWS, stages=STAGES, metrics=METRICS) as ws:
        found = kpi(ws, "each")
        assert (found.n, found.k) == (1, 1)
        trace = ws.trace("a")
    assert trace.stage == "gone"
    entered = [one.name for one in trace.moments if one.kind == "stage"]
    assert entered == ["looking", "gone", "looking", "buying", "gone"]


def test_without_such_a_state_a_repeat_is_no_entry(tmp_path):
    stages = "".join(STAGES.splitlines(keepends=True)[:2])
    with workspace(tmp_path, ROWS, stages=stages, metrics=METRICS) as ws:
        assert kpi(ws, "each").n == 0


def test_a_page_of_questions_gives_the_same_entries(tmp_path):
    with workspace(tmp_path, ROWS, stages=STAGES, metrics=METRICS) as ws:
        ws.contract.keep("events", ("at", "event"))
        assert (kpi(ws, "each").n, kpi(ws, "each").n) == (1, 1)
