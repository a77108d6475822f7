"""Writes tests/conformance/design.json: power, units and effects computed by others.

Run with `python tests/oracles/design.py` where statsmodels and scipy are installed (0.15.0 and
1.17.1 when it was last run). Nothing of stagelift is imported: expected values come from those
packages, from printed figures, or from the formula named, worked out here.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from scipy import optimize, stats
from statsmodels.stats import power as sm_power
from statsmodels.stats import proportion as sm_proportion

SHARE, VALUE, SETTING = "design.baselines.Share", "design.values.Value", "design.setting.Setting"
AIM, CLUSTERS = "design.setting.Aim", "design.setting.Clusters"
Z = float(stats.norm.ppf(0.975))
Z80 = float(stats.norm.ppf(0.8))
CASES: list[dict] = []


def case(name, function, arguments, expected, source, tolerance=1e-9):
    CASES.append(
        {
            "name": name,
            "function": f"design.{function}",
            "arguments": arguments,
            "expected": expected,
            "tolerance": tolerance,
            "source": source,
        }
    )


def setting(**fields):
    return {SETTING: fields}


def aim(kind, margin, better="up"):
    return {AIM: {"kind": kind, "margin": margin, "better": better}}


def share(rate):
    return {SHARE: {"rate": rate}}


def value(variance, **fields):
    return {VALUE: {"variance": variance, **fields}}


def proportions():
    source = "statsmodels 0.15.0 power_proportions_2indep (one-sided 2.5 %)"
    for rate, effect, n in [
        (0.109, 0.01, [16000, 16000]),
        (0.003, 0.002, [12000, 12000]),
        (0.05, -0.01, [9000, 1000]),
        (0.5, 0.25, [50, 50]),
    ]:
        expected = sm_proportion.power_proportions_2indep(
            effect,
            rate,
            n[1],
            ratio=n[0] / n[1],
            alpha=0.025,
            alternative="larger" if effect > 0 else "smaller",
            return_results=False,
        )
        arguments = {"baseline": share(rate), "effect": effect, "n": n}
        name = f"share {rate:g} {effect:+g}, {n[0]} and {n[1]} units"
        case(name, "designs.power", arguments, {"power": float(expected)}, source)
    case(
        "R's help: 50 a group",
        "designs.power",
        {"baseline": share(0.5), "effect": 0.25, "n": [50, 50]},
        {"power": 0.740},
        "R, ?power.prop.test, printed in its examples",
        5e-4,
    )
    case(
        "R's help: n = 76.7",
        "sizes.sample_size",
        {"baseline": share(0.5), "effect": 0.25, "setting": setting(power=0.9)},
        {"n": [77, 77]},
        "R, ?power.prop.test, printed in its examples",
    )
    for rate, margin, better, n in [(0.0035, 0.003, "down", 16000), (0.2, 0.02, "up", 5000)]:
        bound = margin if better == "down" else -margin

        def loss(p0, rate=rate, bound=bound):
            p1 = p0 + bound
            one = rate * math.log(p1) + (1 - rate) * math.log(1 - p1)
            return -one - rate * math.log(p0) - (1 - rate) * math.log(1 - p0)

        ends = (max(0.0, -bound) + 1e-13, min(1.0, 1.0 - bound) - 1e-13)
        p0 = optimize.minimize_scalar(
            loss, bounds=ends, method="bounded", options={"xatol": 1e-14}
        ).x
        p1 = p0 + bound
        null = math.sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / n)
        true = math.sqrt(2 * rate * (1 - rate) / n)
        expected = float(stats.norm.cdf((margin - Z * null) / true))
        case(
            f"a harmless guardrail, share {rate:g}, margin {margin:g}",
            "designs.power",
            {
                "baseline": share(rate),
                "effect": 0.0,
                "n": [n, n],
                "setting": setting(aim=aim("non_inferiority", margin, better)),
            },
            {"power": expected},
            "Farrington & Manning 1990, restricted rates by scipy 1.17.1 minimize_scalar",
            1e-6,
        )


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


def curves():
    test = sm_power.TTestIndPower()
    source = "statsmodels 0.15.0 TTestIndPower (one-sided 2.5 %)"
    powers = [float(test.power(0.25, n // 2, 0.025, alternative="larger")) for n in (50, 200, 800)]
    case(
        "power at three sizes",
        "curves.by_units",
        {"baseline": value(4.0), "effect": 0.5, "totals": [50, 200, 800]},
        {"result": [{"power": chance} for chance in powers]},
        source,
    )

    def shortfall(size, n):
        return test.power(size, n, 0.025, alternative="larger") - 0.8

    sizes = [
        float(optimize.brentq(shortfall, 0.01, 3.0, args=(50 * weeks,), xtol=1e-14))
        for weeks in (1, 2, 4)
    ]
    case(
        "the smallest effect by weeks of 100 units",
        "curves.by_weeks",
        {
            "baseline": value(4.0),
            "traffic": {
                "design.weeks.Traffic": {"per_week": 200, "reachable": 0.5, "window_days": 7}
            },
            "weeks": [1, 2, 4],
        },
        {
            "result": [
                {"effect": 2.0 * size, "units": 100 * weeks, "ready_days": 7 * weeks + 7}
                for size, weeks in zip(sizes, (1, 2, 4), strict=True)
            ]
        },
        source + ", solved by scipy 1.17.1 brentq",
        1e-9,
    )
    case(
        "the smallest effect of fifty units a group",
        "sizes.mde",
        {
            "baseline": value(4.0),
            "n": [50, 50],
            "setting": setting(aim=aim("difference", 0, "down")),
        },
        {"effect": -2.0 * sizes[0]},
        source + ", solved by scipy 1.17.1 brentq",
        1e-9,
    )


def boundaries():
    from_hand = "by definition"
    case(
        "no effect is large enough",
        "sizes.mde",
        {"baseline": share(0.9), "n": [30, 30]},
        {"effect": None, "power": None, "status": "low_n"},
        "Fleiss, Levin & Paik 2003: 30 units see 0.1 with 43 %",
    )
    case(
        "two years are too short",
        "weeks.schedule",
        {
            "baseline": share(0.109),
            "effect": 0.01,
            "traffic": {"design.weeks.Traffic": {"per_week": 10}},
        },
        {"weeks": None, "status": "low_n"},
        "1,040 units in 104 weeks",
    )
    case(
        "no margin is wide enough",
        "sizes.smallest_margin",
        {
            "baseline": share(0.02),
            "n": [20, 20],
            "setting": setting(aim=aim("non_inferiority", 0.001)),
        },
        {"result": None},
        "Farrington & Manning 1990: 20 units do not even exclude that all is lost",
    )
    errors = [
        ("no baseline", "sizes.sample_size", {"baseline": None, "effect": 0.1}, "baseline is None"),
        (
            "no effect",
            "sizes.sample_size",
            {"baseline": share(0.1), "effect": 0.0},
            "effect is 0.0",
        ),
        (
            "an impossible effect",
            "sizes.sample_size",
            {"baseline": share(0.1), "effect": 0.95},
            "between -0.1 and 0.9",
        ),
        (
            "an effect short of its margin",
            "sizes.sample_size",
            {
                "baseline": share(0.1),
                "effect": 0.01,
                "setting": setting(aim=aim("superiority", 0.02)),
            },
            "it must lie above the bound 0.02",
        ),
        (
            "a rate of none",
            "designs.power",
            {"baseline": share(0.0), "effect": 0.1, "n": 100},
            "rate is 0.0",
        ),
        (
            "a value that does not vary",
            "designs.power",
            {"baseline": value(0.0), "effect": 0.1, "n": 100},
            "variance is 0.0",
        ),
        (
            "one unit",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": [1, 1]},
            "at least two units",
        ),
        (
            "fewer than no units",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": -2},
            "n is -2",
        ),
        (
            "shares that do not sum to one",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.1,
                "n": 100,
                "setting": setting(allocation=[0.5, 0.4]),
            },
            "shares must sum to 1",
        ),
        (
            "certainty",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": 100, "setting": setting(power=1.0)},
            "power is 1.0",
        ),
        (
            "a look before the first",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.1,
                "n": 100,
                "setting": setting(looks="weekly", fractions=[0.0, 1.0]),
            },
            "fraction 1 is 0.0",
        ),
        (
            "more events than units",
            "blinded.blinded_share",
            {"k": 11, "n": 10, "effect": 0.1},
            "k is 11",
        ),
        (
            "a margin beyond the metric",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.0,
                "n": 100,
                "setting": setting(aim=aim("non_inferiority", 0.2)),
            },
            "margin is 0.2",
        ),
    ]
    for name, function, arguments, text in errors:
        case(name, function, arguments, {"error": text}, from_hand)


if __name__ == "__main__":
    for part in (proportions, means, others, pairs_and_rest, curves, boundaries):
        part()
    path = Path(__file__).parents[1] / "conformance" / "design.json"
    text = json.dumps({"topic": "design", "cases": CASES}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
