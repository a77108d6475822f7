"""Pairs, and what else a design answers."""

from __future__ import annotations

import math

from asked import Z80, Z, case, share
from scipy import stats
from statsmodels.stats import power as sm_power


def pairs_and_rest():
    mean, both = (
        {"design.pairs.PairedMean": {"variance": 1.0}},
        {"design.pairs.PairedShare": {"discordant": 0.3}},
    )
    case(
        "34 pairs at d = 0.5",
        "pairs.pairs_needed",
        {"baseline": mean, "effect": 0.5},
        {"result": 34},
        "G*Power 3.1, paired t, two-sided 5 %, 80 %",
    )
    expected = sm_power.TTestPower().power(0.5, 20, 0.025, alternative="larger")
    case(
        "20 pairs at d = 0.5",
        "pairs.pairs_power",
        {"baseline": mean, "effect": 0.5, "pairs": 20},
        {"result": float(expected)},
        "statsmodels 0.15.0 TTestPower (one-sided 2.5 %)",
    )
    n = math.ceil((Z * math.sqrt(0.3) + Z80 * math.sqrt(0.3 - 0.01)) ** 2 / 0.01)
    case(
        "McNemar",
        "pairs.pairs_needed",
        {"baseline": both, "effect": -0.1},
        {"result": n},
        "Connor 1987, (z√ψ + z√(ψ − δ²))²/δ²",
    )
    case(
        "five pairs show nothing",
        "pairs.pairs_mde",
        {"baseline": {"design.pairs.PairedShare": {"discordant": 0.1}}, "pairs": 5},
        {"result": None},
        "Connor 1987: with all that differ in one direction the power is 9 %",
    )
    n0, n1 = 15, 12
    chance = 0.0
    for k1 in range(n1 + 1):
        for k0 in range(n0 + 1):
            pooled = (k1 + k0) / (n1 + n0)
            variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0) * (n1 + n0) / (n1 + n0 - 1)
            z = (k1 / n1 - k0 / n0) / math.sqrt(variance) if variance else 0.0
            if z > Z:
                chance += float(stats.binom.pmf(k1, n1, 0.7) * stats.binom.pmf(k0, n0, 0.3))
    case(
        "every table of 15 and 12 units",
        "exact.exact_power",
        {"baseline": share(0.3), "effect": 0.4, "units": [n0, n1]},
        {"result": chance},
        "scipy 1.17.1 binom, summed over 208 tables",
    )
    case(
        "power for each of four goals",
        "guardrails.each_power",
        {"wanted": 0.8, "guardrails": 3},
        {"result": 0.95},
        "Schultzberg, Ankargren & Frånberg 2024, 1 − β/(m + 1)",
    )
    case(
        "a covariate's gain",
        "setting.variance_left",
        {"correlation": 0.9},
        {"result": 1 - 0.81},
        "Deng, Xu, Kohavi & Walker 2013, 1 − ρ²",
    )
    case(
        "the blinded rate",
        "blinded.blinded_share",
        {"k": 1200, "n": 10000, "effect": 0.02},
        {"rate": 0.11},
        "Gould 1992, p − δ/2",
    )
    moments = {"Moments": {"n": 101, "mean": 5.0, "m2": 425.25, "m3": 0.0}}
    case(
        "the blinded variance",
        "blinded.blinded_mean",
        {"m": moments, "effect": 1.0},
        {"variance": 4.0},
        "by hand: 4.2525 − 101/400",
    )
    case(
        "weeks of a cart",
        "weeks.Traffic.units",
        {"self": {"design.weeks.Traffic": {"per_week": 15800, "reachable": 0.76}}, "weeks": 2},
        {"result": 24016},
        "by hand: 2 · 15,800 · 0.76",
    )
