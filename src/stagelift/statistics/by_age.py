"""The effect by how long units have been in: does it fade, grow, or come at once?

On a balanced cohort every unit is followed through all ages, so a unit's first event lies in one
age or in none, and the effects by age add up to the whole. Their trend is the mean of one score per
unit, which carries the correlation of the ages with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions


def age_scores(ages: int) -> tuple[float, ...]:
    """What an event of each age adds to the slope over ages: least-squares weights that sum to 0.

    Args:
        ages: Number of ages, ≥ 2.

    Returns:
        One weight for each age; the sum of weight × effect is the slope per age.

    Raises:
        ArgumentError: With fewer than two ages.

    Example:
        >>> age_scores(3)
        (-0.5, 0.0, 0.5)
    """
    if checks.whole("ages", ages) < 2:
        raise checks.refused("ages", ages, "a trend needs at least 2")
    centred = [2 * age - (ages - 1) for age in range(ages)]
    # Σ(age − mean)² of 0 … A−1 is A(A² − 1)/12, and the centred ages are doubled
    return tuple(6.0 * each / (ages * (ages**2 - 1)) for each in centred)


def trend_moments(counts: Sequence[int], n: int) -> Moments:
    """Moments of the units' slope scores: that of their age for those with an event, else 0.

    Args:
        counts: Units whose first event came in each age, shape (ages,), at least two ages.
        n: Units followed through all ages, at least the sum of the counts.

    Returns:
        Their moments; the mean is the slope over ages of the share with an event.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> trend_moments([5, 3, 1], 100).mean
        -0.02
    """
    scores = age_scores(len(counts))
    units = checks.whole("n", n)
    held = [checks.whole(f"counts[{age}]", count) for age, count in enumerate(counts)]
    if sum(held) > units:
        raise checks.refused("n", n, f"it must be ≥ the sum of the counts, {sum(held)}")
    if not units:
        return Moments(0, 0.0, 0.0, 0.0)
    parts = [*zip(held, scores, strict=True), (units - sum(held), 0.0)]
    mean = sum(count * score for count, score in parts) / units
    m2, m3 = (sum(count * (score - mean) ** power for count, score in parts) for power in (2, 3))
    return Moments(units, mean, m2, m3)


def effect_by_age(
    counts1: Sequence[int], n1: int, counts0: Sequence[int], n0: int, *, level: float = 0.95
) -> tuple[Inference, ...]:
    """The difference in each age of the share whose first event came in it, treatment − control.

    Args:
        counts1: Units of the treatment with their first event in each age, shape (ages,).
        n1: Units of the treatment.
        counts0: The same of the control.
        n0: Units of the control.
        level: Confidence level of each interval, 0–1.

    Returns:
        One effect for each age, by the score test; pointwise, so that one of twenty misses.

    Raises:
        ArgumentError: When the arms differ in their number of ages, or a count is not allowed.

    Reference:
        Kohavi, Tang & Xu 2020, Trustworthy online controlled experiments, chapter 23 (novelty and
        primacy read on one cohort).

    Example:
        >>> [round(each.value, 3) for each in effect_by_age([30, 10], 100, [10, 10], 100)]
        [0.2, 0.0]
    """
    if len(counts1) != len(counts0):
        allowed = f"it must be {len(counts0)}, the number in the other arm"
        raise checks.refused("ages of the treatment", len(counts1), allowed)
    return tuple(
        difference_of_proportions(one, n1, zero, n0, level=level)
        for one, zero in zip(counts1, counts0, strict=True)
    )


def effect_trend(
    counts1: Sequence[int], n1: int, counts0: Sequence[int], n0: int, *, level: float = 0.95
) -> Inference:
    """The slope of the effect over ages: below 0 it fades, above 0 it grows.

    Args:
        counts1: Units of the treatment with their first event in each age, shape (ages,).
        n1: Units of the treatment.
        counts0: The same of the control.
        n0: Units of the control.
        level: Confidence level, 0–1.

    Returns:
        Change of the effect per age in shares, with interval and p-value of Welch's test (dual).

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> found = effect_trend([30, 20, 10], 1000, [10, 10, 10], 1000)
        >>> round(found.value, 4), round(found.p_value, 4)
        (-0.01, 0.0097)
    """
    return difference_of_means(trend_moments(counts1, n1), trend_moments(counts0, n0), level=level)
