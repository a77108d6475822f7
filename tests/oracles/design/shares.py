"""Power and sizes for a share: statsmodels, R's printed examples, restricted rates."""

from __future__ import annotations

import math

from asked import Z, aim, case, setting, share
from scipy import optimize, stats
from statsmodels.stats import proportion as sm_proportion


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
