"""Several comparisons, guardrails and the split: the error rates of whole families."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from calibration.draws import gamma, normal, samples, scaled
from calibration.figures import RUNS, Figure, Region
from stagelift.statistics.margins import margin_state
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.several import holm
from stagelift.statistics.several.many_to_one import any_beyond
from stagelift.statistics.srm import sample_ratio

LOOKS = 28
SPLITS = (
    ((Fraction(1, 2), Fraction(1, 2)), 400, "halves"),
    ((Fraction(9, 10), Fraction(1, 10)), 400, "90/10"),
    ((Fraction(1, 3),) * 3, 600, "thirds"),
)
SPLIT_LEVEL = 0.001


def figures() -> tuple[Figure, ...]:
    """Holm, Dunnett, non-inferiority, the split."""
    return (*of_holm(), *of_dunnett(), *of_margins(), *of_splits())


def of_holm() -> list[Figure]:
    """Any false alarm among five metrics: all null, or two of them moved."""
    rng = np.random.default_rng(20261130)
    own, shared = rng.standard_normal((RUNS, 5)), rng.standard_normal((RUNS, 1))
    z = math.sqrt(0.5) * (own + shared)
    found = []
    for moved in (0, 2):
        shifted = z + np.where(np.arange(5) < moved, 3.0, 0.0)
        p = 2 * upper(np.abs(shifted))
        wrong = [min(holm(row)[moved:]) < 0.05 for row in p.tolist()]
        words = f"five metrics, ρ .5, {moved} of them moved"
        found.append(
            Figure(method="holm", where=words, alarms=float(np.mean(wrong)), conservative=True)
        )
    return found


def upper(z: np.ndarray) -> np.ndarray:
    from scipy import special

    return special.ndtr(-z)


def of_dunnett() -> list[Figure]:
    """Any false alarm of three variants against one control; by duality, any interval that misses.

    The p-value of a family lies between its smallest p and three times it, so that only what lies
    on both sides of the level there needs the integral.
    """
    found = []
    situations: tuple[tuple[int, tuple[int, ...], tuple[float, ...], Region, str], ...] = (
        (20, (20, 20, 20), (1.0, 1.0, 1.0), "inside", "20 each, equal variances"),
        (60, (20, 30, 40), (2.0, 1.0, 0.5), "border", "60 and 20, 30, 40, unequal variances"),
        (500, (500, 500, 500), (1.0, 1.5, 1.0), "inside", "500 each"),
    )
    for seed, (n0, sizes, spreads, region, words) in enumerate(situations):
        rng = np.random.default_rng((20261201, seed))
        control = samples(rng, RUNS, n0, normal)
        arms = [
            [centred(m, spread) for m in samples(rng, RUNS, n, normal)]
            for n, spread in zip(sizes, spreads, strict=True)
        ]
        wrong = [family_p(trio, zero) < 0.05 for *trio, zero in zip(*arms, control, strict=True)]
        rate = float(np.mean(wrong))
        figure = Figure(
            method="dunnett",
            where=f"three variants, {words}",
            coverage=1 - rate,
            alarms=rate,
            region=region,
        )
        found.append(figure)
    return found


def centred(m: Moments, spread: float) -> Moments:
    """Values with the same mean of 10 and another spread."""
    return Moments(m.n, 10.0 + (m.mean - 10.0) * spread, m.m2 * spread**2, 0.0)


def family_p(treatments: list[Moments], control: Moments) -> float:
    """The smallest adjusted p-value of a family, or a bound that is on the same side of .05."""
    results = [difference_of_means(one, control) for one in treatments]
    best = min(range(len(results)), key=lambda i: results[i].p_value)
    alone = results[best].p_value
    if alone >= 0.05 or len(results) * alone < 0.05:
        return alone if alone >= 0.05 else len(results) * alone
    df = welch_df(treatments[best], control)
    loadings = [min(control.se / one.se, 1.0) for one in results]
    return any_beyond(abs(results[best].value / results[best].se), loadings, df=df)


def of_margins() -> list[Figure]:
    """A guardrail at its margin: how often it is cleared though it should not be (one-sided)."""
    margin, rate, n = 0.02, 0.2, 2000
    rng = np.random.default_rng(20261202)
    worse, control = rng.binomial(n, rate - margin, RUNS), rng.binomial(n, rate, RUNS)
    effects = (
        difference_of_proportions(int(a), n, int(b), n) for a, b in zip(worse, control, strict=True)
    )
    cleared = [margin_state(e, margin=margin, better="up").state == "cleared" for e in effects]
    one = Figure(
        method="margin",
        where="a share 2 pp worse, margin 2 pp, 2,000 and 2,000",
        alarms=float(np.mean(cleared)),
        level=0.025,
    )
    zero = samples(rng, RUNS, 60, gamma)
    lower = [scaled(m, 0.9) for m in samples(rng, RUNS, 60, gamma)]
    effects = (difference_of_means(a, b) for a, b in zip(lower, zero, strict=True))
    cleared = [margin_state(e, margin=0.4, better="up").state == "cleared" for e in effects]
    two = Figure(
        method="margin",
        where="a mean 10% worse, margin 10%, skewness 1, 60 and 60",
        alarms=float(np.mean(cleared)),
        level=0.025,
    )
    return [one, two]


def of_splits() -> list[Figure]:
    """Sizes of the arms looked at on 28 days."""
    found = []
    for seed, (shares, per_day, words) in enumerate(SPLITS):
        rng = np.random.default_rng((20261203, seed))
        sizes = rng.multinomial(per_day, [float(s) for s in shares], (RUNS, LOOKS)).cumsum(axis=1)
        planned = np.array([float(s) for s in shares]) * sizes.sum(axis=2, keepdims=True)
        chi2 = ((sizes - planned) ** 2 / planned).sum(axis=2)
        # below a χ² of 9 there is no alarm by far, so that only the others are asked
        near = np.argwhere(chi2 > 9.0)
        alarmed = {
            int(run)
            for run, look in near.tolist()
            if sample_ratio(sizes[run, look].tolist(), shares).blocks(SPLIT_LEVEL)
        }
        figure = Figure(
            method="sequential_srm",
            where=f"28 daily looks at {words}, {per_day} a day",
            alarms=len(alarmed) / RUNS,
            level=SPLIT_LEVEL,
            conservative=True,
        )
        found.append(figure)
    return found
