"""Process limits of shares and values: by hand, what is news, and what is too little to tell."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.process import (
    ENOUGH,
    FEWEST,
    ProcessLimits,
    limits_of_shares,
    limits_of_values,
)

RNG = np.random.default_rng(20261103)
TAIL = stats.norm.cdf(-3)
WEEKS = tuple(float(v) for v in RNG.normal(100.0, 5.0, 26))
SIZES = tuple(int(n) for n in RNG.integers(2_000, 9_000, 27))
# weeks up and down in turn, by more than sampling: neighbours that are not alike
SHARES = tuple((int(RNG.binomial(n, 0.05 + 0.006 * (-1) ** i)), n) for i, n in enumerate(SIZES))


def widening(m: int) -> float:
    return float(-stats.t.ppf(TAIL, (m - 1) ** 2 / 2 / (0.8264 * m - 1.082)))


def test_limits_of_values_by_hand():
    found = limits_of_values(WEEKS)
    sigma = np.abs(np.diff(WEEKS)).mean() / 1.1283791670955126
    half = widening(26) * math.sqrt(1 + 1 / 26) * sigma
    assert found.centre == pytest.approx(np.mean(WEEKS))
    assert found.low == pytest.approx((np.mean(WEEKS) - half,) * 26, rel=1e-9)
    assert found.high == pytest.approx((np.mean(WEEKS) + half,) * 26, rel=1e-9)
    assert (found.baseline, found.enough, found.outside, found.status) == (26, True, False, "ok")
    assert found.sigma_z is None


def test_limits_of_shares_by_hand():
    earlier, (k, n) = SHARES[:-1], SHARES[-1]
    found = limits_of_shares(earlier, (k, n))
    ks, ns = (np.array(column, dtype=float) for column in zip(*earlier, strict=True))
    centre = ks.sum() / ns.sum()
    own = np.sqrt(centre * (1 - centre) / ns)
    sigma_z = np.abs(np.diff((ks / ns - centre) / own)).mean() / 1.1283791670955126
    # the p′ limits of the judged week, wider by the error of the centre
    spread = math.sqrt(centre * (1 - centre) / n) * sigma_z * math.sqrt(1 + n / ns.sum())
    assert found.centre == pytest.approx(centre)
    assert found.sigma_z == pytest.approx(sigma_z, rel=1e-9)
    assert found.high[-1] - centre == pytest.approx(widening(26) * spread, rel=1e-9)
    assert len(found.low) == len(found.high) == 27
    assert found.high[0] - centre == pytest.approx(
        widening(26) * own[0] * sigma_z * math.sqrt(1 + ns[0] / ns.sum()), rel=1e-9
    )


def test_a_p_chart_knows_sampling_error_alone():
    earlier = [(500, 10_000), (500, 10_000), (560, 10_000), (440, 10_000)] * 7
    found = limits_of_shares(earlier, (590, 10_000), method="p_chart")
    half = 3 * math.sqrt(0.05 * 0.95 / 10_000 * (1 + 1 / 28))
    assert (found.low[-1], found.high[-1]) == pytest.approx((0.05 - half, 0.05 + half), rel=1e-9)
    assert (found.sigma_z, found.method, found.news) == (1.0, "p_chart", True)
    # Laney's limits know that this process moves by more than sampling
    assert not limits_of_shares(earlier, (590, 10_000)).outside


def test_a_point_outside_is_news_only_with_a_long_baseline():
    far = np.mean(WEEKS) + 60.0
    assert limits_of_values(WEEKS, far).news
    short = limits_of_values(WEEKS[:25], far)
    assert (short.outside, short.news, short.enough, short.status) == (True, False, False, "low_n")
    assert short.note == "25 earlier points; 26 make a point outside news"
    assert not limits_of_values(WEEKS, WEEKS[0]).outside
    assert (ENOUGH, FEWEST) == (26, 8)


def test_the_judged_point_is_not_in_its_own_baseline():
    quiet, wild = limits_of_values(WEEKS, 100.0), limits_of_values(WEEKS, 1000.0)
    assert (quiet.low, quiet.high) == (wild.low, wild.high)
    assert wild.news


def test_too_few_points_give_a_centre_and_no_limits():
    found = limits_of_values(WEEKS[:7], 500.0)
    assert (found.low, found.high, found.outside, found.status) == ((), (), False, "low_n")
    assert found.centre == pytest.approx(np.mean(WEEKS[:7]))
    assert found.note == "7 earlier points; limits need 8"
    assert limits_of_values(WEEKS[:8], 500.0).outside
    assert limits_of_shares(SHARES[:7]).note == "7 earlier points; limits need 8"


@pytest.mark.parametrize(
    "found", [limits_of_values([]), limits_of_values([None, None], 3.0), limits_of_shares([(0, 0)])]
)
def test_no_baseline_is_no_data(found):
    assert (found.status, found.centre, found.baseline) == ("no_data", None, 0)
    assert found.note == "no earlier point has a value"


@pytest.mark.parametrize(
    "found",
    [
        limits_of_values([5.0] * 30, 6.0),
        limits_of_shares([(0, 100)] * 30, (1, 100)),
        limits_of_shares([(5, 100)] * 30, (6, 100)),
    ],
)
def test_a_baseline_that_does_not_vary_makes_nothing_news(found):
    assert (found.status, found.low, found.outside, found.news) == ("degenerate", (), False, False)
    assert found.note.startswith("all earlier")


def test_points_without_a_value_have_no_limits_and_cost_no_place():
    weeks = [*WEEKS[:10], None, *WEEKS[10:]]
    found, whole = limits_of_values(weeks, 100.0), limits_of_values(WEEKS, 100.0)
    assert (found.low[10], found.high[10]) == (None, None)
    assert (len(found.low), found.baseline, found.low[0]) == (28, 26, whole.low[0])
    closed = limits_of_shares([*SHARES[:10], (0, 0), *SHARES[10:]], (0, 0))
    assert (closed.low[10], closed.low[-1], closed.outside) == (None, None, False)
    assert closed.baseline == 27


def test_limits_stay_within_what_is_possible():
    found = limits_of_values([1.0, 9.0, 2.0, 8.0] * 7, floor=0.0, ceiling=10.0)
    assert (found.low[0], found.high[0]) == (0.0, 10.0)
    rare = limits_of_shares([(1, 50), (0, 50), (3, 50)] * 9)
    assert rare.low[0] == 0.0


def test_neighbours_that_are_alike_widen_the_limits():
    slow = [100.0 + 10.0 * math.sin(i / 4) for i in range(52)]
    found = limits_of_values(slow)
    half = -stats.t.ppf(TAIL, 51) * np.std(slow, ddof=1) * math.sqrt(1 + 1 / 52)
    assert found.lag1 > 0.9
    assert found.high[0] - found.centre == pytest.approx(half, rel=1e-9)
    assert found.note == "neighbouring points are alike, so the limits use their standard deviation"
    assert limits_of_values(slow[:20]).note.count(";") == 2  # beside the reason of low_n


@settings(max_examples=50, deadline=None)
@given(st.integers(8, 60), st.floats(-1e3, 1e3), st.floats(0.1, 1e3))
def test_moving_and_scaling_the_series_moves_and_scales_the_limits(m, shift, scale):
    values = list(np.random.default_rng(m).normal(size=m))
    plain, moved = limits_of_values(values), limits_of_values([shift + scale * v for v in values])
    assert moved.centre == pytest.approx(shift + scale * plain.centre, abs=1e-9)
    assert moved.low[0] == pytest.approx(shift + scale * plain.low[0], rel=1e-6, abs=1e-6)
    assert moved.low[0] < moved.centre < moved.high[0]


def test_the_result_says_what_it_is():
    found = ProcessLimits(baseline=30, enough=True, outside=True, method="xmr")
    assert found.news


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: limits_of_values([1.0, math.nan]), "earlier[1] is nan"),
        (lambda: limits_of_values([1.0], math.inf), "last is inf"),
        (lambda: limits_of_values([1.0], floor=2.0, ceiling=1.0), "floor is 2.0; it must be below"),
        (lambda: limits_of_values([1.0], floor=math.nan), "floor is nan"),
        (lambda: limits_of_shares([(1, 2), (3, 2)]), "k of earlier[1] is 3; it must be ≤ n"),
        (lambda: limits_of_shares([(1, 2)], (-1, 2)), "k of last is -1"),
        (lambda: limits_of_shares([(1, 2)], method="laneys"), "Did you mean 'laney'?"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
