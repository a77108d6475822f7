"""Mean time up to a horizon: one group, the difference and the ratio of two."""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.survival.curve import beyond, known_until
from stagelift.statistics.survival.product_limit import greenwood_terms, product_limit
from stagelift.statistics.survival.table import EventTable

METHOD = "restricted_mean"


def restricted_mean(table: EventTable, horizon: float, *, level: float = 0.95) -> Inference:
    """The mean time in the stage up to a horizon: the area under Kaplan–Meier.

    When nothing is censored before the horizon it is the mean of min(T, τ) over all spells, and its
    squared standard error is their variance with divisor n over n.

    Args:
        table: Grouped counts of exits, censoring and late entries; all assigned units, those that
            never leave censored, not only those that did.
        horizon: τ, in the unit of the table's times, > 0, fixed in advance.
        level: Confidence level, between 0 and 1.

    Returns:
        A time between 0 and τ with normal limits kept inside these bounds. Null with
        `not_identifiable` when observation ends before τ, as the curve is never extended; without
        an interval (`degenerate`) when no time below τ varies.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Klein & Moeschberger 2003, Survival analysis, section 4.5 (the area and its variance);
        Royston & Parmar 2013, Restricted mean survival time.

    Example:
        >>> found = restricted_mean(EventTable([1, 2, 4], [1, 1, 0], censored=[0, 0, 2]), 4)
        >>> found.value, round(found.se, 4)
        (2.75, 0.6495)
    """
    z = normal_critical(level)
    tau = checks.between("horizon", horizon, 0, math.inf)
    found = Inference(level=level, method=METHOD)
    until, status, note = known_until(table)
    if tau > until:
        status, note = beyond(tau, until, status, note)
        return replace(found, status=status, note=note)
    widths, heights, terms = _steps(table, tau)
    area = widths * heights
    # what is left of the area after each time, the first entry being the whole
    after = area[::-1].cumsum()[::-1]
    # as shares of the horizon, whose squares fit a double in any unit
    variance = float(((after[1:] / tau) ** 2 * terms).sum())
    value = float(after[0])
    if variance == 0.0:
        note = f"no time up to {tau:g} varies"
        return replace(found, value=value, se=0.0, status="degenerate", note=note)
    se = math.sqrt(variance) * tau
    low, high = max(value - z * se, 0.0), min(value + z * se, tau)
    return replace(found, value=value, se=se, low=low, high=high)


def restricted_moments(table: EventTable, horizon: float) -> Moments:
    """Moments of min(T, τ) over all spells, when each is followed to the horizon.

    So the mean time becomes a metric like any other: Welch's test, adjustment and looks apply.

    Args:
        table: Grouped counts without late entry and without censoring before τ.
        horizon: τ, in the unit of the table's times, > 0.

    Returns:
        Their moments; the mean is that of `restricted_mean`.

    Raises:
        ArgumentError: When spells are censored before τ or entered late, or τ is not > 0.

    Example:
        >>> restricted_moments(EventTable([1, 2, 4], [1, 1, 0], censored=[0, 0, 2]), 4)
        Moments(n=4, mean=2.75, m2=6.75, m3=-1.875)
    """
    tau = checks.between("horizon", horizon, 0, math.inf)
    censored = int(table.censored[table.times < tau].sum())
    if censored:
        allowed = f"it must be 0 for a mean over all; restricted_mean allows it (horizon {tau:g})"
        raise checks.refused("censored before the horizon", censored, allowed)
    if table.started < table.n:
        late = table.n - table.started
        raise checks.refused("entered late", late, "it must be 0; restricted_mean allows it")
    if not table.n:
        return Moments(0, 0.0, 0.0, 0.0)
    values, weights = np.minimum(table.times, tau), table.exits + table.censored
    mean = float((values * weights).sum()) / table.n
    apart = values - mean
    m2, m3 = (float((weights * apart**power).sum()) for power in (2, 3))
    return Moments(table.n, mean, m2, m3)


def difference_of_restricted_means(
    table1: EventTable, table0: EventTable, horizon: float, *, level: float = 0.95
) -> Inference:
    """The difference of two mean times up to one horizon, treatment minus control.

    It needs no proportional rates and holds when the curves cross. Its normal limits are narrow in
    small arms: simulated with censored spells, 95 % intervals cover 92 % with 10 units an arm, 93 %
    with 20, 94 % with 50 and 95 % from 100 on. Where all are followed to τ, `restricted_moments`
    has Welch's test.

    Args:
        table1: Grouped counts of the treatment arm, all assigned units.
        table0: The same of the control arm.
        horizon: τ, in the unit of the tables' times, > 0, fixed in advance.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in that unit with interval and p-value of one normal statistic (dual). Null as
        `restricted_mean`, the arm named; `degenerate` when no time varies in either arm.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Royston & Parmar 2013, Restricted mean survival time: an alternative to the hazard ratio
        for the design and analysis of randomized trials with a time-to-event outcome.

    Example:
        >>> slow = EventTable([5, 20, 30], [4, 6, 0], censored=[0, 0, 10])
        >>> fast = EventTable([5, 20, 30], [12, 4, 0], censored=[0, 0, 4])
        >>> found = difference_of_restricted_means(fast, slow, 30)
        >>> found.value, round(found.low, 3), round(found.high, 3), round(found.p_value, 4)
        (-9.0, -15.151, -2.849, 0.0041)
    """
    arms = restricted_mean(table1, horizon, level=level), restricted_mean(table0, horizon)
    problem = _problem(*arms, level)
    if problem:
        return problem
    gap = _number(arms[0].value) - _number(arms[1].value)
    se = math.hypot(_number(arms[0].se), _number(arms[1].se))
    return _normal(gap, se, level)


def ratio_of_restricted_means(
    table1: EventTable, table0: EventTable, horizon: float, *, level: float = 0.95
) -> Inference:
    """The ratio of two mean times up to one horizon, treatment over control.

    Args:
        table1: Grouped counts of the treatment arm, all assigned units.
        table0: The same of the control arm.
        horizon: τ, in the unit of the tables' times, > 0, fixed in advance.
        level: Confidence level, between 0 and 1.

    Returns:
        The ratio (1 is equal) with interval and p-value of its log by the delta method (dual), and
        the standard error of the ratio itself. Null as the difference, and with `degenerate` when a
        mean time is 0.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Uno et al. 2014, Moving beyond the hazard ratio in quantifying the between-group difference
        in survival analysis (the ratio of restricted means).

    Example:
        >>> slow = EventTable([5, 20, 30], [4, 6, 0], censored=[0, 0, 10])
        >>> fast = EventTable([5, 20, 30], [12, 4, 0], censored=[0, 0, 4])
        >>> found = ratio_of_restricted_means(fast, slow, 30)
        >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
        (0.5909, 0.3978, 0.8778)
    """
    arms = restricted_mean(table1, horizon, level=level), restricted_mean(table0, horizon)
    problem = _problem(*arms, level)
    if problem:
        return replace(problem, value=None)
    mean1, mean0 = _number(arms[0].value), _number(arms[1].value)
    if not (mean1 and mean0):
        note = "everyone of an arm leaves at once, so its mean time is 0"
        return Inference(level=level, method=METHOD, status="degenerate", note=note)
    se = math.hypot(_number(arms[0].se) / mean1, _number(arms[1].se) / mean0)
    log = _normal(math.log(mean1 / mean0), se, level)
    low, high = math.exp(_number(log.low)), math.exp(_number(log.high))
    return replace(log, value=mean1 / mean0, se=se * mean1 / mean0, low=low, high=high)


def _steps(table: EventTable, tau: float) -> tuple[Floats, Floats, Floats]:
    """Widths and heights of the curve's steps up to τ, and the variance terms of its falls."""
    kept = table.times < tau
    knots = np.concatenate([[0.0], table.times[kept], [tau]])
    survival = product_limit(table.at_risk[kept], table.exits[kept])
    return np.diff(knots), np.concatenate([[1.0], survival]), greenwood_terms(table)[kept]


def _problem(arm1: Inference, arm0: Inference, level: float) -> Inference | None:
    """What keeps two mean times from being compared, if anything."""
    for arm, name in ((arm1, "treatment"), (arm0, "control")):
        if arm.value is None:
            note = f"{name}: {arm.note}"
            return Inference(level=level, method=METHOD, status=arm.status, note=note)
    if arm1.status == "degenerate" and arm0.status == "degenerate":
        gap, note = _number(arm1.value) - _number(arm0.value), f"{arm1.note} in either arm"
        return Inference(
            value=gap, se=0.0, level=level, method=METHOD, status="degenerate", note=note
        )
    return None


def _normal(value: float, se: float, level: float) -> Inference:
    half = normal_critical(level) * se
    return Inference(
        value=value,
        se=se,
        low=value - half,
        high=value + half,
        level=level,
        method=METHOD,
        p_value=normal_p(value / se),
        dual=True,
    )


def _number(value: float | None) -> float:
    """A number that the caller has checked to be there."""
    return math.nan if value is None else value
