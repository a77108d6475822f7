"""Adjusted ratios of sums against regressions on contributions, and repeated samples."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from stagelift.errors import ArgumentError, UnknownNameError
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.ratios import adjusted_ratio_effect, adjusted_ratio_lift
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import difference_of_ratios, lift_of_ratios

NAMES = ("revenue", "orders", "revenue_before", "orders_before")


def sample(n: int = 400, seed: int = 1, effect: float = 0.0):
    """Revenue and orders with those of the time before; a customer's habits last."""
    rng = np.random.default_rng(seed)
    t, habit, price = rng.random(n) < 0.5, rng.gamma(3.0, 1.0, n), rng.gamma(9.0, 2.0, n)
    now, before = 1 + rng.poisson(habit), 1 + rng.poisson(habit)
    units = [now * price * rng.gamma(40, 1 / 40, n) * (1 + effect * t), now, before * price, before]
    return t, np.column_stack(units).astype(float)


def arm(rows) -> list[CovariateMoments]:
    return [CovariateMoments.of_units(dict(zip(NAMES, rows.T, strict=True)))]


def pair(rows) -> PairMoments:
    central = np.cov(rows[:, :2].T) * (len(rows) - 1)
    means = rows[:, :2].mean(axis=0)
    return PairMoments(len(rows), *means.tolist(), central[0, 0], central[1, 1], central[0, 1])


def test_effect_and_variance_equal_regressions_on_the_contributions():
    t, rows = sample()
    c = rows[:, 2:]
    columns = np.column_stack([np.ones(len(rows)), c - c.mean(axis=0)])
    means, own, predicted = [], 0.0, []
    for a in (t, ~t):
        x, y = rows[a, 0], rows[a, 1]
        r = x.sum() / y.sum()
        fitted = sm.OLS(r + (x - r * y) / y.mean(), columns[a]).fit()
        means.append(fitted.params[0])
        own += fitted.mse_resid / a.sum()
        predicted.append(fitted.predict(columns))
    variance = own + np.var(predicted[0] - predicted[1], ddof=1) / len(rows)
    found = adjusted_ratio_effect(arm(rows[t]), arm(rows[~t]), "orders")
    assert found.value == pytest.approx(means[0] - means[1], rel=1e-9)
    assert found.se**2 == pytest.approx(variance, rel=1e-9)
    assert (found.method, found.dual) == ("lin_delta", True)
    lift = adjusted_ratio_lift(arm(rows[t]), arm(rows[~t]), "orders")
    assert lift.value == pytest.approx(means[0] / means[1] - 1, rel=1e-9)
    assert (lift.low > 0 or lift.high < 0) == (found.p_value < 0.05)
    assert lift.p_value == found.p_value


def test_it_is_sharper_than_the_raw_ratio_and_unbiased():
    raw, adjusted, told = [], [], []
    for seed in range(300):
        t, rows = sample(300, seed)
        found = adjusted_ratio_effect(arm(rows[t]), arm(rows[~t]), "orders")
        raw.append(difference_of_ratios(pair(rows[t]), pair(rows[~t])).value)
        adjusted.append(found.value)
        told.append(found.se**2)
    assert np.var(adjusted) < 0.7 * np.var(raw)
    assert np.mean(told) == pytest.approx(np.var(adjusted), rel=0.25)
    assert abs(np.mean(adjusted)) < 3 * np.std(adjusted) / np.sqrt(300)


def test_strata_use_the_ratio_of_the_whole_arm():
    t, rows = sample(seed=3)
    cut = rows[:, 3] > 3
    split = [[m for s in (cut, ~cut) for m in arm(rows[a & s])] for a in (t, ~t)]
    whole = adjusted_ratio_effect(arm(rows[t]), arm(rows[~t]), "orders")
    found = adjusted_ratio_effect(*split, "orders")
    assert found.value == pytest.approx(whole.value, abs=0.2 * whole.se)
    assert found.se == pytest.approx(whole.se, rel=0.1)


def test_without_covariates_it_is_the_raw_ratio():
    t, rows = sample(seed=4)
    bare = [
        [CovariateMoments.of_units({"revenue": rows[a, 0], "orders": rows[a, 1]})] for a in (t, ~t)
    ]
    raw = difference_of_ratios(pair(rows[t]), pair(rows[~t]))
    found = adjusted_ratio_effect(*bare, "orders")
    assert (found.value, found.se) == pytest.approx((raw.value, raw.se), rel=1e-9)
    assert found.p_value == pytest.approx(raw.p_value, rel=1e-9)
    lift = adjusted_ratio_lift(*bare, "orders")
    assert lift.high == pytest.approx(lift_of_ratios(pair(rows[t]), pair(rows[~t])).high, rel=1e-9)


def test_ratios_without_an_interval_are_as_the_raw_ones():
    t, rows = sample(seed=5)
    few = np.column_stack([rows[:, 0], np.arange(len(rows)) < 9, rows[:, 2:]]).astype(float)
    found = adjusted_ratio_effect(arm(few[t]), arm(few[~t]), "orders")
    assert found.status == "low_n"
    assert "standard errors from 0" in found.note
    assert adjusted_ratio_lift(arm(few[t]), arm(few[~t]), "orders").status == "low_n"
    few[:, 1] = 0.0
    found = adjusted_ratio_effect(arm(few[t]), arm(few[~t]), "orders")
    assert (found.status, found.value) == ("no_data", None)


def test_impossible_arguments_are_refused():
    t, rows = sample(seed=6)
    arms = arm(rows[t]), arm(rows[~t])
    with pytest.raises(UnknownNameError, match="Did you mean 'orders'"):
        adjusted_ratio_effect(*arms, "order")
    with pytest.raises(ArgumentError, match="at least one stratum"):
        adjusted_ratio_effect([], arms[1], "orders")
    with pytest.raises(ArgumentError, match="allowed: up, down"):
        adjusted_ratio_lift(*arms, "orders", better="more")
    with pytest.raises(ArgumentError, match="critical is 0"):
        adjusted_ratio_lift(*arms, "orders", critical=0)
