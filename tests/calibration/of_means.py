"""Means, lifts and ratios: Welch, Fieller and the delta method."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from calibration.draws import (
    Values,
    blocks,
    gamma,
    lognormal,
    normal,
    pairs_of,
    samples,
    scaled,
    spending,
)
from calibration.figures import RUNS, Figure, Region
from stagelift.statistics.lift import lift
from stagelift.statistics.looks.gate import LARGEST_SKEWNESS, effect_skewness
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import difference_of_ratios, lift_of_ratios

Arms = list[tuple[Moments, Moments]]
# n of treatment, n of control, the values, their mean, in words
SITUATIONS: tuple[tuple[int, int, Values, float, str], ...] = (
    (10, 10, normal, 10.0, "normal values, 10 and 10"),
    (15, 60, gamma, 4.0, "skewness 1, 15 and 60"),
    (50, 50, gamma, 4.0, "skewness 1, 50 and 50"),
    (500, 500, lognormal, math.exp(0.5), "lognormal (skewness 6), 500 and 500"),
    (4500, 500, lognormal, math.exp(0.5), "lognormal (skewness 6), 90/10 of 5,000"),
    (1000, 1000, spending, math.exp(0.18) / 10, "one in ten buys, 1,000 and 1,000"),
    (180, 20, lognormal, math.exp(0.5), "lognormal (skewness 6), 90/10 of 200"),
)
LIFTS = (0.1, 1.5)
SKEWED = 0.1  # of the effect: above it false alarms pass 5 % by more than the simulation's error


def figures() -> tuple[Figure, ...]:
    """Means and lifts in every situation, then ratios."""
    welch, fieller = [], []
    for seed, (n1, n0, values, mean, words) in enumerate(SITUATIONS):
        rng = np.random.default_rng((20261122, seed))
        same = list(
            zip(samples(rng, RUNS, n1, values), samples(rng, RUNS, n0, values), strict=True)
        )
        region = region_of(same)
        alarms = np.mean([difference_of_means(*arms).p_value < 0.05 for arms in same])
        gap = LIFTS[0] * mean
        more = [(scaled(m1, 1 + LIFTS[0]), m0) for m1, m0 in same]
        covered = share(difference_of_means(*arms) for arms in more)(gap)
        welch.append(
            Figure(
                method="welch",
                where=words,
                coverage=float(covered),
                alarms=float(alarms),
                region=region,
            )
        )
        fieller += of_lift(same, words, region=region)
    return (*welch, *fieller, *of_ratios())


def share(found):
    """How many of these intervals contain a truth."""
    intervals = list(found)
    return lambda truth: np.mean([f.low <= truth <= f.high for f in intervals])


def region_of(arms: Arms) -> Region:
    """By the median skewness of the effect, from which on a look is not read."""
    typical = float(np.median([effect_skewness(*pair) or 0.0 for pair in arms[:500]]))
    if typical >= LARGEST_SKEWNESS:
        return "outside"
    return "border" if typical >= SKEWED else "inside"


def of_lift(same: Arms, words: str, *, region: Region) -> list[Figure]:
    """Fieller's interval at a small and at a large lift; without one, the control is near 0."""
    found = []
    for size in LIFTS:
        arms = [(scaled(m1, 1 + size), m0) for m1, m0 in same]
        read = [f for f in (lift(*pair) for pair in arms) if f.status == "ok"]
        found.append(
            Figure(
                method="fieller",
                where=f"lift {size:.0%}, {words}",
                runs=len(read),
                coverage=float(share(read)(size)),
                region=region,
            )
        )
    return found


def baskets(rng: np.random.Generator, runs: int, n: int, buyers: float) -> list[PairMoments]:
    """Revenue and orders of n customers of whom few buy, at 20 an order."""
    found = []
    for many in blocks(runs, n):
        orders = (rng.random((many, n)) < buyers) * (1.0 + rng.poisson(0.3, (many, n)))
        amounts = np.zeros_like(orders)
        bought = orders > 0
        amounts[bought] = rng.standard_gamma(2.0 * orders[bought]) * 10.0
        found += pairs_of(amounts, orders)
    return found


def of_ratios() -> Sequence[Figure]:
    """Basket values: revenue over orders."""
    found = []
    situations: tuple[tuple[int, int, float, Region, str], ...] = (
        (500, 500, 0.1, "border", "baskets of 50 and 50 buyers"),
        (1800, 200, 0.25, "border", "baskets of 450 and 50 buyers, 90/10"),
        (2000, 2000, 0.2, "inside", "baskets of 400 and 400 buyers"),
    )
    for seed, (n1, n0, buyers, region, words) in enumerate(situations):
        rng = np.random.default_rng((20261123, seed))
        arms = list(
            zip(baskets(rng, RUNS, n1, buyers), baskets(rng, RUNS, n0, buyers), strict=True)
        )
        more = [(dearer(one, 1.1), zero) for one, zero in arms]
        tested = [f for f in (difference_of_ratios(*pair) for pair in arms) if f.status == "ok"]
        read = [f for f in (difference_of_ratios(*pair) for pair in more) if f.status == "ok"]
        lifts = [f for f in (lift_of_ratios(*pair) for pair in more) if f.status == "ok"]
        alarms = float(np.mean([f.p_value < 0.05 for f in tested]))
        coverage, of_lifts = float(share(read)(2.0)), float(share(lifts)(0.1))
        of_effect = Figure(
            method="delta",
            where=words,
            runs=len(read),
            coverage=coverage,
            alarms=alarms,
            region=region,
        )
        relative = Figure(
            method="fieller",
            where=f"lift 10%, {words}",
            runs=len(lifts),
            coverage=of_lifts,
            region=region,
        )
        found += [of_effect, relative]
    return found


def dearer(pair: PairMoments, factor: float) -> PairMoments:
    """The same orders, each amount multiplied."""
    return PairMoments(
        pair.n,
        pair.mean_x * factor,
        pair.mean_y,
        pair.m2_x * factor**2,
        pair.m2_y,
        pair.m_xy * factor,
    )
