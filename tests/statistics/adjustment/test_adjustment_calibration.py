"""Simulated coverage of the adjustments at moderate sizes, with a true effect of 1."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.statistics.adjustment import (
    CovariateCell,
    CovariateMoments,
    adjusted_ratio_effect,
    compressed_effect,
    cuped_effect,
    lin_effect,
    post_stratified_effect,
)
from stagelift.statistics.moments import Moments

pytestmark = pytest.mark.slow
RUNS = 1500


def of(x) -> Moments:
    return Moments(len(x), float(np.mean(x)), float(((x - np.mean(x)) ** 2).sum()), 0.0)


def customers(rng: np.random.Generator, n: int):
    """Orders before, membership and value; the effect grows with orders and is 1 on average."""
    t, c = rng.random(n) < 0.4, np.minimum(rng.poisson(1.2, n), 3).astype(float)
    member = (rng.random(n) < 0.4).astype(float)
    x = 5 + 1.5 * c + 2 * member + t * (1 + 0.6 * (c - MEAN)) + rng.gamma(2.0, 1.0, n)
    return t, np.column_stack([c, member]), x


WEIGHTS = np.array([math.exp(-1.2) * 1.2**k / math.factorial(k) for k in range(3)])
MEAN = float(WEIGHTS @ [0, 1, 2] + 3 * (1 - WEIGHTS.sum()))


def moments(t, c, x) -> list[CovariateMoments]:
    columns = ({"x": x[a], "c": c[a, 0], "member": c[a, 1]} for a in (t, ~t))
    return [CovariateMoments.of_units(found) for found in columns]


def lin(t, c, x):
    one, zero = moments(t, c, x)
    return lin_effect([one], [zero])


def cuped(t, c, x):
    return cuped_effect(*moments(t, c, x), slopes="within")


def strata(t, c, x):
    cells = [(c[:, 0] == k) & (c[:, 1] == m) for k in range(4) for m in (0, 1)]
    return post_stratified_effect(
        *([of(x[a & s]) if (a & s).any() else NOBODY for s in cells] for a in (t, ~t))
    )


def compressed(t, c, x):
    arms = []
    for a in (t, ~t):
        values = np.unique(c[a], axis=0)
        arms.append([CovariateCell(tuple(v), of(x[a & (c == v).all(axis=1)])) for v in values])
    return compressed_effect(*arms, ("x", "c", "member"))


NOBODY = Moments(0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("method", [lin, cuped, strata, compressed])
def test_intervals_cover_an_effect_that_differs_between_customers(method):
    rng = np.random.default_rng(11)
    missed = 0
    for _ in range(RUNS):
        found = method(*customers(rng, 200))
        missed += not found.low <= 1.0 <= found.high
    assert missed / RUNS == pytest.approx(0.05, abs=0.005 + 2 * math.sqrt(0.05 * 0.95 / RUNS))


@pytest.mark.parametrize(
    ("sizes", "p", "skewed", "told"),
    [
        ((20, 20), 6, False, 0.948),
        ((20, 180), 1, False, 0.945),
        ((20, 180), 6, False, 0.913),
        ((20, 180), 6, True, 0.890),
    ],
)
def test_several_covariates_in_small_arms_cover_as_the_docstring_says(sizes, p, skewed, told):
    rng, covered = np.random.default_rng(13), 0
    for _ in range(RUNS):
        arms = []
        for n in sizes:
            c = rng.normal(size=(n, p))
            x = c.sum(axis=1) + (rng.exponential(size=n) if skewed else rng.normal(size=n))
            before = {f"c{j}": c[:, j] for j in range(p)}
            arms.append([CovariateMoments.of_units({"x": x, **before})])
        found = lin_effect(*arms)
        covered += found.low <= 0.0 <= found.high
    assert covered / RUNS == pytest.approx(told, abs=3 * math.sqrt(told * (1 - told) / RUNS))


def test_equal_ratios_differ_no_more_often_than_the_level():
    rng = np.random.default_rng(12)
    wrong = 0
    for _ in range(RUNS):
        habit, t = rng.gamma(3.0, 1.0, 200), rng.random(200) < 0.5
        y, before = 1.0 + rng.poisson(habit), 1.0 + rng.poisson(habit)
        x = y * rng.gamma(9.0, 2.0, 200)
        arms = (
            [CovariateMoments.of_units({"x": x[a], "y": y[a], "before": before[a]})]
            for a in (t, ~t)
        )
        wrong += adjusted_ratio_effect(*arms, "y").p_value < 0.05
    assert wrong / RUNS <= 0.05 + 0.005 + 2 * math.sqrt(0.05 * 0.95 / RUNS)
