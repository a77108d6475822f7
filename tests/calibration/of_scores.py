"""Net promoter scores: adjusted Wald of one and of two, exact over all answers or simulated."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from calibration.figures import EXACT, RUNS, Figure
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import difference_of_nps, nps

STEPS = 8  # steps of a tenth or so between the shares of a grid
# detractors, passives, promoters of treatment and of control, and their difference in points
APART = ((0.2, 0.3, 0.5), (0.35, 0.3, 0.35), 30.0)
TWO = ((30, 30), (100, 30), (900, 100), (1000, 1000))
FEW = 30  # answers below which a score is low_n


def figures() -> tuple[Figure, ...]:
    """One score of 10, 30 and 100 answers; two of several sizes."""
    two = [of_two(np.random.default_rng((20261125, i)), *n) for i, n in enumerate(TWO)]
    return (*(of_one(n) for n in (10, 30, 100)), *two)


@cache
def answers(detractors: int, passives: int, promoters: int) -> ScoreCounts:
    return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters))


def of_one(n: int) -> Figure:
    """Every split of n answers, weighed under a grid of shares."""
    splits = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n + 1 - d)])
    found = [nps(answers(*split)) for split in splits.tolist()]
    low, high = np.array([f.low for f in found]), np.array([f.high for f in found])
    covered = []
    for d in range(1, STEPS):
        for p in range(1, STEPS - d + 1):
            shares = np.array([d, STEPS - d - p, p]) / STEPS
            truth = 100 * (shares[2] - shares[0])
            inside = (low <= truth + 1e-9) & (truth - 1e-9 <= high)
            covered.append(stats.multinomial.pmf(splits, n, shares)[inside].sum())
    return Figure(
        method="adjusted_wald",
        where=f"one score of {n} answers",
        runs=EXACT,
        coverage=float(np.mean(covered)),
        lowest=float(min(covered)),
        region="inside" if n >= FEW else "outside",
    )


def of_two(rng: np.random.Generator, n1: int, n0: int) -> Figure:
    """Coverage of a difference of 30 points, and false alarms without one."""
    one, zero, points = APART
    control = rng.multinomial(n0, zero, RUNS).tolist()
    apart = list(zip(rng.multinomial(n1, one, RUNS).tolist(), control, strict=True))
    same = list(zip(rng.multinomial(n1, zero, RUNS).tolist(), control, strict=True))
    compared = cache(lambda a, b: difference_of_nps(answers(*a), answers(*b)))
    found = [compared(tuple(a), tuple(b)) for a, b in apart]
    tested = [compared(tuple(a), tuple(b)) for a, b in same]
    return Figure(
        method="adjusted_wald",
        where=f"two scores of {n1} and {n0} answers",
        coverage=float(np.mean([f.low <= points <= f.high for f in found])),
        alarms=float(np.mean([f.p_value < 0.05 for f in tested])),
        region="border" if min(n1, n0) == FEW else "inside",
    )
