"""Writes tests/conformance/means.json, means, counts and caps computed by others.

Run with `python tests/oracles/means.py hillstrom.csv.gz` where numpy, scipy and statsmodels
are installed (2.4.6, 1.17.1 and 0.15.0 when it was last run); the file is the MineThatData e-mail
challenge (Hillstrom 2008). Nothing of stagelift is imported: expected
values come from those packages on the single units, or from roots found numerically.
"""

from __future__ import annotations

import csv
import gzip
import math
import sys

import numpy as np
import statsmodels.api as sm
from aggregates import MODELS, SCIPY, Cases, moments
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

CASES = Cases("means")
A, B = [1.0, 2.0, 4.0, 8.5, 3.0], [2.0, 2.5, 9.0, 11.0, 14.0, 3.5, 7.0]
EMPTY = {"Moments": {"n": 0, "mean": 0.0, "m2": 0.0, "m3": 0.0}}
ONE = {"Moments": {"n": 1, "mean": 5.0, "m2": 0.0, "m3": 0.0}}
FLAT = {"Moments": {"n": 3, "mean": 5.0, "m2": 0.0, "m3": 0.0}}


def t_cases():
    for method, equal in (("welch", False), ("pooled_t", True)):
        for side in ("two_sided", "greater", "less"):
            test = stats.ttest_ind(A, B, equal_var=equal, alternative=side.replace("_", "-"))
            low, high = test.confidence_interval(0.9)
            ends = {"low": low, "high": high}
            expected = {"p_value": test.pvalue, "dual": True, "status": "ok", "method": method}
            expected |= {k: v for k, v in ends.items() if math.isfinite(v)}
            given = {"m1": moments(A), "m0": moments(B), "level": 0.9, "method": method}
            CASES.add(
                f"{method}, {side}",
                "means.difference_of_means",
                given | {"alternative": side},
                expected,
                f"{SCIPY} ttest_ind",
            )
    both = CompareMeans(DescrStatsW(A), DescrStatsW(B))
    low, high = both.zconfint_diff(0.05, usevar="unequal")
    CASES.add(
        "z with unequal variances",
        "means.difference_of_means",
        {"m1": moments(A), "m0": moments(B), "method": "z"},
        {"p_value": both.ztest_ind(usevar="unequal")[1], "low": low, "high": high},
        f"{MODELS} CompareMeans.ztest_ind, zconfint_diff",
    )
    low, high = stats.t.interval(0.95, 4, np.mean(A), stats.sem(A))
    CASES.add(
        "one mean with five values",
        "means.mean",
        {"m": moments(A)},
        {"value": np.mean(A), "se": stats.sem(A), "low": low, "high": high},
        f"{SCIPY} t.interval",
    )
    df = stats.ttest_ind(A, B, equal_var=False).df
    CASES.add(
        "degrees of freedom from se to the fourth power",
        "means.welch_df",
        {"m1": moments(A), "m0": moments(B)},
        {"result": df},
        f"{SCIPY} ttest_ind",
    )
    far = [1e8 + x for x in A], [1e8 + x for x in B]
    test = stats.ttest_ind(A, B, equal_var=False)
    CASES.add(
        "the same values at an offset of 1e8",
        "means.difference_of_means",
        {"m1": moments(far[0]), "m0": moments(far[1])},
        {"p_value": test.pvalue, "low": test.confidence_interval(0.95).low},
        f"{SCIPY} ttest_ind, on the values without the offset",
        1e-7,
    )
    single = stats.ttest_ind(A, [5.0])
    CASES.add(
        "pooled t with one unit in control",
        "means.difference_of_means",
        {"m1": moments(A), "m0": ONE, "method": "pooled_t"},
        {"p_value": single.pvalue, "low": single.confidence_interval(0.95).low},
        f"{SCIPY} ttest_ind",
    )


def mean_edges():
    for name, m1, m0, expected in (
        ("no units in control", ONE, EMPTY, {"value": None, "status": "no_data"}),
        ("no units at all", EMPTY, EMPTY, {"p_value": None, "status": "no_data"}),
        ("one unit in treatment", ONE, FLAT, {"value": 0.0, "low": None, "status": "low_n"}),
        ("no value varies", FLAT, FLAT, {"value": 0.0, "p_value": None, "status": "degenerate"}),
    ):
        given = {"m1": m1, "m0": m0}
        CASES.add(
            f"{name}",
            "means.difference_of_means",
            given,
            expected,
            "by definition: undefined is null",
        )
    lone = {"m1": FLAT, "m0": moments(A)}
    t = stats.ttest_1samp(A, 5.0)
    CASES.add(
        "one arm without spread is a test of the other against its value",
        "means.difference_of_means",
        lone,
        {"p_value": t.pvalue, "low": 5.0 - t.confidence_interval(0.95).high},
        f"{SCIPY} ttest_1samp",
    )
    for name, bad, text in (
        ("level above one", {"level": 1.2}, "level is 1.2; it must be a number > 0 and < 1"),
        ("unknown method", {"method": "welsh"}, "Did you mean 'welch'?"),
    ):
        given = {"m1": FLAT, "m0": FLAT} | bad
        CASES.add(
            f"{name}",
            "means.difference_of_means",
            given,
            {"error": text},
            "the text of the error",
        )


def hillstrom_means(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [(r["segment"], float(r["spend"])) for r in csv.DictReader(file)]
    spend = {
        name: np.array([value for segment, value in rows if segment == name])
        for name in ("Mens E-Mail", "Womens E-Mail", "No E-Mail")
    }
    none = spend["No E-Mail"]
    for name in ("Mens E-Mail", "Womens E-Mail"):
        test = stats.ttest_ind(spend[name], none, equal_var=False)
        low, high = test.confidence_interval(0.95)
        given = {"m1": moments(spend[name]), "m0": moments(none)}
        source = f"{SCIPY} ttest_ind on the units of Hillstrom 2008"
        CASES.add(
            f"Hillstrom spend, {name} against none",
            "means.difference_of_means",
            given,
            {
                "value": spend[name].mean() - none.mean(),
                "low": low,
                "high": high,
                "p_value": test.pvalue,
            },
            source,
        )
        CASES.add(
            f"Hillstrom spend, {name}, degrees of freedom",
            "means.welch_df",
            given,
            {"result": test.df},
            source,
        )


def count_cases():
    rng = np.random.default_rng(1)
    x1, x0 = (rng.negative_binomial(0.5, 0.5 / (0.5 + m), 400) for m in (1.3, 1.0))
    given = {"m1": moments(x1), "m0": moments(x0)}
    test = stats.ttest_ind(x1, x0, equal_var=False)
    low, high = test.confidence_interval(0.95)
    CASES.add(
        "difference of over-dispersed counts",
        "counts.difference_of_counts",
        given,
        {"value": x1.mean() - x0.mean(), "p_value": test.pvalue, "low": low, "high": high},
        f"{SCIPY} ttest_ind on the units",
    )
    t = np.repeat([1.0, 0.0], 400)
    model = sm.GLM(np.r_[x1, x0], sm.add_constant(t), family=sm.families.Poisson())
    fitted = model.fit(cov_type="HC0", tol=1e-14)
    # HC0 divides by n, the sample variance by n − 1; both arms have 400 units
    se = fitted.bse[1] * math.sqrt(400 / 399)
    half, ratio = stats.norm.ppf(0.975) * se, math.exp(fitted.params[1])
    CASES.add(
        "ratio of over-dispersed counts, robust log-linear model",
        "counts.ratio_of_counts",
        given | {"method": "delta_log"},
        {"value": ratio, "low": ratio * math.exp(-half), "high": ratio * math.exp(half)},
        f"{MODELS} GLM Poisson with HC0, times sqrt(n / (n − 1))",
    )
    CASES.add(
        "dispersion of counts",
        "counts.dispersion",
        {"m": moments(x1)},
        {"result": np.var(x1, ddof=1) / np.mean(x1)},
        "numpy 2.4.6",
    )


def cap_cases():
    rng = np.random.default_rng(2)
    x = np.round(rng.gamma(0.4, 60.0, 500) * (rng.random(500) < 0.4), 2)
    values, number = np.unique(x, return_counts=True)
    table = [[float(v), int(c)] for v, c in zip(values, number, strict=True)]
    cap = float(np.quantile(x, 0.95, method="inverted_cdf"))
    cut = np.minimum(x, cap)
    touch = {"units_share": float((x > cap).mean()), "sum_share": 1 - cut.sum() / x.sum()}
    CASES.add(
        "frozen cap at a quantile",
        "caps.frozen_cap",
        {"values": table, "quantile": 0.95},
        {"value": cap, "touch": touch | {"n": 500}},
        "numpy 2.4.6 quantile, inverted_cdf",
    )
    bought = float(np.quantile(x[x > 0], 0.9, method="inverted_cdf"))
    CASES.add(
        "frozen cap among units above 0",
        "caps.frozen_cap",
        {"values": table, "quantile": 0.9, "base": "positive"},
        {"value": bought},
        "numpy 2.4.6 quantile, inverted_cdf",
    )
    CASES.add(
        "moments of capped values",
        "caps.capped_moments",
        {"values": table, "cap": cap},
        {"n": 500, "mean": cut.mean(), "m2": cut.var() * 500},
        "numpy 2.4.6",
    )


if __name__ == "__main__":
    for made in (t_cases, mean_edges, count_cases, cap_cases):
        made()
    hillstrom_means(sys.argv[1])
    CASES.write()
