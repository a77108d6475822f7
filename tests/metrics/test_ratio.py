"""Ratios of sums: what is divided by what, among whom, and the experiment's effect on them."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest

from stagelift.errors import DefinitionError
from stagelift.formatting import default_spec, formatted
from stagelift.metrics.ratio import Ratio
from stagelift.metrics.total import Sum
from tiny import MONDAY, day, kpi, workspace

METRICS = """\
  return_rate: {ratio: returned, per: ordered, within: 30 days, better: down}
  money_back: {ratio: returned.value, per: ordered.value, within: 30 days, better: down}
  basket: {ratio: ordered.value, per: ordered, within: 30 days}
"""
ROWS = [
    ("a", day(1), "visited"),
    ("a", day(2), "ordered", "100"),
    ("a", day(3), "ordered", "50"),
    ("a", day(4), "returned", "50"),
    ("b", day(1), "visited"),
    ("b", day(2), "ordered", "20"),
    ("b", day(31), "ordered", "9"),  # 30 days after entry: outside
    ("c", day(1), "visited"),  # neither: 0 of 0, counted as a unit
    ("d", day(-9), "ordered", "7"),  # enters in no week asked
]


def test_the_ratio_is_that_of_the_sums_not_the_mean_of_the_ratios(tmp_path):
    with workspace(tmp_path, ROWS, metrics=METRICS) as ws:
        found = {e.metric: e for e in ws.kpis("2026-W02")}
    rate = found["return_rate"]
    assert (rate.stage, rate.n, rate.k, rate.unit) == ("buying", 3, None, "ratio")
    assert rate.value == pytest.approx(1 / 3, abs=1e-12)
    assert rate.status == "low_n"
    assert found["money_back"].value == pytest.approx(50 / 170, abs=1e-12)
    assert (found["basket"].value, found["basket"].unit) == (pytest.approx(170 / 3), "EUR")


def test_returns_per_order_are_shown_in_per_cent():
    assert formatted(0.0312, default_spec("ratio")) == "3.1%"
    assert formatted(0.01, default_spec("ratio", change=True)) == "+1.0\u202fpp"


def test_a_denominator_of_nothing_has_no_ratio(tmp_path):
    with workspace(tmp_path, [("c", day(1), "visited", "")], metrics=METRICS) as ws:
        found = kpi(ws, "return_rate")
    assert (found.value, found.low, found.status) == (None, None, "no_data")
    assert found.note == "the denominator sums to 0"


def test_it_is_placed_by_its_denominator(tmp_path):
    metrics = """\
  before: {ratio: returned, per: ordered}
  from_it: {ratio: returned, per: ordered, from: buying, stage: buying}
  first: {ratio: ordered, per: visited}
  everywhere: {ratio: returned, per: shipped}
"""
    with workspace(tmp_path, ROWS, metrics=metrics) as ws:
        found = ws.kpis("2026-W02")
    assert [e.stage for e in found if e.metric == "before"] == ["buying"]
    assert [(e.stage, e.value) for e in found if e.metric == "first"] == [("looking", 1.0)]
    assert [e.stage for e in found if e.metric == "everywhere"] == [
        "looking",
        "buying",
        "staying",
        "telling",
    ]
    # the order that lets a customer in is an order: a has two, b one within 30 days of it and 9 €
    inside = next(e for e in found if e.metric == "from_it")
    assert inside.value == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            {"ratio": "returned", "per": "ordered.value"},
            "'returned' is counted and 'ordered.value'",
        ),
        (
            {"ratio": "returned.count", "per": "ordered"},
            "a ratio counts events or sums their value",
        ),
        ({"ratio": "returned"}, "per: this key is missing"),
        ({"ratio": "", "per": "ordered"}, "nothing"),
    ],
)
def test_what_makes_no_ratio_is_refused(written, message):
    with pytest.raises(DefinitionError, match=message):
        Ratio(name="odd", **written)


def test_a_sum_adds_up_values_only():
    with pytest.raises(DefinitionError, match=r"'ordered\.quantity' came; what an event adds"):
        Sum(name="items", sum="ordered.quantity")


def test_its_fingerprint_follows_both_sides():
    from stagelift.definitions import fingerprint

    made = [
        Ratio(name="r", ratio=top, per=per)
        for top, per in (("a", "b"), ("b", "a"), ("a.value", "b.value"), ("a.value", "b"))
    ]
    assert len({fingerprint(one) for one in made}) == 4
    assert fingerprint(Ratio(name="r", ratio="a", per="b")) == fingerprint(made[0])


EXPERIMENT = """\
question: Does a size guide lower returns?
audience: everyone
primary: return_rate
secondary: [basket, money_back]
variants: {{a: {{channel: none, share: 50%}}, b: {{channel: email, share: 50%}}}}
run: 2026-01-05..2026-01-11
looks: {looks}
"""


def world(rng, count):
    """Assignments, and per unit (orders, returns, money, money back) within 30 days."""
    rows, sent, units = [("beat", day(55), "pinged", "")], [], []
    for number in range(count):
        customer, variant = f"c{number}", "ab"[number % 2]
        at = MONDAY + timedelta(hours=rng.randint(0, 160))
        sent.append((customer, "guide", variant, at.isoformat()))
        rows.append((customer, (at - timedelta(days=1)).isoformat(), "visited", ""))
        orders = rng.choice([0, 1, 1, 2, 3])
        money, back, returns = 0, 0, 0
        for _ in range(orders):
            price = rng.randint(5, 90)
            when = at + timedelta(hours=rng.randint(0, 600))
            rows.append((customer, when.isoformat(), "ordered", str(price)))
            money += price
            if rng.random() < (0.4 if variant == "a" else 0.2):
                rows.append((customer, (when + timedelta(hours=9)).isoformat(), "returned", price))
                back, returns = back + price, returns + 1
        late = at + timedelta(days=30)
        rows.append((customer, late.isoformat(), "ordered", "1000"))
        units.append((variant, orders, returns, money, back))
    return rows, sent, units


def by_hand(units, variant, top, bottom):
    """The ratio and its delta-method variance by numpy."""
    x = np.array([u[top] for u in units if u[0] == variant], dtype=float)
    y = np.array([u[bottom] for u in units if u[0] == variant], dtype=float)
    ratio = x.sum() / y.sum()
    return ratio, np.var(x - ratio * y, ddof=1) / len(x) / y.mean() ** 2


@pytest.mark.parametrize("looks", ["once", "always"])
def test_the_effect_of_an_experiment_is_that_of_the_delta_method(tmp_path, looks):
    rows, sent, units = world(random.Random(3), 300)
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        experiments={"guide": EXPERIMENT.format(looks=looks)},
        assignments=sent,
    ) as ws:
        readout = ws.experiments["guide"].readout()
    for metric, top, bottom in (("return_rate", 2, 1), ("basket", 3, 1), ("money_back", 4, 3)):
        one, variance_one = by_hand(units, "b", top, bottom)
        zero, variance_zero = by_hand(units, "a", top, bottom)
        effect = readout.estimate(metric, "effect", "b")
        assert readout.estimate(metric, "level", "a").value == pytest.approx(zero, rel=1e-10)
        assert effect.value == pytest.approx(one - zero, rel=1e-9)
        assert effect.se == pytest.approx((variance_one + variance_zero) ** 0.5, rel=1e-9)
        assert effect.low < effect.value < effect.high
        lift = readout.estimate(metric, "lift", "b")
        assert lift.value == pytest.approx(one / zero - 1, rel=1e-9)
        assert (lift.low > 0 or lift.high < 0) == (effect.low > 0 or effect.high < 0)
    assert readout.verdict == "ship"  # 0.2 against 0.4 returns per order


def test_the_third_moment_is_that_of_the_contributions(tmp_path):
    rows, sent, units = world(random.Random(8), 120)
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        experiments={"guide": EXPERIMENT.format(looks="always")},
        assignments=sent,
    ) as ws:
        from stagelift.data.query import MappedAssignments
        from stagelift.experiments.arms import arms_from_events

        start = int(MONDAY.timestamp()) * 1_000_000
        found = arms_from_events(
            ws.contract,
            ws.journey,
            MappedAssignments("guide", start, start + 7 * 86_400_000_000),
            [ws.metrics["basket"]],
            ("a", "b"),
        )
        moments = ws.metrics["basket"].moments_of(found.tallies[("basket", "a")])
    x = np.array([u[3] for u in units if u[0] == "a"], dtype=float)
    y = np.array([u[1] for u in units if u[0] == "a"], dtype=float)
    parts = (x - x.sum() / y.sum() * y) / y.mean()
    assert moments.m2 == pytest.approx((parts**2).sum(), rel=1e-9)
    assert moments.m3 == pytest.approx((parts**3).sum(), rel=1e-6)
