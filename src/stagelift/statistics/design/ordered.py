"""Baselines of ordered answers: ranks, and odds that are proportional."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.design.values import Value


def of_ranks(shares: Sequence[float] = ()) -> Value:
    """The baseline of a rank test (Mann–Whitney): the effect is P(treated higher) + ½P(tie) − ½.

    Args:
        shares: Share of units at each distinct value, both arms together, summing to 1; empty for
            values without ties.

    Returns:
        The baseline, with effects from −½ to ½.

    Raises:
        ArgumentError: When shares are not between 0 and 1, do not sum to 1, or hold one value only.

    Reference:
        Noether 1987, Sample size determination for some common nonparametric tests; the ties as in
        Lehmann 1975, Nonparametrics, section 1.4.

    Example:
        >>> of_ranks().variance * 12, of_ranks((0.5, 0.5)).variance
        (1.0, 0.0625)
    """
    kind = "rank difference, Mann–Whitney"
    # se² of the statistic is (1 − Σs³)(1/n₁ + 1/n₀)/12
    return Value(variance=_untied(shares) / 12.0, kind=kind, student=False, least=-0.5, largest=0.5)


def of_odds(shares: Sequence[float] = ()) -> Value:
    """The baseline of proportional odds: the effect is the logarithm of the common odds ratio.

    Args:
        shares: Share of units at each answer, both arms together, summing to 1; empty for answers
            without ties.

    Returns:
        The baseline; two answers are the log odds ratio of a share.

    Raises:
        ArgumentError: When shares are not between 0 and 1, do not sum to 1, or hold one value only.

    Reference:
        Whitehead 1993, Sample size calculations for ordered categorical data (n per arm =
        6(z_α + z_β)² / (θ²(1 − Σs³))).

    Example:
        >>> round(of_odds((0.2, 0.5, 0.3)).variance, 4)
        3.5714
    """
    kind = "log odds ratio, proportional odds"
    return Value(variance=3.0 / _untied(shares), kind=kind, student=False)


def _untied(shares: Sequence[float]) -> float:
    """1 − Σs³, the part of the ranks' variance that ties leave."""
    for place, share in enumerate(shares):
        if not 0.0 <= checks.finite(f"shares[{place}]", share) <= 1.0:
            raise checks.refused(f"shares[{place}]", share, "it must lie between 0 and 1")
    if shares and abs(math.fsum(shares) - 1.0) > 1e-9:
        raise checks.refused("shares", tuple(shares), "they must sum to 1")
    left = 1.0 - math.fsum(share**3 for share in shares)
    if left <= 1e-12:
        raise checks.refused("shares", tuple(shares), "one value alone cannot be ranked")
    return left
