"""Writes tests/conformance/ratios.json, ratios of sums computed by others.

Run with `python tests/oracles/ratios.py` where numpy and scipy are installed (2.4.6 and 1.17.1 when
it was last run). Nothing of stagelift is imported: expected values come from scipy on the units'
contributions x − R·y over the mean of y, whose mean and spread are those of the ratio.
"""

from __future__ import annotations

import numpy as np
from aggregates import SCIPY, Cases, inverted, pair
from scipy import stats

CASES = Cases("ratios")
NOBODY = {"pairs.PairMoments": dict.fromkeys(("mean_x", "mean_y", "m2_x", "m2_y", "m_xy"), 0.0)}
NOBODY["pairs.PairMoments"]["n"] = 0


def arm(seed, n=120):
    rng = np.random.default_rng(seed)
    y = 1.0 + rng.poisson(2.0, n)
    return y * rng.gamma(9.0, 2.0, n), y


def contributions(x, y):
    r = x.sum() / y.sum()
    return r + (x - r * y) / y.mean()


def defined():
    (x1, y1), (x0, y0) = arm(1), arm(2, 90)
    z1, z0 = contributions(x1, y1), contributions(x0, y0)
    low, high = stats.t.interval(0.95, len(z1) - 1, z1.mean(), stats.sem(z1))
    one = {"value": x1.sum() / y1.sum(), "se": stats.sem(z1), "low": low, "high": high}
    source = f"{SCIPY} on the contributions of the units"
    CASES.add("one ratio", "ratio.ratio", {"pair": pair(x1, y1)}, one, source)
    test = stats.ttest_ind(z1, z0, equal_var=False)
    low, high = test.confidence_interval(0.95)
    arms = {"pair1": pair(x1, y1), "pair0": pair(x0, y0)}
    effect = {"low": low, "high": high, "p_value": test.pvalue, "method": "delta"}
    CASES.add("difference of ratios", "ratio.difference_of_ratios", arms, effect, source)
    critical = stats.t.ppf(0.975, test.df)
    low, high = inverted(z1.mean(), stats.sem(z1), z0.mean(), stats.sem(z0), critical)
    lift = {"value": z1.mean() / z0.mean() - 1, "low": low, "high": high, "p_value": test.pvalue}
    CASES.add("lift of a ratio", "ratio.lift_of_ratios", arms, lift, source, 1e-8)
    x = np.array([3.0, 1.0, 4.0, 1.5])
    low, high = stats.t.interval(0.95, 3, x.mean(), stats.sem(x))
    mean = {"value": x.mean(), "low": low, "high": high}
    ones = {"pair": pair(x, np.ones(4))}
    CASES.add("a denominator of 1 is a mean", "ratio.ratio", ones, mean, f"{SCIPY} t.interval")


def undefined():
    (x1, y1), nobody = arm(1), NOBODY
    nothing = pair(x1, np.zeros(120))
    few = pair(x1, (np.arange(120) < 9).astype(float))
    source = "by definition: undefined is null"
    for name, one, expected in (
        ("no units", nobody, {"value": None, "status": "no_data"}),
        ("a denominator of 0", nothing, {"value": None, "low": None, "status": "no_data"}),
        ("a denominator near 0", few, {"low": None, "p_value": None, "status": "low_n"}),
        ("equal ratios", pair(2 * y1, y1), {"value": 2.0, "low": None, "status": "degenerate"}),
    ):
        CASES.add(name, "ratio.ratio", {"pair": one}, expected, source)
    arms = {"pair1": pair(x1, y1), "pair0": nothing}
    effect = {"value": None, "status": "no_data"}
    CASES.add("nothing to compare with", "ratio.difference_of_ratios", arms, effect, source)


if __name__ == "__main__":
    defined()
    undefined()
    CASES.write()
