"""Rates of events per time, and churn between two instants."""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.proportions import proportion
from stagelift.statistics.quantiles import normal_p

EXACT_EVENTS = 10_000  # events in either group up to which the E-test's double sum stays quick
MONTH_DAYS = 30.0


def rate(events: int, time: float, *, level: float = 0.95) -> Inference:
    """A rate of events per unit of time with its exact Poisson interval.

    Args:
        events: Events, such as contracts that ended.
        time: Time at risk of all units together, in any unit ≥ 0, such as customer-months.
        level: Confidence level, between 0 and 1.

    Returns:
        events / time per that unit; its interval never covers less than the level. Null with
        `no_data` without time at risk.

    Raises:
        ArgumentError: When an argument is not allowed, or events happened in no time.

    Reference:
        Garwood 1936, Fiducial limits for the Poisson distribution.

    Example:
        >>> found = rate(10, 1000.0)
        >>> found.value, round(found.low, 5), round(found.high, 5)
        (0.01, 0.0048, 0.01839)
    """
    events, time = checks.whole("events", events), _time("time", time, events)
    tail = (1.0 - checks.between("level", level, 0, 1)) / 2.0
    if time == 0.0:
        return Inference(level=level, method="garwood", status="no_data", note="no time at risk")
    # half the χ² quantile with 2·events (2·events + 2 above) degrees of freedom
    low = float(special.gammaincinv(events, tail)) if events else 0.0
    high = float(special.gammainccinv(events + 1, tail))
    return Inference(
        value=events / time,
        se=math.sqrt(events) / time,
        low=low / time,
        high=high / time,
        level=level,
        method="garwood",
    )


def rate_ratio(
    events1: int, time1: float, events0: int, time0: float, *, level: float = 0.95
) -> Inference:
    """The ratio of two rates, with the E-test of their equality.

    The interval is exact: given all events, those of group 1 are binomial. The p-value is that of
    the E-test, which is less conservative, so that both may disagree at the border (not dual);
    above 10,000 events in a group it is its normal limit.

    Args:
        events1: Events in group 1, such as treatment or the later period.
        time1: Its time at risk, ≥ 0.
        events0: Events in group 0.
        time0: Its time at risk in the same unit.
        level: Confidence level, between 0 and 1.

    Returns:
        rate1 / rate0 (1 is equal) with the standard error of the ratio; null with `no_data` when a
        group has no time at risk, and with `not_identifiable` when group 0 has no event.

    Raises:
        ArgumentError: When an argument is not allowed, or events happened in no time.

    Reference:
        Krishnamoorthy & Thomson 2004, A more powerful test for comparing two Poisson means;
        Przyborowski & Wilenski 1940, Homogeneity of results in testing samples from Poisson series
        (the conditional interval).

    Example:
        >>> found = rate_ratio(30, 1000.0, 20, 1000.0)
        >>> found.value, round(found.low, 3), round(found.high, 3), round(found.p_value, 3)
        (1.5, 0.824, 2.787, 0.16)
    """
    events1, events0 = checks.whole("events1", events1), checks.whole("events0", events0)
    time1, time0 = _time("time1", time1, events1), _time("time0", time0, events0)
    checks.between("level", level, 0, 1)
    if time1 == 0.0 or time0 == 0.0:
        which = "either group" if time1 == time0 else "group 1" if time1 == 0.0 else "group 0"
        note = f"no time at risk in {which}"
        return Inference(level=level, method="e_test", status="no_data", note=note)
    if events0 == 0:
        note = "no event in group 0, so nothing to relate it to"
        return Inference(level=level, method="e_test", status="not_identifiable", note=note)
    share = proportion(events1, events1 + events0, level=level, method="clopper_pearson")
    value, times = (events1 / time1) / (events0 / time0), time0 / time1
    low, high = (_odds(end) * times for end in (share.low, share.high))
    se = value * math.sqrt(1.0 / events1 + 1.0 / events0) if events1 else None
    return Inference(
        value=value,
        se=se,
        low=low,
        high=high,
        level=level,
        method="e_test",
        p_value=_e_test(events1, time1, events0, time0),
        dual=False,
    )


def churn(active: int, stayed: int, *, level: float = 0.95) -> Inference:
    """The share of those active at one instant who are not active at a later one.

    Whoever left and came back between counts as stayed; whoever joined between is in neither
    count. Customers who end exactly at the later instant have left: the period is (from, to], so
    that active later = active earlier − churned + joined holds.

    Args:
        active: Units active at the earlier instant.
        stayed: Of these, units active at the later instant too.
        level: Confidence level, between 0 and 1.

    Returns:
        1 − stayed / active with its Wilson interval; null with `no_data` when nobody was active.

    Raises:
        ArgumentError: When a count or the level is not allowed.

    Reference:
        Wilson 1927, Probable inference, the law of succession, and statistical inference.

    Example:
        >>> found = churn(200, 190)
        >>> found.value, round(found.low, 4), round(found.high, 4)
        (0.05, 0.0274, 0.0896)
    """
    stayed, active = checks.events(stayed, active)
    found = proportion(active - stayed, active, level=level)
    return replace(found, note="nobody was active at the earlier instant") if not active else found


def churn_per_month(found: Inference, days: float) -> Inference:
    """A churn share turned to 30 days, so that months of 28 to 31 days compare.

    Args:
        found: The churn of a period, as `churn` gives it.
        days: Length of the period in days, > 0.

    Returns:
        1 − (1 − share)^(30 / days) for value and limits, the standard error by the delta method.

    Raises:
        ArgumentError: When `days` is not a number > 0.

    Reference:
        Constant hazard within the period: the survival of d days is that of one day to the power d.

    Example:
        >>> round(churn_per_month(churn(200, 190), 31.0).value, 5)
        0.04843
    """
    power = MONTH_DAYS / checks.between("days", days, 0, math.inf)

    def turned(share: float | None) -> float | None:
        if share is None:
            return None
        return 1.0 if share == 1.0 else -math.expm1(power * math.log1p(-share))

    se = found.se
    if se is not None and found.value is not None:
        # at a share of 1 the slope is 0 or infinite
        se = se * power * (1.0 - found.value) ** (power - 1.0) if found.value < 1.0 else None
    return replace(
        found, value=turned(found.value), se=se, low=turned(found.low), high=turned(found.high)
    )


def _time(name: str, time: float, events: int) -> float:
    time = checks.finite(name, time)
    if time < 0.0 or (time == 0.0 and events):
        allowed = "it must be > 0 where events happened" if time == 0.0 else "it must be ≥ 0"
        raise checks.refused(name, time, allowed)
    return time


def _odds(share: float | None) -> float:
    """Odds of a share below 1; the caller's group 0 has events, so an end of 1 cannot come."""
    return 0.0 if share is None else share / (1.0 - share)


def _e_test(events1: int, time1: float, events0: int, time0: float) -> float:
    if max(events1, events0) > EXACT_EVENTS:
        gap = events1 / time1 - events0 / time0
        return normal_p(gap / math.sqrt(events1 / time1**2 + events0 / time0**2))
    from scipy import stats

    return float(stats.poisson_means_test(events1, time1, events0, time0).pvalue)
