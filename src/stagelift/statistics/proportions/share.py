"""One share of units with an event, and its interval."""

from __future__ import annotations

import math
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.proportions.limits import agresti_coull_limits, wilson_limits
from stagelift.statistics.proportions.sided import critical_of, kept
from stagelift.statistics.sides import Alternative

ShareMethod = Literal["wilson", "clopper_pearson", "jeffreys", "agresti_coull"]


def proportion(
    k: int,
    n: int,
    *,
    level: float = 0.95,
    method: ShareMethod = "wilson",
    alternative: Alternative = "two_sided",
) -> Inference:
    """A share of units with an event and its interval.

    Args:
        k: Units with the event, 0 ≤ k ≤ n.
        n: Units.
        level: Confidence level, between 0 and 1; above .5 for a one-sided limit.
        method: `wilson`; `clopper_pearson` (exact: never below the level, and wider); `jeffreys`
            (equal tails of the posterior of Jeffreys' prior, exactly 0 at k = 0 and 1 at k = n); or
            `agresti_coull` (Wald about Wilson's centre, within 0–1).
        alternative: `two_sided`; `greater` for a lower limit only (the upper end is 1), or `less`
            for an upper limit only (the lower end is 0).

    Returns:
        The share (0–1); without units, null with status `no_data`.

    Raises:
        ArgumentError: When a count, the level, the method or the alternative is not allowed.

    Reference:
        Wilson 1927; Clopper & Pearson 1934; Agresti & Coull 1998, Approximate is better than
        "exact" for interval estimation of binomial proportions; Brown, Cai & DasGupta 2001,
        Interval estimation for a binomial proportion (Jeffreys: section 3.1.2, and section 4.1 for
        its ends).

    Example:
        >>> found = proportion(1, 10)
        >>> found.value, round(found.low, 4), round(found.high, 4)
        (0.1, 0.0179, 0.4042)
    """
    k, n = checks.events(k, n)
    z = critical_of(level, alternative)
    checks.one_of("method", method, get_args(ShareMethod))
    if n == 0:
        return Inference(level=level, method=method, status="no_data", note="no units")
    if method == "wilson":
        limits = wilson_limits(k, n, z)
    elif method == "agresti_coull":
        limits = agresti_coull_limits(k, n, z)
    else:
        tail = (1.0 - level) / 2.0 if alternative == "two_sided" else 1.0 - level
        limits = _beta_limits(k, n, tail, method)
    low, high = kept(limits, alternative, (0.0, 1.0))
    return Inference(
        value=k / n,
        se=math.sqrt(k * (n - k) / n) / n,
        low=min(low, k / n),  # a rounding in the last bit must not put the share outside
        high=max(high, k / n),
        level=level,
        method=method,
    )


def _beta_limits(k: int, n: int, tail: float, method: ShareMethod) -> tuple[float, float]:
    """Quantiles of the beta distributions behind the exact limits, or behind Jeffreys'."""
    low, high = 0.0, 1.0
    own, other = (0.5, 0.5) if method == "jeffreys" else (0.0, 1.0)
    if k:
        low = float(special.betaincinv(k + own, n - k + other, tail))
    if k < n:
        high = float(special.betainccinv(k + other, n - k + own, tail))
    return low, high
