"""Cases of the conformance set for rates of an event.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/hazard.py
"""

from __future__ import annotations

from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def hazard() -> list[Case]:
    printed = "Pearson and Hartley 1966, Biometrika tables, table 40 (Poisson limits)"
    found = []
    for k, low, high in (
        (0, 0.0, 3.69),
        (1, 0.0253, 5.57),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (50, 37.11, 65.92),
    ):
        found.append(
            case(
                f"{k} events in one unit of time, printed",
                "hazard.rate",
                {"events": k, "time": 1.0},
                {"value": float(k), "low": low, "high": high},
                printed,
                tolerance=5e-3,
            )
        )
    for k, time, level in ((10, 1000.0, 0.95), (0, 12.5, 0.9), (1_000_000, 3e7, 0.99)):
        tail = (1 - level) / 2
        low = stats.chi2.ppf(tail, 2 * k) / 2 / time if k else 0.0
        high = stats.chi2.isf(tail, 2 * k + 2) / 2 / time
        found.append(
            case(
                f"{k} events in {time:g} at {level:g}",
                "hazard.rate",
                {"events": k, "time": time, "level": level},
                {"value": k / time, "low": float(low), "high": float(high)},
                f"{SCIPY} chi2.ppf and chi2.isf",
            )
        )
    found += [
        case(
            "no time at risk",
            "hazard.rate",
            {"events": 0, "time": 0.0},
            {"value": None, "low": None, "high": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "events in no time",
            "hazard.rate",
            {"events": 1, "time": 0.0},
            {"error": "time is 0"},
            "0 time has no events",
        ),
        case(
            "no event in group 0",
            "hazard.rate_ratio",
            {"events1": 3, "time1": 10.0, "events0": 0, "time0": 10.0},
            {"value": None, "status": "not_identifiable"},
            "3/0 is undefined",
        ),
    ]
    for a, s, b, t in ((30, 1000.0, 20, 1000.0), (0, 5.0, 3, 5.0), (4, 100.0, 9, 50.0)):
        share = stats.binomtest(a, a + b).proportion_ci(0.95, "exact")
        ends = [float(end / (1 - end) * t / s) for end in (share.low, share.high)]
        p = float(stats.poisson_means_test(a, s, b, t).pvalue)
        found.append(
            case(
                f"rates {a}/{s:g} and {b}/{t:g}",
                "hazard.rate_ratio",
                {"events1": a, "time1": s, "events0": b, "time0": t},
                {"value": (a / s) / (b / t), "low": ends[0], "high": ends[1], "p_value": p},
                f"{SCIPY} binomtest and poisson_means_test",
            )
        )
    for active, stayed in ((200, 190), (10, 10), (10, 0)):
        share = stats.binomtest(active - stayed, active).proportion_ci(0.95, "wilson")
        found.append(
            case(
                f"{stayed} of {active} stayed",
                "hazard.churn",
                {"active": active, "stayed": stayed},
                {"value": 1 - stayed / active, "low": float(share.low), "high": float(share.high)},
                f"{SCIPY} binomtest wilson",
            )
        )
    found.append(
        case(
            "nobody was active",
            "hazard.churn",
            {"active": 0, "stayed": 0},
            {"value": None, "status": "no_data"},
            "0/0 is undefined",
        )
    )
    return found


if __name__ == "__main__":
    write("hazard", hazard())
