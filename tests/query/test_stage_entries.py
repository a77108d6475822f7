"""Who enters a stage, and from which instant, on logs small enough to count by hand."""

from __future__ import annotations

import pytest

from tiny import day, kpi, workspace

SPAN = "2026-01-05..2026-01-11"


def bought(ws, **where):
    """(n, k) of `bought`: who looked in the week, and ordered within a day of it."""
    found = kpi(ws, "bought", **where)
    return found.n, found.k


CONVERSION = "  bought: {conversion: ordered, within: 1 day}\n"


def test_repeated_events_do_not_enter_again(tmp_path):
    # without the rule the window would start at the second visit and see the order
    rows = [("a", day(0), "visited"), ("a", day(0.5), "visited"), ("a", day(1.2), "ordered")]
    with workspace(tmp_path, rows, metrics=CONVERSION) as ws:
        assert bought(ws) == (1, 0)


def test_a_repeat_after_another_stage_enters_again(tmp_path):
    rows = [
        ("a", day(0), "visited"),
        ("a", day(0.5), "reviewed"),
        ("a", day(3), "visited"),
        ("a", day(3.5), "ordered"),
    ]
    metrics = (
        CONVERSION
        + "  each: {conversion: ordered, within: 1 day, entry: any}\n"
        + "  ever: {conversion: ordered, within: 1 day, entry: first_ever}\n"
    )
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = {e.metric: (e.n, e.k) for e in ws.kpis(SPAN)}
        late = {e.metric: (e.n, e.k) for e in ws.kpis("2026-01-08..2026-01-09")}
    # she converts from one of her two entries, so she converts
    assert found == {"bought": (1, 0), "each": (1, 1), "ever": (1, 0)}
    # the second entry is the first of its own period, and never the first ever
    assert late == {"bought": (1, 1), "each": (1, 1), "ever": (0, 0)}


def test_an_entry_before_the_period_is_not_in_it(tmp_path):
    rows = [("a", day(-1), "visited"), ("a", day(0.1), "visited"), ("a", day(0.2), "ordered")]
    with workspace(tmp_path, rows, metrics=CONVERSION) as ws:
        assert bought(ws)[0] == 0


@pytest.mark.parametrize(
    ("instant", "inside"),
    [(day(0), 1), (day(0, microseconds=-1), 0), (day(7, microseconds=-1), 1), (day(7), 0)],
)
def test_a_period_is_half_open_to_the_microsecond(tmp_path, instant, inside):
    with workspace(tmp_path, [("a", instant, "visited")], metrics=CONVERSION) as ws:
        assert bought(ws)[0] == inside


def test_events_of_one_instant_follow_the_order_of_the_stages(tmp_path):
    # written backwards; she looks, then buys, at one instant: the next visit is a new entry
    rows = [
        ("a", day(0), "ordered"),
        ("a", day(0), "visited"),
        ("a", day(2), "visited"),
        ("a", day(2.5), "ordered"),
    ]
    metrics = "  each: {conversion: ordered, within: 1 day, entry: any}\n"
    metrics = metrics.replace("any", "totals")
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = kpi(ws, "each")
    assert (found.n, found.k, found.value) == (1, None, 1.0)


def test_the_second_order_opens_the_next_stage_and_later_ones_stay_in_it(tmp_path):
    rows = [("a", day(d), "ordered") for d in (0, 1, 2, 3)]
    rows += [("b", day(0), "ordered"), ("b", day(1), "visited"), ("b", day(2), "ordered")]
    metrics = (
        "  again: {conversion: ordered x2, within: 30 days}\n"
        "  told: {conversion: reviewed, within: 30 days, entry: any}\n"
        "  third: {conversion: ordered x3, from: staying, within: 30 days}\n"
    )
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = {e.metric: (e.stage, e.n, e.k) for e in ws.kpis(SPAN)}
    assert found["again"] == ("staying", 2, 2)
    assert found["told"] == ("telling", 2, 0)
    assert found["third"] == ("staying", 2, 1)


def test_two_orders_of_one_instant_open_both_stages(tmp_path):
    rows = [("a", day(0), "ordered"), ("a", day(0), "ordered")]
    metrics = "  told: {conversion: reviewed}\n  again: {conversion: ordered x2}\n"
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = {e.metric: (e.n, e.k) for e in ws.kpis(SPAN)}
    assert found == {"told": (1, 0), "again": (1, 1)}


def test_events_that_open_no_stage_move_nobody(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(0.1), "searched"), ("a", day(0.2), "visited")]
    metrics = "  each: {conversion: ordered, entry: any}\n"
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        assert kpi(ws, "each").n == 1


def test_an_event_of_no_stage_is_measured_at_every_stage(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(0.1), "searched"), ("b", day(0), "ordered")]
    metrics = "  searched: {conversion: searched}\n"
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = {e.stage: (e.n, e.k) for e in ws.kpis(SPAN)}
    assert found == {
        "looking": (1, 1),
        "buying": (1, 0),
        "staying": (0, 0),
        "telling": (0, 0),
    }


def test_either_event_opens_a_stage_of_two(tmp_path):
    rows = [("a", day(0), "ordered"), ("a", day(1), "ordered"), ("b", day(0), "ordered")]
    rows += [("a", day(2), "reviewed"), ("a", day(3), "invited"), ("b", day(1), "ordered")]
    rows += [("b", day(2), "invited")]
    metrics = "  told: {conversion: reviewed | invited}\n"
    with workspace(tmp_path, rows, metrics=metrics) as ws:
        found = kpi(ws, "told")
    assert (found.n, found.k) == (2, 2)


def test_nobody_enters_a_stage_that_a_silence_opens(tmp_path):
    from stagelift.errors import DefinitionError

    stages = "  looking: visited\n  back: returned\n  gone: {after: 90 days without visited}\n"
    metrics = "  came: {conversion: returned}\n"
    rows = [("a", day(0), "visited"), ("a", day(1), "returned")]
    with workspace(tmp_path, rows, stages=stages, metrics=metrics) as ws:
        found = kpi(ws, "came")
        assert (found.stage, found.n, found.k) == ("back", 1, 1)
    lost = metrics.replace("returned}", "returned, from: gone}")
    with (
        workspace(tmp_path, rows, stages=stages, metrics=lost) as ws,
        pytest.raises(DefinitionError, match="no event opens the stage 'gone'"),
    ):
        ws.kpis(SPAN)
