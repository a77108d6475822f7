"""Cases of the conformance set for looks: sequences that are always valid, gates, their boundaries.

Computed by confseq and savvi, or by hand in fractions: never by stagelift. Ran once with gsdesign
0.1.5, savvi 0.3.1, numpy 2.4.6, scipy 1.17.1 and confseq 0.0.11, whose C++ part was compiled
against Boost 1.85 and pybind11:

    pip install gsdesign savvi confseq
    python tests/oracles/looks.py
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from boundaries import (
    CONFSEQ,
    confseq_critical,
    eta_of,
    write,
)
from savvi.linear_regression import LinearRegression
from writing import Case, case


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


if __name__ == "__main__":
    write("looks", sequence_cases, regression_cases, gate_cases, boundary_of_sequence_cases)
