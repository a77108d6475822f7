"""Counts per unit, such as orders or tickets per customer: differences and ratios that are robust.

A Poisson model takes the variance of counts to be their mean. Counts of customers' acts vary more,
since customers differ, and its tests then find differences in a quarter of tests without one (mean
1, variance 3). Here the variance is the counts' own, and how far it is from Poisson is said.
Counts over unequal times of exposure are ratios of sums: `ratio.difference_of_ratios`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.sides import Alternative

CountRatioMethod = Literal["fieller", "delta_log"]


def dispersion(m: Moments) -> float | None:
    """How many times as much counts vary as Poisson counts with their mean would.

    Args:
        m: Moments of a count per unit, mean ≥ 0.

    Returns:
        Sample variance over mean: 1 is Poisson; None below two units, or without any count.

    Raises:
        ArgumentError: When the mean is negative.

    Reference:
        Cox 1983, Some remarks on overdispersion.

    Example:
        >>> dispersion(Moments(11, 1.0, 30.0, 0.0))
        3.0
    """
    _check(m, "")
    return None if m.variance is None or m.mean == 0.0 else m.variance / m.mean


def difference_of_counts(
    m1: Moments, m0: Moments, *, level: float = 0.95, alternative: Alternative = "two_sided"
) -> Inference:
    """The difference of counts per unit, treatment minus control, with their own variances.

    Args:
        m1: Moments of the count per unit in the treatment arm.
        m0: The same in the control arm.
        level: Confidence level, between 0 and 1.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        As `difference_of_means` by Welch, with both arms' dispersion in the note.

    Raises:
        ArgumentError: When a mean is negative, or the level or the alternative is not allowed.

    Reference:
        Welch 1947; Gail, Mark, Carroll, Green & Pee 1996, On design considerations and
        randomization-based inference for community intervention trials (counts of units that
        differ need variances of their own).

    Example:
        >>> sent, none = Moments(401, 1.2, 1200.0, 0.0), Moments(401, 1.0, 1200.0, 0.0)
        >>> found = difference_of_counts(sent, none)
        >>> round(found.value, 2), round(found.p_value, 3), found.note
        (0.2, 0.102, 'counts vary 2.5 and 3.0 times as much as Poisson counts')
    """
    _check(m1, "1")
    _check(m0, "0")
    found = difference_of_means(m1, m0, level=level, alternative=alternative)
    return _told(found, m1, m0)


def ratio_of_counts(
    m1: Moments, m0: Moments, *, level: float = 0.95, method: CountRatioMethod = "fieller"
) -> Inference:
    """The ratio of counts per unit, treatment over control, with their own variances.

    Args:
        m1: Moments of the count per unit in the treatment arm.
        m0: The same in the control arm.
        level: Confidence level, between 0 and 1.
        method: `fieller`, which excludes 1 exactly when the difference is significant, or
            `delta_log`, the robust (sandwich) interval of a log-linear model; both means must then
            be 10 standard errors from 0.

    Returns:
        The ratio (1 is no difference) with both arms' dispersion in the note; null with
        `not_identifiable` and the reason when the control's count is not clear of 0.

    Raises:
        ArgumentError: When a mean is negative, or the level or the method is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation; Royall 1986, Model robust confidence
        intervals using maximum likelihood estimators (the variance of the log ratio).

    Example:
        >>> sent, none = Moments(401, 1.2, 1200.0, 0.0), Moments(401, 1.0, 1200.0, 0.0)
        >>> found = ratio_of_counts(sent, none)
        >>> round(found.value, 2), round(found.low, 3), round(found.high, 3)
        (1.2, 0.964, 1.507)
    """
    _check(m1, "1")
    _check(m0, "0")
    checks.one_of("method", method, get_args(CountRatioMethod))
    found = lift(m1, m0, level=level, method=method)
    if found.value is None or found.low is None or found.high is None:
        return found
    # a count cannot fall below none at all
    low, high = max(found.low, -1.0) + 1.0, found.high + 1.0
    return _told(replace(found, value=found.value + 1.0, low=low, high=high), m1, m0)


def _told(found: Inference, m1: Moments, m0: Moments) -> Inference:
    """The result with both arms' dispersion in its note."""
    one, zero = dispersion(m1), dispersion(m0)
    if found.status != "ok" or one is None or zero is None:
        return found
    note = f"counts vary {one:.1f} and {zero:.1f} times as much as Poisson counts"
    return replace(found, note=f"{found.note}; {note}" if found.note else note)


def _check(m: Moments, arm: str) -> None:
    if m.mean < 0.0:
        raise checks.refused(f"m{arm}.mean", m.mean, "a count per unit must be ≥ 0")
