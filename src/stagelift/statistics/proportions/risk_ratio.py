"""The ratio of two independent shares, the risk ratio."""

from __future__ import annotations

import math
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions.sided import critical_of, kept, normal_tail
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import Alternative

RiskMethod = Literal["score", "koopman", "katz"]
RANGE = (0.0, math.inf)
UNBOUNDED = "no event in control: the ratio has no estimate and no upper limit"
NO_EVENT = "no event in either arm, so no ratio"
ADDED = "0.5 added to each of the four counts, because the log of the ratio is not defined"


def risk_ratio(  # noqa: PLR0913 - two arms are four counts
    k1: int,
    n1: int,
    k0: int,
    n0: int,
    *,
    level: float = 0.95,
    method: RiskMethod = "score",
    alternative: Alternative = "two_sided",
) -> Inference:
    """The ratio p1 / p0 of two independent shares, with interval and p-value of ratio 1.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1; above .5 when one-sided.
        method: `score` (Miettinen–Nurminen: restricted variance times N/(N − 1)), `koopman` (the
            same without that factor), or `katz` (normal on the log; where an arm has no event, or
            both have nothing else, 0.5 is added to the units with and without it in either arm, as
            the note says).
        alternative: `two_sided`; `greater` or `less`, treatment compared with control: one limit at
            `level` (the other end is 0 or infinite) and the one-sided p-value.

    Returns:
        The ratio (1 is no effect), its delta-method standard error, and an interval dual to the
        p-value. Without events in control the score methods give only a lower limit (the upper one
        is infinite) with `not_identifiable`, and without events in either arm only the reason; null
        with `no_data` when an arm is empty.

    Raises:
        ArgumentError: When a count, the level, the method or the alternative is not allowed.

    Reference:
        Koopman 1984, Confidence intervals for the ratio of two binomial proportions; Miettinen &
        Nurminen 1985; Katz, Baptista, Azen & Pike 1978, Obtaining confidence intervals for the risk
        ratio in cohort studies; Haldane 1956 and Anscombe 1956 (the 0.5).

    Example:
        >>> found = risk_ratio(36, 40, 16, 80, method="koopman")
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (4.5, 2.94, 7.15)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = critical_of(level, alternative)
    checks.one_of("method", method, get_args(RiskMethod))
    if not (n1 and n0):
        return Inference(level=level, method=method, status="no_data", note="no units in an arm")
    if method == "katz":
        return _katz((k1, n1, k0, n0), z, level, alternative)
    rates = TwoRates(k1, n1, k0, n0, unbiased=method == "score")
    if k1 == k0 == 0:
        return Inference(level=level, method=method, status="not_identifiable", note=NO_EVENT)
    low, high = rates.ratio_limits(z)
    ratio = rates.p1 / rates.p0 if k0 else None
    limits = (low, high) if ratio is None else (min(low, ratio), max(high, ratio))
    low, high = kept(limits, alternative, RANGE)
    return Inference(
        value=ratio,
        se=_se(rates, ratio),
        low=low,
        high=high,
        level=level,
        method=method,
        p_value=float(normal_tail(rates.pooled_z(), alternative)),
        dual=True,
        status="not_identifiable" if ratio is None else "ok",
        note=UNBOUNDED if ratio is None else "",
    )


def _se(rates: TwoRates, ratio: float | None) -> float | None:
    """The delta-method standard error of the ratio itself."""
    if ratio is None:
        return None
    own = rates.p1 * (1.0 - rates.p1) / rates.n1
    other = ratio * ratio * rates.p0 * (1.0 - rates.p0) / rates.n0
    return math.sqrt(own + other) / float(rates.p0)


def _katz(
    table: tuple[int, int, int, int], z: float, level: float, alternative: Alternative
) -> Inference:
    k1, n1, k0, n0 = table
    added = 0.5 if 0 in (k1, k0) or (k1 == n1 and k0 == n0) else 0.0
    events1, units1, events0, units0 = k1 + added, n1 + 2 * added, k0 + added, n0 + 2 * added
    ratio = events1 * units0 / (units1 * events0)
    se = math.sqrt((1.0 / events1 - 1.0 / units1) + (1.0 / events0 - 1.0 / units0))
    limits = ratio * math.exp(-z * se), ratio * math.exp(z * se)
    low, high = kept(limits, alternative, RANGE)
    return Inference(
        value=ratio,
        se=ratio * se,
        low=low,
        high=high,
        level=level,
        method="katz",
        p_value=float(normal_tail(math.log(ratio) / se, alternative)),
        dual=True,
        note=ADDED if added else "",
    )
