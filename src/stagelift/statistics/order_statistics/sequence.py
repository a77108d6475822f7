"""Quantiles that may be looked at any number of times: one, and the difference of two."""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks.sequence import tuning
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.order_statistics.difference import bounded
from stagelift.statistics.order_statistics.inversion import Arm, Cost, least_cost, limits
from stagelift.statistics.order_statistics.values import ValueCounts

METHOD = "beta_binomial_sequence"


def quantile_sequence(
    table: ValueCounts, p: float = 0.5, *, n_planned: int, level: float = 0.95
) -> Inference:
    """A quantile with an interval that holds at all looks together.

    Whether a unit lies below the true quantile is a coin of chance p. The likelihood ratio of a
    beta mixture of chances against p is a martingale, so it exceeds 1/α ever with a probability of
    at most α; the interval holds the values whose ranks keep it below. It is exact at any n, for
    any distribution: with ties, a value stays if one division of its ties keeps it.

    Args:
        table: Values of the units so far.
        p: Share below the quantile, between 0 and 1; the median by default.
        n_planned: Units planned, > 0; about there the interval is narrowest. It must not depend on
            the values.
        level: Confidence level of all looks together, between 0 and 1.

    Returns:
        The quantile so far; a limit that the ranks do not bound yet is null, with a note. Without
        units null with `no_data`.

    Raises:
        ArgumentError: When p, n_planned or the level is not allowed.

    Reference:
        Howard & Ramdas 2022, Sequential estimation of quantiles with applications to A/B testing
        and best-arm identification (confidence sequences for a fixed quantile); Robbins 1970,
        Statistical methods related to the law of the iterated logarithm (mixture martingales).

    Example:
        >>> found = quantile_sequence(ValueCounts(range(1, 401), [1] * 400), n_planned=400)
        >>> found.value, found.low, found.high
        (200.5, 170.0, 231.0)
    """
    p = checks.between("p", p, 0, 1)
    prior = _prior(n_planned, p, level)
    found = Inference(level=level, method=METHOD, value=table.quantile(p))
    if not table.n:
        return replace(found, status="no_data", note="no units")
    arm = Arm(table, p, _log_martingale(table.n, p, prior))
    ends = np.concatenate([[-math.inf], table.values, [math.inf]])
    inside = ends[arm.at(ends) < -math.log1p(-level)]
    return bounded(found, float(inside.min()), float(inside.max()))


def difference_of_quantiles_sequence(
    table1: ValueCounts,
    table0: ValueCounts,
    p: float = 0.5,
    *,
    n_planned: tuple[int, int],
    level: float = 0.95,
) -> Inference:
    """The difference of two quantiles, treatment minus control, that holds at all looks together.

    The product of both arms' martingales at the true quantiles is one, however units of the arms
    alternate; a difference stays while some pair of quantiles that far apart keeps it below 1/α.

    Args:
        table1: Values of the treatment arm's units so far.
        table0: The same of the control arm.
        p: Share below the quantile, between 0 and 1; the median by default.
        n_planned: Units planned in the treatment and the control arm, each > 0.
        level: Confidence level of all looks together, between 0 and 1.

    Returns:
        The effect with its interval and always-valid p-value of the current look (dual); limits as
        `quantile_sequence`. Null with `no_data` when an arm is empty.

    Raises:
        ArgumentError: When p, n_planned or the level is not allowed.

    Reference:
        Howard & Ramdas 2022, Sequential estimation of quantiles with applications to A/B testing
        and best-arm identification; the product of independent martingales as in Ville 1939.

    Example:
        >>> treated = ValueCounts(range(100, 500), [1] * 400)
        >>> control = ValueCounts(range(0, 400), [1] * 400)
        >>> found = difference_of_quantiles_sequence(treated, control, n_planned=(400, 400))
        >>> found.value, found.low, found.high, round(found.p_value, 4)
        (100.0, 51.0, 149.0, 0.0)
    """
    p = checks.between("p", p, 0, 1)
    priors = [_prior(planned, p, level) for planned in n_planned]
    value1, value0 = table1.quantile(p), table0.quantile(p)
    found = Inference(level=level, method=METHOD)
    if value1 is None or value0 is None:
        return replace(found, status="no_data", note="an arm has no units")
    arms = [
        Arm(table, p, _log_martingale(table.n, p, prior))
        for table, prior in zip((table1, table0), priors, strict=True)
    ]
    # the bound itself is outside: the martingale may reach it
    budget = math.nextafter(-math.log1p(-level), 0.0)
    low, high = limits(arms[0], arms[1], budget)
    p_value = math.exp(-max(least_cost(arms[0], arms[1]), 0.0))
    return bounded(replace(found, value=value1 - value0, p_value=p_value, dual=True), low, high)


def _prior(n_planned: int, p: float, level: float) -> tuple[float, float]:
    """Both parameters of the beta mixture: its weight makes the interval narrowest as planned."""
    planned = checks.whole("n_planned", n_planned)
    checks.between("n_planned", planned, 0, math.inf)
    # in the normal limit the ratio of units to the mixture's weight is the η of a mean
    weight = max(planned / tuning(planned, planned, level), 1.0)
    return weight * p, weight * (1.0 - p)


def _log_martingale(n: int, p: float, prior: tuple[float, float]) -> Cost:
    a, b = prior

    def cost(k: Floats) -> Floats:
        mixed = special.betaln(a + k, b + n - k) - special.betaln(a, b)
        found: Floats = mixed - k * math.log(p) - (n - k) * math.log1p(-p)
        return found

    return cost
