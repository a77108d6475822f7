"""What the scripts of means, lifts and adjustment share: aggregates of units, and the writing.

Nothing of stagelift is imported. The versions are those of the last run.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from scipy import optimize

FOLDER = Path(__file__).parents[1] / "conformance"
SCIPY, MODELS = "scipy 1.17.1", "statsmodels 0.15.0"


class Cases:
    """The cases of one topic, and their file."""

    def __init__(self, topic):
        self.topic, self.cases = topic, []

    def add(self, name, function, arguments, expected, source, tolerance=1e-9):
        self.cases.append(
            {
                "name": name,
                "function": function,
                "arguments": arguments,
                "expected": expected,
                "tolerance": tolerance,
                "source": source,
            }
        )

    def write(self):
        plain = json.loads(json.dumps(self.cases, default=float))
        lines = ",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in plain)
        text = f'{{"topic": "{self.topic}", "cases": [\n{lines}\n]}}\n'
        (FOLDER / f"{self.topic}.json").write_text(text, encoding="utf-8")


def moments(x):
    x = np.asarray(x, dtype=float)
    gaps = x - x.mean()
    third = float((gaps**3).sum())
    return {
        "Moments": {"n": x.size, "mean": float(x.mean()), "m2": float(gaps @ gaps), "m3": third}
    }


def summary(mean, se, n=100):
    return {"Moments": {"n": n, "mean": mean, "m2": se**2 * n * (n - 1), "m3": 0.0}}


def covariates(columns):
    table = np.array(list(columns.values()), dtype=float)
    apart = table - table.mean(axis=1)[:, None]
    products = apart @ apart.T
    return {
        "adjustment.CovariateMoments": {
            "n": table.shape[1],
            "names": list(columns),
            "means": table.mean(axis=1).tolist(),
            "products": ((products + products.T) / 2).tolist(),
        }
    }


def pair(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    a, b = x - x.mean(), y - y.mean()
    given = {"n": x.size, "mean_x": x.mean(), "mean_y": y.mean()}
    central = {"m2_x": a @ a, "m2_y": b @ b, "m_xy": a @ b}
    return {
        "pairs.PairMoments": {k: float(v) if k != "n" else v for k, v in (given | central).items()}
    }


def inverted(mean1, se1, mean0, se0, critical, covariance=0.0):
    """Ends of the set of lifts whose test does not reject, found by sign changes."""
    size = abs(mean0)

    def excess(lift):
        r = 1.0 + math.copysign(1.0, mean0) * lift
        variance = se1**2 - 2 * r * covariance + r**2 * se0**2
        return (mean1 - r * mean0) ** 2 - critical**2 * variance

    grid = np.concatenate([-np.geomspace(1e6, 1e-9, 4000), np.geomspace(1e-9, 1e6, 4000)])
    grid = np.sort(np.concatenate([grid, grid + (mean1 - mean0) / size]))
    found = [excess(g) for g in grid]
    pairs = [
        (a, b) for a, b, f, g in zip(grid, grid[1:], found, found[1:], strict=False) if f * g < 0
    ]
    return [optimize.brentq(excess, a, b, xtol=1e-15, rtol=1e-15) for a, b in pairs]
