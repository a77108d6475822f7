"""Means of respondents who stand for unequally many: post-stratification with trimmed weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.quantiles import t_critical

if TYPE_CHECKING:
    from collections.abc import Sequence

CAP = 5.0  # weights above this multiple of the median respondent's are cut to it
SUM_TO_ONE = 1e-9  # what rounding may leave between the sum of the shares and one
METHOD = "post_stratified"
NOBODY = Moments(0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMean:
    """A weighted mean beside the unweighted one, and what the weights cost.

    Args:
        weighted: The mean with weights.
        unweighted: The mean of the same values, each counting once.
        effective_n: Kish's number of equally weighted values; None without values.
        weights: The weight of one value of each stratum after cutting, 1 on average over values.
        cut: Places of the strata whose weight was cut.
        collapsed: Strata that were joined because one had a single value or none, by place.
    """

    weighted: Inference
    unweighted: Inference
    effective_n: float | None
    weights: tuple[float, ...] = ()
    cut: tuple[int, ...] = ()
    collapsed: tuple[tuple[int, ...], ...] = ()


def post_stratified(
    strata: Sequence[Moments], shares: Sequence[float], *, level: float = 0.95, cap: float = CAP
) -> WeightedMean:
    """The mean of a population whose strata answered unequally often.

    Each stratum's mean counts with the stratum's share of the population, and its variance with the
    square. A stratum with fewer than two values has no variance and is joined to the next one in
    the order given (the last to the one before), so neighbours should be alike. A weight above five
    times the median is cut to it and the shares are made to sum to one again: a few voices should
    not decide, at the price of some bias.

    Args:
        strata: Moments of the values by stratum, in an order in which neighbours are alike.
        shares: Share of the population in each stratum, > 0, summing to one.
        level: Confidence level, between 0 and 1.
        cap: Weights above this multiple of the median are cut, > 1; infinite cuts none.

    Returns:
        Weighted and unweighted mean with t intervals, effective number, and what was cut and
        joined; `low_n` with fewer than two values in all, `degenerate` when no value varies within
        a stratum, `no_data` without values.

    Raises:
        ArgumentError: When an argument is not allowed, or the shares do not sum to one.

    Reference:
        Cochran 1977, Sampling techniques, section 5A.9 (post-stratification) and formula 5.16 (the
        effective degrees of freedom); Kish 1965, Survey sampling; Potter 1990, A study of
        procedures to identify and trim extreme sampling weights.

    Example:
        >>> young, old = Moments.from_counts(10, 8), Moments.from_counts(40, 16)
        >>> found = post_stratified([young, old], [0.5, 0.5])
        >>> round(found.weighted.value, 6), found.unweighted.value, found.effective_n
        (0.6, 0.48, 32.0)
    """
    checks.between("level", level, 0, 1)
    own = checked_shares(shares, len(strata))
    if cap != math.inf:
        checks.between("cap", cap, 1, math.inf)
    whole = sum(strata, NOBODY)
    plain = mean(whole, level=level)
    if whole.n < 2:
        alone = replace(plain, method=METHOD)
        return WeightedMean(weighted=alone, unweighted=plain, effective_n=None)
    places = joined([stratum.n for stratum in strata])
    cells = [sum((strata[i] for i in group), NOBODY) for group in places]
    weights = [
        math.fsum(own[i] for i in group) / cell.n for group, cell in zip(places, cells, strict=True)
    ]
    most = cap * median_weight([cell.n for cell in cells], weights)
    used = [min(weight, most) for weight in weights]
    total = math.fsum(w * cell.n for w, cell in zip(used, cells, strict=True))
    parts = [w * cell.n / total for w, cell in zip(used, cells, strict=True)]
    return WeightedMean(
        weighted=sum_of_strata(cells, parts, level),
        unweighted=plain,
        effective_n=1.0 / math.fsum(p * p / cell.n for p, cell in zip(parts, cells, strict=True)),
        weights=tuple(whole.n * p / cell.n for p, cell in zip(parts, cells, strict=True)),
        cut=tuple(i for i, w in enumerate(weights) if w > most),
        collapsed=tuple(group for group in places if len(group) > 1),
    )


def checked_shares(shares: Sequence[float], strata: int) -> list[float]:
    """The population's shares of strata, checked.

    Args:
        shares: One share a stratum, > 0.
        strata: How many strata there are.

    Returns:
        The shares as floats.

    Raises:
        ArgumentError: When they are not one a stratum, not above 0, or do not sum to one.

    Example:
        >>> checked_shares((0.25, 0.75), 2)
        [0.25, 0.75]
    """
    if len(shares) != strata or not strata:
        raise checks.refused("shares", tuple(shares), f"one per stratum, {strata}, at least 1")
    own = [checks.between(f"shares[{i}]", share, 0, math.inf) for i, share in enumerate(shares)]
    if abs(math.fsum(own) - 1.0) > SUM_TO_ONE:
        raise checks.refused("shares", tuple(shares), "they must sum to 1")
    return own


def joined(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Places of the strata that are read together, each group with at least two values.

    Args:
        sizes: Values by stratum, two or more in all.

    Returns:
        Groups of neighbouring places, in order.

    Example:
        >>> joined([1, 4, 0, 7, 1])
        [(0, 1), (2, 3, 4)]
    """
    groups: list[tuple[int, ...]] = []
    waiting: tuple[int, ...] = ()
    values = 0
    for place, n in enumerate(sizes):
        waiting, values = (*waiting, place), values + n
        if values > 1:
            groups.append(waiting)
            waiting, values = (), 0
    if waiting:
        groups[-1] += waiting
    return groups


def median_weight(sizes: Sequence[int], weights: Sequence[float]) -> float:
    """The median weight of a value, the lower one of two.

    Args:
        sizes: Values by stratum.
        weights: Weight of one value of each.

    Returns:
        The median over values.

    Example:
        >>> median_weight([2, 9], [7.0, 1.0])
        1.0
    """
    left = sum(sizes) / 2.0
    median = 0.0
    for weight, n in sorted(zip(weights, sizes, strict=True)):
        if left > 0.0:
            median = weight
        left -= n
    return median


def sum_of_strata(
    cells: Sequence[Moments], shares: Sequence[float], level: float, *, values: str = "value"
) -> Inference:
    """The weighted sum of the strata's means with the t interval of its variance.

    Args:
        cells: Moments by stratum, each of two values or more.
        shares: The population's share of each.
        level: Confidence level, between 0 and 1.
        values: What one value is called in the note where none varies.

    Returns:
        The mean; `degenerate` when no value varies within a stratum.

    Reference:
        Cochran 1977, Sampling techniques, section 5A.9 and formula 5.16.

    Example:
        >>> young, old = Moments.from_counts(10, 8), Moments.from_counts(40, 16)
        >>> round(sum_of_strata([young, old], [0.5, 0.5], 0.95).se, 4)
        0.0773
    """
    value = math.fsum(w * m.mean for w, m in zip(shares, cells, strict=True))
    parts = [w * w * m.m2 / (m.n - 1) / m.n for w, m in zip(shares, cells, strict=True)]
    variance = math.fsum(parts)
    if variance == 0.0:
        note = f"no {values} varies within a stratum"
        return Inference(
            value=value, se=0.0, level=level, method=METHOD, status="degenerate", note=note
        )
    each = ((part / variance) ** 2 / (m.n - 1) for part, m in zip(parts, cells, strict=True))
    se = math.sqrt(variance)
    half = t_critical(level, 1.0 / math.fsum(each)) * se
    return Inference(
        value=value, se=se, low=value - half, high=value + half, level=level, method=METHOD
    )
