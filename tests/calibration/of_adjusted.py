"""Effects and lifts adjusted for the time before assignment."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calibration.draws import blocks, pairs_of
from calibration.figures import RUNS, Figure, Region
from stagelift.statistics.adjustment import adjusted_effect, adjusted_lift
from stagelift.statistics.pairs import PairMoments

Arm = tuple[PairMoments, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Arms, how value and covariate go together, and the effect.

    Args:
        n1: Units of the treatment arm.
        n0: Units of the control arm.
        rho: Correlation of value and covariate in the control arm.
        lift: Effect as a share of the control mean, growing with the covariate's own share.
        skewed: Whether covariate and noise are lognormal.
        words: The situation in words.
        region: Where it lies.
    """

    n1: int
    n0: int
    rho: float
    lift: float
    skewed: bool
    words: str
    region: Region = "inside"


SITUATIONS = (
    Situation(20, 20, 0.5, 0.1, False, "ρ .5, normal, 20 and 20", "border"),
    Situation(100, 100, 0.9, 0.5, False, "ρ .9, normal, 100 and 100"),
    Situation(100, 100, 0.9, 1.5, False, "ρ .9, lift 150%, normal, 100 and 100"),
    Situation(300, 300, 0.9, 1.5, True, "ρ .9, lift 150%, lognormal, 300 and 300"),
    Situation(900, 100, 0.9, 0.5, False, "ρ .9, normal, 90/10 of 1,000"),
    Situation(300, 300, 0.0, 0.1, True, "ρ 0, lognormal, 300 and 300"),
)
MEAN = 5.0  # of the control arm
SIGMA = 0.8  # of the lognormal, whose skewness is then 3.7


def figures() -> tuple[Figure, ...]:
    """The adjusted effect and its lift in every situation."""
    found: list[Figure] = []
    for seed, situation in enumerate(SITUATIONS):
        found += of_situation(np.random.default_rng((20261126, seed)), situation)
    return tuple(found)


def of_situation(rng: np.random.Generator, at: Situation) -> list[Figure]:
    """Coverage of effect and lift where units respond differently, false alarms where none does."""
    control, _ = drawn(rng, at.n0, at)
    same, moved = drawn(rng, at.n1, at)
    alarms = [
        adjusted_effect(one, zero).p_value < 0.05 for one, zero in zip(same, control, strict=True)
    ]
    effects = [adjusted_effect(one, zero) for one, zero in zip(moved, control, strict=True)]
    lifts = [adjusted_lift(one, zero) for one, zero in zip(moved, control, strict=True)]
    gap = at.lift * MEAN
    common = {"runs": RUNS, "region": at.region}
    return [
        Figure(
            method="lin",
            where=at.words,
            coverage=float(np.mean([f.low <= gap <= f.high for f in effects])),
            alarms=float(np.mean(alarms)),
            **common,
        ),
        Figure(
            method="fieller",
            where=f"adjusted lift, {at.words}",
            coverage=float(np.mean([f.low <= at.lift <= f.high for f in lifts])),
            **common,
        ),
    ]


def drawn(rng: np.random.Generator, n: int, at: Situation) -> tuple[list[Arm], list[Arm]]:
    """Samples of one arm, as they are and moved: who had more before gains more."""
    same: list[Arm] = []
    moved: list[Arm] = []
    for many in blocks(RUNS, n):
        before, noise = (standard(rng, (many, n), skewed=at.skewed) for _ in range(2))
        value = MEAN + at.rho * before + math.sqrt(1 - at.rho**2) * noise
        gained = value + at.lift * MEAN * (1.0 + 0.3 * at.rho * before)
        same += [(pair,) for pair in pairs_of(value, before)]
        moved += [(pair,) for pair in pairs_of(gained, before)]
    return same, moved


def standard(rng: np.random.Generator, size: tuple[int, int], *, skewed: bool) -> np.ndarray:
    """Values of mean 0 and variance 1."""
    z = rng.standard_normal(size)
    if not skewed:
        return z
    spread = math.exp(SIGMA**2)
    return (np.exp(SIGMA * z) - math.sqrt(spread)) / math.sqrt((spread - 1.0) * spread)
