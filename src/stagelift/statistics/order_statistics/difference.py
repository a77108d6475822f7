"""Differences and ratios of two quantiles, and of two medians from a standard error."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np, special
from stagelift.statistics.order_statistics.quantile import binomial_below, share_error
from stagelift.statistics.order_statistics.ranks import Deviations, deviance, limits
from stagelift.statistics.order_statistics.values import ROUNDING, ValueCounts
from stagelift.statistics.quantiles import normal_critical, normal_p

if TYPE_CHECKING:
    from stagelift.statistics.pairs import PairMoments

METHOD = "order_statistics"
FEWEST = 5.0  # units expected on the smaller side of the quantile, for ranks to be near normal


def difference_of_quantiles(
    table1: ValueCounts,
    table0: ValueCounts,
    p: float = 0.5,
    *,
    level: float = 0.95,
    clusters: tuple[PairMoments, PairMoments] | None = None,
) -> Inference:
    """The difference of two quantiles, treatment minus control, by inversion of a rank test.

    Under a difference δ the share of each arm below its quantile, at x and x + δ, is p with the
    known variance p(1 − p)/n; the test takes the x that agrees best with both, and refers the sum
    of the two squared deviations to χ² with one degree of freedom. It errs on the safe side in
    small arms and with ties: simulated 95 % intervals of medians cover 97–98 % at 20 units an arm,
    96–97 % at 50 and 95–96 % at 100, of 90 % quantiles 97 % at 60 and 96 % at 800.

    Args:
        table1: Values of the treatment arm and how many units have each.
        table0: The same of the control arm.
        p: Share below the quantile, between 0 and 1; the median by default.
        level: Confidence level, between 0 and 1.
        clusters: When values come in clusters, for each arm per cluster the values at or below its
            sample quantile (x) and all values (y); their delta-method variance replaces p(1 − p)/n.

    Returns:
        The effect in the values' unit with interval and p-value of one statistic (dual). A limit
        that the ranks do not bound is null, with a note. Null with `no_data` when an arm is empty;
        `low_n` without an interval when fewer than 5 units of an arm are expected on one side.

    Raises:
        ArgumentError: When p or the level is not allowed, or clusters do not add up to a table.

    Reference:
        Woodruff 1952, Confidence intervals for medians and other position measures (one quantile by
        inversion of its share); Deng, Knoblich & Lu 2018, Applying the delta method in metric
        analytics (the variance with clusters). The common x is profiled out as in a likelihood.

    Example:
        >>> treated = ValueCounts(range(10, 110), [1] * 100)
        >>> control = ValueCounts(range(0, 100), [1] * 100)
        >>> found = difference_of_quantiles(treated, control)
        >>> found.value, round(found.low, 3), round(found.high, 3), round(found.p_value, 3)
        (10.0, -3.859, 23.859, 0.157)
    """
    p, critical = checks.between("p", p, 0, 1), normal_critical(level)
    blank = Inference(level=level, method=METHOD if clusters is None else "clustered")
    value1, value0 = table1.quantile(p), table0.quantile(p)
    if value1 is None or value0 is None:
        return replace(blank, status="no_data", note=_empty(value1, value0))
    found = replace(blank, value=value1 - value0)
    fewest = min(table1.n, table0.n) * min(p, 1.0 - p)
    if fewest < FEWEST - ROUNDING:
        note = f"{fewest:.3g} units expected beyond the quantile in the smaller arm, fewer than 5"
        return replace(found, status="low_n", note=note)
    errors = [math.sqrt(p * (1.0 - p) / table.n) for table in (table1, table0)]
    for place, arm in enumerate(clusters or ()):
        error = share_error((table1, table0)[place], arm, p)
        if error.se is None or error.status != "ok":
            return replace(found, status=error.status, note=f"{_arm(place)}: {error.note}")
        errors[place] = error.se
    arms = Deviations.of(table1, p, errors[0]), Deviations.of(table0, p, errors[1])
    return _inverted(found, arms, critical)


def ratio_of_quantiles(
    table1: ValueCounts, table0: ValueCounts, p: float = 0.5, *, level: float = 0.95
) -> Inference:
    """The ratio of two quantiles of positive values, treatment over control.

    Quantiles go with any increasing function, so it is the difference of those of the logarithms.

    Args:
        table1: Values of the treatment arm, all > 0.
        table0: The same of the control arm.
        p: Share below the quantile, between 0 and 1; the median by default.
        level: Confidence level, between 0 and 1.

    Returns:
        The ratio (1 is equal) with interval and p-value of one statistic (dual); otherwise as
        `difference_of_quantiles`.

    Raises:
        ArgumentError: When p or the level is not allowed, or a value is not > 0.

    Reference:
        Woodruff 1952, Confidence intervals for medians and other position measures.

    Example:
        >>> control = ValueCounts(range(1, 101), [1] * 100)
        >>> treated = ValueCounts(range(2, 202, 2), [1] * 100)
        >>> found = ratio_of_quantiles(treated, control)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (2.0, 1.513, 2.643)
    """
    for name, table in (("table1", table1), ("table0", table0)):
        if table.n and table.values[0] <= 0.0:
            smallest = float(table.values[0])
            raise checks.refused(f"smallest value of {name}", smallest, "it must be > 0")
    logs = [ValueCounts(np.log(table.values), table.counts) for table in (table1, table0)]
    found = difference_of_quantiles(logs[0], logs[1], p, level=level)
    value1, value0 = table1.quantile(p), table0.quantile(p)
    if value1 is None or value0 is None:
        return found
    low, high = (None if end is None else math.exp(end) for end in (found.low, found.high))
    return replace(found, value=value1 / value0, low=low, high=high)


def median_error(table: ValueCounts) -> float | None:
    """The standard error of a sample median from two order statistics about it.

    Args:
        table: Values and how many units have each.

    Returns:
        The distance of the ranks c and n − c + 1, with c the whole number nearest (n + 1)/2 − √n,
        in twice the normal quantile of their exact coverage; None below 2 units.

    Reference:
        Price & Bonett 2001, Estimating the variance of the sample median; McKean & Schrader 1984, A
        comparison of methods for studentizing the sample median (of which it is a refinement).

    Example:
        >>> round(median_error(ValueCounts(range(1, 101), [1] * 100)), 3)
        4.986
    """
    n = table.n
    if n < 2:
        return None
    rank = max(round((n + 1) / 2.0 - math.sqrt(n)), 1)
    critical = -float(special.ndtri(binomial_below(rank, n, 0.5)))
    return (table.ranked(n - rank + 1) - table.ranked(rank)) / (2.0 * critical)


def difference_of_medians(
    table1: ValueCounts, table0: ValueCounts, *, level: float = 0.95
) -> Inference:
    """The difference of two medians from their standard errors, treatment minus control.

    It is quick and near normal for continuous values; with many ties its standard errors are those
    of the ties, and `difference_of_quantiles` is asked.

    Args:
        table1: Values of the treatment arm and how many units have each.
        table0: The same of the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect with interval and p-value of one normal statistic (dual); null with `no_data` or
        `low_n` when an arm has fewer than 2 units, and `degenerate` without an interval where the
        ranks about both medians are ties.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Price & Bonett 2002, Distribution-free confidence intervals for difference and ratio of
        medians.

    Example:
        >>> treated = ValueCounts(range(10, 110), [1] * 100)
        >>> control = ValueCounts(range(0, 100), [1] * 100)
        >>> found = difference_of_medians(treated, control)
        >>> found.value, round(found.se, 3), round(found.low, 3), round(found.high, 3)
        (10.0, 7.051, -3.819, 23.819)
    """
    critical, blank = normal_critical(level), Inference(level=level, method="price_bonett")
    value1, value0 = table1.quantile(0.5), table0.quantile(0.5)
    if value1 is None or value0 is None:
        return replace(blank, status="no_data", note=_empty(value1, value0))
    found = replace(blank, value=value1 - value0)
    error1, error0 = median_error(table1), median_error(table0)
    if error1 is None or error0 is None:
        return replace(found, status="low_n", note="an arm with one unit has no spread")
    se = math.hypot(error1, error0)
    if se == 0.0:
        note = "the values about both medians are tied"
        return replace(found, se=0.0, status="degenerate", note=note)
    gap = value1 - value0
    return replace(
        found,
        se=se,
        low=gap - critical * se,
        high=gap + critical * se,
        p_value=normal_p(gap / se),
        dual=True,
    )


def bounded(found: Inference, low: float, high: float) -> Inference:
    """An inference with its limits, infinite ones null and named.

    Args:
        found: The inference without limits.
        low: Lower limit, possibly −∞.
        high: Upper limit, possibly ∞.

    Returns:
        The inference with limits and a note.

    Example:
        >>> bounded(Inference(method="x"), -1.0, math.inf).note
        'the ranks do not bound it: no upper limit'
    """
    ends = [end if math.isfinite(end) else None for end in (low, high)]
    missing = [name for name, end in zip(("lower", "upper"), ends, strict=True) if end is None]
    note = f"the ranks do not bound it: no {' and '.join(missing)} limit" if missing else ""
    return replace(found, low=ends[0], high=ends[1], note=note)


def _inverted(found: Inference, arms: tuple[Deviations, Deviations], critical: float) -> Inference:
    """The interval and the p-value of a difference from one test of its ranks."""
    gap = 0.0 if found.value is None else found.value
    # the estimate need not be where the ranks agree best: what both differ in is allowed to all
    best = deviance(*arms, gap)
    p_value = normal_p(math.sqrt(max(deviance(*arms, 0.0) - best, 0.0)))
    low, high = limits(*arms, gap, best + critical**2)
    return bounded(replace(found, p_value=p_value, dual=True), low, high)


def _arm(place: int) -> str:
    return "control" if place else "treatment"


def _empty(value1: float | None, value0: float | None) -> str:
    if value1 is None and value0 is None:
        return "no units in either arm"
    return f"no units in {_arm(int(value0 is None))}"
