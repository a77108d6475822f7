"""Cases of the conformance set for differences of paired answers.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/paired.py
"""

from __future__ import annotations

import math

from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def paired() -> list[Case]:
    fagerland = (
        "Fagerland, Lydersen and Laake 2014, Recommended tests and "
        "confidence intervals for paired binomial proportions"
    )
    z = float(stats.norm.isf(0.025))
    found = [
        case(
            "airway hyper-responsiveness, exact test",
            "paired.mcnemar_p",
            {"gained": 1, "lost": 7},
            {"result": 0.070},
            fagerland,
            tolerance=5e-4,
        ),
        case(
            "airway hyper-responsiveness, Tango's interval",
            "paired.paired_score_limits",
            {"n": 21, "gained": 1, "lost": 7, "z": z},
            {"result": [-0.517, -0.026]},
            fagerland,
            tolerance=5e-4,
        ),
    ]
    for b, c in ((8, 1), (0, 0), (0, 5), (120, 90), (3, 3)):
        p = stats.binomtest(b, b + c).pvalue if b + c else 1.0
        found.append(
            case(
                f"{b} gained and {c} lost",
                "paired.mcnemar_p",
                {"gained": b, "lost": c},
                {"result": float(p)},
                f"{SCIPY} binomtest",
            )
        )
    for n, b, c in ((10, 5, 2), (40, 0, 0), (30, 30, 0), (200, 12, 31)):
        low, high = tango(n, b, c, z)
        found.append(
            case(
                f"Tango's limits of {b} and {c} among {n}",
                "paired.paired_score_limits",
                {"n": n, "gained": b, "lost": c, "z": z},
                {"result": [low, high]},
                f"the constrained likelihood maximised by {SCIPY} minimize_scalar",
                tolerance=2e-6,
            )
        )
    found += [
        case(
            "more changes than units",
            "paired.paired_score_limits",
            {"n": 3, "gained": 2, "lost": 2, "z": z},
            {"error": "it must be ≤ n"},
            "no such units exist",
        ),
        case(
            "a negative count",
            "paired.mcnemar_p",
            {"gained": -1, "lost": 2},
            {"error": "gained is -1; it must be ≥ 0"},
            "no such units exist",
        ),
    ]
    return found


def tango(n: int, b: int, c: int, z: float) -> tuple[float, float]:
    """Score limits of (b − c)/n, the nuisance rate found by maximising the likelihood itself."""
    from scipy import optimize

    def statistic(delta: float) -> float:
        least = max(0.0, -delta)  # the rate of losses; gains have that rate plus delta
        most = (1.0 - delta) / 2.0

        def against(rate: float) -> float:
            gain, rest = rate + delta, 1.0 - 2.0 * rate - delta
            terms = ((b, gain), (c, rate), (n - b - c, rest))
            return -sum(k * math.log(max(p, 1e-300)) for k, p in terms if k)

        found = optimize.minimize_scalar(
            against, bounds=(least, most), method="bounded", options={"xatol": 1e-13}
        )
        rate = min((least, most, float(found.x)), key=against)
        variance = max(n * (2 * rate + delta - delta * delta), 1e-300)
        return (b - c - n * delta) / math.sqrt(variance)

    gap = (b - c) / n
    low = (
        -1.0
        if gap == -1
        else optimize.brentq(lambda d: statistic(d) - z, -1 + 1e-12, gap, xtol=1e-12)
    )
    high = (
        1.0 if gap == 1 else optimize.brentq(lambda d: statistic(d) + z, gap, 1 - 1e-12, xtol=1e-12)
    )
    return low, high


if __name__ == "__main__":
    write("paired", paired())
