"""Shares: the score test and interval with the exact tests of small tables, and their lift."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from calibration.figures import EXACT, RUNS, Figure
from stagelift.statistics.lift import lift_of_proportions
from stagelift.statistics.proportions import SMALL, difference_of_proportions, proportion

SMALL_TABLES = ((20, 20), (30, 30), (60, 30), (100, 100), (180, 20))
LARGE = (
    (2000, 2000, 0.05, "5% of 2,000 and of 2,000"),
    (9000, 1000, 0.02, "2% of 10,000, 90/10"),
    (50_000, 50_000, 0.002, "0.2% of 50,000 and of 50,000"),
)
RATES = 12  # rates of each arm in the grid
LIFT = 0.3


def figures() -> tuple[Figure, ...]:
    """One share, the difference of two, their lift."""
    found = [of_one(n) for n in (10, 30, 100)]
    for n1, n0 in SMALL_TABLES:
        found += of_tables(n1, n0)
    for seed, (n1, n0, rate, words) in enumerate(LARGE):
        found += of_many(np.random.default_rng((20261124, seed)), n1, n0, rate, words)
    return tuple(found)


def of_one(n: int) -> Figure:
    """Wilson's interval over the rates at which five events and five non-events are expected."""
    ends = [proportion(k, n) for k in range(n + 1)]
    low, high = np.array([e.low for e in ends]), np.array([e.high for e in ends])
    least = min(SMALL / n, 0.5)
    covered = [
        stats.binom.pmf(range(n + 1), n, p)[(low <= p) & (p <= high)].sum()
        for p in np.linspace(least, 1 - least, 99)
    ]
    where = f"one share of {n}"
    return Figure(
        method="wilson",
        where=where,
        runs=EXACT,
        coverage=float(np.mean(covered)),
        lowest=float(min(covered)),
        region="inside" if n > 30 else "border" if n == 30 else "outside",
    )


@cache
def compared(k1: int, n1: int, k0: int, n0: int):
    """The default comparison of one table; the same table comes many times."""
    return difference_of_proportions(k1, n1, k0, n0)


def of_tables(n1: int, n0: int) -> list[Figure]:
    """Every possible table, weighed by its probability under a grid of rates."""
    tables = [[compared(k1, n1, k0, n0) for k0 in range(n0 + 1)] for k1 in range(n1 + 1)]
    low, high, p_value = (
        np.array([[getattr(cell, name) for cell in row] for row in tables])
        for name in ("low", "high", "p_value")
    )
    start = SMALL / min(n1, n0)
    rates = np.linspace(start, 1 - start, RATES)
    covered = [
        (weights(n1, n0, p1, p0) * ((low <= p1 - p0 + 1e-12) & (p1 - p0 - 1e-12 <= high))).sum()
        for p1 in rates
        for p0 in rates
    ]
    common = np.linspace(0.001, 0.999, 199)
    alarms = [(weights(n1, n0, p, p) * (p_value < 0.05)).sum() for p in common]
    enough = (common >= start) & (common <= 1 - start)
    words = f"{n1} and {n0}" if n1 != 180 else "90/10 of 200"
    score = Figure(
        method="score",
        where=f"shares of {words}",
        runs=EXACT,
        coverage=float(np.mean(covered)),
        lowest=float(min(covered)),
    )
    tested = Figure(
        method="auto",
        where=f"shares of {words}, mean over common rates with 5 events expected",
        runs=EXACT,
        alarms=float(np.mean(np.array(alarms)[enough])),
    )
    worst = Figure(
        method="auto",
        where=f"shares of {words}, worst of these rates",
        runs=EXACT,
        alarms=float(np.max(np.array(alarms)[enough])),
        region="border",
    )
    rare = Figure(
        method="boschloo",
        where=f"shares of {words}, worst common rate with fewer expected",
        runs=EXACT,
        alarms=float(np.max(np.array(alarms)[~enough])),
        conservative=True,
    )
    return [score, tested, worst, rare]


def weights(n1: int, n0: int, p1: float, p0: float) -> np.ndarray:
    """The probability of every table."""
    return np.outer(
        stats.binom.pmf(np.arange(n1 + 1), n1, p1), stats.binom.pmf(np.arange(n0 + 1), n0, p0)
    )


def of_many(rng: np.random.Generator, n1: int, n0: int, rate: float, words: str) -> list[Figure]:
    """Large arms: type I error at a common rate, coverage at a lift."""
    k1, k0 = rng.binomial(n1, rate, RUNS), rng.binomial(n0, rate, RUNS)
    more = rng.binomial(n1, rate * (1 + LIFT), RUNS)
    same = [compared(a, n1, b, n0) for a, b in zip(k1.tolist(), k0.tolist(), strict=True)]
    drawn = list(zip(more.tolist(), k0.tolist(), strict=True))
    better = [compared(a, n1, b, n0) for a, b in drawn]
    relative = cache(lambda a, b: lift_of_proportions(a, n1, b, n0))
    lifts = [relative(a, b) for a, b in drawn]
    read = [f for f in lifts if f.status == "ok"]
    alarms = float(np.mean([f.p_value < 0.05 for f in same]))
    inside = float(np.mean([f.low <= rate * LIFT <= f.high for f in better]))
    of_lifts = float(np.mean([f.low <= LIFT <= f.high for f in read]))
    return [
        Figure(method="score", where=words, coverage=inside, alarms=alarms),
        Figure(
            method="score", where=f"lift {LIFT:.0%}, {words}", runs=len(read), coverage=of_lifts
        ),
    ]
