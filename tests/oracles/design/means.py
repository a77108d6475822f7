"""Power and sizes for a mean: statsmodels, scipy, printed examples."""

from __future__ import annotations

import math

from asked import CLUSTERS, aim, case, setting, value
from scipy import stats
from statsmodels.stats import power as sm_power


def means():
    source = "statsmodels 0.15.0 TTestIndPower (one-sided 2.5 %)"
    for size, n in [(1.0, 20), (0.5, 2), (0.05, 20000)]:
        expected = sm_power.TTestIndPower().power(size, n, 0.025, alternative="larger")
        arguments = {"baseline": value(4.0), "effect": 2 * size, "n": [n, n]}
        case(
            f"means {size:g} sd apart, {n} a group",
            "designs.power",
            arguments,
            {"power": float(expected)},
            source,
        )
    case(
        "R's help: 20 a group",
        "designs.power",
        {"baseline": value(1.0), "effect": 1.0, "n": [20, 20]},
        {"power": 0.8689528},
        "R, ?power.t.test, printed in its examples",
        5e-8,
    )
    case(
        "R's help: n = 22.02110",
        "sizes.sample_size",
        {"baseline": value(1.0), "effect": 1.0, "setting": setting(power=0.9)},
        {"n": [23, 23]},
        "R, ?power.t.test, printed in its examples",
    )
    case(
        "R's help: one-sided n = 17.84713",
        "sizes.sample_size",
        {"baseline": value(1.0), "effect": 1.0, "setting": setting(power=0.9, level=0.9)},
        {"n": [18, 18]},
        "R, ?power.t.test, printed in its examples",
    )
    for size, n in [(0.2, 394), (0.5, 64), (0.8, 26)]:
        case(
            f"Cohen's d = {size:g}",
            "sizes.sample_size",
            {"baseline": value(1.0), "effect": size},
            {"n": [n, n]},
            "G*Power 3.1; Cohen 1988, table 2.4.1",
        )
    for n1, n0, v1, v0, effect in [(12, 40, 9.0, 1.0, 1.5), (5, 5, 1.0, 4.0, 2.0)]:
        a, b = v1 / n1, v0 / n0
        df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n0 - 1))
        expected = float(stats.nct.sf(stats.t.ppf(0.975, df), df, effect / math.sqrt(a + b)))
        case(
            f"variances {v1:g} and {v0:g}, {n1} and {n0} units",
            "designs.power",
            {"baseline": value(v0, treatment_variance=v1), "effect": effect, "n": [n0, n1]},
            {"power": expected},
            "scipy 1.17.1 nct with Satterthwaite's degrees of freedom",
        )
    expected = sm_power.NormalIndPower().power(0.3, 100, 0.025, ratio=2.0, alternative="larger")
    case(
        "a normal test, 200 and 100 units",
        "designs.power",
        {"baseline": value(1.0, student=False), "effect": 0.3, "n": [200, 100]},
        {"power": float(expected)},
        "statsmodels 0.15.0 NormalIndPower (one-sided 2.5 %)",
    )
    expected = sm_power.TTestIndPower().power(0.7 - 0.4, 300, 0.05, alternative="larger")
    case(
        "superiority by 0.4 sd",
        "designs.power",
        {
            "baseline": value(1.0),
            "effect": 0.7,
            "n": [300, 300],
            "setting": setting(level=0.9, aim=aim("superiority", 0.4)),
        },
        {"power": float(expected)},
        "statsmodels 0.15.0 TTestIndPower at the distance (one-sided 5 %)",
    )
    log = {"baseline": value(math.log(1.09) / 2), "effect": math.log(0.95)}
    tost = setting(level=0.9, aim=aim("equivalence", math.log(1.25)))
    printed = "PowerTOST, sampleN.TOST(CV = 0.3): n 40, power 0.815845, as two groups of 20"
    case(
        "bioequivalence, power",
        "designs.power",
        {**log, "n": [20, 20], "setting": tost},
        {"power": 0.815845},
        printed,
        5e-7,
    )
    case(
        "bioequivalence, units",
        "sizes.sample_size",
        {**log, "setting": tost},
        {"n": [20, 20]},
        printed,
    )
    df, distance = 18, 0.5 / math.sqrt(1.9 * 2 / 100)
    case(
        "ten clusters of ten units an arm",
        "designs.power",
        {
            "baseline": value(1.0),
            "effect": 0.5,
            "n": [100, 100],
            "setting": setting(clusters={CLUSTERS: {"size": 10.0, "correlation": 0.1}}),
        },
        {"power": float(stats.nct.sf(stats.t.ppf(0.975, df), df, distance)), "clusters": [10, 10]},
        "scipy 1.17.1 nct, design effect 1.9, 18 degrees of freedom",
    )
