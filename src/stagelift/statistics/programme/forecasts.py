"""Forecasts against what came: one at a time, and whether a team's forecasts hold on the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from stagelift.statistics import checks

Standing = Literal["held", "short", "beyond", "undecided"]
Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """One forecast beside what was seen.

    Args:
        off: Seen less forecast, in the metric's unit.
        low: Lower end of the interval of that difference.
        high: Upper end.
        z: The difference in standard errors, positive where more came than was forecast in the
            metric's direction.
        p_value: How often a true forecast is off by as much, two-sided.
        standing: `held`; `short` or `beyond` when the difference is clear of none in the metric's
            direction; `undecided` when what was seen fits the forecast and no effect alike.
    """

    off: float
    low: float
    high: float
    z: float
    p_value: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class Calibration:
    """Several forecasts together.

    Args:
        n: How many were scored.
        within: How many lay within what a true forecast may be off by.
        bias: Mean of their z, 0 when forecasts are right on average; negative: too hopeful.
        bias_p: Two-sided p-value of that bias.
        spread_p: p-value of Σz² against χ²(n): small when forecasts are surer than they may be.
    """

    n: int
    within: int
    bias: float
    bias_p: float
    spread_p: float


def score_forecast(
    forecast: Ends,
    seen: Ends,
    *,
    level: float = 0.95,
    forecast_level: float | None = None,
    better: Literal["up", "down"] = "up",
) -> Score:
    """A forecast beside an independent estimate of the same effect.

    The difference has the variance of both: an interval of the forecast says where the true effect
    is believed to be, that of the estimate what chance does to what is seen.

    Args:
        forecast: Value, low and high of the forecast; all equal for one without an interval.
        seen: The same of the estimate, from customers the forecast does not rest on.
        level: Level of the estimate's interval, 0–1, and of the comparison.
        forecast_level: Level of the forecast's interval; the same by default.
        better: Direction of the metric.

    Returns:
        The score.

    Raises:
        ArgumentError: When a level is not allowed, an interval runs backwards, or the estimate
            has no width.

    Reference:
        Box 1980, Sampling and Bayes' inference in scientific modelling and robustness: what came
        against its predictive distribution.

    Example:
        >>> found = score_forecast((0.008, 0.002, 0.014), (0.006, -0.005, 0.017))
        >>> found.standing, round(found.z, 2), round(found.p_value, 2)
        ('undecided', -0.31, 0.75)
        >>> score_forecast((0.008, 0.002, 0.014), (0.006, 0.001, 0.011)).standing
        'held'
    """
    own = level if forecast_level is None else forecast_level
    own_z = NormalDist().inv_cdf(0.5 + checks.between("forecast_level", own, 0.0, 1.0) / 2.0)
    z = NormalDist().inv_cdf(0.5 + checks.between("level", level, 0.0, 1.0) / 2.0)
    for name, ends in (("forecast", forecast), ("seen", seen)):
        if not ends[1] <= ends[0] <= ends[2]:
            raise checks.refused(
                name, ends, "it must be value, low and high with low ≤ value ≤ high"
            )
    errors = [(ends[2] - ends[1]) / (2.0 * q) for ends, q in ((forecast, own_z), (seen, z))]
    if not errors[1] > 0.0:
        raise checks.refused("seen", seen, "its interval must be wider than 0")
    sign = 1.0 if better == "up" else -1.0
    off, error = seen[0] - forecast[0], math.hypot(*errors)
    score = sign * off / error
    standing: Standing = "held"
    if abs(score) > z:
        standing = "short" if score < 0.0 else "beyond"
    elif seen[1] <= 0.0 <= seen[2] and not forecast[1] <= 0.0 <= forecast[2]:
        standing = "undecided"
    tail = 2.0 * (1.0 - NormalDist().cdf(abs(score)))
    return Score(off, off - z * error, off + z * error, score, tail, standing)


def calibration(scores: Sequence[Score], *, level: float = 0.95) -> Calibration | None:
    """Whether forecasts hold on the whole.

    Args:
        scores: Forecasts scored on customers of their own.
        level: Level at which a single forecast counts as missed, 0–1.

    Returns:
        The calibration; None without any.

    Raises:
        ArgumentError: When the level is not allowed.

    Reference:
        Dawid 1984, Present position and potential developments: some personal views. Statistical
        theory, the prequential approach.

    Example:
        >>> one = score_forecast((0.010, 0.004, 0.016), (0.001, -0.004, 0.006))
        >>> found = calibration([one, one])
        >>> found.within, round(found.bias, 2), round(found.bias_p, 3)
        (0, -2.26, 0.001)
    """
    if not scores:
        return None
    from scipy.stats import chi2

    z = NormalDist().inv_cdf(0.5 + checks.between("level", level, 0.0, 1.0) / 2.0)
    n, each = len(scores), [one.z for one in scores]
    bias = math.fsum(each) / n
    return Calibration(
        n=n,
        within=sum(bool(abs(one) <= z) for one in each),
        bias=bias,
        bias_p=2.0 * (1.0 - NormalDist().cdf(abs(bias) * math.sqrt(n))),
        spread_p=float(chi2.sf(math.fsum(one * one for one in each), n)),
    )
