"""Windows, maturity, first events, totals and visibility, counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiny import MONDAY, day, kpi, workspace

ORDERED = "  bought: {conversion: ordered, within: 7 days}\n"


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), 1),
        (timedelta(microseconds=-1), 0),
        (timedelta(days=7, microseconds=-1), 1),
        (timedelta(days=7), 0),
    ],
)
def test_a_window_is_half_open_to_the_microsecond(tmp_path, after, counts):
    entry = MONDAY + timedelta(days=1)
    rows = [("a", entry.isoformat(), "visited"), ("a", (entry + after).isoformat(), "ordered")]
    with workspace(tmp_path, rows, metrics=ORDERED) as ws:
        found = kpi(ws, "bought")
    assert (found.n, found.k) == (1, counts)


def test_immature_units_leave_both_sides_and_are_counted(tmp_path):
    rows = [
        ("a", day(0), "visited"),
        ("b", day(0, microseconds=1), "visited"),
        ("b", day(1), "ordered"),
    ]
    closed = MONDAY + timedelta(days=7)  # the window of a closes here, that of b 1 µs later
    with workspace(tmp_path, rows, metrics=ORDERED, as_of=closed) as ws:
        found = kpi(ws, "bought")
    assert (found.n, found.k, found.value) == (1, 0, 0)
    assert found.excluded == (("immature", 1),)
    assert found.status == "immature"
    assert found.note == "1 of 2 entrants have not had their whole window yet"
    assert found.matured_through == "2026-01-04"


def test_wholly_mature_one_microsecond_later(tmp_path):
    rows = [("a", day(0), "visited"), ("b", day(0, microseconds=1), "visited")]
    as_of = MONDAY + timedelta(days=7, microseconds=1)
    with workspace(tmp_path, rows, metrics=ORDERED, as_of=as_of) as ws:
        found = kpi(ws, "bought")
    assert (found.n, found.excluded, found.status) == (2, (), "low_n")


FIRST = (
    "  first: {conversion: ordered, first: true, within: 7 days, entry: any}\n"
    "  second: {conversion: ordered x2, first: true, from: buying, within: 7 days}\n"
    "  told: {conversion: reviewed | invited, first: true, from: looking, stage: telling}\n"
)


def test_first_leaves_out_entrants_who_had_it_before(tmp_path):
    rows = [
        ("new", day(1), "visited"),
        ("new", day(2), "ordered"),
        ("old", day(-9), "ordered"),
        ("old", day(1), "visited"),
        ("old", day(2), "ordered"),
        ("late", day(1), "visited"),
    ]
    with workspace(tmp_path, rows, metrics=FIRST) as ws:
        found = kpi(ws, "first")
    assert (found.n, found.k) == (2, 1)
    assert found.excluded == (("before", 1),)


def test_first_of_a_later_occurrence_is_that_occurrence(tmp_path):
    rows = [
        ("a", day(0), "ordered"),
        ("a", day(1), "ordered"),
        ("b", day(0), "ordered"),
        ("c", day(-9), "ordered"),
        ("c", day(-8), "ordered"),
        ("c", day(0), "visited"),
        ("c", day(1), "ordered"),
    ]
    with workspace(tmp_path, rows, metrics=FIRST) as ws:
        found = kpi(ws, "second")
    assert (found.n, found.k, found.excluded) == (2, 1, ())


def test_first_of_two_kinds_is_the_first_of_either(tmp_path):
    rows = [("a", day(-9), "invited"), ("a", day(0), "visited"), ("a", day(1), "reviewed")]
    rows += [("b", day(0), "visited"), ("b", day(1), "invited"), ("b", day(2), "reviewed")]
    with workspace(tmp_path, rows, metrics=FIRST) as ws:
        found = kpi(ws, "told")
    assert (found.n, found.k, found.excluded) == (1, 1, (("before", 1),))


SUMS = (
    "  spent: {sum: ordered.value, within: 7 days}\n"
    "  capped: {sum: ordered.value, within: 7 days, cap: 50}\n"
)


def test_totals_add_values_of_the_window_and_count_zero_for_none(tmp_path):
    rows = [
        ("a", day(0), "visited"),
        ("a", day(1), "ordered", "30.25"),
        ("a", day(2), "ordered", ""),
        ("a", day(3), "ordered", "40.5"),
        ("a", day(7), "ordered", "999"),
        ("b", day(0), "visited"),
        ("b", day(1), "ordered", "-10"),
        ("c", day(0), "visited"),
        ("d", day(0), "visited"),
        ("d", day(1), "ordered", ""),
    ]
    with workspace(tmp_path, rows, metrics=SUMS) as ws:
        spent, capped = kpi(ws, "spent"), kpi(ws, "capped")
    assert spent.n == 4
    assert spent.value == (70.75 - 10) / 4
    assert spent.unit == "EUR"
    assert capped.value == (50 - 10) / 4


def test_totals_are_exact_beside_a_large_constant(tmp_path):
    """The variance of 100000000, 100000000.1, 100000000.2 is .01: doubles lose it when squared."""
    rows = []
    for number, customer in enumerate("abc"):
        rows += [
            (customer, day(0), "visited"),
            (customer, day(1), "ordered", f"100000000.{number}"),
        ]
    with workspace(tmp_path, rows, metrics=SUMS) as ws:
        found = kpi(ws, "spent")
    assert found.value == 100000000.1
    assert found.se == pytest.approx((0.01 / 3) ** 0.5, rel=1e-11)


def test_a_late_row_is_visible_from_the_instant_it_was_ingested(tmp_path):
    rows = [
        ("a", day(0), "visited", "", "e1", day(0)),
        ("a", day(1), "ordered", "", "e2", day(20)),
    ]
    counted = {}
    for after in (20, 20.5):
        as_of = MONDAY + timedelta(days=after)
        with workspace(tmp_path, rows, metrics=ORDERED, as_of=as_of) as ws:
            counted[after] = kpi(ws, "bought").k
    assert counted == {20: 0, 20.5: 1}


def test_an_event_at_the_instant_of_knowledge_is_not_known(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(1), "reviewed"), ("a", day(2), "visited")]
    metrics = "  each: {conversion: ordered, within: 1 hour, entry: any}\n"
    # her second entry is known one microsecond later, and then waits for its window
    for more, n in ((0, 1), (1, 0)):
        as_of = MONDAY + timedelta(days=2, microseconds=more)
        with workspace(tmp_path, rows, metrics=metrics, as_of=as_of) as ws:
            found = kpi(ws, "each")
            assert (found.n, dict(found.excluded).get("immature", 0)) == (n, 1 - n)


def test_copies_of_an_event_count_once_and_the_first_ingested_wins(tmp_path):
    rows = [
        ("a", day(0), "visited", "", "e1", day(0)),
        ("a", day(0), "visited", "", "e1", day(0)),
        ("a", day(1), "ordered", "10", "e2", day(1)),
        ("a", day(1), "ordered", "77", "e2", day(2)),
        ("a", day(2), "ordered", "5", "e3", day(2)),
    ]
    with workspace(tmp_path, rows, metrics=SUMS) as ws:
        assert kpi(ws, "spent").value == 15


def test_without_an_event_id_every_row_counts(tmp_path):
    rows = [("a", day(0), "visited"), *[("a", day(1), "ordered", "10")] * 2]
    with workspace(tmp_path, rows, metrics=SUMS) as ws:
        assert kpi(ws, "spent").value == 20


def test_no_entrants_is_no_data_not_zero(tmp_path):
    with workspace(tmp_path, [("a", day(-30), "visited")], metrics=ORDERED + SUMS) as ws:
        for metric in ("bought", "spent"):
            found = kpi(ws, metric)
            assert (found.value, found.low, found.n, found.status) == (None, None, 0, "no_data")
