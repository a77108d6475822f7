"""The demo's leak, its bottleneck and its shift of mix are recovered from the data alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from stagelift.demo.origins import CHANNELS
from stagelift.statistics.decomposition import rate_and_mix

BEFORE, AFTER = (
    ("2026-W39", "2026-W40", "2026-W41", "2026-W42"),
    ("2026-W43", "2026-W44", "2026-W45"),
)
SPLIT = ("platform", "came_by")


def true_parts(small):
    """Rate and mix from the chances that made the newcomers."""
    weeks = small.truth.origins["weeks"]

    def counts(names):
        n = np.array([weeks[w]["n"] for w in names], dtype=float)
        shares = np.array([[weeks[w]["shares"][c] for c in CHANNELS] for w in names])
        rates = np.array([[weeks[w]["rates"][c] for c in CHANNELS] for w in names])
        bottom = (n[:, None] * shares).sum(axis=0)
        return (n[:, None] * shares * rates).sum(axis=0), bottom

    return rate_and_mix(counts(BEFORE), counts(AFTER))


def test_the_true_shift_of_mix_lies_inside_the_intervals(shop, small):
    found = shop.why(
        "newcomer_cart",
        "2026-10-19..2026-11-08",
        against="2026-09-21..2026-10-18",
        by="came_by",
    ).split("came_by")
    true = true_parts(small)
    rate, mix = float(true.rate.sum()), float(true.mix.sum())
    assert mix < -0.05 < 0.05 < rate  # each hides the other in the total
    assert found.mix.low <= mix <= found.mix.high
    assert found.rate.low <= rate <= found.rate.high
    assert found.mix.high < 0 < found.rate.low
    by_name = {part.name: part for part in found.parts}
    for place, channel in enumerate(CHANNELS):
        assert by_name[channel].mix.value == pytest.approx(float(true.mix[place]), abs=0.03)


def test_the_channels_are_drawn_as_said(small):
    for name in AFTER + BEFORE:
        week = small.truth.origins["weeks"][name]
        for channel in CHANNELS:
            share, drawn = week["shares"][channel], week["drawn"][channel]
            error = (week["n"] * share * (1 - share)) ** 0.5
            assert abs(drawn - week["n"] * share) < 4.5 * error


def test_the_leak_is_the_dearest_and_its_platform_explains_the_fall(shop, small):
    (first, *_) = shop.leaks(by=SPLIT).found
    assert (first.stage, first.segment) == ("consideration", "platform=android")
    assert "Android" in small.truth.leak.where
    assert first.period == "2026-W45"
    assert first.money.value > 0
    moved = shop.why("first_order", by=SPLIT)
    assert moved.telling.by == "platform"
    assert moved.telling.parts[0].name == "android"
    assert moved.change.high < 0
    assert [str(mark.on) for mark in moved.marks] == ["2026-11-04"]
    lost = small.truth.leak.with_leak - small.truth.leak.without
    assert moved.telling.rate.low <= lost <= moved.telling.rate.high


def test_the_alert_comes_since_the_leak_and_the_early_look_sees_newer_days(shop):
    found = shop.alerts(["first_order"], by="platform")
    rows = {(row.segment, row.kind): row for row in found.rows}
    mature, early = (rows["platform=android", kind] for kind in ("mature", "early"))
    assert (mature.state, mature.worse) == ("alert", True)
    assert abs((mature.since - date(2026, 11, 4)).days) <= 7  # to the day with all customers
    assert early.last_day > mature.last_day
    assert early.age_days == 2
    assert early.span.change < 0  # a seventh of the shop's customers are too few to be sure
    assert rows["platform=ios", "mature"].state != "alert"


def test_the_step_furthest_below_its_target_is_the_bottleneck_by_money(shop):
    found = shop.bottlenecks(by=SPLIT)
    steps = {step.stage: step for step in found.steps}
    assert [step.reached for step in found.steps] == [
        "consideration",
        "purchase",
        "retention",
        "advocacy",
    ]
    assert steps["consideration"].target == 0.12
    assert found.by_money.stage == "consideration"
    assert found.leader is found.by_money
    assert steps["purchase"].money.value is None
    assert sum(step.first for step in found.steps) == pytest.approx(1.0)
