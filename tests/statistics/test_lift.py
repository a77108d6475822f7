"""Lift: agreement with the absolute test, sign, and the cases without an answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from stagelift.errors import ArgumentError
from stagelift.statistics.fieller import fieller_limits, fieller_set
from stagelift.statistics.lift import lift, lift_of_proportions, one_sided_lift
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.quantiles import t_critical

EMPTY = Moments(0, 0.0, 0.0, 0.0)
means = st.floats(-100, 100)
arms = st.builds(Moments, st.integers(2, 500), means, st.floats(1.0, 1e5), st.just(0.0))
squares = st.floats(1.0, 1e5)
sizes = st.integers(2, 500)


def arm(mean: float, se: float = 1.0, n: int = 100) -> Moments:
    return Moments(n, mean, se**2 * n * (n - 1), 0.0)


def test_fieller_ends_are_roots_of_the_ratio_test():
    m1, m0 = arm(60.0, 2.0, 80), arm(50.0, 3.0, 120)
    t = t_critical(0.95, welch_df(m1, m0))

    def excess(relative: float) -> float:
        gap = m1.mean - (1.0 + relative) * m0.mean
        return gap**2 - t**2 * (m1.se**2 + (1.0 + relative) ** 2 * m0.se**2)

    found = lift(m1, m0)
    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(optimize.brentq(excess, -0.9, 0.2, xtol=1e-14), abs=1e-9)
    assert found.high == pytest.approx(optimize.brentq(excess, 0.2, 5.0, xtol=1e-14), abs=1e-9)


@pytest.mark.parametrize("covariance", [2.0, -2.0])
def test_fieller_ends_with_a_covariance_are_roots_too(covariance):
    def excess(relative: float) -> float:
        ratio = 1.0 + relative
        variance = 2.0**2 - 2.0 * ratio * covariance + ratio**2 * 3.0**2
        return (60.0 - ratio * 50.0) ** 2 - 1.96**2 * variance

    low, high = fieller_limits(60.0, 2.0, 50.0, 3.0, 1.96, covariance)
    assert low == pytest.approx(optimize.brentq(excess, -0.9, 0.2, xtol=1e-14), abs=1e-9)
    assert high == pytest.approx(optimize.brentq(excess, 0.2, 5.0, xtol=1e-14), abs=1e-9)


@settings(deadline=None)
@given(means, squares, sizes, means, squares, sizes)
def test_fieller_excludes_zero_exactly_when_welch_rejects(mean1, sq1, n1, mean0, sq0, n0):
    m1, m0 = Moments(n1, mean1, sq1, 0.0), Moments(n0, mean0, sq0, 0.0)
    effect, found = difference_of_means(m1, m0), lift(m1, m0)
    assume(found.status == "ok")
    assume(abs(effect.p_value - 0.05) > 1e-9)
    assert (found.low > 0 or found.high < 0) == (effect.p_value < 0.05)
    assert found.p_value == effect.p_value
    assert found.low <= found.value <= found.high
    if found.low > 0 or found.high < 0:
        assert math.copysign(1, found.value) == math.copysign(1, effect.value)


@settings(deadline=None)
@given(means, means, st.floats(1.0, 10.0))
def test_a_given_critical_value_decides_as_the_absolute_interval(mean1, mean0, critical):
    m1, m0 = arm(mean1), arm(mean0)
    found = lift(m1, m0, critical=critical)
    assume(found.status == "ok")
    se = math.hypot(m1.se, m0.se)
    assume(abs(abs(mean1 - mean0) - critical * se) > 1e-9)
    assert (found.low > 0 or found.high < 0) == (abs(mean1 - mean0) > critical * se)
    assert (found.p_value, found.dual) == (None, None)


def test_from_minus_ten_to_minus_five_is_half_better():
    found = lift(arm(-5.0, 0.1), arm(-10.0, 0.1))
    assert found.value == pytest.approx(0.5)
    assert 0.0 < found.low < 0.5 < found.high
    assert found.note == "the control mean is negative; + is an improvement"
    down = lift(arm(-5.0, 0.1), arm(-10.0, 0.1), better="down")
    assert (down.value, down.low) == (found.value, found.low)
    assert down.note == "the control mean is negative; − is an improvement"
    log = lift(arm(-5.0, 0.1), arm(-10.0, 0.1), method="delta_log")
    assert log.value == pytest.approx(0.5)
    assert 0.0 < log.low < 0.5 < log.high


def test_mirrored_means_have_the_mirrored_lift():
    plain, mirror = lift(arm(12.0), arm(10.0)), lift(arm(-12.0), arm(-10.0))
    assert (mirror.value, mirror.low, mirror.high) == pytest.approx(
        (-plain.value, -plain.high, -plain.low)
    )


def test_a_control_mean_near_zero_has_no_lift():
    found = lift(arm(12.0), arm(1.9))
    assert (found.value, found.low, found.p_value, found.dual) == (None, None, None, None)
    assert found.status == "not_identifiable"
    assert found.note.startswith("the control mean is not clear of 0")
    assert lift(arm(12.0), arm(2.1)).status == "ok"
    assert fieller_limits(1.0, 0.1, 0.0, 0.0, 1.96) is None


def test_delta_log_needs_both_means_clear_of_zero():
    assert lift(arm(12.0), arm(10.1), method="delta_log").status == "ok"
    for m1, m0 in ((arm(12.0), arm(9.9)), (arm(9.9), arm(12.0)), (arm(-12.0), arm(12.0))):
        found = lift(m1, m0, method="delta_log")
        assert (found.value, found.status) == (None, "not_identifiable")


def test_delta_log_is_the_normal_interval_of_the_log():
    found = lift(arm(60.0, 2.0), arm(50.0, 3.0), method="delta_log")
    se = math.sqrt((2 / 60) ** 2 + (3 / 50) ** 2)
    half = 1.959963984540054 * se
    expected = (0.2, 1.2 * math.exp(-half) - 1, 1.2 * math.exp(half) - 1)
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-9)
    assert found.se == pytest.approx(1.2 * se)
    assert (found.p_value < 0.05) == (not found.low <= 0 <= found.high)


@pytest.mark.parametrize(
    ("m1", "m0", "status"),
    [
        (EMPTY, arm(3.0), "no_data"),
        (arm(3.0), Moments(1, 3.0, 0.0, 0.0), "low_n"),
        (arm(3.0, 0.0), arm(3.0, 0.0), "degenerate"),
    ],
)
def test_an_undefined_effect_has_no_lift(m1, m0, status):
    found = lift(m1, m0)
    assert (found.value, found.low, found.status, found.method) == (None, None, status, "fieller")
    assert found.note


def test_the_lift_of_a_share_decides_as_its_difference():
    for n1, n0 in ((12, 12), (20, 7), (5, 16)):
        for k1 in range(n1 + 1):
            for k0 in range(1, n0 + 1, 3):
                effect = difference_of_proportions(k1, n1, k0, n0)
                found = lift_of_proportions(k1, n1, k0, n0)
                assert (found.p_value, found.dual) == (effect.p_value, effect.dual)
                assert (found.low > 0 or found.high < 0) == (effect.low > 0 or effect.high < 0)
                assert found.low <= found.value <= found.high


def test_the_lift_of_a_share_without_a_base():
    assert lift_of_proportions(3, 10, 0, 10).status == "not_identifiable"
    assert lift_of_proportions(0, 0, 1, 10).status == "no_data"
    nothing = lift_of_proportions(0, 10, 4, 10)
    assert (nothing.value, nothing.low) == (-1.0, -1.0)


def test_both_lifts_agree_in_large_samples():
    score = lift_of_proportions(2670, 213070, 1220, 213060)
    fieller = lift(Moments.from_counts(213070, 2670), Moments.from_counts(213060, 1220))
    assert (score.low, score.high) == pytest.approx((fieller.low, fieller.high), rel=1e-2)
    assert score.se == pytest.approx(fieller.se, rel=1e-4)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"level": 2}, "level is 2"),
        ({"method": "filler"}, "Did you mean 'fieller'?"),
        ({"better": "higher"}, "better is 'higher'; allowed: up, down"),
        ({"critical": -1.0}, "critical is -1.0; it must be a number > 0 and finite"),
        ({"critical": np.nan}, "critical is nan"),
        ({"critical": 3.0, "method": "delta_log"}, "method is 'delta_log'; allowed: fieller"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    with pytest.raises(ArgumentError) as caught:
        lift(arm(3.0), arm(2.5), **options)
    assert text in str(caught.value)


def agrees(effect: float, mean1: float, mean0: float) -> bool:
    """Whether the data allow a relative effect, straight from its test (se 1, c 2)."""
    scale = math.copysign(1.0, mean0) * effect
    return (mean1 - (1.0 + scale) * mean0) ** 2 <= 4.0 * (1.0 + (1.0 + scale) ** 2)


@pytest.mark.parametrize(
    ("mean1", "mean0", "kind"),
    [
        (12.0, 10.0, "interval"),
        (-12.0, -10.0, "interval"),
        (12.0, 1.0, "complement"),
        (12.0, -1.0, "complement"),
        (-12.0, 1.0, "complement"),
        (3.0, 0.0, "complement"),
        (0.3, 0.4, "line"),
        (1.0, 0.0, "line"),
        (5.0, 2.0, "half_line"),
        (5.0, -2.0, "half_line"),
        (-5.0, 2.0, "half_line"),
    ],
)
def test_the_set_holds_exactly_the_effects_whose_test_does_not_reject(mean1, mean0, kind):
    found = fieller_set(mean1, 1.0, mean0, 1.0, 2.0)
    assert found.kind == kind
    for effect in np.linspace(-40, 40, 1601) + 1e-4:
        assert found.holds(effect) == agrees(effect, mean1, mean0)
    assert (found.words == "") == (kind == "interval")


def test_an_unbounded_set_is_said_aloud():
    start = "the control mean is not clear of 0, so a relative effect has no finite interval: "
    ends = fieller_set(12.0, 1.0, 1.0, 1.0, t_critical(0.95, 198))
    words = f"{start}lifts up to {ends.low:+.1%} and from {ends.high:+.1%} on agree with it"
    assert lift(arm(12.0), arm(1.0)).note == words
    assert lift(arm(0.1), arm(0.2)).note == f"{start}any lift agrees with the data"
    assert fieller_set(5.0, 1.0, 2.0, 1.0, 2.0).words.startswith(f"{start}lifts from +")
    assert fieller_set(-5.0, 1.0, 2.0, 1.0, 2.0).words.startswith(f"{start}lifts up to -")


def test_a_control_of_exactly_zero_has_nothing_relative_to_it():
    for mean1 in (5.0, 0.0):
        found = fieller_set(mean1, 1.0, 0.0, 0.0, 2.0)
        assert (found.kind, found.low, found.holds(0.0)) == ("none", None, False)
    nothing = Moments(50, 0.0, 0.0, 0.0)
    found = lift(arm(5.0), nothing)
    assert (found.status, found.value) == ("not_identifiable", None)
    assert found.note == "the control mean is exactly 0, so nothing can be relative to it"


@pytest.mark.parametrize("unit", [1e-170, 1e170])
def test_tiny_and_huge_units_have_the_same_lift(unit):
    plain = fieller_limits(60.0, 2.0, 50.0, 3.0, 1.96)
    assert fieller_limits(60 * unit, 2 * unit, 50 * unit, 3 * unit, 1.96) == pytest.approx(plain)


def test_the_plain_delta_interval_has_the_textbook_standard_error():
    m1, m0 = arm(60.0, 2.0), arm(50.0, 3.0)
    found, effect = lift(m1, m0, method="delta"), difference_of_means(m1, m0)
    slope = optimize.approx_fprime([60.0, 50.0], lambda m: m[0] / m[1] - 1.0, 1e-7)
    assert found.se == pytest.approx(math.hypot(slope[0] * 2.0, slope[1] * 3.0), rel=1e-5)
    half = t_critical(0.95, welch_df(m1, m0)) * found.se
    assert (found.low, found.high) == pytest.approx((0.2 - half, 0.2 + half), rel=1e-12)
    assert (found.p_value, found.dual) == (effect.p_value, False)
    assert lift(arm(12.0), arm(1.9), method="delta").status == "not_identifiable"


def test_the_p_value_of_a_lift_is_that_of_its_effect():
    m1, m0 = arm(60.0, 2.0), arm(50.0, 3.0)
    p = difference_of_means(m1, m0).p_value
    assert {lift(m1, m0, method=m).p_value for m in ("fieller", "delta")} == {p}


@settings(deadline=None)
@given(arms, arms, st.sampled_from(["greater", "less"]))
def test_a_one_sided_lift_decides_as_the_one_sided_test(m1, m0, side):
    effect = difference_of_means(m1, m0, alternative=side)
    found = one_sided_lift(m1, m0, side)
    assume(found.status == "ok")
    assume(abs(effect.p_value - 0.05) > 1e-9)
    assert found.p_value == effect.p_value
    end = found.low if side == "greater" else -found.high
    assert (end > 0) == (effect.p_value < 0.05)
    assert math.isinf(found.high if side == "greater" else found.low)
    wide = lift(m1, m0, level=0.9)
    assert end == pytest.approx(wide.low if side == "greater" else -wide.high)


def test_one_sided_lifts_need_a_side_and_a_level_above_one_half():
    for options, text in (
        (("two_sided",), "alternative is 'two_sided'; allowed: greater, less"),
        (("greater", 0.5), "level is 0.5; it must be a number > 0.5 and < 1"),
        (("greater", 0.9, "delta_log"), "method is 'delta_log'; allowed: fieller, delta"),
    ):
        given_ = dict(zip(("alternative", "level", "method"), options, strict=False))
        with pytest.raises(ArgumentError) as caught:
            one_sided_lift(arm(3.0), arm(2.5), **given_)
        assert text in str(caught.value)
    less = one_sided_lift(arm(-12.0), arm(-10.0), "less", method="delta", better="up")
    assert (less.low, less.value) == (-math.inf, pytest.approx(-0.2))
    assert less.note == "the control mean is negative; + is an improvement"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((math.nan, 1.0, 1.0, 1.0, 2.0), "mean1 is nan"),
        ((1.0, -1.0, 1.0, 1.0, 2.0), "se1 is -1.0; it must be ≥ 0"),
        ((1.0, 1.0, 1.0, math.inf, 2.0), "se0 is inf"),
        ((1.0, 1.0, 1.0, 1.0, 0.0), "critical is 0.0"),
    ],
)
def test_a_set_of_impossible_means_is_refused(arguments, text):
    with pytest.raises(ArgumentError) as caught:
        fieller_set(*arguments)
    assert text in str(caught.value)


def test_narrow_sets_of_huge_arms_keep_their_digits():
    """Solved as it stands, the quadratic gives this interval a width of 0."""
    m1, m0 = Moments(40, -9.0, 30.0, 0.0), Moments(10**9, 1e8, 1e9, 0.0)
    found = lift(m1, m0)
    half = t_critical(0.95, welch_df(m1, m0)) * found.se
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-6)
