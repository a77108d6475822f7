"""No cell below the privacy minimum can be computed from what is published, by enumeration."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.metrics.cohorts import CohortCell, withheld_cohorts
from stagelift.metrics.privacy import MINIMUM, Partition, hide
from tiny import MONDAY, WEEK, day, workspace

sizes = st.integers(0, 30)


def decided(equations, hidden):
    """The hidden cells on which all solutions of the sums agree: no null vector moves them."""
    unknown = sorted(hidden, key=str)
    rows = [
        [(-1 if key == whole else 0) + parts.count(key) for key in unknown]
        for whole, *parts in equations
    ]
    if not unknown:
        return set()
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(unknown))
    _, values, right = np.linalg.svd(matrix)
    rank = int((values > 1e-9).sum())
    null = right[rank:]
    return {key for i, key in enumerate(unknown) if not np.abs(null[:, i]).max(initial=0) > 1e-9}


@given(st.lists(sizes, min_size=2, max_size=8))
def test_parts_of_one_total(parts):
    cells = {"all": sum(parts), **dict(enumerate(parts))}
    sums = [Partition("all", tuple(range(len(parts))))]
    hidden = hide(cells, sums)
    assert all(key in hidden for key, n in cells.items() if 0 < n < MINIMUM)
    assert not any(cells[key] == 0 for key in hidden)
    if "all" not in hidden:
        unseen = [cells[key] for key in hidden]
        assert not unseen or (len(unseen) > 1 and sum(unseen) >= MINIMUM)
    if not any(0 < n < MINIMUM for n in cells.values()):
        assert not hidden


@settings(max_examples=60)
@given(st.lists(st.lists(sizes, min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_table_with_both_margins(table):
    """Rows and columns add up: no elimination over both gives a hidden cell away."""
    cells = {(r, c): n for r, row in enumerate(table) for c, n in enumerate(row)}
    rows, columns = range(len(table)), range(3)
    cells |= {(r, "all"): sum(table[r]) for r in rows}
    cells |= {("all", c): sum(table[r][c] for r in rows) for c in columns}
    cells[("all", "all")] = sum(map(sum, table))
    sums = [Partition((r, "all"), tuple((r, c) for c in columns)) for r in (*rows, "all")]
    sums += [Partition(("all", c), tuple((r, c) for r in rows)) for c in (*columns, "all")]
    hidden = hide(cells, sums)
    assert all(key in hidden for key, n in cells.items() if 0 < n < MINIMUM)
    assert not decided([(each.whole, *each.parts) for each in sums], hidden)


def test_parts_that_leave_a_rest_hide_less_and_overlapping_ones_nothing():
    # four customers are in no part, so five cannot be computed; nine together still could be
    assert hide({"all": 99, "a": 90, "b": 5}, [Partition("all", ("a", "b"))]) == {"a", "b"}
    assert hide({"all": 110, "a": 90, "b": 5}, [Partition("all", ("a", "b"))]) == {"b"}
    assert hide({"all": 99, "a": 98, "b": 5}, [Partition("all", ("a", "b"))]) == {"b"}


def test_two_small_parts_are_hidden_with_a_third_when_they_are_few_together():
    cells = {"all": 107, "a": 60, "b": 40, "c": 4, "d": 3}
    assert hide(cells, [Partition("all", ("a", "b", "c", "d"))]) == {"b", "c", "d"}
    cells["all"], cells["c"] = 110, 7
    assert hide(cells, [Partition("all", ("a", "b", "c", "d"))]) == {"c", "d"}


METRICS = """\
  buys: {conversion: ordered, from: looking, stage: buying, within: 2 days}
  spends: {sum: ordered.value, from: looking, stage: buying, within: 2 days}
  nps: {nps: surveys}
"""
PLATFORMS, GRADES = ("android", "ios", "web"), ("basic", "gold", "silver", "vip")


def small_world(root, seed):
    """Customers of unequal groups who visit, order and answer."""
    draw = random.Random(seed)
    count = draw.randint(30, 90)
    people = [
        (
            f"c{n}",
            draw.choices(PLATFORMS, (draw.random(), draw.random(), 0.12))[0],
            draw.choices(GRADES, (6, 3, 1, 0.4))[0],
        )
        for n in range(count)
    ]
    rows, answers = [], []
    for name, *_ in people:
        rows.append((name, day(draw.uniform(0, 6)), "visited", ""))
        if draw.random() < 0.4:
            rows.append((name, day(draw.uniform(6, 7)), "ordered", draw.randint(1, 50)))
        if draw.random() < 0.7:
            asked = day(draw.uniform(0.5, 6.9))
            stage = draw.choice(("looking", "buying", "buying", "telling"))
            answers.append((name, draw.randint(0, 10), asked, asked, stage))
    surveys = (("customer", "score", "invited", "answered", "stage"), answers)
    customers = (("customer", "platform", "grade"), people)
    return workspace(root, rows, metrics=METRICS, customers=customers, surveys=surveys)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_hidden_can_be_computed_from_a_published_table(tmp_path, seed):
    with small_world(tmp_path, seed) as ws:
        found = ws.kpis(WEEK, by=["platform", "grade"])
    shown = {(r["metric"], r["stage"], r["segment"]): r["n"] for r in found.to_dicts()}
    truth = {(e.metric, e.stage, e.segment): e for e in found}
    assert not any(0 < (n or 0) < MINIMUM for n in shown.values())
    equations = published_sums(shown, truth)
    hidden = {key for key, n in shown.items() if n is None}
    assert hidden
    assert not decided(equations, hidden)
    for whole, *parts in equations:
        unseen = [truth[key].n for key in parts if key in hidden]
        assert shown[whole] is None or not unseen or sum(unseen) >= MINIMUM or not sum(unseen)
    for row in found.to_dicts():
        if row["n"] is None:
            numbers = ("value", "k", "se", "low", "high")
            assert all(row[name] is None for name in numbers)
            assert (row["excluded"], row["status"]) == ({}, "low_n")
            assert "fewer than 10 units" in row["note"]


def published_sums(shown, truth):
    """Totals and parts that do add up in truth, as a reader would guess them."""
    groups = defaultdict(list)
    for metric, stage, segment in shown:
        if segment is not None:
            groups[((metric, stage, None), segment.partition("=")[0])].append(
                (metric, stage, segment)
            )
        if metric == "nps" and stage is not None:
            groups[((metric, None, segment), "stage")].append((metric, stage, segment))
    return [
        (whole, *parts)
        for (whole, _), parts in groups.items()
        if whole in shown and truth[whole].n == sum(truth[part].n for part in parts)
    ]


def test_the_printed_table_hides_the_same_cells(tmp_path):
    with small_world(tmp_path, 1) as ws:
        found = ws.kpis(WEEK, by="platform")
    hidden = sum(row["n"] is None for row in found.to_dicts())
    lines = str(found).splitlines()
    assert hidden == sum("fewer than 10 units" in line for line in lines) > 0
    frame = found.to_frame()
    assert frame["n"].isna().sum() == hidden


def test_an_empty_cell_whose_few_units_are_all_left_out_says_nothing_of_them(tmp_path):
    """Five entrants whose window is open: their number would stand in the reason."""
    people = [(f"c{n}", "android" if n < 40 else "web") for n in range(45)]
    rows = [(f"c{n}", day(1), "visited") for n in range(40)]
    rows += [(f"c{n}", day(6.5), "visited") for n in range(40, 45)]
    as_of = MONDAY + timedelta(days=7, hours=6)
    customers = (("customer", "platform"), people)
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS[: METRICS.index("  spends")],
        customers=customers,
        as_of=as_of,
    ) as ws:
        rows = {r["segment"]: r for r in ws.kpis(WEEK, by="platform").to_dicts()}
    assert rows["platform=web"]["n"] is None
    assert rows["platform=web"]["excluded"] == {}
    assert rows["platform=android"]["n"] is None  # 40 of 45: the rest is five
    assert rows[None]["n"] == 40


@settings(max_examples=80)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 3))
def test_no_small_cohort_can_be_computed_from_the_pooled_row(cohorts, late):
    """A triangle: the newest cohorts are not known at the higher ages."""
    count = len(cohorts)
    cells = []
    for place, age in product(range(count), range(count)):
        known = place + age < count - min(late, count - 1)
        cells.append(CohortCell(f"w{place}", age, cohorts[place], 1 if known else None))
    for age in range(count):
        known = [c for c in cells if c.age == age and c.k is not None]
        n = sum(c.n for c in known)
        cells.append(CohortCell("all", age, n, len(known) if known else None))
    hidden = withheld_cohorts(cells, MINIMUM)
    for age in range(count):
        known = [c for c in cells if c.age == age and c.k is not None and c.cohort != "all"]
        unseen = [c.n for c in known if (c.cohort, age) in hidden]
        if not unseen or ("all", age) in hidden:
            continue
        assert len(unseen) > 1
        assert sum(unseen) >= MINIMUM
    assert all((c.cohort, c.age) in hidden for c in cells if 0 < c.n < MINIMUM)


def test_a_segment_of_all_but_three_is_hidden_beside_everyone(tmp_path):
    rows = [(f"c{n}", day(1), "visited") for n in range(40)]
    rows += [(f"c{n}", day(0.5), "carted") for n in range(37)]
    rows += [(f"c{n}", day(0.5), "paid") for n in range(30)]
    segments = "  most: {did: carted}\n  many: {did: paid}\n"
    metrics = "  bought: {conversion: ordered, within: 7 days}\n"
    with workspace(tmp_path, rows, metrics=metrics, segments=segments) as ws:
        found = {r["segment"]: r for r in ws.kpis(WEEK, by="segment").to_dicts()}
    assert {name: row["n"] for name, row in found.items()} == {None: 40, "most": None, "many": 30}
    assert found["most"]["note"].startswith("hidden, or a cell of fewer than 10 units")


@pytest.mark.parametrize("ordered", [0, 4, 33, 36])
def test_a_cell_is_whom_a_number_is_about_however_many_did_it(tmp_path, ordered):
    people = [(f"c{n}", "android" if n < 36 else "ios") for n in range(90)]
    rows = [(f"c{n}", day(1), "visited") for n in range(90)]
    rows += [(f"c{n}", day(2), "ordered") for n in (*range(ordered), *range(50, 70))]
    metrics = "  bought: {conversion: ordered, within: 7 days}\n"
    customers = (("customer", "platform"), people)
    with workspace(tmp_path, rows, metrics=metrics, customers=customers) as ws:
        shown = {r["segment"]: (r["n"], r["k"]) for r in ws.kpis(WEEK, by="platform").to_dicts()}
    assert shown["platform=android"] == (36, ordered)
    assert shown[None] == (90, 20 + ordered)
