"""Designs in which each unit is compared with itself, or with its match."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.design.chance import Signal, at_last_look
from stagelift.statistics.design.search import nearest, smallest
from stagelift.statistics.numerics import special
from stagelift.statistics.quantiles import normal_critical


@dataclass(frozen=True, slots=True)
class PairedShare:
    """A share of units with an event, in two periods of the same units (McNemar).

    Args:
        discordant: Share of pairs in which the event happens once, above 0 and at most 1.

    Raises:
        ArgumentError: When the share is outside its range.

    Reference:
        Miettinen 1968, The matched pairs design in the case of all-or-none responses; Connor 1987,
        Sample size for testing differences in proportions for the paired-sample design.

    Example:
        >>> round(PairedShare(0.3).signal(0.1, 200).distance, 4)
        2.6261
    """

    discordant: float

    def __post_init__(self) -> None:
        """Refuse pairs that never differ."""
        if not 0.0 < checks.finite("discordant", self.discordant) <= 1.0:
            raise checks.refused("discordant", self.discordant, "it must be above 0 and at most 1")

    @property
    def largest(self) -> float:
        """The largest effect: all pairs that differ do so in one direction."""
        return self.discordant

    def signal(self, effect: float, pairs: float) -> Signal:
        """The distance of an effect from none.

        Args:
            effect: Share of pairs gained minus lost, > 0 and below `largest`.
            pairs: Pairs.

        Returns:
            Distance and scale: McNemar's variance takes the effect to be 0.
        """
        true = math.sqrt((self.discordant - effect * effect) / pairs)
        return Signal(effect / true, math.sqrt(self.discordant / pairs) / true, math.inf)


@dataclass(frozen=True, slots=True)
class PairedMean:
    """A mean of the difference within each pair (paired t).

    Args:
        variance: Variance of the difference, > 0; with equal variances v and correlation ρ it is
            2v(1 − ρ).

    Raises:
        ArgumentError: When the variance is not above 0 and finite.

    Reference:
        Cohen 1988, Statistical power analysis for the behavioral sciences, chapter 2.

    Example:
        >>> PairedMean(4.0).signal(1.0, 16).distance
        2.0
    """

    variance: float

    def __post_init__(self) -> None:
        """Refuse differences that do not vary."""
        checks.between("variance", self.variance, 0, math.inf)

    @property
    def largest(self) -> float:
        """No effect is too large."""
        return math.inf

    def signal(self, effect: float, pairs: float) -> Signal:
        """The distance of an effect from none.

        Args:
            effect: Mean difference, > 0.
            pairs: Pairs.

        Returns:
            Distance and degrees of freedom.
        """
        return Signal(effect / math.sqrt(self.variance / pairs), 1.0, pairs - 1.0)


Paired = PairedShare | PairedMean


def pairs_power(baseline: Paired, effect: float, pairs: int, *, level: float = 0.95) -> float:
    """The chance that a paired test finds an effect.

    Args:
        baseline: What is known of the pairs.
        effect: The effect assumed to be true, of either sign, not 0.
        pairs: Pairs, ≥ 2.
        level: Confidence level, between 0 and 1; two-sided.

    Returns:
        The chance, 0–1, to find it on its side.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Connor 1987 (shares); Cohen 1988 (means).

    Example:
        >>> round(pairs_power(PairedMean(1.0), 0.5, 34), 4)
        0.8078
    """
    critical, size = normal_critical(level), _size(baseline, effect)
    if checks.whole("pairs", pairs) < 2:
        raise checks.refused("pairs", pairs, "there must be at least two")
    return at_last_look(baseline.signal(size, pairs), critical)


def pairs_needed(
    baseline: Paired, effect: float, *, power: float = 0.8, level: float = 0.95
) -> int:
    """The fewest pairs with which a paired test finds an effect with the power wanted.

    Args:
        baseline: What is known of the pairs.
        effect: The effect assumed to be true, of either sign, not 0.
        power: Chance wanted, above (1 − level)/2 and below 1.
        level: Confidence level, between 0 and 1; two-sided.

    Returns:
        Pairs.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Connor 1987, n = (z_α√ψ + z_β√(ψ − δ²))² / δ² (shares); Cohen 1988 (means).

    Example:
        >>> pairs_needed(PairedMean(1.0), 0.5), pairs_needed(PairedShare(0.3), 0.1)
        (34, 234)
    """
    critical, size = normal_critical(level), _size(baseline, effect)
    checks.between("power", power, (1.0 - level) / 2.0, 1)
    one = baseline.signal(size, 1.0)
    guess = ((critical * one.scale + float(special.ndtri(power))) / one.distance) ** 2

    def enough(pairs: int) -> bool:
        return at_last_look(baseline.signal(size, float(pairs)), critical) >= power

    return smallest(enough, max(2, math.ceil(min(guess, 1e12))), 2)


def pairs_mde(
    baseline: Paired, pairs: int, *, power: float = 0.8, level: float = 0.95
) -> float | None:
    """The smallest effect that so many pairs show with the power wanted.

    Args:
        baseline: What is known of the pairs.
        pairs: Pairs, ≥ 2.
        power: Chance wanted, above (1 − level)/2 and below 1.
        level: Confidence level, between 0 and 1; two-sided.

    Returns:
        The size of the effect; None when even the largest one would be missed too often.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Bloom 1995, Minimum detectable effects: a simple way to report the statistical power of
        experimental designs.

    Example:
        >>> round(pairs_mde(PairedMean(1.0), 34), 4)
        0.495
    """
    critical = normal_critical(level)
    checks.between("power", power, (1.0 - level) / 2.0, 1)
    if checks.whole("pairs", pairs) < 2:
        raise checks.refused("pairs", pairs, "there must be at least two")
    limit = baseline.largest
    if not math.isinf(limit):
        # all that differ in one direction leave variance only while some pairs are alike
        limit = min(limit, math.sqrt(limit) * (1.0 - 1e-12))

    def found(effect: float) -> bool:
        return at_last_look(baseline.signal(effect, float(pairs)), critical) >= power

    return nearest(found, 0.0, limit, 1.0)


def _size(baseline: Paired, effect: float) -> float:
    """The size of an effect the pairs can have."""
    size = abs(checks.finite("effect", effect))
    if not 0.0 < size <= baseline.largest or (size == 1.0 and baseline.largest == 1.0):
        allowed = f"its size must be above 0 and at most {baseline.largest:g}"
        if size == 1.0 == baseline.largest:
            allowed = "with every pair changed alike nothing varies"
        raise checks.refused("effect", effect, allowed)
    return size
