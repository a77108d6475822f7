"""Cases of the conformance set for looks: sequences, gates, boundaries, futility, stage-wise ends.

Computed by confseq, savvi, gsdesign (its Simpson grids) and scipy, by hand in fractions, or copied
from printed tables: never by stagelift. Ran once with gsdesign 0.1.5, savvi 0.3.1, numpy 2.4.6,
scipy 1.17.1 and confseq 0.0.11, whose C++ part was compiled against Boost 1.85 and pybind11:

    pip install gsdesign savvi confseq
    python tests/oracles/looks.py
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from confseq.boundaries import normal_mixture_bound
from gsdesign import h1, hupdate
from savvi.linear_regression import LinearRegression
from scipy import stats
from scipy.optimize import brentq
from writing import Case, case

CASES = Path(__file__).parents[1] / "conformance"
GRID = "gsdesign 0.1.5 (Simpson grid, r = 80)"
CONFSEQ = "confseq 0.0.11 normal_mixture_bound"
R = 80


# sequences


def eta_of(fraction: float, level: float) -> float:
    """The tuning of Waudby-Smith and others: narrowest when all planned units are mature."""
    two_log = -2 * math.log(1 - level)
    return (two_log + math.log(two_log) + 1) * fraction


def confseq_critical(eta: float, alpha: float, *, one_sided: bool) -> float:
    """confseq takes its ρ = v/η from the point at which the bound should be best."""
    half = 2 * alpha if one_sided else alpha
    best = 2 * math.log(1 / half) + math.log(1 + 2 * math.log(1 / half))
    return float(normal_mixture_bound(1.0, alpha, best / eta, alpha, one_sided))


def sequence_cases() -> list[Case]:
    found = []
    for fraction, level in [
        (0.1, 0.95),
        (0.25, 0.95),
        (0.5, 0.95),
        (1.0, 0.95),
        (2.0, 0.95),
        (1.0, 0.8),
        (0.5, 0.99),
    ]:
        value = confseq_critical(eta_of(fraction, level), 1 - level, one_sided=False)
        name = f"two-sided sequence at {level:.0%}, {fraction:g} of the planned units"
        arguments = {"fraction": fraction, "level": level}
        found.append(
            case(name, "looks.sequence.critical_at", arguments, {"result": value}, CONFSEQ)
        )
    for fraction, level in [(0.1, 0.975), (0.5, 0.975), (1.0, 0.975), (1.0, 0.95), (2.0, 0.9)]:
        value = confseq_critical(eta_of(fraction, 2 * level - 1), 1 - level, one_sided=True)
        name = f"one-sided sequence at {level:.1%}, {fraction:g} of the planned units"
        arguments = {"fraction": fraction, "level": level}
        found.append(case(name, "looks.one_sided_critical", arguments, {"result": value}, CONFSEQ))
    return found


def regression_case(n: int, effect: float, planned: int) -> Case:
    """A difference of two means as a regression of n rows, with many degrees of freedom."""
    rng = np.random.default_rng(20)
    treated = np.arange(n) % 2
    y = rng.normal(size=n) + effect * treated
    design = np.column_stack([np.ones(n), treated])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    se = float(np.sqrt(inverse[1, 1] * ((y - design @ beta) ** 2).sum() / (n - 2)))
    eta = eta_of(n / planned, 0.95)
    fit = LinearRegression(alpha=0.05, p=2, phi=float(1 / inverse[1, 1] / eta))
    fit.n, fit.beta, fit.covariance = n, beta, inverse
    fit.yty, fit.Xty = float(y @ y), design.T @ y
    low, high = fit.calculate_conf_int()[1]
    arguments = {"effect": float(beta[1]), "se": se, "n_mature": n, "n_planned": planned}
    expected = {
        "low": float(low),
        "high": float(high),
        "p_value": float(fit.calculate_p_value()[1]),
    }
    return case(
        f"an effect of {effect:g} in a regression of {n:,} rows",
        "looks.asymptotic_sequence",
        arguments,
        expected,
        "savvi 0.3.1 LinearRegression (t of many degrees of freedom)",
        tolerance=2e-4,
    )


def regression_cases() -> list[Case]:
    return [regression_case(200_000, 0.01, 400_000), regression_case(100_000, 0.02, 60_000)]


def gate_cases() -> list[Case]:
    def moments(n: int, k: int) -> Case:
        p = Fraction(k, n)
        m2, m3 = n * p * (1 - p), n * p * (1 - p) * (1 - 2 * p)
        return {"Moments": {"n": n, "mean": float(p), "m2": float(m2), "m3": float(m3)}}

    variance, third = Fraction(99, 10_000), Fraction(99, 10_000) * Fraction(98, 100)
    apart = abs(Fraction(1, 9000**2) - Fraction(1, 1000**2)) * third
    skewness = float(apart) / float(variance * (Fraction(1, 9000) + Fraction(1, 1000))) ** 1.5
    empty = {"Moments": {"n": 0, "mean": 0.0, "m2": 0.0, "m3": 0.0}}
    arms = {"m1": moments(9000, 90), "m0": moments(1000, 10)}
    shut = "10.0 expected events in the smaller arm; 25 are needed"
    reason = "looks.gate.gate"
    hand = "by hand"
    return [
        case(
            "skewness of a 90/10 split at a rate of 1 %",
            "looks.effect_skewness",
            arms,
            {"result": skewness},
            "exact fractions",
        ),
        case(
            "no skewness in equal arms",
            "looks.effect_skewness",
            {"m1": moments(500, 4), "m0": moments(500, 9)},
            {"result": 0.0},
            hand,
        ),
        case(
            "no skewness without units",
            "looks.effect_skewness",
            {"m1": empty, "m0": moments(500, 9)},
            {"result": None},
            hand,
        ),
        case(
            "ten expected events keep the gate shut",
            reason,
            {**arms, "expected_events": 10.0},
            {"ok": False, "reason": shut, "skewness": skewness, "events": 10.0},
            hand,
        ),
        case(
            "25 expected events open it",
            reason,
            {"m1": moments(900, 225), "m0": moments(100, 25), "expected_events": 25.0},
            {"ok": True, "reason": ""},
            hand,
        ),
        case(
            "an empty arm keeps it shut",
            reason,
            {"m1": empty, "m0": moments(100, 25)},
            {"ok": False, "reason": "an arm has no mature units yet", "skewness": None},
            hand,
        ),
        case(
            "expected events of the smaller arm",
            "looks.expected_events",
            {"k1": 90, "n1": 900, "k0": 12, "n0": 100},
            {"result": 10.2},
            hand,
        ),
        case(
            "more events than units",
            "looks.expected_events",
            {"k1": 9, "n1": 8, "k0": 1, "n0": 8},
            {"error": "k1 is 9; it must be ≤ n1, which is 8"},
            hand,
        ),
    ]


def boundary_of_sequence_cases() -> list[Case]:
    sequence = "looks.asymptotic_sequence"
    given = {"effect": 0.1, "se": 0.1, "n_mature": 10, "n_planned": 20}
    hand = "the argument's bound"
    return [
        case(
            "no variation, no interval",
            sequence,
            given | {"se": 0.0},
            {"low": None, "high": None, "p_value": None, "status": "degenerate"},
            "by hand",
        ),
        case(
            "no effect, p one",
            sequence,
            given | {"effect": 0.0},
            {"p_value": 1.0, "value": 0.0},
            "by hand",
        ),
        case("a negative se", sequence, given | {"se": -1.0}, {"error": "se is -1.0"}, hand),
        case("no units", sequence, given | {"n_mature": 0}, {"error": "n_mature is 0"}, hand),
        case("a level of one", sequence, given | {"level": 1.0}, {"error": "level is 1.0"}, hand),
        case(
            "a one-sided level of one half",
            "looks.one_sided_critical",
            {"fraction": 1.0, "level": 0.5},
            {"error": "level is 0.5; it must be a number > 0.5 and < 1"},
            hand,
        ),
    ]


# boundaries


def density(
    before: Any, then: float, time: float, bounds: tuple[float, float], drift: float
) -> Any:
    """A grid of z between two bounds, after the grid of the look before, if there was one."""
    if before is None:
        return h1(R, drift, time, *bounds)
    return hupdate(R, drift, time, *bounds, drift, then, before)


def exits(times: Sequence[float], bounds: Sequence[float], drift: float) -> list[list[float]]:
    """Crossings up and down at every look, by the grids of gsdesign."""
    up, down, before = [], [], None
    for place, (time, bound) in enumerate(zip(times, bounds, strict=True)):
        then = times[place - 1] if place else 0.0
        up.append(float(density(before, then, time, (bound, np.inf), drift)[2].sum()))
        down.append(float(density(before, then, time, (-np.inf, -bound), drift)[2].sum()))
        before = density(before, then, time, (-bound, bound), drift)
    return [up, down]


def spent(family: str, parameter: float | None, t: float, alpha: float) -> float:
    if t >= 1.0:
        return alpha
    if family == "obrien_fleming":
        return float(2 * stats.norm.sf(stats.norm.isf(alpha / 2) / math.sqrt(t)))
    if family == "pocock":
        return alpha * math.log(1 + (math.e - 1) * t)
    rate = parameter or 0.0
    if family == "power":
        return float(alpha * t**rate)
    return alpha * (1 - math.exp(-rate * t)) / (1 - math.exp(-rate))


def spending_bounds(
    times: Sequence[float], family: str, parameter: float | None, alpha: float
) -> list[float]:
    found: list[float] = []
    used = 0.0
    for place, time in enumerate(times):
        total = alpha if place + 1 == len(times) else spent(family, parameter, time, alpha)

        def excess(bound: float, place: int = place, chance: float = total - used) -> float:
            return exits(times[: place + 1], [*found, bound], 0.0)[0][-1] - chance

        # a single normal needs no grid, whose tails are its weak spot
        first = float(stats.norm.isf(total))
        found.append(float(brentq(excess, 0.01, 8.0, xtol=1e-13)) if place else first)
        used = total
    return found


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


def small_cases() -> list[Case]:
    weeks = [0.25, 0.5, 0.75, 1.0]
    third = {"effect": 0.5, "se": 0.25, "critical": 3.0}
    return [
        case(
            "the bound of a single look",
            "looks.integration.upper_bound",
            {"grid": {"looks.integration.start": {}}, "time": 0.3, "chance": 0.001},
            {"result": float(stats.norm.isf(0.001))},
            "scipy 1.17.1 norm.isf",
        ),
        case(
            "an interval of three standard errors",
            "looks.repeated_interval",
            third,
            {"value": 0.5, "low": -0.25, "high": 1.25, "p_value": None},
            "by hand",
        ),
        case(
            "a standard error of zero",
            "looks.repeated_interval",
            third | {"se": 0.0},
            {"error": "se is 0.0; it must be a number > 0"},
            "the argument's bound",
        ),
        *(
            case(
                f"the repeated p of look {number} at its own critical value",
                "looks.repeated_p",
                {"z": -value, "fractions": weeks[:number], "last": number == 4},
                {"result": 0.05},
                "printed by the Lan–DeMets program and gsDesign (one-sided 0.025)",
                tolerance=2e-5,
            )
            for number, value in ((2, 2.9631), (4, 2.0141))
        ),
        case(
            "enrolment without an end",
            "looks.chosen_looks",
            {"enrolment": None},
            {"rule": "always", "reason": "no_end", "looks": None, "fractions": None},
            "by definition",
        ),
    ]


def refused_cases() -> list[Case]:
    hand = "the argument's bound"
    plan, bounds = "looks.GroupSequential", "looks.boundaries"
    look = {"number": 1, "n_mature": 10, "effect": 0.1, "se": 0.1}
    planned = {"n_planned": 100, "looks": 4}

    def read(name: str, more: Sequence[Case], error: str) -> Case:
        looks = [{"looks.Look": {**look, **each}} for each in more]
        arguments = {"self": {plan: planned}, "looks": looks}
        return case(name, f"{plan}.read", arguments, {"error": error}, hand)

    return [
        read(
            "a look before the first planned", [{"number": 0}], "the first planned look is number 1"
        ),
        read("looks out of order", [{"number": 2}, {"number": 2}], "it must be above 2"),
        read("a negative se", [{"se": -1.0}], "se is -1.0; it must be ≥ 0"),
        case(
            "nothing planned", plan, planned | {"n_planned": 0}, {"error": "n_planned is 0"}, hand
        ),
        case("no look planned", plan, planned | {"looks": 0}, {"error": "looks is 0"}, hand),
        case(
            "fractions that fall",
            bounds,
            {"fractions": [0.5, 0.4]},
            {"error": "fraction 2 is 0.4; it must be ≥ 0.5001"},
            hand,
        ),
        case("no fraction", bounds, {"fractions": []}, {"error": "1 to 400 looks"}, hand),
        case(
            "a level above one",
            bounds,
            {"fractions": [1.0], "level": 1.2},
            {"error": "level"},
            hand,
        ),
        case(
            "a power family without its power",
            "looks.Spending",
            {"name": "power"},
            {"error": "parameter is None; 'power' needs one"},
            hand,
        ),
        case(
            "an unknown family",
            "looks.Spending",
            {"name": "obrian_fleming"},
            {"error": "Did you mean 'obrien_fleming'"},
            hand,
        ),
        case(
            "bounds that cross",
            "looks.exit_probabilities",
            {"fractions": [1.0], "upper": [1.0], "lower": [2.0]},
            {"error": "lower 1 is 2.0; it must be ≤ the upper bound"},
            hand,
        ),
        case(
            "no look yet",
            f"{plan}.read",
            {"self": {plan: planned}, "looks": []},
            {"kind": "none", "ended": None, "shown": {"status": "immature", "low": None}},
            "by hand",
        ),
    ]


def write(topic: str, parts: Sequence[Callable[[], list[Case]]]) -> None:
    cases = [each for part in parts for each in part()]
    text = {"topic": topic, "cases": cases}
    place = CASES / f"{topic}.json"
    place.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Writes both files."""
    write(
        "looks",
        [
            sequence_cases,
            regression_cases,
            gate_cases,
            boundary_of_sequence_cases,
        ],
    )
    write(
        "group_sequential",
        [
            printed_cases,
            spending_cases,
            exit_cases,
            stagewise_cases,
            futility_cases,
            cost_cases,
            small_cases,
            refused_cases,
        ],
    )


if __name__ == "__main__":
    main()
