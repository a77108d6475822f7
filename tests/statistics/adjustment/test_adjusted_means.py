"""Effect and lift of two adjusted means: sides, delta with a covariance, what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment.adjusted import AdjustedMeans, effect_of, lift_of

MEANS = AdjustedMeans(
    mean1=11.7,
    mean0=10.3,
    variance1=0.08,
    variance0=0.07,
    covariance=0.01,
    se=math.sqrt(0.13),
    df=55.5,
    variance_ratio=0.65,
)


@pytest.mark.parametrize("side", ["greater", "less"])
def test_one_side_is_an_end_at_twice_the_error(side):
    effect, lift = (f(MEANS, alternative=side) for f in (effect_of, lift_of))
    wide, wide_lift = (f(MEANS, level=0.9) for f in (effect_of, lift_of))
    end = "low" if side == "greater" else "high"
    assert getattr(effect, end) == pytest.approx(getattr(wide, end), rel=1e-12)
    assert getattr(lift, end) == pytest.approx(getattr(wide_lift, end), rel=1e-9)
    t = 1.4 / MEANS.se
    p = stats.t.sf(t, 55.5) if side == "greater" else stats.t.cdf(t, 55.5)
    assert effect.p_value == lift.p_value == pytest.approx(p, rel=1e-9)
    plain = lift_of(MEANS, alternative=side, method="delta")
    assert math.isinf(plain.high if side == "greater" else plain.low)


def test_plain_delta_knows_the_covariance():
    slope = optimize.approx_fprime([11.7, 10.3], lambda m: m[0] / m[1] - 1, 1e-7)
    variance = slope[0] ** 2 * 0.08 + 2 * slope[0] * slope[1] * 0.01 + slope[1] ** 2 * 0.07
    found = lift_of(MEANS, method="delta")
    assert found.se == pytest.approx(math.sqrt(variance), rel=1e-5)
    half = stats.t.ppf(0.975, 55.5) * found.se
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))
    log = lift_of(MEANS, method="delta_log")
    grown = math.exp(1.959963984540054 * found.se / (11.7 / 10.3))
    assert log.high == pytest.approx(11.7 / 10.3 * grown - 1, rel=1e-9)
    assert log.se == pytest.approx(found.se, rel=1e-12)


def test_a_gain_is_told_when_it_is_known():
    assert MEANS.gained == "variance 0.65 of raw"
    assert replace(MEANS, variance_ratio=None).gained == ""


def test_nothing_that_varies_has_no_interval():
    flat = replace(MEANS, variance1=0.0, variance0=0.0, covariance=0.0, se=0.0, df=None)
    effect, lift = effect_of(flat), lift_of(flat)
    assert (effect.status, effect.value, effect.low) == ("degenerate", pytest.approx(1.4), None)
    assert (lift.status, lift.value) == ("degenerate", None)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"level": 1.0}, "level is 1.0"),
        ({"method": "filler"}, "Did you mean 'fieller'?"),
        ({"alternative": "larger"}, "alternative is 'larger'; allowed: two_sided, greater, less"),
        ({"alternative": "less", "level": 0.4}, "level is 0.4"),
        ({"alternative": "less", "method": "delta_log"}, "allowed: fieller, delta"),
        ({"critical": 0.0}, "critical is 0.0"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    with pytest.raises(ArgumentError) as caught:
        lift_of(MEANS, **options)
    assert text in str(caught.value)
