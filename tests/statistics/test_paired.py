"""McNemar's exact test and Tango's limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.paired import mcnemar_p, paired_score_limits

Z = float(stats.norm.ppf(0.975))
counts = st.integers(0, 200)


@settings(max_examples=50, deadline=None)
@given(counts, counts)
def test_mcnemar_equals_the_binomial_test(gained, lost):
    expected = stats.binomtest(gained, gained + lost, 0.5).pvalue if gained + lost else 1.0
    assert mcnemar_p(gained, lost) == pytest.approx(expected, rel=1e-9)
    assert mcnemar_p(gained, lost) == mcnemar_p(lost, gained)


def likelihood_z(n: int, b: int, c: int, delta: float) -> float:
    """The score statistic with the restricted rate found by maximising the likelihood."""

    def minus_log(rate: float) -> float:  # of losses; gains are rate + delta
        parts = ((b, rate + delta), (c, rate), (n - b - c, 1.0 - 2.0 * rate - delta))
        return -sum(k * np.log(p) for k, p in parts if k)

    low, high = max(0.0, -delta), (1.0 - delta) / 2.0
    edge = 1e-13 * (high - low)
    options = {"xatol": 1e-13}
    rate = optimize.minimize_scalar(
        minus_log, bounds=(low + edge, high - edge), method="bounded", options=options
    ).x
    return float((b - c - n * delta) / np.sqrt(n * (2.0 * rate + delta * (1.0 - delta))))


@pytest.mark.parametrize(("n", "b", "c"), [(10, 5, 2), (40, 12, 3), (100, 2, 9), (30, 0, 4)])
def test_tango_limits_are_where_the_score_test_turns(n, b, c):
    low, high = paired_score_limits(n, b, c, Z)
    assert likelihood_z(n, b, c, low) == pytest.approx(Z, abs=1e-5)
    assert likelihood_z(n, b, c, high) == pytest.approx(-Z, abs=1e-5)


def test_nobody_changed():
    low, high = paired_score_limits(50, 0, 0, Z)
    assert (low, high) == pytest.approx((-(Z**2) / (50 + Z**2), Z**2 / (50 + Z**2)))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: mcnemar_p(-1, 2), "gained is -1; it must be ≥ 0"),
        (lambda: mcnemar_p(1, 2.0), "lost is 2.0; it must be a whole number"),
        (lambda: paired_score_limits(3, 2, 2, Z), "k is 4; it must be ≤ n, which is 3"),
    ],
)
def test_impossible_counts_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
