"""Writes tests/conformance/adjustment.json, adjusted effects computed by others.

Run with `python tests/oracles/adjustment.py hillstrom.csv.gz` where numpy, scipy and statsmodels
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
from aggregates import MODELS, SCIPY, Cases, covariates, inverted, moments, pair
from scipy import stats

CASES = Cases("adjustment")


def sample(n=240, seed=1):
    rng = np.random.default_rng(seed)
    t = rng.random(n) < 0.4
    c = rng.gamma(2.0, 3.0, (n, 2)) @ np.array([[1.0, 0.3], [0.0, 1.0]])
    x = 4 + t + c @ [0.8, 0.3] + t * 0.4 * c[:, 0] + rng.normal(0, 2, n)
    return t, x, c


def by_arms(t, x, c, names):
    columns = ({"value": x[a], **dict(zip(names, c[a].T, strict=True))} for a in (t, ~t))
    return [covariates(found) for found in columns]


def lin_expected(t, x, c, level=0.95):
    """Effect, interval and p of regressions on the units of each arm, plus the drawn term."""
    n, design = len(x), np.column_stack([np.ones(len(x)), c])
    fits = [sm.OLS(x[a], design[a]).fit() for a in (t, ~t)]
    one, zero = (fit.predict(design) for fit in fits)
    own = [fit.mse_resid / fit.nobs for fit in fits]
    drawn = np.cov(one, zero) / n
    mixed = np.var(one - zero, ddof=1) / n
    variance = sum(own) + mixed
    parts = [(v, fit.df_resid) for v, fit in zip(own, fits, strict=True)] + [(mixed, n - 1)]
    df = variance**2 / sum(v**2 / d for v, d in parts)
    value, half = float(np.mean(one - zero)), stats.t.ppf((1 + level) / 2, df) * math.sqrt(variance)
    effect = {
        "value": value,
        "se": math.sqrt(variance),
        "low": value - half,
        "high": value + half,
        "p_value": 2 * stats.t.sf(abs(value) / math.sqrt(variance), df),
    }
    two = one.mean(), math.sqrt(own[0] + drawn[0, 0]), zero.mean(), math.sqrt(own[1] + drawn[1, 1])
    low, high = inverted(*two, stats.t.ppf((1 + level) / 2, df), drawn[0, 1])
    return effect, {"value": two[0] / two[2] - 1, "low": low, "high": high}, df


def lin_cases():
    names = ("before", "visits")
    for label, seed, n in (("240 units", 1, 240), ("30 units", 2, 30)):
        t, x, c = sample(n, seed)
        one, zero = by_arms(t, x, c, names)
        effect, lift, df = lin_expected(t, x, c)
        source = f"{MODELS} OLS per arm on the units"
        given = {"arm1": [one], "arm0": [zero]}
        CASES.add(f"Lin, {label}", "adjustment.lin_effect", given, effect, source)
        CASES.add(f"Lin's lift, {label}", "adjustment.lin_lift", given, lift, source, 1e-8)
        raw = x[t].var(ddof=1) / t.sum() + x[~t].var(ddof=1) / (~t).sum()
        gained = {"df": df, "variance_ratio": effect["se"] ** 2 / raw}
        CASES.add(f"Lin's gain, {label}", "adjustment.lin_means", given, gained, source)
    t, x, c = sample(200, 3)
    centred = c - c.mean(axis=0)
    full = np.column_stack([np.ones_like(x), t, centred, t[:, None] * centred])
    one, zero = by_arms(t, x, c, names)
    CASES.add(
        "the effect is a coefficient of the fully interacted regression",
        "adjustment.lin_effect",
        {"arm1": [one], "arm0": [zero]},
        {"value": sm.OLS(x, full).fit().params[1]},
        f"{MODELS} OLS with interactions",
    )
    twice = np.column_stack([c, 3 * c[:, 0] - 1, np.full(len(x), 7.0)])
    one, zero = by_arms(t, x, twice, (*names, "thrice", "country"))
    told = "'thrice' (explained by other covariates), 'country' (constant in an arm)"
    CASES.add(
        "collinear and constant covariates are dropped and named",
        "adjustment.lin_effect",
        {"arm1": [one], "arm0": [zero]},
        {**lin_expected(t, x, c)[0], "note": f"dropped in both arms: {told}"},
        f"{MODELS} OLS per arm without them",
    )
    pairs = {f"arm{int(a)}": [pair(x[t == a], c[t == a, 0])] for a in (True, False)}
    effect, lift, _ = lin_expected(t, x, c[:, :1])
    source = f"{MODELS} OLS per arm on the units"
    CASES.add("one covariate", "adjustment.adjusted_effect", pairs, effect, source)
    CASES.add("one covariate's lift", "adjustment.adjusted_lift", pairs, lift, source, 1e-8)
    slopes = [np.polyfit(c[a, 0], x[a], 1)[0] for a in (t, ~t)]
    theta = ((~t).sum() * slopes[0] + t.sum() * slopes[1]) / len(x)
    z = x - theta * c[:, 0]
    CASES.add(
        "CUPED with the crossed slope is Lin with one covariate",
        "adjustment.adjusted_effect",
        pairs,
        {"value": z[t].mean() - z[~t].mean()},
        "numpy 2.4.6 polyfit per arm",
    )


def missing_case():
    t, x, c = sample(300, 4)
    known = np.random.default_rng(5).random(300) < 0.7
    columns = np.where(known, c[:, 0], 0.0), (~known).astype(float)
    centred = np.column_stack([k - k.mean() for k in columns])
    full = np.column_stack([np.ones_like(x), t, centred, t[:, None] * centred])
    arms = {
        f"arm{int(a)}": [
            pair(x[(t == a) & known], c[(t == a) & known, 0]),
            pair(x[(t == a) & ~known], np.zeros(((t == a) & ~known).sum())),
        ]
        for a in (True, False)
    }
    CASES.add(
        "a missing covariate's indicator, fully interacted",
        "adjustment.adjusted_effect",
        arms,
        {"value": sm.OLS(x, full).fit().params[1]},
        f"{MODELS} OLS with interactions",
    )


def common_slope_cases():
    t, x, c = sample(90, 6)
    one, zero = by_arms(t, x, c, ("before", "visits"))
    fitted = sm.OLS(x, np.column_stack([np.ones_like(x), t, c])).fit()
    low, high = fitted.conf_int()[1]
    expected = {"value": fitted.params[1], "se": fitted.bse[1], "low": low, "high": high}
    CASES.add(
        "analysis of covariance",
        "adjustment.ancova_effect",
        {"one": one, "zero": zero},
        expected | {"p_value": fitted.pvalues[1]},
        f"{MODELS} OLS",
    )
    z = x - c @ [1.0, 0.0]
    test = stats.ttest_ind(z[t], z[~t], equal_var=False)
    low, high = test.confidence_interval(0.95)
    CASES.add(
        "change since the time before",
        "adjustment.cuped_effect",
        {"one": one, "zero": zero, "slopes": [1.0, 0.0]},
        {"value": z[t].mean() - z[~t].mean(), "low": low, "high": high, "p_value": test.pvalue},
        f"{SCIPY} ttest_ind on the changes",
    )
    theta = np.linalg.solve(np.cov(c.T), [np.cov(x, k)[0, 1] for k in c.T])
    z = x - c @ theta
    CASES.add(
        "CUPED with the pooled slope",
        "adjustment.cuped_effect",
        {"one": one, "zero": zero, "slopes": "pooled"},
        {"value": z[t].mean() - z[~t].mean()},
        "numpy 2.4.6",
    )


def cells_of(x, c):
    found = []
    for at in np.unique(c, axis=0):
        here = (c == at).all(axis=1)
        value = {"at": at.tolist(), "values": moments(x[here])}
        found.append({"adjustment.CovariateCell": value})
    return found


def hillstrom_adjustment(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spend = np.array([float(r["spend"]) for r in rows])
    arm = np.array([r["segment"] for r in rows])
    c = np.array([[float(r[k]) for k in ("recency", "history", "newbie")] for r in rows])
    used = arm != "Womens E-Mail"
    t, x, c = (arm == "Mens E-Mail")[used], spend[used], c[used]
    one, zero = by_arms(t, x, c, ("recency", "history", "newbie"))
    effect, lift, _ = lin_expected(t, x, c)
    given, source = {"arm1": [one], "arm0": [zero]}, f"{MODELS} OLS per arm on 42,613 units"
    CASES.add("Hillstrom spend, Lin", "adjustment.lin_effect", given, effect, source, 1e-8)
    CASES.add("Hillstrom spend, lift", "adjustment.lin_lift", given, lift, source, 1e-7)
    discrete = c[:, [0, 2]]
    centred = discrete - discrete.mean(axis=0)
    full = np.column_stack([np.ones_like(x), t, centred, t[:, None] * centred])
    fitted = sm.OLS(x, full).fit(cov_type="HC2")
    CASES.add(
        "Hillstrom spend, HC2 from distinct recency and newbie",
        "adjustment.compressed_effect",
        {
            "cells1": cells_of(x[t], discrete[t]),
            "cells0": cells_of(x[~t], discrete[~t]),
            "names": ["spend", "recency", "newbie"],
            "drawn": False,
        },
        {"value": fitted.params[1], "se": fitted.bse[1]},
        f"{MODELS} OLS with interactions, HC2, on 42,613 units",
        1e-8,
    )
    strata = {
        f"arm{int(a)}": [moments(x[(t == a) & (c[:, 2] == s)]) for s in (0, 1)]
        for a in (True, False)
    }
    share = float(c[:, 2].mean())
    gaps, variance = [], 0.0
    for s, w in ((0, 1 - share), (1, share)):
        parts = [x[(t == a) & (c[:, 2] == s)] for a in (True, False)]
        gaps.append(w * (parts[0].mean() - parts[1].mean()))
        variance += w**2 * sum(p.var(ddof=1) / p.size for p in parts)
    CASES.add(
        "Hillstrom spend, post-stratified by newbie with given shares",
        "adjustment.post_stratified_effect",
        strata | {"shares": [1 - share, share]},
        {"value": sum(gaps), "se": math.sqrt(variance)},
        "numpy 2.4.6 within strata",
    )


def other_adjustments():
    rng = np.random.default_rng(8)
    n, t = 200, np.arange(200) % 2 == 0
    habit = rng.gamma(3.0, 1.0, n)
    orders, before = 1.0 + rng.poisson(habit), 1.0 + rng.poisson(habit)
    revenue = orders * rng.gamma(9.0, 2.0, n)
    design = np.column_stack([np.ones(n), before])
    means, own, predicted = [], 0.0, []
    for a in (t, ~t):
        r = revenue[a].sum() / orders[a].sum()
        z = r + (revenue[a] - r * orders[a]) / orders[a].mean()
        fitted = sm.OLS(z, design[a]).fit()
        means.append(fitted.predict(design).mean())
        own += fitted.mse_resid / a.sum()
        predicted.append(fitted.predict(design))
    variance = own + np.var(predicted[0] - predicted[1], ddof=1) / n
    arms = [
        [covariates({"revenue": revenue[a], "orders": orders[a], "orders_before": before[a]})]
        for a in (t, ~t)
    ]
    CASES.add(
        "a ratio of sums",
        "adjustment.adjusted_ratio_effect",
        {"arm1": arms[0], "arm0": arms[1], "denominator": "orders"},
        {"value": means[0] - means[1], "se": math.sqrt(variance)},
        f"{MODELS} OLS on the contributions of the units",
    )
    two = [moments([1.0, 2.0]), moments([3.0, 5.0])]
    for name, given, text in (
        ("shares that do not sum to 1", {"shares": [0.5, 0.4]}, "they sum to 0.9, not to 1"),
        ("a negative share", {"shares": [1.5, -0.5]}, "shares[1] is -0.5; it must be ≥ 0"),
    ):
        CASES.add(
            f"{name}",
            "adjustment.post_stratified_effect",
            {"arm1": two, "arm0": two} | given,
            {"error": text},
            "the text of the error",
        )
    lone = covariates({"value": [1.0], "before": [2.0]})
    for name, function, given in (
        ("one unit in an arm", "lin_effect", {"arm1": [lone], "arm0": [lone]}),
        (
            "one unit in an arm, analysis of covariance",
            "ancova_effect",
            {"one": lone, "zero": lone},
        ),
    ):
        CASES.add(
            f"{name}",
            f"adjustment.{function}",
            given,
            {"value": 0.0, "low": None, "p_value": None, "status": "low_n"},
            "by definition: undefined is null",
        )
    x = np.arange(12.0)
    perfect = [covariates({"value": 2 * x + k, "before": x}) for k in (1.0, 0.0)]
    CASES.add(
        "a covariate that explains everything",
        "adjustment.lin_effect",
        {"arm1": perfect[:1], "arm0": perfect[1:]},
        {"value": 1.0, "low": None, "p_value": None, "status": "degenerate"},
        "by construction",
    )


def shared_forms():
    """The forms that all adjustments share, from numbers: t.ppf, brentq and numpy on units."""
    means = {"mean1": 11.7, "mean0": 10.3, "variance1": 0.08, "variance0": 0.07}
    means |= {"covariance": 0.01, "se": 0.36, "df": 55.5, "variance_ratio": 0.65}
    given, half = {"means": {"adjustment.AdjustedMeans": means}}, stats.t.ppf(0.975, 55.5) * 0.36
    p = 2 * stats.t.sf(1.4 / 0.36, 55.5)
    ends = {"low": 1.4 - half, "high": 1.4 + half}
    CASES.add(
        "the effect of adjusted means",
        "adjustment.effect_of",
        given,
        {"value": 1.4, "p_value": p, **ends},
        f"{SCIPY} t",
    )
    roots = math.sqrt(0.08), math.sqrt(0.07)
    low, high = inverted(11.7, roots[0], 10.3, roots[1], stats.t.ppf(0.975, 55.5), 0.01)
    source = f"{SCIPY} brentq on the test of each lift"
    CASES.add(
        "the lift of adjusted means",
        "adjustment.lift_of",
        given,
        {"value": 1.4 / 10.3, "low": low, "high": high, "p_value": p},
        source,
        1e-8,
    )
    x, y, c = np.array([2.0, 4.0, 9.0]), np.array([1.0, 2.0, 3.0]), np.array([5.0, 6.0, 9.0])
    z = 2.5 + (x - 2.5 * y) / 2.0
    contributions = np.cov(np.array([z, c])) * 2
    CASES.add(
        "contributions to a ratio of sums",
        "adjustment.linearised",
        {"arm": [covariates({"x": x, "y": y, "c": c})], "denominator": "y"},
        {"result": [{"means": [2.5, c.mean()], "products": contributions.tolist()}]},
        "numpy 2.4.6 on the contributions of the units",
    )


if __name__ == "__main__":
    for made in (lin_cases, missing_case, common_slope_cases, other_adjustments, shared_forms):
        made()
    hillstrom_adjustment(sys.argv[1])
    CASES.write()
