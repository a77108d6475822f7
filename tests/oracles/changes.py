"""Cases of the conformance set for changes between periods.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/changes.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from moments import exact
from paired import tango
from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def aggregate(values: Sequence[float]) -> Case:
    return {"Moments": exact(values)}


def pair(x: Sequence[float], y: Sequence[float]) -> Case:
    a, b = exact(x), exact(y)
    xs, ys = [Fraction(v) for v in x], [Fraction(v) for v in y]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    cross = sum((u - mx) * (v - my) for u, v in zip(xs, ys, strict=True))
    keys = {"mean_x": a["mean"], "mean_y": b["mean"], "m2_x": a["m2"], "m2_y": b["m2"]}
    return {"pairs.PairMoments": {"n": a["n"], **keys, "m_xy": float(cross)}}


def changes() -> list[Case]:
    rng = np.random.default_rng(11)
    level = rng.gamma(4.0, 1.0, 45).round(3)
    later = [round(float(v), 3) for v in level[:30] + rng.normal(0.5, 1, 30)]
    earlier = [round(float(v), 3) for v in level[:30] + rng.normal(0, 1, 30)]
    same = stats.ttest_rel(later, earlier)
    interval = same.confidence_interval(0.95)
    found = [
        case(
            "all thirty in both periods",
            "changes.change_of_means",
            {
                "later": aggregate(later),
                "earlier": aggregate(earlier),
                "shared": pair(later, earlier),
            },
            {
                "p_value": float(same.pvalue),
                "low": float(interval.low),
                "high": float(interval.high),
                "method": "paired_t",
                "dual": True,
            },
            f"{SCIPY} ttest_rel",
            tolerance=1e-8,
        ),
    ]
    other = [round(float(v), 3) for v in rng.gamma(4.0, 1.2, 25)]
    welch = stats.ttest_ind(later, other, equal_var=False)
    interval = welch.confidence_interval(0.95)
    nobody = {
        "pairs.PairMoments": {
            "n": 0,
            "mean_x": 0.0,
            "mean_y": 0.0,
            "m2_x": 0.0,
            "m2_y": 0.0,
            "m_xy": 0.0,
        }
    }
    found.append(
        case(
            "nobody in both periods",
            "changes.change_of_means",
            {"later": aggregate(later), "earlier": aggregate(other), "shared": nobody},
            {
                "p_value": float(welch.pvalue),
                "low": float(interval.low),
                "high": float(interval.high),
                "method": "welch",
            },
            f"{SCIPY} ttest_ind without equal variances",
            tolerance=1e-8,
        )
    )
    found.append(partly(later, earlier))
    z = float(stats.norm.isf(0.025))
    low, high = tango(100, 15, 5, z)
    shares = {"k1": 40, "n1": 100, "k0": 30, "n0": 100}
    both = {"changes.SharedEvents": {"n": 100, "later": 40, "earlier": 30, "both": 25}}
    found.append(
        case(
            "a share of a hundred, all in both",
            "changes.change_of_proportions",
            {**shares, "shared": both},
            {
                "value": 0.1,
                "low": low,
                "high": high,
                "p_value": float(stats.binomtest(15, 20).pvalue),
                "method": "mcnemar",
                "dual": False,
            },
            f"{SCIPY} binomtest; the constrained likelihood maximised by minimize_scalar",
            tolerance=2e-6,
        )
    )
    none = {"changes.SharedEvents": {"n": 0, "later": 0, "earlier": 0, "both": 0}}
    found += [
        case(
            "all units moved alike",
            "changes.change_of_means",
            {
                "later": aggregate([2.0, 3.0, 5.0]),
                "earlier": aggregate([1.0, 2.0, 4.0]),
                "shared": pair([2.0, 3.0, 5.0], [1.0, 2.0, 4.0]),
            },
            {"value": 1.0, "low": None, "high": None, "p_value": None, "status": "degenerate"},
            "by hand",
        ),
        case(
            "an empty later period",
            "changes.change_of_proportions",
            {"k1": 0, "n1": 0, "k0": 3, "n0": 10, "shared": none},
            {"value": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "more shared units than units",
            "changes.change_of_means",
            {
                "later": aggregate([1.0, 2.0]),
                "earlier": aggregate([1.0, 2.0, 3.0]),
                "shared": pair([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
            },
            {"error": "shared.n is 3"},
            "no such units exist",
        ),
        case(
            "shared counts nobody can have",
            "changes.SharedEvents",
            {"n": 10, "later": 8, "earlier": 8, "both": 2},
            {"error": "both is 2"},
            "Fréchet's bounds",
        ),
    ]
    return found


def partly(later: list[float], earlier: list[float]) -> Case:
    """Twenty of thirty units in both periods, each unit of either one cluster."""
    x, y = np.array(later), np.array([*earlier[10:], 3.1, 4.7, 2.9, 5.6, 4.4])
    shared = 20
    n1, n0 = x.size, y.size
    u, v = x[10:] - x.mean(), y[:shared] - y.mean()
    v1, v0 = x.var(ddof=1), y.var(ddof=1)
    covariance = (u @ v) / math.sqrt((n1 - 1) * n1 * (n0 - 1) * n0)
    se = math.sqrt(v1 / n1 + v0 / n0 - 2 * covariance)
    own = (v1 / n1 + v0 / n0) ** 2 / ((v1 / n1) ** 2 / (n1 - 1) + (v0 / n0) ** 2 / (n0 - 1))
    df = shared - 1 + (own - shared + 1) * (n1 + n0 - 2 * shared) / (n1 + n0)
    gap = float(x.mean() - y.mean())
    half = float(stats.t.isf(0.025, df)) * se
    return case(
        "two thirds in both periods",
        "changes.change_of_means",
        {
            "later": aggregate(x.tolist()),
            "earlier": aggregate(y.tolist()),
            "shared": pair(x[10:].tolist(), y[:shared].tolist()),
        },
        {
            "value": gap,
            "se": se,
            "low": gap - half,
            "high": gap + half,
            "p_value": float(2 * stats.t.sf(abs(gap / se), df)),
            "method": "partly_paired_t",
        },
        "numpy on the raw values, degrees of freedom of Derrick and others 2017",
        tolerance=1e-8,
    )


if __name__ == "__main__":
    write("changes", changes())
