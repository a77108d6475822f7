"""Carts, coupons and sessions of the demo: what is measured against what made them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import stagelift as sl

ROOT = Path(__file__).parents[2]
METRICS = ("bounce", "cart_abandonment", "coupon_redemption", "lost_before_order")


@pytest.fixture(scope="module")
def measured(small, tmp_path_factory):
    """The weeks 36 to 44 of the small world by its own definitions."""
    root = tmp_path_factory.mktemp("carts")
    shutil.copy(ROOT / "journey.yaml", root)
    shutil.copytree(ROOT / "metrics", root / "metrics")
    (root / "data").symlink_to(small.root / "data")
    with sl.open(root) as ws:
        metrics = {name: ws.metrics[name] for name in METRICS}
        found = ws.kpis("2026-W44", history=8, metrics=metrics)
    estimates = (*found.past, *found.estimates)
    return {(e.metric, e.period): e for e in estimates}


def weeks(measured, small, metric, key):
    """Pairs of estimate and truth of the weeks that are mature."""
    true = small.truth.carts[key]
    return [
        (estimate, true[period])
        for (name, period), estimate in measured.items()
        if name == metric and estimate.status in ("ok", "low_n")
    ]


def test_sessions_and_bounces_are_those_that_happened(measured, small):
    pairs = weeks(measured, small, "bounce", "sessions")
    assert len(pairs) == 9
    for estimate, true in pairs:
        assert estimate.value == pytest.approx(true["bounced"] / true["sessions"], rel=1e-3)


def test_the_carts_left_behind_are_as_many_as_the_chances_say(measured, small):
    pairs = weeks(measured, small, "cart_abandonment", "left_behind")
    assert len(pairs) == 9
    assert all(estimate.n == true["n"] for estimate, true in pairs)
    left = sum(estimate.value * estimate.n - true["rate"] * true["n"] for estimate, true in pairs)
    spread = sum(true["rate"] * (1 - true["rate"]) * true["n"] for _, true in pairs) ** 0.5
    assert abs(left) < 1.96 * spread
    # carts bought by one tap stay behind, so more carts are left than customers lost
    for estimate, _ in pairs:
        assert estimate.value > measured["lost_before_order", estimate.period].value - 0.02


def test_coupons_are_used_as_often_as_their_chance_says(measured, small):
    pairs = weeks(measured, small, "coupon_redemption", "coupons")
    assert len(pairs) == 6  # the last three weeks' coupons may still be used
    assert all(estimate.n == true["n"] for estimate, true in pairs)
    used = sum(estimate.value * estimate.n for estimate, _ in pairs)
    issued = sum(estimate.n for estimate, _ in pairs)
    spread = (0.28 * 0.72 / issued) ** 0.5
    assert abs(used / issued - 0.28) < 1.96 * spread


def test_a_cart_number_is_on_one_cart_and_at_most_one_order(small):
    data = small.root / "data"
    carts = f"(SELECT DISTINCT event_id, cart_no FROM '{data}/app/*.parquet'"
    carts += " WHERE ts IS NOT NULL)"
    count = "SELECT count(cart_no), count(DISTINCT cart_no) FROM "
    rows, distinct = small.sql.execute(count + carts).fetchone()
    assert rows == distinct > 1000
    orders = f"(SELECT DISTINCT order_no, cart_no FROM '{data}/orders.parquet'"
    orders += " WHERE ordered_at IS NOT NULL)"
    rows, distinct = small.sql.execute(count + orders).fetchone()
    assert 0 < rows == distinct
    both = f"SELECT count(*) FROM {orders} JOIN {carts} USING (cart_no)"
    assert small.sql.execute(both).fetchone()[0] == rows
