"""Ratios of sums: against a robust regression, against means, and the cases without an answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from samples import moments, pairs
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.lift import lift
from stagelift.statistics.looks import asymptotic_sequence, gate
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import contributions, difference_of_ratios, lift_of_ratios, ratio

EMPTY = PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
NO_ORDERS = PairMoments(50, 1.0, 0.0, 3.0, 0.0, 0.0)
CLOSE = 1e-9


def baskets(seed: int, n: int = 400, price: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    """Revenue and orders of n customers, both larger for some customers than for others."""
    rng = np.random.default_rng(seed)
    orders = rng.poisson(rng.gamma(2.0, 1.0, n)).astype(float)
    return orders * rng.gamma(8.0, price / 8.0, n), orders


def test_by_hand():
    # revenue 10, 20, 60 of 1, 1, 2 orders: R = 22.5, x − R·y = −12.5, −2.5, 15 over a mean of 4/3
    found = ratio(pairs([10, 20, 60] * 20, [1, 1, 2] * 20))
    spread = 20 * (12.5**2 + 2.5**2 + 15**2) / (4 / 3) ** 2
    assert found.value == pytest.approx(22.5)
    assert found.se == pytest.approx(math.sqrt(spread / 59 / 60))


def test_equals_a_weighted_regression_with_robust_errors():
    x, y = baskets(1)
    kept = y > 0  # units without an order weigh nothing, but are units: n / (n − 1) counts them
    fitted = sm.WLS(x[kept] / y[kept], np.ones(kept.sum()), weights=y[kept]).fit(cov_type="HC0")
    n, found = len(x), ratio(pairs(x, y))
    assert found.value == pytest.approx(fitted.params[0], rel=CLOSE)
    assert found.se == pytest.approx(fitted.bse[0] * math.sqrt(n / (n - 1)), rel=CLOSE)


def test_difference_equals_two_regressions():
    arms = [baskets(2, 300, 22.0), baskets(3, 500)]
    parts = []
    for x, y in arms:
        r = x.sum() / y.sum()
        parts.append((r, np.var((x - r * y) / y.mean(), ddof=1) / len(x)))
    found = difference_of_ratios(*(pairs(x, y) for x, y in arms))
    assert found.value == pytest.approx(parts[0][0] - parts[1][0], rel=CLOSE)
    assert found.se == pytest.approx(math.sqrt(parts[0][1] + parts[1][1]), rel=CLOSE)
    assert (found.low < 0 < found.high) == (found.p_value > 0.05)
    assert (found.method, found.dual) == ("delta", True)


def test_with_a_denominator_of_one_it_is_a_mean():
    rng = np.random.default_rng(4)
    x1, x0 = rng.gamma(2.0, 5.0, 80), rng.gamma(2.0, 4.0, 60)
    p1, p0 = (pairs(x, np.ones(len(x))) for x in (x1, x0))
    m1, m0 = moments(x1), moments(x0)
    for by_ratio, by_mean in (
        (ratio(p1), mean(m1)),
        (difference_of_ratios(p1, p0), difference_of_means(m1, m0)),
        (lift_of_ratios(p1, p0), lift(m1, m0)),
    ):
        for name in ("value", "se", "low", "high", "p_value"):
            expected = getattr(by_mean, name)
            allowed = None if expected is None else pytest.approx(expected, rel=CLOSE)
            assert getattr(by_ratio, name) == allowed, name


def test_swapping_the_arms_turns_the_effect_round():
    one, two = (pairs(*baskets(seed)) for seed in (5, 6))
    there, back = difference_of_ratios(one, two), difference_of_ratios(two, one)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.p_value == pytest.approx(back.p_value)


def test_lift_agrees_with_the_effect_and_takes_the_critical_value_of_a_sequence():
    one, two = pairs(*baskets(7, 900, 24.0)), pairs(*baskets(8, 900))
    effect, relative = difference_of_ratios(one, two), lift_of_ratios(one, two)
    assert relative.value == pytest.approx(effect.value / ratio(two).value)
    assert relative.p_value == effect.p_value
    assert (relative.low > 0) == (effect.low > 0)
    looked = asymptotic_sequence(effect.value, effect.se, n_mature=1800, n_planned=1800)
    wide = lift_of_ratios(one, two, critical=(looked.high - looked.value) / effect.se)
    assert wide.low < relative.low < relative.high < wide.high
    assert (wide.low > 0) == (looked.low > 0)


def test_contributions_carry_the_skewness_that_the_gate_needs():
    (x1, y1), (x0, y0) = baskets(9, 2000), baskets(10, 200)
    arms = []
    for x, y in ((x1, y1), (x0, y0)):
        cubes = (x**3).sum(), (x * x * y).sum(), (x * y * y).sum(), (y**3).sum()
        found = contributions(pairs(x, y), tuple(map(float, cubes)))
        exact = moments((x - x.sum() / y.sum() * y) / y.mean())
        assert (found.m2, found.m3) == pytest.approx((exact.m2, exact.m3), rel=1e-8)
        assert found.mean == x.sum() / y.sum()
        arms.append(found)
    assert gate(*arms).skewness > 0.0


def test_units_with_one_ratio_have_no_spread():
    found = ratio(pairs([3.3, 6.6, 9.9] * 20, [1, 2, 3] * 20))
    assert (found.status, found.value, found.low) == ("degenerate", pytest.approx(3.3), None)
    same = pairs([3.3, 6.6, 9.9] * 20, [1, 2, 3] * 20)
    assert difference_of_ratios(same, same).status == "degenerate"
    assert contributions(same, (1.0, 1.0, 1.0, 1.0)).m3 == 0.0


SOME = pairs(*baskets(11))
FEW = pairs([10.0] + [0.0] * 30, [1.0] + [0.0] * 30)


@pytest.mark.parametrize(
    ("found", "status", "value", "note"),
    [
        (ratio(EMPTY), "no_data", None, "no units"),
        (ratio(NO_ORDERS), "no_data", None, "the denominator sums to 0"),
        (ratio(pairs([3.0], [2.0])), "low_n", 1.5, "one unit has no spread"),
        (
            ratio(FEW),
            "low_n",
            10.0,
            "the denominator is 1.0 standard errors from 0; 6 are needed",
        ),
        (difference_of_ratios(SOME, EMPTY), "no_data", None, "no units in control"),
        (difference_of_ratios(FEW, EMPTY), "no_data", None, "no units in control"),
        (
            difference_of_ratios(NO_ORDERS, SOME),
            "no_data",
            None,
            "the denominator sums to 0 in treatment",
        ),
        (
            difference_of_ratios(pairs([3.0], [2.0]), FEW),
            "low_n",
            -8.5,
            "one unit in treatment has no spread",
        ),
        (lift_of_ratios(SOME, EMPTY), "no_data", None, "no units in control"),
        (
            lift_of_ratios(FEW, SOME),
            "low_n",
            None,
            "the denominator in treatment is 1.0 standard errors from 0; 6 are needed",
        ),
    ],
)
def test_the_cases_without_an_interval_say_why(found, status, value, note):
    assert (found.status, found.note) == (status, note)
    assert found.value == (None if value is None else pytest.approx(value))
    assert (found.low, found.high, found.p_value) == (None, None, None)


def test_a_control_ratio_near_zero_has_no_lift():
    x = np.tile([1.0, -1.0], 100)
    flat = pairs(x, np.ones(200))
    assert lift_of_ratios(SOME, flat).status == "not_identifiable"
    assert difference_of_ratios(SOME, flat).status == "ok"


def test_a_negative_control_ratio_says_which_sign_improves():
    x, y = baskets(12)
    found = lift_of_ratios(pairs(-x / 2, y), pairs(-x, y), better="down")
    assert found.value == pytest.approx(0.5)
    assert found.note == "the control mean is negative; − is an improvement"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: ratio(SOME, level=1.0), "level is 1.0"),
        (lambda: difference_of_ratios(EMPTY, EMPTY, level=95), "level is 95"),
        (lambda: lift_of_ratios(SOME, SOME, critical=-1.0), "critical is -1.0"),
        (lambda: lift_of_ratios(EMPTY, SOME, critical=math.nan), "critical is nan"),
        (lambda: lift_of_ratios(EMPTY, SOME, better="more"), "allowed: up, down"),
        (lambda: contributions(NO_ORDERS, (1.0, 1.0, 1.0, 1.0)), "the denominator sums to 0"),
        (lambda: contributions(SOME, (math.inf, 1.0, 1.0, 1.0)), "cubes[0] is inf"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)


@pytest.mark.parametrize("side", ["greater", "less"])
def test_one_sided_differences_are_those_of_the_contributions(side):
    arms = baskets(12), baskets(13, price=22.0)
    z1, z0 = ((r := x.sum() / y.sum()) + (x - r * y) / y.mean() for x, y in arms)
    theirs = stats.ttest_ind(z1, z0, equal_var=False, alternative=side)
    found = difference_of_ratios(*(pairs(*arm) for arm in arms), alternative=side)
    interval = theirs.confidence_interval(0.95)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=CLOSE)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=CLOSE)
    assert found.method == "delta"
    with pytest.raises(ArgumentError, match="alternative is 'more'"):
        difference_of_ratios(EMPTY, EMPTY, alternative="more")
