"""One arm over several splits: the mean of its epochs, each weighing as it does among all units."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.moments import Moments

TOLERANCE = 1e-9


def weighed(parts: Sequence[Moments], weights: Sequence[float]) -> Moments:
    """Moments whose mean is the weighed mean of the parts, and whose errors are that mean's.

    A new split gives an arm more units of some weeks than of others. Pooled, the weeks' differences
    would be taken for the variant's; weighed alike in every arm, they cancel. Mean, standard error
    and skewness of the mean are those of Σ w·mean, the weights being given.

    Args:
        parts: Moments of the arm in each epoch, of at least two units each.
        weights: Share of each epoch among the units of all arms, summing to 1.

    Returns:
        Moments with as many units as tell the variance as well as the parts do (Satterthwaite): few
        where a small part carries most of it, never more than the parts have together.

    Raises:
        ArgumentError: When there are not as many weights as parts, they do not sum to 1, or a part
            has fewer than two units.

    Reference:
        Holt & Smith 1979, Post stratification (given shares); Kohavi, Tang & Xu 2020, Trustworthy
        Online Controlled Experiments, ch. 15 (ramping and Simpson's paradox); Satterthwaite 1946,
        An approximate distribution of estimates of variance components.

    Example:
        >>> one, other = Moments.from_counts(100, 10), Moments.from_counts(400, 80)
        >>> found = weighed((one, other), (0.5, 0.5))
        >>> found.n, round(found.mean, 3), round(found.se, 5)
        (197, 0.15, 0.0181)
    """
    if len(parts) != len(weights) or not parts:
        raise checks.refused("weights", tuple(weights), f"{len(parts)} are needed, one a part")
    if abs(sum(weights) - 1.0) > TOLERANCE:
        raise checks.refused("weights", tuple(weights), "they must sum to 1")
    if min(part.n for part in parts) < 2:
        raise checks.refused("parts", tuple(part.n for part in parts), "each needs two units")
    if len(parts) == 1:
        return parts[0]
    pairs = list(zip(weights, parts, strict=True))
    mean = math.fsum(w * part.mean for w, part in pairs)
    variances = [w * w * part.m2 / (part.n - 1) / part.n for w, part in pairs]
    variance, n = math.fsum(variances), sum(part.n for part in parts)
    if variance:
        each = zip(variances, parts, strict=True)
        df = 1.0 / math.fsum((v / variance) ** 2 / (part.n - 1) for v, part in each)
        n = min(n, 1 + math.floor(df + TOLERANCE))
    third = math.fsum(w**3 * part.m3 / part.n**3 for w, part in pairs)
    # so that the variance of the mean is m2/(n − 1)/n, and its third cumulant m3/n³
    return Moments(n, mean, variance * (n - 1) * n, third * n**3)
