"""One share: second implementations, exact ends, one-sided limits, refusals."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import proportion as reference

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import ShareMethod, proportion, wilson_limits

METHODS = get_args(ShareMethod)
LEVELS = [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (122, 21306), (1, 10**7)]
THEIRS = [("wilson", "wilson"), ("clopper_pearson", "beta"), ("agresti_coull", "agresti_coull")]


@pytest.mark.parametrize(("k", "n"), LEVELS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(("method", "theirs"), THEIRS)
def test_one_share_equals_statsmodels(k, n, level, method, theirs):
    found = proportion(k, n, level=level, method=method)
    low, high = reference.proportion_confint(k, n, 1 - level, method=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.low <= found.value <= found.high
    assert (found.value, found.status, found.p_value) == (k / n, "ok", None)


def test_no_event_gives_an_exact_zero_and_every_event_an_exact_one():
    assert proportion(0, 10).low == 0.0
    assert proportion(10, 10).high == 1.0
    assert proportion(0, 10).high == pytest.approx(0.2775, abs=1e-4)


def test_without_units_a_share_is_null_with_a_reason():
    found = proportion(0, 0)
    assert (found.value, found.low, found.status, found.note) == (None, None, "no_data", "no units")


@pytest.mark.parametrize(("k", "n"), [(3, 10), (122, 21306), (1, 10**7), (9, 10)])
def test_jeffreys_equals_statsmodels_within_the_range(k, n):
    found = proportion(k, n, method="jeffreys")
    low, high = reference.proportion_confint(k, n, method="jeffreys")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_jeffreys_reaches_the_ends_that_were_seen():
    none, each = proportion(0, 10, method="jeffreys"), proportion(10, 10, method="jeffreys")
    assert (none.low, each.high) == (0.0, 1.0)
    assert none.high == pytest.approx(stats.beta.ppf(0.975, 0.5, 10.5), abs=1e-12)
    assert each.low == pytest.approx(1.0 - none.high, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_one_sided_limits_are_those_of_a_wider_tail(method):
    for k, n in LEVELS:
        both = proportion(k, n, level=0.9, method=method)
        above = proportion(k, n, level=0.95, method=method, alternative="greater")
        below = proportion(k, n, level=0.95, method=method, alternative="less")
        assert (above.low, below.high) == pytest.approx((both.low, both.high), abs=1e-12)
        assert (above.high, below.low) == (1.0, 0.0)


@pytest.mark.parametrize("method", METHODS)
def test_counting_the_others_turns_the_limits_round(method):
    for n in (1, 7, 40):
        for k in range(n + 1):
            found, others = (proportion(x, n, method=method) for x in (k, n - k))
            assert (found.low, found.high) == pytest.approx(
                (1 - others.high, 1 - others.low), abs=1e-12
            )
            assert 0.0 <= found.low <= k / n <= found.high <= 1.0


def test_exact_limits_never_cover_too_rarely_and_wilsons_do_on_average():
    n = 40
    low, high = np.array(
        [
            [(f.low, f.high) for k in range(n + 1) for f in [proportion(k, n, method=method)]]
            for method in ("clopper_pearson", "wilson")
        ]
    ).transpose(2, 0, 1)
    rates = np.linspace(0.005, 0.995, 199)
    weights = stats.binom.pmf(np.arange(n + 1)[:, None], n, rates)
    inside = (low[..., None] <= rates) & (rates <= high[..., None])
    exact, wilson = (inside * weights).sum(axis=1)
    assert exact.min() >= 0.95
    assert wilson.mean() == pytest.approx(0.95, abs=0.005)


def test_wilson_takes_arrays_and_gives_the_same_bits():
    k, n = np.array(list(itertools.product((0.0, 1.0, 5.0, 9.0), (9.0, 10.0, 2e6)))).T
    low, high = wilson_limits(k, n, 1.96)
    apart = [wilson_limits(float(a), float(b), 1.96) for a, b in zip(k, n, strict=True)]
    np.testing.assert_array_equal(np.stack([low, high], axis=1), apart)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: proportion(4, 3), "k is 4; it must be ≤ n, which is 3"),
        (lambda: proportion(1.5, 3), "k is 1.5; it must be a whole number"),
        (lambda: proportion(1, 3, level=1.0), "level is 1.0; it must be a number > 0 and < 1"),
        (lambda: proportion(1, 3, level=math.nan), "level is nan"),
        (lambda: proportion(1, 3, method="wilsn"), "Did you mean 'wilson'?"),
        (lambda: proportion(1, 3, level=0.4, alternative="less"), "level is 0.4"),
        (lambda: proportion(1, 3, alternative="upper"), "alternative is 'upper'"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
