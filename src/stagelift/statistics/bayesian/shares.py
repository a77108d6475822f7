"""Two shares under a prior on their effect: Beta–binomial, added up over a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.bayesian.belief import Concluded, EffectPrior, Worth
from stagelift.statistics.numerics import np, special

if TYPE_CHECKING:
    from stagelift.statistics.inference import Better
    from stagelift.statistics.numerics import Floats

POINTS = 301  # by axis
COARSE = 121
FAR = 1e-12  # tail of each share's own likelihood that the grid leaves out
NOTHING = 1e-13  # of the largest weight; the finer grid leaves such points out


def conclude_shares(
    treated: tuple[int, int],
    control: tuple[int, int],
    prior: EffectPrior,
    *,
    worth: Worth | None = None,
    better: Better = "up",
    level: float = 0.95,
) -> Concluded:
    """What is believed of the difference of two shares after counting events.

    The control's share has a uniform prior, Beta(1, 1); the effect has the bell that is given, cut
    where the treatment's share would leave 0–1. Counts are binomial. Nothing is taken to be normal,
    so that rare events are no obstacle.

    Args:
        treated: (units with the event, units) under treatment.
        control: The same under control.
        prior: Of the effect, as a difference or a log ratio of shares.
        worth: The effect worth having.
        better: Direction of the metric.
        level: Probability of the credible interval, 0–1.

    Returns:
        The posterior.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Gelman et al. 2013, Bayesian Data Analysis, 3.7 (two shares on a grid); Stucchio 2015,
        Bayesian A/B testing at VWO (expected loss).

    Example:
        >>> found = conclude_shares((130, 1000), (100, 1000), EffectPrior("log_ratio", 0.0, 0.1))
        >>> round(found.value, 3), round(found.better, 3)
        (0.011, 0.9)
    """
    checks.between("level", level, 0, 1)
    one, zero = checks.events(*treated, arm="treated"), checks.events(*control, arm="control")
    ends = [_ends(*one), _ends(*zero)]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    axis = np.linspace(low, high, COARSE)
    coarse = _weights(axis, axis, (one, zero), prior)
    x1 = np.linspace(*_span(axis, coarse.sum(axis=1)), POINTS)
    x0 = np.linspace(*_span(axis, coarse.sum(axis=0)), POINTS)
    weights = _weights(x1, x0, (one, zero), prior)
    p1, p0 = special.expit(x1)[:, None], special.expit(x0)[None, :]
    gains = (p1 - p0) if better == "up" else (p0 - p1)
    bar = None
    if worth is not None:
        bar = gains - worth.amount * (p0 if worth.relative else 1.0)
    return _told(p1 - p0, gains, bar, weights, level)


def _ends(k: int, n: int) -> tuple[float, float]:
    """Logits between which a share lies for all that its own counts can tell."""
    low = special.betaincinv(k + 0.5, n - k + 0.5, FAR)
    high = special.betainccinv(k + 0.5, n - k + 0.5, FAR)
    tiny = 1e-15
    return float(special.logit(max(low, tiny))), float(special.logit(min(high, 1.0 - tiny)))


def _weights(
    logits1: Floats,
    logits0: Floats,
    counts: tuple[tuple[int, int], tuple[int, int]],
    prior: EffectPrior,
) -> Floats:
    """Posterior weights over logits of the treatment's (rows) and the control's share (columns)."""
    x1, x0 = logits1[:, None], logits0[None, :]
    one, zero = counts
    # log p and log (1 − p), exact for rare events
    logs = [(-np.logaddexp(0.0, -x), -np.logaddexp(0.0, x)) for x in (x1, x0)]
    (log1, not1), (log0, not0) = logs
    found = one[0] * log1 + (one[1] - one[0]) * not1
    # Beta(1, 1) on the control's share, in logits
    found = found + (zero[0] + 1) * log0 + (zero[1] - zero[0] + 1) * not0
    p0 = np.exp(log0)
    if prior.scale == "log_ratio":
        effect, turned = log1 - log0, not1
        kept = special.log_ndtr((-log0 - prior.centre) / prior.spread)
    else:
        effect, turned = np.exp(log1) - p0, log1 + not1
        ends = [(end - p0 - prior.centre) / prior.spread for end in (0.0, 1.0)]
        kept = np.log(np.maximum(special.ndtr(ends[1]) - special.ndtr(ends[0]), 1e-300))
    found = found - 0.5 * ((effect - prior.centre) / prior.spread) ** 2 + turned - kept
    weights = np.exp(found - found.max())
    whole: Floats = weights / weights.sum()
    return whole


def _span(axis: Floats, weights: Floats) -> tuple[float, float]:
    """The part of an axis that carries weight, one step wider on both sides."""
    there = np.flatnonzero(weights > NOTHING * weights.max())
    return float(axis[max(there[0] - 1, 0)]), float(axis[min(there[-1] + 1, axis.size - 1)])


def _told(
    effects: Floats, gains: Floats, bar: Floats | None, weights: Floats, level: float
) -> Concluded:
    """The posterior's figures from weighted points."""
    flat, mass = effects.ravel(), weights.ravel()
    order = np.argsort(flat, kind="stable")
    reached = np.cumsum(mass[order]) - mass[order] / 2.0
    low, high = np.interp([(1.0 - level) / 2.0, (1.0 + level) / 2.0], reached, flat[order])
    return Concluded(
        value=float((effects * weights).sum()),
        low=float(low),
        high=float(high),
        level=level,
        better=_above(gains, weights),
        beats=None if bar is None else _above(bar, weights),
        loss_if_shipped=float((np.maximum(-gains, 0.0) * weights).sum()),
        loss_if_kept=float((np.maximum(gains, 0.0) * weights).sum()),
    )


def _above(amounts: Floats, weights: Floats) -> float:
    """The probability of an amount above 0; points at 0 count half."""
    above = weights[amounts > 0.0].sum() + weights[amounts == 0.0].sum() / 2.0
    return min(float(above), 1.0)
