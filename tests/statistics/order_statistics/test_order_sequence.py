"""Quantiles at any number of looks: scipy's beta-binomial over binomial, and long streams."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks.sequence import tuning
from stagelift.statistics.order_statistics import (
    ValueCounts,
    difference_of_quantiles_sequence,
    quantile,
    quantile_sequence,
)


def evidence(k, n, p, planned, level=0.95):
    """The log of the mixture's likelihood over that of chance p."""
    weight = max(planned / tuning(planned, planned, level), 1.0)
    mixed = stats.betabinom.logpmf(k, n, weight * p, weight * (1 - p))
    return mixed - stats.binom.logpmf(k, n, p)


@pytest.mark.parametrize("n", [1, 7, 60, 500])
@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("planned", [100, 2000])
def test_one_quantile_holds_the_values_the_martingale_keeps(n, p, planned):
    found = quantile_sequence(ValueCounts(range(1, n + 1), [1] * n), p, n_planned=planned)
    # with k units below, the quantile lies between the values of rank k and k + 1
    kept = [k for k in range(n + 1) if evidence(k, n, p, planned) < math.log(20)]
    low = None if kept[0] == 0 else float(kept[0])
    high = None if kept[-1] == n else float(kept[-1] + 1)
    assert (found.low, found.high) == (low, high)
    assert (found.note == "") == (None not in (low, high))


def test_it_is_wider_than_at_one_look_and_narrows():
    widths = []
    for n in (200, 1000, 4000):
        table = ValueCounts(np.arange(n) / n, [1] * n)
        always, once = quantile_sequence(table, n_planned=1000), quantile(table)
        assert always.low < once.low < once.high < always.high
        widths.append(always.high - always.low)
    assert widths[0] > widths[1] > widths[2]


def test_the_difference_holds_what_the_product_keeps():
    generator = np.random.default_rng(3)
    treated, control = generator.normal(0.3, 1, 60), generator.normal(0, 1, 45)
    tables = ValueCounts.of(treated), ValueCounts.of(control)
    found = difference_of_quantiles_sequence(*tables, 0.6, n_planned=(80, 50))

    def least(gap):
        best = math.inf
        for x in np.concatenate([control, treated - gap]):
            total = 0.0
            for values, at, planned in ((treated, x + gap, 80), (control, x, 50)):
                n = len(values)
                below = int((values < at - 1e-12).sum())
                upto = int((values <= at + 1e-12).sum())
                options = range(below, upto + 1)
                total += min(evidence(k, n, 0.6, planned) for k in options)
            best = min(best, total)
        return best

    assert found.p_value == pytest.approx(math.exp(-max(least(0.0), 0.0)), rel=1e-6, abs=1e-9)
    for end, outwards in ((found.low, -1e-6), (found.high, 1e-6)):
        assert least(end) < math.log(20)
        assert least(end + outwards) > math.log(20)


@pytest.mark.parametrize("shift", [-2.0, -0.5, 0.0, 0.7, 1.5])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_interval_and_p_value_agree(shift, level):
    generator = np.random.default_rng(8)
    for draw in (generator.normal, lambda size: generator.poisson(3, size)):
        tables = ValueCounts.of(draw(size=120) + shift), ValueCounts.of(draw(size=90))
        found = difference_of_quantiles_sequence(*tables, n_planned=(200, 200), level=level)
        back = difference_of_quantiles_sequence(*tables[::-1], n_planned=(200, 200), level=level)
        assert found.dual
        assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)
        assert (back.low, back.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
        assert back.p_value == pytest.approx(found.p_value)


def test_too_few_units_bound_nothing():
    few = quantile_sequence(ValueCounts([1, 2], [1, 1]), n_planned=100)
    assert (few.value, few.low, few.high) == (1.5, None, None)
    assert few.note == "the ranks do not bound it: no lower and upper limit"
    assert quantile_sequence(ValueCounts([], []), n_planned=5).status == "no_data"
    pair = ValueCounts([1, 2], [1, 1]), ValueCounts([], [])
    none = difference_of_quantiles_sequence(*pair, n_planned=(5, 5))
    assert (none.value, none.status, none.note) == (None, "no_data", "an arm has no units")
    both = difference_of_quantiles_sequence(pair[0], pair[0], n_planned=(5, 5))
    assert (both.low, both.high, both.p_value) == (None, None, 1.0)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"n_planned": 0}, "n_planned is 0; it must be a number > 0"),
        ({"n_planned": 2.5}, "n_planned is 2.5; it must be a whole number"),
        ({"n_planned": 10, "p": 0}, "p is 0"),
        ({"n_planned": 10, "level": 1}, "level is 1"),
    ],
)
def test_arguments_that_are_not_allowed(more, message):
    with pytest.raises(ArgumentError, match=message):
        quantile_sequence(ValueCounts([1], [3]), **more)


@pytest.mark.slow
@pytest.mark.parametrize("discrete", [False, True])
def test_it_holds_at_all_looks_together(discrete):
    """200 streams of 600 units an arm with 15 looks: the truth ever left in at most 5 %."""
    generator = np.random.default_rng(4)
    left_one = left_two = 0
    for _ in range(200):
        draw = generator.poisson(2.5, (2, 600)) if discrete else generator.normal(size=(2, 600))
        truth = stats.poisson.ppf(0.75, 2.5) if discrete else stats.norm.ppf(0.75)
        one = two = False
        for n in range(40, 601, 40):
            treated, control = ValueCounts.of(draw[0, :n]), ValueCounts.of(draw[1, :n])
            found = quantile_sequence(treated, 0.75, n_planned=400)
            low = -math.inf if found.low is None else found.low
            high = math.inf if found.high is None else found.high
            one |= not low <= truth <= high
            gap = difference_of_quantiles_sequence(treated, control, 0.75, n_planned=(400, 400))
            two |= gap.p_value < 0.05
        left_one, left_two = left_one + one, left_two + two
    assert left_one / 200 <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 200)
    assert left_two / 200 <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 200)
