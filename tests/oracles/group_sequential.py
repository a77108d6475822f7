"""Cases of the conformance set for group sequential plans: boundaries, exits, ends, futility, cost.

Computed by gsdesign (its Simpson grids), confseq and scipy, or copied from printed tables: never by
stagelift. Ran once with gsdesign 0.1.5, numpy 2.4.6, scipy 1.17.1 and confseq 0.0.11, whose C++
part was compiled against Boost 1.85 and pybind11:

    pip install gsdesign confseq
    python tests/oracles/group_sequential.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from boundaries import (
    CONFSEQ,
    GRID,
    confseq_critical,
    eta_of,
    exits,
    spending_bounds,
    write,
)
from scipy import stats
from scipy.optimize import brentq
from small_looks import refused_cases, small_cases
from writing import Case, case

PRINTED = [
    (2, [2.9626, 1.9686]),
    (3, [3.7103, 2.5114, 1.9930]),
    (4, [4.3326, 2.9631, 2.3590, 2.0141]),
    (5, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
]

# Jennison & Turnbull 2000: tables 2.1 and 2.3 (constants), 2.2 and 2.4 (inflation), α two-sided
CONSTANTS = {
    0.5: {
        0.90: {2: 1.875, 3: 1.992, 4: 2.067, 5: 2.122, 10: 2.270},
        0.95: {2: 2.178, 3: 2.289, 4: 2.361, 5: 2.413, 10: 2.555},
        0.99: {2: 2.772, 3: 2.873, 4: 2.939, 5: 2.986, 10: 3.117},
    },
    0.0: {
        0.90: {2: 1.678, 3: 1.710, 4: 1.733, 5: 1.751, 10: 1.801},
        0.95: {2: 1.977, 3: 2.004, 4: 2.024, 5: 2.040, 10: 2.087},
        0.99: {2: 2.580, 3: 2.595, 4: 2.609, 5: 2.621, 10: 2.660},
    },
}

INFLATION = {
    0.5: {2: 1.110, 3: 1.166, 4: 1.202, 5: 1.229, 10: 1.301},
    0.0: {2: 1.008, 3: 1.017, 4: 1.024, 5: 1.028, 10: 1.040},
}


def spending_cases() -> list[Case]:
    found = []
    for times, family, parameter, level in [
        ((0.25, 0.5, 0.75, 1.0), "obrien_fleming", None, 0.95),
        ((0.25, 0.5, 0.75, 1.0), "pocock", None, 0.95),
        ((0.25, 0.5, 0.75, 1.0), "power", 3.0, 0.95),
        ((0.25, 0.5, 0.75, 1.0), "power", 1.0, 0.9),
        ((1 / 3, 2 / 3, 1.0), "hwang_shih_decani", -4.0, 0.95),
        ((0.2, 0.35, 0.8, 1.0), "obrien_fleming", None, 0.95),
        ((0.5, 0.51, 0.9), "obrien_fleming", None, 0.95),
        ((0.4, 0.8, 1.3), "pocock", None, 0.99),
        ((1.0,), "obrien_fleming", None, 0.95),
    ]:
        value = spending_bounds(times, family, parameter, (1 - level) / 2)
        spending = {"looks.Spending": {"name": family, "parameter": parameter}}
        looks = ", ".join(f"{time:.3g}" for time in times)
        found.append(
            case(
                f"{family} at {looks}, {level:.0%}",
                "looks.boundaries",
                {"fractions": list(times), "level": level, "spending": spending},
                {"result": value},
                GRID,
                tolerance=1e-7,
            )
        )
    return found


def printed_cases() -> list[Case]:
    found = [
        case(
            f"O'Brien–Fleming spending, {looks} equal looks",
            "looks.boundaries",
            {"fractions": [number / looks for number in range(1, looks + 1)]},
            {"result": value},
            "printed by the Lan–DeMets program and gsDesign (one-sided 0.025)",
            tolerance=5e-5,
        )
        for looks, value in PRINTED
    ]
    names = {0.5: ("Pocock", "2.1"), 0.0: ("O'Brien–Fleming", "2.3")}
    for shape, levels in CONSTANTS.items():
        for level, row in levels.items():
            for looks, value in row.items():
                name, table = names[shape]
                found.append(
                    case(
                        f"{name} constant, {looks} looks, {level:.0%}",
                        "looks.classic_constant",
                        {"looks": looks, "shape": shape, "level": level},
                        {"result": value},
                        f"Jennison & Turnbull 2000, table {table}",
                        tolerance=2.6e-4,
                    )
                )
    for shape, row in INFLATION.items():
        for looks, ratio in row.items():
            constant = CONSTANTS[shape][0.95][looks]
            times = [number / looks for number in range(1, looks + 1)]
            drift = math.sqrt(ratio) * float(stats.norm.isf(0.025) + stats.norm.isf(0.2))
            table = "2.2" if shape else "2.4"
            found.append(
                case(
                    f"{names[shape][0]} reaches 80 % with {ratio} times the units, {looks} looks",
                    "looks.exit_probabilities",
                    {
                        "fractions": times,
                        "upper": [constant * time ** (shape - 0.5) for time in times],
                        "drift": drift,
                    },
                    {"crossing_up": 0.8},
                    f"Jennison & Turnbull 2000, table {table}",
                    tolerance=3e-4,
                )
            )
    return found


def exit_cases() -> list[Case]:
    found = []
    for times, bounds, drift in [
        ((0.25, 0.5, 0.75, 1.0), (4.3326, 2.9631, 2.359, 2.0141), 0.0),
        ((0.25, 0.5, 0.75, 1.0), (4.3326, 2.9631, 2.359, 2.0141), 2.8016),
        ((0.1, 0.6, 1.0), (2.5, 2.2, 2.1), -1.5),
        (tuple(number / 10 for number in range(1, 11)), (2.555,) * 10, 3.0),
    ]:
        up, down = exits(times, bounds, drift)
        found.append(
            case(
                f"chances to cross at {len(times)} looks, drift {drift:g}",
                "looks.exit_probabilities",
                {"fractions": list(times), "upper": list(bounds), "drift": drift},
                {"up": up, "down": down, "none": 1 - sum(up) - sum(down)},
                GRID,
                tolerance=1e-8,
            )
        )
    # a band of three normals, the covariance of z at 0.3, 0.6 and 1
    times, bounds = (0.3, 0.6, 1.0), (2.4, 2.3, 2.2)
    cov = [[min(a, b) / math.sqrt(a * b) for b in times] for a in times]
    mean = [1.2 * math.sqrt(time) for time in times]
    band = stats.multivariate_normal(mean, cov, abseps=1e-10, releps=1e-10, maxpts=10_000_000)
    none = float(band.cdf(np.array(bounds), lower_limit=-np.array(bounds)))
    found.append(
        case(
            "no crossing at three looks, drift 1.2",
            "looks.exit_probabilities",
            {"fractions": list(times), "upper": list(bounds), "drift": 1.2},
            {"none": none},
            "scipy 1.17.1 multivariate_normal.cdf",
            tolerance=1e-7,
        )
    )
    return found


def stagewise_case(
    times: Sequence[float], criticals: Sequence[float], z: float, level: float = 0.95
) -> Case:
    """Limits, estimate and p by Brent's method on crossings from the grids of gsdesign."""

    def more(drift: float) -> float:
        return sum(exits(times, [*criticals, z], drift)[0])

    def at(wanted: float) -> float:
        return float(brentq(lambda drift: more(drift) - wanted, -20.0, 20.0, xtol=1e-12))

    tail = (1 - level) / 2
    unit = 0.01 * math.sqrt(times[-1])
    return case(
        f"the end at look {len(times)} with z {z:g}, {level:.0%}",
        "looks.stagewise",
        {
            "effect": z * 0.01,
            "se": 0.01,
            "path": {"looks.Path": {"fractions": list(times), "criticals": list(criticals)}},
            "level": level,
        },
        {
            "low": at(tail) * unit,
            "value": at(0.5) * unit,
            "high": at(1 - tail) * unit,
            "p_value": 2 * more(0.0),
            "dual": True,
        },
        f"{GRID}, scipy 1.17.1 brentq",
        tolerance=1e-7,
    )


def stagewise_cases() -> list[Case]:
    quarter = (0.25, 0.5, 0.75, 1.0)
    flat = (2.3683, 2.3675, 2.3582)
    steep = (4.3326, 2.9631, 2.3590)
    return [
        stagewise_case(quarter[:1], (), 4.6),
        stagewise_case(quarter[:2], steep[:1], 3.1),
        stagewise_case(quarter[:3], steep[:2], 2.5),
        stagewise_case(quarter, steep, 2.3),
        stagewise_case(quarter, steep, 1.2),
        stagewise_case(quarter, flat, 2.4),
        stagewise_case(quarter[:2], flat[:1], 2.9, 0.9),
        stagewise_case((0.3, 0.55, 1.2), (2.6, 2.5), 0.4),
    ]


def futility_cases() -> list[Case]:
    times = [1 / 3, 2 / 3, 1.0]
    beta = {"name": "hwang_shih_decani", "parameter": -2.0}
    futility = {"looks.Futility": {"power": 0.9, "spending": {"looks.Spending": beta}}}
    alpha = {"looks.Spending": {"name": "hwang_shih_decani", "parameter": -4.0}}
    once = float(stats.norm.isf(0.025) + stats.norm.isf(0.1))
    source = "printed by gsDesign (its default design, non-binding futility)"
    return [
        case(
            "efficacy bounds of gsDesign's default",
            "looks.boundaries",
            {"fractions": times, "spending": alpha},
            {"result": [3.0107, 2.5465, 1.9992]},
            source,
            tolerance=3e-5,
        ),
        case(
            "futility bounds of gsDesign's default",
            "looks.futility_bounds",
            {
                "fractions": times,
                "criticals": [3.01074, 2.54653, 1.99923],
                "drift": once * math.sqrt(1.06988),
                "futility": futility,
            },
            {"result": [-0.2387, 0.9411, 1.9992]},
            source,
            tolerance=1e-4,
        ),
    ]


def power_of(times: Sequence[float], criticals: Sequence[float], drift: float) -> float:
    return sum(exits(times, criticals, drift)[0])


def cost_cases() -> list[Case]:
    """The three rules: power where one look has 80 %, and the drift each needs for it."""
    month = [number / 28 for number in range(1, 29)]
    weeks = [0.25, 0.5, 0.75, 1.0]
    once = float(stats.norm.isf(0.025) + stats.norm.isf(0.2))
    found = [
        case(
            "80 % with one look",
            "looks.needed_drift",
            {"looking": {"looks.Looking": {"rule": "once"}}},
            {"result": once},
            "scipy 1.17.1 norm.isf",
        )
    ]
    for rule, times, criticals in [
        ("weekly", weeks, spending_bounds(weeks, "obrien_fleming", None, 0.025)),
        (
            "always",
            month,
            [confseq_critical(eta_of(time, 0.95), 0.05, one_sided=False) for time in month],
        ),
    ]:
        looking = {"looks.Looking": {"rule": rule}}
        power = power_of(times, criticals, once)

        def short(drift: float, times: Any = times, criticals: Any = criticals) -> float:
            return power_of(times, criticals, drift) - 0.8

        drift = float(brentq(short, 2.0, 5.0, xtol=1e-12))
        source = f"{GRID}, {CONFSEQ}" if rule == "always" else GRID
        found += [
            case(
                f"power of looking {rule} where one look has 80 %",
                "looks.power_at",
                {"looking": looking, "drift": once},
                {"result": power},
                source,
                tolerance=1e-7,
            ),
            case(
                f"units of looking {rule} over those of one look",
                "looks.inflation",
                {"looking": looking},
                {"result": (drift / once) ** 2},
                f"{source}, scipy 1.17.1 brentq",
                tolerance=1e-7,
            ),
        ]
    return found


if __name__ == "__main__":
    write(
        "group_sequential",
        printed_cases,
        spending_cases,
        exit_cases,
        stagewise_cases,
        futility_cases,
        cost_cases,
        small_cases,
        refused_cases,
    )
