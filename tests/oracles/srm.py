"""Cases of the conformance set for sample ratios.

Computed by numpy, scipy and statsmodels, by sums over every outcome in fractions, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/srm.py
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import optimize, stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def fractions(weights: Sequence[int]) -> list[Case]:
    return [{"Fraction": str(Fraction(w, sum(weights)))} for w in weights]


def sample_ratios() -> list[Case]:
    found = [
        case(
            "Hillstrom's e-mail test",
            "srm.sample_ratio",
            {"counts": [21307, 21387, 21306], "shares": fractions((1, 1, 1))},
            {"p_value": 0.9037},
            "the published counts of the e-mail test, χ² of equal thirds",
            tolerance=5e-5,
        )
    ]
    for counts, weights in (
        ((5000, 4600), (1, 1)),
        ((10, 0), (1, 1)),
        ((905, 95), (9, 1)),
        ((5100, 1950, 980, 1010, 960), (5, 2, 1, 1, 1)),
    ):
        n, p = sum(counts), np.array(weights) / sum(weights)
        log = stats.dirichlet_multinomial(1000 * p, n).logpmf(counts)
        log -= stats.multinomial(n, p).logpmf(counts)
        found.append(
            case(
                f"{counts} for {weights}",
                "srm.sample_ratio",
                {"counts": list(counts), "shares": fractions(weights)},
                {
                    "p_value": float(stats.chisquare(counts, n * p).pvalue),
                    "sequential_p": min(1.0, math.exp(-log)),
                },
                f"{SCIPY} chisquare, dirichlet_multinomial and multinomial",
            )
        )
    for k, n, share in ((9, 10, "1/2"), (3, 40, "1/10"), (52_030, 100_000, "13/25")):
        part = Fraction(share)
        found.append(
            case(
                f"{k} of {n} for {share}, exact",
                "srm.exact.exact_multinomial_p",
                {"counts": [k, n - k], "shares": [{"Fraction": str(s)} for s in (part, 1 - part)]},
                {"result": float(stats.binomtest(k, n, float(part)).pvalue)},
                f"{SCIPY} binomtest",
                tolerance=1e-8,
            )
        )
    found += [
        case(
            f"4, 1 and 7 for thirds, exact by {order}",
            "srm.exact.exact_multinomial_p",
            {"counts": [4, 1, 7], "shares": fractions((1, 1, 1)), "order": order},
            {"result": enumerated((4, 1, 7), (1, 1, 1), order)},
            "every outcome in fractions",
        )
        for order in ("probability", "chi2")
    ]
    return [*found, *bad_ratios()]


def enumerated(counts: Sequence[int], weights: Sequence[int], order: str) -> float:
    n, shares = sum(counts), [Fraction(w, sum(weights)) for w in weights]

    def chance(table: Sequence[int]) -> Fraction:
        ways = math.factorial(n)
        for x in table:
            ways //= math.factorial(x)
        return ways * math.prod(s**x for s, x in zip(shares, table, strict=True))

    def size(table: Sequence[int]) -> Fraction:
        if order == "probability":
            return -chance(table)
        return sum((x - n * s) ** 2 / (n * s) for x, s in zip(table, shares, strict=True))

    tables = (t for t in itertools.product(range(n + 1), repeat=len(counts)) if sum(t) == n)
    return float(sum(chance(t) for t in tables if size(t) >= size(counts)))


def bad_ratios() -> list[Case]:
    half = fractions((1, 1))
    mixed = stats.betabinom(10_000, 500, 500).logpmf(5100)
    limits = [
        optimize.brentq(
            lambda t: mixed - stats.binom(10_000, t).logpmf(5100) - math.log(1000),
            *ends,
            xtol=1e-14,
        )
        for ends in ((0.4, 0.51), (0.51, 0.6))
    ]
    return [
        case(
            "the shares that 5,100 of 10,000 allow at any look",
            "srm.limits.share_limits",
            {"k": 5100, "n": 10_000, "share": 0.5},
            {"value": 0.51, "low": limits[0], "high": limits[1]},
            f"{SCIPY} betabinom and binom, solved by brentq",
        ),
        case(
            "no units",
            "srm.sample_ratio",
            {"counts": [0, 0], "shares": half},
            {"p_value": None, "sequential_p": None, "status": "no_data"},
            "no units say nothing",
        ),
        case(
            "shares that do not sum to one",
            "srm.sample_ratio",
            {"counts": [1, 2], "shares": [{"Fraction": "1/2"}, {"Fraction": "1/3"}]},
            {"error": "their sum exactly 1"},
            "shares sum to one",
        ),
        case(
            "a negative count",
            "srm.sample_ratio",
            {"counts": [1, -2], "shares": half},
            {"error": "counts[1] is -2; it must be ≥ 0"},
            "units are counted",
        ),
        case(
            "too many outcomes",
            "srm.exact.exact_multinomial_p",
            {"counts": [1000, 1000, 1000], "shares": fractions((1, 1, 1))},
            {"error": "4,504,501 outcomes"},
            "(3002 choose 2)",
        ),
        case(
            "weights become shares",
            "srm.planned_shares",
            {"weights": [0.1, 0.2]},
            {"result": [{"Fraction": "1/3"}, {"Fraction": "2/3"}]},
            "exact fractions of decimals",
        ),
    ]


if __name__ == "__main__":
    write("srm", sample_ratios())
