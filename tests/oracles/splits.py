"""Cases of the conformance set for splits of several experiments into their arms.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/splits.py
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def splits() -> list[Case]:
    found = []
    many = {
        "experiment": {"Array": [0, 0, 1, 1, 2, 2, 2, 3]},
        "n": {"Array": [500, 500, 800, 200, 21307, 21387, 21306, 9]},
    }
    groups = ([500, 500], [800, 200], [21307, 21387, 21306])
    chi2 = [float(stats.chisquare(g).pvalue) for g in groups]
    valid = []
    for g in groups:
        shares = np.full(len(g), 1 / len(g))
        other = stats.dirichlet_multinomial.logpmf(g, 1000.0 * shares, sum(g))
        planned = stats.multinomial.logpmf(g, sum(g), shares)
        valid.append(min(1.0, math.exp(planned - other)))
    found += [
        case(
            "three experiments and one of a single arm",
            "splits.equal_splits",
            many,
            {"p_value": [*chi2, math.nan], "arms": [2, 2, 3, 1], "units": [1000, 1000, 64000, 9]},
            f"{SCIPY} chisquare",
        ),
        case(
            "the same, always valid",
            "splits.equal_splits",
            many,
            {"sequential_p": [*valid, math.nan]},
            f"{SCIPY} dirichlet_multinomial and multinomial",
            tolerance=1e-8,
        ),
        case(
            "a three-arm e-mail test of 64,000, even thirds",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0, 0]}, "n": {"Array": [21307, 21387, 21306]}},
            {
                "p_value": [
                    math.exp(-Fraction(21307**2 + 21387**2 + 21306**2, 64000) * 3 / 2 + 32000)
                ]
            },
            "exp(−χ²/2), the closed form for two degrees of freedom",
        ),
        case(
            "no units",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [0, 0]}},
            {"p_value": [math.nan], "sequential_p": [math.nan], "units": [0]},
            "0/0 is undefined",
        ),
        case(
            "a negative size",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [5, -1]}},
            {"error": "n is -1"},
            "no such units exist",
        ),
        case(
            "sizes for another number of arms",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [5]}},
            {"error": "one size per entry"},
            "by definition",
        ),
    ]
    return found


if __name__ == "__main__":
    write("splits", splits())
