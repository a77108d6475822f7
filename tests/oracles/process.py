"""Cases of the conformance set for limits of a process in control.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/process.py
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def process() -> list[Case]:
    found = []
    t = float(stats.norm.sf(3.0))
    for name, values in (
        ("two levels in turn", [5.0, 7.0] * 13),
        ("an uneven series", [10.2, 11.9, 9.7, 10.4, 12.8, 8.9, 10.0, 11.1, 9.5, 12.2] * 3),
    ):
        x = np.array(values)
        m = x.size
        ranges = np.abs(np.diff(x))
        sigma = ranges.mean() / (2 / math.sqrt(math.pi))
        df = (m - 1) ** 2 / (2 * (0.8264 * m - 1.082))
        half = float(stats.t.isf(t, df)) * sigma * math.sqrt(1 + 1 / m)
        d = x - x.mean()
        found.append(
            case(
                f"{name}: limits of values",
                "process.limits_of_values",
                {"earlier": values, "last": 30.0},
                {
                    "centre": float(x.mean()),
                    "low": [float(x.mean() - half)] * (m + 1),
                    "high": [float(x.mean() + half)] * (m + 1),
                    "lag1": float(d[1:] @ d[:-1] / (d @ d)),
                    "outside": True,
                    "news": True,
                    "method": "xmr",
                },
                f"numpy and {SCIPY} t.isf",
                tolerance=1e-9,
            )
        )
    weeks = [(480, 10_000), (520, 10_000)] * 13
    k, n = np.array(weeks).T
    p = k.sum() / n.sum()
    z = (k / n - p) / np.sqrt(p * (1 - p) / n)
    sigma_z = np.abs(np.diff(z)).mean() / (2 / math.sqrt(math.pi))
    m = len(weeks)
    df = (m - 1) ** 2 / (2 * (0.8264 * m - 1.082))
    last = 2_500
    width = (
        float(stats.t.isf(t, df))
        * sigma_z
        * math.sqrt(p * (1 - p))
        * math.sqrt(1 / last + 1 / n.sum())
    )
    found += [
        case(
            "Laney's limits of weekly shares",
            "process.limits_of_shares",
            {"earlier": [list(w) for w in weeks], "last": [130, last]},
            {"centre": float(p), "sigma_z": float(sigma_z), "outside": False, "method": "laney"},
            f"numpy and {SCIPY} t.isf",
        ),
        case(
            "an empty week has no limits, the one after it has",
            "process.limits_of_shares",
            {
                "earlier": [[0, 0], [480, 10_000], [520, 10_000]] + [list(w) for w in weeks[:8]],
                "last": [0, 0],
            },
            {"outside": False, "baseline": 10, "enough": False, "status": "low_n"},
            "by definition",
        ),
        case(
            "a steady series has no limits",
            "process.limits_of_values",
            {"earlier": [4.0] * 30, "last": 5.0},
            {
                "centre": 4.0,
                "low": [],
                "high": [],
                "outside": False,
                "news": False,
                "status": "degenerate",
            },
            "by definition",
        ),
        case(
            "three points are no baseline",
            "process.limits_of_values",
            {"earlier": [4.0, 5.0, 3.0], "last": 50.0},
            {"baseline": 3, "low": [], "outside": False, "status": "low_n"},
            "by definition",
        ),
        case(
            "no earlier point",
            "process.limits_of_values",
            {"earlier": [None, None], "last": 1.0},
            {"centre": None, "baseline": 0, "status": "no_data"},
            "by definition",
        ),
        case(
            "a value that is no number",
            "process.limits_of_values",
            {"earlier": [1.0, math.nan]},
            {"error": "earlier[1] is nan"},
            "by definition",
        ),
    ]
    assert 130 / last <= p + width
    return found


if __name__ == "__main__":
    write("process", process())
