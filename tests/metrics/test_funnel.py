"""Funnels by hand, and each mode's steps against plain Python."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from stagelift.data.zones import to_us
from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import proportion
from tiny import LATER, MONDAY, day, workspace

WEEK = "2026-W02"
US_DAY = 86_400_000_000


def funnel(tmp_path, rows, written, **more):
    with workspace(tmp_path, rows, metrics=f"  f: {{conversion: {written}}}\n", **more) as ws:
        return ws.funnel("f", WEEK)


def counts(found):
    return [step.of_all.k for step in list(found)[1:]]


ROWS = [
    ("a", day(0), "visited"),
    ("a", day(1), "reviewed"),
    ("a", day(2), "ordered"),
    ("b", day(0), "visited"),
    ("b", day(1), "ordered"),  # skips the review
    ("c", day(0), "visited"),
    ("c", day(1), "ordered"),
    ("c", day(2), "reviewed"),  # goes back for it
    ("d", day(0), "visited"),
    ("d", day(0), "reviewed"),
    ("d", day(0), "ordered"),  # all at one instant
    ("e", day(0), "visited"),
    ("e", day(6.9), "reviewed"),
    ("e", day(7), "ordered"),  # the window is half-open
    ("f", day(3), "ordered"),  # never entered
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("closed", [4, 2]),  # a c d e review in time; a and d order afterwards
        ("strict", [3, 1]),  # d did all at one instant
        ("open", [4, 4]),  # each step alone: a b c d order
        ("any_order", [4, 3]),  # a c d did both
        ("furthest", [5, 4]),  # b's order stands for the review too
    ],
)
def test_the_orders_differ_on_one_log(tmp_path, order, expected):
    found = funnel(tmp_path, ROWS, f"[visited, reviewed, ordered], order: {order}")
    assert counts(found) == expected
    assert [step.of_all.n for step in list(found)[1:]] == [5, 5]


def test_rates_drop_off_and_intervals(tmp_path):
    found = funnel(tmp_path, ROWS, "[visited, reviewed, ordered]")
    _, reviewed, ordered = found
    assert (ordered.of_before.k, ordered.of_before.n) == (2, 4)
    assert ordered.of_before.value == 0.5
    wilson = proportion(2, 4, level=0.95)
    assert (ordered.of_before.low, ordered.of_before.high) == pytest.approx(
        (wilson.low, wilson.high)
    )
    assert ordered.drop_off == pytest.approx((0.5, 1 - wilson.high, 1 - wilson.low))
    assert (reviewed.of_before.value, ordered.of_all.value) == (0.8, 0.4)


def test_an_open_step_is_rated_among_those_who_did_both(tmp_path):
    found = funnel(tmp_path, ROWS, "[visited, reviewed, ordered], order: open")
    last = list(found)[-1]
    # four review and four order, but only three of the reviewers order: no rate above one
    assert (last.of_all.k, last.of_before.k, last.of_before.n) == (4, 3, 4)
    assert "did both" in str(found)


def test_small_groups_are_not_shown(tmp_path):
    found = funnel(tmp_path, ROWS, "[visited, reviewed, ordered]")
    assert "< 10" in str(found)
    assert [row["value"] for row in found.to_dicts()] == [None, None]
    assert found.to_dicts()[0]["note"] == "fewer than 10 units"


def test_a_funnel_shows_its_figures(tmp_path):
    rows = [(f"c{n}", day(0), "visited") for n in range(40)]
    rows += [(f"c{n}", day(1), "reviewed") for n in range(30)]
    rows += [(f"c{n}", day(2), "ordered") for n in range(12)]
    found = funnel(tmp_path, rows, "[visited, reviewed, ordered]")
    first, last = found.to_dicts()
    assert (first["step"], first["event"], first["k"], first["n"]) == (1, "reviewed", 30, 40)
    assert (last["value"], last["drop_off"], last["overall"]) == (0.4, 0.6, 0.3)
    text = str(found)
    assert "30       75.0% [59.8%, 85.8%]  25.0%" in text
    assert "as of 2026-03-02" in text


def test_immature_entrants_leave_every_step(tmp_path):
    rows = [*ROWS, ("late", day(6), "visited"), ("late", day(6.1), "reviewed")]
    as_of = MONDAY + timedelta(days=8)
    found = funnel(tmp_path, rows, "[visited, reviewed, ordered]", as_of=as_of)
    for step in list(found)[1:]:
        assert dict(step.of_all.excluded)["immature"] == 1
        assert step.of_all.n == 5


def test_from_a_stage_all_steps_follow(tmp_path):
    found = funnel(tmp_path, ROWS, "[reviewed, ordered], from: looking")
    assert counts(found) == [4, 2]
    assert next(iter(found)).name == "entered looking"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("ordered", "is no conversion of several steps"),
        ("[visited, ordered], entry: totals", "any"),
    ],
)
def test_what_is_no_funnel_says_so(tmp_path, written, problem):
    with pytest.raises(ArgumentError, match=problem):
        funnel(tmp_path, ROWS, written)


def test_an_unknown_metric_names_the_nearest(tmp_path):
    metrics = "  funnel: {conversion: [visited, ordered]}\n"
    unknown = pytest.raises(ArgumentError, match="Did you mean 'funnel'")
    with workspace(tmp_path, ROWS, metrics=metrics) as ws, unknown:
        ws.funnel("funel", WEEK)


def brute(rows, order):
    """n of the entry and of each step by plain Python: a, b, c, d within four days."""
    log = {}
    for customer, at, name in rows:
        log.setdefault(customer, []).append((at, name))
    n, reached = 0, [0, 0, 0]
    for events in log.values():
        inside = [at for at, name in events if name == "a" and 0 <= at - to_us(MONDAY) < 7 * US_DAY]
        if not inside:
            continue
        start, n = min(inside), n + 1
        near = sorted((at, name) for at, name in events if start <= at < start + 4 * US_DAY)
        times = {step: [at for at, name in near if name == step] for step in "bcd"}
        if order in ("closed", "strict"):
            at, sure = start, True
            for place, step in enumerate("bcd"):
                later = [t for t in times[step] if (t >= at if order == "closed" else t > at)]
                sure = sure and bool(later)
                at = min(later) if sure else at
                reached[place] += sure
        for place, step in enumerate("bcd"):
            before, after = "bcd"[: place + 1], "bcd"[place:]
            reached[place] += {
                "open": bool(times[step]),
                "any_order": all(times[one] for one in before),
                "furthest": any(times[one] for one in after),
            }.get(order, 0)
    return n, reached


@pytest.mark.parametrize("order", ["closed", "strict", "open", "any_order", "furthest"])
def test_steps_of_a_random_log(tmp_path, order):
    rng = random.Random(order)
    rows = set()
    for number in range(150):
        for _ in range(rng.randint(1, 9)):
            rows.add(
                (
                    f"c{number}",
                    to_us(MONDAY) + rng.randint(-4, 44) * US_DAY // 4,
                    rng.choice("abcd"),
                )
            )
    told = [
        (c, (MONDAY + timedelta(microseconds=at - to_us(MONDAY))).isoformat(), name)
        for c, at, name in rows
    ]
    found = funnel(
        tmp_path,
        told,
        f"[a, b, c, d], within: 4 days, order: {order}",
        stages="  one: a\n",
        as_of=LATER,
    )
    n, reached = brute(rows, order)
    assert [step.of_all.n for step in list(found)[1:]] == [n] * 3
    assert counts(found) == reached
    assert 0 < reached[-1] < n
