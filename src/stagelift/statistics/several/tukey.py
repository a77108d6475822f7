"""Every pair of arms compared: Tukey–Kramer with one variance, Games–Howell with several."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import t_inference
from stagelift.statistics.several.dunnett import Variances, compared, pooled_variance
from stagelift.statistics.several.simultaneous import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.moments import Moments


@dataclass(frozen=True, slots=True)
class PairOfArms:
    """The difference of two of several arms.

    Args:
        arm: Place of the arm whose mean is compared, from 0.
        against: Place of the arm it is compared with, an earlier one.
        effect: The difference `arm` minus `against`, with simultaneous interval and adjusted p.
    """

    arm: int
    against: int
    effect: Inference


def tukey(
    arms: Sequence[Moments], *, level: float = 0.95, variances: Variances = "unequal"
) -> tuple[PairOfArms, ...]:
    """The differences of all pairs of arms, with intervals that hold together.

    Args:
        arms: Moments of each arm, at least two.
        level: Joint confidence level, between 0 and 1.
        variances: `unequal` (Games and Howell) or `equal` (Tukey and Kramer).

    Returns:
        One result per pair, later arm minus earlier; p-value and interval from the studentized
        range, dual. An arm without data or spread gives no interval in its pairs, says why, and
        does not count among the arms; two arms are Welch's (or Student's) comparison itself.

    Raises:
        ArgumentError: When an argument is not allowed, or there is one arm.

    Reference:
        Tukey 1953, The problem of multiple comparisons; Kramer 1956, Extension of multiple range
        tests to group means with unequal numbers of replications; Games & Howell 1976, Pairwise
        multiple comparison procedures with unequal n's and/or variances.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> arms = [Moments(10, mean, 9.0, 0.0) for mean in (0.0, 1.0, 1.5)]
        >>> [(one.arm, one.against, round(one.effect.p_value, 4)) for one in
        ...  tukey(arms, variances="equal")]
        [(1, 0, 0.0831), (2, 0, 0.0065), (2, 1, 0.5115)]
    """
    checks.between("level", level, 0, 1)
    checks.one_of("variances", variances, get_args(Variances))
    if len(arms) < 2:
        raise checks.refused("arms", len(arms), "there must be at least two")
    pooled = pooled_variance(arms) if variances == "equal" else None
    method = "tukey_kramer" if variances == "equal" else "games_howell"
    pairs = list(combinations(range(len(arms)), 2))
    found = [compared(arms[j], arms[i], pooled, level=level, method=method) for i, j in pairs]
    counted = {
        place
        for pair, one in zip(pairs, found, strict=True)
        if isinstance(one, Comparison)
        for place in pair
    }
    return tuple(
        PairOfArms(
            j, i, _ranged(one, len(counted), level, method) if isinstance(one, Comparison) else one
        )
        for (i, j), one in zip(pairs, found, strict=True)
    )


def _ranged(one: Comparison, arms: int, level: float, method: str) -> Inference:
    """One difference read against the studentized range of all arms."""
    if arms == 2:
        return t_inference(one.value, one.se, one.df, level=level, method=method)
    from scipy.stats import studentized_range

    # the range is in units of one mean's standard error, the difference has √2 of them
    q = abs(one.statistic) * math.sqrt(2.0)
    half = float(studentized_range.ppf(level, arms, one.df)) / math.sqrt(2.0) * one.se
    alone = one.p_value()
    # the library's tail is one minus an integral: below 1e-10 it is noise, even negative, so it is
    # held between the p-value of one pair and Bonferroni's of all
    tail = float(studentized_range.sf(q, arms, one.df))
    p = min(1.0, arms * (arms - 1) / 2.0 * alone, max(alone, tail))
    return Inference(
        value=one.value,
        se=one.se,
        low=one.value - half,
        high=one.value + half,
        level=level,
        method=method,
        p_value=p,
        dual=True,
    )
