"""How much of a rate's movement is its segments' rates, and how much is who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.numerics import Booleans, Floats


@dataclass(frozen=True, eq=False, slots=True)
class RateMix:
    """A movement of R = Σ w·r in parts that add up to it; arrays end in one place a segment.

    Args:
        before: R of the earlier period.
        now: R of the later one.
        rate: By segment, mean weight × change of its rate.
        mix: By segment, change of its weight × (its mean rate − the mean of R): positive where the
            segment is better than the whole and grew, or worse and shrank.
        rates: Each segment's rate, earlier and later (first axis); NaN where it has no units.
        weights: Each segment's share of the units, likewise.
    """

    before: Floats
    now: Floats
    rate: Floats
    mix: Floats
    rates: Floats
    weights: Floats

    @property
    def change(self) -> Floats:
        """R of the later period minus that of the earlier one."""
        found: Floats = self.now - self.before
        return found

    @property
    def simpson(self) -> Booleans:
        """Whether every segment's rate moves one way and the total the other."""
        moves = self.rates[1] - self.rates[0]
        there = ~np.isnan(moves)
        up = np.all((moves > 0) | ~there, axis=-1) & there.any(axis=-1) & (self.change < 0)
        down = np.all((moves < 0) | ~there, axis=-1) & there.any(axis=-1) & (self.change > 0)
        found: Booleans = up | down
        return found


def rate_and_mix(
    before: tuple[Sequence[float] | Floats, Sequence[float] | Floats],
    now: tuple[Sequence[float] | Floats, Sequence[float] | Floats],
) -> RateMix:
    """A movement split into rate and mix, without a remainder.

    A segment without units in one period has no rate there: it takes the other period's, so that
    all it adds is mix.

    Args:
        before: Of the earlier period, each segment's numerator (events, value) and denominator
            (units); leading axes are allowed, such as one for draws.
        now: The same of the later period.

    Returns:
        The parts; NaN where a period has no units at all.

    Raises:
        ArgumentError: When the shapes differ.

    Reference:
        Kitagawa 1955, Components of a difference between two rates; Das Gupta 1978, A general
        method of decomposing a difference between two rates into several components.

    Example:
        >>> found = rate_and_mix(([10, 40], [100, 100]), ([30, 20], [300, 50]))
        >>> round(float(found.before), 3), round(float(found.now), 3)
        (0.25, 0.143)
        >>> found.rate.round(3).tolist(), found.mix.round(3).tolist()
        ([0.0, 0.0], [-0.034, -0.073])
    """
    tops = [np.asarray(one[0], dtype=float) for one in (before, now)]
    bottoms = [np.asarray(one[1], dtype=float) for one in (before, now)]
    if len({one.shape for one in (*tops, *bottoms)}) != 1:
        raise ArgumentError("rate_and_mix: numerators and denominators differ in shape")
    with np.errstate(divide="ignore", invalid="ignore"):
        wholes = [t.sum(axis=-1) / b.sum(axis=-1) for t, b in zip(tops, bottoms, strict=True)]
        weights = [b / b.sum(axis=-1, keepdims=True) for b in bottoms]
        rates = [
            np.where(b > 0, t / np.where(b > 0, b, 1.0), np.nan)
            for t, b in zip(tops, bottoms, strict=True)
        ]
    filled = [
        np.where(np.isnan(own), np.where(np.isnan(other), 0.0, other), own)
        for own, other in (rates, rates[::-1])
    ]
    centre = (wholes[0] + wholes[1])[..., None] / 2
    mean_rate, mean_weight = (filled[0] + filled[1]) / 2, (weights[0] + weights[1]) / 2
    there = (bottoms[0] > 0) | (bottoms[1] > 0)
    mix = np.where(there, (weights[1] - weights[0]) * (mean_rate - centre), 0.0)
    return RateMix(
        before=wholes[0],
        now=wholes[1],
        rate=mean_weight * (filled[1] - filled[0]),
        mix=mix,
        rates=np.stack(rates),
        weights=np.stack(weights),
    )


def steps_of_product(
    before: Sequence[float] | Floats, now: Sequence[float] | Floats
) -> tuple[Floats, Floats]:
    """What each factor adds to the movement of a product: a journey's step rates, end to end.

    ln P = Σ ln p, so the logarithms' changes add up; each is brought back to the product's own
    unit with the logarithmic mean of P, and they still add up.

    Args:
        before: Earlier factors, each > 0; leading axes are allowed.
        now: Later factors.

    Returns:
        Change of each factor's logarithm, and what it adds to the product; NaN where a factor is
        not above 0.

    Raises:
        ArgumentError: When the shapes differ.

    Reference:
        Ang 2004, Decomposition analysis for policymaking in energy: which is the preferred method?
        (the logarithmic mean Divisia index).

    Example:
        >>> logs, parts = steps_of_product([0.4, 0.1], [0.4, 0.05])
        >>> logs.round(3).tolist(), parts.round(3).tolist()
        ([0.0, -0.693], [0.0, -0.02])
    """
    old, new = np.asarray(before, dtype=float), np.asarray(now, dtype=float)
    if old.shape != new.shape:
        raise ArgumentError("steps_of_product: the factors differ in number")
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where((old > 0) & (new > 0), np.log(new) - np.log(old), np.nan)
    mean = log_mean(old.prod(axis=-1), new.prod(axis=-1))
    return logs, logs * mean[..., None]


def log_mean(one: Floats, other: Floats) -> Floats:
    """The logarithmic mean (b − a) / (ln b − ln a) of positive numbers.

    Args:
        one: Positive numbers.
        other: Positive numbers of the same shape.

    Returns:
        The means; the number itself where both are equal, NaN where one is not positive.

    Example:
        >>> log_mean(np.array([1.0, 2.0]), np.array([np.e, 2.0])).round(3).tolist()
        [1.718, 2.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(other) - np.log(one)
        near = np.abs(gap) < 1e-8
        # the gap's own series: the quotient of two small differences has no digits left
        mean = np.where(near, (one + other) / 2, (other - one) / np.where(near, 1.0, gap))
    found: Floats = np.where((one > 0) & (other > 0), mean, np.nan)
    return found
