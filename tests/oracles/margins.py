"""Cases of the conformance set for margins, of shares and of means, and for guardrails.

Computed by scipy and statsmodels, or by the likelihood in 60-digit decimals: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/margins.py
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, stats
from statsmodels.stats import weightstats
from two_arms import (
    LIKELIHOOD,
    SCIPY,
    STATSMODELS,
    Table,
    counts,
    score_z,
    write,
)
from writing import Case, case


def bounds(kind: str, low: float = -math.inf, high: float = math.inf) -> Case:
    return {"bounds.Bounds": {"kind": kind, "low": low, "high": high}}


def margins() -> list[Case]:
    function = "margin_tests.margin_test_of_proportions"
    table = (83, 100, 69, 76)
    lower = float(stats.norm.sf(score_z(table, -0.2, unbiased=True)))
    upper = float(stats.norm.cdf(score_z(table, 0.1, unbiased=True)))
    found = [
        case(
            "no worse by a fifth",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-0.2)),
            {"holds": True, "p_value": lower},
            LIKELIHOOD,
        ),
        case(
            "no worse by a tenth is not shown",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-0.1)),
            {
                "holds": False,
                "p_value": float(stats.norm.sf(score_z(table, -0.1, unbiased=True))),
            },
            LIKELIHOOD,
        ),
        case(
            "the same within −.2 and .1: the larger of two p-values",
            function,
            counts(table, bounds=bounds("equivalence", low=-0.2, high=0.1)),
            {"holds": True, "p_value": max(lower, upper)},
            LIKELIHOOD,
        ),
        case(
            "fewer complaints by more than a point",
            function,
            counts((20, 1000, 60, 1000), bounds=bounds("superiority", high=-0.01)),
            {
                "holds": True,
                "p_value": float(
                    stats.norm.cdf(score_z((20, 1000, 60, 1000), -0.01, unbiased=True))
                ),
            },
            LIKELIHOOD,
        ),
        case(
            "a bound of −1 is no bound",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-1.0)),
            {"error": "bounds.low is -1.0; it must be a number > -1 and < 1"},
            "not a difference of shares to be tested",
        ),
        case(
            "an empty arm",
            function,
            counts((0, 0, 1, 9), bounds=bounds("non_inferiority", low=-0.2)),
            {"holds": None, "p_value": None, "note": "no units in treatment"},
            "0/0 is undefined",
        ),
        case(
            "bounds that enclose nothing",
            function,
            counts(table, bounds=bounds("equivalence", low=0.1, high=0.1)),
            {"error": "low is 0.1; it must be < high"},
            "no effect lies between",
        ),
        case(
            "equivalence of a risk ratio between .8 and 1.25",
            "margin_tests.margin_test_of_risk_ratio",
            counts((500, 1000, 490, 1000), bounds=bounds("equivalence", low=0.8, high=1.25)),
            {"holds": True, "p_value": risk_ratio_p((500, 1000, 490, 1000), 0.8, 1.25)},
            "the likelihood maximised numerically",
            tolerance=1e-9,
        ),
        case(
            "the bounds of equivalence",
            "bounds.equivalence",
            {"margin": 0.5},
            {"kind": "equivalence", "low": -0.5, "high": 0.5},
            "by hand",
        ),
        case(
            "a margin below 0",
            "bounds.non_inferiority",
            {"margin": -0.5},
            {"error": "margin is -0.5; it must be a number > 0 and finite"},
            "not a worsening",
        ),
    ]
    return found + margins_of_means() + guardrails()


def risk_ratio_p(table: Table, low: float, high: float) -> float:
    """The larger one-sided p at two ratios, the restricted rates by a numeric maximum."""
    k1, n1, k0, n0 = table

    def z(ratio: float) -> float:
        def slope(rate0: float) -> float:
            rate1 = ratio * rate0
            return (
                k1 / rate0 - (n1 - k1) * ratio / (1 - rate1) + k0 / rate0 - (n0 - k0) / (1 - rate0)
            )

        rate0 = optimize.brentq(slope, 1e-9, min(1.0, 1.0 / ratio) - 1e-9, xtol=1e-15)
        rate1 = ratio * rate0
        spread = rate1 * (1 - rate1) / n1 + ratio**2 * rate0 * (1 - rate0) / n0
        spread *= (n1 + n0) / (n1 + n0 - 1)
        return float((k1 / n1 - ratio * k0 / n0) / math.sqrt(spread))

    return float(max(stats.norm.sf(z(low)), stats.norm.cdf(z(high))))


def margins_of_means() -> list[Case]:
    """Welch at the margin, from the samples; the cases hold the effect as it came."""
    rng = np.random.default_rng(20261106)
    x, y = np.round(rng.normal(10.1, 2.0, 30), 2), np.round(rng.normal(10.0, 3.0, 20), 2)
    test = stats.ttest_ind(x, y, equal_var=False)
    ends = test.confidence_interval(0.95)
    se = math.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y))
    effect = {
        "inference.Inference": {
            "value": float(x.mean() - y.mean()),
            "se": se,
            "low": float(ends.low),
            "high": float(ends.high),
            "method": "welch",
        }
    }
    tost = weightstats.ttost_ind(x, y, -2.5, 2.5, usevar="unequal")[0]
    worse = stats.ttest_ind(x + 1.5, y, equal_var=False, alternative="greater").pvalue
    unread = {"inference.Inference": {"method": "welch", "status": "low_n", "note": "one unit"}}
    function = "margin_tests.margin_test"
    within = bounds("equivalence", -2.5, 2.5)
    return [
        case(
            "two one-sided t tests",
            function,
            {"effect": effect, "bounds": within},
            {"p_value": float(tost), "holds": bool(tost < 0.025)},
            f"{STATSMODELS} ttost_ind",
        ),
        case(
            "a mean that is no worse by 1.5",
            function,
            {"effect": effect, "bounds": bounds("non_inferiority", low=-1.5)},
            {"p_value": float(worse), "holds": bool(worse < 0.025)},
            f"{SCIPY} ttest_ind of the shifted sample",
        ),
        case(
            "an effect that must not be read",
            function,
            {"effect": unread, "bounds": within},
            {"holds": None, "p_value": None, "note": "one unit"},
            "nothing to test",
        ),
    ]


def guardrails() -> list[Case]:
    def effect(low: float, high: float) -> Case:
        given = {"value": (low + high) / 2, "low": low, "high": high, "method": "welch"}
        return {"inference.Inference": given}

    def state(name: str, ends: tuple[float, float], better: str, expected: Case) -> Case:
        return case(
            name,
            "margins.margin_state",
            {"effect": effect(*ends), "margin": 1.0, "better": better},
            expected,
            "by hand: the ends against the margin",
        )

    return [
        state("a guardrail inside its margin", (-2.0, 0.9), "down", {"state": "cleared"}),
        state("a guardrail that touches its margin", (-2.0, 1.0), "down", {"state": "open"}),
        state("a guardrail beyond its margin", (1.1, 1.5), "down", {"state": "breached"}),
        state("a metric that must not fall", (-1.5, -1.1), "up", {"state": "breached"}),
        case(
            "the breach level of four guardrails",
            "margins.breach_level",
            {"level": 0.9, "guardrails": 4},
            {"result": 0.975},
            "1 − .1/4",
        ),
        case(
            "no guardrail to share the error",
            "margins.breach_level",
            {"level": 0.9, "guardrails": 0},
            {"error": "guardrails is 0"},
            "division by 0",
        ),
    ]


if __name__ == "__main__":
    write("margins", margins)
