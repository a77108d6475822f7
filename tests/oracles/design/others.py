"""Other metrics, clusters, several arms and several looks."""

from __future__ import annotations

import math

from asked import Z80, Z, case, setting, value
from scipy import stats


def others():
    nps = {"design.baselines.Promoters": {"promoters": 0.4, "detractors": 0.3}}
    n = math.ceil((Z + Z80) ** 2 * (2 * 0.7 - 0.1**2 - 0.15**2) / 0.05**2)
    case(
        "NPS by five points",
        "sizes.sample_size",
        {"baseline": nps, "effect": 0.05},
        {"n": [n, n]},
        "(z + z)²(v₀ + v₁)/δ² with normal quantiles of scipy 1.17.1",
    )
    hazard = {"design.values.of_hazard": {"event_share": 1.0}}
    for ratio in (0.5, 0.7):
        arm = math.ceil((Z + Z80) ** 2 * 4 / math.log(ratio) ** 2 / 2)
        case(
            f"a hazard ratio of {ratio:g}",
            "sizes.sample_size",
            {"baseline": hazard, "effect": math.log(ratio)},
            {"n": [arm, arm]},
            "Schoenfeld 1983, 4(z + z)²/ln²θ events",
        )
    arm = math.ceil((Z + Z80) ** 2 / (3 * 0.1**2) / 2)
    case(
        "Mann–Whitney at P = 0.6",
        "sizes.sample_size",
        {"baseline": {"design.ordered.of_ranks": {}}, "effect": 0.1},
        {"n": [arm, arm]},
        "Noether 1987, (z + z)²/(12 c(1 − c)(p − ½)²)",
    )
    arm = math.ceil(6 * (Z + Z80) ** 2 / (0.5**2 * (1 - 0.2**3 - 0.5**3 - 0.3**3)))
    odds = {"design.ordered.of_odds": {"shares": [0.2, 0.5, 0.3]}}
    case(
        "proportional odds of three answers",
        "sizes.sample_size",
        {"baseline": odds, "effect": 0.5},
        {"n": [arm, arm]},
        "Whitehead 1993, 6(z + z)²/(θ²(1 − Σs³))",
    )
    case(
        "one answer has no odds",
        "ordered.of_odds",
        {"shares": [1.0]},
        {"error": "one value alone"},
        "by definition",
    )
    case(
        "a median's variance",
        "values.of_quantile",
        {"q": 0.5, "density": 1 / math.sqrt(2 * math.pi)},
        {"variance": math.pi / 2},
        "π/2, the asymptotic variance of a normal sample's median",
    )
    table = {
        "survival.table.EventTable": {
            "times": [1, 2, 4],
            "events": [1, 1, 0],
            "censored": [0, 0, 2],
        }
    }
    case(
        "a mean time within four weeks",
        "values.of_mean_time",
        {"table": table, "horizon": 4},
        {"variance": 1.6875},
        "by hand: the variance of 1, 2, 4, 4",
    )
    case(
        "clusters of twenty",
        "setting.Clusters",
        {"size": 20.0, "correlation": 0.05},
        {"design_effect": 1.95},
        "Donner & Klar 2000, 1 + (m − 1)ρ",
    )
    case(
        "clusters of 10, 20 and 30",
        "setting.Clusters",
        {"size": 20.0, "correlation": 0.05, "size_cv": math.sqrt(200 / 3) / 20},
        {"design_effect": 1 + (1400 / 60 - 1) * 0.05},
        "Kish 1965, 1 + (Σm²/Σm − 1)ρ",
    )
    for arms, critical in [(2, 1.96), (3, 2.21), (4, 2.35), (5, 2.44), (6, 2.51)]:
        case(
            f"one control and {arms - 1} treatments",
            "chance.critical_values",
            {"setting": setting(allocation=[1] * arms)},
            {"result": [critical]},
            "Dunnett 1964, two-sided 5 %, infinite degrees of freedom",
            2.5e-3,
        )
    bars = (2.962588, 1.968596)  # Lan–DeMets O'Brien–Fleming at ½ and 1, checked below
    alpha = 2 * stats.norm.sf(stats.norm.ppf(1 - 0.0125) / math.sqrt(0.5))
    assert abs(stats.norm.isf(alpha) - bars[0]) < 1e-5
    root = math.sqrt(0.5)
    both = stats.multivariate_normal([0, 0], [[1, root], [root, 1]])
    assert abs(1 - both.cdf(list(bars)) - 0.025) < 1e-5
    drift = 0.05 / math.sqrt(2 / 6000)
    away = stats.multivariate_normal([drift * root, drift], [[1, root], [root, 1]])
    case(
        "two weekly looks",
        "designs.power",
        {
            "baseline": value(1.0, student=False),
            "effect": 0.05,
            "n": [6000, 6000],
            "setting": setting(looks="weekly", fractions=[0.5, 1.0]),
        },
        {"power": float(1 - away.cdf(list(bars)))},
        "scipy 1.17.1 multivariate_normal at 2.9626 and 1.9686",
        2e-6,
    )
