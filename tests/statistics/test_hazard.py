"""Rates, their ratio, and churn between two instants."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.hazard import churn, churn_per_month, rate, rate_ratio
from stagelift.statistics.proportions import proportion

CLOSE = 1e-9


@pytest.mark.parametrize("events", [0, 1, 7, 250, 40_000])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_limits_are_the_chi_square_form(events, level):
    found, tail = rate(events, 37.5, level=level), (1 - level) / 2
    low = stats.chi2.ppf(tail, 2 * events) / 2 / 37.5 if events else 0.0
    assert found.low == pytest.approx(low, rel=CLOSE)
    assert found.high == pytest.approx(stats.chi2.isf(tail, 2 * events + 2) / 2 / 37.5, rel=CLOSE)
    assert found.low <= found.value <= found.high
    assert found.se == pytest.approx(math.sqrt(events) / 37.5)


@pytest.mark.parametrize("expected", [0.5, 3.0, 12.0])
def test_exact_coverage_is_never_below_the_level(expected):
    covered = 0.0
    for k in range(120):
        found = rate(k, 1.0)
        covered += stats.poisson.pmf(k, expected) * (found.low <= expected <= found.high)
    assert covered >= 0.95


def e_test(k1: int, t1: float, k0: int, t0: float) -> float:
    """Krishnamoorthy & Thomson's double sum, term by term."""
    pooled = (k1 + k0) / (t1 + t0)
    observed = (k1 / t1 - k0 / t0) / math.hypot(math.sqrt(k1) / t1, math.sqrt(k0) / t0)
    later = [float(stats.poisson.pmf(x1, pooled * t1)) for x1 in range(150)]
    before = [float(stats.poisson.pmf(x0, pooled * t0)) for x0 in range(150)]
    total = 0.0
    for x1 in range(150):
        for x0 in range(150):
            variance = x1 / t1**2 + x0 / t0**2
            z = abs(x1 / t1 - x0 / t0) / math.sqrt(variance) if variance else 0.0
            if z >= abs(observed) - 1e-12:
                total += later[x1] * before[x0]
    return total


@pytest.mark.parametrize(("k1", "t1", "k0", "t0"), [(30, 100.0, 20, 100.0), (3, 10.0, 14, 21.5)])
def test_ratio_of_rates(k1, t1, k0, t0):
    found = rate_ratio(k1, t1, k0, t0)
    assert found.value == pytest.approx(k1 / t1 / (k0 / t0))
    assert found.p_value == pytest.approx(e_test(k1, t1, k0, t0), rel=1e-7)
    # the ends are the ratios at which one tail of the conditional binomial is 2.5 %
    first, last = (t1 * end / (t1 * end + t0) for end in (found.low, found.high))
    assert stats.binom.sf(k1 - 1, k1 + k0, first) == pytest.approx(0.025, rel=CLOSE)
    assert stats.binom.cdf(k1, k1 + k0, last) == pytest.approx(0.025, rel=CLOSE)
    assert (found.method, found.dual) == ("e_test", False)
    # the delta-method se of a ratio of two Poisson counts
    assert found.se == pytest.approx(found.value * math.sqrt(1 / k1 + 1 / k0))


def test_many_events_take_the_normal_limit_of_the_same_test():
    found = rate_ratio(12_100, 1000.0, 11_900, 1000.0)
    z = 200 / math.sqrt(24_000)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(z), rel=CLOSE)
    exact = stats.poisson_means_test(12_100, 1000.0, 11_900, 1000.0).pvalue
    assert found.p_value == pytest.approx(exact, abs=1e-3)


def test_no_event_in_one_group():
    none_later = rate_ratio(0, 50.0, 9, 50.0)
    assert (none_later.value, none_later.low, none_later.se) == (0.0, 0.0, None)
    assert none_later.p_value < 0.01
    none_before = rate_ratio(9, 50.0, 0, 50.0)
    assert (none_before.status, none_before.value) == ("not_identifiable", None)
    assert none_before.note == "no event in group 0, so nothing to relate it to"


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (rate(0, 0.0), "no time at risk"),
        (rate_ratio(0, 0.0, 3, 5.0), "no time at risk in group 1"),
        (rate_ratio(3, 5.0, 0, 0.0), "no time at risk in group 0"),
        (rate_ratio(0, 0.0, 0, 0.0), "no time at risk in either group"),
    ],
)
def test_without_time_there_is_no_rate(found, note):
    assert (found.status, found.value, found.note) == ("no_data", None, note)


def test_churn_is_a_share_of_those_active_before():
    found, share = churn(200, 190), proportion(10, 200)
    assert (found.value, found.low, found.high) == (share.value, share.low, share.high)
    empty = churn(0, 0)
    assert (empty.status, empty.note) == ("no_data", "nobody was active at the earlier instant")


def test_a_month_of_thirty_days():
    found = churn(200, 190)
    assert churn_per_month(found, 30.0) == found
    half = churn_per_month(found, 15.0)
    assert half.value == pytest.approx(1 - 0.95**2)
    assert (1 - half.low, 1 - half.high) == pytest.approx(
        ((1 - found.low) ** 2, (1 - found.high) ** 2)
    )
    assert half.se == pytest.approx(found.se * 2 * 0.95)
    assert half.low < half.value < half.high


def test_a_month_when_all_or_none_left():
    everyone = churn_per_month(churn(5, 0), 31.0)
    assert (everyone.value, everyone.high, everyone.se) == (1.0, 1.0, None)
    assert 0.0 < everyone.low < 1.0
    assert churn_per_month(churn(5, 5), 31.0).value == 0.0
    assert churn_per_month(churn(0, 0), 31.0).value is None


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: rate(-1, 2.0), "events is -1; it must be ≥ 0"),
        (lambda: rate(1, 0.0), "time is 0.0; it must be > 0 where events happened"),
        (lambda: rate(0, -1.0), "time is -1.0; it must be ≥ 0"),
        (lambda: rate(0, math.nan), "time is nan"),
        (lambda: rate(0, 0.0, level=2), "level is 2"),
        (lambda: rate_ratio(1, 0.0, 1, 1.0), "time1 is 0.0"),
        (lambda: rate_ratio(1, 1.0, 1.5, 1.0), "events0 is 1.5"),
        (lambda: rate_ratio(0, 0.0, 0, 0.0, level=0), "level is 0"),
        (lambda: churn(3, 4), "k is 4; it must be ≤ n, which is 3"),
        (lambda: churn_per_month(churn(3, 1), 0.0), "days is 0.0"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
